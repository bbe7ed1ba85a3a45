//! A sample of parameters with weights, and what it says of them: means, covariances, correlations
//! and quantiles.

use super::super::linear::{Rows, dot};

/// A sample with weights, and what it says of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// The points, one coordinate a parameter.
    pub points: Vec<Vec<f64>>,
    /// The weight of each point; their sum is one.
    pub weights: Vec<f64>,
}

impl Posterior {
    /// The same sample in other units, point by point.
    #[must_use]
    pub fn map(&self, unit: impl Fn(&[f64]) -> Vec<f64>) -> Self {
        Self {
            points: self.points.iter().map(|point| unit(point)).collect(),
            weights: self.weights.clone(),
        }
    }

    /// The weighted mean of each parameter.
    #[must_use]
    pub fn mean(&self) -> Vec<f64> {
        let size = self.points.first().map_or(0, Vec::len);
        let column = |place| self.points.iter().map(move |point: &Vec<f64>| point[place]);
        (0..size)
            .map(|place| column(place).zip(&self.weights).map(|(x, w)| w * x).sum())
            .collect()
    }

    /// The weighted covariance of the parameters, `sum w (x - m)(x - m)' / (1 - sum w^2)`.
    #[must_use]
    pub fn covariance(&self) -> Rows {
        let mean = self.mean();
        let mut sums = vec![vec![0.0; mean.len()]; mean.len()];
        let part = 1.0 - dot(&self.weights, &self.weights);
        for (point, weight) in self.points.iter().zip(&self.weights) {
            for (row, line) in sums.iter_mut().enumerate() {
                let left = weight * (point[row] - mean[row]) / part;
                for (column, sum) in line.iter_mut().enumerate() {
                    *sum += left * (point[column] - mean[column]);
                }
            }
        }
        sums
    }

    /// The correlations of the parameters: close to 1 or -1, two of them trade off. Not a number
    /// for a parameter that does not vary.
    #[must_use]
    pub fn correlation(&self) -> Rows {
        let covariance = self.covariance();
        let spread = |place: usize| covariance[place][place].sqrt();
        let row = |(row, line): (usize, &Vec<f64>)| {
            let line = line.iter().enumerate();
            line.map(|(column, value)| value / (spread(row) * spread(column)))
                .collect()
        };
        covariance.iter().enumerate().map(row).collect()
    }

    /// The smallest value of a parameter at which the weight of it and all smaller ones reaches
    /// `share`; none without points or for an unknown parameter.
    #[must_use]
    pub fn quantile(&self, parameter: usize, share: f64) -> Option<f64> {
        let mut pairs: Vec<(f64, f64)> = self
            .points
            .iter()
            .zip(&self.weights)
            .filter_map(|(point, &weight)| Some((*point.get(parameter)?, weight)))
            .collect();
        pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut sum = 0.0;
        let reached = pairs.iter().find(|(_, weight)| {
            sum += weight;
            sum >= share
        });
        reached.or(pairs.last()).map(|(value, _)| *value)
    }

    /// How many points of equal weight would say as much: `1 / sum w^2`.
    #[must_use]
    pub fn effective_size(&self) -> f64 {
        1.0 / dot(&self.weights, &self.weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points 0, 1 and 4 with weights 1/2, 1/4 and 1/4: mean 5/4; squares 25/32 + 1/64 + 121/64,
    /// over 1 - 3/8; effective size 8/3.
    #[test]
    fn weighted_moments_worked_by_hand() {
        let posterior = Posterior {
            points: vec![vec![0.0], vec![1.0], vec![4.0]],
            weights: vec![0.5, 0.25, 0.25],
        };
        assert!((posterior.mean()[0] - 1.25).abs() < 1e-15);
        let variance = (50.0 + 1.0 + 121.0) / 64.0 / 0.625;
        assert!((posterior.covariance()[0][0] - variance).abs() < 1e-12);
        assert!((posterior.effective_size() - 8.0 / 3.0).abs() < 1e-12);
        assert_eq!(posterior.quantile(0, 0.5), Some(0.0));
        assert_eq!(posterior.quantile(0, 0.51), Some(1.0));
        assert_eq!(posterior.quantile(0, 1.0), Some(4.0));
        assert_eq!(posterior.quantile(1, 0.5), None);
    }
}
