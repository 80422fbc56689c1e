//! The bands under the strip: the alarm that waits, the storm, the sound that is off, the feed that is cut.

use contract::{
    Kind, Term,
    applications::device_kinds,
    sensing::{AlarmRow, Value},
};
use kit::{Ack, BandLevel, MarkSize, band, button, cell_text, mark_with, primary_button, t, term, tf};
use leptos::prelude::*;

use super::{
    moment::{self, Storm},
    sound::Loud,
    state::Wall,
};
use crate::live::{self, Status};

/// All bands, gravest first.
pub fn bands(wall: Wall) -> AnyView {
    view! {
        {storm_band(wall)}
        {alarm_band(wall)}
        {offer_band(wall)}
        {move || sound_band(wall)}
        {feed_band()}
    }
    .into_any()
}

/// Which alarm's band stands now; it is drawn anew only when something about that alarm changes.
fn alarm_band(wall: Wall) -> AnyView {
    let row = Memo::new(move |_| {
        let now = kit::each_second();
        let rows = wall.alarms.get().unwrap_or_default();
        wall.watch.with(|watch| moment::band(&rows, watch.storm.as_ref(), now).cloned())
    });
    (move || row.get().map(|row| one_band(wall, row))).into_any()
}

fn one_band(wall: Wall, row: AlarmRow) -> AnyView {
    let id = row.id.0;
    let is_cleared = row.cleared_at.is_some();
    let is_escalated = row.escalated_at.is_some();
    let ack = if is_cleared { Ack::Cleared } else { Ack::Raised };
    let text = if is_cleared { t("wall.cleared_unacknowledged") } else { alarm_words(&row) };
    let second = match (is_escalated, is_cleared) {
        (true, _) => Some(t("wall.escalated")),
        (false, true) => Some(alarm_words(&row)),
        (false, false) => None,
    };
    let level = if row.level == contract::sensing::Level::One { "1" } else { "2" };
    let sounding = move || is_sounding(wall).then(sounding_note);
    let acknowledge = acknowledge_button(wall, id);
    let there = button(t("wall.go_there"), move || {
        if let Some(row) = wall.row(id) {
            wall.go_to(&row);
        }
    });
    // The alarm was announced once, in the one urgent region, so that the band is no second.
    view! {
        <section class="band" data-level=level data-unanswered=is_escalated aria-label=t("wall.alarms")>
            {mark_with(row.level.mark(), term(row.level), Some(ack), MarkSize::Large)}
            <p class="band-text">{text}</p>
            {second.map(|second| view! { <p class="band-note">{second}</p> })}
            {sounding}
            <div class="band-acts">
                {acknowledge}
                {there}
            </div>
        </section>
    }
    .into_any()
}

fn sounding_note() -> AnyView {
    view! { <p class="band-note">{kit::icon("sound")}{t("wall.sounding")}</p> }.into_any()
}

fn is_sounding(wall: Wall) -> bool {
    let is_quiet = wall.sound.quiet_left(kit::each_second()).is_some();
    wall.sound.loud.get() == Loud::On && !is_quiet
}

/// 「确认」, for who may.
pub fn acknowledge_button(wall: Wall, alarm: uuid::Uuid) -> AnyView {
    if !crate::seat::may(Kind::Alarm, contract::Act::Acknowledge) {
        return ().into_any();
    }
    let is_busy = Signal::derive(move || wall.acknowledging.with(|busy| busy.contains(&alarm)));
    kit::busy_button(t("wall.acknowledge"), t("wall.acknowledging"), is_busy, move || {
        wall.acknowledge(vec![alarm]);
    })
}

/// The band of a storm; its words go on while its buttons stay.
fn storm_band(wall: Wall) -> AnyView {
    let is_on = Memo::new(move |_| wall.watch.with(|watch| watch.storm.is_some()));
    let words = move || wall.watch.with(|watch| watch.storm.as_ref().map(storm_words)).unwrap_or_default();
    let is_alone = Memo::new(move |_| {
        let rows = wall.alarms.get().unwrap_or_default();
        wall.watch.with(|watch| moment::band(&rows, watch.storm.as_ref(), kit::each_second()).is_none())
    });
    let drawn = move || {
        is_on.get().then(|| {
            // One sound is told once: by the band of what broke out, if there is one.
            let sounding = move || (is_alone.get() && is_sounding(wall)).then(sounding_note);
            view! {
                <section class="band" data-level="1" aria-label=t("wall.alarms")>
                    <p class="band-text">{words}</p>
                    <p class="band-note">{t("wall.storm_open_first")}</p>
                    {sounding}
                    <div class="band-acts">
                        {button(t("map.list"), move || wall.tab.set("alarm".to_owned()))}
                    </div>
                </section>
            }
        })
    };
    drawn.into_any()
}

/// A band that is no live region: what it says was announced once, and its seconds are not read out.
fn quiet_band(
    level: &'static str,
    words: impl Fn() -> String + Send + 'static,
    note: Option<String>,
    acts: Option<AnyView>,
) -> AnyView {
    view! {
        <section class="band" data-level=level>
            <p class="band-text">{words}</p>
            {note.map(|note| view! { <p class="band-note">{note}</p> })}
            {acts.map(|acts| view! { <div class="band-acts">{acts}</div> })}
        </section>
    }
    .into_any()
}

/// 「50 条告警，10 秒内：一级 12 · 二级 30，3 栋楼」.
#[must_use]
pub fn storm_words(storm: &Storm) -> String {
    let levels: Vec<String> = storm
        .by_level()
        .into_iter()
        .map(|(level, count)| tf(&format!("wall.storm_{}", level.key()), &[("n", &count.to_string())]))
        .collect();
    tf(
        "wall.storm",
        &[
            ("n", &storm.alarms.len().to_string()),
            ("s", &storm.seconds().to_string()),
            ("levels", &levels.join(&t("text.dot"))),
            ("m", &storm.building_count().to_string()),
        ],
    )
}

fn offer_band(wall: Wall) -> AnyView {
    let offered = Memo::new(move |_| wall.offer.get().map(|(alarm, _)| alarm));
    let words = move || {
        let until = wall.offer.get().map_or_else(kit::now, |(_, until)| until);
        let left = (until - kit::each_second()).num_seconds().max(0);
        tf("wall.go_to_alarm_in", &[("n", &left.to_string())])
    };
    let drawn = move || {
        offered.get().map(|alarm| {
            let acts = view! {
                {primary_button(t("wall.go_to_alarm"), move || {
                    if let Some(row) = wall.row(alarm) {
                        wall.go_to(&row);
                    }
                })}
                {button(t("wall.stay_here"), move || wall.offer.set(None))}
            };
            quiet_band("note", words, None, Some(acts.into_any()))
        })
    };
    drawn.into_any()
}

fn sound_band(wall: Wall) -> Option<AnyView> {
    let sound = wall.sound;
    match sound.loud.get() {
        Loud::On => None,
        Loud::Off | Loud::Blocked => {
            let start = primary_button(t("wall.start_duty"), move || sound.start());
            Some(band(BandLevel::Warn, t("wall.sound_off_band"), None, Some(start)))
        }
        Loud::Asked => {
            let acts = view! {
                {primary_button(t("wall.heard_yes"), move || sound.answer(true))}
                {button(t("wall.heard_no"), move || sound.answer(false))}
            };
            Some(band(BandLevel::Warn, t("wall.heard_question"), None, Some(acts.into_any())))
        }
    }
}

fn feed_band() -> AnyView {
    let is_cut = Memo::new(|_| matches!(live::status(), Status::Cut { .. }));
    let words = || tf("live.cut", &[("n", &cut_seconds().to_string())]);
    let is_long = Memo::new(|_| cut_seconds() > 15);
    let drawn = move || {
        if is_cut.get() {
            return quiet_band("offline", words, is_long.get().then(|| t("wall.feed_silent")), None);
        }
        match live::caught_up().filter(|count| *count > 0) {
            Some(count) => {
                band(BandLevel::Ok, tf("live.caught_up", &[("n", &count.to_string())]), None, None)
            }
            None => ().into_any(),
        }
    };
    drawn.into_any()
}

/// For how many seconds nothing was heard; 0 while the feed is on.
fn cut_seconds() -> i64 {
    match live::status() {
        Status::Cut { since } => (kit::each_second() - since).num_seconds().max(0),
        Status::On { .. } => 0,
    }
}

/// 「火情 3-1502 烟感 8.2 %/m」, as far as it is known yet.
#[must_use]
pub fn alarm_words(row: &AlarmRow) -> String {
    let kind = t(&format!("alarm_kind.{}", row.kind));
    let device = moment::short_name(&row.device_name, &row.place);
    let holes = [("kind", kind.as_str()), ("place", &row.place), ("device", device)];
    match (device.is_empty(), reading(row)) {
        (true, Some(value)) => tf("wall.band_plain", &[holes[0], holes[1], ("device", &value)]),
        (true, None) => tf("wall.band_place", &holes),
        (false, Some(value)) => tf("wall.band", &[holes[0], holes[1], holes[2], ("value", &value)]),
        (false, None) => tf("wall.band_plain", &holes),
    }
}

/// 「火情 烟感」: what it is and what told of it, without its place.
#[must_use]
pub fn alarm_name(row: &AlarmRow) -> String {
    let kind = t(&format!("alarm_kind.{}", row.kind));
    let device = moment::short_name(&row.device_name, &row.place);
    if device.is_empty() { kind } else { tf("wall.alarm_name", &[("kind", &kind), ("device", device)]) }
}

/// The reading now, or the one that raised it, with its unit.
#[must_use]
pub fn reading(row: &AlarmRow) -> Option<String> {
    let value: &Value = row.value.as_ref().or(row.raised_value.as_ref())?;
    // A yes says no more than the alarm itself.
    if matches!(value, Value::Flag(_)) {
        return None;
    }
    let property = device_kinds().find_map(|kind| kind.property(&row.property))?;
    Some(cell_text(&property.cell(value))).filter(|text| !text.is_empty())
}
