//! Times on the page: the words change in place, the exact value is one hover away.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use leptos::prelude::*;

use super::{absolute, deadline_look, each_half_minute, each_second, exact, left, relative};
use crate::words::tf;

/// An instant, relative while it is fresh; changes by itself.
#[must_use]
pub fn instant_view(at: DateTime<Utc>) -> AnyView {
    view! {
        <time datetime=machine(at) title=exact(at)>
            {move || relative(at, ticking_near(at))}
        </time>
    }
    .into_any()
}

/// An instant in full, for tables.
#[must_use]
pub fn absolute_view(at: DateTime<Utc>) -> AnyView {
    view! {
        <time datetime=machine(at) title=exact(at)>
            {absolute(at, Utc::now())}
        </time>
    }
    .into_any()
}

/// A deadline with its look, which is near from an instant on; changes by itself.
#[must_use]
pub fn deadline_view(near: DateTime<Utc>, due: DateTime<Utc>) -> AnyView {
    view! {
        <span
            class="deadline"
            data-state=move || deadline_look(near, due, ticking_around(due)).key()
            title=tf("time.due_at", &[("time", &exact(due))])
        >
            {move || left(due, ticking_around(due))}
        </span>
    }
    .into_any()
}

/// The clock at the pace that the words need: seconds only while seconds are told.
fn ticking_near(at: DateTime<Utc>) -> DateTime<Utc> {
    let now = each_half_minute();
    if now - at < Duration::seconds(90) { each_second() } else { now }
}

/// The clock at the pace that a deadline needs: seconds around it, so that it is over on the screen when it is over.
fn ticking_around(due: DateTime<Utc>) -> DateTime<Utc> {
    let now = each_half_minute();
    if (due - now).abs() < Duration::minutes(2) { each_second() } else { now }
}

/// What `datetime` wants.
pub(crate) fn machine(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
