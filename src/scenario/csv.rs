//! Tables beside a scenario: comma-separated values whose every cell knows its place.
//!
//! The first column names the rows. Cells may stand in double quotes (doubled within); an empty
//! cell is absent; lines that are blank, have empty cells only or begin with `#` are passed over,
//! and so are columns without a name behind the last one with a name, where their cells are empty:
//! spreadsheets write such rows and columns. A header with semicolons or tabs and no comma says
//! that these separate the cells. An own reader, since the usual one does not say where in the
//! text a cell stands.

use std::collections::BTreeSet;

use super::load::{self, Loader};
use super::problem::Fault;
use super::source::{FileId, Place};
use super::tree::{Entry, Node, Table, Value};

/// A cell's text, without its quotes, and its place.
struct Cell {
    text: String,
    place: Place,
}

/// The table in `text`; what is wrong with it is reported to the loader.
pub(super) fn table(text: &str, file: FileId, loader: &mut Loader) -> Table {
    let mut table = Table {
        entries: Vec::new(),
        from_csv: true,
    };
    let mut rows = Rows::new(text, file);
    let header = rows.next(loader).map(|mut header| {
        let named = header.iter().rposition(|cell| !cell.text.is_empty());
        header.truncate(named.map_or(0, |last| last + 1));
        header
    });
    let Some(header) = header else {
        let place = rows.place(0, 0);
        let what = "the table".to_owned();
        loader.report(Some(place), Fault::Empty { what });
        return table;
    };
    check_unique(header.iter(), "columns", loader);
    let mut names = BTreeSet::new();
    while let Some(mut row) = rows.next(loader) {
        let place = row[0].place;
        if !loader.takes(row.len(), place) {
            break;
        }
        while row.len() > header.len() && row.last().is_some_and(|cell| cell.text.is_empty()) {
            row.pop();
        }
        let fault = if row.len() != header.len() {
            Fault::RaggedRow {
                found: row.len(),
                expected: header.len(),
            }
        } else if row[0].text.is_empty() {
            let what = "the first cell, which names the row,".to_owned();
            Fault::Empty { what }
        } else if names.insert(row[0].text.clone()) {
            table.entries.push(entry(&header, &row));
            continue;
        } else {
            Fault::Duplicate {
                kind: "rows",
                name: row[0].text.clone(),
            }
        };
        loader.report(Some(place), fault);
    }
    table
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
    loader: &mut Loader,
) {
    let mut names = BTreeSet::new();
    for cell in cells {
        if !names.insert(&cell.text) {
            let name = cell.text.clone();
            loader.report(Some(cell.place), Fault::Duplicate { kind, name });
        }
    }
}

/// The rows of a text, one at a time.
struct Rows<'a> {
    text: &'a str,
    file: FileId,
    separator: char,
    /// The byte with which the next line begins.
    at: usize,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, file: FileId) -> Self {
        let mut rows = Self {
            text,
            file,
            separator: ',',
            at: 0,
        };
        let mut lines = text.split_inclusive('\n');
        // A first line by which spreadsheets tell each other the separator.
        if let Some(line) = lines.next().filter(|line| line.starts_with("sep=")) {
            rows.at = line.len();
        }
        let mut lines = text[rows.at..].split('\n');
        let header = lines.find(|line| !is_passed_over(line)).unwrap_or_default();
        let others = [';', '\t'].into_iter();
        let mut others = others.filter(|other| header.contains(*other) && !header.contains(','));
        rows.separator = others.next().unwrap_or(',');
        rows
    }

    const fn place(&self, start: usize, end: usize) -> Place {
        Place {
            file: self.file,
            start,
            end,
        }
    }

    /// The next row that is neither blank nor a remark.
    fn next(&mut self, loader: &mut Loader) -> Option<Vec<Cell>> {
        while self.at < self.text.len() {
            let line = self.text[self.at..].split('\n').next().unwrap_or_default();
            if is_passed_over(line) {
                self.at += line.len() + 1;
                continue;
            }
            let mut row = Vec::new();
            loop {
                let (cell, next) = self.cell(self.at, loader);
                row.push(cell);
                self.at = next + 1;
                if !self.text[next..].starts_with(self.separator) {
                    break;
                }
            }
            if row.iter().any(|cell| !cell.text.is_empty()) {
                return Some(row);
            }
        }
        None
    }

    /// The cell that begins at byte `at`, and the byte of the separator or line end after it (or
    /// the text's length).
    fn cell(&self, at: usize, loader: &mut Loader) -> (Cell, usize) {
        let text = self.text;
        let end_of = |from: usize| {
            let length = text[from..].find([self.separator, '\n']);
            length.map_or(text.len(), |length| from + length)
        };
        let is_blank = |letter: char| matches!(letter, ' ' | '\t') && letter != self.separator;
        let indent = text[at..].len() - text[at..].trim_start_matches(is_blank).len();
        let start = at + indent;
        if !text[start..].starts_with('"') {
            let end = end_of(start);
            let written = text[start..end].trim_end();
            let place = self.place(start, start + written.len());
            let text = written.to_owned();
            return (Cell { text, place }, end);
        }
        let (text, inner) = match self.quoted(start) {
            Ok(found) => found,
            Err(text) => {
                let place = self.place(start, start + 1);
                let message = "this quote is not closed".to_owned();
                loader.report(Some(place), Fault::Syntax { message });
                return (Cell { text, place }, self.text.len());
            }
        };
        let place = self.place(start, inner);
        let end = end_of(inner);
        if !self.text[inner..end].trim().is_empty() {
            let message = "a cell goes on after its closing quote".to_owned();
            loader.report(Some(place), Fault::Syntax { message });
        }
        (Cell { text, place }, end)
    }

    /// The text in the quotes that open at `start`, and the byte behind the closing one; the text
    /// up to the end where there is none.
    fn quoted(&self, start: usize) -> Result<(String, usize), String> {
        let mut content = String::new();
        let mut inner = start + 1;
        loop {
            let Some(length) = self.text[inner..].find('"') else {
                return Err(content);
            };
            content.push_str(&self.text[inner..inner + length]);
            inner += length + 1;
            if !self.text[inner..].starts_with('"') {
                return Ok((content, inner));
            }
            content.push('"');
            inner += 1;
        }
    }
}

/// Whether a line is blank or a remark.
fn is_passed_over(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}
