//! Publishing a notice, changing it, taking it back.

use super::{ActiveModel, Entity, view};
use crate::area;
use base::{Addressed, Held, Session};
use chrono::{DateTime, NaiveDate, Utc};
use contract::{
    Act, AreaId, Fault, Kind, NoticeId, field,
    live::Event,
    publishing::{FIELDS, NoticeDraft, NoticeRow},
    time::{day_of, take_day},
};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

/// Publishes a notice at once, for the area that is named or else the actor's first.
///
/// # Permission
/// `notice.create`, with the area within reach.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`]; [`Fault::Missing`] when the area is out of reach.
pub async fn publish(session: &Session, draft: &NoticeDraft) -> Result<NoticeRow, Fault> {
    let reach = session.reach(Kind::Notice, Act::Create)?;
    let valid_to = checked(session, draft)?;
    let area = match draft.area {
        Some(id) => named(session, id).await?,
        None => {
            let required = || Fault::invalid("area", "field.required");
            let path = reach.areas.first().ok_or_else(required)?;
            area::by_path(session, path).await?.ok_or_else(required)?
        }
    };
    let row = ActiveModel {
        id: Set(Uuid::now_v7()),
        area_id: Set(area.id),
        area_path: Set(area.path),
        area_name: Set(area.name),
        title: Set(draft.title.trim().to_owned()),
        body: Set(draft.body.trim().to_owned()),
        published_at: Set(session.now()),
        valid_to: Set(valid_to),
        retired_at: Set(None),
        ..Default::default()
    };
    let row = session.insert::<Entity>(Kind::Notice, row).await?;
    tell(session, row.id, &row.area_path).await?;
    Ok(view(row))
}

/// Changes a notice; without an area in the draft it stays where it is.
///
/// # Permission
/// `notice.change`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Invalid`]; [`Fault::Missing`] when it was taken back, or the area is out of reach.
pub async fn change(
    session: &Session,
    id: NoticeId,
    revision: i32,
    draft: &NoticeDraft,
) -> Result<NoticeRow, Fault> {
    let held = in_use(session, Act::Change, id).await?;
    let valid_to = checked(session, draft)?;
    let area = match draft.area {
        Some(id) if id.0 != held.area_id => Some(named(session, id).await?),
        _ => None,
    };
    let left = held.area_path.clone();
    let row = session
        .change(Act::Change, held, Some(revision), |row| {
            row.title = Set(draft.title.trim().to_owned());
            row.body = Set(draft.body.trim().to_owned());
            row.valid_to = Set(valid_to);
            if let Some(area) = area {
                row.area_id = Set(area.id);
                row.area_path = Set(area.path);
                row.area_name = Set(area.name);
            }
        })
        .await?;
    tell(session, row.id, &row.area_path).await?;
    // Whoever reads only the area that it has left may no longer read it, so that nothing else would tell them.
    if left != row.area_path {
        tell(session, row.id, &left).await?;
    }
    Ok(view(row))
}

/// Takes a notice back; it stays in the records.
///
/// # Permission
/// `notice.retire`.
///
/// # Errors
/// [`Fault::Changed`]; [`Fault::Missing`].
pub async fn retire(session: &Session, id: NoticeId, revision: i32) -> Result<(), Fault> {
    let held = in_use(session, Act::Retire, id).await?;
    let now = session.now();
    let row =
        session.change(Act::Retire, held, Some(revision), |row| row.retired_at = Set(Some(now))).await?;
    tell(session, row.id, &row.area_path).await
}

async fn in_use(session: &Session, act: Act, id: NoticeId) -> Result<Held<'_, Entity>, Fault> {
    let held = session.held::<Entity>(Kind::Notice, act, id.0).await?;
    if held.retired_at.is_some() { Err(Fault::Missing { kind: Kind::Notice }) } else { Ok(held) }
}

/// Checks a draft and answers its last day, which is not over yet.
fn checked(session: &Session, draft: &NoticeDraft) -> Result<Option<NaiveDate>, Fault> {
    field::check(FIELDS, draft)?;
    if draft.valid_to.trim().is_empty() {
        return Ok(None);
    }
    let day = take_day("valid_to", &draft.valid_to)?;
    if day < day_of(session.now()) {
        return Err(Fault::invalid("valid_to", "field.out_of_range"));
    }
    Ok(Some(day))
}

async fn named(session: &Session, id: AreaId) -> Result<area::Model, Fault> {
    area::by_id(session, id.0).await?.ok_or_else(|| Fault::invalid("area", "field.not_offered"))
}

/// Tells an area that a notice for it was published, changed or taken back, or is for another now.
async fn tell(session: &Session, id: Uuid, area_path: &str) -> Result<(), Fault> {
    let event = Event::RecordChanged { kind: Kind::Notice, id };
    session.emit(Addressed::area(Kind::Notice, area_path), &event).await
}

/// A notice to bring in.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// Identity.
    pub id: Uuid,
    /// The area that it is for.
    pub area: Uuid,
    /// Its path.
    pub area_path: String,
    /// Its name.
    pub area_name: String,
    /// Title.
    pub title: String,
    /// Text.
    pub body: String,
    /// Since when it can be read.
    pub published_at: DateTime<Utc>,
    /// Last day on which it is shown.
    pub valid_to: Option<NaiveDate>,
}

/// Brings in notices: an import, or the demo.
///
/// # Permission
/// Creating notices everywhere.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn plant(session: &Session, notices: Vec<NewNotice>) -> Result<(), Fault> {
    let rows = notices.into_iter().map(|new| ActiveModel {
        id: Set(new.id),
        area_id: Set(new.area),
        area_path: Set(new.area_path),
        area_name: Set(new.area_name),
        title: Set(new.title),
        body: Set(new.body),
        published_at: Set(new.published_at),
        valid_to: Set(new.valid_to),
        retired_at: Set(None),
        ..Default::default()
    });
    session.insert_many::<Entity>(Kind::Notice, rows.collect()).await
}
