//! What somebody who signed in for themselves has reported, here or elsewhere, and how far it is.

use contract::{Kind, Listing, work::WorkRow};
use kit::{Remote, RowLook, StateLook, Trouble, row, rows, state_view, state_word, t};
use leptos::prelude::*;
use std::cmp::Reverse;

use super::{
    frame::{page, title_view},
    person::reported_kinds,
};
use crate::trouble::ask;

/// Reports of a case type that are shown, the latest.
const MOST: u16 = 50;

/// `/kiosk/mine`.
#[must_use]
pub fn mine_page() -> AnyView {
    let reports = Remote::new("case", || {
        let _ = kit::each_half_minute();
        own(untrack(reported_kinds))
    });
    let list = reports.view(|reports: Vec<WorkRow>| {
        if reports.is_empty() {
            return state_view(StateLook::Empty, t("kiosk.mine_none"), None, None);
        }
        rows(reports.into_iter().map(line).collect())
    });
    page(view! { {title_view("kiosk.mine")} {list} }.into_any())
}

async fn own(kinds: Vec<Kind>) -> Result<Vec<WorkRow>, Trouble> {
    let mut reports = Vec::new();
    for kind in kinds {
        let listing = Listing { limit: MOST, ..Listing::default() };
        reports.extend(ask(api::work::list_work(kind, listing)).await?.rows);
    }
    reports.sort_by_key(|report| Reverse(report.reported_at));
    Ok(reports)
}

fn line(report: WorkRow) -> AnyView {
    let note = [report.number, report.place, state_word(report.kind, report.state)];
    row(RowLook {
        title: report.title,
        note: note.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(&t("text.dot")),
        time: Some(kit::instant_view(report.reported_at)),
        ..RowLook::default()
    })
}
