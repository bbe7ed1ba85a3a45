//! Gates: what a comparison must not show, for checks that fail.

use std::fmt;
use std::str::FromStr;

use super::asked::FigureName;
use super::{Comparison, Row};
use crate::engine::Better;
use crate::industry::metric_of;

/// What must not be shown of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// What is watched, or the metric whose every subject is.
    pub figure: FigureName,
    fails: Fails,
    /// As written.
    text: String,
}

/// When a gate fails.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fails {
    /// The verdict is that it is worse.
    Worse,
    /// The verdict is that it differs, or a value is missing in one only.
    Changed,
    /// The whole interval of the difference is beyond the bound.
    Beyond {
        /// Whether above; otherwise below.
        above: bool,
        /// The bound: in the unit of the figure, or in per cent of the base's mean.
        bound: f64,
        in_percent: bool,
    },
}

/// A gate that failed, and in which scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The gate as written.
    pub gate: String,
    /// Which of the scenarios shows it.
    pub scenario: String,
    /// What is shown to differ.
    pub figure: String,
}

impl FromStr for Gate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{text}` is no gate: write a figure and `worse` or `changed`, or a bound of the \
                 difference such as `fab.cycle_time/cpu > 2 %`"
            )
        };
        let (figure, rest) = text
            .trim()
            .split_once(char::is_whitespace)
            .ok_or_else(wrong)?;
        let rest = rest.trim();
        let fails = match rest {
            "worse" => Fails::Worse,
            "changed" => Fails::Changed,
            _ => {
                let above = rest.starts_with('>');
                let bound = rest.strip_prefix(['>', '<']).ok_or_else(wrong)?.trim();
                let number = bound.strip_suffix('%').unwrap_or(bound).trim();
                let number = number.replace('_', "").parse::<f64>().ok();
                Fails::Beyond {
                    above,
                    bound: number.filter(|bound| bound.is_finite()).ok_or_else(wrong)?,
                    in_percent: bound.ends_with('%'),
                }
            }
        };
        Ok(Self {
            figure: figure.parse()?,
            fails,
            text: text.trim().to_owned(),
        })
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl Gate {
    /// Whether it asks for what is worse of a metric that has no better direction.
    #[must_use]
    pub fn asks_in_vain(&self) -> bool {
        let metric = metric_of(&self.figure.key);
        let is_neutral = metric.is_some_and(|metric| metric.better == Better::Neither);
        self.fails == Fails::Worse && is_neutral
    }

    /// Whether the row shows what must not be.
    #[must_use]
    pub fn fails(&self, row: &Row) -> bool {
        match self.fails {
            Fails::Worse => row.verdict.is_worse(row.metric.better),
            Fails::Changed => row.verdict.differs() || row.base.is_some() != row.other.is_some(),
            Fails::Beyond {
                above,
                bound,
                in_percent,
            } => row.paired.as_ref().is_some_and(|paired| {
                let scale = if in_percent {
                    paired.base.abs() / 100.0
                } else {
                    1.0
                };
                let difference = &paired.difference;
                // Equal differences have no interval: each of them is beyond the bound or none.
                let (low, high) = match (difference.interval, difference.sd) {
                    (Some(interval), _) => (interval.low, interval.high),
                    (None, Some(_)) => (difference.mean, difference.mean),
                    (None, None) => return false,
                };
                if above {
                    low > bound * scale
                } else {
                    high < bound * scale
                }
            }),
        }
    }
}

impl Comparison {
    /// The gates that fail, by gate, scenario and figure.
    #[must_use]
    pub fn failed(&self, gates: &[Gate]) -> Vec<Failed> {
        let mut failed = Vec::new();
        for gate in gates {
            for other in &self.others {
                let rows = other
                    .rows
                    .iter()
                    .filter(|row| gate.figure.means(&row.figure));
                failed.extend(rows.filter(|row| gate.fails(row)).map(|row| Failed {
                    gate: gate.to_string(),
                    scenario: other.name.clone(),
                    figure: row.figure.to_string(),
                }));
            }
        }
        failed
    }
}
