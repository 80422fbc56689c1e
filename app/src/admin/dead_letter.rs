//! Events that a subscriber could not take: each is kept until it is delivered again, or put away.

use super::{Rows, Said, refusal_band, shut, shut_that_of, whole};
use crate::{seat::may, trouble::ask};
use contract::{Act, Cell, Column, Fault, Kind, wall::DeadLetterRow};
use kit::{
    BulkAct, Call, Fact, RegisterSpec, Remote, RowAct, SheetSpec, Trouble, button, confirm, primary_button,
    register, run, sheet, split, t, tf, toast, trouble_view,
};
use leptos::prelude::*;

/// Columns of the list of undelivered events.
const COLUMNS: &[Column<DeadLetterRow>] = &[
    Column { key: "at", label: "dead_letter.at", sortable: false, cell: |r| Cell::Instant(r.at) },
    Column {
        key: "subscriber",
        label: "dead_letter.subscriber",
        sortable: false,
        cell: |r| Cell::Text(r.subscriber.clone()),
    },
    Column {
        key: "position",
        label: "dead_letter.position",
        sortable: false,
        cell: |r| Cell::Number(r.position),
    },
    Column {
        key: "error",
        label: "dead_letter.error",
        sortable: false,
        cell: |r| Cell::Text(r.error.clone()),
    },
];

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    rows: Rows<DeadLetterRow>,
    said: Said,
}

/// `/admin/dead_letter`: undelivered events, each to be tried again or put away.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk { rows: Rows::new(), said: RwSignal::new(None) };
    let is_open = Signal::derive(move || desk.rows.chosen.with(Option::is_some));
    view! {
        {refusal_band(desk.said)}
        {split(is_open, list(desk), move || chosen_sheet(desk))}
    }
    .into_any()
}

fn key_of(row: &DeadLetterRow) -> String {
    row.id.to_string()
}

fn list(desk: Desk) -> AnyView {
    let mut spec = RegisterSpec::new("dead_letter", t("admin.dead_letters"), COLUMNS, key_of, |_| async {
        ask(api::identity::list_dead_letters()).await.map(whole)
    });
    spec.searchable = false;
    if may(Kind::DeadLetter, Act::Retry) {
        spec.row_acts = vec![RowAct::new(t("admin.retry"), move |row| retry(desk, vec![row])).primary()];
        spec.bulk_acts = vec![BulkAct::new(t("admin.retry"), move |rows| retry(desk, rows)).primary()];
    }
    if may(Kind::DeadLetter, Act::Close) {
        spec.row_acts.push(RowAct::new(t("admin.put_away"), move |row| put_away(desk, row)));
    }
    desk.rows.open_in(&mut spec);
    register(spec)
}

fn chosen_sheet(desk: Desk) -> AnyView {
    let all = Remote::new("dead_letter", move || {
        desk.rows.acted.track();
        ask(api::identity::list_dead_letters())
    });
    all.view(move |letters| {
        let id = desk.rows.chosen.get().unwrap_or_default();
        match letters.iter().find(|row| key_of(row) == id) {
            Some(row) => letter_sheet(desk, row),
            None => {
                trouble_view("dead_letter", &Trouble::Fault(Fault::Missing { kind: Kind::DeadLetter }), None)
            }
        }
    })
}

fn letter_sheet(desk: Desk, row: &DeadLetterRow) -> AnyView {
    let number = tf("admin.audit_entry", &[("n", &kit::whole(row.position))]);
    let mut look = SheetSpec::new(number, row.subscriber.clone());
    look.facts = COLUMNS.iter().map(|column| Fact::new(column.label, (column.cell)(row))).collect();
    look.facts.push(Fact::new("dead_letter.event", Cell::Code(row.event.clone())).wide());
    let (again, never) = (row.clone(), row.clone());
    let retry = may(Kind::DeadLetter, Act::Retry)
        .then(|| primary_button(t("admin.retry"), move || retry(desk, vec![again.clone()])));
    let put_away = may(Kind::DeadLetter, Act::Close)
        .then(|| button(t("admin.put_away"), move || put_away(desk, never.clone())));
    look.acts = Some(view! { {retry} {put_away} }.into_any());
    look.on_close = Some(Call::new(|()| shut()));
    sheet(look)
}

/// Gives them to their subscribers once more, one after another in the order in which they happened.
fn retry(desk: Desk, mut letters: Vec<DeadLetterRow>) {
    letters.sort_by_key(|row| row.position);
    let keys = letters.iter().map(key_of).collect();
    let work = async move {
        for row in letters {
            ask(api::identity::retry_dead_letter(row.id)).await?;
        }
        Ok::<(), Trouble>(())
    };
    settle(desk, keys, work, "admin.retried", "admin.retry_failed");
}

/// Asks, then puts one away that nobody will ever take.
fn put_away(desk: Desk, letter: DeadLetterRow) {
    let named = [("who", letter.subscriber.as_str()), ("n", &kit::whole(letter.position))];
    let question = tf("admin.put_away_question", &named);
    confirm(question, Some(t("admin.put_away_hint")), t("admin.put_away"), true, move || {
        let work = ask(api::identity::close_dead_letter(letter.id));
        settle(desk, vec![key_of(&letter)], work, "admin.put_away_done", "admin.put_away_failed");
    });
}

/// Waits for what is done with letters: `done` says that it is, and their sheet closes; else `failed` says over the list
/// why it isn't.
fn settle(
    desk: Desk,
    keys: Vec<String>,
    work: impl Future<Output = Result<(), Trouble>> + 'static,
    done: &'static str,
    failed: &'static str,
) {
    desk.said.set(None);
    run(work, move |result| {
        match result {
            Ok(()) => {
                toast(t(done));
                for key in &keys {
                    shut_that_of(key, desk.rows.chosen);
                }
            }
            Err(trouble) => {
                let reason = trouble.sentence("dead_letter");
                desk.said.set(Some(tf(failed, &[("reason", &reason)])));
            }
        }
        desk.rows.stale();
    });
}
