//! Whose turn it is to send: the tabs of the program share one outbox, and one of them sends at a time.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

/// The lock that a tab holds while it sends.
const NAME: &str = "linli.outbox";

/// A tab's turn, which ends when this is dropped.
pub(super) struct Turn(Option<Function>);

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(end) = self.0.take() {
            // A promise's own function doesn't throw.
            let _ = end.call0(&JsValue::NULL);
        }
    }
}

/// Takes the turn; none while another tab has it. A browser without locks gives it to everybody.
pub(super) async fn take_turn() -> Option<Turn> {
    let Some((locks, request)) = locks() else { return Some(Turn(None)) };
    let mut end = None;
    let held = Promise::new(&mut |resolve, _| end = Some(resolve));
    let mut answer = None;
    let answered = Promise::new(&mut |resolve, _| answer = Some(resolve));
    // The lock is held until the promise that this returns is settled.
    let given = Closure::<dyn FnMut(JsValue) -> JsValue>::new(move |lock: JsValue| {
        let is_given = !lock.is_null();
        if let Some(answer) = &answer {
            let _ = answer.call1(&JsValue::NULL, &JsValue::from_bool(is_given));
        }
        if is_given { JsValue::from(held.clone()) } else { JsValue::UNDEFINED }
    });
    let options = Object::new();
    let _ = Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE);
    let asked: Result<JsValue, JsValue> =
        request.call3(&locks, &JsValue::from_str(NAME), &options, given.as_ref());
    let Ok(asked) = asked else { return Some(Turn(None)) };
    // A page that may have no locks is refused instead of answered.
    match JsFuture::from(Promise::race(&Array::of2(&answered, &asked))).await {
        Ok(is_given) => is_given.is_truthy().then_some(Turn(end)),
        Err(_) => Some(Turn(None)),
    }
}

fn locks() -> Option<(JsValue, Function)> {
    let navigator: JsValue = window().navigator().into();
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    Some((locks, request))
}
