//! What a camera wrote into a photo, carried over to the picture that is drawn anew: the server keeps where and when it
//! was taken beside the case, and stores the picture without any of it.
//!
//! # Source
//! Segments of a JPEG: ITU-T T.81 (1992), annex B. The APP1 segment, byte orders, directories and the tag of orientation:
//! CIPA DC-008 (Exif 2.32), 4.5 and 4.6.

/// How much of a file is looked through; cameras write EXIF first of all, and it has at most 64 KiB.
pub(super) const HEAD_BYTES: i32 = 256 * 1024;

/// What a JPEG begins with.
const BEGIN: [u8; 2] = [0xFF, 0xD8];
/// The marker of a segment of an application.
const APP1: u8 = 0xE1;
/// What such a segment begins with when it is EXIF; others hold other things.
const NAME: &[u8] = b"Exif\0\0";
/// Bytes of an entry of a directory: tag, type, count, value.
const ENTRY: usize = 12;
/// The tag that says how the camera was held.
const ORIENTATION: u16 = 0x0112;
/// Type, count and value of "upright": one SHORT, 1.
const UPRIGHT_LITTLE: [u8; 10] = [3, 0, 1, 0, 0, 0, 1, 0, 0, 0];
/// The same, the greater byte first.
const UPRIGHT_BIG: [u8; 10] = [0, 3, 0, 0, 0, 1, 0, 1, 0, 0];

/// The EXIF in the first bytes of a JPEG, saying that its picture stands upright; none when there is none, or when it is
/// not what it should be.
pub(super) fn upright(head: &[u8]) -> Option<Vec<u8>> {
    let mut exif = found(head)?.to_vec();
    turn(exif.get_mut(NAME.len()..)?)?;
    Some(exif)
}

/// A JPEG with EXIF before all else in it; none when it is no JPEG, or the EXIF is longer than a segment.
pub(super) fn put_in(jpeg: &[u8], exif: &[u8]) -> Option<Vec<u8>> {
    let rest = jpeg.strip_prefix(&BEGIN)?;
    // The length counts its own two bytes.
    let length = u16::try_from(exif.len() + 2).ok()?.to_be_bytes();
    Some([BEGIN.as_slice(), &[0xFF, APP1], &length, exif, rest].concat())
}

/// The content of the first segment of EXIF.
fn found(jpeg: &[u8]) -> Option<&[u8]> {
    let mut rest = jpeg.strip_prefix(&BEGIN)?;
    loop {
        // A marker may have filling before it.
        while rest.starts_with(&[0xFF, 0xFF]) {
            rest = rest.get(1..)?;
        }
        let (&[0xFF, marker, high, low], _) = rest.split_first_chunk::<4>()? else { return None };
        // What has no length, or the picture itself: EXIF stands before that.
        if matches!(marker, 0x00 | 0x01 | 0xD0..=0xDA) {
            return None;
        }
        let length = usize::from(u16::from_be_bytes([high, low]));
        let content = rest.get(2..2 + length)?.get(2..)?;
        if marker == APP1 && content.starts_with(NAME) {
            return Some(content);
        }
        rest = rest.get(2 + length..)?;
    }
}

/// Makes the first directory of a TIFF say that its picture stands upright, where it says anything about it.
fn turn(tiff: &mut [u8]) -> Option<()> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |bytes| if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) };
    let long = |bytes| if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) };
    let begin = usize::try_from(long(*tiff.get(4..)?.first_chunk()?)).ok()?;
    // It can't stand inside of the header.
    let directory = tiff.get_mut(begin..).filter(|_| begin >= 8)?;
    let count = usize::from(short(*directory.first_chunk()?));
    for entry in directory.get_mut(2..2 + ENTRY * count)?.chunks_exact_mut(ENTRY) {
        let (tag, value) = entry.split_first_chunk_mut::<2>()?;
        if short(*tag) == ORIENTATION {
            value.copy_from_slice(if is_little { &UPRIGHT_LITTLE } else { &UPRIGHT_BIG });
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the lesser byte comes first.
    #[derive(Clone, Copy)]
    struct Little(bool);

    impl Little {
        fn short(self, n: u16) -> [u8; 2] {
            if self.0 { n.to_le_bytes() } else { n.to_be_bytes() }
        }

        fn long(self, n: u32) -> [u8; 4] {
            if self.0 { n.to_le_bytes() } else { n.to_be_bytes() }
        }

        /// An entry with a SHORT in it.
        fn entry(self, tag: u16, value: u16) -> Vec<u8> {
            let (kind, count, rest) = (self.short(3), self.long(1), self.short(0));
            [self.short(tag).as_slice(), &kind, &count, &self.short(value), &rest].concat()
        }

        /// EXIF of a camera that was held so; what is behind its first directory is not looked at.
        fn exif(self, held: u16) -> Vec<u8> {
            let mark = if self.0 { b"II*\0" } else { b"MM\0*" };
            let entries = [self.entry(0x0100, 640), self.entry(ORIENTATION, held), self.entry(0x0128, 2)];
            let (begin, count) = (self.long(8), self.short(3));
            [NAME, mark, &begin, &count, &entries.concat(), &self.long(0), b"a place and a time"].concat()
        }
    }

    fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
        [[0xFF, marker].as_slice(), &length, content].concat()
    }

    /// A file of these segments, with a picture behind them.
    fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
        let picture = segment(0xDA, &[1, 2, 3]);
        [BEGIN.as_slice(), &segments.concat(), &picture, &[7, 7, 7, 0xFF, 0xD9]].concat()
    }

    fn photo(exif: &[u8]) -> Vec<u8> {
        jpeg(&[segment(0xE0, b"JFIF\0"), segment(APP1, exif)])
    }

    #[test]
    fn what_the_camera_wrote_is_carried_over_and_says_upright() {
        for order in [Little(true), Little(false)] {
            for held in 1..=8 {
                assert_eq!(upright(&photo(&order.exif(held))), Some(order.exif(1)));
            }
        }
    }

    #[test]
    fn another_way_of_writing_how_it_was_held_says_upright_too() {
        for order in [Little(true), Little(false)] {
            let mut exif = order.exif(1);
            let at = NAME.len() + 8 + 2 + ENTRY;
            // One LONG, 6.
            let value = [order.short(4).as_slice(), &order.long(1), &order.long(6)].concat();
            exif[at + 2..at + ENTRY].copy_from_slice(&value);
            assert_eq!(upright(&photo(&exif)), Some(order.exif(1)));
        }
    }

    #[test]
    fn what_says_nothing_of_how_it_was_held_stays_as_it_is() {
        let order = Little(true);
        let mut exif = order.exif(6);
        let at = NAME.len() + 8 + 2 + ENTRY;
        exif[at..at + 2].copy_from_slice(&order.short(0x0101));
        assert_eq!(upright(&photo(&exif)), Some(exif));
    }

    #[test]
    fn it_is_put_before_all_else_and_found_there_again() {
        let drawn = jpeg(&[segment(0xE0, b"JFIF\0")]);
        let exif = Little(false).exif(1);
        let whole = put_in(&drawn, &exif).unwrap();
        assert_eq!(whole, [BEGIN.as_slice(), &segment(APP1, &exif), &drawn[2..]].concat());
        assert_eq!(upright(&whole), Some(exif.clone()));
        assert_eq!(put_in(b"\x89PNG\r\n", &exif), None);
        assert_eq!(put_in(&[], &exif), None);
    }

    #[test]
    fn only_what_fits_into_a_segment_is_put_in() {
        let drawn = jpeg(&[]);
        assert!(put_in(&drawn, &vec![0; 65_533]).is_some());
        assert_eq!(put_in(&drawn, &vec![0; 65_534]), None);
    }

    #[test]
    fn it_is_found_behind_other_segments_and_filling_but_not_behind_the_picture() {
        let exif = Little(true).exif(3);
        let other = segment(APP1, b"http://ns.adobe.com/xap/1.0/\0");
        let filled = [[0xFF, 0xFF].as_slice(), &segment(APP1, &exif)].concat();
        assert!(upright(&jpeg(&[other.clone(), filled])).is_some());
        assert_eq!(upright(&jpeg(&[other])), None);
        assert_eq!(upright(&jpeg(&[segment(0xDA, &[1]), segment(APP1, &exif)])), None);
        assert_eq!(upright(b"\x89PNG\r\n\x1A\n"), None);
        assert_eq!(upright(&[]), None);
    }

    #[test]
    fn what_is_cut_off_is_left_out() {
        for order in [Little(true), Little(false)] {
            let exif = order.exif(6);
            let whole = photo(&exif);
            let end = whole.windows(exif.len()).position(|part| part == exif).unwrap() + exif.len();
            for length in 0..whole.len() {
                let is_there = upright(&whole[..length]).is_some();
                assert_eq!(is_there, length >= end, "{length} of {} bytes", whole.len());
            }
            // The same within a segment that is whole: up to the end of the directory's entries.
            let enough = NAME.len() + 8 + 2 + 3 * ENTRY;
            for length in 0..exif.len() {
                assert_eq!(upright(&photo(&exif[..length])).is_some(), length >= enough, "{length} bytes");
            }
        }
    }

    #[test]
    fn lengths_and_places_beyond_the_file_are_left_out() {
        let order = Little(false);
        let put = |at: usize, bytes: &[u8]| {
            let mut exif = order.exif(6);
            exif[NAME.len() + at..NAME.len() + at + bytes.len()].copy_from_slice(bytes);
            upright(&photo(&exif))
        };
        for begin in [0, 4, 7, 60_000, u32::MAX - 1, u32::MAX] {
            assert_eq!(put(4, &order.long(begin)), None, "a directory at {begin}");
        }
        assert_eq!(put(8, &order.short(u16::MAX)), None, "more entries than there are bytes");
        assert_eq!(put(0, b"II\0*"), None, "no byte order at all");
        for length in [0u16, 1, u16::MAX] {
            let mut whole = photo(&order.exif(6));
            whole[4..6].copy_from_slice(&length.to_be_bytes());
            assert_eq!(upright(&whole), None, "a segment of {length} bytes");
        }
    }

    #[test]
    fn whatever_byte_is_wrong_nothing_breaks() {
        let whole = photo(&Little(true).exif(6));
        for at in 0..whole.len() {
            for byte in [0, 1, 0x7F, 0xFF] {
                let mut wrong = whole.clone();
                wrong[at] = byte;
                if let Some(exif) = upright(&wrong) {
                    assert!(put_in(&whole, &exif).is_some());
                }
            }
        }
    }
}
