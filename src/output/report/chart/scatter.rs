//! Scatter plots: a figure against the value of a factor.

use maud::{Markup, html};

use super::{Axis, Caption, Data, Shape, WIDTH, at, figure, label};
use crate::output::number;

const LEFT: f64 = 70.0;
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 232.0;
/// The most points that are drawn.
const POINTS: usize = 400;

/// A chart of points: where each lies along the factor, and the figure there.
#[must_use]
pub fn scatter(caption: &Caption, factor: &str, unit: &str, points: &[(f64, f64)]) -> Markup {
    let shown = &points[..points.len().min(POINTS)];
    let across = Axis::of(shown.iter().map(|point| point.0), (LEFT, RIGHT), 6);
    let up = Axis::of(shown.iter().map(|point| point.1), (BOTTOM, TOP), 5);
    let drawn = html! {
        (up.vertical(LEFT, RIGHT, unit))
        (across.horizontal(TOP, BOTTOM))
        @for (x, y) in shown {
            circle.dot.c0 cx=(at(across.at(*x))) cy=(at(up.at(*y))) r="3" {}
        }
        g.axis { (label(f64::midpoint(LEFT, RIGHT), BOTTOM + 34.0, "middle", factor)) }
    };
    let rows = shown
        .iter()
        .map(|(x, y)| vec![number::amount(*x), number::amount(*y)]);
    let data = Data::new(&[factor, unit], rows.collect());
    figure(caption, BOTTOM + 44.0, (Shape::Filled, &[]), &drawn, &data)
}
