//! Storey tables.

use super::{Town, new_building, rectangle, writing};
use crate::{
    building, dwelling,
    import::{Conflict, table},
    storey,
};
use base::Session;
use chrono::NaiveDate;
use contract::spatial::{Attribution, ImportReport, Origin};
use sea_orm::{QueryOrder, entity::prelude::*};

async fn import(session: &Session, town: &Town, text: &str, conflict: Conflict) -> ImportReport {
    let (licence, dated_on) = (None, NaiveDate::default());
    let dataset = Attribution { name: "table".into(), origin: Origin::StoreyTable, licence, dated_on };
    let reading = table::read("t.csv", text);
    table::write(session, &town.community, reading, &dataset, conflict).await.unwrap()
}

fn reasons(report: &ImportReport) -> Vec<(u32, &str, bool)> {
    report.findings.iter().map(|f| (f.row, f.reason.as_str(), f.left_out)).collect()
}

fn left_out(report: &ImportReport) -> Vec<(u32, &str, bool)> {
    reasons(report).into_iter().filter(|(_, _, left_out)| *left_out).collect()
}

async fn labels(session: &Session, origin: Origin) -> Vec<String> {
    let rows = dwelling::Entity::find()
        .filter(dwelling::Column::Origin.eq(base::Stored(origin)))
        .order_by_asc(dwelling::Column::MapNo)
        .all(session.txn())
        .await
        .unwrap();
    rows.into_iter().map(|row| row.label).collect()
}

#[tokio::test]
async fn a_building_of_other_storeys_stays_as_it_is_until_it_shall_be_replaced() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let ninth = new_building(&town.grids[0].path, "9", rectangle(120.103, 30.273, 120.1034, 30.2731));
    let ninth = building::plant(&session, vec![ninth]).await.unwrap().swap_remove(0);
    let table = "楼栋,总层数,每层户数,轮廓\n9号楼,6,2,9\n3号楼,6,2,3";
    let told = import(&session, &town, table, Conflict::Report).await;
    let differ = [(2, "storeys_differ", true), (3, "storeys_differ", true)];
    assert_eq!(left_out(&told), differ);
    assert_eq!((told.taken, told.corrected, told.dwellings), (0, 0, 0));

    let replaced = import(&session, &town, table, Conflict::Replace).await;
    assert_eq!((replaced.taken, replaced.corrected, replaced.dwellings), (1, 1, 12));
    assert_eq!(left_out(&replaced), differ[1..], "what has dwellings is not laid anew");
    let after = building::Entity::find_by_id(ninth.id).one(session.txn()).await.unwrap().unwrap();
    assert_eq!((after.storeys, after.height_m, after.dwellings), (6, 18.0, 12));
    assert_eq!((after.origin.0, after.source_id), (Origin::StoreyTable, ninth.source_id));
    let storeys = storey::Entity::find().filter(storey::Column::BuildingId.eq(ninth.id));
    assert_eq!(storeys.count(session.txn()).await.unwrap(), 6);
}

#[tokio::test]
async fn a_number_that_stands_in_several_stairwells_carries_its_stairwell() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let table = "estate,building,stairwell,storey,dwelling,area_m2,usage,lon,lat,length_m,width_m,bearing\n\
        演示园,1,1,1,101,80,residential,120.103,30.273,40,12,90\n\
        演示园,1,2,1,101,80,residential,,,,,\n\
        演示园,1,2,-1,B101,30,residential,,,,,\n";
    let report = import(&session, &town, table, Conflict::Report).await;
    assert_eq!((report.read, report.taken, report.findings.len()), (3, 3, 0), "{report:?}");
    assert_eq!(labels(&session, Origin::StoreyTable).await, ["1-1-101", "1-B101", "1-2-101"]);
    let rows =
        dwelling::Entity::find().filter(dwelling::Column::Storey.lt(0)).all(session.txn()).await.unwrap();
    assert_eq!((rows[0].base_m, rows[0].top_m), (-3.0, 0.0));
    assert_eq!(rows[0].address, "演示市演示社区演示园1号楼2单元B101室");
}

#[tokio::test]
async fn a_storey_that_is_divided_and_ground_that_is_taken_are_left_as_they_are() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    let table = "楼栋,楼层,房号,建筑面积,用途,轮廓,经度,纬度,长,宽,方位角\n\
        3号楼,15,1503,90,住宅,3,,,,,\n\
        3号楼,14,1401,90,住宅,3,,,,,\n\
        7号楼,1,101,90,住宅,,120.10125,30.2711,40,20,90\n\
        8号楼,1,101,90,住宅,没有,,,,,\n";
    // The table doesn't say how many storeys there are; building 3 has fifteen, and the table reaches as far.
    let report = import(&session, &town, table, Conflict::Report).await;
    let told = [(2, "divided_before", true), (4, "overlaps", true), (5, "no_such_footprint", true)];
    assert_eq!(reasons(&report), told, "{report:?}");
    assert_eq!(labels(&session, Origin::StoreyTable).await, ["3-1401"]);
}

#[tokio::test]
async fn a_file_that_is_no_table_says_so() {
    let town = Town::new().await;
    let session = writing(&town.world).await;
    for (text, reason) in
        [("", "empty"), ("a,b\n1,2", "missing_column"), ("楼栋,房号\n3,\"101", "unclosed_quote")]
    {
        let report = import(&session, &town, text, Conflict::Report).await;
        assert_eq!((report.taken, report.findings[0].reason.as_str()), (0, reason));
    }
}
