//! Warnings about what never happens in research, and the programmes and channels that it uses.

use super::plan::Research;
use crate::engine::Clock;
use crate::industry::shared::people::ChannelId;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::warnings::Warnings;
use crate::units::Rate;

impl Research {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let end = clock.horizon();
        let mut warnings = Warnings::default();
        if let Some(plan) = &self.academicians
            && plan.arrivals.iter().all(|(at, _)| *at >= end)
        {
            let what = "the first resident academician (`research.academicians.arrivals`)";
            warnings.late(1, what);
        }
        for institute in self.institutes.iter().filter(|one| one.start >= end) {
            let name = &institute.name;
            let what = format!("institute `{name}` (`research.institutes.{name}.start`)");
            warnings.late(1, what);
        }
        let guests = &self.guests;
        if let (Some(_), Some(home)) = (&guests.visits, &guests.home)
            && home.other_rooms == 0
        {
            if home.rooms == 0 {
                warnings.push(
                    "every visit is turned away, as there is no room: raise `research.home.rooms` \
                     or `research.home.other_rooms`",
                );
            } else if home.opened >= end {
                warnings.late(1, "the first room for a visit (`research.home.opened`)");
            }
        }
        if let Some(visits) = &guests.visits
            && visits.rate <= Rate::ZERO
        {
            warnings.push("nobody visits: raise `research.visits.rate`".to_owned());
        }
        if let Some(platform) = &self.platform {
            let dead = [
                ("efficiency", platform.efficiency <= 0.0),
                ("experts_rate", platform.experts <= Rate::ZERO),
                ("needs_rate", platform.needs <= Rate::ZERO),
            ];
            let dead = dead
                .into_iter()
                .find_map(|(field, dead)| dead.then_some(field));
            warnings.extend(dead.map(|field| {
                format!(
                    "no expert is ever matched with a company: raise `research.matching.{field}`"
                )
            }));
        }
        warnings
    }

    /// The talent channels through which it brings people.
    pub fn channels(&self) -> impl Iterator<Item = ChannelId> {
        let academicians = self.academicians.iter().filter_map(|plan| plan.channel);
        let institutes = self.institutes.iter().filter_map(|plan| plan.channel);
        let platform = self
            .platform
            .iter()
            .filter_map(|plan| plan.settles.as_ref());
        let platform = platform.map(|(_, channel)| *channel);
        academicians.chain(institutes).chain(platform)
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        let kinds = [
            (ProgrammeKind::Academicians, self.academicians.is_some()),
            (ProgrammeKind::Visits, self.guests.visits.is_some()),
            (
                ProgrammeKind::Recuperation,
                !self.guests.recuperation.events.is_empty(),
            ),
            (ProgrammeKind::AcademiciansHome, self.guests.home.is_some()),
            (ProgrammeKind::Institutes, !self.institutes.is_empty()),
            (ProgrammeKind::Matching, self.platform.is_some()),
        ];
        kinds.contains(&(kind, true))
    }
}
