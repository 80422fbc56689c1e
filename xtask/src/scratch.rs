//! Temporary folders that are gone when their owner is.

use anyhow::{Context, Result};
use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

/// A folder that is removed, with all it holds, on drop.
pub struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// Makes a folder that only we can read.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn new(purpose: &str) -> Result<Scratch> {
        let folder = Scratch::name(&std::env::temp_dir(), purpose);
        let mut builder = DirBuilder::new();
        builder
            .mode(0o700)
            .create(&folder)
            .with_context(|| format!("could not create {}", folder.display()))?;
        Ok(Scratch { folder })
    }

    /// Takes over a folder that somebody else made.
    pub fn adopt(folder: PathBuf) -> Scratch {
        Scratch { folder }
    }

    /// A name that nobody else uses.
    pub fn name(parent: &Path, purpose: &str) -> PathBuf {
        let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        parent.join(format!("linli-{purpose}-{}-{moment}", process::id()))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}
