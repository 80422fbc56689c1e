//! The timeline of a record: who did what when and why, newest or oldest first as the person likes, day by day.

use chrono::NaiveDate;
use contract::{
    Act, Kind, label,
    time::day_of,
    work::{EntryRow, Source, WorkState, stage_key},
};
use leptos::prelude::*;

use crate::{
    Album, Choice,
    focus::fresh_id,
    photo_list, segmented, store, tag_view, time,
    words::{act_word, t, term, tf},
};

/// Where the person's order is kept.
const ORDER: &str = "timeline.order";

/// Draws the timeline of a work item of that kind.
#[must_use]
pub fn timeline(kind: Kind, entries: Vec<EntryRow>, album: Album) -> AnyView {
    let id = fresh_id("timeline");
    let order = RwSignal::new(store::kept(ORDER).unwrap_or_else(|| "newest".to_owned()));
    let shown = RwSignal::new("all".to_owned());
    Effect::new(move |before: Option<String>| {
        let now = order.get();
        if before.is_some_and(|before| before != now) {
            store::keep(ORDER, &now);
        }
        now
    });
    let has_entries = !entries.is_empty();
    let told = StoredValue::new((entries, album));
    let days = move || {
        let (shown, order) = (shown.get(), order.get());
        told.with_value(|(entries, album)| {
            by_day(chosen(entries, &shown, &order))
                .into_iter()
                .map(|(day, entries)| day_view(kind, day, entries, album))
                .collect_view()
        })
    };
    let controls = has_entries.then(|| controls_view(&id, shown, order));
    let none = (!has_entries).then(|| view! { <p class="hint">{t("state.empty.any.entry")}</p> });
    view! {
        <section class="timeline" data-lanes="2" aria-labelledby=id>
            <header class="timeline-head">
                <h3 id=id.clone()>{t("timeline.title")}</h3>
                {controls}
            </header>
            {none}
            {days}
        </section>
    }
    .into_any()
}

fn controls_view(id: &str, shown: RwSignal<String>, order: RwSignal<String>) -> AnyView {
    let sources = ["all", "people", "system"].map(|key| Choice::new(key, t(&format!("timeline.{key}"))));
    let orders = ["newest", "oldest"].map(|key| Choice::new(key, t(&format!("timeline.{key}"))));
    view! {
        {segmented(&format!("{id}-source"), t("list.filters"), sources.to_vec(), shown)}
        {segmented(&format!("{id}-order"), t("list.sort"), orders.to_vec(), order)}
    }
    .into_any()
}

/// The entries that are shown, in the order they are read.
fn chosen(entries: &[EntryRow], shown: &str, order: &str) -> Vec<EntryRow> {
    let is_shown = |entry: &&EntryRow| match shown {
        "people" => entry.source == Source::Person,
        "system" => entry.source != Source::Person,
        _ => true,
    };
    let mut entries: Vec<EntryRow> = entries.iter().filter(is_shown).cloned().collect();
    // What happened in the same instant keeps the server's order.
    entries.sort_by_key(|entry| entry.at);
    if order == "newest" {
        entries.reverse();
    }
    entries
}

/// Entries under the day on which they happened here.
fn by_day(entries: Vec<EntryRow>) -> Vec<(NaiveDate, Vec<EntryRow>)> {
    let mut days: Vec<(NaiveDate, Vec<EntryRow>)> = Vec::new();
    for entry in entries {
        let day = day_of(entry.at);
        match days.last_mut() {
            Some((last, entries)) if *last == day => entries.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    days
}

fn day_view(kind: Kind, day: NaiveDate, entries: Vec<EntryRow>, album: &Album) -> AnyView {
    let head = time::day_head(day, day_of(time::now()));
    let entries = entries.into_iter().map(|entry| entry_view(kind, entry, album)).collect_view();
    view! {
        <h4 class="timeline-day">{head}</h4>
        <ol class="timeline-list">{entries}</ol>
    }
    .into_any()
}

fn entry_view(kind: Kind, entry: EntryRow, album: &Album) -> AnyView {
    let who = if entry.capacity.is_empty() {
        entry.actor.clone()
    } else {
        format!("{}{}{}", entry.actor, t("text.dot"), entry.capacity)
    };
    let to = entry
        .assignee_name
        .as_ref()
        .map(|name| view! { <span class="timeline-who">"→ "{name.clone()}</span> });
    let photos = (!entry.photos.is_empty()).then(|| photo_list(&entry.photos, album, Some(entry.at)));
    let note = note_words(&entry);
    let reason =
        (!note.is_empty()).then(|| view! { <blockquote class="timeline-reason">{note}</blockquote> });
    let typed = entry.typed_at.map(|at| {
        let text = tf("timeline.typed_at", &[("time", &time::clock(at))]);
        view! { <p class="hint">{text}</p> }
    });
    view! {
        <li class="timeline-entry" data-source=entry.source.to_string()>
            <time class="timeline-time" datetime=time::machine(entry.at) title=time::exact(entry.at)>
                {time::clock(entry.at)}
            </time>
            <div class="timeline-text">
                <p class="timeline-act">
                    <strong>{act_words(kind, entry.act)}</strong>
                    " "
                    <span class="timeline-who">{who}</span>
                    " "
                    {to}
                    " "
                    {tag_view("quiet", term(entry.source))}
                </p>
                {reason}
                {typed}
                {photos}
            </div>
        </li>
    }
    .into_any()
}

/// What was written; a device or a rule writes the key of a sentence, which each reader reads in their language.
fn note_words(entry: &EntryRow) -> String {
    if entry.source != Source::Person && label::exists(&entry.note) {
        t(&entry.note)
    } else {
        entry.note.clone()
    }
}

/// The act's verb; the first entry of an item is its report.
fn act_words(kind: Kind, act: Act) -> String {
    match act {
        Act::Create => t(&stage_key(kind, WorkState::Reported)),
        act => act_word(kind, act),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str, source: Source) -> EntryRow {
        EntryRow {
            id: contract::FileId::fresh().0,
            at: chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc(),
            typed_at: None,
            source,
            actor: "演示网格员01".into(),
            capacity: String::new(),
            act: Act::Note,
            state: WorkState::Taken,
            note: String::new(),
            photos: vec![],
            assignee_name: None,
        }
    }

    #[test]
    fn a_day_begins_at_midnight_here() {
        let entries = vec![
            entry("2026-03-02T00:10:00+08:00", Source::Person),
            entry("2026-03-01T23:50:00+08:00", Source::Rule),
        ];
        assert_eq!(by_day(entries).len(), 2);
    }

    #[test]
    fn what_a_device_says_is_put_into_words_and_what_a_person_writes_stays() {
        let mut told = entry("2026-03-02T08:00:00+08:00", Source::Device);
        told.note = "work.entry.alarm_cleared".into();
        assert_eq!(note_words(&told), "设备恢复正常");
        told.source = Source::Person;
        assert_eq!(note_words(&told), "work.entry.alarm_cleared");
    }

    #[test]
    fn an_entry_is_told_in_the_words_of_its_case_type() {
        assert_eq!(act_words(Kind::Repair, Act::Resolve), "完成");
        assert_eq!(act_words(Kind::FireHazard, Act::Resolve), "提交核查");
        assert_eq!(act_words(Kind::Repair, Act::Create), "上报");
    }

    #[test]
    fn people_can_be_read_alone_and_the_newest_first() {
        let entries = [
            entry("2026-03-02T08:00:00+08:00", Source::Person),
            entry("2026-03-02T08:05:00+08:00", Source::Device),
            entry("2026-03-02T08:10:00+08:00", Source::Person),
        ];
        let read = chosen(&entries, "people", "newest");
        assert_eq!(read.iter().map(|e| e.at).collect::<Vec<_>>(), [entries[2].at, entries[0].at]);
    }
}
