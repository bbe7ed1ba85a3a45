//! The section `[services.housing]`, checked.

use super::checks::Checks;
use crate::industry::services::spec::{BuildFile, HousingFile};
use crate::scenario::At;
use crate::units::{DurationLaw, Share, SimTime};

/// Units that become free to live in at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// How many units.
    pub units: u32,
    /// The instant at which they are ready.
    pub ready: SimTime,
}

/// Talent housing, checked.
#[derive(Clone, Debug)]
pub struct HousingPlan {
    /// Units at the start, `H0`.
    pub units: u32,
    /// Units at the start that people live in who came before the run; at most `units`.
    pub occupied: u32,
    /// Units to come.
    pub builds: Vec<Build>,
    /// The share of people who need a unit; the others house themselves at once.
    pub need: Share,
    /// How long a person waits for a unit before leaving the city.
    pub patience: DurationLaw,
    /// How long a person lives in a unit.
    pub stay: DurationLaw,
}

impl HousingFile {
    /// Checks the section at `at`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    pub(super) fn check(&self, at: &At, checks: &mut Checks) -> HousingPlan {
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
