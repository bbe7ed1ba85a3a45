//! A local response surface: a plane or a parabola through the values near a point, by weighted
//! least squares (Box and Wilson 1951; Myers, Montgomery and Anderson-Cook 2016, chapters 6, 11).

use super::error::{InputError, at_least, positive, same_length};
use super::linear::{cholesky, dot, solve};

/// The smallest pivot of the normal equations with which a surface still counts as determined.
const LEAST_PIVOT: f64 = 1e-10;
/// A parabola is fitted where there are so many more points than terms of it.
const SPARE: usize = 2;

/// A polynomial of degree one or two about a centre.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    centre: Vec<f64>,
    radius: f64,
    is_parabola: bool,
    /// The coefficients of the terms, in the order of [`terms`].
    coefficients: Vec<f64>,
}

impl Surface {
    /// The surface through values at points, each weighted by its distance from the centre: points
    /// within `radius` in each coordinate count fully, others less the farther they are. It is a
    /// parabola if the points determine one, else a plane; none where they do not determine that.
    ///
    /// ```
    /// use chippark::statistics::surface::Surface;
    /// let points: Vec<Vec<f64>> = (0..6).map(|x| vec![f64::from(x)]).collect();
    /// let values: Vec<f64> = points.iter().map(|x| 3.0 + (x[0] - 2.0).powi(2)).collect();
    /// let surface = Surface::fit(&points, &values, &[3.0], 2.0).unwrap().unwrap();
    /// assert!((surface.at(&[7.0]) - 28.0).abs() < 1e-9);
    /// let one = Surface::fit(&points[..1], &values[..1], &[3.0], 2.0).unwrap();
    /// assert_eq!(one, None);
    /// ```
    ///
    /// # Errors
    /// No point, another number of values than of points, a point of another dimension than the
    /// centre, or a radius that is not above 0.
    pub fn fit(
        points: &[Vec<f64>],
        values: &[f64],
        centre: &[f64],
        radius: f64,
    ) -> Result<Option<Self>, InputError> {
        at_least("points", 1, points.len())?;
        same_length("values", points.len(), values.len())?;
        positive("the radius", radius)?;
        for point in points {
            same_length("coordinates", centre.len(), point.len())?;
        }
        let size = centre.len();
        let parabola = (size + 1) * (size + 2) / 2;
        let mut found = None;
        if points.len() >= parabola + SPARE {
            found = Self::of_degree(points, values, centre, radius, true);
        }
        Ok(found.or_else(|| Self::of_degree(points, values, centre, radius, false)))
    }

    fn of_degree(
        points: &[Vec<f64>],
        values: &[f64],
        centre: &[f64],
        radius: f64,
        is_parabola: bool,
    ) -> Option<Self> {
        let rows = points.iter().map(|point| {
            let steps = scaled(point, centre, radius);
            let distance = steps
                .iter()
                .fold(1.0, |most: f64, step| most.max(step.abs()));
            (
                terms(&steps, is_parabola),
                1.0 / (distance * distance * distance),
            )
        });
        let rows: Vec<(Vec<f64>, f64)> = rows.collect();
        let count = rows.first()?.0.len();
        let mut normal = vec![vec![0.0; count]; count];
        let mut right = vec![0.0; count];
        for ((row, weight), value) in rows.iter().zip(values) {
            for (place, one) in row.iter().enumerate() {
                right[place] += weight * one * value;
                for (other, two) in row.iter().enumerate() {
                    normal[place][other] += weight * one * two;
                }
            }
        }
        let lower = cholesky(&normal, LEAST_PIVOT)?;
        Some(Self {
            centre: centre.to_vec(),
            radius,
            is_parabola,
            coefficients: solve(&lower, &right),
        })
    }

    /// Its value at a point.
    #[must_use]
    pub fn at(&self, point: &[f64]) -> f64 {
        let steps = scaled(point, &self.centre, self.radius);
        dot(&terms(&steps, self.is_parabola), &self.coefficients)
    }
}

/// The steps from the centre to a point, in radii.
fn scaled(point: &[f64], centre: &[f64], radius: f64) -> Vec<f64> {
    let both = point.iter().zip(centre);
    both.map(|(one, middle)| (one - middle) / radius).collect()
}

/// One, the coordinates and, for a parabola, their products two by two.
fn terms(steps: &[f64], is_parabola: bool) -> Vec<f64> {
    let mut terms = vec![1.0];
    terms.extend(steps);
    if is_parabola {
        for (place, one) in steps.iter().enumerate() {
            terms.extend(steps[place..].iter().map(|other| one * other));
        }
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Draws;

    fn cloud(count: usize, size: usize) -> Vec<Vec<f64>> {
        let mut draws = Draws::new(&[7]);
        let mut point = |_| (0..size).map(|_| draws.uniform()).collect();
        (0..count).map(&mut point).collect()
    }

    #[test]
    fn a_parabola_is_found_again_and_a_plane_where_points_are_few() {
        let of = |x: &[f64]| 2.0 - 3.0 * x[0] + 5.0 * x[0] * x[1] - x[1] * x[1] + x[2];
        let points = cloud(12, 3);
        let values: Vec<f64> = points.iter().map(|point| of(point)).collect();
        let surface = Surface::fit(&points, &values, &[0.4; 3], 0.1)
            .unwrap()
            .unwrap();
        for point in cloud(40, 3) {
            assert!((surface.at(&point) - of(&point)).abs() < 1e-7);
        }
        let plane = |x: &[f64]| 2.0 - 3.0 * x[0] + x[2];
        let values: Vec<f64> = points[..5].iter().map(|point| plane(point)).collect();
        let surface = Surface::fit(&points[..5], &values, &[0.4; 3], 0.1)
            .unwrap()
            .unwrap();
        assert!(!surface.is_parabola);
        assert!((surface.at(&[0.9, 0.1, 0.3]) - plane(&[0.9, 0.1, 0.3])).abs() < 1e-9);
    }

    /// Points in a row determine no plane.
    #[test]
    fn what_is_not_determined_is_none() {
        let points: Vec<Vec<f64>> = (0..9).map(|x| vec![f64::from(x); 2]).collect();
        let found = Surface::fit(&points, &[1.0; 9], &[4.0; 2], 1.0).unwrap();
        assert_eq!(found, None);
        assert!(Surface::fit(&points, &[1.0; 8], &[4.0; 2], 1.0).is_err());
        assert!(Surface::fit(&points, &[1.0; 9], &[4.0; 3], 1.0).is_err());
        assert!(Surface::fit(&points, &[1.0; 9], &[4.0; 2], 0.0).is_err());
    }

    /// With noise of 1 in each value, the value at the centre of 50 points has a standard error of
    /// about sqrt(6 / 50), so within four of them it is right.
    #[test]
    fn noise_is_averaged() {
        let points = cloud(50, 2);
        let mut draws = Draws::new(&[8]);
        let values: Vec<f64> = points
            .iter()
            .map(|x| 10.0 * x[0] + draws.normal())
            .collect();
        let surface = Surface::fit(&points, &values, &[0.5; 2], 0.5)
            .unwrap()
            .unwrap();
        let wrong = surface.at(&[0.5; 2]) - 5.0;
        assert!(wrong.abs() < 4.0 * libm::sqrt(6.0 / 50.0), "{wrong}");
    }
}
