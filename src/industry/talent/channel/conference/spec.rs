//! A channel of kind `conference`, as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::industry::talent::spec::persons::PersonsFile;
use crate::units::{Date, Duration, DurationLaw, Law, Share};

/// Natives who live elsewhere are invited to a conference, and some of them return later (equation
/// E3). Programmes of kind `conference` are a factor on whom it invites.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ConferenceFile {
    /// The days on which it takes place; days before the start of the run are left out.
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
    /// The time from the conference to the registration of a native who returns. Default
    /// lognormal(mean=9 mo, cv=0.8), an assumption.
    #[serde(default = "lag")]
    pub lag: DurationLaw,
    /// Natives elsewhere at the start. Those who decide to return leave the pool. Default 30000.
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
    /// Those who are high-end.
    pub high_end: PersonsFile,
    /// Guests who are not high-end.
    pub other: PersonsFile,
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
