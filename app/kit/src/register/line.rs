//! Rows without their type: what is drawn of them, and handles to what is done with them.

use chrono::{DateTime, Utc};
use contract::{Cell, Count, Listing, Mark};
use leptos::prelude::*;
use std::{collections::HashMap, rc::Rc, sync::Arc};

use super::{Filter, HeadAct, RegisterSpec};
use crate::{Call, LocalFuture, cell::cell_text, trouble::Trouble, words::t};

/// What a card on a phone shows of a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardLook {
    /// What it is about.
    pub title: String,
    /// A few facts.
    pub facts: Vec<String>,
    /// Its state.
    pub mark: Option<(Mark, String)>,
    /// Its deadline: from when on it is near, and when it is over.
    pub due: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// A last word, such as a distance.
    pub note: Option<String>,
}

/// A row without its type.
#[derive(Debug, PartialEq)]
pub(crate) struct Line {
    pub id: String,
    pub cells: Vec<Cell>,
    pub card: CardLook,
    pub href: Option<String>,
    /// Which of the row acts it offers, one bit each.
    pub acts: u32,
}

/// A page of them.
pub(crate) struct LinePage {
    pub lines: Vec<Arc<Line>>,
    pub next: Option<String>,
    pub count: Count,
}

/// The head of a column.
pub(crate) struct Head {
    pub key: &'static str,
    pub label: String,
    pub is_sortable: bool,
}

pub(crate) struct PlainAct {
    pub label: String,
    pub icon: Option<&'static str>,
    pub is_primary: bool,
    pub key: Option<&'static str>,
    pub run: Call<String>,
}

pub(crate) struct PlainBulk {
    pub label: String,
    pub is_primary: bool,
    pub run: Call<Vec<String>>,
}

pub(crate) type Load = Rc<dyn Fn(Listing) -> LocalFuture<Result<LinePage, Trouble>>>;

/// A list without its type.
pub(crate) struct Plain {
    pub module: &'static str,
    pub title: String,
    pub columns: Vec<Head>,
    pub load: Load,
    pub filters: Vec<Filter>,
    pub searchable: bool,
    pub private_search: bool,
    pub page_size: u16,
    pub on_open: Option<Call<String>>,
    pub on_shown: Option<Call<Vec<String>>>,
    pub selected: Signal<Option<String>>,
    pub row_acts: Vec<PlainAct>,
    pub bulk_acts: Vec<PlainBulk>,
    pub head_acts: Vec<HeadAct>,
    pub empty_act: Option<HeadAct>,
    pub reload: Option<Signal<u32>>,
    pub export: Option<String>,
    pub hidden: &'static [&'static str],
    pub is_live: bool,
    pub heading: u8,
    pub in_address: bool,
}

type Held<R> = StoredValue<HashMap<String, R>, LocalStorage>;

/// Takes the type off a list; typed rows stay behind, to be given to its acts.
pub(crate) fn erase<R: Clone + 'static>(spec: RegisterSpec<R>) -> Plain {
    let held: Held<R> = StoredValue::new_local(HashMap::new());
    let (key, columns, load) = (spec.key, spec.columns, spec.load.clone());
    let shown: Vec<Rc<dyn Fn(&R) -> bool>> = spec.row_acts.iter().map(|act| act.shown.clone()).collect();
    let (href, card) = (spec.href.clone(), spec.card.clone());
    let draw: Rc<dyn Fn(&R) -> Arc<Line>> = Rc::new(move |row: &R| {
        let cells: Vec<Cell> = columns.iter().map(|column| (column.cell)(row)).collect();
        let card = card.as_ref().map_or_else(|| usual_card(&cells), |card| card(row));
        let acts =
            shown.iter().take(32).enumerate().fold(0, |bits, (n, shown)| bits | u32::from(shown(row)) << n);
        Arc::new(Line { id: key(row), cells, card, href: href.as_ref().map(|href| href(row)), acts })
    });
    let load: Load = Rc::new(move |listing: Listing| {
        let (work, draw) = (load(listing), draw.clone());
        Box::pin(async move {
            let page = work.await?;
            let lines = page.rows.iter().map(|row| draw(row)).collect();
            held.try_update_value(|held| held.extend(page.rows.into_iter().map(|row| (key(&row), row))));
            Ok::<LinePage, Trouble>(LinePage { lines, next: page.next, count: page.count })
        })
    });
    Plain {
        module: spec.module,
        title: spec.title,
        columns: columns.iter().map(head_of).collect(),
        load,
        filters: spec.filters,
        searchable: spec.searchable,
        private_search: spec.private_search,
        page_size: spec.page_size,
        on_open: spec.on_open.map(|open| with_row(held, open)),
        on_shown: spec.on_shown.map(|shown| with_rows(held, shown)),
        selected: spec.selected,
        row_acts: spec
            .row_acts
            .into_iter()
            .map(|act| PlainAct {
                label: act.label,
                icon: act.icon,
                is_primary: act.is_primary,
                key: act.key,
                run: with_row(held, act.run),
            })
            .collect(),
        bulk_acts: spec
            .bulk_acts
            .into_iter()
            .map(|act| PlainBulk {
                label: act.label,
                is_primary: act.is_primary,
                run: with_rows(held, act.run),
            })
            .collect(),
        head_acts: spec.head_acts,
        empty_act: spec.empty_act,
        reload: spec.reload,
        export: spec.export,
        hidden: spec.hidden,
        is_live: spec.is_live,
        heading: spec.heading,
        in_address: spec.in_address,
    }
}

fn head_of<R>(column: &contract::Column<R>) -> Head {
    Head { key: column.key, label: t(column.label), is_sortable: column.sortable }
}

fn with_row<R: Clone + 'static>(held: Held<R>, run: Call<R>) -> Call<String> {
    Call::new(move |id: String| {
        if let Some(Some(row)) = held.try_with_value(|held| held.get(&id).cloned()) {
            run.try_run(row);
        }
    })
}

fn with_rows<R: Clone + 'static>(held: Held<R>, run: Call<Vec<R>>) -> Call<Vec<String>> {
    Call::new(move |ids: Vec<String>| {
        let rows =
            held.try_with_value(|held| ids.iter().filter_map(|id| held.get(id).cloned()).collect::<Vec<R>>());
        if let Some(rows) = rows {
            run.try_run(rows);
        }
    })
}

/// The card of a list that declares none: the first words as title, the next three as facts, state and deadline.
fn usual_card(cells: &[Cell]) -> CardLook {
    let mut card = CardLook::default();
    for cell in cells {
        match cell {
            Cell::Empty => {}
            Cell::State(mark, key) if card.mark.is_none() => card.mark = Some((*mark, t(key))),
            Cell::Deadline { near, due } if card.due.is_none() => card.due = Some((*near, *due)),
            Cell::Text(text) if card.title.is_empty() => card.title = text.clone(),
            other if card.facts.len() < 3 => card.facts.push(fact_of(other)),
            _ => {}
        }
    }
    if card.title.is_empty() && !card.facts.is_empty() {
        card.title = card.facts.remove(0);
    }
    card
}

fn fact_of(cell: &Cell) -> String {
    match cell {
        Cell::Instant(at) => crate::time::absolute(*at, crate::time::now()),
        other => cell_text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_titled_by_the_first_words() {
        let cells = [
            Cell::Code("R-0192".into()),
            Cell::State(Mark::Warn, "work_state.reported".into()),
            Cell::Text("厨房水管漏水".into()),
            Cell::Text("3-1502".into()),
        ];
        let card = usual_card(&cells);
        assert_eq!(card.title, "厨房水管漏水");
        assert_eq!(card.facts, ["R-0192", "3-1502"]);
        assert_eq!(card.mark, Some((Mark::Warn, "已上报".to_owned())));
    }

    #[test]
    fn a_card_without_words_is_titled_by_its_first_fact() {
        assert_eq!(usual_card(&[Cell::Code("D-1".into())]).title, "D-1");
    }
}
