//! How figures change with each parameter, in each replication: with common random numbers the
//! replications agree far better on a slope than on a figure.

use crate::statistics::linear::{Rows, dot};
use crate::statistics::quantile::student_t_quantile;
use crate::statistics::sample;

/// The probability that a parameter without any effect is taken for one with an effect.
const FALSE_EFFECT: f64 = 0.05;

/// The effect of a parameter on the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Every figure of every replication is the same whatever its value.
    None,
    /// What is seen may be chance.
    WithinNoise,
    /// It moves a figure.
    Shown,
}

impl Effect {
    /// Whether it moves a figure.
    #[must_use]
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Shown)
    }
}

/// The slopes of figures, in their units for the whole range of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Slopes {
    /// Those of each parameter: a row for each replication, a column for each figure.
    each: Vec<Rows>,
    /// Their means, a row for each parameter, and what was learnt since.
    mean: Rows,
}

impl Slopes {
    /// Slopes from those of at least two replications.
    #[must_use]
    pub fn of(each: Vec<Rows>) -> Self {
        let mean = |rows: &Rows| -> Vec<f64> {
            let size = rows.first().map_or(0, Vec::len);
            let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Vec<f64>>();
            (0..size)
                .map(|place| sample::mean(&column(place)))
                .collect()
        };
        Self {
            mean: each.iter().map(mean).collect(),
            each,
        }
    }

    /// The slopes of each parameter after a linear map, such as to standard deviations.
    pub fn whitened(&self, map: impl Fn(&[f64]) -> Vec<f64>) -> Rows {
        self.mean.iter().map(|slopes| map(slopes)).collect()
    }

    /// Broyden's update: the nearest slopes by which figures `changed` while places `moved`.
    pub fn learn(&mut self, moved: &[f64], changed: &[f64]) {
        let square = dot(moved, moved);
        if square <= 0.0 {
            return;
        }
        for (figure, changed) in changed.iter().enumerate() {
            let slopes = self.mean.iter().zip(moved);
            let expected: f64 = slopes.map(|(row, moved)| row[figure] * moved).sum();
            let surprise = (changed - expected) / square;
            for (row, moved) in self.mean.iter_mut().zip(moved) {
                row[figure] += surprise * moved;
            }
        }
    }

    /// The effect of each parameter: a t test of its slope on each figure, adjusted for their
    /// number.
    #[must_use]
    pub fn effects(&self) -> Vec<Effect> {
        self.each.iter().map(effect).collect()
    }

    /// What noise adds to the products of whitened slopes in the mean: it would make a parameter
    /// without any effect look as if it had one.
    ///
    /// * `map` - the linear map that whitens figures.
    #[must_use]
    pub fn noise(&self, map: impl Fn(&[f64]) -> Vec<f64>) -> Rows {
        let deviations: Vec<Rows> = self
            .each
            .iter()
            .map(|rows| {
                let size = rows.first().map_or(0, Vec::len);
                let mean: Vec<f64> = (0..size)
                    .map(|place| rows.iter().map(|row| row[place]).sum::<f64>() / rows.len() as f64)
                    .collect();
                let deviation = rows.iter().map(|row| -> Vec<f64> {
                    row.iter().zip(&mean).map(|(x, mean)| x - mean).collect()
                });
                deviation.map(|row| map(&row)).collect()
            })
            .collect();
        let product = |one: &Rows, other: &Rows| {
            let count = one.len() as f64;
            let rows = one.iter().zip(other);
            rows.map(|(x, y)| dot(x, y)).sum::<f64>() / (count * (count - 1.0))
        };
        let row = |one| deviations.iter().map(|other| product(one, other)).collect();
        deviations.iter().map(row).collect()
    }
}

fn effect(rows: &Rows) -> Effect {
    let (count, size) = (rows.len(), rows.first().map_or(0, Vec::len));
    if rows.iter().flatten().all(|slope| *slope == 0.0) {
        return Effect::None;
    }
    let tail = FALSE_EFFECT / (2.0 * size as f64);
    let limit = student_t_quantile(1.0 - tail, (count - 1) as f64);
    let is_shown = (0..size).any(|figure| {
        let column: Vec<f64> = rows.iter().map(|row| row[figure]).collect();
        let error = (sample::variance(&column) / count as f64).sqrt();
        sample::mean(&column).abs() > limit * error
    });
    if is_shown {
        Effect::Shown
    } else {
        Effect::WithinNoise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_none_chance_or_shown() {
        let none = vec![vec![0.0, 0.0]; 5];
        let chance: Rows = [-2.0, 1.0, 3.0, -1.0, 0.0].map(|x| vec![0.0, x]).to_vec();
        let shown: Rows = [9.0, 10.0, 11.0, 10.0, 9.5].map(|x| vec![x, 0.0]).to_vec();
        let same = vec![vec![0.0, 3.0]; 5];
        let slopes = Slopes::of(vec![none, chance, shown, same]);
        let expected = [
            Effect::None,
            Effect::WithinNoise,
            Effect::Shown,
            Effect::Shown,
        ];
        assert_eq!(slopes.effects(), expected);
    }

    /// Slopes 8 and 12: their mean of 10 has the square 100, of which (4 + 4) / (2 * 1) = 4 is
    /// noise.
    #[test]
    fn noise_of_slopes_is_what_it_adds_to_their_squares() {
        let slopes = Slopes::of(vec![vec![vec![8.0], vec![12.0]]]);
        assert_eq!(slopes.noise(<[f64]>::to_vec), [[4.0]]);
    }

    #[test]
    fn an_update_changes_only_the_direction_that_moved() {
        let mut slopes = Slopes::of(vec![vec![vec![2.0, 0.0]], vec![vec![0.0, 3.0]]]);
        slopes.learn(&[0.5, 0.0], &[2.5, 3.5]);
        let own = slopes.whitened(<[f64]>::to_vec);
        assert_eq!(own, [[5.0, 7.0], [0.0, 3.0]]);
    }
}
