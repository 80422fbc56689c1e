//! The dwellings of a storey table: as its rows name them, or counted from floors and flats.

use super::{
    TableDwelling,
    header::{Field, Line},
};
use std::ops::RangeInclusive;

/// Storeys that a building has at most.
pub(super) const STOREYS: RangeInclusive<f64> = 1.0..=200.0;

/// Stairwells that a building has at most, and dwellings on one of its storeys: their numbers have two digits.
const IN_A_ROW: RangeInclusive<f64> = 1.0..=99.0;

/// The number that a text says, whatever unit stands behind it.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit());
    text.parse().ok().filter(|n: &f64| n.is_finite())
}

/// The same when it lies in a range.
pub(super) fn within(text: &str, range: RangeInclusive<f64>) -> Option<f64> {
    number(text).filter(|n| range.contains(n))
}

/// The same as a whole number.
pub(super) fn whole(text: &str, range: RangeInclusive<f64>) -> Option<u32> {
    // No range of ours goes beyond a few thousand, so nothing is lost.
    within(text, range).filter(|n| n.fract() == 0.0).map(|n| n as u32)
}

/// A storey as it is written: `15`, `15层`, `-1`, `B1`, `地下1层`; there is no 0.
fn storey(text: &str) -> Option<i32> {
    let text = text.trim().trim_end_matches(['层', '楼', 'F', 'f']);
    let below = ["地下", "负", "B", "b", "-"].iter().find_map(|sign| text.strip_prefix(*sign));
    let number = whole(below.unwrap_or(text), STOREYS)?;
    let number = i32::try_from(number).ok()?;
    Some(if below.is_some() { -number } else { number })
}

/// The storey that a number on the door begins with: `1502` is on the 15th.
fn storey_of_number(number: &str) -> Option<i32> {
    let digits = number.len().checked_sub(2).filter(|digits| *digits > 0)?;
    storey(number.get(..digits).filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?)
}

/// Reads the dwelling of a row, with what was assumed of it.
///
/// # Errors
/// Why it can't be taken.
pub(super) fn read(line: Line<'_>) -> Result<(TableDwelling, Vec<&'static str>), &'static str> {
    let mut mended = vec![];
    let number = line.text(Field::Dwelling).ok_or("no_dwelling")?;
    let number = number.trim_end_matches(['室', '号', '户']).trim();
    let stairwell = match line.text(Field::Stairwell) {
        None => 1,
        Some(text) => whole(text.trim_end_matches("单元"), IN_A_ROW).ok_or("bad_stairwell")?,
    };
    let storey = match line.text(Field::Storey) {
        Some(text) => storey(text).ok_or("bad_storey")?,
        None => {
            mended.push("storey_assumed");
            storey_of_number(number).ok_or("no_storey")?
        }
    };
    let area_m2 = line.text(Field::Area).and_then(|text| within(text, 1.0..=100_000.0));
    if area_m2.is_none() {
        mended.push("area_assumed");
    }
    Ok((TableDwelling { row: line.row, stairwell, storey, number: number.to_owned(), area_m2 }, mended))
}

/// Counts the dwellings of a building: numbers run on from stairwell to stairwell, as `1502` on the 15th storey.
///
/// # Errors
/// Why they can't be counted.
pub(super) fn count(line: Line<'_>, storeys: u32) -> Result<(u32, Vec<TableDwelling>), &'static str> {
    let stairwells = match line.text(Field::Stairwells) {
        None => 1,
        Some(text) => whole(text, IN_A_ROW).ok_or("bad_stairwell")?,
    };
    let flats = line.text(Field::Flats).ok_or("no_flats")?;
    let flats = whole(flats, 0.0..=*IN_A_ROW.end()).ok_or("bad_flats")?;
    if f64::from(stairwells * flats) > *IN_A_ROW.end() {
        return Err("bad_flats");
    }
    let area_m2 = line.text(Field::Area).and_then(|text| within(text, 1.0..=100_000.0));
    let mut dwellings = vec![];
    for storey in 1..=storeys {
        for nth in 0..stairwells * flats {
            dwellings.push(TableDwelling {
                row: line.row,
                stairwell: nth / flats + 1,
                storey: i32::try_from(storey).unwrap_or(i32::MAX),
                number: format!("{storey}{:02}", nth + 1),
                area_m2,
            });
        }
    }
    Ok((stairwells, dwellings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_units() {
        assert_eq!(number(" 89.5㎡"), Some(89.5));
        assert_eq!(whole("18层", STOREYS), Some(18));
        assert_eq!(whole("1.5", STOREYS), None);
        assert_eq!(number("三"), None);
    }

    #[test]
    fn storeys_are_read_as_people_write_them() {
        let read = ["15", "15层", "3F", "-1", "B2", "地下1层", "0", "顶层"].map(storey);
        let meant = [Some(15), Some(15), Some(3), Some(-1), Some(-2), Some(-1), None, None];
        assert_eq!(read, meant);
        assert_eq!((storey_of_number("1502"), storey_of_number("101")), (Some(15), Some(1)));
        assert_eq!(
            (storey_of_number("A1"), storey_of_number("12"), storey_of_number("楼1")),
            (None, None, None)
        );
    }
}
