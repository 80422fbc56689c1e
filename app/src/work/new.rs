//! Reporting a work item at the desk, for somebody who called or came by.

use contract::{
    Fault, Kind, WorkItemId,
    field::{Field, Input},
    work::{CaseType, DetailField, WorkChange, WorkDraft, WorkRow},
};
use kit::{Call, Choice, DraftSpec, FieldView, PickedPhoto, Trouble, t, tf};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use crate::{trouble::ask, upload::send_photos};

/// Photos that a report may have.
const MOST_PHOTOS: usize = 9;

/// What every case type asks for.
#[derive(Clone, Default)]
struct NewItem {
    category: String,
    title: String,
    place: String,
}

const FIELDS: &[Field<NewItem>] = &[
    Field {
        key: "category",
        label: "work.category",
        hint: None,
        input: Input::Pick("category"),
        optional: false,
        get: |d| d.category.clone(),
        set: |d, v| d.category = v.into(),
    },
    Field {
        key: "title",
        label: "work.title",
        hint: None,
        input: Input::Long(500),
        optional: false,
        get: |d| d.title.clone(),
        set: |d, v| d.title = v.into(),
    },
    Field {
        key: "place",
        label: "work.place",
        hint: Some("device.place.hint"),
        input: Input::Text(80),
        optional: false,
        get: |d| d.place.clone(),
        set: |d, v| d.place = v.into(),
    },
];

/// The form; `added` is called once it is reported.
#[must_use]
pub fn new_view(case: &'static CaseType, added: Call, cancelled: Call) -> AnyView {
    // One identity for all tries, so that a repeat makes no second.
    let id = WorkItemId::fresh();
    let photos = kit::photos();
    let details: Vec<(&'static DetailField, RwSignal<String>)> =
        case.details.iter().map(|field| (field, RwSignal::new(String::new()))).collect();
    let typed = StoredValue::new(details.clone());
    let submit = move |item: NewItem| {
        let details = typed.with_value(|details| details_of(details));
        async move {
            if !kit::all_made().await {
                return Err(Trouble::Fault(Fault::invalid("photos", "photo.not_a_photo")));
            }
            // Nothing is sent of a form that was closed meanwhile: its photos went with it.
            let Some(photos) = photos.try_get_untracked() else { return Ok(()) };
            report(case.kind, id, item, details, photos).await
        }
    };
    let mut spec = DraftSpec::new(contract::Term::key(case.kind), FIELDS, NewItem::default(), submit);
    spec.picks = vec![("category", categories(case))];
    spec.submit_label = t("form.send");
    spec.busy_label = t("form.sending");
    spec.on_done = Some(added);
    spec.on_cancel = Some(cancelled);
    spec.has_more = Signal::derive(move || {
        let is_typed = |value: &RwSignal<String>| value.with(|text| !text.is_empty());
        photos.with(|photos| !photos.is_empty())
            || typed.with_value(|typed| typed.iter().any(|(_, value)| is_typed(value)))
    });
    let more = details
        .into_iter()
        .map(|(field, value)| kit::field_view(FieldView::of_detail(field, value)))
        .collect_view();
    spec.below = Some(
        view! {
            {more}
            {kit::photo_input(photos, MOST_PHOTOS)}
        }
        .into_any(),
    );
    kit::draft(spec)
}

/// The form that corrects an item that was reported; `done` is called once it is.
#[must_use]
pub fn change_view(case: &'static CaseType, row: &WorkRow, done: Call, cancelled: Call) -> AnyView {
    let id = row.id;
    let revision = StoredValue::new(row.revision);
    let submit = move |item: NewItem| async move {
        let change = WorkChange {
            category: item.category,
            title: item.title.trim().to_owned(),
            place: item.place.trim().to_owned(),
            details: None,
            note: String::new(),
        };
        let sheet = ask(api::work::change_work(id, revision.get_value(), change)).await?;
        kit::toast(tf("work.changed", &[("number", &sheet.row.number)]));
        Ok::<(), Trouble>(())
    };
    let mut spec = DraftSpec::new(contract::Term::key(case.kind), FIELDS, item_of(row), submit);
    spec.picks = vec![("category", categories(case))];
    spec.theirs(move || async move {
        let row = ask(api::work::read_work(id)).await?.row;
        revision.try_set_value(row.revision);
        Ok(item_of(&row))
    });
    spec.on_done = Some(done);
    spec.on_cancel = Some(cancelled);
    kit::draft(spec)
}

fn item_of(row: &WorkRow) -> NewItem {
    NewItem { category: row.category.clone(), title: row.title.clone(), place: row.place.clone() }
}

fn categories(case: &CaseType) -> Signal<Vec<Choice>> {
    let keys: Vec<&str> = case.categories.iter().map(|category| category.key).collect();
    Signal::stored(Choice::of_keys(&format!("{}.category", case.kind), &keys))
}

/// The details as their struct wants them: flags as such, words as words, and nothing for what was left empty.
fn details_of(typed: &[(&'static DetailField, RwSignal<String>)]) -> Value {
    let mut details = Map::new();
    for (field, value) in typed {
        let text = value.get_untracked().trim().to_owned();
        let value = match field.input {
            Input::Flag => json!(matches!(text.as_str(), "true" | "1" | "on")),
            _ if text.is_empty() => continue,
            Input::Number(..) => text.parse::<f64>().map_or(json!(text), |number| json!(number)),
            _ => json!(text),
        };
        details.insert(field.key.to_owned(), value);
    }
    Value::Object(details)
}

async fn report(
    kind: Kind,
    id: WorkItemId,
    item: NewItem,
    details: Value,
    photos: Vec<PickedPhoto>,
) -> Result<(), Trouble> {
    let photos = send_photos(&photos).await?;
    let draft = WorkDraft {
        id,
        kind,
        category: item.category,
        title: item.title.trim().to_owned(),
        place: item.place.trim().to_owned(),
        at: None,
        photos,
        details,
        typed_at: None,
    };
    let row = ask(api::work::report(draft)).await?;
    kit::toast(tf("work.done.create", &[("number", &row.number)]));
    kit::push_query(&[("sel", Some(row.id.to_string().as_str()))]);
    Ok(())
}
