//! What a resident opens from home; fetched ahead, so that it is there when it is wanted, and without a network.

use contract::Kind;
use wasm_split_helpers::SplitLoaderError;

use crate::{
    resident,
    route::{
        Leaf, entry, page,
        part::{pages, part},
    },
};

#[rustfmt::skip]
pages! { resident;
    entry("/resident/repair", "repair", "nav.resident.repair", Some(Kind::Repair)) => resident::repairs_page;
    page("/resident/repair/new", "nav.resident.repair", Some(Kind::Repair)) => resident::repair_new_page;
    page("/resident/repair/:id", "nav.resident.repair", Some(Kind::Repair)) => resident::repair_page;
    entry("/resident/notice", "notice", "nav.resident.notice", Some(Kind::Notice)) => resident::notices_page;
    page("/resident/notice/:id", "nav.resident.notice", Some(Kind::Notice)) => resident::notice_page;
    page("/resident/place", "resident.place", Some(Kind::Ground)) => resident::place_page;
    entry("/resident/me", "person", "nav.resident.me", None) => resident::me_page;
}

/// Fetches this part without drawing anything of it. What fails now is fetched when a page is opened.
pub async fn fetch() {
    let _ = come().await;
}

part! { resident;
    fn come() -> Result<(), SplitLoaderError> {
        Ok(())
    }
}
