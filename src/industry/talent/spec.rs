//! The section `talent` of a scenario: through which channels people come.

mod conference;
mod stations;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Talent;
use super::channel::{Channel, Kind, Persons, Students};
use super::choice::Choice;
pub use conference::{AwarenessFile, ConferenceFile, GuestsFile};
pub use stations::{HoursFile, NodeFile, RegionFile, StationsFile, TreeFile};

use crate::industry::shared::people::Tier;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Law, NumberLaw, Rate, Share};

/// The people who come.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct TalentFile {
    /// The channels they come through, by name: at most 250. Their order names the random numbers
    /// of their people, so add a channel behind the others.
    pub channels: Named<ChannelFile>,
    /// News of the city.
    pub awareness: Option<AwarenessFile>,
}

/// A channel that people come through.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChannelFile {
    /// Graduates who choose the city (equation E1).
    Students(StudentsFile),
    /// Leads of recruitment stations (equation E2).
    Stations(Box<StationsFile>),
    /// Natives who are invited to conferences (equation E3).
    Conference(Box<ConferenceFile>),
    /// People who come at a constant rate.
    Poisson(PoissonFile),
    /// People whom a programme brings: the section that names this channel says when.
    Programme(ProgrammeChannelFile),
}

/// Graduates who choose the city (equation E1).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct StudentsFile {
    /// National graduates by calendar year: `{ 2018 = 8_200_000, 2019 = 8_340_000 }`. The first
    /// value holds before its year, the last one after it.
    #[schemars(extend("minProperties" = 1))]
    pub national_graduates: Named<f64>,
    /// The months' parts of a year's registrations times twelve, January first; their mean must
    /// be 1. Default 0.6 0.4 0.8 0.8 0.9 1.6 2.2 1.8 1.2 0.7 0.6 0.4, an assumption.
    #[serde(default = "season")]
    pub season: [f64; 12],
    /// How they choose.
    #[serde(default)]
    pub choice: ChoiceFile,
    /// Who they are.
    pub persons: PersonsFile,
}

/// How graduates choose: the terms of their utility of the city (equation E1).
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ChoiceFile {
    /// V0, the utility without any programme. Default -5.0178, from 53,922 registrations in 2018.
    #[schemars(range(min = -30, max = 30))]
    pub v0: f64,
    /// Of the settle campaign's intensity. Default 0.7027, from the growth by 104 % in 2019.
    #[schemars(range(min = -10, max = 10))]
    pub beta_settle: f64,
    /// Of the logarithm of wages here over wages elsewhere. Default 1, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_wage: f64,
    /// Of the vacancy of talent housing above its reference. Default 0.5, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_house: f64,
    /// Of the service index above its reference. Default 1, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_service: f64,
    /// Of the logarithm of one and the school-enterprise bases over one and their reference.
    /// Default 0.05, an assumption.
    #[schemars(range(min = -10, max = 10))]
    pub beta_base: f64,
    /// The stock of bases at which that term is zero. Default 0.
    #[schemars(range(min = 0, max = 1e6))]
    pub reference_bases: f64,
    /// Of the level of awareness. Default 0: news make stations find more leads, and graduates do
    /// not heed them.
    #[schemars(range(min = -10, max = 10))]
    pub beta_awareness: f64,
}

/// People who come at a constant rate.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PoissonFile {
    /// How many come; at most 10000 /d.
    pub rate: Rate,
    /// Who they are.
    pub persons: PersonsFile,
}

/// People whom a programme brings.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProgrammeChannelFile {
    /// Who they are.
    pub persons: PersonsFile,
}

/// Who comes through a channel. What the four shares leave is outside the chip chain.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PersonsFile {
    /// Their tier.
    pub tier: TierFile,
    /// Their age in years when they register. Default triangular(low=20, mode=23, high=34), an
    /// assumption.
    #[serde(default = "age")]
    pub age: NumberLaw,
    /// The share of operators. Default 0.8 %, of the 1.2 % operators and technicians assumed.
    #[serde(default = "share_operator")]
    pub share_operator: Share,
    /// The share of technicians. Default 0.4 %, of the 1.2 % operators and technicians assumed.
    #[serde(default = "share_technician")]
    pub share_technician: Share,
    /// The share of engineers. Default 0.35 %, the weakest assumption of all.
    #[serde(default = "share_engineer")]
    pub share_engineer: Share,
    /// The share of assemblers. Default 2 %, an assumption.
    #[serde(default = "share_assembler")]
    pub share_assembler: Share,
}

/// A tier of talents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TierFile {
    /// T0: a student or fresh graduate.
    Student,
    /// T1: a technician or operator.
    Technician,
    /// T2: an engineer.
    Engineer,
    /// T3: a doctor or professor.
    Doctor,
    /// T4: a leading talent.
    Leading,
    /// T5: an academician.
    Academician,
}

const fn season() -> [f64; 12] {
    [0.6, 0.4, 0.8, 0.8, 0.9, 1.6, 2.2, 1.8, 1.2, 0.7, 0.6, 0.4]
}

fn age() -> NumberLaw {
    NumberLaw::new(Law::Triangular {
        low: 20.0,
        mode: 23.0,
        high: 34.0,
    })
}

fn share_operator() -> Share {
    Share::clamped(0.008)
}

fn share_technician() -> Share {
    Share::clamped(0.004)
}

fn share_engineer() -> Share {
    Share::clamped(0.0035)
}

fn share_assembler() -> Share {
    Share::clamped(0.02)
}

impl Default for ChoiceFile {
    fn default() -> Self {
        Self {
            v0: -5.0178,
            beta_settle: 0.7027,
            beta_wage: 1.0,
            beta_house: 0.5,
            beta_service: 1.0,
            beta_base: 0.05,
            reference_bases: 0.0,
            beta_awareness: 0.0,
        }
    }
}

/// The most channels: the other ids are left to people who are there from the start.
const MOST_CHANNELS: usize = 250;
/// The most people through a channel of constant rate, a day.
const MOST_PER_DAY: f64 = 10_000.0;
/// The most national graduates of a year.
const MOST_GRADUATES: f64 = 1e8;
/// How far the mean of the season may miss 1.
const SEASON_SLACK: f64 = 1e-6;
/// The greatest mean age.
const OLDEST: f64 = 100.0;

impl TalentFile {
    /// The section at `at` of a run that starts on `start`, checked; none if something is wrong.
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
        let checked = channels
            .iter()
            .map(|(name, channel)| channel.check(name, start, &at.field(name), problems));
        let talent = Talent {
            channels: checked.collect(),
            awareness,
        };
        (problems.len() == before).then_some(talent)
    }
}

impl ChannelFile {
    fn check(&self, name: &str, start: Date, at: &At, problems: &mut Problems) -> Channel {
        let of_persons = at.field("persons");
        let (kind, persons, at_persons) = match self {
            Self::Students(file) => {
                let kind = Kind::Students(file.check(at, problems));
                (kind, &file.persons, of_persons)
            }
            Self::Stations(file) => {
                let kind = Kind::Stations(Box::new(file.check(start, at, problems)));
                (kind, &file.persons, of_persons)
            }
            Self::Conference(file) => {
                let kind = Kind::Conference(Box::new(file.check(at, problems)));
                (kind, &file.persons.high_end, of_persons.field("high_end"))
            }
            Self::Programme(ProgrammeChannelFile { persons }) => {
                (Kind::Programme, persons, of_persons)
            }
            Self::Poisson(PoissonFile { rate, persons }) => {
                if rate.get_per_day() > MOST_PER_DAY {
                    let allowed = format!("at most {MOST_PER_DAY} /d");
                    problems.add(at.field("rate"), Fault::out_of_range(rate, allowed));
                }
                (Kind::Poisson { rate: *rate }, persons, of_persons)
            }
        };
        Channel {
            name: name.into(),
            kind,
            persons: persons.check(&at_persons, problems),
        }
    }
}

impl StudentsFile {
    fn check(&self, at: &At, problems: &mut Problems) -> Students {
        let Self {
            national_graduates,
            season,
            choice,
            persons: _,
        } = self;
        let mean = season.iter().sum::<f64>() / 12.0;
        let is_fair = season.iter().all(|part| *part >= 0.0) && (mean - 1.0).abs() <= SEASON_SLACK;
        if !is_fair {
            let message = format!("the mean of the season is {mean}");
            let help = "no part may be negative, and all twelve must sum to 12";
            problems.add(at.field("season"), Fault::invalid(message, help));
        }
        let at = at.field("national_graduates");
        if national_graduates.is_empty() {
            problems.add(
                &at,
                Fault::Empty {
                    what: "the table of graduates".to_owned(),
                },
            );
        }
        let mut graduates = Vec::new();
        for (name, count) in national_graduates.iter() {
            let at = at.field(name);
            match name.parse::<i16>() {
                Ok(year) if (1000..=9999).contains(&year) => graduates.push((year, *count)),
                Ok(_) | Err(_) => {
                    let fault =
                        Fault::invalid(format!("`{name}` is no year"), "write it as `2019`");
                    problems.add(&at, fault);
                }
            }
            if !(0.0..=MOST_GRADUATES).contains(count) {
                let allowed = format!("from 0 to {MOST_GRADUATES}");
                problems.add(&at, Fault::out_of_range(count, allowed));
            }
        }
        graduates.sort_unstable_by_key(|(year, _)| *year);
        Students {
            graduates,
            season: *season,
            choice: choice.into(),
        }
    }
}

impl From<&ChoiceFile> for Choice {
    fn from(file: &ChoiceFile) -> Self {
        let &ChoiceFile {
            v0,
            beta_settle,
            beta_wage,
            beta_house,
            beta_service,
            beta_base,
            reference_bases,
            beta_awareness,
        } = file;
        Self {
            base: v0,
            settle: beta_settle,
            wage: beta_wage,
            house: beta_house,
            service: beta_service,
            bases: beta_base,
            reference_bases,
            awareness: beta_awareness,
        }
    }
}

impl PersonsFile {
    fn check(&self, at: &At, problems: &mut Problems) -> Persons {
        let Self {
            tier,
            age,
            share_operator,
            share_technician,
            share_engineer,
            share_assembler,
        } = self;
        let parts = [
            share_operator,
            share_technician,
            share_engineer,
            share_assembler,
        ];
        let [operator, technician, engineer, assembler] = parts.map(|share| share.get());
        let other = 1.0 - (operator + technician + engineer + assembler);
        if other < -1e-9 {
            let message = format!("the shares of occupations sum to {}", 1.0 - other);
            problems.add(at, Fault::invalid(message, "they may sum to 1 at most"));
        }
        if age.law().mean() > OLDEST {
            let allowed = format!("a mean of at most {OLDEST}");
            problems.add(at.field("age"), Fault::out_of_range(age, allowed));
        }
        Persons {
            tier: (*tier).into(),
            age: age.clone(),
            occupations: [other.max(0.0), operator, technician, engineer, assembler],
        }
    }
}

impl From<TierFile> for Tier {
    fn from(tier: TierFile) -> Self {
        match tier {
            TierFile::Student => Self::Student,
            TierFile::Technician => Self::Technician,
            TierFile::Engineer => Self::Engineer,
            TierFile::Doctor => Self::Doctor,
            TierFile::Leading => Self::Leading,
            TierFile::Academician => Self::Academician,
        }
    }
}
