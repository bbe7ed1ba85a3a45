//! Verification: the fab, run like any scenario, against queueing systems whose steady state has a
//! closed form.
//!
//! Read [`Case`] first: a scenario and its exact answers. [`all`] lists the cases, by the files
//! `cases`, `mechanisms` and `orders`; their scenario files are in the folder `cases` and open with
//! formula, source and exact answers, which `theory` computes anew for the tests. A mean over
//! replications must lie within [`MOST_ERRORS`] standard errors of the exact answer, and these must
//! be at most the share of it that the case states: a wide interval proves nothing.

mod cases;
mod mechanisms;
mod orders;
#[cfg(test)]
mod theory;

use thiserror::Error;

use super::{RunError, Study};
use crate::industry::{Outcome, RunPlan};
use crate::scenario::Document;
use crate::statistics::{Bounds, Estimate};

/// The most standard errors between a mean and the exact answer.
pub const MOST_ERRORS: f64 = 4.0;
/// The tolerance of Little's law, as a share of the lots in the line: a run cuts the time of some
/// lots off at both ends.
pub const LITTLE: f64 = 0.005;
/// Values that differ by no more than this share differ by rounding only.
const ROUNDING: f64 = 1e-9;
/// The replications of [`Effort::Full`] are so many times those of the case.
const FULL_REPLICATIONS: u32 = 10;
/// The precision that [`Effort::Full`] asks for is that of the case over this: about the root of
/// [`FULL_REPLICATIONS`].
const FULL_PRECISION: f64 = 3.0;

/// A queueing system: a scenario that models it, and its exact steady state.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// A name, unique among the cases.
    pub name: &'static str,
    /// The text of the scenario file.
    pub scenario: &'static str,
    /// Overrides `path.to.key=value` of the file.
    pub overrides: &'static [&'static str],
    /// The figures that are known exactly.
    pub answers: &'static [Answer],
    /// Whether every lot that enters leaves the line, so that Little's law holds for it.
    pub keeps_lots: bool,
    /// Further overrides that make it another system: a planted mistake, which the same answers
    /// must notice. Empty if none is planted.
    pub mistake: &'static [&'static str],
}

/// A figure of a case and its exact value.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The key of the figure.
    pub key: &'static str,
    /// The unit of `exact`. Figures are converted to it: times to `min` or `h`, percentages to
    /// shares (`1`), counts to counts per time (`lots/min`).
    pub unit: &'static str,
    /// The exact value.
    pub exact: f64,
    /// The most that [`MOST_ERRORS`] standard errors may be, as a share of the exact value.
    pub precision: f64,
}

/// A name that no case has.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no case `{name}`; the cases are {}", names())]
pub struct UnknownCase {
    /// How the case is called on the command line.
    pub name: String,
}

fn names() -> String {
    let names: Vec<&str> = all().map(|case| case.name).collect();
    names.join(", ")
}

/// The fab disagrees with theory.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{wrong} of {of} figures disagree with their exact values")]
pub struct Disagreement {
    /// The number of figures that disagree.
    pub wrong: usize,
    /// The number of all figures.
    pub of: usize,
}

/// How many replications a verification runs, and how precise its means must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// As the cases state.
    Usual,
    /// Ten times as many replications and a third of the width.
    Full,
}

/// A sample of independent replications compared with an exact value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The exact value.
    pub exact: f64,
    /// The mean of the replications.
    pub estimate: Estimate,
    /// The standard errors by which the mean is above the exact value; none where the replications
    /// do not differ, or where the comparison is by tolerance.
    pub z: Option<f64>,
    /// [`MOST_ERRORS`] standard errors as a share of the exact value.
    pub width: f64,
    /// Whether the mean agrees with the exact value and is precise enough.
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
    /// assert!(!Comparison::of(&sample, 11.0, 0.1).holds, "too imprecise");
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

    /// Compares a mean with an exact value, with a tolerance that is a share of that.
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
    Estimate::of(sample, Bounds::Difference).expect("two replications or more")
}

/// One line of the verdict: a figure of a case beside its exact value.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The name of the case.
    pub case: &'static str,
    /// The key of the figure, or the name of the law that is compared.
    pub figure: &'static str,
    /// The unit of mean and exact value.
    pub unit: &'static str,
    /// Mean and exact value.
    pub comparison: Comparison,
}

/// All cases, the simplest first.
pub fn all() -> impl Iterator<Item = &'static Case> {
    [cases::CASES, mechanisms::CASES, orders::CASES]
        .into_iter()
        .flatten()
}

/// The case of a name.
#[must_use]
pub fn case(name: &str) -> Option<&'static Case> {
    all().find(|case| case.name == name)
}

/// The cases of these names, or all of them if there are no names.
///
/// # Errors
/// The first name that no case has.
pub fn cases(names: &[String]) -> Result<Vec<&'static Case>, UnknownCase> {
    if names.is_empty() {
        return Ok(all().collect());
    }
    let unknown = |name: &String| UnknownCase { name: name.clone() };
    let cases = names.iter();
    cases
        .map(|name| case(name).ok_or_else(|| unknown(name)))
        .collect()
}

/// Compares every answer of these cases; `run` runs one study.
///
/// # Errors
/// The error of `run`.
pub fn verify(
    cases: &[&Case],
    effort: Effort,
    mut run: impl FnMut(&Study) -> Result<Vec<Outcome>, RunError>,
) -> Result<Vec<Row>, RunError> {
    let mut rows = Vec::new();
    for case in cases {
        let study = case.study(effort);
        let outcomes = run(&study)?;
        rows.extend(case.judge(&study.plan(), &outcomes, effort));
    }
    Ok(rows)
}

/// Requires that all figures agree with their exact values.
///
/// # Errors
/// If some do not.
pub fn require_agreement(rows: &[Row]) -> Result<(), Disagreement> {
    let wrong = rows.iter().filter(|row| !row.comparison.holds).count();
    let of = rows.len();
    if wrong == 0 {
        Ok(())
    } else {
        Err(Disagreement { wrong, of })
    }
}

impl Case {
    /// The study of the case.
    ///
    /// # Panics
    /// If the scenario is invalid; those of [`all`] are tested.
    #[must_use]
    pub fn study(&self, effort: Effort) -> Study {
        let file = format!("{}.toml", self.name);
        let overrides: Vec<String> = self.overrides.iter().map(|&text| text.to_owned()).collect();
        let document = Document::from_text(&file, self.scenario, &overrides);
        let study = document.and_then(Study::new);
        let study = study.unwrap_or_else(|problems| panic!("{}: {problems}", self.name));
        match effort {
            Effort::Usual => study,
            Effort::Full => {
                let replications = study.plan().replications * FULL_REPLICATIONS;
                let more = study.with(&[format!("run.replications={replications}")]);
                more.expect("a number of replications")
            }
        }
    }

    /// Compares the outcomes of replications with every answer.
    ///
    /// # Panics
    /// If there are fewer than two outcomes, or they are of another scenario.
    #[must_use]
    pub fn judge(&self, plan: &RunPlan, outcomes: &[Outcome], effort: Effort) -> Vec<Row> {
        let tighter = match effort {
            Effort::Usual => 1.0,
            Effort::Full => FULL_PRECISION,
        };
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

/// Minutes in an hour.
const HOUR: f64 = 60.0;
/// Minutes in a day.
const DAY: f64 = 1440.0;

/// The factor that converts a figure from one unit to another; none if the units do not match.
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

/// The root mean square of the z-scores of all rows: about one if the fab agrees with theory; none
/// if no row has a z-score.
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
        for (place, one) in all().enumerate() {
            assert!(
                all().take(place).all(|other| other.name != one.name),
                "{}",
                one.name
            );
            assert!(!one.answers.is_empty(), "{}", one.name);
        }
    }

    #[test]
    fn cases_of_mechanisms_and_orders_have_a_planted_mistake() {
        for case in [mechanisms::CASES, orders::CASES].into_iter().flatten() {
            assert!(!case.mistake.is_empty(), "{}", case.name);
        }
    }
}
