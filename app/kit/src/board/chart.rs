//! A chart and its table: whoever can't see or doesn't trust the picture reads the numbers, and every number with a
//! list behind it is a link.

use leptos::{html, prelude::*};

use super::echarts::{Drawn, draw};
use crate::{
    focus::fresh_id,
    number::{decimal, quantity},
    words::t,
    yes,
};

/// What a chart looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars.
    Bar,
    /// Lines.
    Line,
}

/// One row of values over the labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// Its value at each label; a gap where there is none.
    pub values: Vec<Option<f64>>,
}

/// A chart.
#[derive(Clone, Debug)]
pub struct ChartSpec {
    /// What it shows.
    pub title: String,
    /// Bars or lines.
    pub kind: ChartKind,
    /// What stands along the axis.
    pub labels: Vec<String>,
    /// Its values.
    pub series: Vec<Series>,
    /// The list behind each label.
    pub hrefs: Vec<Option<String>>,
    /// Unit of the values.
    pub unit: String,
    /// Columns of twelve.
    pub span: u8,
    /// What is said when there are no values.
    pub empty: String,
    /// Horizontal lines with their names, such as limits of rules.
    pub limits: Vec<(String, f64)>,
}

impl ChartSpec {
    /// Bars: label, value, the list behind it.
    #[must_use]
    pub fn bars(title: String, rows: Vec<(String, f64, Option<String>)>) -> Self {
        let values = rows.iter().map(|(_, value, _)| Some(*value)).collect();
        let series = vec![Series { name: t("figure.count"), values }];
        let (labels, hrefs) = rows.into_iter().map(|(label, _, href)| (label, href)).unzip();
        Self { hrefs, ..Self::new(title, ChartKind::Bar, labels, series) }
    }

    /// Lines over common labels.
    #[must_use]
    pub fn lines(title: String, labels: Vec<String>, series: Vec<Series>) -> Self {
        Self::new(title, ChartKind::Line, labels, series)
    }

    fn new(title: String, kind: ChartKind, labels: Vec<String>, series: Vec<Series>) -> Self {
        Self {
            title,
            kind,
            labels,
            series,
            hrefs: Vec::new(),
            unit: String::new(),
            span: 6,
            empty: t("figure.no_value"),
            limits: Vec::new(),
        }
    }

    /// The list behind a label.
    pub(crate) fn href(&self, n: usize) -> Option<&String> {
        self.hrefs.get(n).and_then(Option::as_ref)
    }
}

/// Draws a chart with its table one press away.
#[must_use]
pub fn chart(spec: ChartSpec) -> AnyView {
    let id = fresh_id("chart");
    let is_empty = spec.labels.is_empty() || spec.series.iter().all(|s| s.values.iter().all(Option::is_none));
    let (span, title, empty) = (spec.span.to_string(), spec.title.clone(), spec.empty.clone());
    let is_table = RwSignal::new(false);
    let spec = StoredValue::new(spec);
    let body = move || {
        if is_empty {
            return view! { <p class="hint">{empty.clone()}</p> }.into_any();
        }
        if is_table.get() {
            return spec.with_value(table_view);
        }
        picture_view(spec, is_table)
    };
    view! {
        <figure class="chart" data-span=span aria-labelledby=id>
            <figcaption class="chart-head">
                <h2 class="chart-title" id=id.clone()>
                    {title}
                </h2>
                {(!is_empty).then(|| switch_view(is_table))}
            </figcaption>
            {body}
        </figure>
    }
    .into_any()
}

fn switch_view(is_table: RwSignal<bool>) -> AnyView {
    view! {
        <button
            type="button"
            class="button quiet chart-switch"
            aria-pressed=move || yes(is_table.get())
            on:click=move |_| is_table.update(|is| *is = !*is)
        >
            {move || t(if is_table.get() { "figure.as_chart" } else { "figure.as_table" })}
        </button>
    }
    .into_any()
}

/// The picture; where it can't be drawn, the table takes its place.
fn picture_view(spec: StoredValue<ChartSpec>, is_table: RwSignal<bool>) -> AnyView {
    let place = NodeRef::<html::Div>::new();
    let drawn = StoredValue::new_local(None::<Drawn>);
    place.on_load(move |element| {
        let Some(spec) = spec.try_get_value() else { return };
        wasm_bindgen_futures::spawn_local(async move {
            match draw(element.into(), &spec).await {
                Ok(chart) => {
                    // The page may have gone while the library was loading.
                    if let Some(Some(chart)) = drawn.try_set_value(Some(chart)) {
                        chart.end();
                    }
                }
                Err(_) => {
                    is_table.try_set(true);
                }
            }
        });
    });
    on_cleanup(move || {
        if let Some(Some(chart)) = drawn.try_update_value(Option::take) {
            chart.end();
        }
    });
    view! { <div class="chart-view" node_ref=place></div> }.into_any()
}

fn table_view(spec: &ChartSpec) -> AnyView {
    let heads = spec
        .series
        .iter()
        .map(|s| view! { <th scope="col" class="number">{s.name.clone()}</th> })
        .collect_view();
    let rows = spec
        .labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            let name = match spec.href(n) {
                Some(href) => view! { <a href=href.clone()>{label.clone()}</a> }.into_any(),
                None => label.clone().into_any(),
            };
            let cells = spec
                .series
                .iter()
                .map(|s| {
                    let value = s.values.get(n).copied().flatten();
                    let text = value.map_or_else(|| t("cell.empty"), |value| value_text(spec, value));
                    view! { <td class="number">{text}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="register-scroll" role="region" aria-label=spec.title.clone() tabindex="0">
            <table class="chart-table">
                <thead>
                    <tr>
                        <th scope="col">{t("figure.item")}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn value_text(spec: &ChartSpec, value: f64) -> String {
    if spec.unit.is_empty() { decimal(value) } else { quantity(value, &spec.unit) }
}
