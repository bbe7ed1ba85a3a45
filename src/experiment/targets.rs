//! What replications say about the targets of a scenario: which are met.

use super::Estimate;
use crate::industry::{Outcome, Target, TargetKind, Targets, Window};

/// A target and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The target.
    pub target: Target,
    /// Its figure in each replication, by number; none where nothing was observed.
    pub values: Vec<Option<f64>>,
    /// Their mean.
    pub estimate: Option<Estimate>,
    /// Whether it is met (see [`Target::is_met`]); none if the run does not cover its period.
    pub met: Option<bool>,
}

impl Verdict {
    /// Whether it counts against the scenario: not met, or not known to be, and no mere ambition.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) && self.target.kind != TargetKind::Ambition
    }

    /// Why there is no figure, if there is none.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match (self.met, self.estimate) {
            (None, _) => Some("the run does not cover the period"),
            (_, None) => Some("nothing was observed"),
            (_, Some(_)) => None,
        }
    }
}

/// What the outcomes of all replications say about each target, in their order.
#[must_use]
pub fn judge(targets: &Targets, outcomes: &[Outcome]) -> Vec<Verdict> {
    targets
        .list
        .iter()
        .map(|target| verdict(target, outcomes))
        .collect()
}

fn verdict(target: &Target, outcomes: &[Outcome]) -> Verdict {
    let value = |outcome: &Outcome| match target.window {
        Window::Run => outcome.figures.value(&target.metric),
        Window::Period(period) => outcome.periods[period].value(&target.metric),
        Window::Cut => None,
    };
    let values: Vec<Option<f64>> = outcomes.iter().map(value).collect();
    let observed: Vec<f64> = values.iter().copied().flatten().collect();
    Verdict {
        estimate: Estimate::of(&observed),
        met: (target.window != Window::Cut).then(|| target.is_met(&values)),
        target: target.clone(),
        values,
    }
}
