//! The page `/kit`: every part in every state, with made-up rows. It is there to be looked at, and the tests in a
//! browser check that everybody can use it; so nothing here depends on the clock, the network or chance.

use leptos::prelude::*;

use crate::{Choice, Hosts, Scale, Theme, choose_theme, segmented, set_scale, theme, words::t};

mod forms;
mod lists;
mod parts;
mod sample;
mod screens;

/// Draws every part in every state.
#[must_use]
pub fn gallery() -> AnyView {
    let look = RwSignal::new(theme().key().to_owned());
    let scale = RwSignal::new(Scale::Pc.key().to_owned());
    Effect::new(move |before: Option<()>| {
        let key = look.get();
        // What is on already isn't chosen anew.
        if before.is_some()
            && let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == key)
        {
            choose_theme(theme);
        }
    });
    Effect::new(move |_| {
        let key = scale.get();
        if let Some(scale) = Scale::ALL.into_iter().find(|scale| scale.key() == key) {
            set_scale(scale);
        }
    });
    let looks = Theme::ALL.map(|theme| Choice::new(theme.key(), t(theme.label()))).to_vec();
    let scales =
        Scale::ALL.map(|scale| Choice::new(scale.key(), t(&format!("kit.scale.{}", scale.key())))).to_vec();
    let parts: Vec<(&str, AnyView)> = vec![
        ("kit.button", parts::buttons()),
        ("kit.input", forms::fields()),
        ("kit.mark", parts::marks()),
        ("kit.state", parts::states()),
        ("kit.colour", parts::colours()),
        ("kit.dialog", parts::dialogs()),
        ("kit.register", lists::registers()),
        ("kit.sheet", screens::sheets()),
        ("kit.draft", forms::drafts()),
        ("kit.steps", screens::bars()),
        ("kit.timeline", screens::timelines()),
        ("kit.board", screens::boards()),
        ("kit.scene", screens::scenes()),
    ];
    let parts = parts
        .into_iter()
        .map(|(key, part)| {
            view! {
                <section id=key data-part=key>
                    <h2>{t(key)}</h2>
                    {part}
                </section>
            }
        })
        .collect_view();
    view! {
        <main class="main" id="main" tabindex="-1">
            <header class="page-head">
                <h1>{t("kit.title")}</h1>
                <span class="page-head-note">{t("kit.lead")}</span>
                <div class="page-head-acts">
                    {segmented("kit-theme", t("kit.theme"), looks, look)}
                    {segmented("kit-scale", t("kit.scale"), scales, scale)}
                </div>
            </header>
            {parts}
            {dark_and_elder()}
        </main>
        <Hosts />
    }
    .into_any()
}

/// A part of the page in another theme and another scale, as the style sheet allows anywhere.
fn dark_and_elder() -> AnyView {
    view! {
        <section data-theme="dark" data-part="dark">
            <h2>{t("app.theme.dark")}</h2>
            {parts::marks()}
            {parts::buttons()}
        </section>
        <section data-scale="elder" data-part="elder">
            <h2>{t("kit.scale.elder")}</h2>
            {parts::marks()}
            {parts::buttons()}
        </section>
    }
    .into_any()
}

/// A part in one of its states, under its name.
pub(crate) fn case(key: &str, body: AnyView) -> AnyView {
    view! {
        <section data-case=key.to_owned()>
            <h3>{t(&format!("kit.case.{key}"))}</h3>
            {body}
        </section>
    }
    .into_any()
}
