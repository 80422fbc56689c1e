//! Unified identification codes (统一识别代码): one object, one code; checkable, never used again.
//!
//! The layout is data, since every city has its own; the default is
//! `<division, 12 digits> <class, 2 letters> <serial, 7 digits> <check, 1 character>`.
//!
//! # Source
//! Check character: ISO 7064 MOD 37,36, which finds every single wrong character and every swap of neighbours.

use serde::{Deserialize, Serialize};

/// How codes are laid out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLayout {
    /// Leading characters of the division code that are kept, 0 to 12.
    pub division_digits: usize,
    /// Digits of the serial number.
    pub serial_digits: usize,
}

impl Default for CodeLayout {
    fn default() -> Self {
        Self { division_digits: 12, serial_digits: 7 }
    }
}

terms! {
    /// Class of object that gets a code.
    CodeClass in "code_class" {
        /// Area.
        Area = "QY",
        /// Building.
        Building = "LD",
        /// Dwelling.
        Dwelling = "FW",
        /// Place.
        Place = "DD",
        /// Person.
        Person = "RK",
        /// Organisation.
        Organisation = "DW",
        /// Device.
        Device = "SB",
        /// Component, such as a lamp post.
        Component = "BJ",
    }
}

impl CodeLayout {
    /// The code of the `serial`-th object of a class in a division.
    #[must_use]
    pub fn code(&self, division: &str, class: CodeClass, serial: i64) -> String {
        use crate::Term;
        let kept = &division[..division.len().min(self.division_digits)];
        let body = format!("{kept}{}{serial:0width$}", class.key(), width = self.serial_digits);
        let check = check_character(&body).unwrap_or('*');
        format!("{body}{check}")
    }
}

fn value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        'A'..='Z' => Some(c as u32 - 'A' as u32 + 10),
        _ => None,
    }
}

/// The check character of a body of digits and capitals; none when it holds anything else.
#[must_use]
pub fn check_character(body: &str) -> Option<char> {
    let mut product = 36;
    for c in body.chars() {
        let sum = (product + value(c)?) % 36;
        product = (if sum == 0 { 36 } else { sum }) * 2 % 37;
    }
    let check = (37 - product) % 36;
    char::from_digit(check, 36).map(|c| c.to_ascii_uppercase())
}

/// Whether a code carries the right check character.
#[must_use]
pub fn is_valid(code: &str) -> bool {
    let Some((at, last)) = code.char_indices().next_back() else { return false };
    code.len() > 3 && check_character(&code[..at]) == Some(last)
}

/// Whether a text has the form of a code, whatever its check character: it is no name.
#[must_use]
pub fn is_formed(text: &str) -> bool {
    use crate::Term;
    let text = text.trim().to_uppercase();
    let after_division = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let Some((class, rest)) = after_division.split_at_checked(2) else { return false };
    let Some((at, check)) = rest.char_indices().next_back() else { return false };
    CodeClass::from_key(class).is_some()
        && at > 0
        && rest[..at].bytes().all(|b| b.is_ascii_digit())
        && check.is_ascii_alphanumeric()
}

/// Whether a text has the form of a code, but not its check character: somebody has mistyped it.
#[must_use]
pub fn is_mistyped(text: &str) -> bool {
    is_formed(text) && !is_valid(&text.trim().to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows: DAT-C-1
    #[test]
    fn one_wrong_character_or_a_swap_is_found() {
        let code = CodeLayout::default().code("330000000001", CodeClass::Dwelling, 1502);
        assert_eq!(code.len(), 22);
        assert!(is_valid(&code), "{code}");
        for at in 0..code.len() {
            for other in ['0', '7', 'Z'] {
                let mut wrong: Vec<char> = code.chars().collect();
                if wrong[at] != other {
                    wrong[at] = other;
                    assert!(!is_valid(&wrong.iter().collect::<String>()));
                }
            }
        }
        let mut swapped: Vec<char> = code.chars().collect();
        swapped.swap(18, 19);
        assert_ne!(swapped[18], swapped[19]);
        assert!(!is_valid(&swapped.into_iter().collect::<String>()));
    }

    #[test]
    fn a_code_that_was_mistyped_is_told_from_words() {
        let code = CodeLayout::default().code("330000000001", CodeClass::Dwelling, 1502);
        assert!(is_formed(&code) && !is_mistyped(&code));
        let (body, check) = code.split_at(code.len() - 1);
        let wrong = format!("{body}{}", if check == "0" { "1" } else { "0" });
        assert!(is_mistyped(&format!(" {} ", wrong.to_lowercase())));
        for text in ["", "3-1502", "FW", "SMK-3-1502", "演示社区", "10000000001", "东门"] {
            assert!(!is_formed(text) && !is_mistyped(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["", "A", "3-1502", "小区"] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
