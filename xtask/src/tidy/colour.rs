//! Contrast between two colours.

/// The WCAG contrast ratio of two hex colours, 1 to 21; `None` when one is no colour of three or six digits.
///
/// # Source
/// WCAG 2.2, definitions of contrast ratio and relative luminance.
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(hex: &str) -> Option<f64> {
    let digits = hex.strip_prefix('#')?;
    let digits: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let value = u32::from_str_radix(&digits, 16).ok()?;
    let channel = |shift: u32| {
        let share = f64::from((value >> shift) & 0xff) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    Some(0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0))
}

#[cfg(test)]
mod tests {
    use super::contrast;

    #[test]
    fn black_on_white_is_21() {
        let ratio = contrast("#000", "#FFFFFF").unwrap();
        assert!((ratio - 21.0).abs() < 0.01);
    }

    #[test]
    fn the_accent_has_its_documented_ratio() {
        let ratio = contrast("#0A4F8C", "#FFFFFF").unwrap();
        assert!((ratio - 8.37).abs() < 0.01);
        assert_eq!(contrast("red", "#FFFFFF"), None);
    }
}
