//! Fields and forms: filled, invalid, busy, refused, changed by another.

use contract::{
    Fault, FieldFault,
    field::{Field, Input},
};
use leptos::prelude::*;

use super::{case, sample};
use crate::{
    Choice, DraftSpec, FieldView, TileChoice, Trouble, choice_tiles, draft, field_view, photo_input, photos,
    select_view, toast, words::t,
};

#[derive(Clone, Default)]
struct Form {
    title: String,
    place: String,
    note: String,
    relation: String,
    area: String,
    valid_to: String,
}

const FIELDS: &[Field<Form>] = &[
    Field {
        key: "title",
        label: "work.title",
        hint: None,
        input: Input::Text(60),
        optional: false,
        get: |d| d.title.clone(),
        set: |d, v| d.title = v.into(),
    },
    Field {
        key: "place",
        label: "work.place",
        hint: Some("device.place.hint"),
        input: Input::Text(40),
        optional: false,
        get: |d| d.place.clone(),
        set: |d, v| d.place = v.into(),
    },
    Field {
        key: "relation",
        label: "tenancy.relation",
        hint: None,
        input: Input::Choice("relation", &["owner", "tenant", "family"]),
        optional: false,
        get: |d| d.relation.clone(),
        set: |d, v| d.relation = v.into(),
    },
    Field {
        key: "area",
        label: "figure.area",
        hint: None,
        input: Input::Pick("area"),
        optional: true,
        get: |d| d.area.clone(),
        set: |d, v| d.area = v.into(),
    },
    Field {
        key: "valid_to",
        label: "notice.valid_to",
        hint: None,
        input: Input::Day,
        optional: true,
        get: |d| d.valid_to.clone(),
        set: |d, v| d.valid_to = v.into(),
    },
    Field {
        key: "note",
        label: "work.note",
        hint: None,
        input: Input::Long(500),
        optional: true,
        get: |d| d.note.clone(),
        set: |d, v| d.note = v.into(),
    },
];

pub(crate) fn fields() -> AnyView {
    let value = || RwSignal::new(String::new());
    let wrong = FieldView::new("kit-phone", t("person.phone"), Input::Phone, RwSignal::new("1380".into()));
    wrong.fault.set(Some(FieldFault::new("kit-phone", "field.phone")));
    let tiles = ["water", "power", "door", "lift"].map(|icon| {
        let label = t(&format!("repair.category.{icon}"));
        TileChoice { icon: Some(icon), ..TileChoice::new(icon, label) }
    });
    let areas = vec![Choice::new("1", t("area_kind.grid")), Choice::new("2", t("area_kind.estate"))];
    view! {
        <div class="draft">
            {field_view(FieldView::new("kit-text", t("work.title"), Input::Text(60), value()))}
            {field_view(wrong)}
            {field_view(FieldView::new("kit-password", t("sign_in.password"), Input::Password, value()))}
            {field_view(FieldView::new("kit-number", t("device.storey"), Input::Number(-5.0, 200.0), value()))}
            {field_view(FieldView::new("kit-day", t("notice.valid_to"), Input::Day, value()))}
            {field_view(FieldView::new("kit-flag", t("work.overdue"), Input::Flag, value()))}
            {field_view(FieldView::new("kit-long", t("work.note"), Input::Long(500), value()))}
            {choice_tiles("kit-tile", t("work.category"), tiles.to_vec(), value())}
            {select_view("kit-area", t("figure.area"), Signal::stored(areas), value(), Some(t("figure.area_all")))}
            {photo_input(photos(), 6)}
        </div>
    }
    .into_any()
}

pub(crate) fn drafts() -> AnyView {
    let filled = Form {
        title: t("kit.sample.title"),
        place: "3-1502".into(),
        relation: "owner".into(),
        ..Form::default()
    };
    let invalid = Fault::Invalid { fields: vec![FieldFault::new("place", "field.no_such_place")] };
    let changed = Fault::Changed { who: t("kit.sample.worker"), at: sample::at(33) };
    view! {
        {case("filled", form(filled.clone(), Ok(())))}
        {case("empty", form(Form::default(), Ok(())))}
        {case("invalid", form(filled.clone(), Err(invalid.into())))}
        {case("changed", form(filled, Err(changed.into())))}
    }
    .into_any()
}

/// A form that always gets the same answer.
fn form(value: Form, answer: Result<(), Trouble>) -> AnyView {
    let theirs = Form { title: t("fire_hazard.new_for"), ..value.clone() };
    let mut spec = DraftSpec::new("repair", FIELDS, value, move |_| {
        let answer = answer.clone();
        async move { answer }
    });
    spec.columns = 2;
    spec.picks = vec![("area", Signal::stored(vec![Choice::new("1", t("area_kind.grid"))]))];
    spec.on_done = Some(crate::Call::new(|()| toast(t("form.saved"))));
    spec.theirs(move || std::future::ready(Ok(theirs.clone())));
    draft(spec)
}
