//! Messages that were refused: counted by reason and day, the latest of each kept to look at.

use base::{Keyset, Session, internal};
use chrono::{DateTime, Duration, Utc};
use contract::{Act, Fault, Kind, Listing, Page, sensing::RejectionRow};
use sea_orm::{
    ActiveValue::Set,
    QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use std::collections::{HashMap, HashSet};

use crate::device;

/// A refused message.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rejection")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Reason key.
    pub reason: String,
    /// Who sent it, as far as known.
    pub device_code: String,
    /// Area of the device.
    pub area_path: String,
    /// When.
    pub at: DateTimeUtc,
    /// What was wrong.
    pub detail: String,
    /// The first bytes of it.
    pub excerpt: String,
}
/// It has no relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

mod daily {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "rejection_count")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub reason: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub day: Date,
        pub count: i64,
    }
    /// It has no relations.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

base::record!(Entity, kinds: [Rejection], module: "sensing", scope: base::ScopeColumns::by_area(Column::AreaPath),
    plain: [], sealed: [], revision: none);

/// Messages of one reason that are kept on a day; beyond that they are only counted.
pub(crate) const KEPT_PER_DAY: i64 = 1000;

/// How long those that are kept stay; their counts by day are few, and stay.
pub const KEPT: base::sweep::Kept =
    base::sweep::Kept { table: "rejection", key: "id", since: "at", days: 90 };

/// Counts a refused message, and keeps it while there are not too many.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn note(
    session: &Session,
    reason: &str,
    device_code: &str,
    area_path: &str,
    detail: &str,
    excerpt: &[u8],
) -> Result<(), Fault> {
    if count(session, reason, 1).await? == 0 {
        return Ok(());
    }
    let row = Refused::new(session.now(), device_code, detail, excerpt).row(reason, area_path);
    Entity::insert(row)
        .exec_without_returning(session.txn())
        .await
        .map(|_| ())
        .map_err(internal("keeping a refused message"))
}

/// A refused message as it is kept to look at.
pub(crate) struct Refused {
    at: DateTime<Utc>,
    device_code: String,
    detail: String,
    excerpt: String,
}

impl Refused {
    pub(crate) fn new(at: DateTime<Utc>, device_code: &str, detail: &str, excerpt: &[u8]) -> Self {
        Self {
            at,
            device_code: short(device_code, 60),
            detail: short(&without_numbers(detail), 300),
            excerpt: short(&without_numbers(&String::from_utf8_lossy(excerpt)), 300),
        }
    }

    fn row(&self, reason: &str, area_path: &str) -> ActiveModel {
        ActiveModel {
            id: Set(Uuid::now_v7()),
            reason: Set(reason.into()),
            device_code: Set(self.device_code.clone()),
            area_path: Set(area_path.into()),
            at: Set(self.at),
            detail: Set(self.detail.clone()),
            excerpt: Set(self.excerpt.clone()),
        }
    }
}

/// Counts so many messages refused for one reason, and keeps the first of them while there are not too many.
pub(crate) async fn note_all(
    session: &Session,
    reason: &str,
    number: i64,
    refused: &[Refused],
) -> Result<(), Fault> {
    let doing = || internal("keeping refused messages");
    let room = count(session, reason, number).await?.min(refused.len());
    let refused = &refused[..room];
    let codes: HashSet<&str> = refused.iter().map(|one| one.device_code.as_str()).collect();
    let areas: HashMap<String, String> = device::Entity::find()
        .select_only()
        .column(device::Column::Code)
        .column(device::Column::AreaPath)
        .filter(device::Column::Code.is_in(codes))
        .into_tuple::<(String, String)>()
        .all(session.txn())
        .await
        .map_err(doing())?
        .into_iter()
        .collect();
    let row = |one: &Refused| one.row(reason, areas.get(&one.device_code).map_or("", String::as_str));
    for batch in refused.chunks(500) {
        Entity::insert_many(batch.iter().map(row))
            .exec_without_returning(session.txn())
            .await
            .map_err(doing())?;
    }
    Ok(())
}

/// Adds to today's count of a reason; says how many of what was added may be kept.
async fn count(session: &Session, reason: &str, number: i64) -> Result<usize, Fault> {
    let day = session.store().clock().today();
    let doing = || internal("counting refused messages");
    let more = daily::ActiveModel { reason: Set(reason.into()), day: Set(day), count: Set(number) };
    let again = OnConflict::columns([daily::Column::Reason, daily::Column::Day])
        .value(daily::Column::Count, Expr::col((daily::Entity, daily::Column::Count)).add(number))
        .to_owned();
    daily::Entity::insert(more)
        .on_conflict(again)
        .exec_without_returning(session.txn())
        .await
        .map_err(doing())?;
    let today =
        daily::Entity::find_by_id((reason.to_owned(), day)).one(session.txn()).await.map_err(doing())?;
    let before = today.map_or(0, |row| row.count - number);
    Ok(usize::try_from((KEPT_PER_DAY - before).clamp(0, number)).unwrap_or(0))
}

/// A phone number has eleven digits, an identity number seventeen or eighteen.
const PERSONAL_DIGITS: usize = 11;
/// So many of them are nobody's number yet.
const SHOWN_DIGITS: usize = 3;

/// Whatever a device says, nobody's number rests here: of a run of digits that may be one only the first are kept.
fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(begin);
        let length = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
        let (digits, after) = from.split_at(length);
        kept.push_str(before);
        if length < PERSONAL_DIGITS {
            kept.push_str(digits);
        } else {
            kept.extend(digits.chars().take(SHOWN_DIGITS));
            kept.extend(std::iter::repeat_n('*', length - SHOWN_DIGITS));
        }
        rest = after;
    }
    kept.push_str(rest);
    kept
}

/// PostgreSQL keeps no NUL in text, and nobody reads a megabyte.
fn short(text: &str, most: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(most).collect()
}

/// Refused messages, newest first.
///
/// # Permission
/// `rejection.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn list(session: &Session, listing: &Listing) -> Result<Page<RejectionRow>, Fault> {
    let mut found = session.find::<Entity>()?;
    if !listing.filter("reason").is_empty() {
        found = found.filter(Column::Reason.is_in(listing.filter("reason").iter().cloned()));
    }
    if let Some(text) = listing.search.as_deref() {
        found = found.filter(base::search::anywhere(Column::DeviceCode, text));
    }
    let by = Keyset {
        column: Column::At,
        descending: listing.sort.as_ref().is_none_or(|s| s.descending),
        key: |row: &Model| row.at.to_rfc3339(),
        parse: |text| text.parse::<DateTimeUtc>().ok().map(Into::into),
    };
    Ok(found.page(by, listing.after.as_deref(), listing.rows()).await?.map(|row| RejectionRow {
        id: row.id,
        reason: row.reason,
        device_code: row.device_code,
        at: row.at,
        detail: row.detail,
        excerpt: row.excerpt,
    }))
}

/// How many messages were refused in the last 24 hours, by reason, the most frequent first.
///
/// Counted are those within reach that are kept; whoever reaches everything is also told of what was only counted
/// today, since there was too much of it to keep.
///
/// # Permission
/// `rejection.read`.
///
/// # Errors
/// [`Fault::Denied`].
pub async fn counts(session: &Session) -> Result<Vec<(String, u32)>, Fault> {
    let doing = || internal("counting refused messages");
    let rows: Vec<(String, i64)> = session
        .find::<Entity>()?
        .filter(Column::At.gt(session.now() - Duration::hours(24)))
        .select()
        .select_only()
        .column(Column::Reason)
        .column_as(Column::Id.count(), "n")
        .group_by(Column::Reason)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(doing())?;
    let mut counts: HashMap<String, i64> = rows.into_iter().collect();
    if session.reach(Kind::Rejection, Act::Read)?.is_all {
        let today = daily::Entity::find()
            .filter(daily::Column::Day.eq(session.store().clock().today()))
            .filter(daily::Column::Count.gt(KEPT_PER_DAY))
            .all(session.txn())
            .await
            .map_err(doing())?;
        for row in today {
            *counts.entry(row.reason).or_default() += row.count - KEPT_PER_DAY;
        }
    }
    let mut counts: Vec<(String, u32)> =
        counts.into_iter().map(|(reason, n)| (reason, u32::try_from(n).unwrap_or(u32::MAX))).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_somebody_s_number_is_not_kept() {
        let said = r#"{"phone":"10012345678","id":"99010119900101001X","at":1767225600,"pm25":0.25"#;
        let kept = Refused::new(DateTime::UNIX_EPOCH, "SMK-1", "at 10012345678: no time", said.as_bytes());
        assert_eq!(kept.detail, "at 100********: no time");
        assert_eq!(
            kept.excerpt,
            r#"{"phone":"100********","id":"990**************X","at":1767225600,"pm25":0.25"#
        );
        assert_eq!(without_numbers("烟 8.2，电量 90"), "烟 8.2，电量 90");
    }
}
