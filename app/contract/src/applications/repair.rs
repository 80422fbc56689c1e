//! 报修: a resident reports, property dispatches, a worker finishes, the resident rates.

use super::{Application, Draws, Layer};
use crate::{
    Act::{self, *},
    Kind, Scope,
    field::Input,
    sensing::Level,
    work::{CaseList, CaseType, Category, Deadline, DetailField, Evidence, Step, WorkState as S, Workflow},
};
use serde::{Deserialize, Serialize};

/// The application.
pub const APPLICATION: Application = Application {
    key: "repair",
    device_kinds: &[],
    case_types: &[REPAIR],
    rules: Vec::new,
    linkages: &[],
    layers: &[Layer { key: "repair", draws: Draws::Cases(Kind::Repair), is_on: false }],
};

/// What a repair records beside the common columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RepairDetails {
    /// Whether it is in a shared area rather than in the reporter's dwelling.
    pub is_shared_area: bool,
    /// When somebody may come, such as `2026-03-02 14:00-16:00`; empty for a call first.
    pub slot: String,
    /// A phone to call instead of the registered one.
    pub phone: String,
}

/// 报修.
pub const REPAIR: CaseType = CaseType {
    kind: Kind::Repair,
    prefix: 'R',
    categories: &[
        Category { key: "water", level: Level::Three, is_dangerous: false },
        Category { key: "power", level: Level::Three, is_dangerous: true },
        Category { key: "door", level: Level::Four, is_dangerous: false },
        Category { key: "lift", level: Level::Two, is_dangerous: false },
        Category { key: "shared_area", level: Level::Four, is_dangerous: false },
        Category { key: "other", level: Level::Four, is_dangerous: false },
    ],
    workflows: &[Workflow {
        version: 1,
        start: S::Reported,
        stages: &[S::Reported, S::Accepted, S::Dispatched, S::Taken, S::Arrived, S::Resolved, S::Closed],
        steps: &[
            Step { from: &[S::Reported], act: Act::Accept, to: Some(S::Accepted), evidence: &[] },
            Step {
                from: &[S::Reported, S::Accepted],
                act: Act::Dispatch,
                to: Some(S::Dispatched),
                evidence: &[Evidence::Assignee],
            },
            Step { from: &[S::Dispatched], act: Act::Take, to: Some(S::Taken), evidence: &[] },
            Step { from: &[S::Taken], act: Act::Arrive, to: Some(S::Arrived), evidence: &[] },
            Step {
                from: &[S::Taken, S::Arrived],
                act: Act::Resolve,
                to: Some(S::Resolved),
                evidence: &[Evidence::Photo, Evidence::Note],
            },
            Step { from: &[S::Resolved], act: Act::Rate, to: Some(S::Closed), evidence: &[Evidence::Rating] },
            Step { from: &[S::Closed], act: Act::Rate, to: None, evidence: &[Evidence::Rating] },
            Step {
                from: &[S::Resolved],
                act: Act::Reopen,
                to: Some(S::Accepted),
                evidence: &[Evidence::Reason],
            },
            Step { from: &[S::Resolved], act: Act::Close, to: Some(S::Closed), evidence: &[] },
            Step {
                from: &[S::Dispatched, S::Taken, S::Arrived],
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
                from: &[S::Accepted, S::Taken, S::Arrived],
                act: Act::Suspend,
                to: Some(S::Suspended),
                evidence: &[Evidence::Reason],
            },
            Step { from: &[S::Suspended], act: Act::Resume, to: Some(S::Accepted), evidence: &[] },
            Step {
                from: &[S::Reported, S::Accepted, S::Dispatched, S::Taken],
                act: Act::Cancel,
                to: Some(S::Cancelled),
                evidence: &[Evidence::Reason],
            },
            Step {
                from: &[S::Reported, S::Accepted, S::Dispatched, S::Taken, S::Suspended],
                act: Act::Chase,
                to: None,
                evidence: &[],
            },
            Step {
                from: &[
                    S::Reported,
                    S::Accepted,
                    S::Dispatched,
                    S::Taken,
                    S::Arrived,
                    S::Suspended,
                    S::Resolved,
                ],
                act: Act::Note,
                to: None,
                evidence: &[Evidence::Note],
            },
        ],
    }],
    deadlines: &[
        Deadline { state: S::Reported, minutes: 30, in_working_hours: true },
        Deadline { state: S::Accepted, minutes: 60, in_working_hours: true },
        Deadline { state: S::Dispatched, minutes: 60, in_working_hours: true },
        Deadline { state: S::Taken, minutes: 480, in_working_hours: true },
        Deadline { state: S::Arrived, minutes: 240, in_working_hours: true },
        Deadline { state: S::Resolved, minutes: 4320, in_working_hours: false },
    ],
    escalate_to: "property_officer",
    details: &[
        DetailField {
            key: "is_shared_area",
            label: "repair.is_shared_area",
            input: Input::Flag,
            optional: true,
        },
        DetailField { key: "slot", label: "repair.slot", input: Input::Text(40), optional: true },
        DetailField { key: "phone", label: "repair.phone", input: Input::Phone, optional: true },
    ],
    check: |details| super::typed::<RepairDetails>(details).map(|_| ()),
    opened_by: &[],
    is_rated: true,
    rights: &[
        ("resident", Scope::Own, &[Read, Create, Chase, Cancel, Reopen, Rate, Note]),
        ("repair_worker", Scope::Assigned, &[Read, Take, Arrive, Resolve, Return, Suspend, Resume, Note]),
        (
            "property_officer",
            Scope::Areas,
            &[Read, Create, Accept, Dispatch, Recall, Transfer, Suspend, Resume, Return, Close, Note],
        ),
        ("street_officer", Scope::Areas, &[Read]),
        ("inspector", Scope::Areas, &[Read, Chase]),
        ("wall", Scope::Areas, &[Read]),
        ("kiosk", Scope::Areas, &[Create]),
    ],
    lists: &[
        CaseList { path: "/property/repair", title: "nav.property.repair", icon: "repair", after: None },
        CaseList {
            path: "/street/repair",
            title: "nav.street.repair",
            icon: "repair",
            after: Some("/street/figure"),
        },
    ],
    kiosk: &["water", "power", "lift", "door", "shared_area", "other"],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::check_details;
    use serde_json::json;

    #[test]
    fn details_are_checked_against_their_struct() {
        assert_eq!((REPAIR.check)(&json!({"slot": "2026-03-02 14:00-16:00"})), Ok(()));
        assert_eq!((REPAIR.check)(&json!({"slot": 5})).unwrap_err()[0].label, "field.wrong_type");
        assert_eq!((REPAIR.check)(&json!({"colour": "red"})).unwrap_err()[0].label, "field.wrong_type");
        assert_eq!(check_details(&REPAIR, &json!({"phone": "12"})).unwrap_err()[0].field, "phone");
    }
}
