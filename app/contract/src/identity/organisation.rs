//! Organisations: a tree, each with the area that its people reach.

use crate::{
    AreaId, OrganisationId,
    field::{Field, Input},
};
use serde::{Deserialize, Serialize};

/// Kinds of organisations; the label of one is `organisation_kind.<key>`.
pub const ORGANISATION_KINDS: &[&str] =
    &["street_office", "community_committee", "property_company", "fire_station", "company", "other"];

/// An organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrganisationRow {
    /// Identity.
    pub id: OrganisationId,
    /// The one above.
    pub parent: Option<OrganisationId>,
    /// Name.
    pub name: String,
    /// Unified code.
    pub code: String,
    /// What it is: one of [`ORGANISATION_KINDS`].
    pub kind: String,
    /// Its area; data scope follows it.
    pub area: AreaId,
    /// The area's name.
    pub area_name: String,
    /// The public number of its duty desk (值班电话).
    pub duty_phone: Option<String>,
    /// How many users it has.
    pub users: u32,
    /// Version for the next change.
    pub revision: i32,
}

/// An organisation as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrganisationDraft {
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: String,
    /// The one above; empty for the top.
    pub parent: String,
    /// Its area; data scope follows it.
    pub area: String,
    /// The public number of its duty desk; empty for none.
    pub duty_phone: String,
}

/// Fields of the organisation form.
pub const ORGANISATION_FIELDS: &[Field<OrganisationDraft>] = &[
    Field {
        key: "name",
        label: "organisation.name",
        hint: None,
        input: Input::Text(60),
        optional: false,
        get: |d| d.name.clone(),
        set: |d, v| d.name = v.into(),
    },
    Field {
        key: "kind",
        label: "organisation.kind",
        hint: None,
        input: Input::Choice("organisation_kind", ORGANISATION_KINDS),
        optional: false,
        get: |d| d.kind.clone(),
        set: |d, v| d.kind = v.into(),
    },
    Field {
        key: "parent",
        label: "organisation.parent",
        hint: Some("organisation.parent.hint"),
        input: Input::Pick("organisation"),
        optional: true,
        get: |d| d.parent.clone(),
        set: |d, v| d.parent = v.into(),
    },
    Field {
        key: "area",
        label: "organisation.area",
        hint: None,
        input: Input::Pick("area"),
        optional: false,
        get: |d| d.area.clone(),
        set: |d, v| d.area = v.into(),
    },
    Field {
        key: "duty_phone",
        label: "organisation.duty_phone",
        hint: Some("organisation.duty_phone.hint"),
        input: Input::OfficePhone,
        optional: true,
        get: |d| d.duty_phone.clone(),
        set: |d, v| d.duty_phone = v.into(),
    },
];
