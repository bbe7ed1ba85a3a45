//! The state of limits: what bound on each day.

use bevy_ecs::prelude::*;

use super::judge::{Bound, Judgement, Scope};
use super::plan::Limits;

/// What bound on each day of the run that has ended.
#[derive(Resource, Debug)]
pub(super) struct JudgedDays {
    pub(super) thresholds: Limits,
    /// Whether any lot has been in the fab or the back end.
    pub(super) fab_has_begun: bool,
    /// By day of the run, what bound in each of [`Scope::ALL`]; nothing before the first day that
    /// shows anything.
    pub(super) days: Vec<Judgement>,
}

impl JudgedDays {
    /// No day is judged yet.
    pub(super) const fn new(thresholds: Limits) -> Self {
        Self {
            thresholds,
            fab_has_begun: false,
            days: Vec::new(),
        }
    }

    /// A day has ended. What shows nothing on it stays as it was on the day before.
    pub(super) fn add(&mut self, found: Judgement) {
        let before = self.days.last().copied().unwrap_or_default();
        let day = std::array::from_fn(|scope| found[scope].or(before[scope]));
        self.days.push(day);
    }

    /// What bound in a scope on a day that has ended.
    pub(super) fn on(&self, day: u64, scope: Scope) -> Option<Bound> {
        let day = usize::try_from(day).ok()?;
        self.days.get(day)?[scope as usize]
    }

    /// What bound the chain on the last day that has ended.
    pub(super) fn last(&self) -> Option<Bound> {
        self.days.last()?[Scope::Park as usize]
    }
}
