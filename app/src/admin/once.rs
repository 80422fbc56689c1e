//! What is shown this one time: a link with which a password is chosen, a device's secret.

use super::shut;
use kit::{Call, SheetSpec, button, copy_button, download, primary_button, sheet, t};
use leptos::prelude::*;

/// The sheet of what is shown; who has kept it puts it away.
pub(super) fn once_sheet<T: Send + Sync + 'static>(
    mut look: SheetSpec,
    shown: RwSignal<Option<T>>,
) -> AnyView {
    let put_away = move || {
        shown.set(None);
        shut();
    };
    look.acts = Some(primary_button(t("admin.i_kept_it"), put_away));
    look.on_close = Some(Call::new(move |()| put_away()));
    sheet(look)
}

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
