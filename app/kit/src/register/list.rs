//! The rows on the screen: loaded when what is asked changes, kept while they are loaded again.

use contract::{Count, Listing};
use leptos::prelude::*;
use std::{collections::HashSet, sync::Arc, time::Duration};

use super::{
    address::Asked,
    line::{Line, LinePage, Load, Plain},
};
use crate::{
    Call,
    trouble::{Trouble, notice},
};

/// How long a new row keeps its dot.
const FRESH: Duration = Duration::from_secs(3);
/// How long until a page that failed for a moment is tried again: so many times the count of failures,
const AGAIN: Duration = Duration::from_secs(5);
/// up to so many times.
const MOST_WAITS: u32 = 6;
/// Rows that the server answers at most.
const MOST: u16 = 200;

/// The rows on the screen.
#[derive(Clone, Copy)]
pub(crate) struct List {
    pub asked: Asked,
    pub lines: RwSignal<Vec<Arc<Line>>>,
    pub count: RwSignal<Option<Count>>,
    pub next: RwSignal<Option<String>>,
    pub trouble: RwSignal<Option<Trouble>>,
    pub is_loading: RwSignal<bool>,
    /// Whether anything was ever loaded.
    pub is_begun: RwSignal<bool>,
    pub chosen: RwSignal<HashSet<String>>,
    pub fresh: RwSignal<HashSet<String>>,
    /// Where the pages before this one began.
    pub before: RwSignal<Vec<Option<String>>>,
    load: StoredValue<Load, LocalStorage>,
    on_shown: Option<Call<Vec<String>>>,
    size: u16,
    newest: StoredValue<u32>,
    /// Pages that failed since the last one that didn't.
    failures: StoredValue<u32>,
    again: RwSignal<u32>,
    /// Whether the next page is being read, and with it whether a renewal waits: it would take that page's place.
    adding: StoredValue<Option<bool>>,
    is_live: bool,
}

/// What happens to the rows that are there.
#[derive(Clone, Copy, PartialEq)]
enum Arrival {
    /// They are replaced: something else was asked for.
    Fresh,
    /// They are renewed: the same was asked for again.
    Same,
    /// They stay, more come below.
    More,
}

/// Rows to ask for. Those that are renewed stay as many as they are: more pages may have come below the first.
fn limit(size: u16, shown: usize, how: Arrival) -> u16 {
    match how {
        Arrival::Same => size.max(u16::try_from(shown).unwrap_or(MOST).min(MOST)),
        Arrival::Fresh | Arrival::More => size,
    }
}

impl List {
    pub fn new(plain: &Plain, asked: Asked, size: u16) -> Self {
        let this = Self::unread(plain, asked, size);
        let reload = plain.reload;
        Effect::new(move |before: Option<Listing>| {
            let listing = asked.now.get();
            this.again.track();
            if let Some(reload) = reload {
                reload.track();
            }
            let how = if before.as_ref() == Some(&listing) { Arrival::Same } else { Arrival::Fresh };
            if how == Arrival::Same && this.adding.get_value().is_some() {
                this.adding.set_value(Some(true));
            } else {
                this.fetch(listing.clone(), how);
            }
            listing
        });
        this
    }

    /// A list that reads nothing by itself.
    fn unread(plain: &Plain, asked: Asked, size: u16) -> Self {
        Self {
            asked,
            lines: RwSignal::new(Vec::new()),
            count: RwSignal::new(None),
            next: RwSignal::new(None),
            trouble: RwSignal::new(None),
            is_loading: RwSignal::new(true),
            is_begun: RwSignal::new(false),
            chosen: RwSignal::new(HashSet::new()),
            fresh: RwSignal::new(HashSet::new()),
            before: RwSignal::new(Vec::new()),
            load: StoredValue::new_local(plain.load.clone()),
            on_shown: plain.on_shown,
            size,
            newest: StoredValue::new(0),
            failures: StoredValue::new(0),
            again: RwSignal::new(0),
            adding: StoredValue::new(None),
            is_live: plain.is_live,
        }
    }

    /// Reads the page again; rows stay meanwhile.
    pub fn reload(&self) {
        self.again.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Reads the next page below these rows.
    pub fn more(&self) {
        if self.is_loading.get_untracked() {
            return;
        }
        let mut listing = self.asked.now.get_untracked();
        listing.after = self.next.get_untracked();
        self.fetch(listing, Arrival::More);
    }

    /// Goes to the next page.
    pub fn forward(&self) {
        let Some(next) = self.next.get_untracked() else { return };
        let here = self.asked.now.with_untracked(|listing| listing.after.clone());
        self.before.update(|before| before.push(here));
        self.asked.change(|listing| listing.after = Some(next));
    }

    /// Goes to the page before; to the first one when the address was opened in the middle.
    pub fn back(&self) {
        let before = self.before.try_update(Vec::pop).flatten().flatten();
        self.asked.change(|listing| listing.after = before);
    }

    /// Asks the server for a page outside the screen, for the export.
    pub fn page(&self, after: Option<String>) -> crate::LocalFuture<Result<LinePage, Trouble>> {
        let mut listing = self.asked.now.get_untracked();
        listing.after = after;
        listing.limit = MOST;
        self.load.with_value(|load| load(listing))
    }

    /// Whether a page lies before this one; tracked.
    pub fn has_before(&self) -> bool {
        self.asked.now.with(|listing| listing.after.is_some())
    }

    /// Rows of a page.
    pub fn size(&self) -> u16 {
        self.size
    }

    fn fetch(&self, mut listing: Listing, how: Arrival) {
        listing.limit = limit(self.size, self.lines.with_untracked(Vec::len), how);
        let is_first_page = listing.after.is_none();
        if how == Arrival::Fresh && is_first_page {
            self.before.set(Vec::new());
        }
        let ticket = self.newest.get_value().wrapping_add(1);
        self.newest.set_value(ticket);
        self.adding.set_value((how == Arrival::More).then_some(false));
        self.is_loading.set(true);
        let work = self.load.with_value(|load| load(listing));
        let this = *self;
        wasm_bindgen_futures::spawn_local(async move {
            let result = work.await;
            // The page may have gone, or asked for something else meanwhile.
            if this.newest.try_get_value() == Some(ticket) {
                this.take(result, how, ticket);
            }
        });
    }

    fn take(&self, result: Result<LinePage, Trouble>, how: Arrival, ticket: u32) {
        self.is_loading.set(false);
        let waits = self.adding.try_update_value(Option::take).flatten() == Some(true);
        match result {
            Ok(page) => {
                self.failures.set_value(0);
                self.show(page, how);
            }
            Err(trouble) => {
                notice(&trouble);
                if trouble.can_retry() {
                    self.try_again(ticket);
                }
                if trouble.hides() {
                    self.lines.set(Vec::new());
                }
                self.trouble.set(Some(trouble));
            }
        }
        if waits {
            self.reload();
        }
    }

    /// Reads the page again after a while that grows, unless something is read before.
    fn try_again(&self, ticket: u32) {
        let failures = self.failures.get_value().saturating_add(1);
        self.failures.set_value(failures);
        let this = *self;
        let again = move || {
            if this.newest.try_get_value() == Some(ticket) {
                this.reload();
            }
        };
        set_timeout(again, AGAIN * failures.min(MOST_WAITS));
    }

    fn show(&self, page: LinePage, how: Arrival) {
        if how == Arrival::Same && self.is_live {
            self.mark_fresh(&page.lines);
        }
        self.trouble.set(None);
        self.count.set(Some(page.count));
        self.next.set(page.next);
        match how {
            Arrival::More => self.lines.update(|lines| lines.extend(page.lines)),
            Arrival::Fresh | Arrival::Same => self.lines.set(page.lines),
        }
        let ids: Vec<String> =
            self.lines.with_untracked(|lines| lines.iter().map(|line| line.id.clone()).collect());
        if let Some(call) = self.on_shown {
            call.try_run(ids.clone());
        }
        let here: HashSet<String> = ids.into_iter().collect();
        if self.chosen.with_untracked(|chosen| !chosen.is_subset(&here)) {
            self.chosen.update(|chosen| chosen.retain(|id| here.contains(id)));
        }
        self.is_begun.set(true);
    }

    /// Marks the rows that were not there a moment ago, or looked different.
    fn mark_fresh(&self, lines: &[Arc<Line>]) {
        let fresh: HashSet<String> = self.lines.with_untracked(|old| {
            let is_new = |line: &&Arc<Line>| !old.iter().any(|other| other == *line);
            lines.iter().filter(is_new).map(|line| line.id.clone()).collect()
        });
        if fresh.is_empty() || self.lines.with_untracked(Vec::is_empty) {
            return;
        }
        self.fresh.set(fresh);
        let this = *self;
        set_timeout(
            move || {
                this.fresh.try_set(HashSet::new());
            },
            FRESH,
        );
    }

    /// Whether a row is selected; tracked.
    pub fn is_chosen(&self, id: &str) -> bool {
        self.chosen.with(|chosen| chosen.contains(id))
    }

    /// Selects a row or not.
    pub fn choose(&self, id: &str, is_chosen: bool) {
        self.chosen.update(|chosen| {
            if is_chosen {
                chosen.insert(id.to_owned());
            } else {
                chosen.remove(id);
            }
        });
    }

    /// Selects every row of the page or none.
    pub fn choose_all(&self, is_chosen: bool) {
        let all = if is_chosen {
            self.lines.with_untracked(|lines| lines.iter().map(|line| line.id.clone()).collect())
        } else {
            HashSet::new()
        };
        self.chosen.set(all);
    }

    /// The selected rows, in the order of the page.
    pub fn chosen_ids(&self) -> Vec<String> {
        let chosen = self.chosen.get_untracked();
        self.lines.with_untracked(|lines| {
            lines.iter().map(|line| line.id.clone()).filter(|id| chosen.contains(id)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::{RegisterSpec, line::erase};
    use contract::Page;
    use std::{
        future::ready,
        task::{Context, Poll, Waker},
    };

    #[test]
    fn what_came_below_the_first_page_stays_when_it_is_renewed() {
        assert_eq!(limit(20, 60, Arrival::Same), 60);
        assert_eq!(limit(20, 3, Arrival::Same), 20, "more may have come since");
        assert_eq!(limit(20, 900, Arrival::Same), MOST);
        assert_eq!(limit(20, 60, Arrival::Fresh), 20);
        assert_eq!(limit(20, 60, Arrival::More), 20);
    }

    /// A list of two pages of two rows that reads them only when the test says so, and the rows that it said it shows;
    /// they live as long as their owner.
    fn list() -> (Owner, List, RwSignal<Vec<String>>) {
        let owner = Owner::new();
        owner.set();
        let load = |listing: Listing| {
            let (rows, next) = match listing.after {
                None => (["一", "二"], Some("二".to_owned())),
                Some(_) => (["三", "四"], None),
            };
            let rows = rows.map(str::to_owned).to_vec();
            ready(Ok::<Page<String>, Trouble>(Page { rows, next, count: Count::Exact(4) }))
        };
        let mut spec = RegisterSpec::new("device", String::new(), &[], String::clone, load);
        let shown = RwSignal::new(Vec::new());
        spec.on_shown = Some(Call::new(move |rows: Vec<String>| shown.set(rows)));
        let list = List::unread(&erase(spec), Asked::new(Vec::new(), false, false), 2);
        (owner, list, shown)
    }

    /// A page, which is there at once.
    fn read(list: List, after: Option<&str>) -> Result<LinePage, Trouble> {
        let mut work = list.page(after.map(str::to_owned));
        match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(page) => page,
            Poll::Pending => panic!("it waits for something"),
        }
    }

    #[test]
    fn what_an_export_reads_is_not_what_the_list_shows() {
        let (_owner, list, shown) = list();
        let (first, second) = (read(list, None), read(list, Some("二")));
        assert!(shown.get_untracked().is_empty(), "it was only read");
        list.take(first, Arrival::Fresh, 0);
        assert_eq!(shown.get_untracked(), ["一", "二"]);
        assert!(read(list, Some("二")).is_ok());
        assert_eq!(shown.get_untracked(), ["一", "二"]);
        list.take(second, Arrival::More, 0);
        assert_eq!(shown.get_untracked(), ["一", "二", "三", "四"], "all that stand there");
    }
}
