//! 一标三实: standard addresses, actual population, houses and organisations refer to one another; what refers to
//! nothing is listed here, so that somebody can mend it.

use crate::{dwelling, person, tenancy};
use base::{Record, Session, identity::organisation, internal};
use contract::{
    Act, Fault, Kind,
    registry::{Orphan, Orphans},
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
        dwellings_without_address: orphan(session, dwellings.clone(), without_address.into()).await?,
        persons_without_dwelling: orphan(session, persons, without_dwelling.into()).await?,
        dwellings_without_building: orphan(session, dwellings, without_building.into()).await?,
        organisations_without_area: orphan(session, organisations.clone(), without_area.into()).await?,
        organisations_without_dwelling: orphan(session, organisations, without_premises).await?,
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

async fn orphan<R: Record>(session: &Session, among: Select<R>, lacking: Condition) -> Result<Orphan, Fault>
where
    R::Model: Send + Sync,
{
    let lacking = among.filter(lacking);
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
    Ok(Orphan { count, first })
}
