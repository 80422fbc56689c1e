//! `linli backup` and `linli restore`: database and files; the keys stay apart, or a stolen backup could be read.

use base::{Config, Dialect, Store};
use percent_encoding::percent_decode_str;
use sea_orm::ConnectionTrait;
use std::{
    borrow::Cow,
    fmt::Display,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};
use tokio::process::Command;
use url::Url;

use crate::wire;

/// The database in a backup: SQLite's file,
const FILE: &str = "linli.db";
/// or PostgreSQL's dump.
const DUMP: &str = "linli.dump";

/// Copies database and files into a new folder while the server runs. What is copied stays as it is: the server may be an
/// older program than this one, and the backup is to lead back to it.
///
/// The head of the audit chain is copied first: what is linked in between lies beyond it, and nothing seems cut off.
/// Then the database: a file that is written in between has no row yet and is an orphan, never the reverse.
///
/// # Errors
/// A sentence that says what could not be copied; then there is no folder.
pub async fn make(config: &Config, folder: &Path) -> Result<(), String> {
    if folder.exists() {
        return Err(format!("{} exists already; a backup goes into a new folder", folder.display()));
    }
    let store = wire::open_as_it_is(config).await?;
    if let Err(problem) = fill(config, &store, folder).await {
        // Half a backup must not pass for one, nor stand in the way of the next.
        if let Err(error) = fs::remove_dir_all(folder) {
            tracing::warn!(folder = %folder.display(), %error, "what was copied stays");
        }
        return Err(problem);
    }
    println!(
        "The backup is in {}. It can't be read without {}: keep a copy of that file elsewhere.",
        folder.display(),
        config.folder.join("keys.json").display()
    );
    Ok(())
}

async fn fill(config: &Config, store: &Store, folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(said(folder))?;
    copy_head(&config.folder, folder)?;
    match store.dialect() {
        Dialect::Sqlite => {
            let copy = folder.join(FILE);
            let quoted = copy.display().to_string().replace('\'', "''");
            let copied = store.pool().execute_unprepared(&format!("VACUUM INTO '{quoted}'")).await;
            copied.map_err(|error| format!("the database can't be copied: {error}"))?;
        }
        Dialect::Postgres => {
            let dump = folder.join(DUMP);
            let connection = Connection::of(&config.database_url)?;
            run(connection.lent_to("pg_dump").args(["--format=custom", "--file"]).arg(&dump)).await?;
        }
    }
    copy_folder(&config.folder.join("files"), &folder.join("files"))
}

/// Puts a backup into an empty data folder or an empty database, and brings one of an older program up to date.
///
/// # Errors
/// A sentence that says what stands in the way.
pub async fn restore(config: &Config, folder: &Path) -> Result<(), String> {
    let keys = config.folder.join("keys.json");
    if !keys.exists() {
        return Err(format!("put the key file of that installation at {} first", keys.display()));
    }
    let is_postgres = config.database_url.starts_with("postgres");
    let copy = folder.join(if is_postgres { DUMP } else { FILE });
    if !copy.exists() {
        return Err(format!("there is no backup of such a database: {} is missing", copy.display()));
    }
    if is_postgres {
        let connection = Connection::of(&config.database_url)?;
        let restore = ["--single-transaction", "--exit-on-error", "--no-owner"];
        run(connection.lent_to("pg_restore").args(restore).arg(&copy)).await?;
    } else {
        let target = sqlite_file(&config.database_url);
        for beside in ["", "-wal", "-shm"] {
            let there = PathBuf::from(format!("{}{beside}", target.display()));
            if there.exists() {
                return Err(format!(
                    "{} exists already; a backup is restored into an empty folder",
                    there.display()
                ));
            }
        }
        fs::copy(&copy, &target).map_err(said(&target))?;
    }
    copy_folder(&folder.join("files"), &config.folder.join("files"))?;
    copy_head(folder, &config.folder)?;
    let store = wire::open(config).await?;
    wire::check_chain(&store).await?;
    println!("Restored into {}.", config.folder.display());
    Ok(())
}

/// The file of a SQLite address.
fn sqlite_file(database_url: &str) -> PathBuf {
    let path = database_url.trim_start_matches("sqlite:").trim_start_matches("//");
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    PathBuf::from(percent_decode_str(path).decode_utf8_lossy().into_owned())
}

/// What the audit chain keeps of itself outside the database; nothing before its first entry.
fn copy_head(from: &Path, to: &Path) -> Result<(), String> {
    let head = from.join("audit-head");
    if !head.exists() {
        return Ok(());
    }
    fs::copy(&head, to.join("audit-head")).map(|_| ()).map_err(said(&head))
}

/// How PostgreSQL's own programs reach the database. Everybody on the machine can read the arguments of a program, but
/// its environment only who runs it: the password goes by the environment.
struct Connection {
    address: String,
    password: Option<String>,
}

impl Connection {
    fn of(database_url: &str) -> Result<Self, String> {
        let unreadable = |error: &dyn Display| format!("DATABASE_URL can't be read: {error}");
        let mut url = Url::parse(database_url).map_err(|error| unreadable(&error))?;
        let mut password = url
            .password()
            .map(|password| percent_decode_str(password).decode_utf8().map(Cow::into_owned))
            .transpose()
            .map_err(|error| unreadable(&error))?;
        if password.is_some() && url.set_password(None).is_err() {
            return Err(unreadable(&"it has a password but no host"));
        }
        // It may stand among the parameters too, and counts more there.
        if let Some((_, secret)) = url.query_pairs().filter(|(key, _)| key == "password").last() {
            password = Some(secret.into_owned());
        }
        if let Some(query) = url.query().map(str::to_owned) {
            let others: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("password=")).collect();
            url.set_query((!others.is_empty()).then(|| others.join("&")).as_deref());
        }
        Ok(Self { address: url.into(), password })
    }

    fn lent_to(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("--dbname").arg(&self.address);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command
    }
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

/// Copies a folder with all in it. What goes while it is copied was swept, and belongs to nothing.
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
            match fs::copy(entry.path(), &target) {
                Err(error) if error.kind() == ErrorKind::NotFound && !entry.path().exists() => {}
                copied => copied.map(|_| ()).map_err(said(&target))?,
            }
        }
    }
    Ok(())
}

fn said(path: &Path) -> impl FnOnce(std::io::Error) -> String + '_ {
    move |error| format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lent(database_url: &str) -> (Vec<String>, Option<String>) {
        let command = Connection::of(database_url).unwrap().lent_to("pg_dump");
        let words = command.as_std().get_args().map(|word| word.to_str().unwrap().to_owned()).collect();
        let secret = command.as_std().get_envs().find(|(key, _)| *key == "PGPASSWORD");
        (words, secret.and_then(|(_, value)| value).map(|value| value.to_str().unwrap().to_owned()))
    }

    #[test]
    fn a_password_goes_by_the_environment_and_not_among_the_arguments() {
        for url in [
            "postgres://linli:s%40cret%2F+1@db.example.cn:5433/linli?sslmode=require",
            "postgres://linli@db.example.cn:5433/linli?password=s%40cret%2F%2B1&sslmode=require",
        ] {
            let (words, password) = lent(url);
            assert_eq!(words, ["--dbname", "postgres://linli@db.example.cn:5433/linli?sslmode=require"]);
            assert_eq!(password.as_deref(), Some("s@cret/+1"));
        }
    }

    #[test]
    fn a_database_file_is_where_its_address_says() {
        for (url, file) in [
            ("sqlite:///srv/linli.db?mode=rwc", "/srv/linli.db"),
            ("sqlite://var/linli.db", "var/linli.db"),
            ("sqlite:/srv/a%20b.db", "/srv/a b.db"),
        ] {
            assert_eq!(sqlite_file(url), PathBuf::from(file));
        }
    }

    #[test]
    fn without_a_password_the_address_stays_as_it_is() {
        let url = "postgres://linli@%2Fvar%2Frun%2Fpostgresql/linli?application_name=a%20b";
        assert_eq!(lent(url), (vec!["--dbname".into(), url.into()], None));
        assert!(Connection::of("postgres://linli:secret@/").is_err());
    }

    #[test]
    fn what_is_said_of_an_unreadable_address_does_not_tell_it() {
        let said = Connection::of("postgres://linli:secret@db:port/linli").err().unwrap();
        assert!(!said.contains("secret"), "{said}");
    }
}
