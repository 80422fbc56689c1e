//! Board: figures as tiles, and charts that are always a table as well.

use leptos::prelude::*;

use crate::words::{t, tf};

mod chart;
mod echarts;

pub use chart::*;

/// A figure.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The figure, ready to read.
    pub figure: String,
    /// Its measure word or unit.
    pub unit: String,
    /// How it compares with the same time before, as a sentence.
    pub change: Option<String>,
    /// The list behind it.
    pub href: Option<String>,
    /// Columns of twelve.
    pub span: u8,
}

impl Tile {
    /// A figure without a list behind it.
    #[must_use]
    pub fn new(label: String, figure: String) -> Self {
        Self { label, figure, unit: String::new(), change: None, href: None, span: 3 }
    }
}

/// Draws a figure; a link when there is a list behind it.
#[must_use]
pub fn tile_view(tile: Tile) -> AnyView {
    let unit = (!tile.unit.is_empty()).then(|| view! { <span class="tile-unit">{tile.unit}</span> });
    let inner = view! {
        <span class="tile-label">{tile.label}</span>
        <span class="tile-value">
            <b class="tile-figure">{tile.figure}</b>
            {unit}
        </span>
        {tile.change.map(|change| view! { <span class="tile-change">{change}</span> })}
    };
    let span = tile.span.to_string();
    match tile.href {
        Some(href) => view! {
            <a class="tile" data-span=span href=href>
                {inner}
            </a>
        }
        .into_any(),
        None => view! {
            <div class="tile" data-span=span>
                {inner}
            </div>
        }
        .into_any(),
    }
}

/// How a figure compares with the one before; `words` says the difference, such as `whole` or `span_minutes`.
#[must_use]
pub fn change_sentence(now: f64, before: Option<f64>, words: fn(f64) -> String) -> String {
    let Some(before) = before else { return t("figure.no_before") };
    let difference = now - before;
    let value = words(difference.abs());
    if difference.abs() < f64::EPSILON {
        t("figure.same")
    } else if difference > 0.0 {
        tf("figure.more", &[("value", &value)])
    } else {
        tf("figure.less", &[("value", &value)])
    }
}

/// A board: its title, its controls (period, area), its tiles and charts in a fixed order.
#[must_use]
pub fn board(title: String, controls: Option<AnyView>, parts: Vec<AnyView>) -> AnyView {
    let id = crate::focus::fresh_id("board");
    view! {
        <section class="board" aria-labelledby=id>
            <header class="board-head">
                <h1 id=id.clone() tabindex="-1">
                    {title}
                </h1>
                {controls.map(|controls| view! { <div class="board-period">{controls}</div> })}
            </header>
            {parts}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::decimal;

    #[test]
    fn a_change_is_told_in_words() {
        assert_eq!(change_sentence(13.0, Some(17.0), decimal), "比上期少 4");
        assert_eq!(change_sentence(17.0, Some(17.0), decimal), "与上期相同");
        assert_eq!(change_sentence(17.0, None, decimal), "没有上期数据");
    }
}
