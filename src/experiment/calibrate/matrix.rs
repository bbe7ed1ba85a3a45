//! Small square matrices: the Jacobian of a search, its updates and its solution.

/// A square matrix, by rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Matrix(Vec<Vec<f64>>);

impl Matrix {
    /// The matrix with these values on its diagonal and zeros elsewhere.
    pub(super) fn diagonal(values: &[f64]) -> Self {
        let row = |at: usize| {
            let mut row = vec![0.0; values.len()];
            row[at] = values[at];
            row
        };
        Self((0..values.len()).map(row).collect())
    }

    /// The matrix of these columns.
    pub(super) fn of_columns(columns: &[Vec<f64>]) -> Self {
        let row = |at: usize| columns.iter().map(|column| column[at]).collect();
        Self((0..columns.len()).map(row).collect())
    }

    /// Broyden's update: the nearest matrix, in the Frobenius norm, that maps `moved` to `changed`.
    pub(super) fn learn(&mut self, moved: &[f64], changed: &[f64]) {
        let square: f64 = moved.iter().map(|x| x * x).sum();
        if square <= 0.0 {
            return;
        }
        for (row, changed) in self.0.iter_mut().zip(changed) {
            let expected: f64 = row.iter().zip(moved).map(|(a, x)| a * x).sum();
            let surprise = (changed - expected) / square;
            for (entry, x) in row.iter_mut().zip(moved) {
                *entry += surprise * x;
            }
        }
    }

    /// The vector that the matrix maps to `wanted`, by Gaussian elimination with partial pivoting;
    /// none if the matrix is singular.
    pub(super) fn solve(&self, wanted: &[f64]) -> Option<Vec<f64>> {
        let size = wanted.len();
        let mut rows: Vec<Vec<f64>> = self.0.clone();
        for (row, wanted) in rows.iter_mut().zip(wanted) {
            row.push(*wanted);
        }
        for column in 0..size {
            let pivot = (column..size).max_by(|&one, &other| {
                rows[one][column]
                    .abs()
                    .total_cmp(&rows[other][column].abs())
            })?;
            rows.swap(column, pivot);
            let top = rows[column].clone();
            if top[column].abs() < 1e-12 {
                return None;
            }
            for row in &mut rows[column + 1..] {
                let factor = row[column] / top[column];
                for (entry, above) in row.iter_mut().zip(&top) {
                    *entry -= factor * above;
                }
            }
        }
        let mut answer = vec![0.0; size];
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size).map(|at| rows[row][at] * answer[at]).sum();
            answer[row] = (rows[row][size] - known) / rows[row][row];
        }
        answer.iter().all(|x| x.is_finite()).then_some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_with_a_zero_pivot_is_solved_and_a_singular_one_refused() {
        let columns = [
            vec![0.0, 2.0, 1.0],
            vec![1.0, 0.0, 1.0],
            vec![3.0, 1.0, 0.0],
        ];
        let matrix = Matrix::of_columns(&columns);
        let answer = matrix.solve(&[11.0, 5.0, 3.0]).unwrap();
        for (found, exact) in answer.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - exact).abs() < 1e-12, "{answer:?}");
        }
        let singular = Matrix::of_columns(&[vec![1.0, 2.0], vec![2.0, 4.0]]);
        assert_eq!(singular.solve(&[1.0, 1.0]), None);
    }

    #[test]
    fn an_update_changes_only_the_direction_that_moved() {
        let mut matrix = Matrix::diagonal(&[2.0, 3.0]);
        matrix.learn(&[1.0, 0.0], &[5.0, 7.0]);
        assert_eq!(
            matrix,
            Matrix::of_columns(&[vec![5.0, 7.0], vec![0.0, 3.0]])
        );
        matrix.learn(&[0.0, 0.0], &[1.0, 1.0]);
        assert_eq!(
            matrix,
            Matrix::of_columns(&[vec![5.0, 7.0], vec![0.0, 3.0]])
        );
    }
}
