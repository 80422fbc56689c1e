//! What can be chosen from: options of filters and pickers.

use contract::Term;
use leptos::prelude::*;

use crate::{
    time,
    words::{t, term},
};

/// Days that can be chosen one by one.
const DAYS: usize = 31;

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// All values of a vocabulary.
    #[must_use]
    pub fn of_terms<T: Term>() -> Vec<Self> {
        T::ALL.iter().map(|value| Self::new(value.key(), term(*value))).collect()
    }

    /// Some keys of a vocabulary; the label of each is `<vocabulary>.<key>`.
    #[must_use]
    pub fn of_keys(vocabulary: &str, keys: &[&str]) -> Vec<Self> {
        keys.iter().map(|key| Self::new(*key, t(&format!("{vocabulary}.{key}")))).collect()
    }

    /// The last days, today first.
    #[must_use]
    pub fn of_last_days() -> Vec<Self> {
        let today = contract::time::day_of(time::now());
        let days = today.iter_days().rev().take(DAYS);
        days.map(|day| Self::new(day.to_string(), time::day(day))).collect()
    }
}

/// A filter of a list.
#[derive(Clone)]
pub struct Filter {
    /// Key in the listing and in the address.
    pub key: &'static str,
    /// What it is called.
    pub label: String,
    /// What can be chosen.
    pub options: Signal<Vec<Choice>>,
    /// Whether several may be chosen.
    pub is_multiple: bool,
    /// Whether it is only on or off.
    pub is_flag: bool,
}

impl Filter {
    /// A filter by one of several values.
    #[must_use]
    pub fn one(key: &'static str, label: String, options: Vec<Choice>) -> Self {
        Self { key, label, options: Signal::stored(options), is_multiple: false, is_flag: false }
    }

    /// A filter by any of several values.
    #[must_use]
    pub fn many(key: &'static str, label: String, options: Vec<Choice>) -> Self {
        Self { is_multiple: true, ..Self::one(key, label, options) }
    }

    /// A filter that is on (`1`) or off.
    #[must_use]
    pub fn flag(key: &'static str, label: String) -> Self {
        let options = vec![Choice::new("1", label.clone())];
        Self { is_flag: true, ..Self::one(key, label, options) }
    }

    /// The same with options that are loaded.
    #[must_use]
    pub fn options(self, options: Signal<Vec<Choice>>) -> Self {
        Self { options, ..self }
    }
}
