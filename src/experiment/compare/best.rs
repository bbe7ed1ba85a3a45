//! Which of the scenarios is the best by a figure, and how probable that is.

use super::asked::FigureName;
use super::{CompareError, Sample};
use crate::engine::{Better, Metric};
use crate::statistics::selection::{self, Spread, paired};

/// The best scenario by a figure.
#[derive(Clone, Debug)]
pub struct Best {
    /// By what the scenarios are ranked.
    pub figure: FigureName,
    /// What it measures.
    pub metric: &'static Metric,
    /// The scenarios with the probability that the best one is better: first the best itself, with
    /// the probability of being the best of all, then the nearest rivals. None if fewer than two
    /// replications have the figure in all scenarios.
    pub order: Option<Vec<(String, f64)>>,
}

/// The best scenario by each figure that a name means.
///
/// # Errors
/// If neither more nor less of a figure is better.
pub(super) fn best(
    names: &[FigureName],
    figures: &[FigureName],
    samples: &[Sample],
) -> Result<Vec<Best>, CompareError> {
    let asked = |figure: &&FigureName| names.iter().any(|name| name.means(figure));
    let mut all = Vec::new();
    for figure in figures.iter().filter(asked) {
        let Some(metric) = samples.iter().find_map(|sample| sample.metric(figure)) else {
            continue;
        };
        let better = match metric.better {
            Better::Higher => selection::Better::Higher,
            Better::Lower => selection::Better::Lower,
            Better::Neither => return Err(CompareError::NoBetter(figure.to_string())),
        };
        all.push(Best {
            figure: figure.clone(),
            metric,
            order: order(figure, samples, better),
        });
    }
    Ok(all)
}

/// The scenarios by their chance against the best.
fn order(
    figure: &FigureName,
    samples: &[Sample],
    better: selection::Better,
) -> Option<Vec<(String, f64)>> {
    let rows: Vec<Vec<Option<f64>>> = samples.iter().map(|sample| sample.values(figure)).collect();
    let in_all = |place: &usize| rows.iter().all(|row| row[*place].is_some());
    let places: Vec<usize> = (0..rows.first()?.len()).filter(in_all).collect();
    let outputs: Vec<Vec<f64>> = rows
        .iter()
        .map(|row| places.iter().filter_map(|&place| row[place]).collect())
        .collect();
    let found = paired(&outputs, Spread::Estimated, better).ok()?;
    let named = samples.iter().map(|sample| sample.name.clone());
    let mut order: Vec<(String, f64)> = named.zip(found.better_than).collect();
    let first = (order.remove(found.best).0, found.probability);
    order.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    order.insert(0, first);
    Some(order)
}
