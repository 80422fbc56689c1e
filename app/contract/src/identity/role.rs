//! Roles: those that a new installation begins with, and those of one's own. They are data from then on; these are only
//! the seeds.

use super::Audience;
use crate::{
    Act::{self, *},
    Kind, Permission,
    Scope::{self, *},
    Term,
    applications::case_types,
    field::{Field, Input},
};
use serde::{Deserialize, Serialize};

/// A role of one's own: a set of permissions under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleDraft {
    /// What it is called.
    pub name: String,
    /// The home that it opens.
    pub audience: Audience,
    /// What it may do.
    pub permissions: Vec<Permission>,
}

/// Fields of the form with which a role is added; what it may do is ticked after that.
pub const ROLE_FIELDS: &[Field<RoleDraft>] = &[
    Field {
        key: "name",
        label: "admin.role_name",
        hint: None,
        input: Input::Text(40),
        optional: false,
        get: |d| d.name.clone(),
        set: |d, v| d.name = v.into(),
    },
    Field {
        key: "audience",
        label: "admin.role_audience",
        hint: Some("admin.role_audience.hint"),
        input: Input::Choice("audience", &["resident", "grid", "property", "street", "admin"]),
        optional: false,
        get: |d| d.audience.key().into(),
        set: |d, v| d.audience = Audience::from_key(v).unwrap_or(d.audience),
    },
];

/// A role to begin with.
pub struct RoleSeed {
    /// Stable key.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// The home that it opens.
    pub audience: Audience,
    /// What it may do: acts on a kind, with their reach. What it may do with a case type stands there.
    pub lines: &'static [(Kind, Scope, &'static [Act])],
}

impl RoleSeed {
    /// All that it may do: its lines and its rights on case types, spelt out.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        let role = self.key;
        let on_cases = case_types().flat_map(move |case| {
            let rights = case.rights.iter().filter(move |(key, ..)| *key == role);
            rights.map(move |(_, scope, acts)| (case.kind, *scope, *acts))
        });
        self.lines
            .iter()
            .copied()
            .chain(on_cases)
            .flat_map(|(kind, scope, acts)| acts.iter().map(move |act| Permission { kind, act: *act, scope }))
            .collect()
    }
}

/// The seeds, from the resident to the administrators. They are written once: what is added to one of them later comes to
/// the installations that have it already by a migration.
pub const ROLES: &[RoleSeed] = &[
    RoleSeed {
        key: "resident",
        name: "居民",
        audience: Audience::Resident,
        lines: &[
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Dwelling, Own, &[Read]),
            (Kind::Notice, Areas, &[Read]),
        ],
    },
    RoleSeed {
        key: "grid_worker",
        name: "网格员",
        audience: Audience::Grid,
        lines: &[
            (Kind::Area, Areas, &[Read]),
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Dwelling, Areas, &[Read]),
            (Kind::Person, Areas, &[Read]),
            (Kind::Tenancy, Areas, &[Read]),
            (Kind::Device, Areas, &[Read]),
            (Kind::Alarm, Areas, &[Read]),
            (Kind::Notice, Areas, &[Read]),
        ],
    },
    RoleSeed {
        key: "repair_worker",
        name: "维修员",
        audience: Audience::Property,
        lines: &[(Kind::Ground, Areas, &[Read]), (Kind::Building, Areas, &[Read])],
    },
    RoleSeed {
        key: "property_officer",
        name: "物业",
        audience: Audience::Property,
        lines: &[
            (Kind::Area, Areas, &[Read]),
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Dwelling, Areas, &[Read, Change]),
            (Kind::Person, Areas, &[Read]),
            (Kind::Tenancy, Areas, &[Read, Create, Change]),
            (Kind::Device, Areas, &[Read, Create, Change, Retire, Command]),
            (Kind::Alarm, Areas, &[Read, Acknowledge]),
            (Kind::Rejection, Areas, &[Read]),
            (Kind::Notice, Areas, &[Read, Create, Change, Retire]),
            (Kind::Duty, Areas, &[Read, Create, Retire]),
        ],
    },
    RoleSeed {
        key: "street_officer",
        name: "街道值守",
        audience: Audience::Street,
        lines: &[
            (Kind::Area, Areas, &[Read]),
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Dwelling, Areas, &[Read]),
            (Kind::Person, Areas, &[Read, Disclose]),
            (Kind::Tenancy, Areas, &[Read]),
            (Kind::Organisation, Areas, &[Read]),
            (Kind::Device, Areas, &[Read, Command]),
            (Kind::Alarm, Areas, &[Read, Acknowledge]),
            (Kind::Rule, Areas, &[Read]),
            (Kind::Notice, Areas, &[Read, Create, Change, Retire]),
            (Kind::Duty, Areas, &[Read, Create, Retire]),
            (Kind::Setting, All, &[Read]),
        ],
    },
    RoleSeed {
        key: "inspector",
        name: "督查",
        audience: Audience::Street,
        lines: &[
            (Kind::Area, Areas, &[Read]),
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Dwelling, Areas, &[Read]),
            (Kind::Device, Areas, &[Read]),
            (Kind::Alarm, Areas, &[Read, Acknowledge]),
            (Kind::Setting, All, &[Read]),
        ],
    },
    RoleSeed {
        key: "wall",
        name: "大屏",
        audience: Audience::Wall,
        lines: &[
            (Kind::Area, Areas, &[Read]),
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Dwelling, Areas, &[Read]),
            (Kind::Person, Areas, &[Read]),
            (Kind::Tenancy, Areas, &[Read]),
            (Kind::Organisation, Areas, &[Read]),
            (Kind::Device, Areas, &[Read]),
            (Kind::Alarm, Areas, &[Read, Acknowledge]),
        ],
    },
    RoleSeed {
        key: "kiosk",
        name: "自助终端",
        audience: Audience::Kiosk,
        lines: &[
            (Kind::Ground, Areas, &[Read]),
            (Kind::Building, Areas, &[Read]),
            (Kind::Notice, Areas, &[Read]),
        ],
    },
    RoleSeed {
        key: "administrator",
        name: "管理员",
        audience: Audience::Admin,
        lines: &[
            (Kind::User, All, &[Read, Create, Change, Retire]),
            (Kind::Role, All, &[Read, Create, Change, Retire]),
            (Kind::Terminal, All, &[Read, Create, Retire]),
            (Kind::Organisation, All, &[Read, Create, Change, Retire]),
            (Kind::Area, All, &[Read]),
            (Kind::Ground, All, &[Read]),
            (Kind::Building, All, &[Read]),
            (Kind::Device, All, &[Read]),
            (Kind::Credential, All, &[Read, Create, Change, Retire]),
            (Kind::Rejection, All, &[Read]),
            (Kind::Rule, All, &[Read, Change]),
            (Kind::Audit, All, &[Read, Verify]),
            (Kind::DeadLetter, All, &[Read, Retry, Close]),
            (Kind::Duty, All, &[Read]),
            (Kind::Setting, All, &[Read, Change]),
        ],
    },
    RoleSeed {
        key: "data_administrator",
        name: "数据管理员",
        audience: Audience::Admin,
        lines: &[
            (Kind::Organisation, All, &[Read, Create, Change, Retire]),
            (Kind::Area, All, &[Read]),
            (Kind::Ground, All, &[Read]),
            (Kind::Building, All, &[Read]),
            (Kind::Dwelling, All, &[Read, Change]),
            (Kind::Person, All, &[Read]),
            (Kind::Tenancy, All, &[Read]),
            (Kind::Device, All, &[Read]),
            (Kind::Rejection, All, &[Read]),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_role_names_a_permission_twice() {
        for role in ROLES {
            let lines = role.permissions();
            assert_eq!(lines.iter().collect::<HashSet<_>>().len(), lines.len(), "{}", role.key);
        }
    }

    #[test]
    fn areas_come_in_by_import_alone_so_no_role_may_draw_them() {
        let lines = ROLES.iter().flat_map(RoleSeed::permissions);
        assert!(lines.filter(|line| line.kind == Kind::Area).all(|line| line.act == Read));
    }

    #[test]
    fn nobody_but_a_street_officer_may_see_personal_data_in_full() {
        let holders: Vec<_> = ROLES
            .iter()
            .filter(|r| r.permissions().iter().any(|p| p.act == Disclose))
            .map(|r| r.key)
            .collect();
        assert_eq!(holders, ["street_officer"]);
    }
}
