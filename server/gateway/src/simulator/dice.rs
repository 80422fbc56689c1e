//! Chance that is the same for the same seed, for ever and on every machine.
//!
//! # Source
//! SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; FNV-1a for the seed.

/// One device's dice.
pub(super) struct Dice(u64);

impl Dice {
    /// Dice that fall differently for each device, and the same whenever the seed is.
    pub(super) fn of_device(seed: u64, device_code: &str) -> Self {
        let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(device_code.bytes().fold(0xcbf2_9ce4_8422_2325 ^ seed, mix))
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Evenly from `low` up to, not including, `high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        low + unit * (high - low)
    }

    /// True this often in a thousand times.
    pub(super) fn falls(&mut self, per_mille: u32) -> bool {
        self.between(0.0, 1_000.0) < f64::from(per_mille)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let rolls = |seed, code| {
            let mut dice = Dice::of_device(seed, code);
            [dice.roll(), dice.roll(), dice.roll()]
        };
        assert_eq!(rolls(1, "SMK-1"), rolls(1, "SMK-1"));
        assert_ne!(rolls(1, "SMK-1"), rolls(2, "SMK-1"));
        assert_ne!(rolls(1, "SMK-1"), rolls(1, "SMK-2"));
    }

    #[test]
    fn numbers_stay_between_their_bounds_and_use_the_room() {
        let mut dice = Dice::of_device(7, "ENV-1");
        let numbers: Vec<f64> = (0..10_000).map(|_| dice.between(-2.0, 3.0)).collect();
        assert!(numbers.iter().all(|number| (-2.0..3.0).contains(number)));
        let mean = numbers.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.1, "{mean}");
        assert!(!dice.falls(0));
        assert!(dice.falls(1_000));
    }
}
