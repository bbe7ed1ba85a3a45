//! What the back end collects.

use crate::engine::{Level, Stays, collectors};

collectors! {
    /// Dies and chips of a product, from the arrival of the wafers to tested chips.
    pub(super) struct ProductStatistics {
        /// Dies on wafers that arrived.
        pub(super) started: u64,
        /// Dies that were probed.
        pub(super) probed: u64,
        /// Probed dies without a killing defect.
        pub(super) good: u64,
        /// Dies that failed at probe.
        pub(super) rejected: u64,
        /// Chips that packaging destroyed.
        pub(super) broken: u64,
        /// Weak chips that failed in burn-in.
        pub(super) burnt_out: u64,
        /// Chips that failed the final test.
        pub(super) failed: u64,
        /// Chips that passed and are slower than the lowest grade.
        pub(super) below_grade: u64,
        /// Chips handed on.
        pub(super) chips: u64,
        /// Chips handed on with a fault that no test found.
        pub(super) escapes: u64,
        /// Chips without a killing defect that left burn-in.
        pub(super) burnt_in: u64,
        /// Weak chips among them.
        pub(super) weak_left: u64,
        /// Chips handed on, by grade.
        pub(super) graded: Vec<u64>,
    }
}

impl ProductStatistics {
    /// The dies that were lost, by cause.
    pub(super) const fn lost(&self) -> [(&'static str, u64); 5] {
        [
            ("probe", self.rejected),
            ("packaging", self.broken),
            ("burn-in", self.burnt_out),
            ("final-test", self.failed),
            ("below-grade", self.below_grade),
        ]
    }
}

collectors! {
    /// Lots and their wafers, as they come and go.
    pub(super) struct LotFlow {
        /// Lots that came in.
        pub(super) lots_in: u64,
        /// Lots whose chips were handed on.
        pub(super) lots_out: u64,
        /// Wafers of the lots that came in.
        pub(super) wafers_in: u64,
        /// Wafers of the lots whose chips were handed on.
        pub(super) wafers_out: u64,
    }
}

collectors! {
    /// Statistics of the back end.
    pub struct Statistics {
        /// By product.
        pub(super) products: Vec<ProductStatistics>,
        /// Lots from their arrival to their tested chips.
        pub(super) lots: Stays,
        /// Lots at work, by station.
        pub(super) busy: Vec<Level>,
        /// Servers, by station.
        pub(super) servers: Vec<Level>,
        /// Lots and wafers that came and went.
        pub(super) flow: LotFlow,
    }
}

impl Statistics {
    /// A count, summed over all products.
    pub(super) fn total(&self, count: impl Fn(&ProductStatistics) -> u64) -> u64 {
        self.products.iter().map(count).sum()
    }
}
