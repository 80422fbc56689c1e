//! `linli backup` and `linli restore`: database and files; the keys stay apart, or a stolen backup could be read.

use base::{Config, Dialect};
use sea_orm::ConnectionTrait;
use std::{fs, path::Path};
use tokio::process::Command;

use crate::wire;

/// Copies database and files into a new folder while the server runs.
///
/// The head of the audit chain is copied first: what is linked in between lies beyond it, and nothing seems cut off.
/// Then the database: a file that is written in between has no row yet and is an orphan, never the reverse.
///
/// # Errors
/// A sentence that says what could not be copied.
pub async fn make(config: &Config, folder: &Path) -> Result<(), String> {
    if folder.exists() {
        return Err(format!("{} exists already; a backup goes into a new folder", folder.display()));
    }
    let store = wire::open(config).await?;
    fs::create_dir_all(folder).map_err(said(folder))?;
    copy_head(&config.folder, folder)?;
    match store.dialect() {
        Dialect::Sqlite => {
            let copy = folder.join("linli.db");
            let quoted = copy.display().to_string().replace('\'', "''");
            let copied = store.pool().execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await;
            copied.map_err(|error| format!("the database can't be copied: {error}"))?;
        }
        Dialect::Postgres => {
            let dump = folder.join("linli.dump");
            run(Command::new("pg_dump")
                .args(["--format=custom", "--file"])
                .arg(&dump)
                .arg(&config.database_url))
            .await?;
        }
    }
    copy_folder(&config.folder.join("files"), &folder.join("files"))?;
    println!(
        "The backup is in {}. It can't be read without {}: keep a copy of that file elsewhere.",
        folder.display(),
        config.folder.join("keys.json").display()
    );
    Ok(())
}

/// Puts a backup into an empty data folder or an empty database.
///
/// # Errors
/// A sentence that says what stands in the way.
pub async fn restore(config: &Config, folder: &Path) -> Result<(), String> {
    let keys = config.folder.join("keys.json");
    if !keys.exists() {
        return Err(format!("put the key file of that installation at {} first", keys.display()));
    }
    if config.database_url.starts_with("postgres") {
        let dump = folder.join("linli.dump");
        run(Command::new("pg_restore")
            .args(["--single-transaction", "--exit-on-error", "--no-owner", "--dbname"])
            .arg(&config.database_url)
            .arg(&dump))
        .await?;
    } else {
        let target = config.folder.join("linli.db");
        if target.exists() {
            return Err(format!(
                "{} exists already; a backup is restored into an empty folder",
                target.display()
            ));
        }
        fs::copy(folder.join("linli.db"), &target).map_err(said(&target))?;
    }
    copy_folder(&folder.join("files"), &config.folder.join("files"))?;
    copy_head(folder, &config.folder)?;
    wire::verify_audit(config).await?;
    println!("Restored into {}.", config.folder.display());
    Ok(())
}

/// What the audit chain keeps of itself outside the database; nothing before its first entry.
fn copy_head(from: &Path, to: &Path) -> Result<(), String> {
    let head = from.join("audit-head");
    if !head.exists() {
        return Ok(());
    }
    fs::copy(&head, to.join("audit-head")).map(|_| ()).map_err(said(&head))
}

async fn run(command: &mut Command) -> Result<(), String> {
    let status = command
        .status()
        .await
        .map_err(|error| format!("{:?} can't be run: {error}", command.as_std().get_program()))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{:?} failed: {status}", command.as_std().get_program()))
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to).map_err(said(to))?;
    for entry in fs::read_dir(from).map_err(said(from))? {
        let entry = entry.map_err(said(from))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target).map_err(said(&target))?;
        }
    }
    Ok(())
}

fn said(path: &Path) -> impl FnOnce(std::io::Error) -> String + '_ {
    move |error| format!("{}: {error}", path.display())
}
