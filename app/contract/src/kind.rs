//! What may be done to what: a permission is a (kind, act) with a scope.

use serde::{Deserialize, Serialize};

terms! {
    /// A kind of record, the noun of a permission.
    Kind in "kind" {
        /// Division tree, estates and grids.
        Area = "area",
        /// Buildings with their storeys.
        Building = "building",
        /// Dwellings.
        Dwelling = "dwelling",
        /// Roads, green, gates and places of the base map.
        Ground = "ground",
        /// Registered persons.
        Person = "person",
        /// Who lives or lived where.
        Tenancy = "tenancy",
        /// Organisations.
        Organisation = "organisation",
        /// Devices and their latest values.
        Device = "device",
        /// Credentials with which devices sign in.
        Credential = "credential",
        /// Messages that were refused.
        Rejection = "rejection",
        /// Alarms.
        Alarm = "alarm",
        /// Alarm rules.
        Rule = "rule",
        /// Fire hazards and fires.
        FireHazard = "fire_hazard",
        /// Repairs.
        Repair = "repair",
        /// Duty lists.
        Duty = "duty",
        /// Deadlines, escalation and the working calendar.
        Setting = "setting",
        /// Notices.
        Notice = "notice",
        /// User accounts.
        User = "user",
        /// Roles.
        Role = "role",
        /// Walls and kiosks that are paired.
        Terminal = "terminal",
        /// The audit trail.
        Audit = "audit",
        /// Events that a subscriber could not take.
        DeadLetter = "dead_letter",
    }
}

impl Kind {
    /// The system module that answers for records of this kind, as the audit names it.
    #[must_use]
    pub const fn module(self) -> &'static str {
        match self {
            Self::Area | Self::Building | Self::Dwelling | Self::Ground => "spatial",
            Self::Person | Self::Tenancy => "registry",
            Self::Organisation | Self::User | Self::Role | Self::Terminal => "identity",
            Self::Device | Self::Credential | Self::Rejection | Self::Alarm | Self::Rule => "sensing",
            Self::FireHazard | Self::Repair | Self::Duty | Self::Setting => "work",
            Self::Notice => "publishing",
            Self::Audit => "audit",
            Self::DeadLetter => "subscription",
        }
    }
}

terms! {
    /// What is done, the verb of a permission.
    Act in "act" {
        /// See it.
        Read = "read",
        /// Make a new one; for a work item: report.
        Create = "create",
        /// Edit its fields.
        Change = "change",
        /// Take it out of use; its history stays.
        Retire = "retire",
        /// See personal data in full, for a stated purpose.
        Disclose = "disclose",
        /// Acknowledge an alarm.
        Acknowledge = "acknowledge",
        /// Command a device.
        Command = "command",
        /// Accept a report as ours to handle.
        Accept = "accept",
        /// Give it to a worker.
        Dispatch = "dispatch",
        /// Take what was given.
        Take = "take",
        /// Arrive on the spot.
        Arrive = "arrive",
        /// Hand it back as done, for checking.
        Resolve = "resolve",
        /// Close after checking.
        Close = "close",
        /// Send back with a reason.
        Return = "return",
        /// Take back a dispatch that nobody has taken.
        Recall = "recall",
        /// Give it to somebody else.
        Transfer = "transfer",
        /// Stop the clock for a reason.
        Suspend = "suspend",
        /// Let the clock run again.
        Resume = "resume",
        /// Ask for speed.
        Chase = "chase",
        /// Withdraw one's own report.
        Cancel = "cancel",
        /// Say that it is not fixed after all.
        Reopen = "reopen",
        /// Rate the result.
        Rate = "rate",
        /// Add a note or a photo.
        Note = "note",
        /// Check that nothing was tampered with.
        Verify = "verify",
        /// Try again what failed.
        Retry = "retry",
    }
}

terms! {
    /// Over which records of a kind a permission reaches.
    Scope in "scope" {
        /// All records.
        All = "all",
        /// Those inside the grant's area.
        Areas = "areas",
        /// Those of the holder's organisation.
        Organisation = "organisation",
        /// Those given to the holder.
        Assigned = "assigned",
        /// The holder's own.
        Own = "own",
    }
}

/// One line of a role: what may be done to which records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Permission {
    /// The noun.
    pub kind: Kind,
    /// The verb.
    pub act: Act,
    /// The reach.
    pub scope: Scope,
}
