//! Numbers as people read them: thousands, thin space before a unit, 万 on tiles.

use contract::Lang;

use crate::words::{lang, t, tf};

/// What stands between a number and its unit.
const THIN_SPACE: char = '\u{2009}';

/// A whole number with thousands: `48,210`.
#[must_use]
pub fn whole(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number for a tile: from ten thousand on `1.2 万` or `12k`.
#[must_use]
pub fn large(n: f64) -> String {
    if n.abs() < 10_000.0 {
        return decimal(n);
    }
    let n = match lang() {
        Lang::Zh => n / 10_000.0,
        Lang::En => n / 1_000.0,
    };
    let places = if n.abs() < 10.0 { 1 } else { 0 };
    tf("text.large_number", &[("n", &rounded(n, places))])
}

/// A measured number with as many decimals as tell something: two below ten, one below a hundred, else none.
#[must_use]
pub fn decimal(value: f64) -> String {
    if !value.is_finite() {
        return t("cell.empty");
    }
    let places = match value.abs() {
        v if v < 10.0 => 2,
        v if v < 100.0 => 1,
        _ => 0,
    };
    rounded(value, places)
}

fn rounded(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let (whole_part, fraction) = text.split_once('.').unwrap_or((text.as_str(), ""));
    let fraction = fraction.trim_end_matches('0');
    let head = whole_part.parse::<i64>().map_or_else(|_| whole_part.to_owned(), whole);
    let is_zero = fraction.is_empty() && head == "0";
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    if fraction.is_empty() { format!("{sign}{head}") } else { format!("{sign}{head}.{fraction}") }
}

/// A measured value with its unit's sign: `26 ℃` with a thin space.
#[must_use]
pub fn quantity(value: f64, sign: &str) -> String {
    if sign.is_empty() { decimal(value) } else { format!("{}{THIN_SPACE}{sign}", decimal(value)) }
}

/// A distance as it is said: whole metres up to a kilometre.
#[must_use]
pub fn distance(metres: f64) -> String {
    if metres < 1000.0 { quantity(metres.round(), "m") } else { quantity(metres / 1000.0, "km") }
}

/// An amount of money, given in fen: `¥1,234.50`.
#[must_use]
pub fn money(fen: i64) -> String {
    let sign = if fen < 0 { "−" } else { "" };
    let fen = fen.unsigned_abs();
    let yuan = i64::try_from(fen / 100).unwrap_or(i64::MAX);
    format!("{sign}¥{}.{:02}", whole(yuan), fen % 100)
}

/// A share in per cent: `92 %`.
#[must_use]
pub fn percent(value: f64) -> String {
    tf("figure.percent", &[("n", &rounded(value, 1))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_parted() {
        assert_eq!(whole(0), "0");
        assert_eq!(whole(999), "999");
        assert_eq!(whole(48_210), "48,210");
        assert_eq!(whole(-1_234_567), "−1,234,567");
    }

    #[test]
    fn decimals_that_say_nothing_are_left_out() {
        assert_eq!(decimal(8.2), "8.2");
        assert_eq!(decimal(26.0), "26");
        assert_eq!(decimal(0.35), "0.35");
        assert_eq!(decimal(-0.001), "0");
        assert_eq!(decimal(1234.56), "1,235");
        assert_eq!(decimal(f64::NAN), "—");
    }

    #[test]
    fn a_tile_counts_in_ten_thousands() {
        assert_eq!(large(9_999.0), "9,999");
        assert_eq!(large(12_000.0), "1.2 万");
        assert_eq!(large(480_000.0), "48 万");
    }

    #[test]
    fn a_unit_is_parted_by_a_thin_space() {
        assert_eq!(quantity(18.0, "µg/m³"), "18\u{2009}µg/m³");
        assert_eq!(quantity(3.0, ""), "3");
    }

    #[test]
    fn a_distance_is_said_in_whole_metres_up_to_a_kilometre() {
        assert_eq!(distance(11.6), "12\u{2009}m");
        assert_eq!(distance(1_234.0), "1.23\u{2009}km");
    }

    #[test]
    fn money_has_two_decimals() {
        assert_eq!(money(123_450), "¥1,234.50");
        assert_eq!(money(-5), "−¥0.05");
    }
}
