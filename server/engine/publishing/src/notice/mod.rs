//! Notices. A notice for an area is for everybody in it: the estate's people read what the estate, its community and
//! its street publish, and the street's people read what is published anywhere under it.

mod entity;
mod publish;
#[cfg(test)]
mod tests;

pub use entity::{ActiveModel, Column, Entity, Model};
pub use publish::{NewNotice, change, plant, publish, retire};

use base::{Keyset, Reach, Record, Session, internal, lineage, search::anywhere};
use contract::{Act, Fault, Kind, Listing, NoticeId, Page, publishing::NoticeRow};
use sea_orm::{Condition, QueryOrder, QuerySelect, entity::prelude::*};

/// How many notices a resident is shown at most.
const SHOWN: u64 = 200;

/// The notices that reach the reader and are valid today, newest first.
///
/// # Permission
/// `notice.read`; it reaches upward too, to the areas above one's own.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn current(session: &Session) -> Result<Vec<NoticeRow>, Fault> {
    let reach = session.reach(Kind::Notice, Act::Read)?;
    let today = contract::time::day_of(session.now());
    let still = Condition::any().add(Column::ValidTo.is_null()).add(Column::ValidTo.gte(today));
    let rows = Entity::find()
        .filter(reaching(&reach))
        .filter(Column::RetiredAt.is_null())
        .filter(Column::PublishedAt.lte(session.now()))
        .filter(still)
        .order_by_desc(Column::PublishedAt)
        .order_by_desc(Column::Id)
        .limit(SHOWN)
        .all(session.txn())
        .await
        .map_err(internal("reading notices"))?;
    Ok(rows.into_iter().map(view).collect())
}

/// Within reach, or for an area that holds one within reach.
fn reaching(reach: &Reach) -> Condition {
    let above: Vec<String> = reach.areas.iter().flat_map(|area| lineage(area)).collect();
    Condition::any().add(Entity::within(Kind::Notice, reach)).add(Column::AreaPath.is_in(above))
}

/// Whether a notice for an area is for somebody with this reach, because theirs lies in it. What lies in theirs they
/// read by the reach itself.
#[must_use]
pub fn is_for(reach: &Reach, area_path: &str) -> bool {
    reach.areas.iter().flat_map(|area| lineage(area)).any(|above| above == area_path)
}

/// Lists the notices within reach for those who publish, past ones too.
///
/// # Permission
/// `notice.read`.
///
/// # Errors
/// [`Fault::Denied`]; [`Fault::Invalid`] when the page is none of ours.
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<NoticeRow>, Fault> {
    let mut found = session.find::<Entity>()?.filter(Column::RetiredAt.is_null());
    if let Some(text) = listing.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        found = found
            .filter(Condition::any().add(anywhere(Column::Title, text)).add(anywhere(Column::Body, text)));
    }
    let by = Keyset {
        column: Column::PublishedAt,
        descending: listing.sort.as_ref().is_none_or(|sort| sort.descending),
        key: |row: &Model| row.published_at.to_rfc3339(),
        parse: |text| text.parse::<DateTimeUtc>().ok().map(Into::into),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(view))
}

/// One notice, however old it is.
///
/// # Permission
/// `notice.read`.
///
/// # Errors
/// [`Fault::Missing`] when it was taken back, or is out of reach.
pub async fn read(session: &Session, id: NoticeId) -> Result<NoticeRow, Fault> {
    let row = session.find::<Entity>()?.one(id.0).await?;
    if row.retired_at.is_some() { Err(Fault::Missing { kind: Kind::Notice }) } else { Ok(view(row)) }
}

fn view(row: Model) -> NoticeRow {
    NoticeRow {
        id: NoticeId(row.id),
        title: row.title,
        body: row.body,
        area_name: row.area_name,
        published_at: row.published_at,
        valid_to: row.valid_to,
        revision: row.revision,
    }
}
