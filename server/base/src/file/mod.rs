//! Files: the row takes the id, the sealed content is written, then both stand; what claims to be a photo is decoded to
//! prove it, and there is a limit to how much of that one account and all of them together may ask for.

mod photo;

use crate::{
    Session, Store,
    error::{defect, internal},
    keyring::digest,
};
use chrono::Duration;
use contract::{Fault, FileId};
use object_store::{ObjectStore, ObjectStoreExt, local::LocalFileSystem, path::Path};
use sea_orm::{ActiveValue::Set, QuerySelect, entity::prelude::*, sea_query::ExprTrait};
use std::sync::Arc;
use tokio::sync::Semaphore;

pub use photo::{Photo, clean};

/// Largest photo in MiB.
pub const PHOTO_LIMIT_MIB: u32 = 20;
/// Photos that are unfolded at the same time: each takes up to 256 MiB of memory while it is.
const AT_ONCE: usize = 2;
/// Photos of one account, sent within an hour, that belong to nothing yet.
const MOST_UNATTACHED: u64 = 60;

/// A stored file.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "file")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Area of what it is attached to.
    pub area_path: String,
    /// Who uploaded it.
    pub owner_id: Option<Uuid>,
    /// What it is attached to; none until then.
    pub object_id: Option<Uuid>,
    /// Media type, by content.
    pub media_type: String,
    /// Size before sealing.
    pub bytes: i64,
    /// SM3 of the content.
    pub digest: String,
    /// Where a photo was taken, as the camera said.
    pub lon: Option<f64>,
    /// Latitude of the same.
    pub lat: Option<f64>,
    /// When it was taken, as the camera said.
    pub taken_at: Option<DateTimeUtc>,
    /// When it was uploaded.
    pub created_at: DateTimeUtc,
    /// Since when it is out of use.
    pub retired_at: Option<DateTimeUtc>,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Where files rest.
#[derive(Clone)]
pub struct Shelf {
    files: Arc<dyn ObjectStore>,
    cleaning: Arc<Semaphore>,
}

impl Shelf {
    /// The shelf in a store's folder.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn open(store: &Store) -> Result<Self, Fault> {
        let folder = store.folder().join("files");
        std::fs::create_dir_all(&folder).map_err(|error| defect("making the folder of files", &error))?;
        let shelf = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| defect("opening the folder of files", &error))?;
        Ok(Self { files: Arc::new(shelf), cleaning: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// Keeps a photo: proves that it is one, takes out what it says of its maker, keeps where and when it was taken.
    ///
    /// The same id by the same owner is the same photo: a repeat over a bad network makes no second.
    ///
    /// # Errors
    /// [`Fault::TooLarge`], [`Fault::NotAPhoto`]; [`Fault::Limited`] when too many of the owner's belong to nothing yet;
    /// [`Fault::Unavailable`] when the disk is full.
    pub async fn keep_photo(
        &self,
        store: &Store,
        actor: crate::Actor,
        id: FileId,
        bytes: Vec<u8>,
    ) -> Result<FileId, Fault> {
        if bytes.len() > PHOTO_LIMIT_MIB as usize * 1024 * 1024 {
            return Err(Fault::TooLarge { limit_mib: PHOTO_LIMIT_MIB });
        }
        let owner = actor.user();
        if let Some(known) = known(store, id, owner).await? {
            return known;
        }
        // Held until the row stands, so that photos sent side by side are counted too.
        let turn = Arc::clone(&self.cleaning).acquire_owned();
        let turn = turn.await.map_err(|error| defect("waiting to clean a photo", &error))?;
        within_quota(store, owner).await?;
        // Whoever hangs up meanwhile doesn't free their turn before the work is done.
        let cleaned = tokio::task::spawn_blocking(move || (photo::clean(&bytes), turn)).await;
        let (photo, _turn) = cleaned.map_err(|error| defect("cleaning a photo", &error))?;
        let photo = photo?;
        let sealed =
            store.keys().seal(id.0.as_bytes(), &photo.jpeg).ok_or_else(|| defect("sealing a photo", &id))?;
        let session = store.begin(actor, crate::Mode::Write).await?;
        let result = self.put(&session, new_row(&session, id, &photo), id, sealed).await;
        match session.finish(result).await {
            // Another upload under this id was faster; its content was not touched.
            Err(Fault::Invalid { fields }) => {
                known(store, id, owner).await?.unwrap_or(Err(Fault::Invalid { fields }))
            }
            other => other.map(|()| id),
        }
    }

    /// The row first, which only one upload can add; under it the content, which then overwrites at most what an upload
    /// left that never got its row.
    async fn put(
        &self,
        session: &Session,
        row: ActiveModel,
        id: FileId,
        sealed: Vec<u8>,
    ) -> Result<(), Fault> {
        Entity::insert(row)
            .exec_without_returning(session.txn())
            .await
            .map_err(internal("keeping a photo's row"))?;
        let written = self.files.put(&path(id), sealed.into()).await;
        written.map(|_| ()).map_err(|error| crate::unavailable("writing a photo to the disk", &error))
    }

    /// Drops a batch of files that belong to nothing and came before an instant; says whether there may be more.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when the disk is away: rows whose content is gone by then go the next time.
    pub(crate) async fn sweep(
        &self,
        session: &Session,
        before: DateTimeUtc,
        most: u64,
    ) -> Result<bool, Fault> {
        let doing = || internal("dropping files that belong to nothing");
        let mut loose = Entity::find()
            .filter(Column::ObjectId.is_null())
            .filter(Column::CreatedAt.lt(before))
            .select_only()
            .column(Column::Id)
            .limit(most);
        // Nobody may attach one meanwhile.
        if session.store().dialect() == crate::Dialect::Postgres {
            loose = loose.lock_exclusive();
        }
        let ids: Vec<Uuid> = loose.into_tuple().all(session.txn()).await.map_err(doing())?;
        for id in &ids {
            match self.files.delete(&path(FileId(*id))).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(crate::unavailable("deleting a file", &error)),
            }
        }
        let count = ids.len() as u64;
        Entity::delete_many().filter(Column::Id.is_in(ids)).exec(session.txn()).await.map_err(doing())?;
        Ok(count == most)
    }

    /// Reads a file's content.
    ///
    /// # Errors
    /// [`Fault::Unavailable`] when the disk is away.
    pub async fn read(&self, store: &Store, id: FileId) -> Result<Vec<u8>, Fault> {
        let away = |error: object_store::Error| crate::unavailable("reading a file", &error);
        let sealed = self.files.get(&path(id)).await.map_err(away)?.bytes().await.map_err(away)?;
        store.keys().open_sealed(id.0.as_bytes(), &sealed).ok_or_else(|| defect("opening a sealed file", &id))
    }
}

fn new_row(session: &Session, id: FileId, photo: &Photo) -> ActiveModel {
    ActiveModel {
        id: Set(id.0),
        area_path: Set(String::new()),
        owner_id: Set(session.actor().user()),
        object_id: Set(None),
        media_type: Set("image/jpeg".into()),
        bytes: Set(i64::try_from(photo.jpeg.len()).unwrap_or(i64::MAX)),
        digest: Set(digest(&photo.jpeg)),
        lon: Set(photo.taken_where.map(|at| at.lon)),
        lat: Set(photo.taken_where.map(|at| at.lat)),
        taken_at: Set(photo.taken_at),
        created_at: Set(session.now()),
        retired_at: Set(None),
    }
}

/// What is answered to an id that is there already: the owner's is the same photo, another's is taken.
async fn known(
    store: &Store,
    id: FileId,
    owner: Option<Uuid>,
) -> Result<Option<Result<FileId, Fault>>, Fault> {
    let answer = |row: Model| {
        if row.owner_id == owner { Ok(id) } else { Err(Fault::invalid("photo", "field.taken")) }
    };
    Ok(row(store, id).await?.map(answer))
}

async fn within_quota(store: &Store, owner: Option<Uuid>) -> Result<(), Fault> {
    let unattached = Entity::find()
        .filter(Column::OwnerId.eq(owner))
        .filter(Column::ObjectId.is_null())
        .filter(Column::CreatedAt.gt(store.clock().now() - Duration::hours(1)))
        .count(store.pool())
        .await
        .map_err(internal("counting photos that belong to nothing"))?;
    if unattached >= MOST_UNATTACHED { Err(Fault::Limited { minutes: 60 }) } else { Ok(()) }
}

fn path(id: FileId) -> Path {
    let name = id.0.simple().to_string();
    Path::from(format!("{}/{name}", &name[name.len() - 2..]))
}

/// A file's row.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn row(store: &Store, id: FileId) -> Result<Option<Model>, Fault> {
    Entity::find_by_id(id.0).one(store.pool()).await.map_err(internal("reading a file's row"))
}

/// Attaches uploaded files to an object; each must be the actor's own and not attached elsewhere.
///
/// # Errors
/// [`Fault::Invalid`] on the field `photos`.
pub async fn attach(session: &Session, files: &[FileId], object: Uuid, area_path: &str) -> Result<(), Fault> {
    if files.is_empty() {
        return Ok(());
    }
    let doing = || internal("attaching files");
    let ids: Vec<Uuid> = files.iter().map(|f| f.0).collect();
    let free = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Id.is_in(ids.clone()))
        .filter(Column::OwnerId.eq(session.actor().user()))
        .filter(Column::ObjectId.is_null().or(Column::ObjectId.eq(object)))
        .into_tuple::<Uuid>()
        .all(session.txn())
        .await
        .map_err(doing())?;
    if free.len() != ids.len() {
        return Err(Fault::invalid("photos", "field.no_such_photo"));
    }
    Entity::update_many()
        .col_expr(Column::ObjectId, Some(object).into())
        .col_expr(Column::AreaPath, area_path.into())
        .filter(Column::Id.is_in(ids))
        .exec(session.txn())
        .await
        .map(|_| ())
        .map_err(doing())
}

/// The photos of an object whose cameras said where or when they were taken.
///
/// # Permission
/// None: whoever asks has read the object, and with it may read its photos.
///
/// # Errors
/// [`Fault::Internal`].
pub async fn taken(session: &Session, object: Uuid) -> Result<Vec<Model>, Fault> {
    Entity::find()
        .filter(Column::ObjectId.eq(object))
        .filter(Column::RetiredAt.is_null())
        .filter(Column::Lon.is_not_null().or(Column::TakenAt.is_not_null()))
        .all(session.txn())
        .await
        .map_err(internal("reading where photos were taken"))
}

#[cfg(test)]
mod tests;
