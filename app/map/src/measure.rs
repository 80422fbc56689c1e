//! Measuring on the map: a line or an area that grows point by point.

use crate::geodesy::{LonLat, area_m2, length_m};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasureKind {
    /// The length of a line.
    Distance,
    /// The area of a polygon.
    Area,
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
    }

    /// Takes the last point back, and opens a finished measurement again.
    pub fn undo(&mut self) {
        if self.is_finished {
            self.is_finished = false;
        } else {
            self.points.pop();
        }
    }

    /// Ends the measurement if it has the points that it needs: two for a length, three for an area.
    pub fn finish(&mut self) {
        let needed = match self.kind {
            MeasureKind::Distance => 2,
            MeasureKind::Area => 3,
        };
        self.is_finished = self.points.len() >= needed;
    }

    /// The length of the line, or of the edge around the area, in metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        let mut length = length_m(&self.points);
        if let (MeasureKind::Area, [first, .., last]) = (self.kind, &self.points[..]) {
            length += length_m(&[*last, *first]);
        }
        length
    }

    /// The area within the points, in square metres; 0 for a line.
    #[must_use]
    pub fn area_m2(&self) -> f64 {
        match self.kind {
            MeasureKind::Distance => 0.0,
            MeasureKind::Area => area_m2(&self.points),
        }
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
