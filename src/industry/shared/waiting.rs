//! Who waits for what. Each subsystem books its own waiting here as it happens; from these books,
//! and from nothing else, the binding constraint of a day is made.

use bevy_ecs::prelude::*;

use crate::units::Duration;

/// What can hold the chain up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constraint {
    /// A tool, or a line, is busy.
    Tool,
    /// Nobody is free to load a tool.
    Operator,
    /// A tool is down and nobody is free to repair it.
    Technician,
    /// A held lot waits for an engineer.
    Engineer,
    /// Nobody is free to work on an assembly line.
    Assembler,
    /// Chips are missing because no more wafers were started.
    Wafers,
    /// A purchased part is missing.
    Parts,
    /// Nobody buys what is there.
    Demand,
    /// The people who are missing wait at the service window.
    Window,
    /// There is no money to order or to start with.
    Cash,
}

impl Constraint {
    /// All constraints.
    pub const ALL: [Self; 10] = [
        Self::Tool,
        Self::Operator,
        Self::Technician,
        Self::Engineer,
        Self::Assembler,
        Self::Wafers,
        Self::Parts,
        Self::Demand,
        Self::Window,
        Self::Cash,
    ];

    /// The name in result files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Operator => "operator",
            Self::Technician => "technician",
            Self::Engineer => "engineer",
            Self::Assembler => "assembler",
            Self::Wafers => "wafers",
            Self::Parts => "parts",
            Self::Demand => "demand",
            Self::Window => "window",
            Self::Cash => "cash",
        }
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
    /// Time the assembly line stood with orders but without kits, by part that was missing first:
    /// a chip made here.
    pub line_without_chips: Duration,
    /// The same, for a purchased part.
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
