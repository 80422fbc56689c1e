//! The on-screen keyboard: letters and digits, large enough for any finger. What is typed can also be typed on a real one.

use kit::t;
use leptos::prelude::*;

/// Rows of digits.
const PHONE: [&str; 2] = ["12345", "67890"];
/// The same with the dash of `3-1502`.
const DIGITS: [&str; 2] = ["12345", "67890-"];
/// Rows of letters.
const LETTERS: [&str; 3] = ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"];

/// Which keys are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keys {
    /// Digits only.
    Phone,
    /// Digits and the dash, for numbers of buildings.
    Digits,
    /// Those, and letters behind a key.
    All,
}

/// A keyboard that types into a text of at most so many characters.
#[must_use]
pub fn keyboard(text: RwSignal<String>, keys: Keys, most: usize) -> AnyView {
    let has_letters = RwSignal::new(false);
    let has_row_below = keys == Keys::All;
    let shown = move || {
        let rows: &[&'static str] = match keys {
            Keys::Phone => &PHONE,
            _ if has_letters.get() => &LETTERS,
            _ => &DIGITS,
        };
        let row = |(n, row): (usize, &'static str)| {
            let end = match n {
                _ if has_row_below => None,
                0 => Some(delete_key(text)),
                _ => Some(clear_key(text)),
            };
            row_view(row, text, most, end)
        };
        rows.iter().copied().enumerate().map(row).collect_view()
    };
    let other = move || t(if has_letters.get() { "kiosk.key.digits" } else { "kiosk.key.letters" });
    let below = has_row_below.then(|| {
        view! {
            <div class="keys-row">
                <button type="button" class="key wide" on:click=move |_| has_letters.update(|has| *has = !*has)>
                    {other}
                </button>
                {wide_key("kiosk.key.space", move || push(text, ' ', most))}
                {delete_key(text)}
                {clear_key(text)}
            </div>
        }
    });
    view! {
        <div class="keys" role="group" aria-label=t("kiosk.keyboard")>
            {shown}
            {below}
        </div>
    }
    .into_any()
}

fn row_view(row: &'static str, text: RwSignal<String>, most: usize, end: Option<AnyView>) -> AnyView {
    let keys = row.chars().map(|key| {
        view! {
            <button type="button" class="key" on:click=move |_| push(text, key, most)>
                {key.to_string()}
            </button>
        }
    });
    let keys = keys.collect_view();
    view! { <div class="keys-row">{keys} {end}</div> }.into_any()
}

fn delete_key(text: RwSignal<String>) -> AnyView {
    wide_key("kiosk.key.delete", move || {
        text.update(|text| {
            text.pop();
        });
    })
}

fn clear_key(text: RwSignal<String>) -> AnyView {
    wide_key("kiosk.key.clear", move || text.set(String::new()))
}

fn wide_key(label: &'static str, press: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="key wide" on:click=move |_| press()>
            {t(label)}
        </button>
    }
    .into_any()
}

fn push(text: RwSignal<String>, key: char, most: usize) {
    text.update(|text| {
        if text.chars().count() < most {
            text.push(key);
        }
    });
}
