//! The section `services` of a scenario: window, housing and service index.

mod index;
#[cfg(test)]
mod tests;
mod window;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::housing::{Build, HousingPlan};
use super::{Bill, Services};
pub use index::{
    FunctionsFile, ImprovementFile, IndexFile, PlacesFile, ProvisionFile, TalentsParkFile,
    WeightsFile,
};
pub use window::{BeforeFile, WindowFile};

use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Share, SimTime};

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
    /// What the city pays when people move in. Default nothing.
    #[serde(default)]
    pub cost: Fen,
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

fn build_lag() -> Duration {
    Duration::days(365)
}

impl ServicesFile {
    /// The section at `at` of a run that starts on `start`, checked; none if something is wrong.
    /// `has_pass` says whether the scenario lists a programme of the E-Point Pass.
    #[must_use]
    pub fn check(
        &self,
        start: Date,
        has_pass: bool,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Services> {
        let Self {
            window,
            housing,
            index,
        } = self;
        let before = problems.len();
        let mut checks = Checks {
            start,
            bills: Vec::new(),
            problems,
        };
        let window = window.as_ref();
        let mut services = Services {
            window: window.map(|file| file.check(has_pass, &at.field("window"), &mut checks)),
            housing: housing
                .as_ref()
                .map(|file| file.check(&at.field("housing"), &mut checks)),
            index: index
                .as_ref()
                .map(|file| file.check(&at.field("index"), &mut checks)),
            bills: checks.bills,
        };
        // Stable: what opens at one instant is paid in the order of the file.
        services.bills.sort_by_key(|bill| bill.at);
        (problems.len() == before).then_some(services)
    }
}

/// What the checks of the parts share.
struct Checks<'a> {
    start: Date,
    /// What the city pays for.
    bills: Vec<Bill>,
    problems: &'a mut Problems,
}

impl Checks<'_> {
    /// The instant at which what is ordered on a day is ready; at the start, if it is by then.
    fn ready(&self, ordered: Date, lag: Duration) -> SimTime {
        let before_start = self.start.days_since(ordered).max(0).unsigned_abs();
        let ordered = ordered.begins(self.start).unwrap_or(SimTime::ZERO);
        ordered + lag.saturating_sub(Duration::days(before_start))
    }

    /// Notes what the city pays for something that is ordered on a day and opens a while later; what
    /// was open before the start is paid.
    fn pay(&mut self, ordered: Date, lag: Duration, cost: Fen, at: &At) {
        if cost < Fen::ZERO {
            let fault = Fault::out_of_range(cost, "0 CNY or more");
            self.problems.add(at.field("cost"), fault);
        }
        let before_start = self.start.days_since(ordered).max(0).unsigned_abs();
        if cost > Fen::ZERO && Duration::days(before_start) <= lag {
            let at = self.ready(ordered, lag);
            self.bills.push(Bill { at, cost });
        }
    }
}

impl HousingFile {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    fn check(&self, at: &At, checks: &mut Checks) -> HousingPlan {
        let Self {
            units,
            occupied,
            builds,
            need_share,
            patience,
            stay,
        } = self;
        let build = |(name, file): (&str, &BuildFile)| {
            let &BuildFile {
                units,
                ordered,
                lag,
                cost,
            } = file;
            checks.pay(ordered, lag, cost, &at.field("builds").field(name));
            Build {
                units,
                ready: checks.ready(ordered, lag),
            }
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
