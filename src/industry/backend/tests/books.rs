//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::industry::backend::state::BackendLot;

#[test]
fn books_notice_forgotten_dies_wafers_and_lots_and_a_vanished_lot() {
    let mut sim = simulation(PLAIN, 1, 3);
    let lots = [0, 20].map(|hour| (SimTime::ZERO + Duration::hours(hour), lot(hour, 25, 0.25)));
    run(&mut sim, &lots);
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut BackendState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<BackendState>());
        });
    };
    for count in [
        (|state: &mut BackendState| state.products[0].rejected += 1) as fn(&mut BackendState),
        |state| state.products[0].broken += 1,
        |state| state.products[0].burnt_out += 1,
        |state| state.products[0].failed += 1,
        |state| state.products[0].below_grade += 1,
        |state| state.products[0].chips += 1,
    ] {
        notice(&["backend.dies/cpu"], &count);
    }
    notice(&["backend.wafers"], &|state| state.flow.wafers_out += 1);
    notice(&["backend.lots"], &|state| state.flow.lots_in += 1);
    let all = ["backend.dies/cpu", "backend.wafers", "backend.lots"];
    alone::assert_books_notice(&READER, &mut sim, &all, |world| {
        let mut lots = world.query::<&mut BackendLot>();
        let mut here = lots.iter_mut(world).filter(|lot| lot.active);
        here.next().expect("a lot that is under way").active = false;
    });
}
