//! What a channel draws from, and what stands behind it.

use super::channel::{Channel, Kind};
use super::conference::Natives;
use super::tree::Tree;
use crate::engine::{ArrivalClock, Clock, Sampler, Stream, Streams};

/// What a channel draws from.
pub(super) struct Door {
    pub(super) arrivals: ArrivalClock,
    pub(super) ages: Stream,
    pub(super) age: Sampler,
    pub(super) occupations: Stream,
    /// Persons who came through it so far.
    pub(super) serial: u32,
    pub(super) behind: Behind,
}

/// What stands behind a channel.
pub(super) enum Behind {
    /// Nothing: who comes registers.
    Nothing,
    /// A recruitment tree.
    Tree(Box<Tree>),
    /// A pool of natives, and the law of age of those who are not high-end.
    Natives(Box<Natives>, Sampler),
}

impl Door {
    pub(super) fn new(channel: &Channel, clock: &Clock, streams: &Streams) -> Self {
        let name = &*channel.name;
        let behind = match &channel.kind {
            Kind::Stations(stations) => Behind::Tree(Box::new(Tree::new(name, stations, streams))),
            Kind::Conference(plan) => {
                let natives = Natives::new(name, plan, clock, streams);
                Behind::Natives(Box::new(natives), Sampler::new(plan.others.age.law()))
            }
            Kind::Students(_) | Kind::Programme | Kind::Poisson { .. } => Behind::Nothing,
        };
        Self {
            arrivals: ArrivalClock::new(streams.stream("talent.arrivals", name)),
            ages: streams.stream("talent.ages", name),
            age: Sampler::new(channel.persons.age.law()),
            occupations: streams.stream("talent.occupations", name),
            serial: 0,
            behind,
        }
    }
}
