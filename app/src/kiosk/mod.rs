//! The lobby's kiosk: one home with four tiles; notices, environment, finding a place, reporting a problem. It forgets
//! whoever stood before it. A resident may also sign in for themselves, and then sees what they reported.

mod duty;
mod environment;
mod frame;
mod home;
mod idle;
mod keys;
mod map;
mod mine;
mod notice;
mod person;
mod phone;
mod place;
mod report;
mod way;

pub use self::{
    environment::environment_page, home::home_page, idle::dialog_view as idle_dialog, mine::mine_page,
    notice::notice_page, notice::notices_page, place::place_page, report::report_page,
};
