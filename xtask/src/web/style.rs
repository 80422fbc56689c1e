//! One style sheet from `style/main.css` and what it imports, in order.

use crate::files;
use anyhow::{Context, Result, bail, ensure};
use std::path::{Path, PathBuf};

/// Reads a style sheet and puts each `@import "file.css";`, with or without `layer(name)`, in its place.
///
/// # Errors
/// When a file is missing, imports itself, or an import is of a form we don't use.
pub fn bundle(main: &Path) -> Result<String> {
    let mut out = String::new();
    append(main, &mut Vec::new(), &mut out)?;
    Ok(out)
}

fn append(file: &Path, above: &mut Vec<PathBuf>, out: &mut String) -> Result<()> {
    ensure!(!above.iter().any(|other| other == file), "{} imports itself", file.display());
    let folder = file.parent().context("a style sheet lies in no folder")?;
    above.push(file.to_path_buf());
    for (number, line) in files::read(file)?.lines().enumerate() {
        let Some(import) = line.trim_start().strip_prefix("@import") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let Some((name, layer)) = parse(import) else {
            bail!("{}:{}: write `@import \"file.css\";` or add layer(name)", file.display(), number + 1);
        };
        let inner = folder.join(name);
        match layer {
            None => append(&inner, above, out)?,
            Some(layer) => {
                out.push_str(&format!("@layer {layer} {{\n"));
                append(&inner, above, out)?;
                out.push_str("}\n");
            }
        }
    }
    above.pop();
    Ok(())
}

/// The file and the layer of ` "file.css" layer(name);`.
fn parse(import: &str) -> Option<(&str, Option<&str>)> {
    let rest = import.trim_start();
    let rest = rest.strip_prefix("url(").unwrap_or(rest);
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (name, rest) = rest.get(1..)?.split_once(quote)?;
    let rest = rest.trim_start_matches(')').trim().strip_suffix(';')?.trim();
    if rest.is_empty() {
        return Some((name, None));
    }
    let layer = rest.strip_prefix("layer(")?.strip_suffix(')')?;
    Some((name, Some(layer)))
}

#[cfg(test)]
mod tests {
    use super::{bundle, parse};
    use crate::files;
    use crate::scratch::Scratch;

    #[test]
    fn imports_are_read() {
        assert_eq!(parse(" \"token.css\";"), Some(("token.css", None)));
        assert_eq!(parse(" url('a.css') ;"), Some(("a.css", None)));
        assert_eq!(parse(" \"kit.css\" layer(kit);"), Some(("kit.css", Some("kit"))));
        assert_eq!(parse(" \"print.css\" print;"), None);
    }

    #[test]
    fn imported_sheets_stand_where_they_are_imported() {
        let scratch = Scratch::new("style").unwrap();
        files::write(&scratch.path().join("main.css"), b"@import \"a.css\" layer(base);\np { }\n").unwrap();
        files::write(&scratch.path().join("a.css"), b"b { }\n").unwrap();
        let sheet = bundle(&scratch.path().join("main.css")).unwrap();
        assert_eq!(sheet, "@layer base {\nb { }\n}\np { }\n");
    }
}
