//! Locations of tool groups and the times to carry lots between them, checked.

use std::collections::BTreeSet;

use super::context::Context;
use crate::industry::fab::spec::{ToolGroupFile, TransportFile};
use crate::scenario::{Fault, FieldPath, NameIndex, Named, Problems};
use crate::units::DurationLaw;

/// Times to carry a lot from one location to another.
#[derive(Clone, Debug)]
pub struct Transports {
    /// How many locations there are.
    pub locations: usize,
    /// Row: from; column: to; none where it takes no time.
    pub times: Vec<Option<DurationLaw>>,
}

impl Transports {
    /// The same time, or none, from everywhere to everywhere.
    #[must_use]
    pub fn everywhere(locations: usize, time: Option<&DurationLaw>) -> Self {
        Self {
            locations,
            times: vec![time.cloned(); locations * locations],
        }
    }

    /// The mean time between two locations, in milliseconds.
    #[must_use]
    pub fn mean(&self, from: usize, to: usize) -> f64 {
        let time = &self.times[from * self.locations + to];
        time.as_ref().map_or(0.0, |law| law.law().mean())
    }

    /// The least time between two locations, in milliseconds.
    #[must_use]
    pub fn least(&self, from: usize, to: usize) -> f64 {
        let time = &self.times[from * self.locations + to];
        time.as_ref().map_or(0.0, |law| law.law().least())
    }
}

/// The most named locations: the times between all of them are a table.
const MOST_LOCATIONS: usize = 1_000;

/// The named locations of tool groups, each once.
pub(super) fn locations(tools: &Named<ToolGroupFile>) -> NameIndex<'_> {
    let mut known = BTreeSet::new();
    let names = tools.iter().filter_map(|(_, row)| row.location.as_deref());
    names.filter(|name| known.insert(*name)).collect()
}

impl Context<'_> {
    /// The times between all locations: that of the table, else the one given for everywhere.
    pub(super) fn transports(
        &self,
        rows: &Named<TransportFile>,
        everywhere: Option<&DurationLaw>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Transports {
        let names = &self.locations;
        let count = names.names().len();
        if count > MOST_LOCATIONS {
            let what = format!("the number of locations of tool groups, {count},");
            let allowed = format!("at most {MOST_LOCATIONS}");
            problems.add(at, Fault::TooLarge { what, allowed });
            return Transports::everywhere(1, everywhere);
        }
        // The location without a name is the first.
        let mut transports = Transports::everywhere(count + 1, everywhere);
        let mut given = BTreeSet::new();
        for (name, row) in rows.iter() {
            let TransportFile { from, to, time } = row;
            let at = at.field(name);
            let from = Self::find("location", from, names, &at.field("from"), problems);
            let to = Self::find("location", to, names, &at.field("to"), problems);
            if let (Some(from), Some(to)) = (from, to) {
                let way = (from + 1) * transports.locations + to + 1;
                if !given.insert(way) {
                    let help = "leave one of the two rows out";
                    problems.add(&at, Fault::invalid("a second time for this way", help));
                }
                transports.times[way] = Some(time.clone());
            }
        }
        transports
    }
}
