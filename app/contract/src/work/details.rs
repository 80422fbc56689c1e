//! The one check of what a case's details hold, for all case types.

use super::CaseType;
use crate::{
    FieldFault,
    field::{Input, check_text},
};
use serde_json::Value;

/// Most characters of all details together, as JSON.
const MOST: u32 = 8000;

/// Checks details: against the case type's struct, each field as it is typed in, and all of it for its length.
///
/// # Errors
/// Every field at fault; `details` when they are none of the case type's, or too long in all.
pub fn check_details(case: &CaseType, details: &Value) -> Result<(), Vec<FieldFault>> {
    (case.check)(details)?;
    let typed = |key: &str, input: Input| match details.get(key) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) if input == Input::Flag => false.to_string(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let check = |field: &super::DetailField| {
        check_text(field.key, field.input, field.optional, &typed(field.key, field.input))
    };
    let mut fields: Vec<FieldFault> = case.details.iter().filter_map(check).collect();
    if fields.is_empty() && details.to_string().chars().count() > MOST as usize {
        fields.push(FieldFault::limit("details", "field.too_long", MOST));
    }
    if fields.is_empty() { Ok(()) } else { Err(fields) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::{case_types, fire_safety::FIRE_HAZARD, repair::REPAIR};
    use serde_json::json;

    fn faults(case: &CaseType, details: &Value) -> Vec<(String, String)> {
        let faults = check_details(case, details).err().unwrap_or_default();
        faults.into_iter().map(|fault| (fault.field, fault.label)).collect()
    }

    #[test]
    fn no_text_of_any_case_type_is_longer_than_its_field() {
        for case in case_types() {
            for field in case.details {
                let (Input::Text(most) | Input::Long(most)) = field.input else { continue };
                let fits = json!({ field.key: "长".repeat(most as usize) });
                assert_eq!(faults(case, &fits), [], "{}", field.key);
                let long = json!({ field.key: "长".repeat(most as usize + 1) });
                assert_eq!(faults(case, &long), [(field.key.to_owned(), "field.too_long".to_owned())]);
            }
        }
    }

    #[test]
    fn a_field_is_checked_as_it_is_typed_in() {
        assert_eq!(faults(&REPAIR, &json!({})), []);
        assert_eq!(faults(&REPAIR, &json!({ "phone": "10000000001", "is_shared_area": true })), []);
        assert_eq!(
            faults(&REPAIR, &json!({ "phone": "12" })),
            [("phone".to_owned(), "field.phone".to_owned())]
        );
        assert_eq!(faults(&FIRE_HAZARD, &json!({ "responsible": "\u{0}" }))[0].1, "field.control");
        assert_eq!(faults(&FIRE_HAZARD, &json!({ "colour": "red" }))[0].1, "field.wrong_type");
    }

    #[test]
    fn blanks_around_a_text_don_t_make_it_fit() {
        let padded = json!({ "responsible": " ".repeat(10_000) });
        assert_eq!(faults(&FIRE_HAZARD, &padded), [("details".to_owned(), "field.too_long".to_owned())]);
    }
}
