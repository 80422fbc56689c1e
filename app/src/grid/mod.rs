//! The grid worker's tablet: today's tasks, one case on the spot, the map, a report in three taps, and the outbox.

mod case;
mod chime;
mod clash;
mod hand_back;
mod linkage;
mod map;
mod outbox;
mod report;
mod report_draft;
mod task;
mod today;
mod waiting;

pub use self::{case::case_page, map::map_page, outbox::outbox_page, report::report_page, today::today_page};

use contract::{
    Act, Kind, Listing,
    applications::CASE_KINDS,
    live::{Event, Moment},
    work::WorkRow,
};
use kit::{Remote, Trouble, focus_on};
use leptos::prelude::*;

use crate::{
    live,
    offline::{self, Copied, queue, remembered},
    seat,
    trouble::ask,
};

/// Tasks that are read at a time; nobody has more on a day.
const TASKS: u16 = 200;

/// The open items of all case types that are this worker's, now or as they were read last.
fn tasks() -> Remote<Copied<Vec<WorkRow>>> {
    let (ticks, returns) = (live::ticks(is_case), offline::returns());
    Remote::new("task", move || {
        ticks.track();
        returns.track();
        let _ = queue().sends();
        let kinds = CASE_KINDS.iter().copied();
        let kinds = untrack(|| kinds.filter(|kind| seat::may(*kind, Act::Read)).collect());
        remembered("task".into(), mine(kinds))
    })
}

async fn mine(kinds: Vec<Kind>) -> Result<Vec<WorkRow>, Trouble> {
    let mut listing = Listing { limit: TASKS, ..Listing::default() };
    listing.set("open", vec!["true".into()]);
    listing.set("mine", vec!["true".into()]);
    let mut rows = Vec::new();
    for kind in kinds {
        rows.extend(ask(api::work::list_work(kind, listing.clone())).await?.rows);
    }
    Ok(rows)
}

fn is_case(moment: &Moment) -> bool {
    matches!(&moment.event, Event::WorkAdvanced { .. })
}
