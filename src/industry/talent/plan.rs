//! The section `[talent]`, checked.

use super::awareness::Awareness;
use super::channel::{self, ChannelKind, Kind, channel_kinds};
use super::conditions::Conditions;
use super::persons::Persons;
use super::spec::{AwarenessFile, ChannelFile, TalentFile};
use crate::industry::shared::people::City;
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::scenario::{At, Fault, Problems};
use crate::units::{Date, Duration};

/// The people who come, checked.
#[derive(Clone, Debug)]
pub struct Talent {
    /// The channels, at most 250.
    pub channels: Vec<Channel>,
    /// News of the city.
    pub awareness: Option<Awareness>,
}

/// A channel, checked.
#[derive(Clone, Debug)]
pub struct Channel {
    /// Name of the channel in the scenario.
    pub name: Box<str>,
    /// How people come through it.
    pub kind: Kind,
    /// Who they are, by the profiles that the kind distinguishes; at least one.
    pub profiles: Vec<Persons>,
}

/// The most channels: the other ids are left to people who are there from the start.
const MOST_CHANNELS: usize = 250;

impl Talent {
    /// How many people register in a year at most, in the mean: with the graduates of the largest
    /// year, programmes of this strength, the awareness of the day of the news, and a neutral city.
    /// For estimates of size.
    #[must_use]
    pub fn expected_per_year(&self, programmes: &Programmes) -> f64 {
        let news = programmes.strength(ProgrammeKind::Awareness);
        let pulse = self.awareness.map_or(0.0, |awareness| awareness.pulse);
        let conditions = Conditions {
            city: &City::default(),
            programmes,
            awareness: news * pulse,
            bases: Expertise::default().bases,
        };
        let channels = self.channels.iter();
        channels
            .map(|channel| channel.kind.expected_per_year(&conditions))
            .sum()
    }
}

impl TalentFile {
    /// Checks the section at `at` of a run that starts on `start`; none if something is wrong.
    #[must_use]
    pub fn check(&self, start: Date, at: &At, problems: &mut Problems) -> Option<Talent> {
        let Self {
            channels,
            awareness,
        } = self;
        let before = problems.len();
        let awareness = awareness.map(|file| file.check(&at.field("awareness"), problems));
        let at = at.field("channels");
        if channels.len() > MOST_CHANNELS {
            let allowed = format!("at most {MOST_CHANNELS}");
            problems.add(&at, Fault::out_of_range(channels.len(), allowed));
        }
        let checked = channels.iter().map(|(name, file)| {
            let (kind, profiles) = file.check(start, &at.field(name), problems);
            Channel {
                name: name.into(),
                kind,
                profiles,
            }
        });
        let talent = Talent {
            channels: checked.collect(),
            awareness,
        };
        (problems.len() == before).then_some(talent)
    }
}

macro_rules! check_channel {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        impl ChannelFile {
            fn check(
                &self,
                start: Date,
                at: &At,
                problems: &mut Problems,
            ) -> (Kind, Vec<Persons>) {
                match self {
                    $(Self::$name(file) => {
                        let (plan, profiles) = <channel::$module::$name as ChannelKind>::check(
                            file, start, at, problems,
                        );
                        (plan.into(), profiles)
                    })*
                }
            }

            /// Whether another section may name the channel and bring people through it.
            pub(super) const fn is_by_programme(&self) -> bool {
                match self {
                    $(Self::$name(_) => {
                        <channel::$module::$name as ChannelKind>::IS_BY_PROGRAMME
                    })*
                }
            }
        }
    };
}
channel_kinds!(check_channel);

impl AwarenessFile {
    fn check(self, at: &At, problems: &mut Problems) -> Awareness {
        let Self {
            date,
            pulse,
            half_life,
        } = self;
        if half_life < Duration::hours(1) {
            let fault = Fault::out_of_range(half_life, "at least 1 h");
            problems.add(at.field("half_life"), fault);
        }
        Awareness {
            date,
            pulse,
            half_life,
        }
    }
}
