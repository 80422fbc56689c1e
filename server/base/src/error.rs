//! From what the database says to what a person can act on.

use contract::Fault;
use sea_orm::{DbErr, SqlErr};
use std::fmt::Display;

/// A defect: logged once with its whole chain under a reference, shown as that reference.
pub fn internal(doing: &str) -> impl FnOnce(DbErr) -> Fault + '_ {
    move |error| match &error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => unavailable(doing, &error),
        _ => match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(text)) => taken(&text),
            _ => defect(doing, &error),
        },
    }
}

/// A part that is needed is away.
pub fn unavailable(doing: &str, error: &dyn Display) -> Fault {
    tracing::warn!(doing, %error, "unavailable");
    Fault::Unavailable
}

/// A defect that no database error stands for.
pub fn defect(doing: &str, error: &dyn Display) -> Fault {
    let reference = format!("{:08X}", rand::random::<u32>());
    tracing::error!(reference, doing, %error, "internal fault");
    Fault::Internal { reference }
}

/// Names the field of a unique constraint: `table.column` on SQLite, `ix_table_column` or `table_column_key` on PostgreSQL.
fn taken(text: &str) -> Fault {
    let column = text
        .rsplit(['.', '"'])
        .find(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or("id");
    let column = column.trim_end_matches("_key").rsplit("app_user_").next().unwrap_or(column);
    Fault::invalid(column, "field.taken")
}
