//! Yield learning, checked.

use crate::industry::fab::spec::LearningFile;
use crate::scenario::{At, Fault, Problems};
use crate::units::time::MONTH;
use crate::units::{DefectDensity, Rate, SimTime};

/// How the fab learns.
#[derive(Clone, Debug)]
pub struct LearningPlan {
    /// Knowledge gained with all engineers and a full line: `k_E`.
    pub rate: Rate,
    /// Knowledge lost with each engineer who leaves: phi.
    pub forgetting: f64,
    /// Density of killing defects without knowledge: `D_0`.
    pub initial: DefectDensity,
    /// Density that no learning goes below: `D_inf`.
    pub ultimate: DefectDensity,
    /// Wafers out per month at which production teaches all it can: `W_cap`.
    pub full_line: f64,
    /// Share of the gain lost while a new product is introduced: z.
    pub introduction_loss: f64,
    /// From when to when a new product is introduced.
    pub introduction: Option<(SimTime, SimTime)>,
}

/// Where the density of killing defects comes from.
#[derive(Clone, Debug)]
pub enum Defects {
    /// Always the same.
    Constant(DefectDensity),
    /// It falls as the fab learns.
    Learning(LearningPlan),
}

impl LearningFile {
    /// The plan of learning.
    pub(super) fn check(&self, at: &At, problems: &mut Problems) -> LearningPlan {
        let Self {
            rate,
            forget,
            initial_density,
            final_density,
            reference_wafers,
            npi_loss,
            npi_start,
            npi_end,
        } = self;
        let full_line = reference_wafers.get_per_milli() * MONTH as f64;
        if full_line <= 0.0 {
            let fault = Fault::out_of_range(reference_wafers, "above zero");
            problems.add(at.field("reference_wafers"), fault);
        }
        let introduction = match (npi_start, npi_end) {
            (None, None) => None,
            (Some(start), Some(end)) if start < end => {
                Some((SimTime::ZERO + *start, SimTime::ZERO + *end))
            }
            (start, _) => {
                let help = "give both, `npi_start` before `npi_end`";
                let fault = Fault::invalid("an introduction without a span", help);
                let key = if start.is_some() {
                    "npi_start"
                } else {
                    "npi_end"
                };
                problems.add(at.field(key), fault);
                None
            }
        };
        LearningPlan {
            rate: *rate,
            forgetting: *forget,
            initial: *initial_density,
            ultimate: *final_density,
            full_line,
            introduction_loss: npi_loss.get(),
            introduction,
        }
    }
}
