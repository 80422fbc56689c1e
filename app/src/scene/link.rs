//! Addresses of things on the one map.

use map::{Pick, PickKind};

/// The value of `sel` for what was picked on the map; nothing for what has no sheet. An alarm is picked by its device, and
/// how many live in a building leads to the building.
#[must_use]
pub fn pick_selection(pick: &Pick) -> Option<String> {
    let kind = match pick.kind {
        PickKind::Alarm | PickKind::Device => "device",
        PickKind::Case => "case",
        PickKind::Dwelling => "dwelling",
        PickKind::Organisation => "organisation",
        PickKind::Building | PickKind::Storey | PickKind::Resident => "building",
        PickKind::Area => return None,
    };
    (!pick.code.is_empty()).then(|| format!("{kind}.{}", pick.code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_code_has_an_address() {
        let mut pick = Pick {
            kind: PickKind::Dwelling,
            map_no: 7,
            code: "330000000001FW0001502X".into(),
            name: "3-1502".into(),
            lon: 120.1,
            lat: 30.27,
            storey: Some(15),
        };
        assert_eq!(pick_selection(&pick).as_deref(), Some("dwelling.330000000001FW0001502X"));
        pick.kind = PickKind::Resident;
        assert_eq!(pick_selection(&pick).as_deref(), Some("building.330000000001FW0001502X"));
        pick.kind = PickKind::Area;
        assert_eq!(pick_selection(&pick), None);
    }
}
