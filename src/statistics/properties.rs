//! Properties of the methods that hold for any data, however odd.

use proptest::collection::vec;
use proptest::prelude::*;

use super::design::{latin_hypercube, morris, saltelli, sobol};
use super::prim::Prim;
use super::sample::{mean, quantile, sorted, variance};
use super::selection::{Better, KimNelson, additional, ocba, whole};
use super::survival::{Lifetime, kaplan_meier};
use super::warmup::mser;
use super::{Bootstrap, CmaEs};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn designs_lie_in_the_unit_cube(points in 1_usize..40, factors in 1_usize..9, key: u64) {
        let designs = [
            latin_hypercube(points, factors, key),
            sobol(points, factors, Some(key)),
            sobol(points, factors, None),
            morris(points, factors, 4, key),
            saltelli(points, factors, true, key),
        ];
        for design in designs {
            for point in design.unwrap() {
                prop_assert_eq!(point.len(), factors);
                prop_assert!(point.iter().all(|value| (0.0..=1.0).contains(value)));
            }
        }
    }

    /// The update from the end to the start gives the minimum of the definition.
    #[test]
    fn mser_is_its_definition(series in vec(-1e3_f64..1e3, 4..60)) {
        let statistic = |drop: usize| {
            let rest = &series[drop..];
            variance(rest) * (rest.len() - 1) as f64 / (rest.len() * rest.len()) as f64
        };
        let found = mser(&series).unwrap();
        let least = (0..=series.len() / 2).map(statistic).fold(f64::INFINITY, f64::min);
        prop_assert!((found.statistic - least).abs() <= 1e-9 * (1.0 + least));
        prop_assert!((statistic(found.drop) - least).abs() <= 1e-9 * (1.0 + least));
    }

    #[test]
    fn quantiles_rise_and_stay_inside(values in vec(-1e6_f64..1e6, 1..30), p: f64, q: f64) {
        let (p, q) = (p.rem_euclid(1.0), q.rem_euclid(1.0));
        prop_assume!(p.is_finite() && q.is_finite());
        let values = sorted(&values);
        let [low, high] = [p.min(q), p.max(q)].map(|share| quantile(&values, share).unwrap());
        prop_assert!(values[0] <= low && low <= high && high <= values[values.len() - 1]);
    }

    /// Every resampled mean lies between the extremes, so the interval does.
    #[test]
    fn bootstrap_intervals_of_a_mean_stay_inside(values in vec(0.0_f64..1.0, 2..20), key: u64) {
        let statistic = |drawn: &[usize]| {
            let drawn: Vec<f64> = drawn.iter().map(|&place| values[place]).collect();
            Some(vec![mean(&drawn)])
        };
        let found = Bootstrap::new(50, 0.9, key).unwrap();
        let found = found.percentile(values.len(), statistic).unwrap()[0];
        let values = sorted(&values);
        prop_assert!(values[0] <= found.low + 1e-12 && found.low <= found.high);
        prop_assert!(found.high <= values[values.len() - 1] + 1e-12);
    }

    /// Boxes of a peeling are nested, keep the least support, and pasting lowers no density;
    /// values have many ties.
    #[test]
    fn peeling_shrinks_and_pasting_widens(
        rows in vec((vec(0_u8..5, 3), any::<bool>()), 2..60),
        slice in 0.01_f64..0.5,
    ) {
        let points: Vec<Vec<f64>> = rows
            .iter()
            .map(|(point, _)| point.iter().map(|&level| f64::from(level)).collect())
            .collect();
        let goal: Vec<bool> = rows.iter().map(|(_, reached)| *reached).collect();
        prop_assume!(goal.contains(&true));
        let prim = Prim::new(&points, &goal, slice, 0.1).unwrap();
        let boxes = prim.peel();
        for pair in boxes.windows(2) {
            prop_assert!(pair[1].quality.points < pair[0].quality.points);
            prop_assert!(pair[1].quality.support >= 0.1);
            let left = points.iter().filter(|point| pair[1].region.contains(point));
            prop_assert!(left.into_iter().all(|point| pair[0].region.contains(point)));
        }
        for found in &boxes {
            let wider = prim.paste(&found.region);
            prop_assert!(wider.quality.density >= found.quality.density - 1e-12);
            prop_assert!(wider.quality.points >= found.quality.points);
            for p in prim.quasi_p_values(&wider.region).into_iter().flatten() {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&p));
            }
        }
    }

    /// Without censoring the estimate is the share of longer lives; with it, it only falls.
    #[test]
    fn survival_falls_from_one(lives in vec((0_u8..20, any::<bool>()), 1..40)) {
        let watched: Vec<Lifetime> = lives
            .iter()
            .map(|&(time, ended)| Lifetime { time: f64::from(time), ended })
            .collect();
        let found = kaplan_meier(&watched, 0.95).unwrap();
        let mut last = 1.0;
        for step in &found.steps {
            prop_assert!(step.survival < last && step.survival >= 0.0);
            last = step.survival;
            if let Some(interval) = step.interval {
                prop_assert!(0.0 <= interval.low && interval.low <= step.survival);
                prop_assert!(step.survival <= interval.high && interval.high <= 1.0);
            }
        }
        let all: Vec<Lifetime> =
            watched.iter().map(|life| Lifetime { ended: true, ..*life }).collect();
        let found = kaplan_meier(&all, 0.95).unwrap();
        for time in 0..20 {
            let longer = lives.iter().filter(|life| life.0 > time).count();
            let share = longer as f64 / lives.len() as f64;
            prop_assert!((found.at(f64::from(time)) - share).abs() < 1e-9);
        }
    }

    #[test]
    fn budgets_are_spent_to_the_last(
        systems in vec((-10.0_f64..10.0, 0.0_f64..9.0, 1_usize..50), 2..9),
        budget in 0_usize..1_000,
    ) {
        let means: Vec<f64> = systems.iter().map(|system| system.0).collect();
        let variances: Vec<f64> = systems.iter().map(|system| system.1).collect();
        let counts: Vec<usize> = systems.iter().map(|system| system.2).collect();
        let shares = ocba(&means, &variances, 0.1, Better::Higher).unwrap();
        prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert_eq!(whole(&shares, budget).iter().sum::<usize>(), budget);
        let more = additional(&shares, &counts, budget).unwrap();
        prop_assert_eq!(more.iter().sum::<usize>(), budget);
    }

    /// A race never loses its last system, and ends once the variance no longer allows a gap.
    #[test]
    fn a_race_ends_with_one_system(values in vec(-5.0_f64..5.0, 40), systems in 2_usize..5) {
        let mut race = KimNelson::new(systems, 4, 1.0, 0.9, Better::Lower).unwrap();
        let mut place = 0;
        while race.best().is_none() && race.replications() < 100_000 {
            let outputs: Vec<f64> = race
                .remaining()
                .iter()
                .map(|&system| {
                    place = (place + 7 + system) % 40;
                    values[place]
                })
                .collect();
            race.add(&outputs).unwrap();
            prop_assert!(!race.remaining().is_empty());
        }
        prop_assert!(race.best().is_some());
    }

    /// Whatever the values are, points stay in the cube and the step stays finite.
    #[test]
    fn a_search_survives_any_values(
        values in vec(any::<f64>(), 6..12),
        start in vec(0.0_f64..=1.0, 1..5),
        key: u64,
    ) {
        prop_assume!(values.iter().any(|value| !value.is_nan()));
        let mut search = CmaEs::new(&start, 0.3, Some(values.len()), key).unwrap();
        for _ in 0..50 {
            for point in search.ask() {
                prop_assert!(point.iter().all(|value| (0.0..=1.0).contains(value)));
            }
            search.tell(&values).unwrap();
            prop_assert!(search.step().is_finite() && search.step() <= 1.0 + 1e-12);
        }
    }
}
