//! How points are chosen: all of them where the budget reaches, else points that are spread over
//! the space, CMA-ES from the best of them, then local surfaces where factors are continuous, and
//! steps of single factors from the best of all.

use super::trial::{Reason, Trials};
use super::{OptimiseError, Problem, RunUnits, local};
use crate::experiment::sweep::space::Space;
use crate::experiment::sweep::values::Values;
use crate::statistics::CmaEs;
use crate::statistics::design::{full_factorial, sobol};

/// The share of the points that are spread over the space before the search.
const SPREAD_SHARE: usize = 5;
/// The most of them.
const MOST_SPREAD: usize = 64;
/// The share of the points that is kept for steps of single factors.
const STEP_SHARE: usize = 6;
/// The share of the points that is kept for local surfaces, where a factor is continuous.
const SURFACE_SHARE: usize = 3;
/// The standard deviation with which CMA-ES begins, as a share of the range of a factor.
const FIRST_STEP: f64 = 0.25;
/// It ends when its standard deviation is below this, or after so many generations without a new
/// point; then it begins anew with twice as many points a generation.
const LAST_STEP: f64 = 1e-3;
const MOST_IDLE: usize = 5;
/// It begins at most so often.
const MOST_STARTS: u32 = 20;
/// A step of a factor without levels, as a share of its range.
const STEP: f64 = 0.02;

/// Tries points until the budget of the search is used up or nothing new is to be tried; whether
/// every point of the space was tried.
pub(super) fn search(
    problem: &Problem,
    trials: &mut Trials,
    run: &mut RunUnits<'_>,
) -> Result<bool, OptimiseError> {
    if let Some(points) = every(&problem.space, trials.left())? {
        let points = points.iter().map(|place| problem.space.values(place));
        trials.add(problem, points.collect(), Reason::Every, run)?;
        return Ok(true);
    }
    let left = trials.left();
    let for_steps = (left / STEP_SHARE).min(4 * problem.space.factors.len());
    let spread = (left / SPREAD_SHARE).clamp(1, MOST_SPREAD).min(left);
    let points = sobol(spread, problem.space.factors.len(), Some(key(problem, 0)))?;
    let points = points.iter().map(|place| problem.space.values(place));
    trials.add(problem, points.collect(), Reason::Spread, run)?;
    let is_continuous = |values: &Values| values.count().is_none();
    let mut factors = problem.space.factors.iter();
    let for_surfaces = if factors.any(|factor| is_continuous(&factor.values)) {
        left / SURFACE_SHARE
    } else {
        0
    };
    evolve(problem, trials, for_steps + for_surfaces, run)?;
    if for_surfaces > 0 {
        local::improve(problem, trials, for_steps, run)?;
    }
    step(problem, trials, run)?;
    Ok(false)
}

/// The key of random numbers of the search, another one for each start.
pub(super) fn key(problem: &Problem, start: u32) -> u64 {
    problem
        .study
        .plan()
        .seed
        .wrapping_add(u64::from(start) << 40)
}

/// All points of the unit cube that have values of their own, if there are at most so many.
fn every(space: &Space, most: usize) -> Result<Option<Vec<Vec<f64>>>, OptimiseError> {
    let counts = space.factors.iter().map(|factor| factor.values.count());
    let Some(counts) = counts.collect::<Option<Vec<usize>>>() else {
        return Ok(None);
    };
    let all = counts
        .iter()
        .try_fold(1_usize, |all, count| all.checked_mul(*count));
    if all.is_none_or(|all| all > most) {
        return Ok(None);
    }
    Ok(Some(full_factorial(&counts)?))
}

/// Searches by CMA-ES until no more points may be tried than are to be left.
fn evolve(
    problem: &Problem,
    trials: &mut Trials,
    to_be_left: usize,
    run: &mut RunUnits<'_>,
) -> Result<(), OptimiseError> {
    let mut population = None;
    for start in 1..=MOST_STARTS {
        let centre = if start == 1 {
            let best = trials.ranked().first().copied();
            best.map(|best| places(&problem.space, &trials.list()[best].values))
        } else {
            sobol(
                start as usize,
                problem.space.factors.len(),
                Some(key(problem, 0)),
            )?
            .pop()
        };
        let centre = centre.unwrap_or_else(|| vec![0.5; problem.space.factors.len()]);
        let mut search = CmaEs::new(&centre, FIRST_STEP, population, key(problem, start))?;
        let mut idle = 0;
        while search.step() > LAST_STEP && idle < MOST_IDLE {
            let asked = search.ask();
            population = Some(2 * asked.len());
            if trials.left() < to_be_left + asked.len() {
                return Ok(());
            }
            let before = trials.count();
            let points = asked.iter().map(|place| problem.space.values(place));
            let numbers = trials.add(problem, points.collect(), Reason::Search, run)?;
            search.tell(&trials.ranks(&numbers))?;
            idle = if trials.count() > before { 0 } else { idle + 1 };
        }
    }
    Ok(())
}

/// Tries the points beside the best one until none of them is better or the budget is used up.
fn step(
    problem: &Problem,
    trials: &mut Trials,
    run: &mut RunUnits<'_>,
) -> Result<(), OptimiseError> {
    let mut centre = None;
    while let Some(best) = trials.ranked().first().copied()
        && centre != Some(best)
        && trials.left() > 0
    {
        centre = Some(best);
        let beside = neighbours(&problem.space, &trials.list()[best].values);
        trials.add(problem, beside, Reason::Neighbour, run)?;
    }
    Ok(())
}

/// The points one step of one factor away: the next level or whole number, or 2 % of the range.
fn neighbours(space: &Space, values: &[f64]) -> Vec<Vec<f64>> {
    let mut beside = Vec::new();
    for (place, factor) in space.factors.iter().enumerate() {
        for next in next_to(&factor.values, values[place]) {
            let mut point = values.to_vec();
            point[place] = factor.rounded(next);
            if point[place].total_cmp(&values[place]).is_ne() {
                beside.push(point);
            }
        }
    }
    beside
}

/// The values next to one, below and above.
fn next_to(values: &Values, value: f64) -> Vec<f64> {
    match values {
        Values::Levels(levels) => {
            let mut levels = levels.clone();
            levels.sort_by(f64::total_cmp);
            let below = levels.iter().rev().find(|level| **level < value);
            let above = levels.iter().find(|level| **level > value);
            below.into_iter().chain(above).copied().collect()
        }
        Values::Range { integer: true, .. } => {
            let both = [value - 1.0, value + 1.0].into_iter();
            both.filter(|next| values.hold(*next)).collect()
        }
        Values::Range { .. } | Values::Distributed(_) => {
            let place = values.place(value);
            let both = [(place - STEP).max(0.0), (place + STEP).min(1.0)];
            both.map(|place| values.at(place)).to_vec()
        }
    }
}

/// The places of values in the unit cube.
pub(super) fn places(space: &Space, values: &[f64]) -> Vec<f64> {
    let factors = space.factors.iter().zip(values);
    factors
        .map(|(factor, value)| factor.values.place(*value))
        .collect()
}
