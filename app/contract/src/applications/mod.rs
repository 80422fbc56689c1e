//! Applications: typed declarations on the engines. Adding one adds a file here, its line below, its labels, and a kind
//! for each case type.

use crate::{
    Kind,
    sensing::{DeviceKind, LinkageKind, rule::Rule},
    work::CaseType,
};

pub mod environment;
pub mod fire_safety;
pub mod public_device;
pub mod repair;

/// What one application adds to the engines.
pub struct Application {
    /// Key; its label is `application.<key>`.
    pub key: &'static str,
    /// Device kinds that it declares.
    pub device_kinds: &'static [DeviceKind],
    /// Case types that it declares.
    pub case_types: &'static [CaseType],
    /// Rules to begin with; data from then on.
    pub rules: fn() -> Vec<Rule>,
    /// What is set off by an alarm kind.
    pub linkages: &'static [Linkage],
    /// Layers of the one map.
    pub layers: &'static [Layer],
}

/// What an alarm kind sets off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Linkage {
    /// Key of the alarm kind.
    pub alarm_kind: &'static str,
    /// Actions, in order.
    pub actions: &'static [LinkageKind],
}

/// A layer of the one map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layer {
    /// Key in the address; its label is `layer.<key>`.
    pub key: &'static str,
    /// What it draws.
    pub draws: Draws,
    /// Whether it is on to begin with.
    pub is_on: bool,
}

/// What a layer draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Draws {
    /// Devices of these kinds.
    Devices(&'static [&'static str]),
    /// Open work items of a case type.
    Cases(Kind),
}

/// All applications.
pub const APPLICATIONS: &[&Application] = &[
    &fire_safety::APPLICATION,
    &public_device::APPLICATION,
    &environment::APPLICATION,
    &repair::APPLICATION,
];

/// All device kinds.
pub fn device_kinds() -> impl Iterator<Item = &'static DeviceKind> {
    APPLICATIONS.iter().flat_map(|a| a.device_kinds)
}

/// The device kind with this key.
#[must_use]
pub fn device_kind(key: &str) -> Option<&'static DeviceKind> {
    device_kinds().find(|k| k.key == key)
}

/// All case types.
pub fn case_types() -> impl Iterator<Item = &'static CaseType> {
    APPLICATIONS.iter().flat_map(|a| a.case_types)
}

/// Kinds of all case types.
pub const CASE_KINDS: &[Kind] = &{
    let mut kinds = [Kind::Area; case_type_count()];
    let (mut application, mut found) = (0, 0);
    while application < APPLICATIONS.len() {
        let types = APPLICATIONS[application].case_types;
        let mut of_application = 0;
        while of_application < types.len() {
            kinds[found] = types[of_application].kind;
            of_application += 1;
            found += 1;
        }
        application += 1;
    }
    kinds
};

const fn case_type_count() -> usize {
    let (mut application, mut count) = (0, 0);
    while application < APPLICATIONS.len() {
        count += APPLICATIONS[application].case_types.len();
        application += 1;
    }
    count
}

/// The case type of a kind.
#[must_use]
pub fn case_type(kind: Kind) -> Option<&'static CaseType> {
    case_types().find(|t| t.kind == kind)
}

/// The case type of which an alarm of this kind opens a case, with the category that it gets.
#[must_use]
pub fn opened_by(alarm_kind: &str) -> Option<(&'static CaseType, &'static str)> {
    case_types().find_map(|case| {
        let (_, category) = case.opened_by.iter().find(|(kind, _)| *kind == alarm_kind)?;
        Some((case, *category))
    })
}

/// All layers.
pub fn layers() -> impl Iterator<Item = &'static Layer> {
    APPLICATIONS.iter().flat_map(|a| a.layers)
}

/// What an alarm kind sets off.
#[must_use]
pub fn linkage(alarm_kind: &str) -> Option<&'static Linkage> {
    APPLICATIONS.iter().flat_map(|a| a.linkages).find(|l| l.alarm_kind == alarm_kind)
}

/// Reads details as their typed struct, naming the field that is wrong.
pub(crate) fn typed<T: serde::de::DeserializeOwned>(
    details: &serde_json::Value,
) -> Result<T, Vec<crate::FieldFault>> {
    serde_json::from_value(details.clone())
        .map_err(|_| vec![crate::FieldFault::new("details", "field.wrong_type")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Act, Term, identity::role::ROLES, label, work::WorkState};
    use std::collections::HashSet;

    #[test]
    fn keys_are_given_once() {
        let kinds: Vec<_> = device_kinds().map(|k| k.key).collect();
        assert_eq!(kinds.iter().collect::<HashSet<_>>().len(), kinds.len());
        let prefixes: HashSet<_> = device_kinds().map(|k| k.prefix).collect();
        assert_eq!(prefixes.len(), kinds.len());
        let numbers: HashSet<_> = case_types().map(|t| t.prefix).collect();
        assert_eq!(numbers.len(), case_types().count());
        let layer_keys: HashSet<_> = layers().map(|l| l.key).collect();
        assert_eq!(layer_keys.len(), layers().count());
    }

    #[test]
    fn every_declared_thing_has_labels_in_both_languages() {
        let mut keys = vec![];
        for application in APPLICATIONS {
            keys.push(format!("application.{}", application.key));
            keys.extend(application.layers.iter().map(|l| format!("layer.{}", l.key)));
            for kind in application.device_kinds {
                keys.push(format!("device_kind.{}", kind.key));
                keys.extend(kind.properties.iter().map(|p| format!("property.{}", p.key)));
            }
            for case in application.case_types {
                keys.extend(
                    case.categories.iter().map(|c| format!("{}.category.{}", case.kind.key(), c.key)),
                );
                keys.extend(case.details.iter().map(|d| d.label.to_owned()));
                keys.extend(case.lists.iter().map(|l| l.title.to_owned()));
                keys.extend(["title", "new_for", "numbered"].map(|key| format!("{}.{key}", case.kind.key())));
            }
            for rule in (application.rules)() {
                keys.push(format!("rule.{}", rule.key));
                keys.push(format!("alarm_kind.{}", rule.alarm_kind));
            }
        }
        let missing: Vec<_> = keys.iter().filter(|k| !label::exists(k)).collect();
        assert!(missing.is_empty(), "no label: {missing:?}");
    }

    #[test]
    fn rules_name_kinds_and_properties_that_exist() {
        for rule in APPLICATIONS.iter().flat_map(|a| (a.rules)()) {
            let kind = device_kind(&rule.device_kind).unwrap_or_else(|| panic!("{}", rule.key));
            assert!(rule.property == "any" || kind.property(&rule.property).is_some(), "{}", rule.key);
        }
    }

    #[test]
    fn every_state_can_be_reached_and_left_and_every_act_is_somebody_s() {
        for case in case_types() {
            for flow in case.workflows {
                let reached = flow.reachable();
                for step in flow.steps {
                    assert!(step.from.iter().all(|s| reached.contains(s)), "{:?} {:?}", case.kind, step.act);
                    let is_somebody_s = ROLES
                        .iter()
                        .any(|r| r.permissions().iter().any(|p| p.kind == case.kind && p.act == step.act));
                    assert!(is_somebody_s, "nobody may {:?} {:?}", step.act, case.kind);
                }
                for state in reached.iter().filter(|s| !s.is_final()) {
                    assert!(flow.acts(*state).count() > 0, "{:?} is stuck in {state}", case.kind);
                }
                assert!(reached.contains(&WorkState::Closed));
                assert!(flow.stages.iter().all(|s| reached.contains(s)));
            }
            assert!(!case.workflows.is_empty());
        }
    }

    #[test]
    fn what_opens_a_case_is_an_alarm_that_some_rule_raises() {
        let raised: HashSet<_> =
            APPLICATIONS.iter().flat_map(|a| (a.rules)()).map(|r| r.alarm_kind).collect();
        for case in case_types() {
            for (alarm, category) in case.opened_by {
                assert!(raised.contains(*alarm) && case.category(category).is_some(), "{alarm}");
                assert_eq!(
                    opened_by(alarm).map(|(first, _)| first.kind),
                    Some(case.kind),
                    "{alarm} opens two"
                );
            }
        }
    }

    #[test]
    fn rights_lists_and_kiosks_name_what_there_is() {
        assert!(case_types().map(|case| case.kind).eq(CASE_KINDS.iter().copied()));
        let mut paths = HashSet::new();
        for case in case_types() {
            for (role, ..) in case.rights {
                assert!(ROLES.iter().any(|seed| seed.key == *role), "{role}");
            }
            for list in case.lists {
                let audience = list.audience().unwrap_or_else(|| panic!("{}", list.path));
                assert!(paths.insert(list.path) && case.list(audience) == Some(list), "{}", list.path);
                let may_read = ROLES
                    .iter()
                    .filter(|role| role.audience == audience)
                    .any(|role| role.permissions().iter().any(|p| p.kind == case.kind && p.act == Act::Read));
                assert!(may_read, "nobody may open {}", list.path);
            }
            assert!(case.kiosk.iter().all(|key| case.category(key).is_some()), "{}", case.kind);
        }
    }
}
