//! Register: the list that every module has. Search, filters, sort, paging, columns, selection, acts and export, with
//! all of it in the address bar but what names a person.

use contract::{Column, Listing, Page};
use leptos::prelude::*;
use std::rc::Rc;

use crate::{LocalFuture, route, screen, trouble::Trouble};

mod act;
mod address;
mod card;
mod choice;
mod column;
mod csv;
mod export;
mod foot;
mod head;
mod key;
mod line;
mod list;
mod shape;
mod table;
mod toolbar;

pub use act::*;
pub use choice::*;
pub use csv::csv;
pub use line::CardLook;
pub use shape::split;

/// A list of rows `R`: what it shows, where rows come from, and what can be done with them.
pub struct RegisterSpec<R: Clone + 'static> {
    /// The module's key in labels, such as `device`.
    pub module: &'static str,
    /// Its title.
    pub title: String,
    /// Its columns.
    pub columns: &'static [Column<R>],
    /// The identity of a row.
    pub key: fn(&R) -> String,
    /// Reads a page.
    pub load: Rc<dyn Fn(Listing) -> LocalFuture<Result<Page<R>, Trouble>>>,
    /// Filters, in the order of the toolbar.
    pub filters: Vec<Filter>,
    /// Whether there is a search.
    pub searchable: bool,
    /// Whether the search text may name a person and so stays out of the address.
    pub private_search: bool,
    /// Rows of a page; 20 on a phone.
    pub page_size: u16,
    /// A row's own address.
    pub href: Option<Rc<dyn Fn(&R) -> String>>,
    /// What opening a row does.
    pub on_open: Option<crate::Call<R>>,
    /// Called with the rows that the list shows, whenever they are read; not with what is read for an export.
    pub on_shown: Option<crate::Call<Vec<R>>>,
    /// Identity of the row that is shown beside the list.
    pub selected: Signal<Option<String>>,
    /// Acts on one row.
    pub row_acts: Vec<RowAct<R>>,
    /// Acts on the selected rows.
    pub bulk_acts: Vec<BulkAct<R>>,
    /// Acts at the head, the first being the main one.
    pub head_acts: Vec<HeadAct>,
    /// The act that makes the first row, offered when there is none.
    pub empty_act: Option<HeadAct>,
    /// Reads the page again when it changes; rows stay meanwhile.
    pub reload: Option<Signal<u32>>,
    /// Name of the exported file without its ending; no export when absent.
    pub export: Option<String>,
    /// Columns that are off at first.
    pub hidden: &'static [&'static str],
    /// What a card on a phone shows; the first columns when absent.
    pub card: Option<Rc<dyn Fn(&R) -> CardLook>>,
    /// Whether rows that come in by themselves are marked for three seconds.
    pub is_live: bool,
    /// Level of its heading: 1 on a page, 2 inside one.
    pub heading: u8,
    /// Whether search, filters, sort and page stand in the address.
    pub in_address: bool,
}

impl<R: Clone + 'static> RegisterSpec<R> {
    /// A list with search and without anything else.
    pub fn new<F, E>(
        module: &'static str,
        title: String,
        columns: &'static [Column<R>],
        key: fn(&R) -> String,
        load: impl Fn(Listing) -> F + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Page<R>, E>> + 'static,
        E: Into<Trouble> + 'static,
    {
        Self {
            module,
            title,
            columns,
            key,
            load: Rc::new(move |listing: Listing| {
                let work = load(listing);
                Box::pin(async move { work.await.map_err(Into::<Trouble>::into) })
            }),
            filters: Vec::new(),
            searchable: true,
            private_search: false,
            page_size: 50,
            href: None,
            on_open: None,
            on_shown: None,
            selected: Signal::stored(None),
            row_acts: Vec::new(),
            bulk_acts: Vec::new(),
            head_acts: Vec::new(),
            empty_act: None,
            reload: None,
            export: None,
            hidden: &[],
            card: None,
            is_live: true,
            heading: 1,
            in_address: true,
        }
    }

    /// Offers the act that makes a row: at the head, and in the place of the rows while there is none.
    pub fn offer(&mut self, new: HeadAct) {
        self.head_acts.push(new.clone());
        self.empty_act = Some(new);
    }
}

/// Draws a list.
#[must_use]
pub fn register<R: Clone + 'static>(spec: RegisterSpec<R>) -> AnyView {
    // The type ends here: everything below is the same code for every module.
    register_view(line::erase(spec))
}

fn register_view(plain: line::Plain) -> AnyView {
    if plain.in_address {
        route::remember_router();
    }
    let size = if screen::is_narrow().get_untracked() { 20 } else { plain.page_size };
    let filter_keys: Vec<&'static str> = plain.filters.iter().map(|filter| filter.key).collect();
    let asked = address::Asked::new(filter_keys, plain.in_address, plain.private_search);
    let list = list::List::new(&plain, asked, size);
    let columns = column::Columns::new(plain.module, &plain.columns, plain.hidden);
    shape::whole_view(plain, list, columns)
}
