//! Sobol' indices: the share of the variance of an output that each factor carries alone (first
//! order), together with the others (total) and in pairs (second order).
//!
//! From the outputs at A, `A_i` (A with factor i of B), `B_i` (B with factor i of A) and B of each
//! block, less their mean, and with V the variance of the outputs at A and B (divisor 2 N):
//! - first order: `mean(B (A_i - A)) / V` (Saltelli et al. 2010, table 2 (b));
//! - total: `mean((A - A_i)^2) / (2 V)` (Jansen 1999);
//! - second order: `mean(B_i A_j - A B) / V` less both first-order indices (Saltelli 2002).
//!
//! Intervals come from a bootstrap of whole blocks. An index of an inactive factor can be
//! estimated slightly below zero. Of a model with noise, give the means of the replications and
//! see [`noise`](super::noise()).

use super::super::bootstrap::Bootstrap;
use super::super::design::saltelli::rows_of_block;
use super::super::error::{InputError, all_finite, at_least, same_length};
use super::super::sample::mean;
use super::{Measure, measures};

/// The indices of all factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// The first-order index of each factor.
    pub first: Vec<Measure>,
    /// The total index of each factor.
    pub total: Vec<Measure>,
    /// The second-order index of each pair of factors; empty without second order.
    pub second: Vec<PairIndex>,
}

/// The second-order index of two factors: the share of their interaction alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairIndex {
    /// The two factors by number, the lower first.
    pub factors: (usize, usize),
    /// The share of variance.
    pub index: Measure,
}

/// The indices from the outputs at the points of [`saltelli`](super::super::design::saltelli()), in
/// their order.
///
/// ```
/// use chippark::statistics::{Bootstrap, design, sensitivity::sobol};
/// let points = design::saltelli(256, 2, false, 42).unwrap();
/// let outputs: Vec<f64> = points.iter().map(|x| 2.0 * x[0] + x[1]).collect();
/// let found = sobol(&outputs, 2, false, &Bootstrap::new(200, 0.95, 1).unwrap()).unwrap();
/// assert!((found.first[0].value - 0.8).abs() < 0.02);
/// ```
///
/// # Errors
/// Outputs that are not finite or do not fill whole blocks, fewer than two blocks, or outputs that
/// do not vary.
pub fn sobol(
    outputs: &[f64],
    factors: usize,
    second_order: bool,
    bootstrap: &Bootstrap,
) -> Result<Indices, InputError> {
    at_least("factors", 1, factors)?;
    all_finite("outputs", outputs)?;
    let rows = rows_of_block(factors, second_order);
    let blocks = outputs.len() / rows;
    same_length("outputs", blocks * rows, outputs.len())?;
    at_least("blocks", 2, blocks)?;

    let centre = mean(outputs);
    let centred: Vec<f64> = outputs.iter().map(|output| output - centre).collect();
    let blocks: Vec<Block<'_>> = centred
        .chunks(rows)
        .map(|rows| Block { rows, factors })
        .collect();
    let every: Vec<usize> = (0..blocks.len()).collect();
    let estimate = |drawn: &[usize]| estimates(&blocks, drawn, factors, second_order);
    let constant = InputError::Constant { what: "the output" };
    let values = estimate(&every).ok_or(constant)?;
    let intervals = bootstrap.percentile(blocks.len(), estimate)?;

    let mut found = measures(values, intervals);
    let second = found.split_off(2 * factors);
    let total = found.split_off(factors);
    Ok(Indices {
        first: found,
        total,
        second: pairs(factors)
            .zip(second)
            .map(|(factors, index)| PairIndex { factors, index })
            .collect(),
    })
}

/// Each pair of factors, the lower first.
fn pairs(factors: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..factors).flat_map(move |low| (low + 1..factors).map(move |high| (low, high)))
}

/// The centred outputs of one block.
struct Block<'a> {
    rows: &'a [f64],
    factors: usize,
}

impl Block<'_> {
    fn a(&self) -> f64 {
        self.rows[0]
    }

    fn b(&self) -> f64 {
        self.rows[self.rows.len() - 1]
    }

    /// At A with `factor` of B.
    fn a_with(&self, factor: usize) -> f64 {
        self.rows[1 + factor]
    }

    /// At B with `factor` of A.
    fn b_with(&self, factor: usize) -> f64 {
        self.rows[1 + self.factors + factor]
    }
}

/// All indices over the blocks drawn: first order, total, second order; none where A and B do not
/// vary.
fn estimates(
    blocks: &[Block<'_>],
    drawn: &[usize],
    factors: usize,
    second_order: bool,
) -> Option<Vec<f64>> {
    let over = |term: &dyn Fn(&Block<'_>) -> f64| {
        let sum: f64 = drawn.iter().map(|&number| term(&blocks[number])).sum();
        sum / drawn.len() as f64
    };
    let centre = over(&|block| f64::midpoint(block.a(), block.b()));
    let squares = |block: &Block<'_>| (block.a() - centre).powi(2) + (block.b() - centre).powi(2);
    let variance = over(&squares) / 2.0;
    if variance <= 0.0 {
        return None;
    }
    let first = |factor| over(&|block| block.b() * (block.a_with(factor) - block.a())) / variance;
    let total = |factor| over(&|block| (block.a() - block.a_with(factor)).powi(2)) / 2.0 / variance;
    let mut found: Vec<f64> = (0..factors).map(first).collect();
    found.extend((0..factors).map(total));
    if second_order {
        let second = |(low, high): (usize, usize)| {
            let both =
                |block: &Block<'_>| block.b_with(low) * block.a_with(high) - block.a() * block.b();
            over(&both) / variance - found[low] - found[high]
        };
        let second: Vec<f64> = pairs(factors).map(second).collect();
        found.extend(second);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::super::design;
    use super::super::test_functions::{g_function, g_variances, ishigami};
    use super::*;

    fn bootstrap() -> Bootstrap {
        Bootstrap::new(500, 0.95, 1).unwrap()
    }

    fn close(found: &[Measure], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found.value - expected).abs() < 1e-9,
                "{found:?} {expected}"
            );
        }
    }

    fn inside(found: &[Measure], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, &expected) in found.iter().zip(expected) {
            assert!(found.interval.contains(expected), "{found:?} {expected}");
        }
    }

    fn of_pairs(indices: &Indices) -> Vec<Measure> {
        indices.second.iter().map(|pair| pair.index).collect()
    }

    /// Python, `SALib` 1.6.0, on the same points P:
    /// `sobol.analyze(problem, ishigami(P), calc_second_order=True)`, values S1, ST and S2.
    #[test]
    fn the_ishigami_function_has_the_indices_of_salib() {
        let points = design::saltelli(64, 3, true, 1).unwrap();
        let outputs: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
        let found = sobol(&outputs, 3, true, &bootstrap()).unwrap();
        close(
            &found.first,
            &[0.423_860_845_335, 0.367_689_988_066, 0.015_170_328_299],
        );
        close(
            &found.total,
            &[0.484_412_800_748, 0.485_400_916_878, 0.244_722_950_632],
        );
        let second = [-0.012_629_657_768, 0.047_318_593_922, 0.020_861_626_902];
        close(&of_pairs(&found), &second);
        let pairs: Vec<_> = found.second.iter().map(|pair| pair.factors).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
    }

    /// The same for the g-function with `calc_second_order=False`.
    #[test]
    fn the_g_function_has_the_indices_of_salib() {
        let points = design::saltelli(64, 6, false, 2).unwrap();
        let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
        let outputs: Vec<f64> = points.iter().map(|point| g_function(&a, point)).collect();
        let found = sobol(&outputs, 6, false, &bootstrap()).unwrap();
        let first = [
            0.721_256_743_015,
            0.180_452_662_302,
            0.109_778_475_586,
            0.000_578_448_313,
            -0.000_923_864_729,
            0.000_294_835_119,
        ];
        let total = [
            0.919_479_269_414,
            0.262_968_110_388,
            0.042_672_608_264,
            0.011_839_992_179,
            0.000_109_923_432,
            0.000_113_009_787,
        ];
        close(&found.first, &first);
        close(&found.total, &total);
        assert!(found.second.is_empty());
    }

    /// Closed form (Ishigami and Homma 1990): `V1 = (1 + b pi^4 / 5)^2 / 2`, `V2 = a^2 / 8`,
    /// `V13 = b^2 pi^8 (1/18 - 1/50)`, and nothing else.
    #[test]
    fn the_ishigami_function_has_its_true_indices_in_the_intervals() {
        let power = std::f64::consts::PI.powi(4);
        let alone = (1.0 + 0.1 * power / 5.0).powi(2) / 2.0;
        let other = 49.0 / 8.0;
        let both = 0.01 * power * power * (1.0 / 18.0 - 1.0 / 50.0);
        let all = alone + other + both;
        let points = design::saltelli(1_024, 3, true, 5).unwrap();
        let outputs: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
        let found = sobol(&outputs, 3, true, &bootstrap()).unwrap();
        inside(&found.first, &[alone / all, other / all, 0.0]);
        inside(
            &found.total,
            &[(alone + both) / all, other / all, both / all],
        );
        inside(&of_pairs(&found), &[0.0, both / all, 0.0]);
    }

    /// With the main variances `V_i` and the product P of all `1 + V_i`: first order
    /// `V_i / (P - 1)`, total `V_i P / (1 + V_i) / (P - 1)`, pairs `V_i V_j / (P - 1)`.
    #[test]
    fn the_g_function_has_its_true_indices_in_the_intervals() {
        let a = [0.0, 1.0, 4.5, 9.0];
        let parts = g_variances(&a);
        let product: f64 = parts.iter().map(|part| 1.0 + part).product();
        let first: Vec<f64> = parts.iter().map(|part| part / (product - 1.0)).collect();
        let total: Vec<f64> = parts
            .iter()
            .map(|part| part * product / (1.0 + part) / (product - 1.0))
            .collect();
        let second: Vec<f64> = pairs(4)
            .map(|(i, j)| parts[i] * parts[j] / (product - 1.0))
            .collect();
        let points = design::saltelli(1_024, 4, true, 6).unwrap();
        let outputs: Vec<f64> = points.iter().map(|point| g_function(&a, point)).collect();
        let found = sobol(&outputs, 4, true, &bootstrap()).unwrap();
        inside(&found.first, &first);
        inside(&found.total, &total);
        inside(&of_pairs(&found), &second);
    }

    /// A shift and a scale of the output, as large as money has them, change no index.
    #[test]
    fn the_unit_of_the_output_does_not_matter() {
        let points = design::saltelli(64, 3, false, 1).unwrap();
        let outputs: Vec<f64> = points.iter().map(|point| ishigami(point)).collect();
        let moved: Vec<f64> = outputs.iter().map(|output| 1e6 + 100.0 * output).collect();
        let here = sobol(&outputs, 3, false, &bootstrap()).unwrap();
        let there = sobol(&moved, 3, false, &bootstrap()).unwrap();
        for (left, right) in here.first.iter().zip(&there.first) {
            assert!((left.value - right.value).abs() < 1e-9);
            assert!((left.interval.low - right.interval.low).abs() < 1e-9);
        }
    }

    #[test]
    fn outputs_that_do_not_fit_are_errors() {
        let outputs = vec![1.0; 12];
        assert_eq!(
            sobol(&outputs, 1, false, &bootstrap()),
            Err(InputError::Constant { what: "the output" })
        );
        assert!(sobol(&outputs[1..], 2, false, &bootstrap()).is_err());
        assert!(sobol(&outputs[..4], 2, false, &bootstrap()).is_err());
        assert!(sobol(&outputs, 0, false, &bootstrap()).is_err());
        assert!(sobol(&[f64::INFINITY; 12], 1, false, &bootstrap()).is_err());
    }
}
