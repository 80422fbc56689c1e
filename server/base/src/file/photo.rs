//! Photos: decoded, turned upright, made smaller, and written anew without what cameras add.

use chrono::{DateTime, NaiveDateTime, Utc};
use contract::{Fault, geo::Wgs84, time::shanghai};
use image::{DynamicImage, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation};
use std::io::Cursor;

/// Longest side kept, in pixels.
const LONGEST_SIDE: u32 = 2048;
/// Most pixels that are unfolded; no camera of a phone has more than 50 million unless it is told to.
const MOST_PIXELS: u64 = 50_000_000;

/// A photo fit to be kept.
#[derive(Debug)]
pub struct Photo {
    /// The picture, without any metadata.
    pub jpeg: Vec<u8>,
    /// Where it was taken, as the camera said; kept beside the case, not in the picture.
    pub taken_where: Option<Wgs84>,
    /// When it was taken, as the camera said.
    pub taken_at: Option<DateTime<Utc>>,
}

/// Proves that some bytes are a photo and makes it fit to be kept.
///
/// # Errors
/// [`Fault::NotAPhoto`] when they are no JPEG, PNG or WebP, are cut off, or would unfold to more than 50 million pixels.
pub fn clean(bytes: &[u8]) -> Result<Photo, Fault> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(|_| Fault::NotAPhoto)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(Fault::NotAPhoto);
    }
    let mut picture = reader(bytes)?.decode().map_err(|_| Fault::NotAPhoto)?;
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok();
    if let Some(turn) = exif.as_ref().and_then(orientation) {
        picture.apply_orientation(turn);
    }
    if picture.width().max(picture.height()) > LONGEST_SIDE {
        picture = picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    let mut jpeg = Vec::new();
    let plain = DynamicImage::ImageRgb8(picture.into_rgb8());
    JpegEncoder::new_with_quality(&mut jpeg, 82).encode_image(&plain).map_err(|_| Fault::NotAPhoto)?;
    Ok(Photo {
        jpeg,
        taken_where: exif.as_ref().and_then(position),
        taken_at: exif.as_ref().and_then(instant),
    })
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Fault> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Fault::NotAPhoto)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(20_000);
    limits.max_image_height = Some(20_000);
    // Four bytes a pixel, and some for the decoder itself.
    limits.max_alloc = Some(256 * 1024 * 1024);
    reader.limits(limits);
    Ok(reader)
}

fn orientation(exif: &exif::Exif) -> Option<Orientation> {
    let field = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?;
    Orientation::from_exif(u8::try_from(field.value.get_uint(0)?).ok()?)
}

fn position(exif: &exif::Exif) -> Option<Wgs84> {
    let degrees = |tag, reference, negative| {
        let exif::Value::Rational(parts) = &exif.get_field(tag, exif::In::PRIMARY)?.value else {
            return None;
        };
        let [d, m, s] =
            parts.get(..3)?.iter().map(exif::Rational::to_f64).collect::<Vec<_>>().try_into().ok()?;
        let is_negative =
            exif.get_field(reference, exif::In::PRIMARY)?.display_value().to_string() == negative;
        let value: f64 = d + m / 60.0 + s / 3600.0;
        Some(if is_negative { -value } else { value })
    };
    let lat = degrees(exif::Tag::GPSLatitude, exif::Tag::GPSLatitudeRef, "S")?;
    let lon = degrees(exif::Tag::GPSLongitude, exif::Tag::GPSLongitudeRef, "W")?;
    let at = Wgs84 { lon, lat };
    // Cameras that have no fix yet write zeros.
    (at.is_valid() && at != Wgs84::default()).then_some(at)
}

fn instant(exif: &exif::Exif) -> Option<DateTime<Utc>> {
    let field = exif.get_field(exif::Tag::DateTimeOriginal, exif::In::PRIMARY)?;
    let exif::Value::Ascii(text) = &field.value else { return None };
    let text = std::str::from_utf8(text.first()?).ok()?;
    let local = NaiveDateTime::parse_from_str(text, "%Y:%m:%d %H:%M:%S").ok()?;
    local.and_local_timezone(shanghai()).single().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::phone_photo;
    use image::{Rgb, RgbImage};

    fn jpeg_of(width: u32, height: u32) -> Vec<u8> {
        let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 90]));
        let mut out = Vec::new();
        JpegEncoder::new(&mut out).encode_image(&DynamicImage::ImageRgb8(picture)).unwrap();
        out
    }

    #[test]
    fn what_the_camera_added_goes_but_place_and_time_are_kept_beside() {
        let here = Wgs84 { lon: 120.1021, lat: 30.2734 };
        let far_away = Wgs84 { lon: -70.5, lat: -33.25 };
        for at in [here, far_away] {
            let photo = clean(&phone_photo(1, at, "2026:03:02 08:31:07")).unwrap();
            let found = photo.taken_where.unwrap();
            assert!((found.lat - at.lat).abs() < 1e-5 && (found.lon - at.lon).abs() < 1e-5, "{found:?}");
            assert_eq!(photo.taken_at.unwrap().to_rfc3339(), "2026-03-02T00:31:07+00:00");
            assert!(!photo.jpeg.windows(11).any(|w| w == b"SecretMaker"));
            assert!(exif::Reader::new().read_from_container(&mut Cursor::new(&photo.jpeg)).is_err());
        }
    }

    #[test]
    fn a_camera_that_does_not_know_where_it_is_says_nothing_of_it() {
        let photo = clean(&phone_photo(1, Wgs84::default(), "2026:03:02 08:31:07")).unwrap();
        assert_eq!(photo.taken_where, None);
        assert!(photo.taken_at.is_some());
    }

    #[test]
    fn a_photo_is_turned_upright_and_one_that_stands_so_is_not_turned() {
        let at = Wgs84 { lon: 120.1021, lat: 30.2734 };
        for (held, size) in [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64))] {
            let photo = clean(&phone_photo(held, at, "2026:03:02 08:31:07")).unwrap();
            let picture = image::load_from_memory(&photo.jpeg).unwrap();
            assert_eq!((picture.width(), picture.height()), size, "held as {held} says");
        }
    }

    #[test]
    fn what_is_no_photo_is_refused() {
        for bytes in
            [b"".as_slice(), b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", &jpeg_of(64, 48)[..60]]
        {
            assert_eq!(clean(bytes).unwrap_err(), Fault::NotAPhoto);
        }
    }

    #[test]
    fn what_would_unfold_to_too_many_pixels_is_refused_by_its_header() {
        let mut bomb = jpeg_of(64, 48);
        let frame = bomb.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
        // Height and width stand after the marker, the length and the precision: now 8,000 of each.
        bomb[frame + 5..frame + 9].copy_from_slice(&[0x1F, 0x40, 0x1F, 0x40]);
        assert_eq!(reader(&bomb).unwrap().into_dimensions().unwrap(), (8000, 8000));
        assert_eq!(clean(&bomb).unwrap_err(), Fault::NotAPhoto);
    }

    #[test]
    fn a_large_photo_is_made_smaller() {
        let photo = clean(&jpeg_of(3000, 100)).unwrap();
        let picture = image::load_from_memory(&photo.jpeg).unwrap();
        assert_eq!(picture.width(), LONGEST_SIDE);
    }
}
