//! Points of a space that are listed one by one: a CSV table with a column for each factor.

use super::space::{Factor, Space};

/// So many mistakes are listed.
const LISTED: usize = 20;
/// The column that numbers the points in the `design.csv` of a sweep, which may stand in any table.
const NUMBER: &str = "point";

/// The points of a table, as the scenario can write them.
///
/// # Errors
/// Sentences on all that is wrong, each with its line: an unknown or missing column, a cell that is
/// no number, a value that its factor does not have, no row at all.
pub fn points_of(text: &str, space: &Space) -> Result<Vec<Vec<f64>>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?.clone();
    let columns = columns(&header, space)?;
    let (mut points, mut mistakes) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                mistakes.push(error.to_string());
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line);
        let mut point = Vec::new();
        for (factor, &column) in space.factors.iter().zip(&columns) {
            match value_of(row.get(column).unwrap_or_default(), factor) {
                Ok(value) => point.push(value),
                Err(mistake) => mistakes.push(format!("line {line}: {mistake}")),
            }
        }
        points.push(point);
    }
    if !mistakes.is_empty() {
        return Err(listed(&mistakes));
    }
    if points.is_empty() {
        return Err("there is no row below the names of the factors".to_owned());
    }
    Ok(points)
}

/// The column of each factor.
fn columns(header: &csv::StringRecord, space: &Space) -> Result<Vec<usize>, String> {
    let names: Vec<&str> = space
        .factors
        .iter()
        .map(|factor| factor.name.as_str())
        .collect();
    let unknown = header
        .iter()
        .filter(|name| *name != NUMBER && !names.contains(name));
    let mut mistakes: Vec<String> = unknown
        .map(|name| {
            let names = names.join(", ");
            format!("line 1: no factor is called `{name}`; the factors are {names}")
        })
        .collect();
    let places = names.iter().map(|name| {
        let mut found = header.iter().enumerate();
        let place = found.find(|(_, column)| column == name);
        if found.any(|(_, column)| column == *name) {
            mistakes.push(format!("line 1: there are two columns `{name}`"));
        }
        if place.is_none() {
            mistakes.push(format!(
                "line 1: there is no column for the factor `{name}`"
            ));
        }
        place.map_or(0, |(place, _)| place)
    });
    let places = places.collect();
    if mistakes.is_empty() {
        Ok(places)
    } else {
        Err(listed(&mistakes))
    }
}

/// The value of a cell, as the scenario can write it.
fn value_of(cell: &str, factor: &Factor) -> Result<f64, String> {
    let name = &factor.name;
    let value = cell.replace('_', "").parse::<f64>().ok();
    let Some(value) = value.filter(|value| value.is_finite()) else {
        return Err(format!("`{cell}` of `{name}` is not a number"));
    };
    if !factor.values.hold(value) {
        let values = factor.values.described();
        return Err(format!("`{name}` is {cell}, and its values are {values}"));
    }
    let rounded = factor.rounded(value);
    if (rounded - value).abs() > 1e-5 * value.abs() {
        return Err(format!(
            "`{name}` is {cell}, and the scenario writes a whole number there"
        ));
    }
    Ok(rounded)
}

/// The first mistakes, a line each.
fn listed(mistakes: &[String]) -> String {
    let more = mistakes.len().saturating_sub(LISTED);
    let mut lines = mistakes[..mistakes.len() - more].to_vec();
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    lines.join("\n  ")
}
