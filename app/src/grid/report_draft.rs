//! What is typed for a report, kept on this device until it is sent or lies in the outbox.

use chrono::{DateTime, Duration, Utc};
use contract::{FieldFault, WorkItemId, geo::Wgs84};
use kit::{Photos, time};
use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use crate::{
    offline::{Settled, kept_photos, queue},
    trouble::ask,
};

/// Where it is kept.
const KEPT: &str = "report";
/// Where its photos are kept.
const PHOTOS: &str = "report";
/// Hours for which a spot that was pointed at comes back. By then the worker is elsewhere, and it would go before where
/// the device is.
const POINTED_HOURS: i64 = 4;

/// What is typed.
#[derive(Clone, Copy)]
pub struct Form {
    /// Identity of the report to be, one for all tries.
    pub id: StoredValue<WorkItemId>,
    /// Photos.
    pub photos: Photos,
    /// What was seen.
    pub note: RwSignal<String>,
    /// Where it is, in words.
    pub place: RwSignal<String>,
    /// What is wrong with the place.
    pub place_fault: RwSignal<Option<FieldFault>>,
    /// Pointed at on the map, in place of the device's own position.
    pub pointed: RwSignal<Option<Wgs84>>,
    /// Whether it is being sent.
    pub is_busy: RwSignal<bool>,
    /// What became of it.
    pub outcome: RwSignal<Option<Settled>>,
    /// When that was typed which came back, until it is discarded or sent.
    pub restored_at: RwSignal<Option<DateTime<Utc>>>,
}

/// What is typed beside the photos.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Typed {
    note: String,
    place: String,
    pointed: Option<Wgs84>,
}

/// The same as this device keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Kept {
    id: WorkItemId,
    /// When it was typed; an older program didn't say.
    at: Option<DateTime<Utc>>,
    #[serde(flatten)]
    typed: Typed,
}

impl Kept {
    fn read() -> Option<Self> {
        serde_json::from_str(&kit::typed(KEPT)?).ok()
    }

    /// What of it comes back by now.
    fn back(mut self, now: DateTime<Utc>) -> Self {
        if self.at.is_none_or(|at| now - at > Duration::hours(POINTED_HOURS)) {
            self.typed.pointed = None;
        }
        self
    }
}

impl Form {
    /// The form; what was kept of it comes back, unless the outbox has that: its page was left while it was sent.
    pub fn open() -> Self {
        let empty = || RwSignal::new(String::new());
        let form = Self {
            id: StoredValue::new(WorkItemId::fresh()),
            photos: kept_photos(PHOTOS),
            note: empty(),
            place: empty(),
            place_fault: RwSignal::new(None),
            pointed: RwSignal::new(None),
            is_busy: RwSignal::new(false),
            outcome: RwSignal::new(None),
            restored_at: RwSignal::new(None),
        };
        let kept = Kept::read();
        // What came back; until that is known, what was kept stays as it is.
        let begun = RwSignal::new(kept.is_none().then(Typed::default));
        Effect::new(move |before: Option<Option<Typed>>| {
            let begun = begun.get()?;
            let now = form.typed();
            if now != before.flatten().unwrap_or(begun) {
                form.keep(now.clone());
            }
            Some(now)
        });
        if let Some(kept) = kept {
            spawn_local(async move {
                let came_back = if queue().has(kept.id.0).await || is_known(kept.id).await {
                    Self::forget(kept.id);
                    Typed::default()
                } else {
                    form.restore(kept.back(time::now()))
                };
                begun.try_set(Some(came_back));
            });
        }
        form
    }

    /// What is typed; tracked.
    fn typed(self) -> Typed {
        Typed { note: self.note.get(), place: self.place.get(), pointed: self.pointed.get() }
    }

    fn keep(self, typed: Typed) {
        if typed == Typed::default() {
            kit::drop_typed(KEPT);
            return;
        }
        let kept = Kept { id: self.id.get_value(), at: Some(time::now()), typed };
        if let Ok(text) = serde_json::to_string(&kept) {
            kit::keep_typed(KEPT, &text);
        }
    }

    /// Puts back what was kept, beside what was typed meanwhile, and answers it. It keeps its identity, so that one which
    /// the server has all the same is no second.
    fn restore(self, Kept { id, at, typed }: Kept) -> Typed {
        // The page may have gone, or be sending something already.
        if typed == Typed::default() || self.is_busy.try_get_untracked() != Some(false) {
            return Typed::default();
        }
        self.id.set_value(id);
        for (field, text) in [(self.note, &typed.note), (self.place, &typed.place)] {
            if field.with_untracked(String::is_empty) {
                field.set(text.clone());
            }
        }
        if self.pointed.with_untracked(Option::is_none) {
            self.pointed.set(typed.pointed);
        }
        self.restored_at.set(at);
        typed
    }

    /// Empties the form, for the next report.
    pub fn begin_anew(self) {
        self.id.set_value(WorkItemId::fresh());
        self.photos.set(Vec::new());
        self.note.set(String::new());
        self.place.set(String::new());
        self.place_fault.set(None);
        self.pointed.set(None);
        self.restored_at.set(None);
    }

    /// Forgets what was kept of a report; what was typed for the next one meanwhile stays.
    pub fn forget(id: WorkItemId) {
        if Kept::read().is_some_and(|kept| kept.id == id) {
            kit::drop_typed(KEPT);
        }
    }
}

/// Whether the server has the report: it was sent, and its page left before that was told here.
async fn is_known(id: WorkItemId) -> bool {
    ask(api::work::read_work(id)).await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(at: Option<DateTime<Utc>>) -> Kept {
        let pointed = Some(Wgs84 { lon: 120.1, lat: 30.2 });
        let typed = Typed { note: "纸箱堆到了二楼".into(), place: "2".into(), pointed };
        Kept { id: WorkItemId::fresh(), at, typed }
    }

    #[test]
    fn a_spot_that_was_pointed_at_hours_ago_does_not_come_back_and_the_words_do() {
        let now = DateTime::from_timestamp(100_000, 0).unwrap();
        let recent = kept(Some(now - Duration::hours(1)));
        assert_eq!(recent.clone().back(now), recent);
        let old = kept(Some(now - Duration::hours(POINTED_HOURS + 1)));
        let back = old.clone().back(now);
        assert_eq!(back.typed, Typed { pointed: None, ..old.typed });
        assert_eq!((back.id, back.at), (old.id, old.at));
    }

    #[test]
    fn what_was_kept_before_it_said_when_is_still_read() {
        let mut value = serde_json::to_value(kept(None)).unwrap();
        assert!(value.as_object_mut().unwrap().remove("at").is_some());
        let read: Kept = serde_json::from_value(value).unwrap();
        let back = read.back(DateTime::from_timestamp(100_000, 0).unwrap());
        assert_eq!((back.typed.note.as_str(), back.typed.pointed), ("纸箱堆到了二楼", None));
    }
}
