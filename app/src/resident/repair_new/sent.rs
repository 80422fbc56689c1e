//! What became of it: received with its number and until when somebody gets in touch, kept for later, or why not.

use chrono::{DateTime, Utc};
use kit::{
    BandLevel, StateLook, Trouble, band, page_head, primary_button, primary_link, state_view, t, tf, time,
};
use leptos::prelude::*;

use super::{Desk, go_to};
use crate::{
    offline::{Settled, queue},
    resident::unsent::when_words,
};

/// Minutes that are told as such.
const SOON_MINUTES: i64 = 60;

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
            queue().give_back(id.0);
            let again = primary_button(t("form.change"), move || {
                desk.outcome.set(None);
                go_to(2);
            });
            let reasons = match &fault {
                contract::Fault::Invalid { fields } => Some(kit::fault_sentences(fields)),
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

/// Received, and until when somebody gets in touch: in minutes when that is soon, else by the clock. The instant is the
/// server's, so that it holds what the deadlines and the working calendar say there.
fn received(number: &str, due_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let Some(due_at) = due_at else { return tf("repair.received_plain", &[("number", number)]) };
    // The seconds on the way are not taken from the minutes that were promised.
    let minutes = ((due_at - now).num_seconds() + 30) / 60;
    if (1..=SOON_MINUTES).contains(&minutes) {
        tf("repair.received", &[("number", number), ("minutes", &minutes.to_string())])
    } else {
        tf("repair.received_later", &[("number", number), ("time", &when_words(due_at))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn what_is_soon_is_told_in_minutes_as_the_server_says() {
        let now = at("2026-03-02T10:00:02+08:00");
        let told = |due: &str| received("R-0192", Some(at(due)), now);
        assert_eq!(told("2026-03-02T10:30:00+08:00"), "已收到，编号 R-0192。物业会在 30 分钟内联系你。");
        assert_eq!(told("2026-03-02T10:45:00+08:00"), "已收到，编号 R-0192。物业会在 45 分钟内联系你。");
    }

    #[test]
    fn what_is_later_is_told_by_the_clock() {
        let words =
            received("R-0192", Some(at("2026-03-03T09:00:00+08:00")), at("2026-03-02T22:00:00+08:00"));
        assert!(words.contains("09:00 前联系你"), "{words}");
    }

    #[test]
    fn without_a_deadline_nothing_is_promised() {
        assert_eq!(received("R-0192", None, at("2026-03-02T10:00:00+08:00")), "已收到，编号 R-0192。");
    }
}
