//! Makes a photo small enough for a slow network: at most 1,600 pixels on its longer side, JPEG at 0.8. Drawing it anew
//! also leaves out what the camera wrote into the file (position, device).

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

/// The longer side at most.
const LONGEST: f64 = 1600.0;
/// JPEG quality.
const QUALITY: f64 = 0.8;

/// The picture in a file, made smaller.
///
/// # Errors
/// When the browser can't read it as a picture.
pub(crate) async fn squeeze(file: &web_sys::Blob) -> Result<web_sys::Blob, JsValue> {
    let window = web_sys::window().ok_or("there is no window")?;
    let picture = JsFuture::from(window.create_image_bitmap_with_blob(file)?).await?;
    let picture: web_sys::ImageBitmap = picture.dyn_into()?;
    let (width, height) = fitted(f64::from(picture.width()), f64::from(picture.height()));
    let document = window.document().ok_or("there is no document")?;
    let canvas: web_sys::HtmlCanvasElement = document.create_element("canvas")?.dyn_into()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or("there is no canvas")?;
    let context: web_sys::CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(&picture, 0.0, 0.0, width, height)?;
    picture.close();
    let blob = JsFuture::from(encode(canvas)).await?;
    blob.dyn_into()
}

fn encode(canvas: web_sys::HtmlCanvasElement) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let failed = reject.clone();
        let taken = Closure::<dyn FnMut(JsValue)>::once_into_js(move |blob: JsValue| {
            let answer = if blob.is_null() { failed } else { resolve };
            // A promise's own functions don't throw.
            let _ = answer.call1(&JsValue::NULL, &blob);
        });
        let begun = canvas.to_blob_with_type_and_encoder_options(
            taken.unchecked_ref(),
            "image/jpeg",
            &QUALITY.into(),
        );
        if let Err(error) = begun {
            let _ = reject.call1(&JsValue::NULL, &error);
        }
    })
}

/// Width and height within the longest side, in the same proportion, whole and at least one.
fn fitted(width: f64, height: f64) -> (f64, f64) {
    let scale = (LONGEST / width.max(height).max(1.0)).min(1.0);
    ((width * scale).round().max(1.0), (height * scale).round().max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_photo_keeps_its_proportion() {
        assert_eq!(fitted(4000.0, 3000.0), (1600.0, 1200.0));
        assert_eq!(fitted(3000.0, 4000.0), (1200.0, 1600.0));
    }

    #[test]
    fn a_small_photo_stays_as_it_is() {
        assert_eq!(fitted(640.0, 480.0), (640.0, 480.0));
        assert_eq!(fitted(10_000.0, 1.0), (1600.0, 1.0));
    }
}
