//! The summary of a whole experiment, as data: an estimate of each figure, the constraints that
//! limited the park, and warnings about how far the figures can be trusted.

use std::collections::BTreeMap;
use std::fmt;

use super::Estimate;
use super::balance::{Balance, balances};
use crate::engine::Metric;
use crate::industry::{LIMIT_SHARE, Outcome, RunPlan};

/// With fewer replications than this, the widths of intervals are themselves uncertain.
const FEW: usize = 10;
/// A half-width beyond this share of the mean is wide.
const WIDE: f64 = 0.1;

/// A figure over all replications.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The key of its metric, followed by a slash and the subject if there is one.
    pub key: String,
    /// The metric that it is a figure of.
    pub metric: &'static Metric,
    /// The value of each replication, by number; none where nothing was observed.
    pub values: Vec<Option<f64>>,
    /// The mean over the replications that observed it.
    pub estimate: Option<Estimate>,
}

impl Measured {
    /// The subject of the figure (a tool group, a product), if it has one.
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

/// How often a constraint limited the park.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The constraint: `technician`, `parts`, `cash`.
    pub constraint: String,
    /// The mean share of the days on which it bound, from 0 to 1; none if that was not observed.
    pub share: Option<f64>,
}

/// Remarks of one kind over all replications (see [`Remark`](crate::engine::Remark)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remarked {
    /// What happened, as a clause.
    pub what: &'static str,
    /// The number of replications in which it happened.
    pub replications: usize,
    /// How it happened in the first of these, in sentences.
    pub details: Vec<String>,
}

/// What all replications of a scenario say together.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// The number of replications.
    pub replications: usize,
    /// The figures, ordered by key.
    pub figures: Vec<Measured>,
    /// The constraints that limited the park, ordered by name.
    pub limits: Vec<Limit>,
    /// The remarks of the replications, by kind.
    pub remarks: Vec<Remarked>,
    /// The books of the run's own statistics, ordered by name.
    pub balances: Vec<Balance>,
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
        Self {
            replications: outcomes.len(),
            remarks: remarked(outcomes),
            balances: balances(outcomes),
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

    /// Reasons not to trust the figures too far.
    #[must_use]
    pub fn warnings(&self, plan: &RunPlan) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let open = self.balances.iter().filter(|book| book.difference != 0);
        warnings.extend(open.map(|book| Warning::OpenBook(book.name.clone())));
        for remarked in &self.remarks {
            warnings.extend(remarked.details.iter().map(|detail| Warning::Remark {
                what: remarked.what,
                detail: detail.clone(),
                replications: remarked.replications,
                of: self.replications,
            }));
        }
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

/// The remarks of all replications by kind, each with the details of its first replication.
fn remarked(outcomes: &[Outcome]) -> Vec<Remarked> {
    let mut kinds: Vec<Remarked> = Vec::new();
    for outcome in outcomes {
        let mut of_outcome: Vec<Remarked> = Vec::new();
        for remark in outcome.figures.remarks() {
            let detail = remark.detail.clone();
            match of_outcome.iter_mut().find(|kind| kind.what == remark.what) {
                Some(kind) => kind.details.push(detail),
                None => of_outcome.push(Remarked {
                    what: remark.what,
                    replications: 1,
                    details: vec![detail],
                }),
            }
        }
        for new in of_outcome {
            match kinds.iter_mut().find(|kind| kind.what == new.what) {
                Some(kind) => kind.replications += 1,
                None => kinds.push(new),
            }
        }
    }
    kinds
}

/// The limit that a figure is the share of, if it is one.
fn limit(figure: &Measured) -> Option<Limit> {
    let constraint = (figure.metric.key == LIMIT_SHARE.key).then(|| figure.subject())??;
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

/// A reason not to trust a summary too far.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// A book does not close.
    OpenBook(String),
    /// There are only so many replications.
    FewReplications(usize),
    /// Some figures have wide intervals.
    WideIntervals {
        /// The keys of these figures.
        keys: Vec<String>,
        /// The number of all figures.
        of: usize,
    },
    /// The warm-up is this share of the run, more than half.
    LongWarmup(f64),
    /// Some replications give a reason why their figures may mislead.
    Remark {
        /// What happened, as a clause.
        what: &'static str,
        /// How it happened in the first of them.
        detail: String,
        /// The number of these replications.
        replications: usize,
        /// The number of all replications.
        of: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenBook(name) => write!(
                formatter,
                "the book `{name}` does not close, which is a mistake of chippark; `--audit` shows \
                 its amounts"
            ),
            Self::FewReplications(1) => formatter.write_str(
                "one replication gives no interval; `--replications 20` gives one for every \
                 observed figure",
            ),
            Self::FewReplications(count) => write!(
                formatter,
                "intervals of {count} replications are rough; run {FEW} or more to trust them"
            ),
            Self::WideIntervals { keys, of } => {
                let shown = keys[..keys.len().min(3)].join(", ");
                let rest = if keys.len() > 3 { ", ..." } else { "" };
                write!(
                    formatter,
                    "{} of {of} figures have 95 % intervals wider than +-{:.0} % of the mean: \
                     {shown}{rest}",
                    keys.len(),
                    WIDE * 100.0
                )
            }
            Self::LongWarmup(share) => write!(
                formatter,
                "the warm-up takes {:.0} % of the run; extend the run",
                share * 100.0
            ),
            Self::Remark { detail, of: 1, .. } => formatter.write_str(detail),
            Self::Remark {
                what,
                detail,
                replications,
                of,
            } => write!(
                formatter,
                "in {replications} of {of} replications {what}; in the first of these: {detail}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Better, Figures, Remark, Series};
    use crate::units::{Date, Duration};

    static WAIT: Metric = Metric {
        key: "line.wait",
        unit: "h",
        meaning: "How long a job waits.",
        better: Better::Lower,
        series: crate::engine::SeriesKind::None,
        module: module_path!(),
    };
    fn outcome(wait: Option<f64>, technician: f64) -> Outcome {
        let mut figures = Figures::default();
        figures.put_for(&WAIT, "etch", wait);
        figures.put_for(&LIMIT_SHARE, "technician", technician);
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
    fn remarks_are_counted_by_kind_and_detailed_once() {
        let remark = |what, detail: &str| Remark {
            what,
            detail: detail.to_owned(),
        };
        let remarks = [
            vec![],
            vec![
                remark("lots are stuck", "at etch"),
                remark("orders wait", "10"),
                remark("lots are stuck", "at litho"),
            ],
            vec![remark("lots are stuck", "at implant")],
        ];
        let outcomes: Vec<Outcome> = remarks
            .into_iter()
            .map(|remarks| {
                let mut outcome = outcome(Some(2.0), 0.5);
                for remark in remarks {
                    outcome.figures.remark(remark);
                }
                outcome
            })
            .collect();
        let texts = |outcomes: &[Outcome]| -> Vec<String> {
            let warnings = Summary::of(outcomes).warnings(&plan(0, 10)).into_iter();
            let remarks = warnings.filter(|warning| matches!(warning, Warning::Remark { .. }));
            remarks.map(|warning| warning.to_string()).collect()
        };
        assert_eq!(
            texts(&outcomes),
            [
                "in 2 of 3 replications lots are stuck; in the first of these: at etch",
                "in 2 of 3 replications lots are stuck; in the first of these: at litho",
                "in 1 of 3 replications orders wait; in the first of these: 10",
            ]
        );
        assert_eq!(texts(&outcomes[2..]), ["at implant"]);
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
