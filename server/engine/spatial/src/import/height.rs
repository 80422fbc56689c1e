//! Storeys and height of a building from what a source says, and whether that can be believed.
//!
//! Many sources write storeys where metres belong, so a height is believed only when it suits the storeys.

/// Height of a storey where nothing is known, in metres.
///
/// # Source
/// GB 50096-2011 (住宅设计规范) 5.5.1: a dwelling's storey should be 2.80 m; 3 m with its share of roof and base.
const STOREY_M: f64 = 3.0;

/// The least and most that a storey takes, in metres, and what a roof or a hall may add.
const PLAUSIBLE_M: (f64, f64, f64) = (2.2, 15.0, 15.0);

/// Storeys and height as they are taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Heights {
    /// Storeys above ground, 1 or more.
    pub storeys: u32,
    /// Height in metres.
    pub height_m: f64,
    /// What was noticed, if anything.
    pub finding: Option<&'static str>,
}

impl Heights {
    fn of(storeys: f64, height_m: f64, finding: Option<&'static str>) -> Self {
        // From one to two hundred, so nothing is lost.
        Self { storeys: storeys.round().clamp(1.0, 200.0) as u32, height_m, finding }
    }
}

/// Judges what a source says of a building: its `building:levels`, its `height`, and its `building`.
pub(super) fn judge(levels: Option<&str>, height: Option<&str>, word: &str) -> Heights {
    let known_levels =
        levels.and_then(number).filter(|n| (0.5..=200.0).contains(n)).map(f64::round).map(|n| n.max(1.0));
    let known_height = height.and_then(metres).filter(|m| (1.0..=1000.0).contains(m));
    let is_unread =
        (levels.is_some() && known_levels.is_none()) || (height.is_some() && known_height.is_none());
    let assumed = is_unread.then_some("height_assumed");
    match (known_levels, known_height) {
        (Some(n), Some(m)) if (PLAUSIBLE_M.0 * n..=PLAUSIBLE_M.1 * n + PLAUSIBLE_M.2).contains(&m) => {
            Heights::of(n, m, None)
        }
        (Some(n), Some(_)) => Heights::of(n, n * STOREY_M, Some("height_suspect")),
        (Some(n), None) => Heights::of(n, n * STOREY_M, assumed),
        // No block of dwellings is a whole, small number of metres high.
        (None, Some(m)) if matches!(word, "apartments" | "dormitory") && m < 9.0 && m.fract() == 0.0 => {
            Heights::of(m, m * STOREY_M, Some("height_suspect"))
        }
        (None, Some(m)) => Heights::of(m / STOREY_M, m, assumed),
        (None, None) => {
            let n = usual_storeys(word);
            Heights::of(n, n * STOREY_M, Some("height_assumed"))
        }
    }
}

fn usual_storeys(word: &str) -> f64 {
    match word {
        "apartments" | "residential" | "dormitory" => 6.0,
        "university" | "college" | "school" | "hospital" | "office" => 4.0,
        "house" | "detached" | "terrace" | "commercial" | "retail" | "kindergarten" => 2.0,
        _ => 1.0,
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|n: &f64| n.is_finite())
}

fn metres(text: &str) -> Option<f64> {
    number(text.trim().trim_end_matches('m'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_height_that_suits_the_storeys_is_believed() {
        assert_eq!(judge(Some("7"), Some("23"), "apartments"), Heights::of(7.0, 23.0, None));
        assert_eq!(judge(Some("1"), Some("10 m"), "industrial"), Heights::of(1.0, 10.0, None));
    }

    #[test]
    fn a_height_that_means_storeys_is_not() {
        assert_eq!(judge(Some("7"), Some("7"), "apartments"), Heights::of(7.0, 21.0, Some("height_suspect")));
        assert_eq!(judge(None, Some("6"), "dormitory"), Heights::of(6.0, 18.0, Some("height_suspect")));
        assert_eq!(judge(Some("1"), Some("300"), "house"), Heights::of(1.0, 3.0, Some("height_suspect")));
    }

    #[test]
    fn what_is_not_said_is_assumed_and_said_so() {
        assert_eq!(judge(None, None, "apartments"), Heights::of(6.0, 18.0, Some("height_assumed")));
        assert_eq!(judge(Some("six"), None, "yes"), Heights::of(1.0, 3.0, Some("height_assumed")));
        assert_eq!(judge(Some("4"), None, "yes"), Heights::of(4.0, 12.0, None));
        assert_eq!(judge(None, Some("12"), "yes"), Heights::of(4.0, 12.0, None));
    }
}
