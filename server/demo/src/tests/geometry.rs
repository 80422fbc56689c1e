//! Plain geometry to check the generator with, written apart from what it draws with.

/// Metres east and north of an origin, near enough within one community.
pub(super) fn metres(point: [f64; 2], origin: [f64; 2]) -> [f64; 2] {
    let per_degree = 111_320.0;
    let east = (point[0] - origin[0]) * per_degree * origin[1].to_radians().cos();
    [east, (point[1] - origin[1]) * per_degree]
}

/// The ring in metres, without its repeated last point.
pub(super) fn flat(ring: &[[f64; 2]], origin: [f64; 2]) -> Vec<[f64; 2]> {
    let open = &ring[..ring.len() - 1];
    open.iter().map(|point| metres(*point, origin)).collect()
}

/// How far `c` lies to the left of the line from `a` to `b`, metres; negative on the right.
fn left_of(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    let (along, across) = ([b[0] - a[0], b[1] - a[1]], [c[0] - a[0], c[1] - a[1]]);
    (along[0] * across[1] - along[1] * across[0]) / along[0].hypot(along[1])
}

/// Whether a point lies in a convex counter-clockwise outline, or at most `slack_m` outside.
pub(super) fn in_convex(outline: &[[f64; 2]], point: [f64; 2], slack_m: f64) -> bool {
    (0..outline.len()).all(|index| {
        let next = outline[(index + 1) % outline.len()];
        left_of(outline[index], next, point) >= -slack_m
    })
}

/// Whether two convex counter-clockwise outlines lie apart: some side of one has all of the other on its right.
pub(super) fn are_apart(one: &[[f64; 2]], other: &[[f64; 2]]) -> bool {
    has_dividing_side(one, other) || has_dividing_side(other, one)
}

fn has_dividing_side(one: &[[f64; 2]], other: &[[f64; 2]]) -> bool {
    (0..one.len()).any(|index| {
        let next = one[(index + 1) % one.len()];
        other.iter().all(|point| left_of(one[index], next, *point) < 0.0)
    })
}

/// Whether a point lies in any simple outline (even-odd rule).
pub(super) fn contains(outline: &[[f64; 2]], point: [f64; 2]) -> bool {
    let mut is_inside = false;
    for index in 0..outline.len() {
        let (from, to) = (outline[index], outline[(index + 1) % outline.len()]);
        if (from[1] > point[1]) != (to[1] > point[1]) {
            let east = from[0] + (point[1] - from[1]) / (to[1] - from[1]) * (to[0] - from[0]);
            if point[0] < east {
                is_inside = !is_inside;
            }
        }
    }
    is_inside
}

/// The area of a simple outline, negative if it runs clockwise.
pub(super) fn area_m2(outline: &[[f64; 2]]) -> f64 {
    let doubled: f64 = (0..outline.len())
        .map(|index| {
            let (from, to) = (outline[index], outline[(index + 1) % outline.len()]);
            from[0] * to[1] - to[0] * from[1]
        })
        .sum();
    doubled / 2.0
}
