//! What figures are made of: counts that the database makes, and medians.

use crate::{Found, Record, Session, error::internal};
use contract::Fault;
use sea_orm::{ColumnTrait, QuerySelect};

/// How many of the records found there are by each value of a column of keys, in the order of the keys.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn counted<R: Record>(
    session: &Session,
    found: Found<'_, R>,
    by: R::Column,
) -> Result<Vec<(String, u32)>, Fault> {
    let rows: Vec<(String, i64)> = found
        .select()
        .select_only()
        .column(by)
        .column_as(R::id_column().count(), "n")
        .group_by(by)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting records by a key"))?;
    let mut counts: Vec<(String, u32)> =
        rows.into_iter().map(|(key, n)| (key, u32::try_from(n).unwrap_or(u32::MAX))).collect();
    // The databases sort texts differently.
    counts.sort();
    Ok(counts)
}

/// The value in the middle; of two in the middle, the mean.
#[must_use]
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_lies_in_the_middle() {
        assert_eq!(median([].into_iter()), None);
        assert_eq!(median([5.0, 1.0, 9.0].into_iter()), Some(5.0));
        assert_eq!(median([4.0, 1.0, 9.0, 6.0].into_iter()), Some(5.0));
    }
}
