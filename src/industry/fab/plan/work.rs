//! Expected work (rule F1): how long lots take at steps and on their way, if they never wait.

use super::steps::{RoutePlan, Step};
use super::tools::{GroupPlan, Loading};
use super::transports::Transports;
use crate::industry::fab::spec::Per;

/// Expected tool time of a lot, in milliseconds: a part per lot and a part per wafer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// The part per lot, whatever its wafers.
    pub per_lot: f64,
    /// The part per wafer of the lot.
    pub per_wafer: f64,
}

impl Work {
    /// The time of a lot of so many wafers, in milliseconds.
    #[must_use]
    pub fn of(self, wafers: u16) -> f64 {
        self.per_lot + self.per_wafer * f64::from(wafers)
    }

    /// This plus a share of another.
    #[must_use]
    fn plus(self, other: Self, share: f64) -> Self {
        Self {
            per_lot: self.per_lot + other.per_lot * share,
            per_wafer: self.per_wafer + other.per_wafer * share,
        }
    }
}

impl Step {
    /// Expected time of a lot that is alone on its tool, loading and unloading included.
    #[must_use]
    pub(in crate::industry::fab) fn work(&self, group: &GroupPlan) -> Work {
        let mean = self.time.law().mean();
        let handling = (group.load + group.unload).as_millis() as f64;
        let (fixed, per_wafer) = match (self.per, self.cascade) {
            (Per::Wafer, Some(interval)) => {
                let interval = interval.as_millis() as f64;
                (mean - interval, interval)
            }
            (Per::Wafer, None) => (0.0, mean),
            (Per::Lot | Per::Batch, _) => (mean, 0.0),
        };
        Work {
            per_lot: handling + fixed,
            per_wafer,
        }
    }

    /// Expected time for which a lot keeps others out of a busy tool: its way through the narrower
    /// slot of a cascading tool, all of its time on another.
    #[must_use]
    pub(in crate::industry::fab) fn occupation(&self, group: &GroupPlan) -> Work {
        let (Loading::Cascade, Some(interval)) = (group.loading, self.cascade) else {
            return self.work(group);
        };
        let interval = interval.as_millis() as f64;
        match self.per {
            Per::Wafer => Work {
                per_lot: 0.0,
                per_wafer: interval,
            },
            Per::Lot | Per::Batch => Work {
                per_lot: interval,
                per_wafer: 0.0,
            },
        }
    }

    /// Fewest and most wafers of a batch of this step, where the group takes batches.
    #[must_use]
    pub(in crate::industry::fab) fn batch_limits(&self, group: &GroupPlan) -> Option<(u32, u32)> {
        let Loading::Batch {
            min_wafers,
            max_wafers,
            ..
        } = group.loading
        else {
            return None;
        };
        let most = self.max_batch.unwrap_or(max_wafers);
        Some((self.min_batch.unwrap_or(min_wafers).min(most), most))
    }
}

impl RoutePlan {
    /// Expected work from each step to the end of the route, weighted by sampling.
    #[must_use]
    pub(in crate::industry::fab) fn remaining_work(&self, groups: &[GroupPlan]) -> Vec<Work> {
        let mut remaining = Work::default();
        let steps = self.steps.iter().rev();
        let mut from_each: Vec<Work> = steps
            .map(|step| {
                let work = step.work(&groups[step.group.index()]);
                remaining = remaining.plus(work, step.sample);
                remaining
            })
            .collect();
        from_each.reverse();
        from_each
    }

    /// Expected time for which a lot is carried on its way, in milliseconds: between each step that
    /// it executes and the one it executed before.
    pub(super) fn carrying(&self, groups: &[GroupPlan], transports: &Transports) -> f64 {
        let mut last = vec![0.0; transports.locations];
        let mut carried = 0.0;
        for step in &self.steps {
            let to = groups[step.group.index()].location;
            let from = last.iter().enumerate();
            let way: f64 = from
                .map(|(from, share)| share * transports.mean(from, to))
                .sum();
            carried += step.sample * way;
            for share in &mut last {
                *share *= 1.0 - step.sample;
            }
            last[to] += step.sample;
        }
        carried
    }
}
