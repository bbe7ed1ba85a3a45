//! Standardised regression coefficients (Saltelli et al. 2008, 1.2.5): the change of the output in
//! its standard deviations for a change of a factor by one of its own, in a linear fit.
//!
//! Least squares on the standardised data: `beta = R^-1 r` with the correlations R of the factors
//! and r of the factors with the output. `R2 = r' beta` is the share of the variance that the fit
//! explains; below about 0.7 the coefficients do not describe the model. With n points and k
//! factors the standard error of `beta_i` is `sqrt((1 - R2) / (n - k - 1) * (R^-1)_ii)`, and the
//! interval is Student's t with n - k - 1 degrees of freedom.

use super::super::error::{InputError, all_finite, at_least, open_share, same_length, table};
use super::super::interval::Interval;
use super::super::linear::{cholesky, dot, inverse, solve};
use super::super::quantile::two_sided;
use super::super::sample::mean;

/// The least share of a factor's variance that the factors before it must leave unexplained.
const LEAST_OWN_SHARE: f64 = 1e-10;

/// A linear fit of an output to its factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// The coefficient of each factor.
    pub coefficients: Vec<Coefficient>,
    /// The share of the output's variance that the fit explains.
    pub r_squared: f64,
    /// The same with variances by degrees of freedom, so that useless factors do not raise it.
    pub adjusted_r_squared: f64,
}

/// A standardised regression coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Standard deviations of the output for one of the factor.
    pub value: f64,
    /// The standard error of the value, in its unit.
    pub standard_error: f64,
    /// The interval by Student's t.
    pub interval: Interval,
}

/// The standardised coefficients of `outputs` on the columns of `points`, with intervals of
/// `confidence`.
///
/// ```
/// use chippark::statistics::{design, sensitivity::regress};
/// let points = design::latin_hypercube(100, 2, 42).unwrap();
/// let outputs: Vec<f64> = points.iter().map(|x| 4.0 * x[0] - 3.0 * x[1]).collect();
/// let found = regress(&points, &outputs, 0.95).unwrap();
/// assert!((found.r_squared - 1.0).abs() < 1e-12 && found.coefficients[1].value < 0.0);
/// ```
///
/// # Errors
/// Data that are not finite or do not fit each other, fewer than k + 2 points for k factors, a
/// factor or an output that does not vary, or factors that are linear combinations of each other.
pub fn regress(
    points: &[Vec<f64>],
    outputs: &[f64],
    confidence: f64,
) -> Result<Regression, InputError> {
    let factors = table("points", points)?;
    at_least("factors", 1, factors)?;
    same_length("outputs", points.len(), outputs.len())?;
    all_finite("outputs", outputs)?;
    open_share("the confidence", confidence)?;
    at_least("points", factors + 2, points.len())?;

    let output = unit(outputs).ok_or(InputError::Constant { what: "the output" })?;
    let columns: Vec<Vec<f64>> = (0..factors)
        .map(|factor| {
            let column: Vec<f64> = points.iter().map(|point| point[factor]).collect();
            unit(&column).ok_or(InputError::Constant { what: "a factor" })
        })
        .collect::<Result<_, _>>()?;
    let correlations: Vec<Vec<f64>> = columns
        .iter()
        .map(|left| columns.iter().map(|right| dot(left, right)).collect())
        .collect();
    let with_output: Vec<f64> = columns.iter().map(|column| dot(column, &output)).collect();
    let lower = cholesky(&correlations, LEAST_OWN_SHARE)
        .ok_or(InputError::Collinear { what: "factors" })?;
    let values = solve(&lower, &with_output);
    let inverse = inverse(&lower);

    let residual: f64 = (0..points.len())
        .map(|row| {
            let fitted = columns
                .iter()
                .zip(&values)
                .map(|(column, beta)| column[row] * beta);
            (output[row] - fitted.sum::<f64>()).powi(2)
        })
        .sum();
    let freedom = (points.len() - factors - 1) as f64;
    let t = two_sided(confidence, freedom);
    let coefficient = |(factor, &value): (usize, &f64)| {
        let standard_error = (residual / freedom * inverse[factor][factor]).sqrt();
        Coefficient {
            value,
            standard_error,
            interval: Interval {
                low: value - t * standard_error,
                high: value + t * standard_error,
            },
        }
    };
    Ok(Regression {
        coefficients: values.iter().enumerate().map(coefficient).collect(),
        r_squared: 1.0 - residual,
        adjusted_r_squared: 1.0 - residual * (points.len() - 1) as f64 / freedom,
    })
}

/// The values less their mean, scaled to a sum of squares of one; none if they do not vary.
fn unit(values: &[f64]) -> Option<Vec<f64>> {
    let centre = mean(values);
    let deviations: Vec<f64> = values.iter().map(|value| value - centre).collect();
    let length = dot(&deviations, &deviations).sqrt();
    let varies = values.iter().any(|value| (value - values[0]).abs() > 0.0);
    (varies && length > 0.0).then(|| deviations.iter().map(|value| value / length).collect())
}

#[cfg(test)]
mod tests {
    use super::super::super::sample::variance;
    use super::*;

    /// Longley's data (1967): employment; price deflator, gross national product, unemployed, armed
    /// forces, population, year.
    const LONGLEY: [[f64; 7]; 16] = [
        [60323.0, 83.0, 234_289.0, 2356.0, 1590.0, 107_608.0, 1947.0],
        [61122.0, 88.5, 259_426.0, 2325.0, 1456.0, 108_632.0, 1948.0],
        [60171.0, 88.2, 258_054.0, 3682.0, 1616.0, 109_773.0, 1949.0],
        [61187.0, 89.5, 284_599.0, 3351.0, 1650.0, 110_929.0, 1950.0],
        [63221.0, 96.2, 328_975.0, 2099.0, 3099.0, 112_075.0, 1951.0],
        [63639.0, 98.1, 346_999.0, 1932.0, 3594.0, 113_270.0, 1952.0],
        [64989.0, 99.0, 365_385.0, 1870.0, 3547.0, 115_094.0, 1953.0],
        [63761.0, 100.0, 363_112.0, 3578.0, 3350.0, 116_219.0, 1954.0],
        [66019.0, 101.2, 397_469.0, 2904.0, 3048.0, 117_388.0, 1955.0],
        [67857.0, 104.6, 419_180.0, 2822.0, 2857.0, 118_734.0, 1956.0],
        [68169.0, 108.4, 442_769.0, 2936.0, 2798.0, 120_445.0, 1957.0],
        [66513.0, 110.8, 444_546.0, 4681.0, 2637.0, 121_950.0, 1958.0],
        [68655.0, 112.6, 482_704.0, 3813.0, 2552.0, 123_366.0, 1959.0],
        [69564.0, 114.2, 502_601.0, 3931.0, 2514.0, 125_368.0, 1960.0],
        [69331.0, 115.7, 518_173.0, 4806.0, 2572.0, 127_852.0, 1961.0],
        [70551.0, 116.9, 554_894.0, 4007.0, 2827.0, 130_081.0, 1962.0],
    ];

    /// The certified values of the Statistical Reference Datasets of NIST for Longley's data:
    /// coefficients and standard errors in the units of the data, here times the standard
    /// deviation of the factor over that of the output, and R squared. The data are nearly
    /// collinear. The quantile t(0.975; 9) is 2.262157162798205.
    #[test]
    fn the_fit_of_longley_has_the_certified_values() {
        let points: Vec<Vec<f64>> = LONGLEY.iter().map(|row| row[1..].to_vec()).collect();
        let outputs: Vec<f64> = LONGLEY.iter().map(|row| row[0]).collect();
        let certified = [
            (15.061_872_271_373_3, 84.914_925_774_766_9),
            (-0.358_191_792_925_910e-1, 0.334_910_077_722_432e-1),
            (-2.020_229_803_816_83, 0.488_399_681_651_699),
            (-1.033_226_867_173_59, 0.214_274_163_161_675),
            (-0.511_041_056_535_807e-1, 0.226_073_200_069_370),
            (1_829.151_464_613_55, 455.478_499_142_212),
        ];
        let found = regress(&points, &outputs, 0.95).unwrap();
        assert!((found.r_squared - 0.995_479_004_577_296).abs() < 1e-12);
        let adjusted = 1.0 - (1.0 - 0.995_479_004_577_296) * 15.0 / 9.0;
        assert!((found.adjusted_r_squared - adjusted).abs() < 1e-12);
        for (factor, (slope, error)) in certified.into_iter().enumerate() {
            let column: Vec<f64> = points.iter().map(|point| point[factor]).collect();
            let scale = (variance(&column) / variance(&outputs)).sqrt();
            let coefficient = found.coefficients[factor];
            let close = |found: f64, expected: f64| {
                assert!(
                    (found - expected).abs() < 1e-9 * (1.0 + expected.abs()),
                    "{found}"
                );
            };
            close(coefficient.value, slope * scale);
            close(coefficient.standard_error, error * scale);
            let half = 2.262_157_162_798_205 * error * scale;
            close(coefficient.interval.high, slope * scale + half);
            close(coefficient.interval.low, slope * scale - half);
        }
    }

    /// Orthogonal factors: the coefficients are the correlations, and their squares add up to R2.
    #[test]
    fn orthogonal_factors_share_out_the_variance() {
        let points = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]].map(|row| row.to_vec());
        // 4 x + 3 y less the interaction (1, -1, -1, 1): variances 4, 2.25 and 1 of 7.25.
        let outputs = [1.0, 2.0, 3.0, 8.0];
        let found = regress(&points, &outputs, 0.95).unwrap();
        let [x, y] = [0, 1].map(|factor| found.coefficients[factor].value);
        assert!((x * x - 4.0 / 7.25).abs() < 1e-12 && (y * y - 2.25 / 7.25).abs() < 1e-12);
        assert!((found.r_squared - 6.25 / 7.25).abs() < 1e-12);
    }

    #[test]
    fn data_that_cannot_be_fitted_are_errors() {
        let line = |slope: f64| {
            (0..6)
                .map(|x| vec![f64::from(x), slope * f64::from(x)])
                .collect()
        };
        let outputs = [0.0, 1.0, 4.0, 9.0, 16.0, 25.0];
        let points: Vec<Vec<f64>> = line(2.0);
        assert_eq!(
            regress(&points, &outputs, 0.95),
            Err(InputError::Collinear { what: "factors" })
        );
        let points: Vec<Vec<f64>> = line(0.0);
        assert_eq!(
            regress(&points, &outputs, 0.95),
            Err(InputError::Constant { what: "a factor" })
        );
        let points: Vec<Vec<f64>> = (0..6).map(|x| vec![f64::from(x)]).collect();
        assert!(regress(&points, &[0.1; 6], 0.95).is_err());
        assert!(regress(&points[..2], &outputs[..2], 0.95).is_err());
        assert!(regress(&points, &outputs[..5], 0.95).is_err());
        assert!(regress(&points, &outputs, 1.0).is_err());
    }
}
