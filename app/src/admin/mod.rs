//! Administration: who may use the system and what they may do, paired screens, the audit trail, device credentials,
//! refused messages, undelivered events, alarm rules, deadlines and the working calendar. Every page is a Register with a
//! Sheet, but for the tree of organisations and the permission matrix, which are grids of their own, and the calendar,
//! which is a form.

use crate::{shell::acted::Acted, trouble::ask};
use contract::{
    AreaId, Count, Fault, Kind, Listing, Page,
    identity::{OrganisationRow, RoleRow},
    spatial::AreaRow,
};
use kit::{
    BandLevel, Call, Choice, RegisterSpec, Remote, Trouble, band, icon_button, push_query, query, run,
    set_query, t, term, tf,
};
use leptos::prelude::*;

pub mod audit;
pub mod calendar;
pub mod credential;
pub mod dead_letter;
pub mod deadline;
mod deadline_draft;
mod grid;
pub mod matrix;
mod once;
pub mod organisation;
mod organisation_draft;
mod organisation_sheet;
mod outline;
mod permission;
pub mod rejection;
pub mod role;
pub mod rule;
mod rule_draft;
mod side;
pub mod terminal;
pub mod user;
mod user_change;
mod user_grant;

/// The rows of a page: which one the address selects, which one was opened, so that its sheet needs not be asked for, and
/// when to read them again.
struct Rows<R: 'static> {
    chosen: Memo<Option<String>>,
    opened: RwSignal<Option<R>, LocalStorage>,
    acted: Acted,
}

impl<R> Copy for Rows<R> {}

impl<R> Clone for Rows<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R: Clone + 'static> Rows<R> {
    fn new() -> Self {
        Self { chosen: query("sel"), opened: RwSignal::new_local(None), acted: Acted::new() }
    }

    /// They have changed on the server.
    fn stale(self) {
        self.opened.set(None);
        self.acted.renew();
    }

    /// Makes their list open a row in the sheet, and read them again after an act.
    fn open_in(self, spec: &mut RegisterSpec<R>) {
        let key = spec.key;
        spec.on_open = Some(Call::new(move |row: R| {
            let id = key(&row);
            self.opened.set(Some(row));
            open(&id);
        }));
        spec.selected = self.chosen.into();
        spec.reload = Some(self.acted.signal());
    }
}

/// Why the last act was refused; stands above the page until the next one.
type Said = RwSignal<Option<String>>;

/// Opens the sheet of a row, or of something new; Back closes it.
fn open(id: &str) {
    push_query(&[("sel", Some(id))]);
}

/// Closes the sheet.
fn shut() {
    set_query(&[("sel", None)]);
}

/// Closes the sheet of a record that was done with. What was opened meanwhile stays, with what is typed there.
fn shut_that_of(key: &str, chosen: Memo<Option<String>>) {
    if chosen.try_get_untracked().flatten().as_deref() == Some(key) {
        shut();
    }
}

/// Does something on the server; a refusal stays on the page, an error is never a toast.
fn act<T: 'static>(
    work: impl Future<Output = api::Reply<T>> + 'static,
    module: &'static str,
    said: Said,
    done: impl FnOnce(T) + 'static,
) {
    said.set(None);
    run(ask(work), move |result| match result {
        Ok(value) => done(value),
        Err(trouble) => said.set(Some(trouble.sentence(module))),
    });
}

/// Why the last act was refused, until it is closed.
fn refusal_band(said: Said) -> AnyView {
    let refusal = move || {
        said.get().map(|text| {
            let close = icon_button("close", t("app.close_message"), move || said.set(None));
            band(BandLevel::Warn, text, None, Some(close))
        })
    };
    view! { <div class="bands">{refusal}</div> }.into_any()
}

/// Pages of 200 rows that are looked through for a row whose address was pasted.
const LOOKED_THROUGH: usize = 5;

/// The row that the address selects: the one opened here, else looked for in the list; read again after an act.
fn chosen_row<R, F>(
    module: &'static str,
    kind: Kind,
    rows: Rows<R>,
    key: fn(&R) -> String,
    load: impl Fn(Listing) -> F + Copy + 'static,
) -> Remote<R>
where
    R: Clone + 'static,
    F: Future<Output = Result<Page<R>, Trouble>> + 'static,
{
    Remote::new(module, move || {
        let id = rows.chosen.get().unwrap_or_default();
        rows.acted.track();
        let known = rows.opened.get_untracked().filter(|row| key(row) == id);
        async move {
            if let Some(row) = known {
                return Ok(row);
            }
            let mut listing = Listing { limit: 200, ..Listing::default() };
            for _ in 0..LOOKED_THROUGH {
                let page: Page<R> = load(listing.clone()).await?;
                if let Some(row) = page.rows.into_iter().find(|row| key(row) == id) {
                    return Ok(row);
                }
                if page.next.is_none() {
                    break;
                }
                listing.after = page.next;
            }
            Err(Trouble::Fault(Fault::Missing { kind }))
        }
    })
}

/// A list that the server answers whole, as the one page of a Register.
fn whole<R>(rows: Vec<R>) -> Page<R> {
    Page { count: Count::Exact(u32::try_from(rows.len()).unwrap_or(u32::MAX)), rows, next: None }
}

/// What a role is called: its own name, in English that of the role it began as.
fn role_word(row: &RoleRow) -> String {
    role_named(&row.key, &row.name)
}

/// What the role with a key and a name is called.
fn role_named(key: &str, name: &str) -> String {
    let key = format!("role.{key}");
    let is_translated = kit::lang() == contract::Lang::En && contract::label::exists(&key);
    if is_translated { t(&key) } else { name.to_owned() }
}

/// The organisations to choose from.
fn organisation_choices() -> Signal<Vec<Choice>> {
    let all = Remote::new("organisation", || ask(api::identity::list_organisations()));
    let choice = |row: &OrganisationRow| Choice::new(row.id.to_string(), row.name.clone());
    Signal::derive(move || all.get().unwrap_or_default().iter().map(choice).collect())
}

/// The roles to choose from.
fn role_choices() -> Signal<Vec<Choice>> {
    let all = Remote::new("role", || ask(api::identity::list_roles()));
    let choice = |row: &RoleRow| Choice::new(row.id.to_string(), role_word(row));
    Signal::derive(move || all.get().unwrap_or_default().iter().map(choice).collect())
}

/// The areas to choose from, each below the one that it lies in.
pub fn area_choices() -> Signal<Vec<Choice>> {
    let all = Remote::new("area", || ask(api::spatial::list_areas()));
    Signal::derive(move || {
        let rows = all.get().unwrap_or_default();
        let is_top =
            |row: &AreaRow| row.parent.is_none_or(|parent| rows.iter().all(|other| other.id != parent));
        let mut choices = vec![];
        for top in rows.iter().filter(|row| is_top(row)) {
            put_area(&rows, top, &mut choices);
        }
        choices
    })
}

fn put_area(rows: &[AreaRow], row: &AreaRow, choices: &mut Vec<Choice>) {
    let word = tf("admin.area_choice", &[("name", &row.name), ("kind", &term(row.kind))]);
    choices.push(Choice::new(row.id.to_string(), word));
    for below in rows.iter().filter(|other| other.parent == Some(row.id)) {
        put_area(rows, below, choices);
    }
}

/// The area that was chosen among [`area_choices`].
fn area_of(value: &str) -> Option<AreaId> {
    value.parse().ok()
}
