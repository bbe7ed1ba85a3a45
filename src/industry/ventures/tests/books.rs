//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::industry::ventures::state::VenturesState;

#[test]
fn books_notice_teams_that_are_forgotten_or_vanish_and_money_of_the_fund() {
    let mut plan = nobody(sure_phases(&[3, 90]));
    plan.founders = Some(founders(40.0, 0.0));
    plan.guarantee = Some(Guarantee {
        fund_per_month: Fen::yuan(1_000),
        equipment: 10,
        land: 10,
        cost_factor: 1.0,
        patience: Duration::days(10),
        without_pass: 1.0,
    });
    let mut sim = simulation(&plan, months(12), 1);
    run(&mut sim);
    let [first, second] = [NAMES[0], NAMES[1]].map(|name| format!("ventures.phase/{name}"));
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut VenturesState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<VenturesState>());
        });
    };
    notice(&["ventures.teams"], &|state| state.statistics.lost += 1);
    notice(&["ventures.teams"], &|state| {
        state.statistics.elsewhere += 1;
    });
    notice(&["ventures.teams"], &|state| state.statistics.founded += 1);
    notice(&["ventures.teams", &first], &|state| {
        state.statistics.phases[0].failed += 1;
    });
    notice(&[&second], &|state| state.statistics.phases[1].entered += 1);
    notice(&["ventures.fund"], &|state| {
        state.statistics.filled += Fen::new(1);
    });
    notice(&["ventures.fund"], &|state| {
        state.statistics.granted += Fen::new(1);
    });
    let names = ["ventures.teams", &second];
    alone::assert_books_notice(&READER, &mut sim, &names, |world| {
        let mut ventures = world.query::<&mut Venture>();
        let mut second = ventures.iter_mut(world).filter(|one| one.phase == 1);
        second.next().expect("a venture in it").place = VenturePlace::Elsewhere;
    });
}
