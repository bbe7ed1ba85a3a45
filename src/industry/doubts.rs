//! What a scenario says that can hardly be meant.

use super::fab::Fab;
use super::{LoadRow, Park, Window};

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
        let of_targets = self.doubtful_targets();
        let of_fab = loads.iter().filter_map(load).chain(of_fab);
        of_fab.chain(of_targets).collect()
    }

    /// A remark if the run does not reach the periods of some targets.
    fn doubtful_targets(&self) -> Option<String> {
        let targets = self.targets().list.iter();
        let cut = targets.filter(|target| target.window == Window::Cut);
        match cut.count() {
            0 => None,
            1 => Some(
                "1 target is not judged: the run does not cover its period to the last day"
                    .to_owned(),
            ),
            several => Some(format!(
                "{several} targets are not judged: the run does not cover their periods to the last day"
            )),
        }
    }
}
