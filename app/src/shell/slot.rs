//! The place of the page in its frame: the page, or why it isn't shown.

use contract::{
    Act, Fault, Term,
    identity::{Audience, Capacity, Me},
};
use kit::{StateLook, Trouble, t, tf};
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::{route, seat};

/// Draws the page of an address in the frame of an audience.
pub fn slot_view(path: &str, frame: Audience, me: &Me) -> AnyView {
    let Some(audience) = route::audience_of(path) else { return missing_view() };
    if audience != frame {
        return elsewhere_view(path, audience, me);
    }
    let Some((leaf, params)) = route::find(path) else { return missing_view() };
    kit::page_title(&t(leaf.title), &t(&format!("audience.{audience}")));
    if let Some(kind) = leaf.lacks(me) {
        let trouble = Trouble::Fault(Fault::Denied { kind, act: Act::Read });
        return view! {
            {kit::page_head(t(leaf.title), None, None, None)}
            {kit::trouble_view(kind.key(), &trouble, None)}
        }
        .into_any();
    }
    provide_context(ArcMemo::new(move |_| -> ParamsMap { params.clone() }));
    route::drawn(leaf.draw, leaf.path)
}

/// A page of another audience: offered to who holds it, unknown to who doesn't.
fn elsewhere_view(path: &str, audience: Audience, me: &Me) -> AnyView {
    if route::admits(audience, me.capacity.audience) {
        // Its own frame is about to be drawn.
        return ().into_any();
    }
    let held = me.capacities.iter().find(|capacity| route::admits(audience, capacity.audience));
    match held {
        Some(capacity) => offer_view(path, capacity),
        None => missing_view(),
    }
}

fn offer_view(path: &str, capacity: &Capacity) -> AnyView {
    let (role_key, search) = (capacity.role_key.clone(), window().location().search().unwrap_or_default());
    let to = format!("{path}{search}");
    let text = tf("capacity.opens_as", &[("role", &seat::role_name(capacity))]);
    let switch = kit::primary_button(t("capacity.switch_and_open"), move || {
        seat::switch(role_key.clone(), Some(to.clone()));
    });
    kit::state_view(StateLook::Refused, text, Some(t("capacity.drafts_kept")), Some(switch))
}

fn missing_view() -> AnyView {
    let home = kit::link_button(t("app.go_home"), "/".to_owned());
    kit::state_view(StateLook::Missing, t("app.not_found"), None, Some(home))
}
