//! Commands of a device, with what was asked for beside what it reports.

use chrono::{DateTime, Utc};
use contract::{
    Act, DeviceId, Kind,
    field::Input,
    sensing::{ANSWER_WITHIN_SECONDS, DatastreamRow, Value, ValueType},
};
use kit::{Call, FieldView, RowLook, t, tf};
use leptos::prelude::*;

use super::{property, value_text};
use crate::{seat::may, shell::mishap::Mishap, trouble::ask};

/// The id of the field in which the text of a command is typed.
const TEXT: &str = "command-text";

/// The commands of one device.
#[derive(Clone, Copy)]
pub struct Commands {
    device: DeviceId,
    mishap: Mishap,
    done: Call,
    /// What was sent from here, and when, to tell how long no answer has come.
    sent: RwSignal<Option<(String, DateTime<Utc>)>>,
    /// The property whose text is being typed.
    typing: RwSignal<Option<String>>,
    is_typing: RwSignal<bool>,
    text: RwSignal<String>,
}

impl Commands {
    /// No command yet; `done` is called when one was sent.
    #[must_use]
    pub fn new(device: DeviceId, mishap: Mishap, done: Call) -> Self {
        Self {
            device,
            mishap,
            done,
            sent: RwSignal::new(None),
            typing: RwSignal::new(None),
            is_typing: RwSignal::new(false),
            text: RwSignal::new(String::new()),
        }
    }

    /// What the device reports now, against limits and what was asked of it.
    #[must_use]
    pub fn readings_view(self, streams: &[DatastreamRow]) -> AnyView {
        if streams.is_empty() {
            return kit::empty_view("datastream", None);
        }
        kit::rows(streams.iter().map(|stream| self.reading_view(stream)).collect())
    }

    fn reading_view(self, stream: &DatastreamRow) -> AnyView {
        let key = &stream.property;
        let value =
            stream.value.as_ref().map_or_else(|| t("cell.not_reported"), |value| value_text(key, value));
        let mut notes: Vec<String> = stream
            .limits
            .iter()
            .map(|(level, limit)| {
                let value = value_text(key, &Value::Number(*limit));
                tf("device.limit_of", &[("level", &kit::term(*level)), ("value", &value)])
            })
            .collect();
        if let Some(desired) =
            stream.desired.as_ref().filter(|desired| stream.value.as_ref() != Some(*desired))
        {
            let desired = value_text(key, desired);
            notes.push(tf("device.desired_is", &[("desired", &desired), ("reported", &value)]));
        }
        let title = tf("device.reading", &[("property", &t(&format!("property.{key}"))), ("value", &value)]);
        kit::row(RowLook {
            title,
            note: notes.join(t("text.dot").as_str()),
            time: stream.phenomenon_at.map(kit::instant_view),
            acts: self.acts_view(stream),
            ..RowLook::default()
        })
    }

    fn acts_view(self, stream: &DatastreamRow) -> Option<AnyView> {
        let property = property(&stream.property).filter(|property| property.is_commanded)?;
        if !untrack(|| may(Kind::Device, Act::Command)) || crate::route::is_wall() {
            return None;
        }
        let key = property.key;
        let waiting = self.waiting_view(stream);
        let press = match property.values {
            ValueType::Flag => {
                let is_on = matches!(stream.value, Some(Value::Flag(true)));
                let label = t(verb(key, !is_on));
                kit::button(label.clone(), move || self.confirm(key, Value::Flag(!is_on), &label))
            }
            _ => kit::button(t(verb(key, true)), move || {
                self.text.set(String::new());
                self.typing.set(Some(key.to_owned()));
                self.is_typing.set(true);
            }),
        };
        Some(view! { {waiting} {press} }.into_any())
    }

    /// How long no answer has come to what was sent from here.
    fn waiting_view(self, stream: &DatastreamRow) -> AnyView {
        let is_open = stream.desired.is_some() && stream.desired != stream.value;
        let key = stream.property.clone();
        let view = move || {
            let (property, at) = self.sent.get()?;
            if !is_open || property != key {
                return None;
            }
            let seconds = (kit::each_second() - at).num_seconds();
            let (tone, text) = if seconds < ANSWER_WITHIN_SECONDS {
                ("quiet", t("device.command_sent"))
            } else {
                ("warn", tf("device.command_unanswered", &[("n", &seconds.to_string())]))
            };
            Some(kit::tag_view(tone, text))
        };
        view.into_any()
    }

    fn confirm(self, key: &'static str, value: Value, label: &str) {
        let thing = t(&format!("property.{key}"));
        let question = tf("device.command_question", &[("thing", &thing), ("act", label)]);
        kit::confirm(question, None, label.to_owned(), false, move || self.send(key.to_owned(), value));
    }

    fn send(self, key: String, value: Value) {
        let sent = key.clone();
        kit::run(ask(api::sensing::command_device(self.device, key, value)), move |result| {
            if self.mishap.take(result).is_some() {
                self.sent.try_set(Some((sent, kit::now())));
                kit::toast(t("device.command_sent"));
                self.done.try_run(());
            }
        });
    }

    /// The dialog in which the text of a command is typed.
    #[must_use]
    pub fn dialog_view(self) -> AnyView {
        let title = Signal::derive(move || {
            let key = self.typing.get().unwrap_or_default();
            t(verb(&key, true))
        });
        let field = FieldView::new(TEXT, String::new(), Input::Text(200), self.text);
        let checked = field.clone();
        let body = move || {
            let label = t(&format!("property.{}", self.typing.get_untracked().unwrap_or_default()));
            field.fault.set(None);
            let is_typed = move || self.text.with(|text| !text.trim().is_empty());
            let field = kit::field_view(FieldView { label, ..field.clone() });
            view! { <div data-unsaved=is_typed>{field}</div> }.into_any()
        };
        let acts = move || {
            let checked = checked.clone();
            let send = move || {
                if !checked.check() {
                    kit::focus_on(TEXT);
                    return;
                }
                let text = self.text.get_untracked().trim().to_owned();
                let Some(key) = self.typing.get_untracked() else { return };
                self.is_typing.set(false);
                self.send(key, Value::Text(text));
            };
            view! {
                {kit::button(t("form.cancel"), move || kit::leave(move || {
                    self.is_typing.try_set(false);
                }))}
                {kit::primary_button(t("device.command_send"), send)}
            }
            .into_any()
        };
        kit::dialog(self.is_typing, title, body, acts)
    }
}

/// Label key of what is done when a property is commanded.
fn verb(property: &str, is_on: bool) -> &'static str {
    match (property, is_on) {
        ("locked", true) => "device.command.lock",
        ("locked", false) => "device.command.unlock",
        ("sounding", false) => "device.command.silence",
        ("text", _) => "device.command.show_text",
        ("preset", _) => "device.command.go_preset",
        (_, true) => "device.command.turn_on",
        (_, false) => "device.command.turn_off",
    }
}
