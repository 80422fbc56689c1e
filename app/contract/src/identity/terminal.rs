//! Terminals: walls and kiosks. Nobody signs in on them; each is paired once with a code that an administrator draws.

use crate::{
    Cell, Column, Mark, Term, TerminalId,
    field::{Field, Input},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

terms! {
    /// What a terminal is; its role has the same key.
    TerminalKind in "terminal_kind" {
        /// A wall in an office.
        Wall = "wall",
        /// A kiosk in a lobby.
        Kiosk = "kiosk",
    }
}

terms! {
    /// How far a terminal is.
    TerminalState in "terminal_state" {
        /// Its code has not been typed yet.
        Waiting = "waiting",
        /// It is signed in.
        Paired = "paired",
        /// It was cut off.
        Revoked = "revoked",
    }
}

/// Characters of a pairing code: capital letters and digits of which none is mistaken for another.
pub const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// How many of them a code has.
pub const CODE_LENGTH: usize = 8;
/// Minutes that a code works.
pub const CODE_MINUTES: u32 = 10;

/// The code in what was typed: any case, spaces and hyphens between; none when it can't be one.
#[must_use]
pub fn code_of(typed: &str) -> Option<String> {
    let code: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let is_code = code.len() == CODE_LENGTH && code.bytes().all(|b| CODE_LETTERS.contains(&b));
    is_code.then_some(code)
}

/// A terminal in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TerminalRow {
    /// Identity.
    pub id: TerminalId,
    /// What it is called, such as 居委会大厅.
    pub name: String,
    /// What it is.
    pub kind: TerminalKind,
    /// Where it reaches.
    pub area_name: String,
    /// How far it is.
    pub state: TerminalState,
    /// When its code was typed.
    pub paired_at: Option<DateTime<Utc>>,
    /// When it was last heard of, to the minute.
    pub seen_at: Option<DateTime<Utc>>,
    /// Version for the next change.
    pub revision: i32,
}

/// Columns of the list of terminals.
pub const TERMINAL_COLUMNS: &[Column<TerminalRow>] = &[
    Column { key: "name", label: "terminal.name", sortable: true, cell: |r| Cell::Text(r.name.clone()) },
    Column {
        key: "kind",
        label: "terminal.kind",
        sortable: false,
        cell: |r| Cell::Term(format!("terminal_kind.{}", r.kind)),
    },
    Column { key: "area", label: "terminal.area", sortable: false, cell: |r| Cell::text(Some(&r.area_name)) },
    Column {
        key: "state",
        label: "terminal.state",
        sortable: false,
        cell: |r| {
            let mark = match r.state {
                TerminalState::Waiting => Mark::Unknown,
                TerminalState::Paired => Mark::Normal,
                TerminalState::Revoked => Mark::Offline,
            };
            Cell::State(mark, format!("terminal_state.{}", r.state.key()))
        },
    },
    Column {
        key: "paired_at",
        label: "terminal.paired_at",
        sortable: false,
        cell: |r| r.paired_at.map_or(Cell::Empty, Cell::Instant),
    },
    Column {
        key: "seen_at",
        label: "terminal.seen_at",
        sortable: false,
        cell: |r| r.seen_at.map_or(Cell::Empty, Cell::Instant),
    },
];

/// A terminal to be paired, as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TerminalDraft {
    /// What it is called.
    pub name: String,
    /// Key of what it is.
    pub kind: String,
    /// The area that it reaches.
    pub area: String,
}

/// Fields of the form that draws a code.
pub const TERMINAL_FIELDS: &[Field<TerminalDraft>] = &[
    Field {
        key: "name",
        label: "terminal.name",
        hint: Some("terminal.name.hint"),
        input: Input::Text(40),
        optional: false,
        get: |d| d.name.clone(),
        set: |d, v| d.name = v.into(),
    },
    Field {
        key: "kind",
        label: "terminal.kind",
        hint: None,
        input: Input::Choice("terminal_kind", &["wall", "kiosk"]),
        optional: false,
        get: |d| d.kind.clone(),
        set: |d, v| d.kind = v.into(),
    },
    Field {
        key: "area",
        label: "terminal.area",
        hint: Some("terminal.area.hint"),
        input: Input::Pick("area"),
        optional: false,
        get: |d| d.area.clone(),
        set: |d, v| d.area = v.into(),
    },
];

/// A code as typed at the terminal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PairDraft {
    /// The code.
    pub code: String,
}

/// The field of the page at which a terminal is paired.
pub const PAIR_FIELDS: &[Field<PairDraft>] = &[Field {
    key: "code",
    label: "pair.code",
    hint: None,
    // Room for spaces and hyphens between.
    input: Input::Text(20),
    optional: false,
    get: |d| d.code.clone(),
    set: |d, v| d.code = v.into(),
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(code_of(" abcd-efgh ").as_deref(), Some("ABCDEFGH"));
        assert_eq!(code_of("2345 6789").as_deref(), Some("23456789"));
        for wrong in ["", "ABCDEFG", "ABCDEFGHJ", "ABCDEFG0", "ABCDEFGO", "ABCDEFGI", "配对码配对码配对"]
        {
            assert_eq!(code_of(wrong), None, "{wrong}");
        }
    }
}
