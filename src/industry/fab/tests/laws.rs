//! Laws that hold in every fab, whatever mechanisms meet in it.

use std::collections::BTreeMap;

use super::build::Run;
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::QueuedLot;
use crate::industry::fab::floor::Floor;
use crate::industry::fab::lot::{Lot, LotPlace};
use crate::industry::fab::plan::{Defects, LearningLaw, LimitAction, Loading, Releases};
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::Per;
use crate::industry::shared::flow::FinishedLot;
use crate::units::time::DAY;
use crate::units::{DefectDensity, Duration, SimTime};

/// The shortest way of a lot: steps that no lot skips, at their constant times.
fn shortest_way(plan: &Fab) -> Duration {
    let steps = plan.routes[0].steps.iter();
    let taken = steps.filter(|step| step.sample >= 1.0);
    let of = taken.map(|step| {
        let times = if step.per == Per::Wafer && step.cascade.is_none() {
            4.0
        } else {
            1.0
        };
        Duration::from_millis_f64(step.time.law().mean() * times)
    });
    of.fold(Duration::ZERO, |sum, time| sum + time)
}

/// A tool that could work on a lot which waits for it: none at the end of a tick, when every
/// decision of its last instant has been taken.
fn idle_beside_a_lot(floor: &Floor, plan: &Fab, now: SimTime) -> Option<String> {
    if floor.state.operators.free() == 0 {
        return None;
    }
    let mut pairs = floor.groups.iter().zip(&plan.groups);
    pairs.find_map(|(group, plan)| {
        let tool = group.ready.iter().copied().find(|tool| {
            let state = &floor.tools[tool.index()];
            let allowed = |lot: &&QueuedLot| {
                let keeps = state.run_left > 0 && state.setup != SetupId::NONE;
                let reserved = floor.reserved_for(*tool);
                lot.tool.is_none_or(|own| own == *tool)
                    && reserved.is_none_or(|own| own == lot.lot)
                    && (!keeps || lot.setup == SetupId::NONE || lot.setup == state.setup)
            };
            let waiting: Vec<_> = group.queue.iter().filter(allowed).collect();
            match plan.loading {
                Loading::Single | Loading::Cascade => !waiting.is_empty(),
                Loading::Batch {
                    min_wafers, wait, ..
                } => waiting.iter().any(|first| {
                    let alike = waiting
                        .iter()
                        .filter(|lot| lot.batch_key == first.batch_key);
                    let wafers: u32 = alike.clone().map(|lot| u32::from(lot.wafers)).sum();
                    let joined = alike.map(|lot| lot.joined).min().unwrap_or(now);
                    wafers >= min_wafers || wait.is_some_and(|wait| joined + wait < now)
                }),
            }
        });
        tool.map(|_| {
            format!(
                "a tool of `{}` is idle beside a lot that it may take",
                plan.name
            )
        })
    })
}

/// Lots in the line, by the number of their stream.
fn in_line(floor: &Floor, source: usize) -> usize {
    let present = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
    present.filter(|lot| lot.source.index() == source).count()
}

/// A lot whose density is not that of the wafers which had left by the last midnight, where the fab
/// learns by volume.
fn unlearnt(plan: &Fab, finished: &[(SimTime, FinishedLot)]) -> Option<String> {
    let Defects::Learning(learning) = &plan.defects else {
        return None;
    };
    let LearningLaw::Volume(law) = &learning.law else {
        return None;
    };
    let [initial, ultimate] =
        [learning.initial, learning.ultimate].map(DefectDensity::as_per_square_centimetre);
    let day = |at: &SimTime| at.as_millis() / DAY;
    finished.iter().find_map(|(at, lot)| {
        let before = finished.iter().filter(|(other, _)| day(other) < day(at));
        let wafers: f64 = before.map(|(_, other)| f64::from(other.wafers)).sum();
        let volume = wafers / f64::from(law.prior_wafers) + 1.0;
        let left = (1.0 - law.learning_rate).powf(volume.log2());
        let density = ultimate + (initial - ultimate) * left;
        let found = lot.defects_per_cm2;
        ((found - density).abs() > 1e-9)
            .then(|| format!("a lot has {found} defects in place of {density}"))
    })
}

/// What a run breaks.
#[derive(Default)]
pub(super) struct Judge {
    /// When each lot that was seen was released; none for those that were there at the start.
    released: BTreeMap<u64, Option<SimTime>>,
    pub(super) faults: Vec<String>,
}

impl Judge {
    /// At the end of a tick.
    pub(super) fn tick(&mut self, run: &mut Run, plan: &Fab) {
        self.faults.extend(run.audit());
        let now = run.sim.clock().tick_end();
        let (released, faults) = (&mut self.released, &mut self.faults);
        run.on_floor(|floor| {
            for lot in floor.lots.iter().filter(|lot| lot.place != LotPlace::Free) {
                released.insert(lot.serial, (!lot.initial).then_some(lot.released));
            }
            faults.extend(idle_beside_a_lot(floor, plan, now));
            for (number, source) in plan.sources.iter().enumerate() {
                if let Releases::ConstantWip(wanted) = source.releases {
                    let (found, released) =
                        (in_line(floor, number), floor.sources[number].released);
                    if released < plan.sources[number].most.map_or(u64::MAX, u64::from)
                        && found != wanted as usize
                    {
                        faults.push(format!("{found} lots in place of a constant {wanted}"));
                    }
                }
            }
        });
    }

    /// At the end of the run.
    pub(super) fn end(&mut self, run: &mut Run, plan: &Fab, loses: bool) {
        let end = run.sim.clock().tick_end();
        let shortest = shortest_way(plan);
        self.faults.extend(unlearnt(plan, &run.finished));
        let mut time_in_line: i128 = 0;
        for (at, lot) in &run.finished {
            // Lots that leave before they are seen were at their last step at the start.
            let released = self.released.get(&lot.serial).copied().flatten();
            let since = released.unwrap_or(SimTime::ZERO);
            let cycle = at.since(since);
            time_in_line += i128::from(cycle.as_millis());
            if released.is_some() && cycle < shortest {
                self.faults
                    .push(format!("a lot took {cycle}, and its steps {shortest}"));
            }
        }
        let left = run.on_floor(|floor| {
            let present = floor.lots.iter().filter(|lot| lot.place != LotPlace::Free);
            let since = |lot: &Lot| {
                if lot.initial {
                    SimTime::ZERO
                } else {
                    lot.released
                }
            };
            let ages = present
                .clone()
                .map(|lot| i128::from(end.since(since(lot)).as_millis()));
            time_in_line += ages.sum::<i128>();
            present.count()
        });
        // Little's law without a limit: the area under the lots in the line is their time.
        let area = run.line().wip.area_until(end);
        if !loses && area != time_in_line {
            self.faults
                .push(format!("lot time is {time_in_line} ms, the area {area}"));
        }
        if left > 0 {
            self.faults.push(format!("{left} lots never leave"));
        }
    }
}

/// The faults of a run.
pub(super) fn judge(plan: &Fab, mut run: Run) -> Vec<String> {
    let mut judge = Judge::default();
    while run.step() {
        judge.tick(&mut run, plan);
    }
    let steps = &plan.routes[0].steps;
    let scraps = steps.iter().any(|step| {
        let scraps = step.queue_limit.as_ref().map(|limit| limit.action);
        step.lot_scrap > 0.0 || step.wafer_survival < 1.0 || scraps == Some(LimitAction::Scrap)
    });
    let closes = plan.groups.iter().any(|group| group.loses_job);
    judge.end(&mut run, plan, scraps || closes);
    judge.faults.dedup();
    judge.faults.truncate(3);
    judge.faults
}
