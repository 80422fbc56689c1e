//! The text of a file, whatever it was written with.

use contract::spatial::Attribution;
use serde_json::Value;

use super::kind::tag;

/// The text of a file in UTF-8, with or without a byte order mark, or in GB18030, as spreadsheets in China write it;
/// none in any other encoding.
///
/// # Source
/// GB 18030-2022; it holds GBK and GB 2312.
#[must_use]
pub fn decoded(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.trim_start_matches('\u{feff}').to_owned()),
        Err(_) => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned),
    }
}

/// Puts the name and licence that a GeoJSON file gives of itself in place of those of a dataset that has none: `name`
/// (or `attribution`, `title`) and `licence` (or `license`), under `metadata` or at the top.
pub fn describe(dataset: &mut Attribution, text: &str) {
    let file: Value = serde_json::from_str(text).unwrap_or_default();
    let said = |keys: &[&str]| {
        let by_key = keys.iter().find_map(|key| tag(&file["metadata"], key).or_else(|| tag(&file, key)));
        by_key.filter(|text| !text.is_empty())
    };
    if dataset.name.is_empty() {
        dataset.name = said(&["attribution", "name", "title"]).unwrap_or_default();
    }
    if dataset.licence.is_none() {
        dataset.licence = said(&["licence", "license"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use contract::spatial::Origin;

    #[test]
    fn a_spreadsheet_s_file_is_read_in_either_encoding() {
        assert_eq!(decoded("\u{feff}楼栋".as_bytes()).as_deref(), Some("楼栋"));
        assert_eq!(decoded(&[0xC2, 0xA5, 0xB6, 0xB0]).as_deref(), Some("楼栋"));
        assert_eq!(decoded(&[0xFF, 0xFE, 0x00]), None);
    }

    #[test]
    fn a_file_names_itself_unless_it_is_named_otherwise() {
        let text = r#"{"metadata":{"name":"演示测绘","licence":"CC-BY-4.0"},"features":[]}"#;
        let day = NaiveDate::default();
        let mut dataset =
            Attribution { name: String::new(), origin: Origin::FieldSurvey, licence: None, dated_on: day };
        describe(&mut dataset, text);
        assert_eq!((dataset.name.as_str(), dataset.licence.as_deref()), ("演示测绘", Some("CC-BY-4.0")));
        dataset.name = "其他".into();
        describe(&mut dataset, text);
        assert_eq!(dataset.name, "其他");
    }
}
