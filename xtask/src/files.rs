//! Walking and copying folders.

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold nothing we wrote.
const NOT_OURS: [&str; 6] = [".git", "node_modules", "playwright-report", "target", "test-results", "var"];

/// All files below a folder, sorted, without what is built or fetched. Empty when there is no such folder.
///
/// # Errors
/// When a folder can't be read.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        walk(folder, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("could not read {}", folder.display()))? {
        let entry = entry.with_context(|| format!("could not read {}", folder.display()))?;
        let kind = entry.file_type().context("could not tell a file's kind")?;
        if kind.is_file() {
            found.push(entry.path());
        } else if kind.is_dir() && !NOT_OURS.iter().any(|name| entry.file_name() == *name) {
            walk(&entry.path(), found)?;
        }
    }
    Ok(())
}

/// A text file's content.
///
/// # Errors
/// When it can't be read; the error names it.
pub fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))
}

/// Writes a file and the folders above it.
///
/// # Errors
/// When it can't be written; the error names it.
pub fn write(file: &Path, content: &[u8]) -> Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not create {}", folder.display()))?;
    }
    fs::write(file, content).with_context(|| format!("could not write {}", file.display()))
}

/// Removes a folder if it is there.
///
/// # Errors
/// When it is there and can't be removed.
pub fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("could not remove {}", folder.display()))?;
    }
    Ok(())
}
