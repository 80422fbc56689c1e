//! The one map on a page: canvas, tools, scale, what lies under the pointer, and the list of what is in view, so that
//! everything that can be pointed at can also be reached by keyboard. The wall, the grid worker's map and the kiosk's
//! you-are-here map are this pane with other parts around it.
//!
//! ```ignore
//! let pane = Pane::new();
//! let mut options = PaneOptions::new(pane, t("map.title"), camera_over(at));
//! options.on_pick = Some(Call::new(move |pick: Pick| open(pick)));
//! map_pane(options)
//! // later: pane.fly_near(at); pane.set_spots(vec![here_spot(at)]); pane.load_group(group); pane.with(|engine| ..)
//! ```

mod base;
mod foot;
mod in_view;
mod link;
mod measure;
mod options;
mod pane;
mod spot;
mod tool;
mod view;

pub use in_view::in_view_list;
pub use link::pick_selection;
pub use measure::{area_words, measure_panel};
pub use options::PaneOptions;
pub use pane::{Pane, PaneStatus, bearing_from, camera_near, camera_over, chosen_spot, here_spot, lon_lat};
pub use spot::{centre, landmarks, mark_spots, seen_map, spot_map};
pub use tool::storey_stepper;
pub use view::map_pane;
