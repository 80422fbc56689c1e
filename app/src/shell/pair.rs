//! Pairing this screen: whoever stands at a wall or a kiosk types the code that an administrator drew, and it is signed
//! in for good. No account and no password is ever typed on it.

use contract::{
    Fault,
    identity::terminal::{CODE_LENGTH, PAIR_FIELDS, PairDraft, code_of},
};
use kit::{DraftSpec, Hosts, Trouble, t, tf};
use leptos::prelude::*;

use crate::{seat, trouble::ask};

/// The page `/pair`.
pub fn page() -> AnyView {
    kit::page_title(&t("pair.title"), "");
    let mut spec = DraftSpec::new("terminal", PAIR_FIELDS, PairDraft::default(), pair);
    spec.submit_label = t("pair.submit");
    spec.busy_label = t("pair.submitting");
    let lead = tf("pair.lead", &[("n", &CODE_LENGTH.to_string())]);
    spec.above = Some(view! { <p class="hint">{lead}</p> }.into_any());
    view! {
        <main class="signin" id="main" tabindex="-1">
            <div class="signin-card">
                <h1 class="signin-name">{t("pair.title")}</h1>
                {kit::draft(spec)}
            </div>
        </main>
        <Hosts />
    }
    .into_any()
}

async fn pair(typed: PairDraft) -> Result<(), Trouble> {
    let Some(code) = code_of(&typed.code) else {
        return Err(Trouble::Fault(Fault::invalid("code", "field.pair_code")));
    };
    let me = ask(api::seat::pair(code)).await?;
    let told = tf("pair.done", &[("role", &seat::role_name(&me.capacity))]);
    // A paired terminal on this page is sent to its home.
    seat::enter(me);
    kit::toast(told);
    Ok(())
}
