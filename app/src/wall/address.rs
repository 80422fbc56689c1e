//! The wall's address: `cam`, `on`, `sel`, `t`, `storey`, `tab`. What a colleague must see when the link is pasted, and
//! never a person's name or what was searched.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use contract::{
    Kind,
    applications::{Draws, Layer, layers},
    spatial::code::is_formed,
    time::shanghai,
};
use map::{LayerGroup, Source};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A group of layers that is no application's.
pub struct Group {
    /// Key in the address; its label is `map.layer.<key>`.
    pub key: &'static str,
    /// What the map calls it.
    pub layers: LayerGroup,
    /// Whether it is on to begin with.
    pub is_on: bool,
    /// What one must be allowed to read to see it.
    pub needs: &'static [Kind],
}

/// The groups in the order of the panel.
pub const GROUPS: &[Group] = &[
    Group { key: "alarm", layers: LayerGroup::Alarm, is_on: true, needs: &[] },
    Group {
        key: "organisation",
        layers: LayerGroup::Organisation,
        is_on: true,
        needs: &[Kind::Organisation, Kind::Dwelling],
    },
    Group { key: "resident", layers: LayerGroup::Resident, is_on: false, needs: &[Kind::Dwelling] },
    Group { key: "building", layers: LayerGroup::Building, is_on: true, needs: &[] },
    Group { key: "dwelling", layers: LayerGroup::Dwelling, is_on: true, needs: &[] },
    Group { key: "ground", layers: LayerGroup::Ground, is_on: true, needs: &[] },
    Group { key: "area", layers: LayerGroup::Grid, is_on: true, needs: &[] },
    Group { key: "label", layers: LayerGroup::Label, is_on: true, needs: &[] },
];

/// Half hours that the time bar reaches back.
pub const STEPS_BACK: i64 = 48;

/// How a time stands in the address.
const TIME: &str = "%Y-%m-%dT%H:%M";

/// What is selected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A dwelling, by its unified code or short name.
    Dwelling(String),
    /// A building, by its unified code.
    Building(String),
    /// A device, by its id or code.
    Device(String),
    /// An alarm, by its id.
    Alarm(String),
    /// A case, by its id.
    Case(String),
    /// An organisation, by its id.
    Organisation(String),
}

impl Selection {
    /// Reads `dwelling.<code>` and the like; anything else selects nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, code) = text.split_once('.')?;
        if code.is_empty() || !code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return None;
        }
        let code = code.to_owned();
        Some(match kind {
            "dwelling" => Self::Dwelling(code),
            "building" => Self::Building(code),
            "device" => Self::Device(code),
            "alarm" => Self::Alarm(code),
            "case" => Self::Case(code),
            "organisation" => Self::Organisation(code),
            _ => return None,
        })
    }

    /// Whether it says what people say, a dwelling's short name or the code on a device's label, which is still to be put
    /// into what names one thing alone.
    #[must_use]
    pub fn is_said(&self) -> bool {
        match self {
            Self::Dwelling(code) => !is_formed(code),
            Self::Device(id) => id.parse::<Uuid>().is_err(),
            Self::Building(_) | Self::Alarm(_) | Self::Case(_) | Self::Organisation(_) => false,
        }
    }
}

impl std::fmt::Display for Selection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Dwelling(code) => write!(f, "dwelling.{code}"),
            Self::Building(code) => write!(f, "building.{code}"),
            Self::Device(code) => write!(f, "device.{code}"),
            Self::Alarm(code) => write!(f, "alarm.{code}"),
            Self::Case(code) => write!(f, "case.{code}"),
            Self::Organisation(code) => write!(f, "organisation.{code}"),
        }
    }
}

/// The layers that begin shown, as keys.
#[must_use]
pub fn usual_layers() -> BTreeSet<String> {
    let groups = GROUPS.iter().filter(|group| group.is_on).map(|group| group.key.to_owned());
    groups.chain(layers().filter(|layer| layer.is_on).map(|layer| layer.key.to_owned())).collect()
}

/// The layers of `on`; the usual ones when the address says nothing.
#[must_use]
pub fn layers_of(on: Option<&str>) -> BTreeSet<String> {
    on.map_or_else(usual_layers, |on| on.split(',').map(str::to_owned).filter(|key| is_layer(key)).collect())
}

/// The value of `on`; nothing for the usual layers.
#[must_use]
pub fn layers_to(on: &BTreeSet<String>) -> Option<String> {
    if *on == usual_layers() {
        return None;
    }
    // No layer at all is not the same as nothing said.
    let keys: Vec<&str> = on.iter().map(String::as_str).collect();
    Some(if keys.is_empty() { "none".to_owned() } else { keys.join(",") })
}

fn is_layer(key: &str) -> bool {
    GROUPS.iter().any(|group| group.key == key) || layers().any(|layer| layer.key == key)
}

/// The kinds of devices or cases that are left out: those of layers that are off and of none that is on.
#[must_use]
pub fn left_out(source: Source, on: &BTreeSet<String>) -> BTreeSet<String> {
    let kinds = |is_on: bool| -> BTreeSet<String> {
        layers()
            .filter(|layer| on.contains(layer.key) == is_on)
            .flat_map(|layer| kinds_of(source, layer))
            .collect()
    };
    kinds(false).difference(&kinds(true)).cloned().collect()
}

fn kinds_of(source: Source, layer: &Layer) -> Vec<String> {
    match (source, layer.draws) {
        (Source::Device, Draws::Devices(kinds)) => kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        (Source::Case, Draws::Cases(kind)) => vec![kind.to_string()],
        _ => Vec::new(),
    }
}

/// The time of `t`, said in Shanghai time; what lies ahead is now.
#[must_use]
pub fn time_of(text: Option<&str>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(text?, TIME).ok()?;
    let at = local.and_local_timezone(shanghai()).single()?.to_utc();
    (at < now).then_some(at)
}

/// The value of `t` for a time.
#[must_use]
pub fn time_to(at: DateTime<Utc>) -> String {
    at.with_timezone(&shanghai()).format(TIME).to_string()
}

/// The time at a step of the time bar; the last step is now, which is no time in the past.
#[must_use]
pub fn time_at_step(step: i64, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let back = STEPS_BACK - step.clamp(0, STEPS_BACK);
    (back > 0).then(|| half_hour(now) - Duration::minutes(30 * (back - 1)))
}

/// The step of the time bar for a time; what lies further back than the bar is its beginning.
#[must_use]
pub fn step_of(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> i64 {
    let Some(at) = at else { return STEPS_BACK };
    (STEPS_BACK - 1 - (half_hour(now) - at).num_minutes() / 30).clamp(0, STEPS_BACK - 1)
}

/// The half hour that has begun last.
fn half_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp(at.timestamp() - at.timestamp().rem_euclid(1_800), 0).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_selection_is_read_and_written() {
        for text in [
            "dwelling.330000000001FW0001502X",
            "device.0190-ab",
            "alarm.7",
            "case.9",
            "building.LD3",
            "organisation.0190-cd",
        ] {
            assert_eq!(Selection::parse(text).map(|s| s.to_string()).as_deref(), Some(text));
        }
        for text in ["", "dwelling", "dwelling.", "person.1", "alarm.../x", "alarm.演示居民01"] {
            assert_eq!(Selection::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_short_name_and_a_label_are_told_from_a_code_and_an_id() {
        for text in ["dwelling.3-1502", "dwelling.1502", "device.SMK-3-1502"] {
            assert!(Selection::parse(text).unwrap().is_said(), "{text}");
        }
        let id = Uuid::now_v7();
        for text in
            ["dwelling.330000000001FW0001502X".to_owned(), "building.LD3".into(), format!("device.{id}")]
        {
            assert!(!Selection::parse(&text).unwrap().is_said(), "{text}");
        }
    }

    #[test]
    fn the_usual_layers_are_not_said() {
        assert_eq!(layers_to(&usual_layers()), None);
        assert_eq!(layers_of(None), usual_layers());
        let mut on = usual_layers();
        on.remove("environment");
        let said = layers_to(&on).unwrap();
        assert_eq!(layers_of(Some(&said)), on);
        let none = layers_to(&BTreeSet::new()).unwrap();
        assert!(layers_of(Some(&none)).is_empty());
    }

    #[test]
    fn how_many_live_where_is_shown_to_who_asks_for_it() {
        assert!(!usual_layers().contains("resident") && usual_layers().contains("organisation"));
        assert_eq!(layers_of(Some("resident")), BTreeSet::from(["resident".to_owned()]));
    }

    #[test]
    fn a_layer_that_is_off_leaves_out_its_kinds_only() {
        let mut on = usual_layers();
        on.remove("environment");
        assert_eq!(left_out(Source::Device, &on), BTreeSet::from(["environment".to_owned()]));
        assert_eq!(
            left_out(Source::Case, &on),
            BTreeSet::from(["repair".to_owned()]),
            "repairs begin hidden"
        );
    }

    #[test]
    fn a_time_is_shanghai_s_and_never_ahead() {
        let now = at("2026-03-02T08:31:07+08:00");
        let past = time_of(Some("2026-03-02T08:00"), now).unwrap();
        assert_eq!(past, at("2026-03-02T08:00:00+08:00"));
        assert_eq!(time_to(past), "2026-03-02T08:00");
        assert_eq!(time_of(Some("2026-03-02T09:00"), now), None);
        assert_eq!(time_of(Some("gestern"), now), None);
    }

    #[test]
    fn the_time_bar_has_now_at_its_end() {
        let now = at("2026-03-02T08:31:07+08:00");
        assert_eq!(time_at_step(STEPS_BACK, now), None);
        assert_eq!(time_at_step(STEPS_BACK - 1, now), Some(at("2026-03-02T08:30:00+08:00")));
        assert_eq!(time_at_step(0, now), Some(at("2026-03-01T09:00:00+08:00")));
        for step in 0..=STEPS_BACK {
            assert_eq!(step_of(time_at_step(step, now), now), step);
        }
    }
}
