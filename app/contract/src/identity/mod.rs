//! Who may use the system: users, roles, grants, capacities, and the audit trail.

use crate::{
    Act, Cell, Column, Kind, Mark, OrganisationId, Permission, RoleId, Term, UserId,
    field::{Field, Input},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod account;
mod grant;
mod organisation;
pub mod role;
pub mod terminal;

pub use account::{USER_CHANGE_FIELDS, UserChange};
pub use grant::{ENDING_FIELDS, Ending, GRANT_FIELDS, GrantDraft, GrantRow, GrantState};
pub use organisation::{ORGANISATION_FIELDS, ORGANISATION_KINDS, OrganisationDraft, OrganisationRow};
pub use role::{ROLE_FIELDS, RoleDraft};

terms! {
    /// The home a capacity opens.
    Audience in "audience" {
        /// A resident's phone.
        Resident = "resident",
        /// A grid worker's tablet.
        Grid = "grid",
        /// The property office.
        Property = "property",
        /// The street office.
        Street = "street",
        /// A wall.
        Wall = "wall",
        /// A lobby's kiosk.
        Kiosk = "kiosk",
        /// Administration.
        Admin = "admin",
    }
}

terms! {
    /// State of an account.
    UserState in "user_state" {
        /// May sign in.
        Enabled = "enabled",
        /// May not.
        Disabled = "disabled",
        /// Has not yet chosen a password.
        Invited = "invited",
        /// Given up for good; its name stays with what it did.
        Retired = "retired",
    }
}

/// One of a person's roles, in which a session acts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capacity {
    /// The role.
    pub role: RoleId,
    /// The role's key.
    pub role_key: String,
    /// What the role is called, such as 网格员.
    pub role_name: String,
    /// Where it is held, such as 城东街道.
    pub area_name: String,
    /// The home that it opens.
    pub audience: Audience,
}

/// Who is signed in, and as what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The account.
    pub user: UserId,
    /// The account's name.
    pub account: String,
    /// What colleagues see.
    pub shown_name: String,
    /// The capacity acted in.
    pub capacity: Capacity,
    /// All capacities held.
    pub capacities: Vec<Capacity>,
    /// What the capacity may do, so that buttons it can't use are not drawn; the server decides anew.
    pub permissions: Vec<Permission>,
    /// Whether the community is a synthetic one.
    pub is_demo: bool,
    /// Whether this is a wall or a kiosk, which was paired instead of signed in.
    #[serde(default)]
    pub is_terminal: bool,
}

impl Me {
    /// Whether the capacity may do this at all.
    #[must_use]
    pub fn may(&self, kind: Kind, act: Act) -> bool {
        self.permissions.iter().any(|p| p.kind == kind && p.act == act)
    }
}

/// A user in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UserRow {
    /// Identity.
    pub id: UserId,
    /// Account name.
    pub account: String,
    /// Name, masked.
    pub shown_name: String,
    /// Organisation.
    pub organisation: Option<OrganisationId>,
    /// Its name.
    pub organisation_name: String,
    /// Names of the roles held now.
    pub roles: Vec<String>,
    /// State.
    pub state: UserState,
    /// Last sign-in.
    pub seen_at: Option<DateTime<Utc>>,
    /// Version for the next change.
    pub revision: i32,
}

/// Columns of the user list.
pub const USER_COLUMNS: &[Column<UserRow>] = &[
    Column { key: "account", label: "user.account", sortable: true, cell: |r| Cell::Text(r.account.clone()) },
    Column { key: "name", label: "user.name", sortable: false, cell: |r| Cell::Masked(r.shown_name.clone()) },
    Column {
        key: "organisation",
        label: "user.organisation",
        sortable: false,
        cell: |r| Cell::text(Some(&r.organisation_name)),
    },
    Column {
        key: "roles",
        label: "user.roles",
        sortable: false,
        cell: |r| Cell::text(Some(&r.roles.join("、"))),
    },
    Column {
        key: "state",
        label: "user.state",
        sortable: false,
        cell: |r| {
            Cell::State(
                if r.state == UserState::Enabled { Mark::Normal } else { Mark::Offline },
                format!("user_state.{}", r.state.key()),
            )
        },
    },
    Column {
        key: "seen_at",
        label: "user.seen_at",
        sortable: false,
        cell: |r| r.seen_at.map_or(Cell::Empty, Cell::Instant),
    },
];

/// A user as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UserDraft {
    /// Account name.
    pub account: String,
    /// Real name; kept sealed.
    pub name: String,
    /// Organisation, which also gives the area.
    pub organisation: String,
    /// Role.
    pub role: String,
    /// Area, when it is not the organisation's.
    pub area: String,
    /// Last day of the grant.
    pub valid_to: String,
}

/// Fields of the user form.
pub const USER_FIELDS: &[Field<UserDraft>] = &[
    Field {
        key: "account",
        label: "user.account",
        hint: Some("user.account.hint"),
        input: Input::Text(40),
        optional: false,
        get: |d| d.account.clone(),
        set: |d, v| d.account = v.into(),
    },
    Field {
        key: "name",
        label: "user.name",
        hint: None,
        input: Input::Text(40),
        optional: false,
        get: |d| d.name.clone(),
        set: |d, v| d.name = v.into(),
    },
    Field {
        key: "organisation",
        label: "user.organisation",
        hint: Some("user.organisation.hint"),
        input: Input::Pick("organisation"),
        optional: false,
        get: |d| d.organisation.clone(),
        set: |d, v| d.organisation = v.into(),
    },
    Field {
        key: "role",
        label: "user.role",
        hint: None,
        input: Input::Pick("role"),
        optional: false,
        get: |d| d.role.clone(),
        set: |d, v| d.role = v.into(),
    },
    Field {
        key: "area",
        label: "user.area",
        hint: Some("user.area.hint"),
        input: Input::Pick("area"),
        optional: true,
        get: |d| d.area.clone(),
        set: |d, v| d.area = v.into(),
    },
    Field {
        key: "valid_to",
        label: "user.valid_to",
        hint: None,
        input: Input::Day,
        optional: true,
        get: |d| d.valid_to.clone(),
        set: |d, v| d.valid_to = v.into(),
    },
];

/// A role with its permissions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleRow {
    /// Identity.
    pub id: RoleId,
    /// Stable key.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The home that it opens.
    pub audience: Audience,
    /// What it may do.
    pub permissions: Vec<Permission>,
    /// How many people hold it now.
    pub holders: u32,
    /// Version for the next change.
    pub revision: i32,
}

terms! {
    /// How an act ended.
    Outcome in "outcome" {
        /// It was done.
        Done = "done",
        /// It was refused for want of a permission.
        Denied = "denied",
        /// It was refused since the record is out of reach.
        OutOfReach = "out_of_reach",
        /// A sign-in failed.
        SignInFailed = "sign_in_failed",
    }
}

/// An entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRow {
    /// Place in the chain; none for the second until it is sequenced.
    pub position: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Operator: account, or the system's part that acted.
    pub actor: String,
    /// Capacity.
    pub capacity: String,
    /// Accessing unit: the actor's organisation.
    pub organisation: String,
    /// System module.
    pub module: String,
    /// The act's key.
    pub act: String,
    /// The record's kind.
    pub kind: String,
    /// The record.
    pub object: Option<Uuid>,
    /// How it ended.
    pub outcome: Outcome,
    /// Purpose, where personal data was disclosed.
    pub purpose: Option<String>,
    /// Field by field: name, before, after. Sensitive fields only say that they changed.
    pub changes: Vec<(String, String, String)>,
}

/// Columns of the audit trail.
pub const AUDIT_COLUMNS: &[Column<AuditRow>] = &[
    Column {
        key: "position",
        label: "audit.position",
        sortable: false,
        cell: |r| r.position.map_or(Cell::Empty, Cell::Number),
    },
    Column { key: "at", label: "audit.at", sortable: true, cell: |r| Cell::Instant(r.at) },
    Column { key: "actor", label: "audit.actor", sortable: false, cell: |r| Cell::Text(r.actor.clone()) },
    Column {
        key: "capacity",
        label: "audit.capacity",
        sortable: false,
        cell: |r| Cell::text(Some(&r.capacity)),
    },
    Column {
        key: "organisation",
        label: "audit.organisation",
        sortable: false,
        cell: |r| Cell::text(Some(&r.organisation)),
    },
    Column { key: "module", label: "audit.module", sortable: false, cell: |r| Cell::Text(r.module.clone()) },
    Column {
        key: "act",
        label: "audit.act",
        sortable: false,
        cell: |r| Cell::Term(format!("act.{}", r.act)),
    },
    Column {
        key: "kind",
        label: "audit.kind",
        sortable: false,
        cell: |r| Cell::Term(format!("kind.{}", r.kind)),
    },
    Column {
        key: "outcome",
        label: "audit.outcome",
        sortable: false,
        cell: |r| {
            Cell::State(
                if r.outcome == Outcome::Done { Mark::Normal } else { Mark::Warn },
                format!("outcome.{}", r.outcome.key()),
            )
        },
    },
];

/// What a check of the audit chain found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainReport {
    /// Entries checked.
    pub entries: i64,
    /// First position at which the chain does not hold.
    pub broken_at: Option<i64>,
    /// When it was checked.
    pub checked_at: DateTime<Utc>,
}
