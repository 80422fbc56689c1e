//! The whole of a list: head, toolbar, rows as a table or as cards, foot, and the state when there are none.

use leptos::prelude::*;

use super::{
    card,
    column::Columns,
    export::Export,
    foot, head, key,
    line::{Plain, PlainAct},
    list::List,
    table, toolbar,
};
use crate::{
    Call,
    focus::{focus_now, fresh_id},
    leave::leave,
    look::{Scale, scale},
    part, route, screen, state,
    words::{t, tf},
    yes,
};

/// A list and, while something of it is open, its sheet beside it.
pub fn split(
    is_open: Signal<bool>,
    list: AnyView,
    sheet: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    view! {
        <div class="split" data-open=move || is_open.get()>
            {list}
            {move || is_open.get().then(&sheet)}
        </div>
    }
    .into_any()
}

/// What rows need to be drawn and pressed.
#[derive(Clone, Copy)]
pub(crate) struct Hand {
    pub list: List,
    pub id: StoredValue<String>,
    pub acts: StoredValue<Vec<PlainAct>>,
    pub open: Option<Call<String>>,
    pub selected: Signal<Option<String>>,
    pub has_bulk: bool,
    /// The row that the keyboard is on.
    pub cursor: RwSignal<usize>,
}

impl Hand {
    /// The id of a row's element.
    pub fn row_id(&self, n: usize) -> String {
        self.id.with_value(|id| format!("{id}-row-{n}"))
    }

    /// Moves the keyboard to another row.
    pub fn go(&self, n: usize) {
        let last = self.list.lines.with_untracked(Vec::len).saturating_sub(1);
        let n = n.min(last);
        self.cursor.set(n);
        focus_now(&self.row_id(n));
    }

    /// Opens a row: its sheet, or its own page. A form in the sheet before is asked about first.
    pub fn open(&self, n: usize) {
        let line = self.list.lines.with_untracked(|lines| lines.get(n).cloned());
        let Some(line) = line else { return };
        let open = self.open;
        leave(move || match (open, &line.href) {
            (Some(open), _) => {
                open.try_run(line.id.clone());
            }
            (None, Some(href)) => route::go(href),
            (None, None) => {}
        });
    }

    /// Whether a row is shown beside the list; tracked.
    pub fn is_current(&self, id: &str) -> bool {
        self.selected.with(|selected| selected.as_deref() == Some(id))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Loading,
    Trouble,
    Empty,
    Filtered,
    Table,
    Cards,
}

pub(crate) fn whole_view(plain: Plain, list: List, columns: Columns) -> AnyView {
    let id = fresh_id("register");
    let (title_id, search_id) = (format!("{id}-title"), format!("{id}-search"));
    let hand = Hand {
        list,
        id: StoredValue::new(id.clone()),
        acts: StoredValue::new(plain.row_acts),
        open: plain.on_open,
        selected: plain.selected,
        has_bulk: !plain.bulk_acts.is_empty(),
        cursor: RwSignal::new(0),
    };
    key::listen(hand, id.clone(), search_id.clone(), plain.heading == 1);
    let is_cards = cards_signal();
    let shape = Memo::new(move |_| shape_of(list, is_cards.get()));
    let (module, empty_act) = (plain.module, StoredValue::new(plain.empty_act));
    let title = StoredValue::new(plain.title.clone());
    let body = move || match shape.get() {
        Shape::Loading => state::loading_view(Some(Call::new(move |()| list.reload()))),
        Shape::Trouble => trouble_view(module, list),
        Shape::Empty => state::empty_view(module, empty_act.get_value().map(|act| head::act_view(act, true))),
        Shape::Filtered => state::empty_filtered_view(module, Call::new(move |()| list.asked.clear())),
        Shape::Table => table::table_view(title.get_value(), hand, columns),
        Shape::Cards => card::cards_view(hand),
    };
    // Old rows stay when they can't be renewed; what kept them from it stands above them.
    let warning = move || {
        let trouble = list.trouble.get()?;
        let has_rows = list.lines.with(|lines| !lines.is_empty());
        let retry = || part::button(t("state.retry"), move || list.reload());
        has_rows.then(|| part::band(part::BandLevel::Warn, trouble.sentence(module), None, Some(retry())))
    };
    let heard = move || list.count.get().map(|count| tf("list.count", &[("n", &count.to_string())]));
    let export = plain.export.map(|name| Export::new(module, name));
    let tools = toolbar::Tools { filters: plain.filters, searchable: plain.searchable, export, search_id };
    view! {
        <section
            class="register"
            id=id
            aria-labelledby=title_id
            aria-busy=move || yes(list.is_loading.get() && list.is_begun.get())
        >
            {head::head_view(title_id.clone(), plain.title, plain.heading, plain.head_acts, list)}
            {toolbar::toolbar_view(tools, list, columns, is_cards)}
            {warning}
            {export.map(Export::trouble_view)}
            {body}
            {foot::foot_view(plain.bulk_acts, hand, is_cards)}
            <p class="visually-hidden" role="status">
                {heard}
            </p>
        </section>
    }
    .into_any()
}

/// Cards where there is no room for a table, or a thumb instead of a pointer.
fn cards_signal() -> Signal<bool> {
    let is_wide = screen::is_wide();
    let is_touched = matches!(scale(), Scale::Phone | Scale::Elder | Scale::Tablet);
    Signal::derive(move || is_touched || !is_wide.get())
}

fn shape_of(list: List, is_cards: bool) -> Shape {
    if !list.lines.with(Vec::is_empty) {
        return if is_cards { Shape::Cards } else { Shape::Table };
    }
    if list.trouble.with(Option::is_some) {
        return Shape::Trouble;
    }
    if !list.is_begun.get() {
        return Shape::Loading;
    }
    if list.asked.is_filtered() { Shape::Filtered } else { Shape::Empty }
}

fn trouble_view(module: &'static str, list: List) -> AnyView {
    let Some(trouble) = list.trouble.get() else { return ().into_any() };
    let retry = trouble.can_retry().then(|| Call::new(move |()| list.reload()));
    state::trouble_view(module, &trouble, retry)
}
