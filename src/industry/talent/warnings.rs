//! Warnings about channels that nobody comes through, and the programmes that act on channels.

use super::channel::{ChannelRun, Kind};
use super::conditions::{Conditions, Month};
use super::plan::{Channel, Talent};
use crate::engine::Clock;
use crate::industry::shared::people::{ChannelId, City, Occupation};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::warnings::Warnings;
use crate::units::{Duration, SimTime};

impl Talent {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let silent = self.channels.iter().filter_map(|channel| {
            let name = &channel.name;
            let at = format!("talent.channels.{name}");
            match &channel.kind {
                Kind::Programme(_) => None,
                Kind::Conference(plan) if plan.is_late(clock) => None,
                Kind::Conference(plan) if plan.instants(clock).is_empty() => Some(format!(
                    "no conference of channel `{name}` takes place in the run: see `{at}.dates`"
                )),
                Kind::Conference(_) | Kind::Students(_) | Kind::Stations(_) | Kind::Poisson(_) => {
                    (!channel.brings_anybody()).then(|| {
                        format!(
                            "nobody comes through channel `{name}`: raise its rates and shares in \
                             `{at}`, or leave it out"
                        )
                    })
                }
            }
        });
        let mut warnings = Warnings::default();
        warnings.extend(silent);
        let last = clock.date(clock.horizon());
        for channel in &self.channels {
            if let Kind::Conference(plan) = &channel.kind
                && plan.is_late(clock)
            {
                let name = &channel.name;
                let at = format!("talent.channels.{name}.dates");
                warnings.late(1, format!("the conference of channel `{name}` (`{at}`)"));
            }
        }
        if self.awareness.is_some_and(|news| news.date >= last) {
            warnings.late(1, "the news of the city (`talent.awareness.date`)");
        }
        warnings
    }

    /// Persons who come in the mean in a span of time within a month, from an instant on, to a
    /// neutral city without awareness: through channels with a rate, those of stations once their
    /// leads have climbed the tree.
    #[must_use]
    pub fn expected_steadily(
        &self,
        clock: &Clock,
        (from, span): (SimTime, Duration),
        programmes: &Programmes,
    ) -> f64 {
        let month = Month::of(clock, from);
        let conditions = Conditions {
            city: &City::default(),
            programmes,
            awareness: 0.0,
            bases: 0.0,
        };
        let persons = |channel: &Channel| match &channel.kind {
            Kind::Students(plan) => plan.rate(&month, &conditions).expected_in(span),
            Kind::Poisson(_) | Kind::Stations(_) => {
                channel.kind.expected_per_year(&conditions) * span.as_years()
            }
            Kind::Programme(_) | Kind::Conference(_) => 0.0,
        };
        self.channels.iter().map(persons).sum()
    }

    /// Whether people of an occupation register through some channel.
    #[must_use]
    pub fn brings(&self, occupation: Occupation) -> bool {
        self.channels.iter().any(|channel| {
            let is_open = matches!(channel.kind, Kind::Programme(_)) || channel.brings_anybody();
            let mut profiles = channel.profiles.iter();
            is_open && profiles.any(|profile| profile.occupations[occupation as usize] > 0.0)
        })
    }

    /// The channels that are of use only if another section names them, by id and name.
    pub fn channels_of_programmes(&self) -> impl Iterator<Item = (ChannelId, &str)> {
        let channels = self.channels.iter().zip(0..);
        channels
            .filter(|(channel, _)| matches!(channel.kind, Kind::Programme(_)))
            .map(|(channel, id)| (ChannelId(id), &*channel.name))
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        let has =
            |is_kind: fn(&Kind) -> bool| self.channels.iter().any(|channel| is_kind(&channel.kind));
        let kinds = [
            (
                ProgrammeKind::SettleCampaign,
                has(|kind| matches!(kind, Kind::Students(_))),
            ),
            (
                ProgrammeKind::Stations,
                has(|kind| matches!(kind, Kind::Stations(_))),
            ),
            (
                ProgrammeKind::Conference,
                has(|kind| matches!(kind, Kind::Conference(_))),
            ),
            (ProgrammeKind::Awareness, self.awareness.is_some()),
        ];
        kinds.contains(&(kind, true))
    }
}

impl Channel {
    /// Whether anybody is expected to come in a neutral city without programmes.
    fn brings_anybody(&self) -> bool {
        let conditions = Conditions {
            city: &City::default(),
            programmes: &Programmes::default(),
            awareness: 0.0,
            bases: 0.0,
        };
        self.kind.expected_per_year(&conditions) > 0.0
    }
}
