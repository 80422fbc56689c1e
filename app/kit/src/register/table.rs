//! Rows as a table: sticky head and first column, sort by the head, one tab stop for all rows.

use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast;

use super::{column::Columns, line::Line, shape::Hand};
use crate::{
    MenuItem,
    cell::{cell_view, is_number},
    part,
    words::{t, tf},
};

/// A column that is on: place, key, label, whether it sorts.
type Shown = Vec<(usize, &'static str, String, bool)>;

pub(crate) fn table_view(title: String, hand: Hand, columns: Columns) -> AnyView {
    let has_acts = hand.acts.with_value(|acts| !acts.is_empty());
    let head = move || columns.shown().into_iter().map(|shown| head_view(shown, hand)).collect_view();
    let rows = move || {
        let shown = columns.shown();
        let lines = hand.list.lines.get();
        lines.into_iter().enumerate().map(|(n, line)| row_view(n, line, hand, &shown)).collect_view()
    };
    view! {
        <div class="register-scroll" role="region" aria-label=title tabindex="0">
            <table class="register-table">
                <thead>
                    <tr>
                        {hand.has_bulk.then(|| all_view(hand))}
                        {head}
                        {has_acts
                            .then(|| {
                                view! {
                                    <th scope="col">
                                        <span class="visually-hidden">{t("sheet.acts")}</span>
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The box that selects the whole page.
fn all_view(hand: Hand) -> AnyView {
    let count = move || hand.list.chosen.with(|chosen| chosen.len());
    let all = move || hand.list.lines.with(Vec::len);
    view! {
        <th class="register-check">
            <input
                type="checkbox"
                aria-label=t("list.select_all")
                prop:checked=move || (all() != 0) && count() == all()
                prop:indeterminate=move || count() != 0 && count() != all()
                on:change=move |event| hand.list.choose_all(event_target_checked(&event))
            />
        </th>
    }
    .into_any()
}

fn head_view((place, key, label, is_sortable): (usize, &'static str, String, bool), hand: Hand) -> AnyView {
    let asked = hand.list.asked;
    let is_number = move || {
        hand.list
            .lines
            .with(|lines| lines.first().and_then(|line| line.cells.get(place)).is_some_and(is_number))
    };
    if !is_sortable {
        return view! {
            <th scope="col" class:number=is_number>
                {label}
            </th>
        }
        .into_any();
    }
    let sorted = move || {
        let sort = asked.now.with(|listing| listing.sort.clone().filter(|sort| sort.column == key));
        match sort {
            None => "none",
            Some(sort) if sort.descending => "descending",
            Some(_) => "ascending",
        }
    };
    let name = tf("list.sort_by", &[("column", &label)]);
    view! {
        <th scope="col" class:number=is_number aria-sort=sorted>
            <button type="button" class="sort" title=name on:click=move |_| asked.sort(key)>
                {label}
            </button>
        </th>
    }
    .into_any()
}

fn row_view(n: usize, line: Arc<Line>, hand: Hand, shown: &Shown) -> AnyView {
    let id = StoredValue::new(line.id.clone());
    let list = hand.list;
    let check = hand.has_bulk.then(|| check_view(&line, hand));
    let cells = shown
        .iter()
        .enumerate()
        .filter_map(|(nth, (place, ..))| line.cells.get(*place).map(|cell| (nth, cell)))
        .map(|(nth, cell)| {
            if nth == 0 {
                return view! { <th scope="row">{opener_view(n, &line, hand, cell_view(cell))}</th> }
                    .into_any();
            }
            view! { <td class:number=is_number(cell)>{cell_view(cell)}</td> }.into_any()
        })
        .collect_view();
    let acts = acts_view(&line, hand);
    view! {
        <tr
            id=hand.row_id(n)
            tabindex=move || if hand.cursor.get() == n { "0" } else { "-1" }
            data-selected=move || id.with_value(|id| list.is_chosen(id))
            data-fresh=move || id.with_value(|id| list.fresh.with(|fresh| fresh.contains(id)))
            aria-current=move || id.with_value(|id| hand.is_current(id)).then_some("true")
            on:focusin=move |_| hand.cursor.set(n)
            on:keydown=move |event: web_sys::KeyboardEvent| {
                if event.key() == "Enter" && is_on_row(&event) {
                    event.prevent_default();
                    hand.open(n);
                }
            }
            on:click=move |event: web_sys::MouseEvent| {
                if !is_on_control(&event) {
                    hand.open(n);
                }
            }
        >
            {check}
            {cells}
            {acts}
        </tr>
    }
    .into_any()
}

/// The first cell, which opens the row for keyboard and readers.
pub(crate) fn opener_view(n: usize, line: &Line, hand: Hand, face: AnyView) -> AnyView {
    match (&line.href, hand.open) {
        (Some(href), _) => view! { <a href=href.clone()>{face}</a> }.into_any(),
        (None, Some(_)) => view! {
            <button type="button" class="button quiet" on:click=move |_| hand.open(n)>
                {face}
            </button>
        }
        .into_any(),
        (None, None) => face,
    }
}

pub(crate) fn check_view(line: &Line, hand: Hand) -> AnyView {
    let name = tf("list.select_row", &[("thing", &line.card.title)]);
    let id = StoredValue::new(line.id.clone());
    view! {
        <td class="register-check">
            <input
                type="checkbox"
                aria-label=name
                prop:checked=move || id.with_value(|id| hand.list.is_chosen(id))
                on:change=move |event| id.with_value(|id| hand.list.choose(id, event_target_checked(&event)))
            />
        </td>
    }
    .into_any()
}

/// The acts of a row: two as buttons, more of them in a menu.
fn acts_view(line: &Line, hand: Hand) -> Option<AnyView> {
    let acts = line_acts(line, hand);
    let has_acts = hand.acts.with_value(|acts| !acts.is_empty());
    has_acts.then(|| {
        let mut acts = acts.into_iter();
        let buttons = acts
            .by_ref()
            .take(2)
            .map(|act| match act.icon {
                Some(icon) => part::icon_button(icon, act.label, act.run),
                None if act.is_primary => part::button(act.label, act.run),
                None => part::quiet_button(act.label, act.run),
            })
            .collect_view();
        let rest: Vec<MenuItem> = acts.map(|act| MenuItem::new(act.label, act.run)).collect();
        let menu = (!rest.is_empty()).then(|| {
            part::menu_button(part::icon("more"), "icon-button", t("list.acts"), None, Signal::stored(rest))
        });
        view! {
            <td>
                {buttons}
                {menu}
            </td>
        }
        .into_any()
    })
}

/// An act bound to its row.
pub(crate) struct LineAct {
    pub label: String,
    pub icon: Option<&'static str>,
    pub is_primary: bool,
    pub run: Box<dyn Fn()>,
}

/// The acts that a row offers.
pub(crate) fn line_acts(line: &Line, hand: Hand) -> Vec<LineAct> {
    hand.acts.with_value(|acts| {
        acts.iter()
            .enumerate()
            .filter(|(n, _)| (line.acts >> n) & 1 == 1)
            .map(|(_, act)| {
                let (id, run) = (line.id.clone(), act.run);
                LineAct {
                    label: act.label.clone(),
                    icon: act.icon,
                    is_primary: act.is_primary,
                    run: Box::new(move || {
                        run.try_run(id.clone());
                    }),
                }
            })
            .collect()
    })
}

/// Whether a press was on something that does its own thing.
fn is_on_control(event: &web_sys::MouseEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        target.closest("a, button, input, label, .menu, .masked").ok().flatten().is_some()
    })
}

/// Whether a key was pressed on the row itself and not on something in it.
fn is_on_row(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.tag_name() == "TR")
}
