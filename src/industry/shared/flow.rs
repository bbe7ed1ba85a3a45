//! Lots, chips, parts and computers, handed on with their exact times.
//!
//! A hand-over is written by the subsystem upstream and emptied by the one downstream in the same
//! tick, in order of time; what it holds at the end of a tick was left by a scenario that has no
//! subsystem downstream, and is counted and dropped by [`Handover::clear`].

use bevy_ecs::prelude::*;

use super::people::ChannelId;
use crate::units::SimTime;

/// Things handed on in a tick.
#[derive(Resource, Debug)]
pub struct Handover<T: Send + Sync + 'static>(Vec<(SimTime, T)>);

impl<T: Send + Sync + 'static> Default for Handover<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Send + Sync + 'static> Handover<T> {
    /// Hands something on at a time within the present tick.
    pub fn push(&mut self, at: SimTime, thing: T) {
        self.0.push((at, thing));
    }

    /// Takes everything, first written first; the room stays allocated.
    pub fn drain(&mut self) -> impl Iterator<Item = (SimTime, T)> {
        self.0.drain(..)
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// How many things wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A chip product: its place in the scenario's list `products`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProductId(pub u16);

/// Something a kit is made of, purchased or made here: its place in the list of all parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartId(pub u16);

/// A computer model: its place in the scenario's list `models`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelId(pub u16);

/// A lot that has left the fab, or come from the foundry. From the fab to the back end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FinishedLot {
    /// What is on its wafers.
    pub product: ProductId,
    /// Wafers that survived the line.
    pub wafers: u16,
    /// Number of the lot, in order of release: the key of its draws.
    pub serial: u64,
    /// Density of killing defects when it left the line, per square centimetre (equation E21).
    pub defects_per_cm2: f64,
}

/// Parts that have come in: purchased parts from supply, chips from the back end. To assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What.
    pub part: PartId,
    /// How many.
    pub quantity: u32,
}

/// Parts that a kit took. From assembly to supply, which orders them again at the next tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consumption {
    /// What.
    pub part: PartId,
    /// How many.
    pub quantity: u32,
}

/// Computers that have passed their final test. From assembly to the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComputersBuilt {
    /// Which model.
    pub model: ModelId,
    /// How many.
    pub quantity: u32,
}

/// What downstream and the books say to those upstream: written in one tick, obeyed in the next.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// The market is full: no lot is released and no kit begun.
    pub demand: bool,
    /// There is no money: nothing is ordered and no lot is released.
    pub cash: bool,
}

/// The names that sections refer to across the file, each in the order of its list.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Chip products, made by the fab or the foundry.
    pub products: Vec<String>,
    /// Purchased parts first, then chips (and grades of chips) that the back end makes.
    pub parts: Vec<String>,
    /// Computer models.
    pub models: Vec<String>,
    /// Talent channels.
    pub channels: Vec<String>,
    /// Those of them whose people a section brings.
    pub programme_channels: Vec<String>,
}

/// The place of `name` in a list of names.
#[expect(
    clippy::cast_possible_truncation,
    reason = "checked when the scenario is read"
)]
fn place(names: &[String], name: &str) -> Option<u16> {
    let place = names.iter().position(|known| known == name)?;
    Some(place as u16)
}

impl Names {
    /// The chip product called `name`.
    #[must_use]
    pub fn product(&self, name: &str) -> Option<ProductId> {
        place(&self.products, name).map(ProductId)
    }

    /// The part called `name`, purchased or made here.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<PartId> {
        place(&self.parts, name).map(PartId)
    }

    /// The computer model called `name`.
    #[must_use]
    pub fn model(&self, name: &str) -> Option<ModelId> {
        place(&self.models, name).map(ModelId)
    }

    /// The talent channel called `name`.
    #[must_use]
    pub fn channel(&self, name: &str) -> Option<ChannelId> {
        let row = place(&self.channels, name)?;
        u8::try_from(row).ok().map(ChannelId)
    }

    /// The talent channel called `name`, if a section may bring people through it.
    #[must_use]
    pub fn programme_channel(&self, name: &str) -> Option<ChannelId> {
        let mut known = self.programme_channels.iter();
        known.find(|known| *known == name)?;
        self.channel(name)
    }

    /// Whether a part is a chip that is made here, and not purchased.
    #[must_use]
    pub fn is_chip(&self, part: PartId) -> bool {
        let name = self.parts.get(usize::from(part.0));
        name.is_some_and(|name| self.products.contains(name))
    }
}
