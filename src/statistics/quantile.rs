//! Quantiles of the laws that intervals and tests need, to nine digits.
//!
//! To 1,000 degrees of freedom the quantile of Student's t comes from `statrs`. Its search loses
//! digits beyond (1e-8 at 10,000 degrees and 1e-2 at a million), where the expansion around the
//! normal quantile in powers of 1 / freedom is exact enough (Fisher and Cornish 1960; Abramowitz
//! and Stegun 26.7.5): within 1e-11 of scipy up to the probability 0.999999.

use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

/// The confidence of intervals: 95 %.
pub const CONFIDENCE: f64 = 0.95;

/// The most degrees of freedom for which `statrs` is exact.
const MOST: f64 = 1_000.0;

/// The quantile at `probability`, above 0 and below 1; not a number for another probability or
/// for degrees of freedom that are not above 0.
///
/// ```
/// use chippark::statistics::quantile::student_t_quantile;
/// // Fisher and Yates, statistical tables, table III.
/// assert!((student_t_quantile(0.975, 9.0) - 2.262_157).abs() < 1e-6);
/// ```
#[must_use]
pub fn student_t_quantile(probability: f64, freedom: f64) -> f64 {
    if !(probability > 0.0 && probability < 1.0 && freedom > 0.0) {
        return f64::NAN;
    }
    if freedom <= MOST {
        let law = StudentsT::new(0.0, 1.0, freedom);
        return law.map_or(f64::NAN, |law| law.inverse_cdf(probability));
    }
    let z = normal_quantile(probability);
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
///
/// ```
/// use chippark::statistics::quantile::two_sided;
/// // scipy.stats.t.ppf(0.975, [1, 9, 120]).
/// assert!((two_sided(0.95, 1.0) - 12.706_204_736_174_7).abs() < 1e-9);
/// assert!((two_sided(0.95, 9.0) - 2.262_157_162_798_2).abs() < 1e-9);
/// assert!((two_sided(0.95, 120.0) - 1.979_930_405_052_8).abs() < 1e-9);
/// ```
#[must_use]
pub fn two_sided(confidence: f64, freedom: f64) -> f64 {
    student_t_quantile(f64::midpoint(1.0, confidence), freedom)
}

/// The probability that Student's t with `freedom` degrees of freedom lies farther from zero than
/// `t`, on either side.
///
/// ```
/// use chippark::statistics::quantile::{student_t_tails, two_sided};
/// assert!((student_t_tails(9, two_sided(0.95, 9.0)) - 0.05).abs() < 1e-9);
/// assert_eq!(student_t_tails(9, f64::INFINITY), 0.0);
/// ```
///
/// # Panics
/// If there is no degree of freedom.
#[must_use]
pub fn student_t_tails(freedom: usize, t: f64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, freedom as f64).expect("at least one degree of freedom");
    (2.0 * law.cdf(-t.abs())).min(1.0)
}

/// The quantile of the standard normal law at a probability strictly between 0 and 1.
///
/// ```
/// use chippark::statistics::quantile::normal_quantile;
/// // scipy.stats.norm.ppf([0.975, 0.999]).
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_05).abs() < 1e-9);
/// assert!((normal_quantile(0.999) - 3.090_232_306_167_81).abs() < 1e-9);
/// ```
#[must_use]
pub fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// The quantile of the chi-square law at a probability strictly between 0 and 1; not a number
/// without a degree of freedom.
///
/// ```
/// use chippark::statistics::quantile::chi_square_quantile;
/// // scipy.stats.chi2.ppf(0.95, [1, 10]).
/// assert!((chi_square_quantile(0.95, 1) - 3.841_458_820_7).abs() < 1e-6);
/// assert!((chi_square_quantile(0.95, 10) - 18.307_038_053_3).abs() < 1e-6);
/// ```
#[must_use]
pub fn chi_square_quantile(probability: f64, freedom: usize) -> f64 {
    ChiSquared::new(freedom as f64).map_or(f64::NAN, |law| law.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles at 0.9, 0.975, 0.99 and 0.999 as `SciPy` 1.16 gives them (scipy.stats.t.ppf).
    const T: [(usize, [f64; 4]); 9] = [
        (
            1,
            [
                3.077_683_537_175_3,
                12.706_204_736_174_7,
                31.820_515_953_773_9,
                318.308_838_985_550_2,
            ],
        ),
        (
            2,
            [
                1.885_618_083_164_1,
                4.302_652_729_749_5,
                6.964_556_734_283_3,
                22.327_124_770_119_9,
            ],
        ),
        (
            3,
            [
                1.637_744_353_696_2,
                3.182_446_305_283_7,
                4.540_702_858_568_1,
                10.214_531_852_407_4,
            ],
        ),
        (
            4,
            [
                1.533_206_274_058_9,
                2.776_445_105_197_8,
                3.746_947_387_979_2,
                7.173_182_219_782_3,
            ],
        ),
        (
            9,
            [
                1.383_028_738_396_6,
                2.262_157_162_798_2,
                2.821_437_925_025_8,
                4.296_805_662_729_9,
            ],
        ),
        (
            19,
            [
                1.327_728_209_026_8,
                2.093_024_054_408_3,
                2.539_483_190_624,
                3.579_400_148_954_7,
            ],
        ),
        (
            29,
            [
                1.311_433_647_301_6,
                2.045_229_642_132_7,
                2.462_021_360_150_4,
                3.396_240_288_356_8,
            ],
        ),
        (
            99,
            [
                1.290_161_442_034_5,
                1.984_216_951_586_4,
                2.364_605_861_786_9,
                3.174_603_849_755_8,
            ],
        ),
        (
            1000,
            [
                1.282_398_721_460_9,
                1.962_339_080_826_4,
                2.330_082_674_755_5,
                3.098_402_163_912_9,
            ],
        ),
    ];

    #[test]
    fn quantiles_agree_with_the_reference_to_nine_digits() {
        for (freedom, expected) in T {
            for (probability, exact) in [0.9, 0.975, 0.99, 0.999].into_iter().zip(expected) {
                let found = student_t_quantile(probability, freedom as f64);
                assert!(
                    (found / exact - 1.0).abs() < 1e-9,
                    "{freedom} {probability}: {found}"
                );
                let tails = student_t_tails(freedom, exact);
                assert!((tails / (2.0 * (1.0 - probability)) - 1.0).abs() < 1e-9);
            }
        }
        let normal = [
            (0.6, 0.253_347_103_135_8),
            (0.9, 1.281_551_565_544_6),
            (0.975, 1.959_963_984_540_054),
            (0.999, 3.090_232_306_167_813),
            (0.999_99, 4.264_890_793_923_841),
        ];
        for (probability, exact) in normal {
            let found = normal_quantile(probability);
            assert!((found - exact).abs() < 1e-9, "{probability}: {found}");
        }
    }

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
            let found = student_t_quantile(probability, freedom);
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn both_tails_are_equal_and_odd_arguments_have_no_quantile() {
        let sum = student_t_quantile(0.01, 2_000.0) + student_t_quantile(0.99, 2_000.0);
        assert!(sum.abs() < 1e-12 && two_sided(0.95, 1e9) > 1.959_963_9);
        assert!(student_t_quantile(1.0, 5.0).is_nan() && student_t_quantile(0.5, 0.0).is_nan());
        assert!(student_t_quantile(f64::NAN, 5.0).is_nan());
    }
}
