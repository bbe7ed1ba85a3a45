//! Calibration (method M6): values of parameters at which as many figures meet their goals.
//!
//! The figures are means over replications with the same random numbers at each try, so they depend
//! on the parameters alone, and the search is for the root of a function: Broyden's method
//! [Broyden, A class of methods for solving nonlinear simultaneous equations, Math. Comp. 19 (1965)
//! 577-593] within bounds. Each figure is at first taken to depend on its own parameter only; what
//! the others do to it is learnt from the tries, and measured one by one where that does not lead
//! on.

mod matrix;
#[cfg(test)]
mod tests;

use matrix::Matrix;

/// A parameter that is searched.
#[derive(Clone, Copy)]
pub struct Unknown<'a> {
    /// Where the search begins.
    pub start: f64,
    /// The least value tried.
    pub low: f64,
    /// The greatest one.
    pub high: f64,
    /// The nearest value that the parameter can have.
    pub settled: &'a dyn Fn(f64) -> f64,
}

/// What a figure should come to: a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Its least value.
    pub low: f64,
    /// Its greatest value.
    pub high: f64,
    /// What is reported, in the range or beside it.
    pub reported: f64,
}

/// When a search ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// Each figure must come this near to its aim, as a share of half its range: 0 to 0.5.
    pub within: f64,
    /// How many tries there may be.
    pub tries: u32,
}

/// What a search has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The best values, in the order of the unknowns.
    pub values: Vec<f64>,
    /// The figures there.
    pub figures: Vec<f64>,
    /// How many tries it took.
    pub tries: u32,
    /// Whether every figure is near enough.
    pub reached: bool,
}

impl Goal {
    /// What is aimed at: what is reported or, where that is too near to an end of the range for the
    /// patience, the nearest value that is not.
    #[must_use]
    pub fn aim(&self, within: f64) -> f64 {
        let margin = 2.0 * within * self.half();
        self.reported.clamp(self.low + margin, self.high - margin)
    }

    fn half(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// How far a parameter is moved to see what it does, as shares of its search range.
const PROBES: [f64; 3] = [0.02, 0.1, 0.4];
/// How far one try may go from the best so far, as a share of the search range.
const FARTHEST: f64 = 0.4;
/// After so many tries in vain, what each parameter does is measured anew.
const IN_VAIN: u32 = 2;

/// Searches values of the unknowns at which `evaluate`, which gives one figure a goal, meets the
/// goals. Unknown and goal of one place belong together.
///
/// # Errors
/// What `evaluate` gives.
///
/// # Panics
/// If there are not as many unknowns as goals.
pub fn solve<E>(
    unknowns: &[Unknown<'_>],
    goals: &[Goal],
    patience: Patience,
    evaluate: impl FnMut(&[f64]) -> Result<Vec<f64>, E>,
) -> Result<Found, E> {
    assert_eq!(unknowns.len(), goals.len(), "each unknown has its goal");
    let mut search = Search {
        unknowns,
        goals,
        patience,
        evaluate,
        tried: Vec::new(),
        best: 0,
    };
    let start = unknowns.iter().map(|unknown| unknown.start).collect();
    search.try_values(start)?;
    search.go_on()?;
    let best = &search.tried[search.best];
    Ok(Found {
        reached: search.is_reached(),
        values: best.values.clone(),
        figures: best.figures.clone(),
        tries: search.tries(),
    })
}

/// One try.
#[derive(Clone, Debug)]
struct Try {
    values: Vec<f64>,
    figures: Vec<f64>,
    /// How far each figure is from its aim, as a share of half its range.
    misses: Vec<f64>,
}

struct Search<'a, F> {
    unknowns: &'a [Unknown<'a>],
    goals: &'a [Goal],
    patience: Patience,
    evaluate: F,
    tried: Vec<Try>,
    /// The number of the best try.
    best: usize,
}

impl<E, F: FnMut(&[f64]) -> Result<Vec<f64>, E>> Search<'_, F> {
    fn tries(&self) -> u32 {
        u32::try_from(self.tried.len()).unwrap_or(u32::MAX)
    }

    fn is_over(&self) -> bool {
        self.is_reached() || self.tries() >= self.patience.tries
    }

    fn is_reached(&self) -> bool {
        let misses = &self.tried[self.best].misses;
        misses.iter().all(|miss| miss.abs() <= self.patience.within)
    }

    /// A try at these values; its number, and whether it is the best so far. Values that were tried
    /// before are not tried again.
    fn try_values(&mut self, values: Vec<f64>) -> Result<(usize, bool), E> {
        let known = |known: &Try| bits(&known.values) == bits(&values);
        if let Some(number) = self.tried.iter().position(known) {
            return Ok((number, false));
        }
        let figures = (self.evaluate)(&values)?;
        let misses = figures
            .iter()
            .zip(self.goals)
            .map(|(figure, goal)| (figure - goal.aim(self.patience.within)) / goal.half());
        let new = Try {
            misses: misses.collect(),
            values,
            figures,
        };
        let is_best = self
            .tried
            .get(self.best)
            .is_none_or(|best| distance(&new.misses) < distance(&best.misses));
        self.tried.push(new);
        let number = self.tried.len() - 1;
        if is_best {
            self.best = number;
        }
        Ok((number, is_best))
    }

    /// The values of a try as shares of their ranges.
    fn place(&self, number: usize) -> Vec<f64> {
        let values = self.tried[number].values.iter().zip(self.unknowns);
        values
            .map(|(value, unknown)| (value - unknown.low) / (unknown.high - unknown.low))
            .collect()
    }

    /// The values at a place.
    fn values_at(&self, place: &[f64]) -> Vec<f64> {
        let shares = place.iter().zip(self.unknowns);
        shares
            .map(|(share, unknown)| {
                let value = unknown.low + share.clamp(0.0, 1.0) * (unknown.high - unknown.low);
                (unknown.settled)(value).clamp(unknown.low, unknown.high)
            })
            .collect()
    }

    /// The place where the coordinates of `moved` are by `step` nearer to the far end of their
    /// range.
    fn probe(&self, place: &[f64], step: f64, moved: impl Fn(usize) -> bool) -> Vec<f64> {
        let away = |share: f64| {
            if share < 0.5 {
                share + step
            } else {
                share - step
            }
        };
        let places = place.iter().enumerate();
        let places = places.map(|(at, &share)| if moved(at) { away(share) } else { share });
        self.values_at(&places.collect::<Vec<f64>>())
    }

    /// Tries until the goals are met, the tries are used up, or nothing leads on.
    fn go_on(&mut self) -> Result<(), E> {
        if self.is_over() {
            return Ok(());
        }
        let mut slopes = self.own_slopes()?;
        let (mut in_vain, mut measured_at) = (0, None);
        while !self.is_over() {
            let step = slopes.as_ref().and_then(|slopes| self.step(slopes));
            let (from, before) = (self.best, self.tried.len());
            if let Some(step) = step {
                let target: Vec<f64> = self
                    .place(from)
                    .iter()
                    .zip(&step)
                    .map(|(a, b)| a + b)
                    .collect();
                let (number, is_best) = self.try_values(self.values_at(&target))?;
                in_vain = if is_best { 0 } else { in_vain + 1 };
                if let Some(slopes) = &mut slopes {
                    slopes.learn(&self.moved(from, number), &self.missed(from, number));
                }
            }
            let is_stuck = step_is_idle(before, self.tried.len()) || in_vain >= IN_VAIN;
            if is_stuck && !self.is_over() {
                if measured_at == Some(self.best) {
                    break;
                }
                measured_at = Some(self.best);
                slopes = self.measured_slopes()?;
                in_vain = 0;
            }
        }
        Ok(())
    }

    /// What each parameter does to its own figure, from one try in which all of them move.
    fn own_slopes(&mut self) -> Result<Option<Matrix>, E> {
        let from = self.best;
        let values = self.probe(&self.place(from), PROBES[0], |_| true);
        let (number, _) = self.try_values(values)?;
        let slopes = self
            .missed(from, number)
            .into_iter()
            .zip(self.moved(from, number));
        let slopes: Vec<f64> = slopes.map(|(miss, moved)| miss / moved).collect();
        let is_known = slopes
            .iter()
            .all(|slope| slope.is_finite() && *slope != 0.0);
        Ok(is_known.then(|| Matrix::diagonal(&slopes)))
    }

    /// What each parameter does to each figure, from one try for each, or more where a small change
    /// does nothing; none if the tries are used up.
    fn measured_slopes(&mut self) -> Result<Option<Matrix>, E> {
        let from = self.best;
        let place = self.place(from);
        let mut columns = Vec::new();
        for unknown in 0..self.unknowns.len() {
            let mut column = None;
            for step in PROBES {
                if self.tries() >= self.patience.tries {
                    return Ok(None);
                }
                let values = self.probe(&place, step, |at| at == unknown);
                let (number, _) = self.try_values(values)?;
                let moved = self.moved(from, number)[unknown];
                let missed = self.missed(from, number);
                if missed.iter().any(|miss| *miss != 0.0) {
                    column = Some(missed.iter().map(|miss| miss / moved).collect());
                    break;
                }
            }
            let Some(column) = column else {
                return Ok(None);
            };
            columns.push(column);
        }
        Ok(Some(Matrix::of_columns(&columns)))
    }

    fn moved(&self, from: usize, to: usize) -> Vec<f64> {
        difference(&self.place(to), &self.place(from))
    }

    fn missed(&self, from: usize, to: usize) -> Vec<f64> {
        difference(&self.tried[to].misses, &self.tried[from].misses)
    }

    /// The step from the best try to where the slopes say that nothing is missed, cut to what may
    /// be tried; none if they do not say.
    fn step(&self, slopes: &Matrix) -> Option<Vec<f64>> {
        let wanted: Vec<f64> = self.tried[self.best]
            .misses
            .iter()
            .map(|miss| -miss)
            .collect();
        let step = slopes.solve(&wanted)?;
        Some(
            step.iter()
                .map(|step| step.clamp(-FARTHEST, FARTHEST))
                .collect(),
        )
    }
}

/// Whether nothing new was tried.
const fn step_is_idle(before: usize, after: usize) -> bool {
    before == after
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn distance(misses: &[f64]) -> f64 {
    misses.iter().map(|miss| miss * miss).sum()
}

fn difference(to: &[f64], from: &[f64]) -> Vec<f64> {
    to.iter().zip(from).map(|(to, from)| to - from).collect()
}
