//! Walls and kiosks: each is paired once with a code that is shown here once and typed at the screen. Cutting one off
//! ends its session at once.

use super::{
    Rows, Said, act, area_choices, chosen_row,
    once::{once_sheet, once_view},
    open, shut,
    side::{new_view, side_view},
};
use crate::{live, seat::may, trouble::ask};
use contract::{
    Act, Cell, Kind,
    identity::terminal::{
        CODE_MINUTES, TERMINAL_COLUMNS, TERMINAL_FIELDS, TerminalDraft, TerminalRow, TerminalState,
    },
    live::Event,
};
use kit::{
    Call, DraftSpec, Fact, HeadAct, RegisterSpec, RowAct, SheetSpec, Trouble, cell_view, confirm,
    danger_button, link_button, register, sheet, t, tf, toast,
};
use leptos::prelude::*;

/// A code that is shown this one time, with the name of its terminal.
#[derive(Clone)]
struct Drawn {
    name: String,
    code: String,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    rows: Rows<TerminalRow>,
    said: Said,
    drawn: RwSignal<Option<Drawn>>,
}

/// `/admin/terminal`: walls and kiosks, with a sheet for one of them or to pair another.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk { rows: Rows::new(), said: RwSignal::new(None), drawn: RwSignal::new(None) };
    let is_held = Signal::derive(move || desk.drawn.with(Option::is_some));
    side_view(Kind::Terminal, desk.said, list(desk), is_held, move |is_new| match desk.drawn.get() {
        Some(drawn) => code_sheet(desk, drawn),
        None if is_new.get() => new_sheet(desk),
        None => terminal_sheet(desk),
    })
}

fn list(desk: Desk) -> AnyView {
    let mut spec = RegisterSpec::new(
        "terminal",
        t("admin.terminal_list"),
        TERMINAL_COLUMNS,
        |row: &TerminalRow| row.id.to_string(),
        |listing| ask(api::terminal::list_terminals(listing)),
    );
    if may(Kind::Terminal, Act::Create) {
        spec.offer(HeadAct::press(t("admin.pair_new"), || open("new")));
    }
    if may(Kind::Terminal, Act::Retire) {
        let revoke = RowAct::new(t("admin.terminal_revoke"), move |row| revoke(desk, row));
        spec.row_acts.push(revoke.when(lasts));
    }
    desk.rows.open_in(&mut spec);
    // The row turns to "paired" while the administrator looks on.
    let tick =
        live::ticks(|moment| matches!(moment.event, Event::RecordChanged { kind: Kind::Terminal, .. }));
    spec.reload = Some(desk.rows.acted.or(tick));
    register(spec)
}

fn lasts(row: &TerminalRow) -> bool {
    row.state != TerminalState::Revoked
}

fn new_sheet(desk: Desk) -> AnyView {
    let made = StoredValue::new(None::<Drawn>);
    let begin = TerminalDraft { kind: "wall".into(), ..TerminalDraft::default() };
    let mut spec =
        DraftSpec::new("terminal", TERMINAL_FIELDS, begin, move |typed: TerminalDraft| async move {
            let (row, code) = ask(api::terminal::draw_code(typed)).await?;
            made.set_value(Some(Drawn { name: row.name, code }));
            Ok::<(), Trouble>(())
        });
    spec.picks = vec![("area", area_choices())];
    spec.submit_label = t("admin.pair_draw");
    spec.on_done = Some(Call::new(move |()| {
        desk.drawn.set(made.get_value());
        desk.rows.stale();
    }));
    new_view(Kind::Terminal, t("admin.pair_new"), spec)
}

fn code_sheet(desk: Desk, drawn: Drawn) -> AnyView {
    let Drawn { name, code } = drawn;
    let address = format!("{}/pair", location().origin().unwrap_or_default());
    let minutes = CODE_MINUTES.to_string();
    let mut look = SheetSpec::new(name.clone(), t("pair.code"));
    look.line = Some(tf("admin.pair_lead", &[("name", &name), ("address", &address)]).into_any());
    look.body = Some(once_view(tf("admin.pair_code", &[("n", &minutes)]), code, None));
    once_sheet(look, desk.drawn)
}

fn terminal_sheet(desk: Desk) -> AnyView {
    let row = chosen_row(
        "terminal",
        Kind::Terminal,
        desk.rows,
        |row: &TerminalRow| row.id.to_string(),
        |listing| ask(api::terminal::list_terminals(listing)),
    );
    row.view(move |row| {
        let column = |key: &str| {
            TERMINAL_COLUMNS.iter().find(|c| c.key == key).map_or(Cell::Empty, |c| (c.cell)(&row))
        };
        let mut look = SheetSpec::new(t("kind.terminal"), row.name.clone());
        look.line = Some(cell_view(&column("state")));
        look.facts = TERMINAL_COLUMNS
            .iter()
            .filter(|column| !["name", "state"].contains(&column.key))
            .map(|column| Fact::new(column.label, (column.cell)(&row)))
            .collect();
        let history = format!("/admin/audit?object={}", row.id);
        look.body = Some(link_button(t("admin.audit_link"), history));
        let revoked = row.clone();
        look.acts = (lasts(&row) && may(Kind::Terminal, Act::Retire))
            .then(|| danger_button(t("admin.terminal_revoke"), move || revoke(desk, revoked.clone())));
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}

fn revoke(desk: Desk, row: TerminalRow) {
    let question = tf("admin.terminal_revoke_question", &[("name", &row.name)]);
    confirm(question, None, t("admin.terminal_revoke"), true, move || {
        act(api::terminal::revoke_terminal(row.id, row.revision), "terminal", desk.said, move |()| {
            toast(tf("admin.terminal_revoked", &[("name", &row.name)]));
            desk.rows.stale();
        });
    });
}
