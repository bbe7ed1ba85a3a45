//! Verdicts on the targets of a scenario: which ones the replications meet.

use thiserror::Error;

use crate::engine::metric::Figure;
use crate::industry::{Outcome, Target, TargetKind, Targets, Window};
use crate::statistics::{Bounds, Estimate};
use crate::units::spoken::agreeing;

/// A target and whether it is met.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What was to be reached.
    pub target: Target,
    /// Its figure in each replication, by number; none where nothing was observed.
    pub values: Vec<Option<f64>>,
    /// The mean over the replications that observed it.
    pub estimate: Option<Estimate>,
    /// Whether it is met (see [`Target::is_met`]); none if the run does not cover its period.
    pub met: Option<bool>,
}

/// Targets that are missed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "{} of {of} targets {} missed{}: {}",
    .missed.len(),
    agreeing(&.missed.len(), "is", "are"),
    cut(*.not_covered),
    .missed.join(", ")
)]
pub struct TargetsMissed {
    /// Each of them, with its figure.
    pub missed: Vec<String>,
    /// The number of all targets.
    pub of: usize,
    /// The number of those whose periods the run does not cover.
    pub not_covered: usize,
}

fn cut(not_covered: usize) -> String {
    match not_covered {
        0 => String::new(),
        cut => format!(" ({cut} of them because the run does not cover their periods)"),
    }
}

impl Verdict {
    /// The verdict on a target.
    #[must_use]
    pub fn of(target: &Target, outcomes: &[Outcome]) -> Self {
        let figures: Vec<Option<&Figure>> = outcomes
            .iter()
            .map(|outcome| match target.window {
                Window::Run => outcome.figures.get(&target.metric),
                Window::Period(period) => outcome.periods[period].get(&target.metric),
                Window::Cut => None,
            })
            .collect();
        let bounds = figures.iter().flatten().next();
        let bounds = bounds.map_or(Bounds::Any, |figure| figure.metric.bounds);
        let values = figures
            .iter()
            .map(|figure| figure.and_then(|figure| figure.value));
        let values: Vec<Option<f64>> = values.collect();
        let observed: Vec<f64> = values.iter().copied().flatten().collect();
        Self {
            estimate: Estimate::of(&observed, bounds),
            met: (target.window != Window::Cut).then(|| target.is_met(&values)),
            target: target.clone(),
            values,
        }
    }

    /// Whether it counts against the scenario: it is not known to be met, and no ambition.
    #[must_use]
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) && self.target.kind != TargetKind::Ambition
    }

    /// Why there is no estimate, if there is none.
    #[must_use]
    pub const fn reason(&self) -> Option<&'static str> {
        match (self.met, self.estimate) {
            (None, _) => Some("the run does not cover the period"),
            (_, None) => Some("nothing was observed"),
            (_, Some(_)) => None,
        }
    }
}

/// The verdict on each target, in the order of the scenario.
#[must_use]
pub fn judge(targets: &Targets, outcomes: &[Outcome]) -> Vec<Verdict> {
    let targets = targets.list.iter();
    targets
        .map(|target| Verdict::of(target, outcomes))
        .collect()
}

/// The windows of some targets, each once.
pub(super) fn windows_of<'a>(targets: impl IntoIterator<Item = &'a Target>) -> Vec<Window> {
    let mut windows = Vec::new();
    for target in targets {
        if !windows.contains(&target.window) {
            windows.push(target.window);
        }
    }
    windows
}

/// Requires that every target is met, ambitions excepted.
///
/// # Errors
/// The targets that are missed.
pub fn require_met(verdicts: &[Verdict]) -> Result<(), TargetsMissed> {
    let missed = verdicts.iter().filter(|verdict| verdict.is_missed());
    let not_covered = missed.clone().filter(|verdict| verdict.met.is_none());
    let not_covered = not_covered.count();
    let named = |verdict: &Verdict| format!("{} ({})", verdict.target.id, verdict.target.figure());
    let missed: Vec<String> = missed.map(named).collect();
    if missed.is_empty() {
        return Ok(());
    }
    Err(TargetsMissed {
        missed,
        of: verdicts.len(),
        not_covered,
    })
}
