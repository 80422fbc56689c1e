//! The order of tasks, and how a list changes while somebody reads it: what is new comes on top, or waits while the list
//! is scrolled, so that nothing moves under a finger.

use chrono::{DateTime, Utc};
use contract::{WorkItemId, geo::Wgs84, work::WorkRow};

/// How tasks are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The nearest first.
    Distance,
    /// The most urgent first.
    Due,
}

impl Order {
    /// The key in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Distance => "distance",
            Self::Due => "due",
        }
    }

    /// The order of a key; by distance otherwise.
    pub fn of(key: Option<&str>) -> Self {
        if key == Some("due") { Self::Due } else { Self::Distance }
    }
}

/// Straight distance in metres, when both are known.
pub fn distance_m(row: &WorkRow, here: Option<Wgs84>) -> Option<f64> {
    Some(here?.distance_m(row.at?))
}

/// Orders tasks; without a position by deadline.
pub fn sort(rows: &mut [WorkRow], order: Order, here: Option<Wgs84>) {
    match (order, here) {
        (Order::Distance, Some(_)) => rows.sort_by(|a, b| {
            let far = |row: &WorkRow| distance_m(row, here).unwrap_or(f64::INFINITY);
            far(a).total_cmp(&far(b))
        }),
        // What has no deadline waits for nobody.
        _ => rows.sort_by_key(|row| (row.due_at.is_none(), row.due_at, row.reported_at)),
    }
}

/// What the list shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown {
    /// Tasks in order.
    pub rows: Vec<WorkRow>,
    /// Those that came in while the list was shown.
    pub fresh: Vec<WorkItemId>,
    /// Those that wait until the person wants to see them.
    pub held: Vec<WorkRow>,
    /// When they were read.
    pub read_at: Option<DateTime<Utc>>,
    is_begun: bool,
}

impl Shown {
    /// Takes over what was read; new tasks wait while `is_scrolled`. Tells how many are new.
    pub fn take(
        &mut self,
        read: Vec<WorkRow>,
        order: Order,
        here: Option<Wgs84>,
        is_scrolled: bool,
    ) -> usize {
        let is_known = |id: WorkItemId| {
            self.rows.iter().any(|row| row.id == id) || self.held.iter().any(|row| row.id == id)
        };
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let new: Vec<WorkItemId> =
            read.iter().map(|row| row.id).filter(|id| !is_first && !is_known(*id)).collect();
        let was_held: Vec<WorkItemId> = self.held.iter().map(|row| row.id).collect();
        let (mut held, mut rows): (Vec<WorkRow>, Vec<WorkRow>) = read
            .into_iter()
            .partition(|row| is_scrolled && (new.contains(&row.id) || was_held.contains(&row.id)));
        self.fresh.retain(|id| rows.iter().any(|row| row.id == *id));
        for id in was_held.into_iter().chain(new.iter().copied()) {
            if rows.iter().any(|row| row.id == id) && !self.fresh.contains(&id) {
                self.fresh.insert(0, id);
            }
        }
        sort(&mut rows, order, here);
        sort(&mut held, order, here);
        // The newest stand on top, in the order in which they came.
        rows.sort_by_key(|row| self.fresh.iter().position(|id| *id == row.id).unwrap_or(usize::MAX));
        self.rows = rows;
        self.held = held;
        new.len()
    }

    /// The person wants to see what waits, or another order: nothing is new any longer but what waited.
    pub fn show(&mut self, order: Order, here: Option<Wgs84>) {
        self.fresh = self.held.iter().map(|row| row.id).collect();
        self.rows.append(&mut self.held);
        sort(&mut self.rows, order, here);
        let fresh = self.fresh.clone();
        self.rows.sort_by_key(|row| fresh.iter().position(|id| *id == row.id).unwrap_or(usize::MAX));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Kind, sensing::Level, work::WorkState};

    fn row(minute: i64, lat: f64) -> WorkRow {
        WorkRow {
            id: WorkItemId::fresh(),
            kind: Kind::FireHazard,
            number: "F-0001".into(),
            category: "other".into(),
            title: "楼道堆物".into(),
            level: Level::Three,
            state: WorkState::Dispatched,
            place: "3-1502".into(),
            at: Some(Wgs84 { lon: 120.0, lat }),
            map_no: 1,
            building_no: None,
            dwelling_no: None,
            assignee: None,
            assignee_name: None,
            reported_at: DateTime::from_timestamp(0, 0).unwrap(),
            state_since: DateTime::from_timestamp(0, 0).unwrap(),
            due_at: DateTime::from_timestamp(minute * 60, 0),
            warn_at: None,
            warned_at: None,
            escalated_at: None,
            chased: 0,
            returned: 0,
            rating: None,
            alarm: None,
            revision: 1,
        }
    }

    fn ids(rows: &[WorkRow]) -> Vec<WorkItemId> {
        rows.iter().map(|row| row.id).collect()
    }

    #[test]
    fn the_nearest_comes_first_and_without_a_position_the_most_urgent() {
        let (near, far) = (row(20, 30.001), row(10, 30.01));
        let here = Some(Wgs84 { lon: 120.0, lat: 30.0 });
        let mut rows = vec![far.clone(), near.clone()];
        sort(&mut rows, Order::Distance, here);
        assert_eq!(ids(&rows), [near.id, far.id]);
        sort(&mut rows, Order::Distance, None);
        assert_eq!(ids(&rows), [far.id, near.id]);
    }

    #[test]
    fn a_new_task_comes_on_top() {
        let (old, new) = (row(10, 30.0), row(50, 30.0));
        let mut shown = Shown::default();
        assert_eq!(shown.take(vec![old.clone()], Order::Due, None, false), 0, "the first look is no news");
        assert_eq!(shown.take(vec![old.clone(), new.clone()], Order::Due, None, false), 1);
        assert_eq!(ids(&shown.rows), [new.id, old.id]);
    }

    #[test]
    fn while_scrolled_a_new_task_waits_and_nothing_moves() {
        let (old, new) = (row(10, 30.0), row(5, 30.0));
        let mut shown = Shown::default();
        shown.take(vec![old.clone()], Order::Due, None, false);
        assert_eq!(shown.take(vec![old.clone(), new.clone()], Order::Due, None, true), 1);
        assert_eq!((ids(&shown.rows), shown.held.len()), (vec![old.id], 1));
        assert_eq!(shown.take(vec![old.clone(), new.clone()], Order::Due, None, true), 0, "told once");
        shown.show(Order::Due, None);
        assert_eq!(ids(&shown.rows), [new.id, old.id]);
        assert!(shown.held.is_empty());
    }

    #[test]
    fn what_is_done_leaves_the_list() {
        let (one, other) = (row(10, 30.0), row(20, 30.0));
        let mut shown = Shown::default();
        shown.take(vec![one.clone(), other.clone()], Order::Due, None, false);
        shown.take(vec![other.clone()], Order::Due, None, true);
        assert_eq!(ids(&shown.rows), [other.id]);
    }
}
