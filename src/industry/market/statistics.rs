//! What the market collects.

use crate::engine::{Level, Quantiles, Stays, collectors};
use crate::units::Fen;

collectors! {
    /// Computers ordered, built and shipped, and how orders ended.
    pub(super) struct SalesStatistics {
        /// Orders placed.
        pub(super) orders: u64,
        /// Computers ordered, by model.
        pub(super) ordered: Vec<u64>,
        /// Computers ordered for export.
        pub(super) exported: u64,
        /// Computers of orders whose patience ended, by model.
        pub(super) lost: Vec<u64>,
        /// Computers that came in, by model.
        pub(super) built: Vec<u64>,
        /// Computers shipped, by model.
        pub(super) shipped: Vec<u64>,
        /// Computers ordered and not shipped.
        pub(super) backlog: Level,
        /// Finished computers without an order.
        pub(super) unsold: Level,
        /// Time from an order to its last computer; orders that are cancelled are discarded.
        pub(super) waits: Stays,
        /// Orders complete by their due date.
        pub(super) on_time: u64,
        /// Orders complete after their due date, or cancelled.
        pub(super) late: u64,
        /// Orders that ended, and when they did no computer of their model had come in or they were
        /// due before the first one, by model: they are neither.
        pub(super) due_too_early: Vec<u64>,
        /// Money that buyers owe for computers shipped.
        pub(super) billed: Fen,
        /// Orders that got their last computer.
        pub(super) completed: u64,
        /// Orders whose patience ended.
        pub(super) cancelled: u64,
        /// Computers shipped, by the place of their price in the list of all prices.
        pub(super) shipped_at: Vec<u64>,
        /// Finished computers without an order, by model.
        pub(super) unsold_of: Vec<Level>,
        /// Computers shipped at the moment of their order, by model.
        pub(super) at_once: Vec<u64>,
        /// Orders all of whose computers were shipped at that moment.
        pub(super) whole_at_once: u64,
        /// Computers shipped by the due dates of their orders.
        pub(super) by_due: u64,
        /// Times by which orders were complete after their due dates; 0 of those on time.
        pub(super) lateness: Quantiles,
        /// Penalties for lateness that were posted.
        pub(super) penalties: Fen,
        /// Penalties paid to tenders.
        pub(super) tender_penalties: Fen,
        /// What became of each contract.
        pub(super) contracts: Vec<ContractStatistics>,
    }
}

collectors! {
    /// What became of one contract.
    #[derive(Copy)]
    pub(super) struct ContractStatistics {
        /// Computers ordered.
        pub(super) ordered: u64,
        /// Computers shipped.
        pub(super) delivered: u64,
        /// Computers shipped by its due date.
        pub(super) by_due: u64,
        /// Penalties paid for its lateness.
        pub(super) penalty: Fen,
    }
}

collectors! {
    /// Statistics of the market.
    pub struct Statistics {
        /// Computers and orders.
        pub(super) sales: SalesStatistics,
        /// What the computers shipped cost, in fen, counted from the computers of each price.
        pub(super) cost_of_shipped: i128,
        /// Orders that were rounded to nothing, and not placed.
        pub(super) empty: u64,
        /// Orders that were not placed since no model was on sale.
        pub(super) without_model: u64,
        /// Orders that were not placed because of prices or lateness.
        pub(super) forgone: u64,
        /// Buyers accredited in the course of the run.
        pub(super) accredited: u64,
    }
}
