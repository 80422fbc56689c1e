//! Case types: what an application declares of its work items.

use super::workflow::{Deadline, Workflow};
use crate::{Act, FieldFault, Kind, Scope, Term, field::Input, identity::Audience, sensing::Level};

/// A category within a case type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Category {
    /// Key; the label is `<case type>.category.<key>`.
    pub key: &'static str,
    /// Gravity it begins with.
    pub level: Level,
    /// Whether a warning to leave and call 119 is shown before anything else.
    pub is_dangerous: bool,
}

/// A field of a case type's details, typed by the struct that `check` reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DetailField {
    /// Key in the details.
    pub key: &'static str,
    /// Label key.
    pub label: &'static str,
    /// How it is typed in.
    pub input: Input,
    /// Whether it may stay empty.
    pub optional: bool,
}

/// A list of a case type at a desk: a page, and its entry in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseList {
    /// Its address, such as `/street/case`: the audience, then the page.
    pub path: &'static str,
    /// Label key of its name.
    pub title: &'static str,
    /// Its picture.
    pub icon: &'static str,
    /// The page that it follows in the navigation; none when it stands first.
    pub after: Option<&'static str>,
}

impl CaseList {
    /// The audience at whose desk it is.
    #[must_use]
    pub fn audience(&self) -> Option<Audience> {
        Audience::from_key(self.path.split('/').nth(1)?)
    }
}

/// What a role may do with the items of a case type: the role's key, and the reach of these acts.
pub type CaseRight = (&'static str, Scope, &'static [Act]);

/// A case type, declared by an application: no table and no verbs of its own.
#[derive(Clone, Copy)]
pub struct CaseType {
    /// Its kind, the noun of its permissions; the kind's key is the case type's, with which its labels begin:
    /// `<key>.title` for its list, `<key>.new_for` for a new one at the desk, `<key>.numbered` for one of them.
    pub kind: Kind,
    /// Letter with which its numbers begin.
    pub prefix: char,
    /// Categories, as tiles of the report.
    pub categories: &'static [Category],
    /// Workflows by version, newest last; an item keeps the version it began with.
    pub workflows: &'static [Workflow],
    /// Deadlines to begin with; data from then on.
    pub deadlines: &'static [Deadline],
    /// Key of the role that is told when a deadline has passed, to begin with; data from then on.
    pub escalate_to: &'static str,
    /// Fields of its details.
    pub details: &'static [DetailField],
    /// Checks details against their typed struct.
    pub check: fn(&serde_json::Value) -> Result<(), Vec<FieldFault>>,
    /// Alarm kinds that open such a case by rule, with the category it gets.
    pub opened_by: &'static [(&'static str, &'static str)],
    /// Whether whoever reported it may rate the result.
    pub is_rated: bool,
    /// Who may do what with it, to begin with; data from then on.
    pub rights: &'static [CaseRight],
    /// Its lists at the desks.
    pub lists: &'static [CaseList],
    /// Keys of the categories that anybody may report at a kiosk, in order.
    pub kiosk: &'static [&'static str],
}

impl CaseType {
    /// The workflow that a new item begins with.
    #[must_use]
    pub fn workflow(&self) -> &'static Workflow {
        // Invariant: a case type has at least one workflow (a test goes over all).
        &self.workflows[self.workflows.len() - 1]
    }

    /// The workflow of a version.
    #[must_use]
    pub fn version(&self, version: i32) -> Option<&'static Workflow> {
        self.workflows.iter().find(|w| w.version == version)
    }

    /// A category.
    #[must_use]
    pub fn category(&self, key: &str) -> Option<&'static Category> {
        self.categories.iter().find(|c| c.key == key)
    }

    /// Its list at the desk of an audience.
    #[must_use]
    pub fn list(&self, audience: Audience) -> Option<&'static CaseList> {
        self.lists.iter().find(|list| list.audience() == Some(audience))
    }

    /// Whether alarms open such cases, so that the control room follows them.
    #[must_use]
    pub fn is_opened_by_alarms(&self) -> bool {
        !self.opened_by.is_empty()
    }

    /// Whether its details have such a field.
    #[must_use]
    pub fn has_detail(&self, key: &str) -> bool {
        self.details.iter().any(|field| field.key == key)
    }
}
