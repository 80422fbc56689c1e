//! Datasets: what was imported, under which name and licence, and from when; every map names them.

use base::{Session, Stored, internal};
use contract::{
    Act, Fault, Kind,
    spatial::{Attribution, Origin},
};
use sea_orm::{ActiveValue::Set, QueryOrder, entity::prelude::*, sea_query::OnConflict};

/// A dataset, by the name that its objects carry as their source.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset")]
pub struct Model {
    /// What it is called; whom it names.
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// By which path it came.
    pub origin: Stored<Origin>,
    /// Licence.
    pub licence: Option<String>,
    /// Day of the dataset.
    pub dated_on: Date,
    /// When it was imported last.
    pub imported_at: DateTimeUtc,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Notes whose data comes in; a licence that was given before stays when none is given now.
///
/// # Permission
/// Creating ground everywhere.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn note(session: &Session, dataset: &Attribution) -> Result<(), Fault> {
    if !session.reach(Kind::Ground, Act::Create)?.is_all {
        return Err(session.deny(Kind::Ground, Act::Create));
    }
    let row = ActiveModel {
        name: Set(dataset.name.clone()),
        origin: Set(Stored(dataset.origin)),
        licence: Set(dataset.licence.clone()),
        dated_on: Set(dataset.dated_on),
        imported_at: Set(session.now()),
    };
    let mut anew = vec![Column::Origin, Column::DatedOn, Column::ImportedAt];
    anew.extend(dataset.licence.is_some().then_some(Column::Licence));
    let again = OnConflict::column(Column::Name).update_columns(anew).to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("noting a dataset"))
}

/// Whose data is on the map, in the order in which it came.
///
/// # Permission
/// `ground.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn attributions(session: &Session) -> Result<Vec<Attribution>, Fault> {
    session.reach(Kind::Ground, Act::Read)?;
    let rows = Entity::find()
        .order_by_asc(Column::ImportedAt)
        .order_by_asc(Column::Name)
        .all(session.txn())
        .await
        .map_err(internal("reading the datasets"))?;
    let view = |row: Model| Attribution {
        name: row.name,
        origin: row.origin.0,
        licence: row.licence,
        dated_on: row.dated_on,
    };
    Ok(rows.into_iter().map(view).collect())
}
