//! Facts of a record: names and values.

use contract::Cell;
use leptos::prelude::*;

use crate::{cell, words::t};

/// A fact: a name and what is so.
pub struct Fact {
    label: String,
    body: AnyView,
    is_wide: bool,
}

impl Fact {
    /// A fact given as a cell.
    #[must_use]
    pub fn new(label_key: &str, cell: Cell) -> Self {
        Self::view(label_key, cell::fact_cell_view(&cell))
    }

    /// A fact in words; a dash when there are none.
    #[must_use]
    pub fn text(label_key: &str, text: impl Into<String>) -> Self {
        let text: String = text.into();
        Self::new(label_key, Cell::text(Some(&text)))
    }

    /// A fact drawn by the page.
    #[must_use]
    pub fn view(label_key: &str, body: AnyView) -> Self {
        Self { label: t(label_key), body, is_wide: false }
    }

    /// Over the whole width.
    #[must_use]
    pub fn wide(self) -> Self {
        Self { is_wide: true, ..self }
    }
}

/// Facts as a list of names and values.
#[must_use]
pub fn facts_view(facts: Vec<Fact>) -> AnyView {
    let facts = facts
        .into_iter()
        .map(|fact| {
            let class = if fact.is_wide { "fact wide" } else { "fact" };
            view! {
                <div class=class>
                    <dt>{fact.label}</dt>
                    <dd>{fact.body}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="sheet-facts">{facts}</dl> }.into_any()
}
