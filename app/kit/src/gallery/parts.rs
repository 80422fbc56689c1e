//! Buttons, marks, states, colours, dialogs, bands.

use contract::{Act, Fault, Kind, Mark};
use leptos::prelude::*;

use super::case;
use crate::{
    Ack, BandLevel, MarkSize, MenuItem, Trouble, band, blocked_button, busy_button, button, check, confirm,
    copy_button, danger_button, empty_view, icon_button, link_button, loading_view, mark_with, masked_view,
    menu_button, pill, primary_button, quiet_button, switch, tag_view, toast, trouble_view,
    words::{t, tf},
};

const MARKS: [Mark; 8] = [
    Mark::Normal,
    Mark::Warn,
    Mark::Level1,
    Mark::Level2,
    Mark::Level3,
    Mark::Level4,
    Mark::Offline,
    Mark::Unknown,
];

pub(crate) fn buttons() -> AnyView {
    let is_on = RwSignal::new(true);
    let items = vec![
        MenuItem::new(t("act.return"), || toast(t("act.return"))),
        MenuItem::new(t("act.transfer"), || toast(t("act.transfer"))),
    ];
    view! {
        <div class="register-acts">
            {primary_button(t("form.send"), || toast(t("form.sent")))}
            {button(t("form.cancel"), || {})}
            {quiet_button(t("list.export"), || {})}
            {danger_button(t("form.delete"), || {})}
            {busy_button(t("form.send"), t("form.sending"), Signal::stored(true), || {})}
            {blocked_button(t("act.close"), t("work.needs.photo"))}
            {link_button(t("list.open"), "#kit.button".into())}
            {icon_button("close", t("sheet.close"), || {})}
            {copy_button("R-0192".into())}
            {menu_button(t("list.acts").into_any(), "button", String::new(), None, Signal::stored(items))}
        </div>
        <div class="register-acts">
            {switch(t("kit.scale.elder"), is_on.into(), move |is| is_on.set(is))}
            {check(t("map.layer.device"), is_on.into(), move |is| is_on.set(is))}
            {pill("online", t("mark.normal"), None)}
            {pill("waiting", "2".into(), None)}
            {pill("stuck", "1".into(), None)}
            {tag_view("ok", t("user_state.enabled"))}
            {tag_view("danger", t("user_state.disabled"))}
            {masked_view("138****0001".into(), "cell.masked_phone")}
        </div>
    }
    .into_any()
}

pub(crate) fn marks() -> AnyView {
    let line = |ack: Option<Ack>, size: MarkSize| {
        let marks = MARKS
            .map(|mark| view! { <li>{mark_with(mark, t(&format!("mark.{}", mark.key())), ack, size)}</li> })
            .into_iter()
            .collect_view();
        view! { <ul class="register-acts">{marks}</ul> }
    };
    view! {
        {line(None, MarkSize::Plain)}
        {line(Some(Ack::Acknowledged), MarkSize::Plain)}
        {line(Some(Ack::Cleared), MarkSize::Plain)}
        {line(None, MarkSize::Small)}
        {line(None, MarkSize::Large)}
    }
    .into_any()
}

pub(crate) fn states() -> AnyView {
    let retry = crate::Call::new(|()| toast(t("state.retry")));
    let refused = Trouble::Fault(Fault::Denied { kind: Kind::Repair, act: Act::Close });
    let missing = Trouble::Fault(Fault::Missing { kind: Kind::Repair });
    let failed = Trouble::Fault(Fault::Internal { reference: "7F3A-2026".into() });
    let away = Trouble::Network("gallery".into());
    view! {
        {case("loading", loading_view(None))}
        {case("slow", view! { <div class="state-loading">{crate::state::slow_view(Some(retry))}</div> }.into_any())}
        {case("empty", empty_view("repair", Some(button(t("list.new"), || {}))))}
        {case("refused", trouble_view("repair", &refused, None))}
        {case("missing", trouble_view("repair", &missing, None))}
        {case("failed", trouble_view("repair", &failed, Some(retry)))}
        {trouble_view("repair", &away, Some(retry))}
    }
    .into_any()
}

pub(crate) fn colours() -> AnyView {
    let sentence = tf("live.cut", &[("n", "16")]);
    view! {
        {band(BandLevel::One, t("kit.sample.title"), None, Some(button(t("act.acknowledge"), || {})))}
        {band(BandLevel::Two, t("kit.sample.title"), None, Some(button(t("act.acknowledge"), || {})))}
        {band(BandLevel::Warn, t("form.leave_question"), None, None)}
        {band(BandLevel::Ok, t("form.saved"), None, None)}
        {band(BandLevel::Note, t("form.kept"), None, None)}
        {band(BandLevel::Offline, sentence, None, None)}
    }
    .into_any()
}

pub(crate) fn dialogs() -> AnyView {
    let is_open = RwSignal::new(false);
    let body = || view! { <p class="dialog-text">{t("kit.sample.title")}</p> }.into_any();
    let acts = move || button(t("dialog.back"), move || is_open.set(false));
    let ask = || {
        confirm(t("app.sign_out_question"), Some(t("form.irreversible")), t("app.sign_out"), true, || {
            toast(t("app.signed_out"));
        });
    };
    view! {
        <div class="register-acts">
            {button(t("kit.dialog"), move || is_open.set(true))}
            {button(t("form.confirm"), ask)}
            {button(t("kit.toast"), || toast(t("form.saved")))}
        </div>
        {crate::dialog(is_open, Signal::stored(t("kit.dialog")), body, acts)}
    }
    .into_any()
}
