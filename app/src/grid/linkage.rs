//! What the alarm behind a case has set off: each action with its own result; one that failed never hides.

use contract::{
    Act, AlarmId, Kind, Term,
    live::Event,
    sensing::{AlarmSheet, CommandState, LinkageRow},
};
use kit::{Remote, quiet_button, run, section, t, term, tf, time};
use leptos::prelude::*;

use crate::{
    live,
    offline::{self, Copied, remembered},
    seat,
    sensing::{detail_words, unanswered_words},
    shell::mishap::Mishap,
    trouble::ask,
};

/// The linkage of an alarm, live; nothing for an alarm that set off nothing.
#[must_use]
pub fn linkage_view(alarm: AlarmId, mishap: Mishap) -> AnyView {
    let ticks = live::ticks(move |moment| concerns(&moment.event, alarm));
    let returns = offline::returns();
    let sheet = Remote::new("alarm", move || {
        ticks.track();
        returns.track();
        remembered(format!("alarm.{alarm}"), ask(api::sensing::read_alarm(alarm)))
    });
    // An alarm that can't be read (not ours, or never read before) leaves its case as it is.
    (move || {
        sheet.get().filter(|copy| !copy.value.linkage.is_empty()).map(|copy| rows_view(copy, sheet, mishap))
    })
    .into_any()
}

fn concerns(event: &Event, id: AlarmId) -> bool {
    match event {
        Event::LinkageAdvanced { alarm, .. } => *alarm == id.0,
        Event::AlarmRaised(moment)
        | Event::AlarmCleared(moment)
        | Event::AlarmAcknowledged(moment)
        | Event::AlarmReplaced(moment) => moment.alarm == id.0,
        _ => false,
    }
}

fn rows_view(copy: Copied<AlarmSheet>, sheet: Remote<Copied<AlarmSheet>>, mishap: Mishap) -> AnyView {
    let Copied { value: found, as_of } = copy;
    let done = found.linkage.iter().filter(|row| row.state == CommandState::Done).count().to_string();
    let title = tf("work.linkage_count", &[("a", &done), ("b", &found.linkage.len().to_string())]);
    // A command is sent now or not at all.
    let may_resend =
        as_of.is_none() && found.row.is_open() && untrack(|| seat::may(Kind::Device, Act::Command));
    let as_of = as_of.map(|at| tf("grid.as_of", &[("time", &time::absolute(at, time::now()))]));
    let as_of = as_of.map(|words| view! { <p class="hint">{words}</p> });
    let lines = found.linkage.into_iter().map(|row| line_view(row, may_resend, sheet, mishap)).collect_view();
    section(title, view! { {as_of} <ul class="linkage">{lines}</ul> }.into_any())
}

fn line_view(
    row: LinkageRow,
    may_resend: bool,
    sheet: Remote<Copied<AlarmSheet>>,
    mishap: Mishap,
) -> AnyView {
    let (result, words) = match row.state {
        CommandState::Waiting | CommandState::Sent => ("waiting", term(row.state)),
        CommandState::Done => ("done", term(row.state)),
        CommandState::Failed => {
            let detail = row.detail.as_deref().map_or_else(|| term(row.state), detail_words);
            ("failed", tf("wall.linkage_failed", &[("detail", &detail)]))
        }
        CommandState::Unanswered => ("failed", unanswered_words(&row)),
    };
    let when = row.answered_at.unwrap_or(row.asked_at);
    let command = row.command;
    let again = (may_resend && result == "failed").then(|| {
        quiet_button(t("wall.send_again"), move || {
            run(ask(api::sensing::resend_command(command)), move |result| {
                if mishap.take(result).is_some() {
                    sheet.reload();
                }
            });
        })
    });
    view! {
        <li data-result=result>
            <span>{t(&format!("linkage.{}", row.kind.key()))}" "<span class="hint">{row.device_name}</span></span>
            <span class="linkage-result">{words}</span>
            <time datetime=when.to_rfc3339()>{time::clock_seconds(when)}</time>
            {again}
        </li>
    }
    .into_any()
}
