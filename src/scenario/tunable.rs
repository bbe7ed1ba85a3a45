//! Numbers of a scenario that calibration can change: a plain number, or the one in a text such as
//! `60 /y` or `lognormal(mean=1.1 M CNY, cv=1)`, whose unit and form stay as they are.

use super::FieldPath;
use super::document::Tree;
use super::problem::Fault;
use super::tree::{Table, Value};
use crate::units::Date;
use crate::units::text::{hint, nearest};

/// How many digits of a changed number are written.
const DIGITS: usize = 6;

/// A number of a scenario, with what stands around it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tunable {
    path: FieldPath,
    value: f64,
    /// What stands before and behind the number in its text; none for a plain number.
    around: Option<(String, String)>,
    is_whole: bool,
}

impl Tunable {
    /// Where it is.
    #[must_use]
    pub const fn path(&self) -> &FieldPath {
        &self.path
    }

    /// The number, in the unit in which it is written.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// What stands before and behind the number in its text, such as ` /y` behind that of "60 /y";
    /// none for a plain number.
    #[must_use]
    pub fn around(&self) -> Option<(&str, &str)> {
        let (before, behind) = self.around.as_ref()?;
        Some((before, behind))
    }

    /// Whether the scenario writes a whole number.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The nearest value that can be written: a whole one where the scenario writes a whole number,
    /// else one of six digits.
    ///
    /// # Panics
    /// Never: what is formatted as a number is one.
    #[must_use]
    pub fn rounded(&self, value: f64) -> f64 {
        if self.is_whole {
            return value.round();
        }
        let text = format!("{value:.*e}", DIGITS - 1);
        text.parse().expect("a number")
    }

    /// What stands in the scenario when the number is `value`, as TOML.
    #[must_use]
    pub fn written(&self, value: f64) -> String {
        match &self.around {
            Some((before, behind)) => format!("\"{before}{value}{behind}\""),
            None if self.is_whole => format!("{value:.0}"),
            None => format!("{value:?}"),
        }
    }

    /// Whether another number is written in the same form and unit.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        self.around == other.around
    }

    /// The value of a scenario when the number is `value`, rounded as [`rounded`](Self::rounded) does.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a saturating cast of a whole number"
    )]
    pub(super) fn as_value(&self, value: f64) -> Value {
        let value = self.rounded(value);
        match &self.around {
            Some((before, behind)) => Value::String(format!("{before}{value}{behind}")),
            None if self.is_whole => Value::Integer {
                value: value as i64,
                text: format!("{value:.0}"),
            },
            None => Value::Float {
                value,
                text: format!("{value:?}"),
            },
        }
    }

    /// The override that sets it to `value`.
    #[must_use]
    pub fn set_to(&self, value: f64) -> String {
        format!("{}={}", self.path, self.written(value))
    }
}

impl Tree {
    /// The number at `path`.
    ///
    /// # Errors
    /// If there is none, or it does not stand in tables only.
    pub(super) fn tunable(&self, path: &FieldPath) -> Result<Tunable, Fault> {
        let Some(value) = self.root.value_of(&path.segments()) else {
            let (missing, known) = self.root.first_missing(&path.segments());
            let near = hint(nearest(&missing, known));
            let message = format!("the scenario says nothing at `{path}`{near}");
            let help = "write the parameter in the scenario, also where it has a default";
            return Err(Fault::invalid(message, help));
        };
        let no_number = |found: String| {
            let message = format!("`{path}` is {found}, not a number that can be changed");
            Fault::invalid(
                message,
                "name a number, or a text with one, such as \"60 /y\"",
            )
        };
        if is_date(value) {
            let message = format!("`{path}` is a date, which is no number that can be changed");
            let help = format!("compare other dates: `compare --vary '{path}=2020-07-01'`");
            return Err(Fault::invalid(message, help));
        }
        let number = number_of(value).ok_or_else(|| no_number(value.described()))?;
        let path = path.clone();
        Ok(Tunable { path, ..number })
    }
}

impl Table {
    /// The first name on a path that no table has, and the names beside it.
    pub(super) fn first_missing(&self, path: &[String]) -> (String, Vec<&str>) {
        let mut table = self;
        for name in path {
            match table.get(name).map(|entry| &entry.node.value) {
                Some(Value::Table(below)) => table = below,
                Some(_) => return (name.clone(), Vec::new()),
                None => {
                    let known = table.entries.iter().map(|entry| entry.key.as_str());
                    return (name.clone(), known.collect());
                }
            }
        }
        (String::new(), Vec::new())
    }
}

/// Whether a value is a date: the year in it is no number that can be changed alone.
fn is_date(value: &Value) -> bool {
    match value {
        Value::Datetime(_) => true,
        Value::String(text) => text.parse::<Date>().is_ok(),
        Value::Integer { .. }
        | Value::Float { .. }
        | Value::Boolean(_)
        | Value::Array(_)
        | Value::Table(_) => false,
    }
}

/// The number of a value, without its path.
pub(super) fn number_of(value: &Value) -> Option<Tunable> {
    let plain = |text: &str, is_whole| {
        let value = text.replace('_', "").parse().ok()?;
        Some(Tunable {
            path: FieldPath::root(),
            value,
            around: None,
            is_whole,
        })
    };
    match value {
        Value::Integer { text, .. } => plain(text, true),
        Value::Float { text, .. } => plain(text, false),
        Value::String(_) if is_date(value) => None,
        Value::String(text) => number_in(text).map(|(start, end, value)| Tunable {
            path: FieldPath::root(),
            value,
            around: Some((text[..start].to_owned(), text[end..].to_owned())),
            is_whole: false,
        }),
        Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// The number of a text with where it starts and ends: the one behind `mean=`, or else the first.
fn number_in(text: &str) -> Option<(usize, usize, f64)> {
    let after_mean = text.find("mean=").map_or(0, |at| at + "mean=".len());
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut start = after_mean + text[after_mean..].find(is_digit)?;
    if text[..start].ends_with(['-', '+']) {
        start -= 1;
    }
    // The longest piece that is a number: `1.2e3` of `1.2e3 CNY`, `1` of `1 e`.
    let behind = |end: &usize| text.is_char_boundary(*end);
    let ends = (start + 1..=text.len()).rev().filter(behind);
    let mut found = ends.filter_map(|end| {
        let value = text[start..end].replace('_', "").parse::<f64>().ok()?;
        value.is_finite().then_some((start, end, value))
    });
    found.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    const TEXT: &str = "[a]\nplain = -5.0178\nwhole = 1_200\nrate = \"60 /y\"\n\
                        law = \"erlang(k=4, mean=1.5e3 CNY)\"\nword = \"fifo\"\nlist = [1, 2]\n\
                        day = \"2019-06-01\"\n";

    fn tunable(path: &str) -> Result<Tunable, Fault> {
        let document = Document::from_text("a.toml", TEXT, &[]).unwrap();
        document.tunable(&FieldPath::from(path))
    }

    #[test]
    fn a_number_is_found_and_written_back_in_its_own_form() {
        let turned = |path: &str, value: f64| {
            let tunable = tunable(path).unwrap();
            (tunable.value(), tunable.set_to(tunable.rounded(value)))
        };
        assert_eq!(
            turned("a.plain", -4.123_456_7),
            (-5.0178, "a.plain=-4.12346".to_owned())
        );
        assert_eq!(turned("a.plain", 2.0), (-5.0178, "a.plain=2.0".to_owned()));
        assert_eq!(turned("a.whole", 7.6), (1200.0, "a.whole=8".to_owned()));
        assert_eq!(
            turned("a.rate", 61.25),
            (60.0, "a.rate=\"61.25 /y\"".to_owned())
        );
        let law = "a.law=\"erlang(k=4, mean=1600 CNY)\"".to_owned();
        assert_eq!(turned("a.law", 1600.0), (1500.0, law));
    }

    #[test]
    fn what_is_no_number_in_a_table_is_refused() {
        for path in [
            "a.word", "a.list", "a.list.0", "a.none", "a.day", "b.plain", "a", "",
        ] {
            assert!(tunable(path).is_err(), "{path} was taken");
        }
    }
}
