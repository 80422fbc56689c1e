//! The import of a community.

use super::{Town, writing};
use crate::{building, ground, import, locate};
use chrono::NaiveDate;
use contract::spatial::{Attribution, ImportReport, Origin};
use sea_orm::{QueryOrder, entity::prelude::*};

const BUILDINGS: &str = r#"{"type":"FeatureCollection","features":[
  {"properties":{"@id":"way/1","building":"apartments","building:levels":"7","height":"23","name":"1号楼","name:zh":"一号楼"},
   "geometry":{"type":"Polygon","coordinates":[[[120.1,30.271],[120.1005,30.271],[120.1005,30.2712],[120.1,30.2712],[120.1,30.271]]]}},
  {"properties":{"@id":"way/1","building":"apartments"},
   "geometry":{"type":"Polygon","coordinates":[[[120.102,30.271],[120.1025,30.271],[120.1025,30.2712],[120.102,30.2712],[120.102,30.271]]]}},
  {"properties":{"@id":"way/3","building":"yes"},
   "geometry":{"type":"Polygon","coordinates":[[[120.1000001,30.271],[120.1005,30.271],[120.1005,30.2712],[120.1,30.2712],[120.1000001,30.271]]]}},
  {"properties":{"@id":"way/4","building":"apartments","building:levels":"6","height":"6"},
   "geometry":{"type":"Polygon","coordinates":[[[120.106,30.274],[120.1065,30.274],[120.1065,30.2742],[120.106,30.2742]]]}},
  {"properties":{"@id":"way/5","building":"house"},
   "geometry":{"type":"Polygon","coordinates":[[[120.108,30.274],[120.1085,30.2742],[120.1085,30.274],[120.108,30.2742],[120.108,30.274]]]}},
  {"properties":{"@id":"way/6","building":"dormitory","name":"2号楼"},
   "geometry":{"type":"Polygon","coordinates":[[[120.107,30.276],[120.1075,30.276],[120.1075,30.2762],[120.107,30.2762],[120.107,30.276]]]}}
]}"#;

const OTHERS: &str = r#"{"type":"FeatureCollection","features":[
  {"properties":{"@id":"way/10","highway":"residential","name":"修远大道","width":"7 m"},
   "geometry":{"type":"LineString","coordinates":[[120.1,30.272],[120.109,30.272]]}},
  {"properties":{"@id":"node/11","barrier":"gate","name":"东门"},"geometry":{"type":"Point","coordinates":[120.1095,30.272]}},
  {"properties":{"@id":"node/12","amenity":"toilets"},"geometry":{"type":"Point","coordinates":[120.103,30.273]}},
  {"properties":{"@id":"node/13","emergency":"fire_hydrant"},"geometry":{"type":"Point","coordinates":[120.103,30.273]}},
  {"properties":{"@id":"node/14","amenity":"bank"},"geometry":{"type":"Point","coordinates":[30.273,120.103]}}
]}"#;

fn sources() -> Vec<(String, String)> {
    [("buildings.geojson", BUILDINGS), ("others.geojson", OTHERS), ("broken.geojson", "{\"features\":")]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .to_vec()
}

fn osm() -> Attribution {
    let licence = Some("ODbL-1.0".into());
    Attribution { name: "osm".into(), origin: Origin::CityShare, licence, dated_on: NaiveDate::default() }
}

fn reasons(report: &ImportReport) -> Vec<(&str, u32, &str, bool)> {
    report.findings.iter().map(|f| (f.id.as_str(), f.row, f.reason.as_str(), f.left_out)).collect()
}

#[tokio::test]
async fn every_row_is_taken_or_has_a_finding_that_says_why_not() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let report = import::write(&session, &town.community, import::read(&sources()), &osm()).await.unwrap();
    assert_eq!(
        reasons(&report),
        [
            ("way/1", 2, "duplicate", true),
            ("way/3", 3, "duplicate", true),
            ("way/4", 4, "ring_closed", false),
            ("way/4", 4, "no_name", false),
            ("way/4", 4, "height_suspect", false),
            ("way/5", 5, "bad_geometry", true),
            ("way/6", 6, "height_assumed", false),
            ("node/12", 3, "no_name", false),
            ("node/13", 4, "unknown_kind", true),
            ("node/14", 5, "bad_geometry", true),
            ("", 0, "not_geojson", true),
        ]
    );
    let left_out = report.findings.iter().filter(|f| f.left_out && f.row > 0).count();
    assert_eq!((report.read, report.taken, report.unchanged, left_out), (11, 6, 0, 5));
    assert_eq!((report.buildings, report.ground), (3, 3));
}

#[tokio::test]
async fn an_imported_building_has_name_height_area_and_address() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    import::write(&session, &town.community, import::read(&sources()), &osm()).await.unwrap();
    let rows = building::Entity::find()
        .filter(building::Column::Source.eq("osm"))
        .order_by_asc(building::Column::MapNo)
        .all(session.txn())
        .await
        .unwrap();
    let shown: Vec<_> =
        rows.iter().map(|b| (b.label.as_str(), b.name.as_str(), b.storeys, b.height_m)).collect();
    // The 3 and 4 of the town are taken, and 2号楼 has claimed its own number.
    assert_eq!(shown, [("一号楼", "一号楼", 7, 23.0), ("1", "1号楼", 6, 18.0), ("2", "2号楼", 6, 18.0)]);
    assert_eq!(rows[0].address, "演示市演示社区一号楼");
    assert_eq!(
        (rows[0].area_path.as_str(), rows[1].area_path.as_str()),
        (town.grids[0].path.as_str(), town.grids[1].path.as_str())
    );
    assert_eq!(locate(&session, "2号楼", None).await.unwrap().unwrap().building_id, Some(rows[2].id));
    let road = ground::Entity::find()
        .filter(ground::Column::SourceId.eq("way/10"))
        .one(session.txn())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((road.name.as_deref(), road.width_m), (Some("修远大道"), Some(7.0)));
}

#[tokio::test]
async fn an_import_done_again_changes_nothing() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let first = import::write(&session, &town.community, import::read(&sources()), &osm()).await.unwrap();
    let again = import::write(&session, &town.community, import::read(&sources()), &osm()).await.unwrap();
    assert_eq!((again.taken, again.unchanged), (0, first.taken));
    assert_eq!(again.findings, first.findings);
    let count = building::Entity::find()
        .filter(building::Column::Source.eq("osm"))
        .count(session.txn())
        .await
        .unwrap();
    assert_eq!(count, 3);
}
