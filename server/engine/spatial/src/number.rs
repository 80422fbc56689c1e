//! Numbers between the tables, which know only signed ones, and the contract.

/// A count as a column keeps it.
pub(crate) fn signed(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}

/// A column as the contract counts.
pub(crate) fn unsigned(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

/// A figure of the database as the contract counts.
pub(crate) fn counted(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

/// The `nth` map number of a block that begins at `first`.
pub(crate) fn map_no(first: i64, nth: usize) -> i32 {
    i64::try_from(nth).ok().and_then(|nth| i32::try_from(first + nth).ok()).unwrap_or(i32::MAX)
}
