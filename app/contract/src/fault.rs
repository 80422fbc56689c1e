//! What can go wrong in a way that a person can act on.

use crate::{Act, Kind, work::WorkState};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A refusal that a person can act on: a stable key, an HTTP status and a label. Everything else is `Internal`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum Fault {
    /// No session, or it has ended.
    SignedOut,
    /// Account or password is not right; the same whether or not the account exists.
    WrongPassword,
    /// Too many attempts.
    Limited {
        /// Minutes until the next attempt is allowed.
        minutes: u32,
    },
    /// The capacity has no such permission at all.
    Denied {
        /// The noun.
        kind: Kind,
        /// The verb.
        act: Act,
    },
    /// The record does not exist, or is not for this person to know of.
    Missing {
        /// The noun.
        kind: Kind,
    },
    /// Somebody else changed it since it was read.
    Changed {
        /// Who changed it, as shown to colleagues.
        who: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// The state does not allow the act.
    Blocked {
        /// The state it is in.
        from: WorkState,
        /// The act that was tried.
        act: Act,
    },
    /// One or more fields are not acceptable.
    Invalid {
        /// Every field at fault, in reading order.
        fields: Vec<FieldFault>,
    },
    /// A file is larger than allowed.
    TooLarge {
        /// The limit in MiB.
        limit_mib: u32,
    },
    /// A file is not the photo that it claims to be.
    NotAPhoto,
    /// An act may be repeated only after a while.
    TooSoon {
        /// From when on it is allowed again.
        again_at: DateTime<Utc>,
    },
    /// Nobody could administer the system afterwards.
    LastAdministrator,
    /// Something still refers to it.
    InUse {
        /// How many refer to it.
        count: u32,
    },
    /// The alarm that an act belongs to is over.
    AlarmOver,
    /// A one-time link or code is used up or too old.
    Expired,
    /// A part that is needed is away; trying again later helps.
    Unavailable,
    /// A defect of ours, logged once under this reference.
    Internal {
        /// What to quote when reporting it.
        reference: String,
    },
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// The field's key.
    pub field: String,
    /// The label key of the sentence.
    pub label: String,
    /// The number in the sentence, where it has one.
    pub limit: Option<u32>,
}

impl FieldFault {
    /// A fault whose sentence has no number.
    #[must_use]
    pub fn new(field: &str, label: &str) -> Self {
        Self { field: field.into(), label: label.into(), limit: None }
    }

    /// A fault whose sentence names a limit.
    #[must_use]
    pub fn limit(field: &str, label: &str, limit: u32) -> Self {
        Self { field: field.into(), label: label.into(), limit: Some(limit) }
    }
}

impl Fault {
    /// A single field at fault.
    #[must_use]
    pub fn invalid(field: &str, label: &str) -> Self {
        Self::Invalid { fields: vec![FieldFault::new(field, label)] }
    }

    /// Stable key, also the label's: `fault.<key>`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::WrongPassword => "wrong_password",
            Self::Limited { .. } => "limited",
            Self::Denied { .. } => "denied",
            Self::Missing { .. } => "missing",
            Self::Changed { .. } => "changed",
            Self::Blocked { .. } => "blocked",
            Self::Invalid { .. } => "invalid",
            Self::TooLarge { .. } => "too_large",
            Self::NotAPhoto => "not_a_photo",
            Self::TooSoon { .. } => "too_soon",
            Self::LastAdministrator => "last_administrator",
            Self::InUse { .. } => "in_use",
            Self::AlarmOver => "alarm_over",
            Self::Expired => "expired",
            Self::Unavailable => "unavailable",
            Self::Internal { .. } => "internal",
        }
    }

    /// The HTTP status that says the same to a machine.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::WrongPassword => 401,
            Self::Denied { .. } => 403,
            Self::Missing { .. } => 404,
            Self::Changed { .. }
            | Self::Blocked { .. }
            | Self::LastAdministrator
            | Self::InUse { .. }
            | Self::AlarmOver => 409,
            Self::Expired => 410,
            Self::TooLarge { .. } => 413,
            Self::NotAPhoto => 415,
            Self::Invalid { .. } => 422,
            Self::Limited { .. } | Self::TooSoon { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
        }
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.key())
    }
}

impl std::error::Error for Fault {}
