//! Marks in the browser's performance timeline, from which it is measured how soon the wall answers an alarm.

use js_sys::{Function, Object, Reflect};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};

/// Sets a mark with an alarm's id as its detail.
pub fn mark(name: &str, alarm: Uuid) {
    // A browser without the timeline measures nothing; the wall goes on.
    let _ = try_mark(name, alarm);
}

fn try_mark(name: &str, alarm: Uuid) -> Result<(), JsValue> {
    let performance = Reflect::get(&js_sys::global(), &"performance".into())?;
    let set: Function = Reflect::get(&performance, &"mark".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"detail".into(), &alarm.to_string().into())?;
    let _: JsValue = set.call2(&performance, &name.into(), &options)?;
    Ok(())
}
