//! Export of what is filtered, made here by reading page after page: nobody gets more than the list shows them, and
//! what is masked on the screen is masked in the file.

use leptos::prelude::*;

use super::{
    column::Columns,
    csv::{BYTE_ORDER_MARK, line},
    list::List,
};
use crate::{
    cell::cell_text,
    part,
    store::download,
    toast::toast,
    trouble::notice,
    words::{t, tf},
    yes,
};

/// Rows after which the export stops; more is a matter for the server.
const MOST_ROWS: usize = 50_000;

/// The export button.
pub(crate) fn export_view(module: &'static str, name: String, list: List, columns: Columns) -> AnyView {
    let is_busy = RwSignal::new(false);
    view! {
        <button
            type="button"
            class="button quiet"
            title=t("list.export_hint")
            aria-busy=move || yes(is_busy.get())
            on:click=move |_| {
                if !is_busy.get_untracked() {
                    export(module, name.clone(), list, columns, is_busy);
                }
            }
        >
            {part::icon("export")}
            {move || t(if is_busy.get() { "list.exporting" } else { "list.export" })}
        </button>
    }
    .into_any()
}

fn export(module: &'static str, name: String, list: List, columns: Columns, is_busy: RwSignal<bool>) {
    let shown = untrack(|| columns.shown());
    is_busy.set(true);
    let mut text = String::from(BYTE_ORDER_MARK);
    text.push_str(&line(shown.iter().map(|(_, _, label, _)| label.as_str())));
    wasm_bindgen_futures::spawn_local(async move {
        let mut after = None;
        let mut count = 0;
        loop {
            if is_busy.is_disposed() {
                return;
            }
            match list.page(after).await {
                Ok(page) => {
                    count += page.lines.len();
                    for row in &page.lines {
                        let cells: Vec<String> = shown
                            .iter()
                            .map(|(place, ..)| row.cells.get(*place).map(cell_text).unwrap_or_default())
                            .collect();
                        text.push_str(&line(cells.iter().map(String::as_str)));
                    }
                    after = page.next;
                }
                Err(trouble) => {
                    notice(&trouble);
                    is_busy.try_set(false);
                    list.reload();
                    list.trouble.try_set(Some(trouble));
                    return;
                }
            }
            if after.is_none() || count >= MOST_ROWS {
                break;
            }
        }
        is_busy.try_set(false);
        // Whoever notes what was read last, such as the sheet beside the list, has the screen's page again.
        list.reload();
        let day = contract::time::day_of(crate::time::now());
        download(&format!("{name}-{day}.csv"), "text/csv;charset=utf-8", &text);
        toast(tf("list.exported", &[("n", &count.to_string())]));
        leptos::logging::debug_log!("exported {count} of {module}");
    });
}
