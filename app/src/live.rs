//! The live feed: what happened, given to the screens once for each frame.
//!
//! A browser connects again by itself and says where it was (`Last-Event-ID`); the server then sends a `replay` of what
//! was missed, or a `reset` when that was too much and lists are to be read again. When the server refuses the
//! connection the browser gives up: then it is opened anew here. So it is when the line dies without a word, which a
//! browser never notices: the server says every few seconds that it is there, and silence tells.

use chrono::{DateTime, Utc};
use contract::live::{Batch, LatestValue, Moment, Viewing};
use leptos::prelude::*;
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{EventSource, MessageEvent};

/// How long the feed may be held back in a tab that draws no frames.
const UNSEEN: Duration = Duration::from_millis(500);
/// How long events after a reconnection count as caught up.
const CATCHING_UP: Duration = Duration::from_secs(2);
/// How long "caught up" stays on the screen.
const TOLD: Duration = Duration::from_secs(6);
/// How long lists wait, so that fifty events make them read once.
const SETTLED: Duration = Duration::from_millis(400);
/// Seconds between tries after a refusal: so many times the count of refusals, up to six times.
const AGAIN_S: u64 = 5;
/// How often it is looked whether the line is silent.
const LOOK: Duration = Duration::from_secs(1);
/// A line that is silent for longer is dead: three beats of the server.
const SILENCE_MS: f64 = 15_000.0;

/// Whether the feed is heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Status {
    /// It is.
    On {
        /// When something was last heard.
        last: DateTime<Utc>,
    },
    /// It is not, and it is tried to reconnect.
    Cut {
        /// When something was last heard.
        since: DateTime<Utc>,
    },
}

impl Status {
    /// When something was last heard.
    #[must_use]
    pub fn heard_at(self) -> DateTime<Utc> {
        match self {
            Self::On { last: at } | Self::Cut { since: at } => at,
        }
    }
}

type Listeners<F> = Vec<(u64, Rc<F>)>;

/// The connection with what it calls; closed when dropped.
struct Source {
    events: EventSource,
    named: [(&'static str, Closure<dyn Fn(MessageEvent)>); 5],
    look: Option<IntervalHandle>,
    _opened: Closure<dyn Fn()>,
    _failed: Closure<dyn Fn()>,
}

impl Drop for Source {
    fn drop(&mut self) {
        for (name, called) in &self.named {
            let _ = self.events.remove_event_listener_with_callback(name, called.as_ref().unchecked_ref());
        }
        self.events.set_onopen(None);
        self.events.set_onerror(None);
        self.events.close();
        if let Some(look) = self.look.take() {
            look.clear();
        }
    }
}

#[derive(Default)]
struct Feed {
    source: Option<Source>,
    /// Up to where everything was told, as the server marks it, to go on from.
    mark: Option<String>,
    waiting: Batch,
    is_scheduled: bool,
    refusals: u64,
    /// When something was heard last, or the connection was begun, in milliseconds.
    heard_ms: f64,
    /// Whether it was silent for too long when it was looked last.
    is_overdue: bool,
    /// How many show lists that are read again when the feed can't tell what they missed.
    readers: u32,
    /// Events since the reconnection, while they count as caught up.
    catching: Option<u32>,
    next: u64,
    on_moment: Listeners<dyn Fn(&Moment)>,
    on_values: Listeners<dyn Fn(&[LatestValue])>,
    on_viewing: Listeners<dyn Fn(&Viewing)>,
}

thread_local! {
    static FEED: RefCell<Feed> = RefCell::new(Feed::default());
    static STATUS: ArcRwSignal<Status> = ArcRwSignal::new(Status::On { last: Utc::now() });
    static CAUGHT: ArcRwSignal<Option<u32>> = ArcRwSignal::new(None);
    static RETURNS: ArcRwSignal<u32> = ArcRwSignal::new(0);
}

/// Whether the feed is heard; tracked.
#[must_use]
pub fn status() -> Status {
    STATUS.with(Clone::clone).get()
}

/// How many events came in after a reconnection, for a few seconds after it; tracked.
#[must_use]
pub fn caught_up() -> Option<u32> {
    CAUGHT.with(Clone::clone).get()
}

/// Hears every event for the life of the present owner.
pub fn on_moment(f: impl Fn(&Moment) + 'static) {
    listen::<dyn Fn(&Moment)>(|feed| &mut feed.on_moment, Rc::new(f));
}

/// Hears fresh values for the life of the present owner.
pub fn on_values(f: impl Fn(&[LatestValue]) + 'static) {
    listen::<dyn Fn(&[LatestValue])>(|feed| &mut feed.on_values, Rc::new(f));
}

/// Hears who has which work item open, for the life of the present owner.
pub fn on_viewing(f: impl Fn(&Viewing) + 'static) {
    listen::<dyn Fn(&Viewing)>(|feed| &mut feed.on_viewing, Rc::new(f));
}

fn listen<F: ?Sized + 'static>(list: fn(&mut Feed) -> &mut Listeners<F>, f: Rc<F>) {
    let id = FEED.with_borrow_mut(|feed| {
        feed.next += 1;
        let id = feed.next;
        list(feed).push((id, f));
        id
    });
    on_cleanup(move || FEED.with_borrow_mut(|feed| list(feed).retain(|(other, _)| *other != id)));
}

/// A count that grows when something happened that concerns a list, and when something may have: whoever reads it reads
/// again.
#[must_use]
pub fn ticks(concerns: impl Fn(&Moment) -> bool + 'static) -> Signal<u32> {
    let count = RwSignal::new(0u32);
    let is_waiting = StoredValue::new(false);
    on_moment(move |moment| {
        if !concerns(moment) || is_waiting.try_get_value() != Some(false) {
            return;
        }
        is_waiting.set_value(true);
        set_timeout(
            move || {
                is_waiting.try_set_value(false);
                count.try_update(|n| *n = n.wrapping_add(1));
            },
            SETTLED,
        );
    });
    let returns = returns();
    Signal::derive(move || count.get().wrapping_add(returns.get()))
}

/// A count that grows when more may have happened than the feed tells: after a break, and once after it began, for those
/// who read before. Whoever shows the present state reads it again.
#[must_use]
pub fn returns() -> Signal<u32> {
    FEED.with_borrow_mut(|feed| feed.readers += 1);
    on_cleanup(|| FEED.with_borrow_mut(|feed| feed.readers = feed.readers.saturating_sub(1)));
    let returns = RETURNS.with(Clone::clone);
    Signal::derive(move || returns.get())
}

/// Begins to listen as somebody: from now on, whatever was heard before.
pub fn start() {
    FEED.with_borrow_mut(|feed| {
        feed.mark = None;
        feed.refusals = 0;
        feed.waiting = Batch::default();
    });
    set_status(Status::On { last: Utc::now() });
    connect();
}

/// Stops listening.
pub fn stop() {
    let source = FEED.with_borrow_mut(|feed| feed.source.take());
    drop(source);
}

fn connect() {
    stop();
    let mark = FEED.with_borrow(|feed| feed.mark.clone());
    let address = mark.map_or_else(|| "/live".to_owned(), |mark| format!("/live?after={mark}"));
    let Ok(events) = EventSource::new(&address) else { return };
    // An event with a name reaches only who listens to that name.
    let calls: [(&'static str, fn(&MessageEvent)); 5] = [
        ("begin", begin),
        ("message", hear),
        ("replay", hear),
        ("reset", read_again),
        ("beat", |_: &MessageEvent| {}),
    ];
    let named = calls.map(|(name, call)| {
        let heard = move |event: MessageEvent| {
            note_heard();
            call(&event);
        };
        (name, Closure::<dyn Fn(MessageEvent)>::new(heard))
    });
    for (name, called) in &named {
        let listening = events.add_event_listener_with_callback(name, called.as_ref().unchecked_ref());
        if let Err(error) = listening {
            leptos::logging::error!("the feed's {name} is not heard: {error:?}");
        }
    }
    let opened = Closure::<dyn Fn()>::new(opened);
    let failed = Closure::<dyn Fn()>::new(failed);
    events.set_onopen(Some(opened.as_ref().unchecked_ref()));
    events.set_onerror(Some(failed.as_ref().unchecked_ref()));
    let look = set_interval_with_handle(look, LOOK).ok();
    let source = Source { events, named, look, _opened: opened, _failed: failed };
    FEED.with_borrow_mut(|feed| {
        feed.source = Some(source);
        feed.heard_ms = js_sys::Date::now();
        feed.is_overdue = false;
    });
}

fn opened() {
    let was_cut = matches!(STATUS.with(Clone::clone).get_untracked(), Status::Cut { .. });
    note_heard();
    FEED.with_borrow_mut(|feed| feed.refusals = 0);
    if !was_cut {
        return;
    }
    FEED.with_borrow_mut(|feed| feed.catching = Some(0));
    tell_returned();
    set_timeout(
        || {
            let count = FEED.with_borrow_mut(|feed| feed.catching.take());
            CAUGHT.with(Clone::clone).set(count);
            set_timeout(|| CAUGHT.with(Clone::clone).set(None), TOLD);
        },
        CATCHING_UP,
    );
}

fn tell_returned() {
    RETURNS.with(Clone::clone).update(|n| *n = n.wrapping_add(1));
}

/// Whatever comes says that the line is there.
fn note_heard() {
    FEED.with_borrow_mut(|feed| {
        feed.heard_ms = js_sys::Date::now();
        feed.is_overdue = false;
    });
    set_status(Status::On { last: Utc::now() });
}

/// Gives a silent line up and opens another. A page that was held up takes what came meanwhile before it looks a second
/// time, so only two looks are believed.
fn look() {
    let is_dead = FEED.with_borrow_mut(|feed| {
        // One that the browser gave up is opened anew in its own time.
        let is_kept = feed.source.as_ref().is_some_and(|s| s.events.ready_state() != EventSource::CLOSED);
        let is_overdue = is_kept && js_sys::Date::now() - feed.heard_ms > SILENCE_MS;
        std::mem::replace(&mut feed.is_overdue, is_overdue) && is_overdue
    });
    if is_dead {
        note_cut();
        connect();
    }
}

fn note_cut() {
    if let Status::On { last } = STATUS.with(Clone::clone).get_untracked() {
        set_status(Status::Cut { since: last });
    }
}

/// From here on everything is told. What happened between a list's being read and now was not, so lists are read once
/// more, a moment later: those that are just being read for the first time need not be asked for twice.
fn begin(event: &MessageEvent) {
    note_mark(event);
    if FEED.with_borrow(|feed| feed.readers > 0) {
        set_timeout(tell_returned, SETTLED);
    }
}

/// Each message that tells of events carries the mark that it leads to.
fn note_mark(event: &MessageEvent) {
    let mark = event.last_event_id();
    if !mark.is_empty() {
        FEED.with_borrow_mut(|feed| feed.mark = Some(mark));
    }
}

fn hear(event: &MessageEvent) {
    note_mark(event);
    if let Some(text) = event.data().as_string() {
        take(&text);
    }
}

/// More was missed than the server repeats, or it can't know what.
fn read_again(event: &MessageEvent) {
    note_mark(event);
    tell_returned();
}

fn failed() {
    note_cut();
    let refusals = FEED.with_borrow_mut(|feed| {
        let is_closed = feed.source.as_ref().is_some_and(|s| s.events.ready_state() == EventSource::CLOSED);
        is_closed.then(|| {
            feed.refusals += 1;
            feed.refusals
        })
    });
    // Closed for good: the session may have ended, which asking tells.
    if let Some(refusals) = refusals {
        set_timeout(
            || {
                if FEED.with_borrow(|feed| feed.source.is_some()) {
                    crate::seat::refresh();
                    connect();
                }
            },
            Duration::from_secs(AGAIN_S * refusals.min(6)),
        );
    }
}

fn take(text: &str) {
    let batch: Batch = match serde_json::from_str(text) {
        Ok(batch) => batch,
        Err(error) => {
            leptos::logging::error!("an event was not understood: {error}");
            return;
        }
    };
    let is_scheduled = FEED.with_borrow_mut(|feed| {
        if let Some(count) = feed.catching.as_mut() {
            *count = count.saturating_add(u32::try_from(batch.moments.len()).unwrap_or(u32::MAX));
        }
        feed.waiting.moments.extend(batch.moments);
        feed.waiting.values.extend(batch.values);
        feed.waiting.viewing.extend(batch.viewing);
        std::mem::replace(&mut feed.is_scheduled, true)
    });
    if !is_scheduled {
        request_animation_frame(give_out);
        // A hidden tab draws no frames, and its alarms must sound all the same.
        set_timeout(give_out, UNSEEN);
    }
}

fn give_out() {
    let (batch, on_moment, on_values, on_viewing) = FEED.with_borrow_mut(|feed| {
        feed.is_scheduled = false;
        let batch = std::mem::take(&mut feed.waiting);
        (batch, feed.on_moment.clone(), feed.on_values.clone(), feed.on_viewing.clone())
    });
    for moment in &batch.moments {
        for (_, hear) in &on_moment {
            hear(moment);
        }
    }
    for viewing in &batch.viewing {
        for (_, hear) in &on_viewing {
            hear(viewing);
        }
    }
    if !batch.values.is_empty() {
        for (_, hear) in &on_values {
            hear(&batch.values);
        }
    }
}

/// A moment that was just heard is no news for those who only ask whether the feed is cut: at most one a second.
fn set_status(status: Status) {
    let signal = STATUS.with(Clone::clone);
    let is_news = match (signal.get_untracked(), status) {
        (Status::On { last: before }, Status::On { last }) => (last - before).num_milliseconds() >= 1000,
        (before, status) => before != status,
    };
    if is_news {
        signal.set(status);
    }
}
