//! Who sits here: the signed-in person and the capacity acted in. What they may do decides which buttons are drawn; the
//! server decides anew each time.

use contract::{
    Act, Kind,
    identity::{Audience, Capacity, Me},
    label,
};
use kit::{Trouble, t, tf};
use leptos::{prelude::*, task::spawn_local};
use std::{cell::Cell, rc::Rc, time::Duration};

use crate::{offline, route, trouble::ask};

/// How long until the server is asked again after it was not reached.
const AGAIN: Duration = Duration::from_secs(5);

/// How long signing out waits for this device to say what it holds, and to forget it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Under which key this device keeps who sat here last.
const KEPT: &str = "me";

/// What is known of who sits here.
#[derive(Clone, Debug, PartialEq)]
pub enum Seat {
    /// Not asked yet.
    Unknown,
    /// The server was not reached.
    Away,
    /// Nobody is signed in.
    Out,
    /// Somebody is.
    In(Me),
}

thread_local! {
    static SEAT: ArcRwSignal<Seat> = ArcRwSignal::new(Seat::Unknown);
    static ENDING: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static EXPIRED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// What is known of who sits here; tracked.
#[must_use]
pub fn seat() -> Seat {
    SEAT.with(Clone::clone).get()
}

/// Who is signed in; tracked.
#[must_use]
pub fn me() -> Option<Me> {
    match seat() {
        Seat::In(me) => Some(me),
        _ => None,
    }
}

/// Whether the capacity may do this at all; tracked.
#[must_use]
pub fn may(kind: Kind, act: Act) -> bool {
    SEAT.with(Clone::clone).with(|seat| matches!(seat, Seat::In(me) if me.may(kind, act)))
}

/// Whether the session of the page has ended; tracked.
#[must_use]
pub fn is_expired() -> bool {
    EXPIRED.with(Clone::clone).get()
}

/// Asks the server who sits here.
pub fn refresh() {
    spawn_local(async {
        match ask(api::seat::whoami()).await {
            Ok(me) => enter(me),
            Err(trouble) if trouble.is_signed_out() => session_ended(),
            Err(_) => away(),
        }
    });
}

fn away() {
    match SEAT.with(Clone::clone).get_untracked() {
        // Who was in stays in: the page works on with what it has.
        Seat::In(_) | Seat::Out => {}
        Seat::Unknown | Seat::Away => {
            let kept = kit::kept(KEPT).and_then(|text| serde_json::from_str::<Me>(&text).ok());
            put(kept.map_or(Seat::Away, Seat::In));
            // Asked until the server answers: it may have ended the session meanwhile.
            ask_again();
        }
    }
}

fn ask_again() {
    set_timeout(
        || {
            spawn_local(async {
                match ask(api::seat::whoami()).await {
                    Ok(me) => enter(me),
                    Err(trouble) if trouble.is_signed_out() => session_ended(),
                    Err(_) => ask_again(),
                }
            });
        },
        AGAIN,
    );
}

/// Somebody signed in, or acts in another capacity.
pub fn enter(me: Me) {
    EXPIRED.with(Clone::clone).set(false);
    keep(&me);
    put(Seat::In(me));
}

/// A phone, a tablet or a kiosk opens without a network as who sat here last; what it shows is only what it kept.
fn keep(me: &Me) {
    let opens_alone = matches!(me.capacity.audience, Audience::Grid | Audience::Resident | Audience::Kiosk);
    match serde_json::to_string(me) {
        Ok(text) if opens_alone => kit::keep(KEPT, &text),
        _ => kit::drop_kept(KEPT),
    }
}

/// The session has ended: the page stays, with what was typed, and a dialog offers to sign in again.
///
/// A wall or kiosk that was cut off shows nothing any longer, and waits to be paired again.
pub fn session_ended() {
    match SEAT.with(Clone::clone).get_untracked() {
        Seat::In(me) if me.is_terminal => {
            kit::let_go();
            let _ = window().location().replace("/pair");
        }
        Seat::In(_) => EXPIRED.with(Clone::clone).set(true),
        _ => {
            kit::drop_kept(KEPT);
            put(Seat::Out);
        }
    }
}

/// Puts the dialog away; the next refusal opens it again.
pub fn dismiss_expiry() {
    let expired = EXPIRED.with(Clone::clone);
    if expired.get_untracked() {
        expired.set(false);
    }
}

fn put(next: Seat) {
    kit::set_writer(match &next {
        Seat::In(me) => Some(me.user.to_string()),
        _ => None,
    });
    let seat = SEAT.with(Clone::clone);
    if seat.get_untracked() != next {
        seat.set(next);
    }
}

/// Asks, then signs out and forgets everything that this device held; what of it was not sent is told before.
pub fn sign_out() {
    let is_asked = Rc::new(Cell::new(false));
    let is_asked_late = Rc::clone(&is_asked);
    // A database that doesn't answer may not keep anybody signed in; then what this page knows of is told.
    set_timeout(
        move || {
            if !is_asked_late.replace(true) {
                ask_to_leave(untrack(|| offline::queue().tally()).unsent());
            }
        },
        PATIENCE,
    );
    spawn_local(async move {
        let unsent = offline::unsent().await;
        if !is_asked.replace(true) {
            ask_to_leave(unsent);
        }
    });
}

fn ask_to_leave(unsent: usize) {
    let count = unsent.to_string();
    let counted = [("n", count.as_str())];
    let warning = match (unsent, kit::is_unsaved()) {
        (0, false) => None,
        (0, true) => Some(t("form.leave_question")),
        (_, false) => Some(tf("grid.sign_out_loses", &counted)),
        (_, true) => Some(tf("grid.sign_out_loses_typed", &counted)),
    };
    let is_loss = warning.is_some();
    kit::confirm(t("app.sign_out_question"), warning, t("app.sign_out"), is_loss, leave);
}

fn leave() {
    kit::run(ask(api::seat::sign_out()), |result| match result {
        Err(trouble) if !trouble.is_signed_out() => not_done(&trouble, sign_out),
        _ => forget("/signin"),
    });
}

/// Whether somebody is being signed out without a question; tracked.
#[must_use]
pub fn is_ending() -> bool {
    ENDING.with(Clone::clone).get()
}

/// Signs out without a question, as a public screen does for who has gone: nothing of theirs is shown from now on, and it
/// is tried until the server has ended the session.
pub fn end(to: &'static str) {
    let ending = ENDING.with(Clone::clone);
    if !ending.get_untracked() {
        ending.set(true);
        try_to_end(to);
    }
}

fn try_to_end(to: &'static str) {
    kit::run(ask(api::seat::sign_out()), move |result| match result {
        Err(trouble) if !trouble.is_signed_out() => set_timeout(move || try_to_end(to), AGAIN),
        _ => forget(to),
    });
}

/// Forgets everything that the page held and goes to where the next one signs in.
fn forget(to: &'static str) {
    crate::live::stop();
    kit::drop_kept(KEPT);
    // A database that doesn't answer may not keep anybody signed in on the screen.
    set_timeout(move || begin_anew(to), PATIENCE);
    spawn_local(async move {
        offline::forget().await;
        begin_anew(to);
    });
}

/// Loads the program afresh, so that nothing of this person stays in memory.
fn begin_anew(to: &str) {
    // A form that is open keeps what was typed when the page goes: nobody's any longer.
    kit::set_writer(None);
    // Whoever signs out was asked about what is not kept.
    kit::let_go();
    let _ = window().location().replace(to);
}

/// Acts in another capacity and goes to a page of it, its home if none is named.
pub fn switch(role_key: String, to: Option<String>) {
    let again = (role_key.clone(), to.clone());
    kit::run(ask(api::seat::switch_capacity(role_key)), move |result| match result {
        Ok(me) => {
            let path = to.unwrap_or_else(|| route::home_of(&me).to_owned());
            let told = tf("capacity.switched", &[("role", &role_name(&me.capacity))]);
            enter(me);
            kit::go(&path);
            kit::toast(told);
        }
        Err(trouble) => not_done(&trouble, move || switch(again.0, again.1)),
    });
}

fn not_done(trouble: &Trouble, again: impl FnOnce() + 'static) {
    kit::confirm(trouble.sentence("session"), None, t("state.try_again"), false, again);
}

/// What a role is called: in the reader's language when it is one of ours, else as the administrator named it.
#[must_use]
pub fn role_name(capacity: &Capacity) -> String {
    let key = format!("role.{}", capacity.role_key);
    if label::exists(&key) { t(&key) } else { capacity.role_name.clone() }
}
