//! Makes a photo small enough for a slow network: at most 1,600 pixels on its longer side, JPEG at 0.8. Drawing it anew
//! also loses what the camera wrote into the file, which is put into it again.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};
use wasm_bindgen_futures::JsFuture;

use super::exif;

/// The longer side at most.
const LONGEST: f64 = 1600.0;
/// JPEG quality.
const QUALITY: f64 = 0.8;
/// What a picture is sent as.
const JPEG: &str = "image/jpeg";

/// The picture in a file, made smaller; with what its camera wrote, as far as that can be read.
///
/// # Errors
/// When the browser can't read it as a picture.
pub(crate) async fn squeeze(file: &web_sys::Blob) -> Result<web_sys::Blob, JsValue> {
    let drawn = drawn(file).await?;
    // Without it, it is a photo all the same.
    Ok(with_exif(file, &drawn).await.unwrap_or(drawn))
}

/// The picture that was drawn, with the EXIF of the file that it was drawn from.
async fn with_exif(file: &web_sys::Blob, drawn: &web_sys::Blob) -> Option<web_sys::Blob> {
    let head = bytes(&file.slice_with_i32_and_i32(0, exif::HEAD_BYTES).ok()?).await.ok()?;
    let exif = exif::upright(&head)?;
    let jpeg = exif::put_in(&bytes(drawn).await.ok()?, &exif)?;
    let parts = Array::of1(&Uint8Array::new_from_slice(&jpeg).into());
    let kind = web_sys::BlobPropertyBag::new();
    kind.set_type(JPEG);
    web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()
}

async fn bytes(blob: &web_sys::Blob) -> Result<Vec<u8>, JsValue> {
    let content = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&content).to_vec())
}

/// The picture in a file, drawn anew and upright.
async fn drawn(file: &web_sys::Blob) -> Result<web_sys::Blob, JsValue> {
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
        let begun =
            canvas.to_blob_with_type_and_encoder_options(taken.unchecked_ref(), JPEG, &QUALITY.into());
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
