//! The resident's phone: what concerns my home now, repairs from request to rating, notices, and Me.

mod ending;
mod home;
mod me;
mod notice;
mod place;
mod plea;
mod repair;
mod repair_new;
mod repairs;
mod speech;
mod unsent;
mod voice;

pub use home::home_page;
pub use me::me_page;
pub use notice::{
    current as current_notices, notice_page, notices_page, one_view as one_notice_view,
    spoken as spoken_notice, text_view as notice_text_view,
};
pub use place::place_page;
pub use repair::repair_page;
pub use repair_new::repair_new_page;
pub use repairs::repairs_page;
pub use speech::{read_button, stop_reading};
pub use voice::voice_button;

use api::spatial::list_dwellings;
use contract::{
    Kind, Listing, Page,
    live::{Event, Moment},
    spatial::DwellingRow,
};
use kit::Remote;
use leptos::prelude::*;

use crate::{
    offline::{self, Copied, remembered},
    trouble::ask,
};

/// Where the chosen one of several dwellings is kept.
const CHOSEN: &str = "dwelling";

/// The one of several dwellings that was chosen on home; the first until one is.
fn chosen_dwelling(rows: &[DwellingRow]) -> Option<&DwellingRow> {
    let chosen = kit::kept(CHOSEN);
    rows.iter().find(|row| Some(&row.code) == chosen.as_ref()).or(rows.first())
}

/// The dwellings of whoever sits here.
fn dwellings() -> Remote<Copied<Page<DwellingRow>>> {
    let returns = offline::returns();
    Remote::new("dwelling", move || {
        returns.track();
        remembered("dwelling".into(), ask(list_dwellings(Listing::default())))
    })
}

/// Whether something happened to a repair.
fn is_repair(moment: &Moment) -> bool {
    matches!(&moment.event, Event::WorkAdvanced { kind: Kind::Repair, .. })
}
