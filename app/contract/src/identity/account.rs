//! What can be changed of an account.

use crate::field::{Field, Input};
use serde::{Deserialize, Serialize};

/// What can be changed of an account; its name to sign in stays, since the audit trail names it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UserChange {
    /// Real name; kept sealed. Empty leaves it as it is.
    pub name: String,
    /// Organisation, which also gives the area.
    pub organisation: String,
}

/// Fields of the form that changes an account.
pub const USER_CHANGE_FIELDS: &[Field<UserChange>] = &[
    Field {
        key: "name",
        label: "user.name",
        hint: Some("user.name.keep"),
        input: Input::Text(40),
        optional: true,
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
];
