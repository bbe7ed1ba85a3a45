//! Where in its space a sweep reaches a goal: a box of factor values, by PRIM.

use crate::experiment::compare::asked::Goal;
use crate::statistics::error::InputError;
use crate::statistics::prim::{Prim, Quality, Region};

/// The share of the cases in a box that is cut off at once (Friedman and Fisher, 1999).
const SLICE: f64 = 0.05;
/// The least share of all cases that a box keeps.
const LEAST_SUPPORT: f64 = 0.05;
/// A limit with a larger quasi-p-value may be chance and is dropped.
const CHANCE: f64 = 0.05;

/// A box in which a goal is reached more often than elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// The limits of each factor.
    pub region: Region,
    /// The cases in it, and how many of them reach the goal.
    pub quality: Quality,
    /// The quasi-p-value of the limits of each factor; none for a factor without limits.
    pub quasi_p: Vec<Option<f64>>,
    /// The number of all cases, each a replication at a point.
    pub cases: usize,
    /// How many of them reach the goal.
    pub goals: usize,
}

/// The densest box that still has a share of all cases that reach the goal.
///
/// * `points` - the values of the factors at each point.
/// * `values` - the figure of the goal, a row of replications for each point; a case in which it
///   was not observed does not reach the goal.
/// * `coverage` - the least share, from 0 to 1, of the cases that reach the goal that are inside.
///
/// Limits that may be chance are dropped, and the box is widened where that costs no density. What
/// may be chance is judged by points: replications of one point are no evidence of their own.
///
/// # Errors
/// If no case reaches the goal, or the data do not fit each other.
pub fn discover(
    points: &[Vec<f64>],
    values: &[Vec<Option<f64>>],
    goal: &Goal,
    coverage: f64,
) -> Result<Discovery, InputError> {
    let replications = values.iter().map(Vec::len).max().unwrap_or(1);
    let cases = points.iter().zip(values);
    let cases = cases.flat_map(|(point, values)| values.iter().map(move |value| (point, value)));
    let (cases, reached): (Vec<Vec<f64>>, Vec<bool>) = cases
        .map(|(point, value)| {
            (
                point.clone(),
                value.is_some_and(|value| goal.is_reached(value)),
            )
        })
        .unzip();
    let prim = Prim::new(&cases, &reached, SLICE, LEAST_SUPPORT)?;
    let prim = prim.with_points_a_case(replications);
    let boxes = prim.peel();
    let dense = boxes.iter().rev();
    let dense = dense.skip_while(|found| found.quality.coverage < coverage);
    // The first box of the peeling has all cases, so it covers every goal.
    let mut found = dense.clone().next().unwrap_or(&boxes[0]).clone();
    // A box without a limit is a wider one, in which others may be chance, too.
    loop {
        let quasi_p = prim.quasi_p_values(&found.region).into_iter().enumerate();
        let chance = quasi_p.filter(|(_, quasi_p)| quasi_p.is_some_and(|p| p > CHANCE));
        let chance: Vec<usize> = chance.map(|(factor, _)| factor).collect();
        for &factor in &chance {
            found.region = found.region.freed(factor);
        }
        let pasted = prim.paste(&found.region);
        if chance.is_empty() && pasted.region == found.region {
            break;
        }
        found = pasted;
    }
    Ok(Discovery {
        quasi_p: prim.quasi_p_values(&found.region),
        region: found.region,
        quality: found.quality,
        cases: cases.len(),
        goals: reached.iter().filter(|reached| **reached).count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::design::sobol;
    use crate::statistics::random::Draws;

    /// The goal is reached where the first factor is above 0.6 and the second below 0.5, and
    /// nowhere else; the third does nothing.
    #[test]
    fn a_known_box_is_found_and_the_idle_factor_is_free() {
        let points = sobol(512, 3, Some(7)).unwrap();
        let value = |point: &Vec<f64>| {
            let inside = point[0] > 0.6 && point[1] < 0.5;
            vec![Some(if inside { 2.0 } else { 0.0 }); 2]
        };
        let values: Vec<Vec<Option<f64>>> = points.iter().map(value).collect();
        let goal: Goal = "a >= 1".parse().unwrap();
        let found = discover(&points, &values, &goal, 0.9).unwrap();
        let [first, second, third] = &found.region.limits[..] else {
            panic!("three factors");
        };
        assert!((first.low.unwrap() - 0.6).abs() < 0.02, "{first:?}");
        assert!((second.high.unwrap() - 0.5).abs() < 0.02, "{second:?}");
        assert!(!third.restrict(), "{third:?}");
        assert!(
            found.quality.density > 0.98 && found.quality.coverage >= 0.9,
            "{found:?}"
        );
        assert_eq!(found.cases, 1_024);
    }

    /// Ten replications that agree are as much evidence as one, also for a goal without any cause,
    /// of which no limit that is left may be chance.
    #[test]
    fn replications_of_a_point_are_no_evidence_of_their_own() {
        let points = sobol(100, 3, Some(7)).unwrap();
        let goal: Goal = "a >= 1".parse().unwrap();
        for seed in 0..20 {
            let mut draws = Draws::new(&[seed]);
            let value = |_: &Vec<f64>| Some(if draws.uniform() < 0.4 { 2.0 } else { 0.0 });
            let values: Vec<Option<f64>> = points.iter().map(value).collect();
            let reached: Vec<bool> = values.iter().map(|value| *value > Some(1.0)).collect();
            let once = Prim::new(&points, &reached, SLICE, LEAST_SUPPORT).unwrap();
            let values: Vec<Vec<Option<f64>>> = values.iter().map(|one| vec![*one; 10]).collect();
            let often = discover(&points, &values, &goal, 0.5).unwrap();
            let expected = once.quasi_p_values(&often.region);
            for (found, expected) in often.quasi_p.iter().zip(expected) {
                assert_eq!(found.is_some(), expected.is_some());
                let (found, expected) = (found.unwrap_or(0.0), expected.unwrap_or(0.0));
                let off = (found - expected).abs();
                assert!(off < 1e-9 && found <= CHANCE, "{seed}: {found} {expected}");
            }
        }
    }

    #[test]
    fn a_goal_that_no_case_reaches_has_no_box() {
        let goal: Goal = "a >= 5".parse().unwrap();
        let found = discover(
            &[vec![0.0], vec![1.0]],
            &[vec![Some(1.0)], vec![None]],
            &goal,
            0.5,
        );
        assert!(found.is_err());
    }
}
