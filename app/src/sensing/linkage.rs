//! What an alarm set off, each action with its own result; one that failed never hides. So it stands with the alarm, with
//! its case, and on the wall.

use contract::{
    Act, CommandId, Kind, label,
    sensing::{ANSWER_WITHIN_SECONDS, AlarmRow, CommandState, LinkageRow},
};
use kit::{Call, t, term, tf, time::clock_seconds};
use leptos::prelude::*;

use crate::seat;

/// From where a linkage is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distance {
    /// At a desk or in the hand: beside each result stands its time.
    Near,
    /// On a wall: an answer says in its words when it came.
    Afar,
}

/// 「联动 4/5」: how many of the actions were carried out.
#[must_use]
pub fn linkage_count(rows: &[LinkageRow]) -> String {
    let done = rows.iter().filter(|row| row.state == CommandState::Done).count();
    tf("alarm.linkage_count", &[("a", &done.to_string()), ("b", &rows.len().to_string())])
}

/// The actions of an alarm's linkage. While it is open, those that failed can be sent again by who may command devices;
/// `resend` is none where nothing can be sent.
#[must_use]
pub fn linkage_view(
    alarm: &AlarmRow,
    rows: &[LinkageRow],
    distance: Distance,
    resend: Option<Call<CommandId>>,
) -> AnyView {
    let may_send = alarm.is_open() && untrack(|| seat::may(Kind::Device, Act::Command));
    let resend = resend.filter(|_| may_send);
    let lines = rows.iter().map(|row| line_view(row, distance, resend)).collect_view();
    view! { <ul class="linkage">{lines}</ul> }.into_any()
}

fn line_view(row: &LinkageRow, distance: Distance, resend: Option<Call<CommandId>>) -> AnyView {
    let result = match row.state {
        CommandState::Waiting | CommandState::Sent => "waiting",
        CommandState::Done => "done",
        CommandState::Failed | CommandState::Unanswered => "failed",
    };
    let when = (distance == Distance::Near).then(|| {
        let at = row.answered_at.unwrap_or(row.asked_at);
        view! { <time datetime=at.to_rfc3339()>{clock_seconds(at)}</time> }
    });
    let command = row.command;
    let again = resend.filter(|_| result == "failed").map(|resend| {
        kit::quiet_button(t("alarm.send_again"), move || {
            resend.try_run(command);
        })
    });
    view! {
        <li data-result=result>
            <span>{name(row)}</span>
            <span class="linkage-result">{words(row, distance)}</span>
            {when}
            {again}
        </li>
    }
    .into_any()
}

/// What acts. Most devices say in their name what they are; it is not said twice.
fn name(row: &LinkageRow) -> String {
    let kind = term(row.kind);
    if row.device_name.contains(&kind) {
        row.device_name.clone()
    } else {
        tf("alarm.linkage_row", &[("kind", &kind), ("device", &row.device_name)])
    }
}

/// What came of it: 「未响应（10 秒）」, from sending to giving up as the server counted.
fn words(row: &LinkageRow, distance: Distance) -> String {
    match (row.state, distance) {
        (CommandState::Waiting, _) => t("alarm.linkage_waiting"),
        (CommandState::Sent, _) => t("alarm.linkage_sent"),
        (CommandState::Done, Distance::Near) => term(row.state),
        (CommandState::Done, Distance::Afar) => {
            let at = row.answered_at.unwrap_or(row.asked_at);
            tf("alarm.linkage_done", &[("time", &clock_seconds(at))])
        }
        (CommandState::Failed, _) => match &row.detail {
            Some(detail) => tf("alarm.linkage_failed", &[("detail", &detail_words(detail))]),
            None => term(row.state),
        },
        (CommandState::Unanswered, _) => {
            let seconds = row.waited_seconds.unwrap_or(ANSWER_WITHIN_SECONDS);
            tf("alarm.linkage_unanswered", &[("n", &seconds.to_string())])
        }
    }
}

/// Why an action was not carried out: a sentence of ours, or what the device said.
fn detail_words(detail: &str) -> String {
    let key = format!("linkage.detail.{detail}");
    if label::exists(&key) { t(&key) } else { detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use contract::{DeviceId, sensing::LinkageKind};

    fn row(state: CommandState, detail: Option<&str>) -> LinkageRow {
        LinkageRow {
            command: CommandId::fresh(),
            kind: LinkageKind::Siren,
            device: DeviceId::fresh(),
            device_name: "3号楼警号".into(),
            state,
            asked_at: DateTime::from_timestamp(0, 0).unwrap(),
            answered_at: DateTime::from_timestamp(1, 0),
            waited_seconds: None,
            detail: detail.map(str::to_owned),
        }
    }

    #[test]
    fn a_failure_says_why_as_far_as_that_is_known() {
        let said = |detail| words(&row(CommandState::Failed, detail), Distance::Near);
        assert_eq!(said(None), "未执行");
        assert_eq!(said(Some("no_such_device")), "未执行：附近没有这种设备");
        assert_eq!(said(Some("电池耗尽")), "未执行：电池耗尽");
    }

    #[test]
    fn an_answer_tells_its_time_in_words_only_on_a_wall() {
        let done = row(CommandState::Done, None);
        assert_eq!(words(&done, Distance::Near), "已响应");
        assert_eq!(words(&done, Distance::Afar), "08:00:01 已响应");
    }

    #[test]
    fn what_a_device_is_is_said_once() {
        let siren = row(CommandState::Done, None);
        assert_eq!(name(&siren), "3号楼警号");
        assert_eq!(name(&LinkageRow { device_name: "A-7".into(), ..siren }), "警号 A-7");
    }
}
