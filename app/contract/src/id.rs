//! Identities: UUIDv7, a type per kind, so that one can't be passed for another.

/// Declares typed identities.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl $name {
            /// A fresh identity; made by the client where it works offline, so that a repeat is no second.
            #[must_use]
            pub fn fresh() -> Self {
                Self(uuid::Uuid::now_v7())
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl core::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+ };
}

ids! {
    /// An alarm.
    AlarmId,
    /// An area of the division tree: city, district, street, community, grid, estate.
    AreaId,
    /// A building.
    BuildingId,
    /// A command to a device.
    CommandId,
    /// A device.
    DeviceId,
    /// One day's or longer entry of a duty list.
    DutyId,
    /// A dwelling.
    DwellingId,
    /// A stored file.
    FileId,
    /// A grant of a role to a user.
    GrantId,
    /// A notice.
    NoticeId,
    /// An organisation.
    OrganisationId,
    /// A registered person.
    PersonId,
    /// A role.
    RoleId,
    /// An alarm rule.
    RuleId,
    /// A tenancy.
    TenancyId,
    /// A paired wall or kiosk.
    TerminalId,
    /// A user account.
    UserId,
    /// A work item: case, order, booking or approval.
    WorkItemId,
}
