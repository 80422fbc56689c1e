//! Who else has a work item open, said on its sheet. While it is shown, this screen says every ten seconds that it is;
//! the live feed brings whoever comes in between.

use contract::{
    WorkItemId,
    live::{Viewer, Viewing},
};
use kit::{t, tf};
use leptos::{prelude::*, task::spawn_local};
use std::time::Duration;

use crate::{live, seat, trouble::ask};

/// How often this screen says that it shows the item; the server forgets it after two and a half times as long.
const BEAT: Duration = Duration::from_secs(10);

/// The others who have an item open, for the life of the present owner.
pub fn others(id: WorkItemId) -> RwSignal<Vec<Viewer>> {
    let others = RwSignal::new(Vec::new());
    let beat = move || {
        // Not by `kit::run`: a beat that fails is nothing to tell anybody, and the item's own reading says why.
        spawn_local(async move {
            let now = ask(api::work::view_work(id)).await.unwrap_or_default();
            put(others, now);
        });
    };
    beat();
    if let Ok(timer) = set_interval_with_handle(beat, BEAT) {
        on_cleanup(move || timer.clear());
    }
    live::on_viewing(move |viewing: &Viewing| {
        if viewing.item == id.0 {
            let me = untrack(seat::me).map(|me| me.user);
            let now = viewing.viewers.iter().filter(|viewer| Some(viewer.user) != me);
            put(others, now.cloned().collect());
        }
    });
    others
}

/// The same people again are no news to a reader.
fn put(others: RwSignal<Vec<Viewer>>, now: Vec<Viewer>) {
    if others.try_with_untracked(|before| *before != now) == Some(true) {
        others.set(now);
    }
}

/// 「演示督查01 正在查看」; nothing while one is alone.
#[must_use]
pub fn line(others: RwSignal<Vec<Viewer>>) -> AnyView {
    let words = move || {
        let names: Vec<String> = others.get().into_iter().map(|viewer| viewer.name).collect();
        (!names.is_empty()).then(|| {
            view! {
                <p class="presence" role="status">
                    {kit::icon("show")}
                    {tf("work.viewing", &[("who", &names.join(&t("text.list")))])}
                </p>
            }
        })
    };
    words.into_any()
}
