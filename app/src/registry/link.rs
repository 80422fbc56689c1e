//! From a standard address, a person, a dwelling or an organisation to the other three. Dwellings and organisations have
//! sheets of their own; an address and a person have the page `/admin/link`, and on the wall are named only.

use contract::{
    Act, Fault, Kind, Term,
    identity::Audience,
    registry::{LinkRow, Links, Register},
};
use kit::{Remote, RowLook, Trouble, page_head, query, row, rows, t, term, tf};
use leptos::prelude::*;

use crate::{route, seat::may, trouble::ask};

/// Whether the reader may go from register to register: it takes all of them.
#[must_use]
pub fn may_follow() -> bool {
    let kinds = [Kind::Dwelling, Kind::Person, Kind::Organisation];
    matches!(route::here(), Some(Audience::Admin | Audience::Wall))
        && untrack(|| kinds.iter().all(|kind| may(*kind, Act::Read)))
}

/// The page of what an address or a person leads to.
#[must_use]
pub fn href(of: Register, key: &str) -> String {
    format!("/admin/link?of={of}&key={}", String::from(js_sys::encode_uri_component(key)))
}

/// Where a linked record is read.
#[must_use]
pub fn href_of(register: Register, row: &LinkRow) -> Option<String> {
    match register {
        Register::Dwelling => dwelling_href(&row.title),
        Register::Organisation => route::organisation_href(row.id),
        Register::Address | Register::Person => page_of(register, &row.id.to_string()),
    }
}

/// A dwelling by its short name: of several with this name each is offered there with its address.
fn dwelling_href(name: &str) -> Option<String> {
    if route::is_wall() { route::dwelling_href(name) } else { Some(format!("/admin/dwelling?q={name}")) }
}

/// The page of what an address or a person leads to, where the reader may open it.
fn page_of(of: Register, key: &str) -> Option<String> {
    (!route::is_wall()).then(|| href(of, key))
}

/// `/admin/link`: what the record in the address of the page leads to.
pub fn page() -> AnyView {
    let (of, key) = (query("of"), query("key"));
    let body = move || {
        let register = of.get().as_deref().and_then(Register::from_key);
        match (register, key.get()) {
            (Some(register), Some(key)) => record_view(register, key),
            _ => {
                let missing = Trouble::Fault(Fault::Missing { kind: Kind::Dwelling });
                kit::trouble_view("link", &missing, None)
            }
        }
    };
    view! {
        {page_head(t("link.title"), Some("/admin/orphan".into()), None, None)}
        {body}
    }
    .into_any()
}

fn record_view(of: Register, key: String) -> AnyView {
    let links = links_of(of, key.clone());
    links.view(move |links| {
        let title = title_of(of, &key, &links).unwrap_or_default();
        view! {
            <h2>{tf("link.of", &[("register", &term(of)), ("title", &title)])}</h2>
            {groups_view(&links)}
        }
        .into_any()
    })
}

/// What the record itself is called: it is one of those that its dwellings lead to.
fn title_of(of: Register, key: &str, links: &Links) -> Option<String> {
    let among = match of {
        Register::Address => return Some(key.to_owned()),
        Register::Person => &links.persons,
        Register::Dwelling => &links.dwellings,
        Register::Organisation => &links.organisations,
    };
    among.iter().find(|row| row.id.to_string() == key).map(|row| row.title.clone())
}

/// What a record leads to, by register.
pub fn links_view(of: Register, key: String) -> AnyView {
    links_of(of, key).view(|links| groups_view(&links))
}

fn links_of(of: Register, key: String) -> Remote<Links> {
    Remote::new("link", move || ask(api::registry::read_links(of, key.clone())))
}

fn groups_view(links: &Links) -> AnyView {
    let addresses =
        links.addresses.iter().map(|address| (address.clone(), page_of(Register::Address, address)));
    let linked = |register: Register, rows: &[LinkRow]| -> Vec<(String, Option<String>)> {
        rows.iter().map(|row| (row.title.clone(), href_of(register, row))).collect()
    };
    view! {
        {group_view(Register::Address, addresses.collect())}
        {group_view(Register::Dwelling, linked(Register::Dwelling, &links.dwellings))}
        {group_view(Register::Person, linked(Register::Person, &links.persons))}
        {group_view(Register::Organisation, linked(Register::Organisation, &links.organisations))}
    }
    .into_any()
}

/// The records of a register, each leading to its own place, if it has one here.
fn group_view(register: Register, records: Vec<(String, Option<String>)>) -> AnyView {
    let body = if records.is_empty() {
        view! { <p class="hint">{t("link.none")}</p> }.into_any()
    } else {
        let line = |(title, href)| row(RowLook { title, href, ..RowLook::default() });
        rows(records.into_iter().map(line).collect())
    };
    kit::section(term(register), body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_record_is_called_what_its_own_register_says() {
        let row = LinkRow { id: Uuid::now_v7(), title: "演***01".into() };
        let links = Links { persons: vec![row.clone()], ..Links::default() };
        let key = row.id.to_string();
        assert_eq!(title_of(Register::Person, &key, &links).as_deref(), Some("演***01"));
        assert_eq!(title_of(Register::Organisation, &key, &links), None);
        assert_eq!(title_of(Register::Address, "演示路 1 号", &links).as_deref(), Some("演示路 1 号"));
    }
}
