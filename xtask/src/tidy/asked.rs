//! Which labels anything asks for: by the whole key, by a key with holes, or as the word of a vocabulary.

use super::reading::string_literal;
use std::collections::HashSet;

/// Chapters whose keys end in the name of a module, which is a variable: what is missing, empty or refused.
const BY_MODULE: [&str; 2] = ["thing", "things"];

/// What comes before the name of a vocabulary: where it is declared, and where a form offers its words.
const NAMES_VOCABULARY: [&str; 4] = [" in \"", "VOCABULARY: &'static str = \"", "Choice(\"", "Pick(\""];

/// The kinds are a vocabulary of this name; the audit calls a field `<kind>.<field>`, so each kind is one as well.
const KINDS: &str = " in \"kind\" {";

/// What the program asks for.
pub struct Asked<'t> {
    words: HashSet<&'t str>,
    patterns: Vec<Vec<&'t str>>,
    vocabularies: HashSet<&'t str>,
}

impl<'t> Asked<'t> {
    /// Reads the program, without its catalogue and its comments.
    pub fn by(texts: &'t [String]) -> Self {
        let mut asked = Self {
            words: HashSet::new(),
            patterns: Vec::new(),
            vocabularies: BY_MODULE.into_iter().collect(),
        };
        for text in texts {
            let found = literals(text);
            asked.patterns.extend(found.iter().copied().filter_map(pattern));
            if text.contains(KINDS) {
                asked.vocabularies.extend(&found);
            }
            for before in NAMES_VOCABULARY {
                let names = text.match_indices(before).map(|(at, _)| at + before.len() - 1);
                asked.vocabularies.extend(names.filter_map(|at| Some(string_literal(text, at)?.0)));
            }
            asked.words.extend(found);
        }
        asked
    }

    /// Whether anything asks for a label.
    pub fn has(&self, key: &str) -> bool {
        let chapter = key.split('.').next().unwrap_or(key);
        self.words.contains(key)
            || self.vocabularies.contains(chapter)
            || self.patterns.iter().any(|parts| fits(parts, key))
    }
}

/// The string literals of a text that stand on one line.
fn literals(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut at = 0;
        while let Some(quote) = line.get(at..).and_then(|rest| rest.find('"')) {
            let Some((word, end)) = string_literal(line, at + quote) else { break };
            found.push(word);
            at = end;
        }
    }
    found
}

/// What stands around the holes of a key such as `level.{}`; none for what is no key, or begins with a hole.
fn pattern(literal: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let mut rest = literal;
    while let Some((before, hole)) = rest.split_once('{') {
        parts.push(before);
        rest = hole.split_once('}')?.1;
    }
    parts.push(rest);
    let is_key = |part: &&str| part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.');
    let begins = parts.first().is_some_and(|first| !first.is_empty());
    let has_dot = parts.iter().any(|part| part.contains('.'));
    (parts.len() > 1 && begins && has_dot && parts.iter().all(is_key)).then_some(parts)
}

/// Whether a key has these parts in this order, with something in each hole between them.
fn fits(parts: &[&str], key: &str) -> bool {
    let Some(mut rest) = parts.first().and_then(|first| key.strip_prefix(first)) else { return false };
    let Some((last, between)) = parts.get(1..).and_then(<[&str]>::split_last) else { return false };
    for part in between {
        let Some(at) = rest.get(1..).and_then(|behind| behind.find(part)) else { return false };
        rest = rest.get(1 + at + part.len()..).unwrap_or_default();
    }
    rest.len() > last.len() && rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Asked, fits, pattern};

    #[test]
    fn a_key_with_holes_fits_what_fills_them() {
        let parts = pattern("value.{key}.{flag}").unwrap();
        assert_eq!(parts, ["value.", ".", ""]);
        assert!(fits(&parts, "value.sounding.true"));
        assert!(!fits(&parts, "value.sounding"));
        assert!(!fits(&parts, "value..true"));
        assert_eq!(pattern("{}.{key}"), None);
        assert_eq!(pattern("Not a {} key."), None);
        assert_eq!(pattern("level.one"), None);
    }

    #[test]
    fn a_label_is_asked_for_whole_with_holes_or_as_a_word() {
        let program =
            "t(\"app.name\"); t(&format!(\"level.{}\", n)); pub enum Mood in \"mood\" { Good = \"good\" }";
        let texts = [program.to_owned()];
        let asked = Asked::by(&texts);
        for key in ["app.name", "level.one", "mood.good", "thing.case"] {
            assert!(asked.has(key), "{key}");
        }
        assert!(!asked.has("app.title"));
    }
}
