//! Quantiles of Student's t to nine digits, for any number of degrees of freedom.
//!
//! To 1,000 degrees of freedom the quantile comes from `statrs`. Its search loses digits beyond
//! (1e-8 at 10,000 degrees and 1e-2 at a million), where the expansion around the normal quantile
//! in powers of 1 / freedom is exact enough (Fisher and Cornish 1960; Abramowitz and Stegun
//! 26.7.5): within 1e-11 of scipy up to the probability 0.999999.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The most degrees of freedom for which `statrs` is exact.
const MOST: f64 = 1_000.0;

/// The quantile at `probability`, above 0 and below 1; not a number for another probability or
/// for degrees of freedom that are not above 0.
///
/// ```
/// use chippark::statistics::student::quantile;
/// // Fisher and Yates, statistical tables, table III.
/// assert!((quantile(0.975, 9.0) - 2.262_157).abs() < 1e-6);
/// ```
#[must_use]
pub fn quantile(probability: f64, freedom: f64) -> f64 {
    if !(probability > 0.0 && probability < 1.0 && freedom > 0.0) {
        return f64::NAN;
    }
    if freedom <= MOST {
        let law = StudentsT::new(0.0, 1.0, freedom);
        return law.map_or(f64::NAN, |law| law.inverse_cdf(probability));
    }
    let z = Normal::standard().inverse_cdf(probability);
    let s = z * z;
    let terms = [
        (s + 1.0) / 4.0,
        ((5.0 * s + 16.0) * s + 3.0) / 96.0,
        (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0,
        ((((79.0 * s + 776.0) * s + 1_482.0) * s - 1_920.0) * s - 945.0) / 92_160.0,
    ];
    let powers = terms
        .iter()
        .rev()
        .fold(0.0, |sum, term| (sum + term) / freedom);
    z * (1.0 + powers)
}

/// The half-width of a two-sided interval of `confidence`, in standard errors.
#[must_use]
pub fn two_sided(confidence: f64, freedom: f64) -> f64 {
    quantile(f64::midpoint(1.0, confidence), freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.17.1, `t.ppf`.
    #[test]
    fn the_quantiles_are_those_of_scipy() {
        let reference = [
            (0.975, 1.0, 12.706_204_736_175),
            (0.975, 4.0, 2.776_445_105_198),
            (0.975, 9.0, 2.262_157_162_798),
            (0.995, 29.0, 2.756_385_903_671),
            (0.9995, 19.0, 3.883_405_852_592),
            (0.95, 1_000.0, 1.646_378_817_285),
            (0.95, 1_001.0, 1.646_377_292_199),
            (0.9, 9_999.0, 1.281_636_238_198),
            (0.975, 10_000.0, 1.960_201_239_891),
            (0.9995, 1_500.0, 3.297_024_849_046),
            (0.975, 1_000_000.0, 1.959_966_356_814),
            (0.75, 1_941_332.0, 0.674_489_876_571),
        ];
        for (probability, freedom, expected) in reference {
            let found = quantile(probability, freedom);
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn both_tails_are_equal_and_odd_arguments_have_no_quantile() {
        let sum = quantile(0.01, 2_000.0) + quantile(0.99, 2_000.0);
        assert!(sum.abs() < 1e-12 && two_sided(0.95, 1e9) > 1.959_963_9);
        assert!(quantile(1.0, 5.0).is_nan() && quantile(0.5, 0.0).is_nan());
        assert!(quantile(f64::NAN, 5.0).is_nan());
    }
}
