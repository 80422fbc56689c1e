//! Every label that a screen asks for is in the catalogue, once, in both languages; and no other.

use super::asked::Asked;
use super::finding::Findings;
use super::reading::{is_of_name, line_of, skip_space, string_literal, without_comment_lines};
use super::source::Source;
use std::collections::HashMap;

const CATALOGUE: &str = "app/contract/src/label/";

/// Checks the catalogue, then every `t("key")` and `t!("key")` of the browser program.
pub fn check(sources: &[Source], findings: &mut Findings) {
    let mut known: HashMap<String, String> = HashMap::new();
    for source in sources.iter().filter(|source| source.path.starts_with(CATALOGUE) && source.is_any(&["rs"]))
    {
        let text = without_comment_lines(&source.text);
        for label in labels(&text) {
            let place = source.place(label.line);
            if label.chinese.trim().is_empty() || label.english.trim().is_empty() {
                findings.error(&place, format!("the label `{}` is empty in one language", label.key));
            }
            if let Some(first) = known.insert(label.key.to_owned(), place.clone()) {
                findings.error(place, format!("the label `{}` is at {first} already", label.key));
            }
        }
    }
    for source in sources.iter().filter(|source| source.path.starts_with("app/") && source.is_any(&["rs"])) {
        let text = without_comment_lines(&source.text);
        for (key, line) in uses(&text) {
            if !known.contains_key(key) {
                findings.error(source.place(line), format!("the label `{key}` is not in {CATALOGUE}"));
            }
        }
    }
    let program: Vec<String> =
        sources.iter().filter(|source| is_program(source)).map(|s| without_comment_lines(&s.text)).collect();
    let asked = Asked::by(&program);
    let mut unused: Vec<_> = known.iter().filter(|(key, _)| !asked.has(key)).collect();
    unused.sort();
    for (key, place) in unused {
        findings.error(place, format!("nothing asks for the label `{key}`"));
    }
}

/// What may ask for labels: everything but the catalogue and the tests of these rules.
fn is_program(source: &Source) -> bool {
    let is_ours = ["app/", "server/", "xtask/"].iter().any(|folder| source.path.starts_with(folder));
    is_ours
        && source.is_any(&["rs"])
        && !source.path.starts_with(CATALOGUE)
        && !source.path.starts_with("xtask/src/tidy/")
}

struct Label<'t> {
    key: &'t str,
    chinese: &'t str,
    english: &'t str,
    line: usize,
}

/// All `("key", "中文", "English")`, on one line or several.
fn labels(text: &str) -> Vec<Label<'_>> {
    text.match_indices('(').filter_map(|(at, _)| label(text, at)).collect()
}

fn label(text: &str, at: usize) -> Option<Label<'_>> {
    let (key, end) = string_literal(text, skip_space(text, at + 1))?;
    let (chinese, end) = string_literal(text, skip_space(text, comma(text, end)?))?;
    let (english, end) = string_literal(text, skip_space(text, comma(text, end)?))?;
    let end = skip_space(text, comma(text, end).unwrap_or(end));
    text.get(end..)?.starts_with(')').then(|| Label { key, chinese, english, line: line_of(text, at) })
}

fn comma(text: &str, at: usize) -> Option<usize> {
    let at = skip_space(text, at);
    text.get(at..)?.starts_with(',').then_some(at + 1)
}

/// Keys asked for, with their lines. Keys that are computed are checked by the contract's own tests.
fn uses(text: &str) -> Vec<(&str, usize)> {
    let calls = text.match_indices("t(").chain(text.match_indices("t!("));
    let mut uses: Vec<(&str, usize)> = calls
        .filter(|(at, _)| at.checked_sub(1).is_none_or(|before| !is_of_name(text.as_bytes()[before])))
        .filter_map(|(at, call)| {
            let (key, _) = string_literal(text, skip_space(text, at + call.len()))?;
            Some((key, line_of(text, at)))
        })
        .collect();
    uses.sort_by_key(|(_, line)| *line);
    uses
}

#[cfg(test)]
mod tests {
    use super::{labels, uses};

    #[test]
    fn labels_stand_on_one_line_or_several() {
        let text = "[\n(\"a.b\", \"甲\", \"A (b)\"),\n(\n  \"c\",\n  \"乙\",\n  \"C\",\n),\n]";
        let found: Vec<_> = labels(text).iter().map(|label| (label.key, label.english, label.line)).collect();
        assert_eq!(found, [("a.b", "A (b)", 2), ("c", "C", 3)]);
    }

    #[test]
    fn only_calls_of_t_ask_for_labels() {
        let text = "t(\"a\")\ntext(\"b\") + t!(\n\"c\", 3) + t(key)";
        assert_eq!(uses(text), [("a", 1), ("c", 2)]);
    }
}
