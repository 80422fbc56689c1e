//! What was typed is kept on this device after each field, and comes back to its writer after a reload.

use contract::field::Input;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::field::FieldView;
use crate::{
    Call,
    part::{BandLevel, band, quiet_button},
    store, time,
    words::{t, tf},
};

/// Field names that are never kept, whatever their input is.
const NEVER: [&str; 3] = ["password", "phone", "id_number"];

#[derive(Serialize, Deserialize)]
struct Kept {
    at: chrono::DateTime<chrono::Utc>,
    values: BTreeMap<String, String>,
}

fn may_be_kept(key: &str, input: Input) -> bool {
    !NEVER.contains(&key) && !matches!(input, Input::Phone | Input::Password)
}

fn place(key: &str) -> String {
    format!("draft.{key}")
}

/// Keeps what is typed now.
pub(crate) fn keep(kept_key: &str, items: &[(&'static str, FieldView)]) {
    let values = items
        .iter()
        .filter(|(key, item)| may_be_kept(key, item.input))
        .map(|(key, item)| ((*key).to_owned(), item.value.get_untracked()))
        .collect();
    if let Ok(text) = serde_json::to_string(&Kept { at: time::now(), values }) {
        store::keep_typed(&place(kept_key), &text);
    }
}

/// Puts back what was kept; tells when that was, if it differs from what the form begins with.
pub(crate) fn restore(
    kept_key: &str,
    items: &[(&'static str, FieldView)],
) -> Option<chrono::DateTime<chrono::Utc>> {
    let kept: Kept = serde_json::from_str(&store::typed(&place(kept_key))?).ok()?;
    let mut is_changed = false;
    for (key, item) in items {
        if let Some(value) = kept.values.get(*key)
            && item.value.with_untracked(|now| now != value)
        {
            item.value.set(value.clone());
            is_changed = true;
        }
    }
    is_changed.then_some(kept.at)
}

/// Forgets what was kept.
pub(crate) fn forget(kept_key: &str) {
    store::drop_typed(&place(kept_key));
}

/// Says of when what came back is, with the button that discards it; nothing when nothing came back, or once it is gone.
#[must_use]
pub fn restored_band(restored_at: RwSignal<Option<chrono::DateTime<chrono::Utc>>>, discard: Call) -> AnyView {
    let view = move || {
        restored_at.get().map(|at| {
            let text = tf("form.restored", &[("time", &time::absolute(at, time::now()))]);
            let act = quiet_button(t("form.drop_kept"), move || {
                discard.try_run(());
                restored_at.set(None);
            });
            band(BandLevel::Note, text, None, Some(act))
        })
    };
    view.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_a_person_is_never_kept() {
        assert!(!may_be_kept("id_number", Input::Text(18)));
        assert!(!may_be_kept("contact", Input::Phone));
        assert!(!may_be_kept("secret", Input::Password));
        assert!(may_be_kept("title", Input::Text(60)));
    }
}
