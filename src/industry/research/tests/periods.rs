//! Several periods of one run are measured at once, whatever instants they begin and end at.

use super::*;
use crate::engine::Period;

/// Every figure of a period from one day to another, in bits, with other periods of the same run.
fn measured(periods: &[(u64, u64)]) -> Vec<Vec<(String, Option<u64>)>> {
    let day = |day| SimTime::ZERO + Duration::days(day);
    let mut sim = Trial::of(WHOLE, 400).start(5);
    let mut begun = Vec::new();
    let mut measured = vec![Vec::new(); periods.len()];
    loop {
        let now = sim.clock().tick_end();
        for (place, &(from, to)) in periods.iter().enumerate() {
            let (from, to) = (day(from), day(to));
            if now == from {
                begun.push((place, READER.begin(sim.world_mut(), Period { from, to })));
            }
        }
        for (place, one) in &begun {
            if day(periods[*place].1) == now {
                let mut figures = Figures::default();
                one.report(sim.world_mut(), &mut figures);
                let bits = |value: Option<f64>| value.map(f64::to_bits);
                let figures = figures.iter();
                measured[*place] = figures
                    .map(|(key, figure)| (key.to_owned(), bits(figure.value)))
                    .collect();
            }
        }
        if !sim.step() {
            return measured;
        }
    }
}

#[test]
fn overlapping_periods_have_the_figures_of_each_alone() {
    let periods = [(0, 400), (45, 200), (100, 290), (100, 400), (200, 201)];
    let together = measured(&periods);
    for (place, &period) in periods.iter().enumerate() {
        let alone = measured(&[period]);
        assert!(alone[0].len() > 50);
        assert_eq!(together[place], alone[0], "{period:?}");
    }
}

#[test]
fn a_period_has_the_figures_of_a_run_that_ends_with_it() {
    let whole = measured(&[(0, 200)]);
    let short = Trial::of(WHOLE, 200).run(5);
    let short = short.iter();
    let short: Vec<_> = short
        .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
        .collect();
    assert_eq!(whole[0], short);
}
