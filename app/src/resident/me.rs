//! Me: the account, the dwellings, and how the program looks and speaks.

use contract::Lang;
use kit::{Choice, Fact, Theme, button, facts_view, page_head, section, segmented, switch, t};
use leptos::prelude::*;

use super::dwellings;
use crate::{
    offline::{as_of_band, queue},
    seat,
};

/// `/resident/me`.
#[must_use]
pub fn me_page() -> AnyView {
    let _ = queue();
    view! {
        {page_head(t("resident.me"), None, None, None)}
        {move || section(t("resident.me_account"), account_view())}
        {section(t("resident.me_dwellings"), dwellings_view())}
        {section(t("resident.me_edition"), edition_view())}
        {section(t("app.language"), language_view())}
        {section(t("app.look"), theme_view())}
        {button(t("app.sign_out"), seat::sign_out)}
    }
    .into_any()
}

fn account_view() -> AnyView {
    let Some(me) = seat::me() else { return ().into_any() };
    facts_view(vec![
        Fact::text("user.name", me.shown_name.clone()),
        Fact::text("user.account", me.account.clone()),
        Fact::text("user.role", seat::role_name(&me.capacity)),
    ])
}

fn dwellings_view() -> AnyView {
    let homes = dwellings();
    homes.view(|copy| {
        if copy.value.rows.is_empty() {
            return view! { <p>{t("resident.no_dwelling")}</p> }.into_any();
        }
        let homes = copy.value.rows.into_iter().map(|row| Fact::text("dwelling.label", row.label)).collect();
        view! {
            {as_of_band(copy.as_of)}
            {facts_view(homes)}
        }
        .into_any()
    })
}

fn edition_view() -> AnyView {
    let is_elder = RwSignal::new(kit::is_elder());
    switch(t("resident.elder"), is_elder.into(), move |is_on| {
        kit::choose_elder(is_on);
        is_elder.set(is_on);
        kit::toast(t(if is_on { "resident.elder_on" } else { "resident.elder_off" }));
    })
}

fn language_view() -> AnyView {
    let chosen = RwSignal::new(if kit::lang() == Lang::En { "en" } else { "zh" }.to_owned());
    on_change(chosen, |key| kit::choose_lang(if key == "en" { Lang::En } else { Lang::Zh }));
    let choices = vec![Choice::new("zh", t("app.lang.zh")), Choice::new("en", t("app.lang.en"))];
    segmented("language", t("app.language"), choices, chosen)
}

fn theme_view() -> AnyView {
    let chosen = RwSignal::new(kit::theme().key().to_owned());
    on_change(chosen, |key| {
        if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == key) {
            kit::choose_theme(theme);
        }
    });
    let choices = Theme::ALL.into_iter().map(|theme| Choice::new(theme.key(), t(theme.label()))).collect();
    segmented("theme", t("app.look"), choices, chosen)
}

/// Calls back when a choice is made, not for the one that was there.
fn on_change(chosen: RwSignal<String>, call: impl Fn(&str) + 'static) {
    Effect::new(move |before: Option<String>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            call(&now);
        }
        now
    });
}
