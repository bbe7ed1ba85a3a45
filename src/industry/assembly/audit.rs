//! The audit of assembly: its laws of conservation, counted again from the entities.

use bevy_ecs::prelude::*;

use super::plan::{Assembly, Model};
use super::state::{AssemblyState, Bank, Carrier, LinePart};

/// Computers: begun = built + scrapped + inside. Parts: received = on hand + used, and used is what
/// the kits begun took. Slots: as many in use as computers stay in them, never more than there are.
pub(super) fn audit(world: &mut World) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut parts = world.query::<&LinePart>();
    let mut banks = world.query::<&Bank>();
    let state = world.resource::<AssemblyState>();
    let carriers = state.carriers.iter();
    let inside: u64 = carriers.map(|carrier| u64::from(carrier.quantity)).sum();
    let of = &state.statistics;
    if of.started != of.built + of.scrapped + inside {
        wrong.push(format!(
            "{} computers were begun, {} built, {} scrapped, {inside} are inside",
            of.started, of.built, of.scrapped
        ));
    }
    let begun = state.carriers.iter();
    let begun = begun.flat_map(|carrier| (0..carrier.quantity).map(|_| carrier.begun));
    wrong.extend(of.computers.audit("computers under way", begun));
    let models = &world.resource::<Assembly>().models;
    for (id, part) in parts.iter(world).enumerate() {
        wrong.extend(part.stock.audit(&part.name));
        let taken = |(model, begun): (&Model, &u64)| {
            let kit = model.kit.iter();
            let of_part = kit.filter(|(part, _)| usize::from(part.0) == id);
            of_part
                .map(|(_, units)| u64::from(*units) * begun)
                .sum::<u64>()
        };
        let used: u64 = models
            .iter()
            .zip(&state.lines.begun)
            .map(taken)
            .sum::<u64>();
        let issued = part.stock.statistics().issued;
        if used != issued {
            let name = &part.name;
            wrong.push(format!(
                "kits took {used} of `{name}`, {issued} were issued"
            ));
        }
    }
    for (row, bank) in banks.iter(world).enumerate() {
        let stays = state.stays.iter().filter(|stay| stay.bank.index() == row);
        let staying: u64 = stays.map(|stay| u64::from(stay.units)).sum();
        let busy = bank.occupied.value();
        if staying != busy.unsigned_abs() || staying > u64::from(bank.plan.slots) {
            wrong.push(format!(
                "{staying} computers are in the {} slots of {}, {busy} slots count as in use",
                bank.plan.slots, bank.plan.name
            ));
        }
    }
    let here = |carrier: &Carrier| carrier.to_enter + carrier.inside;
    if state.carriers.iter().any(|one| here(one) > one.quantity) {
        wrong.push("a carrier has more computers in a bank than on it".to_owned());
    }
    wrong
}
