//! Who wants to hear of what happens on the map.

use std::cell::RefCell;
use std::rc::Rc;

use crate::camera::Camera;
use crate::measure::Measure;
use crate::options::{Hover, Source};
use crate::pick::Pick;

/// Who wants to hear of what.
#[derive(Default)]
pub(crate) struct Heard {
    pub ready: Listeners<()>,
    pub camera: Listeners<Camera>,
    pub user_move: Listeners<()>,
    pub pick: Listeners<Vec<Pick>>,
    pub hover: Listeners<Option<Hover>>,
    pub measure: Listeners<Option<Measure>>,
    pub failed: Listeners<Source>,
    pub contents: Listeners<()>,
}

/// The listeners to one kind of event, in the order in which they came.
pub(crate) struct Listeners<T>(RefCell<Vec<Rc<dyn Fn(T)>>>);

impl<T> Default for Listeners<T> {
    fn default() -> Self {
        Self(RefCell::new(Vec::new()))
    }
}

impl<T: Clone> Listeners<T> {
    /// Adds one; it stays for the life of the map.
    pub fn add(&self, listener: impl Fn(T) + 'static) {
        self.0.borrow_mut().push(Rc::new(listener));
    }

    /// Tells everybody; a listener may add another one meanwhile.
    pub fn tell(&self, what: &T) {
        let listeners = self.0.borrow().clone();
        for listener in listeners {
            listener(what.clone());
        }
    }
}
