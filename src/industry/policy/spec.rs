//! The section `[policy]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::industry::shared::programmes::ProgrammeKind;
use crate::scenario::Named;
use crate::units::{Date, Duration, Fen, Share};

/// What the city does: programmes that run from one day to another, and reinvestment of tax.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct PolicyFile {
    /// The programmes, by name.
    pub programmes: Named<ProgrammeFile>,
    /// The share of the tax that is spent on further programmes.
    pub reinvestment: ReinvestmentFile,
}

/// A programme. `intensity = 0` switches it off, `intensity = 2` doubles what it does and what it
/// costs. Programmes of one kind add up. What has a section of its own works as that section says
/// all the time where no programme of its kind is listed, and only while one runs where one is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProgrammeFile {
    /// What the programme acts on.
    pub kind: ProgrammeKind,
    /// The first day of the programme; one before the start of the run counts as the start.
    pub start: Date,
    /// The day after the last one. Without it, the programme runs until the end of the run.
    pub end: Option<Date>,
    /// A factor on the amount and on the budget. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub intensity: f64,
    /// The full effect at intensity 1: `X_set` of a campaign, units of housing, windows, and for
    /// all others the factor on what the section of the kind says. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e6))]
    pub amount: f64,
    /// The time in which the effect grows from nothing to the amount, in a straight line. Default 0
    /// d.
    #[serde(default)]
    pub ramp: Duration,
    /// What the programme costs the city a year at intensity 1. Default nothing.
    #[serde(default)]
    pub budget_per_year: Fen,
}

/// Reinvestment of tax in housing, service windows and recruitment stations (equation E32).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ReinvestmentFile {
    /// Whether tax is reinvested. Default false: calibrate without this loop.
    pub enabled: bool,
    /// The share of the tax that is reinvested. Default 0.3, an assumption.
    pub share: Share,
    /// The share of it that housing gets. Default 0.35, an assumption.
    pub housing: Share,
    /// The share of it that service windows get. Default 0.05, an assumption.
    pub windows: Share,
    /// The share of it that recruitment stations get. Default 0.15, an assumption.
    pub stations: Share,
    /// What a housing unit costs. Default 400 k CNY, an assumption.
    pub housing_unit_cost: Fen,
    /// What a service window costs, with its staff over its life. Default 2 M CNY, an assumption.
    pub window_cost: Fen,
    /// What it costs to raise the leads of the stations by as many as they have without programmes.
    /// Default 50 M CNY, an assumption.
    pub stations_doubling_cost: Fen,
    /// The time from the payment of the tax to the effect. Default 12 mo.
    pub lag: Duration,
}

impl Default for ReinvestmentFile {
    fn default() -> Self {
        Self {
            enabled: false,
            share: Share::clamped(0.3),
            housing: Share::clamped(0.35),
            windows: Share::clamped(0.05),
            stations: Share::clamped(0.15),
            housing_unit_cost: Fen::yuan(400_000),
            window_cost: Fen::yuan(2_000_000),
            stations_doubling_cost: Fen::yuan(50_000_000),
            lag: Duration::days(365),
        }
    }
}

const fn one() -> f64 {
    1.0
}
