//! What careers collects.

use super::plan::{Grade, Track};
use crate::engine::{Level, Stays, collectors};
use crate::industry::shared::people::Tier;
use crate::industry::shared::staff::Role;

/// Levels are whole numbers, so people weighted by skill are kept in millionths.
pub(super) const MILLION: f64 = 1e6;

collectors! {
    /// Statistics of people: in posts, seeking, rising, leaving. Lists by role and by tier are in
    /// the order of [`Role::ALL`] and [`Tier::ALL`].
    pub(super) struct PeopleStatistics {
        /// People employed in the chip chain, by role.
        pub(super) employed: [Level; Role::ALL.len()],
        /// People who seek a post in the chip chain, by role.
        pub(super) seeking: [Level; Role::ALL.len()],
        /// People who work in other industries.
        pub(super) outside: Level,
        /// Seekers who were hired, by role.
        pub(super) hired: [u64; Role::ALL.len()],
        /// People who came from elsewhere to a post, by role.
        pub(super) recruited: [u64; Role::ALL.len()],
        /// People who left the city from a post, by role.
        pub(super) exits: [u64; Role::ALL.len()],
        /// Seekers who took a job in another industry, by role.
        pub(super) gave_up: [u64; Role::ALL.len()],
        /// People who left the city.
        pub(super) left: u64,
        /// Jobs in other industries that ended with another one.
        pub(super) job_changes: u64,
        /// People who are in the city, by tier.
        pub(super) tiers: [Level; Tier::ALL.len()],
        /// Time in a tier until a person rose from it, by tier; those of persons who left the city
        /// are discarded.
        pub(super) rose: [Stays; Tier::ALL.len()],
        /// Technicians who took an engineer's post.
        pub(super) advanced: u64,
        /// People employed in the chip chain weighted by skill, in millionths, by role.
        pub(super) productive: [Level; Role::ALL.len()],
        /// People who settled, by tier.
        pub(super) settled: [u64; Tier::ALL.len()],
        /// People who rose to a tier, by tier.
        pub(super) rose_to: [u64; Tier::ALL.len()],
        /// People who left the city, by tier.
        pub(super) left_tier: [u64; Tier::ALL.len()],
        /// People who settled and sought a post, by role.
        pub(super) sought: [u64; Role::ALL.len()],
        /// People of other industries who were trained and then sought a post, by role.
        pub(super) turned: [u64; Role::ALL.len()],
        /// Seekers who left the city, by role.
        pub(super) left_seeking: [u64; Role::ALL.len()],
        /// People who settled and worked in another industry.
        pub(super) settled_outside: u64,
        /// People of other industries who left the city.
        pub(super) left_outside: u64,
    }
}

collectors! {
    /// Statistics of the panels of a grade.
    pub(super) struct PanelStatistics {
        /// Candidates that the panels could see.
        pub(super) offered: u64,
        /// Persons who were promoted.
        pub(super) persons: u64,
        /// Residents who came before the run and were promoted.
        pub(super) residents: u64,
        /// Candidates whose list was closed before a panel saw them.
        pub(super) turned_away: u64,
    }
}

impl PanelStatistics {
    /// All who were promoted.
    pub(super) const fn promoted(&self) -> u64 {
        self.persons + self.residents
    }
}

collectors! {
    /// Statistics of the projects of a track.
    pub(super) struct TrackStatistics {
        /// Seats of projects that began.
        pub(super) seats: u64,
        /// Those of them that were taken.
        pub(super) taken: u64,
        /// People who were trained to the end.
        pub(super) trained: u64,
        /// People who had left the city by the end.
        pub(super) dropped_out: u64,
    }
}

collectors! {
    /// What the cultivation projects of all tracks have done.
    pub(super) struct CultivationStatistics {
        /// In the order of [`Track::ALL`].
        pub(super) tracks: [TrackStatistics; Track::ALL.len()],
        /// Trained people who then sought a post in the chip chain.
        pub(super) to_chips: u64,
        /// Projects that may run at a time.
        pub(super) projects: Level,
    }
}

collectors! {
    /// Statistics of careers.
    pub struct Statistics {
        /// Employed, seeking, leaving and rising people.
        pub(super) people: PeopleStatistics,
        /// Of the panels, in the order of [`Grade::ALL`].
        pub(super) panels: [PanelStatistics; Grade::ALL.len()],
        /// Projects, seats and those trained.
        pub(super) cultivation: CultivationStatistics,
    }
}
