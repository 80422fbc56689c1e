//! Deadlines: how long each state of a case type may last at a level, when its worker is warned, and who is told when it
//! has passed. A change holds for deadlines that begin after it; its history is in the audit trail.

use super::{
    Rows, chosen_row,
    deadline_draft::{DeadlineDraft, fields_of},
    role_named, shut, whole,
};
use crate::{route, seat::may, trouble::ask};
use contract::{
    Act, Cell, Column, Fault, Kind,
    applications::case_types,
    sensing::Level,
    work::{DeadlineRow, StateTime, TargetRow},
};
use kit::{
    BandLevel, Call, Choice, DraftSpec, Fact, Filter, HeadAct, RegisterSpec, Remote, SheetSpec, Trouble,
    band, draft, link_button, query, register, sheet, split, t, term, tf, time, toast,
};
use leptos::prelude::*;

/// Columns of the list of deadlines.
const COLUMNS: &[Column<DeadlineRow>] = &[
    Column { key: "name", label: "deadline.kind", sortable: false, cell: |r| Cell::Text(name(r)) },
    Column {
        key: "level",
        label: "deadline.level",
        sortable: false,
        cell: |r| Cell::State(r.level.mark(), format!("level.{}", r.level)),
    },
    Column { key: "times", label: "deadline.times", sortable: false, cell: |r| Cell::Text(times_word(r)) },
    Column {
        key: "warn_percent",
        label: "deadline.warn_percent",
        sortable: false,
        cell: |r| Cell::Text(warn_word(r)),
    },
    Column {
        key: "escalate_to",
        label: "deadline.escalate_to",
        sortable: false,
        cell: |r| Cell::text(Some(&role_named(&r.escalate_to, &r.escalate_name))),
    },
    Column {
        key: "changed_by",
        label: "deadline.changed_by",
        sortable: false,
        cell: |r| {
            if r.revision == 0 {
                Cell::Text(t("deadline.unchanged"))
            } else {
                Cell::text(Some(&r.changed_by))
            }
        },
    },
    Column {
        key: "changed_at",
        label: "deadline.changed_at",
        sortable: false,
        cell: |r| r.changed_at.map_or(Cell::Empty, Cell::Instant),
    },
];

/// `/admin/deadline` and `/street/deadline`: the deadlines, with a sheet for those of a case type at a level.
#[must_use]
pub fn page() -> AnyView {
    let rows = Rows::new();
    let chosen = query("sel");
    let is_open = Signal::derive(move || chosen.with(Option::is_some));
    view! {
        {scope_band()}
        {split(is_open, list(rows), move || deadline_sheet(rows))}
    }
    .into_any()
}

/// For what a change holds; who can't change anything is told who can.
pub(super) fn scope_band() -> AnyView {
    let note = (!may(Kind::Setting, Act::Change)).then(|| t("deadline.read_only"));
    let band = band(BandLevel::Note, t("deadline.new_only"), note, None);
    view! { <div class="bands">{band}</div> }.into_any()
}

/// The path of the deadlines, in the audience that is open.
pub(super) fn path() -> String {
    let audience = route::here().map_or_else(|| "admin".to_owned(), |audience| audience.to_string());
    format!("/{audience}/deadline")
}

fn key_of(row: &DeadlineRow) -> String {
    format!("{}.{}", row.kind, row.level)
}

fn name(row: &DeadlineRow) -> String {
    tf("deadline.title", &[("kind", &term(row.kind)), ("level", &term(row.level))])
}

fn times_word(row: &DeadlineRow) -> String {
    let word = |of: &StateTime| {
        let span = time::span_minutes(f64::from(of.minutes));
        tf("deadline.time", &[("state", &kit::state_word(row.kind, of.state)), ("time", &span)])
    };
    row.times.iter().map(word).collect::<Vec<_>>().join(&t("text.list"))
}

fn warn_word(row: &DeadlineRow) -> String {
    match row.warn_percent {
        0 => t("deadline.warn_never"),
        n => tf("deadline.warn_share", &[("n", &n.to_string())]),
    }
}

fn list(rows: Rows<DeadlineRow>) -> AnyView {
    let mut spec = RegisterSpec::new("setting", t("deadline.list"), COLUMNS, key_of, |listing| async move {
        let is_asked = |key: &str, value: String| {
            let values = listing.filter(key);
            values.is_empty() || values.contains(&value)
        };
        let all = ask(api::work::list_deadlines()).await?;
        let asked = all
            .into_iter()
            .filter(|row| is_asked("kind", row.kind.to_string()) && is_asked("level", row.level.to_string()));
        Ok::<_, Trouble>(whole(asked.collect()))
    });
    spec.searchable = false;
    let kinds = case_types().map(|case| Choice::new(case.kind.to_string(), term(case.kind))).collect();
    spec.filters = vec![
        Filter::many("kind", t("deadline.kind"), kinds),
        Filter::many("level", t("deadline.level"), Choice::of_terms::<Level>()),
    ];
    spec.head_acts = vec![HeadAct::link(t("calendar.title"), format!("{}/calendar", path()))];
    rows.open_in(&mut spec);
    spec.export = Some("deadlines".into());
    register(spec)
}

fn deadline_sheet(rows: Rows<DeadlineRow>) -> AnyView {
    let row = chosen_row("setting", Kind::Setting, rows, key_of, |_| async {
        ask(api::work::list_deadlines()).await.map(whole)
    });
    row.view(move |row| {
        let mut look = SheetSpec::new("", name(&row));
        if may(Kind::Setting, Act::Change) {
            let history = format!("/admin/audit?object={}", row.object);
            look.line = Some(link_button(t("admin.audit_link"), history));
            look.body = Some(change_draft(rows, row));
        } else {
            look.facts = facts(&row);
        }
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}

fn facts(row: &DeadlineRow) -> Vec<Fact> {
    let shown = COLUMNS.iter().filter(|column| !matches!(column.key, "name" | "level"));
    shown.map(|column| Fact::new(column.label, (column.cell)(row)).wide()).collect()
}

fn change_draft(rows: Rows<DeadlineRow>, row: DeadlineRow) -> AnyView {
    let kind = row.kind;
    let held = StoredValue::new(row.clone());
    let mut spec = DraftSpec::new(
        "setting",
        fields_of(kind),
        DeadlineDraft::of(&row),
        move |typed: DeadlineDraft| async move {
            let row = held.get_value();
            let rule = typed.rule()?;
            let changed = ask(api::work::change_deadline(row.kind, row.level, row.revision, rule)).await?;
            held.set_value(changed);
            Ok::<(), Trouble>(())
        },
    );
    spec.picks = vec![("target", targets(kind))];
    spec.on_done = Some(Call::new(move |()| {
        toast(t("deadline.changed"));
        rows.stale();
    }));
    spec.on_cancel = Some(Call::new(|()| shut()));
    spec.theirs(move || async move {
        let key = held.with_value(key_of);
        let all = ask(api::work::list_deadlines()).await?;
        let theirs = all.into_iter().find(|row| key_of(row) == key);
        let theirs = theirs.ok_or(Fault::Missing { kind: Kind::Setting })?;
        held.set_value(theirs.clone());
        Ok(DeadlineDraft::of(&theirs))
    });
    draft(spec)
}

/// The roles that can be told of a case type.
fn targets(kind: Kind) -> Signal<Vec<Choice>> {
    let all = Remote::new("role", move || ask(api::work::list_targets(kind)));
    let choice = |row: &TargetRow| Choice::new(row.key.clone(), role_named(&row.key, &row.name));
    Signal::derive(move || all.get().unwrap_or_default().iter().map(choice).collect())
}
