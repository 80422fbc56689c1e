//! What of a resident's requests is still on this phone: shown where the person looks for it, so that nothing is lost
//! without a word.

use contract::{Kind, WorkItemId};
use kit::{BandLevel, Trouble, band, button, confirm, quiet_button, t, tf, time};
use leptos::prelude::*;

use crate::offline::{Failure, Item, Parcel, State, is_online, queue};

/// What is kept of one repair, or of all new ones when none is named.
#[must_use]
pub fn unsent_view(repair: Option<WorkItemId>) -> AnyView {
    let outbox = queue();
    let bands = move || {
        let items = match repair {
            Some(id) => outbox.of(id),
            None => outbox.items().into_iter().filter(|item| is_told_here(item) && !item.is_sent()).collect(),
        };
        items.into_iter().map(item_view).collect_view()
    };
    bands.into_any()
}

/// New repairs, and what can't be read.
fn is_told_here(item: &Item) -> bool {
    match &item.parcel {
        Parcel::Report(draft) => draft.kind == Kind::Repair,
        Parcel::Step(_) => false,
        Parcel::Unread(_) => true,
    }
}

fn item_view(item: Item) -> AnyView {
    let id = item.id();
    let about = match &item.parcel {
        Parcel::Report(draft) => draft.title.clone(),
        Parcel::Step(step) => tf(
            "outbox.item.step",
            &[("act", &kit::act_word(Kind::Repair, step.act)), ("number", &item.number)],
        ),
        Parcel::Unread(unread) => unread.note.clone(),
    };
    let retry = move || button(t("outbox.retry"), move || queue().retry(id));
    let drop = quiet_button(t("outbox.delete"), move || {
        confirm(t("outbox.delete_question"), None, t("outbox.delete"), true, move || queue().remove(id));
    });
    match &item.state {
        State::Sent { .. } => ().into_any(),
        State::Sending => band(BandLevel::Note, t("grid.pill.sending"), Some(about), None),
        State::Waiting { .. } => {
            let acts = is_online().then(|| view! { {retry()} {drop} }.into_any());
            band(BandLevel::Offline, t("repair.kept_phone"), Some(about), acts)
        }
        State::Conflict { fault } => {
            band(BandLevel::Warn, Trouble::Fault(fault.clone()).sentence("repair"), Some(about), Some(drop))
        }
        State::Failed { why } => {
            let acts = view! { {item.can_retry().then(retry)} {drop} }.into_any();
            band(BandLevel::Warn, why_words(why), Some(about), Some(acts))
        }
    }
}

fn why_words(why: &Failure) -> String {
    match why {
        Failure::Away => tf("outbox.not_sent", &[("reason", &t("outbox.reason.server_away"))]),
        Failure::Unread => t("outbox.unread_kept"),
        Failure::Fault(fault) => Trouble::Fault(fault.clone()).sentence("repair"),
    }
}

/// 「14:05」 today, 「明天 08:30」 tomorrow, else the day and hour.
#[must_use]
pub fn when_words(at: chrono::DateTime<chrono::Utc>) -> String {
    let (today, day) = (contract::time::day_of(time::now()), contract::time::day_of(at));
    if (day - today).num_days() == 1 {
        tf("time.tomorrow_at", &[("time", &time::clock(at))])
    } else {
        time::absolute(at, time::now())
    }
}
