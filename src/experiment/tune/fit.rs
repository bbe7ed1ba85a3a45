//! The search: weighted least squares by damped Gauss-Newton steps (Levenberg 1944, Marquardt
//! 1963) within bounds, over means with common random numbers.
//!
//! Places, from 0 to 1 in the range of each parameter, are the coordinates. Slopes are central
//! differences: first over a share of the range, then over about a standard error of the
//! parameter, so that they are those of the scale of its interval and larger than their noise.
//! Between two measurements of the slopes Broyden's updates take in what the tries show.
//! The search ends where no step promises a better objective, and no try, with single moves of each
//! parameter among them, has one.

use super::noise::{Noise, misses};
use super::problem::Unit;
use super::slopes::Slopes;
use super::uncertainty::Uncertainty;
use super::{Question, Runs, TuneError};
use crate::statistics::linear::{Rows, cholesky, dot, solve};
use crate::statistics::sample;

/// A gain of the objective, which is in squares of standard deviations, that does not matter.
pub(super) const ENOUGH: f64 = 0.01;
/// The first differences for slopes, as shares of the range.
const FIRST: f64 = 0.05;
/// Differences where smaller ones show no effect beyond noise.
const WIDE: f64 = 0.2;
/// The least difference of later slopes.
const NARROW: f64 = 0.01;
/// The longest step in each coordinate.
const FARTHEST: f64 = 0.4;
/// The damping of the first step, beside the squares of the slopes.
const DAMPING: f64 = 1e-3;
/// After so many steps in vain the slopes are measured again.
const IN_VAIN: usize = 3;
/// After so many measurements of the slopes the weights stay as they are, so that the search ends.
const FREEZE: usize = 5;

/// Values that were tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Try {
    /// The number of the try, from zero.
    pub number: usize,
    /// The values of the parameters.
    pub values: Vec<f64>,
    /// Their places.
    pub place: Vec<f64>,
    /// The figures of each replication.
    pub figures: Rows,
    /// Their means.
    pub means: Vec<f64>,
}

/// Why a search ends early.
#[derive(Debug)]
pub enum Halt {
    /// The tries are used up.
    Budget,
    /// A try failed.
    Failed(TuneError),
}

impl From<TuneError> for Halt {
    fn from(error: TuneError) -> Self {
        Self::Failed(error)
    }
}

/// A search under way.
pub struct Search<'a> {
    pub(super) question: &'a Question,
    runs: &'a mut dyn Runs,
    most: usize,
    tries: Vec<Try>,
    /// The try that the search stands at; those of the start before there are any.
    at: usize,
    noise: Option<Noise>,
    slopes: Option<Slopes>,
    rounds: usize,
}

impl<'a> Search<'a> {
    /// A search with at most so many tries.
    pub fn new(question: &'a Question, most: usize, runs: &'a mut dyn Runs) -> Self {
        Self {
            question,
            runs,
            most,
            tries: Vec::new(),
            at: 0,
            noise: None,
            slopes: None,
            rounds: 0,
        }
    }

    /// Allows so many more tries.
    pub(super) const fn allow(&mut self, more: usize) {
        self.most = self.tries.len() + more;
    }

    /// All tries, in order.
    #[must_use]
    pub fn tries(&self) -> &[Try] {
        &self.tries
    }

    /// The number of the first replication that no try has.
    pub(super) const fn units(&self) -> u32 {
        self.question.replications
    }

    /// Where the search stands: the best try.
    ///
    /// # Panics
    /// If nothing was tried.
    #[must_use]
    pub fn best(&self) -> &Try {
        &self.tries[self.at]
    }

    /// The noise by which tries are judged.
    ///
    /// # Panics
    /// If nothing was tried.
    #[must_use]
    pub fn noise(&self) -> &Noise {
        self.noise.as_ref().expect("the start was tried")
    }

    /// The slopes at the best try, or as near to it as the budget allowed.
    ///
    /// # Errors
    /// If the budget did not allow any.
    pub fn slopes(&self) -> Result<&Slopes, TuneError> {
        let parameters = self.question.parameters.len();
        self.slopes.as_ref().ok_or(TuneError::TooFewTries {
            found: self.most,
            parameters,
            needed: 2 + 4 * parameters,
        })
    }

    /// How sure the best values are.
    ///
    /// # Errors
    /// If no slopes were measured.
    pub fn uncertainty(&self) -> Result<Uncertainty, TuneError> {
        let (best, slopes) = (self.best(), self.slopes()?);
        Ok(Uncertainty::of(
            self.question,
            &best.place,
            slopes,
            self.noise(),
        ))
    }

    /// Searches until no step and no move of one parameter is better.
    ///
    /// # Errors
    /// If the budget ends before, or a try fails.
    pub fn fit(&mut self) -> Result<(), Halt> {
        let parameters = &self.question.parameters;
        if self.tries.is_empty() {
            let start = parameters
                .iter()
                .map(|parameter| parameter.place(parameter.start()));
            let start = start.collect();
            self.attempt(&[start])?;
        }
        let mut steps = vec![FIRST; parameters.len()];
        let mut is_fine = false;
        loop {
            self.rounds += 1;
            let from = self.at;
            self.slopes = Some(self.measured(&steps)?);
            self.descend()?;
            self.take_best();
            let errors = self.uncertainty()?.errors;
            if self.at == from {
                self.move_singly(&errors)?;
                self.take_best();
                if self.at == from && is_fine {
                    return Ok(());
                }
            }
            steps = errors
                .iter()
                .map(|error| error.clamp(NARROW, WIDE))
                .collect();
            is_fine = true;
        }
    }

    /// Goes to the try with the least objective, if it is better by more than does not matter;
    /// whether it did.
    pub(super) fn take_best(&mut self) -> bool {
        let objective = |tried: &Try| self.objective(&tried.means);
        let best = self
            .tries
            .iter()
            .min_by(|one, other| objective(one).total_cmp(&objective(other)));
        let Some(best) = best.filter(|best| objective(best) + ENOUGH < objective(self.best()))
        else {
            return false;
        };
        self.stand_at(best.number);
        true
    }

    /// The sum of the squares of the whitened residuals.
    pub(super) fn objective(&self, means: &[f64]) -> f64 {
        self.noise().objective(means, &self.question.aims)
    }

    fn stand_at(&mut self, number: usize) {
        self.at = number;
        if self.rounds < FREEZE {
            let figures = &self.tries[number].figures;
            self.noise = Some(Noise::of(figures, &self.question.aims));
        }
    }

    /// Tries these places, all at once, but for those that were tried before; their numbers.
    pub(super) fn attempt(&mut self, places: &[Vec<f64>]) -> Result<Vec<usize>, Halt> {
        let parameters = &self.question.parameters;
        let mut new: Vec<Vec<f64>> = Vec::new();
        let mut numbers = Vec::new();
        for place in places {
            let values = parameters.iter().zip(place);
            let values: Vec<f64> = values.map(|(one, &place)| one.value(place)).collect();
            let known = self.tries.iter().map(|tried| &tried.values).chain(&new);
            let number = known.clone().position(|known| bits(known) == bits(&values));
            numbers.push(number.unwrap_or(self.tries.len() + new.len()));
            if number.is_none() {
                new.push(values);
            }
        }
        if self.tries.len() + new.len() > self.most {
            return Err(Halt::Budget);
        }
        let replications = self.question.replications;
        let units: Vec<Unit> = new
            .iter()
            .flat_map(|values| {
                (0..replications).map(|replication| Unit {
                    values: values.clone(),
                    replication,
                })
            })
            .collect();
        let figures = self.runs.figures(&units)?;
        for (values, figures) in new.into_iter().zip(figures.chunks(replications as usize)) {
            let figures = self.question.complete(figures, &values)?;
            self.keep(values, figures)?;
        }
        Ok(numbers)
    }

    /// Adds a try.
    fn keep(&mut self, values: Vec<f64>, figures: Rows) -> Result<(), TuneError> {
        let parameters = self.question.parameters.iter().zip(&values);
        let means = (0..self.question.aims.len()).map(|aim| {
            let column: Vec<f64> = figures.iter().map(|row| row[aim]).collect();
            sample::mean(&column)
        });
        let tried = Try {
            number: self.tries.len(),
            place: parameters.map(|(one, &value)| one.place(value)).collect(),
            means: means.collect(),
            values,
            figures,
        };
        if self.noise.is_none() {
            self.noise = Some(Noise::of(&tried.figures, &self.question.aims));
        }
        let objective = self.objective(&tried.means);
        self.runs.tried(&tried, objective)?;
        self.tries.push(tried);
        Ok(())
    }

    /// The slopes at the best try, by central differences; where these show nothing, by wider ones.
    fn measured(&mut self, steps: &[f64]) -> Result<Slopes, Halt> {
        let mut slopes = self.differences(steps)?;
        let wider: Vec<f64> = steps
            .iter()
            .zip(slopes.effects())
            .map(|(&step, effect)| if effect.is_shown() { step } else { WIDE })
            .collect();
        if wider != steps {
            slopes = self.differences(&wider)?;
        }
        Ok(slopes)
    }

    fn differences(&mut self, steps: &[f64]) -> Result<Slopes, Halt> {
        let place = self.best().place.clone();
        let mut ends = Vec::new();
        for (parameter, (&step, each)) in steps.iter().zip(&self.question.parameters).enumerate() {
            for sign in [-1.0, 1.0] {
                let mut end = place.clone();
                let moved = end[parameter] + sign * step.max(each.least_move());
                end[parameter] = moved.clamp(0.0, 1.0);
                ends.push(end);
            }
        }
        let numbers = self.attempt(&ends)?;
        let each = numbers.chunks(2).enumerate().map(|(parameter, ends)| {
            let (low, high) = (&self.tries[ends[0]], &self.tries[ends[1]]);
            let moved = high.place[parameter] - low.place[parameter];
            let rows = high.figures.iter().zip(&low.figures);
            let slope = |high: &f64, low: &f64| {
                if moved > 0.0 {
                    (high - low) / moved
                } else {
                    0.0
                }
            };
            rows.map(|(high, low)| high.iter().zip(low).map(|(h, l)| slope(h, l)).collect())
                .collect()
        });
        Ok(Slopes::of(each.collect()))
    }

    /// Steps until none promises a gain, or some in a row bring none.
    fn descend(&mut self) -> Result<(), Halt> {
        let (mut damping, mut in_vain) = (DAMPING, 0);
        while in_vain < IN_VAIN {
            let place = self.best().place.clone();
            let now = self.objective(&self.best().means);
            let (step, predicted) = self.step(damping)?;
            if now - predicted < ENOUGH {
                return Ok(());
            }
            let target = place.iter().zip(&step).map(|(a, b)| a + b).collect();
            let number = self.attempt(&[target])?[0];
            let gain = now - self.objective(&self.tries[number].means);
            self.learn(number);
            if gain > 0.0 {
                self.stand_at(number);
                (damping, in_vain) = ((damping / 10.0).max(1e-9), 0);
            } else {
                (damping, in_vain) = ((damping * 10.0).max(0.1), in_vain + 1);
            }
        }
        Ok(())
    }

    /// Broyden's update of the slopes by the way from the best try to another one.
    fn learn(&mut self, to: usize) {
        let (from, to) = (&self.tries[self.at], &self.tries[to]);
        let moved = less(&to.place, &from.place);
        let changed = less(&to.means, &from.means);
        if let Some(slopes) = &mut self.slopes {
            slopes.learn(&moved, &changed);
        }
    }

    /// The damped step from the best try within bounds, and the objective that it promises.
    fn step(&self, damping: f64) -> Result<(Vec<f64>, f64), TuneError> {
        let best = self.best();
        let noise = self.noise();
        let residuals = noise.whitened(&misses(&best.means, &self.question.aims));
        let columns = self.slopes()?.whitened(|slope| noise.whitened(slope));
        let room: Vec<(f64, f64)> = best
            .place
            .iter()
            .map(|place| ((-place).max(-FARTHEST), (1.0 - place).min(FARTHEST)))
            .collect();
        let step = bounded_step(&columns, &residuals, damping, &room);
        let left = after(&columns, &residuals, &step);
        Ok((step, dot(&left, &left)))
    }

    /// Tries each parameter alone a quarter of its standard error higher and lower; a whole number
    /// by one.
    fn move_singly(&mut self, errors: &[f64]) -> Result<(), Halt> {
        let place = self.best().place.clone();
        let mut moves = Vec::new();
        for (parameter, (error, each)) in errors.iter().zip(&self.question.parameters).enumerate() {
            let step = (error.min(WIDE) / 4.0).max(each.least_move());
            for sign in [-1.0, 1.0] {
                let mut moved = place.clone();
                moved[parameter] = (moved[parameter] + sign * step).clamp(0.0, 1.0);
                moves.push(moved);
            }
        }
        self.attempt(&moves)?;
        Ok(())
    }
}

impl Question {
    /// Figures of all replications, each where it was not observed by the mean of the others.
    pub(super) fn complete(
        &self,
        figures: &[Vec<Option<f64>>],
        values: &[f64],
    ) -> Result<Rows, TuneError> {
        let mut rows = vec![Vec::with_capacity(self.aims.len()); figures.len()];
        for (place, aim) in self.aims.iter().enumerate() {
            let observed: Vec<f64> = figures.iter().filter_map(|row| row[place]).collect();
            if observed.is_empty() {
                return Err(TuneError::Unobserved {
                    figure: aim.name.clone(),
                    values: self.described(values),
                });
            }
            let mean = sample::mean(&observed);
            for (row, figures) in rows.iter_mut().zip(figures) {
                row.push(figures[place].unwrap_or(mean));
            }
        }
        Ok(rows)
    }
}

/// The residuals after a step, if the slopes hold.
pub(super) fn after(columns: &[Vec<f64>], residuals: &[f64], step: &[f64]) -> Vec<f64> {
    let mut left = residuals.to_vec();
    for (column, step) in columns.iter().zip(step) {
        for (left, slope) in left.iter_mut().zip(column) {
            *left += slope * step;
        }
    }
    left
}

/// The step that makes the residuals least, damped, with each coordinate within its bounds: those
/// that would leave them are put there, and the others are solved for again.
///
/// * `columns` - the whitened slopes, a column for each parameter.
pub(super) fn bounded_step(
    columns: &[Vec<f64>],
    residuals: &[f64],
    damping: f64,
    room: &[(f64, f64)],
) -> Vec<f64> {
    let mut step = vec![0.0; columns.len()];
    let mut free: Vec<usize> = (0..columns.len()).collect();
    while !free.is_empty() {
        let left = after(columns, residuals, &step);
        let row = |&one: &usize| -> Vec<f64> {
            let others = free.iter();
            others
                .map(|&other| {
                    let product = dot(&columns[one], &columns[other]);
                    let own = if one == other { damping } else { 0.0 };
                    // The least term keeps a parameter without any effect where it is.
                    product * (1.0 + own) + own * ENOUGH
                })
                .collect()
        };
        let matrix: Rows = free.iter().map(row).collect();
        let right: Vec<f64> = free.iter().map(|&one| -dot(&columns[one], &left)).collect();
        let Some(lower) = cholesky(&matrix, 0.0) else {
            return step;
        };
        let wanted = solve(&lower, &right);
        let mut outside = Vec::new();
        for (&one, &wanted) in free.iter().zip(&wanted) {
            let (low, high) = room[one];
            if wanted < low || wanted > high {
                step[one] = wanted.clamp(low, high);
                outside.push(one);
            }
        }
        if outside.is_empty() {
            for (&one, &wanted) in free.iter().zip(&wanted) {
                step[one] = wanted;
            }
            return step;
        }
        free.retain(|one| !outside.contains(one));
    }
    step
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn less(to: &[f64], from: &[f64]) -> Vec<f64> {
    to.iter().zip(from).map(|(to, from)| to - from).collect()
}
