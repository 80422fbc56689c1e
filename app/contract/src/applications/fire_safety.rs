//! 消防隐患治理 and fire monitoring: detectors, water, extinguishers, and the hazards that people report.
//!
//! # Source
//! GB 20517-2006 and GB 4715-2005 for the ranges of smoke detectors; GB 50974-2014, 7.2.8 for hydrant pressure
//! (0.14 MPa from the ground when a fire engine draws, never below 0.10 MPa); GB 4351-2023 for extinguishers.

use super::{Application, Draws, Layer, Linkage};
use crate::{
    Act::{self, *},
    Kind, Scope, Unit,
    field::Input,
    sensing::{
        DeviceKind, Level, LinkageKind, ObservedProperty as P, Value,
        rule::{Condition, Rule, Timing},
    },
    work::{CaseList, CaseType, Category, Deadline, DetailField, Evidence, Step, WorkState as S, Workflow},
};
use serde::{Deserialize, Serialize};

/// Share of its battery's charge.
const BATTERY: P = P::number("battery", Unit::PERCENT, 0.0, 100.0);
/// Result of the detector's own test.
const SELF_TEST: P = P::text("self_test", &["passed", "failed"]);
/// Water or gas pressure above atmosphere.
const PRESSURE: P = P::number("pressure", Unit::MEGAPASCAL, 0.0, 4.0);

/// The application.
pub const APPLICATION: Application = Application {
    key: "fire_safety",
    device_kinds: &[
        DeviceKind {
            key: "smoke",
            prefix: "SMK",
            is_fire: true,
            properties: &[
                P::number("smoke_obscuration", Unit::PERCENT_PER_METRE, 0.0, 100.0),
                BATTERY,
                SELF_TEST,
            ],
            silent_after_minutes: 30,
        },
        DeviceKind {
            key: "heat",
            prefix: "HEA",
            is_fire: true,
            properties: &[P::number("temperature", Unit::CELSIUS, -40.0, 400.0), BATTERY, SELF_TEST],
            silent_after_minutes: 30,
        },
        DeviceKind {
            key: "hydrant_pressure",
            prefix: "HYD",
            is_fire: true,
            properties: &[PRESSURE],
            silent_after_minutes: 30,
        },
        DeviceKind {
            key: "fire_pump",
            prefix: "PMP",
            is_fire: true,
            properties: &[P::flag("running"), PRESSURE, P::flag("power")],
            silent_after_minutes: 30,
        },
        DeviceKind {
            key: "extinguisher",
            prefix: "EXT",
            is_fire: true,
            properties: &[PRESSURE, P::flag("in_place")],
            silent_after_minutes: 1440,
        },
    ],
    case_types: &[FIRE_HAZARD],
    rules,
    linkages: &[Linkage {
        alarm_kind: "fire",
        actions: &[LinkageKind::Siren, LinkageKind::Screen, LinkageKind::Door, LinkageKind::Camera],
    }],
    layers: &[
        Layer {
            key: "fire",
            draws: Draws::Devices(&["smoke", "heat", "hydrant_pressure", "fire_pump", "extinguisher"]),
            is_on: true,
        },
        Layer { key: "fire_hazard", draws: Draws::Cases(Kind::FireHazard), is_on: true },
    ],
};

fn rule(
    key: &str,
    kind: &str,
    property: &str,
    condition: Condition,
    timing: Timing,
    level: Level,
    alarm: &str,
) -> Rule {
    Rule {
        key: key.into(),
        device_kind: kind.into(),
        property: property.into(),
        condition,
        timing,
        schedule: None,
        level,
        alarm_kind: alarm.into(),
    }
}

fn rules() -> Vec<Rule> {
    let above = |limit, hysteresis| Condition::Above { limit, hysteresis };
    let below = |limit, hysteresis| Condition::Below { limit, hysteresis };
    let mut rules = vec![
        rule("smoke_high", "smoke", "smoke_obscuration", above(5.0, 2.0), Timing::AtOnce, Level::One, "fire"),
        rule("heat_high", "heat", "temperature", above(57.0, 7.0), Timing::AtOnce, Level::One, "fire"),
        rule(
            "heat_rising",
            "heat",
            "temperature",
            Condition::Rate { per_minute: 8.0 },
            Timing::AtOnce,
            Level::Two,
            "heat_rising",
        ),
        rule(
            "hydrant_low",
            "hydrant_pressure",
            "pressure",
            below(0.14, 0.02),
            Timing::For { seconds: 120 },
            Level::Three,
            "low_pressure",
        ),
        rule(
            "hydrant_lowest",
            "hydrant_pressure",
            "pressure",
            below(0.10, 0.02),
            Timing::AtOnce,
            Level::Two,
            "low_pressure",
        ),
        rule(
            "pump_power",
            "fire_pump",
            "power",
            Condition::Is { value: Value::Flag(false) },
            Timing::AtOnce,
            Level::Two,
            "pump_power_lost",
        ),
        rule(
            "extinguisher_low",
            "extinguisher",
            "pressure",
            below(1.0, 0.05),
            Timing::AtOnce,
            Level::Four,
            "extinguisher_low",
        ),
        rule(
            "self_test_failed",
            "smoke",
            "self_test",
            Condition::Is { value: Value::Text("failed".into()) },
            Timing::AtOnce,
            Level::Four,
            "self_test_failed",
        ),
        rule(
            "heat_self_test_failed",
            "heat",
            "self_test",
            Condition::Is { value: Value::Text("failed".into()) },
            Timing::AtOnce,
            Level::Four,
            "self_test_failed",
        ),
        rule("battery_low", "smoke", "battery", below(15.0, 5.0), Timing::AtOnce, Level::Warn, "battery_low"),
        rule(
            "heat_battery_low",
            "heat",
            "battery",
            below(15.0, 5.0),
            Timing::AtOnce,
            Level::Warn,
            "battery_low",
        ),
    ];
    for kind in APPLICATION.device_kinds {
        let silent = Condition::SilentFor { minutes: kind.silent_after_minutes };
        rules.push(rule(
            &format!("{}_silent", kind.key),
            kind.key,
            "any",
            silent,
            Timing::AtOnce,
            Level::Four,
            "silent",
        ));
    }
    rules
}

/// What a fire hazard records beside the common columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FireHazardDetails {
    /// Who is responsible for the place, as the reporter sees it.
    pub responsible: String,
}

/// 消防隐患: reported by people, or opened by a fire alarm.
pub const FIRE_HAZARD: CaseType = CaseType {
    kind: Kind::FireHazard,
    prefix: 'F',
    categories: &[
        Category { key: "fire", level: Level::One, is_dangerous: true },
        Category { key: "blocked_lane", level: Level::Three, is_dangerous: false },
        Category { key: "charging_indoors", level: Level::Two, is_dangerous: false },
        Category { key: "expired_extinguisher", level: Level::Four, is_dangerous: false },
        Category { key: "piled_corridor", level: Level::Three, is_dangerous: false },
        Category { key: "other", level: Level::Four, is_dangerous: false },
    ],
    workflows: &[Workflow {
        version: 1,
        start: S::Reported,
        stages: &[S::Reported, S::Accepted, S::Dispatched, S::Taken, S::Resolved, S::Closed],
        steps: &[
            Step { from: &[S::Reported], act: Act::Accept, to: Some(S::Accepted), evidence: &[] },
            Step {
                from: &[S::Reported, S::Accepted],
                act: Act::Dispatch,
                to: Some(S::Dispatched),
                evidence: &[Evidence::Assignee],
            },
            Step { from: &[S::Dispatched], act: Act::Take, to: Some(S::Taken), evidence: &[] },
            Step {
                from: &[S::Taken],
                act: Act::Resolve,
                to: Some(S::Resolved),
                evidence: &[Evidence::Photo, Evidence::Note],
            },
            Step { from: &[S::Resolved], act: Act::Close, to: Some(S::Closed), evidence: &[] },
            Step {
                from: &[S::Resolved],
                act: Act::Return,
                to: Some(S::Taken),
                evidence: &[Evidence::Reason],
            },
            Step {
                from: &[S::Dispatched, S::Taken],
                act: Act::Return,
                to: Some(S::Accepted),
                evidence: &[Evidence::Reason],
            },
            Step {
                from: &[S::Dispatched],
                act: Act::Recall,
                to: Some(S::Accepted),
                evidence: &[Evidence::Reason],
            },
            Step {
                from: &[S::Dispatched, S::Taken],
                act: Act::Transfer,
                to: Some(S::Dispatched),
                evidence: &[Evidence::Assignee, Evidence::Reason],
            },
            Step {
                from: &[S::Taken],
                act: Act::Suspend,
                to: Some(S::Suspended),
                evidence: &[Evidence::Reason],
            },
            Step { from: &[S::Suspended], act: Act::Resume, to: Some(S::Taken), evidence: &[] },
            Step {
                from: &[S::Reported, S::Accepted, S::Dispatched, S::Taken, S::Suspended],
                act: Act::Cancel,
                to: Some(S::Cancelled),
                evidence: &[Evidence::Reason],
            },
            Step {
                from: &[S::Reported, S::Accepted, S::Dispatched, S::Taken, S::Resolved],
                act: Act::Chase,
                to: None,
                evidence: &[],
            },
            Step {
                from: &[S::Reported, S::Accepted, S::Dispatched, S::Taken, S::Suspended, S::Resolved],
                act: Act::Note,
                to: None,
                evidence: &[Evidence::Note],
            },
        ],
    }],
    deadlines: &[
        Deadline { state: S::Reported, minutes: 15, in_working_hours: false },
        Deadline { state: S::Accepted, minutes: 15, in_working_hours: false },
        Deadline { state: S::Dispatched, minutes: 15, in_working_hours: false },
        Deadline { state: S::Taken, minutes: 240, in_working_hours: false },
        Deadline { state: S::Resolved, minutes: 1440, in_working_hours: false },
    ],
    escalate_to: "inspector",
    details: &[DetailField {
        key: "responsible",
        label: "fire_hazard.responsible",
        input: Input::Text(80),
        optional: true,
    }],
    check: |details| super::typed::<FireHazardDetails>(details).map(|_| ()),
    opened_by: &[("fire", "fire")],
    is_rated: false,
    rights: &[
        ("resident", Scope::Own, &[Read, Create, Change, Cancel, Note]),
        ("grid_worker", Scope::Areas, &[Create]),
        ("grid_worker", Scope::Assigned, &[Read, Take, Arrive, Resolve, Return, Suspend, Resume, Note]),
        ("grid_worker", Scope::Own, &[Read, Change, Cancel]),
        ("property_officer", Scope::Areas, &[Read, Create, Note]),
        ("property_officer", Scope::Own, &[Change, Cancel]),
        (
            "street_officer",
            Scope::Areas,
            &[Read, Create, Change, Accept, Dispatch, Recall, Transfer, Suspend, Resume, Cancel, Note],
        ),
        ("inspector", Scope::Areas, &[Read, Close, Return, Note, Chase]),
        ("wall", Scope::Areas, &[Read]),
        ("kiosk", Scope::Areas, &[Create]),
    ],
    lists: &[
        CaseList { path: "/street/case", title: "nav.street.case", icon: "case", after: None },
        CaseList {
            path: "/property/case",
            title: "nav.property.case",
            icon: "case",
            after: Some("/property/alarm"),
        },
    ],
    kiosk: &["blocked_lane", "piled_corridor", "charging_indoors", "expired_extinguisher"],
};
