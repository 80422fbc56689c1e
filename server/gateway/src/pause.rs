//! Growing pauses between attempts to connect.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// Doubles from one second to a minute, until an attempt succeeds.
pub(crate) struct Pause {
    next: Duration,
}

impl Pause {
    pub(crate) const fn new() -> Self {
        Self { next: FIRST }
    }

    /// How long to wait now.
    pub(crate) fn grow(&mut self) -> Duration {
        let now = self.next;
        self.next = (now * 2).min(LONGEST);
        now
    }

    /// An attempt succeeded.
    pub(crate) fn reset(&mut self) {
        self.next = FIRST;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute_and_start_again() {
        let mut pause = Pause::new();
        let seconds: Vec<u64> = (0..8).map(|_| pause.grow().as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 60, 60]);
        pause.reset();
        assert_eq!(pause.grow(), FIRST);
    }
}
