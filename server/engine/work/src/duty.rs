//! The duty list: a dated list for each area and case type, nothing more; and who may be given work.

use base::{
    Addressed, Keyset, Session, Stored,
    identity::{grant, organisation, paths_of, role, user},
    internal,
};
use contract::{
    Act, AreaId, DutyId, Fault, Kind, Listing, Page, UserId, WorkItemId,
    identity::UserState,
    live::Event,
    work::{DutyRow, WorkerRow},
};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*};
use std::collections::HashMap;

use crate::item::{self, entity as work_item};

/// An entry of a duty list.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "duty")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area.
    pub area_id: Uuid,
    /// Its path.
    pub area_path: String,
    /// Its name.
    pub area_name: String,
    /// Case type.
    pub kind: Stored<Kind>,
    /// Who.
    pub user_id: Uuid,
    /// Their name as shown.
    pub user_name: String,
    /// First day.
    pub from_on: Date,
    /// Last day.
    pub to_on: Date,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
    /// Since when it is off the list.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Duty], module: "work", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [AreaName, Kind, UserName, FromOn, ToOn, RetiredAt], sealed: []);

/// Somebody who may take work of a kind in an area.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Able {
    pub(crate) user: UserId,
    pub(crate) name: String,
}

/// Everybody who may take items of a kind at an area path.
pub(crate) async fn able(session: &Session, kind: Kind, area_path: &str) -> Result<Vec<Able>, Fault> {
    let doing = || internal("looking for workers");
    let today = session.store().clock().today();
    let roles = role::that_may(session, kind, Act::Take).await?;
    let grants = grant::Entity::find()
        .filter(grant::Column::RoleId.is_in(roles))
        .filter(grant::current(today))
        .all(session.txn())
        .await
        .map_err(doing())?;
    let users = user::Entity::find()
        .filter(user::Column::Id.is_in(grants.iter().map(|g| g.user_id)))
        .filter(user::Column::State.eq(Stored(UserState::Enabled)))
        .all(session.txn())
        .await
        .map_err(doing())?;
    let organisations: HashMap<Uuid, organisation::Model> = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(users.iter().filter_map(|u| u.organisation_id)))
        .all(session.txn())
        .await
        .map_err(doing())?
        .into_iter()
        .map(|o| (o.id, o))
        .collect();
    let mut able = vec![];
    for user in users {
        let mut reaches = false;
        for grant in grants.iter().filter(|g| g.user_id == user.id) {
            let own = user.organisation_id.and_then(|id| organisations.get(&id));
            let paths: Vec<String> = match (grant.area_id, own) {
                (Some(area), _) => {
                    spatial::area::by_id(session, area).await?.into_iter().map(|a| a.path).collect()
                }
                (None, Some(own)) => paths_of(session.txn(), own).await?,
                (None, None) => vec![],
            };
            reaches |= paths.iter().any(|path| area_path.starts_with(path.as_str()));
        }
        if reaches {
            able.push(Able { user: UserId(user.id), name: user.shown_name });
        }
    }
    Ok(able)
}

/// Who is on the duty list of a kind at an area path today, those of the smallest area first.
async fn listed(session: &Session, kind: Kind, area_path: &str) -> Result<Vec<Model>, Fault> {
    let today = session.store().clock().today();
    let mut rows = Entity::find()
        .filter(Column::Kind.eq(Stored(kind)))
        .filter(Column::FromOn.lte(today))
        .filter(Column::ToOn.gte(today))
        .filter(Column::RetiredAt.is_null())
        .all(session.txn())
        .await
        .map_err(internal("reading the duty list"))?;
    rows.retain(|row| area_path.starts_with(&row.area_path));
    rows.sort_by_key(|row| std::cmp::Reverse(row.area_path.len()));
    Ok(rows)
}

async fn open_items(session: &Session, users: &[UserId]) -> Result<HashMap<Uuid, u32>, Fault> {
    let rows: Vec<(Uuid, i64)> = work_item::Entity::find()
        .select_only()
        .column(work_item::Column::AssigneeId)
        .column_as(work_item::Column::Id.count(), "n")
        .filter(work_item::Column::AssigneeId.is_in(users.iter().map(|u| u.0)))
        .filter(work_item::Column::IsOpen.eq(true))
        .group_by(work_item::Column::AssigneeId)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("counting open items"))?;
    Ok(rows.into_iter().map(|(user, n)| (user, u32::try_from(n).unwrap_or(u32::MAX))).collect())
}

/// Whom the system gives an item to: on the duty list of the smallest area, able to take it, with the fewest open items.
pub(crate) async fn on_duty(session: &Session, kind: Kind, area_path: &str) -> Result<Option<Able>, Fault> {
    let able = able(session, kind, area_path).await?;
    let listed = listed(session, kind, area_path).await?;
    let open = open_items(session, &able.iter().map(|a| a.user).collect::<Vec<_>>()).await?;
    let rank = |a: &Able| {
        let place = listed
            .iter()
            .filter(|row| row.user_id == a.user.0)
            .map(|row| std::cmp::Reverse(row.area_path.len()))
            .min();
        place.map(|place| (place, open.get(&a.user.0).copied().unwrap_or(0)))
    };
    Ok(able.into_iter().filter_map(|a| rank(&a).map(|r| (r, a))).min_by_key(|(r, _)| *r).map(|(_, a)| a))
}

/// To whom an item can be given, the suggested one first, then those on duty, then by open items.
///
/// # Permission
/// Dispatching the item's kind, with the item within reach; transferring alone is not enough.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn workers(session: &Session, item: WorkItemId) -> Result<Vec<WorkerRow>, Fault> {
    let kind = item::kind_of(session, item).await?;
    let row = session.find_as::<work_item::Entity>(kind, Act::Dispatch)?.one(item.0).await?;
    rows_of(session, kind, &row.area_path).await
}

/// Who can be put on the duty list of a kind in an area: everybody able to take it, those on duty first.
///
/// # Permission
/// `duty.create`, with the area within reach.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Missing`] for the area; [`Fault::Invalid`] when the kind is no case type.
pub async fn list_able(session: &Session, area: AreaId, kind: Kind) -> Result<Vec<WorkerRow>, Fault> {
    let reach = session.reach(Kind::Duty, Act::Create)?;
    item::type_of(kind)?;
    let area = spatial::area::by_id(session, area.0).await?;
    let area = area.filter(|area| reach.holds(&area.path, None, None));
    let area = area.ok_or(Fault::Missing { kind: Kind::Area })?;
    rows_of(session, kind, &area.path).await
}

/// Everybody who may take items of a kind at an area path, the suggested one first, then those on duty, then by open items.
async fn rows_of(session: &Session, kind: Kind, area_path: &str) -> Result<Vec<WorkerRow>, Fault> {
    let able = able(session, kind, area_path).await?;
    let listed = listed(session, kind, area_path).await?;
    let open = open_items(session, &able.iter().map(|a| a.user).collect::<Vec<_>>()).await?;
    let suggested = on_duty(session, kind, area_path).await?.map(|a| a.user);
    let mut rows: Vec<WorkerRow> = able
        .into_iter()
        .map(|a| WorkerRow {
            open: open.get(&a.user.0).copied().unwrap_or(0),
            is_on_duty: listed.iter().any(|row| row.user_id == a.user.0),
            is_suggested: Some(a.user) == suggested,
            user: a.user,
            name: a.name,
        })
        .collect();
    rows.sort_by_key(|w| (!w.is_suggested, !w.is_on_duty, w.open));
    Ok(rows)
}

/// Adds an entry.
///
/// # Permission
/// `duty.create`, with the area within reach.
///
/// # Errors
/// [`Fault::Invalid`] when the area is none within reach, the user could not take such work there, or the days are the
/// wrong way round.
pub async fn add(
    session: &Session,
    area: AreaId,
    kind: Kind,
    user: UserId,
    from_on: Date,
    to_on: Date,
) -> Result<DutyRow, Fault> {
    // Before anything is said about who could work there.
    let within = session.find_as::<spatial::area::Entity>(Kind::Duty, Act::Create)?;
    let area = within.one(area.0).await.map_err(|fault| match fault {
        Fault::Missing { .. } => Fault::invalid("area", "field.not_offered"),
        other => other,
    })?;
    if to_on < from_on {
        return Err(Fault::invalid("to_on", "field.out_of_range"));
    }
    let worker = able(session, kind, &area.path).await?.into_iter().find(|w| w.user == user);
    let worker = worker.ok_or_else(|| Fault::invalid("user", "field.not_offered"))?;
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        area_id: Set(area.id),
        area_path: Set(area.path),
        area_name: Set(area.name),
        kind: Set(Stored(kind)),
        user_id: Set(user.0),
        user_name: Set(worker.name),
        from_on: Set(from_on),
        to_on: Set(to_on),
        retired_at: Set(None),
        ..Default::default()
    };
    let row = session.insert::<Entity>(Kind::Duty, row).await?;
    let event = Event::RecordChanged { kind: Kind::Duty, id: row.id };
    session.emit(Addressed::area(Kind::Duty, &row.area_path), &event).await?;
    Ok(view(row))
}

/// Takes an entry off the list.
///
/// # Permission
/// `duty.retire`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn retire(session: &Session, id: DutyId) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Duty, Act::Retire, id.0).await?;
    let now = session.now();
    session.change(Act::Retire, held, None, |row| row.retired_at = Set(Some(now))).await.map(|_| ())
}

/// Lists the entries that are not over, by area.
///
/// # Permission
/// `duty.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<DutyRow>, Fault> {
    let mut found = session
        .find::<Entity>()?
        .filter(Column::RetiredAt.is_null())
        .filter(Column::ToOn.gte(session.store().clock().today()));
    if !listing.filter("kind").is_empty() {
        found = found.filter(Column::Kind.is_in(listing.filter("kind").iter().cloned()));
    }
    let by = Keyset {
        column: Column::AreaPath,
        descending: false,
        key: |row: &Model| row.area_path.clone(),
        parse: |text| Some(text.into()),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

fn view(row: Model) -> DutyRow {
    DutyRow {
        id: DutyId(row.id),
        area_name: row.area_name,
        kind: row.kind.0,
        user_name: row.user_name,
        from_on: row.from_on,
        to_on: row.to_on,
    }
}
