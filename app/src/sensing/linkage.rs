//! What an alarm set off, each action with its own result; one that failed never hides.

use contract::{
    Act, CommandId, Kind, label,
    sensing::{ANSWER_WITHIN_SECONDS, AlarmRow, CommandState, LinkageRow},
};
use kit::{Call, t, term, tf, time};
use leptos::prelude::*;

use crate::seat;

/// The rows of an alarm's linkage; while it is open, those without a result can be sent again by who may command devices.
#[must_use]
pub fn linkage_view(alarm: &AlarmRow, rows: Vec<LinkageRow>, resend: Call<CommandId>) -> AnyView {
    let may_send = alarm.is_open() && untrack(|| seat::may(Kind::Device, Act::Command));
    let lines = rows.into_iter().map(|row| line_view(row, may_send, resend)).collect_view();
    view! { <ul class="linkage">{lines}</ul> }.into_any()
}

/// Why an action was not carried out: a sentence of ours, or what the device said.
#[must_use]
pub fn detail_words(detail: &str) -> String {
    let key = format!("linkage.detail.{detail}");
    if label::exists(&key) { t(&key) } else { detail.to_owned() }
}

/// 「未响应（10 秒）」: from sending to giving up, as the server counted.
#[must_use]
pub fn unanswered_words(row: &LinkageRow) -> String {
    let seconds = row.waited_seconds.unwrap_or(ANSWER_WITHIN_SECONDS);
    tf("wall.linkage_unanswered", &[("n", &seconds.to_string())])
}

fn line_view(row: LinkageRow, may_send: bool, resend: Call<CommandId>) -> AnyView {
    let result = match row.state {
        CommandState::Waiting | CommandState::Sent => "waiting",
        CommandState::Done => "done",
        CommandState::Failed | CommandState::Unanswered => "failed",
    };
    let when = row.answered_at.unwrap_or(row.asked_at);
    let said = match row.state {
        CommandState::Unanswered => unanswered_words(&row),
        _ => row.detail.as_deref().map_or_else(|| term(row.state), detail_words),
    };
    let id = row.command;
    let again = (may_send && result == "failed").then(|| {
        kit::quiet_button(t("wall.send_again"), move || {
            resend.try_run(id);
        })
    });
    view! {
        <li data-result=result>
            <span>{term(row.kind)}" "<span class="hint">{row.device_name}</span></span>
            <span class="linkage-result">{said}</span>
            <time datetime=when.to_rfc3339()>{time::clock_seconds(when)}</time>
            {again}
        </li>
    }
    .into_any()
}
