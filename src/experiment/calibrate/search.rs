//! A search for the values of some unknowns at which as many figures reach their goals (method M6).
//!
//! The figures are means over replications with common random numbers, so they are a function of
//! the unknowns, and the search is for a root of it: Broyden's method [Broyden, A class of methods
//! for solving nonlinear simultaneous equations, Math. Comp. 19 (1965) 577-593] within bounds. The
//! first Jacobian is diagonal, as if each figure depended on its own unknown only. Broyden's
//! updates learn the other entries from the tries; where they do not lead to a better try, the
//! Jacobian is measured, one unknown after another.

use super::matrix::Matrix;

/// An unknown of the search.
#[derive(Clone, Copy)]
pub struct Unknown<'a> {
    /// The value at which the search begins.
    pub start: f64,
    /// The least value tried.
    pub low: f64,
    /// The greatest value tried.
    pub high: f64,
    /// Rounds a value to the nearest one that can be tried.
    pub rounded: &'a dyn Fn(f64) -> f64,
}

/// The range in which a figure should lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The lower end of the range.
    pub low: f64,
    /// The upper end of the range.
    pub high: f64,
    /// The reported value, in the range or outside of it.
    pub reported: f64,
}

/// When a search ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience {
    /// The tolerance: how near each figure must come to its aim, as a share of half its range, from
    /// 0 to 0.5.
    pub within: f64,
    /// The most tries.
    pub tries: u32,
}

/// The result of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The best values, in the order of the unknowns.
    pub values: Vec<f64>,
    /// The figures at these values.
    pub figures: Vec<f64>,
    /// The number of tries.
    pub tries: u32,
    /// Whether every figure is within the tolerance.
    pub reached: bool,
}

impl Goal {
    /// The value that the search aims at: the reported one or, where that lies less than twice the
    /// tolerance inside of the range, the nearest value that does not.
    #[must_use]
    pub fn aim(&self, within: f64) -> f64 {
        let margin = 2.0 * within * self.half();
        self.reported.clamp(self.low + margin, self.high - margin)
    }

    fn half(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// Finite differences by which the Jacobian is measured, as shares of the search range: the next
/// one is taken where a smaller one changes no figure.
const PROBES: [f64; 3] = [0.02, 0.1, 0.4];
/// The longest step of a try from the best one, as a share of the search range.
const FARTHEST: f64 = 0.4;
/// After so many tries that are not the best, the Jacobian is measured.
const IN_VAIN: u32 = 2;

/// Searches the values of the unknowns at which `evaluate` meets the goals. It returns one figure
/// for each goal; the first unknown belongs to the first goal, and so on.
///
/// # Errors
/// The error of `evaluate`.
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

/// The values that were tried, and their figures.
#[derive(Clone, Debug)]
struct Try {
    values: Vec<f64>,
    figures: Vec<f64>,
    /// The distance of each figure from its aim, as a share of half its range.
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

    /// Tries these values, unless they were tried before. Returns the number of the try, and
    /// whether it is new and the best so far.
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
                (unknown.rounded)(value).clamp(unknown.low, unknown.high)
            })
            .collect()
    }

    /// The values at a place, of which those that `moved` selects are moved by `step` towards the
    /// farther end of their range.
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

    /// Tries until the goals are met, the tries are used up, or no step leads to a better try.
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
            let is_new = self.tried.len() > before;
            let is_stuck = !is_new || in_vain >= IN_VAIN;
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

    /// A diagonal Jacobian, from one try in which all unknowns move.
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

    /// The Jacobian, from one try for each unknown, or more where a small change of it changes no
    /// figure; none if the tries are used up or an unknown changes none.
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

    /// The Newton step from the best try, each coordinate cut to [`FARTHEST`]; none if the Jacobian
    /// is singular.
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

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn distance(misses: &[f64]) -> f64 {
    misses.iter().map(|miss| miss * miss).sum()
}

fn difference(to: &[f64], from: &[f64]) -> Vec<f64> {
    to.iter().zip(from).map(|(to, from)| to - from).collect()
}
