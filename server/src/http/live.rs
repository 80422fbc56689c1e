//! The live feed: server-sent events, filtered by the listener's reach, resumed from where it was cut.

use super::Shared;
use axum::{
    Extension,
    extract::{Query, State},
    http::HeaderMap,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event as Message, KeepAlive},
    },
};
use base::{Actor, Addressed, Addressee, FeedMark, Store, moments_after};
use contract::{
    Act, Fault, Kind,
    live::{Batch, Event, LatestValue},
};
use publishing::notice;
use std::{collections::HashMap, convert::Infallible, time::Duration};
use tokio::{
    sync::{broadcast, mpsc},
    time::Instant,
};
use tokio_stream::wrappers::ReceiverStream;
use tower_sessions::{Session as Browser, session::Id};

/// What has come is sent together after so long.
const GATHER: Duration = Duration::from_millis(50);
/// The listener's session and permissions are read anew so often.
const RENEW: Duration = Duration::from_secs(15);
/// A browser that signs out, or goes on in another capacity, has so long to close its feed by itself.
const PARTING: Duration = Duration::from_secs(1);
/// A feed that has nothing to tell says so this often: as an event, since scripts don't see comments.
const BEAT: Duration = Duration::from_secs(5);
/// More missed events than this are not replayed: the screen reads its lists again instead.
const REPLAY: u64 = 2000;

/// From where a program goes on that opens the stream anew, and so can't send `Last-Event-ID`.
#[derive(serde::Deserialize)]
pub(crate) struct Resume {
    after: Option<String>,
}

/// The stream of a browser.
pub(crate) async fn stream(
    State(shared): State<Shared>,
    Extension(actor): Extension<Actor>,
    browser: Browser,
    Query(resume): Query<Resume>,
    headers: HeaderMap,
) -> Response {
    let seen = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let seen = seen.or(resume.after);
    // Subscribed before the replay is read, so that nothing falls in between; what comes twice is left out by position.
    let listener = Listener {
        moments: shared.store.listen(),
        values: shared.intake.listen(),
        viewings: shared.viewers.listen(),
        ended: shared.sessions.listen(),
        mark: FeedMark::default(),
        actor,
        browser,
        store: shared.store,
    };
    let (send, receive) = mpsc::channel(64);
    tokio::spawn(listener.run(seen, send));
    let alive = KeepAlive::new().interval(BEAT).event(Message::default().event("beat").data("{}"));
    let mut response = Sse::new(ReceiverStream::new(receive)).keep_alive(alive).into_response();
    response.headers_mut().insert("x-accel-buffering", http::HeaderValue::from_static("no"));
    response
}

struct Listener {
    moments: broadcast::Receiver<Addressee>,
    values: broadcast::Receiver<sensing::intake::Values>,
    viewings: broadcast::Receiver<work::Told>,
    ended: broadcast::Receiver<Id>,
    /// How far the listener was told.
    mark: FeedMark,
    actor: Actor,
    browser: Browser,
    store: Store,
}

type Sender = mpsc::Sender<Result<Message, Infallible>>;

impl Listener {
    async fn run(mut self, seen: Option<String>, send: Sender) {
        if !self.begin(seen.as_deref(), &send).await {
            return;
        }
        let mut batch = Batch::default();
        let mut latest: HashMap<(u32, String), LatestValue> = HashMap::new();
        let mut flush_at: Option<Instant> = None;
        let mut renew_at = Instant::now() + RENEW;
        loop {
            let wake = flush_at.unwrap_or(renew_at);
            tokio::select! {
                heard = self.moments.recv() => match heard {
                    Ok(addressee) => {
                        self.gather(&addressee, &mut batch);
                        if self.is_about_listener(&addressee) {
                            renew_at = Instant::now();
                        }
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {
                        if send.send(Ok(reset())).await.is_err() { return; }
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                fresh = self.values.recv() => if let Ok(fresh) = fresh {
                    for (area, value) in fresh.iter() {
                        if self.hears(&Addressed::area(Kind::Device, area)) {
                            latest.insert((value.device_no, value.property.clone()), value.clone());
                        }
                    }
                },
                came = self.viewings.recv() => if let Ok(came) = came
                    && self.hears(&came.0)
                {
                    batch.viewing.push(came.1.clone());
                },
                ended = self.ended.recv() => match ended {
                    Ok(id) if self.browser.id() != Some(id) => {}
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {
                        renew_at = renew_at.min(Instant::now() + PARTING);
                    }
                    Err(broadcast::error::RecvError::Closed) => return,
                },
                () = tokio::time::sleep_until(wake) => {}
                () = send.closed() => return,
            }
            let is_quiet = batch.moments.is_empty() && batch.viewing.is_empty() && latest.is_empty();
            if flush_at.is_none() && !is_quiet {
                flush_at = Some(Instant::now() + GATHER);
            }
            if flush_at.is_some_and(|at| at <= Instant::now()) {
                flush_at = None;
                batch.values = latest.drain().map(|(_, value)| value).collect();
                let newest = batch.moments.last().map(FeedMark::of);
                let mut said = message(&std::mem::take(&mut batch));
                if let Some(mark) = newest {
                    said = said.id(mark.to_string());
                }
                if send.send(Ok(said)).await.is_err() {
                    return;
                }
            }
            if renew_at <= Instant::now() {
                renew_at = Instant::now() + RENEW;
                if !self.renew().await {
                    return;
                }
            }
        }
    }

    /// Looks anew at whose session it is and what they may hear; false when it has ended: signed out, run out, disabled,
    /// or the role was taken away. The feed then ends too, and signing in again is asked for.
    async fn renew(&mut self) -> bool {
        // What a session has read it keeps, so it must be told to read again.
        if self.browser.load().await.is_err() {
            return true;
        }
        match api::actor_of(&self.store, &self.browser).await {
            Ok(actor) => {
                self.actor = actor;
                true
            }
            Err(Fault::SignedOut) => false,
            Err(_) => true,
        }
    }

    /// Sends what was missed, or says from where the feed begins.
    async fn begin(&mut self, seen: Option<&str>, send: &Sender) -> bool {
        let Ok(head) = base::feed_head(&self.store).await else { return false };
        let missed = match seen {
            Some(seen) => missed(&self.store, seen).await,
            None => {
                self.mark = head;
                let begin = Message::default().id(head.to_string()).event("begin").data("{}");
                return send.send(Ok(begin)).await.is_ok();
            }
        };
        match missed {
            Ok(Some(missed)) => {
                let mut batch = Batch::default();
                for addressee in &missed {
                    self.gather(addressee, &mut batch);
                }
                if self.mark.position < head.position {
                    self.mark = head;
                }
                let sent = message(&batch).event("replay").id(self.mark.to_string());
                send.send(Ok(sent)).await.is_ok()
            }
            Ok(None) => {
                self.mark = head;
                send.send(Ok(reset().id(head.to_string()))).await.is_ok()
            }
            Err(_) => false,
        }
    }

    fn gather(&mut self, addressee: &Addressee, batch: &mut Batch) {
        let (to, moment) = addressee.as_ref();
        if moment.position <= self.mark.position {
            return;
        }
        self.mark = FeedMark::of(moment);
        if self.hears(to) {
            batch.moments.push(moment.clone());
        }
    }

    /// Whether the listener's own account changed: what it may hear is then looked at again at once.
    fn is_about_listener(&self, addressee: &Addressee) -> bool {
        let changed = match &addressee.1.event {
            Event::RecordChanged { kind: Kind::User, id } => Some(*id),
            _ => None,
        };
        changed.is_some() && changed == self.actor.user()
    }

    fn hears(&self, to: &Addressed) -> bool {
        self.actor.reach(to.kind, Act::Read).is_some_and(|reach| {
            let is_from_above = to.kind == Kind::Notice && notice::is_for(&reach, &to.area_path);
            is_from_above || reach.holds(&to.area_path, to.owner, to.assignee)
        })
    }
}

/// What happened since a listener was told last; none when that is too much, or can't be known: the database was put back
/// to an earlier day while the screen stayed open, or the event that it heard last is not kept any longer.
async fn missed(store: &Store, seen: &str) -> Result<Option<Vec<Addressee>>, Fault> {
    let Some(seen) = FeedMark::read(seen) else { return Ok(None) };
    let is_of_this_feed =
        seen == FeedMark::default() || base::feed_mark(store, seen.position).await? == Some(seen);
    if !is_of_this_feed {
        return Ok(None);
    }
    let missed = moments_after(store, seen.position, REPLAY + 1).await?;
    Ok((missed.len() as u64 <= REPLAY).then_some(missed))
}

/// A batch, still without the mark that it leads to.
fn message(batch: &Batch) -> Message {
    Message::default().data(serde_json::to_string(batch).unwrap_or_else(|_| "{}".into()))
}

/// What was missed can't be told: the screen reads its lists again.
fn reset() -> Message {
    Message::default().event("reset").data("{}")
}
