//! What differs between the two databases, in one place.

use chrono::NaiveDate;
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, SqliteTransactionMode, TransactionOptions,
};
use std::time::Duration;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite in WAL mode: one writer at a time.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    /// The dialect of a connection.
    #[must_use]
    pub fn of(db: &DatabaseConnection) -> Self {
        match db.get_database_backend() {
            DbBackend::Postgres => Self::Postgres,
            _ => Self::Sqlite,
        }
    }

    /// The matching SeaORM back end.
    #[must_use]
    pub fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// How a transaction that writes begins: with the write lock on SQLite, so that it never fails half-way for want of it.
    #[must_use]
    pub fn writing(self) -> TransactionOptions {
        let sqlite_transaction_mode = (self == Self::Sqlite).then_some(SqliteTransactionMode::Immediate);
        TransactionOptions { sqlite_transaction_mode, ..Default::default() }
    }

    /// Takes the lock under which one process at a time gives out positions; released at the transaction's end.
    ///
    /// On SQLite the write lock already is that lock.
    #[must_use]
    pub fn sequencer_lock(self) -> Option<&'static str> {
        (self == Self::Postgres).then_some("SELECT pg_advisory_xact_lock(76843201)")
    }

    /// Takes the lock under which one transaction at a time takes somebody's rights away; released at its end.
    ///
    /// On SQLite the write lock already is that lock.
    #[must_use]
    pub fn administrator_lock(self) -> Option<&'static str> {
        (self == Self::Postgres).then_some("SELECT pg_advisory_xact_lock(76843202)")
    }

    /// Makes the partition of a month on PostgreSQL; nothing on SQLite.
    #[must_use]
    pub fn month_partition(self, from: NaiveDate, to: NaiveDate) -> Option<String> {
        let ms = |day: NaiveDate| contract::time::start_of(day).timestamp_millis();
        (self == Self::Postgres).then(|| {
            format!(
                "CREATE TABLE IF NOT EXISTS observation_{} PARTITION OF observation FOR VALUES FROM ({}) TO ({})",
                from.format("%Y%m"),
                ms(from),
                ms(to)
            )
        })
    }

    /// Lists the partitions of the observations as `name` on PostgreSQL; SQLite has none.
    #[must_use]
    pub fn list_partitions(self) -> Option<&'static str> {
        (self == Self::Postgres).then_some(
            "SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
            WHERE i.inhparent = 'observation'::regclass",
        )
    }

    /// The month of a partition by its name; none for the one that takes what falls into no month.
    #[must_use]
    pub fn partition_month(self, name: &str) -> Option<NaiveDate> {
        let month = name.strip_prefix("observation_")?;
        NaiveDate::parse_from_str(&format!("{month}01"), "%Y%m%d").ok()
    }

    /// Drops the partition of a month; gives up when others hold the table for long, and is tried again.
    #[must_use]
    pub fn drop_partition(self, month: NaiveDate) -> String {
        format!("SET LOCAL lock_timeout = '5s'; DROP TABLE IF EXISTS observation_{}", month.format("%Y%m"))
    }
}

/// Connects, with the settings that each database wants; SQLite's file is made where there is none.
///
/// # Errors
/// The database can't be reached.
pub async fn connect(url: &str) -> Result<DatabaseConnection, DbErr> {
    connect_or(url, Absent::Made).await
}

/// The same to a database that is there.
///
/// # Errors
/// The database can't be reached, or SQLite's file is missing.
pub async fn connect_existing(url: &str) -> Result<DatabaseConnection, DbErr> {
    connect_or(url, Absent::Refused).await
}

/// What becomes of a SQLite file that isn't there.
#[derive(Clone, Copy, PartialEq)]
enum Absent {
    Made,
    Refused,
}

async fn connect_or(url: &str, absent: Absent) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .sqlx_logging(false)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(10));
    if url.starts_with("sqlite") {
        use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
        let in_memory = url.contains(":memory:");
        options.max_connections(if in_memory { 1 } else { 8 }).map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .create_if_missing(absent == Absent::Made)
                .journal_mode(SqliteJournalMode::Wal)
                // An acknowledged observation must survive a power cut, so every commit reaches the disk.
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(10))
                .foreign_keys(true)
        });
    } else {
        options.max_connections(16);
    }
    let db = Database::connect(options).await?;
    db.ping().await?;
    Ok(db)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_is_known_by_its_month() {
        let month = NaiveDate::from_ymd_opt(2025, 12, 1);
        assert_eq!(Dialect::Postgres.partition_month("observation_202512"), month);
        assert_eq!(Dialect::Postgres.partition_month("observation_other"), None);
        assert_eq!(Dialect::Postgres.partition_month("observation_hour"), None);
    }
}
