//! The figures: of now and today, and of the last days; each opens the list that it counts.

use contract::wall::{PROMPTNESS_DAYS, WallNow};
use kit::{percent, t, tf, time::span_minutes, whole};
use leptos::prelude::*;

use super::state::Wall;

/// The figures under the lists; they change in place.
pub fn figures(wall: Wall) -> AnyView {
    let of = move |figure: fn(&WallNow) -> String| {
        move || wall.now.get().as_ref().map_or_else(|| t("cell.empty"), figure)
    };
    let bars = move || wall.now.get().map(|now| hours(&now.by_hour));
    let days = tf("wall.last_days", &[("n", &PROMPTNESS_DAYS.to_string())]);
    view! {
        <section class="wall-part" aria-label=t("wall.today")>
            <h2>{t("wall.today")}</h2>
            <dl class="wall-figures">
                <div>
                    <dt>{t("wall.alarms_today")}</dt>
                    <dd>{opens(wall, "today", of(|now| whole(now.alarms_today.into())))} {bars}</dd>
                </div>
                <div>
                    <dt>{t("wall.offline")}</dt>
                    <dd>{opens(wall, "offline", of(|now| whole(now.devices.saturating_sub(now.online).into())))}</dd>
                </div>
            </dl>
        </section>
        <section class="wall-part" aria-label=days>
            <h2>{days.clone()}</h2>
            <dl class="wall-figures">
                <div>
                    <dt>{t("wall.handling_median")}</dt>
                    <dd>{opens(wall, "closed", of(|now| now.median_minutes.map_or_else(none, span_minutes)))}</dd>
                </div>
                <div>
                    <dt>{t("wall.on_time_rate")}</dt>
                    <dd>{opens(wall, "closed", of(|now| now.on_time_percent.map_or_else(none, percent)))}</dd>
                </div>
            </dl>
        </section>
    }
    .into_any()
}

fn none() -> String {
    t("cell.empty")
}

/// A figure that opens a list.
fn opens(wall: Wall, tab: &'static str, words: impl Fn() -> String + Send + 'static) -> AnyView {
    view! { <a href=format!("/wall?tab={tab}") on:click=press(wall, tab)>{words}</a> }.into_any()
}

/// The same in the strip, where a figure that needs a person stands out.
pub fn opens_as(
    wall: Wall,
    tab: &'static str,
    is_urgent: Signal<bool>,
    words: impl Fn() -> String + Send + 'static,
) -> AnyView {
    view! {
        <a class="strip-fact" href=format!("/wall?tab={tab}") data-urgent=move || is_urgent.get() on:click=press(wall, tab)>
            <b>{words}</b>
        </a>
    }
    .into_any()
}

/// Opens a list without leaving the view: the address of the link is for another window.
fn press(wall: Wall, tab: &'static str) -> impl Fn(web_sys::MouseEvent) {
    move |event| {
        event.prevent_default();
        if wall.selection.get_untracked().is_some() {
            wall.unselect();
        }
        wall.tab.set(tab.to_owned());
    }
}

/// Alarms of each hour so far, as bars; the figure beside them says the sum, so that a reader misses nothing.
fn hours(by_hour: &[u32]) -> AnyView {
    let most = by_hour.iter().copied().max().unwrap_or(0).max(1);
    let bars = by_hour.iter().enumerate().map(|(hour, count)| {
        // An hour without alarms is drawn as a line, so that the axis of the day stays; one with any stands out from it.
        let least = if *count == 0 { 0.5 } else { 1.5 };
        let height = (f64::from(*count) / f64::from(most) * 10.0).max(least);
        view! {
            <rect class="spark-bar" x=(hour * 2).to_string() y=(10.0 - height).to_string() width="1.5" height=height.to_string()></rect>
        }
    });
    view! {
        <svg class="spark" viewBox="0 0 48 10" preserveAspectRatio="none" aria-hidden="true">
            {bars.collect_view()}
        </svg>
    }
    .into_any()
}
