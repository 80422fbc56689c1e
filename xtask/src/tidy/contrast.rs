//! Every pair of tokens that stands on one another is readable, in every theme: WCAG 2.2 AA, computed anew.

use super::colour::contrast;
use super::finding::Findings;
use super::reading::{line_of, without_block_comments};
use super::source::Source;
use std::collections::HashMap;

const TOKENS: &str = "style/token.css";

/// Themes that must be there, and the one that each builds on.
const THEMES: [(&str, &str); 5] = [
    ("light", "root"),
    ("dark", "root"),
    ("contrast", "root"),
    ("contrast-dark", "root"),
    ("elder", "light"),
];

/// Foreground, background, least ratio: 4.5 for text, 3 for what borders a control (WCAG 1.4.3, 1.4.11).
const PAIRS: [(&str, &str, f64); 21] = [
    ("text", "surface", 4.5),
    ("text", "surface-2", 4.5),
    ("text-2", "surface", 4.5),
    ("text-2", "surface-2", 4.5),
    ("text-3", "surface", 4.5),
    ("text-3", "surface-2", 4.5),
    ("accent", "surface", 4.5),
    ("accent", "surface-2", 4.5),
    ("danger", "surface", 4.5),
    ("danger", "surface-2", 4.5),
    ("ok", "surface", 4.5),
    ("ok", "surface-2", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-danger", "danger", 4.5),
    ("on-ok", "ok", 4.5),
    ("accent", "accent-soft", 4.5),
    ("danger", "danger-soft", 4.5),
    ("ok", "ok-soft", 4.5),
    ("edge", "surface", 3.0),
    ("edge", "surface-2", 3.0),
    ("focus", "surface", 3.0),
];

/// Name to value and line.
type Tokens = HashMap<String, (String, usize)>;

/// Checks the token sheet.
pub fn check(sources: &[Source], findings: &mut Findings) {
    let Some(source) = sources.iter().find(|source| source.path == TOKENS) else {
        findings.error(TOKENS, "the token sheet is missing");
        return;
    };
    let sets = sets(&source.text);
    for (theme, base) in THEMES {
        let Some(own) = sets.get(theme) else {
            findings.error(TOKENS, format!("there is no theme `{theme}`"));
            continue;
        };
        let mut tokens = sets.get("root").cloned().unwrap_or_default();
        tokens.extend(sets.get(base).cloned().unwrap_or_default());
        tokens.extend(own.clone());
        for (front, back, least) in PAIRS {
            let (Some((front_value, line)), Some((back_value, _))) =
                (resolve(&tokens, front), resolve(&tokens, back))
            else {
                findings.error(TOKENS, format!("{theme}: --{front} or --{back} is missing"));
                continue;
            };
            match contrast(front_value, back_value) {
                Some(ratio) if ratio >= least => {}
                Some(ratio) => findings.error(
                    source.place(line),
                    format!("{theme}: --{front} on --{back} has contrast {ratio:.2}; it needs {least}"),
                ),
                None => findings.error(
                    source.place(line),
                    format!("{theme}: --{front} ({front_value}) or --{back} ({back_value}) is no hex colour"),
                ),
            }
        }
    }
}

/// The value behind a name, through `var(--other)`, and the line of the name's own declaration.
fn resolve<'t>(tokens: &'t Tokens, name: &str) -> Option<(&'t str, usize)> {
    let (value, line) = tokens.get(name)?;
    let mut value = value.as_str();
    // As deep as anybody should nest, and an end to circles.
    for _ in 0..8 {
        let Some(other) = value.strip_prefix("var(--").and_then(|rest| rest.strip_suffix(')')) else {
            break;
        };
        value = tokens.get(other.trim())?.0.as_str();
    }
    Some((value, *line))
}

/// The declarations of each theme: `root`, those named by `data-theme`, and `elder`.
fn sets(css: &str) -> HashMap<String, Tokens> {
    let css = without_block_comments(css);
    let mut sets: HashMap<String, Tokens> = HashMap::new();
    let mut open: Vec<(String, Tokens)> = Vec::new();
    let mut begins = 0;
    for (at, sign) in css.match_indices(['{', '}', ';']) {
        let text = css.get(begins..at).unwrap_or_default();
        begins = at + 1;
        if sign == "{" {
            open.push((text.trim().to_owned(), Tokens::new()));
            continue;
        }
        if let Some((_, tokens)) = open.last_mut()
            && let Some((name, value)) = text.trim().strip_prefix("--").and_then(|text| text.split_once(':'))
        {
            tokens.insert(name.trim().to_owned(), (value.trim().to_owned(), line_of(&css, at)));
        }
        if sign == "}"
            && let Some((selector, tokens)) = open.pop()
        {
            // A set under a media query holds only while nobody chose a theme; it repeats a named one.
            let is_conditional = open.iter().any(|(outer, _)| outer.starts_with("@media"));
            for theme in selector.split(',').filter_map(theme_of).filter(|_| !is_conditional) {
                sets.entry(theme).or_default().extend(tokens.clone());
            }
        }
    }
    sets
}

/// The theme that one selector sets for the whole page; `None` for any narrower one.
fn theme_of(selector: &str) -> Option<String> {
    let mut rest = selector.trim();
    rest = rest.strip_prefix(":root").or_else(|| rest.strip_prefix("html")).unwrap_or(rest);
    let is_whole_page = rest.len() < selector.trim().len();
    let mut theme = None;
    let mut is_elder = false;
    while let Some((attribute, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let (name, value) = attribute.split_once('=')?;
        let value = value.trim_matches(['"', '\'']);
        match (name, value) {
            ("data-theme", value) => theme = Some(value.to_owned()),
            ("data-scale", "elder") => is_elder = true,
            _ => return None,
        }
        rest = after;
    }
    match (rest.is_empty(), is_elder, theme) {
        (false, ..) => None,
        (true, true, None) => Some("elder".to_owned()),
        (true, true, Some(theme)) => (theme == "light").then(|| "elder".to_owned()),
        (true, false, Some(theme)) => Some(theme),
        (true, false, None) => is_whole_page.then(|| "root".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{resolve, sets, theme_of};

    #[test]
    fn selectors_name_themes() {
        assert_eq!(theme_of(":root").as_deref(), Some("root"));
        assert_eq!(theme_of("[data-theme=dark]").as_deref(), Some("dark"));
        assert_eq!(theme_of(" :root[data-theme=\"contrast-dark\"]").as_deref(), Some("contrast-dark"));
        assert_eq!(theme_of("[data-theme=\"light\"][data-scale=\"elder\"]").as_deref(), Some("elder"));
        assert_eq!(theme_of(":root:not([data-theme])"), None);
        assert_eq!(theme_of("[data-theme=dark] .wall"), None);
        assert_eq!(theme_of("[data-scale=kiosk]"), None);
    }

    #[test]
    fn declarations_are_read_by_theme() {
        let css = ":root, [data-theme=light] { --text: #111; --ink: var(--text) }\n\
                   @media (prefers-color-scheme: dark) { :root { --text: #eee; } }\n\
                   [data-theme=dark] {\n  --text: #fff; /* --text: #000; */\n}";
        let sets = sets(css);
        assert_eq!(resolve(&sets["light"], "ink"), Some(("#111", 1)));
        assert_eq!(resolve(&sets["root"], "text"), Some(("#111", 1)));
        assert_eq!(resolve(&sets["dark"], "text"), Some(("#fff", 4)));
    }
}
