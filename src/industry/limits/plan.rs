//! Limits, checked.

use super::spec::LimitsFile;
use crate::units::{Duration, Share};

/// The thresholds of the judgement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Up to this share of their time in the fab, lots hardly wait: the fab could take more.
    pub(super) idle_share: Share,
    /// Longer stays than this at the service window keep people away from work.
    pub(super) window_stay: Duration,
}

impl LimitsFile {
    /// The thresholds; every value that can be written is valid.
    pub(super) const fn check(&self) -> Limits {
        let &Self {
            idle_share,
            window_stay,
        } = self;
        Limits {
            idle_share,
            window_stay,
        }
    }
}
