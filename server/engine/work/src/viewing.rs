//! Who has a work item open at this moment, so that two people don't do the same.
//!
//! A screen says so every ten seconds while it shows the item; who was not heard of for longer has gone. This is kept in
//! the memory of this process alone: it is worth nothing a minute later, and is not evidence of anything.

use base::{Addressed, Reach, Record, Session};
use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, Fault, UserId, WorkItemId,
    live::{Viewer, Viewing},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::broadcast;

use crate::item::{entity::Entity, kind_of};

/// Who was not heard of for so long has gone: two beats of ten seconds and some patience.
const GONE: Duration = Duration::seconds(25);

/// Who may hear of it, and who has what open.
pub type Told = Arc<(Addressed, Viewing)>;

#[derive(Clone)]
struct Seen {
    name: String,
    at: DateTime<Utc>,
}

type Open = HashMap<WorkItemId, BTreeMap<UserId, Seen>>;

/// Who has which item open.
#[derive(Clone)]
pub struct Viewers {
    open: Arc<Mutex<Open>>,
    told: broadcast::Sender<Told>,
}

impl Default for Viewers {
    fn default() -> Self {
        Self { open: Arc::default(), told: broadcast::channel(256).0 }
    }
}

impl Viewers {
    /// Listens to who comes.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.told.subscribe()
    }

    /// Takes down that the actor has an item open, tells the others when they have just come, and answers who else has.
    ///
    /// # Permission
    /// Reading the item in one's area, or as whoever it is given to, or one of their unit: a resident isn't told who
    /// reads their report.
    ///
    /// # Errors
    /// [`Fault::Missing`].
    pub async fn view(&self, session: &Session, id: WorkItemId) -> Result<Vec<Viewer>, Fault> {
        let kind = kind_of(session, id).await?;
        let item = session.find_as::<Entity>(kind, Act::Read)?.one(id.0).await?;
        let reach = Reach { own: None, ..session.reach(kind, Act::Read)? };
        let missing = Fault::Missing { kind };
        if !Entity::is_within(&item, &reach) {
            return Err(missing);
        }
        let user = UserId(session.actor().user().ok_or(missing)?);
        let (viewers, is_new) = self.beat(id, user, session.actor().shown_name(), session.now());
        if is_new {
            let to = Addressed { kind, area_path: item.area_path, owner: None, assignee: item.assignee_id };
            let viewing = Viewing { item: id.0, viewers: viewers.clone() };
            // Nobody listening is no error.
            let _ = self.told.send(Arc::new((to, viewing)));
        }
        Ok(viewers.into_iter().filter(|viewer| viewer.user != user).collect())
    }

    /// Notes a beat; answers who has the item open and whether the one who beats has just come.
    fn beat(&self, id: WorkItemId, user: UserId, name: &str, now: DateTime<Utc>) -> (Vec<Viewer>, bool) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, seen| {
            seen.retain(|_, seen| now - seen.at < GONE);
            !seen.is_empty()
        });
        let seen = open.entry(id).or_default();
        let is_new = seen.insert(user, Seen { name: name.to_owned(), at: now }).is_none();
        let viewers = seen.iter().map(|(user, seen)| Viewer { user: *user, name: seen.name.clone() });
        (viewers.collect(), is_new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(viewers: &[Viewer]) -> Vec<&str> {
        viewers.iter().map(|viewer| viewer.name.as_str()).collect()
    }

    #[test]
    fn who_stops_beating_has_gone_and_whoever_comes_is_new_once() {
        let (viewers, now) = (Viewers::default(), Utc::now());
        let (item, first, second) = (WorkItemId::fresh(), UserId::fresh(), UserId::fresh());
        let (_, is_new) = viewers.beat(item, first, "演示督查01", now);
        assert!(is_new);
        let (_, is_new) = viewers.beat(item, first, "演示督查01", now + Duration::seconds(10));
        assert!(!is_new);
        let (both, is_new) = viewers.beat(item, second, "演示值守01", now + Duration::seconds(30));
        assert!(is_new);
        assert_eq!(names(&both), ["演示督查01", "演示值守01"]);
        let (left, _) = viewers.beat(item, second, "演示值守01", now + Duration::seconds(36));
        assert_eq!(names(&left), ["演示值守01"]);
    }

    #[test]
    fn an_item_that_nobody_has_open_takes_no_memory() {
        let (viewers, now) = (Viewers::default(), Utc::now());
        viewers.beat(WorkItemId::fresh(), UserId::fresh(), "演示督查01", now);
        viewers.beat(WorkItemId::fresh(), UserId::fresh(), "演示督查01", now + Duration::minutes(1));
        assert_eq!(viewers.open.lock().unwrap().len(), 1);
    }
}
