//! Warnings about people who have more work than time: operators, technicians and engineers, and
//! the windows of services.

use crate::industry::Park;
use crate::industry::shared::programmes::Programmes;
use crate::industry::shared::staff::Role;
use crate::units::spoken::agreeing;
use crate::units::{Duration, SimTime};

/// A load of this much is no more than a full one and its rounding.
const FULL: f64 = 1.0 + 1e-9;

impl Park {
    /// A warning for each role of which the plan of the fab keeps more people busy than are ever on
    /// shift.
    pub(super) fn busy_staff(&self) -> Vec<String> {
        let Some(fab) = &self.fab else {
            return Vec::new();
        };
        let mut warnings = Vec::new();
        for (role, what) in [
            (Role::Operator, "lots wait for them"),
            (Role::Technician, "tools that are down wait for them"),
            (Role::Engineer, "held lots wait for them"),
        ] {
            // Of none at all, `missing_hands` and `missing_crews` warn.
            let there = self.most_on_shift(role).filter(|(there, _)| *there > 0);
            let Some((there, fields)) = there else {
                continue;
            };
            let busy = fab.busy_people(role, self.plan.horizon);
            let load = busy / f64::from(there);
            if load > FULL {
                warnings.push(format!(
                    "{}s have a load of {:.0} %: the plan keeps {busy:.1} of them busy in the \
                     mean, and {there} {} on shift at most, so that {what} longer and longer; {} \
                     would do: give more in {fields}",
                    role.name(),
                    100.0 * load,
                    agreeing(&there, "is", "are"),
                    enough(busy)
                ));
            }
        }
        warnings
    }

    /// A warning if the windows of services have more work than time over the run: those who come
    /// through channels with a rate, to a neutral city without awareness. None where tax is
    /// reinvested, which adds windows in the course of the run.
    pub(super) fn busy_windows(&self) -> Option<String> {
        let (services, talent) = (self.services.as_ref()?, self.talent.as_ref()?);
        let clock = self.clock();
        let day = Duration::days(1);
        let (mut work, mut time, mut open) = (0.0, 0.0, 0.0);
        let mut now = SimTime::ZERO;
        while now < clock.horizon() && !self.reinvests() {
            let policy = self.policy.as_ref();
            let programmes =
                policy.map_or_else(Programmes::default, |policy| policy.planned_at(now));
            let persons = talent.expected_steadily(&clock, (now, day), &programmes);
            let of_day = services.window_day(now.day(), &programmes)?;
            work += persons * of_day.work_per_case.as_hours();
            time += f64::from(of_day.windows) * of_day.open.as_hours();
            open += of_day.open.as_hours();
            now += day;
        }
        let load = work / time;
        (time > 0.0 && load > FULL).then(|| {
            format!(
                "the windows of services have a load of {:.0} %: those who come keep {:.1} of \
                 them busy in the mean while they are open, and there are {:.1}, so that the \
                 queue grows as long as people come; {} would do: raise {}",
                100.0 * load,
                work / open,
                time / open,
                enough(work / open),
                services.fields_of_windows()
            )
        })
    }
}

/// The least whole number of people or windows with a load below 100 %.
fn enough(busy: f64) -> f64 {
    (busy + 1e-9).floor() + 1.0
}
