//! A failure that a person can mend: what went wrong, and the one command that mends it.

use std::fmt;

/// What failed, and the command to type next.
#[derive(Debug)]
pub struct Trouble {
    /// One sentence, lower case.
    pub what: String,
    /// One command line.
    pub mend: String,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Trouble {}

/// A failure whose story is already on the screen; nothing more is printed.
#[derive(Debug)]
pub struct Told;

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed; see above")
    }
}

impl std::error::Error for Told {}

/// An error that carries its remedy.
pub fn trouble(what: impl Into<String>, mend: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Trouble { what: what.into(), mend: mend.into() })
}

/// Prints the whole chain, then the remedy where one is known.
pub fn tell(error: &anyhow::Error) {
    if error.chain().any(|cause| cause.is::<Told>()) {
        return;
    }
    eprintln!("\nfailed: {error:#}");
    if let Some(trouble) = error.chain().find_map(|cause| cause.downcast_ref::<Trouble>()) {
        eprintln!("\nTo mend it:\n  {}", trouble.mend);
    }
}
