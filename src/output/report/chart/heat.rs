//! Heat maps: a number for each row and column, as a shade.

use maud::{Markup, html};

use super::{Caption, Data, Shape, WIDTH, at, cut, figure, label};
use crate::output::number;

/// The numbers of a heat map.
#[derive(Clone, Debug)]
pub struct Heat {
    /// The names of its rows.
    pub rows: Vec<String>,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// A number for each row and column; none where nothing is known.
    pub cells: Vec<Vec<Option<f64>>>,
    /// The number that has the darkest shade; 0 has none.
    pub most: f64,
}

const LEFT: f64 = 190.0;
const RIGHT: f64 = WIDTH - 10.0;
const TOP: f64 = 8.0;
const STEP: f64 = 22.0;
/// Lighter shades are not seen, and not drawn.
const LEAST: f64 = 0.01;

/// A heat map of numbers in one unit.
#[must_use]
pub fn heat(caption: &Caption, unit: &str, map: &Heat) -> Markup {
    let bottom = TOP + STEP * map.rows.len() as f64;
    let step = (RIGHT - LEFT) / map.columns.len().max(1) as f64;
    let named = map.columns.len().div_ceil(8);
    let drawn = html! {
        @for (row, name) in map.rows.iter().enumerate() {
            @let y = TOP + STEP * row as f64;
            g.names { (label(LEFT - 8.0, y + STEP / 2.0 + 4.0, "end", &cut(name, 28))) }
            rect.empty x=(at(LEFT)) y=(at(y + 1.0)) width=(at(RIGHT - LEFT))
                height=(at(STEP - 2.0)) {}
            @for (column, cell) in map.cells[row].iter().enumerate() {
                @let x = LEFT + step * column as f64;
                @if let Some(value) = cell.filter(|value| value / map.most >= LEAST) {
                    (cell_of((x, y), step, (value / map.most).clamp(0.0, 1.0), &format!(
                        "{name}, {}: {} {unit}", map.columns[column], number::amount(value)
                    )))
                }
            }
        }
        @for (column, name) in map.columns.iter().enumerate() {
            @if column % named == 0 {
                g.axis {
                    (label(LEFT + step * (column as f64 + 0.5), bottom + 18.0, "middle", name))
                }
            }
        }
    };
    let mut head = vec![""];
    head.extend(map.columns.iter().map(String::as_str));
    let rows = map.rows.iter().zip(&map.cells).map(|(name, cells)| {
        let cells = cells
            .iter()
            .map(|cell| cell.map_or_else(String::new, number::amount));
        std::iter::once(name.clone()).chain(cells).collect()
    });
    figure(
        caption,
        bottom + 26.0,
        (Shape::Filled, &[]),
        &drawn,
        &Data::new(&head, rows.collect()),
    )
}

/// A cell whose shade is a share of the darkest.
fn cell_of((x, y): (f64, f64), step: f64, shade: f64, told: &str) -> Markup {
    html! {
        rect.fill.c0 x=(at(x)) y=(at(y + 1.0)) width=(at(step - 1.0)) height=(at(STEP - 2.0))
            fill-opacity=(format!("{shade:.2}")) {
            title { (told) }
        }
    }
}
