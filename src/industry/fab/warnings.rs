//! Warnings about plans that are allowed and suspicious: lists of lots that come too late, and
//! batches that can never be full enough.

use std::collections::BTreeMap;

use super::plan::{Fab, Loading, Releases, SourcePlan};
use super::rows::GroupId;
use super::tables::{FabTables, SourceRun};
use crate::units::{Duration, SimTime};

/// Wafers of a stream that can be in the line at once, if that is known.
fn wafers_at_once(tables: &FabTables, place: usize, source: &SourceRun) -> Option<u64> {
    let wafers = u64::from(source.plan.wafers);
    let initial = tables.initial_lots_of(place);
    let mut initial: Vec<u64> = initial.map(|lot| u64::from(lot.wafers)).collect();
    let Releases::ConstantWip(lots) = source.plan.releases else {
        let initial: u64 = initial.iter().sum();
        return source.most.checked_mul(wafers)?.checked_add(initial);
    };
    // With some lots of the start still there, the largest of them, the stream fills the rest up.
    initial.sort_unstable_by(|a, b| b.cmp(a));
    let (mut left, mut most) = (0, 0);
    for count in 0..=initial.len() {
        left += count.checked_sub(1).map_or(0, |last| initial[last]);
        let released = u64::from(lots)
            .saturating_sub(count as u64)
            .min(source.most);
        most = most.max(left + released * wafers);
    }
    Some(most)
}

/// Whether a stream releases its next lot only when one has left.
fn waits_for_exits(tables: &FabTables, place: usize, source: &SourceRun) -> bool {
    let Releases::ConstantWip(lots) = source.plan.releases else {
        return false;
    };
    let initial = tables.initial_lots_of(place).count() as u64;
    source.most > u64::from(lots).saturating_sub(initial)
}

/// The wafers that can ever wait for a batch at once, and whether more come only when some leave.
#[derive(Default)]
struct Waiters {
    wafers: u64,
    wait_for_exits: bool,
}

impl Fab {
    /// All warnings, in sentences, for a run of this length.
    pub(super) fn all_warnings(&self, horizon: Duration) -> Vec<String> {
        let mut warnings = self.list_warnings(horizon);
        warnings.extend(self.standstills());
        warnings.extend(self.never(horizon));
        warnings
    }

    /// Warnings about lists of lots, for a run of this length: lots that start after the run, and
    /// lots that are late when they start.
    #[must_use]
    pub fn list_warnings(&self, horizon: Duration) -> Vec<String> {
        let end = SimTime::ZERO + horizon;
        let lots: Vec<(SimTime, Option<SimTime>)> =
            self.sources.iter().flat_map(releases).collect();
        let too_late = lots.iter().filter(|(start, _)| *start >= end).count();
        let is_late =
            |(start, due): &&(SimTime, Option<SimTime>)| due.is_some_and(|due| due < *start);
        let late = lots.iter().filter(is_late).count();
        let all = lots.len();
        let mut warnings = Vec::new();
        if too_late > 0 {
            warnings.push(format!(
                "{too_late} of {all} listed lots start after the run, which takes {horizon}: they \
                 never come"
            ));
        }
        if late > 0 {
            warnings.push(format!(
                "{late} of {all} listed lots are due before they start: they can only be late"
            ));
        }
        warnings
    }

    /// Warnings about tool groups whose batches never start: fewer wafers than `min_batch` are ever
    /// in the line, as its streams release a lot only when one leaves.
    #[must_use]
    pub fn standstills(&self) -> Vec<String> {
        let tables = self.compile();
        let mut found: BTreeMap<(GroupId, u32), (u32, Waiters)> = BTreeMap::new();
        for (number, source) in tables.sources.iter().enumerate() {
            let mut keys = Vec::new();
            for place in source.first_step.index()..source.end.index() {
                let step = &tables.steps[place];
                let run = &tables.group_records[step.group.index()];
                let is_patient = matches!(run.plan.loading, Loading::Batch { wait: None, .. });
                let key = (step.group, step.batch_key);
                if !is_patient || step.sample <= 0.0 || keys.contains(&key) {
                    continue;
                }
                keys.push(key);
                let (least, waiters) = found.entry(key).or_default();
                *least = tables.step_records[place].batch_limits.0;
                let wafers = wafers_at_once(&tables, number, source).unwrap_or(u64::MAX);
                waiters.wafers = waiters.wafers.saturating_add(wafers);
                waiters.wait_for_exits |= waits_for_exits(&tables, number, source);
            }
        }
        let too_few = found.into_iter().filter(|(_, (least, waiters))| {
            waiters.wait_for_exits && waiters.wafers < u64::from(*least)
        });
        let mut sentences: Vec<(GroupId, String)> = too_few
            .map(|((group, _), (least, waiters))| {
                let sentence = format!(
                    "tool group `{}` waits for batches of {least} wafers, but at most {} that \
                     could share one are in the line at once: it stands still",
                    tables.group_records[group.index()].plan.name,
                    waiters.wafers
                );
                (group, sentence)
            })
            .collect();
        sentences.dedup_by_key(|(group, _)| *group);
        sentences
            .into_iter()
            .map(|(_, sentence)| sentence)
            .collect()
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
