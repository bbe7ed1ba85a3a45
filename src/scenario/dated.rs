//! Values that change over time: a table by date in place of the value.
//!
//! `lead = { 2018-01-01 = "8 wk", 2019-07-01 = "39 wk" }` holds from each date to the next one;
//! with `between = "lines"` a number moves in a straight line from date to date, in steps of a week
//! with the values of their middles. A list `[{ from = "2018-01-01", value = "8 wk" }, ...]` and a
//! CSV file of dates and values say the same; both become such a table when they are read. Only
//! fields whose schema is marked with [`DATED`] may change over time.

use std::borrow::Cow;
use std::path::Path;

use super::FieldPath;
use super::load::Loader;
use super::problem::{Fault, Problem};
use super::tree::{Entry, Node, Table, Value};
use super::tunable::number_of;
use crate::units::Date;

/// The key of a schema that says that a value may change over time.
pub(super) const DATED: &str = "x-dated";
/// The value of [`DATED`] that says that a count may be none for a time.
pub(super) const OR_NONE: &str = "or none";
/// The key of a table by date that says how values go from one date to the next.
pub(super) const BETWEEN: &str = "between";
/// Days from one step of a line to the next.
const STEP_DAYS: i64 = 7;

/// A table by date.
pub(super) struct Timeline<'a> {
    /// Dates with their values, in order of time; at least one.
    pub(super) points: Vec<(Date, &'a Entry)>,
    /// How values go from one date to the next, if the table says it.
    pub(super) between: Option<&'a Node>,
}

impl<'a> Timeline<'a> {
    /// A table as one by date, if its keys are dates.
    pub(super) fn of(table: &'a Table) -> Option<Self> {
        let mut points = Vec::new();
        let mut between = None;
        for entry in &table.entries {
            if let Ok(date) = entry.key.parse() {
                points.push((date, entry));
            } else if entry.key == BETWEEN {
                between = Some(&entry.node);
            } else {
                return None;
            }
        }
        points.sort_by_key(|&(date, _)| date);
        (!points.is_empty()).then_some(Self { points, between })
    }

    /// What is wrong with `between`, or with the values that it means.
    pub(super) fn fault(&self) -> Option<(&'a Node, Fault)> {
        let twice = self.points.windows(2).find(|pair| pair[0].0 == pair[1].0);
        if let Some(&[_, (date, entry)]) = twice {
            let (kind, name) = ("dates", date.to_string());
            return Some((&entry.node, Fault::Duplicate { kind, name }));
        }
        let node = self.between?;
        let text = node.value.text().unwrap_or_default();
        if text != "steps" && text != "lines" {
            return Some((node, Fault::unknown_name("way", text, ["steps", "lines"])));
        }
        let mut pairs = self.points.windows(2);
        let (_, entry) = *pairs.find_map(|pair| {
            let fits = text == "steps" || on_line(&pair[0].1.node, &pair[1].1.node, 0.0).is_some();
            (!fits).then_some(&pair[1])
        })?;
        let help = "give numbers in one unit, or leave out `between`";
        let message = "there is no line from the value before to this one";
        Some((&entry.node, Fault::invalid(message, help)))
    }

    fn has_lines(&self) -> bool {
        self.between
            .is_some_and(|node| node.value.text() == Some("lines"))
    }

    /// The dates on which the value changes, the first one included.
    pub(super) fn dates(&self) -> Vec<Date> {
        if !self.has_lines() {
            return self.points.iter().map(|&(date, _)| date).collect();
        }
        let mut dates = Vec::new();
        for (place, &(date, _)) in self.points.iter().enumerate() {
            let end = self.points.get(place + 1).map(|&(end, _)| end);
            let later = |date: &Date| date.plus_days(STEP_DAYS).filter(|later| Some(*later) < end);
            dates.extend(std::iter::successors(Some(date), later));
        }
        dates
    }

    /// The value on a date; the first one before all dates, or where no date is given.
    pub(super) fn at(&self, date: Option<Date>) -> Cow<'a, Node> {
        let passed = date.map_or(1, |date| {
            self.points.partition_point(|&(from, _)| from <= date)
        });
        let (from, entry) = self.points[passed.max(1) - 1];
        if let (true, Some(&(to, next)), Some(date)) =
            (self.has_lines(), self.points.get(passed), date)
            && passed > 0
        {
            // A step has the value of its middle, so that the steps have the area of the line.
            let begun = date.days_since(from) / STEP_DAYS * STEP_DAYS;
            let whole = to.days_since(from);
            let middle = (begun + (begun + STEP_DAYS).min(whole)) as f64 / 2.0;
            let share = middle / whole as f64;
            if let Some(value) = on_line(&entry.node, &next.node, share) {
                return Cow::Owned(Node {
                    value,
                    ..entry.node.clone()
                });
            }
        }
        Cow::Borrowed(&entry.node)
    }
}

/// The value at a share of the way from one value to another; none where they are no numbers of one
/// form.
fn on_line(from: &Node, to: &Node, share: f64) -> Option<Value> {
    let (first, last) = (number_of(&from.value)?, number_of(&to.value)?);
    let value = first.value() + (last.value() - first.value()) * share;
    first.is_like(&last).then(|| first.as_value(value))
}

/// Turns a list of `{ from, value }` into a table by date. What is no such list stays as it is.
pub(super) fn table_of_list(node: &mut Node) {
    let Value::Array(items) = &mut node.value else {
        return;
    };
    let is_point = |item: &Node| {
        let Value::Table(table) = &item.value else {
            return false;
        };
        let from = table.get("from").and_then(|from| from.node.value.text());
        table.entries.len() == 2
            && table.get("value").is_some()
            && from.is_some_and(|from| from.parse::<Date>().is_ok())
    };
    if items.is_empty() || !items.iter().all(is_point) {
        return;
    }
    let mut table = Table::default();
    for item in std::mem::take(items) {
        let mut point = item.into_table();
        if let (Some(from), Some(value)) = (point.take("from"), point.take("value")) {
            let entry = Entry {
                key: from.node.value.text().unwrap_or_default().to_owned(),
                place: from.node.place,
                node: value.node,
            };
            table.entries.push(entry);
        }
    }
    node.value = Value::Table(table);
}

/// Turns a CSV table of dates and values into a table by date.
pub(super) fn table_of_columns(table: &mut Table) {
    for entry in &mut table.entries {
        if let Value::Table(row) = &mut entry.node.value
            && row.entries.len() == 1
            && let Some(cell) = row.entries.pop()
        {
            entry.node = cell.node;
        }
    }
}

/// A day before all others: from it on a value holds that has no date.
const FIRST_DAY: Date = Date::ymd(1, 1, 1);

/// The values at `node` by date, of which those of the days from `from` to before `until` are what
/// `change` makes of them.
///
/// # Errors
/// What `change` says of a value that it cannot change.
pub(super) fn changed_between(
    node: &Node,
    [from, until]: [Date; 2],
    change: &dyn Fn(&Value) -> Result<Value, Fault>,
) -> Result<Node, Fault> {
    let timeline = match &node.value {
        Value::Table(table) => Timeline::of(table),
        Value::String(_)
        | Value::Integer { .. }
        | Value::Float { .. }
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_) => None,
    };
    let dates = timeline
        .as_ref()
        .map_or_else(|| vec![FIRST_DAY], Timeline::dates);
    let value_on = |date: Date| match &timeline {
        Some(timeline) => timeline.at(Some(date)).into_owned(),
        None => node.clone(),
    };
    let mut all: Vec<Date> = dates.into_iter().chain([from, until]).collect();
    all.sort_unstable();
    all.dedup();
    let mut entries = Vec::new();
    for date in all {
        let mut value = value_on(date);
        if (from..until).contains(&date) {
            value.value = change(&value.value)?;
        }
        entries.push(Entry {
            key: date.to_string(),
            place: node.place,
            node: value,
        });
    }
    let (place, from_csv) = (node.place, false);
    Ok(Node::new(place, Value::Table(Table { entries, from_csv })))
}

/// A count less so many units, or none of it.
///
/// # Errors
/// If it is no count.
pub(super) fn less(value: &Value, units: Option<u32>) -> Result<Value, Fault> {
    let Value::Integer { value, .. } = value else {
        let message = format!(
            "{} is no count of things that can be out of action",
            value.described()
        );
        return Err(Fault::invalid(
            message,
            "name a whole number, such as `fab.tools.LITHO.count`",
        ));
    };
    let left = units.map_or(0, |units| (value - i64::from(units)).max(0));
    Ok(Value::Integer {
        value: left,
        text: left.to_string(),
    })
}

impl Loader<'_> {
    /// Lays the plans that a list of CSV files names over a table.
    pub(super) fn lay_plans(&mut self, names: &Node, table: &mut Table, folder: &Path) {
        let names = if let Value::Array(items) = &names.value {
            items.as_slice()
        } else {
            std::slice::from_ref(names)
        };
        for name in names {
            let Some(file) = name.value.string() else {
                let fault = Fault::WrongType {
                    found: name.value.described(),
                    allowed: "a file such as \"plan.csv\", or a list of them".to_owned(),
                };
                self.report(Some(name.place), fault);
                continue;
            };
            let path = folder.join(file);
            let shown = path.to_string_lossy();
            let read = |loader: &mut Self, name: &str, text, _: &Path| loader.csv(name, text);
            let rows = self.file(&path, &shown, Some(name.place), read);
            self.lay_plan(rows, table);
        }
    }

    /// Lays a plan over a scenario: a table of CSV whose first column has dates, and whose other
    /// columns are named by the paths of what they plan. The values have the provenance of those
    /// that they replace. What is wrong is reported.
    fn lay_plan(&mut self, rows: Table, scenario: &mut Table) {
        let mut columns: Vec<(String, Table)> = Vec::new();
        for row in rows.entries {
            if row.key.parse::<Date>().is_err() {
                let help = "name the rows of a plan by the days from which they hold";
                let message = format!("`{}` is no date such as 2019-07-01", row.key);
                self.report(Some(row.place), Fault::invalid(message, help));
                continue;
            }
            for cell in row.node.into_table().entries {
                let point = Entry {
                    key: row.key.clone(),
                    place: row.place,
                    node: cell.node,
                };
                let known = columns.iter_mut().find(|(path, _)| *path == cell.key);
                if let Some((_, points)) = known {
                    points.entries.push(point);
                } else {
                    let (entries, from_csv) = (vec![point], false);
                    columns.push((cell.key, Table { entries, from_csv }));
                }
            }
        }
        for (path, points) in columns {
            self.lay_column(&path, points, scenario);
        }
    }

    /// Puts the values of a plan by date where the path of its column leads: into a table that the
    /// scenario has.
    fn lay_column(&mut self, path: &str, mut points: Table, scenario: &mut Table) {
        let place = points.entries[0].node.place;
        let names = FieldPath::from(path).segments();
        let Some((name, around)) = names.split_last() else {
            let fault = Fault::invalid("a column of the plan has no path", "name what it plans");
            return self.report(Some(place), fault);
        };
        let mut table = scenario;
        for name in around {
            let has_table = table
                .get(name)
                .is_some_and(|entry| matches!(entry.node.value, Value::Table(_)));
            if !has_table {
                let known = table.entries.iter().map(|entry| entry.key.as_str());
                let fault = Fault::unknown_name("table", name, known);
                return self.problems.push(Problem {
                    path: FieldPath::from(path),
                    place: Some(place),
                    fault,
                });
            }
            let Some(Entry { node, .. }) = table.get_mut(name) else {
                return;
            };
            let Value::Table(inner) = &mut node.value else {
                return;
            };
            table = inner;
        }
        let replaced = table.take(name);
        let provenance = replaced.and_then(|entry| entry.node.provenance);
        for point in &mut points.entries {
            point.node.provenance.clone_from(&provenance);
        }
        table.entries.push(Entry {
            key: name.clone(),
            place,
            node: Node::new(place, Value::Table(points)),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Document;
    use crate::units::Date;

    /// A struct with a rate that may change, and one that may not.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct PlanFile {
        start: Date,
        #[schemars(range(min = 1, max = 9), extend("x-dated" = true))]
        count: u32,
        #[serde(default)]
        #[schemars(extend("x-dated" = true))]
        rate: Option<crate::units::Rate>,
        #[serde(default)]
        fixed: u32,
    }

    fn counts(text: &str) -> Result<Vec<(String, u32)>, String> {
        let text = format!("start = 2019-01-01\n{text}");
        let document = Document::from_text_as::<PlanFile>("a.toml", &text, &[]);
        let read = document.and_then(|document| {
            document
                .read_over_time::<PlanFile>(|file: &PlanFile| [file.start, Date::ymd(2022, 1, 1)])
        });
        let (first, later) = read.map_err(|problems| problems.to_string())?;
        assert_eq!((first.rate, first.fixed), (None, 0));
        let later = later.iter().map(|(at, file)| (at.to_string(), file.count));
        Ok(std::iter::once((String::new(), first.count))
            .chain(later)
            .collect())
    }

    fn found(text: &str) -> Vec<u32> {
        let found = counts(text).unwrap_or_else(|problems| panic!("{problems}"));
        found.into_iter().map(|(_, count)| count).collect()
    }

    #[test]
    fn a_value_holds_from_its_date_to_the_next() {
        let table = "count = { 2018-01-01 = 1, 2019-01-01 = 2, 2020-06-01 = 5 }";
        let expected = [(String::new(), 2), ("2020-06-01".to_owned(), 5)];
        assert_eq!(counts(table).unwrap(), expected);
        let list =
            "count = [{ from = \"2020-06-01\", value = 5 }, { from = 2018-12-31, value = 2 }]";
        assert_eq!(counts(list).unwrap(), expected);
        assert_eq!(found("count = 3"), [3]);
    }

    #[test]
    fn a_line_goes_in_steps_of_a_week() {
        let line = "count = { 2019-01-01 = 1, 2019-01-29 = 9, between = \"lines\" }";
        assert_eq!(found(line), [2, 4, 6, 8, 9]);
    }

    #[test]
    fn what_is_wrong_with_a_table_by_date_is_reported_at_its_place() {
        let cases = [
            (
                "count = { 2019-01-02 = 1 }",
                "the value before 2019-01-02 is missing",
            ),
            ("count = { 2018-01-01 = 1, 2019-05-01 = 12 }", "a.toml:2:40"),
            (
                "count = 1\nfixed = { 2018-01-01 = 1 }",
                "`fixed` cannot change over time",
            ),
            (
                "count = { 2018-01-01 = 1, between = \"curves\" }",
                "there is no way called `curves`",
            ),
            (
                "count = 1\n[rate]\n2018-01-01 = \"1 /d\"\n2020-01-01 = \"1 /h\"\n\
                 between = \"lines\"",
                "there is no line",
            ),
        ];
        for (text, expected) in cases {
            let problems = counts(text).unwrap_err();
            assert!(problems.contains(expected), "{text}: {problems}");
        }
    }
}
