//! What an import notices about the rows of one file.

use contract::spatial::ImportFinding;

/// The findings on one file, in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Notes {
    /// The file.
    pub file: String,
    /// What was noticed.
    pub findings: Vec<ImportFinding>,
}

impl Notes {
    /// No findings yet.
    pub(super) fn on(file: &str) -> Self {
        Self { file: file.to_owned(), findings: vec![] }
    }

    /// A row that is left out, and why.
    pub(super) fn left_out(&mut self, row: u32, id: &str, reason: &str) {
        self.note(row, id, reason, None, true);
    }

    /// A row that is left out because of what stands there already.
    pub(super) fn met(&mut self, row: u32, id: &str, reason: &str, with: String) {
        self.note(row, id, reason, Some(with), true);
    }

    /// A row that is taken, but not quite as it was written.
    pub(super) fn mended(&mut self, row: u32, id: &str, reason: &str) {
        self.note(row, id, reason, None, false);
    }

    fn note(&mut self, row: u32, id: &str, reason: &str, with: Option<String>, left_out: bool) {
        let (source, id, reason) = (self.file.clone(), id.to_owned(), reason.to_owned());
        self.findings.push(ImportFinding { source, row, id, reason, with, left_out });
    }
}
