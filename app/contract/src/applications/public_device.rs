//! Sirens, screens, cameras and doors of the public areas: what linkages act on.

use super::{Application, Draws, Layer};
use crate::sensing::{DeviceKind, ObservedProperty as P};

/// The application.
pub const APPLICATION: Application = Application {
    key: "public_device",
    device_kinds: &[
        DeviceKind {
            key: "siren",
            prefix: "SIR",
            is_fire: true,
            properties: &[P::flag("sounding").commanded()],
            silent_after_minutes: 60,
        },
        DeviceKind {
            key: "screen",
            prefix: "SCR",
            is_fire: false,
            properties: &[P::text("text", &[]).commanded()],
            silent_after_minutes: 60,
        },
        DeviceKind {
            key: "camera",
            prefix: "CAM",
            is_fire: false,
            properties: &[P::flag("online"), P::text("preset", &[]).commanded()],
            silent_after_minutes: 60,
        },
        DeviceKind {
            key: "door",
            prefix: "DOR",
            is_fire: false,
            properties: &[P::flag("locked").commanded(), P::flag("open")],
            silent_after_minutes: 60,
        },
    ],
    case_types: &[],
    rules: Vec::new,
    linkages: &[],
    layers: &[Layer {
        key: "public_device",
        draws: Draws::Devices(&["siren", "screen", "camera", "door"]),
        is_on: true,
    }],
};
