//! Home: what concerns my home now. In reading order the dwelling, repairs that run, the latest notice, and tiles.
//! Help, payments and visitors get their place here with their modules.

use contract::{
    Act, Kind, Listing, Page, applications::repair::REPAIR, publishing::NoticeRow, spatial::DwellingRow,
    work::WorkRow,
};
use kit::{
    BandLevel, MenuItem, Remote, RowLook, band, button, icon_button, menu_button, primary_button, row, rows,
    t, tf,
};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

use super::{CHOSEN, chosen_dwelling, dwellings, is_repair, speech, unsent::unsent_view};
use crate::{
    live,
    offline::{self, Copied, as_of_band, queue, remembered},
    route, seat,
    trouble::ask,
};

/// Where it is kept that the elder edition was offered.
const OFFERED: &str = "elder.offered";
/// How long the home's own requests have the network to themselves.
const AHEAD: Duration = Duration::from_secs(2);
/// Repairs that are shown.
const CARDS: usize = 3;

type Loaded<T> = Remote<Copied<T>>;

/// `/resident`.
#[must_use]
pub fn home_page() -> AnyView {
    let homes = dwellings();
    let is_elder = RwSignal::new(kit::is_elder());
    fetch_the_rest();
    let (repairs, notices) = (repairs(), notices());
    let refresh = move || {
        homes.reload();
        repairs.reload();
        notices.reload();
    };
    view! {
        {offer_view(is_elder)}
        <header class="home-head">
            {move || place_view(homes)}
            <div class="page-head-acts">
                {move || edition_button(is_elder)}
                {icon_button("refresh", t("resident.refresh"), refresh)}
            </div>
        </header>
        {move || as_of_band(repairs.get().and_then(|repairs| repairs.as_of))}
        {unsent_view(None)}
        {part_view(repairs, cards)}
        {part_view(notices, latest)}
        {tiles(repairs, notices, is_elder)}
    }
    .into_any()
}

/// The resident's other pages are wanted next; they come once the home has what it needs.
fn fetch_the_rest() {
    set_timeout(|| spawn_local(route::fetch_resident()), AHEAD);
}

fn repairs() -> Loaded<Page<WorkRow>> {
    let (ticks, returns) = (live::ticks(is_repair), offline::returns());
    Remote::new("repair", move || {
        ticks.track();
        returns.track();
        let _ = queue().sends();
        let mut listing = Listing { limit: 20, ..Listing::default() };
        listing.set("open", vec!["true".into()]);
        remembered("repair.open".into(), ask(api::work::list_work(Kind::Repair, listing)))
    })
}

fn notices() -> Loaded<Vec<NoticeRow>> {
    super::notice::current()
}

/// First start: offers the edition with larger words, once.
fn offer_view(is_elder: RwSignal<bool>) -> AnyView {
    let is_offered = RwSignal::new(kit::kept(OFFERED).is_none());
    // Choosing the edition by its own button answers the offer as well.
    Effect::new(move |_| {
        if is_elder.get() {
            is_offered.set(false);
            kit::keep(OFFERED, "1");
        }
    });
    let refuse = move || {
        is_offered.set(false);
        kit::keep(OFFERED, "1");
    };
    let offer = move || {
        is_offered.get().then(|| {
            let acts = view! {
                {primary_button(t("resident.elder_yes"), move || turn(is_elder, true))}
                {button(t("resident.elder_no"), refuse)}
            };
            band(BandLevel::Note, t("resident.elder_offer"), None, Some(acts.into_any()))
        })
    };
    offer.into_any()
}

fn turn(is_elder: RwSignal<bool>, is_on: bool) {
    kit::choose_elder(is_on);
    is_elder.set(is_on);
    kit::toast(t(if is_on { "resident.elder_on" } else { "resident.elder_off" }));
}

fn edition_button(is_elder: RwSignal<bool>) -> AnyView {
    let is_on = is_elder.get();
    button(t(if is_on { "resident.standard" } else { "resident.elder" }), move || turn(is_elder, !is_on))
}

/// The dwelling, to be chosen when there are several.
fn place_view(homes: Loaded<Page<DwellingRow>>) -> AnyView {
    let community = seat::me().map(|me| me.capacity.area_name).unwrap_or_default();
    let rows = homes.get().map(|page| page.value.rows).unwrap_or_default();
    let is_known = homes.get().is_some();
    let here = chosen_dwelling(&rows);
    let title = match here {
        Some(row) => tf("resident.here", &[("community", &community), ("place", &row.label)]),
        None => community,
    };
    if rows.len() < 2 {
        let none = is_known && rows.is_empty();
        return view! {
            <h1 class="home-place">{title}</h1>
            {none.then(|| view! { <p class="hint">{t("resident.no_dwelling")}</p> })}
        }
        .into_any();
    }
    let here_code = here.map(|row| row.code.clone());
    let items: Vec<MenuItem> = rows
        .iter()
        .map(|row| {
            let code = row.code.clone();
            let choose = move || {
                kit::keep(CHOSEN, &code);
                homes.reload();
            };
            MenuItem::new(row.label.clone(), choose).checked(Some(&row.code) == here_code.as_ref())
        })
        .collect();
    let face = view! { {title} {kit::icon("down")} }.into_any();
    let head = Some(t("resident.choose_dwelling"));
    view! { <h1>{menu_button(face, "home-place", String::new(), head, items.into())}</h1> }.into_any()
}

/// A part of the page; when it fails, the others stay.
fn part_view<T: Clone + Send + 'static>(part: Loaded<T>, show: fn(T) -> AnyView) -> AnyView {
    let view = move || match (part.get(), part.trouble()) {
        (Some(copy), _) => show(copy.value),
        (None, Some(trouble)) if !trouble.is_signed_out() => {
            let again = button(t("state.retry"), move || part.reload());
            band(BandLevel::Note, t("resident.card_failed"), None, Some(again))
        }
        _ => ().into_any(),
    };
    view.into_any()
}

fn cards(page: Page<WorkRow>) -> AnyView {
    page.rows.into_iter().take(CARDS).map(card).collect_view().into_any()
}

/// A repair that runs, with how far it has come.
fn card(row: WorkRow) -> AnyView {
    let stages = REPAIR.workflow().stages;
    let done = stages.iter().position(|stage| *stage == row.state).map_or(0, |at| at + 1);
    let state = kit::state_word(row.kind, row.state);
    let who = row.assignee_name.clone().unwrap_or_else(|| row.number.clone());
    view! {
        <a class="home-card" href=format!("/resident/repair/{}", row.id)>
            <span class="home-card-head">
                <strong>{row.title}</strong>
                {kit::tag_view("ok", state.clone())}
            </span>
            <span>{who}</span>
            <progress class="progress" max=stages.len().to_string() value=done.to_string() aria-label=state></progress>
        </a>
    }
    .into_any()
}

fn latest(notices: Vec<NoticeRow>) -> AnyView {
    let Some(notice) = notices.into_iter().next() else { return ().into_any() };
    let line = row(RowLook {
        href: Some(format!("/resident/notice/{}", notice.id)),
        title: notice.title,
        note: notice.area_name,
        time: Some(kit::instant_view(notice.published_at)),
        ..RowLook::default()
    });
    view! {
        <section class="home-part">
            <h2>{t("resident.latest_notice")}</h2>
            {rows(vec![line])}
        </section>
    }
    .into_any()
}

/// Drawn once, however often what they tell is read again: reading aloud goes on meanwhile.
fn tiles(
    repairs: Loaded<Page<WorkRow>>,
    notices: Loaded<Vec<NoticeRow>>,
    is_elder: RwSignal<bool>,
) -> AnyView {
    let open_note = move || {
        let open = repairs.get().map_or(0, |page| page.value.rows.len());
        (open > 0).then(|| tf("resident.in_progress", &[("n", &open.to_string())]))
    };
    let notice_note = move || {
        let count = notices.get().map_or(0, |copy| copy.value.len());
        (count > 0).then(|| tf("notice.count", &[("n", &count.to_string())]))
    };
    let words = move || spoken(&notices.get_untracked().map(|copy| copy.value).unwrap_or_default());
    // The elder edition reads the page aloud from home; the notice's page does so in both.
    let read =
        move || (is_elder.get() && speech::can_read_aloud()).then(|| untrack(|| speech::read_button(words)));
    let place = move || {
        let may = seat::may(Kind::Ground, Act::Read);
        may.then(|| tile("/resident/place", "place", t("resident.place"), || None))
    };
    view! {
        <nav class="home-tiles" aria-label=t("resident.home")>
            {tile("/resident/repair/new", "repair", t("repair.new"), || None)}
            {tile("/resident/repair", "outbox", t("resident.my_repairs"), open_note)}
            {tile("/resident/notice", "notice", t("resident.tile.notice"), notice_note)}
            {place}
            {read}
        </nav>
    }
    .into_any()
}

fn tile(
    href: &'static str,
    picture: &'static str,
    name: String,
    note: impl Fn() -> Option<String> + Send + 'static,
) -> AnyView {
    let note = move || note().map(|note| view! { <span class="home-tile-note">{note}</span> });
    view! {
        <a class="home-tile" href=href>
            {kit::icon(picture)}
            <span class="home-tile-name">{name}</span>
            {note}
        </a>
    }
    .into_any()
}

/// What is read aloud on home: the notices, each with its title and text.
fn spoken(notices: &[NoticeRow]) -> String {
    if notices.is_empty() {
        return t("notice.empty");
    }
    notices
        .iter()
        .flat_map(|notice| [notice.title.as_str(), notice.body.as_str()])
        .collect::<Vec<_>>()
        .join("\n")
}
