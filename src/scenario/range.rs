//! The range within which an assumed number is thought to lie, as its provenance says it:
//! `assumed [0.1 to 0.3]`, or `assumed [0.1 to 0.3, log]` where it may as well be twice as half.

use std::fmt;
use std::str::FromStr;

use super::FieldPath;
use super::problem::{Fault, Problem};
use super::tree::Node;
use super::tunable::number_of;

/// A range of an assumed number, in the unit in which the scenario writes the number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AssumedRange {
    /// Its lower end.
    pub low: f64,
    /// Its upper end, above the lower one.
    pub high: f64,
    /// Whether values are equally likely on the scale of the logarithm; both ends are above zero.
    pub logarithmic: bool,
}

impl FromStr for AssumedRange {
    type Err = Fault;

    /// Reads what stands between the brackets.
    ///
    /// ```
    /// use chippark::scenario::AssumedRange;
    /// let range: AssumedRange = "0.1 to 0.3, log".parse().unwrap();
    /// assert_eq!((range.low, range.high, range.logarithmic), (0.1, 0.3, true));
    /// assert_eq!(range.to_string(), "[0.1 to 0.3, log]");
    /// assert!("0.3 to 0.1".parse::<AssumedRange>().is_err());
    /// assert!("0 to 0.1, log".parse::<AssumedRange>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, Fault> {
        let wrong = |message: String| {
            let help = "write `assumed [0.1 to 0.3]`, or `assumed [0.1 to 0.3, log]` for a range \
                        on the scale of the logarithm";
            Fault::invalid(message, help)
        };
        let (ends, scale) = text.split_once(',').unwrap_or((text, ""));
        let logarithmic = match scale.trim() {
            "" => false,
            "log" => true,
            other => return Err(wrong(format!("a range has no scale `{other}`"))),
        };
        let ends = ends.split_once(" to ").and_then(|(low, high)| {
            let number = |text: &str| {
                text.trim()
                    .parse::<f64>()
                    .ok()
                    .filter(|end| end.is_finite())
            };
            Some((number(low)?, number(high)?))
        });
        let Some((low, high)) = ends else {
            return Err(wrong(format!("`{}` is no range", text.trim())));
        };
        if low >= high {
            return Err(wrong(format!("the range from {low} to {high} is empty")));
        }
        if logarithmic && low <= 0.0 {
            return Err(wrong(format!("{low} has no logarithm")));
        }
        Ok(Self {
            low,
            high,
            logarithmic,
        })
    }
}

impl fmt::Display for AssumedRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = if self.logarithmic { ", log" } else { "" };
        write!(formatter, "[{} to {}{scale}]", self.low, self.high)
    }
}

/// Reports values that lie outside of their range, or that are no numbers and have one.
pub(super) fn refuse_outside(
    node: &mut Node,
    path: &mut Vec<String>,
    report: &mut dyn FnMut(Problem),
) {
    if node.is_leaf()
        && let Some(range) = node
            .provenance
            .as_ref()
            .and_then(|provenance| provenance.range)
    {
        let found = number_of(&node.value).map(|number| number.value());
        let message = match found {
            None => format!("{} has the range {range}", node.value.described()),
            Some(value) if (range.low..=range.high).contains(&value) => String::new(),
            Some(value) => format!("{value} lies outside of its range {range}"),
        };
        if !message.is_empty() {
            let names = path.iter().map(String::as_str);
            report(Problem {
                path: names.fold(FieldPath::root(), |path, name| path.field(name)),
                place: Some(node.place),
                fault: Fault::invalid(message, "give a number a range that holds it"),
            });
        }
    }
    node.each_child(path, &mut |node, path| refuse_outside(node, path, report));
}
