//! When things are sent: as soon as they are typed, when the network comes back, and every half minute.

use contract::{Fault, FileId, UserId, WorkItemId};
use kit::{PickedPhoto, Trouble, time};
use leptos::{prelude::*, task::spawn_local};
use std::cell::{Cell, RefCell};
use uuid::Uuid;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{
    machine::{self, Failure, Item, Parcel, Receipt, State, Tally},
    network, photo, row,
    store::{self, NotKept, Shelf},
    turn::take_turn,
};
use crate::{seat, trouble::ask, upload};

/// Milliseconds between two looks at what waits.
const LOOK_MS: u32 = 30_000;

thread_local! {
    static ITEMS: ArcRwSignal<Vec<Item>> = ArcRwSignal::new(Vec::new());
    static SENDS: ArcRwSignal<u32> = ArcRwSignal::new(0);
    static BEGUN: Cell<bool> = const { Cell::new(false) };
    static BUSY: Cell<bool> = const { Cell::new(false) };
    static IDLE: RefCell<Vec<js_sys::Function>> = const { RefCell::new(Vec::new()) };
}

/// How sending something ended, as far as it has.
#[derive(Clone, Debug, PartialEq)]
pub enum Settled {
    /// The server has it.
    Sent(Receipt),
    /// It is kept here and will be sent.
    Kept,
    /// Somebody else did something meanwhile; it waits in the outbox for the person's choice.
    Conflict(Fault),
    /// The server would not take it; it is in the outbox until it is removed.
    Refused(Fault),
    /// This device would not even keep it.
    Full,
}

/// The outbox of this device.
#[derive(Clone, Copy, Debug)]
pub struct Outbox;

/// The outbox; the first call starts it.
#[must_use]
pub fn queue() -> Outbox {
    if !BEGUN.replace(true) {
        spawn_local(async {
            load().await;
            kick();
        });
        gloo::timers::callback::Interval::new(LOOK_MS, || {
            prune();
            kick();
        })
        .forget();
    }
    Outbox
}

/// How much of whoever sits here is on this device alone, whichever page or tab wrote it down.
pub async fn unsent() -> usize {
    let owner = owner();
    Tally::of(mine(&row::all().await, owner)).unsent()
}

/// Forgets everything that this device kept of a person: for signing out. What others have not sent yet stays, in the
/// outbox and in their forms.
pub async fn forget() {
    let owner = owner();
    ITEMS.with(Clone::clone).set(Vec::new());
    kit::forget_typed();
    store::clear(Shelf::Copy).await;
    let (mine, others): (Vec<Item>, Vec<Item>) =
        row::all().await.into_iter().partition(|item| item.owner == owner);
    for item in mine {
        row::delete_whole(&item).await;
    }
    // Photos of this person's forms belong to nothing in the outbox.
    let sent_later = others.iter().flat_map(|item| item.parcel.photos()).copied();
    let kept: Vec<String> = sent_later.chain(photo::of_others()).map(|id| id.to_string()).collect();
    store::clear_but(Shelf::Photo, &kept).await;
}

/// Who signs what is typed here.
pub(super) fn owner() -> UserId {
    untrack(me_or_nobody)
}

/// Who sits here; tracked.
fn me_or_nobody() -> UserId {
    seat::me().map_or(UserId(Uuid::nil()), |me| me.user)
}

fn mine(items: &[Item], owner: UserId) -> impl Iterator<Item = &Item> {
    items.iter().filter(move |item| item.owner == owner)
}

/// The network is back.
pub(super) fn back_online() {
    if BEGUN.get() {
        ITEMS.with(Clone::clone).update(|items| items.iter_mut().for_each(Item::back_online));
        kick();
    }
}

impl Outbox {
    /// All in it of whoever sits here, oldest first; tracked.
    #[must_use]
    pub fn items(self) -> Vec<Item> {
        let owner = me_or_nobody();
        ITEMS.with(Clone::clone).with(|items| mine(items, owner).cloned().collect())
    }

    /// What of other people waits here for them, as name and number; tracked.
    #[must_use]
    pub fn of_others(self) -> Vec<(String, usize)> {
        let owner = me_or_nobody();
        ITEMS.with(Clone::clone).with(|items| machine::of_others(items, owner))
    }

    /// What of a work item the server doesn't have yet; tracked.
    #[must_use]
    pub fn of(self, item: WorkItemId) -> Vec<Item> {
        let owner = me_or_nobody();
        let is_of = |other: &&Item| other.parcel.item() == item && !other.is_sent();
        ITEMS.with(Clone::clone).with(|items| mine(items, owner).filter(is_of).cloned().collect())
    }

    /// Whether it has something, or has sent it since the page was loaded, whichever page or tab wrote it down.
    pub async fn has(self, id: Uuid) -> bool {
        let is_written = row::all().await.iter().any(|item| item.id() == id);
        is_written || find(id).is_some()
    }

    /// Whether a photo belongs to something in it.
    pub(super) fn holds(self, photo: FileId) -> bool {
        with(|items| items.iter().any(|item| !item.is_sent() && item.parcel.photos().contains(&photo)))
    }

    /// In numbers; tracked.
    #[must_use]
    pub fn tally(self) -> Tally {
        let owner = me_or_nobody();
        ITEMS.with(Clone::clone).with(|items| Tally::of(mine(items, owner)))
    }

    /// Grows whenever something has been sent; tracked.
    #[must_use]
    pub fn sends(self) -> u32 {
        SENDS.with(Clone::clone).get()
    }

    /// Writes something down, sends it as soon as it can, and tells how far that came.
    pub async fn send(self, parcel: Parcel, number: String, photos: Vec<PickedPhoto>) -> Settled {
        let id = parcel.id();
        if add(parcel, number, &photos).await.is_err() {
            return Settled::Full;
        }
        idle().await;
        let settled = settled(id);
        if settled == Settled::Kept && !store::is_lasting().await {
            // It would be lost with the page, so it stays in its form.
            give_back(id).await;
            return Settled::Full;
        }
        settled
    }

    /// Tries something again.
    pub fn retry(self, id: Uuid) {
        spawn_local(async move {
            change(id, Item::retry).await;
            kick();
        });
    }

    /// Tries everything again that was given up for want of the server or waits for its next try.
    pub fn retry_all(self) {
        let owner = owner();
        ITEMS.with(Clone::clone).update(|items| {
            let is_stuck =
                |item: &&mut Item| item.owner == owner && !matches!(item.state, State::Conflict { .. });
            items.iter_mut().filter(is_stuck).for_each(Item::retry);
        });
        kick();
    }

    /// Takes something out whose form still shows it, and leaves its photos to the form.
    pub fn give_back(self, id: Uuid) {
        spawn_local(give_back(id));
    }

    /// Forgets something with its photos.
    pub fn remove(self, id: Uuid) {
        spawn_local(take_out(id));
    }

    /// Puts something else in its place under the same identity, and sends that.
    pub fn replace(self, id: Uuid, parcel: Parcel) {
        spawn_local(async move {
            change(id, |item| {
                item.parcel = parcel;
                item.retry();
            })
            .await;
            kick();
        });
    }

    /// Takes something back to be edited: its photos, ready to be shown. It leaves the outbox.
    pub async fn take_back(self, id: Uuid) -> Vec<PickedPhoto> {
        let photos = self.photos(id).await;
        give_back(id).await;
        photos
    }

    /// The photos of something in it.
    pub async fn photos(self, id: Uuid) -> Vec<PickedPhoto> {
        let ids = find(id).map(|item| item.parcel.photos().to_vec()).unwrap_or_default();
        photo::picked(&ids).await
    }
}

fn with<T>(read: impl FnOnce(&Vec<Item>) -> T) -> T {
    ITEMS.with(Clone::clone).with_untracked(read)
}

fn find(id: Uuid) -> Option<Item> {
    with(|items| items.iter().find(|item| item.id() == id).cloned())
}

fn settled(id: Uuid) -> Settled {
    match find(id).map(|item| item.state) {
        Some(State::Sent { receipt, .. }) => Settled::Sent(receipt),
        Some(State::Conflict { fault }) => Settled::Conflict(fault),
        Some(State::Failed { why: Failure::Fault(fault) }) => Settled::Refused(fault),
        _ => Settled::Kept,
    }
}

/// Reads what an earlier load of the page left; what another person left waits here until they are back.
async fn load() {
    let mut items = row::all().await;
    items.iter_mut().for_each(Item::recover);
    items.sort_by_key(|item| item.made_at);
    ITEMS.with(Clone::clone).update(|now| {
        let fresh: Vec<Item> =
            now.drain(..).filter(|item| !items.iter().any(|other| other.id() == item.id())).collect();
        *now = items;
        now.extend(fresh);
    });
}

async fn add(parcel: Parcel, number: String, photos: &[PickedPhoto]) -> Result<(), NotKept> {
    for photo in photos {
        store::put_photo(photo.id, &photo.blob).await?;
    }
    let text = parcel.note().len() as f64;
    let bytes = photos.iter().map(|photo| photo.blob.size()).sum::<f64>() + text;
    let mut item = Item::new(owner(), parcel, number, bytes as u64, time::now());
    item.owner_name = untrack(seat::me).map(|me| me.shown_name).unwrap_or_default();
    row::write(&item).await?;
    ITEMS.with(Clone::clone).update(|items| {
        items.retain(|other| other.id() != item.id());
        items.push(item);
    });
    Ok(())
}

/// Changes one item, here and on the device.
async fn change(id: Uuid, change: impl FnOnce(&mut Item)) {
    let mut changed = None;
    ITEMS.with(Clone::clone).update(|items| {
        if let Some(item) = items.iter_mut().find(|item| item.id() == id) {
            change(item);
            changed = Some(item.clone());
        }
    });
    let Some(item) = changed else { return };
    if item.is_sent() {
        row::delete_whole(&item).await;
    } else if row::is_gone(id).await {
        // Another tab has sent it meanwhile, or it was deleted there: it is not brought back.
        let_go(id);
        SENDS.with(Clone::clone).update(|n| *n = n.wrapping_add(1));
    } else {
        // What can't be written down anew stands there as it was before, which sends it once more at worst.
        let _ = row::write(&item).await;
    }
}

/// This tab knows of it no longer; what is written down stays.
fn let_go(id: Uuid) {
    ITEMS.with(Clone::clone).update(|items| items.retain(|item| item.id() != id));
}

async fn take_out(id: Uuid) {
    let Some(item) = find(id) else { return };
    let_go(id);
    row::delete_whole(&item).await;
}

/// Takes something out and leaves its photos to the form that shows it.
async fn give_back(id: Uuid) {
    let_go(id);
    row::delete(id).await;
}

fn prune() {
    let now = time::now();
    if with(|items| items.iter().any(|item| item.is_done(now))) {
        ITEMS.with(Clone::clone).update(|items| items.retain(|item| !item.is_done(now)));
    }
}

/// Sends what can be sent, unless that is going on already.
fn kick() {
    if BUSY.replace(true) {
        return;
    }
    spawn_local(async {
        // While another tab sends, this one looks again later.
        if due().is_some()
            && let Some(_turn) = take_turn().await
        {
            while let Some(id) = due() {
                send_one(id).await;
            }
        }
        BUSY.set(false);
        for resolve in IDLE.take() {
            // A promise's own function doesn't throw.
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
}

/// Waits until everything has been sent that can be sent now.
async fn idle() {
    let promise =
        js_sys::Promise::new(&mut |resolve, _| IDLE.with_borrow_mut(|waiting| waiting.push(resolve)));
    kick();
    let _ = JsFuture::from(promise).await;
}

fn due() -> Option<Uuid> {
    if !network::is_online_now() {
        return None;
    }
    with(|items| machine::next(items, owner(), time::now()))
}

async fn send_one(id: Uuid) {
    change(id, Item::begin).await;
    let Some(item) = find(id) else { return };
    let answer = attempt(&item).await;
    if answer == Err(Failure::Fault(Fault::SignedOut)) {
        seat::session_ended();
    }
    let is_sent = answer.is_ok();
    change(id, |item| item.settle(answer, network::is_online_now(), time::now())).await;
    if is_sent {
        SENDS.with(Clone::clone).update(|n| *n = n.wrapping_add(1));
    }
}

/// Photos first, then what they belong to.
async fn attempt(item: &Item) -> Result<Receipt, Failure> {
    for id in item.left.clone() {
        let photo = store::photo(id).await.ok_or(Failure::Fault(Fault::NotAPhoto))?;
        upload::send_photo(id, &photo).await.map_err(failure_of)?;
        change(item.id(), |item| item.photo_sent(id)).await;
    }
    let answer = match item.parcel.clone().typed(item.made_at, time::now()) {
        Parcel::Report(draft) => ask(api::work::report(draft)).await,
        Parcel::Step(step) => ask(api::work::step(step)).await.map(|sheet| sheet.row),
        Parcel::Unread(_) => return Err(Failure::Unread),
    };
    answer.map(|row| Receipt { number: row.number, due_at: row.due_at }).map_err(failure_of)
}

fn failure_of(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Fault(fault) => Failure::Fault(fault),
        // It never reached the server.
        Trouble::Network(_) | Trouble::Full => Failure::Away,
    }
}
