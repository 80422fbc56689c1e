//! The form of an alarm rule: the numbers that its condition and its timing have, the level, and whether it is judged.

use contract::{
    Fault, Term,
    field::{Field, Input},
    sensing::{
        Level, RuleRow,
        rule::{Condition, Rule, Timing},
    },
};

/// What can be changed of a rule, as typed; what its condition and timing don't have stays empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RuleDraft {
    limit: String,
    hysteresis: String,
    low: String,
    high: String,
    minutes: String,
    per_minute: String,
    count: String,
    seconds: String,
    level: String,
    pub(super) is_on: bool,
}

impl RuleDraft {
    /// What a rule holds now.
    pub(super) fn of(row: &RuleRow) -> Self {
        let mut typed = Self { level: row.rule.level.key().into(), is_on: row.is_on, ..Self::default() };
        match &row.rule.condition {
            Condition::Above { limit, hysteresis } | Condition::Below { limit, hysteresis } => {
                typed.limit = limit.to_string();
                typed.hysteresis = hysteresis.to_string();
            }
            Condition::Outside { low, high } => {
                typed.low = low.to_string();
                typed.high = high.to_string();
            }
            Condition::SilentFor { minutes } => typed.minutes = minutes.to_string(),
            Condition::Rate { per_minute } => typed.per_minute = per_minute.to_string(),
            Condition::Is { .. } | Condition::Changes => {}
        }
        match &row.rule.timing {
            Timing::AtOnce => {}
            Timing::For { seconds } => typed.seconds = seconds.to_string(),
            Timing::Within { count, seconds } => {
                typed.count = count.to_string();
                typed.seconds = seconds.to_string();
            }
        }
        typed
    }

    /// The rule with what was typed; what it looks at stays.
    ///
    /// # Errors
    /// [`Fault::Invalid`] with every field at fault: no reading of the property could ever be there.
    pub(super) fn put_into(&self, rule: &Rule) -> Result<Rule, Fault> {
        let condition = match &rule.condition {
            Condition::Above { .. } => Condition::Above {
                limit: number("limit", &self.limit)?,
                hysteresis: number("hysteresis", &self.hysteresis)?,
            },
            Condition::Below { .. } => Condition::Below {
                limit: number("limit", &self.limit)?,
                hysteresis: number("hysteresis", &self.hysteresis)?,
            },
            Condition::Outside { .. } => {
                Condition::Outside { low: number("low", &self.low)?, high: number("high", &self.high)? }
            }
            Condition::SilentFor { .. } => {
                Condition::SilentFor { minutes: whole_number("minutes", &self.minutes)? }
            }
            Condition::Rate { .. } => Condition::Rate { per_minute: number("per_minute", &self.per_minute)? },
            kept @ (Condition::Is { .. } | Condition::Changes) => kept.clone(),
        };
        let timing = match &rule.timing {
            Timing::AtOnce => Timing::AtOnce,
            Timing::For { .. } => Timing::For { seconds: whole_number("seconds", &self.seconds)? },
            Timing::Within { .. } => Timing::Within {
                count: whole_number("count", &self.count)?,
                seconds: whole_number("seconds", &self.seconds)?,
            },
        };
        let level =
            Level::from_key(&self.level).ok_or_else(|| Fault::invalid("level", "field.not_offered"))?;
        let rule = Rule { condition, timing, level, ..rule.clone() };
        rule.check()?;
        Ok(rule)
    }
}

fn number(key: &str, text: &str) -> Result<f64, Fault> {
    text.trim().parse().map_err(|_| Fault::invalid(key, "field.not_a_number"))
}

fn whole_number(key: &str, text: &str) -> Result<u32, Fault> {
    text.trim().parse().map_err(|_| Fault::invalid(key, "field.not_a_number"))
}

/// A field of a rule's form that holds a number.
macro_rules! number_field {
    ($name:ident, $field:ident, $label:literal, $low:expr, $high:expr) => {
        const $name: Field<RuleDraft> = Field {
            key: stringify!($field),
            label: $label,
            hint: None,
            input: Input::Number($low, $high),
            optional: false,
            get: |d| d.$field.clone(),
            set: |d, v| d.$field = v.into(),
        };
    };
}

number_field!(LIMIT, limit, "rule.limit", -1e6, 1e6);
number_field!(HYSTERESIS, hysteresis, "rule.hysteresis", 0.0, 1e6);
number_field!(LOW, low, "rule.low", -1e6, 1e6);
number_field!(HIGH, high, "rule.high", -1e6, 1e6);
number_field!(MINUTES, minutes, "rule.minutes", 1.0, 100_000.0);
number_field!(PER_MINUTE, per_minute, "rule.per_minute", 0.0, 1e6);
number_field!(COUNT, count, "rule.count", 1.0, 1000.0);
number_field!(SECONDS, seconds, "rule.seconds", 1.0, 86_400.0);

const LEVEL: Field<RuleDraft> = Field {
    key: "level",
    label: "rule.level",
    hint: None,
    input: Input::Choice("level", &["level1", "level2", "level3", "level4", "warn"]),
    optional: false,
    get: |d| d.level.clone(),
    set: |d, v| d.level = v.into(),
};

const IS_ON: Field<RuleDraft> = Field {
    key: "is_on",
    label: "rule.is_on",
    hint: Some("rule.is_on.hint"),
    input: Input::Flag,
    optional: true,
    get: |d| d.is_on.to_string(),
    set: |d, v| d.is_on = v == "true",
};

/// A form: what its condition has, what its timing has, then level and switch.
macro_rules! form {
    ($($field:ident),*) => {{
        const FORM: &[Field<RuleDraft>] = &[$($field,)* LEVEL, IS_ON];
        FORM
    }};
}

/// The form of a rule, by its condition and timing.
pub(super) fn fields_of(rule: &Rule) -> &'static [Field<RuleDraft>] {
    use Condition as C;
    use Timing as T;
    match (&rule.condition, &rule.timing) {
        (C::Above { .. } | C::Below { .. }, T::AtOnce) => form!(LIMIT, HYSTERESIS),
        (C::Above { .. } | C::Below { .. }, T::For { .. }) => form!(LIMIT, HYSTERESIS, SECONDS),
        (C::Above { .. } | C::Below { .. }, T::Within { .. }) => form!(LIMIT, HYSTERESIS, COUNT, SECONDS),
        (C::Outside { .. }, T::AtOnce) => form!(LOW, HIGH),
        (C::Outside { .. }, T::For { .. }) => form!(LOW, HIGH, SECONDS),
        (C::Outside { .. }, T::Within { .. }) => form!(LOW, HIGH, COUNT, SECONDS),
        (C::SilentFor { .. }, T::AtOnce) => form!(MINUTES),
        (C::SilentFor { .. }, T::For { .. }) => form!(MINUTES, SECONDS),
        (C::SilentFor { .. }, T::Within { .. }) => form!(MINUTES, COUNT, SECONDS),
        (C::Rate { .. }, T::AtOnce) => form!(PER_MINUTE),
        (C::Rate { .. }, T::For { .. }) => form!(PER_MINUTE, SECONDS),
        (C::Rate { .. }, T::Within { .. }) => form!(PER_MINUTE, COUNT, SECONDS),
        (C::Is { .. } | C::Changes, T::AtOnce) => form!(),
        (C::Is { .. } | C::Changes, T::For { .. }) => form!(SECONDS),
        (C::Is { .. } | C::Changes, T::Within { .. }) => form!(COUNT, SECONDS),
    }
}
