//! A resident's home: it comes with the program, so that a phone on a slow network shows it first.

use super::{Leaf, entry, part::pages};
use crate::resident;

#[rustfmt::skip]
pages! { here;
    entry("/resident", "home", "nav.resident.home", None) => resident::home_page;
}
