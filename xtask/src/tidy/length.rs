//! One idea a file: over 400 lines it is looked at, over 600 it is too much.

use super::finding::Findings;
use super::source::Source;

const LONG: usize = 400;
const TOO_LONG: usize = 600;

/// Checks every Rust file.
pub fn check(sources: &[Source], findings: &mut Findings) {
    for source in sources.iter().filter(|source| source.is_any(&["rs"])) {
        let lines = source.text.lines().count();
        if lines > TOO_LONG {
            findings.error(source.place(TOO_LONG), format!("{lines} lines; {TOO_LONG} are allowed"));
        } else if lines > LONG {
            findings.warning(source.place(LONG), format!("{lines} lines; does it still tell one story?"));
        }
    }
}
