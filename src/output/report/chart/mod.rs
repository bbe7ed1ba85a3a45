//! Charts as inline SVG: each with a title, a description and its data as a table, so that it can
//! be read without seeing it.
//!
//! A chart is drawn in units of a box [`WIDTH`] wide, which the page scales to its column. Colours
//! are classes (`c0` to `c7`), which the style sheet sets for light and dark; what differs by
//! colour also differs by a label or a dash.

mod axis;
mod bars;
mod boxes;
mod gantt;
mod heat;
mod line;
mod sankey;
mod scatter;
mod stack;

use maud::{Markup, html};

use super::table::scrolled;

pub use axis::{Axis, Calendar, ticks};
pub use bars::{Bar, bars};
pub use boxes::{Sample, boxes};
pub use gantt::{Span, Task, gantt};
pub use heat::{Heat, heat};
pub use line::{Line, Point, lines};
pub use sankey::{Flow, Node, sankey};
pub use scatter::scatter;
pub use stack::{Column, stack};

/// The width of every chart.
pub const WIDTH: f64 = 720.0;
/// So many colours there are; more series share them.
pub const COLOURS: usize = 8;

/// What a chart is called, and what it says.
#[derive(Clone, Debug)]
pub struct Caption {
    /// The id of its element, unique in the page.
    pub id: String,
    /// A few words.
    pub title: String,
    /// What is shown, in which unit, and how sure it is.
    pub text: String,
}

impl Caption {
    /// A caption from its parts.
    #[must_use]
    pub fn new(id: &str, title: &str, text: &str) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        }
    }
}

/// The data of a chart as text.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows; the first cell of each names it.
    pub rows: Vec<Vec<String>>,
}

impl Data {
    /// Data with heads of columns and rows.
    #[must_use]
    pub fn new(head: &[&str], rows: Vec<Vec<String>>) -> Self {
        Self {
            head: head.iter().map(|&cell| cell.to_owned()).collect(),
            rows,
        }
    }

    /// The element, with heads for its columns and rows.
    #[must_use]
    pub fn table(&self) -> Markup {
        html! {
            table {
                thead { tr { @for cell in &self.head { th scope="col" { (cell) } } } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 { th scope="row" { (cell) } }
                                @else { td { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the signs of a legend look like.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Areas.
    Filled,
    /// Lines with dashes of their own.
    Dashed,
}

impl Shape {
    /// The class of the sign of a series.
    fn class(self, series: usize) -> String {
        match self {
            Self::Filled => "area".to_owned(),
            Self::Dashed => format!("stroke{}", series % 4),
        }
    }
}

/// A chart of a height in the box of [`WIDTH`], with what it is called, a legend and its data.
pub(super) fn figure(
    caption: &Caption,
    height: f64,
    (shape, legend): (Shape, &[(usize, &str)]),
    drawn: &Markup,
    data: &Data,
) -> Markup {
    let Caption { id, title, text } = caption;
    html! {
        figure.chart id=(id) {
            figcaption {
                h3 { (title) }
                p { (text) }
                @if !legend.is_empty() && (legend.len() > 1 || legend[0].1 != "all") {
                    ul.legend {
                        @for (colour, name) in legend {
                            li { span.swatch.(colour_of(*colour)).(shape.class(*colour)) {} (name) }
                        }
                    }
                }
            }
            (scrolled(title, &html! {
                svg role="img" viewBox=(format!("0 0 {WIDTH:.0} {height:.0}"))
                    aria-labelledby=(format!("{id}-title {id}-text")) {
                    title id=(format!("{id}-title")) { (title) }
                    desc id=(format!("{id}-text")) { (text) }
                    (drawn)
                }
            }))
            details {
                summary { "The data of “" (title) "”" }
                (scrolled(&format!("Data: {title}"), &data.table()))
            }
        }
    }
}

/// The class of a colour.
#[must_use]
pub fn colour_of(series: usize) -> String {
    format!("c{}", series % COLOURS)
}

/// A value without its fraction; the nearest whole number that there is where it is too large.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the cast takes the nearest number that there is"
)]
#[must_use]
pub fn whole(value: f64) -> i64 {
    value as i64
}

/// A key of a figure, which may be broken between its words.
#[must_use]
pub fn key_of(key: &str) -> Markup {
    let words = key.split_inclusive(['.', '_', '/']);
    html! { code { @for word in words { (word) wbr; } } }
}

/// A coordinate as text.
pub(super) fn at(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// A text at a place: its anchor is `start`, `middle` or `end`.
pub(super) fn label(x: f64, y: f64, anchor: &str, text: &str) -> Markup {
    html! { text x=(at(x)) y=(at(y)) text-anchor=(anchor) { (text) } }
}

/// A rectangle of a class, with what a pointer on it shows.
pub(super) fn rectangle(
    (x, y): (f64, f64),
    (width, height): (f64, f64),
    class: &str,
    told: &str,
) -> Markup {
    html! {
        rect class=(class) x=(at(x)) y=(at(y)) width=(at(width.max(0.0)))
            height=(at(height.max(0.0))) {
            title { (told) }
        }
    }
}

/// A text in at most so many characters, with an ellipsis where it is cut.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{kept}…")
}
