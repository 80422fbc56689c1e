//! The last step: a look over all of it, with the way back to each line, and sending.

use contract::registry::mask_phone;
use kit::{BandLevel, Call, band, busy_button, button, page_head, review_line, run, t, tf, time};
use leptos::prelude::*;

use super::{Desk, address, go_to, slot, step, step_words};
use crate::offline::{Parcel, Settled, queue};

/// Step 4.
pub fn review(desk: Desk) -> AnyView {
    let form = desk.form;
    let is_busy = RwSignal::new(false);
    let is_full = RwSignal::new(false);
    let send = move || {
        is_busy.set(true);
        is_full.set(false);
        let buildings = desk.buildings.get_untracked().map(|copy| copy.value.rows).unwrap_or_default();
        let parcel = Parcel::Report(form.to_draft(&buildings));
        let photos = form.photos.get_untracked();
        let sending = async move { Ok::<_, kit::Trouble>(queue().send(parcel, String::new(), photos).await) };
        run(sending, move |settled| {
            is_busy.try_set(false);
            let Ok(settled) = settled else { return };
            if settled == Settled::Full {
                is_full.try_set(true);
                return;
            }
            // What isn't taken goes back into the form; all else is the outbox's from now on.
            if !matches!(settled, Settled::Refused(_) | Settled::Conflict(_)) {
                form.forget();
            }
            desk.outcome.try_set(Some(settled));
        });
    };
    let place = Memo::new(move |_| desk.place_words());
    let full = move || is_full.get().then(|| band(BandLevel::Warn, t("state.storage_full"), None, None));
    view! {
        {page_head(t("repair.check"), Some(address(3)), Some(step_words(4)), None)}
        <div class="draft">
            {full}
            <dl class="draft-review">{move || lines(desk, place.get())}</dl>
            <div class="draft-bar">
                {button(t("form.back"), || go_to(3))}
                {busy_button(t("repair.send"), t("repair.sending"), is_busy.into(), send)}
            </div>
        </div>
    }
    .into_any()
}

fn lines(desk: Desk, place: String) -> AnyView {
    let form = desk.form;
    let photos = form.photos.with_untracked(Vec::len);
    let photos =
        if photos == 0 { String::new() } else { tf("timeline.photos", &[("n", &photos.to_string())]) };
    let phone = form.phone.with_untracked(|phone| phone.trim().to_owned());
    let phone = if phone.is_empty() { t("repair.phone_registered") } else { mask_phone(&phone) };
    let category = step::category_words(&form.category.get_untracked());
    let slot = slot::words(&form.slot.get_untracked(), time::now());
    let point = form.point_words().filter(|_| form.is_shared());
    let lines = [
        Some(("repair.what", category, 1)),
        Some(("work.place", place, 2)),
        point.map(|point| ("work.map", point, 2)),
        Some(("photo.title", photos, 2)),
        Some(("repair.text", form.text.get_untracked(), 3)),
        Some(("repair.slot", slot, 3)),
        Some(("repair.phone", phone, 3)),
    ];
    lines
        .into_iter()
        .flatten()
        .map(|(label, value, step)| review_line(t(label), value, Call::new(move |()| go_to(step))))
        .collect_view()
        .into_any()
}
