//! The sections `[[target]]` of a scenario: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Parameter, Target, TargetRule, Targets, Window};
use crate::engine::Period;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Duration, Share, SimTime};

/// A figure that a run is compared with. It changes nothing in a run. The values that meet it are
/// given in exactly one of four ways: `low` and `high` (one of them, or both), `tolerance`,
/// `exact`, or `above` and `below` (one of them, or both).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TargetFile {
    /// The claim of a report that it belongs to. Several targets may belong to one claim.
    pub id: String,
    /// The key of the figure in results, such as `talent.registered/students`.
    pub metric: String,
    /// The time over which the figure is taken: a calendar year, or from a day to the day after the
    /// last one. Default the run without its warm-up.
    pub period: Option<PeriodFile>,
    /// The reported value, in the unit of the metric.
    pub value: f64,
    /// The role of the target.
    pub kind: TargetKind,
    /// The least value that meets it.
    pub low: Option<f64>,
    /// The greatest value that meets it.
    pub high: Option<f64>,
    /// Greatest distance from the reported value either way, as a share of that value.
    pub tolerance: Option<Share>,
    /// Whether it must be the reported value in each replication. Default false.
    #[serde(default)]
    pub exact: bool,
    /// The value must be greater than this.
    pub above: Option<f64>,
    /// The value must be less than this.
    pub below: Option<f64>,
    /// The source of the value.
    pub source: String,
    /// A remark for readers.
    pub note: Option<String>,
    /// The path of the parameter that is fitted to it, such as
    /// `talent.channels.students.choice.v0`. In a text such as "60 /y" the number is fitted, in a
    /// distribution its mean.
    pub parameter: Option<String>,
    /// The least and the greatest value that are tried for the parameter, in the unit in which the
    /// scenario writes it.
    pub search: Option<[f64; 2]>,
}

/// A time over which figures are taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PeriodFile {
    /// A calendar year: `2019`.
    Year(String),
    /// Any number of days.
    Span(SpanFile),
}

/// From a day to the day after the last one.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpanFile {
    /// The first day.
    pub from: Date,
    /// The day after the last one.
    pub to: Date,
}

/// The role of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// The scenario fixes the figure: each replication must meet it.
    Input,
    /// A parameter is fitted to it.
    Calibrated,
    /// It follows from fitted figures or from parameters that were derived from it: it must come
    /// out, and tests the arithmetic of the scenario only.
    Consistency,
    /// Neither a fit nor a parameter used it: it tests the model.
    Holdout,
    /// Only its direction is judged.
    Ordinal,
    /// It is compared, but a run that misses it does not fail.
    Ambition,
}

/// The run that targets are checked against, and its metrics.
#[derive(Clone, Debug)]
pub struct RunSpan {
    /// The first day.
    pub start: Date,
    /// When its statistics begin.
    pub warmup: Duration,
    /// When it ends.
    pub horizon: Duration,
    /// The keys of all metrics.
    pub metrics: Vec<&'static str>,
}

/// Checks the list at `at` against the run.
#[must_use]
pub fn check(
    files: &[TargetFile],
    run: &RunSpan,
    at: &FieldPath,
    problems: &mut Problems,
) -> Targets {
    let mut targets = Targets::default();
    let mut parameters: Vec<&str> = Vec::new();
    for (row, file) in files.iter().enumerate() {
        let at = at.item(row);
        if let Some(path) = &file.parameter {
            if parameters.contains(&path.as_str()) {
                let message = format!("`{path}` is fitted to another target already");
                let fault = Fault::invalid(message, "fit each parameter to one target");
                problems.add(at.field("parameter"), fault);
            }
            parameters.push(path);
        }
        if let Some(target) = file.check(run, &mut targets.periods, &at, problems) {
            targets.is_cut |= target.window == Window::Cut;
            targets.list.push(target);
        }
    }
    targets
}

impl TargetFile {
    fn check(
        &self,
        run: &RunSpan,
        periods: &mut Vec<Period>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Target> {
        let before = problems.len();
        let metric = self.metric.split('/').next().unwrap_or_default();
        if !run.metrics.contains(&metric) {
            let fault = Fault::unknown_name("metric", metric, run.metrics.iter().copied());
            problems.add(at.field("metric"), fault);
        }
        let rule = self.rule(at, problems);
        let parameter = self.parameter(rule, at, problems);
        let (window, period) = match &self.period {
            None => (Window::Run, None),
            Some(period) => {
                let period = period.check(run, &at.field("period"), problems)?;
                (window_of(&period, run, periods), Some(period.name))
            }
        };
        let target = rule.map(|rule| Target {
            id: self.id.clone(),
            metric: self.metric.clone(),
            window,
            period,
            value: self.value,
            kind: self.kind,
            rule,
            tolerance: self.width(),
            source: self.source.clone(),
            note: self.note.clone(),
            parameter,
        });
        target.filter(|_| problems.len() == before)
    }

    /// The tolerance in the unit of the metric, if it has one.
    fn width(&self) -> Option<f64> {
        self.tolerance.map(|share| share.get() * self.value.abs())
    }

    /// The rule by which values meet it, if it is given in exactly one way.
    fn rule(&self, at: &FieldPath, problems: &mut Problems) -> Option<TargetRule> {
        let &Self {
            value,
            low,
            high,
            exact,
            above,
            below,
            ..
        } = self;
        let either = |one: Option<f64>, other: Option<f64>| one.or(other).is_some();
        let width = self.width();
        let rules = [
            either(low, high).then_some(TargetRule::Within(low, high)),
            width.map(|width| TargetRule::Within(Some(value - width), Some(value + width))),
            exact.then_some(TargetRule::Exact),
            either(above, below).then_some(TargetRule::Between(above, below)),
        ];
        let mut given = rules.into_iter().flatten();
        let (rule, more) = (given.next(), given.next());
        if rule.is_none() || more.is_some() {
            let found = if more.is_some() {
                "two rules"
            } else {
                "no rule"
            };
            let message = format!("the target has {found} for the values that meet it");
            let help = "give one of: `low`/`high`, `tolerance`, `exact = true`, `above`/`below`";
            problems.add(at, Fault::invalid(message, help));
            return None;
        }
        if let Some(
            TargetRule::Within(Some(low), Some(high)) | TargetRule::Between(Some(low), Some(high)),
        ) = rule
            && low > high
        {
            let fault = Fault::out_of_range(low, format!("at most {high}"));
            let field = if above.is_some() { "above" } else { "low" };
            problems.add(at.field(field), fault);
        }
        rule
    }

    /// The parameter that is fitted, if there is one: a number of the scenario.
    fn parameter(
        &self,
        rule: Option<TargetRule>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Parameter> {
        let Some(path) = &self.parameter else {
            if self.search.is_some() {
                let help = "say which `parameter` is searched, or leave `search` out";
                let fault = Fault::invalid("there is nothing to search", help);
                problems.add(at.field("search"), fault);
            }
            return None;
        };
        let refuse = |field: &str, message: &str, help: &str, problems: &mut Problems| {
            problems.add(at.field(field), Fault::invalid(message, help));
        };
        if self.kind != TargetKind::Calibrated {
            let help = "let it be of kind `calibrated`, or leave the parameter out";
            refuse(
                "parameter",
                "parameters are fitted to calibrated targets only",
                help,
                problems,
            );
        }
        if !matches!(rule, Some(TargetRule::Within(Some(low), Some(high))) if low < high)
            && rule.is_some()
        {
            let help = "give it `low` and `high`, or a `tolerance`";
            refuse(
                "parameter",
                "a parameter is fitted to a range with two ends",
                help,
                problems,
            );
        }
        if let Err(fault) = problems.tunable(&FieldPath::from(path.as_str())) {
            problems.add(at.field("parameter"), fault);
        }
        let Some([low, high]) = self.search else {
            let (key, meaning) = (
                "search".to_owned(),
                "`search` = [least, greatest]".to_owned(),
            );
            problems.add(at, Fault::Missing { key, meaning });
            return None;
        };
        if low >= high {
            let fault = Fault::out_of_range(low, format!("less than {high}"));
            problems.add(at.field("search"), fault);
        }
        Some(Parameter {
            path: path.clone(),
            low,
            high,
        })
    }
}

impl PeriodFile {
    /// The period, whether the run covers it or not; none if it is not valid.
    fn check(
        &self,
        run: &RunSpan,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<CheckedPeriod> {
        let (name, from, to) = match self {
            Self::Year(text) => {
                let year = text.parse::<i16>().ok();
                let new_year = |year: i16| Date::new(year, 1, 1);
                let days = year.and_then(|year| new_year(year).zip(new_year(year + 1)));
                let Some((from, to)) = days else {
                    let fault = Fault::BadText {
                        message: format!("`{text}` is not a year"),
                        help: "write a year such as 2019, or `{ from = ..., to = ... }`".to_owned(),
                    };
                    problems.add(at, fault);
                    return None;
                };
                (text.clone(), from, to)
            }
            Self::Span(SpanFile { from, to }) => (format!("{from} to {to}"), *from, *to),
        };
        if to <= from {
            let message = format!("the period ends on {to}, before it has lasted a day");
            problems.add(
                at,
                Fault::invalid(message, "`to` is the day after its last one"),
            );
            return None;
        }
        let end = SimTime::ZERO + run.horizon;
        let begins = |date: Date| date.begins(run.start);
        let span = begins(from).zip(begins(to)).filter(|&(_, to)| to <= end);
        Some(CheckedPeriod { name, span })
    }
}

/// A period with its instants, if the run covers it.
struct CheckedPeriod {
    name: String,
    span: Option<(SimTime, SimTime)>,
}

/// The window of a period: that of the run where both are the same time, else its place in the list
/// of periods, to which it is added if it is new.
fn window_of(period: &CheckedPeriod, run: &RunSpan, periods: &mut Vec<Period>) -> Window {
    let Some((from, to)) = period.span else {
        return Window::Cut;
    };
    if (from, to) == (SimTime::ZERO + run.warmup, SimTime::ZERO + run.horizon) {
        return Window::Run;
    }
    let known = periods
        .iter()
        .position(|known| (known.from, known.to) == (from, to));
    Window::Period(known.unwrap_or_else(|| {
        periods.push(Period { from, to });
        periods.len() - 1
    }))
}
