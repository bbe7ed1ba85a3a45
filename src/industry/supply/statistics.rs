//! What supply collects.

use super::bullwhip::Spans;
use super::shelf::ShelfStatistics;
use crate::engine::{Level, Stays, collectors};
use crate::units::Fen;

collectors! {
    /// Statistics of a part.
    pub(super) struct PartStatistics {
        /// Of its stock, if it is kept here.
        pub(super) stock: ShelfStatistics,
        /// Stock, less backorders, plus orders, wherever the stock lies.
        pub(super) position: Level,
        /// Units ordered and not delivered, those that cannot be ordered yet included.
        pub(super) on_order: Level,
        /// Units on their way.
        pub(super) in_transit: Level,
        /// Units ordered, with the stock of the start.
        pub(super) ordered: u64,
        /// Units that suppliers delivered, with the stock of the start.
        pub(super) delivered: u64,
        /// Units that were ordered and not delivered, by yield; and delivered and not ordered.
        pub(super) missing: u64,
        pub(super) surplus: u64,
        /// Orders that were sent.
        pub(super) orders: u64,
        /// By source: units delivered, and work of its servers.
        pub(super) sources: Vec<SourceStatistics>,
        /// Demand and orders by spans.
        pub(super) spans: Spans,
    }
}

collectors! {
    /// Statistics of a source.
    pub(super) struct SourceStatistics {
        /// Units that it delivered.
        pub(super) delivered: u64,
        /// What they cost, in fen, counted from the units of each price.
        pub(super) cost: i128,
        /// Servers that work.
        pub(super) working: Level,
    }
}

collectors! {
    /// Statistics of a demand.
    pub(super) struct DemandStatistics {
        /// Orders for at least one kit.
        pub(super) orders: u64,
        /// Orders whose number of kits was rounded to nothing, and that were not placed.
        pub(super) empty: u64,
        /// Orders that got all parts at once.
        pub(super) filled_at_once: u64,
        /// Orders that have all parts.
        pub(super) completed: u64,
        /// Orders that lost kits, or gave up.
        pub(super) lost: u64,
        /// Kits that were asked for, those that were lost at once, and those of orders that gave
        /// up.
        pub(super) kits: u64,
        pub(super) kits_lost: u64,
        pub(super) kits_given_up: u64,
        /// Units of parts that were lost at once, or not there when an order gave up.
        pub(super) units_lost: u64,
        /// Time from an order until all parts of its kits were there.
        pub(super) waits: Stays,
        /// Orders that wait for a part.
        pub(super) backlog: Level,
        /// Units that its orders wait for.
        pub(super) units_waited_for: Level,
    }
}

collectors! {
    /// Statistics of supply.
    pub struct Statistics {
        /// Paid to suppliers.
        pub(super) spent: Fen,
        /// By part.
        pub(super) parts: Vec<PartStatistics>,
        /// By demand.
        pub(super) demands: Vec<DemandStatistics>,
    }
}
