//! Each book notices what its collectors forget and what is lost.

use super::*;
use bevy_ecs::prelude::{Entity, With};

#[test]
fn books_notice_a_registration_that_is_forgotten_and_a_person_who_vanishes() {
    let channels = vec![stations(), steady("steady", 3.0)];
    let mut sim = simulation(channels, 2019, day(), Duration::days(60), 0);
    while sim.step() {}
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut TalentState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<TalentState>());
        });
    };
    // Who registers is a lead no more.
    notice(&["talent.persons", "talent.leads/stations"], &|talent| {
        talent.inflow.by_channel[0] += 1;
    });
    notice(&["talent.persons"], &|talent| {
        talent.inflow.by_channel[1] += 1;
    });
    notice(&["talent.persons_by_tier"], &|talent| {
        talent.inflow.registrations.by_tier[0] += 1;
    });
    let names = ["talent.persons", "talent.persons_by_tier"];
    alone::assert_books_notice(&READER, &mut sim, &names, |world| {
        let mut persons = world.query_filtered::<Entity, With<Person>>();
        let person = persons.iter(world).next().expect("a person");
        world.despawn(person);
    });
}
