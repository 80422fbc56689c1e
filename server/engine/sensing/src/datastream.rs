//! Datastreams with their latest value, observations, and hourly roll-ups.

use base::{Session, internal};
use contract::{
    DeviceId, Fault,
    applications::device_kind,
    sensing::{DatastreamRow, SeriesPoint, Value, ValueType},
};
use sea_orm::{QueryOrder, QuerySelect, entity::prelude::*};

use crate::{device, rule};

/// How many single values a series has at most: the newest.
const MOST_VALUES: u64 = 5_000;

/// A datastream with its latest value.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "datastream")]
pub struct Model {
    /// Number, short since it stands in every observation.
    #[sea_orm(primary_key)]
    pub no: i64,
    /// The device.
    pub device_id: Uuid,
    /// Key of the observed property.
    pub property: String,
    /// Latest value, when it is a number or a flag (1 or 0).
    pub value_number: Option<f64>,
    /// Latest value, when it is a word.
    pub value_text: Option<String>,
    /// When it was so, milliseconds since 1970.
    pub phenomenon_at_ms: Option<i64>,
    /// What a command asked for, as JSON.
    pub desired: Option<String>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Observations.
pub mod observation {
    use sea_orm::entity::prelude::*;

    /// One observation; the key makes a repeat no second.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "observation")]
    pub struct Model {
        /// The datastream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub datastream_no: i64,
        /// When it was so, milliseconds since 1970.
        #[sea_orm(primary_key, auto_increment = false)]
        pub phenomenon_at_ms: i64,
        /// Tells apart what has the same time.
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        /// A number or a flag.
        pub value_number: Option<f64>,
        /// A word.
        pub value_text: Option<String>,
        /// When the server took it, milliseconds since 1970.
        pub result_at_ms: i64,
    }
    /// It has no relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Hourly roll-ups.
pub mod hour {
    use sea_orm::entity::prelude::*;

    /// One hour of a datastream of numbers.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "observation_hour")]
    pub struct Model {
        /// The datastream.
        #[sea_orm(primary_key, auto_increment = false)]
        pub datastream_no: i64,
        /// Start of the hour, milliseconds since 1970.
        #[sea_orm(primary_key, auto_increment = false)]
        pub hour_ms: i64,
        /// How many observations.
        pub count: i64,
        /// Their sum.
        pub sum: f64,
        /// Lowest.
        pub low: f64,
        /// Highest.
        pub high: f64,
    }
    /// It has no relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// How a value rests in its two columns.
#[must_use]
pub fn columns(value: &Value) -> (Option<f64>, Option<String>) {
    match value {
        Value::Number(n) => (Some(*n), None),
        Value::Flag(flag) => (Some(f64::from(u8::from(*flag))), None),
        Value::Text(text) => (None, Some(text.clone())),
    }
}

/// A value from its two columns, by its property's type.
#[must_use]
pub fn value(kind: &str, property: &str, number: Option<f64>, text: Option<&str>) -> Option<Value> {
    let is_flag =
        device_kind(kind).and_then(|k| k.property(property)).is_some_and(|p| p.values == ValueType::Flag);
    match (number, text) {
        (Some(n), _) if is_flag => Some(Value::Flag(n != 0.0)),
        (Some(n), _) => Some(Value::Number(n)),
        (None, Some(text)) => Some(Value::Text(text.into())),
        (None, None) => None,
    }
}

/// The datastreams of a device, in the order in which its kind names them, with the limits of the rules on them.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn of_device(session: &Session, device: &device::Model) -> Result<Vec<DatastreamRow>, Fault> {
    let rows = Entity::find()
        .filter(Column::DeviceId.eq(device.id))
        .all(session.txn())
        .await
        .map_err(internal("reading datastreams"))?;
    let rules = rule::active(session).await?;
    let Some(kind) = device_kind(&device.kind) else { return Ok(vec![]) };
    let row = |p: &contract::sensing::ObservedProperty| {
        let found = rows.iter().find(|r| r.property == p.key);
        let of_property =
            |r: &&contract::sensing::rule::Rule| r.device_kind == device.kind && r.property == p.key;
        DatastreamRow {
            property: p.key.into(),
            sign: match p.values {
                ValueType::Number(unit, ..) => unit.sign.into(),
                _ => String::new(),
            },
            value: found.and_then(|r| value(&device.kind, p.key, r.value_number, r.value_text.as_deref())),
            phenomenon_at: found
                .and_then(|r| r.phenomenon_at_ms)
                .and_then(chrono::DateTime::from_timestamp_millis),
            desired: found
                .and_then(|r| r.desired.as_deref())
                .and_then(|text| serde_json::from_str(text).ok()),
            limits: rules.iter().filter(of_property).filter_map(|r| Some((r.level, r.limit()?))).collect(),
        }
    };
    Ok(kind.properties.iter().map(row).collect())
}

/// The series of a property over the last so many hours, oldest first: single values for a day, and of more than
/// 5,000 the newest; hours beyond.
///
/// # Permission
/// `device.read`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn series(
    session: &Session,
    device: DeviceId,
    property: &str,
    hours: u32,
) -> Result<Vec<SeriesPoint>, Fault> {
    let device = session.find::<device::Entity>()?.one(device.0).await?;
    let stream = Entity::find()
        .filter(Column::DeviceId.eq(device.id))
        .filter(Column::Property.eq(property))
        .one(session.txn())
        .await
        .map_err(internal("reading a datastream"))?;
    let Some(stream) = stream else { return Ok(vec![]) };
    let since = session.now().timestamp_millis() - i64::from(hours.min(24 * 400)) * 3_600_000;
    let doing = || internal("reading a series");
    if hours <= 24 {
        let found = observation::Entity::find()
            .filter(observation::Column::DatastreamNo.eq(stream.no))
            .filter(observation::Column::PhenomenonAtMs.gte(since))
            .order_by_desc(observation::Column::PhenomenonAtMs)
            .order_by_desc(observation::Column::Seq)
            .limit(MOST_VALUES)
            .all(session.txn())
            .await
            .map_err(doing())?;
        let point = |o: observation::Model| {
            o.value_number.map(|n| SeriesPoint { at_ms: o.phenomenon_at_ms, mean: n, low: n, high: n })
        };
        return Ok(found.into_iter().rev().filter_map(point).collect());
    }
    let found = hour::Entity::find()
        .filter(hour::Column::DatastreamNo.eq(stream.no))
        .filter(hour::Column::HourMs.gte(since))
        .order_by_asc(hour::Column::HourMs)
        .all(session.txn())
        .await
        .map_err(doing())?;
    let point = |h: hour::Model| SeriesPoint {
        at_ms: h.hour_ms,
        mean: h.sum / h.count as f64,
        low: h.low,
        high: h.high,
    };
    Ok(found.into_iter().map(point).collect())
}
