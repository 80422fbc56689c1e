//! Who may speak as a device, and what was refused.

use crate::{Cell, Column};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A device's credential, without its secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CredentialRow {
    /// Identity.
    pub id: uuid::Uuid,
    /// The device's code: its user name.
    pub device_code: String,
    /// The device's name.
    pub device_name: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it ends; none while it lasts.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Last use.
    pub used_at: Option<DateTime<Utc>>,
    /// Last refusal of this device: reason key.
    pub last_refusal: Option<String>,
}

/// Columns of the credential list.
pub const CREDENTIAL_COLUMNS: &[Column<CredentialRow>] = &[
    Column {
        key: "device_code",
        label: "credential.device_code",
        sortable: true,
        cell: |r| Cell::Code(r.device_code.clone()),
    },
    Column {
        key: "device_name",
        label: "credential.device_name",
        sortable: false,
        cell: |r| Cell::Text(r.device_name.clone()),
    },
    Column {
        key: "issued_at",
        label: "credential.issued_at",
        sortable: false,
        cell: |r| Cell::Instant(r.issued_at),
    },
    Column {
        key: "used_at",
        label: "credential.used_at",
        sortable: false,
        cell: |r| r.used_at.map_or(Cell::Empty, Cell::Instant),
    },
    Column {
        key: "revoked_at",
        label: "credential.revoked_at",
        sortable: false,
        cell: |r| r.revoked_at.map_or(Cell::Empty, Cell::Instant),
    },
    Column {
        key: "last_refusal",
        label: "credential.last_refusal",
        sortable: false,
        cell: |r| r.last_refusal.as_ref().map_or(Cell::Empty, |k| Cell::Term(format!("rejection.{k}"))),
    },
];

/// Messages refused for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RejectionRow {
    /// Identity.
    pub id: uuid::Uuid,
    /// Reason key (`rejection.<key>`).
    pub reason: String,
    /// Who sent it, as far as known.
    pub device_code: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was wrong.
    pub detail: String,
    /// The first bytes of it.
    pub excerpt: String,
}

/// Columns of the rejection list.
pub const REJECTION_COLUMNS: &[Column<RejectionRow>] = &[
    Column { key: "at", label: "rejection.at", sortable: true, cell: |r| Cell::Instant(r.at) },
    Column {
        key: "reason",
        label: "rejection.reason",
        sortable: false,
        cell: |r| Cell::Term(format!("rejection.{}", r.reason)),
    },
    Column {
        key: "device_code",
        label: "rejection.device_code",
        sortable: false,
        cell: |r| Cell::Code(r.device_code.clone()),
    },
    Column {
        key: "detail",
        label: "rejection.detail",
        sortable: false,
        cell: |r| Cell::Text(r.detail.clone()),
    },
    Column {
        key: "excerpt",
        label: "rejection.excerpt",
        sortable: false,
        cell: |r| Cell::Text(r.excerpt.clone()),
    },
];
