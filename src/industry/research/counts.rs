//! What research has counted since the start; figures are differences to the end of the warm-up.

use crate::units::Fen;

/// Counts since the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Counts {
    /// Persons brought to the city: academicians, doctors, settled experts.
    pub(super) persons: u64,
    /// Visits that came about, and those without a room.
    pub(super) visits: u64,
    pub(super) turned_away: u64,
    /// Visits that have ended, by kind.
    pub(super) visits_of: [u64; 4],
    /// Recuperation events: persons who found a bed and who did not, their days, days of events.
    pub(super) event_people: u64,
    pub(super) event_turned_away: u64,
    pub(super) person_days: u64,
    pub(super) event_days: u64,
    /// Experts of the platform: who came, was matched, gave up; and who of the matched settled.
    pub(super) experts: u64,
    pub(super) matched: u64,
    pub(super) experts_gone: u64,
    pub(super) settled: u64,
    /// Needs of companies: that arose, that lapsed. Those met are the experts matched.
    pub(super) needs: u64,
    pub(super) needs_lapsed: u64,
    /// Doctors who came to institutes, and who had to leave when seats were cut.
    pub(super) doctors: u64,
    pub(super) doctors_left: u64,
    /// Projects begun and money spent, by origin.
    pub(super) projects: [u64; 4],
    pub(super) spent: [Fen; 4],
    pub(super) patents: u64,
    /// The mean of the patents, given money and doctors.
    pub(super) expected_patents: f64,
    pub(super) bases: u64,
    pub(super) centres: u64,
}

impl Counts {
    /// Money that projects of all origins have spent.
    pub(super) fn all_spent(&self) -> Fen {
        self.spent.iter().fold(Fen::ZERO, |sum, part| sum + *part)
    }
}
