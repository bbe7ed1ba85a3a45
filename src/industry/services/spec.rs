//! The section `services` of a scenario: window, housing and service index.

#[cfg(test)]
mod tests;
mod window;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Services;
use super::housing::{Build, HousingPlan};
use super::index::{IndexPlan, Provision, Weights};
pub use window::{BeforeFile, WindowFile};

use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, DurationLaw, Law, Share, SimTime};

/// What the city offers to those who register. A part that is left out asks nothing of anybody.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ServicesFile {
    /// The service window. Without it, a registration is complete at once.
    pub window: Option<WindowFile>,
    /// Talent housing. Without it, nobody needs a unit.
    pub housing: Option<HousingFile>,
    /// The service index. Without it, choice and exit do not feel the services.
    pub index: Option<IndexFile>,
}

/// Talent housing (equation E15).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct HousingFile {
    /// Units at the start, H0. Default 20000, an assumption.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub units: u32,
    /// The share of them that people live in at the start who came before. Default 0.
    pub occupied: Share,
    /// Units to come, by name.
    pub builds: Named<BuildFile>,
    /// The share of people who need a unit. Default 0.3, an assumption.
    pub need_share: Share,
    /// How long a person waits for a unit before leaving the city. Default
    /// exponential(mean=120 d), an assumption.
    pub patience: DurationLaw,
    /// How long a person lives in a unit. Default exponential(mean=5.56 y), an assumption.
    pub stay: DurationLaw,
}

/// Housing units that are ordered.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BuildFile {
    /// How many.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub units: u32,
    /// The day they are ordered, also before the start.
    pub ordered: Date,
    /// From the order until people move in. Default 365 d, an assumption.
    #[serde(default = "build_lag")]
    pub lag: Duration,
}

/// The service index, and what else people compare the city by (equation E13).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct IndexFile {
    /// The weights of its five parts.
    pub weights: WeightsFile,
    /// The commute C. Default 30 min, at most 10 h.
    pub commute: Duration,
    /// Wages elsewhere over wages here for the same work. Default 1.
    #[schemars(range(min = 0.01, max = 100))]
    pub outside_wage_ratio: f64,
    /// Residents at the start. Default 5.6 M.
    #[schemars(range(min = 1, max = 1e9))]
    pub residents: f64,
    /// Beds of hospitals. Default 5 per 1,000 residents at the start, and as many needed: an
    /// assumption.
    pub medical: ProvisionFile,
    /// Places at schools. Default 150 per 1,000 residents at the start, and as many needed: an
    /// assumption.
    pub education: ProvisionFile,
    /// The talent park.
    pub talent_park: Option<TalentParkFile>,
    /// Over how many days waits are averaged. Default 28.
    #[schemars(range(min = 1, max = 3650))]
    pub averaging_days: u16,
    /// The index S0 at which choice and exit have their base values. Default: the index at the
    /// start.
    #[schemars(range(min = 0, max = 2))]
    pub reference_index: Option<f64>,
    /// The vacancy of housing at which choice has its base value. Default: the vacancy at the
    /// start.
    pub reference_vacancy: Option<Share>,
}

/// The weights of the parts of the service index; they must sum to 1.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct WeightsFile {
    /// Housing. Default 0.25, an assumption.
    pub house: Share,
    /// Transport. Default 0.15, an assumption.
    pub transport: Share,
    /// Medical care. Default 0.2, an assumption.
    pub medical: Share,
    /// Education. Default 0.2, an assumption.
    pub education: Share,
    /// The service window. Default 0.2, an assumption.
    pub pass: Share,
}

/// A public service, in places per 1,000 residents.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProvisionFile {
    /// Places there are per 1,000 residents at the start; they do not grow with the residents.
    #[schemars(range(min = 0, max = 1000))]
    pub capacity: f64,
    /// Places needed per 1,000 residents.
    #[schemars(range(min = 0.001, max = 1000))]
    pub need: f64,
}

/// The talent park.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct TalentParkFile {
    /// The day it opens.
    pub opens: Date,
    /// What it adds to the index. Default 0.02, an assumption.
    #[serde(default = "park_bonus")]
    #[schemars(range(min = 0, max = 1))]
    pub bonus: f64,
}

impl Default for HousingFile {
    fn default() -> Self {
        let exponential = |days: f64| {
            DurationLaw::new(Law::Exponential {
                mean: days * 86_400_000.0,
            })
        };
        Self {
            units: 20_000,
            occupied: Share::ZERO,
            builds: Named::default(),
            need_share: Share::clamped(0.3),
            patience: exponential(120.0),
            stay: exponential(5.56 * 365.0),
        }
    }
}

impl Default for IndexFile {
    fn default() -> Self {
        Self {
            weights: WeightsFile::default(),
            commute: Duration::minutes(30),
            outside_wage_ratio: 1.0,
            residents: 5_600_000.0,
            medical: ProvisionFile {
                capacity: 5.0,
                need: 5.0,
            },
            education: ProvisionFile {
                capacity: 150.0,
                need: 150.0,
            },
            talent_park: None,
            averaging_days: 28,
            reference_index: None,
            reference_vacancy: None,
        }
    }
}

impl Default for WeightsFile {
    fn default() -> Self {
        let share = Share::clamped;
        Self {
            house: share(0.25),
            transport: share(0.15),
            medical: share(0.2),
            education: share(0.2),
            pass: share(0.2),
        }
    }
}

fn build_lag() -> Duration {
    Duration::days(365)
}

const fn park_bonus() -> f64 {
    0.02
}

/// How far the weights of the index may miss 1.
const WEIGHT_SLACK: f64 = 1e-6;

impl ServicesFile {
    /// The section at `at` of a run that starts on `start`, checked; none if something is wrong.
    #[must_use]
    pub fn check(&self, start: Date, at: &At, problems: &mut Problems) -> Option<Services> {
        let Self {
            window,
            housing,
            index,
        } = self;
        let before = problems.len();
        let services = Services {
            window: window
                .as_ref()
                .map(|file| file.check(start, &at.field("window"), problems)),
            housing: housing.as_ref().map(|file| file.check(start)),
            index: index
                .as_ref()
                .map(|file| file.check(start, &at.field("index"), problems)),
        };
        (problems.len() == before).then_some(services)
    }
}

/// The instant a day begins; a day before the start counts as the start.
fn begin_of(date: Date, start: Date) -> SimTime {
    date.begins(start).unwrap_or(SimTime::ZERO)
}

impl HousingFile {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    fn check(&self, start: Date) -> HousingPlan {
        let Self {
            units,
            occupied,
            builds,
            need_share,
            patience,
            stay,
        } = self;
        let build = |(_, file): (&str, &BuildFile)| {
            let &BuildFile {
                units,
                ordered,
                lag,
            } = file;
            let before_start = Duration::days(start.days_since(ordered).max(0).unsigned_abs());
            let ready = begin_of(ordered, start) + lag.saturating_sub(before_start);
            Build { units, ready }
        };
        HousingPlan {
            units: *units,
            occupied: (f64::from(*units) * occupied.get()).round() as u32,
            builds: builds.iter().map(build).collect(),
            need: *need_share,
            patience: patience.clone(),
            stay: stay.clone(),
        }
    }
}

impl IndexFile {
    fn check(&self, start: Date, at: &At, problems: &mut Problems) -> IndexPlan {
        let Self {
            weights,
            commute,
            outside_wage_ratio,
            residents,
            medical,
            education,
            talent_park,
            averaging_days,
            reference_index,
            reference_vacancy,
        } = self;
        if *commute > Duration::hours(10) {
            problems.add(
                at.field("commute"),
                Fault::out_of_range(commute, "at most 10 h"),
            );
        }
        let park = |park: TalentParkFile| {
            let TalentParkFile { opens, bonus } = park;
            (begin_of(opens, start), bonus)
        };
        IndexPlan {
            weights: weights.check(&at.field("weights"), problems),
            commute_minutes: commute.as_minutes(),
            outside_wage_ratio: *outside_wage_ratio,
            residents: *residents,
            medical: medical.into(),
            education: education.into(),
            talent_park: talent_park.map(park),
            averaging_days: *averaging_days,
            reference_index: *reference_index,
            reference_vacancy: reference_vacancy.map(Share::get),
        }
    }
}

impl WeightsFile {
    fn check(self, at: &At, problems: &mut Problems) -> Weights {
        let Self {
            house,
            transport,
            medical,
            education,
            pass,
        } = self;
        let parts = [house, transport, medical, education, pass].map(Share::get);
        let sum: f64 = parts.iter().sum();
        if (sum - 1.0).abs() > WEIGHT_SLACK {
            let message = format!("the weights sum to {sum}");
            problems.add(at, Fault::invalid(message, "they must sum to 1"));
        }
        let [house, transport, medical, education, pass] = parts;
        Weights {
            house,
            transport,
            medical,
            education,
            pass,
        }
    }
}

impl From<&ProvisionFile> for Provision {
    fn from(file: &ProvisionFile) -> Self {
        let &ProvisionFile { capacity, need } = file;
        Self { capacity, need }
    }
}
