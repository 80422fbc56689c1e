//! Something that is loaded from the server and drawn once it is there. The type is only at the edge: what is drawn
//! around it is the same code for all.

use leptos::prelude::*;
use std::time::Duration;

use crate::{
    Call, LocalFuture, band, part,
    state::{loading_view, trouble_view},
    trouble::{Trouble, notice},
    words::t,
};

/// How long until the server is tried again after it was not reached.
const AGAIN: Duration = Duration::from_secs(5);

/// Something that is loaded, shown, and loaded again when what it depends on changes.
pub struct Remote<T: 'static> {
    module: &'static str,
    value: RwSignal<Option<T>, LocalStorage>,
    trouble: RwSignal<Option<Trouble>>,
    is_loading: RwSignal<bool>,
    asked: RwSignal<u32>,
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
        let this = Self {
            module,
            value: RwSignal::new_local(None),
            trouble: RwSignal::new(None),
            is_loading: RwSignal::new(true),
            asked: RwSignal::new(0),
        };
        let newest = StoredValue::new(0u32);
        Effect::new(move |_| {
            this.asked.track();
            let work = load();
            let ticket = newest.with_value(|n| n + 1);
            newest.set_value(ticket);
            this.is_loading.set(true);
            let work: LocalFuture<Result<T, Trouble>> =
                Box::pin(async move { work.await.map_err(Into::<Trouble>::into) });
            wasm_bindgen_futures::spawn_local(async move {
                let result = work.await;
                // The page may have gone, or asked for something else meanwhile.
                if newest.try_with_value(|n| *n == ticket) == Some(true) {
                    this.take(result);
                }
            });
        });
        this
    }

    fn take(&self, result: Result<T, Trouble>) {
        self.is_loading.try_set(false);
        match result {
            Ok(value) => {
                self.trouble.try_set(None);
                self.value.try_set(Some(value));
            }
            Err(trouble) => {
                notice(&trouble);
                if matches!(trouble, Trouble::Network(_)) {
                    let this = *self;
                    set_timeout(move || this.reload(), AGAIN);
                }
                self.trouble.try_set(Some(trouble));
            }
        }
    }

    /// Loads again; what is shown stays meanwhile.
    pub fn reload(&self) {
        self.asked.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Puts a value in place of the loaded one, as an act's answer.
    pub fn set(&self, value: T) {
        self.trouble.try_set(None);
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
