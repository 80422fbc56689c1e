//! What the four registers hold, and what in them refers to nothing, so that somebody can mend it.

use contract::registry::{Orphan, Orphans, Register, RegisterCounts};
use kit::{Remote, RowLook, Tile, page_head, row, rows, t, term, tf, tile_view, whole};
use leptos::prelude::*;

use super::link::href_of;
use crate::trouble::ask;

/// `/admin/orphan`: how much each register holds, over what lacks a link.
pub fn page() -> AnyView {
    let counts = Remote::new("link", || ask(api::registry::count_registers()));
    let orphans = Remote::new("link", || ask(api::registry::list_orphans()));
    view! {
        {page_head(t("orphan.title"), None, None, None)}
        <p class="hint">{t("orphan.lead")}</p>
        {counts.view(counts_view)}
        {orphans.view(|orphans| orphans_view(&orphans))}
    }
    .into_any()
}

fn counts_view(counts: RegisterCounts) -> AnyView {
    // Addresses and persons have no list: whoever looks for one comes from a dwelling or an organisation.
    let tiles: Vec<AnyView> = [
        (term(Register::Address), counts.addresses, None),
        (term(Register::Dwelling), counts.dwellings, Some("/admin/dwelling")),
        (term(Register::Person), counts.persons, None),
        (t("link.residents"), counts.residents, None),
        (term(Register::Organisation), counts.organisations, Some("/admin/organisation")),
    ]
    .into_iter()
    .map(|(label, n, list)| tile_view(Tile { href: list.map(str::to_owned), ..Tile::new(label, figure(n)) }))
    .collect();
    view! { <div class="board">{tiles}</div> }.into_any()
}

fn figure(n: u64) -> String {
    whole(i64::try_from(n).unwrap_or(i64::MAX))
}

fn orphans_view(orphans: &Orphans) -> AnyView {
    view! {
        {group_view("orphan.dwellings_without_address", Register::Dwelling, &orphans.dwellings_without_address)}
        {group_view("orphan.dwellings_without_building", Register::Dwelling, &orphans.dwellings_without_building)}
        {group_view("orphan.persons_without_dwelling", Register::Person, &orphans.persons_without_dwelling)}
        {group_view(
            "orphan.organisations_without_dwelling",
            Register::Organisation,
            &orphans.organisations_without_dwelling,
        )}
        {group_view(
            "orphan.organisations_without_area",
            Register::Organisation,
            &orphans.organisations_without_area,
        )}
    }
    .into_any()
}

/// How many lack a link, and the first of them, each leading to where it is mended.
fn group_view(name: &'static str, register: Register, orphan: &Orphan) -> AnyView {
    let heading = tf("orphan.group", &[("name", &t(name)), ("n", &figure(orphan.count))]);
    let named = orphan.first.len() as u64;
    let more = (orphan.count > named).then(|| tf("orphan.more", &[("n", &figure(named))]));
    let body = if orphan.count == 0 {
        view! { <p class="hint">{t("orphan.none")}</p> }.into_any()
    } else {
        let line = |record: &contract::registry::LinkRow| {
            row(RowLook {
                title: record.title.clone(),
                href: href_of(register, record),
                ..RowLook::default()
            })
        };
        rows(orphan.first.iter().map(line).collect())
    };
    view! {
        <section>
            <h2>{heading}</h2>
            {body}
            {more.map(|more| view! { <p class="hint">{more}</p> })}
        </section>
    }
    .into_any()
}
