//! Validation: what a model reports beside what another simulator reported of the same model.
//!
//! Read [`compare`] first. [`figures`] says which figures of ours mean what a column of a report
//! means. A pure function of numbers: who calls it reads reports and runs the model.
//!
//! A figure agrees if the mean of our replications differs from the reported value by no more than
//! a tolerance. Beyond it, the difference is chance if one more run of ours would lie as far off
//! ([`chance`]): a report is one run.

pub mod chance;
pub mod figures;

use std::collections::BTreeMap;

use crate::statistics::{Bounds, Estimate, Interval};
pub use chance::{FEWEST_RUNS, OwnRuns, own_runs};
pub use figures::{Figure, Kind, Replication, Subject};

/// By how much a figure may differ: a share of the reported value, or points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// A share of the reported value: 0.01 is 1 %.
    Share(f64),
    /// An absolute difference, in the unit of the figure.
    Points(f64),
}

impl Tolerance {
    /// Whether a difference to a reported value is within it. What differs by rounding from the
    /// tolerance itself is.
    fn allows(self, difference: f64, reported: f64) -> bool {
        /// Differences are of figures with a few decimals.
        const ROUNDING: f64 = 1e-9;
        let most = match self {
            Self::Share(share) => share * reported.abs(),
            Self::Points(points) => points,
        };
        difference.abs() <= most + ROUNDING
    }
}

/// The tolerances of all figures that are judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerances {
    /// Of mean cycle times, as a share.
    pub cycle_time: f64,
    /// Of standard deviations of cycle times, as a share.
    pub sd: f64,
    /// Of on-time shares, in points.
    pub on_time: f64,
    /// Of lots that left, as a share.
    pub throughput: f64,
    /// Of lots in the line, as a share.
    pub wip: f64,
    /// Of shares of tool time, in points.
    pub state: f64,
    /// Of lots that wait at a tool family, as a share.
    pub waiting: f64,
    /// Of setups for each lot, as a share.
    pub setups: f64,
    /// Of failures and jobs of a tool family, as a share.
    pub entries: f64,
    /// Of how unevenly the tools of a family are used, in points.
    pub unevenness: f64,
}

impl Tolerances {
    /// The tolerance of a kind of figures.
    #[must_use]
    pub const fn of(&self, kind: Kind) -> Tolerance {
        match kind {
            Kind::CycleTime => Tolerance::Share(self.cycle_time),
            Kind::Sd => Tolerance::Share(self.sd),
            Kind::OnTime => Tolerance::Points(self.on_time),
            Kind::Throughput => Tolerance::Share(self.throughput),
            Kind::Wip => Tolerance::Share(self.wip),
            Kind::State => Tolerance::Points(self.state),
            Kind::Waiting => Tolerance::Share(self.waiting),
            Kind::Setups => Tolerance::Share(self.setups),
            Kind::Entries => Tolerance::Share(self.entries),
            Kind::Unevenness => Tolerance::Points(self.unevenness),
        }
    }
}

impl Default for Tolerances {
    fn default() -> Self {
        Self {
            cycle_time: 0.01,
            sd: 0.07,
            on_time: 3.0,
            throughput: 0.003,
            wip: 0.01,
            state: 1.0,
            waiting: 0.1,
            setups: 0.05,
            entries: 0.05,
            unevenness: 0.3,
        }
    }
}

/// The mean of waiting lots above which their number is judged: with fewer, chance decides.
pub const FEWEST_WAITING: f64 = 5.0;

/// A value that a report gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Reported {
    /// Of what.
    pub subject: Subject,
    /// What of it.
    pub figure: Figure,
    /// The value, in the unit of the figure.
    pub value: f64,
    /// Why it cannot be judged, if it cannot: it is shown all the same.
    pub unjudged: Option<&'static str>,
}

/// How a figure compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within its tolerance.
    Agrees,
    /// Beyond its tolerance, but one run of ours would lie as far off by chance.
    Chance,
    /// Beyond its tolerance, and beyond what single runs of ours differ by.
    Differs,
    /// It has no tolerance, or cannot be judged.
    Unjudged(&'static str),
    /// The model reported nothing.
    Missing,
}

/// A reported value beside that of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What is compared.
    pub reported: Reported,
    /// The mean over replications with its interval; none where nothing was observed.
    pub ours: Option<Estimate>,
    /// The value of each replication; empty where some observed nothing.
    pub values: Vec<f64>,
    /// The 95 % prediction interval of one more run of ours; none for fewer than [`FEWEST_RUNS`].
    pub one_run: Option<Interval>,
    /// The tolerance, if the figure has one.
    pub tolerance: Option<Tolerance>,
    /// How it compares.
    pub verdict: Verdict,
}

impl Row {
    /// Ours less the reported value.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        Some(self.ours?.mean - self.reported.value)
    }

    /// The difference as a share of the reported value; none of zero.
    #[must_use]
    pub fn relative(&self) -> Option<f64> {
        let share = self.difference()? / self.reported.value;
        share.is_finite().then_some(share)
    }

    /// Whether the reported value lies within the interval of the mean over replications.
    #[must_use]
    pub fn is_within_interval(&self) -> bool {
        let interval = self.ours.and_then(|ours| ours.interval);
        interval
            .is_some_and(|interval| (interval.low..=interval.high).contains(&self.reported.value))
    }

    /// By how many tolerances it differs; none where it has no tolerance.
    #[must_use]
    pub fn tolerances_off(&self) -> Option<f64> {
        let most = match self.tolerance? {
            Tolerance::Share(share) => share * self.reported.value.abs(),
            Tolerance::Points(points) => points,
        };
        Some(self.difference()?.abs() / most)
    }
}

/// Compares reported values with the figures of replications, each by the key of the figure, over
/// the same window.
#[must_use]
pub fn compare(
    reported: &[Reported],
    replications: &[BTreeMap<&str, f64>],
    tolerances: &Tolerances,
) -> Vec<Row> {
    let row = |reported: &Reported| {
        let values = replications.iter();
        let values = values
            .filter_map(|figures| reported.figure.of(&reported.subject, &Replication(figures)));
        let values: Vec<f64> = values.collect();
        // A mean over some of the replications would be another figure.
        let is_whole = values.len() == replications.len();
        let values = if is_whole { values } else { Vec::new() };
        let ours = Estimate::of(&values, Bounds::Any);
        let one_run = ours.filter(|ours| ours.count >= FEWEST_RUNS);
        let one_run = one_run.and_then(|ours| ours.prediction());
        let tolerance = reported.figure.kind().map(|kind| tolerances.of(kind));
        let verdict = judge(reported, ours, one_run, tolerance);
        Row {
            reported: reported.clone(),
            ours,
            values,
            one_run,
            tolerance,
            verdict,
        }
    };
    reported.iter().map(row).collect()
}

fn judge(
    reported: &Reported,
    ours: Option<Estimate>,
    one_run: Option<Interval>,
    tolerance: Option<Tolerance>,
) -> Verdict {
    let few = "few lots wait";
    let is_few = reported.figure == Figure::Waiting && reported.value <= FEWEST_WAITING;
    let unjudged = reported.unjudged.or(is_few.then_some(few));
    let Some(tolerance) = tolerance else {
        return Verdict::Unjudged(unjudged.unwrap_or("no tolerance"));
    };
    if let Some(reason) = unjudged {
        return Verdict::Unjudged(reason);
    }
    let Some(ours) = ours else {
        return Verdict::Missing;
    };
    if tolerance.allows(ours.mean - reported.value, reported.value) {
        Verdict::Agrees
    } else if one_run.is_some_and(|interval| interval.contains(reported.value)) {
        Verdict::Chance
    } else {
        Verdict::Differs
    }
}

/// How many figures have which verdict, of those that are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Within their tolerances.
    pub agree: usize,
    /// Beyond, by no more than single runs of ours may be.
    pub chance: usize,
    /// Beyond both.
    pub differ: usize,
    /// Not reported by the model.
    pub missing: usize,
}

impl Counts {
    /// How many figures are judged.
    #[must_use]
    pub const fn judged(self) -> usize {
        self.agree + self.beyond()
    }

    /// How many are not within their tolerances.
    #[must_use]
    pub const fn beyond(self) -> usize {
        self.chance + self.differ + self.missing
    }
}

/// Counts the verdicts of rows.
#[must_use]
pub fn counts(rows: &[Row]) -> Counts {
    let count = |verdict: Verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    Counts {
        agree: count(Verdict::Agrees),
        chance: count(Verdict::Chance),
        differ: count(Verdict::Differs),
        missing: count(Verdict::Missing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(figure: Figure, value: f64) -> Reported {
        Reported {
            subject: Subject::Family("Etch".to_owned()),
            figure,
            value,
            unjudged: None,
        }
    }

    /// Two replications by key.
    fn two(key: &'static str, values: [f64; 2]) -> Vec<BTreeMap<&'static str, f64>> {
        values.map(|value| BTreeMap::from([(key, value)])).to_vec()
    }

    #[test]
    fn a_figure_agrees_within_its_tolerance_and_no_further() {
        let verdict = |value: f64, ours: [f64; 2]| {
            let said = [reported(Figure::Down, value)];
            let rows = compare(
                &said,
                &two("fab.down_share/Etch", ours),
                &Tolerances::default(),
            );
            (rows[0].verdict, rows[0].is_within_interval())
        };
        // A mean of 11 with t(0.975; 1) = 12.706 times 1: from -1.7 to 23.7.
        assert_eq!(verdict(10.0, [10.0, 12.0]), (Verdict::Agrees, true));
        assert_eq!(verdict(9.9, [10.0, 12.0]), (Verdict::Differs, true));
        assert_eq!(verdict(9.9, [11.0, 11.0]), (Verdict::Differs, false));
        assert_eq!(verdict(12.0, [11.0, 11.0]), (Verdict::Agrees, false));
    }

    #[test]
    fn waiting_lots_are_judged_where_there_are_some() {
        for (value, ours, expected) in [
            (5.0, 9.0, Verdict::Unjudged("few lots wait")),
            (10.0, 11.0, Verdict::Agrees),
            (10.0, 11.01, Verdict::Differs),
        ] {
            let said = [reported(Figure::Waiting, value)];
            let ours = two("fab.queue_length/Etch", [ours, ours]);
            let rows = compare(&said, &ours, &Tolerances::default());
            assert_eq!(rows[0].verdict, expected, "{value}");
        }
    }

    #[test]
    fn what_the_model_does_not_report_is_missing_and_never_agrees() {
        let said = [reported(Figure::Down, 3.0), reported(Figure::Waiting, 1.0)];
        let mut ours = two("fab.down_share/Etch", [3.0, 3.0]);
        ours[1].clear();
        let rows = compare(&said, &ours, &Tolerances::default());
        assert_eq!(rows[0].verdict, Verdict::Missing);
        assert_eq!(rows[1].verdict, Verdict::Unjudged("few lots wait"));
        let counted = counts(&rows);
        assert_eq!((counted.missing, counted.judged()), (1, 1));
    }
}
