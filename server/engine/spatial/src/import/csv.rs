//! Comma-separated values.
//!
//! # Source
//! RFC 4180; a lone line feed or carriage return ends a row too, as many programs write it.

use std::mem::take;

/// The rows that hold anything, each with its number as a spreadsheet shows it, from 1.
///
/// # Errors
/// The number of the row in which a quotation mark is opened and never closed.
pub(super) fn records(text: &str) -> Result<Vec<(u32, Vec<String>)>, u32> {
    let mut records = vec![];
    let (mut record, mut field) = (vec![], String::new());
    let (mut number, mut is_quoted) = (1, false);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '"' if is_quoted && characters.peek() == Some(&'"') => {
                characters.next();
                field.push('"');
            }
            '"' if is_quoted => is_quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                is_quoted = true;
            }
            ',' if !is_quoted => record.push(take(&mut field)),
            '\n' | '\r' if !is_quoted => {
                if c == '\r' && characters.peek() == Some(&'\n') {
                    characters.next();
                }
                record.push(take(&mut field));
                keep(&mut records, number, take(&mut record));
                number += 1;
            }
            c => field.push(c),
        }
    }
    if is_quoted {
        return Err(number);
    }
    record.push(field);
    keep(&mut records, number, record);
    Ok(records)
}

fn keep(records: &mut Vec<(u32, Vec<String>)>, number: u32, record: Vec<String>) {
    if record.iter().any(|field| !field.trim().is_empty()) {
        records.push((number, record));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, fields: &[&str]) -> (u32, Vec<String>) {
        (number, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn a_quoted_field_may_hold_commas_quotes_and_line_breaks() {
        let text = "a,b\r\n\"1,\"\"x\"\"\ny\",2\r\n,\r\n3,";
        assert_eq!(
            records(text),
            Ok(vec![row(1, &["a", "b"]), row(2, &["1,\"x\"\ny", "2"]), row(4, &["3", ""])])
        );
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_told_with_its_row() {
        assert_eq!(records("a\n\"b\nc\n"), Err(2));
        assert_eq!(records(""), Ok(vec![]));
    }
}
