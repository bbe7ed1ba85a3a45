//! How sure fitted parameters are: their covariance by the delta method, and what it says in words.
//!
//! With whitened slopes K the covariance of the places is `(K'K)^-1`. Three things are added. What
//! the noise of slopes adds to `K'K` in the mean is taken away, so that a parameter without effect
//! is not taken for a known one. A weak term keeps the inverse finite where the figures say nothing
//! of a direction: it then has a standard deviation of ten ranges. And where the weights are not
//! those of the covariance, the variances are those of the estimate that these weights give, if
//! that is more.

use super::noise::Noise;
use super::slopes::{Effect, Slopes};
use super::{Question, Residual};
use crate::statistics::Interval;
use crate::statistics::linear::{Rows, cholesky, dot, eigen, inverse};
use crate::statistics::quantile::{CONFIDENCE, chi_square_quantile, student_t_quantile, two_sided};

/// The information that keeps directions finite of which figures say nothing: the standard
/// deviation is ten ranges.
const WEAK: f64 = 0.01;
/// A parameter is not identified if its interval covers this share of its range.
const MOST_OF_RANGE: f64 = 0.75;
/// Two parameters trade off from this correlation on.
const TRADE_OFF: f64 = 0.9;
/// A direction of this standard deviation, in ranges, is not known.
const UNKNOWN: f64 = 0.4;
/// A parameter takes part in a direction with this share of its unit vector.
const PART: f64 = 0.3;
/// A parameter so near to the end of its range is at it.
const AT_END: f64 = 1e-6;
/// The probability that one of the figures is found to miss its aim by chance.
const FALSE_MISS: f64 = 0.05;
/// The confidence with which all residuals together are more than chance.
const JOINT: f64 = 0.99;
/// A figure deserves so many replications each for its covariance.
const REPLICATIONS_PER_AIM: usize = 2;

/// How sure fitted parameters are.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertainty {
    /// The standard error of each place: of the share of its range.
    pub errors: Vec<f64>,
    /// The covariance of the places.
    pub covariance: Rows,
    /// The 95 % interval of each value, cut at the ends of its range.
    pub intervals: Vec<Interval>,
    /// Whether the interval is cut at the lower end, and at the upper end.
    pub cut: Vec<(bool, bool)>,
    /// The effect of each parameter on the figures.
    pub effects: Vec<Effect>,
}

impl Uncertainty {
    /// The uncertainty of parameters at a place.
    #[must_use]
    pub fn of(question: &Question, place: &[f64], slopes: &Slopes, noise: &Noise) -> Self {
        let whiten = |figures: &[f64]| noise.whitened(figures);
        let columns = slopes.whitened(whiten);
        let covariance = covariance(&columns, &slopes.noise(whiten), noise);
        let errors: Vec<f64> = (0..place.len())
            .map(|one| covariance[one][one].sqrt())
            .collect();
        let halves = two_sided(CONFIDENCE, f64::from(question.replications) - 1.0);
        let ends = place.iter().zip(&errors);
        let ends = ends.map(|(place, error)| (place - halves * error, place + halves * error));
        let cut = ends.clone().map(|(low, high)| (low < 0.0, high > 1.0));
        let parameters = question.parameters.iter().zip(ends);
        let intervals = parameters.map(|(parameter, (low, high))| Interval {
            low: parameter.value(low),
            high: parameter.value(high),
        });
        Self {
            intervals: intervals.collect(),
            cut: cut.collect(),
            effects: slopes.effects(),
            errors,
            covariance,
        }
    }

    /// The correlations of the parameters.
    #[must_use]
    pub fn correlation(&self) -> Rows {
        let row = |(row, line): (&f64, &Vec<f64>)| {
            let line = line.iter().zip(&self.errors);
            line.map(|(value, column)| value / (row * column)).collect()
        };
        self.errors.iter().zip(&self.covariance).map(row).collect()
    }
}

/// The covariance of places from whitened slopes, a row for each parameter.
fn covariance(columns: &[Vec<f64>], added: &[Vec<f64>], noise: &Noise) -> Rows {
    let weak = |rows: Rows| with_diagonal(rows, WEAK);
    let products = gram(columns);
    let information = weak(without(&products, added));
    let inverse_of = |rows: &Rows| {
        let lower = cholesky(rows, 0.0);
        lower.map_or_else(
            || with_diagonal(vec![vec![0.0; rows.len()]; rows.len()], 1.0 / WEAK),
            |lower| inverse(&lower),
        )
    };
    let bread = inverse_of(&weak(products));
    let meat = weak(of_figures(columns, noise));
    let excess = |(parameter, row): (usize, &Vec<f64>)| -> f64 {
        let real: f64 = meat
            .iter()
            .zip(row)
            .map(|(line, x)| x * dot(line, row))
            .sum();
        (real / row[parameter]).max(1.0).sqrt()
    };
    let excess: Vec<f64> = bread.iter().enumerate().map(excess).collect();
    let scaled = |(row, factor): (Vec<f64>, &f64)| {
        let row = row.into_iter().zip(&excess);
        row.map(|(value, other)| value * factor * other).collect()
    };
    let covariance = inverse_of(&information).into_iter().zip(&excess);
    covariance.map(scaled).collect()
}

/// The covariance of the products of whitened slopes with whitened residuals.
fn of_figures(columns: &[Vec<f64>], noise: &Noise) -> Rows {
    // Whitened twice: the rows of the covariance, then its columns.
    let half: Rows = noise
        .covariance()
        .iter()
        .map(|row| noise.whitened(row))
        .collect();
    let size = half.len();
    let white: Rows = (0..size)
        .map(|column| {
            let column: Vec<f64> = half.iter().map(|row| row[column]).collect();
            noise.whitened(&column)
        })
        .collect();
    let row = |one: &Vec<f64>| {
        let through: Vec<f64> = white.iter().map(|row| dot(row, one)).collect();
        columns.iter().map(|other| dot(&through, other)).collect()
    };
    columns.iter().map(row).collect()
}

/// The products of the rows of a matrix with each other.
fn gram(rows: &[Vec<f64>]) -> Rows {
    let row = |one: &Vec<f64>| rows.iter().map(|other| dot(one, other)).collect();
    rows.iter().map(row).collect()
}

fn with_diagonal(mut rows: Rows, value: f64) -> Rows {
    for (place, row) in rows.iter_mut().enumerate() {
        row[place] += value;
    }
    rows
}

/// A matrix less another one, with eigenvalues below zero made zero.
fn without(matrix: &[Vec<f64>], less: &[Vec<f64>]) -> Rows {
    let rows = matrix.iter().zip(less);
    let rows: Rows = rows
        .map(|(row, less)| row.iter().zip(less).map(|(x, y)| x - y).collect())
        .collect();
    let found = eigen(&rows);
    let size = rows.len();
    let entry = |row: usize, column: usize| -> f64 {
        let pairs = found.values.iter().zip(&found.vectors);
        pairs
            .map(|(value, vector)| value.max(0.0) * vector[row] * vector[column])
            .sum()
    };
    (0..size)
        .map(|row| (0..size).map(|column| entry(row, column)).collect())
        .collect()
}

/// An end of the range of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The lower one.
    Low,
    /// The upper one.
    High,
}

/// Something that a reader of the values must know. Parameters and aims are numbers of their lists.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// Figures are farther from their aims than chance explains: the targets cannot be met together.
    Apart {
        /// The aims that are missed; none where only all of them together are.
        aims: Vec<usize>,
        /// The objective beyond which residuals together are more than chance: the 99 % quantile of
        /// the chi-square law.
        limit: f64,
    },
    /// A parameter moves no figure.
    NoEffect {
        /// Which.
        parameter: usize,
        /// Whether all figures are the same, rather than within noise.
        is_exact: bool,
    },
    /// The interval of a parameter covers most of its range.
    NotIdentified {
        /// Which.
        parameter: usize,
        /// The share of the range.
        share: f64,
    },
    /// Two parameters are known together only.
    TradeOff {
        /// The first.
        one: usize,
        /// The second.
        other: usize,
        /// Their correlation.
        correlation: f64,
        /// How much the second changes where the first is higher by one.
        slope: f64,
    },
    /// Several parameters are known together only.
    Together {
        /// Three or more.
        parameters: Vec<usize>,
    },
    /// A parameter is at an end of its range.
    AtEnd {
        /// Which.
        parameter: usize,
        /// The end.
        end: End,
    },
    /// There are few replications for the number of figures.
    FewReplications {
        /// As many would do.
        needed: usize,
    },
}

/// Everything a reader must know, in the order of the variants.
#[must_use]
pub fn findings(
    question: &Question,
    place: &[f64],
    uncertainty: &Uncertainty,
    residuals: &[Residual],
    objective: f64,
) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(apart(question, residuals, objective));
    let effects = uncertainty.effects.iter().enumerate();
    found.extend(
        effects
            .filter(|(_, effect)| !effect.is_shown())
            .map(|(parameter, &effect)| Finding::NoEffect {
                parameter,
                is_exact: effect == Effect::None,
            }),
    );
    found.extend(unknown(question, uncertainty));
    found.extend(trade_offs(question, place, uncertainty));
    found.extend(together(uncertainty, &found));
    let at_end = |(parameter, &place): (usize, &f64)| {
        let end = (place < AT_END).then_some(End::Low);
        let end = end.or((place > 1.0 - AT_END).then_some(End::High))?;
        Some(Finding::AtEnd { parameter, end })
    };
    found.extend(place.iter().enumerate().filter_map(at_end));
    let needed = REPLICATIONS_PER_AIM * residuals.len();
    if (question.replications as usize) < needed {
        found.push(Finding::FewReplications { needed });
    }
    found
}

fn apart(question: &Question, residuals: &[Residual], objective: f64) -> Option<Finding> {
    let tail = FALSE_MISS / (2.0 * residuals.len() as f64);
    let most = student_t_quantile(1.0 - tail, f64::from(question.replications) - 1.0);
    let scores = residuals.iter().enumerate();
    let far = scores.filter(|(_, residual)| residual.score.abs() > most);
    let aims: Vec<usize> = far.map(|(aim, _)| aim).collect();
    let parameters = question.parameters.len();
    let freedom = residuals.len().saturating_sub(parameters).max(1);
    let limit = chi_square_quantile(JOINT, freedom);
    (!aims.is_empty() || objective > limit).then_some(Finding::Apart { aims, limit })
}

/// Parameters with an effect whose interval covers most of their range.
fn unknown(question: &Question, uncertainty: &Uncertainty) -> Vec<Finding> {
    let parameters = question.parameters.iter().zip(&uncertainty.intervals);
    let shares = parameters.map(|(parameter, interval)| {
        parameter.place(interval.high) - parameter.place(interval.low)
    });
    let shares = shares.zip(&uncertainty.effects).enumerate();
    shares
        .filter(|(_, (share, effect))| *share >= MOST_OF_RANGE && effect.is_shown())
        .map(|(parameter, (share, _))| Finding::NotIdentified { parameter, share })
        .collect()
}

fn trade_offs(question: &Question, place: &[f64], uncertainty: &Uncertainty) -> Vec<Finding> {
    let correlation = uncertainty.correlation();
    // Units of the value for one of the place, where the parameter is.
    let unit = |parameter: usize| {
        let each = &question.parameters[parameter];
        if each.logarithmic {
            each.value(place[parameter]) * (each.high / each.low).ln()
        } else {
            each.high - each.low
        }
    };
    let mut found = Vec::new();
    for one in 0..correlation.len() {
        for other in one + 1..correlation.len() {
            let correlation = correlation[one][other];
            if correlation.abs() < TRADE_OFF {
                continue;
            }
            let errors = &uncertainty.errors;
            let slope =
                correlation.signum() * errors[other] * unit(other) / (errors[one] * unit(one));
            found.push(Finding::TradeOff {
                one,
                other,
                correlation,
                slope,
            });
        }
    }
    found
}

/// Directions of three or more parameters of which the figures say nothing, although each parameter
/// has an effect.
fn together(uncertainty: &Uncertainty, found: &[Finding]) -> Vec<Finding> {
    let directions = eigen(&uncertainty.covariance);
    let pairs = directions.values.iter().zip(&directions.vectors);
    let wide = pairs.filter(|(value, _)| value.sqrt() > UNKNOWN);
    let mut all: Vec<Vec<usize>> = wide
        .map(|(_, vector)| {
            let parts = vector.iter().zip(&uncertainty.effects).enumerate();
            let parts = parts.filter(|(_, (part, effect))| part.abs() > PART && effect.is_shown());
            parts.map(|(parameter, _)| parameter).collect()
        })
        .collect();
    let is_pair = |one: &usize, other: &usize| {
        found.iter().any(|finding| {
            matches!(finding, Finding::TradeOff { one: a, other: b, .. }
                if (a, b) == (one, other) || (b, a) == (one, other))
        })
    };
    // Where each pair of them is named already, nothing is new.
    all.retain(|parameters| {
        let pairs = parameters.iter().enumerate();
        let mut pairs = pairs.flat_map(|(place, one)| {
            parameters[place + 1..]
                .iter()
                .map(move |other| (one, other))
        });
        parameters.len() > 2 && !pairs.all(|(one, other)| is_pair(one, other))
    });
    all.into_iter()
        .map(|parameters| Finding::Together { parameters })
        .collect()
}
