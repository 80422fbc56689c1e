//! Somebody who signed in at a kiosk for themselves. Who that is and the way out stand on every page, and nobody stays
//! signed in before an empty place.

use contract::{
    Act, Kind,
    applications::case_types,
    identity::{Audience, Me},
};
use kit::{BandLevel, band, button, link_button, t, tf};
use leptos::prelude::*;

use super::idle;
use crate::seat;

/// Where the next one signs in.
const ENTRANCE: &str = "/signin?next=%2Fkiosk";

fn is_person(me: &Me) -> bool {
    me.capacity.audience != Audience::Kiosk
}

/// Whether a person is signed in here rather than the terminal itself.
#[must_use]
pub fn is_here() -> bool {
    untrack(seat::me).is_some_and(|me| is_person(&me))
}

/// Signs out and offers to sign in at the kiosk again.
pub fn leave() {
    idle::forget();
    // Nor does the address tell what they looked at.
    kit::go("/kiosk");
    seat::end(ENTRANCE);
}

/// The case types that can be reported here and of which the reader may see what they reported.
#[must_use]
pub fn reported_kinds() -> Vec<Kind> {
    let offered = case_types().filter(|case| !case.kiosk.is_empty()).map(|case| case.kind);
    offered.filter(|kind| seat::may(*kind, Act::Read)).collect()
}

/// Who is signed in, what they reported, and the way out; nothing on a terminal of its own.
#[must_use]
pub fn band_view() -> AnyView {
    let drawn = move || {
        let me = seat::me().filter(is_person)?;
        let has_reports = !reported_kinds().is_empty();
        let acts = view! {
            {has_reports.then(|| link_button(t("kiosk.mine"), "/kiosk/mine".to_owned()))}
            {button(t("app.sign_out"), leave)}
        };
        let text = tf("kiosk.person", &[("who", &me.shown_name)]);
        Some(band(BandLevel::Note, text, None, Some(acts.into_any())))
    };
    drawn.into_any()
}
