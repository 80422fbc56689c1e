//! Photos in the making: what a press asks for meanwhile waits for them, so that none is left behind.

use js_sys::Promise;
use leptos::prelude::WithUntracked;
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::Photos;

thread_local! {
    static BEGUN: Cell<u32> = const { Cell::new(0) };
    static WAITING: RefCell<Vec<Box<dyn FnOnce(bool)>>> = const { RefCell::new(Vec::new()) };
}

/// Photos are being made smaller until this is dropped.
pub(super) struct Making {
    /// Whether each of them is there.
    pub(super) is_whole: bool,
}

impl Making {
    pub(super) fn begin() -> Self {
        BEGUN.set(BEGUN.get() + 1);
        Self { is_whole: true }
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        let left = BEGUN.get().saturating_sub(1);
        BEGUN.set(left);
        if left == 0 || !self.is_whole {
            for then in WAITING.take() {
                then(self.is_whole);
            }
        }
    }
}

/// Answers whether every photo is there, once none is being made any longer; at once when none is.
fn ask(then: impl FnOnce(bool) + 'static) {
    if BEGUN.get() == 0 {
        then(true);
    } else {
        WAITING.with_borrow_mut(|waiting| waiting.push(Box::new(then)));
    }
}

/// Does something with the photos of a form once none is being made any longer. Nothing, when one turned out to be no
/// photo, which its form says, or when the form is gone.
pub fn once_made(photos: Photos, then: impl FnOnce() + 'static) {
    ask(move |is_whole| {
        if is_whole && photos.try_with_untracked(|_| ()).is_some() {
            then();
        }
    });
}

/// Waits until no photo is being made any longer; false when one turned out to be none.
pub async fn all_made() -> bool {
    let answer = Promise::new(&mut |resolve, _| {
        ask(move |is_whole| {
            // A promise's own function doesn't throw.
            let _ = resolve.call1(&JsValue::NULL, &is_whole.into());
        });
    });
    JsFuture::from(answer).await.is_ok_and(|is_whole| is_whole.is_truthy())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photos;
    use leptos::prelude::*;
    use std::rc::Rc;

    /// How often a press was heard, of a form with photos in the making.
    fn press(photos: Photos) -> Rc<Cell<u32>> {
        let heard = Rc::new(Cell::new(0));
        let count = Rc::clone(&heard);
        once_made(photos, move || count.set(count.get() + 1));
        heard
    }

    #[test]
    fn a_press_waits_for_all_photos() {
        let owner = Owner::new();
        owner.set();
        assert_eq!(press(photos()).get(), 1, "nothing is in the making");
        let (first, second) = (Making::begin(), Making::begin());
        let heard = press(photos());
        drop(first);
        assert_eq!(heard.get(), 0);
        drop(second);
        assert_eq!(heard.get(), 1);
    }

    #[test]
    fn a_press_is_forgotten_with_what_is_no_photo_and_with_its_form() {
        let owner = Owner::new();
        owner.set();
        let mut making = Making::begin();
        let heard = press(photos());
        making.is_whole = false;
        drop(making);
        assert_eq!(heard.get(), 0, "the form says what is wrong");

        let form = owner.child();
        let theirs = form.with(photos);
        let making = Making::begin();
        let heard = press(theirs);
        form.cleanup();
        drop(making);
        assert_eq!(heard.get(), 0, "the page was left");
    }
}
