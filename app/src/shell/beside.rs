//! A list with the opened record beside it: which one stands in the address, and its neighbours are a key away.

use kit::{Call, RegisterSpec, Remote, SheetAs, SheetSpec, Trouble, t};
use leptos::prelude::*;

use crate::route;

/// The record that is open beside a list.
#[derive(Clone, Copy)]
pub struct Beside {
    selected: Memo<Option<String>>,
    ids: StoredValue<Vec<String>>,
}

impl Beside {
    /// Reads the address; sheets below find it by context.
    #[must_use]
    pub fn new() -> Self {
        let this = Self { selected: kit::query("sel"), ids: StoredValue::new(Vec::new()) };
        provide_context(this);
        this
    }

    /// Makes a list open its rows here; their neighbours are those that it shows.
    pub fn open_in<R: Clone + 'static>(self, spec: &mut RegisterSpec<R>) {
        let key = spec.key;
        spec.on_open = Some(Call::new(move |row: R| self.open(&key(&row))));
        spec.on_shown = Some(Call::new(move |rows: Vec<R>| {
            self.ids.try_set_value(rows.iter().map(key).collect());
        }));
        spec.selected = self.selected();
    }

    /// Identity of the open record.
    #[must_use]
    pub fn selected(self) -> Signal<Option<String>> {
        self.selected.into()
    }

    /// Opens a record.
    pub fn open(self, id: &str) {
        kit::push_query(&[("sel", Some(id))]);
    }

    /// Closes it.
    #[must_use]
    pub fn close(self) -> Call {
        Call::new(|()| kit::push_query(&[("sel", None)]))
    }

    /// The list with the open record beside it.
    pub fn split(self, list: AnyView, sheet: fn(String, Call) -> AnyView) -> AnyView {
        let (selected, close) = (self.selected, self.close());
        let is_open = Signal::derive(move || selected.get().is_some());
        let draw = move || match selected.get() {
            Some(id) => untrack(|| sheet(id, close)),
            None => ().into_any(),
        };
        kit::split(is_open, list, draw)
    }

    fn neighbour(self, step: isize) -> Option<String> {
        let open = self.selected.get_untracked()?;
        self.ids.with_value(|ids| {
            let at = ids.iter().position(|id| *id == open)?;
            ids.get(at.checked_add_signed(step)?).cloned()
        })
    }

    fn walk(self, step: isize) -> Call {
        Call::new(move |()| {
            if let Some(id) = self.neighbour(step) {
                kit::set_query(&[("sel", Some(id.as_str()))]);
            }
        })
    }
}

/// Puts a sheet where it belongs: beside a list with its neighbours, or in the right column of the wall.
pub fn place(spec: &mut SheetSpec, close: Call) {
    spec.on_close = Some(close);
    if route::is_wall() {
        spec.place = SheetAs::Column;
    } else if let Some(beside) = use_context::<Beside>() {
        spec.on_previous = Some(beside.walk(-1));
        spec.on_next = Some(beside.walk(1));
    }
}

/// Draws a record once it is loaded; until then, and when it can't be loaded, it can be closed all the same.
pub fn loaded<T: Clone + 'static>(
    record: Remote<T>,
    close: Call,
    show: impl Fn(T) -> AnyView + 'static,
) -> AnyView {
    let is_lost = move || record.get().is_none() && record.trouble().is_some();
    // The sheet itself hears this once it is drawn.
    kit::shortcut_any("Escape", move || {
        if untrack(|| record.get().is_none()) {
            close.try_run(());
        }
    });
    view! {
        {record.view(show)}
        {move || {
            is_lost()
                .then(|| kit::button(t("sheet.close"), move || {
                    close.try_run(());
                }))
        }}
    }
    .into_any()
}

/// A record whose identity in the address is none at all.
pub fn unreadable(kind: contract::Kind, close: Call) -> AnyView {
    use contract::Term;
    let missing = Trouble::Fault(contract::Fault::Missing { kind });
    view! {
        {kit::trouble_view(kind.key(), &missing, None)}
        {kit::button(t("sheet.close"), move || {
            close.try_run(());
        })}
    }
    .into_any()
}
