//! Comma-separated values that a spreadsheet opens as they are (RFC 4180, with a byte-order mark for Excel).

/// What tells a spreadsheet that the file is UTF-8.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A table of a few lines, for other programs.
#[must_use]
pub fn csv<'a, const N: usize>(lines: impl Iterator<Item = [&'a str; N]>) -> String {
    let mut text = String::from(BYTE_ORDER_MARK);
    lines.for_each(|fields| text.push_str(&line(fields.into_iter())));
    text
}

/// One line.
#[must_use]
pub(crate) fn line<'a>(fields: impl Iterator<Item = &'a str>) -> String {
    let mut line = fields.map(field).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

fn field(text: &str) -> String {
    // A spreadsheet would run a cell that begins like a formula; a number may keep its sign.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_break_a_line_is_quoted() {
        assert_eq!(line(["a", "b,c", "d\"e", "f\ng"].into_iter()), "a,\"b,c\",\"d\"\"e\",\"f\ng\"\r\n");
    }

    #[test]
    fn a_cell_is_never_run_as_a_formula() {
        assert_eq!(line(["=1+1", "-5", "@x"].into_iter()), "'=1+1,-5,'@x\r\n");
    }

    #[test]
    fn a_table_says_first_that_it_is_utf_8() {
        assert_eq!(csv([["项目", "数量"], ["=A1", "3"]].into_iter()), "\u{feff}项目,数量\r\n'=A1,3\r\n");
    }
}
