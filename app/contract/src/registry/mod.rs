//! People and where they live: registered persons, tenancies, organisations.

use crate::{
    Cell, Column, DwellingId, PersonId, TenancyId,
    field::{Field, Input},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

mod link;
mod orphan;
pub use link::{LinkRow, Links, Register, RegisterCounts};
pub use orphan::{Orphan, Orphans};

terms! {
    /// By what right somebody lives in a dwelling.
    Relation in "relation" {
        /// 业主.
        Owner = "owner",
        /// 租户.
        Tenant = "tenant",
        /// 家庭成员.
        Family = "family",
    }
}

terms! {
    /// For what purpose personal data is seen in full.
    Purpose in "purpose" {
        /// An alarm or emergency.
        Emergency = "emergency",
        /// Handling a case.
        Case = "case",
        /// A visit to the home.
        Visit = "visit",
        /// Correcting the register.
        Correction = "correction",
    }
}

/// A tenancy as shown: masked unless disclosed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TenancyRow {
    /// Identity.
    pub id: TenancyId,
    /// The person.
    pub person: PersonId,
    /// The dwelling.
    pub dwelling: DwellingId,
    /// The dwelling's short name.
    pub dwelling_label: String,
    /// Name, masked.
    pub name: String,
    /// Phone, masked.
    pub phone: String,
    /// Identity number, masked; none for roles that need not know of it.
    pub id_number: Option<String>,
    /// Right to live here.
    pub relation: Relation,
    /// Age in full years, in steps that name nobody: `0-17`, `18-64`, `65+`.
    pub age_band: String,
    /// Since when.
    pub from_on: NaiveDate,
    /// Until when; none while it lasts.
    pub to_on: Option<NaiveDate>,
    /// Version for the next change.
    pub revision: i32,
}

/// Columns of the occupants list.
pub const TENANCY_COLUMNS: &[Column<TenancyRow>] = &[
    Column { key: "name", label: "person.name", sortable: false, cell: |r| Cell::Masked(r.name.clone()) },
    Column { key: "phone", label: "person.phone", sortable: false, cell: |r| Cell::Masked(r.phone.clone()) },
    Column {
        key: "relation",
        label: "tenancy.relation",
        sortable: false,
        cell: |r| Cell::Term(format!("relation.{}", r.relation)),
    },
    Column {
        key: "age_band",
        label: "person.age_band",
        sortable: false,
        cell: |r| Cell::Text(r.age_band.clone()),
    },
    Column { key: "from_on", label: "tenancy.from_on", sortable: false, cell: |r| Cell::Day(r.from_on) },
    Column {
        key: "to_on",
        label: "tenancy.to_on",
        sortable: false,
        cell: |r| r.to_on.map_or(Cell::Empty, Cell::Day),
    },
];

/// Personal data in full, disclosed for a purpose; shown for a minute.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disclosed {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Identity number.
    pub id_number: String,
}

/// Moving in, as typed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MoveInDraft {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
    /// Identity number.
    pub id_number: String,
    /// Day of birth.
    pub born_on: String,
    /// Right to live here.
    pub relation: String,
    /// Since when.
    pub from_on: String,
}

/// Fields of the moving-in form.
pub const MOVE_IN_FIELDS: &[Field<MoveInDraft>] = &[
    Field {
        key: "name",
        label: "person.name",
        hint: None,
        input: Input::Text(60),
        optional: false,
        get: |d| d.name.clone(),
        set: |d, v| d.name = v.into(),
    },
    Field {
        key: "phone",
        label: "person.phone",
        hint: None,
        input: Input::Phone,
        optional: false,
        get: |d| d.phone.clone(),
        set: |d, v| d.phone = v.into(),
    },
    Field {
        key: "id_number",
        label: "person.id_number",
        hint: Some("person.id_number.hint"),
        input: Input::Text(18),
        optional: true,
        get: |d| d.id_number.clone(),
        set: |d, v| d.id_number = v.into(),
    },
    Field {
        key: "born_on",
        label: "person.born_on",
        hint: None,
        input: Input::Day,
        optional: true,
        get: |d| d.born_on.clone(),
        set: |d, v| d.born_on = v.into(),
    },
    Field {
        key: "relation",
        label: "tenancy.relation",
        hint: None,
        input: Input::Choice("relation", &["owner", "tenant", "family"]),
        optional: false,
        get: |d| d.relation.clone(),
        set: |d, v| d.relation = v.into(),
    },
    Field {
        key: "from_on",
        label: "tenancy.from_on",
        hint: None,
        input: Input::Day,
        optional: false,
        get: |d| d.from_on.clone(),
        set: |d, v| d.from_on = v.into(),
    },
];

/// Masks a name: the first character, three stars, and the number that marks a demo person.
///
/// # Source
/// All names get the same length, so that a mask leaks nothing (GB/T 35273-2020, 6.2: de-identified display).
#[must_use]
pub fn mask_name(name: &str) -> String {
    let Some(first) = name.chars().next() else { return String::new() };
    let digits: String =
        name.chars().rev().take_while(char::is_ascii_digit).collect::<Vec<_>>().into_iter().rev().collect();
    if digits.is_empty() { format!("{first}**") } else { format!("{first}***{digits}") }
}

/// Masks a phone number: its middle four digits.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    if phone.len() == 11 && phone.is_ascii() {
        format!("{}****{}", &phone[..3], &phone[7..])
    } else {
        "****".into()
    }
}

/// Masks an identity number: all but the first and last four.
#[must_use]
pub fn mask_id_number(number: &str) -> String {
    if number.len() == 18 && number.is_ascii() {
        format!("{}**********{}", &number[..4], &number[14..])
    } else {
        "****".into()
    }
}

/// The age band of somebody born on a day.
#[must_use]
pub fn age_band(born_on: Option<NaiveDate>, today: NaiveDate) -> &'static str {
    match born_on.and_then(|born| today.years_since(born)) {
        Some(0..=17) => "0-17",
        Some(18..=64) => "18-64",
        Some(_) => "65+",
        None => "—",
    }
}

/// Whether an 18-character identity number carries the right check character.
///
/// # Source
/// GB 11643-1999, 3.4: ISO 7064 MOD 11-2.
#[must_use]
pub fn is_id_number(number: &str) -> bool {
    let bytes = number.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = (0..17).map(|i| u32::from(bytes[i] - b'0') * (2u32.pow(17 - i as u32) % 11)).sum();
    let check = b"10X98765432"[(sum % 11) as usize];
    bytes[17].to_ascii_uppercase() == check
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows: PLT-6.8.1.3-1d
    #[test]
    fn a_name_a_phone_and_an_id_show_masked_characters() {
        assert_eq!(mask_name("演示居民01"), "演***01");
        assert_eq!(mask_name("欧阳某某"), "欧**");
        assert_eq!(mask_phone("13800000001"), "138****0001");
        assert_eq!(mask_id_number("110101199003070011"), "1101**********0011");
        assert_eq!(mask_phone("手机"), "****", "what is no number shows nothing");
    }

    #[test]
    fn an_identity_number_is_checked() {
        assert!(is_id_number("11010519491231002X"), "the example of GB 11643");
        assert!(!is_id_number("110105194912310021"));
        assert!(!is_id_number("x"));
    }
}
