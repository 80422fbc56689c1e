//! How a cell of a list, a fact of a sheet or a tile is drawn, and its words for readers and files.

use contract::Cell;
use leptos::prelude::*;

use crate::{mark, number, part, time, words::t};

/// A cell of a table: instants in full, everything on one line.
#[must_use]
pub fn cell_view(cell: &Cell) -> AnyView {
    match cell {
        Cell::Empty => empty(),
        Cell::Text(text) => text.clone().into_any(),
        Cell::Code(code) => view! { <span class="code">{code.clone()}</span> }.into_any(),
        Cell::Term(key) => t(key).into_any(),
        Cell::State(state, key) => mark::mark_with(*state, t(key), None, mark::MarkSize::Small),
        Cell::Instant(at) => time::absolute_view(*at),
        Cell::Deadline { near, due } => time::deadline_view(*near, *due),
        Cell::Masked(text) => masked_view(text.clone(), masked_name(text)),
        Cell::Number(_) | Cell::Quantity(_) | Cell::Day(_) | Cell::Flag(_) => cell_text(cell).into_any(),
    }
}

/// A fact of a sheet: a code can be copied, an instant says how long ago.
#[must_use]
pub fn fact_cell_view(cell: &Cell) -> AnyView {
    match cell {
        Cell::Code(code) => view! {
            <span class="code">{code.clone()}</span>
            {part::copy_button(code.clone())}
        }
        .into_any(),
        Cell::State(state, key) => mark::mark_view(*state, t(key)),
        Cell::Instant(at) => time::instant_view(*at),
        other => cell_view(other),
    }
}

/// A cell as plain words, for files and for names.
#[must_use]
pub fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Code(text) | Cell::Masked(text) => text.clone(),
        Cell::Term(key) | Cell::State(_, key) => t(key),
        Cell::Number(n) => number::whole(*n),
        Cell::Quantity(q) => number::quantity(q.value, &q.sign),
        Cell::Instant(at) | Cell::Deadline { due: at, .. } => time::exact(*at),
        Cell::Day(day) => day.to_string(),
        Cell::Flag(true) => t("cell.yes"),
        Cell::Flag(false) => t("cell.no"),
    }
}

/// Whether a cell stands at the right edge of its column.
#[must_use]
pub fn is_number(cell: &Cell) -> bool {
    matches!(cell, Cell::Number(_) | Cell::Quantity(_))
}

/// Personal data with characters hidden; `name_key` is the label that a reader says instead of the stars.
#[must_use]
pub fn masked_view(text: String, name_key: &str) -> AnyView {
    view! {
        <span class="masked">
            {part::icon("lock")}
            <span aria-hidden="true">{text}</span>
            <span class="visually-hidden">{t(name_key)}</span>
        </span>
    }
    .into_any()
}

/// What a masked text hides, by its shape.
fn masked_name(text: &str) -> &'static str {
    match text.chars().count() {
        11 if text.starts_with('1') => "cell.masked_phone",
        18 => "cell.masked_id",
        _ if text.contains("**") => "cell.masked_name",
        _ => "cell.masked",
    }
}

fn empty() -> AnyView {
    view! {
        <span aria-hidden="true">{t("cell.empty")}</span>
        <span class="visually-hidden">{t("cell.not_filled")}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Mark, Quantity};

    #[test]
    fn a_cell_s_words_are_what_is_seen() {
        assert_eq!(cell_text(&Cell::Masked("138****0001".into())), "138****0001");
        assert_eq!(cell_text(&Cell::State(Mark::Level1, "level.level1".into())), "一级");
        assert_eq!(cell_text(&Cell::Quantity(Quantity { value: 8.2, sign: "%/m".into() })), "8.2\u{2009}%/m");
        assert_eq!(cell_text(&Cell::Empty), "");
    }

    #[test]
    fn a_mask_is_named_by_its_shape() {
        assert_eq!(masked_name("138****0001"), "cell.masked_phone");
        assert_eq!(masked_name("1101**********0011"), "cell.masked_id");
        assert_eq!(masked_name("演***01"), "cell.masked_name");
    }
}
