//! What an act on a list could not do: a sentence over the list, until it works or is put away.

use kit::{BandLevel, Trouble, t};
use leptos::prelude::*;

/// The sentence of the act that failed last.
#[derive(Clone, Copy)]
pub struct Mishap {
    module: &'static str,
    sentence: RwSignal<Option<String>>,
}

impl Mishap {
    /// No mishap so far; `module` names what acts are about.
    #[must_use]
    pub fn new(module: &'static str) -> Self {
        Self { module, sentence: RwSignal::new(None) }
    }

    /// Takes how an act ended; what it answered, if it worked.
    pub fn take<T>(&self, result: Result<T, Trouble>) -> Option<T> {
        match result {
            Ok(value) => {
                self.sentence.try_set(None);
                Some(value)
            }
            Err(trouble) => {
                // An ended session has its dialog.
                let sentence = (!trouble.is_signed_out()).then(|| trouble.sentence(self.module));
                self.sentence.try_set(sentence);
                None
            }
        }
    }

    /// Says a sentence of one's own.
    pub fn say(&self, sentence: String) {
        self.sentence.try_set(Some(sentence));
    }

    /// The band; nothing while all is well.
    #[must_use]
    pub fn view(self) -> AnyView {
        let band = move || {
            self.sentence.get().map(|sentence| {
                let close = kit::quiet_button(t("app.close_message"), move || self.sentence.set(None));
                kit::band(BandLevel::Warn, sentence, None, Some(close))
            })
        };
        band.into_any()
    }
}
