//! Tables of tab-separated cells with their places in the file.
//!
//! The first line that is not blank is the header. A `~` begins a remark, blank lines are skipped,
//! and cells that are missing at the end of a row are empty. All columns are known by name: an
//! unknown one is a mistake.

use std::path::Path;

use crate::scenario::{Fault, FileId, Place, TextFiles};

/// The sign that begins a remark, which lasts to the end of the line.
const REMARK: char = '~';

/// The columns that a table may have.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    /// Columns that it must have.
    pub needed: &'static [&'static str],
    /// Columns that it may have.
    pub optional: &'static [&'static str],
    /// Columns that are allowed and not read.
    pub passed_over: &'static [&'static str],
}

impl Columns {
    fn all(self) -> impl Iterator<Item = &'static str> + Clone {
        let lists = [self.needed, self.optional, self.passed_over];
        lists.into_iter().flatten().copied()
    }
}

/// A cell, without blanks around it.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The text of the cell; not empty.
    pub text: String,
    /// The place in the file.
    pub place: Place,
}

/// A row: a cell or none for each column.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells in the order of the columns.
    pub cells: Vec<Option<Cell>>,
    /// The place of the line.
    pub place: Place,
}

/// A table that was read.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// The columns in the order of the file.
    pub columns: Vec<String>,
    /// The rows in the order of the file.
    pub rows: Vec<Row>,
    /// Whether the whole table could be read. If not, names that it does not list are no mistake.
    pub is_whole: bool,
}

impl Sheet {
    /// The table in the file `path`; mistakes in it are reported.
    pub fn read(path: &Path, columns: Columns, texts: &mut TextFiles) -> Self {
        match texts.read(path) {
            Some(file) => Self::parse(file, columns, texts),
            None => Self::default(),
        }
    }

    /// The table in a text.
    pub fn parse(file: FileId, columns: Columns, texts: &mut TextFiles) -> Self {
        let mut rows = rows(texts.text(file), file).into_iter();
        let Some(header) = rows.next() else {
            let what = "the table".to_owned();
            let (start, end) = (0, 0);
            texts.report(Some(Place { file, start, end }), Fault::Empty { what });
            return Self::default();
        };
        let names: Vec<String> = header
            .cells
            .iter()
            .map(|cell| {
                cell.as_ref()
                    .map_or_else(String::new, |cell| cell.text.clone())
            })
            .collect();
        let mut sheet = Self {
            columns: names,
            rows: Vec::new(),
            is_whole: sound_header(&header, columns, texts),
        };
        for mut row in rows {
            let width = sheet.columns.len();
            let beyond = row.cells.iter().skip(width).flatten();
            let unnamed = row.cells.iter().zip(&sheet.columns);
            let unnamed = unnamed.filter(|(_, column)| column.is_empty());
            let unnamed = unnamed.filter_map(|(cell, _)| cell.as_ref());
            if let Some(stray) = beyond.chain(unnamed).next() {
                let (found, expected) = (row.cells.len(), width);
                texts.report(Some(stray.place), Fault::RaggedRow { found, expected });
            }
            row.cells.resize(width, None);
            sheet.rows.push(row);
        }
        sheet
    }

    /// The cells of a row, by their columns.
    pub const fn cells<'a, 't>(&'a self, row: &'a Row, texts: &'t mut TextFiles) -> Cells<'a, 't> {
        Cells {
            sheet: self,
            row,
            texts,
        }
    }

    /// The filled cells of a column.
    pub fn column<'a>(&'a self, column: &str) -> impl Iterator<Item = &'a Cell> + use<'a> {
        let place = self.columns.iter().position(|name| name == column);
        let cells = self.rows.iter();
        cells.filter_map(move |row| row.cells.get(place?)?.as_ref())
    }
}

/// The cells of a row, and the list to which mistakes in them are added.
pub struct Cells<'a, 't> {
    sheet: &'a Sheet,
    row: &'a Row,
    texts: &'t mut TextFiles,
}

impl<'a> Cells<'a, '_> {
    /// Whether the table has the column.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.sheet.columns.iter().any(|name| name == column)
    }

    /// The cell of a column, unless it is empty.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&'a Cell> {
        let place = self.sheet.columns.iter().position(|name| name == column)?;
        self.row.cells.get(place)?.as_ref()
    }

    /// The cell of a column, which must not be empty. A missing column is reported once, with the
    /// header.
    pub fn need(&mut self, column: &str) -> Option<&'a Cell> {
        let cell = self.get(column);
        if cell.is_none() && self.has(column) {
            let message = format!("the cell of the column `{column}` is empty");
            self.fault_of_row(Fault::invalid(message, "it must be filled in this row"));
        }
        cell
    }

    /// Reports a mistake in the cell of a column, or in the row where that is empty.
    pub fn fault(&mut self, column: &str, fault: Fault) {
        let place = self.get(column).map_or(self.row.place, |cell| cell.place);
        self.texts.report(Some(place), fault);
    }

    /// Reports a mistake of the whole row.
    pub fn fault_of_row(&mut self, fault: Fault) {
        self.texts.report(Some(self.row.place), fault);
    }

    /// The place of the row.
    #[must_use]
    pub const fn place(&self) -> Place {
        self.row.place
    }
}

/// Whether all columns are known and all needed ones are there; reports mistakes.
fn sound_header(header: &Row, columns: Columns, texts: &mut TextFiles) -> bool {
    let mut is_sound = true;
    let mut seen = Vec::new();
    for cell in header.cells.iter().flatten() {
        let name = cell.text.as_str();
        if !columns.all().any(|known| known == name) {
            texts.report(
                Some(cell.place),
                Fault::unknown_name("column", name, columns.all()),
            );
            is_sound = false;
        } else if seen.contains(&name) && !columns.passed_over.contains(&name) {
            let (kind, name) = ("columns", name.to_owned());
            texts.report(Some(cell.place), Fault::Duplicate { kind, name });
            is_sound = false;
        }
        seen.push(name);
    }
    for missing in columns.needed.iter().filter(|name| !seen.contains(*name)) {
        let needed = columns.needed.join(", ");
        let message = format!("the column `{missing}` is missing");
        let fault = Fault::invalid(message, format!("needed columns: {needed}"));
        texts.report(Some(header.place), fault);
        is_sound = false;
    }
    is_sound
}

/// The lines that are not blank, split into cells.
pub(super) fn rows(text: &str, file: FileId) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let said = line.split(REMARK).next().unwrap_or_default();
        let mut at = start;
        let cells: Vec<Option<Cell>> = said
            .split('\t')
            .map(|cell| {
                let begins = at + cell.len() - cell.trim_start().len();
                at += cell.len() + 1;
                let text = cell.trim().to_owned();
                let end = begins + text.len();
                let place = Place {
                    file,
                    start: begins,
                    end,
                };
                (!text.is_empty()).then_some(Cell { text, place })
            })
            .collect();
        if cells.iter().any(Option::is_some) {
            let end = start + said.trim_end().len();
            let place = Place { file, start, end };
            rows.push(Row { cells, place });
        }
        start += line.len() + 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: Columns = Columns {
        needed: &["NAME", "TIME"],
        optional: &["UNIT"],
        passed_over: &["IGNORE"],
    };

    /// The rows of a table, and its mistakes, as lines.
    fn parsed(text: &str) -> (Vec<Vec<String>>, Vec<String>) {
        let mut texts = TextFiles::default();
        let file = texts.add("t.txt", text.to_owned());
        let sheet = Sheet::parse(file, COLUMNS, &mut texts);
        let said = |cell: &Option<Cell>| {
            cell.as_ref()
                .map_or(String::new(), |cell| cell.text.clone())
        };
        let rows = sheet.rows.iter();
        let rows = rows
            .map(|row| row.cells.iter().map(said).collect())
            .collect();
        let problems = texts.into_result(()).err();
        let records = problems.iter().flat_map(crate::scenario::Problems::records);
        let lines = records.map(|record| {
            let (line, column) = (record.line.unwrap(), record.column.unwrap());
            format!("{line}:{column} {}", record.message)
        });
        (rows, lines.collect())
    }

    #[test]
    fn remarks_blank_lines_and_line_ends_are_passed_over() {
        let text = "~ a remark\r\n\r\nNAME\tTIME\tUNIT\r\n a \t1\r\nb\t2\tmin~ two\t9\r\n~c\t3\r\n";
        let (rows, problems) = parsed(text);
        assert_eq!(rows, [["a", "1", ""], ["b", "2", "min"]]);
        assert!(problems.is_empty(), "{problems:?}");
    }

    #[test]
    fn unknown_missing_and_double_columns_are_told() {
        let (_, problems) = parsed("NAME\tUNITS\tNAME\tIGNORE\tIGNORE\n");
        assert_eq!(
            problems,
            [
                "1:1 the column `TIME` is missing",
                "1:6 there is no column called `UNITS`",
                "1:12 there are two columns called `NAME`",
            ]
        );
    }

    #[test]
    fn cells_beyond_the_columns_are_told_unless_they_are_empty() {
        let (rows, problems) = parsed("NAME\tTIME\t\nx\t1\t\t\t\ny\t2\t\tz\nw\t3\tv\n");
        assert_eq!(rows.len(), 3);
        assert_eq!(
            problems,
            [
                "3:6 this row has 4 cells, but the table has 3 columns",
                "4:5 this row has 3 cells, but the table has 3 columns",
            ]
        );
    }

    #[test]
    fn a_table_without_a_header_is_empty() {
        assert_eq!(parsed("\n~\n").1, ["1:1 the table is empty"]);
    }
}
