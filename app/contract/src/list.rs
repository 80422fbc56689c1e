//! Lists: what is asked for, what comes back, and how a row is shown.

use crate::{Fault, Quantity, time::take_day};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What a list is asked for; every part of it stands in the address bar, but for the search text of persons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listing {
    /// Free text.
    pub search: Option<String>,
    /// Filter key and the values any of which will do.
    pub filters: Vec<(String, Vec<String>)>,
    /// Sorting; the module's own order when absent.
    pub sort: Option<Sort>,
    /// Where the page before ended, as the server said it.
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 when 0.
    pub limit: u16,
}

/// A sorting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    /// Key of a sortable column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

impl Listing {
    /// The values asked for under a filter.
    #[must_use]
    pub fn filter(&self, key: &str) -> &[String] {
        self.filters.iter().find(|(k, _)| k == key).map_or(&[], |(_, values)| values)
    }

    /// The one value asked for under a filter.
    #[must_use]
    pub fn narrowed_to(&self, key: &str) -> Option<&str> {
        self.filter(key).first().map(String::as_str)
    }

    /// The day asked for under a filter.
    ///
    /// # Errors
    /// [`Fault::Invalid`] for what is no day.
    pub fn day(&self, key: &str) -> Result<Option<NaiveDate>, Fault> {
        self.narrowed_to(key).map(|text| take_day(key, text)).transpose()
    }

    /// Sets a filter; no values clears it.
    pub fn set(&mut self, key: &str, values: Vec<String>) {
        self.filters.retain(|(k, _)| k != key);
        if !values.is_empty() {
            self.filters.push((key.into(), values));
        }
    }

    /// How many rows to answer with.
    #[must_use]
    pub fn rows(&self) -> u64 {
        match self.limit {
            0 => 50,
            n => u64::from(n.min(200)),
        }
    }

    /// The address-bar form: `search=..&state=a,b&sort=-due&after=..`.
    #[must_use]
    pub fn to_query(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if let Some(search) = self.search.as_deref().filter(|s| !s.is_empty()) {
            pairs.push(("q".into(), search.into()));
        }
        pairs.extend(self.filters.iter().map(|(key, values)| (key.clone(), values.join(","))));
        if let Some(sort) = &self.sort {
            pairs.push(("sort".into(), format!("{}{}", if sort.descending { "-" } else { "" }, sort.column)));
        }
        if let Some(after) = &self.after {
            pairs.push(("after".into(), after.clone()));
        }
        pairs
    }

    /// Reads the address-bar form; what is not a filter of the list is left out.
    #[must_use]
    pub fn from_query<'a>(filters: &[&str], pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut listing = Self::default();
        for (key, value) in pairs.filter(|(_, value)| !value.is_empty()) {
            match key {
                "q" => listing.search = Some(value.into()),
                "after" => listing.after = Some(value.into()),
                "sort" => {
                    let column = value.trim_start_matches('-').to_owned();
                    listing.sort = Some(Sort { column, descending: value.starts_with('-') });
                }
                key if filters.contains(&key) => {
                    listing.set(key, value.split(',').map(str::to_owned).collect())
                }
                _ => {}
            }
        }
        listing
    }
}

/// How many rows match: exact up to 1,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    /// Exactly so many.
    Exact(u32),
    /// More than so many.
    Over(u32),
}

impl Count {
    /// The largest number that is counted out.
    pub const LIMIT: u32 = 1000;
}

impl core::fmt::Display for Count {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Exact(n) => n.fmt(f),
            Self::Over(n) => write!(f, "{n}+"),
        }
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<R> {
    /// The rows in order.
    pub rows: Vec<R>,
    /// What to ask `after` for the next page; none at the end.
    pub next: Option<String>,
    /// How many there are in all.
    pub count: Count,
}

impl<R> Page<R> {
    /// The same page of something else.
    pub fn map<T>(self, view: impl FnMut(R) -> T) -> Page<T> {
        Page { rows: self.rows.into_iter().map(view).collect(), next: self.next, count: self.count }
    }
}

/// A column of a list.
pub struct Column<R: 'static> {
    /// Key, also that of sorting.
    pub key: &'static str,
    /// Label key of the head.
    pub label: &'static str,
    /// Whether the server can sort by it (it then has an index).
    pub sortable: bool,
    /// What the row shows in it.
    pub cell: fn(&R) -> Cell,
}

/// The look of a state: colour, shape and glyph, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Nothing to report.
    Normal,
    /// A limit comes near.
    Warn,
    /// Gravest.
    Level1,
    /// Grave.
    Level2,
    /// Moderate.
    Level3,
    /// Slight.
    Level4,
    /// Not heard of.
    Offline,
    /// Not known.
    Unknown,
}

impl Mark {
    /// The key used in style sheets and on the map.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warn => "warn",
            Self::Level1 => "level1",
            Self::Level2 => "level2",
            Self::Level3 => "level3",
            Self::Level4 => "level4",
            Self::Offline => "offline",
            Self::Unknown => "unknown",
        }
    }
}

/// What a cell, a fact or a tile shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing known; shown as a dash.
    Empty,
    /// Words as stored.
    Text(String),
    /// A code, in a monospaced face with a copy button in a sheet.
    Code(String),
    /// A value of a vocabulary, shown by its label key.
    Term(String),
    /// A state with its mark and label key.
    State(Mark, String),
    /// A whole number.
    Number(i64),
    /// A measured value.
    Quantity(Quantity),
    /// A point in time.
    Instant(DateTime<Utc>),
    /// A day.
    Day(NaiveDate),
    /// A deadline, shown as time left or over.
    Deadline {
        /// From when on it is near.
        near: DateTime<Utc>,
        /// When it is over.
        due: DateTime<Utc>,
    },
    /// Personal data with characters hidden.
    Masked(String),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// Text, or the dash when there is none.
    #[must_use]
    pub fn text(text: Option<&str>) -> Self {
        text.filter(|t| !t.is_empty()).map_or(Self::Empty, |t| Self::Text(t.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_survives_the_address_bar() {
        let mut listing = Listing { search: Some("漏水 & 3-1502".into()), ..Default::default() };
        listing.set("state", vec!["reported".into(), "taken".into()]);
        listing.sort = Some(Sort { column: "due".into(), descending: true });
        let query = listing.to_query();
        let pairs = query.iter().map(|(k, v)| (k.as_str(), v.as_str()));
        assert_eq!(Listing::from_query(&["state"], pairs), listing);
    }

    #[test]
    fn a_key_that_is_no_filter_of_the_list_is_ignored() {
        let listing = Listing::from_query(&["state"], [("sel", "x"), ("state", "taken")].into_iter());
        assert_eq!(listing.filters, vec![("state".to_owned(), vec!["taken".to_owned()])]);
    }
}
