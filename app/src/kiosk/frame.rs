//! What stands around every page of the kiosk: the clock above, home, language and looks below, emergency numbers at the
//! foot; and the watch over whether somebody is still there.

use contract::{Lang, time::day_of};
use kit::{BandLevel, KioskFrame, Theme, band, icon, t, tf, time};
use leptos::prelude::*;

use super::{
    duty::{DutyPhone, duty_phone, offline_words},
    idle, person,
};
use crate::{offline, seat};

/// Where it is kept that words are large, until the kiosk forgets.
pub(super) const LARGE: &str = "kiosk.large";

/// A page of the kiosk on which nothing is typed that would be missed.
#[must_use]
pub fn page(body: AnyView) -> AnyView {
    page_losing(Signal::stored(None), duty_phone(), body)
}

/// A page of the kiosk that says, by the key of a sentence, what would be lost if it were loaded anew.
#[must_use]
pub fn page_losing(loss: Signal<Option<&'static str>>, phone: DutyPhone, body: AnyView) -> AnyView {
    let is_large = RwSignal::new(kit::kept(LARGE).is_some());
    Effect::new(move |_| enlarge(is_large.get()));
    let offline =
        move || (!offline::is_online()).then(|| band(BandLevel::Offline, offline_words(phone), None, None));
    view! {
        <KioskFrame head=head_view() bar=bar_view(is_large, loss) foot=foot_view()>
            {offline}
            {person::band_view()}
            {body}
            {idle::dialog_view()}
        </KioskFrame>
    }
    .into_any()
}

fn head_view() -> AnyView {
    let place = move || seat::me().map(|me| me.capacity.area_name).unwrap_or_default();
    let clock = move || time::clock(kit::each_half_minute());
    let date = move || {
        let today = day_of(kit::each_half_minute());
        [time::day(today), time::weekday(today)].join(" ")
    };
    view! {
        <p class="kiosk-place">{place}</p>
        <p class="kiosk-clock">
            <time>{clock}</time>
        </p>
        <p class="kiosk-date">{date}</p>
    }
    .into_any()
}

fn bar_view(is_large: RwSignal<bool>, loss: Signal<Option<&'static str>>) -> AnyView {
    let is_contrast = RwSignal::new(matches!(kit::theme(), Theme::Contrast | Theme::ContrastDark));
    let other = if kit::lang() == Lang::En { Lang::Zh } else { Lang::En };
    let turn_contrast = move |_| {
        let is_on = !is_contrast.get_untracked();
        kit::choose_theme(if is_on { Theme::Contrast } else { Theme::Auto });
        is_contrast.set(is_on);
    };
    // Another language loads the page anew.
    let turn_language = move |_| match loss.get_untracked() {
        Some(key) => {
            let verb = t(if other == Lang::En { "app.lang.en" } else { "app.lang.zh" });
            kit::confirm(t("kiosk.language_question"), Some(t(key)), verb, true, move || {
                kit::choose_lang(other)
            });
        }
        None => kit::choose_lang(other),
    };
    let turn_large = move |_| is_large.update(|is| *is = !*is);
    // 「首页」 clears at once: what the last person typed is not the next one's.
    view! {
        <button type="button" class="button kiosk-home" on:click=move |_| idle::reset()>
            {icon("home")}
            {t("kiosk.home")}
        </button>
        <button type="button" class="button" on:click=turn_language>
            {icon("language")}
            {t("kiosk.language")}
        </button>
        <button type="button" class="button" aria-pressed=move || pressed(is_large.get()) on:click=turn_large>
            {t("kiosk.large_text")}
        </button>
        <button type="button" class="button" aria-pressed=move || pressed(is_contrast.get()) on:click=turn_contrast>
            {t("kiosk.contrast")}
        </button>
    }
    .into_any()
}

fn pressed(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

fn foot_view() -> AnyView {
    let is_demo = move || seat::me().is_some_and(|me| me.is_demo);
    view! {
        <p>{t("kiosk.emergency")}</p>
        {move || is_demo().then(|| view! { <span class="demo">{t("app.demo")}</span> })}
    }
    .into_any()
}

/// Large words are an attribute of the page, which the style sheet reads.
fn enlarge(is_large: bool) {
    let Some(root) = document().document_element() else { return };
    if is_large {
        kit::keep(LARGE, "1");
        let _ = root.set_attribute("data-large", "1");
    } else {
        kit::drop_kept(LARGE);
        let _ = root.remove_attribute("data-large");
    }
}

/// The head of a page below home.
#[must_use]
pub fn title_view(key: &str) -> AnyView {
    view! { <h1 tabindex="-1">{t(key)}</h1> }.into_any()
}

/// Says of when a copy is, while the network is down.
#[must_use]
pub fn as_of_view(as_of: Option<chrono::DateTime<chrono::Utc>>) -> Option<AnyView> {
    as_of.map(|at| {
        let text = tf("kiosk.offline_as_of", &[("time", &time::absolute(at, time::now()))]);
        band(BandLevel::Offline, text, None, None)
    })
}
