//! Fields of a form: typed get and set on a draft, so that nothing is stringly but the text that was typed.

use crate::{FieldFault, time::read_day};

/// The least characters of a reason that is asked for; `field.reason` says so.
pub const LEAST_REASON: usize = 5;

/// The most characters of an office's number; `field.office_phone` says so.
pub const OFFICE_PHONE: u32 = 20;

/// How a field is typed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// One line of at most so many characters.
    Text(u32),
    /// Several lines of at most so many characters.
    Long(u32),
    /// A number in a range.
    Number(f64, f64),
    /// One of a vocabulary: its name and keys.
    Choice(&'static str, &'static [&'static str]),
    /// One of what a list of the server offers: that list's key.
    Pick(&'static str),
    /// Yes or no.
    Flag,
    /// A day.
    Day,
    /// Somebody's phone number.
    Phone,
    /// The number under which an office is called.
    OfficePhone,
    /// A password that is being chosen.
    Password,
}

/// A field of a draft `D`.
pub struct Field<D: 'static> {
    /// Key, also that of its fault.
    pub key: &'static str,
    /// Label key.
    pub label: &'static str,
    /// Label key of the hint below it, if any.
    pub hint: Option<&'static str>,
    /// How it is typed in.
    pub input: Input,
    /// Whether it may stay empty.
    pub optional: bool,
    /// What the draft holds, as typed.
    pub get: fn(&D) -> String,
    /// Takes what was typed.
    pub set: fn(&mut D, &str),
}

impl<D> Field<D> {
    /// Checks what the draft holds; `None` when it is acceptable.
    #[must_use]
    pub fn check(&self, draft: &D) -> Option<FieldFault> {
        let text = (self.get)(draft);
        check_text(self.key, self.input, self.optional, &text)
    }
}

/// Checks all fields of a draft; the server does the same, with the same words.
///
/// # Errors
/// Every field at fault, in reading order.
pub fn check<D>(fields: &[Field<D>], draft: &D) -> Result<(), crate::Fault> {
    let faults: Vec<FieldFault> = fields.iter().filter_map(|field| field.check(draft)).collect();
    if faults.is_empty() { Ok(()) } else { Err(crate::Fault::Invalid { fields: faults }) }
}

/// Checks one typed text.
#[must_use]
pub fn check_text(key: &str, input: Input, optional: bool, text: &str) -> Option<FieldFault> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return (!optional).then(|| FieldFault::new(key, "field.required"));
    }
    if trimmed.chars().any(|c| c.is_control() && c != '\n' && c != '\t' && c != '\r') {
        return Some(FieldFault::new(key, "field.control"));
    }
    match input {
        Input::Text(most) | Input::Long(most) if trimmed.chars().count() > most as usize => {
            Some(FieldFault::limit(key, "field.too_long", most))
        }
        Input::Number(low, high) => match trimmed.parse::<f64>() {
            Ok(n) if n.is_finite() && n >= low && n <= high => None,
            Ok(_) => Some(FieldFault::new(key, "field.out_of_range")),
            Err(_) => Some(FieldFault::new(key, "field.not_a_number")),
        },
        Input::Choice(_, keys) if !keys.contains(&trimmed) => Some(FieldFault::new(key, "field.not_offered")),
        Input::Day if read_day(trimmed).is_none() => Some(FieldFault::new(key, "field.not_a_day")),
        Input::Phone if !is_phone(trimmed) => Some(FieldFault::new(key, "field.phone")),
        Input::OfficePhone if !is_office_phone(trimmed) => Some(FieldFault::new(key, "field.office_phone")),
        Input::Password if trimmed.chars().count() < 10 => {
            Some(FieldFault::limit(key, "field.password_short", 10))
        }
        Input::Password if trimmed.chars().count() > 200 => {
            Some(FieldFault::limit(key, "field.too_long", 200))
        }
        _ => None,
    }
}

/// Whether a text is a mainland phone number: eleven digits, the first a one.
#[must_use]
pub fn is_phone(text: &str) -> bool {
    text.len() == 11 && text.starts_with('1') && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a text can be an office's number: a short one, or one with an area code or an extension. Three to twenty
/// characters, at least three of them digits; else only spaces, `+` and `-`.
#[must_use]
pub fn is_office_phone(text: &str) -> bool {
    let is_of_number = |b: u8| b.is_ascii_digit() || b" +-".contains(&b);
    text.len() <= OFFICE_PHONE as usize
        && text.bytes().all(is_of_number)
        && text.bytes().filter(u8::is_ascii_digit).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_characters_are_too_many_and_an_emoji_is_one() {
        let fault = check_text("name", Input::Text(60), false, &"长".repeat(10_000)).unwrap();
        assert_eq!((fault.label.as_str(), fault.limit), ("field.too_long", Some(60)));
        assert_eq!(check_text("name", Input::Text(1), false, "🏠"), None);
    }

    #[test]
    fn numbers_that_are_none_are_told_apart() {
        let label = |text| check_text("n", Input::Number(0.0, 10.0), false, text).map(|f| f.label);
        assert_eq!(label("11").as_deref(), Some("field.out_of_range"));
        assert_eq!(label("NaN").as_deref(), Some("field.out_of_range"));
        assert_eq!(label("zehn").as_deref(), Some("field.not_a_number"));
        assert_eq!(label("9.5"), None);
    }

    #[test]
    fn a_phone_number_has_eleven_digits() {
        assert!(is_phone("10000000001"));
        assert!(!is_phone("2000000001"));
        assert!(!is_phone("1000000000a"));
    }

    #[test]
    fn an_office_is_called_by_a_short_number_too_or_one_with_an_extension() {
        for number in ["110", "0000-0000", "+86 000 0000 0000-12"] {
            assert!(is_office_phone(number), "{number}");
        }
        for other in ["", "12", "---", "请到前台", "０００００", "0000-0000 转 8", "0000-0000-0000-0000-0"]
        {
            assert!(!is_office_phone(other), "{other}");
        }
    }
}
