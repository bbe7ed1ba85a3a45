//! Local improvement: response surfaces of the objective and of each constraint about the best
//! point, from points that were tried already, and the best point of these surfaces within a
//! radius, which shrinks where nothing better is found (a trust region; Conn, Scheinberg and
//! Vicente 2009, chapter 10).
//!
//! CMA-ES ranks what misses a constraint behind all that meets it, so it stops short of a binding
//! constraint. The surfaces know on both sides of the edge how fast the figures change.

use super::asked::Asked;
use super::search::{key, places};
use super::trial::{Reason, Score, Trials};
use super::{OptimiseError, Problem, RunUnits};
use crate::statistics::design::sobol;
use crate::statistics::sample::variance;
use crate::statistics::selection::Better;
use crate::statistics::surface::Surface;
use crate::statistics::{CmaEs, InputError};

/// The radius of the first round and the one with which it ends, as shares of the unit cube.
const FIRST_RADIUS: f64 = 0.15;
const LAST_RADIUS: f64 = 1e-3;
/// Surfaces are fitted to so many times the terms of a parabola.
const POINTS: usize = 2;
/// By so many standard errors the two points of a round keep to the constraints.
const MARGINS: [f64; 2] = [0.0, 1.0];
/// How often the multipliers of constraints are set anew, and the generations in between.
const MULTIPLIERS: usize = 8;
const GENERATIONS: usize = 40;
/// The weight of a squared violation in the search on the surfaces, in units of their spread.
const PENALTY: f64 = 10.0;

/// Tries the best points of local surfaces until no more points may be tried than are to be left,
/// or the radius is below the last one.
pub(super) fn improve(
    problem: &Problem,
    trials: &mut Trials,
    to_be_left: usize,
    run: &mut RunUnits<'_>,
) -> Result<(), OptimiseError> {
    let size = problem.space.factors.len();
    let (mut radius, mut round) = (FIRST_RADIUS, 0_u32);
    while radius > LAST_RADIUS && trials.left() > to_be_left {
        let Some(&best) = trials.ranked().first() else {
            return Ok(());
        };
        let centre = places(&problem.space, &trials.list()[best].values);
        let mut asked = Vec::new();
        if let Some(surfaces) = Surfaces::about(problem, trials, best, &centre, radius)? {
            for margin in MARGINS {
                let key = key(problem, round);
                asked.push(surfaces.best(&centre, radius, margin, key)?);
            }
        }
        // One more point keeps the surfaces determined in all directions.
        let spread = sobol(round as usize + 1, size, Some(key(problem, 0)))?;
        asked.extend(spread.last().map(|place| near(&centre, radius, place)));
        asked.truncate(trials.left() - to_be_left);
        let points = asked.iter().map(|place| problem.space.values(place));
        trials.add(problem, points.collect(), Reason::Surface, run)?;
        if trials.ranked().first() == Some(&best) {
            radius /= 2.0;
        }
        round += 1;
    }
    Ok(())
}

/// A place of the unit cube, drawn together to the cube of a radius about a centre.
fn near(centre: &[f64], radius: f64, place: &[f64]) -> Vec<f64> {
    let both = centre.iter().zip(place);
    both.map(|(middle, place)| (middle + radius * (2.0 * place - 1.0)).clamp(0.0, 1.0))
        .collect()
}

/// The surfaces about a point, in units of the spread of their values.
struct Surfaces {
    /// What is to be least.
    objective: Surface,
    /// What is to be at most zero.
    constraints: Vec<Surface>,
    /// The standard errors of the constraints at the point.
    errors: Vec<f64>,
}

impl Surfaces {
    /// Those of the tries that are nearest to a point; none where too few were tried.
    fn about(
        problem: &Problem,
        trials: &Trials,
        best: usize,
        centre: &[f64],
        radius: f64,
    ) -> Result<Option<Self>, InputError> {
        let size = centre.len();
        let mut tried: Vec<(f64, Vec<f64>, Vec<f64>)> = Vec::new();
        let mut errors = Vec::new();
        for (number, trial) in trials.list().iter().enumerate() {
            if let Some((values, own)) = costs(&problem.asked, &trial.score) {
                let place = places(&problem.space, &trial.values);
                let steps = place.iter().zip(centre);
                let steps = steps.map(|(one, middle)| (one - middle).abs());
                tried.push((steps.fold(0.0, f64::max), place, values));
                if number == best {
                    errors = own;
                }
            }
        }
        tried.sort_by(|one, other| one.0.total_cmp(&other.0));
        tried.truncate(POINTS * (size + 1) * (size + 2) / 2);
        let points: Vec<Vec<f64>> = tried.iter().map(|tried| tried.1.clone()).collect();
        let mut surfaces = Vec::new();
        for place in 0..=errors.len() {
            let mut values: Vec<f64> = tried.iter().map(|tried| tried.2[place]).collect();
            let spread = variance(&values).sqrt();
            if spread > 0.0 {
                for value in &mut values {
                    *value /= spread;
                }
                if place > 0 {
                    errors[place - 1] /= spread;
                }
            }
            match Surface::fit(&points, &values, centre, radius)? {
                Some(surface) => surfaces.push(surface),
                None => return Ok(None),
            }
        }
        let objective = surfaces.remove(0);
        Ok(Some(Self {
            objective,
            constraints: surfaces,
            errors,
        }))
    }

    /// The place within a radius of the centre at which the objective is least while each
    /// constraint holds by a number of standard errors: the method of multipliers (Nocedal and
    /// Wright 2006, 17.4), each problem of which is searched by CMA-ES.
    fn best(
        &self,
        centre: &[f64],
        radius: f64,
        margin: f64,
        key: u64,
    ) -> Result<Vec<f64>, InputError> {
        let missed = |place: &[f64]| -> Vec<f64> {
            let both = self.constraints.iter().zip(&self.errors);
            both.map(|(surface, error)| surface.at(place) + margin * error)
                .collect()
        };
        let mut multipliers = vec![0.0_f64; self.constraints.len()];
        let mut inner = vec![0.5; centre.len()];
        for start in 0..MULTIPLIERS {
            let step = 0.3 / (start + 1) as f64;
            let mut search = CmaEs::new(&inner, step, None, key.wrapping_add(start as u64))?;
            for _ in 0..GENERATIONS {
                let cost = |asked: &Vec<f64>| {
                    let place = near(centre, radius, asked);
                    let missed = missed(&place);
                    let both = missed.iter().zip(&multipliers);
                    let penalties = both.map(|(missed, multiplier)| {
                        let over = (multiplier + PENALTY * missed).max(0.0);
                        (over * over - multiplier * multiplier) / (2.0 * PENALTY)
                    });
                    self.objective.at(&place) + penalties.sum::<f64>()
                };
                let costs: Vec<f64> = search.ask().iter().map(cost).collect();
                search.tell(&costs)?;
            }
            inner = search.centre();
            let missed = missed(&near(centre, radius, &inner));
            for (multiplier, missed) in multipliers.iter_mut().zip(missed) {
                *multiplier = (*multiplier + PENALTY * missed).max(0.0);
            }
        }
        Ok(near(centre, radius, &inner))
    }
}

/// What is to be least and, for each constraint, by how much it is missed, below zero where it
/// holds; with the standard errors of these.
fn costs(asked: &Asked, score: &Score) -> Option<(Vec<f64>, Vec<f64>)> {
    let Score::Means {
        objective,
        constraints,
        errors,
        ..
    } = score
    else {
        return None;
    };
    let objective = match asked.better {
        Better::Higher => -objective,
        Better::Lower => *objective,
    };
    let goals = asked.constraints.iter().zip(constraints);
    let missed = goals.map(|(goal, mean)| {
        if goal.at_least {
            goal.bound - mean
        } else {
            mean - goal.bound
        }
    });
    let costs = std::iter::once(objective).chain(missed).collect();
    Some((costs, errors.clone()))
}
