//! Lists in all their states.

use contract::{Act, Count, Fault, Kind, Listing, Page};
use leptos::prelude::*;

use super::{
    case,
    sample::{self, Row},
};
use crate::{
    BulkAct, Choice, Filter, HeadAct, RegisterSpec, RowAct, RowLook, mark_view, register, row, rows, toast,
    trouble::Trouble, words::t,
};

pub(crate) fn registers() -> AnyView {
    view! {
        {case("many", many())}
        {case("empty", answering(|| Ok(Page { rows: Vec::new(), next: None, count: Count::Exact(0) })))}
        {case("filtered", filtered())}
        {case("loading", loading())}
        {case("refused", answering(|| Err(Fault::Denied { kind: Kind::Repair, act: Act::Read }.into())))}
        {case("failed", answering(|| Err(Fault::Internal { reference: "7F3A-2026".into() }.into())))}
        {short()}
    }
    .into_any()
}

fn spec(answer: impl Fn(Listing) -> Result<Page<Row>, Trouble> + 'static) -> RegisterSpec<Row> {
    let mut spec =
        RegisterSpec::new("repair", t("kind.repair"), sample::COLUMNS, sample::number, move |listing| {
            let answer = answer(listing);
            async move { answer }
        });
    spec.heading = 3;
    spec.in_address = false;
    spec
}

fn many() -> AnyView {
    let mut spec = spec(|listing| Ok(sample::page(&listing)));
    spec.filters = vec![
        Filter::many("state", t("work.state"), Choice::of_keys("mark", &["normal", "warn", "level1"])),
        Filter::flag("overdue", t("work.overdue")),
    ];
    spec.head_acts = vec![HeadAct::press(t("list.new"), || toast(t("form.saved")))];
    spec.row_acts = vec![
        RowAct::new(t("act.dispatch"), |row: Row| toast(sample::number(&row))).primary(),
        RowAct::new(t("act.return"), |row: Row| toast(sample::number(&row))).when(|row| row.number % 2 == 0),
        RowAct::new(t("act.note"), |row: Row| toast(sample::number(&row))),
    ];
    spec.bulk_acts =
        vec![BulkAct::new(t("act.dispatch"), |rows: Vec<Row>| toast(rows.len().to_string())).primary()];
    spec.on_open = Some(crate::Call::new(|row: Row| toast(sample::number(&row))));
    spec.export = Some("kit".into());
    register(spec)
}

fn answering(answer: impl Fn() -> Result<Page<Row>, Trouble> + 'static) -> AnyView {
    register(spec(move |_| answer()))
}

/// Empty, because the fixed search finds nothing.
fn filtered() -> AnyView {
    let clear = crate::Call::new(|()| toast(t("list.clear")));
    crate::empty_filtered_view("repair", clear)
}

fn loading() -> AnyView {
    let mut spec = RegisterSpec::new("repair", t("kind.repair"), sample::COLUMNS, sample::number, |_| {
        std::future::pending::<Result<Page<Row>, Trouble>>()
    });
    spec.heading = 3;
    spec.in_address = false;
    register(spec)
}

fn short() -> AnyView {
    let items = [contract::Mark::Level1, contract::Mark::Level3, contract::Mark::Offline].map(|mark| {
        row(RowLook {
            mark: Some(mark_view(mark, t(&format!("mark.{}", mark.key())))),
            title: t("kit.sample.title"),
            note: "8.2 %/m".into(),
            ..RowLook::default()
        })
    });
    rows(items.into_iter().collect())
}
