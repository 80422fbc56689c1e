//! Messages of devices that were refused: how many of each reason in the last day, each leading to its list, and what was
//! wrong with them.

use super::{Rows, chosen_row, shut};
use crate::trouble::ask;
use contract::{
    Cell, Kind,
    sensing::{REJECTION_COLUMNS, RejectionRow},
};
use kit::{
    Call, Choice, Fact, Filter, RegisterSpec, Remote, SheetSpec, Tile, page_head, query, register, sheet,
    split, t, tile_view, time, whole,
};
use leptos::prelude::*;

/// The reasons for which a message is refused; their labels are `rejection.<key>`.
const REASONS: &[&str] = &[
    "not_utf8",
    "malformed_json",
    "not_an_object",
    "no_values",
    "wrong_type",
    "not_finite",
    "out_of_range",
    "unknown_unit",
    "bad_time",
    "time_out_of_range",
    "too_large",
    "unknown_property",
    "unknown_device",
    "wrong_credentials",
    "topic_refused",
    "too_many_values",
    "duplicate_key",
    "conflict",
];

/// `/admin/rejection` and `/property/rejection`: counts by reason over the list.
#[must_use]
pub fn page() -> AnyView {
    let rows = Rows::new();
    let chosen = query("sel");
    let is_open = Signal::derive(move || chosen.with(Option::is_some));
    let counts = Remote::new("rejection", || ask(api::sensing::count_rejections()));
    view! {
        {page_head(t("admin.rejection_list"), None, None, None)}
        {counts.view(|counts| counts_view(&counts))}
        {split(is_open, list(rows), move || rejection_sheet(rows))}
    }
    .into_any()
}

/// A tile for each reason, the most frequent first.
fn counts_view(counts: &[(String, u32)]) -> AnyView {
    if counts.is_empty() {
        return view! { <p class="hint">{t("admin.no_rejections")}</p> }.into_any();
    }
    // The audience's own list.
    let path = location().pathname().unwrap_or_default();
    let mut counts = counts.to_vec();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let tiles: Vec<AnyView> = counts
        .into_iter()
        .map(|(reason, n)| {
            let mut tile = Tile::new(t(&format!("rejection.{reason}")), whole(n.into()));
            tile.href = Some(format!("{path}?reason={reason}"));
            tile_view(tile)
        })
        .collect();
    view! { <div class="board">{tiles}</div> }.into_any()
}

fn list(rows: Rows<RejectionRow>) -> AnyView {
    let mut spec = RegisterSpec::new(
        "rejection",
        t("admin.rejection_latest"),
        REJECTION_COLUMNS,
        |row: &RejectionRow| row.id.to_string(),
        |listing| ask(api::sensing::list_rejections(listing)),
    );
    spec.heading = 2;
    spec.filters = vec![Filter::many("reason", t("rejection.reason"), Choice::of_keys("rejection", REASONS))];
    spec.hidden = &["excerpt"];
    spec.export = Some("rejections".into());
    rows.open_in(&mut spec);
    register(spec)
}

fn rejection_sheet(rows: Rows<RejectionRow>) -> AnyView {
    let row = chosen_row(
        "rejection",
        Kind::Rejection,
        rows,
        |row: &RejectionRow| row.id.to_string(),
        |listing| ask(api::sensing::list_rejections(listing)),
    );
    row.view(|row| {
        let mut look = SheetSpec::new(time::exact(row.at), t(&format!("rejection.{}", row.reason)));
        look.facts = vec![
            Fact::new("rejection.at", Cell::Instant(row.at)),
            Fact::new("rejection.device_code", Cell::Code(row.device_code.clone())),
            Fact::text("rejection.detail", row.detail.clone()).wide(),
            Fact::new("rejection.excerpt", Cell::Code(row.excerpt.clone())).wide(),
        ];
        look.on_close = Some(Call::new(|()| shut()));
        sheet(look)
    })
}
