//! Home: the notices that turn, and four tiles with a line of live content each.

use kit::{icon, t, tf};
use leptos::prelude::*;

use super::{environment, frame::page, notice, way};
use crate::{resident::current_notices, trouble::unread_words};

/// `/kiosk`.
#[must_use]
pub fn home_page() -> AnyView {
    let asked = kit::query("at");
    way::keep_place(asked.get_untracked().as_deref());
    let (notices, stations) = (current_notices(), environment::stations());
    let notice_line = move || {
        let Some(copy) = notices.get() else { return unread_words("notice", notices.trouble()) };
        let rows = copy.value;
        match rows.first() {
            Some(first) => {
                let count = tf("kiosk.notice_count", &[("n", &rows.len().to_string())]);
                [count, first.title.clone()].join(&t("text.dot"))
            }
            None => t("kiosk.notice_none"),
        }
    };
    let environment_line = move || {
        // Read again as time goes by: what is old is no longer told as now.
        let now = kit::each_half_minute();
        let Some(copy) = stations.get() else {
            return unread_words("environment", stations.trouble()).into_any();
        };
        match environment::brief(&copy.value, now) {
            Some(brief) => view! { <span data-old=brief.is_old>{brief.words}</span> }.into_any(),
            None => t("kiosk.environment_none").into_any(),
        }
    };
    let body = view! {
        <h1 class="visually-hidden" tabindex="-1">{t("kiosk.home")}</h1>
        {notice::news_view(notices)}
        <nav class="kiosk-tiles" aria-label=t("kiosk.home")>
            {tile("/kiosk/notice", "notice", "kiosk.tile.notice", notice_line.into_any())}
            {tile("/kiosk/environment", "leaf", "kiosk.tile.environment", environment_line.into_any())}
            {tile("/kiosk/place", "place", "kiosk.tile.place", t("kiosk.place_lead").into_any())}
            {tile("/kiosk/report", "report", "kiosk.tile.report", t("kiosk.report_lead").into_any())}
        </nav>
    };
    page(body.into_any())
}

fn tile(href: &'static str, picture: &'static str, name: &str, line: AnyView) -> AnyView {
    view! {
        <a class="kiosk-tile" href=href>
            {icon(picture)}
            <span class="kiosk-tile-name">{t(name)}</span>
            <span class="kiosk-tile-line">{line}</span>
        </a>
    }
    .into_any()
}
