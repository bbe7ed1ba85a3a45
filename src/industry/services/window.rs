//! The service window (equation E14): a queue with feedback. An incomplete case comes back to the
//! queue's end; a complete one goes through the back office; a person whose patience in the queue
//! ends leaves the city. The window works by the rules of the E-Point Pass while a programme of
//! that kind runs, and otherwise by those of before.

use std::collections::VecDeque;

use super::case::Case;
use super::plan::window::{Regime, WindowPlan};
use crate::engine::{Keyed, KeyedSampler, Streams};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::people::PersonRow;
use crate::units::SimTime;

/// A regime with its samplers.
pub(super) struct Rules {
    pub(super) regime: Regime,
    pub(super) service: KeyedSampler,
    pub(super) comes_back: KeyedSampler,
}

/// The state of the window.
pub(super) struct WindowState {
    present: Rules,
    before: Option<Rules>,
    /// Whether the E-Point Pass runs.
    pass_runs: bool,
    pub(super) hours: OpeningHours,
    pub(super) patience: Option<KeyedSampler>,
    pub(super) incomplete: Keyed,
    /// Windows that programmes added.
    extra: u32,
    /// Whether it works by other values of the scenario since the last tick.
    has_changed: bool,
    /// Persons who wait, and some who have given up since: they are left out when their turn comes.
    pub(super) queue: VecDeque<PersonRow>,
    /// Of the queue, those who have given up.
    pub(super) gave_up: usize,
    /// When somebody was called last, or came to an empty queue.
    pub(super) still_since: SimTime,
    /// Windows at work.
    pub(super) busy: u32,
    /// Persons in the back office.
    pub(super) in_back_office: u32,
    /// Persons who will come back.
    pub(super) away: u32,
}

impl Rules {
    fn new(regime: &Regime, streams: &Streams) -> Self {
        Self {
            service: KeyedSampler::new(&regime.service, "services.service", streams),
            comes_back: KeyedSampler::new(&regime.comes_back, "services.comes_back", streams),
            regime: regime.clone(),
        }
    }
}

impl WindowState {
    pub(super) fn new(plan: &WindowPlan, streams: &Streams) -> Self {
        Self {
            present: Rules::new(&plan.regime, streams),
            before: plan
                .before
                .as_ref()
                .map(|regime| Rules::new(regime, streams)),
            pass_runs: true,
            hours: plan.hours,
            patience: plan
                .patience
                .as_ref()
                .map(|law| KeyedSampler::new(law, "services.window_patience", streams)),
            incomplete: streams.keyed("services.incomplete"),
            extra: 0,
            has_changed: false,
            queue: VecDeque::new(),
            gave_up: 0,
            still_since: SimTime::ZERO,
            busy: 0,
            in_back_office: 0,
            away: 0,
        }
    }

    /// Goes on as another plan says; visits that have begun end as they would have.
    pub(super) fn take_over(&mut self, plan: &WindowPlan, streams: &Streams) {
        self.present = Rules::new(&plan.regime, streams);
        self.has_changed = true;
    }

    /// Sets whether the E-Point Pass runs, and how many windows programmes have added. Whether
    /// anything changed.
    pub(super) fn set_programmes(&mut self, pass_runs: bool, extra: u32) -> bool {
        let is_new = (self.pass_runs, self.extra) != (pass_runs, extra);
        (self.pass_runs, self.extra) = (pass_runs, extra);
        std::mem::take(&mut self.has_changed) || is_new
    }

    /// The rules of the moment.
    pub(super) fn rules(&self) -> &Rules {
        match &self.before {
            Some(rules) if !self.pass_runs => rules,
            Some(_) | None => &self.present,
        }
    }

    /// Windows that are staffed while it is open.
    pub(super) fn staffed(&self) -> u32 {
        self.rules().regime.windows.saturating_add(self.extra)
    }

    /// Whether cases have documents, by any rules.
    pub(super) fn counts_documents(&self) -> bool {
        let mut rules = self.before.iter().chain([&self.present]);
        rules.any(|rules| rules.regime.documents > 0)
    }

    /// How many wait in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len() - self.gave_up
    }

    /// Takes the first person who has not given up out of the queue.
    pub(super) fn call(&mut self, cases: &mut [Case]) -> Option<PersonRow> {
        while let Some(row) = self.queue.pop_front() {
            if std::mem::take(&mut cases[row.index()].queues) {
                return Some(row);
            }
            self.gave_up -= 1;
        }
        None
    }
}
