//! What a whole experiment says, as data: one estimate a figure, what limited the park, and what
//! to be careful about.

use std::collections::BTreeMap;
use std::fmt;

use super::Estimate;
use crate::engine::Metric;
use crate::industry::{Outcome, RunPlan};

/// The metric whose subjects are the constraints: how often each one bound, in percent of the time.
pub const LIMITS: &str = "limits.share";
/// Fewer replications than this give an interval that is itself uncertain.
const FEW: usize = 10;
/// A half-width beyond this share of the mean is wide.
const WIDE: f64 = 0.1;

/// A figure over all replications.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its key: the metric's, and the subject after a slash.
    pub key: String,
    /// Its metric.
    pub metric: &'static Metric,
    /// The value of each replication, by number; none where nothing was observed.
    pub values: Vec<Option<f64>>,
    /// The mean over the replications that observed it.
    pub estimate: Option<Estimate>,
}

impl Measured {
    /// What the figure is of, where its metric has subjects.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.key.strip_prefix(self.metric.key)?.strip_prefix('/')
    }

    /// Why a number is missing, if one is.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let observed = self.estimate.map_or(0, |estimate| estimate.count);
        match (observed, self.values.len()) {
            (0, _) => Some("nothing was observed".to_owned()),
            (1, 1) => Some("one replication gives no interval".to_owned()),
            (1, all) => Some(format!(
                "observed in 1 of {all} replications, which gives no interval"
            )),
            (observed, all) if observed < all => {
                Some(format!("observed in {observed} of {all} replications"))
            }
            _ => None,
        }
    }
}

/// How long something limited the park.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The constraint: `technician`, `parts`, `cash`.
    pub constraint: String,
    /// The mean share of time in which it bound; none if that was not observed.
    pub share: Option<f64>,
}

/// What all replications of a scenario say together.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// How many replications there are.
    pub replications: usize,
    /// The figures, by their keys.
    pub figures: Vec<Measured>,
    /// What limited the park, by name.
    pub limits: Vec<Limit>,
    /// What the first replication that has something to remark says.
    pub remarks: Vec<String>,
    /// How many replications have.
    pub with_remarks: usize,
}

impl Summary {
    /// The summary of the replications of one scenario.
    #[must_use]
    pub fn of(outcomes: &[Outcome]) -> Self {
        let mut rows: BTreeMap<&str, (&'static Metric, Vec<Option<f64>>)> = BTreeMap::new();
        for (replication, outcome) in outcomes.iter().enumerate() {
            for (key, figure) in outcome.figures.iter() {
                let row = rows.entry(key);
                let (_, values) =
                    row.or_insert_with(|| (figure.metric, vec![None; outcomes.len()]));
                values[replication] = figure.value;
            }
        }
        let figures: Vec<Measured> = rows
            .into_iter()
            .map(|(key, (metric, values))| {
                let observed: Vec<f64> = values.iter().copied().flatten().collect();
                Measured {
                    key: key.to_owned(),
                    metric,
                    values,
                    estimate: Estimate::of(&observed),
                }
            })
            .collect();
        let mut with_remarks = outcomes
            .iter()
            .map(|outcome| outcome.figures.remarks())
            .filter(|remarks| !remarks.is_empty());
        let remarks = with_remarks.next().unwrap_or_default().to_vec();
        Self {
            replications: outcomes.len(),
            with_remarks: usize::from(!remarks.is_empty()) + with_remarks.count(),
            remarks,
            limits: figures.iter().filter_map(limit).collect(),
            figures,
        }
    }

    /// The figure under a key, if it was reported.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Measured> {
        let place = self
            .figures
            .binary_search_by(|figure| figure.key.as_str().cmp(key));
        place.ok().map(|place| &self.figures[place])
    }

    /// What to be careful about.
    #[must_use]
    pub fn warnings(&self, plan: &RunPlan) -> Vec<Warning> {
        let remark = |sentence: &String| Warning::Remark {
            sentence: sentence.clone(),
            replications: (self.with_remarks, self.replications),
        };
        let mut warnings: Vec<Warning> = self.remarks.iter().map(remark).collect();
        if self.replications < FEW {
            warnings.push(Warning::FewReplications(self.replications));
        }
        let wide: Vec<String> = self
            .figures
            .iter()
            .filter(|figure| is_wide(figure))
            .map(|figure| figure.key.clone())
            .collect();
        if !wide.is_empty() {
            warnings.push(Warning::WideIntervals {
                keys: wide,
                of: self.figures.len(),
            });
        }
        if plan.horizon < plan.warmup * 2 {
            let share = plan.warmup.as_days() / plan.horizon.as_days();
            warnings.push(Warning::LongWarmup(share));
        }
        warnings
    }
}

/// The share of time of a constraint, if that is what the figure is.
fn limit(figure: &Measured) -> Option<Limit> {
    let constraint = (figure.metric.key == LIMITS).then(|| figure.subject())??;
    Some(Limit {
        constraint: constraint.to_owned(),
        share: figure.estimate.map(|estimate| estimate.mean / 100.0),
    })
}

fn is_wide(figure: &Measured) -> bool {
    figure
        .estimate
        .and_then(|estimate| estimate.relative_half_width())
        .is_some_and(|share| share > WIDE)
}

/// A reason to be careful with a summary.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// The number of replications is small.
    FewReplications(usize),
    /// The intervals of these figures are wide.
    WideIntervals {
        /// The figures.
        keys: Vec<String>,
        /// Of how many.
        of: usize,
    },
    /// The warm-up is this share of the run, more than half.
    LongWarmup(f64),
    /// A replication says why its figures may not mean what they seem to.
    Remark {
        /// The sentence.
        sentence: String,
        /// How many replications, of how many, say such things.
        replications: (usize, usize),
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FewReplications(1) => formatter.write_str(
                "one replication gives no interval; `--replications 20` gives one for every \
                 observed figure",
            ),
            Self::FewReplications(count) => write!(
                formatter,
                "{count} replications give rough intervals; from {FEW} on they can be trusted"
            ),
            Self::WideIntervals { keys, of } => {
                let shown = keys[..keys.len().min(3)].join(", ");
                let rest = if keys.len() > 3 { ", ..." } else { "" };
                write!(
                    formatter,
                    "the intervals of {} of {of} figures are wider than {:.0} % of the mean either \
                     way: {shown}{rest}",
                    keys.len(),
                    WIDE * 100.0
                )
            }
            Self::LongWarmup(share) => write!(
                formatter,
                "the warm-up takes {:.0} % of the run; make the run longer",
                share * 100.0
            ),
            Self::Remark {
                sentence,
                replications: (1, 1),
            } => formatter.write_str(sentence),
            Self::Remark {
                sentence,
                replications: (some, all),
            } => write!(
                formatter,
                "in {some} of {all} replications lots stand at the end; in the first of these: \
                 {sentence}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Better, Figures, Series};
    use crate::units::{Date, Duration};

    static WAIT: Metric = Metric {
        key: "line.wait",
        unit: "h",
        meaning: "How long a job waits.",
        better: Better::Lower,
        series: crate::engine::SeriesKind::None,
        module: module_path!(),
    };
    static SHARE: Metric = Metric {
        key: LIMITS,
        unit: "%",
        meaning: "How long it bound.",
        better: Better::Neither,
        series: crate::engine::SeriesKind::None,
        module: module_path!(),
    };

    fn outcome(wait: Option<f64>, technician: f64) -> Outcome {
        let mut figures = Figures::default();
        figures.put_for(&WAIT, "etch", wait);
        figures.put_for(&SHARE, "technician", technician);
        Outcome {
            figures,
            periods: Vec::new(),
            series: Series::default(),
            events: 0,
        }
    }

    fn plan(warmup: u64, horizon: u64) -> RunPlan {
        RunPlan {
            origin: Date::ymd(2018, 1, 1),
            tick: Duration::hours(1),
            warmup: Duration::days(warmup),
            horizon: Duration::days(horizon),
            observe_every: Duration::days(1),
            seed: 1,
            replications: 1,
        }
    }

    #[test]
    fn figures_keep_missing_values_and_limits_are_taken_from_their_metric() {
        let summary = Summary::of(&[
            outcome(Some(2.0), 25.0),
            outcome(None, 75.0),
            outcome(Some(4.0), 50.0),
        ]);
        let wait = summary.get("line.wait/etch").unwrap();
        assert_eq!(wait.subject(), Some("etch"));
        assert_eq!(wait.values, [Some(2.0), None, Some(4.0)]);
        assert_eq!(wait.estimate.unwrap().mean.to_bits(), 3.0_f64.to_bits());
        assert_eq!(
            wait.reason().as_deref(),
            Some("observed in 2 of 3 replications")
        );
        let technician = Limit {
            constraint: "technician".to_owned(),
            share: Some(0.5),
        };
        assert_eq!(summary.limits, [technician]);
        assert!(summary.get("line.wait").is_none());
    }

    #[test]
    fn missing_numbers_have_their_reason() {
        let reason = |outcomes: &[Outcome]| {
            let summary = Summary::of(outcomes);
            summary.get("line.wait/etch").unwrap().reason()
        };
        let (some, none) = (outcome(Some(2.0), 0.0), outcome(None, 0.0));
        assert_eq!(
            reason(std::slice::from_ref(&none)).as_deref(),
            Some("nothing was observed")
        );
        assert_eq!(
            reason(std::slice::from_ref(&some)).as_deref(),
            Some("one replication gives no interval")
        );
        assert_eq!(
            reason(&[none, some.clone()]).as_deref(),
            Some("observed in 1 of 2 replications, which gives no interval")
        );
        assert_eq!(reason(&[some.clone(), some]), None);
    }

    #[test]
    fn each_weakness_is_warned_of_once_and_a_sound_experiment_not_at_all() {
        let sound: Vec<Outcome> = (0..10).map(|_| outcome(Some(2.0), 0.5)).collect();
        assert_eq!(Summary::of(&sound).warnings(&plan(5, 10)), []);
        let wide: Vec<Outcome> = (0..10_u8)
            .map(|number| outcome(Some(f64::from(number)), 0.5))
            .collect();
        let warnings = Summary::of(&wide).warnings(&plan(6, 10));
        assert_eq!(
            warnings,
            [
                Warning::WideIntervals {
                    keys: vec!["line.wait/etch".to_owned()],
                    of: 2
                },
                Warning::LongWarmup(0.6)
            ]
        );
        let one = Summary::of(&sound[..1]).warnings(&plan(0, 10));
        assert_eq!(one, [Warning::FewReplications(1)]);
        assert!(one[0].to_string().starts_with("one replication gives no"));
    }
}
