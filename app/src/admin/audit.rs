//! The audit trail, read only: who did what to what, with the fields before and after. Each entry is linked to the one
//! before it; verifying goes through the whole chain and says whether it holds.

use super::{Rows, Said, chosen_row, outline::shape_view, refusal_band, shut};
use crate::{seat::may, trouble::ask};
use contract::{
    Act, Cell, Kind,
    identity::{AUDIT_COLUMNS, AuditRow, ChainReport, Outcome},
    label,
    spatial::KeptShape,
};
use kit::{
    BandLevel, Call, Choice, Fact, Filter, HeadAct, RegisterSpec, SheetSpec, band, query, register, run,
    section, sheet, split, t, tf, time, whole,
};
use leptos::prelude::*;

/// What is known of the chain.
#[derive(Clone)]
enum Chain {
    Unchecked,
    Checking,
    Checked(ChainReport),
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    rows: Rows<AuditRow>,
    said: Said,
    chain: RwSignal<Chain>,
}

/// `/admin/audit`: the trail, with a sheet for an entry.
#[must_use]
pub fn page() -> AnyView {
    let desk = Desk { rows: Rows::new(), said: RwSignal::new(None), chain: RwSignal::new(Chain::Unchecked) };
    let chosen = query("sel");
    let is_open = Signal::derive(move || chosen.with(Option::is_some));
    view! {
        {refusal_band(desk.said)}
        {broken_band(desk.chain)}
        {chain_line(desk.chain)}
        {split(is_open, list(desk), move || entry_sheet(desk.rows))}
    }
    .into_any()
}

/// Its place in the chain; until it has one, when and by whom.
fn key_of(row: &AuditRow) -> String {
    row.position.map_or_else(|| format!("{}-{}", row.at.timestamp_micros(), row.actor), |n| n.to_string())
}

fn list(desk: Desk) -> AnyView {
    let mut spec = RegisterSpec::new("audit", t("admin.audit_list"), AUDIT_COLUMNS, key_of, |listing| {
        ask(api::identity::list_audit(listing))
    });
    // An operator's account may be somebody's name.
    spec.private_search = true;
    spec.filters = vec![
        Filter::many("act", t("audit.act"), Choice::of_terms::<Act>()),
        Filter::many("kind", t("audit.kind"), Choice::of_terms::<Kind>()),
        Filter::many("outcome", t("audit.outcome"), Choice::of_terms::<Outcome>()),
    ];
    // A record's own page leads here with its number; there is nothing else to choose from.
    if let Some(id) = query("object").get_untracked() {
        spec.filters.push(Filter::one("object", t("audit.object"), vec![Choice::new(id.clone(), id)]));
    }
    if may(Kind::Audit, Act::Verify) {
        spec.head_acts =
            vec![HeadAct::Press { label: t("admin.verify"), run: Call::new(move |()| verify(desk)) }];
    }
    spec.export = Some("audit".into());
    desk.rows.open_in(&mut spec);
    register(spec)
}

fn verify(desk: Desk) {
    if matches!(desk.chain.get_untracked(), Chain::Checking) {
        return;
    }
    let before = desk.chain.get_untracked();
    desk.chain.set(Chain::Checking);
    desk.said.set(None);
    run(ask(api::identity::verify_audit()), move |result| match result {
        Ok(report) => desk.chain.set(Chain::Checked(report)),
        Err(trouble) => {
            desk.chain.set(before);
            desk.said.set(Some(trouble.sentence("audit")));
        }
    });
}

fn broken_band(chain: RwSignal<Chain>) -> AnyView {
    let broken = move || match chain.get() {
        Chain::Checked(ChainReport { broken_at: Some(n), .. }) => {
            Some(band(BandLevel::One, tf("admin.chain_broken", &[("n", &n.to_string())]), None, None))
        }
        _ => None,
    };
    view! { <div class="bands">{broken}</div> }.into_any()
}

fn chain_line(chain: RwSignal<Chain>) -> AnyView {
    let state = move || match chain.get() {
        Chain::Checked(report) if report.broken_at.is_some() => "broken",
        Chain::Checked(_) => "whole",
        Chain::Unchecked | Chain::Checking => "checking",
    };
    let text = move || match chain.get() {
        Chain::Unchecked => t("admin.chain_unchecked"),
        Chain::Checking => t("admin.verifying_now"),
        Chain::Checked(report) => match report.broken_at {
            Some(n) => tf("admin.chain_broken", &[("n", &n.to_string())]),
            None => tf(
                "admin.chain_whole",
                &[("n", &whole(report.entries)), ("time", &time::clock(report.checked_at))],
            ),
        },
    };
    view! {
        <p class="chain" role="status" data-state=state>
            {text}
        </p>
    }
    .into_any()
}

fn entry_sheet(rows: Rows<AuditRow>) -> AnyView {
    let row =
        chosen_row("audit", Kind::Audit, rows, key_of, |listing| ask(api::identity::list_audit(listing)));
    row.view(|row| {
        let title = row
            .position
            .map_or_else(|| t("admin.audit_no_position"), |n| tf("admin.audit_entry", &[("n", &whole(n))]));
        let mut look = SheetSpec::new("", title);
        look.facts = AUDIT_COLUMNS
            .iter()
            .filter(|column| column.key != "position")
            .map(|column| Fact::new(column.label, (column.cell)(&row)))
            .collect();
        look.facts
            .push(Fact::new("audit.object", row.object.map_or(Cell::Empty, |id| Cell::Code(id.to_string()))));
        if let Some(purpose) = &row.purpose {
            look.facts.push(Fact::new("audit.purpose", Cell::Term(format!("purpose.{purpose}"))));
        }
        look.body = Some(section(t("audit.changes"), changes_view(&row)));
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}

/// Field by field, before and after; of a sealed one only that it changed, of a shape how large it is and a file of it.
fn changes_view(row: &AuditRow) -> AnyView {
    if row.changes.is_empty() {
        return view! { <p class="hint">{t("admin.audit_no_changes")}</p> }.into_any();
    }
    let lines: Vec<AnyView> = row.changes.iter().map(|change| change_view(row, change)).collect();
    view! {
        <table class="compare">
            <thead>
                <tr>
                    <th scope="col">{t("audit.field")}</th>
                    <th scope="col">{t("audit.before")}</th>
                    <th scope="col">{t("audit.after")}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}

fn change_view(row: &AuditRow, (field, before, after): &(String, String, String)) -> AnyView {
    let kind = &row.kind;
    let name = known(format!("{kind}.{field}"), field);
    let value = |text: &str, when: &str| match text {
        "" => t("cell.empty").into_any(),
        "***" => t("audit.hidden_change").into_any(),
        text => match KeptShape::of(field, text) {
            Some(shape) => shape_view(shape, format!("{kind}-{}-{when}.geojson", key_of(row))),
            None => known(format!("{kind}_{field}.{text}"), text).into_any(),
        },
    };
    view! {
        <tr data-changed>
            <th scope="row">{name}</th>
            <td>{value(before, "before")}</td>
            <td>{value(after, "after")}</td>
        </tr>
    }
    .into_any()
}

/// The words of a key if the catalogue has it, else the text as it is.
fn known(key: String, text: &str) -> String {
    if label::exists(&key) { t(&key) } else { text.to_owned() }
}
