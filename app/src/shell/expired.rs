//! The session has ended: a dialog over the page, which stays with all that was typed.

use contract::identity::Me;
use kit::{Call, t};
use leptos::prelude::*;

use super::sign_in;
use crate::{seat, trouble::ask};

/// The dialog; put once, beside the frame.
pub fn dialog_view() -> AnyView {
    let is_open = RwSignal::new(false);
    Effect::new(move |_| is_open.set(seat::is_expired()));
    Effect::new(move |before: Option<bool>| {
        let is = is_open.get();
        if before == Some(true) && !is {
            seat::dismiss_expiry();
        }
        is
    });
    let body = move || {
        let account = seat::me().map(|me| me.account);
        view! {
            <p class="dialog-text">{t("sign_in.expired")}</p>
            {sign_in::form_view(account, t("sign_in.again"), Call::new(go_on))}
        }
        .into_any()
    };
    kit::dialog(is_open, Signal::stored(t("sign_in.expired_title")), move || untrack(body), || ().into_any())
}

/// The same person goes on in the same capacity; anybody else begins anew, so that they see nothing of the page.
fn go_on(now: Me) {
    let Some(before) = untrack(seat::me) else { return seat::enter(now) };
    if before.user != now.user {
        begin_anew();
    } else if before.capacity.role_key == now.capacity.role_key {
        seat::enter(now);
    } else {
        kit::run(ask(api::seat::switch_capacity(before.capacity.role_key)), |result| match result {
            Ok(me) => seat::enter(me),
            Err(_) => begin_anew(),
        });
    }
}

/// Loads the program anew, whatever was typed here: it is somebody else's.
fn begin_anew() {
    kit::let_go();
    let _ = window().location().replace("/");
}
