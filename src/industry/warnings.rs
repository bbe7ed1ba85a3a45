//! Warnings about settings that are allowed and suspicious: one pass over the checked park.
//!
//! What a subsystem can say of its own section, it says itself (`Subsystem::warnings`). What only
//! several sections show together is in `missing_people` and `missing_goods`.

use super::{LoadRow, Park, Window};
use crate::units::SimTime;

impl Park {
    /// Warnings about settings that are allowed and suspicious, in sentences.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let loads = self.loads();
        let load = |row: &LoadRow| {
            let LoadRow {
                kind, name, load, ..
            } = row;
            match load {
                Some(load) if *load >= 1.0 => Some(format!(
                    "{kind} `{name}` has a load of 100 % or more: its queue grows as long as lots \
                     come"
                )),
                Some(load) if *load <= 0.0 => Some(format!(
                    "no lot visits {kind} `{name}`: is its name spelt right?"
                )),
                Some(_) | None => None,
            }
        };
        let of_loads = loads.iter().filter_map(load);
        let of_sections = self.warnings_of_sections();
        of_loads
            .chain(of_sections)
            .chain(self.missing_people())
            .chain(self.missing_goods())
            .chain(self.late_programmes())
            .chain(self.idle_programmes())
            .chain(self.cut_targets())
            .collect()
    }

    /// A warning if programmes begin after the end of the run.
    fn late_programmes(&self) -> Option<String> {
        let late: Vec<&str> = self
            .policy
            .iter()
            .flat_map(|policy| policy.after(self.plan.horizon))
            .collect();
        match late.len() {
            0 => None,
            1 => Some(format!(
                "the programme `{}` begins after the end of the run",
                late[0]
            )),
            more => Some(format!(
                "{more} programmes begin after the end of the run: {}",
                late.join(", ")
            )),
        }
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
        match cut.count() {
            0 => None,
            1 => Some(
                "1 target is not judged: the run does not cover its period to the last day"
                    .to_owned(),
            ),
            several => Some(format!(
                "{several} targets are not judged: the run does not cover their periods to the \
                 last day"
            )),
        }
    }
}
