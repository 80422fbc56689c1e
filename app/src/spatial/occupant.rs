//! Who is registered in a dwelling: masked, shown in full only for a stated purpose and a minute.

use contract::{
    Act, DwellingId, Kind,
    field::Input,
    registry::{MOVE_IN_FIELDS, MoveInDraft, Register, TenancyRow},
    spatial::DwellingRow,
    time::day_of,
};
use kit::{Call, DraftSpec, FieldView, Remote, RowLook, Trouble, t, tf, time};
use leptos::prelude::*;

use super::disclosure::Disclosure;
use crate::{registry::link, route, seat::may, shell::mishap::Mishap, trouble::ask};

/// The id of the field of the day on which somebody moves out.
const LEAVES_ON: &str = "leaves-on";

/// The household of the dwelling whose sheet is open.
#[derive(Clone, Copy)]
pub struct Household {
    dwelling: RwSignal<Option<(DwellingId, String)>>,
    rows: Remote<Vec<TenancyRow>>,
    is_moving_in: RwSignal<bool>,
    leaving: RwSignal<Option<TenancyRow>>,
    is_leaving: RwSignal<bool>,
    leaves_on: RwSignal<String>,
    disclosure: Disclosure,
    mishap: Mishap,
}

impl Household {
    /// No dwelling yet.
    #[must_use]
    pub fn new() -> Self {
        let dwelling = RwSignal::new(None::<(DwellingId, String)>);
        let id = Memo::new(move |_| dwelling.with(|dwelling| dwelling.as_ref().map(|(id, _)| *id)));
        let rows = Remote::new("tenancy", move || {
            let wanted = id.get().filter(|_| untrack(|| may(Kind::Tenancy, Act::Read)));
            async move {
                match wanted {
                    Some(id) => ask(api::registry::list_occupants(id)).await,
                    None => Ok(Vec::new()),
                }
            }
        });
        let mishap = Mishap::new("tenancy");
        Self {
            dwelling,
            rows,
            is_moving_in: RwSignal::new(false),
            leaving: RwSignal::new(None),
            is_leaving: RwSignal::new(false),
            leaves_on: RwSignal::new(String::new()),
            disclosure: Disclosure::new(mishap),
            mishap,
        }
    }

    /// The dwelling whose household this is; read again when its record was.
    pub fn enter(self, row: &DwellingRow) {
        let is_same =
            self.dwelling.with_untracked(|known| known.as_ref().is_some_and(|(id, _)| *id == row.id));
        if is_same {
            self.rows.reload();
        } else {
            self.dwelling.set(Some((row.id, row.label.clone())));
        }
    }

    /// The tab of who lives here now.
    #[must_use]
    pub fn view(self) -> AnyView {
        let may_add = untrack(|| may(Kind::Tenancy, Act::Create)) && !route::is_wall();
        let add = may_add.then(|| kit::button(t("tenancy.move_in"), move || self.is_moving_in.set(true)));
        view! {
            {self.mishap.view()}
            {self.rows.view(move |rows| self.rows_view(&rows))}
            {add}
        }
        .into_any()
    }

    fn rows_view(self, rows: &[TenancyRow]) -> AnyView {
        if rows.is_empty() {
            return kit::empty_view("tenancy", None);
        }
        kit::rows(rows.iter().map(|row| self.row_view(row)).collect())
    }

    fn row_view(self, row: &TenancyRow) -> AnyView {
        let may_leave = untrack(|| may(Kind::Tenancy, Act::Change)) && !route::is_wall();
        let leaver = row.clone();
        let leave = may_leave.then(|| {
            kit::quiet_button(t("tenancy.move_out"), move || {
                self.leaves_on.set(day_of(kit::now()).to_string());
                self.leaving.set(Some(leaver.clone()));
                self.is_leaving.set(true);
            })
        });
        let acts = view! {
            {self.disclosure.person_view(row)}
            {leave}
        };
        kit::row(RowLook {
            title: row.name.clone(),
            href: link::may_follow().then(|| link::href(Register::Person, &row.person.to_string())),
            note: note(row),
            acts: Some(acts.into_any()),
            ..RowLook::default()
        })
    }

    /// The dialogs; they stand beside the sheet, so that drawing it anew leaves them alone.
    #[must_use]
    pub fn dialogs_view(self) -> AnyView {
        let question = Signal::derive(move || {
            let (who, place) =
                self.leaving.get().map(|row| (row.name, row.dwelling_label)).unwrap_or_default();
            tf("tenancy.move_out_question", &[("who", &who), ("place", &place)])
        });
        let field = FieldView::new(LEAVES_ON, t("tenancy.move_out_on"), Input::Day, self.leaves_on);
        let checked = field.clone();
        let day = move || {
            field.fault.set(None);
            kit::field_view(field.clone())
        };
        let acts = move || {
            let checked = checked.clone();
            view! {
                {kit::button(t("form.cancel"), move || self.is_leaving.set(false))}
                {kit::danger_button(t("tenancy.move_out"), move || self.move_out(&checked))}
            }
            .into_any()
        };
        let title = Signal::stored(t("tenancy.move_in"));
        view! {
            {kit::dialog(self.is_moving_in, title, move || self.move_in_view(), || ().into_any())}
            {kit::dialog(self.is_leaving, question, day, acts)}
            {self.disclosure.dialog_view()}
        }
        .into_any()
    }

    fn move_in_view(self) -> AnyView {
        let Some((id, label)) = self.dwelling.get_untracked() else { return ().into_any() };
        let submit = move |draft: MoveInDraft| {
            let label = label.clone();
            async move {
                ask(api::registry::move_in(id, draft)).await?;
                kit::toast(tf("tenancy.moved_in", &[("place", &label)]));
                Ok::<(), Trouble>(())
            }
        };
        let mut spec = DraftSpec::new("tenancy", MOVE_IN_FIELDS, MoveInDraft::default(), submit);
        spec.on_done = Some(Call::new(move |()| {
            self.is_moving_in.set(false);
            self.rows.reload();
        }));
        spec.on_cancel = Some(Call::new(move |()| self.is_moving_in.set(false)));
        kit::draft(spec)
    }

    fn move_out(self, day: &FieldView) {
        if !day.check() {
            kit::focus_on(LEAVES_ON);
            return;
        }
        let Some(row) = self.leaving.get_untracked() else { return };
        self.is_leaving.set(false);
        let on = self.leaves_on.get_untracked();
        kit::run(ask(api::registry::move_out(row.id, row.revision, on)), move |result| {
            if self.mishap.take(result).is_some() {
                kit::toast(t("tenancy.moved_out"));
            }
            self.rows.reload();
        });
    }
}

/// Relation, age band and since when; the phone, masked.
fn note(row: &TenancyRow) -> String {
    let since = tf("tenancy.since", &[("day", &time::day(row.from_on))]);
    let words = [row.phone.clone(), kit::term(row.relation), age(&row.age_band), since];
    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
    words.join(t("text.dot").as_str())
}

fn age(band: &str) -> String {
    match band {
        "0-17" => t("person.age_band.child"),
        "18-64" => t("person.age_band.adult"),
        "65+" => t("person.age_band.senior"),
        _ => String::new(),
    }
}

/// Who lived here before.
#[must_use]
pub fn past_view(rows: &[TenancyRow]) -> AnyView {
    if rows.is_empty() {
        return kit::empty_view("entry", None);
    }
    let line = |row: &TenancyRow| {
        let to = row.to_on.map(time::day).unwrap_or_default();
        let span = tf("time.span", &[("a", &time::day(row.from_on)), ("b", &to)]);
        let words = [kit::term(row.relation), span];
        kit::row(RowLook {
            title: row.name.clone(),
            note: words.join(t("text.dot").as_str()),
            ..RowLook::default()
        })
    };
    kit::rows(rows.iter().map(line).collect())
}
