//! Where the keyboard goes when a sheet opens, is drawn anew, and closes; and which tab stays chosen.

use leptos::prelude::*;
use std::cell::RefCell;

use crate::focus::{focus_later_unless_in_field, focused, give_back};

/// The sheet that is on the screen. It may be drawn anew at any time, because something of it changed: that moves
/// neither the focus nor the chosen tab.
#[derive(Default)]
struct Open {
    count: u32,
    about: String,
    tab: String,
    opener: Option<web_sys::HtmlElement>,
    is_closing: bool,
}

thread_local! {
    static OPEN: RefCell<Open> = RefCell::new(Open::default());
}

/// Moves the focus to the heading of another record, unless it is in a field; and back when the last sheet goes. Tells
/// whether it is the record that was already there.
pub(super) fn take_focus(id: &str, about: String) -> bool {
    let is_same = OPEN.with_borrow_mut(|open| {
        let is_following = open.count > 0 || open.is_closing;
        let is_same = is_following && open.about == about;
        if !is_following {
            open.opener = focused();
        }
        open.count += 1;
        open.is_closing = false;
        open.about = about;
        is_same
    });
    if !is_same {
        // It may have taken a while to load, and the person gone on to the next thing.
        focus_later_unless_in_field(id.to_owned());
    }
    on_cleanup(|| {
        OPEN.with_borrow_mut(|open| {
            open.count = open.count.saturating_sub(1);
            open.is_closing = open.count == 0;
        });
        // A sheet that is drawn anew is there again by the next frame.
        request_animation_frame(|| {
            let opener = OPEN.with_borrow_mut(|open| {
                let opener = if open.is_closing { open.opener.take() } else { None };
                open.is_closing = false;
                opener
            });
            if let Some(opener) = opener {
                give_back(&opener);
            }
        });
    });
    is_same
}

/// The tab that was chosen, while it is the same record.
pub(super) fn kept_tab(is_same: bool) -> RwSignal<String> {
    let tab = if is_same { OPEN.with_borrow(|open| open.tab.clone()) } else { String::new() };
    let chosen = RwSignal::new(tab);
    Effect::new(move |_| {
        let tab = chosen.get();
        OPEN.with_borrow_mut(|open| open.tab = tab);
    });
    chosen
}
