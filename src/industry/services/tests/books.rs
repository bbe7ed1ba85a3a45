//! Each book notices what its collectors forget and what is lost.

use super::*;

#[test]
fn books_notice_what_services_forget_and_persons_who_vanish() {
    let bill = Bill {
        at: SimTime::ZERO + Duration::days(900),
        cost: Fen::new(7),
    };
    let services = Services {
        window: Some(window(1, Duration::hours(9), 0.2)),
        housing: Some(housing(3)),
        bills: vec![bill],
        ..Services::default()
    };
    let horizon = Duration::days(30);
    let people = poisson(Duration::hours(8), horizon, 5);
    let (tick, warmup) = (Duration::hours(8), Duration::ZERO);
    let mut sim = simulation(services, people, tick, warmup, horizon, 5);
    run(&mut sim);
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut ServicesState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<ServicesState>());
        });
    };
    let persons = "services.persons";
    notice(&[persons, "services.cases"], &|state| {
        state.statistics.came += 1;
    });
    notice(&[persons, "services.cases"], &|state| {
        state.statistics.window.gave_up += 1;
    });
    notice(&[persons], &|state| state.statistics.housing.left += 1);
    notice(&[persons], &|state| {
        state.statistics.settling.end(SimTime::ZERO, SimTime::ZERO);
    });
    notice(&["services.bills"], &|state| state.bills.clear());
    notice(&["services.homes"], &|state| {
        state.statistics.housing.built += 1;
    });
    notice(&["services.homes"], &|state| {
        state.statistics.housing.added += 1;
    });
    let occupied = "services.occupied_homes";
    notice(&[occupied], &|state| state.statistics.housing.moved_in += 1);
    notice(&[occupied], &|state| {
        state.statistics.housing.moved_out += 1;
    });
    alone::assert_books_notice(&READER, &mut sim, &[persons], |world| {
        let mut persons = world.query::<&mut Person>();
        let mut waiting = persons
            .iter_mut(world)
            .filter(|one| one.standing == Standing::AtWindow);
        waiting.next().expect("a person at the window").standing = Standing::Left;
    });
}
