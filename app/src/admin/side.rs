//! A list with a sheet beside it: of the row that the address names, or of something new.

use super::{Said, open, refusal_band, shut};
use crate::seat::may;
use contract::{Act, Kind};
use kit::{Call, DraftSpec, SheetSpec, draft, query, sheet, shortcut, split, term};
use leptos::prelude::*;

/// A page with its list and the sheet beside it, which `n` opens for a new one. `draw` is told whether it is that of a new
/// one; it stays open while `is_held`, whatever the address says.
pub(super) fn side_view(
    kind: Kind,
    said: Said,
    list: AnyView,
    is_held: Signal<bool>,
    draw: impl Fn(Memo<bool>) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView {
    let chosen = query("sel");
    if may(kind, Act::Create) {
        shortcut("n", || open("new"));
    }
    let is_open = Signal::derive(move || chosen.with(Option::is_some) || is_held.get());
    let is_new = Memo::new(move |_| chosen.with(|id| id.as_deref() == Some("new")));
    let side = move || draw(is_new);
    view! {
        {refusal_band(said)}
        {split(is_open, list, move || side.into_any())}
    }
    .into_any()
}

/// The sheet in which a new one is typed.
pub(super) fn new_view<D: Clone + 'static>(kind: Kind, title: String, mut spec: DraftSpec<D>) -> AnyView {
    spec.on_cancel = Some(Call::new(|()| shut()));
    let mut look = SheetSpec::new(term(kind), title);
    look.body = Some(draft(spec));
    look.on_close = Some(Call::new(|()| shut()));
    sheet(look)
}
