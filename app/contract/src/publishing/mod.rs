//! Notices to residents.

use crate::{
    AreaId, Cell, Column, NoticeId,
    field::{Field, Input},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A notice as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticeRow {
    /// Identity.
    pub id: NoticeId,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Name of the area that it is for.
    pub area_name: String,
    /// Since when it can be read.
    pub published_at: DateTime<Utc>,
    /// Last day on which it is shown.
    pub valid_to: Option<NaiveDate>,
    /// Version for the next change.
    pub revision: i32,
}

/// A notice as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct NoticeDraft {
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// For which area.
    pub area: Option<AreaId>,
    /// Last day on which it is shown.
    pub valid_to: String,
}

/// Columns of the list.
pub const COLUMNS: &[Column<NoticeRow>] = &[
    Column { key: "title", label: "notice.title", sortable: false, cell: |r| Cell::Text(r.title.clone()) },
    Column { key: "area", label: "notice.area", sortable: false, cell: |r| Cell::Text(r.area_name.clone()) },
    Column {
        key: "published_at",
        label: "notice.published_at",
        sortable: true,
        cell: |r| Cell::Instant(r.published_at),
    },
    Column {
        key: "valid_to",
        label: "notice.valid_to",
        sortable: false,
        cell: |r| r.valid_to.map_or(Cell::Empty, Cell::Day),
    },
];

/// Fields of the form.
pub const FIELDS: &[Field<NoticeDraft>] = &[
    Field {
        key: "title",
        label: "notice.title",
        hint: None,
        input: Input::Text(60),
        optional: false,
        get: |d| d.title.clone(),
        set: |d, v| d.title = v.into(),
    },
    Field {
        key: "body",
        label: "notice.body",
        hint: None,
        input: Input::Long(2000),
        optional: false,
        get: |d| d.body.clone(),
        set: |d, v| d.body = v.into(),
    },
    Field {
        key: "valid_to",
        label: "notice.valid_to",
        hint: Some("notice.valid_to.hint"),
        input: Input::Day,
        optional: true,
        get: |d| d.valid_to.clone(),
        set: |d, v| d.valid_to = v.into(),
    },
];
