//! Who waits for what. Each subsystem books its own waiting here as it happens; the binding
//! constraint of a day is judged from these books alone.

use bevy_ecs::prelude::*;

use crate::units::{Duration, named_enum};

named_enum! {
    /// What can hold the chain up.
    pub enum Constraint {
        /// A tool, or a line, is busy.
        Tool = "tool",
        /// No operator is free to load a tool.
        Operator = "operator",
        /// A tool is down and no technician is free to repair it.
        Technician = "technician",
        /// A held lot waits for an engineer.
        Engineer = "engineer",
        /// No assembler is free to work on an assembly line.
        Assembler = "assembler",
        /// Chips are missing because no more wafers were started.
        Wafers = "wafers",
        /// A purchased part is missing.
        Parts = "parts",
        /// Finished computers find no buyer.
        Demand = "demand",
        /// The people who are missing wait at the service window.
        Window = "window",
        /// There is no money to order or to start with.
        Cash = "cash",
    }
}

/// The waiting of the present day. Each integral is filled by its owner and emptied when the day
/// is judged.
#[derive(Resource, Clone, Debug, Default)]
pub struct Waiting {
    /// Lot time waited in the fab, by what was waited for: tool, operator, technician, engineer.
    pub lots: [Duration; 4],
    /// Lot time spent in the fab, waiting or not: what the waiting above is a part of.
    pub lots_in_fab: Duration,
    /// Time the assembly line stood with orders but without kits, where a chip made here was
    /// missing first.
    pub line_without_chips: Duration,
    /// Time the assembly line stood with orders but without kits, where a purchased part was
    /// missing first.
    pub line_without_parts: Duration,
    /// Line time lost because assemblers were missing.
    pub line_without_people: Duration,
    /// Line time lost because lines or test slots were all busy while complete kits waited.
    pub kits_waiting_for_line: Duration,
    /// Time that finished computers lay unsold while no order waited.
    pub unsold_without_orders: Duration,
    /// Time in which orders waited for computers.
    pub orders_waiting: Duration,
    /// Time in which nothing was released or ordered for want of money.
    pub held_for_cash: Duration,
    /// Time in which nothing was released because the market was full.
    pub held_for_demand: Duration,
    /// Person time at the service window and its back office, of all who register.
    pub persons_at_window: Duration,
    /// Persons who registered in the day: with the above, how long the window takes now.
    pub persons_registered: u32,
}

impl Waiting {
    /// Books lot time that was spent waiting for one of tool, operator, technician, engineer.
    ///
    /// # Panics
    /// If lots never wait for that in the fab.
    pub fn add_lot_time(&mut self, cause: Constraint, span: Duration) {
        assert!(
            (cause as usize) < 4,
            "lots do not wait for {}",
            cause.name()
        );
        self.lots[cause as usize] += span;
    }

    /// The lot time of a day spent waiting for one of tool, operator, technician, engineer.
    #[must_use]
    pub fn lot_time(&self, cause: Constraint) -> Duration {
        self.lots.get(cause as usize).copied().unwrap_or_default()
    }
}
