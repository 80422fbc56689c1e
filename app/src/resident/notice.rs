//! Notices: what was announced, read or heard, in letters as large as one likes.

use contract::{
    Fault, Kind,
    live::{Event, Moment},
    publishing::NoticeRow,
};
use kit::{Remote, RowLook, Trouble, button, page_head, row, rows, t, tf, time};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::speech;
use crate::{
    live,
    offline::{self, Copied, as_of_band, remembered},
    trouble::ask,
};

/// Where the size of letters is kept, and the largest one.
const SIZE: (&str, u8) = ("notice.size", 2);

/// The notices of now, or those that were read last.
#[must_use]
pub fn current() -> Remote<Copied<Vec<NoticeRow>>> {
    let (ticks, returns) = (live::ticks(is_notice), offline::returns());
    Remote::new("notice", move || {
        ticks.track();
        returns.track();
        remembered("notice".into(), ask(api::publishing::current_notices()))
    })
}

fn is_notice(moment: &Moment) -> bool {
    matches!(&moment.event, Event::RecordChanged { kind: Kind::Notice, .. })
}

/// `/resident/notice`.
#[must_use]
pub fn notices_page() -> AnyView {
    let notices = current();
    let list = notices.view(|copy| {
        if copy.value.is_empty() {
            return kit::empty_view("notice", None);
        }
        let lines = copy.value.into_iter().map(line).collect();
        view! {
            {as_of_band(copy.as_of)}
            {rows(lines)}
        }
        .into_any()
    });
    view! {
        {page_head(t("notice.list"), None, None, None)}
        {list}
    }
    .into_any()
}

fn line(notice: NoticeRow) -> AnyView {
    row(RowLook {
        href: Some(format!("/resident/notice/{}", notice.id)),
        title: notice.title,
        note: notice.area_name,
        time: Some(kit::instant_view(notice.published_at)),
        ..RowLook::default()
    })
}

/// `/resident/notice/<id>`.
#[must_use]
pub fn notice_page() -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let notices = current();
    let missing =
        || kit::trouble_view("notice", &Trouble::Fault(Fault::Missing { kind: Kind::Notice }), None);
    view! {
        {page_head(t("notice.list"), Some("/resident/notice".into()), None, None)}
        {move || as_of_band(notices.get().and_then(|copy| copy.as_of))}
        {one_view(notices, id, notice_view, missing)}
    }
    .into_any()
}

/// One of the notices, or that it isn't among them. It is drawn once, however often they are read again: whoever hears
/// it hears it to the end.
#[must_use]
pub fn one_view(
    notices: Remote<Copied<Vec<NoticeRow>>>,
    id: String,
    show: fn(Memo<Option<NoticeRow>>) -> AnyView,
    missing: fn() -> AnyView,
) -> AnyView {
    let notice =
        Memo::new(move |_| notices.get()?.value.into_iter().find(|notice| notice.id.to_string() == id));
    // Unknown until they are read.
    let is_there = Memo::new(move |_| notices.get().map(|_| notice.with(Option::is_some)));
    let one = move || {
        let is_there = is_there.get()?;
        Some(untrack(|| if is_there { show(notice) } else { missing() }))
    };
    view! {
        {notices.view(|_| ().into_any())}
        {one}
    }
    .into_any()
}

fn notice_view(notice: Memo<Option<NoticeRow>>) -> AnyView {
    let size = RwSignal::new(kit::kept(SIZE.0).and_then(|size| size.parse().ok()).unwrap_or(0u8).min(SIZE.1));
    view! {
        <article class="notice" data-size=move || size.get().to_string()>
            {move || {
                notice.get().map(|notice| {
                    view! {
                        <h2>{notice.title.clone()}</h2>
                        {text_view(&notice)}
                    }
                })
            }}
            <div class="notice-acts">
                {speech::read_button(move || spoken(notice))}
                {button(t("resident.text_smaller"), move || resize(size, -1))}
                {button(t("resident.text_larger"), move || resize(size, 1))}
            </div>
        </article>
    }
    .into_any()
}

/// What stands below a notice's title: whose it is and since when, and its text.
#[must_use]
pub fn text_view(notice: &NoticeRow) -> AnyView {
    let when = time::absolute(notice.published_at, time::now());
    let source = tf("notice.by_at", &[("area", &notice.area_name), ("time", &when)]);
    let lines: Vec<String> = notice.body.lines().map(str::to_owned).collect();
    view! {
        <p class="hint">{source}</p>
        <div class="notice-text">
            {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
        </div>
    }
    .into_any()
}

/// What is read aloud of a notice: its title and its text.
#[must_use]
pub fn spoken(notice: Memo<Option<NoticeRow>>) -> String {
    notice.with_untracked(|notice| {
        notice.as_ref().map(|notice| format!("{}\n{}", notice.title, notice.body)).unwrap_or_default()
    })
}

fn resize(size: RwSignal<u8>, by: i8) {
    let next = size.get_untracked().saturating_add_signed(by).min(SIZE.1);
    size.set(next);
    kit::keep(SIZE.0, &next.to_string());
}
