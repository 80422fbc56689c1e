//! What is asked of the list: in the address bar, so that a link shows the same to a colleague; in memory where the
//! list is inside another page. A search text that may name a person never stands in the address.

use contract::{Listing, Sort};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::route::set_query;

/// What is asked of the list.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// As the address says it, or memory.
    pub now: Memo<Listing>,
    /// What isn't in the address.
    held: RwSignal<Listing>,
    keys: StoredValue<Vec<&'static str>>,
    is_address: bool,
    is_private: bool,
}

impl Asked {
    pub fn new(keys: Vec<&'static str>, is_address: bool, is_private: bool) -> Self {
        let held = RwSignal::new(Listing::default());
        let now = if is_address {
            let map = use_query_map();
            let keys = keys.clone();
            Memo::new(move |_| {
                let mut listing =
                    map.with(|map| Listing::from_query(&keys, map.into_iter().map(|(k, v)| (&**k, v))));
                if is_private {
                    listing.search = held.with(|held| held.search.clone());
                }
                listing
            })
        } else {
            Memo::new(move |_| held.get())
        };
        Self { now, held, keys: StoredValue::new(keys), is_address, is_private }
    }

    /// Asks for something else.
    pub fn change(&self, change: impl FnOnce(&mut Listing)) {
        let mut listing = self.now.get_untracked();
        change(&mut listing);
        if !self.is_address {
            self.held.set(listing);
            return;
        }
        if self.is_private {
            let search = listing.search.take();
            self.held.update(|held| held.search = search);
        }
        let pairs = listing.to_query();
        let keys: Vec<&'static str> =
            self.keys.get_value().into_iter().chain(["q", "sort", "after"]).collect();
        let all: Vec<(&str, Option<&str>)> = keys
            .iter()
            .map(|key| (*key, pairs.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())))
            .collect();
        set_query(&all);
    }

    /// Sets the values of a filter and goes to the first page.
    pub fn filter(&self, key: &str, values: Vec<String>) {
        self.change(|listing| {
            listing.set(key, values);
            listing.after = None;
        });
    }

    /// Sets the search text and goes to the first page.
    pub fn search(&self, text: &str) {
        let text = text.trim();
        self.change(|listing| {
            listing.search = (!text.is_empty()).then(|| text.to_owned());
            listing.after = None;
        });
    }

    /// Sorts by a column: first up, then down, then as the module has it.
    pub fn sort(&self, column: &str) {
        self.change(|listing| {
            let now = listing.sort.take().filter(|sort| sort.column == column);
            listing.sort = match now {
                None => Some(Sort { column: column.to_owned(), descending: false }),
                Some(sort) if !sort.descending => Some(Sort { descending: true, ..sort }),
                Some(_) => None,
            };
            listing.after = None;
        });
    }

    /// Clears search and filters.
    pub fn clear(&self) {
        self.change(|listing| {
            listing.search = None;
            listing.filters.clear();
            listing.after = None;
        });
    }

    /// Whether search or filters leave rows out; tracked.
    pub fn is_filtered(&self) -> bool {
        self.now.with(|listing| listing.search.is_some() || !listing.filters.is_empty())
    }
}
