//! The audit of services: their laws of conservation, counted again from the persons.

use bevy_ecs::prelude::*;

use super::case::Case;
use super::state::ServicesState;
use crate::industry::shared::people::{Person, Standing};

/// Everybody is in one part of services, and a unit has at most one person.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut standing = [0_u64; Standing::ALL.len()];
    let (mut came, mut housed) = (0, 0);
    let mut query = world.query::<(&Person, &Case)>();
    let of_services = query.iter(world).filter(|(_, case)| case.came);
    for (person, _) in of_services {
        standing[person.standing as usize] += 1;
        came += 1;
        housed += u64::from(person.housed);
    }
    let services = world.resource::<ServicesState>();
    let mut wrong = Vec::new();
    let mut expect = |what: &str, found: u64, booked: u64| {
        if found != booked {
            wrong.push(format!("{found} persons {what}, {booked} are booked"));
        }
    };
    let at_window = standing[Standing::AtWindow as usize];
    let awaiting = standing[Standing::AwaitingHousing as usize];
    expect("are at the window", at_window, services.at_window.count);
    expect("wait for housing", awaiting, services.awaiting.count);
    expect(
        "are through services",
        came - at_window - awaiting,
        services.handed_on + services.lost,
    );
    if let Some(window) = &services.window {
        let places = window.waiting() as u64
            + u64::from(window.busy)
            + u64::from(window.in_back_office)
            + u64::from(window.away);
        expect("are somewhere at the window", at_window, places);
    }
    let (occupied, units) = services.housing.as_ref().map_or((0, 0), |housing| {
        (
            u64::from(housing.occupied - housing.by_others),
            housing.units,
        )
    });
    expect("live in talent units", housed, occupied);
    if services
        .housing
        .as_ref()
        .is_some_and(|housing| housing.occupied > units)
    {
        wrong.push(format!("more than {units} units are lived in"));
    }
    audit_stays(world, &mut wrong);
    wrong
}

/// Those whose settling and waits are under way are the persons who have not settled, and who wait.
fn audit_stays(world: &mut World, wrong: &mut Vec<String>) {
    let mut query = world.query::<(&Person, &Case)>();
    let persons: Vec<(&Person, &Case)> = query.iter(world).filter(|(_, case)| case.came).collect();
    let of = &world.resource::<ServicesState>().statistics;
    let under_way = [Standing::AtWindow, Standing::AwaitingHousing];
    let settling = persons
        .iter()
        .filter(|(person, _)| under_way.contains(&person.standing));
    let registered = settling.map(|(person, _)| person.registered);
    wrong.extend(of.settling.audit("persons under way", registered));
    let in_queue = persons.iter().filter(|(_, case)| case.queues);
    let since = in_queue.map(|(_, case)| case.since);
    wrong.extend(
        of.window
            .waits
            .audit("persons in the window's queue", since),
    );
    let waiting = persons
        .iter()
        .filter(|(person, _)| person.standing == Standing::AwaitingHousing);
    let since = waiting.map(|(_, case)| case.since);
    wrong.extend(of.housing.waits.audit("persons who wait for a unit", since));
}
