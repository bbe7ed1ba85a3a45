//! Warnings about what never happens to careers, what hiring can reach, and the programmes that act
//! on careers.

use super::plan::Careers;
use crate::engine::Clock;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::staff::Role;
use crate::industry::shared::warnings::Warnings;
use crate::units::Rate;

impl Careers {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let length = clock.horizon().since(crate::units::SimTime::ZERO);
        let mut warnings = Warnings::default();
        if let Some(courses) = &self.cultivation
            && courses.projects > 0
            && courses.length >= length.scaled(2.0)
        {
            let takes = courses.length.spoken();
            let what = format!(
                "the end of a cultivation project, which takes {takes} \
                 (`careers.cultivation.length`)"
            );
            warnings.late(1, what);
        }
        if let Some(panels) = &self.evaluation
            && panels.eligible_dwell >= length
        {
            let what =
                "the first evaluation of a person who comes (`careers.evaluation.eligible_dwell`)";
            warnings.late(1, what);
        }
        warnings
    }

    /// The most people who are hired for a role of which so many are required, if enough come.
    #[must_use]
    pub fn posts(&self, required: f64) -> u64 {
        if self.matching.efficiency <= Rate::ZERO {
            return 0;
        }
        self.matching.vacancies(required, 0, 0)
    }

    /// Whether people of the city can become fit for a role: by a cultivation project, or because
    /// technicians rise to engineers.
    #[must_use]
    pub fn trains(&self, role: Role) -> bool {
        let occupation = role.occupation() as usize;
        let courses = self.cultivation.as_ref().is_some_and(|courses| {
            let share = courses.applicants.get() * courses.chip_share.get();
            courses.projects > 0 && share * courses.occupations[occupation] > 0.0
        });
        courses || (role == Role::Engineer && self.ladder.is_some())
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        let kinds = [
            (ProgrammeKind::Cultivation, self.cultivation.is_some()),
            (ProgrammeKind::Evaluation, self.evaluation.is_some()),
        ];
        kinds.contains(&(kind, true))
    }
}
