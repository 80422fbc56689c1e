//! docs/requirements.md says which rows the tests show and where. It says what the tests say, so that neither grows stale.

use super::finding::Findings;
use super::reading::{line_of, string_literal};
use super::source::Source;
use std::collections::BTreeMap;

const DOCUMENT: &str = "docs/requirements.md";

/// How a Rust test says what it shows.
const SHOWS: &str = "/// Shows: ";

/// Row and file, with the place where the file first claims it.
type Claims = BTreeMap<(String, String), String>;

/// Compares the table of rows with the claims of all tests, in both directions.
pub fn check(sources: &[Source], findings: &mut Findings) {
    let Some(document) = sources.iter().find(|source| source.path == DOCUMENT) else {
        return findings.error(DOCUMENT, "it is not there");
    };
    let mut claims = Claims::new();
    for source in sources {
        let rows = if source.path.starts_with("xtask/") {
            Vec::new()
        } else if source.is_any(&["rs"]) {
            shown(&source.text)
        } else if source.is_any(&["ts"]) {
            tagged(&source.text)
        } else {
            Vec::new()
        };
        for (row, line) in rows {
            claims.entry((row.to_owned(), source.path.clone())).or_insert_with(|| source.place(line));
        }
    }
    let written: BTreeMap<(String, String), usize> = written(&document.text).into_iter().collect();
    for (claim, place) in claims.iter().filter(|(claim, _)| !written.contains_key(*claim)) {
        let (row, file) = claim;
        findings.error(place, format!("it shows {row}, but {DOCUMENT} does not name {file} at that row"));
    }
    for (claim, line) in written.iter().filter(|(claim, _)| !claims.contains_key(*claim)) {
        let (row, file) = claim;
        findings.error(document.place(*line), format!("no test in `{file}` claims {row}"));
    }
}

/// The rows of `/// Shows: A, B`, with their lines.
fn shown(text: &str) -> Vec<(&str, usize)> {
    let lines = text.lines().enumerate();
    let claims = lines.filter_map(|(at, line)| Some((at, line.trim_start().strip_prefix(SHOWS)?)));
    claims.flat_map(|(at, rows)| rows.split(',').map(move |row| (row.trim(), at + 1))).collect()
}

/// The rows of `tag: ["@A", "@B"]`, with their lines.
fn tagged(text: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("tag: [") {
        let end = text.get(at..).and_then(|rest| rest.find(']')).map_or(text.len(), |length| at + length);
        let mut from = at;
        while let Some(quote) = text.get(from..end).and_then(|rest| rest.find('"')) {
            let Some((word, behind)) = string_literal(text, from + quote) else { break };
            if let Some(row) = word.strip_prefix('@') {
                found.push((row, line_of(text, from + quote)));
            }
            from = behind;
        }
    }
    found
}

/// The table's rows with each file that their last cell names, and the lines.
fn written(text: &str) -> Vec<((String, String), usize)> {
    let mut found = Vec::new();
    let table = text.lines().enumerate().skip_while(|(_, line)| !line.starts_with("| row |")).skip(2);
    for (at, line) in table.take_while(|(_, line)| line.starts_with('|')) {
        let mut cells = line.trim_matches('|').split('|').map(str::trim);
        let (Some(row), Some(files)) = (cells.next(), cells.next_back()) else { continue };
        found.extend(
            files.split(',').map(|file| ((row.to_owned(), file.trim().trim_matches('`').to_owned()), at + 1)),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{shown, tagged, written};

    #[test]
    fn rust_tests_claim_in_their_docs() {
        assert_eq!(shown("a\n  /// Shows: A-1, B-2\n#[test]"), [("A-1", 2), ("B-2", 2)]);
    }

    #[test]
    fn playwright_tests_claim_by_tag() {
        let text = "test(\"one\", {\n  tag: [\"@A-1\",\n    \"@B-2\"] }, run);\nsays(\"@C\")";
        assert_eq!(tagged(text), [("A-1", 2), ("B-2", 3)]);
    }

    #[test]
    fn the_table_names_row_and_files() {
        let text = "| row | in a sentence | shown by |\n|---|---|---|\n| A-1 | it works | `a.rs`, `b.ts` |\n\n| x | y | z |";
        let named = |row: &str, file: &str| ((row.to_owned(), file.to_owned()), 3);
        assert_eq!(written(text), [named("A-1", "a.rs"), named("A-1", "b.ts")]);
    }
}
