//! Verification: the fab, run as any scenario is, against queueing systems whose long run has a
//! closed form.
//!
//! Read [`Case`] first: a scenario and its exact answers. [`CASES`] lists them all; their scenario
//! files stand in the folder `cases` and open with formula, source and exact answers. A mean over
//! replications must lie within [`MOST_ERRORS`] standard errors of the exact answer, and these may
//! be no more than the share of it that the case states, so that agreement says something.

mod cases;

pub use cases::CASES;

use super::Estimate;
use crate::industry::{Outcome, RunPlan};

/// How many standard errors a mean may be away from the exact answer.
pub const MOST_ERRORS: f64 = 4.0;
/// How far the lots in the line may be from their rate times their time (Little's law), as a share:
/// a run cuts some lots off at both ends.
pub const LITTLE: f64 = 0.005;
/// What differs by no more than this share is the same but for rounding.
const ROUNDING: f64 = 1e-9;

/// A queueing system: the scenario that is it, and what its figures are in the long run.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// Its name, unique among the cases.
    pub name: &'static str,
    /// The scenario file.
    pub scenario: &'static str,
    /// Settings that differ from the file, as a user would override them.
    pub overrides: &'static [&'static str],
    /// What is known exactly.
    pub answers: &'static [Answer],
    /// Whether every lot that enters leaves the line, so that Little's law holds for it.
    pub keeps_lots: bool,
}

/// A figure of a case and its exact value.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The key of the figure.
    pub key: &'static str,
    /// The unit of `exact`. Figures are brought into it: times into `min` or `h`, percentages into
    /// shares (`1`), counts into counts per time (`lots/min`).
    pub unit: &'static str,
    /// The exact value.
    pub exact: f64,
    /// The most that [`MOST_ERRORS`] standard errors may be, as a share of the exact value.
    pub precision: f64,
}

/// How a sample of independent replications compares with an exact value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The exact value.
    pub exact: f64,
    /// What the replications say.
    pub estimate: Estimate,
    /// How many standard errors the mean is above the exact value; none where the replications do
    /// not differ, or where the comparison is by tolerance.
    pub z: Option<f64>,
    /// [`MOST_ERRORS`] standard errors as a share of the exact value.
    pub width: f64,
    /// Whether mean and exact value agree, and the mean is known well enough.
    pub holds: bool,
}

impl Comparison {
    /// Compares a mean with an exact value that is not zero. `precision` is as in [`Answer`].
    ///
    /// ```
    /// use chippark::experiment::verify::Comparison;
    /// // The mean is 10 and its standard error 0.5.
    /// let sample = [9.0, 9.0, 11.0, 11.0, 10.0];
    /// let compared = Comparison::of(&sample, 11.0, 0.2);
    /// assert!((compared.z.unwrap() + 1.0 / 0.2_f64.sqrt()).abs() < 1e-12 && compared.holds);
    /// assert!(!Comparison::of(&sample, 12.0, 0.2).holds, "too far away");
    /// assert!(!Comparison::of(&sample, 11.0, 0.1).holds, "not known well enough");
    /// ```
    ///
    /// # Panics
    /// If the sample has fewer than two values.
    #[must_use]
    pub fn of(sample: &[f64], exact: f64, precision: f64) -> Self {
        let estimate = estimate(sample);
        let sd = estimate.sd.expect("two replications or more");
        let error = sd / (estimate.count as f64).sqrt();
        let (off, width) = (estimate.mean - exact, MOST_ERRORS * error / exact.abs());
        let is_constant = sd <= ROUNDING * estimate.mean.abs();
        let z = (!is_constant).then_some(off / error);
        let is_close = z.map_or(off.abs() <= ROUNDING * exact.abs(), |z| {
            z.abs() <= MOST_ERRORS
        });
        Self {
            exact,
            estimate,
            z,
            width,
            holds: is_close && width <= precision,
        }
    }

    /// Compares a mean with an exact value that it may miss by so large a share.
    fn within(sample: &[f64], exact: f64, tolerance: f64) -> Self {
        let compared = Self::of(sample, exact, f64::INFINITY);
        let off = (compared.estimate.mean / exact - 1.0).abs();
        Self {
            z: None,
            holds: off <= tolerance,
            ..compared
        }
    }
}

fn estimate(sample: &[f64]) -> Estimate {
    Estimate::of(sample).expect("two replications or more")
}

/// One line of the verdict: a figure of a case beside its exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The case.
    pub case: &'static str,
    /// The figure's key, or what else is compared.
    pub figure: &'static str,
    /// The unit of both values.
    pub unit: &'static str,
    /// The values.
    pub comparison: Comparison,
}

/// The case of a name.
#[must_use]
pub fn case(name: &str) -> Option<&'static Case> {
    CASES.iter().find(|case| case.name == name)
}

impl Case {
    /// The overrides as the scenario reader takes them.
    #[must_use]
    pub fn overrides(&self) -> Vec<String> {
        self.overrides.iter().map(|&text| text.to_owned()).collect()
    }

    /// Compares the outcomes of replications with every answer. More replications know the means
    /// better: the precision that is asked for is divided by `tighter`.
    ///
    /// # Panics
    /// If there are fewer than two outcomes, or they are not of this case.
    #[must_use]
    pub fn judge(&self, plan: &RunPlan, outcomes: &[Outcome], tighter: f64) -> Vec<Row> {
        let rows = self.answers.iter().map(|answer| Row {
            case: self.name,
            figure: answer.key,
            unit: answer.unit,
            comparison: Comparison::of(
                &self.sample(answer, plan, outcomes),
                answer.exact,
                answer.precision / tighter,
            ),
        });
        let little = self.keeps_lots.then(|| Row {
            case: self.name,
            figure: "Little's law: lots / (rate x time)",
            unit: "1",
            comparison: Comparison::within(&little(plan, outcomes), 1.0, LITTLE),
        });
        rows.chain(little).collect()
    }

    /// The figure of an answer in each replication, in its unit.
    fn sample(&self, answer: &Answer, plan: &RunPlan, outcomes: &[Outcome]) -> Vec<f64> {
        let of_one = |outcome: &Outcome| {
            let mut figures = outcome.figures.iter();
            let found = figures.find(|(key, _)| *key == answer.key);
            let found = found.and_then(|(_, figure)| Some((figure.metric.unit, figure.value?)));
            let scaled =
                found.and_then(|(unit, value)| Some(value * factor(unit, answer.unit, plan)?));
            let Answer { key, unit, .. } = answer;
            scaled.unwrap_or_else(|| panic!("{}: there is no {key} in {unit}", self.name))
        };
        outcomes.iter().map(of_one).collect()
    }
}

/// Minutes in an hour and in a day.
const HOUR: f64 = 60.0;
/// As above.
const DAY: f64 = 1440.0;

/// What brings a figure from its unit into another one; none where that is no unit of it.
fn factor(from: &str, to: &str, plan: &RunPlan) -> Option<f64> {
    let span = (plan.horizon - plan.warmup).as_minutes();
    Some(match (from, to) {
        _ if from == to => 1.0,
        ("%", "1") => 0.01,
        ("h", "min") => HOUR,
        ("d", "min") => DAY,
        ("d", "h") => DAY / HOUR,
        _ => {
            let per = to.strip_prefix(from)?;
            match per {
                "/min" => 1.0 / span,
                "/h" => HOUR / span,
                _ => return None,
            }
        }
    })
}

/// Lots in the line over the sum, over streams, of rate times time, in each replication.
fn little(plan: &RunPlan, outcomes: &[Outcome]) -> Vec<f64> {
    let span = (plan.horizon - plan.warmup).as_minutes();
    let of_one = |outcome: &Outcome| {
        let streams = outcome.figures.iter().filter_map(|(key, figure)| {
            let stream = key.strip_prefix("fab.throughput/")?;
            let time = outcome.figures.value(&format!("fab.cycle_time/{stream}"))?;
            Some(figure.value? / span * time * DAY)
        });
        let level = outcome.figures.value("fab.wip").expect("it is a fab");
        level / streams.sum::<f64>()
    };
    outcomes.iter().map(of_one).collect()
}

/// The root of the mean square of the z of all rows: about one, if everything is as it should be;
/// none without any.
#[must_use]
pub fn rms_z(rows: &[Row]) -> Option<f64> {
    let scores: Vec<f64> = rows.iter().filter_map(|row| row.comparison.z).collect();
    let squares: f64 = scores.iter().map(|z| z * z).sum();
    (!scores.is_empty()).then(|| (squares / scores.len() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_that_never_varies_must_be_exact() {
        let compared = Comparison::of(&[8.0; 3], 8.0, 0.01);
        assert!(compared.holds && compared.z.is_none());
        assert!(!Comparison::of(&[8.0; 3], 8.001, 0.01).holds);
    }

    #[test]
    fn what_is_not_a_number_never_holds() {
        assert!(!Comparison::of(&[f64::NAN, 1.0], 1.0, 0.1).holds);
    }

    #[test]
    fn scores_are_pooled() {
        let row = |z| Row {
            case: "x",
            figure: "y",
            unit: "1",
            comparison: Comparison {
                z,
                ..Comparison::of(&[1.0, 1.0], 1.0, 1.0)
            },
        };
        let pooled = rms_z(&[row(Some(3.0)), row(None), row(Some(-4.0))]).unwrap();
        assert!((pooled - 12.5_f64.sqrt()).abs() < 1e-12);
        assert_eq!(rms_z(&[row(None)]), None);
    }

    #[test]
    fn names_of_cases_are_unique() {
        for (place, one) in CASES.iter().enumerate() {
            assert!(
                CASES[..place].iter().all(|other| other.name != one.name),
                "{}",
                one.name
            );
            assert!(!one.answers.is_empty(), "{}", one.name);
        }
    }
}
