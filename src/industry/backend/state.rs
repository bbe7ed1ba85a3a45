//! The state of the back end: stations, and lots on their way from one to the next.

use std::collections::VecDeque;

use bevy_ecs::prelude::*;

use super::plan::{Backend, StationPlan, Task};
use super::screen::Dies;
use super::statistics::{LotFlow, ProductStatistics};
use crate::engine::{Level, Stays};
use crate::industry::shared::flow::ProductId;
use crate::industry::shared::table::FreeRows;
use crate::industry::shared::waiting::PlaceId;
use crate::row_ids;
use crate::units::{Duration, SimTime};

row_ids! {
    /// The row of a lot in the back end.
    pub(super) struct BackendLotRow;
}

/// A station. All stations lie in one table, in the order in which a lot visits them.
#[derive(Component, Clone, Debug)]
pub(super) struct Station {
    /// The station as planned.
    pub(super) plan: StationPlan,
    /// Its place among those where something can wait.
    pub(super) place: PlaceId,
    /// Lots at work, one a server.
    pub(super) busy: Level,
    /// Servers that there are.
    pub(super) servers: Level,
    /// Lots that wait, first come first served.
    pub(super) queue: VecDeque<BackendLotRow>,
    /// Until when the waiting has been added up.
    since: SimTime,
    /// Lot time waited here, and lot time spent here in all, since they were last taken.
    spent: [Duration; 2],
}

impl Station {
    /// An idle station.
    pub(super) fn new(plan: StationPlan, place: PlaceId) -> Self {
        Self {
            place,
            servers: Level::starting(i64::from(plan.servers), SimTime::ZERO),
            plan,
            busy: Level::default(),
            queue: VecDeque::new(),
            since: SimTime::ZERO,
            spent: [Duration::ZERO; 2],
        }
    }

    /// Adds up the waiting until now. Called before the queue or the lots at work change.
    pub(super) fn book(&mut self, now: SimTime) {
        let span = now.since(self.since);
        self.since = now;
        let (waiting, working) = (self.queue.len() as u64, self.busy.value().unsigned_abs());
        self.spent[0] += span * waiting;
        self.spent[1] += span * (waiting + working);
    }

    /// Takes the lot time waited here, and that spent here in all, since they were last taken.
    pub(super) fn take_spent(&mut self) -> [Duration; 2] {
        std::mem::take(&mut self.spent)
    }

    /// Takes the next lot that waits, if a server is free.
    pub(super) fn take_next(&mut self, now: SimTime) -> Option<BackendLotRow> {
        if self.busy.value() >= i64::from(self.plan.servers) {
            return None;
        }
        let row = self.queue.pop_front()?;
        self.busy.add(now, 1);
        Some(row)
    }
}

/// A lot on its way through the back end. All rows lie in one table and are used again.
#[derive(Component, Clone, Debug)]
pub(super) struct BackendLot {
    /// Whether the row holds a lot.
    pub(super) active: bool,
    /// The product on its wafers.
    pub(super) product: ProductId,
    /// The number of the lot: the key of its draws.
    pub(super) serial: u64,
    /// How many wafers it has.
    pub(super) wafers: u16,
    /// Killing defects per square centimetre.
    pub(super) defects_per_cm2: f64,
    /// When it arrived.
    pub(super) arrived: SimTime,
    /// The station where it waits or is worked on.
    pub(super) station: usize,
    /// Dies on its wafers at its arrival.
    pub(super) started: u32,
    /// What probe found about its dies; all zero before.
    pub(super) dies: Dies,
    /// Dies that packaging and burn-in destroyed.
    pub(super) lost: u32,
}

impl BackendLot {
    /// A row without a lot.
    pub(super) fn vacant() -> Self {
        Self {
            active: false,
            product: ProductId(0),
            serial: 0,
            wafers: 0,
            defects_per_cm2: 0.0,
            arrived: SimTime::ZERO,
            station: 0,
            started: 0,
            dies: Dies::default(),
            lost: 0,
        }
    }

    /// Dies on its wafers, before probe, or of them those that nothing has taken out yet.
    pub(super) fn dies_left(&self) -> u32 {
        let known = self.dies.passed() + self.dies.rejected + self.lost;
        if known == 0 {
            self.started
        } else {
            self.dies.passed()
        }
    }

    /// The dies or chips that a station has to handle.
    pub(super) fn units(&self, task: Task) -> u32 {
        match task {
            Task::Probe => self.started,
            Task::Packaging | Task::BurnIn | Task::FinalTest => self.dies.passed(),
        }
    }
}

/// What the back end has one of: free rows of the table of lots, and collectors.
#[derive(Resource, Debug, Default)]
pub(super) struct BackendState {
    /// Free rows of the table of lots.
    pub(super) free_lots: FreeRows<BackendLotRow>,
    /// Dies and chips, by product.
    pub(super) products: Vec<ProductStatistics>,
    /// Lots from their arrival to their tested chips.
    pub(super) lots: Stays,
    /// Lots and wafers that came and went.
    pub(super) flow: LotFlow,
    /// Events processed.
    pub(super) events: u64,
}

impl BackendState {
    /// An empty back end.
    pub(super) fn new(plan: &Backend) -> Self {
        let products = plan.products.iter();
        let products = products.map(|product| ProductStatistics {
            graded: vec![0; product.grades.len()],
            ..ProductStatistics::default()
        });
        Self {
            products: products.collect(),
            ..Self::default()
        }
    }
}
