//! Horizontal bars with intervals, from zero to either side: loads, shares, differences.

use maud::{Markup, html};

use super::{Axis, Caption, Data, Shape, WIDTH, at, colour_of, cut, figure, label, rectangle};
use crate::output::number;

/// What one row of the chart shows.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// Its length.
    pub value: f64,
    /// The ends of its interval, where there is one.
    pub interval: Option<(f64, f64)>,
    /// The place of its colour.
    pub colour: usize,
    /// What is written at its end; its value if nothing.
    pub said: Option<String>,
}

const LEFT: f64 = 230.0;
const RIGHT: f64 = WIDTH - 150.0;
const TOP: f64 = 8.0;
const STEP: f64 = 22.0;

/// A chart of bars in one unit.
#[must_use]
pub fn bars(caption: &Caption, unit: &str, rows: &[Bar]) -> Markup {
    let bottom = TOP + STEP * rows.len() as f64;
    let ends = rows.iter().flat_map(|bar| {
        let (low, high) = bar.interval.unwrap_or((bar.value, bar.value));
        [bar.value, low, high]
    });
    let axis = Axis::of(ends.chain([0.0]), (LEFT, RIGHT), 5);
    let drawn = html! {
        (axis.horizontal(TOP, bottom))
        g.axis { (label(RIGHT + 24.0, bottom + 16.0, "start", unit)) }
        @for (place, bar) in rows.iter().enumerate() {
            @let y = TOP + STEP * place as f64;
            (bar_of(&axis, y, unit, bar))
        }
        line.zero x1=(at(axis.zero())) x2=(at(axis.zero())) y1=(at(TOP)) y2=(at(bottom)) {}
    };
    let rows = rows.iter().map(|bar| {
        let interval = bar.interval.map_or_else(String::new, |(low, high)| {
            format!("{} to {}", number::amount(low), number::amount(high))
        });
        vec![bar.name.clone(), number::amount(bar.value), interval]
    });
    let head = ["", unit, "95 % interval"];
    figure(
        caption,
        bottom + 24.0,
        (Shape::Filled, &[]),
        &drawn,
        &Data::new(&head, rows.collect()),
    )
}

fn bar_of(axis: &Axis, y: f64, unit: &str, bar: &Bar) -> Markup {
    let (zero, end) = (axis.zero(), axis.at(bar.value));
    let middle = y + STEP / 2.0;
    let said = bar.said.clone();
    let said = said.unwrap_or_else(|| format!("{} {unit}", number::amount(bar.value)));
    let told = format!("{}: {said}", bar.name.trim_end());
    let right = bar
        .interval
        .map_or(end, |(low, high)| axis.at(high).max(axis.at(low)));
    html! {
        g.names { (label(LEFT - 8.0, middle + 4.0, "end", &cut(&bar.name, 34))) }
        (rectangle(
            (zero.min(end), y + 3.0),
            ((end - zero).abs(), STEP - 6.0),
            &format!("fill {}", colour_of(bar.colour)),
            &told,
        ))
        @if let Some((low, high)) = bar.interval {
            line.whisker x1=(at(axis.at(low))) x2=(at(axis.at(high))) y1=(at(middle))
                y2=(at(middle)) {}
        }
        g.names { (label(right.max(end).max(zero) + 8.0, middle + 4.0, "start", &cut(&said, 28))) }
    }
}
