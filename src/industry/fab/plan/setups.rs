//! Setups by name, and the table of their times, checked.

use super::context::Context;
use crate::industry::fab::setups::SetupTimes;
use crate::industry::fab::spec::SetupFile;
use crate::scenario::{At, Fault, Named, Problems};

/// The setups that tools can get, each once.
pub(super) fn setup_names(setups: &Named<SetupFile>) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, setup) in setups.iter() {
        if !names.contains(&&*setup.to) {
            names.push(&setup.to);
        }
    }
    names
}

impl Context<'_> {
    /// The times of all changes from one setup to another.
    pub(super) fn setup_times(
        &self,
        setups: &Named<SetupFile>,
        at: &At,
        problems: &mut Problems,
    ) -> SetupTimes {
        let mut times = SetupTimes::new(self.setups.len());
        let mut given = Vec::new();
        for (name, setup) in setups.iter() {
            let SetupFile {
                from,
                to,
                time,
                minimum_run,
            } = setup;
            let at = at.field(name);
            if given.contains(&(from, to)) {
                let help = "leave one of the two rows out";
                problems.add(&at, Fault::invalid("a second time for this change", help));
            }
            given.push((from, to));
            let from = from
                .as_ref()
                .map(|from| Self::find("setup", from, &self.setups, &at.field("from"), problems));
            let to = self.setups.iter().position(|known| known == to);
            if let (Some(to), None | Some(Some(_))) = (to, from) {
                times.set(from.flatten(), to, *time, *minimum_run);
            }
        }
        times
    }
}
