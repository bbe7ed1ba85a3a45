//! What staffing collects.

use crate::engine::{Level, Tally, collectors};
use crate::industry::shared::staff::{Role, StaffChangeKind, WorkTime};
use crate::units::{Fen, SimTime};

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
        /// People in training.
        pub(super) in_training: Level,
        /// What training cost.
        pub(super) training_cost: Fen,
    }
}

collectors! {
    /// Statistics of a drive of hiring.
    pub(super) struct DriveStatistics {
        /// Posts that were opened.
        pub(super) opened: u64,
        /// Posts that are open.
        pub(super) open: Level,
        /// People who began.
        pub(super) began: u64,
        /// From the day of the drive to the first day of those who began.
        pub(super) time_to_hire: Tally,
        /// What hiring cost.
        pub(super) cost: Fen,
    }
}

collectors! {
    /// Statistics of staffing.
    pub struct Statistics {
        /// In the order of [`Role::ALL`].
        pub(super) roles: [RoleStatistics; Role::ALL.len()],
        /// Of hiring beyond the plan, in the order of the scenario.
        pub(super) drives: Vec<DriveStatistics>,
        /// Persons who were taken on where the scenario has no careers.
        pub(super) recruited: u64,
        /// Time on shift and at work, in the order of [`Role::ALL`], as the plants have it.
        pub(super) at_work: [WorkTime; Role::ALL.len()],
    }
}

impl Statistics {
    /// Nothing yet, of so many drives.
    pub(super) fn of(drives: usize) -> Self {
        Self {
            drives: vec![DriveStatistics::default(); drives],
            ..Self::default()
        }
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
