//! The symbols, drawn into images by the browser's own canvas: colour, shape and glyph of each state, and the tick of an
//! acknowledged alarm. Every one has a keyline around it, so that it reads on any ground.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::state::{Standing, State};
use crate::symbology::{CALM_PX, CLUSTER_PX, Palette, RESIDENT_PX, SYMBOL_PX, Shape, Theme, ink, shape};

/// Pixels of an image for one pixel on a plain screen.
pub const PIXEL_RATIO: f64 = 2.0;

/// One image and how it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Icon {
    /// Name by which the style asks for it.
    pub name: String,
    /// Side of the image, in pixels of a plain screen.
    pub side_px: f64,
    /// Outer form.
    pub shape: Shape,
    /// Fill, or line of a hollow form.
    pub fill: &'static str,
    /// Text inside and its colour.
    pub glyph: (&'static str, &'static str),
    /// How far the alarm is; decides between filled, outlined and ticked.
    pub standing: Standing,
}

/// All images of a theme.
#[must_use]
pub fn icons(theme: Theme, p: &Palette) -> Vec<Icon> {
    let [_, _, side_px] = SYMBOL_PX;
    let mut icons = Vec::new();
    for state in State::ALL {
        let (shape, text) = shape(state);
        let colours = ink(theme, state);
        let icon = |name: String, side_px: f64, standing: Standing| Icon {
            name,
            side_px,
            shape,
            fill: colours.fill,
            glyph: (text, colours.glyph),
            standing,
        };
        let word = state.word();
        if state.is_alarm() {
            for standing in [Standing::Raised, Standing::Acknowledged, Standing::Cleared] {
                icons.push(icon(format!("alarm-{word}-{}", standing.word()), side_px, standing));
            }
            for (standing, tail) in [(Standing::Raised, ""), (Standing::Acknowledged, "-acknowledged")] {
                let cluster = icon(format!("cluster-{word}{tail}"), CLUSTER_PX[2], standing);
                // The total stands in the middle of a cluster, so it has no glyph of its own.
                icons.push(Icon { glyph: ("", colours.glyph), ..cluster });
            }
        } else {
            let side_px = if state == State::Normal { CALM_PX } else { side_px };
            icons.push(icon(format!("device-{word}"), side_px, Standing::Raised));
        }
    }
    let warn = ink(theme, State::Warn);
    let plain = Icon {
        name: "cluster-warn".to_owned(),
        side_px: CLUSTER_PX[2],
        shape: Shape::Ringed,
        fill: warn.fill,
        glyph: ("", warn.glyph),
        standing: Standing::Raised,
    };
    icons.push(Icon {
        name: "cluster-normal".to_owned(),
        shape: Shape::Disc,
        fill: p.quiet,
        ..plain.clone()
    });
    icons.push(plain);
    for level in 0..=4 {
        let state = State::of_level(level);
        let colours = if level == 0 {
            crate::symbology::Ink { fill: p.quiet, glyph: p.text }
        } else {
            ink(theme, state)
        };
        let glyph = if level == 0 { ("", colours.glyph) } else { (shape(state).1, colours.glyph) };
        let name = format!("case-{level}");
        icons.push(Icon {
            name,
            side_px,
            shape: Shape::Card,
            fill: colours.fill,
            glyph,
            standing: Standing::Raised,
        });
    }
    let still = |name: &str, side_px: f64, shape: Shape, fill: &'static str| Icon {
        name: name.to_owned(),
        side_px,
        shape,
        fill,
        glyph: ("", p.text),
        standing: Standing::Raised,
    };
    icons.push(still("organisation", side_px, Shape::House, p.quiet));
    icons.push(still("resident", RESIDENT_PX, Shape::Person, p.text));
    icons
}

/// Draws an image.
///
/// # Errors
/// When the browser gives no 2D canvas.
pub fn draw(icon: &Icon, p: &Palette) -> Result<ImageData, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no document")?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let side = (icon.side_px * PIXEL_RATIO).round();
    canvas.set_width(side as u32);
    canvas.set_height(side as u32);
    let brush: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or("there is no 2D canvas")?.unchecked_into();
    brush.scale(PIXEL_RATIO, PIXEL_RATIO)?;
    brush.set_line_join("round");
    let middle = icon.side_px / 2.0;
    let reach = middle - p.keyline_px - 0.5;
    if icon.standing == Standing::Cleared || matches!(icon.shape, Shape::Slashed | Shape::Dashed) {
        hollow(&brush, icon, p, middle, reach)?;
    } else {
        filled(&brush, icon, p, middle, reach)?;
    }
    glyph(&brush, icon, middle, reach)?;
    if icon.standing == Standing::Acknowledged {
        tick(&brush, p, middle, reach)?;
    }
    brush.get_image_data(0.0, 0.0, side, side)
}

fn filled(
    brush: &CanvasRenderingContext2d,
    icon: &Icon,
    p: &Palette,
    middle: f64,
    reach: f64,
) -> Result<(), JsValue> {
    brush.set_stroke_style_str(p.keyline);
    brush.set_fill_style_str(icon.fill);
    brush.set_line_width(2.0 * p.keyline_px);
    trace(brush, icon.shape, middle, reach)?;
    brush.stroke();
    brush.fill();
    if icon.shape == Shape::Ringed {
        // The ring is a gap in the ground's colour between edge and disc.
        brush.set_stroke_style_str(p.ground);
        brush.set_line_width(reach * 0.12);
        trace(brush, Shape::Disc, middle, reach * 0.8)?;
        brush.stroke();
    }
    Ok(())
}

fn hollow(
    brush: &CanvasRenderingContext2d,
    icon: &Icon,
    p: &Palette,
    middle: f64,
    reach: f64,
) -> Result<(), JsValue> {
    let width = 3.0;
    let inner = reach - width / 2.0;
    for (colour, line_px) in [(p.keyline, width + 2.0 * p.keyline_px), (icon.fill, width)] {
        brush.set_stroke_style_str(colour);
        brush.set_line_width(line_px);
        if icon.shape == Shape::Dashed {
            let dash = js_sys::Array::of2(&(inner * 0.5).into(), &(inner * 0.285_398).into());
            brush.set_line_dash(&dash)?;
        }
        trace(brush, icon.shape, middle, inner)?;
        brush.stroke();
    }
    brush.set_line_dash(&js_sys::Array::new())?;
    Ok(())
}

fn glyph(brush: &CanvasRenderingContext2d, icon: &Icon, middle: f64, reach: f64) -> Result<(), JsValue> {
    let (text, on_fill) = icon.glyph;
    if text.is_empty() {
        return Ok(());
    }
    let is_filled = icon.standing != Standing::Cleared && !matches!(icon.shape, Shape::Dashed);
    brush.set_fill_style_str(if is_filled { on_fill } else { icon.fill });
    brush.set_font(&format!("600 {}px system-ui, sans-serif", (reach * 1.05).round()));
    brush.set_text_align("center");
    brush.set_text_baseline("middle");
    let drop = match icon.shape {
        Shape::Triangle => reach * 0.28,
        Shape::Card => reach * -0.12,
        _ => reach * 0.06,
    };
    brush.fill_text(text, middle, middle + drop)
}

fn tick(brush: &CanvasRenderingContext2d, p: &Palette, middle: f64, reach: f64) -> Result<(), JsValue> {
    let size = reach * 0.4;
    let at = middle + reach - size;
    brush.set_fill_style_str(p.ground);
    brush.set_stroke_style_str(p.keyline);
    brush.set_line_width(p.keyline_px);
    brush.begin_path();
    brush.arc(at, at, size, 0.0, 2.0 * PI)?;
    brush.fill();
    brush.stroke();
    brush.set_stroke_style_str(p.text);
    brush.set_line_width(size * 0.3);
    brush.begin_path();
    brush.move_to(at - size * 0.5, at);
    brush.line_to(at - size * 0.1, at + size * 0.42);
    brush.line_to(at + size * 0.5, at - size * 0.4);
    brush.stroke();
    Ok(())
}

fn trace(brush: &CanvasRenderingContext2d, shape: Shape, middle: f64, reach: f64) -> Result<(), JsValue> {
    brush.begin_path();
    match shape {
        Shape::Disc | Shape::Ringed | Shape::Dashed => brush.arc(middle, middle, reach, 0.0, 2.0 * PI)?,
        Shape::Slashed => {
            brush.arc(middle, middle, reach, 0.0, 2.0 * PI)?;
            let slant = reach * FRAC_1_SQRT_2;
            brush.move_to(middle - slant, middle + slant);
            brush.line_to(middle + slant, middle - slant);
        }
        Shape::Person => {
            let (head, shoulders) = (reach * 0.42, reach * 0.9);
            brush.arc(middle, middle - reach + head, head, 0.0, 2.0 * PI)?;
            brush.move_to(middle - shoulders, middle + reach);
            brush.arc(middle, middle + reach, shoulders, PI, 2.0 * PI)?;
            brush.close_path();
        }
        _ => {
            for (place, (x, y)) in corners(shape).into_iter().enumerate() {
                let (x, y) = (middle + x * reach, middle + y * reach);
                if place == 0 { brush.move_to(x, y) } else { brush.line_to(x, y) }
            }
            brush.close_path();
        }
    }
    Ok(())
}

/// Corners in a box from −1 to 1 with y downward.
fn corners(shape: Shape) -> Vec<(f64, f64)> {
    match shape {
        Shape::Octagon => {
            let near = 0.414;
            vec![
                (-near, -1.0),
                (near, -1.0),
                (1.0, -near),
                (1.0, near),
                (near, 1.0),
                (-near, 1.0),
                (-1.0, near),
                (-1.0, -near),
            ]
        }
        Shape::Diamond => vec![(0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)],
        Shape::Triangle => vec![(0.0, -0.95), (1.0, 0.85), (-1.0, 0.85)],
        Shape::Square => vec![(-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)],
        Shape::Card => {
            vec![(-0.8, -1.0), (0.8, -1.0), (0.8, 0.6), (0.3, 0.6), (0.0, 1.0), (-0.3, 0.6), (-0.8, 0.6)]
        }
        Shape::House => vec![(0.0, -1.0), (1.0, -0.25), (0.9, 0.9), (-0.9, 0.9), (-1.0, -0.25)],
        Shape::Disc | Shape::Ringed | Shape::Slashed | Shape::Dashed | Shape::Person => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::symbology::{Base, palette};

    #[test]
    fn every_image_that_the_style_asks_for_is_drawn_once() {
        let icons = icons(Theme::Dark, &palette(Theme::Dark, Base::Standard));
        let mut names: Vec<String> = icons.into_iter().map(|icon| icon.name).collect();
        names.sort();
        let mut expected: Vec<String> = (0..=4).map(|level| format!("case-{level}")).collect();
        for level in 1..=4 {
            for standing in ["raised", "acknowledged", "cleared"] {
                expected.push(format!("alarm-level{level}-{standing}"));
            }
            expected.push(format!("cluster-level{level}"));
            expected.push(format!("cluster-level{level}-acknowledged"));
        }
        for name in [
            "cluster-normal",
            "cluster-warn",
            "device-normal",
            "device-warn",
            "device-offline",
            "device-unknown",
            "organisation",
            "resident",
        ] {
            expected.push(name.to_owned());
        }
        expected.sort();
        assert_eq!(names, expected);
    }

    #[test]
    fn the_pointed_shapes_stay_in_their_box() {
        for shape in
            [Shape::Octagon, Shape::Diamond, Shape::Triangle, Shape::Square, Shape::Card, Shape::House]
        {
            let corners = corners(shape);
            assert!(corners.len() >= 3);
            assert!(corners.iter().all(|(x, y)| x.abs() <= 1.0 && y.abs() <= 1.0));
        }
    }
}
