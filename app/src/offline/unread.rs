//! Reading what is written down. What another edition of the program wrote and this one can't read is shown as stuck, with
//! what can be made out of it, and stays as it was written until the person deletes it or an edition can read it.

use chrono::DateTime;
use contract::{FileId, UserId, WorkItemId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::machine::{Failure, Item, Parcel, State};

/// What can be made out of a parcel that can't be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Unread {
    /// Its identity.
    pub id: Uuid,
    /// The work item that it concerns, where that can be made out.
    pub item: WorkItemId,
    /// What was written.
    pub note: String,
    /// Its photos.
    pub photos: Vec<FileId>,
}

/// Reads what is written down under an identity.
pub(super) fn read(id: Uuid, text: &str) -> Item {
    serde_json::from_str(text).unwrap_or_else(|_| stuck(id, text))
}

fn stuck(id: Uuid, text: &str) -> Item {
    let row: Value = serde_json::from_str(text).unwrap_or_default();
    let nothing = Value::Null;
    let parcel = row["parcel"].as_object().and_then(|kinds| kinds.values().next()).unwrap_or(&nothing);
    let note = ["note", "title"].iter().find_map(|key| part(parcel, key)).unwrap_or_default();
    let item = ["item", "id"].iter().find_map(|key| part(parcel, key)).unwrap_or(WorkItemId(id));
    let unread = Unread { id, item, note, photos: part(parcel, "photos").unwrap_or_default() };
    let made_at = part(&row, "made_at").unwrap_or(DateTime::UNIX_EPOCH);
    Item {
        // Whose it is can't be made out: nobody's, as of one who is not here.
        owner: part(&row, "owner").unwrap_or(UserId(Uuid::nil())),
        owner_name: part(&row, "owner_name").unwrap_or_default(),
        parcel: Parcel::Unread(unread),
        number: part(&row, "number").unwrap_or_default(),
        left: Vec::new(),
        bytes: part(&row, "bytes").unwrap_or(text.len() as u64),
        made_at,
        state: State::Failed { why: Failure::Unread },
        tries: 0,
    }
}

fn part<T: DeserializeOwned>(whole: &Value, key: &str) -> Option<T> {
    serde_json::from_value(whole.get(key)?.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_edition_wrote_is_stuck_and_shows_what_was_written() {
        let (id, owner, photo) = (Uuid::now_v7(), UserId::fresh(), FileId::fresh());
        let text = format!(
            r#"{{"owner":"{owner}","parcel":{{"step":{{"note":"已清理","photos":["{photo}"],"act":"gone"}}}},"state":"odd"}}"#
        );
        let mut item = read(id, &text);
        assert_eq!((item.id(), item.owner, item.parcel.note()), (id, owner, "已清理"));
        assert_eq!(item.parcel.photos(), [photo]);
        item.retry();
        item.back_online();
        item.recover();
        assert_eq!(item.state, State::Failed { why: Failure::Unread }, "it is never sent");
        assert!(serde_json::to_string(&item).is_err(), "so what was written is not written over");
    }

    #[test]
    fn not_even_what_is_no_text_of_ours_vanishes() {
        let id = Uuid::now_v7();
        assert_eq!(read(id, "{").id(), id);
    }
}
