//! Device credentials: the device's code and a drawn secret, of which only the digest is kept.

use base::{Keyset, Session, Store, digest, internal, random, search::anywhere};
use contract::{Act, Fault, Kind, Listing, Page, sensing::CredentialRow};
use sea_orm::{
    ActiveValue::Set,
    QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Query},
};
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::{command::Courier, device, rejection};

/// A credential.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "credential")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The device.
    pub device_id: Uuid,
    /// Its code: the user name.
    pub device_code: String,
    /// Its name.
    pub device_name: String,
    /// Its area.
    pub area_path: String,
    /// SM3 of the secret, which is random enough not to be guessed.
    pub secret_hash: String,
    /// When it was issued.
    pub issued_at: DateTimeUtc,
    /// From when on it is refused.
    pub revoked_at: Option<DateTimeUtc>,
    /// Last use.
    pub used_at: Option<DateTimeUtc>,
    /// Version.
    pub revision: i32,
    /// Who changed it last.
    pub changed_by: Option<Uuid>,
    /// When.
    pub changed_at: DateTimeUtc,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

base::record!(Entity, kinds: [Credential], module: "sensing", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [DeviceCode, IssuedAt, RevokedAt], sealed: [SecretHash]);

/// How long the secret before still works after a rotation.
const OVERLAP: chrono::Duration = chrono::Duration::hours(24);

/// Issues a credential for a device; the secret is answered once. Older ones end after a day's overlap.
///
/// # Permission
/// `credential.create`.
///
/// # Errors
/// [`Fault::Missing`] when there is no such device within reach: codes can be guessed, so the answer is the same for one
/// that is elsewhere.
pub async fn issue(session: &Session, device_code: &str) -> Result<String, Fault> {
    let found = session.find_as::<device::Entity>(Kind::Credential, Act::Create)?;
    let id: Option<Uuid> = device::Entity::find()
        .filter(device::Column::Code.eq(device_code))
        .filter(device::Column::RetiredAt.is_null())
        .select_only()
        .column(device::Column::Id)
        .into_tuple()
        .one(session.txn())
        .await
        .map_err(internal("looking for a device by its code"))?;
    // Read again by identity, so that a device out of reach is audited as such.
    let device = found.one(id.ok_or(Fault::Missing { kind: Kind::Credential })?).await?;
    let secret = hex::encode(random::<16>());
    Entity::update_many()
        .col_expr(Column::RevokedAt, Some(session.now() + OVERLAP).into())
        .filter(Column::DeviceId.eq(device.id))
        .filter(Column::RevokedAt.is_null())
        .exec(session.txn())
        .await
        .map_err(internal("ending older credentials"))?;
    session.insert::<Entity>(Kind::Credential, row(session, &device, &secret)).await?;
    Ok(secret)
}

/// Issues credentials for many devices at once; answers (code, secret).
///
/// # Errors
/// [`Fault::Denied`].
pub async fn issue_many(
    session: &Session,
    devices: &[device::Model],
) -> Result<Vec<(String, String)>, Fault> {
    let secrets: Vec<String> = devices.iter().map(|_| hex::encode(random::<16>())).collect();
    let rows = devices.iter().zip(&secrets).map(|(device, secret)| row(session, device, secret)).collect();
    session.insert_many::<Entity>(Kind::Credential, rows).await?;
    Ok(devices.iter().map(|d| d.code.clone()).zip(secrets).collect())
}

fn row(session: &Session, device: &device::Model, secret: &str) -> ActiveModel {
    ActiveModel {
        id: Set(Uuid::now_v7()),
        device_id: Set(device.id),
        device_code: Set(device.code.clone()),
        device_name: Set(device.name.clone()),
        area_path: Set(device.area_path.clone()),
        secret_hash: Set(digest(secret.as_bytes())),
        issued_at: Set(session.now()),
        revoked_at: Set(None),
        used_at: Set(None),
        ..Default::default()
    }
}

/// Ends a credential at once; the connections that it opened are closed within seconds.
///
/// # Permission
/// `credential.retire`.
///
/// # Errors
/// [`Fault::Missing`].
pub async fn revoke(session: &Session, id: Uuid) -> Result<(), Fault> {
    let held = session.held::<Entity>(Kind::Credential, Act::Retire, id).await?;
    let now = session.now();
    session.change(Act::Retire, held, None, |row| row.revoked_at = Set(Some(now))).await.map(|_| ())
}

/// Ends all credentials of a device at once.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn end_all(session: &Session, device: Uuid) -> Result<(), Fault> {
    let now = session.now();
    Entity::update_many()
        .col_expr(Column::RevokedAt, Some(now).into())
        .filter(Column::DeviceId.eq(device))
        .filter(Column::RevokedAt.is_null().or(Column::RevokedAt.gt(now)))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("ending a device's credentials"))
}

/// Keeps the credentials of a device under its name and in its area.
///
/// # Errors
/// [`Fault::Internal`].
pub(crate) async fn follow(session: &Session, device: &device::Model) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(Column::DeviceName, device.name.as_str().into())
        .col_expr(Column::AreaPath, device.area_path.as_str().into())
        .filter(Column::DeviceId.eq(device.id))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("moving a device's credentials"))
}

/// How long back the ends of credentials are looked for.
const LATELY: chrono::Duration = chrono::Duration::minutes(1);

/// The credentials whose end has been acted on: a connection lives on after the credential that opened it.
#[derive(Default)]
pub(crate) struct Ended(HashSet<Uuid>);

impl Ended {
    /// Sends away the devices whose credentials have ended since; one that holds another comes back with that.
    ///
    /// # Errors
    /// [`Fault::Unavailable`].
    pub(crate) async fn send_away(&mut self, store: &Store, courier: &dyn Courier) -> Result<(), Fault> {
        let now = store.clock().now();
        let ended: Vec<(Uuid, String)> = Entity::find()
            .select_only()
            .column(Column::Id)
            .column(Column::DeviceCode)
            .filter(Column::RevokedAt.gt(now - LATELY))
            .filter(Column::RevokedAt.lte(now))
            .into_tuple()
            .all(store.pool())
            .await
            .map_err(internal("looking for credentials that ended"))?;
        let codes: BTreeSet<&String> =
            ended.iter().filter(|(id, _)| !self.0.contains(id)).map(|(_, code)| code).collect();
        for code in codes {
            courier.send_away(code).await;
        }
        self.0 = ended.into_iter().map(|(id, _)| id).collect();
        Ok(())
    }
}

/// Whether a device may sign in with a secret.
///
/// # Errors
/// [`Fault::Unavailable`] when the database is away: the device shall try again, it was not refused.
pub async fn is_right(store: &Store, device_code: &str, secret: &[u8]) -> Result<bool, Fault> {
    let now = store.clock().now();
    let found = Entity::find()
        .filter(Column::DeviceCode.eq(device_code))
        .filter(Column::SecretHash.eq(digest(secret)))
        .filter(Column::RevokedAt.is_null().or(Column::RevokedAt.gt(now)))
        .one(store.pool())
        .await
        .map_err(internal("checking a credential"))?;
    let Some(found) = found else { return Ok(false) };
    // A device that reconnects every few seconds must not write every few seconds.
    if found.used_at.is_none_or(|at| now - at > chrono::Duration::minutes(10)) {
        let used = ActiveModel { id: Set(found.id), used_at: Set(Some(now)), ..Default::default() };
        Entity::update(used)
            .exec_without_returning(store.pool())
            .await
            .map_err(internal("keeping a credential's use"))?;
    }
    Ok(true)
}

/// Lists credentials, without secrets.
///
/// # Permission
/// `credential.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<CredentialRow>, Fault> {
    let mut found = session.find::<Entity>()?;
    if let Some(text) = listing.search.as_deref() {
        found = found.filter(anywhere(Column::DeviceCode, text).or(anywhere(Column::DeviceName, text)));
    }
    let by = Keyset {
        column: Column::DeviceCode,
        descending: listing.sort.as_ref().is_some_and(|s| s.descending),
        key: |row: &Model| row.device_code.clone(),
        parse: |text| Some(text.into()),
    };
    let page = found.page(by, listing.after.as_deref(), listing.rows()).await?;
    let last = last_refusals(session, page.rows.iter().map(|row| row.device_code.as_str()).collect()).await?;
    Ok(page.map(|row| CredentialRow {
        id: row.id,
        last_refusal: last.get(&row.device_code).cloned(),
        device_code: row.device_code,
        device_name: row.device_name,
        issued_at: row.issued_at,
        revoked_at: row.revoked_at,
        used_at: row.used_at,
    }))
}

/// The reason of each device's newest refusal.
async fn last_refusals(session: &Session, codes: Vec<&str>) -> Result<HashMap<String, String>, Fault> {
    let of = |column| Expr::col((rejection::Entity, column));
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as(rejection::Entity, "newer")
        .and_where(Expr::col(("newer", rejection::Column::DeviceCode)).eq(of(rejection::Column::DeviceCode)))
        .and_where(Expr::col(("newer", rejection::Column::At)).gt(of(rejection::Column::At)))
        .to_owned();
    let refusals: Vec<(String, String)> = rejection::Entity::find()
        .select_only()
        .column(rejection::Column::DeviceCode)
        .column(rejection::Column::Reason)
        .filter(rejection::Column::DeviceCode.is_in(codes))
        .filter(Expr::not_exists(later))
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("reading refusals"))?;
    Ok(refusals.into_iter().collect())
}
