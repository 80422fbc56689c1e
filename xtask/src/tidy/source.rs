//! The text files of the checkout, read once for all checks.

use crate::files;
use crate::layout::Layout;
use anyhow::{Context, Result};
use std::fs;

/// One text file.
pub struct Source {
    /// From the checkout's root, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Source {
    /// Whether the name ends like one of these, no dot.
    pub fn is_any(&self, kinds: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, kind)| kinds.contains(&kind))
    }

    /// `path:line`, as editors jump to it.
    pub fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

/// Every file that is text.
///
/// # Errors
/// When a file can't be read.
pub fn all(layout: &Layout) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for file in files::below(&layout.root)? {
        let bytes = fs::read(&file).with_context(|| format!("could not read {}", file.display()))?;
        if let Ok(text) = String::from_utf8(bytes) {
            let path = file.strip_prefix(&layout.root)?.display().to_string();
            sources.push(Source { path, text });
        }
    }
    Ok(sources)
}
