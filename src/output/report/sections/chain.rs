//! Chips, parts, computers and orders.

use maud::{Markup, html};

use super::super::chart::Caption;
use super::super::read::{BookEntry, Run};
use super::course;
use super::people::Builder;

/// The flow of dies, and the courses of goods and orders; none if the scenario has none.
pub(super) fn section(run: &Run) -> Option<Markup> {
    let charts = [
        flows(run),
        course(
            run,
            "chart-chips",
            "Chips that passed the final test",
            "backend.chips",
            "chips",
        ),
        course(
            run,
            "chart-stock",
            "Parts and chips at the lines",
            "assembly.on_hand",
            "units",
        ),
        course(
            run,
            "chart-order",
            "Parts on order",
            "supply.on_order",
            "units",
        ),
        course(
            run,
            "chart-built",
            "Computers built per day",
            "assembly.built_per_day",
            "computers/d",
        ),
        course(
            run,
            "chart-sold",
            "Computers shipped, by model",
            "market.computers_sold",
            "computers",
        ),
        course(
            run,
            "chart-backlog",
            "Computers ordered, not shipped",
            "market.backlog",
            "computers",
        ),
        course(
            run,
            "chart-unsold",
            "Computers without an order",
            "market.unsold",
            "computers",
        ),
    ];
    let charts: Vec<Markup> = charts.into_iter().flatten().collect();
    (!charts.is_empty()).then(|| html! { @for chart in &charts { (chart) } })
}

/// From the dies on wafers to computers sold, with what is lost on the way.
fn flows(run: &Run) -> Option<Markup> {
    let books = &run.summary.balance;
    let mut diagram = Builder::default();
    let amount = |book: Option<&BookEntry>, name: &str| {
        book.and_then(|book| book.out.get(name))
            .copied()
            .unwrap_or(0.0)
    };
    for (key, book) in books {
        let Some(product) = key.strip_prefix("backend.dies/") else {
            continue;
        };
        let dies = format!("dies of {product}");
        let chips = format!("chips: {product}");
        for (fate, &count) in &book.out {
            if fate == "chips" {
                diagram.add((&dies, 0), (&chips, 1), count);
            } else {
                diagram.add((&dies, 0), (&format!("lost: {fate}"), 1), count);
            }
        }
        diagram.add((&dies, 0), ("in the back end", 1), book.closing);
        let Some(stock) = books.get(&format!("assembly.parts/{product}")) else {
            continue;
        };
        diagram.add(
            (&chips, 1),
            ("in computers", 2),
            amount(Some(stock), "used"),
        );
        diagram.add((&chips, 1), ("surplus", 2), amount(Some(stock), "surplus"));
        diagram.add((&chips, 1), ("in stock", 2), stock.closing);
    }
    let caption = Caption::new(
        "chart-goods",
        "From dies to computers",
        "Dies and chips in the whole run, as means over replications.",
    );
    diagram.drawn(&caption, "dies")
}
