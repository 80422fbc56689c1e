//! The floor: sessions and permission, audit and outbox, storage, personal data, jobs, files, clock, configuration.

mod audit;
mod chain;
mod clock;
mod config;
mod custody;
mod dialect;
mod error;
pub mod figure;
pub mod file;
pub mod identity;
pub mod job;
mod keyring;
mod outbox;
mod record;
mod sealed;
pub mod search;
mod series;
mod session;
mod setting;
mod store;
mod stored;
pub mod subscription;
pub mod sweep;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use audit::{Column as AuditColumn, Entity as AuditTrail, list as list_audit};
pub use chain::{Sequencer, verify as verify_chain};
pub use clock::Clock;
pub use config::Config;
pub use custody::{Custody, custody, keep_fingerprints};
pub use dialect::Dialect;
pub use error::{defect, internal, unavailable};
pub use keyring::{KeyRing, digest, random};
pub use outbox::{
    Addressed, FeedMark, head as feed_head, mark_at as feed_mark, moments_after, waiting as events_waiting,
};
pub use record::{Held, Reach, Record, ScopeColumns, Stamp, lineage, path_under};
pub use sealed::{Place, Sealed, Sensitive, normalised};
pub use series::take_number;
pub use session::{Actor, Found, Keyset, Mode, Operator, Session};
pub use setting::{Standing, change_setting, read_setting, standing, write_setting};
pub use store::{Addressee, Store};
pub use stored::Stored;
