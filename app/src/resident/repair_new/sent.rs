//! What became of it: received with its number and when somebody gets in touch, kept for later, or why not.

use chrono::{DateTime, Duration, Utc};
use contract::{applications::repair::REPAIR, work::WorkState};
use kit::{
    BandLevel, StateLook, Trouble, band, page_head, primary_button, primary_link, state_view, t, tf, time,
};
use leptos::prelude::*;

use super::{Desk, go_to};
use crate::{
    offline::{Settled, queue},
    resident::unsent::when_words,
};

/// The page after sending.
pub fn sent_view(desk: Desk, settled: Settled) -> AnyView {
    let form = desk.form;
    let id = form.id.get_value();
    let body = match settled {
        Settled::Sent(receipt) => {
            let text = received(&receipt.number, receipt.due_at, time::now());
            kit::announce(text.clone());
            done_view(form, text, format!("/resident/repair/{id}"))
        }
        Settled::Kept | Settled::Full => done_view(form, t("repair.kept_phone"), "/resident/repair".into()),
        Settled::Refused(fault) | Settled::Conflict(fault) => {
            // It is in the form again, so it must not wait in the outbox as well.
            queue().remove(id.0);
            let again = primary_button(t("form.change"), move || {
                desk.outcome.set(None);
                go_to(2);
            });
            let reasons = match &fault {
                contract::Fault::Invalid { fields } => {
                    Some(fields.iter().map(kit::fault_sentence).collect::<Vec<_>>().join(&t("text.list")))
                }
                _ => None,
            };
            band(BandLevel::Warn, Trouble::Fault(fault).sentence("repair"), reasons, Some(again))
        }
    };
    view! {
        {page_head(t("repair.title"), Some("/resident".into()), None, None)}
        {body}
    }
    .into_any()
}

fn done_view(form: super::Form, text: String, next: String) -> AnyView {
    // The next repair is another one.
    on_cleanup(move || {
        form.forget();
    });
    form.photos.set(Vec::new());
    let acts = primary_link(t("repair.view"), next);
    state_view(StateLook::Empty, text, None, Some(acts))
}

/// Received: within so many minutes while people work, else from when on.
fn received(number: &str, due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let first = REPAIR.deadlines.iter().find(|deadline| deadline.state == WorkState::Reported);
    let minutes = first.map_or(30, |deadline| i64::from(deadline.minutes));
    let begins_at = due_at.map(|due| due - Duration::minutes(minutes));
    match begins_at.filter(|at| *at - now > Duration::minutes(1)) {
        Some(at) => tf("repair.received_later", &[("number", number), ("time", &when_words(at))]),
        None => tf("repair.received", &[("number", number), ("minutes", &minutes.to_string())]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn while_people_work_the_minutes_are_told() {
        let now = at("2026-03-02T10:00:00+08:00");
        let words = received("R-0192", Some(at("2026-03-02T10:30:00+08:00")), now);
        assert_eq!(words, "已收到，编号 R-0192。物业会在 30 分钟内联系你。");
    }

    #[test]
    fn outside_hours_it_is_told_when_work_begins() {
        let now = at("2026-03-02T22:00:00+08:00");
        let words = received("R-0192", Some(at("2026-03-03T09:00:00+08:00")), now);
        assert!(words.starts_with("已收到，编号 R-0192。") && words.contains("08:30"), "{words}");
    }
}
