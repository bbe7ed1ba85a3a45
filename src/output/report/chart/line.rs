//! Lines over time with the bands of their intervals.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::{Axis, Calendar, Caption, Data, Shape, WIDTH, at, colour_of, figure};
use crate::output::number;

/// A value of a line and its interval.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// Days since the origin.
    pub day: f64,
    /// The mean over replications.
    pub mean: f64,
    /// The ends of its 95 % interval; the mean itself where there is none.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// One course over time.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is called.
    pub name: String,
    /// Its values in order of time.
    pub points: Vec<Point>,
}

/// Where the plot lies in the box.
const LEFT: f64 = 70.0;
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 232.0;

/// A chart of lines over time, in one unit.
#[must_use]
pub fn lines(caption: &Caption, calendar: &Calendar, unit: &str, lines: &[Line]) -> Markup {
    let calendar = Calendar {
        ends: (LEFT, RIGHT),
        ..*calendar
    };
    let points = || lines.iter().flat_map(|line| &line.points);
    let axis = Axis::of(
        points().flat_map(|point| [point.low, point.high, point.mean]),
        (BOTTOM, TOP),
        5,
    );
    let drawn = html! {
        (axis.vertical(LEFT, RIGHT, unit))
        (calendar.drawn(BOTTOM))
        @for (place, line) in lines.iter().enumerate() {
            @if line.points.iter().any(|point| point.high > point.low) {
                path class=(format!("band {}", colour_of(place)))
                    d=(band(&line.points, &calendar, &axis)) {}
            }
            path class=(format!("line {} dash{}", colour_of(place), place % 4))
                d=(course(&line.points, &calendar, &axis)) {
                title { (line.name) }
            }
        }
    };
    let legend: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .map(|(place, line)| (place, line.name.as_str()))
        .collect();
    figure(
        caption,
        BOTTOM + 28.0,
        (Shape::Dashed, &legend),
        &drawn,
        &data(&calendar, unit, lines),
    )
}

/// The path through the means.
fn course(points: &[Point], calendar: &Calendar, axis: &Axis) -> String {
    let mut path = String::new();
    for (place, point) in points.iter().enumerate() {
        let letter = if place == 0 { 'M' } else { 'L' };
        let (x, y) = (at(calendar.at(point.day)), at(axis.at(point.mean)));
        let _ = write!(path, "{letter}{x} {y}");
    }
    path
}

/// The path around the intervals.
fn band(points: &[Point], calendar: &Calendar, axis: &Axis) -> String {
    let there = points.iter().map(|point| (point.day, point.high));
    let back = points.iter().rev().map(|point| (point.day, point.low));
    let mut path = String::new();
    for (place, (day, value)) in there.chain(back).enumerate() {
        let letter = if place == 0 { 'M' } else { 'L' };
        let _ = write!(
            path,
            "{letter}{} {}",
            at(calendar.at(day)),
            at(axis.at(value))
        );
    }
    path + "Z"
}

/// A row for each day with the values of all lines.
fn data(calendar: &Calendar, unit: &str, lines: &[Line]) -> Data {
    let mut head = vec!["day".to_owned()];
    head.extend(lines.iter().map(|line| format!("{}, {unit}", line.name)));
    let mut days: Vec<f64> = lines
        .iter()
        .flat_map(|line| line.points.iter().map(|point| point.day))
        .collect();
    days.sort_by(f64::total_cmp);
    days.dedup_by(|one, two| (*one - *two).abs() < 1e-9);
    let cell = |line: &Line, day: f64| {
        let is_it = |point: &&Point| (point.day - day).abs() < 1e-9;
        let point = line.points.iter().find(is_it);
        point.map_or_else(String::new, |point| {
            let half = (point.high - point.low) / 2.0;
            if half > 0.0 {
                let (mean, half) = (number::amount(point.mean), number::amount(half));
                format!("{mean} ± {half}")
            } else {
                number::amount(point.mean)
            }
        })
    };
    let row = |day: f64| {
        let cells = lines.iter().map(|line| cell(line, day));
        std::iter::once(calendar.date(day)).chain(cells).collect()
    };
    Data {
        head,
        rows: days.into_iter().map(row).collect(),
    }
}
