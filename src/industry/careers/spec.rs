//! The section `[careers]` as written: who is hired, who leaves the city, and how people rise.

mod rising;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::{Duration, Rate, Share};

pub use rising::{
    CultivationFile, EvaluationFile, Promotion, ResidentsFile, SoughtFile, TierFile, TrackFile,
};

/// Hiring for the chip chain, and leaving the city.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct CareersFile {
    /// How those who seek a post in the chip chain find one.
    pub hire: HireFile,
    /// How often people leave the city.
    pub exit: ExitFile,
    /// How people rise through the tiers. Without it, nobody rises by dwell.
    pub tier: Option<TierFile>,
    /// Direct evaluation. Without it, there is none.
    pub evaluation: Option<EvaluationFile>,
    /// Cultivation projects. Without it, there are none.
    pub cultivation: Option<CultivationFile>,
}

/// How those who seek a post in the chip chain find one (equation E16).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct HireFile {
    /// The efficiency m of matching: matches a month if seekers and vacancies were one each.
    /// Default 0.35 /mo, an assumption; at most 100 /mo.
    #[schemars(extend("x-dated" = true))]
    pub m: Rate,
    /// The elasticity a of matches in seekers; that in vacancies is 1 - a. Default 0.5, from the
    /// literature on matching (.5 to .7).
    #[schemars(extend("x-dated" = true))]
    pub elasticity: Share,
    /// Posts filled beyond the plan, as a share of it. Default 5 %, an assumption.
    #[schemars(extend("x-dated" = true))]
    pub overhire: Share,
    /// How often a seeker gives up and works in another industry. Default 1.520833 /y, once in
    /// 240 d, an assumption; at most 100 /y.
    pub leak: Rate,
}

impl Default for HireFile {
    fn default() -> Self {
        Self {
            m: Rate::per_month(0.35),
            elasticity: Share::clamped(0.5),
            overhire: Share::clamped(0.05),
            leak: Rate::per_day(1.0 / 240.0),
        }
    }
}

/// How often people leave the city (equation E12).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ExitFile {
    /// The Weibull shape k of the time in a job outside the chip chain. Default 0.4314, from 33 %
    /// quitting within 6 months and 42 % staying for 3 years.
    #[schemars(range(min = 0.1, max = 10))]
    pub graduate_k: f64,
    /// The Weibull scale eta of the same. Default 4.171 y; at least 1 d.
    pub graduate_eta: Duration,
    /// Of those who leave such a job, the share who leave the city with it. Default 0.35, an
    /// assumption.
    pub city_share: Share,
    /// How often an operator leaves the city, in a post or seeking one. Default 0.18 /y, an
    /// assumption; at most 100 /y, as all rates of this table.
    pub operator: Rate,
    /// The same for a technician. Default 0.15 /y, an assumption.
    pub technician: Rate,
    /// The same for an engineer. Default 0.12 /y, after the 12.5 % of China's chip industry in
    /// 2019.
    pub engineer: Rate,
    /// The same for an assembler. Default 0.6 /y, an assumption.
    pub assembler: Rate,
    /// The same for a doctor or professor, whatever the work. Default 0.06 /y, an assumption.
    pub phd: Rate,
    /// The same for a leading talent or academician, whatever the work. Default 0.04 /y, an
    /// assumption.
    pub leading: Rate,
    /// The effect `b_S` of the service index on the logarithm of every rate. Default 1.5, an
    /// assumption.
    #[schemars(range(min = 0, max = 20))]
    pub beta_service: f64,
    /// The effect `b_c` of 10 minutes of commute on the same. Default 0.05, an assumption.
    #[schemars(range(min = 0, max = 5))]
    pub beta_commute: f64,
    /// The effect `b_w` of the logarithm of the outside wage over the wage here on the same.
    /// Default 1, an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub beta_wage: f64,
}

impl Default for ExitFile {
    fn default() -> Self {
        Self {
            graduate_k: 0.4314,
            graduate_eta: Duration::from_days_f64(4.171 * 365.0),
            city_share: Share::clamped(0.35),
            operator: Rate::per_year(0.18),
            technician: Rate::per_year(0.15),
            engineer: Rate::per_year(0.12),
            assembler: Rate::per_year(0.60),
            phd: Rate::per_year(0.06),
            leading: Rate::per_year(0.04),
            beta_service: 1.5,
            beta_commute: 0.05,
            beta_wage: 1.0,
        }
    }
}
