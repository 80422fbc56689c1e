//! A one-time link: choose a password, then you are signed in. The token stays in the address only until it is used.

use contract::{
    Fault,
    field::{Field, Input},
    identity::Me,
};
use kit::{DraftSpec, Hosts, Trouble, t, tf};
use leptos::prelude::*;

use crate::{seat, trouble::ask};

/// The password as chosen.
#[derive(Clone, Default)]
struct Chosen {
    password: String,
    repeat: String,
}

const FIELDS: &[Field<Chosen>] = &[
    Field {
        key: "password",
        label: "setup.password",
        hint: None,
        input: Input::Password,
        optional: false,
        get: |d| d.password.clone(),
        set: |d, v| d.password = v.into(),
    },
    Field {
        key: "repeat",
        label: "setup.repeat",
        hint: None,
        input: Input::Password,
        optional: false,
        get: |d| d.repeat.clone(),
        set: |d, v| d.repeat = v.into(),
    },
];

/// The page `/setup`.
pub fn page() -> AnyView {
    kit::page_title(&t("setup.invited_title"), "");
    let token = untrack(|| kit::query("token").get()).unwrap_or_default();
    let mut spec =
        DraftSpec::new("user", FIELDS, Chosen::default(), move |chosen| use_link(token.clone(), chosen));
    spec.submit_label = t("setup.invited_submit");
    spec.busy_label = t("form.saving");
    let hint = tf("setup.password_hint", &[("n", "10")]);
    spec.above = Some(view! { <p class="hint">{hint}</p> }.into_any());
    view! {
        <main class="signin" id="main" tabindex="-1">
            <div class="signin-card">
                <h1 class="signin-name">{t("setup.invited_title")}</h1>
                {kit::draft(spec)}
            </div>
        </main>
        <Hosts />
    }
    .into_any()
}

async fn use_link(token: String, chosen: Chosen) -> Result<(), Trouble> {
    if chosen.password != chosen.repeat {
        return Err(Trouble::Fault(Fault::invalid("repeat", "setup.not_same")));
    }
    let account = ask(api::seat::use_link(token, chosen.password.clone())).await?;
    let me: Me = ask(api::seat::sign_in(account, chosen.password)).await?;
    let home = crate::route::home_of(&me);
    seat::enter(me);
    kit::go(home);
    Ok(())
}
