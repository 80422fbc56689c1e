//! Field surveys.

use super::{Town, writing};
use crate::{
    building, code, find, ground,
    import::{Conflict, survey},
};
use base::Session;
use chrono::NaiveDate;
use contract::spatial::{Attribution, ImportReport, Origin};
use sea_orm::{QueryOrder, entity::prelude::*};
use serde_json::{Value, json};

/// Imports a survey of these features into the town.
pub(super) async fn import(
    session: &Session,
    town: &Town,
    features: &[Value],
    conflict: Conflict,
) -> ImportReport {
    let today = town.world.store.clock().today();
    let (licence, dated_on) = (None, today);
    let dataset = Attribution { name: "survey".into(), origin: Origin::FieldSurvey, licence, dated_on };
    let text = json!({ "features": features }).to_string();
    let reading = survey::read("s.geojson", &text, today, None);
    survey::write(session, &town.community, reading, &dataset, conflict).await.unwrap()
}

fn gate(id: &str, name: &str, at: [f64; 2]) -> Value {
    let properties =
        json!({ "id": id, "kind": "gate", "name": name, "surveyed_at": "2026-03-01", "accuracy_m": 0.1 });
    json!({ "properties": properties, "geometry": { "type": "Point", "coordinates": at } })
}

/// A surveyed building from west, south, east to north.
pub(super) fn footprint(id: &str, properties: Value, [west, south, east, north]: [f64; 4]) -> Value {
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    let mut feature =
        json!({ "properties": properties, "geometry": { "type": "Polygon", "coordinates": [ring] } });
    feature["properties"]["id"] = json!(id);
    feature["properties"]["kind"] = json!("building");
    feature["properties"]["surveyed_at"] = json!("2026-03-01");
    feature
}

fn reasons(report: &ImportReport) -> Vec<(u32, &str)> {
    report.findings.iter().map(|f| (f.row, f.reason.as_str())).collect()
}

#[tokio::test]
async fn a_gate_of_one_name_within_twenty_metres_is_the_same() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let first = [gate("a", "东门", [120.109, 30.272]), gate("b", "东门", [120.109, 30.275])];
    let added = import(&session, &town, &first, Conflict::Report).await;
    assert_eq!((added.ground, added.findings.len()), (2, 0), "300 m apart they are two");

    let near = [gate("c", "东门", [120.1091, 30.272])];
    let told = import(&session, &town, &near, Conflict::Report).await;
    assert_eq!((reasons(&told), told.taken), (vec![(1, "conflict")], 0));
    let replaced = import(&session, &town, &near, Conflict::Replace).await;
    assert_eq!((replaced.corrected, replaced.ground), (1, 0));
    let rows =
        ground::Entity::find().filter(ground::Column::SourceId.eq("a")).all(session.txn()).await.unwrap();
    assert_eq!((rows[0].lon, rows[0].accuracy_m), (120.1091, Some(0.1)));
    assert_eq!(rows[0].origin_on, NaiveDate::from_ymd_opt(2026, 3, 1));
}

#[tokio::test]
async fn a_footprint_over_a_known_building_corrects_it_and_its_code_leads_to_where_it_is() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    // A building of the survey itself, without dwellings: a second survey may change all of it.
    let shed = footprint(
        "d",
        json!({ "name": "演示库房", "use": "other", "height_m": 4 }),
        [120.103, 30.273, 120.1032, 30.2731],
    );
    import(&session, &town, &[shed], Conflict::Report).await;
    let moved = footprint(
        "e",
        json!({ "name": "演示仓库", "storeys": 2, "height_m": 7.5 }),
        [120.10305, 30.273, 120.10325, 30.2731],
    );
    let told = import(&session, &town, std::slice::from_ref(&moved), Conflict::Report).await;
    assert_eq!(reasons(&told), [(1, "conflict")]);
    let replaced = import(&session, &town, &[moved], Conflict::Replace).await;
    assert_eq!((replaced.corrected, replaced.buildings), (1, 0));
    let row = building::Entity::find().filter(building::Column::SourceId.eq("d")).one(session.txn()).await;
    let row = row.unwrap().unwrap();
    assert_eq!((row.name.as_str(), row.storeys, row.height_m), ("演示仓库", 2, 7.5));
    assert_eq!(row.address, "演示市演示社区演示仓库");
    let known = code::look_up(&session, &row.code).await.unwrap().unwrap();
    assert_eq!(find(&session, &known).await.unwrap().unwrap().at, row.at());
}

#[tokio::test]
async fn a_footprint_over_several_buildings_corrects_none_of_them() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let wide =
        footprint("w", json!({ "name": "演示楼", "height_m": 30 }), [120.1005, 30.2705, 120.107, 30.2715]);
    let told = import(&session, &town, &[wide], Conflict::Replace).await;
    assert_eq!((reasons(&told), told.taken), (vec![(1, "covers_several")], 0));
    let unmoved =
        building::Entity::find().order_by_asc(building::Column::MapNo).all(session.txn()).await.unwrap();
    assert_eq!(unmoved, town.buildings.iter().map(|b| counted(b, &town)).collect::<Vec<_>>());
}

/// A building of the town with its dwellings counted, as planting them has left it.
fn counted(row: &building::Model, town: &Town) -> building::Model {
    let dwellings = town.dwellings.iter().filter(|dwelling| dwelling.building_id == row.id).count();
    building::Model { dwellings: i32::try_from(dwellings).unwrap(), ..row.clone() }
}
