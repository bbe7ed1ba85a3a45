//! Warnings about settings that are allowed and suspicious: one pass over the checked park.
//!
//! What a subsystem can say of its own section, it says itself (`Subsystem::warnings`). What only
//! several sections show together is in `missing_people`, `busy_people` and `missing_goods`.

use super::shared::warnings::Warnings;
use super::{LoadRow, Park, Window};
use crate::units::SimTime;
use crate::units::spoken::{agreeing, plural};

impl Park {
    /// Warnings about settings that are allowed and suspicious, in sentences. That of what comes
    /// after the end of the run names all of it.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.warnings_naming(usize::MAX)
    }

    /// As [`Self::warnings`], with so many names at most of what comes after the end of the run.
    #[must_use]
    pub fn warnings_naming(&self, most_named: usize) -> Vec<String> {
        let mut states = self.states();
        let first = states
            .next()
            .map(|state| state.warnings_of_state(most_named));
        states.fold(first.unwrap_or_default(), |mut warnings, state| {
            let later = state.warnings_of_state(most_named);
            warnings.retain(|warning| later.contains(warning));
            warnings
        })
    }

    /// The warnings about the park with the values of one time. What holds for some of the time
    /// only is no reason to warn.
    fn warnings_of_state(&self, most_named: usize) -> Vec<String> {
        let loads = self.loads_of_state();
        let mut warnings = Warnings::default();
        warnings.extend(loads.iter().filter_map(of_load));
        warnings.append(self.warnings_of_sections());
        warnings.append(self.missing_people());
        warnings.append(self.missing_goods());
        warnings.extend(self.idle_programmes());
        warnings.extend(self.cut_targets());
        let clock = self.clock();
        warnings.into_sentences(clock.date(clock.horizon()), most_named)
    }

    /// A warning for each programme that acts on nothing that the scenario has.
    fn idle_programmes(&self) -> impl Iterator<Item = String> {
        let end = SimTime::ZERO + self.plan.horizon;
        let acting = self
            .policy
            .iter()
            .flat_map(move |policy| policy.acting(end));
        let idle = acting.filter(|(_, kind)| !self.heeds(*kind));
        idle.map(|(name, kind)| {
            format!(
                "the programme `{name}` acts on nothing: no section has what programmes of kind \
                 `{}` move; leave out `policy.programmes.{name}`",
                kind.name()
            )
        })
    }

    /// A warning if the run does not reach the periods of some targets.
    fn cut_targets(&self) -> Option<String> {
        let targets = self.targets().list.iter();
        let cut = targets.filter(|target| target.window == Window::Cut);
        let count = cut.count();
        (count > 0).then(|| {
            format!(
                "{}: the run does not cover {} to the last day",
                plural(count, "target is not judged", "targets are not judged"),
                agreeing(&count, "its period", "their periods")
            )
        })
    }
}

/// A warning about a part with too much work, or with none.
fn of_load(row: &LoadRow) -> Option<String> {
    let LoadRow {
        kind, name, load, ..
    } = row;
    match load {
        Some(load) if *load >= 1.0 => Some(format!(
            "{kind} `{name}` has a load of 100 % or more: its queue grows as long as lots come"
        )),
        Some(load) if *load <= 0.0 => Some(format!(
            "no lot visits {kind} `{name}`: is its name spelt right?"
        )),
        Some(_) | None => None,
    }
}
