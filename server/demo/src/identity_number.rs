//! Citizen ID numbers that are well formed and can't be anyone's: the area code is 000000.

use crate::calendar::Date;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The 18 characters for a birthday and a sequence number, 0 to 999, odd for men and even for women.
///
/// # Source
/// GB 11643-1999: area code, date of birth, sequence code, check character by ISO 7064 MOD 11-2.
pub(crate) fn identity_number(birth_on: Date, sequence: u32) -> String {
    let (year, month, day) = birth_on;
    let mut number = format!("000000{year:04}{month:02}{day:02}{sequence:03}");
    number.push(check_character(&number));
    number
}

/// The eighteenth character for the seventeen digits before it.
pub(crate) fn check_character(digits: &str) -> char {
    let sum: u32 = digits
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit.saturating_sub(b'0')) * weight)
        .sum();
    CHECK_CHARACTERS[(sum % 11) as usize]
}
