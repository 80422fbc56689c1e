//! What runs for as long as the program does, and whether all of it still does.
//!
//! None of these parts ever ends by itself. One that does has met what nobody foresaw: the log says what it was,
//! `/readyz` says which part, and `linli serve` ends with a failure, so that whoever keeps it running starts it anew.

use tokio::sync::watch;

/// Watches over the parts; cheap to clone.
#[derive(Clone, Debug)]
pub struct Vigil(watch::Sender<Option<&'static str>>);

impl Default for Vigil {
    fn default() -> Self {
        Self(watch::channel(None).0)
    }
}

impl Vigil {
    /// Runs a part until the program ends.
    pub fn keep(&self, part: &'static str, run: impl Future<Output = ()> + Send + 'static) {
        let fallen = self.0.clone();
        tokio::spawn(async move {
            match tokio::spawn(run).await {
                // The program is ending.
                Err(error) if error.is_cancelled() => return,
                Err(error) => tracing::error!(part, %error, "a part of the program has fallen"),
                Ok(()) => tracing::error!(part, "a part of the program has ended"),
            }
            fallen.send_modify(|first| {
                first.get_or_insert(part);
            });
        });
    }

    /// The part that was the first to stop, if one has.
    #[must_use]
    pub fn fallen(&self) -> Option<&'static str> {
        *self.0.borrow()
    }

    /// Waits until a part stops; answers which.
    pub async fn fall(&self) -> &'static str {
        let mut heard = self.0.subscribe();
        loop {
            let fallen = *heard.borrow_and_update();
            if let Some(part) = fallen {
                return part;
            }
            if heard.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_that_panics_or_ends_is_noticed_and_the_first_is_named() {
        let vigil = Vigil::default();
        vigil.keep("the steady part", std::future::pending());
        assert_eq!(vigil.fallen(), None);
        vigil.keep("the broken part", async { panic!("what nobody foresaw") });
        assert_eq!(vigil.fall().await, "the broken part");
        vigil.keep("the short part", async {});
        tokio::task::yield_now().await;
        assert_eq!(vigil.fallen(), Some("the broken part"));
    }
}
