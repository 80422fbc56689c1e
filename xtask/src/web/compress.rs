//! Compressed copies beside each file, so that the server only picks one.

use crate::files;
use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How hard to compress.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// For running here: brotli 9, seconds.
    Quick,
    /// For release and measuring: brotli 11.
    Best,
}

impl Quality {
    /// As written in the build's stamp.
    pub fn name(self) -> &'static str {
        match self {
            Quality::Quick => "quick",
            Quality::Best => "best",
        }
    }

    fn brotli(self) -> i32 {
        match self {
            Quality::Quick => 9,
            Quality::Best => 11,
        }
    }
}

/// Not worth a copy below this size, in bytes.
const LEAST: usize = 1024;

/// Kinds of file that aren't compressed already.
const KINDS: [&str; 11] =
    ["css", "geojson", "html", "js", "json", "mjs", "pbf", "svg", "txt", "wasm", "webmanifest"];

/// Writes `.br` and `.gz` beside each file of a folder that gains by it.
///
/// # Errors
/// When a file can't be read or written.
pub fn all(folder: &Path, quality: Quality) -> Result<()> {
    for file in files::below(folder)? {
        let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if !KINDS.contains(&kind) {
            continue;
        }
        let content = fs::read(&file).with_context(|| format!("could not read {}", file.display()))?;
        if content.len() <= LEAST {
            continue;
        }
        for (ending, packed) in [("br", brotli(&content, quality)?), ("gz", gzip(&content)?)] {
            if packed.len() < content.len() {
                files::write(&with_ending(&file, ending), &packed)?;
            }
        }
    }
    Ok(())
}

/// The size that goes over the wire, in bytes: the brotli copy's, or the file's own.
///
/// # Errors
/// When the file is gone.
pub fn packed_size(file: &Path) -> Result<u64> {
    let packed = fs::metadata(with_ending(file, "br"));
    let about = packed.or_else(|_| fs::metadata(file));
    Ok(about.with_context(|| format!("could not read {}", file.display()))?.len())
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn brotli(content: &[u8], quality: Quality) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: quality.brotli(),
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    let mut source = content;
    brotli::BrotliCompress(&mut source, &mut packed, &params).context("brotli failed")?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

#[cfg(test)]
mod tests {
    use super::{Quality, all, packed_size};
    use crate::files;
    use crate::scratch::Scratch;

    #[test]
    fn large_text_gets_copies_and_small_text_none() {
        let scratch = Scratch::new("compress").unwrap();
        let (large, small) = (scratch.path().join("large.js"), scratch.path().join("small.js"));
        files::write(&large, &[b'a'; 5000]).unwrap();
        files::write(&small, b"let a;").unwrap();
        all(scratch.path(), Quality::Quick).unwrap();
        assert!(scratch.path().join("large.js.br").is_file());
        assert!(scratch.path().join("large.js.gz").is_file());
        assert!(!scratch.path().join("small.js.br").exists());
        assert!(packed_size(&large).unwrap() < 100);
        assert_eq!(packed_size(&small).unwrap(), 6);
    }
}
