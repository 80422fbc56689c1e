//! Marks of state: colour, shape, glyph and word, any two of which suffice.

use contract::{Mark, sensing::AlarmRow};
use leptos::prelude::*;

use crate::words::{t, term};

/// How far an alarm has been taken note of; drawn, not coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ack {
    /// Nobody has: filled, and it pulses on the map.
    Raised,
    /// Somebody has: filled and still, with a tick.
    Acknowledged,
    /// Over, but nobody has: outline only.
    Cleared,
}

impl Ack {
    fn key(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Acknowledged => "acknowledged",
            Self::Cleared => "cleared",
        }
    }
}

/// Size of a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkSize {
    /// In dense rows.
    Small,
    /// Elsewhere.
    #[default]
    Plain,
    /// In a band.
    Large,
}

/// A mark with its word.
#[must_use]
pub fn mark_view(mark: Mark, word: String) -> AnyView {
    mark_with(mark, word, None, MarkSize::Plain)
}

/// A mark with its word, how far it was acknowledged, and a size.
#[must_use]
pub fn mark_with(mark: Mark, word: String, ack: Option<Ack>, size: MarkSize) -> AnyView {
    let class = match size {
        MarkSize::Small => "mark small",
        MarkSize::Plain => "mark",
        MarkSize::Large => "mark large",
    };
    view! {
        <span class=class data-state=mark.key() data-ack=ack.map(Ack::key)>
            <i class="mark-sign" aria-hidden="true"></i>
            <span class="mark-word">{word}</span>
        </span>
    }
    .into_any()
}

/// The mark of an alarm: its level, and whether it was acknowledged or is over.
#[must_use]
pub fn alarm_mark(row: &AlarmRow, size: MarkSize) -> AnyView {
    let ack = match (row.acknowledged_at, row.cleared_at) {
        (Some(_), _) => Ack::Acknowledged,
        (None, Some(_)) => Ack::Cleared,
        (None, None) => Ack::Raised,
    };
    let name = match ack {
        Ack::Raised => None,
        Ack::Acknowledged | Ack::Cleared => Some(t(row.state())),
    };
    view! {
        {mark_with(row.level.mark(), term(row.level), Some(ack), size)}
        {name.map(|name| view! { <span class="visually-hidden">{name}</span> })}
    }
    .into_any()
}

/// A word in a frame: `ok`, `warn`, `danger` or `quiet`.
#[must_use]
pub fn tag_view(tone: &'static str, word: String) -> AnyView {
    view! { <span class="tag" data-tone=tone>{word}</span> }.into_any()
}
