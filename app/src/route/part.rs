//! Parts of the program: each is fetched when it is first needed, and stays.

use kit::{StateLook, t};
use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local};
use std::pin::Pin;
use wasm_split_helpers::SplitLoaderError;

/// What a part draws, unless it could not be fetched.
pub type Drawn = Result<AnyView, SplitLoaderError>;

/// A page, or the wait for the part that holds it.
pub enum Drawing {
    /// It is here.
    Here(AnyView),
    /// Its part is fetched first.
    Coming(Pin<Box<dyn Future<Output = Drawn>>>),
}

/// Nothing, for an address that no page stands at.
pub fn nothing(_: &'static str) -> AnyView {
    ().into_any()
}

/// A function whose code is in the part of the program with that name, and which is asynchronous since the part is
/// fetched first. Without the feature `parts` the program is one piece, as `trunk serve` builds it: the function is there.
macro_rules! part {
    ($part:ident; $($function:tt)+) => {
        #[cfg(feature = "parts")]
        #[wasm_split_helpers::wasm_split($part, fallible)]
        $($function)+

        #[cfg(not(feature = "parts"))]
        async $($function)+
    };
}

/// A table of pages, each with what draws it. Their code is the part of the program with that name, or comes with the
/// program when it says `here`. What stands after `else` draws the pages of that part that are not in the table.
macro_rules! pages {
    (here; $($kind:ident($path:literal, $($about:expr),+) => $view:expr;)+) => {
        pub const LEAVES: &[Leaf] = &[$(
            $kind($path, $($about),+, |_| $crate::route::part::Drawing::Here(($view)()))
        ),+];
    };
    ($part:ident; $($rest:tt)+) => {
        $crate::route::part::pages! { $part else $crate::route::part::nothing; $($rest)+ }
    };
    ($part:ident else $other:expr; $($kind:ident($path:literal, $($about:expr),+) => $view:expr;)+) => {
        pub const LEAVES: &[Leaf] = &[$(
            $kind($path, $($about),+, |path| $crate::route::part::Drawing::Coming(Box::pin(drawn(path))))
        ),+];

        $crate::route::part::part! { $part;
            fn drawn(path: &'static str) -> $crate::route::part::Drawn {
                Ok(match path {
                    $($path => ($view)(),)+
                    _ => ($other)(path),
                })
            }
        }
    };
}

pub(super) use {pages, part};

/// Where a page is while its part comes.
#[derive(Clone, Copy, PartialEq)]
enum Arrival {
    Waited,
    There,
    Failed,
}

/// Draws the page of a path, after the part that holds it has come.
pub fn drawn(draw: fn(&'static str) -> Drawing, path: &'static str) -> AnyView {
    match untrack(|| draw(path)) {
        Drawing::Here(view) => view,
        Drawing::Coming(_) => coming_view(move || draw(path)),
    }
}

/// The wait for a part, then what it draws.
pub fn coming_view(draw: impl Fn() -> Drawing + Copy + Send + Sync + 'static) -> AnyView {
    let arrival = RwSignal::new(Arrival::Waited);
    let view = StoredValue::new_local(None::<AnyView>);
    // The page belongs to this place: what it provides and cleans up is found here. A press belongs to the button, which
    // goes as the page comes.
    let here = StoredValue::new(Owner::current().map(|owner| owner.downgrade()));
    let fetch = move || {
        arrival.set(Arrival::Waited);
        let Drawing::Coming(coming) = draw() else { return };
        let Some(owner) = here.try_get_value().flatten().and_then(|here| here.upgrade()) else { return };
        let work = async move {
            let result = coming.await;
            if arrival.is_disposed() {
                return;
            }
            match result {
                Ok(drawn) => {
                    view.set_value(Some(drawn));
                    arrival.set(Arrival::There);
                }
                Err(_) => arrival.set(Arrival::Failed),
            }
        };
        spawn_local(owner.with(|| ScopedFuture::new_untracked(work)));
    };
    fetch();
    let again = move || kit::button(t("state.retry"), fetch);
    let place = move || match arrival.get() {
        Arrival::Waited => kit::loading_view(None),
        Arrival::There => view.try_update_value(Option::take).flatten().into_any(),
        Arrival::Failed => kit::state_view(StateLook::Failed, t("app.part_failed"), None, Some(again())),
    };
    place.into_any()
}
