//! What a check found, printed as it is found: `place: error: what`.

use std::fmt::Display;

/// Counts what was found.
#[derive(Default)]
pub struct Findings {
    /// They fail the check.
    pub errors: usize,
    /// They don't.
    pub warnings: usize,
}

impl Findings {
    /// A broken rule.
    pub fn error(&mut self, place: impl Display, what: impl Display) {
        self.errors += 1;
        println!("{place}: error: {what}");
    }

    /// Something to look at.
    pub fn warning(&mut self, place: impl Display, what: impl Display) {
        self.warnings += 1;
        println!("{place}: warning: {what}");
    }
}
