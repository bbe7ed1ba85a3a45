//! What a scenario says that can hardly be meant.

use super::fab::Fab;
use super::{LoadRow, Park};

impl Park {
    /// What the scenario says that can hardly be meant, in sentences.
    #[must_use]
    pub fn doubts(&self) -> Vec<String> {
        let loads = self.loads();
        let load = |row: &LoadRow| {
            let LoadRow {
                kind, name, load, ..
            } = row;
            match load {
                Some(load) if *load >= 1.0 => Some(format!(
                    "{kind} `{name}` is offered more work than it can do: its queue grows without end"
                )),
                Some(load) if *load <= 0.0 => Some(format!(
                    "no lot ever comes to {kind} `{name}`: is its name right?"
                )),
                Some(_) | None => None,
            }
        };
        let fab = self.fab.iter();
        let of_fab = |fab: &Fab| {
            let lists = fab.doubtful_lists(self.plan.horizon);
            lists.into_iter().chain(fab.standstills())
        };
        let of_fab = fab.flat_map(of_fab);
        loads.iter().filter_map(load).chain(of_fab).collect()
    }
}
