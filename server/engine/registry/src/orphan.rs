//! 一标三实: standard addresses, actual population, houses and organisations refer to one another; what refers to
//! nothing is listed here, so that somebody can mend it.

use crate::{dwelling, person, tenancy};
use base::{Record, Session, identity::organisation, internal};
use contract::{
    Act, Fault, Kind,
    registry::{LinkRow, Orphan, Orphans},
};
use sea_orm::{
    Condition, QueryOrder, QuerySelect, Select,
    entity::prelude::*,
    sea_query::{Query, SelectStatement},
};

/// How many of each are named.
const NAMED: u64 = 20;

/// Lists what lacks a link, within the actor's reach of each kind.
///
/// # Permission
/// `dwelling.read`, `person.read` and `organisation.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn one_standard_three_actual(session: &Session) -> Result<Orphans, Fault> {
    let dwellings = session
        .find_as::<dwelling::Entity>(Kind::Dwelling, Act::Read)?
        .filter(dwelling::Column::RetiredAt.is_null())
        .select();
    let persons = session.find::<person::Entity>()?.filter(person::Column::RetiredAt.is_null()).select();
    let organisations =
        session.find::<organisation::Entity>()?.filter(organisation::Column::RetiredAt.is_null()).select();
    let without_address = dwelling::Column::Address.eq("");
    let without_building = dwelling::Column::BuildingId.not_in_subquery(in_use("building"));
    let without_dwelling = person::Column::Id.not_in_subquery(housed());
    let without_area = organisation::Column::AreaId.not_in_subquery(in_use("area"));
    let without_premises = Condition::any()
        .add(organisation::Column::DwellingId.is_null())
        .add(organisation::Column::DwellingId.not_in_subquery(in_use("dwelling")));
    Ok(Orphans {
        dwellings_without_address: of_dwellings(session, dwellings.clone(), without_address.into()).await?,
        persons_without_dwelling: of_persons(session, persons, without_dwelling.into()).await?,
        dwellings_without_building: of_dwellings(session, dwellings, without_building.into()).await?,
        organisations_without_area: of_organisations(session, organisations.clone(), without_area.into())
            .await?,
        organisations_without_dwelling: of_organisations(session, organisations, without_premises).await?,
    })
}

/// Persons with a tenancy of a dwelling that exists.
fn housed() -> SelectStatement {
    let dwellings = Query::select().column("id").from("dwelling").take();
    Query::select()
        .column(tenancy::Column::PersonId)
        .from(tenancy::Entity)
        .and_where(tenancy::Column::DwellingId.in_subquery(dwellings))
        .take()
}

/// Ids of a table's rows that are in use.
fn in_use(table: &'static str) -> SelectStatement {
    use sea_orm::sea_query::ExprTrait;
    Query::select().column("id").from(table).and_where(Expr::col("retired_at").is_null()).take()
}

/// How many of some records lack a link, and the ids of the first.
async fn lacking<R: Record>(
    session: &Session,
    among: Select<R>,
    condition: Condition,
) -> Result<(u64, Vec<Uuid>), Fault>
where
    R::Model: Send + Sync,
{
    let lacking = among.filter(condition);
    let count = lacking.clone().count(session.txn()).await.map_err(internal("counting orphans"))?;
    let first = lacking
        .select_only()
        .column(R::id_column())
        .order_by_asc(R::id_column())
        .limit(NAMED)
        .into_tuple::<Uuid>()
        .all(session.txn())
        .await
        .map_err(internal("reading orphans"))?;
    Ok((count, first))
}

async fn of_dwellings(
    session: &Session,
    among: Select<dwelling::Entity>,
    condition: Condition,
) -> Result<Orphan, Fault> {
    let (count, ids) = lacking(session, among, condition).await?;
    let known = dwelling::by_id(session, &ids).await?;
    let row = |id: Uuid| Some(LinkRow { id, title: known.get(&id)?.label.clone() });
    Ok(Orphan { count, first: ids.into_iter().filter_map(row).collect() })
}

async fn of_persons(
    session: &Session,
    among: Select<person::Entity>,
    condition: Condition,
) -> Result<Orphan, Fault> {
    let (count, ids) = lacking(session, among, condition).await?;
    let mut shown = person::shown(session, &ids).await?;
    let row = |id: Uuid| Some(LinkRow { id, title: shown.remove(&id)?.name });
    Ok(Orphan { count, first: ids.into_iter().filter_map(row).collect() })
}

async fn of_organisations(
    session: &Session,
    among: Select<organisation::Entity>,
    condition: Condition,
) -> Result<Orphan, Fault> {
    let (count, ids) = lacking(session, among, condition).await?;
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .order_by_asc(organisation::Column::Id)
        .all(session.txn())
        .await
        .map_err(internal("reading what organisations are called"))?;
    let row = |row: organisation::Model| LinkRow { id: row.id, title: row.name };
    Ok(Orphan { count, first: rows.into_iter().map(row).collect() })
}
