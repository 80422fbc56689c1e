//! Every word on a screen, by key: Chinese first, English beside it. Never joined from parts.

use crate::Term;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, sync::OnceLock};

mod admin;
mod application;
mod field;
mod figure;
mod frame;
mod grid;
mod kiosk;
mod kit;
mod map;
mod register;
mod resident;
mod setting;
mod state;
mod term;
mod wall;
mod work;

/// A line of the catalogue: key, Chinese, English.
type Line = (&'static str, &'static str, &'static str);

/// The catalogue, by chapters.
pub const CATALOGUE: &[&[Line]] = &[
    term::LINES,
    field::LINES,
    application::LINES,
    frame::LINES,
    state::LINES,
    kit::LINES,
    map::LINES,
    wall::LINES,
    grid::LINES,
    work::LINES,
    resident::LINES,
    register::LINES,
    kiosk::LINES,
    admin::LINES,
    setting::LINES,
    figure::LINES,
];

/// A language of the screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The tag for `<html lang>`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

fn index() -> &'static HashMap<&'static str, (&'static str, &'static str)> {
    static INDEX: OnceLock<HashMap<&'static str, (&'static str, &'static str)>> = OnceLock::new();
    INDEX.get_or_init(|| CATALOGUE.iter().copied().flatten().map(|&(key, zh, en)| (key, (zh, en))).collect())
}

/// Whether the catalogue has this key.
#[must_use]
pub fn exists(key: &str) -> bool {
    index().contains_key(key)
}

/// The key as the catalogue holds it, for what must outlive a key that was put together.
#[must_use]
pub fn known(key: &str) -> Option<&'static str> {
    index().get_key_value(key).map(|(key, _)| *key)
}

/// The words of a key; the key itself when the catalogue lacks it (a test finds those).
#[must_use]
pub fn label(key: &str, lang: Lang) -> String {
    match (index().get(key), lang) {
        (Some((zh, _)), Lang::Zh) => (*zh).to_owned(),
        (Some((_, en)), Lang::En) => (*en).to_owned(),
        (None, _) => key.to_owned(),
    }
}

/// The words of a vocabulary's value.
#[must_use]
pub fn term_label<T: Term>(term: T, lang: Lang) -> String {
    label(&format!("{}.{}", T::VOCABULARY, term.key()), lang)
}

/// The words of a key with its `{holes}` filled.
#[must_use]
pub fn phrase(key: &str, lang: Lang, holes: &[(&str, &str)]) -> String {
    let mut text = label(key, lang);
    for (name, value) in holes {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{identity, registry, sensing, spatial, work};
    use std::collections::HashSet;

    #[test]
    fn no_key_is_given_twice_and_none_is_empty() {
        let mut seen = HashSet::new();
        for (key, zh, en) in CATALOGUE.iter().copied().flatten() {
            assert!(seen.insert(key), "{key} stands twice");
            assert!(!zh.is_empty() && !en.is_empty(), "{key} is empty");
        }
    }

    #[test]
    fn both_languages_have_the_same_holes() {
        let holes = |text: &str| -> HashSet<String> {
            text.split('{')
                .skip(1)
                .filter_map(|t| t.split_once('}'))
                .map(|(hole, _)| hole.to_owned())
                .collect()
        };
        for (key, zh, en) in CATALOGUE.iter().copied().flatten() {
            assert_eq!(holes(zh), holes(en), "{key}");
        }
    }

    fn labelled<T: Term>(missing: &mut Vec<String>) {
        missing
            .extend(T::ALL.iter().map(|t| format!("{}.{}", T::VOCABULARY, t.key())).filter(|k| !exists(k)));
    }

    #[test]
    fn every_value_of_every_vocabulary_is_labelled() {
        let missing = &mut vec![];
        labelled::<crate::Kind>(missing);
        labelled::<crate::Act>(missing);
        labelled::<crate::Scope>(missing);
        labelled::<crate::architecture::CimLayer>(missing);
        labelled::<identity::Audience>(missing);
        labelled::<identity::UserState>(missing);
        labelled::<identity::Outcome>(missing);
        labelled::<identity::GrantState>(missing);
        labelled::<identity::terminal::TerminalKind>(missing);
        labelled::<identity::terminal::TerminalState>(missing);
        labelled::<spatial::AreaKind>(missing);
        labelled::<spatial::GroundClass>(missing);
        labelled::<spatial::BuildingUse>(missing);
        labelled::<spatial::Occupancy>(missing);
        labelled::<spatial::Origin>(missing);
        labelled::<registry::Relation>(missing);
        labelled::<registry::Purpose>(missing);
        labelled::<registry::Register>(missing);
        labelled::<sensing::Level>(missing);
        labelled::<sensing::DeviceLink>(missing);
        labelled::<sensing::LinkageKind>(missing);
        labelled::<sensing::CommandState>(missing);
        labelled::<work::WorkState>(missing);
        labelled::<work::Source>(missing);
        assert!(missing.is_empty(), "no label: {missing:?}");
    }

    #[test]
    fn every_column_and_field_is_labelled() {
        let mut keys: Vec<&str> = vec![];
        macro_rules! columns { ($($list:expr),+ $(,)?) => { $( keys.extend($list.iter().map(|c| c.label)); )+ } }
        columns!(
            identity::USER_COLUMNS,
            identity::AUDIT_COLUMNS,
            identity::terminal::TERMINAL_COLUMNS,
            spatial::BUILDING_COLUMNS,
            spatial::DWELLING_COLUMNS,
            registry::TENANCY_COLUMNS,
            sensing::DEVICE_COLUMNS,
            sensing::ALARM_COLUMNS,
            sensing::CREDENTIAL_COLUMNS,
            sensing::REJECTION_COLUMNS,
            work::WORK_COLUMNS,
            work::DUTY_COLUMNS,
            crate::publishing::COLUMNS,
        );
        macro_rules! fields {
            ($($list:expr),+ $(,)?) => {
                $( keys.extend($list.iter().flat_map(|f| [Some(f.label), f.hint].into_iter().flatten())); )+
            }
        }
        fields!(
            identity::USER_FIELDS,
            identity::GRANT_FIELDS,
            identity::ENDING_FIELDS,
            work::CALENDAR_FIELDS,
            identity::terminal::TERMINAL_FIELDS,
            identity::terminal::PAIR_FIELDS,
            identity::USER_CHANGE_FIELDS,
            identity::ROLE_FIELDS,
            identity::ORGANISATION_FIELDS,
            spatial::DWELLING_FIELDS,
            registry::MOVE_IN_FIELDS,
            sensing::DEVICE_FIELDS,
            crate::publishing::FIELDS,
        );
        let missing: Vec<_> = keys.iter().filter(|k| !exists(k)).collect();
        assert!(missing.is_empty(), "no label: {missing:?}");
        for kind in identity::ORGANISATION_KINDS {
            assert!(exists(&format!("organisation_kind.{kind}")), "{kind}");
        }
    }
}
