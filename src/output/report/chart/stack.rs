//! Stacked columns: parts of a whole by month.

use maud::{Markup, html};

use super::{Axis, Caption, Data, Shape, WIDTH, colour_of, cut, figure, label, rectangle};
use crate::output::number;

/// A column: its name, and the size of each part.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name, such as a month.
    pub name: String,
    /// The parts, in the order of their names.
    pub parts: Vec<f64>,
}

const LEFT: f64 = 60.0;
const RIGHT: f64 = WIDTH - 10.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 210.0;

/// A chart of columns whose parts have names and one unit.
#[must_use]
pub fn stack(caption: &Caption, unit: &str, parts: &[String], columns: &[Column]) -> Markup {
    let whole = |column: &Column| column.parts.iter().sum::<f64>();
    let sums = columns.iter().map(whole).chain([0.0]);
    let axis = Axis::of(sums, (BOTTOM, TOP), 5);
    let step = (RIGHT - LEFT) / columns.len().max(1) as f64;
    let letters = if columns.len() > 12 { 7 } else { 12 };
    let named = columns
        .len()
        .div_ceil(if columns.len() > 16 { 12 } else { 16 });
    let drawn = html! {
        (axis.vertical(LEFT, RIGHT, unit))
        @for (place, column) in columns.iter().enumerate() {
            @let x = LEFT + step * place as f64;
            (column_of(&axis, (x, step), unit, parts, column))
            @if place % named == 0 {
                g.axis {
                    (label(x + step / 2.0, BOTTOM + 18.0, "middle", &cut(&column.name, letters)))
                }
            }
        }
    };
    let legend: Vec<(usize, &str)> = parts
        .iter()
        .enumerate()
        .map(|(place, name)| (place, name.as_str()))
        .collect();
    let mut head = vec![""];
    head.extend(parts.iter().map(String::as_str));
    let rows = columns.iter().map(|column| {
        let cells = column.parts.iter().map(|part| number::amount(*part));
        std::iter::once(column.name.clone()).chain(cells).collect()
    });
    figure(
        caption,
        BOTTOM + 28.0,
        (Shape::Filled, &legend),
        &drawn,
        &Data::new(&head, rows.collect()),
    )
}

/// The parts of a column, one on the other.
fn column_of(
    axis: &Axis,
    (x, step): (f64, f64),
    unit: &str,
    parts: &[String],
    column: &Column,
) -> Markup {
    let mut below = 0.0;
    let mut drawn = Vec::new();
    for (place, &part) in column.parts.iter().enumerate() {
        if part > 0.0 {
            let (bottom, top) = (axis.at(below), axis.at(below + part));
            let told = format!(
                "{}, {}: {} {unit}",
                column.name,
                parts[place],
                number::amount(part)
            );
            let class = format!("fill {}", colour_of(place));
            let gap = (step * 0.12).min(2.0);
            drawn.push(rectangle(
                (x, top),
                (step - gap, bottom - top),
                &class,
                &told,
            ));
        }
        below += part;
    }
    html! { @for part in &drawn { (part) } }
}
