//! The division of the city: city, district, street, community, then the grids (网格) of the grid workers and the estates in them.

use serde::Serialize;

use crate::{
    layout::Layout,
    numeral::numeral,
    plane::{Ring, ring},
};

pub(crate) const CITY: &str = "演示市";
pub(crate) const DISTRICT: &str = "演示区";
pub(crate) const STREET: &str = "城东街道";
pub(crate) const COMMUNITY: &str = "演示社区";

/// The rank of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// 市.
    City,
    /// 区.
    District,
    /// 街道.
    Street,
    /// 社区.
    Community,
    /// 网格: what one grid worker looks after.
    Grid,
    /// 小区, or a public block such as the neighbourhood centre.
    Estate,
}

/// A piece of ground that someone answers for; an area lies within its parent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Area {
    /// Unique in the community: `community`, `grid-001`, `estate-001`.
    pub key: String,
    /// The key of the area it is part of; the city has none.
    pub parent: Option<String>,
    /// Its rank.
    pub kind: AreaKind,
    /// Its name in Chinese, plainly of the demo.
    pub name: String,
    /// The division code: 12 digits down to the community under the unused province number 99;
    /// a grid has 3 digits more (15), an estate another 2 (17).
    pub code: String,
    /// Its outline.
    pub outline: Ring,
}

/// All areas, parents before children.
pub(crate) fn divide(layout: &Layout) -> Vec<Area> {
    let community = layout.bounds();
    let city = community.inset(-15_000.0).chamfered(6_000.0);
    let district = community.inset(-4_000.0).chamfered(1_500.0);
    let street = community.inset(-800.0).chamfered(300.0);

    let mut areas = vec![
        area("city", None, AreaKind::City, CITY, "990100000000", ring(&city)),
        area("district", Some("city"), AreaKind::District, DISTRICT, "990102000000", ring(&district)),
        area("street", Some("district"), AreaKind::Street, STREET, "990102001000", ring(&street)),
        area(
            "community",
            Some("street"),
            AreaKind::Community,
            COMMUNITY,
            COMMUNITY_CODE,
            ring(&community.corners()),
        ),
    ];
    for cell in &layout.cells {
        let grid_key = cell.grid_key();
        let grid_code = format!("{COMMUNITY_CODE}{:03}", cell.index + 1);
        areas.push(area(
            &grid_key,
            Some("community"),
            AreaKind::Grid,
            &format!("{COMMUNITY}第{}网格", numeral(cell.index + 1)),
            &grid_code,
            ring(&cell.bounds.corners()),
        ));
        areas.push(area(
            &cell.estate_key(),
            Some(grid_key.as_str()),
            AreaKind::Estate,
            &cell.name,
            &format!("{grid_code}01"),
            ring(&cell.estate().corners()),
        ));
    }
    areas
}

const COMMUNITY_CODE: &str = "990102001001";

fn area(key: &str, parent: Option<&str>, kind: AreaKind, name: &str, code: &str, outline: Ring) -> Area {
    Area {
        key: key.to_owned(),
        parent: parent.map(str::to_owned),
        kind,
        name: name.to_owned(),
        code: code.to_owned(),
        outline,
    }
}
