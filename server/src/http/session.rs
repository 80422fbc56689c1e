//! Browser sessions at the door: one that is in use lasts on, and one that is ended ends its feed.

use async_trait::async_trait;
use axum::{extract::Request, middleware::Next, response::Response};
use base::identity::http_session::HttpSessions;
use tokio::sync::broadcast;
use tower_sessions::{
    Session as Browser, SessionStore,
    session::{Id, Record},
    session_store,
};

/// The kept sessions, which tell the feeds of this process when one was ended at its own browser.
#[derive(Clone, Debug)]
pub(crate) struct Sessions {
    kept: HttpSessions,
    ended: broadcast::Sender<Id>,
}

impl Sessions {
    pub(crate) fn new(kept: HttpSessions) -> Self {
        Self { kept, ended: broadcast::channel(256).0 }
    }

    /// Hears of each session that is signed out, or goes on under another id.
    pub(crate) fn listen(&self) -> broadcast::Receiver<Id> {
        self.ended.subscribe()
    }
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.kept.create(record).await
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.kept.save(record).await
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.kept.load(id).await
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.kept.delete(id).await?;
        // Nobody listening is no error.
        let _ = self.ended.send(*id);
        Ok(())
    }
}

/// Whatever somebody asks for, their session lasts longer by it.
pub(crate) async fn prolong(browser: Browser, request: Request, next: Next) -> Response {
    if let Err(fault) = api::prolong(&browser).await {
        // What is asked for finds out by itself whether it can go on.
        tracing::warn!(%fault, "a session could not be prolonged");
    }
    next.run(request).await
}
