//! Rows of a list, read page by page as far as a wall can show them.

use contract::{Listing, Page};
use kit::Trouble;

/// Rows of one request, and requests at most.
const PAGE: (u16, usize) = (200, 5);
/// The most rows of one reading.
pub const MOST: usize = PAGE.0 as usize * PAGE.1;

/// Rows that were read.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows<R> {
    /// The rows.
    pub rows: Vec<R>,
    /// Whether there were more than a wall can show.
    pub is_cut: bool,
}

impl<R> Default for Rows<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), is_cut: false }
    }
}

impl<R> Rows<R> {
    /// Reads what a filter of a list leaves.
    ///
    /// # Errors
    /// What kept a page from being read.
    pub async fn read<F>(filter: &str, value: &str, list: impl Fn(Listing) -> F) -> Result<Self, Trouble>
    where
        F: Future<Output = Result<Page<R>, Trouble>>,
    {
        let mut read = Self::default();
        let mut after = None;
        for _ in 0..PAGE.1 {
            let mut listing = Listing { limit: PAGE.0, after, ..Listing::default() };
            listing.set(filter, vec![value.to_owned()]);
            let page = list(listing).await?;
            read.rows.extend(page.rows);
            after = page.next;
            if after.is_none() {
                return Ok(read);
            }
        }
        read.is_cut = true;
        Ok(read)
    }

    /// These and the others.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.rows.extend(others.rows);
        self.is_cut |= others.is_cut;
        self
    }
}
