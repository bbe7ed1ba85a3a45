//! Screening by elementary effects (Morris 1991; Campolongo, Cariboni and Saltelli 2007).
//!
//! The elementary effect of a factor in a trajectory is the change of the output over the change of
//! the factor. `mu` is the mean of a factor's effects, `mu_star` the mean of their absolute values,
//! which ranks factors and does not cancel, `sigma` their standard deviation (divisor n - 1), which
//! is large where the factor interacts or acts nonlinearly. Intervals come from a bootstrap of
//! whole trajectories.

use super::super::bootstrap::Bootstrap;
use super::super::error::{InputError, all_finite, at_least, same_length, table};
use super::super::sample::{mean, variance};
use super::{Measure, measures};

/// The elementary effects of one factor, in units of the output for the whole range of the factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effects {
    /// The mean effect.
    pub mu: Measure,
    /// The mean absolute effect.
    pub mu_star: Measure,
    /// The standard deviation of the effects.
    pub sigma: Measure,
}

/// The effects of every factor, from the points of [`morris`](super::super::design::morris()) and
/// the output at each.
///
/// ```
/// use chippark::statistics::{Bootstrap, design, sensitivity::screen};
/// let points = design::morris(10, 2, 4, 42).unwrap();
/// let outputs: Vec<f64> = points.iter().map(|x| 3.0 * x[0] - 2.0 * x[1]).collect();
/// let found = screen(&points, &outputs, &Bootstrap::new(100, 0.95, 1).unwrap()).unwrap();
/// let second = found[1];
/// assert!((second.mu.value + 2.0).abs() < 1e-12 && (second.mu_star.value - 2.0).abs() < 1e-12);
/// ```
///
/// # Errors
/// Outputs that are not finite or not one a point, fewer than two trajectories, or points that do
/// not change each factor once in each trajectory.
pub fn screen(
    points: &[Vec<f64>],
    outputs: &[f64],
    bootstrap: &Bootstrap,
) -> Result<Vec<Effects>, InputError> {
    let factors = table("points", points)?;
    at_least("factors", 1, factors)?;
    same_length("outputs", points.len(), outputs.len())?;
    all_finite("outputs", outputs)?;
    let length = factors + 1;
    same_length("points", points.len() / length * length, points.len())?;
    at_least("trajectories", 2, points.len() / length)?;
    let trajectories = points.chunks(length).zip(outputs.chunks(length));
    let effects: Vec<Vec<f64>> = trajectories
        .enumerate()
        .map(|(number, (points, outputs))| elementary(points, outputs, number * length))
        .collect::<Result<_, _>>()?;

    let every: Vec<usize> = (0..effects.len()).collect();
    let statistics = |drawn: &[usize]| describe(&effects, drawn, factors);
    let intervals = bootstrap.percentile(effects.len(), |drawn| Some(statistics(drawn)))?;
    let found = measures(statistics(&every), intervals);
    Ok(found
        .chunks(3)
        .map(|three| Effects {
            mu: three[0],
            mu_star: three[1],
            sigma: three[2],
        })
        .collect())
}

/// The effect of each factor in one trajectory, whose first point is row `row` of the design.
fn elementary(points: &[Vec<f64>], outputs: &[f64], row: usize) -> Result<Vec<f64>, InputError> {
    let mut effects = vec![f64::NAN; points.len() - 1];
    for step in 1..points.len() {
        let (from, to) = (&points[step - 1], &points[step]);
        let changes: Vec<(usize, f64)> = from
            .iter()
            .zip(to)
            .map(|(from, to)| to - from)
            .enumerate()
            .filter(|(_, change)| change.abs() > 0.0)
            .collect();
        match changes[..] {
            [(factor, change)] if effects[factor].is_nan() => {
                effects[factor] = (outputs[step] - outputs[step - 1]) / change;
            }
            _ => {
                return Err(InputError::Layout {
                    expected: "a change of one factor that has not changed before",
                    row: row + step,
                });
            }
        }
    }
    Ok(effects)
}

/// `mu`, `mu_star` and `sigma` of each factor over the trajectories drawn.
fn describe(effects: &[Vec<f64>], drawn: &[usize], factors: usize) -> Vec<f64> {
    let measures = |factor: usize| {
        let own: Vec<f64> = drawn
            .iter()
            .map(|&number| effects[number][factor])
            .collect();
        let sizes: Vec<f64> = own.iter().map(|effect| effect.abs()).collect();
        [mean(&own), mean(&sizes), variance(&own).sqrt()]
    };
    (0..factors).flat_map(measures).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::design;
    use super::super::test_functions::{g_function, ishigami};
    use super::*;

    fn bootstrap() -> Bootstrap {
        Bootstrap::new(500, 0.95, 1).unwrap()
    }

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    fn values(effects: &[Effects], measure: fn(&Effects) -> Measure) -> Vec<f64> {
        effects
            .iter()
            .map(|effects| measure(effects).value)
            .collect()
    }

    /// Python, `SALib` 1.6.0, on the same points P:
    /// `morris.analyze(problem, P, ishigami(P), num_levels=4)` with bounds of 0 and 1.
    #[test]
    fn the_ishigami_function_has_the_effects_of_salib() {
        let points = design::morris(20, 3, 4, 1).unwrap();
        let outputs: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
        let found = screen(&points, &outputs, &bootstrap()).unwrap();
        let mu = [9.578_692_942_593, -1.575, 2.499_518_441_333];
        let mu_star = [9.578_692_942_593, 7.875, 4.999_036_882_666];
        let sigma = [6.115_827_782_706, 7.916_338_866_713, 7.693_355_434_337];
        close(&values(&found, |effects| effects.mu), &mu);
        close(&values(&found, |effects| effects.mu_star), &mu_star);
        close(&values(&found, |effects| effects.sigma), &sigma);
        assert!(
            found
                .iter()
                .all(|effects| effects.mu.interval.contains(effects.mu.value))
        );
    }

    /// The same with `num_levels=6` and the g-function of a = 0, 1, 4.5, 9, 99, 99.
    #[test]
    fn the_g_function_has_the_effects_of_salib() {
        let points = design::morris(20, 6, 6, 2).unwrap();
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
        let outputs: Vec<f64> = points.iter().map(|point| g_function(&a, point)).collect();
        let found = screen(&points, &outputs, &bootstrap()).unwrap();
        let mu_star = [
            2.141_546_231_816,
            1.259_448_605_673,
            0.412_370_797_304,
            0.312_082_753_552,
            0.027_367_444_480,
            0.022_662_974_759,
        ];
        close(&values(&found, |effects| effects.mu_star), &mu_star);
    }

    /// A sum of linear terms has equal effects everywhere: no spread, intervals of width zero.
    #[test]
    fn a_linear_output_has_its_slopes_as_effects() {
        let points = design::morris(8, 3, 4, 3).unwrap();
        let outputs: Vec<f64> = points.iter().map(|x| 5.0 * x[0] - 2.0 * x[2]).collect();
        let found = screen(&points, &outputs, &bootstrap()).unwrap();
        close(&values(&found, |effects| effects.mu), &[5.0, 0.0, -2.0]);
        close(&values(&found, |effects| effects.sigma), &[0.0; 3]);
        assert!(
            found
                .iter()
                .all(|effects| effects.mu.interval.width() < 1e-9)
        );
    }

    #[test]
    fn points_of_another_design_are_refused() {
        let mut points = design::morris(3, 2, 4, 1).unwrap();
        let outputs = vec![0.0; 9];
        points[4] = points[3].clone();
        assert_eq!(
            screen(&points, &outputs, &bootstrap()),
            Err(InputError::Layout {
                expected: "a change of one factor that has not changed before",
                row: 4
            })
        );
        let points = design::morris(3, 2, 4, 1).unwrap();
        assert!(screen(&points, &outputs[1..], &bootstrap()).is_err());
        assert!(screen(&points[1..], &outputs[1..], &bootstrap()).is_err());
        assert!(screen(&points[..3], &outputs[..3], &bootstrap()).is_err());
        assert!(screen(&points, &[f64::NAN; 9], &bootstrap()).is_err());
    }
}
