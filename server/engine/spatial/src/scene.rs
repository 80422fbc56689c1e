//! The scene tree: area, building, storey, dwelling; read one node at a time, since a city has millions of leaves. What
//! is in them by class is added by the engine that knows it (`sensing::scene`).

use base::{Session, internal};
use contract::{Act, Fault, Kind, Term, spatial::SceneNode};
use sea_orm::{Order, QueryOrder, QuerySelect, entity::prelude::*};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    area, building, dwelling,
    number::{counted, unsigned},
    storey,
};

/// What is directly below a node, or the top of the tree when there is none.
///
/// # Permission
/// `area.read`, below it `building.read` and `dwelling.read`; what may not be read is not there.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] for a node out of reach; [`Fault::Invalid`] for a key that is none of ours.
pub async fn children(session: &Session, node: Option<&str>) -> Result<Vec<SceneNode>, Fault> {
    let unknown = || Fault::invalid("node", "field.not_offered");
    let id = |text: &str| text.parse::<Uuid>().map_err(|_| unknown());
    let parts: Vec<&str> = node.unwrap_or_default().split('/').collect();
    match *parts.as_slice() {
        [""] => top(session).await,
        ["area", area] => below_area(session, id(area)?).await,
        ["building", building] => storeys(session, id(building)?).await,
        ["storey", building, number] => {
            dwellings(session, id(building)?, number.parse().map_err(|_| unknown())?).await
        }
        ["dwelling", _] => Ok(vec![]),
        _ => Err(unknown()),
    }
}

fn may_read(session: &Session, kind: Kind) -> bool {
    session.actor().reach(kind, Act::Read).is_some()
}

/// The areas within reach that lie below none within reach.
async fn top(session: &Session) -> Result<Vec<SceneNode>, Fault> {
    let rows = session
        .find::<area::Entity>()?
        .filter(area::Column::RetiredAt.is_null())
        .order(area::Column::Path, Order::Asc)
        .all()
        .await?;
    let known: HashSet<Uuid> = rows.iter().map(|row| row.id).collect();
    let tops =
        rows.into_iter().filter(|row| row.parent_id.is_none_or(|above| !known.contains(&above))).collect();
    of_areas(session, tops).await
}

async fn below_area(session: &Session, id: Uuid) -> Result<Vec<SceneNode>, Fault> {
    let above = session.find::<area::Entity>()?.one(id).await?;
    let areas = session
        .find::<area::Entity>()?
        .filter(area::Column::RetiredAt.is_null())
        .filter(area::Column::ParentId.eq(above.id))
        .order(area::Column::Path, Order::Asc)
        .all()
        .await?;
    let mut nodes = of_areas(session, areas).await?;
    if may_read(session, Kind::Building) {
        let buildings = session
            .find::<building::Entity>()?
            .filter(building::Column::RetiredAt.is_null())
            .filter(building::Column::AreaPath.eq(above.path.as_str()))
            .order(building::Column::MapNo, Order::Asc)
            .all()
            .await?;
        let storeys = storeys_of(session, &buildings).await?;
        nodes.extend(buildings.into_iter().map(|row| SceneNode {
            key: format!("building/{}", row.id),
            class: "building".into(),
            children: storeys.get(&row.id).copied().unwrap_or(0),
            map_no: Some(unsigned(row.map_no)),
            storey: None,
            at: Some(row.at()),
            code: Some(row.code),
            name: row.name,
        }));
    }
    Ok(nodes)
}

async fn of_areas(session: &Session, rows: Vec<area::Model>) -> Result<Vec<SceneNode>, Fault> {
    let doing = || internal("counting what is below an area");
    let below: Vec<(Option<Uuid>, i64)> = session
        .find::<area::Entity>()?
        .filter(area::Column::RetiredAt.is_null())
        .filter(area::Column::ParentId.is_in(rows.iter().map(|row| row.id)))
        .select()
        .select_only()
        .column(area::Column::ParentId)
        .column_as(area::Column::Id.count(), "areas")
        .group_by(area::Column::ParentId)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(doing())?;
    let areas: HashMap<Uuid, u32> = below.into_iter().filter_map(|(id, n)| Some((id?, counted(n)))).collect();
    let mut buildings: HashMap<String, u32> = HashMap::new();
    if may_read(session, Kind::Building) {
        let standing: Vec<(String, i64)> = session
            .find::<building::Entity>()?
            .filter(building::Column::RetiredAt.is_null())
            .filter(building::Column::AreaPath.is_in(rows.iter().map(|row| row.path.as_str())))
            .select()
            .select_only()
            .column(building::Column::AreaPath)
            .column_as(building::Column::Id.count(), "buildings")
            .group_by(building::Column::AreaPath)
            .into_tuple()
            .all(session.txn())
            .await
            .map_err(doing())?;
        buildings.extend(standing.into_iter().map(|(path, n)| (path, counted(n))));
    }
    let node = |row: area::Model| SceneNode {
        key: format!("area/{}", row.id),
        class: row.kind.0.key().into(),
        children: areas.get(&row.id).copied().unwrap_or(0) + buildings.get(&row.path).copied().unwrap_or(0),
        map_no: Some(unsigned(row.map_no)),
        storey: None,
        at: Some(row.at()),
        code: Some(row.code),
        name: row.name,
    };
    Ok(rows.into_iter().map(node).collect())
}

async fn storeys_of(session: &Session, buildings: &[building::Model]) -> Result<HashMap<Uuid, u32>, Fault> {
    let rows: Vec<(Uuid, i64)> = storey::Entity::find()
        .filter(storey::Column::BuildingId.is_in(buildings.iter().map(|row| row.id)))
        .select_only()
        .column(storey::Column::BuildingId)
        .column_as(storey::Column::Id.count(), "storeys")
        .group_by(storey::Column::BuildingId)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting storeys"))?;
    Ok(rows.into_iter().map(|(building, n)| (building, counted(n))).collect())
}

async fn storeys(session: &Session, id: Uuid) -> Result<Vec<SceneNode>, Fault> {
    let doing = || internal("reading the storeys of a building");
    let building = session.find::<building::Entity>()?.one(id).await?;
    let rows = storey::Entity::find()
        .filter(storey::Column::BuildingId.eq(id))
        .order_by_asc(storey::Column::Number)
        .all(session.txn())
        .await
        .map_err(doing())?;
    // A storey that only a dwelling knows of, such as a basement, is in the tree too.
    let mut storeys: BTreeMap<i32, u32> = rows.iter().map(|row| (row.number, 0)).collect();
    if may_read(session, Kind::Dwelling) {
        let dwellings: Vec<(i32, i64)> = session
            .find::<dwelling::Entity>()?
            .filter(dwelling::Column::RetiredAt.is_null())
            .filter(dwelling::Column::BuildingId.eq(id))
            .select()
            .select_only()
            .column(dwelling::Column::Storey)
            .column_as(dwelling::Column::Id.count(), "dwellings")
            .group_by(dwelling::Column::Storey)
            .into_tuple()
            .all(session.txn())
            .await
            .map_err(doing())?;
        storeys.extend(dwellings.into_iter().map(|(number, n)| (number, counted(n))));
    }
    Ok(storeys.into_iter().map(|(number, children)| storey_of(&building, number, children)).collect())
}

/// The node of a building's storey.
#[must_use]
pub fn storey_of(building: &building::Model, number: i32, children: u32) -> SceneNode {
    SceneNode {
        key: format!("storey/{}/{number}", building.id),
        name: format!("{number}层"),
        class: "storey".into(),
        children,
        map_no: None,
        code: Some(building.code.clone()),
        storey: Some(number),
        at: Some(building.at()),
    }
}

async fn dwellings(session: &Session, building: Uuid, storey: i32) -> Result<Vec<SceneNode>, Fault> {
    let rows = session
        .find::<dwelling::Entity>()?
        .filter(dwelling::Column::RetiredAt.is_null())
        .filter(dwelling::Column::BuildingId.eq(building))
        .filter(dwelling::Column::Storey.eq(storey))
        .order(dwelling::Column::MapNo, Order::Asc)
        .all()
        .await?;
    let node = |row: dwelling::Model| SceneNode {
        key: format!("dwelling/{}", row.id),
        class: "dwelling".into(),
        children: 0,
        map_no: Some(unsigned(row.map_no)),
        storey: Some(row.storey),
        at: Some(row.at()),
        code: Some(row.code),
        name: row.label,
    };
    Ok(rows.into_iter().map(node).collect())
}
