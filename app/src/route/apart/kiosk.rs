//! What stands in a lobby. Most of it is for everybody; what somebody reported is for who signed in for themselves.

use contract::Kind;

use crate::{
    kiosk,
    route::{Leaf, case_page, page, part::pages},
};

#[rustfmt::skip]
pages! { kiosk;
    page("/kiosk", "nav.kiosk.home", None) => kiosk::home_page;
    page("/kiosk/notice", "nav.kiosk.notice", Some(Kind::Notice)) => kiosk::notices_page;
    page("/kiosk/notice/:id", "nav.kiosk.notice", Some(Kind::Notice)) => kiosk::notice_page;
    page("/kiosk/environment", "nav.kiosk.environment", None) => kiosk::environment_page;
    page("/kiosk/place", "nav.kiosk.place", Some(Kind::Ground)) => kiosk::place_page;
    page("/kiosk/report", "nav.kiosk.report", None) => kiosk::report_page;
    case_page("/kiosk/mine", "nav.kiosk.mine") => kiosk::mine_page;
}
