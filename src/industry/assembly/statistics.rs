//! What assembly collects.

use super::stock::StockStatistics;
use crate::engine::{Level, Stays, collectors};
use crate::units::{Duration, Fen};

collectors! {
    /// Computers of a model.
    pub(super) struct ModelStatistics {
        /// Computers whose kits were begun.
        pub(super) begun: u64,
        /// Computers that passed their final test.
        pub(super) built: u64,
        /// Computers that rework could not save.
        pub(super) scrapped: u64,
    }
}

collectors! {
    /// Computers and boards, counted as they pass, and what the lines did.
    pub(super) struct LineStatistics {
        /// Computers whose kits were begun.
        pub(super) started: u64,
        /// Computers that passed their final test.
        pub(super) built: u64,
        /// Computers that rework could not save.
        pub(super) scrapped: u64,
        /// Boards tested for the first time.
        pub(super) boards_tested: u64,
        /// Boards that passed their first test.
        pub(super) boards_passed: u64,
        /// Computers that had their final test for the first time.
        pub(super) tested: u64,
        /// Computers that passed their first final test.
        pub(super) passed_first: u64,
        /// Computers from their kit to their passed final test; those scrapped are discarded.
        pub(super) computers: Stays,
        /// Line time in working hours.
        pub(super) open_time: Duration,
        /// Line time in working hours with a carrier on the line.
        pub(super) busy_time: Duration,
        /// Line time in working hours without people while kits were there.
        pub(super) without_people: Duration,
        /// What surplus chips brought.
        pub(super) chip_sales: Fen,
        /// Computers by model.
        pub(super) models: Vec<ModelStatistics>,
    }
}

collectors! {
    /// Statistics of a part at the lines.
    pub(super) struct LinePartStatistics {
        /// Statistics of its stock.
        pub(super) stock: StockStatistics,
        /// Line time in working hours lost because it was missing.
        pub(super) starved: Duration,
    }
}

collectors! {
    /// Statistics of assembly.
    pub struct Statistics {
        /// Computers and lines.
        pub(super) lines: LineStatistics,
        /// By part.
        pub(super) parts: Vec<LinePartStatistics>,
        /// Slots in use, by bank.
        pub(super) banks: Vec<Level>,
        /// All slots, by bank.
        pub(super) slots: Vec<Level>,
    }
}
