//! Notices: what was announced to whom, publishing, changing, taking down.

use contract::{
    Act, AreaId, Cell, Kind, Listing, NoticeId, Page,
    live::Event,
    publishing::{COLUMNS, FIELDS, NoticeDraft, NoticeRow},
};
use kit::{Call, Choice, DraftSpec, Fact, HeadAct, RegisterSpec, Remote, SheetSpec, Trouble, t, tf};
use leptos::prelude::*;

use crate::{
    live,
    seat::may,
    shell::{
        acted::Acted,
        beside::{self, Beside},
        mishap::Mishap,
    },
    trouble::ask,
};

/// What the list and its dialogs share.
#[derive(Clone, Copy)]
struct Hand {
    beside: Beside,
    mishap: Mishap,
    acted: Acted,
    /// The rows of the page, to open one of them without asking again; none before the first answer.
    rows: RwSignal<Option<Result<Vec<NoticeRow>, Trouble>>>,
    is_adding: RwSignal<bool>,
    changed: RwSignal<Option<NoticeRow>>,
    is_changing: RwSignal<bool>,
}

/// The list of notices with the opened one beside it.
pub fn page() -> AnyView {
    let hand = Hand {
        beside: Beside::new(),
        mishap: Mishap::new("notice"),
        acted: Acted::new(),
        rows: RwSignal::new(None),
        is_adding: RwSignal::new(false),
        changed: RwSignal::new(None),
        is_changing: RwSignal::new(false),
    };
    provide_context(hand);
    let tick = live::ticks(|moment| matches!(moment.event, Event::RecordChanged { kind: Kind::Notice, .. }));
    let mut spec =
        RegisterSpec::new("notice", t("notice.list"), COLUMNS, key, move |listing| list(listing, hand));
    hand.beside.open_in(&mut spec);
    let neighbours = spec.on_shown;
    spec.on_shown = Some(Call::new(move |rows: Vec<NoticeRow>| {
        if let Some(neighbours) = neighbours {
            neighbours.try_run(rows.clone());
        }
        hand.rows.try_set(Some(Ok(rows)));
    }));
    spec.reload = Some(hand.acted.or(tick));
    spec.export = Some("notice".into());
    if may(Kind::Notice, Act::Create) {
        spec.offer(HeadAct::press(t("notice.new"), move || hand.is_adding.set(true)));
    }
    let (adding, changing) = (Signal::stored(t("notice.new")), Signal::stored(t("form.edit")));
    view! {
        {hand.mishap.view()}
        {hand.beside.split(kit::register(spec), sheet)}
        {kit::dialog(hand.is_adding, adding, move || add_view(hand), || ().into_any())}
        {kit::dialog(hand.is_changing, changing, move || change_view(hand), || ().into_any())}
    }
    .into_any()
}

fn key(row: &NoticeRow) -> String {
    row.id.to_string()
}

async fn list(listing: Listing, hand: Hand) -> Result<Page<NoticeRow>, Trouble> {
    let page = ask(api::publishing::list_notices(listing)).await;
    if let Err(trouble) = &page {
        hand.rows.try_update(|rows| {
            // What fails later takes nothing away.
            if !matches!(rows, Some(Ok(_))) {
                *rows = Some(Err(trouble.clone()));
            }
        });
    }
    page
}

/// One notice: as the list has it, or read by itself where a link leads to one that the list doesn't show.
fn sheet(id: String, close: Call) -> AnyView {
    let Some(hand) = use_context::<Hand>() else { return ().into_any() };
    let asked = id.clone();
    let found = Memo::new(move |_| {
        let find = |rows: &Vec<NoticeRow>| rows.iter().find(|row| key(row) == id).cloned();
        hand.rows.with(|rows| rows.as_ref().map(|read| read.as_ref().map(find).map_err(Clone::clone)))
    });
    let view = move || match found.get() {
        None => kit::loading_view(None),
        Some(Err(trouble)) => unread_view(&trouble, close),
        Some(Ok(None)) => alone_view(&asked, close, hand),
        Some(Ok(Some(row))) => sheet_view(&row, close, hand),
    };
    view.into_any()
}

fn alone_view(id: &str, close: Call, hand: Hand) -> AnyView {
    let Ok(id) = id.parse::<NoticeId>() else { return beside::unreadable(Kind::Notice, close) };
    let notice = Remote::new("notice", move || ask(api::publishing::read_notice(id)));
    beside::loaded(notice, close, move |row| sheet_view(&row, close, hand))
}

/// The list could not be read; it is tried again there.
fn unread_view(trouble: &Trouble, close: Call) -> AnyView {
    view! {
        {kit::trouble_view("notice", trouble, None)}
        {kit::button(t("sheet.close"), move || {
            close.try_run(());
        })}
    }
    .into_any()
}

fn sheet_view(row: &NoticeRow, close: Call, hand: Hand) -> AnyView {
    let mut spec = SheetSpec::new(String::new(), row.title.clone());
    beside::place(&mut spec, close);
    spec.facts = vec![
        Fact::new("notice.area", Cell::text(Some(&row.area_name))),
        Fact::new("notice.published_at", Cell::Instant(row.published_at)),
        Fact::new("notice.valid_to", row.valid_to.map_or(Cell::Empty, Cell::Day)),
    ];
    let paragraphs = row.body.lines().filter(|line| !line.trim().is_empty());
    let text = paragraphs.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
    spec.body =
        Some(kit::section(t("notice.body"), view! { <div class="notice-text">{text}</div> }.into_any()));
    let (change, retire) = untrack(|| (may(Kind::Notice, Act::Change), may(Kind::Notice, Act::Retire)));
    let (changed, retired) = (row.clone(), row.clone());
    let change = change.then(|| {
        kit::button(t("form.edit"), move || {
            hand.changed.set(Some(changed.clone()));
            hand.is_changing.set(true);
        })
    });
    let retire =
        retire.then(|| kit::danger_button(t("notice.retire"), move || ask_retire(&retired, close, hand)));
    spec.acts = Some(view! { {change} {retire} }.into_any());
    kit::sheet(spec)
}

fn ask_retire(row: &NoticeRow, close: Call, hand: Hand) {
    let question = tf("notice.retire_question", &[("thing", &row.title)]);
    let (id, revision) = (row.id, row.revision);
    kit::confirm(question, None, t("notice.retire"), true, move || {
        kit::run(ask(api::publishing::retire_notice(id, revision)), move |result| {
            if hand.mishap.take(result).is_some() {
                kit::toast(t("notice.retired"));
                close.try_run(());
            }
            hand.acted.renew();
        });
    });
}

fn add_view(hand: Hand) -> AnyView {
    let areas = Remote::new("area", || ask(api::spatial::list_areas()));
    let choices = Signal::derive(move || {
        let areas = areas.get().unwrap_or_default();
        areas.into_iter().map(|area| Choice::new(area.id.to_string(), area.name)).collect::<Vec<_>>()
    });
    let area = RwSignal::new(String::new());
    let submit = move |draft: NoticeDraft| {
        let draft = NoticeDraft { area: area.get_untracked().parse::<AreaId>().ok(), ..draft };
        async move {
            ask(api::publishing::publish_notice(draft)).await?;
            kit::toast(t("notice.published"));
            Ok::<(), Trouble>(())
        }
    };
    let mut spec = DraftSpec::new("notice", FIELDS, NoticeDraft::default(), submit);
    spec.above =
        Some(kit::select_view("notice-area", t("notice.area"), choices, area, Some(t("figure.area_all"))));
    spec.submit_label = t("notice.publish");
    spec.busy_label = t("form.sending");
    spec.kept_key = Some("notice.new".into());
    // It is not kept with the text, which would then go to everybody.
    spec.has_more = Signal::derive(move || !area.with(String::is_empty));
    spec.on_done = Some(Call::new(move |()| {
        hand.is_adding.set(false);
        hand.acted.renew();
    }));
    spec.on_cancel = Some(Call::new(move |()| hand.is_adding.set(false)));
    kit::draft(spec)
}

fn change_view(hand: Hand) -> AnyView {
    let Some(row) = hand.changed.get_untracked() else { return ().into_any() };
    let id = row.id;
    let revision = StoredValue::new(row.revision);
    let submit = move |draft: NoticeDraft| async move {
        ask(api::publishing::change_notice(id, revision.get_value(), draft)).await?;
        kit::toast(t("form.saved"));
        Ok::<(), Trouble>(())
    };
    let mut spec = DraftSpec::new("notice", FIELDS, draft_of(row), submit);
    spec.theirs(move || async move {
        let row = ask(api::publishing::read_notice(id)).await?;
        revision.try_set_value(row.revision);
        Ok(draft_of(row))
    });
    spec.on_done = Some(Call::new(move |()| {
        hand.is_changing.set(false);
        hand.acted.renew();
    }));
    spec.on_cancel = Some(Call::new(move |()| hand.is_changing.set(false)));
    kit::draft(spec)
}

fn draft_of(row: NoticeRow) -> NoticeDraft {
    let valid_to = row.valid_to.map(|day| day.to_string()).unwrap_or_default();
    NoticeDraft { title: row.title, body: row.body, area: None, valid_to }
}
