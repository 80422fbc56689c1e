//! A short hash (FNV-1a, 64 bit) for file names and fingerprints. It guards against nothing but staleness.

/// A hash under way.
pub struct Hash(u64);

impl Hash {
    /// The empty hash.
    pub fn start() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    /// Takes in some bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Twelve hexadecimal digits.
    pub fn text(&self) -> String {
        format!("{:012x}", self.0 & 0xffff_ffff_ffff)
    }
}

/// The hash of one piece.
pub fn of(bytes: &[u8]) -> String {
    let mut hash = Hash::start();
    hash.add(bytes);
    hash.text()
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_hash_is_the_published_one() {
        // FNV-1a of "a" is af63dc4c8601ec8c; we keep the lower 48 bits.
        assert_eq!(of(b"a"), "dc4c8601ec8c");
    }
}
