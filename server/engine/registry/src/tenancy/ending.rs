//! Stays that come to an end which was known beforehand: nobody acts on that day, so the dwellings are counted anew as it
//! begins.

use async_trait::async_trait;
use base::{
    Actor, Mode, Session, Store,
    job::{self, Worker},
};
use chrono::{DateTime, Days, Utc};
use contract::{
    Fault,
    time::{day_of, start_of},
};

/// Name of the job.
const KIND: &str = "ending";

/// Counts the occupants of all dwellings at the beginning of each day.
pub struct Ending;

/// Puts the job in the queue; one that waits already, or was missed, is left as it is.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn plan(store: &Store) -> Result<(), Fault> {
    let session = store.begin(Actor::System(KIND), Mode::Write).await?;
    let result = job::enqueue(&session, KIND, "tenancy", "", next_day(session.now())).await;
    session.finish(result).await
}

fn next_day(now: DateTime<Utc>) -> DateTime<Utc> {
    start_of(day_of(now) + Days::new(1))
}

#[async_trait]
impl Worker for Ending {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn work(&self, session: &Session, _job: &job::Model) -> Result<Option<DateTime<Utc>>, Fault> {
        super::recount(session).await?;
        Ok(Some(next_day(session.now())))
    }
}
