//! Devices: what a fire inspector expects in a building, what a property company adds at doors and gates.

mod in_building;
mod in_estate;
mod quota;

use serde::Serialize;

use crate::{
    building::{Building, Site},
    dice::Dice,
    dwelling::Dwelling,
    layout::Layout,
    recipe::Recipe,
};

/// Declares the kinds of devices, each with its key in the platform and the letters with which its codes begin.
macro_rules! device_kinds {
    ($($(#[$doc:meta])* $kind:ident = ($key:literal, $prefix:literal)),+ $(,)?) => {
        /// What a device is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum DeviceKind { $($(#[$doc])* $kind),+ }

        impl DeviceKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// Its key in the platform.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$kind => $key),+ }
            }

            fn prefix(self) -> &'static str {
                match self { $(Self::$kind => $prefix),+ }
            }
        }
    };
}

device_kinds! {
    /// Smoke detector (烟感).
    Smoke = ("smoke", "SMK"),
    /// Heat detector (温感), in kitchens.
    Heat = ("heat", "HEA"),
    /// Pressure in the hydrant main (消火栓水压).
    HydrantPressure = ("hydrant_pressure", "HYD"),
    /// Fire pump (消防水泵).
    FirePump = ("fire_pump", "PMP"),
    /// Extinguisher with a pressure sensor (灭火器).
    Extinguisher = ("extinguisher", "EXT"),
    /// Siren (警号).
    Siren = ("siren", "SRN"),
    /// Information screen (信息屏).
    Screen = ("screen", "SCR"),
    /// Camera (相机).
    Camera = ("camera", "CAM"),
    /// Controlled door or gate (门禁).
    Door = ("door", "DOR"),
    /// Station for air and noise (环境监测站).
    Environment = ("environment", "ENV"),
}

/// One device.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Device {
    /// Unique in the community: `SMK-3-1502` in a dwelling, `DOR-3-1` at a stairwell, `CAM-E001-S` at an estate's gate.
    pub code: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Its name in Chinese.
    pub name: String,
    /// The position of its building in `Community::buildings`, if it is in or at one.
    pub building: Option<usize>,
    /// Its stairwell.
    pub stairwell: Option<u32>,
    /// Its storey.
    pub storey: Option<i32>,
    /// The position of its dwelling in `Community::dwellings`.
    pub dwelling: Option<usize>,
    /// WGS-84 longitude and latitude, degrees.
    pub position: [f64; 2],
    /// Metres above the ground.
    pub height_m: f64,
}

impl Device {
    fn outdoors(kind: DeviceKind, place_code: &str, name: String, position: [f64; 2], height_m: f64) -> Self {
        Self {
            code: format!("{}-{place_code}", kind.prefix()),
            kind,
            name,
            building: None,
            stairwell: None,
            storey: None,
            dwelling: None,
            position,
            height_m,
        }
    }
}

/// Everything that stands before the devices come.
pub(crate) struct Built<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) buildings: &'a [Building],
    pub(crate) sites: &'a [Site],
    pub(crate) dwellings: &'a [Dwelling],
}

/// The devices the buildings call for, or exactly as many as the recipe wants.
pub(crate) fn install(built: &Built, recipe: &Recipe) -> Vec<Device> {
    let mut dice = Dice::for_story(recipe.seed, "device");
    let mut devices = Vec::new();
    in_estate::equip_stations(built, &mut devices);
    for cell in &built.layout.cells {
        in_estate::equip(cell, &mut devices);
    }
    for index in 0..built.buildings.len() {
        in_building::equip(built, index, &mut dice, &mut devices);
    }
    match recipe.devices {
        Some(wanted) => quota::meet(devices, wanted as usize, built),
        None => devices,
    }
}
