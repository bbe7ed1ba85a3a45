//! The state of limits: what bound on each day.

use bevy_ecs::prelude::*;

use super::plan::Limits;
use crate::industry::shared::waiting::Constraint;

/// What bound on each day of the run that has ended.
#[derive(Resource, Debug)]
pub(super) struct JudgedDays {
    pub(super) thresholds: Limits,
    /// The binding constraint by day of the run; none before the first day that shows anything.
    pub(super) days: Vec<Option<Constraint>>,
}

impl JudgedDays {
    /// No day is judged yet.
    pub(super) const fn new(thresholds: Limits) -> Self {
        Self {
            thresholds,
            days: Vec::new(),
        }
    }

    /// What bound on a day that has ended.
    pub(super) fn on(&self, day: u64) -> Option<Constraint> {
        let day = usize::try_from(day).ok()?;
        self.days.get(day).copied().flatten()
    }

    /// What bound on the last day that has ended.
    pub(super) fn last(&self) -> Option<Constraint> {
        self.days.last().copied().flatten()
    }
}
