//! Persons, lots, parts and computers, handed on with their exact times.
//!
//! A hand-over is written by one subsystem and drained by another: downstream in the same tick,
//! upstream in the next tick. Where a scenario has no subsystem that reads it, nothing is kept.

use bevy_ecs::prelude::*;

use crate::units::SimTime;

/// Things handed over in a tick.
#[derive(Resource, Debug)]
pub struct Handover<T: Send + Sync + 'static> {
    things: Vec<(SimTime, T)>,
    has_reader: bool,
}

impl<T: Send + Sync + 'static> Default for Handover<T> {
    fn default() -> Self {
        Self {
            things: Vec::new(),
            has_reader: false,
        }
    }
}

impl<T: Send + Sync + 'static> Handover<T> {
    /// Declares that something in this world reads the hand-over, each tick or at the next one.
    pub fn add_reader(world: &mut World) {
        world.get_resource_or_init::<Self>().has_reader = true;
    }

    /// Hands a thing over at a time within the present tick. Where nothing reads the hand-over, the
    /// thing is dropped.
    pub fn push(&mut self, at: SimTime, thing: T) {
        if self.has_reader {
            self.things.push((at, thing));
        }
    }

    /// Takes everything, in the order in which it was written; the memory stays allocated.
    pub fn drain(&mut self) -> impl Iterator<Item = (SimTime, T)> {
        self.things.drain(..)
    }

    /// Everything that has not been taken, in the order in which it was written.
    pub fn iter(&self) -> impl Iterator<Item = &(SimTime, T)> {
        self.things.iter()
    }

    /// Drops all things.
    pub fn clear(&mut self) {
        self.things.clear();
    }

    /// How many things wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.things.len()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.things.is_empty()
    }
}

/// A chip product: its place in the scenario's list `products`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProductId(pub u16);

/// A part of a kit, purchased or made here: its place in the list of all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartId(pub u16);

/// A computer model: its place in the scenario's list `models`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelId(pub u16);

/// A lot that has left the fab, or come from the foundry. From the fab to the back end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FinishedLot {
    /// The product on its wafers.
    pub product: ProductId,
    /// Wafers that survived the line.
    pub wafers: u16,
    /// Number of the lot, in order of release: the key of its draws.
    pub serial: u64,
    /// Density of killing defects when it left the line, per square centimetre (equations E21 and
    /// E54).
    pub defects_per_cm2: f64,
}

/// Parts that have come in: purchased parts from supply, chips from the back end. To assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What came in.
    pub part: PartId,
    /// How many units.
    pub quantity: u64,
}

/// Parts that a kit took. From assembly to supply, which orders them again at the next tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consumption {
    /// What was taken.
    pub part: PartId,
    /// How many units.
    pub quantity: u64,
}

/// Computers that have passed their final test. From assembly to the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComputersBuilt {
    /// Which model.
    pub model: ModelId,
    /// How many units.
    pub quantity: u32,
}

/// Holds on production and purchasing: set by market and finance in one tick, effective in the
/// next.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// The models of which too many computers are unsold, by [`ModelId`]: no kit of them is begun.
    /// Models beyond the end of the list are not held.
    pub models: Vec<bool>,
    /// All models that are built or ordered are held: no lot is released.
    pub demand: bool,
    /// There is no cash: nothing is ordered and no lot is released.
    pub cash: bool,
}

impl Holds {
    /// Whether no kit of a model is begun.
    #[must_use]
    pub fn holds_model(&self, model: ModelId) -> bool {
        let held = self.models.get(usize::from(model.0));
        held.copied().unwrap_or_default()
    }
}
