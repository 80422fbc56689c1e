//! Arrow keys in a grid of cells: Tab stops at one of them, the arrows, Home and End move among them.
//!
//! # Source
//! WAI-ARIA Authoring Practices 1.2, pattern "Grid".

use leptos::{ev::KeyboardEvent, prelude::*};

/// Rows that Page Up and Page Down pass over.
const LEAP: usize = 10;

/// Where the keyboard is in a grid of cells.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    name: &'static str,
    at: RwSignal<(usize, usize)>,
}

impl Grid {
    /// A grid whose cells' ids begin with a name of their own on the page.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, at: RwSignal::new((0, 0)) }
    }

    /// The id of a cell's element.
    pub(super) fn id(self, row: usize, column: usize) -> String {
        format!("{}-{row}-{column}", self.name)
    }

    /// Its `tabindex`; tracked.
    pub(super) fn stop(self, row: usize, column: usize) -> &'static str {
        if self.at.get() == (row, column) { "0" } else { "-1" }
    }

    /// Notes that a cell has the focus.
    pub(super) fn enter(self, row: usize, column: usize) {
        if self.at.get_untracked() != (row, column) {
            self.at.set((row, column));
        }
    }

    /// Moves by a key, if it is one that moves.
    pub(super) fn press(self, event: &KeyboardEvent, rows: usize, columns: usize) {
        let (row, column) = self.at.get_untracked();
        let (last_row, last_column) = (rows.saturating_sub(1), columns.saturating_sub(1));
        let to = match event.key().as_str() {
            "ArrowUp" => (row.saturating_sub(1), column),
            "ArrowDown" => ((row + 1).min(last_row), column),
            "ArrowLeft" => (row, column.saturating_sub(1)),
            "ArrowRight" => (row, (column + 1).min(last_column)),
            "PageUp" => (row.saturating_sub(LEAP), column),
            "PageDown" => ((row + LEAP).min(last_row), column),
            "Home" if event.ctrl_key() => (0, 0),
            "End" if event.ctrl_key() => (last_row, last_column),
            "Home" => (row, 0),
            "End" => (row, last_column),
            _ => return,
        };
        event.prevent_default();
        self.at.set(to);
        kit::focus_now(&self.id(to.0, to.1));
    }
}
