//! The summary of a whole experiment, as data: an estimate of each figure, the constraints that
//! limited the park, and the remarks of its replications.

use std::collections::BTreeMap;

use super::balance::{Balance, balances};
use crate::engine::{Absence, Metric};
use crate::industry::{LIMIT_SHARE, Outcome};
use crate::statistics::survival::{Lifetime, kaplan_meier};
use crate::statistics::{Estimate, Proportion};

/// A figure over all replications.
#[derive(Clone, Debug)]
pub struct Measured {
    /// The key of its metric, followed by a slash and the subject if there is one.
    pub key: String,
    /// The metric that it is a figure of.
    pub metric: &'static Metric,
    /// The value of each replication, by number; none where nothing was observed.
    pub values: Vec<Option<f64>>,
    /// The mean over the replications that observed it. None where an event had not happened yet in
    /// some of them: the mean of the others would be too early.
    pub estimate: Option<Estimate>,
}

impl Measured {
    fn of(key: &str, metric: &'static Metric, values: Vec<Option<f64>>) -> Self {
        let observed: Vec<f64> = values.iter().copied().flatten().collect();
        let is_cut = metric.absence == Absence::Later && observed.len() < values.len();
        let estimate = if is_cut {
            None
        } else {
            Estimate::of(&observed, metric.bounds)
        };
        Self {
            key: key.to_owned(),
            metric,
            values,
            estimate,
        }
    }

    /// By when an event had happened in half of the replications, if it had in so many: the median
    /// of Kaplan and Meier, in which replications without it are seen without it to the end.
    fn median_of_events(&self) -> Option<String> {
        let last = self.values.iter().copied().flatten().reduce(f64::max)?;
        let lifetime = |value: &Option<f64>| Lifetime {
            time: value.unwrap_or(last),
            ended: value.is_some(),
        };
        let lifetimes: Vec<Lifetime> = self.values.iter().map(lifetime).collect();
        let median = kaplan_meier(&lifetimes, 0.95).ok()?.median();
        let (by, unit) = (median.time?, self.metric.unit);
        let interval = match (median.low, median.high) {
            (Some(low), Some(high)) => format!(" (95 %: {low} to {high} {unit})"),
            (Some(low), None) => format!(" (95 %: {low} {unit} or later)"),
            (None, _) => String::new(),
        };
        Some(format!(", in half of all by {by} {unit}{interval}"))
    }

    /// The subject of the figure (a tool group, a product), if it has one.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.key.strip_prefix(self.metric.key)?.strip_prefix('/')
    }

    /// Why a number is missing, if one is.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let observed = self.values.iter().flatten().count();
        match (observed, self.values.len()) {
            (0, _) => Some("nothing was observed".to_owned()),
            (observed, all) if self.metric.absence == Absence::Later && observed < all => {
                let half = self.median_of_events().unwrap_or_default();
                Some(format!(
                    "happened in {observed} of {all} replications{half}"
                ))
            }
            (1, 1) => Some("one replication gives no interval".to_owned()),
            (1, all) => Some(format!(
                "observed in 1 of {all} replications, which gives no interval"
            )),
            (observed, all) if observed < all => {
                Some(format!("observed in {observed} of {all} replications"))
            }
            (observed, _)
                if self
                    .estimate
                    .is_some_and(|estimate| estimate.sd == Some(0.0)) =>
            {
                let other = Proportion {
                    hits: 0,
                    count: observed,
                };
                let percent = other.interval().map_or(100.0, |other| 100.0 * other.high);
                Some(format!(
                    "the same in all {observed} replications: another value in less than \
                     {percent:.0} % of runs"
                ))
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
            .map(|(key, (metric, values))| Measured::of(key, metric, values))
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::engine::{Better, Figures};

    pub(in crate::experiment) static WAIT: Metric = Metric {
        key: "line.wait",
        unit: "h",
        meaning: "How long a job waits.",
        better: Better::Lower,
        series: crate::engine::SeriesKind::None,
        absence: crate::engine::Absence::Unobserved,
        bounds: crate::statistics::Bounds::AtLeastZero,
        module: module_path!(),
    };

    pub(in crate::experiment) fn outcome(wait: Option<f64>, technician: f64) -> Outcome {
        let mut figures = Figures::default();
        figures.put_for(&WAIT, "etch", wait);
        figures.put_for(&LIMIT_SHARE, "technician", technician);
        Outcome::of(figures)
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

    /// First days of 10 and 30 where two of four runs ended before there was one: the mean of 20
    /// would be too early, and half of the runs had it by day 30.
    #[test]
    fn times_of_events_that_may_come_later_have_no_mean() {
        static FIRST: Metric = Metric {
            absence: crate::engine::Absence::Later,
            ..WAIT
        };
        let days = |values: &[Option<f64>]| Measured::of("line.wait", &FIRST, values.to_vec());
        let (early, late) = (Some(10.0), Some(30.0));
        let half = days(&[None, late, early, None]);
        assert_eq!(half.estimate, None);
        assert_eq!(
            half.reason().as_deref(),
            Some("happened in 2 of 4 replications, in half of all by 30 h (95 %: 10 h or later)")
        );
        let fewer = days(&[None, late, None, None, early]);
        assert_eq!(
            fewer.reason().as_deref(),
            Some("happened in 2 of 5 replications")
        );
        let all = days(&[early, late]).estimate.unwrap();
        assert_eq!(all.mean.to_bits(), 20.0_f64.to_bits());
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
        assert_eq!(
            reason(&[some.clone(), some.clone()]).as_deref(),
            Some("the same in all 2 replications: another value in less than 78 % of runs")
        );
        assert_eq!(reason(&[some, outcome(Some(3.0), 0.0)]), None);
    }
}
