//! The head of a storey table: which column holds what, in the words that property offices use.

use std::collections::HashMap;

use crate::import::Notes;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Estate,
    Building,
    Stairwell,
    Stairwells,
    Storey,
    Storeys,
    /// Dwellings on one storey of one stairwell.
    Flats,
    Dwelling,
    Usage,
    Area,
    Lon,
    Lat,
    Footprint,
    Length,
    Width,
    Bearing,
    StoreyHeight,
    Height,
    BuiltIn,
}

/// The words for each.
const WORDS: [(Field, &[&str]); 19] = [
    (Field::Estate, &["estate", "小区", "小区名称", "项目名称"]),
    (Field::Building, &["building", "楼栋", "楼号", "栋号", "幢号", "楼栋名称"]),
    (Field::Stairwell, &["stairwell", "单元", "单元号"]),
    (Field::Stairwells, &["stairwells", "单元数"]),
    (Field::Storey, &["storey", "floor", "楼层", "所在层", "层次"]),
    (Field::Storeys, &["storeys", "floors", "层数", "总层数", "地上层数"]),
    (Field::Flats, &["flats_per_storey", "flats", "每层户数", "每单元每层户数", "一层户数"]),
    (Field::Dwelling, &["dwelling", "number", "房号", "户号", "室号", "门牌号"]),
    (Field::Usage, &["usage", "use", "用途", "规划用途", "房屋用途"]),
    (Field::Area, &["area_m2", "area", "建筑面积", "面积"]),
    (Field::Lon, &["lon", "longitude", "经度"]),
    (Field::Lat, &["lat", "latitude", "纬度"]),
    (Field::Footprint, &["footprint", "楼栋轮廓", "轮廓"]),
    (Field::Length, &["length_m", "length", "长", "长度"]),
    (Field::Width, &["width_m", "width", "宽", "宽度"]),
    (Field::Bearing, &["bearing_deg", "bearing", "方位角", "走向"]),
    (Field::StoreyHeight, &["storey_height_m", "层高"]),
    (Field::Height, &["height_m", "高度", "楼高"]),
    (Field::BuiltIn, &["built_in", "建成年份", "竣工年份"]),
];

/// Rows above the head that may hold a title.
const TITLE_ROWS: usize = 10;

/// What one row of the table tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// A dwelling.
    Dwelling,
    /// A building with its floors and flats.
    Building,
}

/// The head of a table.
pub(super) struct Header {
    columns: HashMap<Field, usize>,
    pub layout: Layout,
}

/// A row below the head.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub row: u32,
    pub cells: &'a [String],
    pub header: &'a Header,
}

impl<'a> Line<'a> {
    /// What it says of something; none when it says nothing.
    pub(super) fn text(self, field: Field) -> Option<&'a str> {
        let cell = self.cells.get(*self.header.columns.get(&field)?)?;
        Some(cell.trim()).filter(|text| !text.is_empty())
    }
}

/// The head with the rows below it; none, with a finding, when the table has none that we know.
pub(super) fn split<'r>(
    records: &'r [(u32, Vec<String>)],
    notes: &mut Notes,
) -> Option<(Header, &'r [(u32, Vec<String>)])> {
    let names_building =
        |(_, cells): &(u32, Vec<String>)| cells.iter().any(|cell| known(cell) == Some(Field::Building));
    let Some(at) = records.iter().take(TITLE_ROWS).position(names_building) else {
        notes.left_out(1, "building", "missing_column");
        return None;
    };
    for (row, cells) in &records[..at] {
        notes.mended(*row, cells.first().map_or("", |cell| cell.trim()), "above_head");
    }
    let (row, cells) = &records[at];
    let mut columns = HashMap::new();
    for (nth, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty()) {
        match known(cell) {
            None => notes.mended(*row, cell.trim(), "unknown_column"),
            Some(field) if columns.contains_key(&field) => notes.mended(*row, cell.trim(), "column_twice"),
            Some(field) => {
                columns.insert(field, nth);
            }
        }
    }
    let has = |field: Field| columns.contains_key(&field);
    let layout = if has(Field::Dwelling) {
        Layout::Dwelling
    } else if has(Field::Flats) && (has(Field::Storeys) || has(Field::Storey)) {
        Layout::Building
    } else {
        let missing = if has(Field::Flats) { "storeys" } else { "dwelling" };
        notes.left_out(*row, missing, "missing_column");
        return None;
    };
    Some((Header { columns, layout }, &records[at + 1..]))
}

/// What a column of this name holds; units in brackets don't matter.
fn known(cell: &str) -> Option<Field> {
    let name = cell.split(['(', '（', '[', '/']).next().unwrap_or_default();
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    WORDS.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(field, _)| *field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(rows: &[&[&str]]) -> Vec<(u32, Vec<String>)> {
        let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        (1..).zip(rows).map(|(number, row)| (number, cells(row))).collect()
    }

    fn layout(rows: &[&[&str]]) -> (Option<Layout>, Vec<String>) {
        let mut notes = Notes::on("t.csv");
        let records = records(rows);
        let layout = split(&records, &mut notes).map(|(header, _)| header.layout);
        (
            layout,
            notes.findings.into_iter().map(|finding| format!("{}:{}", finding.id, finding.reason)).collect(),
        )
    }

    #[test]
    fn the_head_tells_the_layout() {
        let by_dwelling = layout(&[&["小区", "楼栋", "单元", "楼层", "房号", "建筑面积(㎡)"]]);
        assert_eq!(by_dwelling, (Some(Layout::Dwelling), vec![]));
        let by_building = layout(&[&["Building", "Storeys", "Flats per storey"]]);
        assert_eq!(by_building, (Some(Layout::Building), vec![]));
    }

    #[test]
    fn what_the_head_lacks_or_has_too_much_is_told() {
        let titled = layout(&[&["演示楼盘表", ""], &["楼号", "层数", "每层户数", "备注", "楼栋"]]);
        let told = ["演示楼盘表:above_head", "备注:unknown_column", "楼栋:column_twice"];
        assert_eq!(titled, (Some(Layout::Building), told.map(str::to_owned).to_vec()));
        assert_eq!(layout(&[&["楼栋", "每层户数"]]), (None, vec!["storeys:missing_column".to_owned()]));
        assert_eq!(layout(&[&["a", "b"]]), (None, vec!["building:missing_column".to_owned()]));
    }
}
