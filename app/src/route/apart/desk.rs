//! What property, street office and administrators open.

use contract::Kind;

use crate::{
    admin, publishing, registry,
    route::{Drawing, Leaf, case_entry, entry, page, part::pages},
    sensing, spatial, work,
};

#[rustfmt::skip]
pages! { desk else work::case::page_at;
    entry("/property/device", "device", "nav.property.device", Some(Kind::Device)) => || sensing::device::page("property");
    entry("/property/alarm", "alarm", "nav.property.alarm", Some(Kind::Alarm)) => || sensing::alarm::page("property");
    entry("/property/dwelling", "dwelling", "nav.property.dwelling", Some(Kind::Dwelling)) => spatial::dwelling::page;
    entry("/property/building", "organisation", "nav.property.building", Some(Kind::Building)) => spatial::building::page;
    case_entry("/property/figure", "figure", "nav.property.figure") => work::figure::page;
    entry("/property/notice", "notice", "nav.property.notice", Some(Kind::Notice)) => publishing::notice::page;
    entry("/property/duty", "calendar", "nav.property.duty", Some(Kind::Duty)) => work::duty::page;
    entry("/property/rejection", "refused", "nav.property.rejection", Some(Kind::Rejection)) => admin::rejection::page;

    entry("/street/alarm", "alarm", "nav.street.alarm", Some(Kind::Alarm)) => || sensing::alarm::page("street");
    case_entry("/street/figure", "figure", "nav.street.figure") => work::figure::page;
    entry("/street/device", "device", "nav.street.device", Some(Kind::Device)) => || sensing::device::page("street");
    entry("/street/dwelling", "dwelling", "nav.street.dwelling", Some(Kind::Dwelling)) => spatial::dwelling::page;
    entry("/street/notice", "notice", "nav.street.notice", Some(Kind::Notice)) => publishing::notice::page;
    entry("/street/duty", "calendar", "nav.street.duty", Some(Kind::Duty)) => work::duty::page;
    entry("/street/deadline", "clock", "nav.street.deadline", Some(Kind::Setting)) => admin::deadline::page;
    page("/street/deadline/calendar", "nav.admin.calendar", Some(Kind::Setting)) => admin::calendar::page;
    entry("/street/rule", "setting", "nav.street.rule", Some(Kind::Rule)) => admin::rule::page;

    entry("/admin/user", "people", "nav.admin.user", Some(Kind::User)) => admin::user::page;
    entry("/admin/role", "role", "nav.admin.role", Some(Kind::Role)) => admin::role::page;
    entry("/admin/role/matrix", "columns", "nav.admin.matrix", Some(Kind::Role)) => admin::matrix::page;
    entry("/admin/organisation", "organisation", "nav.admin.organisation", Some(Kind::Organisation)) => admin::organisation::page;
    entry("/admin/dwelling", "dwelling", "nav.admin.dwelling", Some(Kind::Dwelling)) => spatial::dwelling::page;
    entry("/admin/orphan", "layers", "nav.admin.orphan", Some(Kind::Person)) => registry::orphan::page;
    page("/admin/link", "link.title", Some(Kind::Person)) => registry::link::page;
    entry("/admin/audit", "audit", "nav.admin.audit", Some(Kind::Audit)) => admin::audit::page;
    entry("/admin/credential", "credential", "nav.admin.credential", Some(Kind::Credential)) => admin::credential::page;
    entry("/admin/terminal", "wall", "nav.admin.terminal", Some(Kind::Terminal)) => admin::terminal::page;
    entry("/admin/rejection", "refused", "nav.admin.rejection", Some(Kind::Rejection)) => admin::rejection::page;
    entry("/admin/dead_letter", "outbox", "nav.admin.dead_letter", Some(Kind::DeadLetter)) => admin::dead_letter::page;
    entry("/admin/rule", "setting", "nav.admin.rule", Some(Kind::Rule)) => admin::rule::page;
    entry("/admin/deadline", "clock", "nav.admin.deadline", Some(Kind::Setting)) => admin::deadline::page;
    page("/admin/deadline/calendar", "nav.admin.calendar", Some(Kind::Setting)) => admin::calendar::page;
    entry("/admin/device", "device", "nav.admin.device", Some(Kind::Device)) => || sensing::device::page("admin");
    entry("/admin/duty", "calendar", "nav.admin.duty", Some(Kind::Duty)) => work::duty::page;
}

/// Draws the list of the case type that stands at an address.
pub fn case_list(path: &'static str) -> Drawing {
    Drawing::Coming(Box::pin(drawn(path)))
}
