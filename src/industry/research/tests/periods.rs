//! Several periods of one run are measured at once, whatever instants they begin and end at.

use super::*;
use crate::engine::Period;

fn period(from: u64, to: u64) -> Period {
    let day = |day| SimTime::ZERO + Duration::days(day);
    Period {
        from: day(from),
        to: day(to),
    }
}

#[test]
fn periods_that_cut_months_are_independent() {
    let simulate = || Trial::of(WHOLE, 400).start(5);
    for periods in [
        [period(0, 400), period(45, 200)],
        [period(100, 290), period(200, 400)],
    ] {
        alone::assert_periods_are_independent(&READER, simulate, periods);
    }
}

#[test]
fn a_period_has_the_figures_of_a_run_that_ends_with_it() {
    let bits = |figures: Figures| -> Vec<(String, Option<u64>)> {
        let figures = figures.iter();
        figures
            .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
            .collect()
    };
    let mut sim = Trial::of(WHOLE, 400).start(5);
    let begun = READER.begin(sim.world_mut(), period(0, 200), true);
    while sim.clock().tick_end() < SimTime::ZERO + Duration::days(200) {
        sim.step();
    }
    let mut figures = Figures::default();
    begun.report(sim.world_mut(), &mut figures);
    assert_eq!(bits(figures), bits(Trial::of(WHOLE, 200).run(5)));
}
