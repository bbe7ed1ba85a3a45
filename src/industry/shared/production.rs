//! The production plan: what the market asks of the lines.

use bevy_ecs::prelude::*;

use super::flow::ModelId;
use crate::units::SimTime;

/// What is asked of the lines for one model (equation E55): set by the market at the end of a tick,
/// effective in the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Computers ordered since the start of the run and not cancelled.
    pub ordered: u64,
    /// Computers beyond these that are built to stock; without a limit if none is given.
    pub to_stock: Option<u64>,
    /// When the first order that the computers begun do not cover must be complete, as far as that
    /// was known at the end of the tick.
    pub due: SimTime,
}

/// How far the computers of a model that were begun cover what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// An order is not covered, which must be complete by then: what is due first comes first.
    ToOrder(SimTime),
    /// All orders are covered, and fewer computers than are built to stock are begun beyond them.
    ToStock,
}

impl Asked {
    /// What computers of the model are needed for when `begun` of them were begun and not scrapped;
    /// none if no more are needed.
    ///
    /// ```
    /// use chippark::industry::shared::production::{Asked, Need};
    /// use chippark::units::SimTime;
    /// let due = SimTime::ZERO;
    /// let asked = Asked { ordered: 10, to_stock: Some(4), due };
    /// assert_eq!(asked.need(9), Some(Need::ToOrder(due)));
    /// assert_eq!(asked.need(13), Some(Need::ToStock));
    /// assert_eq!(asked.need(14), None);
    /// ```
    #[must_use]
    pub fn need(&self, begun: u64) -> Option<Need> {
        if begun < self.ordered {
            return Some(Need::ToOrder(self.due));
        }
        let beyond = begun - self.ordered;
        let is_stocked = self.to_stock.is_some_and(|to_stock| beyond >= to_stock);
        (!is_stocked).then_some(Need::ToStock)
    }
}

/// The production plan of the lines, by [`ModelId`], and what they have begun.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct Production {
    /// What is asked for; nothing of models beyond the end of the list, which are built to stock
    /// without a limit.
    pub asked: Vec<Asked>,
    /// Whether something else is asked for than when assembly last looked.
    pub is_new: bool,
    /// Computers begun since the start of the run and not scrapped, as assembly says at the end of
    /// each tick; empty without assembly.
    pub begun: Vec<u64>,
}

impl Production {
    /// What computers of a model are needed for when `begun` of them were begun and not scrapped.
    #[must_use]
    pub fn need(&self, model: ModelId, begun: u64) -> Option<Need> {
        let asked = self.asked.get(usize::from(model.0));
        asked.map_or(Some(Need::ToStock), |asked| asked.need(begun))
    }

    /// Asks for something from the next tick on.
    pub fn ask(&mut self, asked: impl Iterator<Item = Asked>) {
        for (row, asked) in asked.enumerate() {
            if let Some(before) = self.asked.get_mut(row) {
                self.is_new |= std::mem::replace(before, asked) != asked;
            } else {
                self.is_new = true;
                self.asked.push(asked);
            }
        }
    }

    /// Whether no more computers of a model are needed.
    #[must_use]
    pub fn is_covered(&self, model: ModelId) -> bool {
        let begun = self.begun.get(usize::from(model.0));
        begun.is_some_and(|&begun| self.need(model, begun).is_none())
    }
}
