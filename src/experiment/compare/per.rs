//! The effect for each unit of a cost: how much of a figure a scenario gains for each yuan that it
//! costs more.

use super::asked::{FigureName, one_key};
use super::{CompareError, LEVEL, Sample};
use crate::engine::Metric;
use crate::statistics::Interval;
use crate::statistics::quantile::student_t_quantile;

/// What a scenario gains of a figure for each unit of the cost.
#[derive(Clone, Debug)]
pub struct Gain {
    /// The scenario.
    pub name: String,
    /// What is gained.
    pub figure: FigureName,
    /// What that measures.
    pub metric: &'static Metric,
    /// The mean of what the scenario costs more than the base.
    pub cost: f64,
    /// The difference of the figure over that of the cost, both means.
    pub ratio: f64,
    /// The 95 % interval of the ratio; none for one replication, or where the scenario may cost
    /// nothing more.
    pub interval: Option<Interval>,
}

/// The gains of all scenarios by one cost.
#[derive(Clone, Debug)]
pub struct Gains {
    /// The cost.
    pub per: FigureName,
    /// What it is measured in.
    pub unit: &'static str,
    /// By scenario, in the order in which they are compared.
    pub gains: Vec<Gain>,
}

/// The gains of the scenarios beside the first one, by the cost that is asked for.
///
/// # Errors
/// If the cost means no figure, or several.
pub(super) fn gains(
    per: Option<&FigureName>,
    figures: &[FigureName],
    samples: &[Sample],
) -> Result<Option<Gains>, CompareError> {
    let (Some(asked), Some((base, others))) = (per, samples.split_first()) else {
        return Ok(None);
    };
    let keys: Vec<&str> = base.keys().collect();
    let key = one_key(&asked.key, keys.into_iter());
    let key = key.map_err(|why| CompareError::Goal(format!("`--per {asked}`: {why}")))?;
    let mut per = asked.clone();
    per.key = key;
    let mut all = Vec::new();
    for other in others {
        for figure in figures.iter().filter(|figure| **figure != per) {
            all.extend(gain(figure, &per, base, other));
        }
    }
    let unit = base.metric(&per).map_or("", |metric| metric.unit);
    Ok(Some(Gains {
        per,
        unit,
        gains: all,
    }))
}

/// What a scenario gains of a figure; none where it costs as much as the base, or a replication of
/// both has not both figures.
fn gain(figure: &FigureName, per: &FigureName, base: &Sample, other: &Sample) -> Option<Gain> {
    let differences = |name: &FigureName| {
        let pairs = base.values(name).into_iter().zip(other.values(name));
        let differences = pairs.map(|(base, other)| Some(other? - base?));
        differences.collect::<Vec<Option<f64>>>()
    };
    let both = differences(figure).into_iter().zip(differences(per));
    let pairs: Vec<(f64, f64)> = both.filter_map(|(gain, cost)| gain.zip(cost)).collect();
    let (cost, ratio, interval) = ratio_of_means(&pairs)?;
    Some(Gain {
        name: other.name.clone(),
        figure: figure.clone(),
        metric: base.metric(figure).or_else(|| other.metric(figure))?,
        cost,
        ratio,
        interval,
    })
}

/// The mean cost, the mean gain over the mean cost, and the interval of the ratio by the spread of
/// what the ratio leaves of each pair (delta method).
fn ratio_of_means(pairs: &[(f64, f64)]) -> Option<(f64, f64, Option<Interval>)> {
    let count = pairs.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let (gain, cost) = (mean(&|pair| pair.0), mean(&|pair| pair.1));
    let ratio = gain / cost;
    if !ratio.is_finite() {
        return None;
    }
    let error = |of: &dyn Fn(&(f64, f64)) -> f64| {
        let squares = mean(&|pair| of(pair).powi(2));
        (squares / (count - 1.0)).sqrt()
    };
    let of_ratio = error(&|pair| pair.0 - ratio * pair.1) / cost.abs();
    let of_cost = error(&|pair| pair.1 - cost);
    let interval = (pairs.len() > 1).then(|| {
        let t = student_t_quantile(1.0 - LEVEL / 2.0, count - 1.0);
        let is_more = cost.abs() > t * of_cost;
        is_more.then_some(Interval {
            low: ratio - t * of_ratio,
            high: ratio + t * of_ratio,
        })
    });
    Some((cost, ratio, interval.flatten()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gains of 3 and 5 for costs of 2 and 2: 2 a unit, and the error of the gain, 1, over 2 is
    /// 0.5; t of one degree of freedom is 12.7062.
    #[test]
    fn a_certain_cost_divides_the_gain() {
        let (cost, ratio, interval) = ratio_of_means(&[(3.0, 2.0), (5.0, 2.0)]).unwrap();
        assert!((cost - 2.0).abs() < 1e-12 && (ratio - 2.0).abs() < 1e-12);
        let interval = interval.unwrap();
        assert!(
            (interval.high - 2.0 - 0.5 * 12.706_204_7).abs() < 1e-6,
            "{interval:?}"
        );
    }

    #[test]
    fn a_cost_that_may_be_nothing_has_no_interval_and_none_no_ratio() {
        let (_, _, interval) = ratio_of_means(&[(3.0, 2.0), (5.0, -1.0)]).unwrap();
        assert!(interval.is_none());
        assert!(ratio_of_means(&[(3.0, 1.0), (5.0, -1.0)]).is_none());
        assert!(ratio_of_means(&[(3.0, 1.0)]).unwrap().2.is_none());
        assert!(ratio_of_means(&[]).is_none());
    }

    /// Where each gain is twice its cost, the ratio is certain though both vary.
    #[test]
    fn what_varies_together_leaves_nothing() {
        let (_, ratio, interval) = ratio_of_means(&[(4.0, 2.0), (6.0, 3.0), (5.0, 2.5)]).unwrap();
        let interval = interval.unwrap();
        assert!((ratio - 2.0).abs() < 1e-12 && interval.high - interval.low < 1e-9);
    }
}
