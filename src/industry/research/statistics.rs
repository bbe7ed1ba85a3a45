//! What research collects, from the start of the run on.

use super::plan::{ProjectOrigin, VisitKind};
use crate::engine::{Accumulates, Level, Stays, collectors};
use crate::units::{Fen, SimTime};

/// A sum of the means of monthly counts. The part of a period is the difference of two such sums:
/// it depends on the course of the run only, not on which other periods cut a month in two.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SumOfMeans(pub(super) f64);

impl Accumulates for SumOfMeans {
    fn since(&self, mark: &Self, _: SimTime) -> Self {
        Self(self.0 - mark.0)
    }
}

collectors! {
    /// How often each thing has happened.
    pub(super) struct ResearchCounts {
        /// Persons brought to the city: academicians, doctors of institutes, settled experts.
        pub(super) persons: u64,
        /// Visits that began.
        pub(super) visits: u64,
        /// Visits that found no free room.
        pub(super) turned_away: u64,
        /// Visits that have ended, in the order of [`VisitKind::ALL`].
        pub(super) visits_of: [u64; VisitKind::ALL.len()],
        /// Persons at recuperation events.
        pub(super) event_people: u64,
        /// Persons invited to recuperation events for whom there was no bed.
        pub(super) event_turned_away: u64,
        /// Days of all persons at recuperation events.
        pub(super) person_days: u64,
        /// Days of recuperation events.
        pub(super) event_days: u64,
        /// Experts who came to the platform.
        pub(super) experts: u64,
        /// Experts who were matched; as many needs were met.
        pub(super) experts_matched: u64,
        /// Experts whose patience ended.
        pub(super) experts_gone: u64,
        /// Matched experts who settled.
        pub(super) experts_settled: u64,
        /// Needs of companies that arose.
        pub(super) needs: u64,
        /// Needs of companies that lapsed.
        pub(super) needs_lapsed: u64,
        /// Projects begun, in the order of [`ProjectOrigin::ALL`].
        pub(super) projects: [u64; ProjectOrigin::ALL.len()],
        /// Projects that have ended.
        pub(super) projects_ended: u64,
        /// The money of the projects that have begun.
        pub(super) committed: Fen,
        /// Money that projects spent, in the order of [`ProjectOrigin::ALL`].
        pub(super) spent: [Fen; ProjectOrigin::ALL.len()],
        /// Patents applied for.
        pub(super) patents: u64,
        /// The sum of the means of the monthly counts of patents.
        pub(super) expected_patents: SumOfMeans,
        /// Bases set up.
        pub(super) bases: u64,
        /// Bases that became research centres.
        pub(super) centres: u64,
    }
}

impl ResearchCounts {
    /// Money that projects of all origins have spent.
    pub(super) fn all_spent(&self) -> Fen {
        self.spent.iter().fold(Fen::ZERO, |sum, part| sum + *part)
    }
}

collectors! {
    /// Statistics of the guests of the city.
    pub(super) struct GuestStatistics {
        /// Rooms for visiting academicians.
        pub(super) rooms: Level,
        /// Those of them that visits and recuperation events have taken.
        pub(super) taken: Level,
        /// Lectures that act on training, at most as many as add up.
        pub(super) acting: Level,
    }
}

collectors! {
    /// Statistics of an institute.
    pub(super) struct InstituteStatistics {
        /// Doctors at work.
        pub(super) doctors: Level,
        /// Seats for them.
        pub(super) seats: Level,
        /// Doctors who came.
        pub(super) came: u64,
        /// Doctors who had to leave because seats were cut.
        pub(super) left: u64,
    }
}

collectors! {
    /// Statistics of the platform.
    pub(super) struct PlatformStatistics {
        /// Time from an expert's arrival to the match; experts who give up are discarded.
        pub(super) waits: Stays,
        /// Experts who came, by university.
        pub(super) experts_from: Vec<u64>,
    }
}

collectors! {
    /// Statistics of research.
    pub struct Statistics {
        /// What happened.
        pub(super) counts: ResearchCounts,
        /// Resident academicians.
        pub(super) residents: Level,
        /// Of the guests of the city.
        pub(super) guests: GuestStatistics,
        /// By institute.
        pub(super) institutes: Vec<InstituteStatistics>,
        /// Of the platform; empty where there is none.
        pub(super) platform: PlatformStatistics,
    }
}
