//! Locations of tool groups and the times to carry lots between them, checked.

use super::context::Context;
use crate::industry::fab::spec::{ToolGroupFile, TransportFile};
use crate::scenario::{Fault, FieldPath, Named, Problems};
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

/// The locations of tool groups, each once; the first one has no name.
pub(super) fn locations(tools: &Named<ToolGroupFile>) -> Vec<Option<&str>> {
    let mut names = vec![None];
    for (_, tools) in tools.iter() {
        let name = tools.location.as_deref();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
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
        let mut transports = Transports::everywhere(self.locations.len(), everywhere);
        let names: Vec<&str> = self.locations.iter().copied().flatten().collect();
        let mut given = Vec::new();
        for (name, row) in rows.iter() {
            let TransportFile { from, to, time } = row;
            let at = at.field(name);
            // The location without a name is the first: those with a name follow it.
            let from = Self::find("location", from, &names, &at.field("from"), problems);
            let to = Self::find("location", to, &names, &at.field("to"), problems);
            if let (Some(from), Some(to)) = (from, to) {
                let way = (from + 1) * transports.locations + to + 1;
                if given.contains(&way) {
                    let help = "leave one of the two rows out";
                    problems.add(&at, Fault::invalid("a second time for this way", help));
                }
                given.push(way);
                transports.times[way] = Some(time.clone());
            }
        }
        transports
    }
}
