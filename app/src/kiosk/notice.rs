//! Notices on the kiosk: the list, one to read or hear, and the ones that turn on home while nobody touches it.

use contract::{Fault, Kind, publishing::NoticeRow};
use kit::{Remote, RowLook, Trouble, button, link_button, row, rows, t};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

use super::{
    frame::{as_of_view, page, title_view},
    idle,
};
use crate::{
    offline::Copied,
    resident::{current_notices, notice_text_view, one_notice_view, read_button, spoken_notice},
    trouble::unread_words,
};

/// How long each notice is shown on home.
const TURN: Duration = Duration::from_secs(8);
/// Seconds after a touch for which nothing turns.
const STILL_S: f64 = 10.0;
/// Characters of a notice on home.
const BRIEF: usize = 80;

/// `/kiosk/notice`.
#[must_use]
pub fn notices_page() -> AnyView {
    let notices = current_notices();
    let list = notices.view(|copy| {
        if copy.value.is_empty() {
            return kit::empty_view("notice", None);
        }
        let lines = copy.value.into_iter().map(|notice| {
            row(RowLook {
                href: Some(format!("/kiosk/notice/{}", notice.id)),
                title: notice.title,
                note: notice.area_name,
                time: Some(kit::instant_view(notice.published_at)),
                ..RowLook::default()
            })
        });
        view! {
            {as_of_view(copy.as_of)}
            {rows(lines.collect())}
        }
        .into_any()
    });
    page(view! { {title_view("kiosk.tile.notice")} {list} }.into_any())
}

/// `/kiosk/notice/<id>`.
#[must_use]
pub fn notice_page() -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let notices = current_notices();
    let as_of = move || as_of_view(notices.get().and_then(|copy| copy.as_of));
    let one = one_notice_view(notices, id, notice_view, missing_view);
    let back = link_button(t("kiosk.back"), "/kiosk/notice".into());
    page(view! { {as_of} {one} <div class="notice-acts">{back}</div> }.into_any())
}

fn missing_view() -> AnyView {
    let missing = Trouble::Fault(Fault::Missing { kind: Kind::Notice });
    view! {
        {title_view("kiosk.tile.notice")}
        {kit::trouble_view("notice", &missing, None)}
    }
    .into_any()
}

fn notice_view(notice: Memo<Option<NoticeRow>>) -> AnyView {
    view! {
        <article class="notice">
            {move || {
                notice.get().map(|notice| {
                    view! {
                        <h1 tabindex="-1">{notice.title.clone()}</h1>
                        {notice_text_view(&notice)}
                    }
                })
            }}
            <div class="notice-acts">
                {read_button(move || spoken_notice(notice))}
                {button(t("kiosk.scroll_up"), || scroll(-1.0))}
                {button(t("kiosk.scroll_down"), || scroll(1.0))}
            </div>
        </article>
    }
    .into_any()
}

/// Scrolls the page by most of its height.
fn scroll(by: f64) {
    if let Some(main) = document().get_element_by_id("main") {
        let step = f64::from(main.client_height()) * 0.8 * by;
        main.scroll_by_with_x_and_y(0.0, step);
    }
}

/// Notices turning on home: only while nobody touches it and motion is allowed; they can be paused.
pub(super) fn news_view(notices: Remote<Copied<Vec<NoticeRow>>>) -> AnyView {
    let (nth, is_paused) = (RwSignal::new(0usize), RwSignal::new(kit::reduced_motion()));
    let timer = set_interval_with_handle(
        move || {
            let is_still = is_paused.try_get_untracked().unwrap_or(true) || idle::untouched_s() < STILL_S;
            if !is_still {
                nth.try_update(|n| *n = n.wrapping_add(1));
            }
        },
        TURN,
    );
    if let Ok(timer) = timer {
        on_cleanup(move || timer.clear());
    }
    let count = Memo::new(move |_| notices.get().map_or(0, |copy| copy.value.len()));
    let shown = move || {
        let Some(copy) = notices.get() else {
            let words = unread_words("notice", notices.trouble());
            return view! { <p class="kiosk-news-text">{words}</p> }.into_any();
        };
        let all = copy.value;
        let at = nth.get() % all.len().max(1);
        match all.into_iter().nth(at) {
            None => view! { <p class="kiosk-news-text">{t("kiosk.notice_none")}</p> }.into_any(),
            Some(notice) => {
                let brief: String = notice.body.chars().take(BRIEF).collect();
                view! {
                    <p class="kiosk-news-text">
                        <a href=format!("/kiosk/notice/{}", notice.id)>{notice.title}</a>
                    </p>
                    <p class="hint">{brief}</p>
                }
                .into_any()
            }
        }
    };
    let pause = move || {
        (count.get() > 1).then(|| {
            let label = move || t(if is_paused.get() { "kiosk.play" } else { "kiosk.pause" });
            view! {
                <button type="button" class="button" on:click=move |_| is_paused.update(|is| *is = !*is)>
                    {label}
                </button>
            }
        })
    };
    view! {
        <section class="kiosk-news" aria-label=t("kiosk.tile.notice")>
            <h2>{t("kiosk.tile.notice")}</h2>
            {shown}
            {pause}
        </section>
    }
    .into_any()
}
