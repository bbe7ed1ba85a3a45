//! The evolution strategy with covariance matrix adaptation (CMA-ES; Hansen 2016, The CMA
//! evolution strategy: a tutorial, with its default parameters and positive weights): a search for
//! the least value of a function of some tens of factors, without derivatives and under noise.
//!
//! Ask and tell: [`CmaEs::ask`] gives the points of a generation, the caller evaluates them in any
//! order, [`CmaEs::tell`] takes the values. Only their order counts, so that noise and outliers do
//! little harm; against strong noise give a larger population or the means of more replications.
//!
//! Points lie in the unit cube, in the way that [`bounds`] describes.

pub mod bounds;

use self::bounds::{inside, searched};
use super::error::{InputError, all_finite, at_least, positive, same_length};
use super::linear::{Rows, dot, eigen, identity};
use super::random::Draws;
use super::sample::floor;

/// Separates these draws from those of other methods with the same key.
const PURPOSE: u64 = 0x636d_6165;

/// The most standard deviation along the longest axis: the width of the unit cube.
const MOST_STEP: f64 = 1.0;

/// The least eigenvalue of the covariance, as a share of the largest.
const LEAST_EIGENVALUE: f64 = 1e-14;

/// The learning rates, functions of the dimension and the population (Hansen 2016, table 1).
#[derive(Clone, Debug, PartialEq)]
struct Rates {
    /// The weights of the better half, the best first; their sum is one.
    weights: Vec<f64>,
    /// The effective number of parents.
    parents: f64,
    step_path: f64,
    step_damping: f64,
    shape_path: f64,
    one: f64,
    rank: f64,
    /// The mean length of a normal vector.
    length: f64,
}

/// A search under way.
///
/// ```
/// use chippark::statistics::CmaEs;
/// let mut search = CmaEs::new(&[0.5, 0.5], 0.2, None, 42).unwrap();
/// while search.step() > 1e-6 {
///     let points = search.ask();
///     let values: Vec<f64> = points.iter().map(|x| (x[0] - 0.3).powi(2) + x[1]).collect();
///     search.tell(&values).unwrap();
/// }
/// let best = search.best().unwrap().0;
/// assert!((best[0] - 0.3).abs() < 1e-5 && best[1] < 1e-5);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CmaEs {
    key: u64,
    population: usize,
    rates: Rates,
    generation: usize,
    centre: Vec<f64>,
    step: f64,
    covariance: Rows,
    /// The square roots of the eigenvalues, and the eigenvectors as rows.
    axes: (Vec<f64>, Rows),
    step_path: Vec<f64>,
    shape_path: Vec<f64>,
    best: Option<(Vec<f64>, f64)>,
}

impl CmaEs {
    /// A search from `start` in the unit cube with the standard deviation `step` in each
    /// coordinate (0.2 to 0.3 is usual) and `population` points a generation, by default
    /// `4 + 3 ln(dimensions)`.
    ///
    /// # Errors
    /// No dimension, a start outside the unit cube, a step that is not above 0, or a population
    /// below 4.
    pub fn new(
        start: &[f64],
        step: f64,
        population: Option<usize>,
        key: u64,
    ) -> Result<Self, InputError> {
        at_least("dimensions", 1, start.len())?;
        all_finite("start", start)?;
        if let Some(&found) = start.iter().find(|&&value| !(0.0..=1.0).contains(&value)) {
            return Err(InputError::Outside {
                what: "a coordinate of the start",
                allowed: "0 to 1",
                found,
            });
        }
        positive("the step", step)?;
        let size = start.len();
        let usual = 4 + floor(3.0 * libm::log(size as f64));
        let population = population.unwrap_or(usual);
        at_least("points of a generation", 4, population)?;
        Ok(Self {
            key,
            population,
            rates: Rates::new(size, population),
            generation: 0,
            centre: start.iter().map(|&value| searched(value)).collect(),
            step,
            covariance: identity(size),
            axes: (vec![1.0; size], identity(size)),
            step_path: vec![0.0; size],
            shape_path: vec![0.0; size],
            best: None,
        })
    }

    /// The points of this generation, the same however often they are asked for.
    #[must_use]
    pub fn ask(&self) -> Vec<Vec<f64>> {
        let numbers = 0..self.population;
        numbers
            .map(|number| {
                let point = self.centre.iter().zip(self.direction(number));
                point
                    .map(|(centre, y)| inside(centre + self.step * y))
                    .collect()
            })
            .collect()
    }

    /// Takes the value at each point of [`Self::ask`], the smaller the better, and moves on to the
    /// next generation. A value that is not a number counts as the worst.
    ///
    /// # Errors
    /// Another number of values than of points, or no value that is a number.
    pub fn tell(&mut self, values: &[f64]) -> Result<(), InputError> {
        same_length("values", self.population, values.len())?;
        let ranked: Vec<f64> = values
            .iter()
            .map(|&value| if value.is_nan() { f64::INFINITY } else { value })
            .collect();
        let known = values.iter().filter(|value| !value.is_nan()).count();
        at_least("values that are numbers", 1, known)?;
        let mut order: Vec<usize> = (0..self.population).collect();
        order.sort_by(|&left, &right| ranked[left].total_cmp(&ranked[right]));
        let leader = order[0];
        if self
            .best
            .as_ref()
            .is_none_or(|(_, value)| ranked[leader] < *value)
        {
            self.best = Some((self.ask().swap_remove(leader), ranked[leader]));
        }
        let parents = order.iter().take(self.rates.weights.len());
        let steps: Vec<Vec<f64>> = parents.map(|&number| self.direction(number)).collect();
        self.adapt(&steps);
        Ok(())
    }

    /// The generations told so far.
    #[must_use]
    pub const fn generation(&self) -> usize {
        self.generation
    }

    /// The centre of the search: under noise the best estimate of the optimum.
    #[must_use]
    pub fn centre(&self) -> Vec<f64> {
        self.centre.iter().map(|&value| inside(value)).collect()
    }

    /// The standard deviation of the search along its longest axis: stop when it is small.
    #[must_use]
    pub fn step(&self) -> f64 {
        self.step
            * self
                .axes
                .0
                .iter()
                .fold(0.0, |most: f64, &axis| most.max(axis))
    }

    /// The best point so far and its value, which under noise is too good.
    #[must_use]
    pub fn best(&self) -> Option<(&[f64], f64)> {
        let (point, value) = self.best.as_ref()?;
        Some((point, *value))
    }

    /// The step of point `number` of this generation, before the overall scale: normal with the
    /// covariance of the search.
    fn direction(&self, number: usize) -> Vec<f64> {
        let words = [PURPOSE, self.key, self.generation as u64, number as u64];
        let mut draws = Draws::new(&words);
        let mut step = vec![0.0; self.centre.len()];
        for (axis, vector) in self.axes.0.iter().zip(&self.axes.1) {
            let along = axis * draws.normal();
            add(&mut step, along, vector);
        }
        step
    }

    /// Moves the centre and adapts step and covariance to the steps of the parents, the best
    /// first.
    fn adapt(&mut self, steps: &[Vec<f64>]) {
        let rates = self.rates.clone();
        let size = self.centre.len();
        let mut mean = vec![0.0; size];
        for (&weight, step) in rates.weights.iter().zip(steps) {
            add(&mut mean, weight, step);
        }
        add(&mut self.centre, self.step, &mean);

        let gain = (rates.step_path * (2.0 - rates.step_path) * rates.parents).sqrt();
        scale(&mut self.step_path, 1.0 - rates.step_path);
        for (axis, vector) in self.axes.0.iter().zip(&self.axes.1) {
            add(
                &mut self.step_path,
                gain * dot(vector, &mean) / axis,
                vector,
            );
        }
        self.generation += 1;
        let length = dot(&self.step_path, &self.step_path).sqrt();
        let forgotten = libm::pow(1.0 - rates.step_path, 2.0 * self.generation as f64);
        let usual = (1.4 + 2.0 / (size as f64 + 1.0)) * rates.length;
        let grows = length / (1.0 - forgotten).sqrt() < usual;

        let decay = rates.shape_path * (2.0 - rates.shape_path);
        scale(&mut self.shape_path, 1.0 - rates.shape_path);
        if grows {
            add(&mut self.shape_path, (decay * rates.parents).sqrt(), &mean);
        }
        let stalled = if grows { 0.0 } else { rates.one * decay };
        let kept = 1.0 + stalled - rates.one - rates.rank;
        for (row, line) in self.covariance.iter_mut().enumerate() {
            scale(line, kept);
            add(line, rates.one * self.shape_path[row], &self.shape_path);
            for (weight, step) in rates.weights.iter().zip(steps) {
                add(line, rates.rank * weight * step[row], step);
            }
        }
        let change = rates.step_path / rates.step_damping * (length / rates.length - 1.0);
        self.step *= libm::exp(change);
        self.turn_axes();
    }

    /// Takes the axes from the covariance.
    fn turn_axes(&mut self) {
        let found = eigen(&self.covariance);
        let most = found
            .values
            .iter()
            .fold(0.0, |most: f64, &value| most.max(value));
        let axis = |value: &f64| value.max(most * LEAST_EIGENVALUE).sqrt();
        self.axes = (found.values.iter().map(axis).collect(), found.vectors);
        self.step = self.step.min(MOST_STEP / most.sqrt());
    }
}

impl Rates {
    fn new(size: usize, population: usize) -> Self {
        let n = size as f64;
        let middle = libm::log(f64::midpoint(population as f64, 1.0));
        let raw: Vec<f64> = (1..=population / 2)
            .map(|rank| middle - libm::log(rank as f64))
            .collect();
        let total: f64 = raw.iter().sum();
        let weights: Vec<f64> = raw.iter().map(|weight| weight / total).collect();
        let parents = 1.0 / dot(&weights, &weights);
        let step_path = (parents + 2.0) / (n + parents + 5.0);
        let excess = (((parents - 1.0) / (n + 1.0)).sqrt() - 1.0).max(0.0);
        let one = 2.0 / ((n + 1.3).powi(2) + parents);
        let rank = 2.0 * (parents - 2.0 + 1.0 / parents) / ((n + 2.0).powi(2) + parents);
        Self {
            weights,
            parents,
            step_path,
            step_damping: 1.0 + 2.0 * excess + step_path,
            shape_path: (4.0 + parents / n) / (n + 4.0 + 2.0 * parents / n),
            one,
            rank: rank.min(1.0 - one),
            length: n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n)),
        }
    }
}

/// Adds a multiple of another vector.
fn add(vector: &mut [f64], factor: f64, other: &[f64]) {
    for (value, other) in vector.iter_mut().zip(other) {
        *value += factor * other;
    }
}

fn scale(vector: &mut [f64], factor: f64) {
    for value in vector {
        *value *= factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs generations until the step is below `step`, or `most` of them.
    fn minimise(search: &mut CmaEs, step: f64, most: usize, mut value: impl FnMut(&[f64]) -> f64) {
        while search.step() > step && search.generation() < most {
            let values: Vec<f64> = search.ask().iter().map(|point| value(point)).collect();
            search.tell(&values).unwrap();
        }
    }

    fn sphere(point: &[f64]) -> f64 {
        point.iter().map(|x| (x - 0.3).powi(2)).sum()
    }

    /// Rosenbrock's valley over -2 to 2, with its only minimum in five dimensions at ones: 0.75.
    fn rosenbrock(point: &[f64]) -> f64 {
        let x: Vec<f64> = point.iter().map(|u| 4.0 * u - 2.0).collect();
        x.windows(2)
            .map(|pair| 100.0 * (pair[1] - pair[0] * pair[0]).powi(2) + (1.0 - pair[0]).powi(2))
            .sum()
    }

    /// The tutorial's values for ten dimensions: ten points, five parents, their effective number
    /// 3.17 (weights from ln 5.5 - ln i).
    #[test]
    fn the_parameters_are_those_of_the_tutorial() {
        let search = CmaEs::new(&[0.5; 10], 0.3, None, 0).unwrap();
        assert_eq!((search.population, search.rates.weights.len()), (10, 5));
        assert!((search.rates.parents - 3.167_299_281_411).abs() < 1e-12);
        assert!((search.rates.weights[0] - 0.456_272_646_903).abs() < 1e-12);
        assert!((search.rates.length - 3.084_727).abs() < 1e-6);
    }

    /// The state after twelve generations, as the program in appendix C of the tutorial has it when
    /// written in Python (numpy 2.4.6) and given the same points and values. All points are 0.05
    /// or more away from the bounds; in seven generations the path of the shape stalls.
    #[test]
    fn the_state_is_that_of_the_program_of_the_tutorial() {
        let mut search = CmaEs::new(&[0.8; 4], 0.005, None, 5).unwrap();
        minimise(&mut search, 0.0, 12, |point| {
            (1..=4)
                .zip(point)
                .map(|(k, x)| f64::from(k * k) * (x - 0.4).powi(2))
                .sum()
        });
        let centre = [
            0.732_269_223_008,
            0.720_832_009_320,
            0.552_665_746_988,
            0.428_694_773_871,
        ];
        for (found, expected) in search.centre().iter().zip(centre) {
            assert!((found - expected).abs() < 1e-11, "{found}");
        }
        assert!((search.step - 0.125_385_413_181).abs() < 1e-11);
        assert!((search.step() - 0.157_610_442_551).abs() < 1e-11);
        assert!((search.covariance[3][1] - 0.266_380_188_598).abs() < 1e-10);
    }

    #[test]
    fn the_minimum_of_a_sphere_is_found() {
        for key in 0..5 {
            let mut search = CmaEs::new(&[0.7; 10], 0.3, None, key).unwrap();
            minimise(&mut search, 1e-9, 1_000, sphere);
            assert!(search.best().unwrap().1 < 1e-16, "{:?}", search.best());
        }
    }

    #[test]
    fn the_valley_of_rosenbrock_is_followed_to_its_end() {
        for key in 0..5 {
            let mut search = CmaEs::new(&[0.4; 5], 0.1, Some(16), key).unwrap();
            minimise(&mut search, 1e-9, 2_000, rosenbrock);
            let (point, value) = search.best().unwrap();
            assert!(value < 1e-14, "{value} with key {key}");
            assert!(point.iter().all(|x| (x - 0.75).abs() < 1e-6));
        }
    }

    /// Noise of 0.01 in every value: the true value at the centre ends below the noise of one
    /// evaluation, from 0.8 at the start.
    #[test]
    fn the_centre_settles_under_noise() {
        for key in 0..5 {
            let mut noise = Draws::new(&[key, 99]);
            let mut search = CmaEs::new(&[0.7; 5], 0.2, Some(30), key).unwrap();
            minimise(&mut search, 1e-9, 150, |point| {
                sphere(point) + 0.01 * noise.normal()
            });
            let left = sphere(&search.centre());
            assert!(left < 0.01, "{left}");
        }
    }

    /// Only the order of the values counts: a monotone change of them changes no point.
    #[test]
    fn the_scale_of_the_values_does_not_matter() {
        let mut plain = CmaEs::new(&[0.6; 4], 0.3, None, 3).unwrap();
        let mut bent = plain.clone();
        minimise(&mut plain, 0.0, 60, rosenbrock);
        minimise(&mut bent, 0.0, 60, |point| rosenbrock(point).sqrt() - 7.0);
        assert_eq!(plain.ask(), bent.ask());
    }

    /// A minimum at the bounds of three coordinates and inside in a fourth: points never leave the
    /// cube.
    #[test]
    fn a_minimum_at_a_bound_is_reached_from_inside() {
        for key in 0..5 {
            let mut search = CmaEs::new(&[0.5; 4], 0.3, None, key).unwrap();
            minimise(&mut search, 1e-7, 1_000, |point| {
                assert!(point.iter().all(|x| (0.0..=1.0).contains(x)));
                point[0] + 2.0 * point[1] - point[2] + (point[3] - 0.3).powi(2)
            });
            let centre = search.centre();
            assert!(centre[0] < 1e-9 && centre[1] < 1e-9 && centre[2] > 1.0 - 1e-9);
            assert!((centre[3] - 0.3).abs() < 1e-5, "{centre:?}");
        }
    }

    #[test]
    fn impossible_searches_are_errors() {
        assert!(CmaEs::new(&[], 0.3, None, 0).is_err());
        assert!(CmaEs::new(&[1.5], 0.3, None, 0).is_err());
        assert!(CmaEs::new(&[0.5], 0.0, None, 0).is_err());
        assert!(CmaEs::new(&[0.5], 0.3, Some(3), 0).is_err());
        let mut search = CmaEs::new(&[0.5], 0.3, None, 0).unwrap();
        assert!(search.tell(&[1.0]).is_err());
        assert!(search.tell(&[f64::NAN; 4]).is_err());
        assert!(search.tell(&[f64::NAN, 1.0, f64::NAN, 2.0]).is_ok());
        assert!((search.best().unwrap().1 - 1.0).abs() < 1e-15);
    }
}
