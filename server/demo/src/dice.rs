//! Chance that repeats itself: SplitMix64, one stream for each story, so that a new kind of device moves no resident.

/// A stream of pseudo-random numbers fixed by seed and story; not for secrets.
///
/// # Source
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
pub(crate) struct Dice {
    state: u64,
}

impl Dice {
    /// The stream of one story, such as `"person"`.
    pub(crate) fn for_story(seed: u64, story: &str) -> Self {
        let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
        for byte in story.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self { state }
    }

    fn roll(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `end`; 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        (((self.roll() >> 32) * u64::from(end)) >> 32) as u32
    }

    /// A number from `least` to `most`, both included.
    pub(crate) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most - least + 1)
    }

    /// A number of days from `least` to `most`, both included.
    pub(crate) fn days(&mut self, least: u32, most: u32) -> i64 {
        i64::from(self.between(least, most))
    }

    /// A number from `least` up to `most`.
    pub(crate) fn within(&mut self, least: f64, most: f64) -> f64 {
        let part = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        least + (most - least) * part
    }

    /// True in `share` of all cases, 0 to 1.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.within(0.0, 1.0) < share
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        items[self.below(N as u32) as usize]
    }
}
