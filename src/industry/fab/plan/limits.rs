//! Queue-time limits that no lot can keep.

use super::steps::{LimitAction, RoutePlan, Step};
use super::tools::GroupPlan;
use super::transports::Transports;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::Duration;

impl RoutePlan {
    /// Refuses a limit from which late lots are reworked if every lot is late: it would go round
    /// for ever. `at` is the route.
    pub(super) fn check_limits(
        &self,
        groups: &[GroupPlan],
        transports: &Transports,
        at: &FieldPath,
        problems: &mut Problems,
    ) {
        for (place, step) in self.steps.iter().enumerate() {
            let Some(limit) = step.queue_limit else {
                continue;
            };
            let LimitAction::Rework(_) = limit.action else {
                continue;
            };
            let least = self.least_wait(place, limit.to, groups, transports);
            if let Some(least) = least.filter(|least| *least > limit.time) {
                let message = format!(
                    "processing starts {} later at the earliest: every lot is late, and is \
                     reworked without end",
                    least.spoken()
                );
                let help = "give a longer limit, or another action";
                let at = at.field(&step.name).field("queue_limit");
                problems.add(at, Fault::invalid(message, help));
            }
        }
    }

    /// The least time from the end of a step to the start of processing at the step `to`, or at the
    /// next one that the lot executes; none if a lot can pass without meeting it. Setups count as
    /// nothing: the tool may have the right one.
    pub(in crate::industry::fab) fn least_wait(
        &self,
        from: usize,
        to: Option<usize>,
        groups: &[GroupPlan],
        transports: &Transports,
    ) -> Option<Duration> {
        let group = |step: &Step| &groups[step.group.index()];
        // The steps that can be the last one executed: where, and how soon they can be over.
        let mut last = vec![(group(&self.steps[from]).location, 0.0)];
        let mut soonest = f64::INFINITY;
        for (place, step) in self.steps.iter().enumerate().skip(from + 1) {
            let tools = group(step);
            let arrival = last
                .iter()
                .map(|&(location, over)| over + transports.least(location, tools.location))
                .fold(f64::INFINITY, f64::min);
            let start = arrival + tools.load.as_millis() as f64;
            let is_sure = step.sample >= 1.0;
            let is_end = to.is_none_or(|to| to == place);
            if is_end && step.sample > 0.0 {
                soonest = soonest.min(start);
            }
            if is_end && (is_sure || to.is_some()) {
                return is_sure.then(|| Duration::from_millis_f64(soonest));
            }
            if is_sure {
                last.clear();
            }
            if to.is_some() && step.sample > 0.0 {
                let unload = tools.unload.as_millis() as f64;
                last.push((tools.location, start + step.time.law().least() + unload));
            }
        }
        None
    }
}
