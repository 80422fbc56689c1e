//! Command line options: `--name value`, `--name=value` and `--flag`. What nobody asked for is refused.

use crate::trouble::trouble;
use anyhow::Result;
use std::str::FromStr;

/// The words after the command.
pub struct Arguments {
    words: Vec<String>,
}

impl Arguments {
    /// Takes the words as typed.
    pub fn new(words: impl Iterator<Item = String>) -> Arguments {
        Arguments { words: words.collect() }
    }

    /// The value of `--name`, or `None` when it was not given.
    ///
    /// # Errors
    /// When the value is missing or can't be read as a `T`.
    pub fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let prefix = format!("{name}=");
        let Some(at) = self.words.iter().position(|word| word == name || word.starts_with(&prefix)) else {
            return Ok(None);
        };
        let word = self.words.remove(at);
        let text = match word.strip_prefix(&prefix) {
            Some(text) => text.to_owned(),
            None if at < self.words.len() => self.words.remove(at),
            None => return Err(trouble(format!("{name} needs a value"), "cargo xtask help")),
        };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => Err(trouble(format!("{name} can't be `{text}`"), "cargo xtask help")),
        }
    }

    /// Whether `--name` was given.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.words.len();
        self.words.retain(|word| word != name);
        self.words.len() < before
    }

    /// Call last.
    ///
    /// # Errors
    /// When a word is left that no option took.
    pub fn finish(self) -> Result<()> {
        match self.words.first() {
            None => Ok(()),
            Some(word) => Err(trouble(format!("unknown option `{word}`"), "cargo xtask help")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    fn typed(line: &str) -> Arguments {
        Arguments::new(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn values_come_with_a_space_or_an_equals_sign() {
        let mut arguments = typed("--dwellings 60 --port=8081");
        assert_eq!(arguments.value::<u32>("--dwellings").unwrap(), Some(60));
        assert_eq!(arguments.value::<u16>("--port").unwrap(), Some(8081));
        assert_eq!(arguments.value::<u64>("--seed").unwrap(), None);
        assert!(arguments.finish().is_ok());
    }

    #[test]
    fn what_nobody_asked_for_is_refused() {
        let mut arguments = typed("--no-browser --browser");
        assert!(arguments.flag("--no-browser"));
        assert!(arguments.finish().is_err());
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused() {
        assert!(typed("--port eighty").value::<u16>("--port").is_err());
        assert!(typed("--port").value::<u16>("--port").is_err());
    }
}
