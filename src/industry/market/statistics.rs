//! What the market collects.

use crate::engine::{Level, Stays, collectors};
use crate::units::Fen;

collectors! {
    /// Computers ordered, built and shipped, and how orders ended.
    pub(super) struct SalesStatistics {
        /// Orders placed.
        pub(super) orders: u64,
        /// Computers ordered.
        pub(super) ordered: u64,
        /// Computers ordered for export.
        pub(super) exported: u64,
        /// Computers of orders whose patience ended.
        pub(super) lost: u64,
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
        /// Buyers accredited in the course of the run.
        pub(super) accredited: u64,
    }
}
