//! The wall: what is happening in the community, and where. One map, two columns, and the alarm moment, in which the wall
//! must be right within a second and must not be silent by mistake.
//!
//! Reading order: `state` (what is known), `feed` (what happens), `moment` and `asking` (what is decided, pure), then the
//! glass: `band`, `strip`, `list` with its `rows` and `storm`, `tree`, `figure`, `left`, `query`, `card`, `chosen`, `time`,
//! `key`.

mod address;
mod asking;
mod band;
mod card;
mod chosen;
mod feed;
mod figure;
mod finder;
mod key;
mod left;
mod list;
mod mark;
mod moment;
mod query;
mod rows;
mod sound;
mod state;
mod storm;
mod strip;
mod time;
mod tree;

use contract::wall::WallNow;
use kit::{Theme, WallFrame, query, set_query, t, theme};
use leptos::{ev, prelude::*};
use map::Camera;
use wasm_bindgen::JsCast;

use crate::{
    scene::{PaneOptions, PaneStatus, camera_over, map_pane},
    seat,
};
use state::Wall;

/// The wall at `/wall`.
pub fn page() -> AnyView {
    let wall = Wall::new();
    let camera = query("cam").get_untracked().and_then(|cam| cam.parse::<Camera>().ok());
    feed::listen(wall);
    chosen::follow(wall, camera.is_some());
    chosen::load_as_it_moves(wall);
    time::clear_past(wall);
    watch_hands(wall);
    keep_address(wall);
    let strip = strip::strip(wall);
    let right = view! {
        {list::lists(wall)}
        {figure::figures(wall)}
        {chosen::chosen_sheet(wall)}
    };
    view! {
        <WallFrame strip=strip bands=band::bands(wall) left=left::left(wall) right=right.into_any()>
            {map_when_known(wall, camera)}
            {key::keys(wall)}
        </WallFrame>
    }
    .into_any()
}

/// The map, as soon as it is known where it begins: by the address, else by the community.
fn map_when_known(wall: Wall, camera: Option<Camera>) -> AnyView {
    let begin = Memo::new(move |before: Option<&Option<Camera>>| {
        // Once begun it stays: figures that are read again don't make a new map.
        let before = before.copied().flatten();
        before.or(camera).or_else(|| wall.now.get().map(|now: WallNow| camera_over(now.at)))
    });
    let drawn = move || match begin.get() {
        Some(camera) => untrack(|| scene(wall, camera)),
        None => wall.now.view(|_| ().into_any()),
    };
    drawn.into_any()
}

fn scene(wall: Wall, camera: Camera) -> AnyView {
    let mut options = PaneOptions::new(wall.pane, t("map.title"), camera);
    options.is_dark = !matches!(theme(), Theme::Light | Theme::Contrast);
    options.scale = root_scale();
    options.on_pick = Some(kit::Call::new(move |pick: map::Pick| list::pick_on_map(wall, &pick)));
    options.card = Some(card::card(wall));
    options.time = Some(time::bar(wall));
    options.past = Some(time::past_words(wall));
    options.is_past = Signal::derive(move || wall.past.get().is_some());
    options.as_of = Some(time::as_of(wall));
    options.foot = Some(demo());
    map_pane(options)
}

/// How much larger the wall's type is than a desk's, by the root that the style sheet computed; symbols follow it.
fn root_scale() -> f64 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.map_or(1.0, |width| (width / 1_920.0).clamp(0.75, 4.0))
}

/// Says that the community is a synthetic one.
fn demo() -> AnyView {
    (move || seat::me().filter(|me| me.is_demo).map(|_| view! { <span class="demo">{t("app.demo")}</span> }))
        .into_any()
}

/// Whoever moves, types or presses is at work: the camera stays where they look, and an offer is taken back.
fn watch_hands(wall: Wall) {
    let touch = move || {
        wall.touch();
        wall.offer.try_set(None);
    };
    // A press on a band answers the offer; taking it back first would take the button from under the finger.
    let hear = move |event: &web_sys::Event| if is_in_bands(event) { wall.touch() } else { touch() };
    let handles = [
        window_event_listener(ev::pointerdown, move |event| hear(&event)),
        window_event_listener(ev::keydown, move |event| hear(&event)),
        window_event_listener(ev::wheel, move |event| hear(&event)),
    ];
    on_cleanup(move || {
        for handle in handles {
            handle.remove();
        }
    });
    Effect::new(move |before: Option<u32>| {
        let moves = wall.pane.user_moves.get();
        if before.is_some_and(|before| before != moves) {
            touch();
        }
        moves
    });
}

fn is_in_bands(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.closest(".bands").ok().flatten().is_some())
}

/// Keeps the camera and the storey in the address, without entries in the history.
fn keep_address(wall: Wall) {
    let storey = query("storey").get_untracked().and_then(|storey| storey.parse::<i32>().ok());
    if storey.is_some() {
        wall.pane.when_on(move |_| wall.pane.choose_storey(storey));
    }
    Effect::new(move |before: Option<Option<String>>| {
        let camera = wall.pane.camera.get().map(|camera| camera.to_string());
        if before.is_some_and(|before| before.is_some() && before != camera) {
            set_query(&[("cam", camera.as_deref())]);
        }
        camera
    });
    Effect::new(move |before: Option<Option<i32>>| {
        let storey = wall.pane.storey.get();
        if before.is_some_and(|before| before != storey) {
            set_query(&[("storey", storey.map(|storey| storey.to_string()).as_deref())]);
        }
        storey
    });
    // With the focus on the map the keys work; a wall starts there when nothing else was focused.
    Effect::new(move |_| {
        if wall.pane.status.get() == PaneStatus::On {
            let is_free = document().active_element().is_none_or(|focused| focused.tag_name() == "BODY");
            if is_free && let Ok(Some(canvas)) = document().query_selector(".map-canvas canvas") {
                let canvas: web_sys::HtmlElement = canvas.unchecked_into();
                let _ = canvas.focus();
            }
        }
    });
}
