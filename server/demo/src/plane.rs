//! The drawing board: metres east and north of [`ORIGIN`], turned into WGS-84 degrees at the very end.
//!
//! One scale for the whole community keeps straight lines straight and neighbours apart; over the 4 km of the largest
//! community it is off by less than a thousandth.

/// A closed outline, counter-clockwise, WGS-84 longitude and latitude in degrees; the last point repeats the first.
pub type Ring = Vec<[f64; 2]>;

/// Metres east and north of [`ORIGIN`].
pub(crate) type Metres = [f64; 2];

/// The middle of every demo community, WGS-84 longitude and latitude in degrees.
pub const ORIGIN: [f64; 2] = [120.1021, 30.2734];

const METRES_PER_DEGREE_LON: f64 = 96_220.7;
const METRES_PER_DEGREE_LAT: f64 = 110_857.1;

/// A point in degrees, rounded to about a millimetre.
pub(crate) fn lon_lat(point: Metres) -> [f64; 2] {
    [
        rounded_degrees(ORIGIN[0] + point[0] / METRES_PER_DEGREE_LON),
        rounded_degrees(ORIGIN[1] + point[1] / METRES_PER_DEGREE_LAT),
    ]
}

fn rounded_degrees(degrees: f64) -> f64 {
    (degrees * 1e8).round() / 1e8
}

/// A length rounded to centimetres.
pub(crate) fn rounded_m(length_m: f64) -> f64 {
    (length_m * 100.0).round() / 100.0
}

/// The closed outline through some corners, made counter-clockwise.
pub(crate) fn ring(corners: &[Metres]) -> Ring {
    let mut ring: Ring = corners.iter().map(|corner| lon_lat(*corner)).collect();
    if signed_area_m2(corners) < 0.0 {
        ring.reverse();
    }
    if let Some(first) = ring.first().copied() {
        ring.push(first);
    }
    ring
}

/// The area within some corners, negative if they run clockwise.
pub(crate) fn signed_area_m2(corners: &[Metres]) -> f64 {
    let mut doubled = 0.0;
    for (index, from) in corners.iter().enumerate() {
        let to = corners[(index + 1) % corners.len()];
        doubled += from[0] * to[1] - to[0] * from[1];
    }
    doubled / 2.0
}

/// The corners of an ellipse drawn with 24 strokes.
pub(crate) fn ellipse(centre: Metres, half_width_m: f64, half_height_m: f64) -> Vec<Metres> {
    (0..24_u32)
        .map(|step| {
            let (sin, cos) = (f64::from(step) * std::f64::consts::TAU / 24.0).sin_cos();
            [centre[0] + half_width_m * cos, centre[1] + half_height_m * sin]
        })
        .collect()
}

/// An upright rectangle.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) west: f64,
    pub(crate) south: f64,
    pub(crate) east: f64,
    pub(crate) north: f64,
}

impl Bounds {
    /// The rectangle of a size about a point.
    pub(crate) fn about(centre: Metres, width_m: f64, height_m: f64) -> Self {
        Self {
            west: centre[0] - width_m / 2.0,
            south: centre[1] - height_m / 2.0,
            east: centre[0] + width_m / 2.0,
            north: centre[1] + height_m / 2.0,
        }
    }

    /// The rectangle drawn in on each side; a negative distance draws it out.
    pub(crate) fn inset(self, by_m: f64) -> Self {
        Self {
            west: self.west + by_m,
            south: self.south + by_m,
            east: self.east - by_m,
            north: self.north - by_m,
        }
    }

    /// The corners, from the south-west, counter-clockwise.
    pub(crate) fn corners(self) -> [Metres; 4] {
        [[self.west, self.south], [self.east, self.south], [self.east, self.north], [self.west, self.north]]
    }

    /// The corners of the rectangle with its corners cut off.
    pub(crate) fn chamfered(self, by_m: f64) -> [Metres; 8] {
        [
            [self.west + by_m, self.south],
            [self.east - by_m, self.south],
            [self.east, self.south + by_m],
            [self.east, self.north - by_m],
            [self.east - by_m, self.north],
            [self.west + by_m, self.north],
            [self.west, self.north - by_m],
            [self.west, self.south + by_m],
        ]
    }
}

/// Where something is put down and how far it is turned, counter-clockwise from east.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) origin: Metres,
    pub(crate) angle_rad: f64,
}

impl Frame {
    /// A point of the thing's own drawing on the drawing board.
    pub(crate) fn place(self, local: Metres) -> Metres {
        let (sin, cos) = self.angle_rad.sin_cos();
        [self.origin[0] + local[0] * cos - local[1] * sin, self.origin[1] + local[0] * sin + local[1] * cos]
    }

    /// A point of the thing's own drawing in degrees.
    pub(crate) fn lon_lat(self, local: Metres) -> [f64; 2] {
        lon_lat(self.place(local))
    }

    /// An outline of the thing's own drawing in degrees.
    pub(crate) fn ring(self, corners: &[Metres]) -> Ring {
        let placed: Vec<Metres> = corners.iter().map(|corner| self.place(*corner)).collect();
        ring(&placed)
    }
}
