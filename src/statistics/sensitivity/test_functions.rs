//! Functions whose indices are known in closed form, for the tests.

use std::f64::consts::PI;

/// The function of Ishigami and Homma (1990) with a = 7 and b = 0.1 of three angles from -pi to
/// pi, given as shares of that range.
pub(super) fn ishigami(point: &[f64]) -> f64 {
    let [x, y, z] = [0, 1, 2].map(|place| PI * (2.0 * point[place] - 1.0));
    x.sin() + 7.0 * y.sin().powi(2) + 0.1 * z.powi(4) * x.sin()
}

/// The g-function of Sobol' (Saltelli and Sobol' 1995): the product of
/// `(|4 x_i - 2| + a_i) / (1 + a_i)`.
pub(super) fn g_function(a: &[f64], point: &[f64]) -> f64 {
    let factors = a.iter().zip(point);
    factors
        .map(|(a, x)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a))
        .product()
}

/// The variance of the main effect of each factor of the g-function: `1 / (3 (1 + a_i)^2)`. The
/// total variance is the product of `1 + V_i`, less one.
pub(super) fn g_variances(a: &[f64]) -> Vec<f64> {
    a.iter().map(|a| 1.0 / (3.0 * (1.0 + a).powi(2))).collect()
}
