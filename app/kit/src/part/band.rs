//! Bands over a page: alarms, a cut feed, sound that is off.

use leptos::prelude::*;

/// How grave a band is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BandLevel {
    /// An alarm of level 1.
    One,
    /// An alarm of level 2.
    Two,
    /// Something needs attention.
    Warn,
    /// Something is well again.
    Ok,
    /// Something to know.
    Note,
    /// A connection is cut.
    Offline,
}

impl BandLevel {
    fn key(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Two => "2",
            Self::Warn => "warn",
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Offline => "offline",
        }
    }

    /// Levels 1 and 2 interrupt a reader, the rest waits.
    fn role(self) -> &'static str {
        match self {
            Self::One | Self::Two => "alert",
            _ => "status",
        }
    }
}

/// A band: a sentence, a note and acts.
#[must_use]
pub fn band(level: BandLevel, text: String, note: Option<String>, acts: Option<AnyView>) -> AnyView {
    view! {
        <div class="band" data-level=level.key() role=level.role()>
            <p class="band-text">{text}</p>
            {note.map(|note| view! { <p class="band-note">{note}</p> })}
            {acts.map(|acts| view! { <div class="band-acts">{acts}</div> })}
        </div>
    }
    .into_any()
}
