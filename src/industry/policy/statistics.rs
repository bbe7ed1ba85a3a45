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
        /// Tax that was reinvested.
        pub(super) reinvested: Fen,
    }
}
