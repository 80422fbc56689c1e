//! What a grid worker opens; fetched whole, so that it is there without a network.

use contract::Kind;
use leptos::prelude::*;

use crate::{
    grid,
    route::{Leaf, entry, page, part::pages},
};

#[rustfmt::skip]
pages! { grid;
    entry("/grid", "today", "nav.grid.today", Some(Kind::FireHazard)) => grid::today_page;
    entry("/grid/map", "map", "nav.grid.map", Some(Kind::Ground)) => grid::map_page;
    entry("/grid/report", "report", "nav.grid.report", None) => grid::report_page;
    entry("/grid/outbox", "outbox", "nav.grid.outbox", None) => grid::outbox_page;
    page("/grid/case/:id", "nav.grid.today", Some(Kind::FireHazard)) => grid::case_page;
}
