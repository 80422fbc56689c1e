//! The frame of each audience: its navigation, what is over the page, and the page.

use contract::{
    Act, Count, Kind, Listing, Term,
    identity::{Audience, Me},
    live::{Event, Moment},
    sensing::Level,
};
use kit::{BandLevel, FrameSpec, NavEntry, PcFrame, PhoneFrame, Remote, TabletFrame, t, tf};
use leptos::prelude::*;

use super::{capacity, slot, worker};
use crate::{
    live::{self, Status},
    offline, route,
    sensing::alarm,
    trouble::ask,
};

/// Seconds of silence that are no news: a short break needs no band.
const SHORT_BREAK_S: i64 = 3;

/// Draws the frame of an audience with the page of the address in it.
pub fn frame_view(audience: Audience, me: Me, path: Memo<String>) -> AnyView {
    let owner = me.clone();
    let slot = move || slot::slot_view(&path.get(), audience, &owner);
    match audience {
        Audience::Resident => {
            let spec = spec(audience, &me, no_count());
            view! { <PhoneFrame spec=spec>{slot}</PhoneFrame> }.into_any()
        }
        Audience::Grid => {
            let spec = spec(audience, &me, no_count());
            view! { <TabletFrame spec=spec>{slot}</TabletFrame> }.into_any()
        }
        Audience::Property | Audience::Street | Audience::Admin => {
            let role = me.capacity.role_key.clone();
            live::on_moment(move |moment| tell_escalated(&role, moment));
            let alarms = if me.may(Kind::Alarm, Act::Read) { open_alarms() } else { no_count() };
            let spec = spec(audience, &me, alarms);
            view! { <PcFrame spec=spec>{slot}</PcFrame> }.into_any()
        }
        // Their pages draw a frame of their own; what is no page of theirs stands alone.
        Audience::Wall | Audience::Kiosk => {
            let page = move || {
                let path = path.get();
                let is_page = route::audience_of(&path) == Some(audience) && route::find(&path).is_some();
                if is_page { slot() } else { super::bare_view(slot()) }
            };
            page.into_any()
        }
    }
}

fn spec(audience: Audience, me: &Me, alarms: Signal<Option<u32>>) -> FrameSpec {
    let prefix = format!("/{}/", audience.key());
    let home = route::home(audience);
    let entries = route::leaves().filter(|leaf| leaf.path.starts_with(&prefix) || leaf.path == home);
    let mut nav: Vec<NavEntry> = entries
        .filter(|leaf| leaf.lacks(me).is_none())
        .filter_map(|leaf| {
            let entry = NavEntry::new(leaf.path, leaf.icon?, leaf.title);
            Some(if leaf.needs == route::Need::Kind(Kind::Alarm) { entry.count(alarms) } else { entry })
        })
        .collect();
    if audience == Audience::Street {
        nav.push(NavEntry::new("/wall", "wall", "nav.street.wall"));
    }
    let mut spec = FrameSpec::new(route::home_of(me), nav);
    spec.place = Signal::stored(me.capacity.area_name.clone());
    spec.is_demo = Signal::stored(me.is_demo);
    let menu = capacity::button_view(me, audience);
    spec.end = Some(match audience {
        Audience::Grid => view! { {outbox_view()} {menu} }.into_any(),
        _ => menu,
    });
    spec.bands = Some(bands_view());
    spec
}

/// The pill of a terminal that works without a network: always a word, and the way to what isn't sent.
fn outbox_view() -> AnyView {
    let outbox = offline::queue();
    let pill = move || {
        let tally = outbox.tally();
        let counted = |key: &str, n: usize| tf(key, &[("n", &n.to_string())]);
        let (state, text) = match (tally.stuck, tally.sending, tally.waiting, offline::is_online()) {
            (n, ..) if n > 0 => ("stuck", counted("grid.pill.attention", n)),
            (_, n, ..) if n > 0 => ("sending", t("grid.pill.sending")),
            (_, _, n, _) if n > 0 => ("waiting", counted("grid.pill.waiting", n)),
            (.., false) => ("offline", t("grid.pill.offline")),
            _ => ("online", t("grid.pill.online")),
        };
        kit::pill(state, text, Some("/grid/outbox".into()))
    };
    pill.into_any()
}

/// What is over every page: a cut feed, what came in after it, a newer program.
pub fn bands_view() -> AnyView {
    // Told anew every ten seconds only, so that readers aren't interrupted each second.
    let silence = Memo::new(move |_| match live::status() {
        Status::On { .. } => None,
        Status::Cut { since } => {
            let seconds = (kit::each_second() - since).num_seconds();
            (seconds > SHORT_BREAK_S).then_some(seconds / 10 * 10)
        }
    });
    let cut = move || {
        silence.get().map(|seconds| {
            let text = match seconds {
                0 => t("live.reconnecting"),
                n => tf("live.cut", &[("n", &n.to_string())]),
            };
            kit::band(BandLevel::Offline, text, None, None)
        })
    };
    let caught_up = move || {
        let count = live::caught_up().filter(|count| *count > 0)?;
        Some(kit::band(BandLevel::Ok, tf("live.caught_up", &[("n", &count.to_string())]), None, None))
    };
    let renewed = move || {
        worker::is_renewed().then(|| {
            let refresh = kit::button(t("app.refresh"), || {
                let _ = window().location().reload();
            });
            kit::band(BandLevel::Note, t("app.new_version"), None, Some(refresh))
        })
    };
    view! {
        {cut}
        {caught_up}
        {renewed}
    }
    .into_any()
}

fn no_count() -> Signal<Option<u32>> {
    Signal::stored(None)
}

/// How many alarms are open; a reader hears of new ones of level 1 and 2.
fn open_alarms() -> Signal<Option<u32>> {
    live::on_moment(say_alarm);
    let tick = live::ticks(|moment| alarm::is_alarm(&moment.event));
    let page = Remote::new("alarm", move || {
        tick.track();
        let mut listing = Listing { limit: 1, ..Listing::default() };
        listing.set("open", vec!["true".into()]);
        ask(api::sensing::list_alarms(listing))
    });
    Signal::derive(move || {
        page.get().map(|page| match page.count {
            Count::Exact(n) | Count::Over(n) => n,
        })
    })
}

fn say_alarm(moment: &Moment) {
    let Event::AlarmRaised(alarm) = &moment.event else { return };
    let holes = [("kind", t(&format!("alarm_kind.{}", alarm.kind))), ("place", alarm.place.clone())];
    let holes: Vec<(&str, &str)> = holes.iter().map(|(name, text)| (*name, text.as_str())).collect();
    match alarm.level {
        Level::One => kit::announce_alarm(tf("alarm.new_level1", &holes)),
        Level::Two => kit::announce_alarm(tf("alarm.title", &holes)),
        _ => {}
    }
}

/// Tells whoever holds the role of an item that is over its deadline; the item's timeline keeps it.
fn tell_escalated(role: &str, moment: &Moment) {
    if let Event::WorkEscalated { number, role: told, .. } = &moment.event
        && told == role
    {
        kit::toast(tf("work.escalated", &[("number", number)]));
    }
}
