//! What is shown this one time: a link with which a password is chosen, a device's secret.

use kit::{button, copy_button, download, t};
use leptos::prelude::*;

/// A text to copy now or never; `file` is its name and what it holds, where it is worth one.
pub(super) fn once_view(line: String, text: String, file: Option<(String, String)>) -> AnyView {
    let save = file.map(|(name, content)| {
        button(t("admin.download"), move || download(&name, "text/plain;charset=utf-8", &content))
    });
    view! {
        <div class="secret">
            <p>{line}</p>
            <code class="secret-text">{text.clone()}</code>
            <div class="secret-acts">{copy_button(text)} {save}</div>
        </div>
    }
    .into_any()
}
