//! What policy collects, from the start of the run on.

use crate::engine::collectors;
use crate::units::{Duration, Fen};

collectors! {
    /// Statistics of policy.
    pub struct Statistics {
        /// How long each programme ran.
        pub(super) active: Vec<Duration>,
        /// What each programme cost.
        pub(super) spent: Vec<Fen>,
        /// What each programme was paid.
        pub(super) paid: Vec<Fen>,
        /// Reinvested tax that has its effect.
        pub(super) in_effect: Fen,
        /// Tax that was reinvested.
        pub(super) reinvested: Fen,
    }
}
