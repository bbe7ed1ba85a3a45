//! Targets: figures that a run is compared with, such as those of a published report. They change
//! nothing in a run. Experiments judge results by them, and calibration fits parameters to the
//! calibrated ones.
//!
//! [`spec`] is the section as written, and its checks.

pub mod spec;

pub use spec::TargetKind;

use crate::engine::Period;

/// The figures that a run is compared with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Targets {
    /// The targets, in the order of the file.
    pub list: Vec<Target>,
    /// The periods of the targets other than the run's own, each once.
    pub periods: Vec<Period>,
    /// Whether the run does not cover some of the periods. That is allowed: targets of years that a
    /// short run does not reach are not judged.
    pub is_cut: bool,
}

/// The span of a run over which a target's figure is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// The run without its warm-up.
    Run,
    /// The period at this place of [`Targets::periods`].
    Period(usize),
    /// A period that the run does not cover: the target has no figure.
    Cut,
}

/// The rule by which values meet a target.
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
    /// The dotted path in the scenario.
    pub path: String,
    /// Lower end of the values tried, in the parameter's own unit.
    pub low: f64,
    /// Upper end of the values tried.
    pub high: f64,
}

/// A figure that a run is compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The claim of a report that it belongs to.
    pub id: String,
    /// The key of the figure.
    pub metric: String,
    /// The span over which the figure is taken.
    pub window: Window,
    /// The name of the period, if it has one.
    pub period: Option<String>,
    /// The reported value, in the unit of the metric.
    pub value: f64,
    /// The role of the target.
    pub kind: TargetKind,
    /// The rule by which values meet it.
    pub rule: TargetRule,
    /// The stated distance from the reported value that counts as met either way, in the unit of the
    /// metric; none where the range is given by its ends.
    pub tolerance: Option<f64>,
    /// The source of the value.
    pub source: String,
    /// A remark for readers.
    pub note: Option<String>,
    /// The parameter that is fitted to it.
    pub parameter: Option<Parameter>,
}

/// Relative tolerance of [`TargetRule::Exact`]: values that differ by rounding only are the same.
const ROUNDING: f64 = 1e-9;

impl TargetKind {
    /// The word in scenario files and result files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Calibrated => "calibrated",
            Self::Consistency => "consistency",
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

    /// Whether these values, one a replication, meet it: each of them where it is an input or
    /// exact, else their mean. A replication without a value fails the former and is left out of
    /// the latter.
    #[must_use]
    pub fn is_met(&self, values: &[Option<f64>]) -> bool {
        if self.kind == TargetKind::Input || self.rule == TargetRule::Exact {
            let holds = |value: &Option<f64>| value.is_some_and(|value| self.holds(value));
            return !values.is_empty() && values.iter().all(holds);
        }
        let observed: Vec<f64> = values.iter().copied().flatten().collect();
        !observed.is_empty() && self.holds(observed.iter().sum::<f64>() / observed.len() as f64)
    }

    /// Metric and period, for users: `talent.registered/students in 2019`.
    #[must_use]
    pub fn figure(&self) -> String {
        match &self.period {
            Some(period) => format!("{} in {period}", self.metric),
            None => self.metric.clone(),
        }
    }
}
