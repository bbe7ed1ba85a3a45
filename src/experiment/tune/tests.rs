//! Fits with known answers: figures that are functions of the parameters and normal noise.

use super::fit::Try;
use super::noise::Noise;
use super::problem::{Aim, Parameter, Unit, UnitFigures};
use super::slopes::Slopes;
use super::uncertainty::{End, Finding, Uncertainty};
use super::*;
use crate::scenario::{Document, FieldPath};
use crate::statistics::linear::{cholesky, inverse};
use crate::statistics::quantile::two_sided;
use crate::statistics::random::Draws;

/// Figures that are a function of the values, with normal noise of this standard deviation that
/// depends on replication and figure only.
struct Toy<F> {
    figures: F,
    sd: f64,
    tried: Vec<(Vec<f64>, f64)>,
    units: usize,
}

impl<F: Fn(&[f64]) -> Vec<f64>> Toy<F> {
    fn new(sd: f64, figures: F) -> Self {
        Self {
            figures,
            sd,
            tried: Vec::new(),
            units: 0,
        }
    }
}

impl<F: Fn(&[f64]) -> Vec<f64>> Runs for Toy<F> {
    fn figures(&mut self, units: &[Unit]) -> Result<Vec<UnitFigures>, TuneError> {
        self.units += units.len();
        let noisy = |unit: &Unit| {
            let mut draws = Draws::new(&[17, u64::from(unit.replication)]);
            let figures = (self.figures)(&unit.values).into_iter();
            figures
                .map(|figure| Some(figure + self.sd * draws.normal()))
                .collect()
        };
        Ok(units.iter().map(noisy).collect())
    }

    fn tried(&mut self, tried: &Try, objective: f64) -> Result<(), TuneError> {
        assert_eq!(tried.number, self.tried.len());
        self.tried.push((tried.values.clone(), objective));
        Ok(())
    }
}

/// Parameters that start at these values and have these ranges.
fn parameters(starts: &[(f64, f64, f64)]) -> Vec<Parameter> {
    let names = ["a", "b", "c", "d"];
    let lines = names.iter().zip(starts);
    let line = |(name, (start, ..)): (&&str, &(f64, f64, f64))| format!("{name} = {start:?}\n");
    let text: String = lines.map(line).collect();
    let document = Document::from_text("toy.toml", &text, &[]).unwrap();
    let parameters = names.iter().zip(starts);
    parameters
        .map(|(name, &(_, low, high))| Parameter {
            name: (*name).to_owned(),
            sets: vec![document.tunable(&FieldPath::from(*name)).unwrap()],
            low,
            high,
            logarithmic: false,
            whole: false,
        })
        .collect()
}

fn question(starts: &[(f64, f64, f64)], aims: &[f64], replications: u32) -> Question {
    let aims = aims.iter().map(|&value| Aim {
        name: "figure".to_owned(),
        value,
        sd: 0.0,
    });
    Question {
        parameters: parameters(starts),
        aims: aims.collect(),
        replications,
        seed: 1,
    }
}

const EFFORT: Effort = Effort {
    tries: 200,
    profile: false,
    particles: None,
};

/// Slopes that are the same in each replication.
fn exact_slopes(slopes: &[&[f64]]) -> Slopes {
    let each = slopes.iter().map(|slopes| vec![slopes.to_vec(); 10]);
    Slopes::of(each.collect())
}

/// Three figures with correlated noise, two parameters from 0 to 100: the covariance is
/// (J' C^-1 J)^-1 with C the covariance of one replication times 1 + 1/10, and the intervals are
/// Student's with nine degrees of freedom.
#[test]
fn the_covariance_of_a_linear_model_is_its_closed_form() {
    let question = question(&[(1.0, 0.0, 100.0), (1.0, 0.0, 100.0)], &[5.0; 3], 10);
    let one = [
        vec![4.0, 1.0, 0.0],
        vec![1.0, 9.0, -2.0],
        vec![0.0, -2.0, 1.0],
    ];
    let noise = Noise::with(&one, 0.0, 10, &question.aims);
    // Figures for a unit of each parameter, so 100 times that for the whole range.
    let jacobian = [[3.0, 1.0, 0.5], [-1.0, 2.0, 1.5]];
    let slopes = jacobian.map(|row| row.map(|slope| 100.0 * slope));
    let slopes = exact_slopes(&[&slopes[0], &slopes[1]]);
    let found = Uncertainty::of(&question, &[0.4, 0.6], &slopes, &noise);
    let weights = inverse(&cholesky(&one, 0.0).unwrap());
    let product = |left: &[f64; 3], right: &[f64; 3]| -> f64 {
        let rows = weights.iter().zip(left);
        rows.map(|(row, x)| x * row.iter().zip(right).map(|(w, y)| w * y).sum::<f64>())
            .sum()
    };
    let information = [0, 1].map(|i| [0, 1].map(|j| product(&jacobian[i], &jacobian[j]) / 1.1));
    let determinant = information[0][0] * information[1][1] - information[0][1] * information[1][0];
    let exact = [
        [information[1][1], -information[0][1]],
        [-information[1][0], information[0][0]],
    ]
    .map(|row| row.map(|value| value / determinant));
    for (row, exact) in found.covariance.iter().zip(exact) {
        for (value, exact) in row.iter().zip(exact) {
            assert!((1e4 * value - exact).abs() < 1e-5, "{value} {exact}");
        }
    }
    let half = two_sided(0.95, 9.0) * exact[0][0].sqrt();
    assert!((found.intervals[0].low - (40.0 - half)).abs() < 1e-4);
    assert!((found.intervals[0].high - (40.0 + half)).abs() < 1e-4);
    assert_eq!(found.cut, [(false, false); 2]);
}

/// Only the sum of two parameters is known: their correlation is -1, and each is unknown.
#[test]
fn of_a_pair_of_which_only_the_sum_is_known_the_correlation_is_minus_one() {
    let question = question(&[(1.0, 0.0, 2.0), (1.0, 0.0, 2.0)], &[2.0], 10);
    let mut toy = Toy::new(0.01, |x| vec![x[0] + x[1]]);
    let found = tune(&question, &EFFORT, &mut toy).unwrap();
    assert!(found.is_settled);
    assert!(found.correlation()[0][1] < -0.999, "{found:?}");
    let unknown = |parameter| {
        let findings = found.findings.iter();
        findings.clone().any(|finding| {
            matches!(finding, Finding::NotIdentified { parameter: one, .. } if *one == parameter)
        })
    };
    assert!(unknown(0) && unknown(1), "{:?}", found.findings);
    let is_sum = found.findings.iter().any(
        |finding| matches!(finding, Finding::TradeOff { slope, .. } if (slope + 1.0).abs() < 1e-3),
    );
    assert!(is_sum, "{:?}", found.findings);
    assert_eq!(found.uncertainty.cut, [(true, true); 2]);
}

/// Exponential decay, a usual test of least squares: y = a exp(-b t) with a = 2 and b = 0.5, at six
/// times, from a start that is 30 % off.
#[test]
fn a_curve_is_fitted_from_a_start_that_is_off() {
    let curve = |x: &[f64]| -> Vec<f64> {
        (0..6)
            .map(|t| x[0] * (-x[1] * f64::from(t)).exp())
            .collect()
    };
    let aims = curve(&[2.0, 0.5]);
    let question = question(&[(2.6, 0.5, 5.0), (0.35, 0.1, 2.0)], &aims, 10);
    // The noise is the same in every try, so that it moves the fit; it is small here.
    let mut toy = Toy::new(1e-4, curve);
    let found = tune(&question, &EFFORT, &mut toy).unwrap();
    assert!(found.is_settled, "{found:?}");
    let scale = 10.0 * 1e-3;
    assert!((found.values[0] - 2.0).abs() < scale, "{:?}", found.values);
    assert!((found.values[1] - 0.5).abs() < scale, "{:?}", found.values);
    assert!(found.tries < 60, "{}", found.tries);
    // No move of one parameter among all tries is better by what matters.
    let least = toy.tried.iter().map(|(_, objective)| *objective);
    assert!(found.objective < least.fold(f64::INFINITY, f64::min) + 0.02);
}

/// Targets that contradict each other: 10 and 20 for the same figure with noise 1 and 2. The least
/// squares answer weights them 4 to 1: 12. It is 2 and 4 standard deviations off.
#[test]
fn targets_that_cannot_be_met_together_get_the_least_squares_answer() {
    let mut question = question(&[(15.0, 0.0, 40.0)], &[10.0, 20.0], 20);
    (question.aims[0].sd, question.aims[1].sd) = (1.0, 2.0);
    let mut toy = Toy::new(0.0, |x| vec![x[0], x[0]]);
    let found = tune(&question, &EFFORT, &mut toy).unwrap();
    assert!((found.values[0] - 12.0).abs() < 0.05, "{:?}", found.values);
    assert!((found.residuals[0].score - 2.0).abs() < 0.05);
    assert!((found.residuals[1].score + 4.0).abs() < 0.05);
    let Some(Finding::Apart { aims, limit }) = found.findings.first() else {
        panic!("{:?}", found.findings);
    };
    // The first is 2 off, the second 4; t(0.9875; 19) is 2.4, chi-square(0.99; 1) is 6.635.
    assert!(
        *aims == [1] && (limit - 6.635).abs() < 1e-3,
        "{aims:?} {limit}"
    );
}

#[test]
fn a_parameter_without_effect_and_one_at_its_bound_are_named() {
    let question = question(&[(1.0, 0.0, 2.0), (1.5, 1.0, 2.0)], &[0.9, 0.9], 10);
    let mut toy = Toy::new(0.05, |x| vec![x[1], x[1]]);
    let found = tune(&question, &EFFORT, &mut toy).unwrap();
    assert_eq!(found.values, [1.0, 1.0]);
    let expected = [
        Finding::NoEffect {
            parameter: 0,
            is_exact: true,
        },
        Finding::AtEnd {
            parameter: 1,
            end: End::Low,
        },
    ];
    for expected in expected {
        assert!(found.findings.contains(&expected), "{:?}", found.findings);
    }
}

/// A figure that counts whole numbers: the search ends at the best of them.
#[test]
fn a_whole_number_is_moved_by_one() {
    let mut question = question(&[(20.0, 1.0, 40.0)], &[30.6], 10);
    question.parameters[0].whole = true;
    let mut toy = Toy::new(0.2, |x| vec![3.0 * x[0]]);
    let found = tune(&question, &EFFORT, &mut toy).unwrap();
    assert_eq!(found.values, [10.0]);
}

/// The profile of a linear model is a parabola: one standard error of the fit costs one.
#[test]
fn a_profile_rises_by_the_square_of_standard_errors() {
    let model = |x: &[f64]| vec![x[0] + x[1], x[0] - x[1], 2.0 * x[0]];
    let question = question(
        &[(4.0, 0.0, 10.0), (6.0, 0.0, 10.0)],
        &[10.0, 0.0, 10.0],
        40,
    );
    let mut toy = Toy::new(0.1, model);
    let effort = Effort {
        profile: true,
        ..EFFORT
    };
    let found = tune(&question, &effort, &mut toy).unwrap();
    let error = 10.0 * found.uncertainty.errors[0];
    let mut count = 0;
    for point in found.profile.iter().filter(|point| point.parameter == 0) {
        let squares = ((point.values[0] - found.values[0]) / error).powi(2);
        let rise = point.objective - found.objective;
        assert!(
            (rise - squares).abs() < 0.1 + 0.1 * squares,
            "{rise} {squares}"
        );
        count += 1;
    }
    assert_eq!(count, 7);
}

/// The data is one realisation with noise 1 of two figures, one for each parameter, and the range
/// is wide: the posterior is normal with standard deviation 1, but for its tolerance.
#[test]
fn the_posterior_has_the_noise_of_one_realisation() {
    let model = |x: &[f64]| vec![x[0], x[1]];
    let question = question(&[(4.0, 0.0, 20.0), (6.0, 0.0, 20.0)], &[10.0, 10.0], 40);
    let mut toy = Toy::new(1.0, model);
    let effort = Effort {
        particles: Some(400),
        ..EFFORT
    };
    let found = tune(&question, &effort, &mut toy).unwrap();
    let sampled = found.posterior.unwrap();
    let theory = 1.0 + sampled.widening;
    let error = (2.0 / sampled.posterior.effective_size()).sqrt();
    assert!(sampled.widening < 0.2, "{}", sampled.widening);
    let (mean, covariance) = (sampled.posterior.mean(), sampled.posterior.covariance());
    for place in 0..2 {
        assert!((mean[place] - 10.0).abs() < 0.3, "{mean:?}");
        let variance = covariance[place][place];
        assert!(
            (variance / theory - 1.0).abs() < 4.0 * error,
            "{variance} {theory}"
        );
    }
}

#[test]
fn what_cannot_work_is_refused() {
    let few = question(&[(1.0, 0.0, 2.0)], &[1.0], 4);
    let mut toy = Toy::new(0.1, |x| vec![x[0]]);
    let error = tune(&few, &EFFORT, &mut toy).unwrap_err();
    assert!(matches!(error, TuneError::TooFewReplications { found: 4 }));
    let enough = question(&[(1.0, 0.0, 2.0)], &[1.0], 5);
    let effort = Effort { tries: 5, ..EFFORT };
    let error = tune(&enough, &effort, &mut toy).unwrap_err();
    assert!(matches!(error, TuneError::TooFewTries { needed: 6, .. }));
    assert_eq!(toy.units, 0);
}
