//! The few files that name the others: the page, the starter and the service worker.

use super::program::Parts;
use crate::{files, hash};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// The hashed names of one build.
pub struct Names {
    /// The folder of the program: `app.js`, `app_bg.wasm`, the parts and what loads them.
    pub program: String,
    /// What starts it.
    pub boot: String,
    /// How it looks.
    pub style: String,
}

/// The starter. A program that does not load is shown by the page itself: `html[data-boot="failed"]`.
pub fn boot(program: &str) -> String {
    // The address is taken from this module's own: a plain string would be looked up below the page's path.
    format!(
        "import(\"./{program}/app.js\")\n  \
         .then((app) => app.default({{ module_or_path: new URL(\"./{program}/app_bg.wasm\", import.meta.url) }}))\n  \
         .catch((fault) => {{ document.documentElement.dataset.boot = \"failed\"; throw fault; }});\n"
    )
}

/// Fills `app/index.html`, and lets the browser fetch program and glue while it still reads the page.
///
/// # Errors
/// When a placeholder is missing.
pub fn index(template: &str, names: &Names, version: &str) -> Result<String> {
    for placeholder in ["{{style}}", "{{boot}}"] {
        ensure!(template.contains(placeholder), "app/index.html has no {placeholder}");
    }
    let early = format!(
        "<link rel=\"modulepreload\" href=\"/{program}/app.js\">\n\
         <link rel=\"modulepreload\" href=\"/{program}/parts.js\">\n\
         <link rel=\"preload\" href=\"/{program}/app_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n</head>",
        program = names.program
    );
    let (head, body) = template.split_once("</head>").context("app/index.html has no </head>")?;
    Ok(format!("{head}{early}{body}")
        .replace("{{style}}", &format!("/{}", names.style))
        .replace("{{boot}}", &format!("/{}", names.boot))
        .replace("{{version}}", version))
}

/// Fills `public/sw.js` with the version, the list of what it keeps for offline use at once, the program's folder, whose
/// parts it keeps as they come, and the pieces of each part.
///
/// # Errors
/// When a placeholder is missing.
pub fn service_worker(
    template: &str,
    assets: &[String],
    parts: &Parts,
    program: &str,
    version: &str,
) -> Result<String> {
    for placeholder in ["{{version}}", "{{program}}", "/*{{assets}}*/[]", "/*{{parts}}*/{}"] {
        ensure!(template.contains(placeholder), "public/sw.js has no {placeholder}");
    }
    let list = serde_json::to_string(assets).context("could not write the list of assets")?;
    let pieces = serde_json::to_string(parts).context("could not write the pieces of the parts")?;
    Ok(template
        .replace("/*{{assets}}*/[]", &list)
        .replace("/*{{parts}}*/{}", &pieces)
        .replace("{{program}}", program)
        .replace("{{version}}", version))
}

/// The addresses of all that is in the build so far, and of the page itself, without the service worker and the parts
/// of the program: a resident's phone is not sent the control room.
///
/// # Errors
/// When the folder can't be read.
pub fn assets(out: &Path) -> Result<Vec<String>> {
    let mut addresses = vec!["/".to_owned()];
    for file in files::below(out)? {
        let address = format!("/{}", file.strip_prefix(out)?.display());
        let is_part =
            file.extension().is_some_and(|kind| kind == "wasm") && !address.ends_with("/app_bg.wasm");
        if address != "/sw.js" && !is_part {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

/// A hash over all that is in the build so far: it changes when anything does.
///
/// # Errors
/// When a file can't be read.
pub fn version(out: &Path) -> Result<String> {
    let mut version = hash::Hash::start();
    for file in files::below(out)? {
        version.add(file.strip_prefix(out)?.as_os_str().as_encoded_bytes());
        version.add(&fs::read(&file).with_context(|| format!("could not read {}", file.display()))?);
    }
    Ok(version.text())
}

#[cfg(test)]
mod tests {
    use super::{Names, index, service_worker};

    #[test]
    fn the_page_names_the_hashed_files() {
        let names = Names {
            program: "program-2".to_owned(),
            boot: "boot-3.js".to_owned(),
            style: "style-4.css".to_owned(),
        };
        let template = "<head><link href=\"{{style}}\"></head><script src=\"{{boot}}\"></script>{{version}}";
        let page = index(template, &names, "v5").unwrap();
        assert!(page.contains("href=\"/style-4.css\""));
        assert!(page.contains("src=\"/boot-3.js\""));
        assert!(page.contains("modulepreload\" href=\"/program-2/app.js\""));
        assert!(page.ends_with("v5"));
        assert!(index("<head></head>", &names, "v5").is_err());
    }

    #[test]
    fn the_service_worker_gets_its_list() {
        let worker = service_worker(
            "v('{{version}}', '{{program}}', /*{{assets}}*/[], /*{{parts}}*/{})",
            &["/".to_owned()],
            &[("grid".to_owned(), vec!["chunk_7".to_owned(), "split_grid".to_owned()])].into(),
            "p2",
            "v5",
        )
        .unwrap();
        assert_eq!(worker, "v('v5', 'p2', [\"/\"], {\"grid\":[\"chunk_7\",\"split_grid\"]})");
    }
}
