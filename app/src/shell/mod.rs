//! What stands around every page: who sits here, which frame the address belongs to, and the page in it.

use contract::identity::{Audience, Me};
use kit::{Hosts, StateLook, t};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, LocationProvider},
};

use crate::{
    live, route,
    seat::{self, Seat},
};

pub mod acted;
pub mod beside;
pub mod capacity;
mod expired;
mod frame;
pub mod mishap;
pub mod pair;
pub mod setup;
mod sign_in;
mod slot;
pub mod tone;
mod worker;

/// Prepares what doesn't need the page: the offline shell, and what happens when a session ends.
pub fn start() {
    worker::register();
    kit::on_signed_out(seat::session_ended);
}

/// The program.
#[component]
pub fn App() -> impl IntoView {
    if let Some(boot) = document().get_element_by_id("boot") {
        boot.remove();
    }
    view! {
        <Router>
            <Shell />
        </Router>
    }
}

/// What is drawn for an address, given who sits here.
#[derive(Clone, Debug, PartialEq)]
enum Stage {
    /// It isn't known yet who sits here.
    Opening,
    /// The server was not reached.
    Away,
    /// Another address belongs here.
    Go(String),
    /// The sign-in page.
    SignIn,
    /// The page of a one-time link.
    Setup,
    /// The page at which a screen is paired.
    Pair,
    /// The page of all parts.
    Gallery,
    /// A frame for somebody.
    Frame(Audience, Box<Me>),
}

#[component]
fn Shell() -> impl IntoView {
    kit::remember_router();
    let location = use_location();
    let (path, search) = (location.pathname, location.search);
    let next = kit::query("next");
    let stage = Memo::new(move |_| stage_of(&path.get(), &search.get_untracked(), next.get(), seat::seat()));
    finish_navigation(path);
    follow_redirects(stage);
    focus_on_turn(path);
    listen(stage);
    seat::refresh();
    view! {
        {move || stage_view(stage.get(), path)}
        {expired::dialog_view()}
    }
}

fn stage_of(path: &str, search: &str, next: Option<String>, seat: Seat) -> Stage {
    if path == "/setup" {
        return Stage::Setup;
    }
    if path == "/kit" && may_see_gallery(&seat) {
        return Stage::Gallery;
    }
    // What is paired already goes on as what it is.
    if path == "/pair" && !matches!(&seat, Seat::In(me) if me.is_terminal) {
        return Stage::Pair;
    }
    match seat {
        Seat::Unknown => Stage::Opening,
        Seat::Away => Stage::Away,
        Seat::Out if path == "/signin" => Stage::SignIn,
        Seat::Out => Stage::Go(sign_in_address(path, search)),
        // Whoever is being signed out is not shown any longer, though the server may be away.
        Seat::In(_) if seat::is_ending() => Stage::Opening,
        Seat::In(me) if ["/signin", "/pair", "/"].contains(&path) => {
            let home = route::home_of(&me);
            Stage::Go(route::safe_next(next).unwrap_or_else(|| home.to_owned()))
        }
        Seat::In(me) => {
            let own = me.capacity.audience;
            let audience =
                route::audience_of(path).filter(|audience| route::admits(*audience, own)).unwrap_or(own);
            Stage::Frame(audience, Box::new(me))
        }
    }
}

/// The page of all parts needs no session on the machine that runs the program; elsewhere it is the administrator's.
fn may_see_gallery(seat: &Seat) -> bool {
    let is_local = worker::is_loopback();
    is_local || matches!(seat, Seat::In(me) if me.capacity.audience == Audience::Admin)
}

fn sign_in_address(path: &str, search: &str) -> String {
    if path == "/" {
        return "/signin".into();
    }
    let whole = if search.is_empty() { path.to_owned() } else { format!("{path}?{search}") };
    format!("/signin?next={}", String::from(js_sys::encode_uri_component(&whole)))
}

fn stage_view(stage: Stage, path: Memo<String>) -> AnyView {
    match stage {
        Stage::Opening | Stage::Go(_) => bare_view(kit::loading_view(None)),
        Stage::Away => bare_view(kit::state_view(StateLook::Failed, t("state.server_away"), None, None)),
        Stage::SignIn => sign_in::page(),
        Stage::Pair => route::drawn(route::door::draw_pair, "/pair"),
        Stage::Setup => route::drawn(route::door::draw_setup, "/setup"),
        Stage::Gallery => route::drawn(route::gallery::draw, "/kit"),
        Stage::Frame(audience, me) => frame::frame_view(audience, *me, path),
    }
}

/// A page without a frame.
fn bare_view(body: AnyView) -> AnyView {
    view! {
        <main class="main" id="main" tabindex="-1">
            {body}
        </main>
        <Hosts />
    }
    .into_any()
}

/// The router puts an address into the history once its page is there; pages are ours, so we tell it.
fn finish_navigation(path: Memo<String>) {
    let Some(browser) = use_context::<BrowserUrl>() else { return };
    Effect::new(move |_| {
        path.track();
        browser.ready_to_complete();
    });
}

fn follow_redirects(stage: Memo<Stage>) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Stage::Go(to) = stage.get() {
            navigate(&to, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
}

/// A new page is read from its beginning: the focus goes to it, as it would on a fresh load.
fn focus_on_turn(path: Memo<String>) {
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| {
                use wasm_bindgen::JsCast;
                let Some(main) = document().get_element_by_id("main") else { return };
                // Whoever was quick is somewhere in the page already.
                let is_there = document().active_element().is_some_and(|active| main.contains(Some(&active)));
                if !is_there && let Some(main) = main.dyn_ref::<web_sys::HtmlElement>() {
                    let _ = main.focus();
                }
            });
        }
        now
    });
}

/// The live feed belongs to a person in a capacity; another capacity hears other things.
fn listen(stage: Memo<Stage>) {
    let who = Memo::new(move |_| match stage.get() {
        Stage::Frame(_, me) => Some((me.user, me.capacity.role_key)),
        _ => None,
    });
    Effect::new(move |_| {
        if who.get().is_some() {
            live::start();
        } else {
            live::stop();
        }
    });
}
