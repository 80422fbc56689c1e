//! The toolbar of a map, and the stepper of storeys. Everything a gesture does, a button does too.

use kit::{icon, icon_button, t};
use leptos::prelude::*;
use map::{MapEngine, View};

use super::{Pane, base::base_menu};

/// Turned or tilted by one press, in degrees.
pub(super) const STEP_DEGREES: f64 = 15.0;

/// Reset, back, nearer, farther, 2D or 3D, the base map, turning and north.
#[must_use]
pub fn tools(pane: Pane) -> AnyView {
    let flat = move || if pane.is_flat.get() { t("map.view_3d") } else { t("map.view_2d") };
    let flat_name = move || if pane.is_flat.get() { t("map.to_3d") } else { t("map.to_2d") };
    view! {
        {icon_button("home", t("map.reset"), move || pane.go_home())}
        {icon_button("left", t("map.back"), move || pane.back())}
        <hr />
        {icon_button("plus", t("map.zoom_in"), move || act(pane, MapEngine::zoom_in))}
        {icon_button("minus", t("map.zoom_out"), move || act(pane, MapEngine::zoom_out))}
        <hr />
        <button type="button" class="icon-button" aria-label=flat_name on:click=move |_| pane.turn_view()>
            {flat}
        </button>
        {base_menu(pane)}
        {icon_button("north", t("map.north"), move || act(pane, MapEngine::face_north))}
        {icon_button("switch", t("map.turn_right"), move || act(pane, |engine| engine.turn(STEP_DEGREES)))}
        {icon_button("up", t("map.tilt_up"), move || act(pane, |engine| engine.tilt(-STEP_DEGREES)))}
        {icon_button("down", t("map.tilt_down"), move || act(pane, |engine| engine.tilt(STEP_DEGREES)))}
    }
    .into_any()
}

fn act(pane: Pane, act: impl FnOnce(&MapEngine)) {
    pane.with(act);
}

impl Pane {
    /// Switches between 2D and 3D.
    pub fn turn_view(self) {
        let is_flat = !self.is_flat.get_untracked();
        self.is_flat.set(is_flat);
        self.with(|engine| engine.set_view(if is_flat { View::Flat } else { View::Solid }));
    }

    /// One storey up or down; from all storeys up leads to the first.
    pub fn step_storey(self, by: i32) {
        self.choose_storey(next_storey(self.storey.get_untracked(), by));
    }
}

/// The storey after a step; below the first basement all storeys are shown again, and there is no storey 0.
fn next_storey(now: Option<i32>, by: i32) -> Option<i32> {
    const LOWEST: i32 = -1;
    let Some(now) = now else { return (by > 0).then_some(1) };
    let next = match now + by {
        0 => by.signum(),
        next => next,
    };
    (next >= LOWEST).then_some(next)
}

/// 「楼层 ‹15›」: lifts a storey and cuts away what is above it.
#[must_use]
pub fn storey_stepper(pane: Pane) -> AnyView {
    let shown = move || pane.storey.get().map_or_else(|| t("list.all"), |n| n.to_string());
    view! {
        <div class="scene-storey" role="group" aria-label=t("map.storey")>
            <span>{t("map.storey")}</span>
            {icon_button("down", t("map.storey_down"), move || pane.step_storey(-1))}
            <output aria-live="polite">{shown}</output>
            {icon_button("up", t("map.storey_up"), move || pane.step_storey(1))}
            <button
                type="button"
                class="icon-button"
                hidden=move || pane.storey.get().is_none()
                aria-label=t("map.storey_all")
                on:click=move |_| pane.choose_storey(None)
            >
                {icon("close")}
            </button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::next_storey;

    #[test]
    fn there_is_no_storey_zero() {
        assert_eq!(next_storey(Some(1), -1), Some(-1));
        assert_eq!(next_storey(Some(-1), 1), Some(1));
    }

    #[test]
    fn below_the_basement_all_storeys_are_shown() {
        assert_eq!(next_storey(Some(-1), -1), None);
        assert_eq!(next_storey(None, -1), None);
        assert_eq!(next_storey(None, 1), Some(1));
    }
}
