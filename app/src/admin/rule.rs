//! Alarm rules: the numbers, the level and whether a rule is judged at all can be changed, and hold at once. What a rule
//! looks at (device kind, property, condition) stays; its history is in the audit trail.

use super::{
    Rows, chosen_row,
    rule_draft::{RuleDraft, fields_of},
    shut, whole,
};
use crate::{seat::may, trouble::ask};
use contract::{
    Act, Cell, Column, Fault, Kind,
    applications::device_kind,
    sensing::{
        RuleRow, Value, ValueType,
        rule::{Condition, Rule, Timing},
    },
};
use kit::{
    Call, DraftSpec, Fact, Filter, RegisterSpec, SheetSpec, Trouble, draft, facts_view, link_button,
    quantity, query, register, sheet, split, t, t_or, tf, toast,
};
use leptos::prelude::*;

/// Columns of the list of rules.
const RULE_COLUMNS: &[Column<RuleRow>] = &[
    Column { key: "name", label: "alarm.rule", sortable: false, cell: |r| Cell::Text(name(&r.rule)) },
    Column {
        key: "device_kind",
        label: "rule.device_kind",
        sortable: false,
        cell: |r| Cell::Term(format!("device_kind.{}", r.rule.device_kind)),
    },
    Column {
        key: "property",
        label: "rule.property",
        sortable: false,
        cell: |r| Cell::Term(format!("property.{}", r.rule.property)),
    },
    Column {
        key: "condition",
        label: "rule.condition",
        sortable: false,
        cell: |r| Cell::Text(condition_word(&r.rule)),
    },
    Column {
        key: "timing",
        label: "rule.timing",
        sortable: false,
        cell: |r| Cell::Text(timing_word(&r.rule.timing)),
    },
    Column {
        key: "level",
        label: "rule.level",
        sortable: false,
        cell: |r| Cell::State(r.rule.level.mark(), format!("level.{}", r.rule.level)),
    },
    Column { key: "is_on", label: "rule.is_on", sortable: false, cell: |r| Cell::Flag(r.is_on) },
];

/// `/admin/rule` and `/street/rule`: the rules, with a sheet to change one.
#[must_use]
pub fn page() -> AnyView {
    let rows = Rows::new();
    let chosen = query("sel");
    let is_open = Signal::derive(move || chosen.with(Option::is_some));
    split(is_open, list(rows), move || rule_sheet(rows))
}

fn list(rows: Rows<RuleRow>) -> AnyView {
    let mut spec = RegisterSpec::new(
        "rule",
        t("rule.list"),
        RULE_COLUMNS,
        |row: &RuleRow| row.id.to_string(),
        |listing| async move {
            let is_only_on = listing.narrowed_to("is_on").is_some();
            let rules = ask(api::sensing::list_rules()).await?;
            Ok::<_, Trouble>(whole(rules.into_iter().filter(|row| row.is_on || !is_only_on).collect()))
        },
    );
    spec.searchable = false;
    spec.filters = vec![Filter::flag("is_on", t("rule.is_on"))];
    rows.open_in(&mut spec);
    register(spec)
}

fn name(rule: &Rule) -> String {
    t(&format!("rule.{}", rule.key))
}

/// The sign of the unit of what the rule judges.
fn unit(rule: &Rule) -> &'static str {
    match device_kind(&rule.device_kind).and_then(|kind| kind.property(&rule.property)).map(|p| p.values) {
        Some(ValueType::Number(unit, ..)) => unit.sign,
        _ => "",
    }
}

fn condition_word(rule: &Rule) -> String {
    let number = |n: f64| quantity(n, unit(rule));
    match &rule.condition {
        Condition::Above { limit, .. } => tf("rule.when.above", &[("n", &number(*limit))]),
        Condition::Below { limit, .. } => tf("rule.when.below", &[("n", &number(*limit))]),
        Condition::Outside { low, high } => {
            tf("rule.when.outside", &[("a", &number(*low)), ("b", &number(*high))])
        }
        Condition::Is { value } => tf("rule.when.is", &[("value", &value_word(&rule.property, value))]),
        Condition::SilentFor { minutes } => tf("rule.when.silent_for", &[("n", &minutes.to_string())]),
        Condition::Changes => t("rule.when.changes"),
        Condition::Rate { per_minute } => tf("rule.when.rate", &[("n", &number(*per_minute))]),
    }
}

fn value_word(property: &str, value: &Value) -> String {
    match value {
        Value::Flag(flag) => {
            t_or(&format!("value.{property}.{flag}"), if *flag { "cell.yes" } else { "cell.no" })
        }
        Value::Number(n) => quantity(*n, ""),
        Value::Text(text) => {
            let key = format!("value.{property}.{text}");
            if contract::label::exists(&key) { t(&key) } else { text.clone() }
        }
    }
}

fn timing_word(timing: &Timing) -> String {
    match timing {
        Timing::AtOnce => t("rule.holds.at_once"),
        Timing::For { seconds } => tf("rule.holds.for", &[("n", &seconds.to_string())]),
        Timing::Within { count, seconds } => {
            tf("rule.holds.within", &[("s", &seconds.to_string()), ("n", &count.to_string())])
        }
    }
}

fn rule_sheet(rows: Rows<RuleRow>) -> AnyView {
    let row = chosen_row(
        "rule",
        Kind::Rule,
        rows,
        |row: &RuleRow| row.id.to_string(),
        |_| async { ask(api::sensing::list_rules()).await.map(whole) },
    );
    row.view(move |row| {
        let mut look = SheetSpec::new("", name(&row.rule));
        let facts = RULE_COLUMNS
            .iter()
            .filter(|column| column.key != "name")
            .map(|column| Fact::new(column.label, (column.cell)(&row)))
            .collect();
        let history = link_button(t("admin.audit_link"), format!("/admin/audit?object={}", row.id));
        // Only who may change a rule is likely to have the audit trail.
        if may(Kind::Rule, Act::Change) {
            look.body = Some(change_draft(rows, row, facts));
            look.line = Some(history);
        } else {
            look.facts = facts;
        }
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}

fn change_draft(rows: Rows<RuleRow>, row: RuleRow, facts: Vec<Fact>) -> AnyView {
    let held = StoredValue::new(row.clone());
    let mut spec = DraftSpec::new(
        "rule",
        fields_of(&row.rule),
        RuleDraft::of(&row),
        move |typed: RuleDraft| async move {
            let row = held.get_value();
            let rule = typed.put_into(&row.rule)?;
            let changed = ask(api::sensing::change_rule(row.id, row.revision, rule, typed.is_on)).await?;
            held.set_value(changed);
            Ok::<(), Trouble>(())
        },
    );
    spec.above = Some(facts_view(facts));
    spec.on_done = Some(Call::new(move |()| {
        toast(t("rule.changed"));
        rows.stale();
    }));
    spec.on_cancel = Some(Call::new(|()| shut()));
    spec.theirs(move || async move {
        let id = held.with_value(|row| row.id);
        let rules = ask(api::sensing::list_rules()).await?;
        let theirs = rules.into_iter().find(|row| row.id == id).ok_or(Fault::Missing { kind: Kind::Rule })?;
        held.set_value(theirs.clone());
        Ok(RuleDraft::of(&theirs))
    });
    draft(spec)
}
