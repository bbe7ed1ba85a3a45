//! What two or more subsystems share: nouns, and the hand-overs between them.
//!
//! [`people`]: persons and what the city offers them. [`programmes`]: what the
//! city does about them. [`staff`]: people at work. [`flow`]: lots,
//! chips, parts, computers handed on with their exact times. [`ledger`]: money. [`waiting`]: who
//! waits for what, of which the binding constraint is made. [`stock`], [`table`] and [`hours`]:
//! what several of them are built of. No subsystem names another one.

pub mod flow;
pub mod hours;
pub mod ledger;
pub mod people;
pub mod programmes;
pub mod room;
pub mod staff;
pub mod stock;
pub mod table;
pub mod waiting;

use bevy_ecs::prelude::*;

pub use room::Room;

/// The stages of a tick, in causal order. Hand-overs go downstream in the same tick; feedback goes
/// upstream at the start of the next one.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Academicians, institutes and the matching platform.
    Research,
    /// Founders and their companies.
    Ventures,
    /// People register.
    Inflow,
    /// The service window and housing.
    Services,
    /// Hiring, skill, exits.
    Careers,
    /// Who is on shift.
    Staffing,
    /// Parts are delivered.
    Supply,
    /// Lots move.
    Fab,
    /// Probe, packaging, final test.
    Backend,
    /// Boards and computers are built.
    Assembly,
    /// Orders arrive and are shipped.
    Market,
    /// Money is booked.
    Finance,
    /// Programmes change.
    Policy,
    /// The state is read.
    Observe,
}

impl Stage {
    /// All stages, in order.
    pub const ALL: [Self; 14] = [
        Self::Research,
        Self::Ventures,
        Self::Inflow,
        Self::Services,
        Self::Careers,
        Self::Staffing,
        Self::Supply,
        Self::Fab,
        Self::Backend,
        Self::Assembly,
        Self::Market,
        Self::Finance,
        Self::Policy,
        Self::Observe,
    ];
}
