//! Box plots: the spread of a figure over replications or variants.

use maud::{Markup, html};

use super::{Axis, Caption, Data, Shape, WIDTH, at, colour_of, cut, figure, label};
use crate::output::number;
use crate::statistics::sample;

/// The values of a box.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What they are of.
    pub name: String,
    /// The values in any order.
    pub values: Vec<f64>,
    /// The place of its colour.
    pub colour: usize,
}

const LEFT: f64 = 230.0;
const RIGHT: f64 = WIDTH - 90.0;
const TOP: f64 = 8.0;
const STEP: f64 = 26.0;

/// A chart of boxes in one unit: quartiles, whiskers to the least and the greatest value, and a dot
/// for each value.
#[must_use]
pub fn boxes(caption: &Caption, unit: &str, samples: &[Sample]) -> Markup {
    let bottom = TOP + STEP * samples.len() as f64;
    let values = samples.iter().flat_map(|sample| &sample.values).copied();
    let axis = Axis::of(values, (LEFT, RIGHT), 5);
    let drawn = html! {
        (axis.horizontal(TOP, bottom))
        g.axis { (label(RIGHT + 24.0, bottom + 16.0, "start", unit)) }
        @for (place, sample) in samples.iter().enumerate() {
            (box_of(&axis, TOP + STEP * place as f64, sample))
        }
    };
    let rows = samples.iter().map(|sample| {
        let five = five_of(&sample.values).map(number::amount);
        std::iter::once(sample.name.clone()).chain(five).collect()
    });
    let least = format!("least, {unit}");
    let head = [
        "",
        &least,
        "lower quartile",
        "median",
        "upper quartile",
        "greatest",
    ];
    figure(
        caption,
        bottom + 24.0,
        (Shape::Filled, &[]),
        &drawn,
        &Data::new(&head, rows.collect()),
    )
}

/// The least value, the quartiles and the greatest value; zeros if there are none.
fn five_of(values: &[f64]) -> [f64; 5] {
    let ascending = sample::sorted(values);
    [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| sample::quantile(&ascending, share).unwrap_or(0.0))
}

fn box_of(axis: &Axis, y: f64, sample: &Sample) -> Markup {
    let [least, lower, median, upper, most] = five_of(&sample.values).map(|value| axis.at(value));
    let middle = y + STEP / 2.0;
    let colour = colour_of(sample.colour);
    html! {
        g.names { (label(LEFT - 8.0, middle + 4.0, "end", &cut(&sample.name, 34))) }
        line.whisker x1=(at(least)) x2=(at(most)) y1=(at(middle)) y2=(at(middle)) {}
        rect class=(format!("box {colour}")) x=(at(lower)) y=(at(y + 5.0))
            width=(at((upper - lower).max(1.0))) height=(at(STEP - 10.0)) {}
        line.median x1=(at(median)) x2=(at(median)) y1=(at(y + 3.0)) y2=(at(y + STEP - 3.0)) {}
        @for value in sample.values.iter().take(60) {
            circle class=(format!("dot {colour}")) cx=(at(axis.at(*value))) cy=(at(middle)) r="2" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::five_of;

    #[test]
    fn quartiles_lie_between_values() {
        let is = |values: &[f64], expected: [f64; 5]| {
            let both = five_of(values).into_iter().zip(expected);
            both.fold(0.0, |off: f64, (one, two)| off.max((one - two).abs())) < 1e-12
        };
        assert!(is(&[4.0, 1.0, 3.0, 2.0], [1.0, 1.75, 2.5, 3.25, 4.0]));
        assert!(is(&[7.0], [7.0; 5]));
        assert!(is(&[], [0.0; 5]));
    }
}
