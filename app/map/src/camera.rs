//! Where the eye is: centre, height, direction and tilt, and how an address spells them.
//!
//! The address form is `lon,lat,zoom,bearing,pitch` (`cam=120.1021,30.2734,17.2,-20,58`): a colleague who opens the link
//! sees the same view. Five decimals of a degree are one metre, which is finer than a shared view needs.

use std::fmt;
use std::str::FromStr;

/// The steepest tilt that the map allows, in degrees from straight down.
pub const PITCH_MAX: f64 = 70.0;

/// What the map shows: WGS-84 centre in degrees, zoom level, bearing (degrees clockwise from north, −180 to 180) and
/// pitch (degrees from straight down).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Longitude of the centre, degrees WGS-84.
    pub lon: f64,
    /// Latitude of the centre, degrees WGS-84.
    pub lat: f64,
    /// Zoom level of the web-Mercator pyramid with 512 px tiles, 0 to 24.
    pub zoom: f64,
    /// Direction of "up" on the screen, degrees clockwise from north, −180 to 180.
    pub bearing: f64,
    /// Tilt, degrees from straight down, 0 to [`PITCH_MAX`].
    pub pitch: f64,
}

/// The text is no camera: not five numbers, or one of them out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadCamera;

impl fmt::Display for BadCamera {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a camera is lon,lat,zoom,bearing,pitch in degrees")
    }
}

impl std::error::Error for BadCamera {}

impl fmt::Display for Camera {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            trimmed(self.lon, 5),
            trimmed(self.lat, 5),
            trimmed(self.zoom, 2),
            trimmed(self.bearing, 1),
            trimmed(self.pitch, 1),
        ];
        f.write_str(&parts.join(","))
    }
}

impl FromStr for Camera {
    type Err = BadCamera;

    fn from_str(text: &str) -> Result<Self, BadCamera> {
        let mut numbers = Vec::with_capacity(5);
        for part in text.split(',') {
            let number: f64 = part.trim().parse().map_err(|_| BadCamera)?;
            numbers.push(number);
        }
        let [lon, lat, zoom, bearing, pitch] = numbers[..] else {
            return Err(BadCamera);
        };
        // A NaN is in no range, so these checks refuse it too.
        let is_sound = (-180.0..=180.0).contains(&lon)
            && (-85.06..=85.06).contains(&lat)
            && (0.0..=24.0).contains(&zoom)
            && (-360.0..=360.0).contains(&bearing)
            && (0.0..=85.0).contains(&pitch);
        if !is_sound {
            return Err(BadCamera);
        }
        Ok(Self { lon, lat, zoom, bearing: wrapped(bearing), pitch: pitch.min(PITCH_MAX) })
    }
}

/// The same direction between −180 and 180 degrees.
#[must_use]
pub fn wrapped(bearing: f64) -> f64 {
    let turned = (bearing + 180.0).rem_euclid(360.0) - 180.0;
    if turned == -180.0 { 180.0 } else { turned }
}

fn trimmed(value: f64, decimals: usize) -> String {
    let full = format!("{value:.decimals$}");
    let short =
        if full.contains('.') { full.trim_end_matches('0').trim_end_matches('.') } else { full.as_str() };
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_the_camera() {
        let text = "120.1021,30.2734,17.2,-20,58";
        let camera: Camera = text.parse().unwrap();
        assert_eq!(camera, Camera { lon: 120.1021, lat: 30.2734, zoom: 17.2, bearing: -20.0, pitch: 58.0 });
        assert_eq!(camera.to_string(), text);
    }

    #[test]
    fn an_address_is_short() {
        let camera = Camera { lon: 120.102_134_567, lat: 30.0, zoom: 16.999_9, bearing: -0.01, pitch: 0.0 };
        assert_eq!(camera.to_string(), "120.10213,30,17,0,0");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "1,2,3,4",
            "1,2,3,4,5,6",
            "a,2,3,4,5",
            "200,0,10,0,0",
            "0,0,NaN,0,0",
            "0,0,99,0,0",
            "0,0,5,0,-3",
        ] {
            assert_eq!(text.parse::<Camera>(), Err(BadCamera), "{text}");
        }
    }

    #[test]
    fn a_bearing_is_wrapped_and_a_pitch_is_held_back() {
        let camera: Camera = "0,0,1,350,80".parse().unwrap();
        assert_eq!(camera.bearing, -10.0);
        assert_eq!(camera.pitch, PITCH_MAX);
        assert_eq!(wrapped(-180.0), 180.0);
        assert_eq!(wrapped(540.0), 180.0);
    }
}
