//! Rows as cards, for a thumb: title, two or three facts, state, deadline, acts as wide buttons.

use leptos::prelude::*;
use std::sync::Arc;

use super::{line::Line, shape::Hand, table::line_acts};
use crate::{mark, part, time};

pub(crate) fn cards_view(hand: Hand) -> AnyView {
    let cards = move || {
        let lines = hand.list.lines.get();
        lines.into_iter().enumerate().map(|(n, line)| card_view(n, &line, hand)).collect_view()
    };
    view! { <ul class="register-cards">{cards}</ul> }.into_any()
}

fn card_view(n: usize, line: &Arc<Line>, hand: Hand) -> AnyView {
    let id = StoredValue::new(line.id.clone());
    let look = &line.card;
    let title = title_view(n, line, hand);
    let facts = look.facts.iter().map(|fact| view! { <span>{fact.clone()}</span> }).collect_view();
    let has_foot = look.due.is_some() || look.note.is_some();
    let due = look.due.map(|(near, due)| time::deadline_view(near, due));
    let note = look.note.clone();
    let buttons = line_acts(line, hand)
        .into_iter()
        .map(|act| {
            if act.is_primary {
                part::primary_button(act.label, act.run)
            } else {
                part::button(act.label, act.run)
            }
        })
        .collect::<Vec<_>>();
    let list = hand.list;
    let is_marked = move || id.with_value(|id| list.is_chosen(id) || hand.is_current(id));
    view! {
        <li
            class="register-card"
            id=hand.row_id(n)
            tabindex="-1"
            data-selected=is_marked
            data-fresh=move || id.with_value(|id| list.fresh.with(|fresh| fresh.contains(id)))
            aria-current=move || id.with_value(|id| hand.is_current(id)).then_some("true")
        >
            <div class="register-card-head">
                {title}
                {look.mark.clone().map(|(state, word)| mark::mark_view(state, word))}
            </div>
            <p class="register-card-facts">{facts}</p>
            {has_foot
                .then(|| {
                    view! {
                        <p class="register-card-foot">
                            {due}
                            {note.map(|note| view! { <span>{note}</span> })}
                        </p>
                    }
                })}
            {(!buttons.is_empty()).then(|| view! { <div class="register-card-acts">{buttons}</div> })}
        </li>
    }
    .into_any()
}

/// The title covers the whole card, so that a tap anywhere opens it.
fn title_view(n: usize, line: &Line, hand: Hand) -> AnyView {
    let title = line.card.title.clone();
    match (&line.href, hand.open) {
        (Some(href), _) => view! {
            <a class="register-card-title" href=href.clone()>
                {title}
            </a>
        }
        .into_any(),
        (None, Some(_)) => view! {
            <a
                class="register-card-title"
                href=format!("#{}", hand.row_id(n))
                role="button"
                on:click=move |event: web_sys::MouseEvent| {
                    event.prevent_default();
                    hand.open(n);
                }
            >
                {title}
            </a>
        }
        .into_any(),
        (None, None) => view! { <strong>{title}</strong> }.into_any(),
    }
}
