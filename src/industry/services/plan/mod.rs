//! The section `[services]`, checked: window, housing and service index, and what the city pays.

mod checks;
pub mod housing;
pub mod index;
pub mod window;

use super::spec::ServicesFile;
use crate::scenario::{At, Problems};
use crate::units::Date;
pub use checks::Bill;
use checks::Checks;
use housing::HousingPlan;
use index::IndexPlan;
use window::WindowPlan;

/// The services of the city, checked. Without any of them, whoever registers has
/// settled.
#[derive(Clone, Debug, Default)]
pub struct Services {
    /// The service window.
    pub window: Option<WindowPlan>,
    /// Talent housing.
    pub housing: Option<HousingPlan>,
    /// The service index.
    pub index: Option<IndexPlan>,
    /// What the city pays for what opens during the run, in order of time.
    pub bills: Vec<Bill>,
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
