//! Warnings about what never happens at the service window and in housing, and the programmes that
//! act there.

use super::plan::Services;
use crate::engine::Clock;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::units::SimTime;

impl Services {
    /// What never happens in a run of this clock, in sentences.
    pub(super) fn never(&self, clock: &Clock) -> Vec<String> {
        let end = clock.horizon();
        let mut warnings = Vec::new();
        if let Some(window) = &self.window {
            let before = window.before.iter().map(|before| before.back_office);
            let days = before.fold(window.regime.back_office, u32::min);
            if window.hours.workdays_later(SimTime::ZERO, days) >= end {
                warnings.push(format!(
                    "nobody settles before the end of the run, as a case takes {days} working days \
                     in the back office: lower `services.window.back_office_days`"
                ));
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
        for (count, what, at) in [
            (late, "builds of housing", "services.housing.builds"),
            (
                roads,
                "improvements of transport",
                "services.index.transport",
            ),
            (places, "builds of public services", "services.index"),
            (
                usize::from(park),
                "talents park",
                "services.index.talents_park",
            ),
        ] {
            if count > 0 {
                warnings.push(format!(
                    "{count} {what} of `{at}` would be ready after the run: see its dates and lags"
                ));
            }
        }
        warnings
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
