//! What supply collects.

use crate::engine::{Level, Stays, collectors};
use crate::industry::shared::stock::StockStatistics;
use crate::units::Fen;

collectors! {
    /// Statistics of a part.
    pub(super) struct PartStatistics {
        /// Of its stock, if it is kept here.
        pub(super) stock: StockStatistics,
        /// Units ordered and not delivered, those that cannot be ordered yet included.
        pub(super) on_order: Level,
        /// Units ordered, with the stock of the start.
        pub(super) ordered: u64,
        /// Units that suppliers delivered, with the stock of the start.
        pub(super) delivered: u64,
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
        /// Time from an order until all parts of its kits were there.
        pub(super) waits: Stays,
        /// Orders that wait for a part.
        pub(super) backlog: Level,
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
