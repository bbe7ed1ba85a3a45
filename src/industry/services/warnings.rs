//! Warnings about what never happens at the service window and in housing, and the programmes that
//! act there.

use super::plan::Services;
use crate::engine::Clock;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::warnings::Warnings;
use crate::units::spoken::plural;
use crate::units::{Duration, SimTime};

/// What the window has to do and can do on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowDay {
    /// Time at the window of all visits of a case, in the mean.
    pub work_per_case: Duration,
    /// Windows that are staffed.
    pub windows: u32,
    /// How long they are open.
    pub open: Duration,
}

impl Services {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Warnings {
        let end = clock.horizon();
        let mut warnings = Warnings::default();
        if let Some(window) = &self.window {
            let before = window.before.iter().map(|before| before.back_office);
            let days = before.fold(window.regime.back_office, u32::min);
            if window.hours.workdays_later(SimTime::ZERO, days) >= end {
                let days = plural(days, "working day", "working days");
                let what = format!(
                    "the first person who settles, as a case takes {days} in the back office \
                     (`services.window.back_office_days`)"
                );
                warnings.late(1, what);
            }
        }
        let builds = self.housing.iter().flat_map(|housing| &housing.builds);
        let late = builds.filter(|build| build.ready >= end).count();
        let (mut roads, mut places, mut park) = (0, 0, false);
        if let Some(index) = &self.index {
            let after = |opens: &SimTime| *opens >= end;
            roads = index.transport.iter().filter(|(at, _)| after(at)).count();
            let builds = index.medical.builds.iter().chain(&index.education.builds);
            places = builds.filter(|(at, _)| after(at)).count();
            park = index.talents_park.iter().any(|park| after(&park.opens));
        }
        for (count, one, several, at) in [
            (
                late,
                "build of housing",
                "builds of housing",
                "housing.builds",
            ),
            (
                roads,
                "improvement of transport",
                "improvements of transport",
                "index.transport",
            ),
            (
                places,
                "build of public services",
                "builds of public services",
                "index",
            ),
            (
                usize::from(park),
                "talents park",
                "talents parks",
                "index.talents_park",
            ),
        ] {
            let what = plural(count, one, several);
            warnings.late(count, format!("{what} (`services.{at}`)"));
        }
        warnings
    }

    /// What the window has to do and can do on a day of the run, under programmes of this strength;
    /// none where there is no window.
    #[must_use]
    pub fn window_day(&self, day: u64, programmes: &Programmes) -> Option<WindowDay> {
        let window = self.window.as_ref()?;
        let has_pass = programmes.strength(ProgrammeKind::EPointPass) > 0.0;
        let regime = match &window.before {
            Some(before) if !has_pass => before,
            Some(_) | None => &window.regime,
        };
        let visits = 1.0 / regime.incomplete.complement().get();
        let documents = regime.per_document * u64::from(regime.documents);
        let visit = Duration::from_millis_f64(regime.service.law().mean()) + documents;
        let hours = &window.hours;
        let is_open = hours.week.is_workday(day);
        Some(WindowDay {
            work_per_case: visit.scaled(visits),
            windows: regime.windows + programmes.count(ProgrammeKind::Windows),
            open: if is_open {
                hours.closes - hours.opens
            } else {
                Duration::ZERO
            },
        })
    }

    /// The fields that say how many windows there are, for messages.
    #[must_use]
    pub fn fields_of_windows(&self) -> &'static str {
        let window = self.window.as_ref();
        match window.and_then(|window| window.before.as_ref()) {
            Some(_) => "`services.window.windows` and `services.window.before.windows`",
            None => "`services.window.windows`",
        }
    }

    /// Whether somebody needs a home and no unit is there before `end`, programmes aside.
    #[must_use]
    pub fn is_without_homes(&self, end: SimTime) -> bool {
        self.housing.as_ref().is_some_and(|housing| {
            let builds = housing.builds.iter().filter(|build| build.ready < end);
            let built: u32 = builds.map(|build| build.units).sum();
            housing.need.get() > 0.0 && housing.units + built == 0
        })
    }

    /// Whether no window is staffed while the E-Point Pass does not run, programmes aside.
    #[must_use]
    pub fn is_closed_before_pass(&self) -> bool {
        let window = self.window.as_ref();
        let before = window.and_then(|window| window.before.as_ref());
        before.is_some_and(|before| before.windows == 0)
    }

    /// Whether programmes of a kind act on something that it has.
    pub(super) fn is_moved_by(&self, kind: ProgrammeKind) -> bool {
        let index = self.index.as_ref();
        let has_park = index.is_some_and(|index| index.talents_park.is_some());
        let kinds = [
            (ProgrammeKind::Housing, self.housing.is_some()),
            (ProgrammeKind::Windows, self.window.is_some()),
            (ProgrammeKind::EPointPass, self.window.is_some()),
            (ProgrammeKind::TalentsPark, has_park),
        ];
        kinds.contains(&(kind, true))
    }
}
