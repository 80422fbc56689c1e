//! What kept something from being loaded or done, and the sentence that a person reads.

use contract::{Act, Fault, Kind, Term, label};
use std::{cell::RefCell, rc::Rc};

use crate::{
    time,
    words::{act_word, state_word, t, term, tf},
};

/// What kept something from being loaded or done.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// The server refused, with something a person can act on.
    Fault(Fault),
    /// The server was not reached; what the browser said, for the console only.
    Network(String),
    /// This device has no room to keep it until the server is reached.
    Full,
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Trouble {
    /// The sentence for a failed act; `module` names what it was about.
    #[must_use]
    pub fn sentence(&self, module: &str) -> String {
        match self {
            Self::Network(_) => t("state.no_network"),
            Self::Full => t("state.storage_full"),
            Self::Fault(fault) => fault_sentence_of(fault, module),
        }
    }

    /// Whether trying again may help.
    #[must_use]
    pub fn can_retry(&self) -> bool {
        match self {
            Self::Network(_) => true,
            Self::Full => false,
            Self::Fault(fault) => matches!(fault, Fault::Internal { .. } | Fault::Unavailable),
        }
    }

    /// Whether the session has ended.
    #[must_use]
    pub fn is_signed_out(&self) -> bool {
        matches!(self, Self::Fault(Fault::SignedOut))
    }

    /// Whether the record may not be shown any longer, even an old copy.
    pub(crate) fn hides(&self) -> bool {
        matches!(self, Self::Fault(Fault::Denied { .. } | Fault::Missing { .. }))
    }
}

fn fault_sentence_of(fault: &Fault, module: &str) -> String {
    match fault {
        Fault::Denied { act, .. } => refused_sentence(*act),
        Fault::Missing { kind } => missing_sentence(module, *kind),
        Fault::Limited { minutes } => tf("fault.limited", &[("n", &minutes.to_string())]),
        Fault::Changed { who, at } => tf("fault.changed", &[("who", who), ("time", &time::exact(*at))]),
        Fault::Blocked { from, act } => {
            let (from, act) = match Kind::from_key(module) {
                Some(kind) => (state_word(kind, *from), act_word(kind, *act)),
                None => (term(*from), term(*act)),
            };
            tf("fault.blocked", &[("state", &from), ("act", &act)])
        }
        Fault::TooLarge { limit_mib } => tf("fault.too_large", &[("n", &limit_mib.to_string())]),
        Fault::TooSoon { again_at } => tf("fault.too_soon", &[("time", &time::clock(*again_at))]),
        Fault::InUse { count } => tf("fault.in_use", &[("n", &count.to_string())]),
        Fault::Internal { reference } => tf("fault.internal", &[("ref", reference)]),
        other => t(&format!("fault.{}", other.key())),
    }
}

/// The sentence for a missing permission.
pub(crate) fn refused_sentence(act: Act) -> String {
    let verb = t(&format!("verb.{act}"));
    tf("state.refused", &[("act", &verb), ("org", &t("app.this_community"))])
}

/// The sentence for a record that isn't there for this person.
pub(crate) fn missing_sentence(module: &str, kind: Kind) -> String {
    for name in [module, &kind.to_string()] {
        let key = format!("state.missing.{name}");
        if label::exists(&key) {
            return t(&key);
        }
    }
    tf("state.missing", &[("thing", &thing("thing", module))])
}

/// The module's noun; its kind's name when the catalogue has no noun.
pub(crate) fn thing(chapter: &str, module: &str) -> String {
    let key = format!("{chapter}.{module}");
    if label::exists(&key) { t(&key) } else { t(&format!("kind.{module}")) }
}

thread_local! {
    static SIGNED_OUT: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Says what happens when the session has ended, wherever in the kit that is noticed; the program does so once.
pub fn on_signed_out(call: impl Fn() + 'static) {
    SIGNED_OUT.set(Some(Rc::new(call)));
}

/// Tells the program when the session has ended.
pub(crate) fn notice(trouble: &Trouble) {
    match trouble {
        Trouble::Fault(Fault::SignedOut) => {
            let call = SIGNED_OUT.with_borrow(Clone::clone);
            if let Some(call) = call {
                call();
            }
        }
        Trouble::Network(detail) => leptos::logging::warn!("not reached: {detail}"),
        Trouble::Fault(_) | Trouble::Full => {}
    }
}
