//! Small dense symmetric matrices: Cholesky factor, solution and inverse, and eigenvectors by
//! cyclic Jacobi rotations (Golub and Van Loan 2013, 4.2 and 8.5).
//!
//! A matrix is a list of rows of equal length. Up to some hundred rows these plain methods are
//! exact to rounding and fast enough.

/// A matrix as a list of rows.
pub type Rows = Vec<Vec<f64>>;

/// The matrix of zeros with ones in its diagonal.
#[must_use]
pub fn identity(size: usize) -> Rows {
    let row = |place| {
        (0..size)
            .map(|other| f64::from(u8::from(place == other)))
            .collect()
    };
    (0..size).map(row).collect()
}

/// The lower triangle L with `L L' = matrix`; none where a pivot is not above `least`, so the
/// matrix is not positive definite to that precision.
///
/// ```
/// use chippark::statistics::linear::cholesky;
/// let factor = cholesky(&[vec![4.0, 2.0], vec![2.0, 5.0]], 0.0).unwrap();
/// assert_eq!(factor, [[2.0, 0.0], [1.0, 2.0]]);
/// assert_eq!(cholesky(&[vec![1.0, 1.0], vec![1.0, 1.0]], 0.0), None);
/// ```
#[must_use]
pub fn cholesky(matrix: &[Vec<f64>], least: f64) -> Option<Rows> {
    let size = matrix.len();
    let mut lower = vec![vec![0.0; size]; size];
    for row in 0..size {
        for column in 0..=row {
            let products: f64 = (0..column)
                .map(|place| lower[row][place] * lower[column][place])
                .sum();
            let rest = matrix[row][column] - products;
            if row > column {
                lower[row][column] = rest / lower[column][column];
            } else if rest > least && rest.is_finite() {
                lower[row][row] = libm::sqrt(rest);
            } else {
                return None;
            }
        }
    }
    Some(lower)
}

/// The product of a lower triangle and a vector.
#[must_use]
pub fn lower_times(lower: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    let rows = lower.iter().enumerate();
    rows.map(|(row, factors)| dot(&factors[..=row], &vector[..=row]))
        .collect()
}

/// The solution x of `lower x = right`.
#[must_use]
pub fn solve_lower(lower: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let mut solution: Vec<f64> = Vec::with_capacity(right.len());
    for (row, &value) in right.iter().enumerate() {
        let known = dot(&lower[row][..row], &solution);
        solution.push((value - known) / lower[row][row]);
    }
    solution
}

/// The solution x of `lower lower' x = right`.
#[must_use]
pub fn solve(lower: &[Vec<f64>], right: &[f64]) -> Vec<f64> {
    let size = right.len();
    let mut solution = solve_lower(lower, right);
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size)
            .map(|below| lower[below][row] * solution[below])
            .sum();
        solution[row] = (solution[row] - known) / lower[row][row];
    }
    solution
}

/// The inverse of `lower lower'`.
#[must_use]
pub fn inverse(lower: &[Vec<f64>]) -> Rows {
    identity(lower.len())
        .iter()
        .map(|column| solve(lower, column))
        .collect()
}

/// The sum of the products of two vectors.
#[must_use]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(x, y)| x * y).sum()
}

/// The eigenvalues of a symmetric matrix in ascending order.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigen {
    /// The eigenvalues, in ascending order.
    pub values: Vec<f64>,
    /// The unit eigenvectors, one row an eigenvalue; the component of largest size is positive.
    pub vectors: Rows,
}

/// The most sweeps of rotations: convergence is quadratic, ten are usual at most.
const SWEEPS: usize = 60;

/// The eigenvalues and eigenvectors of a symmetric matrix.
///
/// ```
/// use chippark::statistics::linear::eigen;
/// let found = eigen(&[vec![2.0, 1.0], vec![1.0, 2.0]]);
/// assert!((found.values[0] - 1.0).abs() < 1e-15 && (found.values[1] - 3.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn eigen(matrix: &[Vec<f64>]) -> Eigen {
    let size = matrix.len();
    let mut rotated = matrix.to_vec();
    let mut vectors = identity(size);
    for _ in 0..SWEEPS {
        let mut changed = false;
        for low in 0..size {
            for high in low + 1..size {
                changed |= rotate(&mut rotated, &mut vectors, low, high);
            }
        }
        if !changed {
            break;
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> = vectors
        .into_iter()
        .enumerate()
        .map(|(place, vector)| (rotated[place][place], upright(vector)))
        .collect();
    pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
    let (values, vectors) = pairs.into_iter().unzip();
    Eigen { values, vectors }
}

/// Makes the element at (`low`, `high`) zero by a rotation; whether it mattered beside the
/// diagonal.
fn rotate(matrix: &mut Rows, vectors: &mut Rows, low: usize, high: usize) -> bool {
    let off = matrix[low][high];
    let scale = libm::sqrt(matrix[low][low].abs() * matrix[high][high].abs());
    if off.abs() <= f64::EPSILON * scale * 0.25 || off.abs() < f64::MIN_POSITIVE {
        return false;
    }
    let slope = (matrix[high][high] - matrix[low][low]) / (2.0 * off);
    let tangent = slope.signum() / (slope.abs() + libm::sqrt(slope * slope + 1.0));
    let cosine = 1.0 / libm::sqrt(tangent * tangent + 1.0);
    let sine = tangent * cosine;
    for row in matrix.iter_mut() {
        (row[low], row[high]) = turned(row[low], row[high], cosine, sine);
    }
    for rows in [matrix, vectors] {
        let (above, below) = rows.split_at_mut(high);
        for (left, right) in above[low].iter_mut().zip(&mut below[0]) {
            (*left, *right) = turned(*left, *right, cosine, sine);
        }
    }
    true
}

fn turned(left: f64, right: f64, cosine: f64, sine: f64) -> (f64, f64) {
    (cosine * left - sine * right, sine * left + cosine * right)
}

/// The vector or its opposite, so that the component of largest size is positive.
fn upright(mut vector: Vec<f64>) -> Vec<f64> {
    let largest = vector.iter().fold(
        0.0_f64,
        |best, &x| if x.abs() > best.abs() { x } else { best },
    );
    if largest < 0.0 {
        for component in &mut vector {
            *component = -*component;
        }
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::super::random::Draws;
    use super::*;

    /// The second difference matrix of size n has the eigenvalues `2 - 2 cos(pi j / (n + 1))`.
    #[test]
    fn the_second_difference_matrix_has_its_known_eigenvalues() {
        let size = 12;
        let mut matrix = vec![vec![0.0; size]; size];
        for place in 0..size {
            matrix[place][place] = 2.0;
            if place + 1 < size {
                matrix[place][place + 1] = -1.0;
                matrix[place + 1][place] = -1.0;
            }
        }
        let found = eigen(&matrix);
        for (number, value) in (1..).zip(&found.values) {
            let angle = std::f64::consts::PI * f64::from(number) / (size + 1) as f64;
            assert!((value - (2.0 - 2.0 * angle.cos())).abs() < 1e-13);
        }
    }

    /// A random matrix `G G'` is put together again from its factor and from its eigenvectors.
    #[test]
    fn factors_multiply_to_the_matrix() {
        let mut draws = Draws::new(&[8]);
        let size = 9;
        let root: Rows = (0..size)
            .map(|_| (0..size).map(|_| draws.normal()).collect())
            .collect();
        let matrix: Rows = root
            .iter()
            .map(|left| root.iter().map(|right| dot(left, right)).collect())
            .collect();
        let lower = cholesky(&matrix, 0.0).unwrap();
        let eigen = eigen(&matrix);
        let inverse = inverse(&lower);
        for row in 0..size {
            for column in 0..size {
                let target = matrix[row][column];
                let product = dot(&lower[row], &lower[column]);
                assert!((product - target).abs() < 1e-12);
                let sum: f64 = (0..size)
                    .map(|k| eigen.values[k] * eigen.vectors[k][row] * eigen.vectors[k][column])
                    .sum();
                assert!((sum - target).abs() < 1e-12, "{sum} {target}");
                let one: f64 = (0..size).map(|k| matrix[row][k] * inverse[k][column]).sum();
                let unit = f64::from(u8::from(row == column));
                assert!((one - unit).abs() < 1e-8, "{one}");
            }
        }
    }

    #[test]
    fn equal_and_singular_matrices_are_handled() {
        assert_eq!(eigen(&identity(3)).values, [1.0, 1.0, 1.0]);
        let flat = vec![vec![1.0, 1.0], vec![1.0, 1.0]];
        let found = eigen(&flat);
        assert!(found.values[0].abs() < 1e-15 && (found.values[1] - 2.0).abs() < 1e-15);
        assert_eq!(eigen(&[vec![0.0, 0.0], vec![0.0, 0.0]]).values, [0.0, 0.0]);
        assert_eq!(cholesky(&[vec![f64::NAN]], 0.0), None);
    }
}
