//! What a grid worker opens; fetched whole, so that it is there without a network.

use contract::Kind;

use crate::{
    grid,
    route::{Leaf, case_entry, case_page, entry, part::pages},
};

#[rustfmt::skip]
pages! { grid;
    case_entry("/grid", "today", "nav.grid.today") => grid::today_page;
    entry("/grid/map", "map", "nav.grid.map", Some(Kind::Ground)) => grid::map_page;
    entry("/grid/report", "report", "nav.grid.report", None) => grid::report_page;
    entry("/grid/outbox", "outbox", "nav.grid.outbox", None) => grid::outbox_page;
    case_page("/grid/case/:id", "nav.grid.today") => grid::case_page;
}
