//! Tells whether the browser program must be built again: names, sizes and times of its sources, and the locks.

use crate::layout::Layout;
use crate::{files, hash, toolchain};
use anyhow::{Context, Result};
use std::fs;
use std::time::UNIX_EPOCH;

/// Folders whose files make the web build.
const SOURCES: [&str; 4] = ["app", "public", "style", "xtask/src/web"];

/// Files whose content makes it.
const LOCKS: [&str; 3] = ["Cargo.lock", "Cargo.toml", "end2end/package-lock.json"];

/// One short text that changes when a source does.
///
/// # Errors
/// When a source can't be read.
pub fn of(layout: &Layout) -> Result<String> {
    let mut hash = hash::Hash::start();
    hash.add(toolchain::version(layout)?.as_bytes());
    for folder in SOURCES {
        for file in files::below(&layout.root.join(folder))? {
            let about = fs::metadata(&file).with_context(|| format!("could not read {}", file.display()))?;
            let changed = about.modified().context("this file system keeps no times")?;
            let changed = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
            hash.add(file.strip_prefix(&layout.root)?.as_os_str().as_encoded_bytes());
            hash.add(&about.len().to_le_bytes());
            hash.add(&changed.as_nanos().to_le_bytes());
        }
    }
    for file in LOCKS {
        hash.add(files::read(&layout.root.join(file))?.as_bytes());
    }
    Ok(hash.text())
}
