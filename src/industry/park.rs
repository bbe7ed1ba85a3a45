//! A park: a checked scenario, of which any number of runs can be started.

use std::sync::Arc;

use bevy_ecs::prelude::World;

use crate::engine::streams::Streams;
use crate::engine::{Clock, Period, Sim};
use crate::scenario::{Document, FieldPath, Problems};
use crate::units::text::nearest;
use crate::units::{Date, Duration, SimTime};

use super::fab::rank::{NoToolGroup, OutsideRules};
use super::fab::{Fab, LotStream};
use super::run::Run;
use super::shared::Stage;
use super::shared::names::Names;
use super::shared::subsystem::{Context, LoadRow, Present, Reader, Size, Subsystem};
use super::shared::warnings::Warnings;
use super::sliders::Slider;
use super::spec::ScenarioFile;
use super::targets::spec::RunSpan;
use super::targets::{Targets, Window};
use super::{READERS, outages, size};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};

/// What a scenario is about, and what readers of its report may move.
#[derive(Clone, Debug)]
pub struct About {
    /// The title in tables and results.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Keys of the figures that answer it, as tables show them first; empty where the scenario
    /// chooses none.
    pub headlines: Vec<String>,
    /// The numbers that readers of its report may move, at most three.
    pub sliders: Vec<Slider>,
}

/// Start, length and replications of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunPlan {
    /// The first day.
    pub origin: Date,
    /// The length of a tick, which bounds how late feedback acts.
    pub tick: Duration,
    /// The time at the start that statistics leave out.
    pub warmup: Duration,
    /// The length of the run.
    pub horizon: Duration,
    /// Time from one point of the series to the next.
    pub observe_every: Duration,
    /// The seed of all random streams.
    pub seed: u64,
    /// How many replications are run.
    pub replications: u32,
    /// The number of the first of them.
    pub first_replication: u32,
}

/// Declares [`Park`] and what it does with every subsystem, from the list of subsystems.
macro_rules! park {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// A validated scenario.
        #[derive(Clone, Debug)]
        pub struct Park {
            about: About,
            pub(super) plan: RunPlan,
            targets: Targets,
            written: Present,
            $(pub(super) $module: Option<super::$module::$name>,)*
            /// The park as it is from later times on, where values change, in order of time.
            changes: Vec<(SimTime, Arc<Park>)>,
        }

        impl Park {
            /// Makes room for what another of its states has more of.
            fn make_room_for(&mut self, other: &Self) {
                $(if let (Some(own), Some(other)) = (&mut self.$module, &other.$module) {
                    own.make_room_for(other);
                })*
            }

            /// Lets its values hold in a run from now on.
            pub(super) fn take_over(&self, world: &mut World, now: SimTime) {
                $(if let Some(subsystem) = &self.$module {
                    subsystem.take_over(world, now);
                })*
            }

            /// The names of the sections that the scenario has, in the order of a tick.
            fn sections(&self) -> Vec<&'static str> {
                let mut sections = Vec::new();
                $(sections.extend(self.$module.as_ref().map(|_| stringify!($module)));)*
                sections
            }

            /// Adds every subsystem that the scenario has to a run.
            fn add_to(&self, sim: &mut Sim) {
                $(if let Some(subsystem) = &self.$module {
                    subsystem.publish(sim.world_mut());
                })*
                $(if let Some(subsystem) = &self.$module {
                    subsystem.add_to(sim);
                })*
            }

            /// The static loads of its parts, with the values of one time.
            pub(super) fn loads_of_state(&self) -> Vec<LoadRow> {
                let mut rows = Vec::new();
                let horizon = self.plan.horizon;
                $(rows.extend(self.$module.iter().flat_map(|part| part.loads(horizon)));)*
                rows
            }

            /// The estimated sizes of a run under programmes of this strength, with the sections
            /// that drive them.
            pub(super) fn sizes(&self, programmes: &Programmes) -> Vec<(&'static str, Size)> {
                let mut sizes = Vec::new();
                $(if let Some(subsystem) = &self.$module {
                    let own = subsystem.sizes(self.plan.horizon, programmes);
                    sizes.extend(own.into_iter().map(|size| (stringify!($module), size)));
                })*
                sizes
            }

            /// The warnings of every subsystem about its own section.
            pub(super) fn warnings_of_sections(&self) -> Warnings {
                let mut warnings = Warnings::default();
                let clock = self.clock();
                $(if let Some(subsystem) = &self.$module {
                    warnings.append(subsystem.warnings(&clock));
                })*
                warnings
            }

            /// Whether programmes of a kind act on something that the scenario has.
            pub(super) fn heeds(&self, kind: ProgrammeKind) -> bool {
                [$(self.$module.as_ref().is_some_and(|part| part.heeds(kind))),*].contains(&true)
            }
        }

        /// Fills in the sections that apply where a scenario has none. Returns those it has.
        fn fill_in(file: &mut ScenarioFile) -> Present {
            let mut written = Vec::new();
            $(if file.$module.is_some() {
                written.push(stringify!($module));
            } else {
                file.$module = <super::$module::$name as Subsystem>::absent();
            })*
            Present::new(written)
        }

        /// The names that sections refer to in each other, and the sections that there are.
        fn context(file: &ScenarioFile, written: Present) -> Context {
            let mut names = Names::default();
            let mut sections = Vec::new();
            $(if let Some(spec) = &file.$module {
                <super::$module::$name as Subsystem>::declare(spec, &mut names);
                sections.push(stringify!($module));
            })*
            Context {
                start: file.run.start,
                names,
                present: Present::new(sections),
                written,
            }
        }

        /// Checks every section against the names of the others.
        fn check(mut file: ScenarioFile, problems: &mut Problems) -> Option<Park> {
            let written = fill_in(&mut file);
            let context = context(&file, written.clone());
            let ScenarioFile { scenario, run, target, slider, outage: _, $($module,)* } = file;
            let at = |section: &str| FieldPath::root().field(section);
            let before = problems.len();
            let plan = run.check(&at("run"), problems);
            $(let $module = $module.and_then(|spec| {
                <super::$module::$name as Subsystem>::check(
                    spec, &context, &at(stringify!($module)), problems,
                )
            });)*
            let plan = plan?;
            let span = run_span(context.start, &plan);
            let sliders = super::sliders::spec::check(slider, &at("slider"), problems);
            let park = Park {
                about: scenario.check(sliders, &at("scenario"), problems),
                plan,
                targets: super::targets::spec::check(&target, &span, &at("target"), problems),
                written,
                $($module,)*
                changes: Vec::new(),
            };
            if problems.len() == before {
                size::check(&park, problems);
            }
            (problems.len() == before).then_some(park)
        }
    };
}
subsystems!(park);

/// The JSON Schema of a scenario file.
#[must_use]
pub fn schema() -> serde_json::Value {
    (*crate::scenario::json_schema::<ScenarioFile>()).clone()
}

impl Park {
    /// Checks a scenario.
    ///
    /// # Errors
    /// If anything in it is wrong: all mistakes.
    pub fn compile(document: &Document) -> Result<Self, Problems> {
        let start = |file: &ScenarioFile| file.run.days();
        let (mut file, mut later) = document.read_over_time(start)?;
        if !file.outage.is_empty() {
            let with_outages = outages::laid_over(document, &file.outage)?;
            (file, later) = with_outages.read_over_time(start)?;
        }
        let mut park = Self::of(document, file)?;
        let (start, end) = (park.plan.origin, SimTime::ZERO + park.plan.horizon);
        let mut changes = Vec::new();
        for (date, file) in later {
            let at = date.begins(start).unwrap_or(SimTime::ZERO);
            if at < end {
                changes.push((at, Self::of(document, file)?));
            }
        }
        for (_, change) in &changes {
            park.make_room_for(change);
        }
        for (at, mut change) in changes {
            change.make_room_for(&park);
            park.changes.push((at, Arc::new(change)));
        }
        Ok(park)
    }

    /// Checks a scenario whose values are those of one time.
    fn of(document: &Document, file: ScenarioFile) -> Result<Self, Problems> {
        let mut problems = document.problems();
        let park = check(file, &mut problems);
        problems
            .into_result(park)?
            .ok_or_else(|| document.problems())
    }

    /// The names of the fab's tool groups, by their place ([`ToolWindow::group`]).
    ///
    /// [`ToolWindow::group`]: super::explain::ToolWindow::group
    #[must_use]
    pub fn tool_groups(&self) -> Vec<&str> {
        let groups = self.fab.iter().flat_map(|fab| &fab.groups);
        groups.map(|group| group.name.as_str()).collect()
    }

    /// Lets rules from outside rank the lots of tool groups in place of what the scenario says, at
    /// all times.
    ///
    /// # Errors
    /// If a tool group that is named, or any, is not there.
    pub fn rank_by(&mut self, rules: &OutsideRules) -> Result<(), NoToolGroup> {
        let groups = self.tool_groups();
        if groups.is_empty() {
            return Err(NoToolGroup::None);
        }
        let unknown = |name: &&String| !groups.contains(&name.as_str());
        if let Some(name) = rules.groups.keys().find(unknown) {
            return Err(NoToolGroup::Unknown {
                name: name.clone(),
                near: nearest(name, groups).map(str::to_owned),
            });
        }
        let changes = self.changes.iter_mut().map(|(_, park)| Arc::make_mut(park));
        let later = changes.filter_map(|park| park.fab.as_mut());
        self.fab
            .iter_mut()
            .chain(later)
            .for_each(|fab| fab.rank_by(rules));
        Ok(())
    }

    /// The fab's streams of lots, by their place.
    #[must_use]
    pub fn lot_streams(&self) -> Vec<LotStream<'_>> {
        let fab = self.fab.iter();
        fab.flat_map(Fab::lot_streams).collect()
    }

    /// The static loads of its parts that are known before a run; where values change over time,
    /// the greatest of each part.
    #[must_use]
    pub fn loads(&self) -> Vec<LoadRow> {
        let mut states = self.states();
        let first = states.next().map(Self::loads_of_state);
        states.fold(first.unwrap_or_default(), |mut greatest, state| {
            for (row, other) in greatest.iter_mut().zip(state.loads_of_state()) {
                if other.load > row.load {
                    *row = other;
                }
            }
            greatest
        })
    }

    /// The states of the park from its start on, where values change, in order of time.
    pub(super) fn states(&self) -> impl Iterator<Item = &Self> {
        let later = self.changes.iter().map(|(_, park)| &**park);
        std::iter::once(self).chain(later)
    }

    /// Title and question of the scenario.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// Start, length and replications of a run.
    #[must_use]
    pub const fn plan(&self) -> RunPlan {
        self.plan
    }

    /// Whether a figure says nothing of this park: its scenario has no such section, and nothing
    /// happened. Figures of `limits` and `finance` are reported without a section, too.
    ///
    /// * `key` — the figure, such as `finance.revenue`.
    /// * `values` — its value in each replication; none where nothing was observed.
    pub fn lacks(&self, key: &str, mut values: impl Iterator<Item = Option<f64>>) -> bool {
        let section = key.split('.').next().unwrap_or_default();
        !self.written.has(section) && values.all(|value| value.unwrap_or_default() == 0.0)
    }

    /// How the subsystems that the scenario has are read, in the order of a tick.
    #[must_use]
    pub fn readers(&self) -> Vec<Reader> {
        let sections = self.sections();
        let present = READERS.into_iter();
        present
            .filter(|reader| sections.contains(&reader.name))
            .collect()
    }

    /// The figures that a run is compared with.
    #[must_use]
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// Whether a share of the tax is spent on programmes, so that the results of a run act on its
    /// later course.
    #[must_use]
    pub fn reinvests(&self) -> bool {
        self.policy
            .as_ref()
            .is_some_and(super::policy::Policy::reinvests)
    }

    /// The windows that it can be measured over: that of the run's own statistics, then the periods
    /// of its targets.
    #[must_use]
    pub fn windows(&self) -> Vec<Window> {
        let periods = (0..self.targets.periods.len()).map(Window::Period);
        std::iter::once(Window::Run).chain(periods).collect()
    }

    /// The time of a window; none if the run does not cover it.
    #[must_use]
    pub fn period_of(&self, window: Window) -> Option<Period> {
        match window {
            Window::Run => Some(Period {
                from: SimTime::ZERO + self.plan.warmup,
                to: SimTime::ZERO + self.plan.horizon,
            }),
            Window::Period(number) => self.targets.periods.get(number).copied(),
            Window::Cut => None,
        }
    }

    /// Adds a period of statistics from the end of the warm-up to the end of a day; none, and
    /// nothing added, if that is not within the statistics or not at the end of a tick.
    pub fn add_period_until(&mut self, date: Date) -> Option<Window> {
        let (from, end) = (self.plan.warmup, self.plan.horizon);
        let to = date.plus_days(1)?.begins(self.plan.origin)?;
        let length = to.since(SimTime::ZERO);
        let is_within = from < length && length <= end && (length % self.plan.tick).is_zero();
        is_within.then(|| {
            let from = SimTime::ZERO + from;
            self.targets.periods.push(Period { from, to });
            Window::Period(self.targets.periods.len() - 1)
        })
    }

    /// The clock of its runs, at their start.
    pub(super) fn clock(&self) -> Clock {
        let plan = &self.plan;
        Clock::new(plan.origin, plan.tick, plan.warmup, plan.horizon)
    }

    /// A run of it, at its start, measured over all of its windows.
    #[must_use]
    pub fn start(&self, seed: u64, replication: u32) -> Run {
        self.start_for(&self.windows(), seed, replication)
    }

    /// A run of it, at its start, measured over these windows, which ends with the last of them.
    /// Its course does not depend on the windows: statistics act on nothing.
    ///
    /// # Panics
    /// If the run covers none of them.
    #[must_use]
    pub fn start_for(&self, windows: &[Window], seed: u64, replication: u32) -> Run {
        let observe_every = self.plan.observe_every;
        let measured = windows.iter();
        let measured: Vec<(Window, Period)> = measured
            .filter_map(|&window| Some((window, self.period_of(window)?)))
            .collect();
        let (windows, periods) = measured.into_iter().unzip();
        let clock = self.clock().with_periods(periods);
        let mut sim = Sim::new(clock, &Stage::ALL);
        let world = sim.world_mut();
        world.insert_resource(Streams::new(seed, replication));
        world.insert_resource(Present::new(self.sections()));
        self.add_to(&mut sim);
        let changes = self.changes.iter().cloned().collect();
        Run::new(sim, self.readers(), observe_every, windows, replication).changed_by(changes)
    }
}

/// What targets are checked against.
fn run_span(start: Date, plan: &RunPlan) -> RunSpan {
    RunSpan {
        start,
        warmup: plan.warmup,
        horizon: plan.horizon,
        metrics: super::metrics().map(|metric| metric.key).collect(),
    }
}
