//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::industry::assembly::state::{AssemblyState, LinePart};

#[test]
fn books_notice_a_forgotten_scrap_a_vanished_carrier_and_a_mislaid_part() {
    let mut sim = simulation(FULL, Duration::hours(1), 2);
    for part in [DISK, CPU] {
        receive(&mut sim, SimTime::ZERO, part, 1_000);
    }
    // In the shift of the first day, with carriers in burn-in.
    for _ in 0..13 {
        sim.step();
    }
    let now = sim.clock().tick_end();
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut AssemblyState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<AssemblyState>());
        });
    };
    notice(&["assembly.computers/desktop"], &|state| {
        state.statistics.models[0].scrapped += 1;
    });
    notice(&["assembly.computers/desktop"], &|state| {
        let carrier = state.carriers.iter_mut().next();
        carrier.expect("computers under way").quantity -= 1;
    });
    alone::assert_books_notice(&READER, &mut sim, &["assembly.parts/disk"], |world| {
        let mut parts = world.query::<&mut LinePart>();
        let mut part = parts.iter_mut(world).next().expect("a part");
        part.stock.mislay(now);
    });
}
