//! What two or more subsystems share: common types, the hand-overs between them, and
//! [`subsystem`], the trait that each of them implements.
//!
//! [`people`]: persons and what the city offers them. [`programmes`]: the strength of the city's
//! programmes. [`staff`]: people at work. [`flow`]: persons, lots, parts and computers handed over
//! with their exact times. [`names`]: the names by which sections refer to each other. [`ledger`]:
//! money; [`goods`]: what goods come and go, for their value; [`priced_units`]: what units cost
//! whose price changes. [`position`]: how many chips of a product there are. [`waiting`]: who waits
//! for what, from which the binding constraint is derived. [`standstill`]: remarks on what does not
//! move.
//! [`calendar_years`], [`counts`], [`table`] and [`hours`]: building blocks of several
//! subsystems. No subsystem names another one.

pub mod calendar_years;
pub mod counts;
pub mod flow;
pub mod goods;
pub mod hours;
pub mod ledger;
pub mod lot_trace;
pub mod names;
pub mod people;
pub mod position;
pub mod priced_units;
pub mod production;
pub mod programmes;
pub mod staff;
pub mod standstill;
pub mod subsystem;
pub mod table;
pub mod tool_trace;
pub mod trace;
pub mod waiting;
pub mod warnings;

use bevy_ecs::prelude::*;

pub use subsystem::Subsystem;

/// Declares [`Stage`] from the list of subsystems.
macro_rules! stages {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// The stages of a tick, one a subsystem, in causal order. Hand-overs go downstream in the
        /// same tick; feedback goes upstream and acts from the next tick on.
        #[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Stage {
            $($(#[$doc])* $name,)*
        }

        impl Stage {
            /// All stages, in order.
            pub const ALL: [Self; [$(stringify!($name)),*].len()] = [$(Self::$name),*];
        }
    };
}
subsystems!(stages);
