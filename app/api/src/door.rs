//! The door: from a browser's session to a [`base::Session`] in the capacity acted in.

use base::{
    Actor, Mode, Session, Store,
    identity::{
        self, Seat,
        http_session::{LEASE_KEY, Lease, SEAT_KEY},
    },
    subscription::Subscriber,
};
use contract::{
    Act, Fault, Kind, Listing,
    applications::case_types,
    geo::Wgs84,
    identity::Me,
    spatial::{Found, code::CodeClass},
    wall::{DeadLetterRow, EnvironmentNow, PROMPTNESS_DAYS, WallNow},
};
use leptos::prelude::use_context;
use spatial::code::CodeRow;
use std::{net::IpAddr, sync::Arc};
use tower_sessions::Session as Browser;

/// What the server gives to each server function.
#[derive(Clone)]
pub struct Platform {
    /// The store.
    pub store: Store,
    /// The parts that react to events, for dead letters.
    pub subscribers: Arc<Vec<Arc<dyn Subscriber>>>,
    /// Who acts, as the session said when the request came in.
    pub actor: Option<Actor>,
    /// Where the browser is, for the limit on attempts.
    pub peer: IpAddr,
    /// Who has which work item open.
    pub viewers: work::Viewers,
}

fn platform() -> Result<Platform, Fault> {
    use_context::<Platform>().ok_or(Fault::Unavailable)
}

pub(crate) fn subscribers() -> Arc<Vec<Arc<dyn Subscriber>>> {
    use_context::<Platform>().map(|p| p.subscribers).unwrap_or_default()
}

pub(crate) fn viewers() -> Result<work::Viewers, Fault> {
    platform().map(|platform| platform.viewers)
}

async fn browser() -> Result<Browser, Fault> {
    leptos_axum::extract::<Browser>().await.map_err(|_| Fault::Unavailable)
}

fn away(error: tower_sessions::session::Error) -> Fault {
    base::unavailable("reading a browser's session", &error)
}

/// Whose seat a browser's session is.
///
/// # Errors
/// [`Fault::SignedOut`].
pub async fn take_seat(store: &Store, browser: &Browser) -> Result<(Actor, Me), Fault> {
    let seat: Option<Seat> = browser.get(SEAT_KEY).await.map_err(away)?;
    identity::seat(store, &seat.ok_or(Fault::SignedOut)?).await
}

/// Who acts in a browser's session.
///
/// # Errors
/// [`Fault::SignedOut`].
pub async fn actor_of(store: &Store, browser: &Browser) -> Result<Actor, Fault> {
    take_seat(store, browser).await.map(|(actor, _)| actor)
}

async fn begin(mode: Mode) -> Result<Session, Fault> {
    let platform = platform()?;
    platform.store.begin(platform.actor.ok_or(Fault::SignedOut)?, mode).await
}

pub(crate) async fn read() -> Result<Session, Fault> {
    begin(Mode::Read).await
}

pub(crate) async fn write() -> Result<Session, Fault> {
    begin(Mode::Write).await
}

pub(crate) async fn sign_in(account: &str, password: &str) -> Result<Me, Fault> {
    let platform = platform()?;
    let browser = browser().await?;
    let seat = identity::sign_in(&platform.store, account, password, &platform.peer.to_string()).await?;
    sit(&platform.store, &browser, &seat).await
}

/// Takes a seat under a fresh session id, so that an id that was known before is worth nothing.
async fn sit(store: &Store, browser: &Browser, seat: &Seat) -> Result<Me, Fault> {
    let (_, me) = identity::seat(store, seat).await?;
    browser.cycle_id().await.map_err(away)?;
    browser.insert(SEAT_KEY, seat).await.map_err(away)?;
    lease(browser, Lease::begin(&me)).await?;
    Ok(me)
}

async fn lease(browser: &Browser, lease: Lease) -> Result<(), Fault> {
    browser.insert(LEASE_KEY, lease).await.map_err(away)?;
    browser.set_expiry(Some(lease.expiry()));
    Ok(())
}

/// Lets a session that is in use last longer, once an hour.
///
/// # Errors
/// [`Fault::Unavailable`].
pub async fn prolong(browser: &Browser) -> Result<(), Fault> {
    let kept: Option<Lease> = browser.get(LEASE_KEY).await.map_err(away)?;
    match kept.and_then(Lease::renewed) {
        Some(renewed) => lease(browser, renewed).await,
        None => Ok(()),
    }
}

/// Seats a terminal in place of whoever sat at this browser, for as long as it is not cut off.
pub(crate) async fn pair(code: &str) -> Result<Me, Fault> {
    let platform = platform()?;
    let browser = browser().await?;
    let seat = identity::terminal::pair(&platform.store, code, &platform.peer.to_string()).await?;
    sit(&platform.store, &browser, &seat).await
}

pub(crate) async fn sign_out() -> Result<(), Fault> {
    browser().await?.flush().await.map_err(away)
}

pub(crate) async fn me() -> Result<Me, Fault> {
    take_seat(&platform()?.store, &browser().await?).await.map(|(_, me)| me)
}

pub(crate) async fn switch(role_key: &str) -> Result<Me, Fault> {
    let platform = platform()?;
    let browser = browser().await?;
    let (_, me) = take_seat(&platform.store, &browser).await?;
    if !me.capacities.iter().any(|c| c.role_key == role_key) {
        return Err(Fault::Missing { kind: Kind::Role });
    }
    let me = sit(&platform.store, &browser, &Seat { user: me.user.0, role: role_key.into() }).await?;
    let session = platform.store.begin(actor_of(&platform.store, &browser).await?, Mode::Write).await?;
    let result = session.witness("identity", Kind::Role, Act::Take, Some(me.capacity.role.0), None).await;
    session.finish(result).await?;
    Ok(me)
}

pub(crate) async fn use_link(token: &str, password: &str) -> Result<String, Fault> {
    let platform = platform()?;
    identity::use_link(&platform.store, token, password, &platform.peer.to_string()).await
}

pub(crate) async fn dead_letters(session: &Session) -> Result<Vec<DeadLetterRow>, Fault> {
    let rows = base::subscription::unsettled(session).await?;
    let row = |row: base::subscription::dead_letter::Model| DeadLetterRow {
        id: row.id,
        subscriber: row.subscriber,
        position: row.position,
        event: row.event,
        error: row.error,
        at: row.at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The search that spans the map: each engine finds what is its own, within its own permission. A code means one thing.
pub(crate) async fn search(session: &Session, text: &str) -> Result<Vec<Found>, Fault> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 80 {
        return Ok(vec![]);
    }
    if let Some(known) = spatial::code::look_up(session, text).await? {
        return coded(session, &known).await;
    }
    let mut found = spatial::search(session, text).await?;
    found.extend(sensing::device::search(session, text).await?);
    if session.actor().reach(Kind::Person, Act::Read).is_some() {
        found.extend(registry::person::search(session, text).await?);
    }
    Ok(found)
}

/// What a code stands for and where that is, as the engine that keeps it says; nothing out of reach.
async fn coded(session: &Session, known: &CodeRow) -> Result<Vec<Found>, Fault> {
    let object = known.object;
    let found: Vec<Found> = match known.class {
        CodeClass::Area
        | CodeClass::Building
        | CodeClass::Dwelling
        | CodeClass::Place
        | CodeClass::Component => spatial::find(session, known).await?.into_iter().collect(),
        CodeClass::Person => registry::person::find(session, object).await?,
        CodeClass::Organisation => registry::organisation::find(session, object).await?.into_iter().collect(),
        CodeClass::Device => sensing::device::find(session, object).await?.into_iter().collect(),
    };
    Ok(found.into_iter().map(|one| Found { is_retired: known.is_retired, ..one }).collect())
}

pub(crate) async fn environment(session: &Session) -> Result<Vec<EnvironmentNow>, Fault> {
    // What a public screen shows anybody in the lobby may see, so reading notices is right enough.
    session.reach(Kind::Notice, Act::Read)?;
    sensing::device::stations(session).await
}

pub(crate) async fn duty_phone(session: &Session) -> Result<Option<String>, Fault> {
    // It stands on a public screen as well.
    let reach = session.reach(Kind::Notice, Act::Read)?;
    identity::duty_phone(session, &reach).await
}

pub(crate) async fn wall(session: &Session) -> Result<WallNow, Fault> {
    let (online, devices) = sensing::device::online(session).await?;
    let open =
        Listing { filters: vec![("open".into(), vec!["true".into()])], limit: 1, ..Default::default() };
    let alarms = match sensing::alarm::list(session, &open).await?.count {
        contract::Count::Exact(n) | contract::Count::Over(n) => n,
    };
    let by_hour = work::figure::alarms_by_hour(session).await?;
    let watched: Vec<Kind> =
        case_types().filter(|case| case.is_opened_by_alarms()).map(|case| case.kind).collect();
    let (median_minutes, on_time_percent) =
        work::figure::promptness(session, &watched, PROMPTNESS_DAYS).await?;
    let community = spatial::area::community(session).await?;
    Ok(WallNow {
        community: community.as_ref().map(|(name, _)| name.clone()).unwrap_or_default(),
        at: community.map_or_else(Wgs84::default, |(_, at)| at),
        online,
        devices,
        alarms,
        cases: work::item::open_count(session).await?,
        alarms_today: by_hour.iter().sum(),
        by_hour,
        median_minutes,
        on_time_percent,
    })
}
