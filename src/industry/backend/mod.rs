//! The back end: wafers become tested chips.
//!
//! A lot that comes from the fab (or the foundry) is probed, packaged step by step, burnt in and
//! finally tested, at stations with servers and queues. Read [`dies_per_wafer`] and [`YieldLaw`]
//! for how many good dies a wafer has, [`pass_share`] and its neighbours for what tests find,
//! `floor` for the way of a lot, `book` for what is reported, [`spec`] for what a scenario says.
//! It knows neither how the wafers were made nor who needs the chips.

mod book;
mod dies;
mod floor;
mod screen;
pub mod spec;
mod station;
#[cfg(test)]
mod tests;
mod yield_law;

use crate::industry::shared::names::Names;
use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

pub use dies::{WaferGeometry, dies_per_wafer};
pub use screen::{burn_in_escapes, defect_level, grade_shares, pass_share};
pub use station::ServiceTime;
pub use yield_law::YieldLaw;

use crate::engine::{Calendar, Figures, Metric, Period, Series, Sim};
use crate::industry::shared::flow::{FinishedLot, Handover, PartId, ProductId, Receipt};
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Area, Share, SimTime};
use book::Book;
use floor::BackendEvent;
use station::Station;

/// What shares one density of defects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ClusterLevel {
    /// All wafers of a lot.
    Lot,
    /// All dies of a wafer.
    Wafer,
    /// Each die has its own.
    Die,
}

/// A product as the back end sees it.
#[derive(Clone, Debug)]
struct Product {
    name: String,
    /// What its chips are to a kit.
    part: PartId,
    area: Area,
    dies_per_wafer: u32,
    /// Grades with the share of chips that are of it; empty where chips are not sorted.
    grades: Vec<(String, f64)>,
}

impl Product {
    fn shares(&self) -> impl Iterator<Item = f64> {
        self.grades.iter().map(|(_, share)| *share)
    }
}

/// The weak chips that burn-in is for. Times in hours.
#[derive(Clone, Copy, Debug)]
struct BurnIn {
    weak_share: f64,
    weak_life: f64,
    time: f64,
}

/// The back end, checked: what a run can be given.
#[derive(Resource, Clone, Debug)]
pub struct Backend {
    /// By [`ProductId`].
    products: Vec<Product>,
    law: YieldLaw,
    cluster: ClusterLevel,
    probe_coverage: Share,
    final_coverage: Share,
    package_yield: Share,
    final_yield: Share,
    burn_in: Option<BurnIn>,
    /// In the order of a lot's way: probe first, final test last.
    stations: Vec<Station>,
}

impl Backend {
    fn product(&self, id: ProductId) -> &Product {
        &self.products[usize::from(id.0)]
    }
}

impl Subsystem for Backend {
    type Spec = spec::BackendFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[book::METRICS];

    fn declare(spec: &Self::Spec, names: &mut Names) {
        names.parts.extend(spec.products.names().map(str::to_owned));
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(&context.names, at, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let world = sim.world_mut();
        Handover::<FinishedLot>::add_reader(world);
        world.init_resource::<Handover<Receipt>>();
        world.insert_resource(Calendar::<BackendEvent>::new());
        world.insert_resource(Book::new(self));
        world.insert_resource(self.clone());
        world.spawn_batch(self.stations.clone());
        sim.add(Stage::Backend, (floor::make_rows, floor::drain).chain());
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            book::begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        book::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        book::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        book::audit(world)
    }

    fn events(world: &World) -> u64 {
        world.resource::<Book>().events
    }
}
