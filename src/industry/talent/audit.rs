//! The audit of talent: its laws of conservation, counted again from the persons.

use bevy_ecs::prelude::*;

use super::state::TalentState;
use crate::industry::shared::people::{Person, Population};
use crate::units::SimTime;

/// Rows are in the order of registration, serials count the persons of each channel, nobody is lost
/// between a channel and the table, and each channel keeps the laws of its kind.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut query = world.query::<&Person>();
    let talent = world.resource::<TalentState>();
    let mut found = vec![0_u32; talent.channels.len()];
    let (mut rows, mut last) = (0, SimTime::ZERO);
    for person in query.iter(world) {
        rows += 1;
        // People who were there from the start came through no channel.
        let Some(count) = found.get_mut(usize::from(person.origin.0)) else {
            continue;
        };
        if person.serial != *count || person.registered < last {
            let row = rows - 1;
            wrong.push(format!(
                "the person in row {row} is not in the order of registration"
            ));
            break;
        }
        *count += 1;
        last = person.registered;
    }
    let expected = world.resource::<Population>().rows;
    if wrong.is_empty() && rows != expected {
        wrong.push(format!(
            "there are {rows} persons in the table and {expected} rows"
        ));
    }
    for (channel, found) in talent.channels.iter().zip(found) {
        let (name, registered) = (&*channel.name, channel.registered);
        wrong.extend(channel.run.audit(name, registered));
        if wrong.is_empty() && registered != found {
            wrong.push(format!(
                "{registered} persons came through `{name}`, and {found} are known"
            ));
        }
    }
    wrong
}
