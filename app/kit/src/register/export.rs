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
    trouble::{Trouble, notice},
    words::{t, tf},
    yes,
};

/// Rows after which the export stops; more is a matter for the server.
const MOST_ROWS: usize = 50_000;

/// The export of a list. What kept it from its end is said apart from what keeps the list from being read, so that reading
/// the list again takes nothing of it away.
#[derive(Clone, Copy)]
pub(crate) struct Export {
    module: &'static str,
    name: StoredValue<String>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Trouble>>,
}

impl Export {
    /// An export into a file whose name begins so.
    pub fn new(module: &'static str, name: String) -> Self {
        Self {
            module,
            name: StoredValue::new(name),
            is_busy: RwSignal::new(false),
            trouble: RwSignal::new(None),
        }
    }

    /// The button that makes it.
    pub fn button_view(self, list: List, columns: Columns) -> AnyView {
        view! {
            <button
                type="button"
                class="button quiet"
                title=t("list.export_hint")
                aria-busy=move || yes(self.is_busy.get())
                on:click=move |_| {
                    if !self.is_busy.get_untracked() {
                        self.make(list, columns);
                    }
                }
            >
                {part::icon("export")}
                {move || t(if self.is_busy.get() { "list.exporting" } else { "list.export" })}
            </button>
        }
        .into_any()
    }

    /// Why the last one came to nothing, until it is made again or the sentence is put away.
    pub fn trouble_view(self) -> AnyView {
        let band = move || {
            self.trouble.get().map(|trouble| {
                let close = part::quiet_button(t("app.close_message"), move || self.trouble.set(None));
                part::band(part::BandLevel::Warn, trouble.sentence(self.module), None, Some(close))
            })
        };
        band.into_any()
    }

    fn make(self, list: List, columns: Columns) {
        let shown = untrack(|| columns.shown());
        self.is_busy.set(true);
        self.trouble.set(None);
        let mut text = String::from(BYTE_ORDER_MARK);
        text.push_str(&line(shown.iter().map(|(_, _, label, _)| label.as_str())));
        wasm_bindgen_futures::spawn_local(async move {
            let mut after = None;
            let mut count = 0;
            loop {
                if self.is_busy.is_disposed() {
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
                        self.is_busy.try_set(false);
                        // An ended session has its dialog.
                        self.trouble.try_set((!trouble.is_signed_out()).then_some(trouble));
                        return;
                    }
                }
                if after.is_none() || count >= MOST_ROWS {
                    break;
                }
            }
            self.is_busy.try_set(false);
            let Some(name) = self.name.try_get_value() else { return };
            let day = contract::time::day_of(crate::time::now());
            download(&format!("{name}-{day}.csv"), "text/csv;charset=utf-8", &text);
            toast(tf("list.exported", &[("n", &count.to_string())]));
            leptos::logging::debug_log!("exported {count} of {}", self.module);
        });
    }
}
