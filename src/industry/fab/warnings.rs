//! Warnings about plans that are allowed and suspicious: lists of lots that come too late, and
//! batches that can never be full enough.

use std::collections::BTreeMap;

use super::load::{expected_visits, lots_per_hour_of};
use super::plan::{Fab, Loading, Releases, SourcePlan};
use super::rows::GroupId;
use super::tables::{FabTables, SourceRun};
use crate::industry::shared::warnings::Warnings;
use crate::units::spoken::{agreeing, plural};
use crate::units::{Duration, SimTime};

/// Wafers of a stream that can be in the line at once, if that is known.
fn wafers_at_once(tables: &FabTables, place: usize, source: &SourceRun) -> Option<u64> {
    let wafers = u64::from(source.plan.wafers);
    let initial = tables.initial_lots_of(place);
    let mut initial: Vec<u64> = initial.map(|lot| u64::from(lot.wafers)).collect();
    let Releases::ConstantWip(lots) = source.plan.releases else {
        let initial: u64 = initial.iter().sum();
        return source
            .plan
            .wafers_of_first(source.most)?
            .checked_add(initial);
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

/// The wafers that can share a batch.
#[derive(Default)]
struct Waiters {
    /// The least that a batch takes.
    least: u32,
    /// Those that can ever wait at once.
    at_once: u64,
    /// Whether more come only when some leave.
    wait_for_exits: bool,
    /// Those that come in the run, in the mean; infinite where that is not known.
    in_the_run: f64,
    /// Whether some come after the run, so that the batch waits for them.
    go_on: bool,
}

impl Waiters {
    /// Whether they never make a batch, however long the run is.
    fn stand_still(&self) -> bool {
        self.wait_for_exits && self.at_once < u64::from(self.least)
    }

    /// Whether they make a batch only after the end of the run.
    fn are_late(&self) -> bool {
        self.go_on && self.in_the_run < f64::from(self.least) && !self.stand_still()
    }
}

/// Lots that a stream starts in a run of this length, in the mean, and whether it starts more
/// later; infinitely many where that is not known.
fn lots_in_the_run(source: &SourceRun, horizon: Duration) -> (f64, bool) {
    let Some(rate) = lots_per_hour_of(&source.plan, horizon) else {
        return (f64::INFINITY, true);
    };
    let lots = rate * horizon.as_hours();
    let all = match &source.plan.releases {
        Releases::Listed(lots) => lots.len() as f64,
        Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => source.most as f64,
    };
    // Half a lot is more than rounding takes from a count.
    (lots, lots + 0.5 < all)
}

impl Fab {
    /// All warnings for a run of this length.
    pub(super) fn all_warnings(&self, horizon: Duration) -> Warnings {
        let mut warnings = Warnings::default();
        self.warn_of_lists(horizon, &mut warnings);
        self.warn_of_batches(horizon, &mut warnings);
        warnings.append(self.never(horizon));
        warnings
    }

    /// Warns of listed lots that start after a run of this length, and of those that are late when
    /// they start.
    fn warn_of_lists(&self, horizon: Duration, warnings: &mut Warnings) {
        let end = SimTime::ZERO + horizon;
        let lots: Vec<(SimTime, Option<SimTime>)> =
            self.sources.iter().flat_map(releases).collect();
        let too_late = lots.iter().filter(|(start, _)| *start >= end).count();
        let what = plural(too_late, "listed lot", "listed lots");
        warnings.late(too_late, format!("{what} (`fab.lots`)"));
        let is_late =
            |(start, due): &&(SimTime, Option<SimTime>)| due.is_some_and(|due| due < *start);
        let late = lots.iter().filter(is_late).count();
        if late > 0 {
            let (are, they) = (
                agreeing(&late, "is", "are"),
                agreeing(&late, "it starts: it", "they start: they"),
            );
            warnings.push(format!(
                "{late} of {} {are} due before {they} can only be late",
                plural(lots.len(), "listed lot", "listed lots")
            ));
        }
    }

    /// Warns of tool groups whose batches never start in a run of this length: fewer wafers than
    /// `min_batch` are ever in the line, as its streams release a lot only when one leaves, or
    /// fewer come in the run, in the mean.
    fn warn_of_batches(&self, horizon: Duration, warnings: &mut Warnings) {
        let tables = self.compile();
        let mut last = None;
        for ((group, _), waiters) in waiters_by_batch(self, &tables, horizon) {
            if last == Some(group) || !(waiters.stand_still() || waiters.are_late()) {
                continue;
            }
            last = Some(group);
            let name = &tables.group_records[group.index()].plan.name;
            let least = plural(waiters.least, "wafer", "wafers");
            if waiters.stand_still() {
                warnings.push(format!(
                    "tool group `{name}` waits for batches of {least}, but at most {} that could \
                     share one are in the line at once: it stands still",
                    waiters.at_once
                ));
            } else {
                let what = format!(
                    "a batch of tool group `{name}`, for which {least} must wait, where {:.0} \
                     that could share it come in the run (`fab.tools.{name}.min_batch`)",
                    waiters.in_the_run
                );
                warnings.late(1, what);
            }
        }
    }
}

/// The wafers that can share a batch, by tool group and batch key, where a batch waits for enough
/// of them to the end of a run of this length.
fn waiters_by_batch(
    fab: &Fab,
    tables: &FabTables,
    horizon: Duration,
) -> BTreeMap<(GroupId, u32), Waiters> {
    let mut found: BTreeMap<(GroupId, u32), Waiters> = BTreeMap::new();
    for (number, source) in tables.sources.iter().enumerate() {
        let route = fab.route_of(source.plan.product);
        let visits = route.map(expected_visits).unwrap_or_default();
        let (lots, goes_on) = lots_in_the_run(source, horizon);
        let initial = tables.initial_lots_of(number);
        let initial: f64 = initial.map(|lot| f64::from(lot.wafers)).sum();
        let wafers = lots * f64::from(source.plan.usual_wafers()) + initial;
        let mut keys = Vec::new();
        let places = source.first_step.index()..source.end.index();
        for (place, visits) in places.zip(visits) {
            let step = &tables.steps[place];
            let run = &tables.group_records[step.group.index()];
            let is_patient = match run.plan.loading {
                Loading::Batch { wait, .. } => wait.is_none_or(|wait| wait >= horizon),
                Loading::Single | Loading::Cascade => false,
            };
            if !is_patient || step.sample <= 0.0 {
                continue;
            }
            let key = (step.group, step.batch_key);
            let waiters = found.entry(key).or_default();
            // A lot of the start may be at the step whatever the share that comes there.
            waiters.in_the_run += wafers * visits.max(1.0);
            if keys.contains(&key) {
                continue;
            }
            keys.push(key);
            waiters.least = tables.step_records[place].batch_limits.0;
            let at_once = wafers_at_once(tables, number, source).unwrap_or(u64::MAX);
            waiters.at_once = waiters.at_once.saturating_add(at_once);
            waiters.wait_for_exits |= waits_for_exits(tables, number, source);
            waiters.go_on |= goes_on;
        }
    }
    found
}

/// When the listed lots of a stream are released, and when they are due where that is listed, too.
fn releases(source: &SourcePlan) -> impl Iterator<Item = (SimTime, Option<SimTime>)> {
    let lots = match &source.releases {
        Releases::Listed(lots) => &lots[..],
        Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => &[],
    };
    // The stream's own start holds back its first lot, and no lot passes another.
    let first = lots.first().map_or(SimTime::ZERO, |lot| lot.start);
    let earliest = first + source.start;
    lots.iter()
        .map(move |lot| (lot.start.max(earliest), lot.due))
}
