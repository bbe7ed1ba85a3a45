//! Warnings about what never happens to founders, and the programmes that act on them.

use super::plan::{Contest, PoolKind, Ventures};
use crate::engine::Clock;
use crate::industry::shared::people::ChannelId;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::warnings::Warnings;
use crate::units::Rate;

impl Ventures {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let mut warnings = Warnings::default();
        let contest = self.contest.as_ref();
        let is_late = contest.is_some_and(|contest| contest.is_late(clock));
        warnings.late(
            is_late.into(),
            "the first contest (`ventures.contest.dates`)",
        );
        let is_held = |contest: &Contest| is_late || !contest.instants(clock).is_empty();
        if contest.is_some_and(|contest| !is_held(contest)) {
            warnings.push("no contest is held in the run: see `ventures.contest.dates`");
        }
        let brings =
            |contest: &Contest| is_held(contest) && contest.projects * contest.admit_share > 0.0;
        let founders = self.founders.as_ref();
        let nobody = !contest.is_some_and(brings)
            && founders.is_none_or(|founders| founders.rate <= Rate::ZERO);
        if nobody {
            warnings.push(
                "no team of founders ever comes: give `ventures.contest` with a day and projects, \
                 or a `ventures.founders.rate` above 0"
                    .to_owned(),
            );
        }
        if let Some(enclaves) = &self.enclaves {
            let room = (0..enclaves.places.len()).map(|place| enclaves.slots(place, 1.0));
            if room.sum::<u64>() == 0 {
                warnings.push(format!(
                    "no enclave has the {} m2 of a team: raise `m2` in `ventures.enclaves.places`, \
                     or lower `ventures.enclaves.m2_per_team`",
                    enclaves.m2_per_team
                ));
            }
        }
        for phase in &self.phases {
            let at = format!("ventures.phases.{}", phase.name);
            if phase.pass <= 0.0 {
                warnings.push(format!(
                    "no venture passes phase `{}`: raise `{at}.pass`",
                    phase.name
                ));
            }
            let Some(pools) = &self.guarantee else {
                continue;
            };
            for (kind, there) in [
                (PoolKind::Equipment, pools.equipment),
                (PoolKind::Land, pools.land),
            ] {
                let field = kind.name();
                if phase.needs[kind as usize] > there {
                    warnings.push(format!(
                        "a venture in phase `{}` needs more {field} than the pool ever has, and \
                         waits for it in vain: raise `ventures.pools.{field}` or lower \
                         `{at}.{field}`",
                        phase.name
                    ));
                }
            }
        }
        warnings
    }

    /// The talent channel through which it brings people.
    #[must_use]
    pub const fn channel(&self) -> Option<ChannelId> {
        self.channel
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        let kinds = [
            (ProgrammeKind::Contest, self.contest.is_some()),
            (ProgrammeKind::Enclaves, self.enclaves.is_some()),
            (ProgrammeKind::VenturePools, self.guarantee.is_some()),
        ];
        kinds.contains(&(kind, true))
    }
}
