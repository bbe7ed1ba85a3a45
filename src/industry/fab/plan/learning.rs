//! Yield learning, checked.

use super::context::missing;
use crate::industry::fab::spec::{LearningFile, LearningLawName};
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::time::MONTH;
use crate::units::{DefectDensity, Rate, Share, SimTime};

/// How the fab learns.
#[derive(Clone, Debug)]
pub struct LearningPlan {
    /// Density of killing defects without knowledge: `D_0`.
    pub initial: DefectDensity,
    /// Density that no learning goes below: `D_inf`.
    pub ultimate: DefectDensity,
    /// What knowledge comes from.
    pub law: LearningLaw,
}

/// What knowledge comes from.
#[derive(Clone, Debug)]
pub enum LearningLaw {
    /// Engineers at work on a line that produces (equation E21).
    Engineering(EngineeringPlan),
    /// The wafers that the fab has made (equation E54).
    Volume(VolumePlan),
}

/// Learning by engineers at work.
#[derive(Clone, Debug)]
pub struct EngineeringPlan {
    /// Knowledge gained with all engineers and a full line: `k_E`.
    pub rate: Rate,
    /// Knowledge lost with each engineer who leaves: phi.
    pub forgetting: f64,
    /// Wafers out per month at which production teaches all it can: `W_cap`.
    pub full_line: f64,
    /// Share of the gain lost while a new product is introduced: z.
    pub introduction_loss: f64,
    /// From when to when a new product is introduced.
    pub introduction: Option<(SimTime, SimTime)>,
}

/// Learning by cumulated volume.
#[derive(Clone, Debug)]
pub struct VolumePlan {
    /// What each doubling of the volume takes off, below 1.
    pub learning_rate: f64,
    /// Wafers whose experience is there at the start: `n_0`, at least 1.
    pub prior_wafers: u32,
}

/// Where the density of killing defects comes from.
#[derive(Clone, Debug)]
pub enum Defects {
    /// Always the same.
    Constant(DefectDensity),
    /// It falls as the fab learns.
    Learning(LearningPlan),
}

/// The default of `forget`.
const FORGETTING: f64 = 1.0;
/// The default of `npi_loss`.
const INTRODUCTION_LOSS: f64 = 0.25;
/// The default of `learning_rate`.
const LEARNING_RATE: f64 = 0.2;

/// The default of `rate`.
fn default_rate() -> Rate {
    Rate::per_month(0.06)
}

impl LearningFile {
    /// The plan of learning.
    pub(super) fn check(&self, at: &FieldPath, problems: &mut Problems) -> LearningPlan {
        self.check_unread(at, problems);
        let law = match self.law {
            LearningLawName::Engineering => {
                LearningLaw::Engineering(self.engineering(at, problems))
            }
            LearningLawName::Volume => LearningLaw::Volume(self.volume(at, problems)),
        };
        LearningPlan {
            initial: self.initial_density,
            ultimate: self.final_density,
            law,
        }
    }

    /// Refuses the fields of the other law, which would say something that does not happen.
    fn check_unread(&self, at: &FieldPath, problems: &mut Problems) {
        let Self {
            law,
            rate,
            forget,
            initial_density: _,
            final_density: _,
            reference_wafers,
            npi_loss,
            npi_start,
            npi_end,
            learning_rate,
            prior_wafers,
        } = self;
        let (engineering, volume) = (LearningLawName::Engineering, LearningLawName::Volume);
        let fields = [
            ("rate", rate.is_some(), engineering),
            ("forget", forget.is_some(), engineering),
            ("reference_wafers", reference_wafers.is_some(), engineering),
            ("npi_loss", npi_loss.is_some(), engineering),
            ("npi_start", npi_start.is_some(), engineering),
            ("npi_end", npi_end.is_some(), engineering),
            ("learning_rate", learning_rate.is_some(), volume),
            ("prior_wafers", prior_wafers.is_some(), volume),
        ];
        for (key, is_given, reader) in fields {
            if is_given && reader != *law {
                let message = format!("`{key}` is read only with `law = \"{}\"`", reader.name());
                let help = "leave it out, or choose that law";
                problems.add(at.field(key), Fault::invalid(message, help));
            }
        }
    }

    fn engineering(&self, at: &FieldPath, problems: &mut Problems) -> EngineeringPlan {
        let full_line = self
            .reference_wafers
            .map_or(0.0, |wafers| wafers.get_per_milli() * MONTH as f64);
        match self.reference_wafers {
            None => {
                let meaning = "the wafers out at which production teaches all it can";
                missing(at, "reference_wafers", meaning, problems);
            }
            Some(wafers) if full_line <= 0.0 => {
                let fault = Fault::out_of_range(wafers, "above zero");
                problems.add(at.field("reference_wafers"), fault);
            }
            Some(_) => {}
        }
        EngineeringPlan {
            rate: self.rate.unwrap_or_else(default_rate),
            forgetting: self.forget.unwrap_or(FORGETTING),
            full_line,
            introduction_loss: self.npi_loss.map_or(INTRODUCTION_LOSS, Share::get),
            introduction: self.introduction(at, problems),
        }
    }

    /// From when to when a new product is introduced, if one is.
    fn introduction(&self, at: &FieldPath, problems: &mut Problems) -> Option<(SimTime, SimTime)> {
        match (self.npi_start, self.npi_end) {
            (None, None) => None,
            (Some(start), Some(end)) if start < end => {
                Some((SimTime::ZERO + start, SimTime::ZERO + end))
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
        }
    }

    fn volume(&self, at: &FieldPath, problems: &mut Problems) -> VolumePlan {
        let learning_rate = self.learning_rate.map_or(LEARNING_RATE, Share::get);
        if learning_rate >= 1.0 {
            // The first wafer would take off everything, whatever came before it.
            let fault = Fault::out_of_range(learning_rate, "below 1");
            problems.add(at.field("learning_rate"), fault);
        }
        if self.prior_wafers.is_none() {
            let meaning = "the wafers whose experience the fab begins with";
            missing(at, "prior_wafers", meaning, problems);
        }
        VolumePlan {
            learning_rate,
            prior_wafers: self.prior_wafers.unwrap_or(1),
        }
    }
}
