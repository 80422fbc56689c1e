//! What a resident opens; it comes with the program.

use contract::Kind;

use super::{Leaf, entry, page, part::pages};
use crate::resident;

#[rustfmt::skip]
pages! { here;
    entry("/resident", "home", "nav.resident.home", None) => resident::home_page;
    entry("/resident/repair", "repair", "nav.resident.repair", Some(Kind::Repair)) => resident::repairs_page;
    page("/resident/repair/new", "nav.resident.repair", Some(Kind::Repair)) => resident::repair_new_page;
    page("/resident/repair/:id", "nav.resident.repair", Some(Kind::Repair)) => resident::repair_page;
    entry("/resident/notice", "notice", "nav.resident.notice", Some(Kind::Notice)) => resident::notices_page;
    page("/resident/notice/:id", "nav.resident.notice", Some(Kind::Notice)) => resident::notice_page;
    entry("/resident/me", "person", "nav.resident.me", None) => resident::me_page;
}
