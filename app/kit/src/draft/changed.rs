//! Somebody else changed the record meanwhile: what they have and what I have side by side, and who gives way.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::form::Form;
use crate::{
    part, run, time,
    words::{t, tf},
};

/// The banner, with the comparison below once it is asked for.
pub(crate) fn changed_view(form: Form, who: &str, at: DateTime<Utc>) -> AnyView {
    let text = tf("state.changed", &[("who", who), ("time", &time::exact(at))]);
    let theirs = RwSignal::new(None::<Vec<String>>);
    let can_read = form.theirs.with_value(Option::is_some);
    let acts = can_read.then(|| {
        view! {
            {part::button(t("state.compare"), move || read(form, move |texts| {
                theirs.try_set(Some(texts));
            }))}
            {part::button(t("state.use_mine"), move || read(form, move |_| form.send()))}
            {part::button(t("state.discard"), move || read(form, move |texts| {
                form.begin(texts);
                form.trouble.set(None);
            }))}
        }
        .into_any()
    });
    view! {
        {part::band(part::BandLevel::Warn, text, None, acts)}
        {move || theirs.get().map(|theirs| compare_view(form, &theirs))}
    }
    .into_any()
}

/// Reads the record again; the page learns its new revision by that.
fn read(form: Form, then: impl FnOnce(Vec<String>) + 'static) {
    let Some(work) = form.theirs.with_value(|theirs| theirs.as_ref().map(|theirs| theirs())) else { return };
    run(work, move |result| {
        if form.items.is_disposed() {
            return;
        }
        match result {
            Ok(texts) => then(texts),
            Err(trouble) => form.trouble.set(Some(trouble)),
        }
    });
}

fn compare_view(form: Form, theirs: &[String]) -> AnyView {
    let lines = form.items.with_value(|items| {
        let lines = items.iter().zip(theirs).map(|((_, item), theirs)| {
            let mine = item.value.get_untracked();
            let is_changed = mine != *theirs;
            view! {
                <tr data-changed=is_changed>
                    <th scope="row">{item.label.clone()}</th>
                    <td>{theirs.clone()}</td>
                    <td>{mine}</td>
                </tr>
            }
        });
        lines.collect::<Vec<_>>()
    });
    view! {
        <table class="compare">
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">{t("state.theirs")}</th>
                    <th scope="col">{t("state.mine")}</th>
                </tr>
            </thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}
