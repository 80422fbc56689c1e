//! What lies inside a line that somebody has drawn on the map: a box or any other polygon.
//!
//! A listing names the line by its corners, under `within`. A thing is inside when its position is; the database narrows
//! to the box around the line, the line itself is judged here, so that both databases answer the same.

use base::{Found, Record, Session, internal};
use contract::{
    Fault, Listing,
    geo::{Ring, Wgs84, ring_holds},
};
use sea_orm::{QuerySelect, entity::prelude::*};

/// The filter's key.
const KEY: &str = "within";
/// More candidates than this are no answer to a question about a neighbourhood, and more than a query can name.
const MOST: u64 = 20_000;

/// The closed line of a listing; none when nothing was drawn.
///
/// # Errors
/// [`Fault::Invalid`] for fewer than three corners or for what is no position.
fn line_of(listing: &Listing) -> Result<Option<Ring>, Fault> {
    let corners = listing.filter(KEY);
    if corners.is_empty() {
        return Ok(None);
    }
    let refused = || Fault::invalid(KEY, "field.no_line");
    let mut ring: Ring =
        corners.iter().map(|text| corner(text)).collect::<Option<_>>().ok_or_else(refused)?;
    if ring.len() < 3 {
        return Err(refused());
    }
    ring.push(ring[0]);
    Ok(Some(ring))
}

/// A corner as it stands in a listing: longitude and latitude, WGS-84 degrees, parted by a space.
fn corner(text: &str) -> Option<[f64; 2]> {
    let (lon, lat) = text.trim().split_once(' ')?;
    let at = Wgs84 { lon: lon.parse().ok()?, lat: lat.trim().parse().ok()? };
    at.is_valid().then_some([at.lon, at.lat])
}

/// Narrows a query to what lies inside the listing's line; `columns` are identity, longitude and latitude.
///
/// # Errors
/// [`Fault::Invalid`] for what is no line, or for one around more than a query can name.
pub async fn within<'s, R>(
    session: &'s Session,
    found: Found<'s, R>,
    listing: &Listing,
    columns: [R::Column; 3],
) -> Result<Found<'s, R>, Fault>
where
    R: Record,
    R::Model: Send + Sync,
{
    let Some(ring) = line_of(listing)? else { return Ok(found) };
    let [id, lon, lat] = columns;
    let (west, east) = span(&ring, 0);
    let (south, north) = span(&ring, 1);
    let around = || -> Result<Found<'s, R>, Fault> {
        let found = session.find::<R>()?;
        Ok(found.filter(lon.between(west, east)).filter(lat.between(south, north)))
    };
    if around()?.count().await? > MOST {
        return Err(Fault::invalid(KEY, "field.line_too_large"));
    }
    let near: Vec<(Uuid, f64, f64)> = around()?
        .select()
        .select_only()
        .column(id)
        .column(lon)
        .column(lat)
        .into_tuple()
        .all(session.txn())
        .await
        .map_err(internal("looking inside a line"))?;
    let inside = near.into_iter().filter(|(_, lon, lat)| ring_holds(&ring, Wgs84 { lon: *lon, lat: *lat }));
    Ok(found.filter(id.is_in(inside.map(|(id, ..)| id))))
}

/// The least and the greatest of a coordinate.
fn span(ring: &[[f64; 2]], axis: usize) -> (f64, f64) {
    let values = || ring.iter().map(|corner| corner[axis]);
    (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(corners: &[&str]) -> Result<Option<Ring>, Fault> {
        let mut listing = Listing::default();
        listing.set(KEY, corners.iter().map(|corner| (*corner).to_owned()).collect());
        line_of(&listing)
    }

    #[test]
    fn a_line_is_closed_and_has_three_corners() {
        assert_eq!(drawn(&[]).unwrap(), None);
        let ring = drawn(&["120.1 30.2", "120.2 30.2", "120.2 30.3"]).unwrap().unwrap();
        assert_eq!((ring.len(), ring[0]), (4, ring[3]));
        for bad in [&["120.1 30.2", "120.2 30.2"][..], &["a b", "c d", "e f"], &["1,2", "3,4", "5,6"]] {
            assert_eq!(drawn(bad).unwrap_err(), Fault::invalid(KEY, "field.no_line"), "{bad:?}");
        }
    }
}
