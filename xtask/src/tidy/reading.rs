//! The little reading of Rust and CSS that the checks need.

/// Empties the lines that hold only a `//` comment, so that line numbers stay.
pub fn without_comment_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        if !line.trim_start().starts_with("//") {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// Takes `/* ... */` out, but leaves its line ends.
pub fn without_block_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("/*") {
        out.push_str(before);
        let (comment, after) = comment.split_once("*/").unwrap_or((comment, ""));
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The line of a byte position, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// The first position from `at` on that is no white space.
pub fn skip_space(text: &str, at: usize) -> usize {
    at + text.bytes().skip(at).take_while(u8::is_ascii_whitespace).count()
}

/// The plain string literal that begins at `at`, as written between its quotes, and the position behind it.
pub fn string_literal(text: &str, at: usize) -> Option<(&str, usize)> {
    let inside = text.get(at..)?.strip_prefix('"')?;
    let mut is_escaped = false;
    for (offset, byte) in inside.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return Some((inside.get(..offset)?, at + offset + 2)),
            _ => {}
        }
    }
    None
}

/// Whether a byte can be part of a name.
pub fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::{line_of, string_literal, without_block_comments, without_comment_lines};

    #[test]
    fn comments_go_and_lines_stay() {
        assert_eq!(without_comment_lines("a\n  // b\nc"), "a\n\nc\n");
        assert_eq!(without_block_comments("a /* b\nc */ d /* open"), "a \n d ");
    }

    #[test]
    fn literals_end_at_an_unescaped_quote() {
        assert_eq!(string_literal(r#"t("a\"b", 1)"#, 2), Some((r#"a\"b"#, 8)));
        assert_eq!(string_literal("t(key)", 2), None);
    }

    #[test]
    fn lines_count_from_one() {
        assert_eq!(line_of("a\nb", 0), 1);
        assert_eq!(line_of("a\nb", 2), 2);
    }
}
