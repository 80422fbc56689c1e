//! Measuring on the map: a line or an area that grows point by point. An area is also where a query looks.

use crate::geodesy::{LonLat, area_m2, length_m};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureKind {
    /// The length of a line.
    Distance,
    /// The area of a polygon.
    Area,
    /// The area of a box, by two corners that lie across; it ends with the second.
    Box,
}

/// A measurement: its points so far and what they come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// Length or area.
    pub kind: MeasureKind,
    /// The points in the order in which they were set.
    pub points: Vec<LonLat>,
    /// Whether the person has ended it; a finished one takes no more points.
    pub is_finished: bool,
}

impl Measure {
    /// A measurement without points.
    #[must_use]
    pub const fn new(kind: MeasureKind) -> Self {
        Self { kind, points: Vec::new(), is_finished: false }
    }

    /// Sets the next point; a finished measurement stays as it is, and a point on top of the last one counts once.
    pub fn add(&mut self, point: LonLat) {
        if !self.is_finished && self.points.last() != Some(&point) {
            self.points.push(point);
        }
        if self.kind == MeasureKind::Box && self.points.len() == 2 {
            self.is_finished = true;
        }
    }

    /// Takes the last point back, and opens a finished measurement again.
    pub fn undo(&mut self) {
        // A box is finished by its second corner alone, so that one goes with it.
        if !self.is_finished || self.kind == MeasureKind::Box {
            self.points.pop();
        }
        self.is_finished = false;
    }

    /// Ends the measurement if it has the points that it needs: two for a length or a box, three for an area.
    pub fn finish(&mut self) {
        let needed = match self.kind {
            MeasureKind::Distance | MeasureKind::Box => 2,
            MeasureKind::Area => 3,
        };
        self.is_finished = self.points.len() >= needed;
    }

    /// The corners of the area, in order and not closed; none for a line.
    #[must_use]
    pub fn corners(&self) -> Vec<LonLat> {
        match (self.kind, &self.points[..]) {
            (MeasureKind::Area, points) => points.to_vec(),
            (MeasureKind::Box, [one, other]) => {
                vec![*one, LonLat::new(other.lon, one.lat), *other, LonLat::new(one.lon, other.lat)]
            }
            (MeasureKind::Box | MeasureKind::Distance, _) => Vec::new(),
        }
    }

    /// The length of the line, or of the edge around the area, in metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        if self.kind == MeasureKind::Distance {
            return length_m(&self.points);
        }
        let corners = self.corners();
        let mut length = length_m(&corners);
        if let [first, .., last] = corners[..] {
            length += length_m(&[last, first]);
        }
        length
    }

    /// The area within the points, in square metres; 0 for a line.
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        area_m2(&self.corners())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::square;

    #[test]
    fn an_area_grows_point_by_point() {
        let corners = square(LonLat::new(120.1, 30.27), 10.0);
        let mut measure = Measure::new(MeasureKind::Area);
        for corner in &corners[..4] {
            measure.add(*corner);
        }
        measure.add(corners[3]);
        assert_eq!(measure.points.len(), 4);
        assert!((measure.area_m2() - 100.0).abs() < 0.1, "{}", measure.area_m2());
        assert!((measure.length_m() - 40.0).abs() < 0.1, "{}", measure.length_m());
    }

    #[test]
    fn a_box_ends_with_its_second_corner() {
        let mut measure = Measure::new(MeasureKind::Box);
        let corners = square(LonLat::new(120.1, 30.27), 10.0);
        measure.add(corners[0]);
        assert!(measure.corners().is_empty() && !measure.is_finished);
        measure.add(corners[2]);
        measure.add(LonLat::new(0.0, 0.0));
        assert!(measure.is_finished);
        assert_eq!(measure.corners().len(), 4);
        assert!((measure.area_m2() - 100.0).abs() < 0.1, "{}", measure.area_m2());
        assert!((measure.length_m() - 40.0).abs() < 0.1, "{}", measure.length_m());
        measure.undo();
        assert_eq!((measure.points.len(), measure.is_finished), (1, false));
    }

    #[test]
    fn undo_opens_a_finished_line_before_it_takes_a_point() {
        let mut measure = Measure::new(MeasureKind::Distance);
        measure.add(LonLat::new(0.0, 0.0));
        measure.finish();
        assert!(!measure.is_finished);
        measure.add(LonLat::new(0.0, 0.001));
        measure.finish();
        measure.add(LonLat::new(1.0, 1.0));
        assert_eq!((measure.points.len(), measure.is_finished), (2, true));
        measure.undo();
        assert_eq!((measure.points.len(), measure.is_finished), (2, false));
        measure.undo();
        assert_eq!(measure.points.len(), 1);
        assert_eq!(measure.area_m2(), 0.0);
    }
}
