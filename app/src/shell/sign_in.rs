//! Signing in: account and password, no puzzles. What is wrong is never told apart, so that no account is given away.

use contract::{Fault, identity::Me};
use kit::{Call, Hosts, Trouble, t, tf};
use leptos::{ev::SubmitEvent, html, prelude::*};
use std::time::Duration;
use web_sys::KeyboardEvent;

use crate::{kiosk, seat, trouble::ask};

/// How long until the server is tried again after it was not reached.
const AGAIN: Duration = Duration::from_secs(3);

/// Accounts of a demo community, with the role that each shows.
const DEMO: &[(&str, &str)] = &[
    ("demo-wall", "role.wall"),
    ("demo-street", "role.street_officer"),
    ("demo-inspector", "role.inspector"),
    ("demo-grid", "role.grid_worker"),
    ("demo-property", "role.property_officer"),
    ("demo-repair", "role.repair_worker"),
    ("demo-resident", "role.resident"),
    ("demo-kiosk", "role.kiosk"),
    ("demo-admin", "role.administrator"),
    ("demo-data", "role.data_administrator"),
];

/// The page `/signin`.
pub fn page() -> AnyView {
    kit::page_title(&t("sign_in.title"), "");
    let account = RwSignal::new(String::new());
    view! {
        <main class="signin" id="main" tabindex="-1">
            <div class="signin-card">
                <h1 class="signin-name">{t("app.name")}</h1>
                <p class="hint">{t("sign_in.lead")}</p>
                {fields_view(account, t("sign_in.submit"), Call::new(seat::enter))}
            </div>
            {is_demo().then(|| demo_view(account))}
            // An account that somebody began to type here is not the next one's.
            {is_kiosk().then(kiosk::idle_dialog)}
            {is_screen().then(|| kit::link_button(t("pair.title"), "/pair".to_owned()))}
        </main>
        <Hosts />
    }
    .into_any()
}

/// The form alone, for the dialog of an ended session; calls back with who signed in.
pub fn form_view(account: Option<String>, verb: String, then: Call<Me>) -> AnyView {
    fields_view(RwSignal::new(account.unwrap_or_default()), verb, then)
}

/// Whether the community is a synthetic one: the server writes it into the page.
fn is_demo() -> bool {
    document().query_selector("meta[name=\"demo\"]").ok().flatten().is_some()
}

/// Whether a wall or a kiosk is to be opened: those are paired, unless a resident signs in at a kiosk for themselves.
fn is_screen() -> bool {
    leads_to("/wall") || is_kiosk()
}

/// Whether this is a kiosk's own page of signing in: many stand before it.
fn is_kiosk() -> bool {
    leads_to("/kiosk")
}

fn leads_to(path: &str) -> bool {
    untrack(|| kit::query("next").get()).is_some_and(|next| next.starts_with(path))
}

fn demo_view(account: RwSignal<String>) -> AnyView {
    let line = |(name, role): &(&'static str, &'static str)| {
        let name = *name;
        let fill = kit::quiet_button(tf("sign_in.demo_use", &[("account", name)]), move || {
            account.set(name.to_owned())
        });
        view! {
            <li>
                {fill}
                <span>{t(role)}</span>
            </li>
        }
    };
    view! {
        <section class="signin-demo">
            <h2>{t("sign_in.demo_title")}</h2>
            <p class="hint">{t("sign_in.demo_hint")}</p>
            <ul>{DEMO.iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// What the form holds and how far it is.
#[derive(Clone, Copy)]
struct Form {
    account: RwSignal<String>,
    password: RwSignal<String>,
    is_busy: RwSignal<bool>,
    wrong: RwSignal<Option<String>>,
    /// Whether it was to be sent with a field left empty.
    is_tried: RwSignal<bool>,
    account_place: NodeRef<html::Input>,
    password_place: NodeRef<html::Input>,
    then: Call<Me>,
}

impl Form {
    fn send(self) {
        let (account, password) = (self.account.get_untracked(), self.password.get_untracked());
        if self.is_busy.get_untracked() {
            return;
        }
        let empty = match (account.trim().is_empty(), password.is_empty()) {
            (true, _) => Some(self.account_place),
            (false, true) => Some(self.password_place),
            (false, false) => None,
        };
        self.is_tried.set(empty.is_some());
        if let Some(place) = empty {
            self.wrong.set(None);
            if let Some(place) = place.get_untracked() {
                let _ = place.focus();
            }
            return;
        }
        self.is_busy.set(true);
        // Not by `kit::run`: a refused sign-in is no ended session.
        leptos::task::spawn_local(async move {
            let result = ask(api::seat::sign_in(account.trim().to_owned(), password)).await;
            self.answered(result);
        });
    }

    fn lacks_account(self) -> bool {
        self.is_tried.get() && self.account.with(|account| account.trim().is_empty())
    }

    fn lacks_password(self) -> bool {
        self.is_tried.get() && self.password.with(String::is_empty)
    }

    fn answered(self, result: Result<Me, Trouble>) {
        // The page may have gone meanwhile.
        if self.is_busy.try_set(false).is_some() {
            return;
        }
        match result {
            Ok(me) => {
                self.wrong.set(None);
                self.then.run(me);
            }
            Err(Trouble::Network(_)) => {
                self.wrong.set(Some(t("sign_in.server_away")));
                set_timeout(move || self.again(), AGAIN);
            }
            Err(trouble) => {
                self.wrong.set(Some(sentence(&trouble)));
                if let Some(place) = self.password_place.get_untracked() {
                    let _ = place.focus();
                    place.select();
                }
            }
        }
    }

    fn again(self) {
        let is_waiting = self.wrong.try_get_untracked().flatten() == Some(t("sign_in.server_away"));
        if is_waiting {
            self.send();
        }
    }
}

/// A state as `aria-*` wants it.
fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}

fn sentence(trouble: &Trouble) -> String {
    match trouble {
        Trouble::Fault(Fault::WrongPassword | Fault::SignedOut) => t("sign_in.wrong"),
        Trouble::Fault(Fault::Limited { minutes }) => tf("sign_in.limited", &[("n", &minutes.to_string())]),
        other => other.sentence("session"),
    }
}

fn fields_view(account: RwSignal<String>, verb: String, then: Call<Me>) -> AnyView {
    let form = Form {
        account,
        password: RwSignal::new(String::new()),
        is_busy: RwSignal::new(false),
        wrong: RwSignal::new(None),
        is_tried: RwSignal::new(false),
        account_place: NodeRef::new(),
        password_place: NodeRef::new(),
        then,
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.send();
    };
    let busy = move || form.is_busy.get();
    view! {
        <form class="draft" novalidate on:submit=submit>
            <div class="field">
                <label class="field-label" for="sign-in-account">{t("sign_in.account")}</label>
                <input
                    class="input"
                    id="sign-in-account"
                    name="username"
                    autocomplete="username"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-invalid=move || yes(form.lacks_account())
                    aria-describedby=move || form.lacks_account().then_some("sign-in-account-needed")
                    node_ref=form.account_place
                    prop:value=move || account.get()
                    on:input=move |event| account.set(event_target_value(&event))
                />
                {needed_view("sign-in-account-needed", move || form.lacks_account())}
            </div>
            {password_view(form)}
            {move || {
                form.wrong
                    .get()
                    .map(|text| view! { <p class="field-error" id="sign-in-wrong" role="alert">{text}</p> })
            }}
            <div class="draft-bar">
                <button type="submit" class="button primary large" aria-busy=move || yes(busy())>
                    {move || if busy() { t("sign_in.submitting") } else { verb.clone() }}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Says at a field that it was left empty.
fn needed_view(id: &'static str, is_missing: impl Fn() -> bool + Send + 'static) -> AnyView {
    let needed =
        move || is_missing().then(|| view! { <p class="field-error" id=id>{t("field.required")}</p> });
    needed.into_any()
}

fn password_view(form: Form) -> AnyView {
    let is_shown = RwSignal::new(false);
    let has_caps = RwSignal::new(false);
    let hear_caps = move |event: KeyboardEvent| has_caps.set(event.get_modifier_state("CapsLock"));
    let kind = move || if is_shown.get() { "text" } else { "password" };
    let described = move || {
        if form.lacks_password() { "sign-in-password-needed sign-in-caps" } else { "sign-in-caps" }
    };
    let word = move || t(if is_shown.get() { "sign_in.hide" } else { "sign_in.show" });
    view! {
        <div class="field">
            <label class="field-label" for="sign-in-password">{t("sign_in.password")}</label>
            <span class="affix">
                <input
                    class="input"
                    id="sign-in-password"
                    name="password"
                    autocomplete="current-password"
                    type=kind
                    aria-invalid=move || yes(form.wrong.get().is_some() || form.lacks_password())
                    aria-describedby=described
                    node_ref=form.password_place
                    prop:value=move || form.password.get()
                    on:input=move |event| form.password.set(event_target_value(&event))
                    on:keyup=hear_caps
                />
                <button
                    type="button"
                    class="affix-button"
                    aria-pressed=move || yes(is_shown.get())
                    on:click=move |_| is_shown.update(|is| *is = !*is)
                >
                    {word}
                </button>
            </span>
            {needed_view("sign-in-password-needed", move || form.lacks_password())}
            <p class="field-hint" id="sign-in-caps" role="status">
                {move || has_caps.get().then(|| t("sign_in.caps_lock"))}
            </p>
        </div>
    }
    .into_any()
}
