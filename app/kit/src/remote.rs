//! Something that is loaded from the server and drawn once it is there. The type is only at the edge: what is drawn
//! around it is the same code for all.

use leptos::prelude::*;
use std::{rc::Rc, time::Duration};

use crate::{
    Call, LocalFuture, band, part,
    state::{loading_view, trouble_view},
    trouble::{Trouble, notice},
    words::t,
};

/// How long until a load that failed for a moment is tried again: so many times the count of failures,
const AGAIN: Duration = Duration::from_secs(5);
/// up to so many times.
const MOST_WAITS: u32 = 6;

type Change<T> = Rc<dyn Fn(&mut T)>;

/// Something that is loaded, shown, and loaded again when what it depends on changes.
pub struct Remote<T: 'static> {
    module: &'static str,
    value: RwSignal<Option<T>, LocalStorage>,
    trouble: RwSignal<Option<Trouble>>,
    is_loading: RwSignal<bool>,
    asked: RwSignal<u32>,
    /// The number of the newest load; what another one answers isn't taken.
    newest: StoredValue<u32>,
    /// Loads that failed since the last one that didn't.
    failures: StoredValue<u32>,
    /// What was changed while a load is under way, and its answer may not know.
    changes: StoredValue<Vec<Change<T>>, LocalStorage>,
}

impl<T: 'static> Copy for Remote<T> {}

impl<T: 'static> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Clone + 'static> Remote<T> {
    /// Loads now, and again whenever a signal changes that `load` reads before it first waits.
    #[must_use]
    pub fn new<F, E>(module: &'static str, load: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, E>> + 'static,
        E: Into<Trouble> + 'static,
    {
        let this = Self::unloaded(module);
        Effect::new(move |_| {
            this.asked.track();
            let work = load();
            let ticket = this.begin();
            let work: LocalFuture<Result<T, Trouble>> =
                Box::pin(async move { work.await.map_err(Into::<Trouble>::into) });
            wasm_bindgen_futures::spawn_local(async move { this.take(ticket, work.await) });
        });
        this
    }

    fn unloaded(module: &'static str) -> Self {
        Self {
            module,
            value: RwSignal::new_local(None),
            trouble: RwSignal::new(None),
            is_loading: RwSignal::new(true),
            asked: RwSignal::new(0),
            newest: StoredValue::new(0),
            failures: StoredValue::new(0),
            changes: StoredValue::new_local(Vec::new()),
        }
    }

    /// Begins a load; answers its number.
    fn begin(&self) -> u32 {
        let ticket = self.newest.with_value(|n| n.wrapping_add(1));
        self.newest.set_value(ticket);
        self.changes.set_value(Vec::new());
        self.is_loading.set(true);
        ticket
    }

    fn take(&self, ticket: u32, result: Result<T, Trouble>) {
        // The page may have gone, or asked for something else meanwhile.
        if self.newest.try_get_value() != Some(ticket) {
            return;
        }
        self.is_loading.try_set(false);
        match result {
            Ok(mut value) => {
                for change in self.changes.try_update_value(std::mem::take).unwrap_or_default() {
                    change(&mut value);
                }
                self.failures.try_set_value(0);
                self.trouble.try_set(None);
                self.value.try_set(Some(value));
            }
            Err(trouble) => {
                notice(&trouble);
                if trouble.can_retry() {
                    self.try_again(ticket);
                }
                // Whoever draws it by itself may not go on either.
                if trouble.hides() {
                    self.value.try_set(None);
                }
                self.trouble.try_set(Some(trouble));
            }
        }
    }

    /// Loads again after a while that grows, unless it is loaded again before.
    fn try_again(&self, ticket: u32) {
        let counted = self.failures.try_update_value(|n| {
            *n = n.saturating_add(1);
            *n
        });
        let this = *self;
        let again = move || {
            if this.newest.try_get_value() == Some(ticket) {
                this.reload();
            }
        };
        set_timeout(again, AGAIN * counted.unwrap_or(1).min(MOST_WAITS));
    }

    /// Loads again; what is shown stays meanwhile.
    pub fn reload(&self) {
        self.asked.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Puts a value in place of the loaded one, as an act's answer. What a load under way will answer may be older, so it
    /// is loaded anew; and a trouble that loading again will mend is told until then.
    pub fn set(&self, value: T) {
        if self.is_loading.try_get_untracked() == Some(true) {
            self.newest.try_update_value(|n| *n = n.wrapping_add(1));
            self.reload();
        }
        if self.trouble.try_get_untracked().flatten().is_some_and(|trouble| !trouble.can_retry()) {
            self.trouble.try_set(None);
        }
        self.value.try_set(Some(value));
    }

    /// Changes the value by what was heard of it. What a load under way will answer may be older, so that is changed too:
    /// however much is heard, the load comes to its end.
    pub fn change(&self, change: impl Fn(&mut T) + 'static)
    where
        T: Default,
    {
        let mut value = self.get_untracked().unwrap_or_default();
        change(&mut value);
        if self.is_loading.try_get_untracked() == Some(true) {
            self.changes.try_update_value(|changes| changes.push(Rc::new(change)));
        }
        self.value.try_set(Some(value));
    }

    /// The value, once it is there; tracked.
    #[must_use]
    pub fn get(&self) -> Option<T> {
        self.value.try_get().flatten()
    }

    /// The value, once it is there.
    #[must_use]
    pub fn get_untracked(&self) -> Option<T> {
        self.value.try_get_untracked().flatten()
    }

    /// What kept it from being loaded; tracked.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble.try_get().flatten()
    }

    /// Whether it is being loaded; tracked.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        self.is_loading.try_get().unwrap_or(false)
    }

    /// Draws it, or why it isn't there. An old value stays while it is loaded again, and when that fails for a moment.
    #[must_use]
    pub fn view(self, show: impl Fn(T) -> AnyView + 'static) -> AnyView {
        let show = leptos::callback::UnsyncCallback::<T, AnyView>::new(show);
        let retry = Call::new(move |()| self.reload());
        let value_view = move || self.get().map(|value| show.run(value));
        let around =
            move || around_view(self.module, self.value.with(Option::is_some), self.trouble(), retry);
        // A memo, so that what is shown isn't drawn anew each time it is loaded again.
        let is_hidden = Memo::new(move |_| self.trouble().is_some_and(|trouble| trouble.hides()));
        view! {
            {around}
            {move || (!is_hidden.get()).then_some(value_view)}
        }
        .into_any()
    }
}

/// What is drawn before or instead of the value.
fn around_view(module: &'static str, has_value: bool, trouble: Option<Trouble>, retry: Call) -> AnyView {
    match trouble {
        None if has_value => ().into_any(),
        None => loading_view(Some(retry)),
        Some(trouble) if has_value && !trouble.hides() => {
            let act = part::button(t("state.retry"), move || {
                retry.try_run(());
            });
            band(part::BandLevel::Warn, trouble.sentence(module), None, Some(act))
        }
        Some(trouble) => {
            let retry = trouble.can_retry().then_some(retry);
            trouble_view(module, &trouble, retry)
        }
    }
}

/// Does something on the server and hears how it ended; a session that has ended is told to the program.
pub fn run<T, F, E>(work: F, then: impl FnOnce(Result<T, Trouble>) + 'static)
where
    F: Future<Output = Result<T, E>> + 'static,
    E: Into<Trouble> + 'static,
    T: 'static,
{
    wasm_bindgen_futures::spawn_local(async move {
        let result = work.await.map_err(Into::<Trouble>::into);
        if let Err(trouble) = &result {
            notice(trouble);
        }
        then(result);
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{Act, Fault, Kind};

    /// One that loads only when the test says so; it lives as long as its owner.
    fn remote() -> (Owner, Remote<Vec<u8>>) {
        let owner = Owner::new();
        owner.set();
        (owner, Remote::unloaded("alarm"))
    }

    #[test]
    fn what_is_heard_during_a_load_outlasts_its_answer() {
        let (_owner, remote) = remote();
        let ticket = remote.begin();
        remote.change(|rows| rows.push(2));
        assert_eq!(remote.get_untracked(), Some(vec![2]), "it is shown at once");
        remote.take(ticket, Ok(vec![1]));
        assert_eq!(remote.get_untracked(), Some(vec![1, 2]));
        remote.change(|rows| rows.retain(|row| *row != 1));
        let ticket = remote.begin();
        remote.take(ticket, Ok(vec![3]));
        assert_eq!(remote.get_untracked(), Some(vec![3]), "a later load knows by itself");
    }

    #[test]
    fn an_act_s_answer_during_a_load_is_not_overwritten_by_an_older_one() {
        let (_owner, remote) = remote();
        let ticket = remote.begin();
        remote.set(vec![2]);
        remote.take(ticket, Ok(vec![1]));
        assert_eq!(remote.get_untracked(), Some(vec![2]));
        assert_eq!(remote.asked.get_untracked(), 1, "it is loaded anew");
        let ticket = remote.begin();
        remote.take(ticket, Ok(vec![2, 3]));
        remote.set(vec![4]);
        assert_eq!(remote.asked.get_untracked(), 1, "without a load there is none to repeat");
    }

    #[test]
    fn what_may_no_longer_be_shown_is_let_go() {
        let (_owner, remote) = remote();
        for fault in
            [Fault::Missing { kind: Kind::Alarm }, Fault::Denied { kind: Kind::Alarm, act: Act::Read }]
        {
            let ticket = remote.begin();
            remote.take(ticket, Ok(vec![1]));
            let ticket = remote.begin();
            remote.take(ticket, Err(Trouble::Fault(Fault::SignedOut)));
            assert_eq!(remote.get_untracked(), Some(vec![1]), "it was theirs to see");
            let ticket = remote.begin();
            remote.take(ticket, Err(Trouble::Fault(fault.clone())));
            assert_eq!(remote.get_untracked(), None);
            assert_eq!(remote.trouble.get_untracked(), Some(Trouble::Fault(fault)));
        }
    }

    #[test]
    fn a_load_that_failed_for_a_moment_is_told_until_one_succeeds() {
        let (_owner, remote) = remote();
        let ticket = remote.begin();
        remote.take(ticket, Ok(vec![1]));
        let away = Trouble::Fault(Fault::Unavailable);
        remote.trouble.set(Some(away.clone()));
        remote.change(|rows| rows.push(2));
        remote.set(vec![2]);
        assert_eq!(remote.trouble.get_untracked(), Some(away), "what is there may not be all");
        let ticket = remote.begin();
        remote.take(ticket, Ok(vec![1, 2]));
        assert_eq!(remote.trouble.get_untracked(), None);
        remote.trouble.set(Some(Trouble::Fault(Fault::SignedOut)));
        remote.set(vec![3]);
        assert_eq!(remote.trouble.get_untracked(), None, "nothing else would ever take it away");
    }
}
