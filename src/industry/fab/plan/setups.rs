//! Setups by name, and the table of their times, checked.

use std::collections::BTreeSet;

use super::context::Context;
use crate::industry::fab::setups::SetupTimes;
use crate::industry::fab::spec::SetupFile;
use crate::scenario::{Fault, FieldPath, NameIndex, Named, Problems};

/// The most setups: the times between all of them are a table.
const MOST_SETUPS: usize = 1_000;

/// The setups that tools can get, each once.
pub(super) fn setup_names(setups: &Named<SetupFile>) -> NameIndex<'_> {
    let mut known = BTreeSet::new();
    let names = setups.iter().map(|(_, setup)| setup.to.as_str());
    names.filter(|name| known.insert(*name)).collect()
}

impl Context<'_> {
    /// The times of all changes from one setup to another.
    pub(super) fn setup_times(
        &self,
        setups: &Named<SetupFile>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> SetupTimes {
        let count = self.setups.names().len();
        if count > MOST_SETUPS {
            let what = format!("the number of setups, {count},");
            let allowed = format!("at most {MOST_SETUPS}");
            problems.add(at, Fault::TooLarge { what, allowed });
            return SetupTimes::new(0);
        }
        let mut times = SetupTimes::new(count);
        let mut given = BTreeSet::new();
        for (name, setup) in setups.iter() {
            let SetupFile {
                from,
                to,
                time,
                minimum_run,
            } = setup;
            let at = at.field(name);
            if !given.insert((from, to)) {
                let help = "leave one of the two rows out";
                problems.add(&at, Fault::invalid("a second time for this change", help));
            }
            let from = from
                .as_ref()
                .map(|from| Self::find("setup", from, &self.setups, &at.field("from"), problems));
            let to = self.setups.find(to);
            if let (Some(to), None | Some(Some(_))) = (to, from) {
                times.set_law(from.flatten(), to, time, *minimum_run);
            }
        }
        times
    }
}
