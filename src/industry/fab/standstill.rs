//! Lines that stand still: lots that wait for a batch or a minimum run which can hardly come about.

use std::collections::BTreeMap;

use super::Fab;
use super::floor::Floor;
use super::plan::{Loading, Releases};
use super::rows::GroupId;
use super::tables::{Plan, SourceRun};
use crate::engine::{Figures, Remark};
use crate::units::SimTime;

/// Lots that have waited for less than this share of the run at its end are not spoken of: batches
/// of rare lots take their time.
const LONG: f64 = 0.1;

/// Wafers of a stream that can be in the line at once, if that is known.
fn wafers_at_once(plan: &Plan, place: usize, source: &SourceRun) -> Option<u64> {
    let lots = match &source.plan.releases {
        Releases::ConstantWip(lots) => u64::from(*lots).min(source.most),
        Releases::Intervals(_) | Releases::Listed(_) => source.most,
    };
    let initial = plan.initial_lots.iter().filter(|lot| lot.source == place);
    let initial: u64 = initial.map(|lot| u64::from(lot.wafers)).sum();
    let wafers = lots.checked_mul(u64::from(source.plan.wafers))?;
    wafers.checked_add(initial)
}

/// Whether a stream releases its next lot only when one has left.
fn waits_for_exits(source: &SourceRun) -> bool {
    matches!(source.plan.releases, Releases::ConstantWip(lots) if source.most > u64::from(lots))
}

/// The wafers that can ever wait for a batch at once, and whether more come only when some leave.
#[derive(Default)]
struct Waiters {
    wafers: u64,
    wait_for_exits: bool,
}

impl Fab {
    /// Tool groups whose batches never come about, in sentences: fewer wafers than `min_batch` are
    /// ever in the line, as its streams release a lot only when one leaves.
    #[must_use]
    pub fn standstills(&self) -> Vec<String> {
        let plan = self.compile();
        let mut found: BTreeMap<(GroupId, u32), (u32, Waiters)> = BTreeMap::new();
        for (number, source) in plan.sources.iter().enumerate() {
            let mut keys = Vec::new();
            for place in source.first_step.index()..source.end.index() {
                let step = &plan.steps[place];
                let run = &plan.group_records[step.group.index()];
                let is_patient = matches!(run.plan.loading, Loading::Batch { wait: None, .. });
                let key = (step.group, step.batch_key);
                if !is_patient || step.sample <= 0.0 || keys.contains(&key) {
                    continue;
                }
                keys.push(key);
                let (least, waiters) = found.entry(key).or_default();
                *least = plan.step_records[place].batch_limits.0;
                let wafers = wafers_at_once(&plan, number, source).unwrap_or(u64::MAX);
                waiters.wafers = waiters.wafers.saturating_add(wafers);
                waiters.wait_for_exits |= waits_for_exits(source);
            }
        }
        let too_few = found.into_iter().filter(|(_, (least, waiters))| {
            waiters.wait_for_exits && waiters.wafers < u64::from(*least)
        });
        let mut sentences: Vec<(GroupId, String)> = too_few
            .map(|((group, _), (least, waiters))| {
                let sentence = format!(
                    "tool group `{}` waits for batches of {least} wafers, but only {} of those that \
                     could share one are ever in the line at once: it stands still",
                    plan.group_records[group.index()].plan.name,
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

/// Remarks on lots that have long waited at the end of a run, while a tool that they may take stands
/// ready: for a batch, or for a minimum run to go on. `date` says the date of an instant.
pub(super) fn remark(
    floor: &Floor,
    now: SimTime,
    date: impl Fn(SimTime) -> String,
    figures: &mut Figures,
) {
    let long = now.since(SimTime::ZERO).scaled(LONG);
    for &id in &floor.plan.expectant {
        let (run, group) = (
            &floor.plan.group_records[id.index()],
            &floor.groups[id.index()],
        );
        if group.ready.is_empty() || group.awaits_operator {
            continue;
        }
        let is_ready = |row: super::rows::ToolRow| floor.tools[row.index()].ready;
        let stands = group
            .queue
            .iter()
            .filter(|lot| lot.tool.is_none_or(is_ready));
        let stands = stands.filter(|lot| now.since(lot.joined) >= long);
        let (lots, since) = stands.fold((0, now), |(lots, since), lot| {
            (lots + 1, since.min(lot.joined))
        });
        if lots == 0 {
            continue;
        }
        let (plural, have) = if lots == 1 {
            ("", "has")
        } else {
            ("s", "have")
        };
        let what = if group.batches {
            "for enough lots to share a batch"
        } else {
            "while tools keep their setup for the minimum run"
        };
        figures.remark(Remark {
            what: "lots are stuck at the end of the run",
            detail: format!(
                "{lots} lot{plural} {have} waited at `{}` since {}, {what}: does the line stand still?",
                run.plan.name,
                date(since)
            ),
        });
    }
}
