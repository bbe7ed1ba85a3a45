//! What lists of lots say that can hardly be meant.

use super::Fab;
use super::plan::{Releases, SourcePlan};
use crate::units::{Duration, SimTime};

impl Fab {
    /// What the lists of lots say that can hardly be meant in a run of the length `horizon`, in
    /// sentences: lots that come too late for the run, and lots that are late when they come.
    #[must_use]
    pub fn doubtful_lists(&self, horizon: Duration) -> Vec<String> {
        let end = SimTime::ZERO + horizon;
        let lots: Vec<(SimTime, Option<SimTime>)> =
            self.sources.iter().flat_map(releases).collect();
        let too_late = lots.iter().filter(|(start, _)| *start >= end).count();
        let is_late =
            |(start, due): &&(SimTime, Option<SimTime>)| due.is_some_and(|due| due < *start);
        let late = lots.iter().filter(is_late).count();
        let all = lots.len();
        let mut doubts = Vec::new();
        if too_late > 0 {
            doubts.push(format!(
                "{too_late} of {all} listed lots start after the run, which takes {horizon}: they never come"
            ));
        }
        if late > 0 {
            doubts.push(format!(
                "{late} of {all} listed lots are due before they start: they can only be late"
            ));
        }
        doubts
    }
}

/// When the listed lots of a stream are released, and when they are due where that is listed, too.
fn releases(source: &SourcePlan) -> impl Iterator<Item = (SimTime, Option<SimTime>)> {
    let lots = match &source.releases {
        Releases::Listed(lots) => &lots[..],
        Releases::Intervals(_) | Releases::ConstantWip(_) => &[],
    };
    // The stream's own start holds back its first lot, and no lot passes another.
    let first = lots.first().map_or(SimTime::ZERO, |lot| lot.start);
    let earliest = first + source.start;
    lots.iter()
        .map(move |lot| (lot.start.max(earliest), lot.due))
}
