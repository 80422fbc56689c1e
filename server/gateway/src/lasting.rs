//! Tasks that go on until they are stopped. One that ends before has met what nobody foresaw, and is told of.

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Running,
    /// One of the tasks ended by itself, or fell.
    Fallen,
    /// They were told to end.
    Stopped,
}

/// The tasks of one broker; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Lasting(watch::Sender<State>);

impl Lasting {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(watch::channel(State::Running).0)
    }

    /// A task of which it is told when it ends by itself, or falls.
    pub(crate) fn keep<F>(
        &self,
        task: &'static str,
        run: F,
    ) -> impl Future<Output = ()> + Send + 'static + use<F>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let ending = Ending { task, has_ended: false, lasting: self.clone() };
        async move {
            // Taken in whole, so that it goes with the task.
            let mut ending = ending;
            run.await;
            ending.has_ended = true;
        }
    }

    /// From now on they may end.
    pub(crate) fn stop(&self) {
        self.leave_for(State::Stopped);
    }

    /// Waits until one of them has ended by itself; for ever when they are stopped first.
    pub(crate) fn ended(&self) -> impl Future<Output = ()> + Send + 'static + use<> {
        let mut heard = self.0.subscribe();
        async move {
            let has_fallen = heard.wait_for(|state| *state == State::Fallen).await.is_ok();
            if !has_fallen {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Whether they were running until now.
    fn leave_for(&self, next: State) -> bool {
        self.0.send_if_modified(|state| {
            let was_running = *state == State::Running;
            if was_running {
                *state = next;
            }
            was_running
        })
    }
}

/// Goes with its task: one that is aborted neither ended nor fell.
struct Ending {
    task: &'static str,
    has_ended: bool,
    lasting: Lasting,
}

impl Drop for Ending {
    fn drop(&mut self) {
        let is_by_itself = self.has_ended || std::thread::panicking();
        if is_by_itself && self.lasting.leave_for(State::Fallen) {
            tracing::error!(task = self.task, "a task that goes on for ever has ended");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{future::pending, time::Duration};
    use tokio::time::timeout;

    async fn is_told(lasting: &Lasting) -> bool {
        timeout(Duration::from_millis(200), lasting.ended()).await.is_ok()
    }

    #[tokio::test]
    async fn a_task_that_ends_or_falls_is_told_of() {
        let lasting = Lasting::new();
        tokio::spawn(lasting.keep("the steady one", pending()));
        assert!(!is_told(&lasting).await);
        tokio::spawn(lasting.keep("the short one", async {}));
        assert!(is_told(&lasting).await);

        let lasting = Lasting::new();
        tokio::spawn(lasting.keep("the broken one", async { panic!("what nobody foresaw") }));
        assert!(is_told(&lasting).await);
        lasting.stop();
        assert!(is_told(&lasting).await, "stopping afterwards mends nothing");
    }

    #[tokio::test]
    async fn a_task_that_is_stopped_is_not() {
        let lasting = Lasting::new();
        tokio::spawn(lasting.keep("the aborted one", pending())).abort();
        assert!(!is_told(&lasting).await);
        lasting.stop();
        tokio::spawn(lasting.keep("the obedient one", async {}));
        assert!(!is_told(&lasting).await);
    }
}
