//! Which columns are on: the person's choice, kept on this device for each module.

use leptos::prelude::*;

use super::line::Head;
use crate::{MenuItem, part, store, words::t};

/// Which columns are on.
#[derive(Clone, Copy)]
pub(crate) struct Columns {
    heads: StoredValue<Vec<(&'static str, String, bool)>>,
    hidden: RwSignal<Vec<String>>,
    module: &'static str,
}

impl Columns {
    pub fn new(module: &'static str, heads: &[Head], hidden: &'static [&'static str]) -> Self {
        let kept = store::kept(&format!("columns.{module}"));
        let off = match kept {
            Some(kept) => kept.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect(),
            None => hidden.iter().map(|key| (*key).to_owned()).collect(),
        };
        let heads = heads.iter().map(|head| (head.key, head.label.clone(), head.is_sortable)).collect();
        Self { heads: StoredValue::new(heads), hidden: RwSignal::new(off), module }
    }

    /// Places, keys, labels and sortability of the columns that are on; tracked.
    pub fn shown(&self) -> Vec<(usize, &'static str, String, bool)> {
        let hidden = self.hidden.get();
        let all = self.heads.get_value().into_iter().enumerate();
        all.filter(|(_, (key, ..))| !hidden.iter().any(|off| off == key))
            .map(|(place, (key, label, is_sortable))| (place, key, label, is_sortable))
            .collect()
    }

    fn turn(&self, key: &'static str) {
        let count = self.heads.with_value(Vec::len);
        self.hidden.update(|hidden| {
            if let Some(at) = hidden.iter().position(|off| off == key) {
                hidden.remove(at);
            } else if hidden.len() + 1 < count {
                // The last column stays: a list of nothing helps nobody.
                hidden.push(key.to_owned());
            }
        });
        store::keep(&format!("columns.{}", self.module), &self.hidden.get_untracked().join(","));
    }

    /// The chooser.
    pub fn chooser_view(self) -> AnyView {
        let items = Signal::derive(move || {
            let hidden = self.hidden.get();
            let heads = self.heads.get_value();
            let item = |(key, label, _): (&'static str, String, bool)| {
                let is_on = !hidden.iter().any(|off| off == key);
                MenuItem::new(label, move || self.turn(key)).checked(is_on).staying()
            };
            heads.into_iter().map(item).collect::<Vec<_>>()
        });
        let face = view! {
            {part::icon("columns")}
            {t("list.columns")}
        };
        part::menu_button(face.into_any(), "button quiet", String::new(), None, items)
    }
}
