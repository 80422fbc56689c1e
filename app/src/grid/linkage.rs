//! What the alarm behind a case has set off, live, and as it was read last while there is no network.

use contract::{AlarmId, live::Event, sensing::AlarmSheet};
use kit::{Call, Remote, run, section, tf, time};
use leptos::prelude::*;

use crate::{
    live,
    offline::{self, Copied, remembered},
    sensing::{self, Distance, linkage_count},
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
    let Copied { value: found, as_of, .. } = copy;
    let resend = Call::new(move |command| {
        run(ask(api::sensing::resend_command(command)), move |result| {
            if mishap.take(result).is_some() {
                sheet.reload();
            }
        });
    });
    // A command is sent now or not at all.
    let resend = as_of.is_none().then_some(resend);
    let as_of = as_of.map(|at| tf("grid.as_of", &[("time", &time::absolute(at, time::now()))]));
    let as_of = as_of.map(|words| view! { <p class="hint">{words}</p> });
    let rows = sensing::linkage_view(&found.row, &found.linkage, Distance::Near, resend);
    section(linkage_count(&found.linkage), view! { {as_of} {rows} }.into_any())
}
