//! The reports that a run of `AutoSched` leaves: tables whose columns its report definitions
//! choose.
//!
//! Read [`read`] first. A report has rows of several periods, each below a remark that says when
//! it ends (`~Report time: 01/01/2019 00:00:00 :`). Times are hours, minutes and seconds, shares
//! percentages. Columns that are not compared are passed over; what is compared may be left out,
//! but what stands there must make sense. The rows of one period may be a file of their own, such
//! as `stn_Period_3.rep`: single tools make long reports.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::table::{self, Cell, Row};
use super::cell::Instant;
use super::folder;
use super::periods::{self, Periods};
use super::report_columns::{About, Form, KINDS, Kind};
use crate::scenario::{Fault, FileId, Place, TextFiles};
use crate::units::Duration;

/// The endings of reports, in the order in which they are looked for.
const ENDINGS: [&str; 2] = ["rep", "tsv"];
/// The words before the end of a period.
const REPORT_TIME: &str = "~Report time:";
/// How a report says when a period ends.
const TIME_HELP: &str = "a report says it in a line `~Report time: 01/01/2019 00:00:00 :` above \
                         the rows of the period";

/// The values of a row by their columns: times in hours.
#[derive(Clone, Debug, Default)]
pub struct Values {
    values: BTreeMap<&'static str, f64>,
    /// Where the row stands.
    pub place: Option<Place>,
}

impl Values {
    /// The value of a column, if the report has it.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<f64> {
        self.values.get(column).copied()
    }
}

/// What the reports say of one period.
#[derive(Clone, Debug, Default)]
pub struct Reports {
    /// The name of the period.
    pub period: String,
    /// From the start of the model to where the statistics of the period begin.
    pub from: Duration,
    /// From the start of the model to the end of the period.
    pub to: Duration,
    /// Of the whole fab.
    pub fab: Option<Values>,
    /// By order.
    pub orders: Vec<(String, Values)>,
    /// By product.
    pub products: Vec<(String, Values)>,
    /// By tool family.
    pub families: Vec<(String, Values)>,
    /// By single tool.
    pub tools: Vec<(String, Values)>,
}

/// A report that was read.
struct Report {
    /// Name of the period, what the row is about, its values, and when the period ends.
    rows: Vec<Reported>,
}

struct Reported {
    period: String,
    subject: String,
    values: Values,
    end: Option<Instant>,
}

/// The reports of a model in the folder `model`: there, beside it, or in the folder `reports`; of
/// the period of this name, or the last one.
///
/// Where no file of periods says it, statistics begin with the model, which starts at `start`.
pub fn read(
    model: &Path,
    reports: Option<&Path>,
    period: Option<&str>,
    start: Instant,
    texts: &mut TextFiles,
) -> Reports {
    let before = texts.count();
    let outputs = folder::outputs(model, texts);
    let beside = model.canonicalize().ok();
    let beside = beside.as_deref().and_then(Path::parent);
    let places: Vec<&Path> = match reports {
        Some(folder) => vec![folder],
        None => [Some(model), beside].into_iter().flatten().collect(),
    };
    let mut found: Vec<(About, Report)> = Vec::new();
    for kind in &KINDS {
        let named = outputs.named(kind.key).map(str::to_owned);
        let names = named.into_iter().chain(usual(kind.file));
        if let Some(path) = find(&places, names) {
            found.push((kind.about, kind.read(&path, texts)));
        }
    }
    let last = found.iter().find_map(|(_, report)| report.rows.last());
    if let Some(chosen) = period.or(last.map(|row| &*row.period)).map(str::to_owned) {
        for kind in &KINDS {
            let of_period = format!("{}_{chosen}", kind.file);
            let is_missing = found.iter().all(|(about, _)| *about != kind.about);
            if is_missing && let Some(path) = find(&places, usual(&of_period)) {
                found.push((kind.about, kind.read(&path, texts)));
            }
        }
    }
    if found.is_empty() {
        let places: Vec<String> = places
            .iter()
            .map(|place| place.display().to_string())
            .collect();
        let message = format!("there are no reports in `{}`", places.join("` or `"));
        let help = "name their folder by `--reports`: they are called `order.rep`, `part.rep`, \
                    `stnfam.rep`, `stn.rep` and `perf.rep`, or end with `.tsv`";
        texts.report(None, Fault::invalid(message, help));
    }
    let periods = outputs.periods.as_deref();
    let periods = periods.map_or_else(Periods::default, |path| periods::read(path, start, texts));
    let mut all = Reports::default();
    if texts.count() > before {
        return all;
    }
    all.choose(found, period, (start, &periods), texts);
    all
}

/// The usual names of the file of a report. That of one period may be in small letters.
fn usual(name: &str) -> impl Iterator<Item = String> {
    let names = [name.to_owned(), name.to_lowercase()];
    let endings = ENDINGS.into_iter();
    endings.flat_map(move |ending| names.clone().map(|name| format!("{name}.{ending}")))
}

/// The first file of these names in the first of the folders that has one.
fn find(folders: &[&Path], names: impl Iterator<Item = String>) -> Option<PathBuf> {
    let names: Vec<String> = names.collect();
    let paths = folders.iter().flat_map(|folder| {
        let names = names.iter();
        names.map(|name| folder.join(name))
    });
    paths.into_iter().find(|path| path.is_file())
}

impl Reports {
    /// Takes the rows of one period, and its window.
    fn choose(
        &mut self,
        found: Vec<(About, Report)>,
        period: Option<&str>,
        (start, periods): (Instant, &Periods),
        texts: &mut TextFiles,
    ) {
        let last = found.iter().find_map(|(_, report)| report.rows.last());
        let Some(last) = last else { return };
        let chosen = period.unwrap_or(&last.period).to_owned();
        let mut end = None;
        for (about, report) in found {
            let mut known: Vec<&str> = report.rows.iter().map(|row| &*row.period).collect();
            known.dedup();
            if !known.contains(&&*chosen) {
                let place = report.rows.first().and_then(|row| row.values.place);
                let fault = Fault::unknown_name("period", &chosen, known);
                texts.report(place, fault);
                continue;
            }
            let rows = report.rows.into_iter().filter(|row| row.period == chosen);
            let rows: Vec<Reported> = rows.collect();
            if let Some(row) = rows.iter().find(|row| row.end.is_some()) {
                if end.is_some_and(|end| Some(end) != row.end) {
                    let message = format!("another report has another end of `{chosen}`");
                    texts.report(row.values.place, Fault::invalid(message, TIME_HELP));
                }
                end = end.or(row.end);
            }
            for row in rows {
                let entry = (row.subject, row.values);
                match about {
                    About::Fab => self.fab = Some(entry.1),
                    About::Orders => self.orders.push(entry),
                    About::Products => self.products.push(entry),
                    About::Families => self.families.push(entry),
                    About::Tools => self.tools.push(entry),
                }
            }
        }
        let end = end
            .map(|end| end.seconds_since(start))
            .or(periods.end(&chosen));
        let Some(end) = end
            .and_then(|end| u64::try_from(end).ok())
            .filter(|end| *end > 0)
        else {
            let message = format!("the end of the period `{chosen}` is not known");
            texts.report(None, Fault::invalid(message, TIME_HELP));
            return;
        };
        self.to = Duration::seconds(end);
        self.from = Duration::seconds(periods.begin(&chosen)).min(self.to);
        self.period = chosen;
    }
}

impl Kind {
    /// Reads a report; mistakes are reported.
    fn read(&self, path: &Path, texts: &mut TextFiles) -> Report {
        let mut report = Report { rows: Vec::new() };
        let Some(file) = texts.read(path) else {
            return report;
        };
        let mut times = ReportTimes::read(file, texts);
        let rows = table::rows(texts.text(file), file);
        let Some(header) = rows.first().cloned() else {
            let what = "the report".to_owned();
            let (start, end) = (0, 0);
            texts.report(Some(Place { file, start, end }), Fault::Empty { what });
            return report;
        };
        let Some(columns) = self.columns_of(&header, texts) else {
            return report;
        };
        let mut seen = BTreeSet::new();
        for row in &rows[1..] {
            if is_header(row) {
                continue; // a period of its own may have the header again
            }
            if row.cells.len() > header.cells.len()
                && row.cells[header.cells.len()..].iter().any(Option::is_some)
            {
                let (found, expected) = (row.cells.len(), header.cells.len());
                texts.report(Some(row.place), Fault::RaggedRow { found, expected });
                continue;
            }
            let Some(mut reported) = self.row(row, &columns, texts) else {
                continue;
            };
            reported.end = times.end_of(&reported.period, row.place, texts);
            if !seen.insert((reported.period.clone(), reported.subject.clone())) {
                let name = match self.about {
                    About::Fab => reported.period, // its rows are about nothing else
                    About::Orders | About::Products | About::Families | About::Tools => {
                        reported.subject
                    }
                };
                let kind = "rows of the period";
                texts.report(Some(row.place), Fault::Duplicate { kind, name });
                continue;
            }
            report.rows.push(reported);
        }
        if report.rows.is_empty() {
            let place = Some(whole(file));
            let what = "the report".to_owned();
            texts.report(place, Fault::Empty { what });
        }
        report
    }

    /// The places of the period, of the subject, and of the columns that are read.
    fn columns_of(&self, header: &Row, texts: &mut TextFiles) -> Option<Columns> {
        let place_of = |name: &str| {
            let is_named =
                |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.text == name);
            header.cells.iter().position(is_named)
        };
        let mut need = |name: &'static str| {
            let found = place_of(name);
            if found.is_none() {
                let message = format!("the column `{name}` is missing");
                let help = "the first line of a report names its columns, with tabs between them";
                texts.report(Some(header.place), Fault::invalid(message, help));
            }
            found
        };
        let period = need("PERIOD");
        let subject = self.subject.map(&mut need);
        let is_read = |cell: &&Cell| self.columns.iter().any(|(name, _)| *name == cell.text);
        let mut named = BTreeSet::new();
        for cell in header.cells.iter().flatten().filter(is_read) {
            if !named.insert(&cell.text) {
                let (kind, name) = ("columns", cell.text.clone());
                texts.report(Some(cell.place), Fault::Duplicate { kind, name });
            }
        }
        let values: Vec<(usize, &'static str, Form)> = (self.columns.iter())
            .filter_map(|(name, form)| Some((place_of(name)?, *name, *form)))
            .collect();
        if values.is_empty() {
            let known: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
            let help = format!("known columns: {}", known.join(", "));
            let fault = Fault::invalid("no column of the report can be compared", help);
            texts.report(Some(header.place), fault);
            return None;
        }
        Some(Columns {
            period: period?,
            subject: match subject {
                Some(place) => Some(place?),
                None => None,
            },
            values,
        })
    }

    fn row(&self, row: &Row, columns: &Columns, texts: &mut TextFiles) -> Option<Reported> {
        let cell = |place: usize| row.cells.get(place).and_then(Option::as_ref);
        let mut need = |place: usize, name: &str| {
            let found = cell(place);
            if found.is_none() {
                let message = format!("the cell of the column `{name}` is empty");
                let help = "it must be filled in this row";
                texts.report(Some(row.place), Fault::invalid(message, help));
            }
            found.map(|cell| cell.text.clone())
        };
        let period = need(columns.period, "PERIOD");
        let subject = match (columns.subject, self.subject) {
            (Some(place), Some(name)) => need(place, name)?,
            _ => String::new(),
        };
        let mut values = Values {
            values: BTreeMap::new(),
            place: Some(row.place),
        };
        for &(place, name, form) in &columns.values {
            let Some(cell) = cell(place) else { continue };
            match form.read(&cell.text) {
                Some(value) => {
                    values.values.insert(name, value);
                }
                None => texts.report(Some(cell.place), form.fault(name, &cell.text)),
            }
        }
        Some(Reported {
            period: period?,
            subject,
            values,
            end: None,
        })
    }
}

/// The places of columns in a report.
struct Columns {
    period: usize,
    subject: Option<usize>,
    values: Vec<(usize, &'static str, Form)>,
}

/// Whether a row is the header, which may come again.
fn is_header(row: &Row) -> bool {
    let first = row.cells.first().and_then(Option::as_ref);
    first.is_some_and(|cell| cell.text == "PERIOD")
}

/// A line that says when the period of the rows below it ends.
struct ReportTime {
    /// Where the line starts in its text.
    start: usize,
    /// How long it is.
    length: usize,
    /// What it says; none if that is no time.
    end: Option<Instant>,
}

/// The lines of a report that say when periods end.
#[derive(Default)]
struct ReportTimes {
    times: Vec<ReportTime>,
    /// By the start of a line, of which period the rows below it are.
    period_of: BTreeMap<usize, String>,
    /// The periods whose rows stand below the line of another.
    timeless: BTreeSet<String>,
}

impl ReportTimes {
    /// Reads the lines of a file; those that are no times are reported.
    fn read(file: FileId, texts: &mut TextFiles) -> Self {
        let times = report_times(texts.text(file));
        for time in times.iter().filter(|time| time.end.is_none()) {
            let (start, end) = (time.start, time.start + time.length);
            let message = "the time at which the period ends is not understood";
            texts.report(
                Some(Place { file, start, end }),
                Fault::invalid(message, TIME_HELP),
            );
        }
        Self {
            times,
            ..Self::default()
        }
    }

    /// When the period of a row ends, as the line above its rows says; a period below the line of
    /// another is reported.
    fn end_of(&mut self, period: &str, row: Place, texts: &mut TextFiles) -> Option<Instant> {
        let mut times = self.times.iter().rev();
        let time = times.find(|time| time.start < row.start)?;
        let owner = self.period_of.entry(time.start);
        let owner = owner.or_insert_with(|| period.to_owned());
        if owner != period && self.timeless.insert(period.to_owned()) {
            let message = format!(
                "the period `{period}` has no time of its own: that above its rows is of `{owner}`"
            );
            texts.report(Some(row), Fault::invalid(message, TIME_HELP));
        }
        time.end
    }
}

/// The lines of a text that say when periods end.
fn report_times(text: &str) -> Vec<ReportTime> {
    let mut times = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        if let Some(said) = line.trim_start().strip_prefix(REPORT_TIME) {
            let mut words = said.split_whitespace();
            let (date, time) = (words.next(), words.next());
            let said = format!("{} {}", date.unwrap_or_default(), time.unwrap_or_default());
            times.push(ReportTime {
                start,
                length: line.trim_end().len(),
                end: Instant::parse(&said),
            });
        }
        start += line.len() + 1;
    }
    times
}

/// The start of a file, as the place of what is wrong with all of it.
const fn whole(file: FileId) -> Place {
    Place {
        file,
        start: 0,
        end: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_says_when_the_rows_below_it_end() {
        let text = "PERIOD\tORDER\n~Report time: 01/01/2019 00:00:00 : \t\nA\tx\n\
                    ~Report time: 01/01/20 12:00:00 :\nB\tx\n";
        let times = report_times(text);
        let days = times.iter().map(|time| time.end.unwrap().date.to_string());
        let days: Vec<String> = days.collect();
        assert_eq!(days, ["2019-01-01", "2020-01-01"]);
        let row = text.find("A\tx").unwrap();
        assert!(times[0].start < row && times[1].start > row);
    }
}
