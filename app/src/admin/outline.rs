//! The shape of a place before or after a change: told in words, and given as a file, since nobody reads coordinates in a
//! table.

use contract::spatial::{Extent, KeptShape};
use kit::{button, distance, download, quantity, t, tf, whole};
use leptos::prelude::*;

/// A shape in a cell, with the GeoJSON of it under a file name.
pub(super) fn shape_view(shape: KeptShape, file: String) -> AnyView {
    let words = words(&shape);
    let save = button(t("audit.shape_save"), move || download(&file, "application/geo+json", &shape.geojson));
    view! {
        <p>{words}</p>
        {save}
    }
    .into_any()
}

/// How many corners it has, and how large it is.
fn words(shape: &KeptShape) -> String {
    let n = whole(i64::try_from(shape.corners()).unwrap_or(i64::MAX));
    match shape.extent() {
        Extent::Point(at) => {
            tf("audit.shape_point", &[("lon", &at.lon.to_string()), ("lat", &at.lat.to_string())])
        }
        Extent::Line(m) => tf("audit.shape_line", &[("n", &n), ("length", &distance(m))]),
        Extent::Area(m2) => tf("audit.shape_area", &[("n", &n), ("area", &quantity(m2, "m²"))]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_told_by_its_corners_and_its_size_and_never_by_its_coordinates() {
        let words = |field: &str, text: &str| words(&KeptShape::of(field, text).unwrap());
        let ring = "[[0,0],[0.001,0],[0.001,0.001],[0,0.001],[0,0]]";
        assert_eq!(words("footprint", ring), "4 个角点，12,364\u{2009}m²");
        let line = r#"{"type":"LineString","coordinates":[[0,0],[0,0.001]]}"#;
        assert_eq!(words("geometry", line), "2 个点，长 111\u{2009}m");
        let point = r#"{"type":"Point","coordinates":[120.1,30.27]}"#;
        assert_eq!(words("geometry", point), "经度 120.1，纬度 30.27");
    }
}
