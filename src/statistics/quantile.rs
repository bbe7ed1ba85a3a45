//! Quantiles of the laws that intervals and tests need.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

use super::student;

/// The confidence of intervals: 95 %.
pub const CONFIDENCE: f64 = 0.95;

/// The two-sided 95 % quantile of Student's t with `freedom` degrees of freedom.
///
/// ```
/// use chippark::statistics::quantile::student_t;
/// // R 4.3, qt(0.975, c(1, 9, 120)).
/// assert!((student_t(1) - 12.706_204_736_174_7).abs() < 1e-9);
/// assert!((student_t(9) - 2.262_157_162_798_2).abs() < 1e-9);
/// assert!((student_t(120) - 1.979_930_405_052_8).abs() < 1e-9);
/// ```
#[must_use]
pub fn student_t(freedom: usize) -> f64 {
    student::two_sided(CONFIDENCE, freedom as f64)
}

/// The probability that Student's t with `freedom` degrees of freedom lies farther from zero than
/// `t`, on either side.
///
/// ```
/// use chippark::statistics::quantile::{student_t, student_t_tails};
/// assert!((student_t_tails(9, student_t(9)) - 0.05).abs() < 1e-9);
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
/// // R 4.3, qnorm(c(0.975, 0.999)).
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_05).abs() < 1e-9);
/// assert!((normal_quantile(0.999) - 3.090_232_306_167_81).abs() < 1e-9);
/// ```
#[must_use]
pub fn normal_quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
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
                let found = student::quantile(probability, freedom as f64);
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
}
