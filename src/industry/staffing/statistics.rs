//! What staffing collects.

use crate::engine::{Level, collectors};
use crate::industry::shared::staff::{Role, StaffChangeKind};
use crate::units::SimTime;

/// Levels are whole numbers, so people weighted by skill and shares are kept in millionths.
pub(super) const MILLION: f64 = 1e6;

collectors! {
    /// Levels of a role over time.
    pub(super) struct RoleStatistics {
        /// People on shift at a time.
        pub(super) on_shift: Level,
        /// People employed, all crews together.
        pub(super) headcount: Level,
        /// People weighted by skill, in millionths of a person.
        pub(super) effective: Level,
        /// People that the plan requires, in millionths of a person.
        pub(super) required: Level,
        /// The share of the required people that is missing, in millionths.
        pub(super) shortage: Level,
        /// People who joined the roster.
        pub(super) joined: u64,
        /// People who left the roster.
        pub(super) left: u64,
    }
}

collectors! {
    /// Statistics of staffing.
    pub struct Statistics {
        /// In the order of [`Role::ALL`].
        pub(super) roles: [RoleStatistics; Role::ALL.len()],
    }
}

impl RoleStatistics {
    /// A person joins the roster or leaves it.
    pub(super) const fn change(&mut self, kind: StaffChangeKind) {
        match kind {
            StaffChangeKind::Joined => self.joined += 1,
            StaffChangeKind::Left => self.left += 1,
        }
    }

    /// Sets the levels that are not whole numbers.
    pub(super) fn set_fractions(
        &mut self,
        now: SimTime,
        effective: f64,
        required: f64,
        shortage: f64,
    ) {
        self.effective.set(now, in_millionths(effective));
        self.required.set(now, in_millionths(required));
        self.shortage.set(now, in_millionths(shortage));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a saturating cast of a rounded number"
)]
fn in_millionths(value: f64) -> i64 {
    (value * MILLION).round() as i64
}
