//! Where the start of a run stops mattering, and the interval of the mean of one long run.
//!
//! MSER (White 1997) drops the first d values so that the standard error of the mean of the rest,
//! taken as if they were independent, is smallest: d minimises
//! `sum over i > d of (y_i - mean_d)^2 / (n - d)^2`. MSER-5 (White, Cobb and Spratt 2000) does so
//! with the means of batches of five. Only the first half may be dropped: a minimum at that limit
//! says that the run is too short. Use it on the mean of replications, which has less noise than
//! one run.
//!
//! Batch means (Schmeiser 1982) cut one run without its warm-up into 10 to 30 long batches, whose
//! means are almost independent and normal: `mean +- t(b - 1) sd / sqrt(b)`. Whether they are
//! correlated is tested by von Neumann's ratio (Fishman 1978):
//! `C = 1 - sum (m_i - m_(i+1))^2 / (2 sum (m_i - mean)^2)` has mean 0 and the variance
//! `(b - 2) / (b^2 - 1)` for independent means.

use super::error::{InputError, all_finite, at_least, open_share, table};
use super::interval::Interval;
use super::quantile::two_sided;
use super::sample::{mean, variance};

/// The values of a batch of MSER-5.
const BATCH: usize = 5;

/// The one-sided 5 % quantile of the normal law.
const NORMAL_95: f64 = 1.644_853_626_951_472_2;

/// Where to cut off the warm-up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Truncation {
    /// The number of values to drop from the start.
    pub drop: usize,
    /// The marginal standard error squared at the minimum, in the squared unit of the values.
    pub statistic: f64,
    /// Whether the minimum lies before the limit of half the values; else the run is too short to
    /// find a warm-up.
    pub settled: bool,
}

/// The truncation by MSER with batches of five values; values that do not fill the last batch do
/// not count.
///
/// ```
/// use chippark::statistics::warmup::mser_5;
/// let mut series = vec![9.0; 10];
/// series.extend((0..90).map(|day| f64::from(day % 10)));
/// let found = mser_5(&series).unwrap();
/// assert_eq!((found.drop, found.settled), (10, true));
/// ```
///
/// # Errors
/// Fewer than 20 values, or values that are not finite.
pub fn mser_5(series: &[f64]) -> Result<Truncation, InputError> {
    at_least("values", 4 * BATCH, series.len())?;
    let batches: Vec<f64> = series.chunks_exact(BATCH).map(mean).collect();
    let found = mser(&batches)?;
    Ok(Truncation {
        drop: BATCH * found.drop,
        ..found
    })
}

/// The truncation by MSER on the values themselves; of equal minima the shortest warm-up.
///
/// # Errors
/// Fewer than four values, or values that are not finite.
pub fn mser(series: &[f64]) -> Result<Truncation, InputError> {
    at_least("values", 4, series.len())?;
    all_finite("values", series)?;
    let limit = series.len() / 2;
    let (mut count, mut centre, mut squares) = (0.0, 0.0, 0.0);
    let mut best = (limit, f64::INFINITY);
    for (drop, value) in series.iter().enumerate().rev() {
        // Welford's update of the mean and the sum of squares, from the end to the start.
        count += 1.0;
        let deviation = value - centre;
        centre += deviation / count;
        squares += deviation * (value - centre);
        let statistic = squares / (count * count);
        if drop <= limit && statistic <= best.1 {
            best = (drop, statistic);
        }
    }
    Ok(Truncation {
        drop: best.0,
        statistic: best.1,
        settled: best.0 < limit,
    })
}

/// The mean over replications at each time, from one row a replication.
///
/// # Errors
/// No replication, rows of unequal length, or values that are not finite.
pub fn mean_of_replications(replications: &[Vec<f64>]) -> Result<Vec<f64>, InputError> {
    let times = table("replications", replications)?;
    let at = |time: usize| {
        let sum: f64 = replications.iter().map(|row| row[time]).sum();
        sum / replications.len() as f64
    };
    Ok((0..times).map(at).collect())
}

/// The mean of one long run with its interval from the means of batches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchMeans {
    /// The mean of all values in batches.
    pub mean: f64,
    /// The interval of the mean by Student's t.
    pub interval: Interval,
    /// The number of batches.
    pub batches: usize,
    /// The number of values in each.
    pub size: usize,
    /// Von Neumann's ratio as a correlation of successive batches (C above).
    pub correlation: f64,
}

impl BatchMeans {
    /// Whether the batches are positively correlated by a one-sided test at 5 %: the interval is
    /// then too narrow, and fewer or longer batches are needed.
    #[must_use]
    pub fn are_correlated(&self) -> bool {
        let count = self.batches as f64;
        let spread = ((count - 2.0) / (count * count - 1.0)).sqrt();
        self.correlation > NORMAL_95 * spread
    }
}

/// The batch means interval of a run whose warm-up has been dropped. Values that do not fill the
/// batches are left out at the start.
///
/// ```
/// use chippark::statistics::warmup::batch_means;
/// let found = batch_means(&[1.0, 3.0, 2.0, 4.0, 6.0, 8.0], 3, 0.95).unwrap();
/// assert_eq!((found.mean, found.size), (4.0, 2));
/// ```
///
/// # Errors
/// Fewer than three batches or fewer values than batches, values that are not finite, equal means
/// in all batches, or a confidence that is not above 0 and below 1.
pub fn batch_means(
    series: &[f64],
    batches: usize,
    confidence: f64,
) -> Result<BatchMeans, InputError> {
    at_least("batches", 3, batches)?;
    at_least("values", batches, series.len())?;
    all_finite("values", series)?;
    open_share("the confidence", confidence)?;
    let size = series.len() / batches;
    let means: Vec<f64> = series[series.len() - size * batches..]
        .chunks_exact(size)
        .map(mean)
        .collect();
    let spread = variance(&means);
    if spread <= 0.0 {
        return Err(InputError::Constant {
            what: "the mean of the batches",
        });
    }
    let count = batches as f64;
    let steps: f64 = means
        .windows(2)
        .map(|pair| (pair[0] - pair[1]).powi(2))
        .sum();
    let t = two_sided(confidence, count - 1.0);
    let half = t * (spread / count).sqrt();
    let centre = mean(&means);
    Ok(BatchMeans {
        mean: centre,
        interval: Interval {
            low: centre - half,
            high: centre + half,
        },
        batches,
        size,
        correlation: 1.0 - steps / (2.0 * spread * (count - 1.0)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::random::Draws;
    use super::*;

    /// Of 10, 4, 1, 2, 1, 2, 1, 2 without the first d: d = 0 has the sum of squares 131 - 23^2 / 8
    /// = 64.875, over 64 = 1.0137; d = 1 has 31 - 13^2 / 7 = 6.857, over 49 = 0.1399; d = 2 has
    /// 1.5 over 36 = 1 / 24; d = 3 has 1.2 over 25 = 0.048; d = 4 has 1 over 16 = 0.0625.
    #[test]
    fn the_truncation_of_eight_values_worked_by_hand() {
        let series = [10.0, 4.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
        let found = mser(&series).unwrap();
        assert_eq!((found.drop, found.settled), (2, true));
        assert!((found.statistic - 1.0 / 24.0).abs() < 1e-15);

        let batches = series
            .iter()
            .flat_map(|y| [y - 1.0, y + 2.0, *y, y - 2.0, y + 1.0]);
        let mut fives: Vec<f64> = batches.collect();
        fives.extend([99.0; 4]);
        let found = mser_5(&fives).unwrap();
        assert_eq!((found.drop, found.settled), (10, true));
        assert!((found.statistic - 1.0 / 24.0).abs() < 1e-15);
    }

    /// A series that falls all the time is best cut as late as allowed: nothing has settled. Equal
    /// values need no cut.
    #[test]
    fn a_drift_to_the_end_has_not_settled() {
        let falling: Vec<f64> = (0..100).map(|day| 1.0 / f64::from(day + 1)).collect();
        let found = mser(&falling).unwrap();
        assert_eq!((found.drop, found.settled), (50, false));
        let found = mser_5(&[7.0; 40]).unwrap();
        assert_eq!((found.drop, found.settled), (0, true));
    }

    /// An autoregressive series x' = 0.8 x + noise from 200: the start adds 200 / 0.2 to the sum,
    /// a mean of 1.0 over 1,000 values, six times the standard error 1 / (0.2 sqrt(1,000)). What
    /// is left after the cut is less than one standard error, and the mean is within four.
    #[test]
    fn the_initial_bias_of_an_autoregressive_series_is_cut_off() {
        let n = 1_000;
        for key in 0..20 {
            let mut draws = Draws::new(&[key]);
            let mut x = 200.0;
            let series: Vec<f64> = (0..n)
                .map(|_| {
                    x = 0.8 * x + draws.normal();
                    x
                })
                .collect();
            let found = mser_5(&series).unwrap();
            let rest = (n - found.drop) as f64;
            let error = 5.0 / rest.sqrt();
            let left = 200.0 * libm::pow(0.8, found.drop as f64) / 0.2 / rest;
            assert!(found.settled && left < error, "{found:?}");
            assert!(mean(&series).abs() > 2.0 * error);
            assert!(mean(&series[found.drop..]).abs() < 4.0 * error);
        }
    }

    /// Means 2, 3 and 7: variance 7, t(0.975; 2) = 4.302652729696142; squared steps 1 + 16 over
    /// twice 14, and the test asks for 1.645 sqrt(1 / 8).
    #[test]
    fn the_interval_of_three_batches_worked_by_hand() {
        let found = batch_means(&[9.0, 1.0, 3.0, 2.0, 4.0, 6.0, 8.0], 3, 0.95).unwrap();
        assert_eq!((found.batches, found.size), (3, 2));
        let half = 4.302_652_729_696_142 * (7.0_f64 / 3.0).sqrt();
        assert!((found.interval.low - (4.0 - half)).abs() < 1e-9);
        assert!((found.interval.high - (4.0 + half)).abs() < 1e-9);
        assert!((found.correlation - 11.0 / 28.0).abs() < 1e-12);
        assert!(!found.are_correlated());
        let rising: Vec<f64> = (0..100).map(f64::from).collect();
        assert!(batch_means(&rising, 10, 0.95).unwrap().are_correlated());
    }

    /// Batches of 100 values of x' = 0.5 x + noise: of 1,000 intervals 95 % hold the mean 0, with
    /// the binomial standard deviation; and 5 % of the runs fail the test of correlation.
    #[test]
    fn the_interval_of_a_long_run_holds_the_mean() {
        let (mut held, mut correlated) = (0.0, 0.0);
        let trials = 1_000;
        for key in 0..trials {
            let mut draws = Draws::new(&[key, 1]);
            let mut x = draws.normal() / 0.75_f64.sqrt();
            let series: Vec<f64> = (0..2_000)
                .map(|_| {
                    x = 0.5 * x + draws.normal();
                    x
                })
                .collect();
            let found = batch_means(&series, 20, 0.95).unwrap();
            held += f64::from(u8::from(found.interval.contains(0.0)));
            correlated += f64::from(u8::from(found.are_correlated()));
        }
        let spread = (0.05 * 0.95 * trials as f64).sqrt();
        assert!(((held - 950.0) / spread).abs() < 4.0, "{held}");
        assert!(((correlated - 50.0) / spread).abs() < 4.0, "{correlated}");
    }

    #[test]
    fn runs_too_short_are_errors() {
        assert!(mser_5(&[1.0; 19]).is_err());
        assert!(mser(&[1.0, f64::NAN, 1.0, 1.0]).is_err());
        assert!(batch_means(&[1.0, 2.0], 3, 0.95).is_err());
        assert!(batch_means(&[1.0; 30], 3, 0.95).is_err());
        assert!(mean_of_replications(&[]).is_err());
        let mean = mean_of_replications(&[vec![1.0, 2.0], vec![3.0, 6.0]]);
        assert_eq!(mean, Ok(vec![2.0, 4.0]));
    }
}
