//! Devices: the register of them, what each reports against its limits, and its commands.

use contract::{
    Act, Cell, DeviceId, Kind, Listing, Page, applications,
    field::Field,
    live::{Event, LatestValue, Moment},
    sensing::{
        DEVICE_COLUMNS, DEVICE_FIELDS, DatastreamRow, DeviceDraft, DeviceLink, DeviceRow, DeviceSheet, Level,
    },
};
use kit::{
    Call, Choice, DraftSpec, Fact, Filter, HeadAct, MarkSize, RegisterSpec, Remote, RowAct, RowLook,
    SheetSpec, Tab, Trouble, t, tf,
};
use leptos::prelude::*;

use super::{command::Commands, series::series_view};
use crate::{
    live, route,
    seat::may,
    shell::{
        acted::Acted,
        beside::{self, Beside},
        mishap::Mishap,
    },
    trouble::ask,
};

/// The register of devices with the opened one beside it.
pub fn page(_audience: &'static str) -> AnyView {
    let beside = Beside::new();
    let acted = Acted::new();
    let is_adding = RwSignal::new(false);
    let tick = live::ticks(|moment| concerns_any(&moment.event));
    let mut spec = RegisterSpec::new("device", t("device.list"), DEVICE_COLUMNS, key, list);
    spec.filters = filters();
    beside.open_in(&mut spec);
    spec.reload = Some(acted.or(tick));
    spec.export = Some("device".into());
    if may(Kind::Device, Act::Create) {
        spec.offer(HeadAct::press(t("device.new"), move || is_adding.set(true)));
    }
    if route::map_href("device", "").is_some() {
        let show = |row: DeviceRow| {
            if let Some(href) = route::map_href("device", row.id) {
                kit::go(&href);
            }
        };
        spec.row_acts = vec![RowAct::new(t("alarm.on_map"), show).icon("locate")];
    }
    let added = Call::new(move |()| {
        is_adding.set(false);
        acted.renew();
    });
    view! {
        {beside.split(kit::register(spec), sheet)}
        {kit::dialog(is_adding, Signal::stored(t("device.new")), move || add_view(is_adding, added), || ().into_any())}
    }
    .into_any()
}

fn key(row: &DeviceRow) -> String {
    row.id.to_string()
}

async fn list(listing: Listing) -> Result<Page<DeviceRow>, Trouble> {
    ask(api::sensing::list_devices(listing)).await
}

fn filters() -> Vec<Filter> {
    let online = vec![Choice::new("true", t("device.online")), Choice::new("false", t("device.offline"))];
    vec![
        Filter::many("kind", t("device.kind"), kinds()),
        Filter::one("online", t("device.state"), online),
        Filter::many("level", t("alarm.level"), Choice::of_terms::<Level>()),
        Filter::many("link", t("device.link"), Choice::of_terms::<DeviceLink>()),
    ]
}

fn kinds() -> Vec<Choice> {
    let keys: Vec<&str> = applications::device_kinds().map(|kind| kind.key).collect();
    Choice::of_keys("device_kind", &keys)
}

fn concerns_any(event: &Event) -> bool {
    match event {
        Event::DevicePresence { .. } => true,
        Event::RecordChanged { kind, .. } => *kind == Kind::Device,
        other => super::alarm::is_alarm(other),
    }
}

fn add_view(is_adding: RwSignal<bool>, added: Call) -> AnyView {
    let submit = |draft: DeviceDraft| async move {
        let row = ask(api::sensing::add_device(draft)).await?;
        kit::toast(tf("device.created", &[("code", &row.code)]));
        kit::push_query(&[("sel", Some(key(&row).as_str()))]);
        Ok::<(), Trouble>(())
    };
    let mut spec = DraftSpec::new("device", DEVICE_FIELDS, DeviceDraft::default(), submit);
    spec.picks = vec![("device_kind", Signal::stored(kinds()))];
    spec.kept_key = Some("device.new".into());
    spec.on_done = Some(added);
    spec.on_cancel = Some(Call::new(move |()| is_adding.set(false)));
    kit::draft(spec)
}

/// Fields that may be changed of a device that is there: its kind stays.
const CHANGE_FIELDS: &[Field<DeviceDraft>] = {
    let (_, rest) = DEVICE_FIELDS.split_at(1);
    rest
};

fn draft_of(row: &DeviceRow) -> DeviceDraft {
    DeviceDraft {
        kind: row.kind.clone(),
        name: row.name.clone(),
        place: row.place.clone(),
        storey: row.storey.map(|storey| storey.to_string()).unwrap_or_default(),
    }
}

/// One device in full: what it reports, how that went, its alarms.
pub fn sheet(id: String, close: Call) -> AnyView {
    let Ok(id) = id.parse::<DeviceId>() else { return beside::unreadable(Kind::Device, close) };
    let tick = live::ticks(move |moment| concerns(moment, id));
    let device = Remote::new("device", move || {
        tick.track();
        ask(api::sensing::read_device(id))
    });
    let latest = latest_of(device);
    let hand = Hand { device, close, is_changing: RwSignal::new(false), mishap: Mishap::new("device") };
    let commands = Commands::new(id, hand.mishap, Call::new(move |()| device.reload()));
    let title = Signal::stored(t("device.change"));
    view! {
        {beside::loaded(device, close, move |sheet| sheet_view(sheet, hand, commands, latest))}
        {kit::dialog(hand.is_changing, title, move || change_view(hand), || ().into_any())}
        {commands.dialog_view()}
    }
    .into_any()
}

/// What a device is and what it says now, for the sheet of what it raised.
pub fn part(id: DeviceId) -> AnyView {
    let tick = live::ticks(move |moment| concerns(moment, id));
    let device = Remote::new("device", move || {
        tick.track();
        ask(api::sensing::read_device(id))
    });
    let latest = latest_of(device);
    let mishap = Mishap::new("device");
    let commands = Commands::new(id, mishap, Call::new(move |()| device.reload()));
    view! {
        {mishap.view()}
        {device.view(|sheet: DeviceSheet| kit::facts_view(facts(&sheet)))}
        {move || commands.readings_view(&latest.get())}
        {commands.dialog_view()}
    }
    .into_any()
}

/// Devices in the sheet of what they are in; each leads to its own. What a page doesn't hold comes when it is asked for.
pub fn short_list(listing: Listing) -> AnyView {
    let asked = listing.clone();
    let devices = Remote::new("device", move || list(asked.clone()));
    devices.view(move |page: Page<DeviceRow>| {
        if page.rows.is_empty() {
            return kit::empty_view("device", None);
        }
        let line = |row: &DeviceRow| {
            let mark =
                kit::mark_with(row.mark(), t(&format!("mark.{}", row.mark().key())), None, MarkSize::Small);
            kit::row(RowLook {
                mark: Some(mark),
                title: row.name.clone(),
                href: route::device_href(row.id),
                note: t(&format!("device_kind.{}", row.kind)),
                time: row.heard_at.map(kit::instant_view),
                ..RowLook::default()
            })
        };
        let rows = kit::rows(page.rows.iter().map(line).collect());
        let more = page.next.map(|next| more_view(Listing { after: Some(next), ..listing.clone() }));
        view! {
            {rows}
            {more}
        }
        .into_any()
    })
}

/// The way to the next page of a short list, and the page in its place once it was asked for.
fn more_view(listing: Listing) -> AnyView {
    let is_asked = RwSignal::new(false);
    let more = move || {
        if is_asked.get() {
            short_list(listing.clone())
        } else {
            kit::button(t("list.more"), move || is_asked.set(true))
        }
    };
    more.into_any()
}

/// What the device's streams say now: as loaded, then as heard. Apart from the record, so that a reading that comes in
/// every second draws its row anew and not the sheet.
fn latest_of(device: Remote<DeviceSheet>) -> RwSignal<Vec<DatastreamRow>> {
    let latest = RwSignal::new(Vec::<DatastreamRow>::new());
    Effect::new(move |_| {
        if let Some(sheet) = device.get() {
            latest.set(sheet.streams);
        }
    });
    live::on_values(move |values| {
        let Some(no) = device.get_untracked().map(|sheet| sheet.row.map_no) else { return };
        let mine: Vec<&LatestValue> = values.iter().filter(|value| value.device_no == no).collect();
        if mine.is_empty() {
            return;
        }
        latest.update(|streams| {
            for value in mine {
                if let Some(stream) = streams.iter_mut().find(|stream| stream.property == value.property) {
                    stream.value = Some(value.value.clone());
                    stream.phenomenon_at = Some(value.phenomenon_at);
                }
            }
        });
    });
    latest
}

/// What the parts of the sheet share.
#[derive(Clone, Copy)]
struct Hand {
    device: Remote<DeviceSheet>,
    close: Call,
    is_changing: RwSignal<bool>,
    mishap: Mishap,
}

fn concerns(moment: &Moment, id: DeviceId) -> bool {
    match &moment.event {
        Event::DevicePresence { device, .. } => *device == id.0,
        Event::RecordChanged { kind: Kind::Device, id: changed } => *changed == id.0,
        Event::AlarmRaised(alarm)
        | Event::AlarmAcknowledged(alarm)
        | Event::AlarmCleared(alarm)
        | Event::AlarmEscalated(alarm)
        | Event::AlarmReplaced(alarm) => alarm.device == id.0,
        _ => false,
    }
}

fn sheet_view(
    sheet: DeviceSheet,
    hand: Hand,
    commands: Commands,
    latest: RwSignal<Vec<DatastreamRow>>,
) -> AnyView {
    let row = sheet.row.clone();
    let mut spec = SheetSpec::new(row.code.clone(), row.name.clone());
    beside::place(&mut spec, hand.close);
    let mark = kit::mark_view(row.mark(), t(&format!("mark.{}", row.mark().key())));
    let heard = row.heard_at.map(kit::instant_view).unwrap_or_else(|| t("device.never_heard").into_any());
    spec.line = Some(view! { {mark} " " {heard} }.into_any());
    spec.facts = facts(&sheet);
    let (alarms, id) = (sheet.alarms.clone(), row.id);
    let measured = sheet.streams.iter().map(|stream| stream.property.clone());
    let numbers: Vec<String> = measured.filter(|property| is_number(property)).collect();
    let limits = sheet.streams.iter().map(|s| (s.property.clone(), s.limits.clone())).collect::<Vec<_>>();
    let count = u32::try_from(alarms.len()).unwrap_or(u32::MAX);
    spec.tabs = vec![
        Tab::new("readings", t("device.readings"), move || {
            (move || commands.readings_view(&latest.get())).into_any()
        }),
        Tab::new("series", t("device.series_tab"), move || series_view(id, numbers.clone(), limits.clone())),
        Tab::new("alarms", t("device.open_alarms"), move || alarms_view(&alarms)).count(count),
    ];
    spec.body = Some(hand.mishap.view());
    spec.acts = Some(acts_view(&row, hand));
    kit::sheet(spec)
}

fn is_number(property: &str) -> bool {
    use contract::sensing::ValueType;
    matches!(super::property(property).map(|p| p.values), Some(ValueType::Number(..)))
}

fn facts(sheet: &DeviceSheet) -> Vec<Fact> {
    let row = &sheet.row;
    let mut facts = vec![
        Fact::new("device.kind", Cell::Term(format!("device_kind.{}", row.kind))),
        Fact::new("device.place", Cell::text(Some(&row.place))),
        Fact::new("dwelling.address", Cell::text(Some(&sheet.address))).wide(),
    ];
    match &sheet.building {
        Some(building) => {
            facts.push(led("device.building", &building.name, route::building_href(&building.code)));
        }
        None => facts.push(Fact::text("device.link", kit::term(row.link()))),
    }
    if let Some(storey) = row.storey {
        facts.push(Fact::new("device.storey", Cell::Number(storey.into())));
    }
    if let Some(code) = &sheet.dwelling_code {
        facts.push(led("device.dwelling", &row.place, route::dwelling_href(code)));
    }
    facts.push(Fact::new("device.heard_at", row.heard_at.map_or(Cell::Empty, Cell::Instant)));
    facts
}

/// A fact that leads to what it names, where the reader may open that.
fn led(label: &'static str, name: &str, href: Option<String>) -> Fact {
    match href {
        Some(href) => Fact::view(label, view! { <a href=href>{name.to_owned()}</a> }.into_any()),
        None => Fact::text(label, name.to_owned()),
    }
}

fn alarms_view(alarms: &[contract::sensing::AlarmRow]) -> AnyView {
    if alarms.is_empty() {
        return kit::empty_view("alarm", None);
    }
    let line = |alarm: &contract::sensing::AlarmRow| {
        kit::row(RowLook {
            mark: Some(kit::alarm_mark(alarm, MarkSize::Small)),
            title: t(&format!("alarm_kind.{}", alarm.kind)),
            href: route::alarm_href(alarm.id),
            note: t(alarm.state()),
            time: Some(kit::instant_view(alarm.raised_at)),
            ..RowLook::default()
        })
    };
    kit::rows(alarms.iter().map(line).collect())
}

fn acts_view(row: &DeviceRow, hand: Hand) -> AnyView {
    let (may_change, may_retire) =
        untrack(|| (may(Kind::Device, Act::Change), may(Kind::Device, Act::Retire)));
    let is_wall = route::is_wall();
    let change =
        (may_change && !is_wall).then(|| kit::button(t("form.edit"), move || hand.is_changing.set(true)));
    let (id, revision, name) = (row.id, row.revision, row.name.clone());
    let retire = (may_retire && !is_wall)
        .then(|| kit::danger_button(t("act.retire"), move || ask_retire(id, revision, name.clone(), hand)));
    let map = route::map_href("device", id).map(|href| kit::link_button(t("alarm.on_map"), href));
    view! {
        {change}
        {map}
        {retire}
    }
    .into_any()
}

fn ask_retire(id: DeviceId, revision: i32, name: String, hand: Hand) {
    let question = tf("device.retire_question", &[("thing", &name)]);
    kit::confirm(question, Some(t("form.irreversible")), t("act.retire"), true, move || {
        kit::run(ask(api::sensing::retire_device(id, revision)), move |result| {
            if hand.mishap.take(result).is_some() {
                kit::toast(tf("device.retired", &[("thing", &name)]));
                hand.close.try_run(());
            } else {
                hand.device.reload();
            }
        });
    });
}

fn change_view(hand: Hand) -> AnyView {
    let Some(sheet) = hand.device.get_untracked() else { return kit::loading_view(None) };
    let id = sheet.row.id;
    let revision = StoredValue::new(sheet.row.revision);
    let submit = move |draft: DeviceDraft| async move {
        ask(api::sensing::change_device(id, revision.get_value(), draft)).await?;
        kit::toast(t("form.saved"));
        Ok::<(), Trouble>(())
    };
    let mut spec = DraftSpec::new("device", CHANGE_FIELDS, draft_of(&sheet.row), submit);
    spec.theirs(move || async move {
        let sheet = ask(api::sensing::read_device(id)).await?;
        revision.try_set_value(sheet.row.revision);
        Ok(draft_of(&sheet.row))
    });
    spec.on_done = Some(Call::new(move |()| {
        hand.is_changing.set(false);
        hand.device.reload();
    }));
    spec.on_cancel = Some(Call::new(move |()| hand.is_changing.set(false)));
    kit::draft(spec)
}
