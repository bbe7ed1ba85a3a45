//! Targets: figures that a scenario says a run should give, such as those of a published report.
//! They change nothing in a run; experiments compare with them, and calibration fits parameters to
//! those that say which.
//!
//! Read [`spec`] for what a scenario says.

pub mod spec;

use crate::engine::Period;

/// What a run is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Targets {
    /// The targets, in the order of the file.
    pub list: Vec<Target>,
    /// The periods that they speak of, each once.
    pub periods: Vec<Period>,
    /// Whether the run does not cover some of the periods: a shorter run is no mistake, and figures of
    /// years that it does not reach are none either.
    pub is_cut: bool,
}

/// Over which time a target's figure is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// That of the run's own statistics.
    Run,
    /// The period of this number.
    Period(usize),
    /// A period that the run does not cover: no figure.
    Cut,
}

/// What a target is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// The scenario fixes it, so each replication must give it.
    Input,
    /// A parameter is fitted to it.
    Calibrated,
    /// It must come out without anything being fitted to it.
    Holdout,
    /// Only its direction counts.
    Ordinal,
    /// A hope: it is compared, but missing it is no failure.
    Ambition,
}

/// Which values meet a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TargetRule {
    /// The reported value, in each replication.
    Exact,
    /// A mean from the first to the second, both included; none is no bound.
    Within(Option<f64>, Option<f64>),
    /// A mean between the first and the second, both excluded; none is no bound.
    Between(Option<f64>, Option<f64>),
}

/// The parameter that is fitted to a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its dotted path in the scenario.
    pub path: String,
    /// The least value that is tried, in the parameter's own unit.
    pub low: f64,
    /// The greatest one.
    pub high: f64,
}

/// One figure that a run should give.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// What it belongs to: a claim of a report.
    pub id: String,
    /// The key of the figure.
    pub metric: String,
    /// Over which time.
    pub window: Window,
    /// The period as people say it, if it has one.
    pub period: Option<String>,
    /// What is reported, in the unit of the metric.
    pub value: f64,
    /// What it is for.
    pub kind: TargetKind,
    /// Which values meet it.
    pub rule: TargetRule,
    /// Where the value is from.
    pub source: String,
    /// What else there is to say of it.
    pub note: Option<String>,
    /// The parameter that is fitted to it.
    pub parameter: Option<Parameter>,
}

/// Two values are the same figure if they differ by rounding only.
const ROUNDING: f64 = 1e-9;

impl TargetKind {
    /// The word in scenario files and result files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Calibrated => "calibrated",
            Self::Holdout => "holdout",
            Self::Ordinal => "ordinal",
            Self::Ambition => "ambition",
        }
    }
}

impl TargetRule {
    /// The word in result files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Within(..) => "within",
            Self::Between(..) => "between",
        }
    }
}

impl Target {
    /// The least and the greatest value that meet it; none is no bound.
    #[must_use]
    pub const fn bounds(&self) -> (Option<f64>, Option<f64>) {
        match self.rule {
            TargetRule::Exact => (Some(self.value), Some(self.value)),
            TargetRule::Within(low, high) | TargetRule::Between(low, high) => (low, high),
        }
    }

    /// Whether one value meets it.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        match self.rule {
            TargetRule::Exact => (value - self.value).abs() <= ROUNDING * self.value.abs().max(1.0),
            TargetRule::Within(low, high) => {
                low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high)
            }
            TargetRule::Between(low, high) => {
                low.is_none_or(|low| value > low) && high.is_none_or(|high| value < high)
            }
        }
    }

    /// Whether these values, one a replication, meet it: each of them where it is an input or exact,
    /// else their mean. A replication without a value fails the former and is left out of the
    /// latter.
    #[must_use]
    pub fn is_met(&self, values: &[Option<f64>]) -> bool {
        if self.kind == TargetKind::Input || self.rule == TargetRule::Exact {
            let holds = |value: &Option<f64>| value.is_some_and(|value| self.holds(value));
            return !values.is_empty() && values.iter().all(holds);
        }
        let observed: Vec<f64> = values.iter().copied().flatten().collect();
        !observed.is_empty() && self.holds(observed.iter().sum::<f64>() / observed.len() as f64)
    }

    /// Where its figure is taken, for people: `talent.registered/students in 2019`.
    #[must_use]
    pub fn figure(&self) -> String {
        match &self.period {
            Some(period) => format!("{} in {period}", self.metric),
            None => self.metric.clone(),
        }
    }
}
