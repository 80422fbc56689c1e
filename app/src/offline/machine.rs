//! What waits to be sent, as a pure machine: no clock, no network, no browser, so that every way through it is tested.
//!
//! waiting → sending → sent; or a conflict that the person settles; or failed, after three tries or for good. What
//! concerns one case is sent in the order in which it was typed: what is stuck holds back what comes after it.

use chrono::{DateTime, Duration, Utc};
use contract::{
    Act, Fault, FileId, UserId, WorkItemId,
    work::{WorkDraft, WorkStep},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::unread::Unread;

/// How often something is tried before the person is asked.
const TRIES: u8 = 3;
/// Seconds of pause after the first and after the second try.
const PAUSES_S: [i64; 2] = [5, 30];
/// Seconds until it is asked again whether somebody has signed in.
const HOLD_S: i64 = 30;
/// Minutes for which what was sent stays in the list, with its tick.
const SHOWN_MINUTES: i64 = 60;
/// Seconds after which what was typed counts as typed offline.
const LATE_S: i64 = 60;

/// What is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parcel {
    /// A new work item.
    Report(WorkDraft),
    /// An act on one.
    Step(WorkStep),
    /// What this program can't read: it stands as it was written.
    #[serde(skip)]
    Unread(Unread),
}

impl Parcel {
    /// Its identity, made where it was typed.
    #[must_use]
    pub fn id(&self) -> Uuid {
        match self {
            Self::Report(draft) => draft.id.0,
            Self::Step(step) => step.entry,
            Self::Unread(unread) => unread.id,
        }
    }

    /// The work item that it concerns.
    #[must_use]
    pub fn item(&self) -> WorkItemId {
        match self {
            Self::Report(draft) => draft.id,
            Self::Step(step) => step.item,
            Self::Unread(unread) => unread.item,
        }
    }

    /// The act that it is; a new work item is none.
    #[must_use]
    pub fn act(&self) -> Option<Act> {
        match self {
            Self::Step(step) => Some(step.act),
            Self::Report(_) | Self::Unread(_) => None,
        }
    }

    /// Its photos.
    #[must_use]
    pub fn photos(&self) -> &[FileId] {
        match self {
            Self::Report(draft) => &draft.photos,
            Self::Step(step) => &step.photos,
            Self::Unread(unread) => &unread.photos,
        }
    }

    /// What was written.
    #[must_use]
    pub fn note(&self) -> &str {
        match self {
            Self::Report(draft) => &draft.title,
            Self::Step(step) => &step.note,
            Self::Unread(unread) => &unread.note,
        }
    }

    /// The same, saying when it was typed if that is a while ago.
    #[must_use]
    pub fn typed(mut self, at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        if now - at > Duration::seconds(LATE_S) {
            match &mut self {
                Self::Report(draft) => draft.typed_at = Some(at),
                Self::Step(step) => step.typed_at = Some(at),
                Self::Unread(_) => {}
            }
        }
        self
    }
}

/// What kept something from being sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The server was not reached.
    Away,
    /// The server would not take it.
    Fault(Fault),
    /// This program can't read it.
    Unread,
}

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Number of the work item.
    pub number: String,
    /// Until when its state must be left.
    pub due_at: Option<DateTime<Utc>>,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It waits for the network, for its turn, or for its next try.
    Waiting {
        /// Not before.
        again_at: Option<DateTime<Utc>>,
    },
    /// It is on its way.
    Sending,
    /// The server has it.
    Sent {
        /// Since when.
        at: DateTime<Utc>,
        /// What it answered.
        receipt: Receipt,
    },
    /// Somebody else did something meanwhile; the person says what becomes of it.
    Conflict {
        /// What the server said.
        fault: Fault,
    },
    /// It was given up.
    Failed {
        /// Why.
        why: Failure,
    },
}

/// One thing in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Who typed it; nobody else sends it.
    pub owner: UserId,
    /// What they are called, for whoever else opens the program on this device.
    #[serde(default)]
    pub owner_name: String,
    /// What is sent.
    pub parcel: Parcel,
    /// Number of the case, where it has one.
    pub number: String,
    /// Photos that are still to be sent.
    pub left: Vec<FileId>,
    /// Size of photos and text, in bytes.
    pub bytes: u64,
    /// When it was typed.
    pub made_at: DateTime<Utc>,
    /// How far it has come.
    pub state: State,
    /// How often it was tried in vain.
    pub tries: u8,
}

/// What becomes of something that was not taken.
enum Verdict {
    Again,
    Hold(Duration),
    Ask(Fault),
    Never,
}

impl Item {
    /// Something that was just typed.
    #[must_use]
    pub fn new(owner: UserId, parcel: Parcel, number: String, bytes: u64, now: DateTime<Utc>) -> Self {
        let left = parcel.photos().to_vec();
        let state = State::Waiting { again_at: None };
        let owner_name = String::new();
        Self { owner, owner_name, parcel, number, left, bytes, made_at: now, state, tries: 0 }
    }

    /// Its identity.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.parcel.id()
    }

    /// Whether the server has it.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        matches!(self.state, State::Sent { .. })
    }

    /// Whether its record, as it was read then, may not show it: it waits, or was sent only afterwards.
    #[must_use]
    pub fn is_missing_from(&self, read_at: Option<DateTime<Utc>>) -> bool {
        match self.state {
            State::Sent { at, .. } => read_at.is_some_and(|read_at| read_at < at),
            _ => true,
        }
    }

    /// How much of it has been sent, in per cent of its photos and its text.
    #[must_use]
    pub fn percent(&self) -> usize {
        let all = self.parcel.photos().len() + 1;
        (all - 1).saturating_sub(self.left.len()) * 100 / all
    }

    /// It goes on its way.
    pub fn begin(&mut self) {
        self.state = State::Sending;
        self.tries = self.tries.saturating_add(1);
    }

    /// One of its photos has arrived, and need not be sent again.
    pub fn photo_sent(&mut self, photo: FileId) {
        self.left.retain(|left| *left != photo);
    }

    /// It came back with an answer.
    pub fn settle(&mut self, answer: Result<Receipt, Failure>, is_online: bool, now: DateTime<Utc>) {
        let failure = match answer {
            Ok(receipt) => {
                self.number.clone_from(&receipt.number);
                self.state = State::Sent { at: now, receipt };
                return;
            }
            Err(failure) => failure,
        };
        self.state = match verdict(&self.parcel, &failure) {
            // Without a network nothing was tried.
            Verdict::Again if !is_online => {
                self.tries = self.tries.saturating_sub(1);
                State::Waiting { again_at: None }
            }
            Verdict::Again if self.tries >= TRIES => State::Failed { why: failure },
            Verdict::Again => State::Waiting { again_at: Some(now + pause(self.tries)) },
            Verdict::Hold(pause) => {
                self.tries = self.tries.saturating_sub(1);
                State::Waiting { again_at: Some(now + pause) }
            }
            Verdict::Ask(fault) => State::Conflict { fault },
            Verdict::Never => State::Failed { why: failure },
        };
    }

    /// The person wants it tried again.
    pub fn retry(&mut self) {
        let is_unread = matches!(self.parcel, Parcel::Unread(_));
        if !self.is_sent() && !is_unread && self.state != State::Sending {
            self.tries = 0;
            self.state = State::Waiting { again_at: None };
        }
    }

    /// Whether trying it again may help: it waits, or it failed for what made it be tried again by itself.
    #[must_use]
    pub fn can_retry(&self) -> bool {
        match &self.state {
            State::Waiting { .. } => true,
            State::Failed { why } => matches!(verdict(&self.parcel, why), Verdict::Again),
            _ => false,
        }
    }

    /// The network is back: what failed for want of it is tried again, and no pause is kept.
    pub fn back_online(&mut self) {
        match self.state {
            State::Failed { why: Failure::Away } => self.retry(),
            State::Waiting { .. } => self.state = State::Waiting { again_at: None },
            _ => {}
        }
    }

    /// The program starts anew: what was on its way then may or may not have arrived, so it is sent again.
    pub fn recover(&mut self) {
        if self.state == State::Sending {
            self.tries = self.tries.saturating_sub(1);
            self.state = State::Waiting { again_at: None };
        }
    }

    /// Whether it may leave the list: it was sent a while ago.
    #[must_use]
    pub fn is_done(&self, now: DateTime<Utc>) -> bool {
        matches!(self.state, State::Sent { at, .. } if now - at > Duration::minutes(SHOWN_MINUTES))
    }
}

fn pause(tries: u8) -> Duration {
    let nth = usize::from(tries.saturating_sub(1)).min(PAUSES_S.len() - 1);
    Duration::seconds(PAUSES_S[nth])
}

fn verdict(parcel: &Parcel, failure: &Failure) -> Verdict {
    let fault = match failure {
        Failure::Away => return Verdict::Again,
        Failure::Unread => return Verdict::Never,
        Failure::Fault(fault) => fault,
    };
    match fault {
        Fault::Unavailable | Fault::Internal { .. } => Verdict::Again,
        Fault::SignedOut => Verdict::Hold(Duration::seconds(HOLD_S)),
        Fault::Limited { minutes } => Verdict::Hold(Duration::minutes(i64::from(*minutes).max(1))),
        Fault::Changed { .. } | Fault::Blocked { .. } if matches!(parcel, Parcel::Step(_)) => {
            Verdict::Ask(fault.clone())
        }
        _ => Verdict::Never,
    }
}

/// What is to be sent next: the oldest whose case has nothing unsent before it.
#[must_use]
pub fn next(items: &[Item], owner: UserId, now: DateTime<Utc>) -> Option<Uuid> {
    let mut held_back: Vec<WorkItemId> = Vec::new();
    for item in items.iter().filter(|item| item.owner == owner && !item.is_sent()) {
        let case = item.parcel.item();
        let is_ready =
            matches!(item.state, State::Waiting { again_at } if again_at.is_none_or(|at| at <= now));
        if is_ready && !held_back.contains(&case) {
            return Some(item.id());
        }
        held_back.push(case);
    }
    None
}

/// The acts in it that are not to be offered once more; only a note may follow a note.
#[must_use]
pub fn acts(items: &[Item]) -> Vec<Act> {
    items.iter().filter_map(|item| item.parcel.act()).filter(|act| *act != Act::Note).collect()
}

/// How much unsent is other people's: what they are called, and how many; it waits for them to sign in here again.
#[must_use]
pub fn of_others(items: &[Item], owner: UserId) -> Vec<(String, usize)> {
    let mut counts: Vec<(UserId, String, usize)> = Vec::new();
    for item in items.iter().filter(|item| item.owner != owner && !item.is_sent()) {
        match counts.iter_mut().find(|(other, ..)| *other == item.owner) {
            Some((.., count)) => *count += 1,
            None => counts.push((item.owner, item.owner_name.clone(), 1)),
        }
    }
    counts.into_iter().map(|(_, name, count)| (name, count)).collect()
}

/// The outbox in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// What waits.
    pub waiting: usize,
    /// What is on its way.
    pub sending: usize,
    /// What the person has to do something about.
    pub stuck: usize,
}

impl Tally {
    /// Counts.
    #[must_use]
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut tally = Self::default();
        for item in items {
            match item.state {
                State::Waiting { .. } => tally.waiting += 1,
                State::Sending => tally.sending += 1,
                State::Conflict { .. } | State::Failed { .. } => tally.stuck += 1,
                State::Sent { .. } => {}
            }
        }
        tally
    }

    /// What the server doesn't have yet.
    #[must_use]
    pub fn unsent(self) -> usize {
        self.waiting + self.sending + self.stuck
    }
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
