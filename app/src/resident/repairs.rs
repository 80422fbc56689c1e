//! My repairs, those that run first.

use contract::{
    Kind, Listing, Page,
    work::{WORK_COLUMNS, WorkRow},
};
use kit::{CardLook, Choice, Filter, HeadAct, RegisterSpec, Trouble, register, state_word, t};
use leptos::prelude::*;
use std::rc::Rc;

use super::{is_repair, unsent::unsent_view};
use crate::{
    live,
    offline::{self, queue, remembered},
    trouble::ask,
};

/// Rows at a time, as many as a phone shows with some scrolling.
const ROWS: u16 = 20;

/// `/resident/repair`.
#[must_use]
pub fn repairs_page() -> AnyView {
    let (ticks, returns) = (live::ticks(is_repair), offline::returns());
    let mut spec = RegisterSpec::new(
        "repair",
        t("repair.title"),
        WORK_COLUMNS,
        |row: &WorkRow| row.id.to_string(),
        load,
    );
    let states = vec![Choice::new("1", t("repair.list_open")), Choice::new("0", t("repair.list_closed"))];
    spec.page_size = ROWS;
    spec.searchable = false;
    spec.is_live = true;
    spec.offer(HeadAct::link(t("repair.new"), "/resident/repair/new"));
    spec.filters = vec![Filter::one("open", t("work.state"), states)];
    spec.hidden = &["level", "assignee", "category"];
    spec.href = Some(Rc::new(|row: &WorkRow| format!("/resident/repair/{}", row.id)));
    spec.reload =
        Some(Signal::derive(move || ticks.get().wrapping_add(returns.get()).wrapping_add(queue().sends())));
    spec.card = Some(Rc::new(card));
    view! {
        {unsent_view(None)}
        {register(spec)}
    }
    .into_any()
}

async fn load(listing: Listing) -> Result<Page<WorkRow>, Trouble> {
    let key = format!("repair.list.{:?}", listing.to_query());
    let copy = remembered(key, ask(api::work::list_work(Kind::Repair, listing))).await?;
    Ok(copy.value)
}

fn card(row: &WorkRow) -> CardLook {
    CardLook {
        title: row.title.clone(),
        facts: vec![row.number.clone(), row.place.clone(), state_word(row.kind, row.state)],
        mark: None,
        due: None,
        note: row.assignee_name.clone(),
    }
}
