//! Who acts: a person in one capacity, or a part of the system.

use crate::Reach;
use contract::{Act, Kind, Permission, Scope};
use uuid::Uuid;

/// A person who is signed in, in one capacity.
#[derive(Clone, Debug)]
pub struct Operator {
    /// The account.
    pub user: Uuid,
    /// Its name.
    pub account: String,
    /// What colleagues see.
    pub shown_name: String,
    /// The registered person behind it, for residents.
    pub person: Option<Uuid>,
    /// Key of the role acted in.
    pub role_key: String,
    /// Name of the role acted in.
    pub capacity: String,
    /// The organisation: the accessing unit.
    pub organisation: Option<Uuid>,
    /// Its name.
    pub organisation_name: String,
    /// Permissions of the capacity, each with the areas of its grants.
    pub permissions: Vec<(Permission, Vec<String>)>,
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    /// A person.
    Operator(Box<Operator>),
    /// A part of the system, named as in the audit; it reaches everything.
    System(&'static str),
}

impl Actor {
    /// How far the actor reaches for an act on a kind; none when the act is not allowed at all.
    #[must_use]
    pub fn reach(&self, kind: Kind, act: Act) -> Option<Reach> {
        let Self::Operator(operator) = self else { return Some(Reach { is_all: true, ..Reach::default() }) };
        let mut reach = Reach::default();
        let mut is_allowed = false;
        for (permission, areas) in &operator.permissions {
            if permission.kind != kind || permission.act != act {
                continue;
            }
            is_allowed = true;
            match permission.scope {
                Scope::All => reach.is_all = true,
                Scope::Areas => reach.areas.extend(areas.iter().cloned()),
                Scope::Organisation => reach.organisation = operator.organisation,
                Scope::Assigned => reach.assigned = Some(operator.user),
                Scope::Own => (reach.own, reach.own_person) = (Some(operator.user), operator.person),
            }
        }
        is_allowed.then_some(reach)
    }

    /// The account, for people.
    #[must_use]
    pub fn user(&self) -> Option<Uuid> {
        match self {
            Self::Operator(operator) => Some(operator.user),
            Self::System(_) => None,
        }
    }

    /// What colleagues see.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        match self {
            Self::Operator(operator) => &operator.shown_name,
            Self::System(module) => module,
        }
    }

    /// The name of the capacity.
    #[must_use]
    pub fn capacity(&self) -> &str {
        match self {
            Self::Operator(operator) => &operator.capacity,
            Self::System(_) => "system",
        }
    }
}
