//! What lies inside a drawn line.

use super::{Town, reading, worker};
use crate::{building, dwelling};
use contract::{Fault, Listing};

fn inside(corners: &[(f64, f64)]) -> Listing {
    let mut listing = Listing::default();
    listing.set("within", corners.iter().map(|(lon, lat)| format!("{lon} {lat}")).collect());
    listing
}

#[tokio::test]
async fn a_box_and_a_polygon_find_what_stands_in_them() {
    let town = Town::new().await;
    let session = reading(&town.world, worker(&town.community.path)).await;
    // A box around building 3.
    let corners = [(120.1, 30.27), (120.103, 30.27), (120.103, 30.273), (120.1, 30.273)];
    let buildings = building::list(&session, &inside(&corners)).await.unwrap().rows;
    assert_eq!(buildings.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["3号楼"]);
    let dwellings = dwelling::list(&session, &inside(&corners)).await.unwrap().rows;
    assert_eq!(dwellings.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["3-1501", "3-1502"]);
    // A triangle whose box holds building 3 too, but which leaves it out.
    let corners = [(120.1, 30.28), (120.11, 30.28), (120.11, 30.27)];
    let buildings = building::list(&session, &inside(&corners)).await.unwrap().rows;
    assert!(buildings.is_empty(), "{buildings:?}");
    let corners = [(120.1, 30.26), (120.11, 30.26), (120.11, 30.28), (120.1, 30.275)];
    let buildings = building::list(&session, &inside(&corners)).await.unwrap().rows;
    assert_eq!(buildings.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["3号楼", "4号楼"]);
    // What else is asked holds as well.
    let mut listing = inside(&corners);
    listing.search = Some("4".into());
    let buildings = building::list(&session, &listing).await.unwrap().rows;
    assert_eq!(buildings.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["4号楼"]);
}

#[tokio::test]
async fn a_line_shows_nothing_of_the_next_grid_and_a_broken_one_is_refused() {
    let town = Town::new().await;
    let session = reading(&town.world, worker(&town.grids[0].path)).await;
    let whole = [(120.09, 30.26), (120.12, 30.26), (120.12, 30.29), (120.09, 30.29)];
    let buildings = building::list(&session, &inside(&whole)).await.unwrap().rows;
    assert_eq!(buildings.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["3号楼"]);
    let refused = building::list(&session, &inside(&whole[..2])).await;
    assert_eq!(refused.unwrap_err(), Fault::invalid("within", "field.no_line"));
}

#[tokio::test]
async fn dwellings_are_narrowed_to_a_building_by_its_number_on_the_map() {
    let town = Town::new().await;
    let session = reading(&town.world, worker(&town.community.path)).await;
    let mut listing = Listing::default();
    listing.set("building_no", vec![town.buildings[1].map_no.to_string()]);
    let dwellings = dwelling::list(&session, &listing).await.unwrap().rows;
    assert_eq!(dwellings.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["4-101"]);
}
