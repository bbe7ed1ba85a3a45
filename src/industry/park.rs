//! A park: the checked scenario, ready to be started any number of times, and a run of it.

use bevy_ecs::prelude::*;

use crate::engine::streams::Streams;
use crate::engine::{Clock, Sim};
use crate::scenario::{At, Document, Problems};
use crate::units::{Date, Duration, SimTime};

use super::hand_overs::drop_all;
use super::run::Run;
use super::shared::flow::{ComputersBuilt, Consumption, FinishedLot, Handover, Names, Receipt};
use super::shared::people::{Comer, Departed, Registered, Settled};
use super::shared::staff::StaffChange;
use super::shared::{Room, Stage};
use super::size;
use super::spec::ScenarioFile;
use super::talent::spec::ChannelFile;
use super::targets::spec::RunSpan;
use super::targets::{Period, Targets};
use super::{
    assembly, backend, careers, fab, finance, limits, market, policy, research, services, staffing,
    supply, talent, targets, ventures,
};

/// What a scenario is about.
#[derive(Clone, Debug)]
pub struct About {
    /// Its title.
    pub title: String,
    /// The question that it answers.
    pub question: String,
}

/// When a run starts, how long it is, how often it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunPlan {
    /// The first day.
    pub origin: jiff::civil::Date,
    /// How late feedback may act.
    pub tick: Duration,
    /// What is left out of the statistics at the start.
    pub warmup: Duration,
    /// The length of the run.
    pub horizon: Duration,
    /// The distance of the points of the series.
    pub observe_every: Duration,
    /// The seed of all random streams.
    pub seed: u64,
    /// How many replications.
    pub replications: u32,
}

/// A validated scenario.
#[derive(Clone, Debug)]
pub struct Park {
    about: About,
    pub(super) plan: RunPlan,
    research: Option<research::Research>,
    pub(super) ventures: Option<ventures::Ventures>,
    pub(super) talent: Option<talent::Talent>,
    services: Option<services::Services>,
    careers: Option<careers::Careers>,
    pub(super) staffing: Option<staffing::Staffing>,
    pub(super) fab: Option<fab::Fab>,
    backend: Option<backend::Backend>,
    supply: Option<supply::Supply>,
    assembly: Option<assembly::Assembly>,
    pub(super) market: Option<market::Market>,
    finance: finance::Finance,
    pub(super) policy: Option<policy::Policy>,
    thresholds: limits::Thresholds,
    targets: Targets,
}

/// The JSON Schema of a scenario file.
#[must_use]
pub fn schema() -> serde_json::Value {
    crate::scenario::json_schema::<ScenarioFile>()
}

impl Park {
    /// Checks a scenario.
    ///
    /// # Errors
    /// Every mistake in it, at once.
    pub fn compile(document: &Document) -> Result<Self, Problems> {
        let file: ScenarioFile = document.read()?;
        let mut problems = document.problems();
        let park = check(file, &mut problems);
        problems
            .into_result(park)?
            .ok_or_else(|| document.problems())
    }

    /// What the scenario is about.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// When a run starts, how long it is, how often it is repeated.
    #[must_use]
    pub const fn plan(&self) -> RunPlan {
        self.plan
    }

    /// The subsystems that the scenario has, in the order of a tick.
    #[must_use]
    pub fn rooms(&self) -> Vec<&'static Room> {
        let present = [
            self.research.is_some(),
            self.ventures.is_some(),
            self.talent.is_some(),
            self.services.is_some(),
            self.careers.is_some(),
            self.staffing.is_some(),
            self.supply.is_some(),
            self.fab.is_some(),
            self.backend.is_some(),
            self.assembly.is_some(),
            self.market.is_some(),
            true,
            self.policy.is_some(),
            true,
        ];
        let rooms = super::ROOMS.into_iter().zip(present);
        rooms
            .filter(|(_, present)| *present)
            .map(|(room, _)| room)
            .collect()
    }

    /// What a run of it is compared with.
    #[must_use]
    pub const fn targets(&self) -> &Targets {
        &self.targets
    }

    /// Whether what comes of a run acts on what the city does later.
    #[must_use]
    pub fn reinvests(&self) -> bool {
        self.policy.as_ref().is_some_and(policy::Policy::reinvests)
    }

    /// A run of it, at its start.
    #[must_use]
    pub fn start(&self, seed: u64, replication: u32) -> Run {
        let RunPlan {
            warmup, horizon, ..
        } = self.plan;
        self.start_between(warmup, horizon, seed, replication)
    }

    /// A run of it, at its start, whose statistics are of a period and which ends with it. All that
    /// happens is what happens in [`Self::start`]'s run until then: statistics act on nothing.
    #[must_use]
    pub fn start_for(&self, period: &Period, seed: u64, replication: u32) -> Run {
        let since_start = |at: SimTime| at.since(SimTime::ZERO);
        let (from, to) = (since_start(period.from), since_start(period.to));
        self.start_between(from, to, seed, replication)
    }

    fn start_between(
        &self,
        warmup: Duration,
        horizon: Duration,
        seed: u64,
        replication: u32,
    ) -> Run {
        let RunPlan {
            origin,
            tick,
            observe_every,
            ..
        } = self.plan;
        let clock = Clock::new(origin, tick, warmup, horizon);
        let mut sim = Sim::new(clock, &Stage::ALL);
        sim.world_mut()
            .insert_resource(Streams::new(seed, replication));
        self.add_to(&mut sim);
        Run::new(sim, self.rooms(), observe_every)
    }

    /// Adds every subsystem that the scenario has, and an end to every hand-over that has none.
    fn add_to(&self, sim: &mut Sim) {
        if let Some(policy) = &self.policy {
            policy.add_to(sim);
        }
        if let Some(research) = &self.research {
            research.add_to(sim);
        }
        if let Some(ventures) = &self.ventures {
            ventures.add_to(sim);
        }
        if let Some(talent) = &self.talent {
            talent.clone().add_to(sim);
        }
        if let Some(services) = &self.services {
            services.clone().add_to(sim);
        }
        if let Some(careers) = &self.careers {
            careers.add_to(sim, self.arrivals());
        }
        if let Some(supply) = &self.supply {
            supply.add_to(sim);
        }
        if let Some(fab) = &self.fab {
            fab.add_to(sim);
        }
        if let Some(backend) = &self.backend {
            backend.add_to(sim);
        }
        if let Some(assembly) = &self.assembly {
            assembly.add_to(sim);
        }
        if let Some(staffing) = &self.staffing {
            staffing.add_to(sim);
        }
        if let Some(market) = &self.market {
            market.add_to(sim);
        }
        self.finance.add_to(sim);
        limits::add_to(self.thresholds, self.present(), sim);
        self.end_loose_hand_overs(sim);
    }

    /// Where careers hear of new people.
    const fn arrivals(&self) -> careers::Arrivals {
        if self.services.is_some() {
            careers::Arrivals::Settled
        } else {
            careers::Arrivals::Registered
        }
    }

    const fn present(&self) -> limits::Present {
        limits::Present {
            fab: self.fab.is_some(),
            assembly: self.assembly.is_some(),
            market: self.market.is_some(),
            services: self.services.is_some(),
        }
    }

    /// What nobody downstream takes is dropped at the end of each tick.
    fn end_loose_hand_overs(&self, sim: &mut Sim) {
        if self.talent.is_none() {
            sim.add(Stage::Observe, drop_all::<Handover<Comer>>);
        }
        if self.services.is_none() && self.careers.is_none() {
            sim.add(Stage::Observe, drop_all::<Registered>);
        }
        if self.careers.is_none() {
            sim.add(Stage::Observe, drop_all::<Settled>);
        }
        if self.services.is_none() {
            sim.add(Stage::Observe, drop_all::<Departed>);
        }
        if self.staffing.is_none() {
            sim.add(Stage::Observe, drop_all::<Handover<StaffChange>>);
        }
        if self.backend.is_none() {
            sim.add(Stage::Observe, drop_all::<Handover<FinishedLot>>);
        }
        if self.assembly.is_none() {
            sim.add(Stage::Observe, drop_all::<Handover<Receipt>>);
        }
        if self.supply.is_none() {
            sim.add(Stage::Observe, drop_all::<Handover<Consumption>>);
        }
        if self.market.is_none() {
            sim.add(Stage::Observe, drop_all::<Handover<ComputersBuilt>>);
        }
    }
}

/// The channels whose people a section brings.
fn programme_channels(file: &ScenarioFile) -> Vec<String> {
    let channels = file.talent.iter().flat_map(|talent| talent.channels.iter());
    let brought = channels.filter(|(_, file)| matches!(file, ChannelFile::Programme(_)));
    brought.map(|(name, _)| name.to_owned()).collect()
}

/// The names that sections refer to across the file.
fn names(file: &ScenarioFile) -> Names {
    let owned = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
    let mut parts: Vec<String> = Vec::new();
    if let Some(supply) = &file.supply {
        parts.extend(supply.kit_parts().map(str::to_owned));
    }
    if let Some(backend) = &file.backend {
        parts.extend(backend.products.names().map(str::to_owned));
    }
    let models = match (&file.assembly, &file.market) {
        (Some(assembly), _) => owned(&mut assembly.models.names()),
        (None, Some(market)) => owned(&mut market.models.names()),
        (None, None) => Vec::new(),
    };
    let mut names = Names {
        products: file
            .fab
            .iter()
            .flat_map(|fab| fab.products.names())
            .map(str::to_owned)
            .collect(),
        parts,
        models,
        channels: file
            .talent
            .iter()
            .flat_map(|talent| talent.channels.names())
            .map(str::to_owned)
            .collect(),
        programme_channels: programme_channels(file),
    };
    if let Some(staffing) = &file.staffing {
        staffing.add_names(&mut names);
    }
    names
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

/// Checks every section against the names of the others.
fn check(file: ScenarioFile, problems: &mut Problems) -> Option<Park> {
    let names = names(&file);
    let ScenarioFile {
        scenario,
        run,
        research,
        ventures,
        talent,
        services,
        careers,
        staffing,
        fab,
        backend,
        supply,
        assembly,
        market,
        finance,
        policy,
        limits,
        target,
    } = file;
    let start = run.start;
    let at = |section: &str| At::root().field(section);
    let has_careers = careers.is_some();
    let has_pass = policy.as_ref().is_some_and(policy::PolicyFile::has_pass);
    let before = problems.len();
    let plan = run.check(&at("run"), problems);
    let finance = finance
        .unwrap_or_default()
        .check(start, &at("finance"), problems);
    let park = |(plan, finance)| Park {
        about: scenario.check(),
        plan,
        targets: targets::spec::check(&target, &run_span(start, &plan), &at("target"), problems),
        research: research.and_then(|file| file.check(start, &names, &at("research"), problems)),
        ventures: ventures.and_then(|file| file.check(&names, &at("ventures"), problems)),
        talent: talent.and_then(|file| file.check(start, &at("talent"), problems)),
        services: services.and_then(|file| file.check(start, has_pass, &at("services"), problems)),
        careers: careers.and_then(|file| file.check(&at("careers"), problems)),
        staffing: staffing
            .and_then(|file| file.check(&at("staffing"), has_careers, &names, problems)),
        fab: fab.and_then(|file| file.check(&names, problems)),
        backend: backend.and_then(|file| file.check(&names, &at("backend"), problems)),
        supply: supply.and_then(|file| file.check(&names, &at("supply"), problems)),
        assembly: assembly.and_then(|file| file.check(&names, &at("assembly"), problems)),
        market: market.and_then(|file| file.check(start, &names, &at("market"), problems)),
        finance,
        policy: policy.and_then(|file| file.check(start, &at("policy"), problems)),
        thresholds: limits.check(),
    };
    let park = plan.zip(finance).map(park);
    if let Some(park) = park.as_ref().filter(|_| problems.len() == before) {
        size::check(park, problems);
    }
    park.filter(|_| problems.len() == before)
}
