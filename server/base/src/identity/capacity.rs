//! Capacities: a person with several roles acts in one at a time.

use super::{grant, organisation, role, tree, user};
use crate::{Actor, Operator, Store, error::internal};
use chrono::NaiveDate;
use contract::{
    Act, Fault, Permission,
    identity::{Capacity, Me, UserState},
};
use sea_orm::{QueryOrder, entity::prelude::*};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

mod area {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "area")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub path: String,
        pub name: String,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Who sits at a browser, and in which capacity: what the session's cookie leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The account.
    pub user: Uuid,
    /// Key of the role acted in.
    pub role: String,
}

struct Holding {
    capacity: Capacity,
    permissions: Vec<Permission>,
    areas: Vec<String>,
}

async fn holdings(store: &Store, user: &user::Model, today: NaiveDate) -> Result<Vec<Holding>, Fault> {
    let db = &store.db;
    let doing = || internal("reading a user's roles");
    let grants = grant::Entity::find()
        .filter(grant::Column::UserId.eq(user.id))
        .filter(grant::current(today))
        .order_by_asc(grant::Column::ValidFrom)
        .order_by_asc(grant::Column::Id)
        .all(db)
        .await
        .map_err(doing())?;
    let organisation = match user.organisation_id {
        Some(id) => organisation::Entity::find_by_id(id).one(db).await.map_err(doing())?,
        None => None,
    };
    let ids: Vec<Uuid> =
        grants.iter().filter_map(|g| g.area_id).chain(organisation.as_ref().map(|o| o.area_id)).collect();
    let areas: HashMap<Uuid, area::Model> = area::Entity::find()
        .filter(area::Column::Id.is_in(ids))
        .all(db)
        .await
        .map_err(doing())?
        .into_iter()
        .map(|area| (area.id, area))
        .collect();
    // What a grant without an area of its own follows: the organisation, with all below it.
    let followed = match &organisation {
        Some(organisation) if grants.iter().any(|grant| grant.area_id.is_none()) => {
            tree::paths_of(db, organisation).await?
        }
        _ => vec![],
    };
    let mut held: Vec<Holding> = vec![];
    for grant in grants {
        let area = grant.area_id.or(organisation.as_ref().map(|o| o.area_id)).and_then(|id| areas.get(&id));
        let name = area.map_or_else(String::new, |area| area.name.clone());
        // A grant of an area reaches that; one that follows nothing reaches nothing, rather than everything.
        let paths: Vec<String> = match grant.area_id {
            Some(_) => area.iter().map(|area| area.path.clone()).collect(),
            None => followed.clone(),
        };
        if let Some(same) = held.iter_mut().find(|h| h.capacity.role.0 == grant.role_id) {
            same.areas.extend(paths);
            continue;
        }
        let Some(role) = role::Entity::find_by_id(grant.role_id).one(db).await.map_err(doing())? else {
            continue;
        };
        if role.retired_at.is_some() {
            continue;
        }
        let lines = role::permission::Entity::find()
            .filter(role::permission::Column::RoleId.eq(role.id))
            .all(db)
            .await
            .map_err(doing())?;
        held.push(Holding {
            capacity: Capacity {
                role: contract::RoleId(role.id),
                role_key: role.key,
                role_name: role.name,
                area_name: name,
                audience: role.audience.0,
            },
            permissions: lines.iter().map(Permission::from).collect(),
            areas: paths,
        });
    }
    Ok(held)
}

async fn enabled(store: &Store, id: Uuid) -> Result<user::Model, Fault> {
    let user = user::Entity::find_by_id(id).one(&store.db).await.map_err(internal("reading a user"))?;
    user.filter(|user| user.state.0 == UserState::Enabled).ok_or(Fault::SignedOut)
}

/// The capacities that a user may act in today.
///
/// # Errors
/// [`Fault::SignedOut`] when the account is disabled.
pub async fn capacities(store: &Store, user: Uuid) -> Result<Vec<Capacity>, Fault> {
    let user = enabled(store, user).await?;
    Ok(holdings(store, &user, store.clock.today()).await?.into_iter().map(|h| h.capacity).collect())
}

/// Takes a seat: who acts, with the permissions of the one capacity, read anew each time so that a change holds at once.
///
/// # Errors
/// [`Fault::SignedOut`] when the account is disabled or no longer holds the role.
pub async fn seat(store: &Store, seat: &Seat) -> Result<(Actor, Me), Fault> {
    let user = enabled(store, seat.user).await?;
    let held = holdings(store, &user, store.clock.today()).await?;
    let capacities: Vec<Capacity> = held.iter().map(|h| h.capacity.clone()).collect();
    let mut acting = held.into_iter().find(|h| h.capacity.role_key == seat.role).ok_or(Fault::SignedOut)?;
    if user.is_terminal {
        // Whatever its role is given: a screen that anybody may pass shows no personal data in full.
        acting.permissions.retain(|permission| permission.act != Act::Disclose);
        super::terminal::heard(store, &user).await;
    }
    let organisation_name = match user.organisation_id {
        Some(id) => organisation::Entity::find_by_id(id)
            .one(&store.db)
            .await
            .map_err(internal("reading a user's organisation"))?
            .map_or_else(String::new, |o| o.name),
        None => String::new(),
    };
    let me = Me {
        user: contract::UserId(user.id),
        account: user.account.clone(),
        shown_name: user.shown_name.clone(),
        capacity: acting.capacity.clone(),
        capacities,
        permissions: acting.permissions.clone(),
        is_demo: store.is_demo().await?,
        is_terminal: user.is_terminal,
    };
    let permissions = acting.permissions.iter().map(|p| (*p, acting.areas.clone())).collect();
    let operator = Operator {
        user: user.id,
        account: user.account,
        shown_name: user.shown_name,
        person: user.person_id,
        role_key: acting.capacity.role_key,
        capacity: acting.capacity.role_name,
        organisation: user.organisation_id,
        organisation_name,
        permissions,
    };
    Ok((Actor::Operator(Box::new(operator)), me))
}

/// Path and name of an area.
pub(super) async fn area_of(session: &crate::Session, id: Uuid) -> Result<Option<(String, String)>, Fault> {
    let found = area::Entity::find_by_id(id).one(session.txn()).await.map_err(internal("reading an area"))?;
    Ok(found.map(|area| (area.path, area.name)))
}
