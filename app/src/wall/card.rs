//! The card at the alarmed thing: where it is, what it reads, how many people are registered there (a number only), which
//! camera is near, what the alarm set off, and the case that was opened.

use contract::{
    Act, CommandId,
    applications::opened_by,
    sensing::{AlarmRow, AlarmSheet, LinkageKind, LinkageRow},
    work::{WorkRow, WorkState},
};
use kit::{Call, icon_button, run, t, tf, time::clock_seconds};
use leptos::prelude::*;

use super::{address::Selection, band, moment, state::Wall};
use crate::{
    seat,
    sensing::{Distance, linkage_count, linkage_view},
    trouble::ask,
};

/// The card; nothing while no alarm is in focus, or in the past.
pub fn card(wall: Wall) -> AnyView {
    let drawn = move || {
        let focus = wall.focus.get().filter(|_| wall.past.get().is_none())?;
        // Until the server has answered, what the feed told is shown.
        let sheet = wall.card.get().flatten().filter(|sheet| sheet.row.id.0 == focus);
        let known = wall.alarms.get().unwrap_or_default().into_iter().find(|row| row.id.0 == focus);
        let linkage = sheet.as_ref().map(|sheet| sheet.linkage.clone()).unwrap_or_default();
        let row = match (sheet, known) {
            // The list knows the newest steps, the sheet who is registered there.
            (Some(AlarmSheet { row, .. }), Some(known)) => AlarmRow {
                registered: row.registered.or(known.registered),
                nearest_camera: row.nearest_camera.or(known.nearest_camera),
                case: row.case.or(known.case),
                ..known
            },
            (Some(sheet), None) => sheet.row,
            (None, Some(known)) => known,
            (None, None) => return None,
        };
        Some(card_view(wall, &row, &linkage))
    };
    drawn.into_any()
}

fn card_view(wall: Wall, row: &AlarmRow, linkage: &[LinkageRow]) -> AnyView {
    let id = row.id.0;
    let selection = Selection::Alarm(id.to_string());
    let head = if row.place.is_empty() { row.device_name.clone() } else { row.place.clone() };
    let reading = band::reading(row).map(|value| view! { <p class="alarm-reading"><b>{value}</b></p> });
    let steps = match (row.acknowledged_at, row.cleared_at, &row.acknowledged_by) {
        (Some(at), _, Some(who)) => {
            Some(tf("wall.acknowledged_by", &[("who", who), ("time", &clock_seconds(at))]))
        }
        (None, Some(_), _) => Some(t("wall.cleared_unacknowledged")),
        _ => row.escalated_at.map(|_| t("wall.escalated")),
    };
    let registered = row.registered.map(|(all, aged)| match all {
        0 => t("wall.registered_none"),
        _ => tf("wall.registered", &[("n", &all.to_string()), ("m", &aged.to_string())]),
    });
    let acknowledge = moment::is_waiting(row).then(|| band::acknowledge_button(wall, id));
    view! {
        <article class="scene-card" data-state=row.level.mark().key() aria-label=head>
            <header class="scene-card-head">
                <h2>{head.clone()}</h2>
                {icon_button("close", t("sheet.close"), move || wall.unfocus())}
            </header>
            <p>{band::alarm_name(row)}</p>
            {reading}
            <p>{row.address.clone()}</p>
            <p>{registered}</p>
            {camera_line(wall, row, linkage)}
            {steps.map(|words| view! { <p class="hint">{words}</p> })}
            {linkage_list(wall, row, linkage)}
            {case_words(wall, row)}
            <div class="band-acts">
                {acknowledge}
                {kit::button(t("list.open"), move || wall.select(&selection))}
            </div>
        </article>
    }
    .into_any()
}

/// 「最近相机 3号楼1单元门口相机」, which opens where the linkage turned it here.
fn camera_line(wall: Wall, row: &AlarmRow, linkage: &[LinkageRow]) -> AnyView {
    let Some(name) = &row.nearest_camera else {
        return view! { <p>{t("wall.no_camera")}</p> }.into_any();
    };
    let turned = linkage.iter().find(|action| action.kind == LinkageKind::Camera);
    let open = turned.map(|action| {
        let selection = Selection::Device(action.device.to_string());
        kit::quiet_button(t("wall.open_camera"), move || wall.select(&selection))
    });
    view! {
        <p>
            {tf("wall.nearest_camera", &[("name", name)])}
            " "
            {open}
        </p>
    }
    .into_any()
}

fn linkage_list(wall: Wall, row: &AlarmRow, linkage: &[LinkageRow]) -> AnyView {
    if linkage.is_empty() {
        return ().into_any();
    }
    let resend = Call::new(move |command| send_again(wall, command));
    view! {
        <h3>{linkage_count(linkage)}</h3>
        {linkage_view(row, linkage, Distance::Afar, Some(resend))}
    }
    .into_any()
}

fn send_again(wall: Wall, command: CommandId) {
    run(ask(api::sensing::resend_command(command)), move |answer| match answer {
        Ok(()) => wall.card.reload(),
        Err(trouble) => {
            let verb = t("state.try_again");
            kit::confirm(trouble.sentence("device"), None, verb, false, move || send_again(wall, command));
        }
    });
}

/// 「已立案 F-0318，派给 演示网格员01」, and whether it was taken.
fn case_words(wall: Wall, row: &AlarmRow) -> AnyView {
    let Some((id, number)) = row.case.clone() else { return ().into_any() };
    let known: Option<WorkRow> = wall.cases.get().unwrap_or_default().into_iter().find(|case| case.id == id);
    let who = known.as_ref().and_then(|case| case.assignee_name.clone());
    let opened = match &who {
        Some(who) => tf("wall.case_opened", &[("number", &number), ("who", who)]),
        None => tf("wall.case_opened_plain", &[("number", &number)]),
    };
    let taken = known.filter(|_| who.is_some()).map(|case| {
        let is_taken =
            !matches!(case.state, WorkState::Reported | WorkState::Accepted | WorkState::Dispatched);
        t(if is_taken { "wall.case_taken" } else { "wall.case_not_taken" })
    });
    let selection = Selection::Case(id.to_string());
    // Giving it to another is an act of the case: its sheet offers it to who may.
    let may_give = opened_by(&row.kind).is_some_and(|(case, _)| seat::may(case.kind, Act::Transfer));
    let label = t(if may_give { "wall.give_to_another" } else { "list.open" });
    view! {
        <p>
            {opened}
            " "
            {taken}
            " "
            {kit::quiet_button(label, move || wall.select(&selection))}
        </p>
    }
    .into_any()
}
