//! A station: servers that take lots in the order in which they come.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use crate::engine::Level;
use crate::units::{Duration, SimTime};

crate::row_ids! {
    /// A lot's row.
    pub(super) struct LotRow;
}

/// What a station does to a lot when it is done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Finds faulty dies on the wafers.
    Probe,
    /// A step of packaging.
    Packaging,
    /// Lets weak chips fail.
    BurnIn,
    /// Finds faulty chips and sorts the others into grades.
    FinalTest,
}

/// How long a station takes for a lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceTime {
    /// For any lot.
    pub per_lot: Duration,
    /// For each of its wafers.
    pub per_wafer: Duration,
    /// For each group of `sites` dies or chips, handled at once.
    pub per_die: Duration,
    /// Dies or chips handled at once, at least one.
    pub sites: u32,
}

impl ServiceTime {
    /// The time for a lot of so many wafers and dies.
    ///
    /// ```
    /// use chippark::industry::backend::ServiceTime;
    /// use chippark::units::Duration;
    /// let probe = ServiceTime { per_die: Duration::seconds(4), sites: 4, ..Default::default() };
    /// assert_eq!(probe.of(1, 386), Duration::seconds(388));
    /// ```
    #[must_use]
    pub fn of(self, wafers: u16, dies: u32) -> Duration {
        let groups = u64::from(dies.div_ceil(self.sites.max(1)));
        self.per_lot + self.per_wafer * u64::from(wafers) + self.per_die * groups
    }
}

/// A station. All of them lie in one table, in the order of the way of a lot.
#[derive(Component, Clone, Debug)]
pub(super) struct Station {
    /// Its name in the scenario and in results.
    pub name: Box<str>,
    /// What it does.
    pub task: Task,
    /// How many lots it works on at once.
    pub servers: u32,
    /// How long it takes.
    pub time: ServiceTime,
    /// Lots it works on.
    pub busy: Level,
    /// Lots that wait, first come first.
    pub queue: VecDeque<LotRow>,
}

impl Station {
    /// An idle station.
    #[must_use]
    pub(super) fn new(name: &str, task: Task, servers: u32, time: ServiceTime) -> Self {
        Self {
            name: name.into(),
            task,
            servers,
            time,
            busy: Level::default(),
            queue: VecDeque::new(),
        }
    }

    /// Takes the next lot that waits, if a server is free.
    pub(super) fn take_next(&mut self, now: SimTime) -> Option<LotRow> {
        if self.busy.value() >= i64::from(self.servers) {
            return None;
        }
        let row = self.queue.pop_front()?;
        self.busy.add(now, 1);
        Some(row)
    }
}
