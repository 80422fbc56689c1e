//! Queries on the map: things of a kind, by an attribute, by words, and inside a box or polygon that is drawn or typed.
//! The registers answer, so that what the map counts is what they count. Persons are looked for by the search alone.

use contract::{
    Count, Listing, Page,
    applications::device_kinds,
    geo::Wgs84,
    sensing::DeviceRow,
    spatial::{BuildingRow, BuildingUse, DwellingRow, Occupancy, PlaceRow},
};
use kit::{
    Call, Choice, Remote, RowLook, StateLook, Trouble, button, primary_button, row, segmented, select_view,
    state_view, t, tf,
};
use leptos::prelude::*;
use map::{LonLat, Measure, MeasureKind, PickKind, is_inside};

use super::{address::Selection, state::Wall};
use crate::{
    scene::{area_words, chosen_spot, lon_lat},
    spatial::place::category_words,
    trouble::ask,
};

/// What can be asked for.
const KINDS: [&str; 4] = ["building", "dwelling", "device", "place"];
/// Answers that are read and marked on the map; how many there are in all is said beside them.
const MOST: u16 = 200;
/// Categories of places.
const CATEGORIES: &[&str] = &[
    "school",
    "kindergarten",
    "clinic",
    "pharmacy",
    "market",
    "convenience",
    "bus_stop",
    "parcel_locker",
    "community_centre",
    "property_office",
    "parking",
    "gate",
];

/// The query of a wall; `Copy`.
#[derive(Clone, Copy)]
pub struct Query {
    what: RwSignal<String>,
    attribute: RwSignal<String>,
    text: RwSignal<String>,
    asked: RwSignal<Option<Asked>>,
    found: Remote<Option<Answer>>,
}

/// A query as it was asked.
#[derive(Clone, Debug, Default, PartialEq)]
struct Asked {
    what: String,
    attribute: String,
    text: String,
    ring: Vec<LonLat>,
}

/// What was found: how many, and the first of them.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    count: Count,
    hits: Vec<Hit>,
}

/// A thing that was found.
#[derive(Clone, Debug, PartialEq)]
struct Hit {
    title: String,
    note: String,
    /// What opens; none for a place, which has no sheet.
    selection: Option<Selection>,
    map_no: u32,
    at: Wgs84,
}

impl Query {
    /// A query that nobody has asked yet.
    pub fn new() -> Self {
        let asked = RwSignal::new(None::<Asked>);
        Self {
            what: RwSignal::new(KINDS[0].to_owned()),
            attribute: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            asked,
            found: Remote::new("query", move || {
                let asked = asked.get();
                async move {
                    match asked {
                        Some(asked) => answer(&asked).await.map(Some),
                        None => Ok::<_, Trouble>(None),
                    }
                }
            }),
        }
    }

    fn ask(self, wall: Wall) {
        let drawn = wall.pane.measure.get_untracked().filter(|measure| measure.is_finished);
        self.asked.set(Some(Asked {
            what: self.what.get_untracked(),
            attribute: self.attribute.get_untracked(),
            text: self.text.get_untracked().trim().to_owned(),
            ring: drawn.as_ref().map(Measure::corners).unwrap_or_default(),
        }));
        if wall.selection.get_untracked().is_some() {
            wall.unselect();
        }
        wall.tab.set("query".to_owned());
    }

    fn clear(self, wall: Wall) {
        self.text.set(String::new());
        self.attribute.set(String::new());
        self.asked.set(None);
        wall.pane.with(map::MapEngine::clear_measure);
    }
}

async fn answer(asked: &Asked) -> Result<Answer, Trouble> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    if asked.what == "place" {
        let rows = ask(api::spatial::list_places(some(&asked.attribute), some(&asked.text), None)).await?;
        let hits: Vec<Hit> = rows.into_iter().filter(|row| is_asked(asked, row)).map(of_place).collect();
        return Ok(Answer { count: Count::Exact(u32::try_from(hits.len()).unwrap_or(u32::MAX)), hits });
    }
    let mut listing = Listing { limit: MOST, search: some(&asked.text), ..Listing::default() };
    if !asked.attribute.is_empty() {
        listing.set(attribute_of(&asked.what), vec![asked.attribute.clone()]);
    }
    let corner = |corner: &LonLat| [corner.lon.to_string(), corner.lat.to_string()].join(" ");
    listing.set("within", asked.ring.iter().map(corner).collect());
    match asked.what.as_str() {
        "dwelling" => Ok(whole(ask(api::spatial::list_dwellings(listing)).await?, of_dwelling)),
        "device" => Ok(whole(ask(api::sensing::list_devices(listing)).await?, of_device)),
        _ => Ok(whole(ask(api::spatial::list_buildings(listing)).await?, of_building)),
    }
}

/// Whether a place is one that was asked for: its search also answers buildings, and knows no line.
fn is_asked(asked: &Asked, row: &PlaceRow) -> bool {
    let is_in = asked.ring.is_empty() || is_inside(&asked.ring, lon_lat(row.at));
    is_in && row.category != "building"
}

fn whole<R>(page: Page<R>, hit: fn(R) -> Hit) -> Answer {
    Answer { count: page.count, hits: page.rows.into_iter().map(hit).collect() }
}

fn of_building(row: BuildingRow) -> Hit {
    let selection = Some(Selection::Building(row.code));
    Hit { title: row.name, note: row.address, selection, map_no: row.map_no, at: row.at }
}

fn of_dwelling(row: DwellingRow) -> Hit {
    let selection = Some(Selection::Dwelling(row.code));
    Hit { title: row.label, note: row.address, selection, map_no: row.map_no, at: row.at }
}

fn of_device(row: DeviceRow) -> Hit {
    let selection = Some(Selection::Device(row.id.to_string()));
    Hit { title: row.name, note: row.code, selection, map_no: row.map_no, at: row.at }
}

fn of_place(row: PlaceRow) -> Hit {
    let note = category_words(&row.category);
    Hit { title: row.name, note, selection: None, map_no: row.map_no, at: row.at }
}

/// The attribute that things of a kind are asked by, as its register names it.
fn attribute_of(what: &str) -> &'static str {
    match what {
        "dwelling" => "occupancy",
        "device" => "kind",
        _ => "use",
    }
}

fn values_of(what: &str) -> Vec<Choice> {
    match what {
        "dwelling" => Choice::of_terms::<Occupancy>(),
        "device" => {
            let keys: Vec<&str> = device_kinds().map(|kind| kind.key).collect();
            Choice::of_keys("device_kind", &keys)
        }
        "place" => CATEGORIES.iter().map(|key| Choice::new(*key, category_words(key))).collect(),
        _ => Choice::of_terms::<BuildingUse>(),
    }
}

/// The panel that asks: what, by which attribute, with which words, where.
pub fn panel(wall: Wall) -> AnyView {
    let query = wall.query;
    show_on_map(wall);
    // Another kind has other attributes.
    Effect::new(move |before: Option<String>| {
        let now = query.what.get();
        if before.is_some_and(|before| before != now) {
            query.attribute.set(String::new());
        }
        now
    });
    let kinds =
        KINDS.iter().map(|key| Choice::new(*key, t(&format!("map.search_group.{key}")))).collect::<Vec<_>>();
    let values = Signal::derive(move || values_of(&query.what.get()));
    let any = Some(t("wall.query_any"));
    let line = move || {
        let drawn = pane_line(wall);
        drawn.map_or_else(
            || t("wall.query_everywhere"),
            |measure| tf("wall.query_inside", &[("value", &area_words(measure.area_m2()))]),
        )
    };
    let begin = move |kind: MeasureKind| {
        wall.pane.with(|engine| engine.begin_measure(kind));
    };
    view! {
        <section class="wall-part wall-query" aria-label=t("wall.query")>
            <h2>{t("wall.query")}</h2>
            <form
                on:submit=move |event: web_sys::SubmitEvent| {
                    event.prevent_default();
                    query.ask(wall);
                }
            >
                {segmented("query-what", t("wall.query_what"), kinds, query.what)}
                {select_view("query-attribute", t("wall.query_attribute"), values, query.attribute, any)}
                <input
                    type="search"
                    class="input"
                    autocomplete="off"
                    aria-label=t("wall.query_text")
                    placeholder=t("wall.query_text")
                    prop:value=move || query.text.get()
                    on:input=move |event| query.text.set(event_target_value(&event))
                />
                <div class="scene-measure">
                    {button(t("wall.query_box"), move || begin(MeasureKind::Box))}
                    {button(t("wall.query_polygon"), move || begin(MeasureKind::Area))}
                    <p class="hint">{line}</p>
                    {primary_button(t("wall.query_go"), move || query.ask(wall))}
                    {button(t("wall.query_clear"), move || query.clear(wall))}
                </div>
            </form>
        </section>
    }
    .into_any()
}

/// The finished area on the map, measured or drawn for a query.
fn pane_line(wall: Wall) -> Option<Measure> {
    let is_area = |measure: &Measure| measure.is_finished && measure.kind != MeasureKind::Distance;
    wall.pane.measure.get().filter(is_area)
}

/// Marks what was found on the map and shows it whole.
fn show_on_map(wall: Wall) {
    let query = wall.query;
    Effect::new(move |was_answered: Option<bool>| {
        let answer = query.found.get().flatten();
        let is_answered = answer.is_some();
        let is_past = wall.past.get_untracked().is_some();
        if (is_answered || was_answered == Some(true)) && !is_past {
            let hits = answer.map(|answer| answer.hits).unwrap_or_default();
            wall.pane.set_spots(hits.iter().map(|hit| chosen_spot(hit.at, hit.title.clone())).collect());
            wall.pane.fit(&hits.iter().map(|hit| hit.at).collect::<Vec<_>>());
        }
        is_answered
    });
}

/// The list of what was found; each row opens its thing and shows it on the map.
pub fn found(wall: Wall) -> AnyView {
    wall.query.found.view(move |found| {
        let Some(answer) = found else {
            return state_view(StateLook::Empty, t("wall.query_lead"), None, None);
        };
        if answer.hits.is_empty() {
            return state_view(StateLook::Empty, t("wall.query_none"), None, None);
        }
        let count = match answer.count {
            Count::Exact(n) => tf("wall.query_count", &[("n", &n.to_string())]),
            Count::Over(n) => tf("wall.query_count_over", &[("n", &n.to_string())]),
        };
        let rows = answer.hits.into_iter().map(|hit| hit_row(wall, hit)).collect_view();
        view! {
            <p class="row-group" role="status">{count}</p>
            <ul class="rows">{rows}</ul>
        }
        .into_any()
    })
}

fn hit_row(wall: Wall, hit: Hit) -> AnyView {
    let (title, note) = (hit.title.clone(), hit.note.clone());
    let open = Call::new(move |()| match &hit.selection {
        Some(selection) => wall.select(selection),
        None => {
            wall.pane.with(|engine| engine.select(Some((PickKind::Area, hit.map_no))));
            wall.pane.fly_near(hit.at);
        }
    });
    row(RowLook { title, note, on_open: Some(open), ..RowLook::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(category: &str, lon: f64) -> PlaceRow {
        PlaceRow {
            map_no: 1,
            name: "演示药店".into(),
            category: category.into(),
            at: Wgs84 { lon, lat: 0.5 },
            distance_m: None,
            near: None,
        }
    }

    #[test]
    fn a_place_is_asked_for_by_the_line_around_it() {
        let square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
        let ring = square.iter().map(|(lon, lat)| LonLat::new(*lon, *lat)).collect();
        let asked = Asked { what: "place".into(), ring, ..Asked::default() };
        assert!(is_asked(&asked, &place("clinic", 0.5)));
        assert!(!is_asked(&asked, &place("clinic", 1.5)));
        assert!(!is_asked(&asked, &place("building", 0.5)), "buildings are asked for as such");
        assert!(is_asked(&Asked::default(), &place("clinic", 1.5)), "nothing drawn means everywhere");
    }
}
