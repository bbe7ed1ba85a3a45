//! As many replications as a wish for precision takes (method M8).
//!
//! After [`FIRST`] replications, and as long as a half-width is too large, so many are added as the
//! half-widths found would take, at most as many as there are; then the rule is applied anew. That
//! is the sequential procedure for a relative error of A. M. Law (Simulation Modeling and Analysis,
//! 5th ed. 2015, section 9.4.1): with the wish `g` for the share of the mean, a half-width of
//! `g / (1 + g)` times the mean found is small enough. A rule that looks at the interval to decide
//! when to stop covers the truth a little less often than one with a number fixed beforehand.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use thiserror::Error;

use super::compare::asked::means;
use super::{RunError, Study, Summary};
use crate::industry::{Outcome, metrics};
use crate::scenario::Problems;
use crate::statistics::Estimate;
use crate::units::text::{hint, nearest};

/// So many replications are run before their spread is looked at.
pub const FIRST: u32 = 10;

/// How precise the mean of a figure is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// The key of a figure, or a metric for all of its subjects, or a `*`-pattern.
    pub figure: String,
    /// The largest half-width of the 95 % interval.
    pub half_width: HalfWidth,
}

/// The half-width of an interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HalfWidth {
    /// As a share of the true mean.
    Share(f64),
    /// In the unit of the figure.
    Amount(f64),
}

impl Precision {
    /// So many times the half-width that is wished for does an estimate have, or more where there
    /// is none; zero where the figure never varied.
    fn excess(&self, estimate: Option<&Estimate>) -> f64 {
        let Some(estimate) = estimate else {
            return f64::INFINITY;
        };
        if estimate.sd == Some(0.0) {
            return 0.0;
        }
        let allowed = match self.half_width {
            HalfWidth::Share(share) => share / (1.0 + share) * estimate.mean.abs(),
            HalfWidth::Amount(amount) => amount,
        };
        let excess = estimate.half_width().unwrap_or(f64::INFINITY) / allowed;
        if excess.is_nan() {
            f64::INFINITY
        } else {
            excess
        }
    }
}

impl FromStr for Precision {
    type Err = String;

    /// ```
    /// use chippark::experiment::precision::{HalfWidth, Precision};
    /// let wish: Precision = "fab.cycle_time/cpu: 1 %".parse().unwrap();
    /// assert_eq!(wish.figure, "fab.cycle_time/cpu");
    /// assert_eq!(wish.half_width, HalfWidth::Share(0.01));
    /// let wish: Precision = "fab.wip:0.5".parse().unwrap();
    /// assert_eq!(wish.half_width, HalfWidth::Amount(0.5));
    /// assert!(["fab.wip", "fab.wip:0%"].iter().all(|text| text.parse::<Precision>().is_err()));
    /// ```
    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (figure, width) = text.trim().rsplit_once(':')?;
            let (figure, width) = (figure.trim(), width.trim());
            let number = |text: &str| text.trim().parse::<f64>().ok();
            let half_width = match width.strip_suffix('%') {
                Some(percent) => HalfWidth::Share(number(percent)? / 100.0),
                None => HalfWidth::Amount(number(width)?),
            };
            let (HalfWidth::Share(size) | HalfWidth::Amount(size)) = half_width;
            let is_figure = !figure.is_empty() && !figure.contains(char::is_whitespace);
            (is_figure && size.is_finite() && size > 0.0).then(|| Self {
                figure: figure.to_owned(),
                half_width,
            })
        };
        let wish = read().ok_or_else(|| {
            format!(
                "`{text}` is no precision: write a figure, a colon and the half-width above zero, \
                 such as `fab.cycle_time/cpu:1%` or, in the unit of the figure, `fab.wip:0.5`"
            )
        })?;
        let metric = wish.figure.split('/').next().unwrap_or_default();
        let known = || metrics().map(|metric| metric.key);
        if metric.contains('*') || known().any(|key| key == metric) {
            return Ok(wish);
        }
        let near = hint(nearest(metric, known()));
        Err(format!("there is no metric `{metric}`{near}"))
    }
}

impl fmt::Display for HalfWidth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share(share) => write!(formatter, "{} %", share * 100.0),
            Self::Amount(amount) => write!(formatter, "{amount}"),
        }
    }
}

/// A figure that is not as precise as was wished for.
#[derive(Clone, Debug, PartialEq)]
pub struct Unmet {
    /// The key of the figure.
    pub key: String,
    /// What was wished for.
    pub half_width: HalfWidth,
    /// The half-width that was reached, in the unit of the figure; none where there is no interval.
    pub reached: Option<f64>,
}

/// The replications that a wish for precision took.
#[derive(Clone, Debug)]
pub struct Precise {
    /// The study with so many replications.
    pub study: Study,
    /// The outcomes of its replications, by number.
    pub outcomes: Vec<Outcome>,
    /// What is not precise enough with the most replications allowed.
    pub unmet: Vec<Unmet>,
}

/// Why there are no replications.
#[derive(Debug, Error)]
pub enum PrecisionError {
    /// The scenario cannot have so many replications.
    #[error(transparent)]
    Scenario(#[from] Problems),
    /// A run failed.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The scenario does not report a figure.
    #[error("the run reports no figure `{0}`; `chippark metrics SCENARIO` lists them")]
    NotReported(String),
}

/// Runs replications of a study until each wish is met, or `most` have been run.
///
/// * `run` runs the replications of these numbers.
///
/// # Errors
/// If a run fails, or the scenario does not report a figure that is asked for.
pub fn until_precise(
    study: &Study,
    wishes: &[Precision],
    most: u32,
    mut run: impl FnMut(&Study, Range<u32>) -> Result<Vec<Outcome>, RunError>,
) -> Result<Precise, PrecisionError> {
    let first = study.plan().first_replication;
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut done = 0;
    let mut wanted = FIRST.min(most);
    loop {
        outcomes.extend(run(study, first + done..first + wanted)?);
        done = wanted;
        let found = judged(wishes, &outcomes)?;
        let worst = found.iter().map(|(excess, _)| *excess).fold(0.0, f64::max);
        if worst <= 1.0 || done >= most {
            let study = study.with(&[format!("run.replications={done}")])?;
            let unmet = found.into_iter().filter(|(excess, _)| *excess > 1.0);
            return Ok(Precise {
                study,
                outcomes,
                unmet: unmet.map(|(_, unmet)| unmet).collect(),
            });
        }
        wanted = next(done, worst).min(most);
    }
}

/// The number of replications to try next, after so many whose worst half-width is `excess` times
/// as large as it may be: half-widths shrink with the root of the number.
fn next(done: u32, excess: f64) -> u32 {
    let takes = (f64::from(done) * excess * excess).ceil();
    let twice = done.saturating_mul(2);
    if takes >= f64::from(twice) {
        return twice;
    }
    let takes = (done + 1..twice).find(|number| f64::from(*number) >= takes);
    takes.unwrap_or(twice)
}

/// Each figure that a wish means, with how many times its half-width is what it may be.
fn judged(wishes: &[Precision], outcomes: &[Outcome]) -> Result<Vec<(f64, Unmet)>, PrecisionError> {
    let summary = Summary::of(outcomes);
    let mut all = Vec::new();
    for wish in wishes {
        let before = all.len();
        let figures = summary.figures.iter();
        for figure in figures.filter(|figure| means(&wish.figure, &figure.key)) {
            let estimate = figure.estimate.as_ref();
            all.push((
                wish.excess(estimate),
                Unmet {
                    key: figure.key.clone(),
                    half_width: wish.half_width,
                    reached: estimate.and_then(Estimate::half_width),
                },
            ));
        }
        if all.len() == before {
            return Err(PrecisionError::NotReported(wish.figure.clone()));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Watch;
    use crate::experiment::city::city;

    fn precise(study: &Study, wish: &str, most: u32) -> Precise {
        let wishes = [wish.parse().unwrap()];
        let run = |study: &Study, numbers| study.replicate(numbers, 1, &Watch::none());
        until_precise(study, &wishes, most, run).unwrap()
    }

    fn counts(outcomes: &[Outcome]) -> Vec<f64> {
        let value = |outcome: &Outcome| outcome.figures.value("talent.registered/steady");
        outcomes
            .iter()
            .map(|outcome| value(outcome).unwrap())
            .collect()
    }

    /// A Poisson count of mean 547.6 has a standard deviation of 4.27 % of it: 1 % takes about
    /// (1.96 * 4.27 * 1.01)^2 = 71 replications, and a half-width of 10 about 21.
    #[test]
    fn as_many_replications_are_run_as_the_spread_takes() {
        let study = city(12);
        let found = precise(&study, "talent.registered/steady:1%", 1000);
        let count = found.outcomes.len();
        assert!(
            (45..=110).contains(&count) && found.unmet.is_empty(),
            "{count}"
        );
        let estimate = Estimate::of(&counts(&found.outcomes), crate::statistics::Bounds::Any);
        assert!(estimate.unwrap().relative_half_width().unwrap() <= 0.01);
        assert_eq!(found.study.plan().replications as usize, count);
        let again = found.study.run(2, &Watch::none()).unwrap();
        assert_eq!(counts(&again), counts(&found.outcomes));

        let few = precise(&study, "talent.registered/steady:10", 1000)
            .outcomes
            .len();
        assert!((10..=45).contains(&few), "{few}");
        let capped = precise(&study, "talent.registered/*:0.1%", 15);
        assert_eq!((capped.outcomes.len(), capped.unmet.len()), (15, 2));
    }

    /// The truth is 2000 * 100 / 365.25 persons. With 300 experiments four standard errors below
    /// 95 % are 90 %; the rule stops early a little too often where the spread came out small.
    #[test]
    fn an_interval_that_decided_when_to_stop_still_covers_the_truth() {
        let truth = 2000.0 * 100.0 / 365.25;
        let covers = (0..300_u32).filter(|number| {
            let first = format!("run.first_replication={}", number * 200);
            let study = city(12).with(&[first]).unwrap();
            let found = precise(&study, "talent.registered/steady:2%", 200);
            let estimate = Estimate::of(&counts(&found.outcomes), crate::statistics::Bounds::Any);
            estimate.unwrap().interval.unwrap().contains(truth)
        });
        let covered = covers.count();
        assert!(covered >= 270, "{covered} of 300");
    }

    #[test]
    fn what_never_varies_is_precise_and_what_is_not_reported_is_an_error() {
        let study = city(12);
        assert_eq!(precise(&study, "limits.switches:1%", 50).outcomes.len(), 10);
        let wishes = ["fab.wip:1%".parse().unwrap()];
        let run = |study: &Study, numbers| study.replicate(numbers, 1, &Watch::none());
        let error = until_precise(&study, &wishes, 50, run).unwrap_err();
        assert!(error.to_string().contains("no figure `fab.wip`"));
    }

    #[test]
    fn the_number_grows_with_the_square_of_the_excess_and_at_most_doubles() {
        assert_eq!([next(10, 1.2), next(10, 1.01), next(10, 3.0)], [15, 11, 20]);
        assert_eq!(next(10, f64::INFINITY), 20);
    }
}
