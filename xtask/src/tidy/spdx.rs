//! Licence expressions: is there a way to take this package under licences we accept?

/// Licences that ask for no more than naming the authors, or share only changes to their own files.
const ALLOWED: [&str; 17] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OpenSSL",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression, or the older form with a slash for `OR`, leaves us a licence of the list.
pub fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, at: 0 };
    reader.any() == Some(true) && reader.at == words.len()
}

/// `any := all (OR all)*`, `all := one (AND one)*`, `one := '(' any ')' | id [WITH id]`.
struct Reader<'w> {
    words: &'w [&'w str],
    at: usize,
}

impl Reader<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut allowed = self.all()?;
        while self.takes("OR") {
            allowed |= self.all()?;
        }
        Some(allowed)
    }

    fn all(&mut self) -> Option<bool> {
        let mut allowed = self.one()?;
        while self.takes("AND") {
            allowed &= self.one()?;
        }
        Some(allowed)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let allowed = self.any()?;
            return self.takes(")").then_some(allowed);
        }
        let mut licence = (*self.words.get(self.at)?).to_owned();
        self.at += 1;
        if self.takes("WITH") {
            licence.push_str(" WITH ");
            licence.push_str(self.words.get(self.at)?);
            self.at += 1;
        }
        Some(ALLOWED.contains(&licence.as_str()))
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.words.get(self.at) == Some(&word);
        self.at += usize::from(is_next);
        is_next
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn one_choice_is_enough() {
        assert!(is_allowed("MIT OR Apache-2.0 OR LGPL-2.1-or-later"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-3.0"));
    }

    #[test]
    fn every_part_must_be_allowed() {
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!is_allowed("MIT AND GPL-3.0"));
        assert!(!is_allowed("GPL-2.0 WITH Classpath-exception-2.0"));
    }

    #[test]
    fn what_can_t_be_read_is_not_allowed() {
        assert!(!is_allowed(""));
        assert!(!is_allowed("MIT Apache-2.0"));
        assert!(!is_allowed("(MIT"));
    }
}
