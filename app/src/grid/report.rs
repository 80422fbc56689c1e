//! A report in three taps: a photo, then what it is, and it is sent. The position is filled in and can be changed.

use contract::{Act, FieldFault, Kind, applications::case_types, field::Input, work::WorkDraft};
use kit::{
    BandLevel, Call, FieldView, StateLook, Trouble, band, button, field_view, once_made, page_head,
    photo_input, primary_button, restored_band, run, section, state_view, t, tf,
};
use leptos::prelude::*;

use super::{focus_on, report_draft::Form};
use crate::{
    offline::{Parcel, Settled, queue},
    position::{Position, find_again, position, position_now},
    resident::voice_button,
    scene::spot_map,
    seat,
};

/// Photos of a report.
const MOST_PHOTOS: usize = 9;
/// Id of the field that says where, when the device can't.
const PLACE: &str = "report-place";
/// Pictures of the categories.
const ICONS: [(&str, &str); 2] = [("fire", "fire"), ("charging_indoors", "power")];

/// `/grid/report`.
#[must_use]
pub fn report_page() -> AnyView {
    let _ = queue();
    let form = Form::open();
    let body = move || match form.outcome.get() {
        Some(settled) => untrack(|| outcome_view(form, settled)),
        None => untrack(|| form_view(form)),
    };
    view! {
        {page_head(t("grid.report"), None, None, None)}
        {body}
    }
    .into_any()
}

fn form_view(form: Form) -> AnyView {
    let mut note = FieldView::new("report-note", t("grid.report_note"), Input::Long(500), form.note);
    note.is_optional = true;
    let kinds = case_types().filter(|case| untrack(|| seat::may(case.kind, Act::Create)));
    let categories = kinds.flat_map(|case| case.categories.iter().map(move |category| (case.kind, category)));
    let tiles = categories.map(|(kind, category)| {
        let picture = ICONS.iter().find(|(key, _)| *key == category.key).map_or("case", |(_, icon)| *icon);
        let key = category.key;
        view! {
            <button
                type="button"
                class="home-tile"
                aria-busy=move || if form.is_busy.get() { "true" } else { "false" }
                on:click=move |_| once_made(form.photos, move || send(form, kind, key))
            >
                {kit::icon(picture)}
                <span class="home-tile-name">{t(&format!("{kind}.category.{key}"))}</span>
            </button>
        }
    });
    let tiles = tiles.collect_view();
    let camera_hint = move || {
        // Without a photo it can be sent all the same.
        let has_none = form.photos.with(Vec::is_empty);
        has_none.then(|| view! { <p class="field-hint">{t("grid.report_without")}</p> })
    };
    view! {
        <div class="draft">
            {restored_band(form.restored_at, Call::new(move |()| form.begin_anew()))}
            <div class="field wide">
                {photo_input(form.photos, MOST_PHOTOS)}
                {camera_hint}
            </div>
            {section(
                t("grid.report_kind"),
                view! { <div class="home-tiles" role="group" aria-label=t("grid.report_kind")>{tiles}</div> }.into_any(),
            )}
            {place_view(form)}
            {field_view(note)}
            {voice_button(form.note)}
        </div>
    }
    .into_any()
}

/// Where it is: filled in, and editable.
fn place_view(form: Form) -> AnyView {
    let place = position();
    let mut field = FieldView::new(PLACE, t("grid.report_place"), Input::Text(80), form.place);
    field.hint = Some(t("device.place.hint"));
    field.is_optional = true;
    field.fault = form.place_fault;
    let found = move || match (form.pointed.get(), place.get()) {
        (Some(at), _) => {
            let value = format!("{:.5}, {:.5}", at.lon, at.lat);
            tf("map.picked", &[("value", &value)])
        }
        (None, Position::At(_, within_m)) => {
            tf("grid.position_found", &[("n", &kit::decimal(within_m.round()))])
        }
        (None, Position::Finding) => t("grid.position_finding"),
        (None, Position::Refused) => t("grid.position_refused"),
        (None, Position::Unavailable) => t("map.pick"),
    };
    let is_map_open = RwSignal::new(false);
    let turn = move || is_map_open.update(|is| *is = !*is);
    let body = view! {
        <p class="hint">{t("grid.report_filled")}</p>
        <p role="status">{found}</p>
        <div class="sheet-acts">
            {button(t("grid.position_again"), move || {
                form.pointed.set(None);
                find_again();
            })}
            {button(t("form.pick_on_map"), turn)}
        </div>
        {move || is_map_open.get().then(|| untrack(|| spot_map(form.pointed, None)))}
        {field_view(field)}
    };
    section(t("grid.report_place"), body.into_any())
}

fn send(form: Form, kind: Kind, category: &'static str) {
    if form.is_busy.get_untracked() {
        return;
    }
    let at = form.pointed.get_untracked().or_else(|| position_now().at());
    let place = form.place.with_untracked(|place| place.trim().to_owned());
    if at.is_none() && place.is_empty() {
        form.place_fault.set(Some(FieldFault::new(PLACE, "field.required")));
        focus_on(PLACE);
        return;
    }
    let note = form.note.with_untracked(|note| note.trim().to_owned());
    let photos = form.photos.get_untracked();
    let id = form.id.get_value();
    let draft = WorkDraft {
        id,
        kind,
        category: category.to_owned(),
        title: if note.is_empty() { t(&format!("{kind}.category.{category}")) } else { note },
        place,
        at,
        photos: photos.iter().map(|photo| photo.id).collect(),
        details: serde_json::json!({}),
        typed_at: None,
    };
    form.is_busy.set(true);
    let sending =
        async move { Ok::<_, Trouble>(queue().send(Parcel::Report(draft), String::new(), photos).await) };
    run(sending, move |settled| {
        form.is_busy.try_set(false);
        if let Ok(settled) = settled {
            if matches!(settled, Settled::Sent(_) | Settled::Kept) {
                Form::forget(id);
            }
            form.outcome.try_set(Some(settled));
        }
    });
}

fn outcome_view(form: Form, settled: Settled) -> AnyView {
    let again = move || {
        form.begin_anew();
        form.outcome.set(None);
    };
    let done = move |text: String| {
        // What was sent or is kept is no draft any longer.
        form.photos.set(Vec::new());
        state_view(StateLook::Empty, text, None, Some(primary_button(t("grid.report_again"), again)))
    };
    match settled {
        Settled::Sent(receipt) => {
            let text = tf("grid.reported", &[("number", &receipt.number)]);
            kit::announce(text.clone());
            done(text)
        }
        Settled::Kept => done(t("grid.reported_kept")),
        Settled::Full => refused_view(form, t("state.storage_full")),
        Settled::Refused(fault) | Settled::Conflict(fault) => {
            // It is in the form again, so it must not wait in the outbox as well.
            queue().give_back(form.id.get_value().0);
            let text = match &fault {
                contract::Fault::Invalid { fields } => kit::fault_sentences(fields),
                _ => Trouble::Fault(fault.clone()).sentence("case"),
            };
            refused_view(form, text)
        }
    }
}

/// Back to the form, with what was wrong above it.
fn refused_view(form: Form, text: String) -> AnyView {
    view! {
        {band(BandLevel::Warn, text, None, None)}
        {form_retry(form)}
    }
    .into_any()
}

fn form_retry(form: Form) -> AnyView {
    primary_button(t("form.edit"), move || form.outcome.set(None))
}
