//! Warnings about work without people, and people without work, homes or windows.

use crate::industry::Park;
use crate::industry::finance::Finance;
use crate::industry::research::Research;
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::staff::{Role, Workload};
use crate::industry::shared::warnings::Warnings;
use crate::industry::staffing::Staffing;
use crate::industry::talent::Talent;
use crate::industry::ventures::Ventures;
use crate::units::SimTime;
use crate::units::spoken::plural;

impl Park {
    /// Warnings about people who are missing, or who have nothing to do.
    pub(super) fn missing_people(&self) -> Warnings {
        let mut warnings = Warnings::default();
        warnings.extend(self.missing_crews());
        warnings.extend(self.missing_hands());
        warnings.extend(self.busy_staff());
        warnings.extend(self.busy_windows());
        warnings.extend(self.missing_work());
        self.warn_of_closed_doors(&mut warnings);
        warnings.extend(self.unused_channels());
        warnings
    }

    /// What the plants are planned for.
    fn workload(&self) -> Workload {
        let mut work = Workload::default();
        if let Some(fab) = &self.fab {
            fab.add_workload(&mut work);
        }
        if let Some(assembly) = &self.assembly {
            assembly.add_workload(&mut work);
        }
        work
    }

    /// How many people of a role can ever be on shift at a time, and the fields that say so; none
    /// where that is not limited.
    pub(super) fn most_on_shift(&self, role: Role) -> Option<(u32, String)> {
        let staffing = self.staffing.as_ref()?;
        let talent = self.talent.as_ref();
        let careers = self.careers.as_ref().filter(|careers| {
            talent.is_some_and(|talent| talent.brings(role.occupation())) || careers.trains(role)
        });
        let hired = |required: f64| careers.map_or(0, |careers| careers.posts(required));
        let most = staffing.most_on_shift(role, &self.workload(), hired)?;
        Some((most, staffing.fields_of(role, self.careers.is_some())))
    }

    /// A warning for each tool group whose repairs need more technicians than are ever on shift.
    fn missing_crews(&self) -> impl Iterator<Item = String> {
        let there = self.most_on_shift(Role::Technician);
        let groups = self.fab.iter().flat_map(|fab| &fab.groups);
        groups.filter_map(move |group| {
            let ((there, fields), crew) = (there.as_ref()?, group.crew);
            let is_down = group.failure.is_some() || !group.maintenance.is_empty();
            (is_down && crew > *there).then(|| {
                let name = &group.name;
                let crew = plural(crew, "technician", "technicians");
                format!(
                    "tool group `{name}` needs {crew} for a repair or maintenance, and \
                     staffing has {there} on shift at most: its tools stay down; give more in \
                     {fields}, or lower `fab.tools.{name}.repair_crew`"
                )
            })
        })
    }

    /// Warnings about operators, engineers and assemblers, of whom too few are ever on shift.
    fn missing_hands(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let fab = self.fab.as_ref();
        let operated = fab.and_then(|fab| fab.operated_step());
        let held = fab.and_then(|fab| fab.held_step());
        for (role, step, what) in [
            (Role::Operator, operated, "no lot is ever begun there"),
            (Role::Engineer, held, "no held lot is ever released"),
        ] {
            if let (Some((route, step)), Some((0, fields))) = (step, self.most_on_shift(role)) {
                warnings.push(format!(
                    "step `{step}` of route `{route}` needs an {}, and none is ever on shift: \
                     {what}; give some in {fields}",
                    role.name()
                ));
            }
        }
        if let (Some(assembly), Some((there, fields))) =
            (&self.assembly, self.most_on_shift(Role::Assembler))
        {
            let needed = assembly.assemblers_per_line();
            if there < needed {
                let so = if there == 0 {
                    "no computer is ever begun".to_owned()
                } else {
                    let percent = 100.0 * f64::from(there) / f64::from(needed);
                    format!("one line runs at {percent:.0} % of its speed at most")
                };
                let needed = plural(needed, "assembler", "assemblers");
                warnings.push(format!(
                    "a line takes {needed} on a shift, and staffing has {there} at \
                     most: {so}; give more in {fields}, or lower \
                     `assembly.assemblers_per_line`"
                ));
            }
        }
        warnings
    }

    /// Warnings about sections of people that have nothing to work on, and wages without people.
    fn missing_work(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.staffing.is_some() && self.fab.is_none() && self.assembly.is_none() {
            warnings.push(
                "`staffing` has no plant: without `fab` and `assembly` there is no work for \
                 anybody"
                    .to_owned(),
            );
        }
        if self.talent.is_none() && self.services.is_some() {
            warnings
                .push("nobody ever comes to `services`: the scenario has no `talent`".to_owned());
        }
        if self.talent.is_none() && self.staffing.is_none() && self.careers.is_some() {
            warnings.push(
                "nobody has a career in `careers`: the scenario has neither `talent` nor \
                 `staffing.initial`"
                    .to_owned(),
            );
        }
        warnings.extend(self.unpaid_recruits());
        let paid = self.finance.iter().flat_map(Finance::paid_roles);
        let staffing = self.staffing.as_ref();
        let is_unpaid = |role: &Role| staffing.is_none_or(|plan| plan.is_unmanned(*role));
        warnings.extend(paid.filter(is_unpaid).map(|role| {
            let name = role.name();
            format!(
                "nobody is ever paid `finance.wages.{name}`: say in `staffing.fixed` or \
                 `staffing.initial` how many there are"
            )
        }));
        warnings
    }

    /// A warning for each role whose recruits would come for a wage that is not paid.
    fn unpaid_recruits(&self) -> impl Iterator<Item = String> {
        let paid = self.finance.iter().flat_map(Finance::paid_roles);
        let paid: Vec<Role> = paid.collect();
        let drawn = self.staffing.iter().flat_map(Staffing::drawn_by_wage);
        let unpaid = drawn.filter(move |role| !paid.contains(role));
        unpaid.map(|role| {
            let name = role.name();
            format!(
                "nobody comes to the posts of `staffing.hiring` as {name}, since nothing is paid: \
                 give `finance.wages.{name}`, or leave out `staffing.labour.{name}`"
            )
        })
    }

    /// Warns of homes that nobody gets, and windows that nobody staffs.
    fn warn_of_closed_doors(&self, warnings: &mut Warnings) {
        let end = SimTime::ZERO + self.plan.horizon;
        let runs = |kind: ProgrammeKind| {
            let mut acting = self.policy.iter().flat_map(|policy| policy.acting(end));
            acting.any(|(_, other)| other == kind)
        };
        let Some(services) = &self.services else {
            return;
        };
        let is_closed = |end: SimTime| services.is_without_homes(end);
        if is_closed(end) && !runs(ProgrammeKind::Housing) && !self.reinvests() {
            if is_closed(SimTime::MAX) {
                warnings.push(
                    "some need a home, and there is none: raise `services.housing.units`, or set \
                     `services.housing.need_share` to 0",
                );
            } else {
                warnings.late(1, "the first home (`services.housing.builds`)");
            }
        }
        let is_open = runs(ProgrammeKind::EPointPass) || runs(ProgrammeKind::Windows);
        if services.is_closed_before_pass() && !is_open && !self.reinvests() {
            warnings.push(
                "no window is ever staffed: the E-Point Pass does not run, and \
                 `services.window.before.windows` is 0",
            );
        }
    }

    /// A warning for each channel of kind `programme` that no section names.
    fn unused_channels(&self) -> impl Iterator<Item = String> {
        let research = self.research.iter().flat_map(Research::channels);
        let ventures = self.ventures.iter().filter_map(Ventures::channel);
        let named: Vec<_> = research.chain(ventures).collect();
        let channels = self.talent.iter().flat_map(Talent::channels_of_programmes);
        let unused = channels.filter(move |(id, _)| !named.contains(id));
        unused.map(|(_, name)| {
            format!(
                "nobody comes through channel `{name}`, which no section names: name it as a \
                 `channel` of `research` or `ventures`, or leave it out"
            )
        })
    }
}
