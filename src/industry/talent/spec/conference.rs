//! A channel of kind `conference`, and the section `talent.awareness`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PersonsFile;
use crate::industry::talent::awareness::Awareness;
use crate::industry::talent::conference::Conference;
use crate::scenario::{At, Fault, Problems};
use crate::units::{Date, Duration, DurationLaw, Law, Share};

/// Natives who live elsewhere are invited to a conference, and some of them return later (equation
/// E3). Programmes of kind `conference` are a factor on whom it invites.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ConferenceFile {
    /// The days on which it takes place; one before the start of the run is past.
    #[schemars(extend("minItems" = 1))]
    pub dates: Vec<Date>,
    /// Whether it takes place on these days in every later year, too. Default false.
    #[serde(default)]
    pub yearly: bool,
    /// How many are invited each time, as long as there are so many. Default 1000, from the report
    /// of 2019.
    #[serde(default = "invited")]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub invited: u32,
    /// The share of natives who are high-end. Default 20 %, from the report of 2019: 200 of 1000.
    #[serde(default = "high_end_share")]
    pub high_end_share: Share,
    /// The share of the invited who attend. Default 100 %: the report counts who was there.
    #[serde(default = "all")]
    pub attendance: Share,
    /// The probability that a high-end native who attends returns. Default 3 %, an assumption.
    #[serde(default = "return_high_end")]
    pub return_high_end: Share,
    /// The probability that another native who attends returns. Default 5 %, an assumption.
    #[serde(default = "return_other")]
    pub return_other: Share,
    /// From the conference to the registration of who returns. Default lognormal(mean=9 mo,
    /// cv=0.8), an assumption.
    #[serde(default = "lag")]
    pub lag: DurationLaw,
    /// Natives elsewhere at the start. Who decides to return is no longer one of them. Default
    /// 30000.
    #[serde(default = "pool")]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub pool: u32,
    /// Who they are.
    pub persons: GuestsFile,
}

/// Who comes back after a conference.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct GuestsFile {
    /// The high-end ones.
    pub high_end: PersonsFile,
    /// The others.
    pub other: PersonsFile,
}

/// News of the city: a pulse of awareness that fades. Programmes of kind `awareness` are a factor on
/// it.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct AwarenessFile {
    /// The day of the news.
    pub date: Date,
    /// What it adds that day to the factor on the leads of stations, which is 1 without it. Default
    /// 0.5, an assumption.
    #[serde(default = "pulse")]
    #[schemars(range(min = 0, max = 1000))]
    pub pulse: f64,
    /// How long it takes to fall by half. Default 60 d, an assumption; at least 1 h.
    #[serde(default = "half_life")]
    pub half_life: Duration,
}

const fn invited() -> u32 {
    1000
}

fn high_end_share() -> Share {
    Share::clamped(0.2)
}

const fn all() -> Share {
    Share::ONE
}

fn return_high_end() -> Share {
    Share::clamped(0.03)
}

fn return_other() -> Share {
    Share::clamped(0.05)
}

fn lag() -> DurationLaw {
    // Nine twelfths of a year.
    let mean = 0.75 * Duration::days(365).as_millis() as f64;
    DurationLaw::new(Law::Lognormal { mean, cv: 0.8 })
}

const fn pool() -> u32 {
    30_000
}

const fn pulse() -> f64 {
    0.5
}

const fn half_life() -> Duration {
    Duration::days(60)
}

impl ConferenceFile {
    pub(super) fn check(&self, at: &At, problems: &mut Problems) -> Conference {
        let Self {
            dates,
            yearly,
            invited,
            high_end_share,
            attendance,
            return_high_end,
            return_other,
            lag,
            pool,
            persons: GuestsFile { high_end: _, other },
        } = self;
        Conference {
            dates: dates.clone(),
            yearly: *yearly,
            invited: *invited,
            high_end_share: *high_end_share,
            attendance: *attendance,
            returns: [*return_high_end, *return_other],
            lag: lag.clone(),
            pool: *pool,
            others: other.check(&at.field("persons").field("other"), problems),
        }
    }
}

impl AwarenessFile {
    pub(super) fn check(self, at: &At, problems: &mut Problems) -> Awareness {
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
