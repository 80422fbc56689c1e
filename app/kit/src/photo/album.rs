//! Photos of a record, with when and where each was taken, as far as its camera said.

use chrono::{DateTime, Utc};
use contract::{
    FileId,
    geo::Wgs84,
    work::{PhotoFact, WorkSheet},
};
use leptos::prelude::*;

use crate::{
    number::distance,
    time,
    words::{t, tf},
};

/// The photos of a record.
#[derive(Clone)]
pub struct Album {
    /// Where a photo is read.
    pub url: fn(FileId) -> String,
    /// What their cameras said.
    pub taken: Vec<PhotoFact>,
    /// Where the record is, as it was reported.
    pub place: Option<Wgs84>,
}

impl Album {
    /// The photos of a work item.
    #[must_use]
    pub fn of(sheet: &WorkSheet, url: fn(FileId) -> String) -> Self {
        Self { url, taken: sheet.photos.clone(), place: sheet.row.at }
    }

    /// When and where a photo was taken: 「拍摄于 3月2日 08:31 · 距上报位置 12 m」; none when its camera said neither.
    fn words(&self, id: FileId) -> Option<String> {
        let fact = self.taken.iter().find(|fact| fact.id == id)?;
        let when =
            fact.taken_at.map(|at| tf("photo.taken_at", &[("time", &time::absolute(at, time::now()))]));
        let place = fact.at.map(|at| match self.place {
            Some(place) => tf("photo.taken_far", &[("distance", &distance(at.distance_m(place)))]),
            None => tf("photo.taken_where", &[("value", &format!("{:.5}, {:.5}", at.lon, at.lat))]),
        });
        let words: Vec<String> = when.into_iter().chain(place).collect();
        (!words.is_empty()).then(|| words.join(&t("text.dot")))
    }
}

/// Some photos of a record, each with the words that a reader says.
#[must_use]
pub fn photo_list(ids: &[FileId], album: &Album, at: Option<DateTime<Utc>>) -> AnyView {
    let when = at.map(time::exact).unwrap_or_default();
    let photos = ids
        .iter()
        .enumerate()
        .map(|(n, id)| {
            let (address, name) = ((album.url)(*id), (n + 1).to_string());
            view! {
                <li class="photo">
                    <a href=address target="_blank" rel="noopener" aria-label=tf("photo.open", &[("n", &name)])>
                        <img src=address.clone() alt=tf("photo.alt", &[("n", &name), ("time", &when)]) loading="lazy" />
                    </a>
                </li>
            }
        })
        .collect_view();
    let taken = ids
        .iter()
        .enumerate()
        .filter_map(|(n, id)| {
            let words = album.words(*id)?;
            let text = tf("photo.taken", &[("n", &(n + 1).to_string()), ("words", &words)]);
            Some(view! { <p class="hint">{text}</p> })
        })
        .collect_view();
    view! {
        <ul class="photos">{photos}</ul>
        {taken}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Wgs84 = Wgs84 { lon: 120.1, lat: 30.27 };

    /// What is said of a photo of a record at a place.
    fn words(at: Option<Wgs84>, taken_at: Option<&str>, place: Option<Wgs84>) -> Option<String> {
        let id = FileId::fresh();
        let taken_at = taken_at.map(|text| DateTime::parse_from_rfc3339(text).unwrap().to_utc());
        let fact = PhotoFact { id, at, taken_at };
        Album { url: |_| String::new(), taken: vec![fact], place }.words(id)
    }

    #[test]
    fn a_photo_says_when_and_how_far_from_the_reported_place_it_was_taken() {
        let north = Wgs84 { lat: HERE.lat + 0.0001, ..HERE };
        let told = words(Some(north), Some("2024-11-21T14:05:30+08:00"), Some(HERE));
        assert_eq!(told.as_deref(), Some("拍摄于 2024-11-21 14:05 · 距上报位置 11\u{2009}m"));
    }

    #[test]
    fn each_is_said_by_itself_and_nothing_of_what_no_camera_told() {
        assert_eq!(words(Some(HERE), None, None).as_deref(), Some("位置 120.10000, 30.27000"));
        let told = words(None, Some("2024-11-21T14:05:30+08:00"), Some(HERE));
        assert_eq!(told.as_deref(), Some("拍摄于 2024-11-21 14:05"));
        assert_eq!(words(None, None, Some(HERE)), None);
        let album = Album { url: |_| String::new(), taken: vec![], place: Some(HERE) };
        assert_eq!(album.words(FileId::fresh()), None);
    }
}
