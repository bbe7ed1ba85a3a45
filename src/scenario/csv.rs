//! Tables beside a scenario: comma-separated values whose every cell knows its place.
//!
//! The first column names the rows. Cells may stand in double quotes (doubled within); an empty
//! cell is absent; blank lines and lines that begin with `#` are passed over. An own reader,
//! since the usual one does not say where in the text a cell stands.

use std::collections::BTreeSet;

use super::problem::{Fault, Problem};
use super::source::{FileId, Place};
use super::tree::{Entry, Node, Table, Value};
use super::{FieldPath, load};

/// A cell's text, without its quotes, and its place.
struct Cell {
    text: String,
    place: Place,
}

/// The table in `text`, and what is wrong with it.
pub(super) fn table(text: &str, file: FileId) -> (Table, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut table = Table {
        entries: Vec::new(),
        from_csv: true,
    };
    let mut rows = rows(text, file, &mut problems).into_iter();
    let Some(header) = rows.next() else {
        let place = Place {
            file,
            start: 0,
            end: 0,
        };
        let what = "the table".to_owned();
        report(&mut problems, place, Fault::Empty { what });
        return (table, problems);
    };
    check_unique(header.iter(), "columns", &mut problems);
    let mut names = BTreeSet::new();
    for row in rows {
        let Some(first) = row.first() else { continue };
        if row.len() != header.len() {
            let fault = Fault::RaggedRow {
                found: row.len(),
                expected: header.len(),
            };
            report(&mut problems, first.place, fault);
            continue;
        }
        if first.text.is_empty() {
            let what = "the first cell, which names the row,".to_owned();
            report(&mut problems, first.place, Fault::Empty { what });
            continue;
        }
        if !names.insert(first.text.clone()) {
            let fault = Fault::Duplicate {
                kind: "rows",
                name: first.text.clone(),
            };
            report(&mut problems, first.place, fault);
            continue;
        }
        table.entries.push(entry(&header, &row));
    }
    (table, problems)
}

/// The row as a table of the cells after the first, which is its name.
fn entry(header: &[Cell], row: &[Cell]) -> Entry {
    let filled = header.iter().zip(row).skip(1);
    let filled = filled.filter(|(_, cell)| !cell.text.is_empty());
    let cells = filled.map(|(column, cell)| Entry {
        key: column.text.clone(),
        place: cell.place,
        node: Node::new(cell.place, load::cell(&cell.text)),
    });
    let entries = cells.collect();
    let (name, place) = (row[0].text.clone(), row[0].place);
    let value = Value::Table(Table {
        entries,
        from_csv: false,
    });
    Entry {
        key: name,
        place,
        node: Node::new(place, value),
    }
}

fn check_unique<'a>(
    cells: impl Iterator<Item = &'a Cell>,
    kind: &'static str,
    problems: &mut Vec<Problem>,
) {
    let mut names = BTreeSet::new();
    for cell in cells {
        if !names.insert(&cell.text) {
            let name = cell.text.clone();
            report(problems, cell.place, Fault::Duplicate { kind, name });
        }
    }
}

fn report(problems: &mut Vec<Problem>, place: Place, fault: Fault) {
    problems.push(Problem {
        path: FieldPath::root(),
        place: Some(place),
        fault,
    });
}

/// The rows that are neither blank nor remarks.
fn rows(text: &str, file: FileId, problems: &mut Vec<Problem>) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line = text[at..].split('\n').next().unwrap_or_default();
        if line.trim().is_empty() || line.starts_with('#') {
            at += line.len() + 1;
            continue;
        }
        let mut row = Vec::new();
        loop {
            let (cell, next) = cell(text, at, file, problems);
            row.push(cell);
            at = next + 1;
            if !text[next..].starts_with(',') {
                break;
            }
        }
        rows.push(row);
    }
    rows
}

/// The cell that begins at byte `at`, and the byte of the comma or line end after it (or the
/// text's length).
fn cell(text: &str, at: usize, file: FileId, problems: &mut Vec<Problem>) -> (Cell, usize) {
    let end_of = |from: usize| {
        let length = text[from..].find([',', '\n']);
        length.map_or(text.len(), |length| from + length)
    };
    let indent = text[at..].len() - text[at..].trim_start_matches([' ', '\t']).len();
    let start = at + indent;
    if !text[start..].starts_with('"') {
        let end = end_of(start);
        let written = text[start..end].trim_end();
        let place = Place {
            file,
            start,
            end: start + written.len(),
        };
        let text = written.to_owned();
        return (Cell { text, place }, end);
    }
    let mut content = String::new();
    let mut inner = start + 1;
    loop {
        let Some(length) = text[inner..].find('"') else {
            let place = Place {
                file,
                start,
                end: start + 1,
            };
            let message = "this quote is not closed".to_owned();
            report(problems, place, Fault::Syntax { message });
            return (
                Cell {
                    text: content,
                    place,
                },
                text.len(),
            );
        };
        content.push_str(&text[inner..inner + length]);
        inner += length + 1;
        if !text[inner..].starts_with('"') {
            break;
        }
        content.push('"');
        inner += 1;
    }
    let place = Place {
        file,
        start,
        end: inner,
    };
    let end = end_of(inner);
    if !text[inner..end].trim().is_empty() {
        let message = "a cell goes on after its closing quote".to_owned();
        report(problems, place, Fault::Syntax { message });
    }
    (
        Cell {
            text: content,
            place,
        },
        end,
    )
}
