//! Chinese numerals for names: 一期, 第十二网格.

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// The number in Chinese numerals up to 999, in digits beyond.
pub(crate) fn numeral(number: usize) -> String {
    match number {
        0..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", last_digit(number)),
        20..=99 => format!("{}十{}", DIGITS[number / 10], last_digit(number)),
        100..=999 => format!("{}百{}", DIGITS[number / 100], after_hundred(number % 100)),
        _ => number.to_string(),
    }
}

fn last_digit(number: usize) -> &'static str {
    match number % 10 {
        0 => "",
        digit => DIGITS[digit],
    }
}

fn after_hundred(rest: usize) -> String {
    match rest {
        0 => String::new(),
        1..=9 => format!("零{}", DIGITS[rest]),
        10..=19 => format!("一{}", numeral(rest)),
        _ => numeral(rest),
    }
}
