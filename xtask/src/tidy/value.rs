//! Colours and sizes come from the tokens: no hex colour and no pixel size elsewhere in style and screens.

use super::finding::Findings;
use super::reading::{is_of_name, without_block_comments, without_comment_lines};
use super::source::Source;

/// The files that hold values: the tokens, their sizes by terminal, and what the map can't read from CSS.
const HOLDERS: [&str; 3] = ["style/token.css", "style/scale.css", "app/map/src/symbology.rs"];

/// Checks style sheets, screens and the boot page.
pub fn check(sources: &[Source], findings: &mut Findings) {
    for source in sources.iter().filter(|source| is_checked(source)) {
        let is_css = source.is_any(&["css", "html"]);
        let text = if source.is_any(&["rs"]) {
            without_comment_lines(&source.text)
        } else {
            without_block_comments(&source.text)
        };
        for (number, line) in text.lines().enumerate() {
            if let Some(colour) = hex_colour(line, is_css)
                && !line.contains("theme-color")
            {
                findings.error(
                    source.place(number + 1),
                    format!("the colour {colour} belongs into style/token.css"),
                );
            }
            // A media query can't read a token.
            let is_query = line.contains("@media") || line.contains("@container");
            if let Some(size) = pixel_size(line)
                && !is_query
            {
                findings
                    .error(source.place(number + 1), format!("the size {size} belongs into style/token.css"));
            }
        }
    }
}

fn is_checked(source: &Source) -> bool {
    let is_style = source.path.starts_with("style/") && source.is_any(&["css"]);
    let is_screen = source.path.starts_with("app/") && source.is_any(&["css", "html", "rs"]);
    (is_style || is_screen) && !HOLDERS.contains(&source.path.as_str())
}

/// The first `#abc` or `#aabbcc` (with or without alpha) of a line that is no raw string, entity or format.
fn hex_colour(line: &str, is_css: bool) -> Option<&str> {
    let bytes = line.as_bytes();
    line.match_indices('#').find_map(|(at, _)| {
        let digits = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let may_follow = match before {
            None => true,
            // In Rust `{:#010b}` is a format.
            Some(b':') => is_css || digits == 6,
            Some(before) => matches!(before, b' ' | b'"' | b'\'' | b'(' | b',' | b'\t'),
        };
        let is_ended = bytes.get(at + 1 + digits).is_none_or(|byte| !is_of_name(*byte) && *byte != b'-');
        let is_colour = may_follow && is_ended && matches!(digits, 3 | 4 | 6 | 8);
        if is_colour { line.get(at..at + 1 + digits) } else { None }
    })
}

/// The first `12px` of a line.
fn pixel_size(line: &str) -> Option<&str> {
    let bytes = line.as_bytes();
    line.match_indices("px").find_map(|(at, _)| {
        let digits =
            bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
        let is_ended = bytes.get(at + 2).is_none_or(|byte| !is_of_name(*byte));
        let begins = at - digits;
        let is_of_word = begins > 0 && is_of_name(bytes[begins - 1]);
        if digits > 0 && is_ended && !is_of_word { line.get(begins..at + 2) } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::{hex_colour, pixel_size};

    #[test]
    fn colours_are_found() {
        assert_eq!(hex_colour("color: #0A4F8C;", true), Some("#0A4F8C"));
        assert_eq!(hex_colour("color:#fff", true), Some("#fff"));
        assert_eq!(hex_colour("let c = \"#0A4F8C\";", false), Some("#0A4F8C"));
    }

    #[test]
    fn other_number_signs_are_left_alone() {
        assert_eq!(hex_colour("r#\"abc\"#", false), None);
        assert_eq!(hex_colour("#[cfg(test)]", false), None);
        assert_eq!(hex_colour("format!(\"{:#010b}\", 4)", false), None);
        assert_eq!(hex_colour("href=\"#facade-list\"", true), None);
    }

    #[test]
    fn sizes_are_found() {
        assert_eq!(pixel_size("margin: 12px;"), Some("12px"));
        assert_eq!(pixel_size("width: 1.5px"), Some("1.5px"));
        assert_eq!(pixel_size("format!(\"{height}px\")"), None);
        assert_eq!(pixel_size("let a4px = 1;"), None);
    }
}
