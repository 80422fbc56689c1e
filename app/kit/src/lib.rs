//! The screens every module is made of: Register (list), Sheet (detail), Draft (form), Steps, Scene (map pane), Board
//! (figures) and Timeline, and the plain parts between them. Knows no module: what is shown comes in as descriptors of
//! `contract`, and types are erased at the edge, so that a further module adds a few kilobytes and not a list of its own.
//!
//! Only this crate draws lists, forms and dialogs. Tables that are special to one screen stand with it: the matrix of
//! permissions, and what an audit entry changed. The fragments it writes and their class names are those at the top of
//! each file in `style/`.

mod act;
mod act_dialog;
mod board;
mod cell;
mod dialog;
mod draft;
mod focus;
mod frame;
mod gallery;
mod keys;
mod leave;
mod live;
mod look;
mod mark;
mod number;
mod part;
mod photo;
mod register;
mod remote;
mod route;
mod scene;
mod screen;
mod sheet;
mod state;
mod steps;
mod store;
mod tabs;
pub mod time;
mod timeline;
mod toast;
mod tree;
mod trouble;
mod words;

pub use act::*;
pub use act_dialog::*;
pub use board::*;
pub use cell::*;
pub use dialog::*;
pub use draft::*;
pub use focus::{focus_now, focus_on, focus_unless_held};
pub use frame::*;
pub use gallery::gallery;
pub use keys::*;
pub use leave::{is_unsaved, leave, let_go};
pub use live::*;
pub use look::*;
pub use mark::*;
pub use number::*;
pub use part::*;
pub use photo::*;
pub use register::*;
pub use remote::*;
pub use route::*;
pub use scene::*;
pub use screen::*;
pub use sheet::*;
pub use state::*;
pub use steps::*;
pub use store::*;
pub use tabs::*;
pub use time::{absolute_view, deadline_view, each_half_minute, each_second, instant_view, now};
pub use timeline::*;
pub use toast::*;
pub use tree::*;
pub use trouble::*;
pub use words::*;

/// A handle to what is done on a press; `Copy`, and what it calls need not be `Send`.
pub type Call<T = ()> = leptos::callback::UnsyncCallback<T>;

/// A future of the browser's one thread.
pub type LocalFuture<T> = std::pin::Pin<Box<dyn Future<Output = T>>>;

/// `"true"` or `"false"`, as `aria-*` wants it.
pub(crate) fn yes(is: bool) -> &'static str {
    if is { "true" } else { "false" }
}
