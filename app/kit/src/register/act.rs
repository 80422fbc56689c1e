//! What can be done with rows.

use std::rc::Rc;

use crate::Call;

/// An act on one row.
#[derive(Clone)]
pub struct RowAct<R: 'static> {
    /// Its verb.
    pub label: String,
    /// Its picture, where there is no room for the verb.
    pub icon: Option<&'static str>,
    /// Whether it is the main act of the row.
    pub is_primary: bool,
    /// The key that does it to the row with the focus.
    pub key: Option<&'static str>,
    /// Whether a row offers it.
    pub shown: Rc<dyn Fn(&R) -> bool>,
    /// What it does.
    pub run: Call<R>,
}

impl<R: 'static> RowAct<R> {
    /// An act that every row offers.
    pub fn new(label: String, run: impl Fn(R) + 'static) -> Self {
        Self {
            label,
            icon: None,
            is_primary: false,
            key: None,
            shown: Rc::new(|_| true),
            run: Call::new(run),
        }
    }

    /// Offered only by some rows.
    #[must_use]
    pub fn when(self, shown: impl Fn(&R) -> bool + 'static) -> Self {
        Self { shown: Rc::new(shown), ..self }
    }

    /// The main act of the row.
    #[must_use]
    pub fn primary(self) -> Self {
        Self { is_primary: true, ..self }
    }

    /// With a picture.
    #[must_use]
    pub fn icon(self, icon: &'static str) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// With a key.
    #[must_use]
    pub fn key(self, key: &'static str) -> Self {
        Self { key: Some(key), ..self }
    }
}

/// An act on the selected rows.
#[derive(Clone)]
pub struct BulkAct<R: 'static> {
    /// Its verb.
    pub label: String,
    /// Whether it is the main one.
    pub is_primary: bool,
    /// What it does.
    pub run: Call<Vec<R>>,
}

impl<R: 'static> BulkAct<R> {
    /// An act on the selected rows.
    pub fn new(label: String, run: impl Fn(Vec<R>) + 'static) -> Self {
        Self { label, is_primary: false, run: Call::new(run) }
    }

    /// The main one.
    #[must_use]
    pub fn primary(self) -> Self {
        Self { is_primary: true, ..self }
    }
}

/// An act at the head of a list.
#[derive(Clone)]
pub enum HeadAct {
    /// Goes somewhere.
    Link {
        /// Its verb.
        label: String,
        /// Where it goes.
        href: String,
    },
    /// Does something.
    Press {
        /// Its verb.
        label: String,
        /// What it does.
        run: Call,
    },
}

impl HeadAct {
    /// Goes somewhere.
    #[must_use]
    pub fn link(label: String, href: impl Into<String>) -> Self {
        Self::Link { label, href: href.into() }
    }

    /// Does something.
    pub fn press(label: String, run: impl Fn() + 'static) -> Self {
        Self::Press { label, run: Call::new(move |()| run()) }
    }
}
