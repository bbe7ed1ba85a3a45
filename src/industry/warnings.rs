//! Warnings about settings that are allowed and suspicious.

use super::shared::staff::Role;
use super::{LoadRow, Park, Window};

impl Park {
    /// Warnings about settings that are allowed and suspicious, in sentences.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let loads = self.loads();
        let load = |row: &LoadRow| {
            let LoadRow {
                kind, name, load, ..
            } = row;
            match load {
                Some(load) if *load >= 1.0 => Some(format!(
                    "{kind} `{name}` has a load of 100 % or more: its queue grows as long as lots \
                     come"
                )),
                Some(load) if *load <= 0.0 => Some(format!(
                    "no lot visits {kind} `{name}`: is its name spelt right?"
                )),
                Some(_) | None => None,
            }
        };
        let of_loads = loads.iter().filter_map(load);
        let of_sections = self.warnings_of_sections();
        of_loads
            .chain(of_sections)
            .chain(self.warnings_of_crews())
            .chain(self.warnings_of_carriers())
            .chain(self.warning_of_assemblers())
            .chain(self.late_programmes())
            .chain(self.cut_targets())
            .collect()
    }

    /// A warning for each tool group whose repairs need more technicians than staffing has.
    fn warnings_of_crews(&self) -> impl Iterator<Item = String> {
        let staffing = self.staffing.as_ref();
        let there = staffing.and_then(|staffing| {
            staffing.most_on_shift(Role::Technician, staffing.crews(), self.careers.is_some())
        });
        let groups = self.fab.iter().flat_map(|fab| &fab.groups);
        groups.filter_map(move |group| {
            let (there, crew) = (there?, group.crew);
            let is_down = group.failure.is_some() || !group.maintenance.is_empty();
            (is_down && crew > there).then(|| {
                let name = &group.name;
                format!(
                    "tool group `{name}` needs {crew} technicians for a repair or maintenance, and \
                     staffing has {there}: its tools stay down"
                )
            })
        })
    }

    /// A warning for each part of which less is kept in stock than a carrier of a model takes.
    fn warnings_of_carriers(&self) -> Vec<String> {
        let (Some(assembly), Some(supply)) = (&self.assembly, &self.supply) else {
            return Vec::new();
        };
        let mut warnings = Vec::new();
        for (part, name, [kept, initial]) in supply.kept() {
            let takes = |&(_, of, units): &(&str, _, u64)| of == part && units > kept.into();
            for (model, _, units) in assembly.carriers().filter(takes) {
                let never = if u64::from(initial) < units {
                    "never begun"
                } else {
                    "begun only while the stock of the start lasts"
                };
                warnings.push(format!(
                    "a carrier of model `{model}` takes {units} units of part `{name}`, and {kept} \
                     are kept: it is {never}; raise `supply.parts.{name}.base_stock` to {units} or \
                     lower `assembly.carrier_size`"
                ));
            }
        }
        warnings
    }

    /// A warning if there are fewer assemblers than one line needs.
    fn warning_of_assemblers(&self) -> Option<String> {
        let (needed, crews) = self.assembly.as_ref()?.people();
        let staffing = self.staffing.as_ref()?;
        let hires = self.careers.is_some();
        let there = staffing.most_on_shift(Role::Assembler, crews, hires)?;
        (there < needed).then(|| {
            format!(
                "a line needs {needed} assemblers on a shift, and staffing has {there}: no \
                 computer is ever begun; give more in `staffing`, or lower \
                 `assembly.assemblers_per_line`"
            )
        })
    }

    /// A warning if programmes begin after the end of the run.
    fn late_programmes(&self) -> Option<String> {
        let late: Vec<&str> = self
            .policy
            .iter()
            .flat_map(|policy| policy.after(self.plan.horizon))
            .collect();
        match late.len() {
            0 => None,
            1 => Some(format!(
                "the programme `{}` begins after the end of the run",
                late[0]
            )),
            more => Some(format!(
                "{more} programmes begin after the end of the run: {}",
                late.join(", ")
            )),
        }
    }

    /// A warning if the run does not reach the periods of some targets.
    fn cut_targets(&self) -> Option<String> {
        let targets = self.targets().list.iter();
        let cut = targets.filter(|target| target.window == Window::Cut);
        match cut.count() {
            0 => None,
            1 => Some(
                "1 target is not judged: the run does not cover its period to the last day"
                    .to_owned(),
            ),
            several => Some(format!(
                "{several} targets are not judged: the run does not cover their periods to the \
                 last day"
            )),
        }
    }
}
