//! Where things lie: the checkout, what is built, what is kept.

use crate::cargo;
use anyhow::{Context, Result};
use std::env;
use std::path::{self, PathBuf};

/// The folders every command works with, all absolute.
pub struct Layout {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's target folder; our own builds go below it too.
    pub target: PathBuf,
    /// Database, files, keys and logs of `cargo xtask run`.
    pub data: PathBuf,
}

impl Layout {
    /// Reads the environment and asks cargo.
    ///
    /// # Errors
    /// When cargo can't read the workspace.
    pub fn find() -> Result<Layout> {
        let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = PathBuf::from(package);
        let root = root.parent().context("xtask lies in no workspace")?.to_path_buf();
        let target = match folder("CARGO_TARGET_DIR")? {
            Some(target) => target,
            None => cargo::target_folder(&root)?,
        };
        let data = folder("LINLI_DATA")?.unwrap_or_else(|| root.join("var"));
        Ok(Layout { root, target, data })
    }

    /// The npm packages and the tests that drive a browser.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The finished browser program, as the server serves it.
    pub fn web(&self) -> PathBuf {
        self.target.join("web")
    }

    /// What builds print; read when one fails.
    pub fn build_log(&self, name: &str) -> PathBuf {
        self.target.join(format!("{name}.log"))
    }

    /// Real data to test with, if this machine has any.
    ///
    /// # Errors
    /// When the working folder can't be read.
    pub fn sample_data(&self) -> Result<Option<PathBuf>> {
        let named = folder("LINLI_SAMPLE_DATA")?;
        let sample = named.unwrap_or_else(|| self.root.join("..").join("shared").join("data"));
        Ok(sample.is_dir().then_some(sample))
    }
}

fn folder(variable: &str) -> Result<Option<PathBuf>> {
    match env::var_os(variable) {
        Some(name) if !name.is_empty() => {
            Ok(Some(path::absolute(name).with_context(|| format!("{variable} names no folder"))?))
        }
        _ => Ok(None),
    }
}
