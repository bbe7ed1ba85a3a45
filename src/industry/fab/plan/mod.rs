//! The section `[fab]`, checked: names have become places in tables, and every mistake is reported
//! with its place. `tables` compiles the plan for the running fab.

mod context;
mod learning;
mod limits;
mod lots;
mod pull;
mod setups;
mod steps;
mod tools;
mod transports;
mod work;

pub use learning::{Defects, EngineeringPlan, LearningLaw, LearningPlan, VolumePlan};
pub use lots::{InitialLot, ListedLot, Releases, SourcePlan};
pub use pull::PullPlan;
pub use steps::{LimitAction, QueueLimit, RoutePlan, Step};
pub use tools::{FailurePlan, GroupPlan, Loading, MaintenancePlan, MaintenanceTrigger};
pub use transports::Transports;
pub use work::Work;

use super::dispatch::{Ranking, Rule};
use super::rank::OutsideRules;
use super::setups::SetupTimes;
use super::spec::{
    FabFile, FabProductFile, FoundryFile, HoldsFile, InitialLotFile, LotFile, ModeFile, StepFile,
    StreamFile, ToolGroupFile, foundry_density,
};
use crate::industry::shared::flow::ProductId;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, NameIndex, Named, Problems};
use crate::units::{Duration, DurationLaw, Fen};
use context::{Context, missing, ranking};
use lots::{StreamRoute, add_lots, check_lots, initial_lots_of};
pub(super) use pull::check_sections;
use setups::setup_names;
use tools::add_maintenance;
use transports::locations;

/// A product of the fab.
#[derive(Clone, Debug)]
pub struct ProductPlan {
    /// Its name in the scenario.
    pub name: String,
    /// What downstream calls it.
    pub id: ProductId,
    /// Its route: a place in the list of routes; none where a foundry makes it.
    pub route: Option<usize>,
    /// Due date: release plus so many raw process times.
    pub due_factor: f64,
}

/// Who makes the wafers.
#[derive(Clone, Debug)]
pub enum Maker {
    /// The park's own tools.
    Park,
    /// A foundry: lots come back after `lead`.
    Foundry {
        /// Time from order to delivery.
        lead: DurationLaw,
        /// Price of a wafer, paid with the order.
        price: Fen,
    },
}

/// The section `[fab]`, checked: every name refers to something, and every lot can leave.
#[derive(Clone, Debug)]
pub struct Fab {
    /// Who makes the wafers.
    pub(super) maker: Maker,
    /// The tool groups; a [`GroupId`](super::rows::GroupId) is a place in this list.
    pub(crate) groups: Vec<GroupPlan>,
    /// The times to change setups.
    pub(super) setups: SetupTimes,
    /// Step sequences, by row.
    pub(super) routes: Vec<RoutePlan>,
    /// Chip products, by row, each with its route.
    pub(super) products: Vec<ProductPlan>,
    /// The streams of lots.
    pub(super) sources: Vec<SourcePlan>,
    /// Lots that are in the line at the start.
    pub(super) initial_lots: Vec<InitialLot>,
    /// The times to carry lots.
    pub(super) transports: Transports,
    /// Time of an engineer for a held lot.
    pub(super) hold_time: Option<DurationLaw>,
    /// Where the density of killing defects comes from.
    pub(super) defects: Defects,
    /// Price of a wafer start, paid to suppliers.
    pub(super) wafer_cost: Fen,
}

/// A lot stream, by names.
#[derive(Clone, Debug)]
pub struct LotStream<'a> {
    /// The name of the stream.
    pub name: &'a str,
    /// The name of the product that its lots become.
    pub product: &'a str,
    /// The steps of its route in their order, each with its tool group; none where a foundry makes
    /// its wafers.
    pub steps: Vec<(&'a str, &'a str)>,
}

impl Fab {
    /// The streams of lots, by their place in the list.
    pub(crate) fn lot_streams(&self) -> impl Iterator<Item = LotStream<'_>> {
        self.sources.iter().map(|source| {
            let product = &self.products[source.product];
            let route = product.route.map(|route| &self.routes[route]);
            let steps = route.into_iter().flat_map(|route| &route.steps);
            let steps = steps.map(|step| (&*step.name, &*self.groups[step.group.index()].name));
            LotStream {
                name: &source.name,
                product: &product.name,
                steps: steps.collect(),
            }
        })
    }
}

impl FabFile {
    /// Checks the section, which stands at `at`; downstream knows products by their places in
    /// `names`.
    #[must_use]
    pub fn check(&self, names: &Names, at: &FieldPath, problems: &mut Problems) -> Option<Fab> {
        let before = problems.len();
        let Self {
            mode,
            dispatch,
            rank,
            operator_time,
            transport,
            transports,
            wafer_cost,
            tools,
            maintenance,
            routes,
            setups,
            products,
            streams,
            lots,
            initial_lots,
            holds,
            learning: _,
            defect_density: _,
            foundry,
        } = self;
        let ranking = ranking(dispatch.as_ref(), rank.as_deref(), at, problems);
        let ranking = ranking.unwrap_or_else(|| Ranking::new(&[Rule::Priority, Rule::Fifo]));
        let context = self.context(ranking, operator_time.unwrap_or_default());
        let mut groups = context.tool_groups(tools, &at.field("tools"), problems);
        let all_groups = groups.as_deref_mut().unwrap_or_default();
        let rows = at.field("maintenance");
        add_maintenance(maintenance, &rows, &context, all_groups, problems);
        let route_plans = context.all_routes(routes, &at.field("routes"), problems);
        let setups = context.setup_times(setups, &at.field("setups"), problems);
        let products = context.products(products, names, &at.field("products"), problems);
        let mut sources = context.sources(streams, &at.field("streams"), problems);
        let all_sources = sources.as_deref_mut().unwrap_or_default();
        add_lots(lots, &at.field("lots"), all_sources, problems);
        let rows = at.field("transports");
        let transports = context.transports(transports, transport.as_ref(), &rows, problems);
        let maker = maker(*mode, foundry.as_ref(), at, problems);
        let defects = self.defects(at, problems);
        let hold_time = holds.as_ref().map(HoldsFile::check);
        if problems.len() > before {
            return None;
        }
        let mut fab = Fab {
            maker: maker?,
            groups: groups?,
            setups,
            routes: route_plans?,
            products,
            sources: sources?,
            initial_lots: Vec::new(),
            transports,
            hold_time,
            defects,
            wafer_cost: wafer_cost.unwrap_or(Fen::ZERO),
        };
        fab.check_together((lots, initial_lots), routes, at, problems);
        if let Maker::Foundry { .. } = fab.maker {
            fab.close_line();
        }
        (problems.len() == before).then_some(fab)
    }

    /// The density of killing defects: as learnt, as given, or as the foundry has it.
    fn defects(&self, at: &FieldPath, problems: &mut Problems) -> Defects {
        if self.learning.is_some() && self.defect_density.is_some() {
            let message = "both `learning` and a constant `defect_density`";
            let help = "leave one of them out";
            problems.add(at.field("defect_density"), Fault::invalid(message, help));
        }
        let constant = self.defect_density.unwrap_or(foundry_density());
        let learning = self.learning.as_ref();
        let learnt = learning.map(|plan| plan.check(&at.field("learning"), problems));
        match (self.mode, &self.foundry, learnt) {
            (ModeFile::Foundry, Some(foundry), _) => Defects::Constant(foundry.defect_density),
            (ModeFile::Park, _, Some(plan)) => Defects::Learning(plan),
            (ModeFile::Park, _, None) | (ModeFile::Foundry, None, _) => Defects::Constant(constant),
        }
    }

    /// The names that rows may use, and the values that apply where they give none.
    fn context(&self, ranking: Ranking, operator_time: Duration) -> Context<'_> {
        let lots = self.lots.iter().map(|(_, lot)| lot.stream.as_str());
        let initial = self.initial_lots.iter();
        let initial = initial.map(|(_, lot)| lot.stream.as_str());
        Context {
            groups: self.tools.names().collect(),
            setups: setup_names(&self.setups),
            routes: self.routes.names().collect(),
            products: self.products.names().collect(),
            listed: lots.chain(initial).collect(),
            locations: locations(&self.tools),
            ranking,
            operator_time,
            has_holds: self.holds.is_some(),
            mode: self.mode,
        }
    }
}

impl Fab {
    /// Lets rules from outside rank the lots of their tool groups.
    pub(crate) fn rank_by(&mut self, rules: &OutsideRules) {
        for group in &mut self.groups {
            if let Some(rule) = rules.of(&group.name) {
                group.ranking = Ranking::by_outside(rule);
            }
        }
    }

    /// The route of a product, where the park makes it.
    pub(super) fn route_of(&self, product: usize) -> Option<&RoutePlan> {
        self.products[product]
            .route
            .map(|route| &self.routes[route])
    }

    /// The names of the lot streams, in the order of the file.
    pub fn stream_names(&self) -> impl Iterator<Item = &str> {
        self.sources.iter().map(|source| source.name.as_str())
    }

    /// Raw process time (rule F1) of a lot of each stream: its steps and the way between them,
    /// weighted by sampling, if it never waits; at a foundry, the mean time to delivery.
    #[must_use]
    pub fn raw_process_times(&self) -> Vec<Duration> {
        let sources = self.sources.iter();
        sources
            .map(|source| self.raw_process_time(source))
            .collect()
    }

    /// Raw process time of a lot of one stream.
    pub(super) fn raw_process_time(&self, source: &SourcePlan) -> Duration {
        match (&self.maker, self.route_of(source.product)) {
            (Maker::Foundry { lead, .. }, _) => lead.mean(),
            (Maker::Park, None) => Duration::ZERO,
            (Maker::Park, Some(route)) => {
                let work = route.remaining_work(&self.groups)[0].of(source.wafers);
                let carrying = route.carrying(&self.groups, &self.transports);
                Duration::from_millis_f64(work + carrying)
            }
        }
    }

    /// The streams with the steps that their lots pass.
    fn streams(&self) -> Vec<StreamRoute<'_>> {
        let sources = self.sources.iter();
        sources
            .map(|source| StreamRoute {
                source,
                steps: self
                    .route_of(source.product)
                    .map_or(&[][..], |route| &route.steps),
            })
            .collect()
    }

    /// Adds the lots of the start, and checks what needs several tables of the section.
    fn check_together(
        &mut self,
        (lots, initial_lots): (&Named<LotFile>, &Named<InitialLotFile>),
        routes: &Named<Named<StepFile>>,
        at: &FieldPath,
        problems: &mut Problems,
    ) {
        let rows = at.field("lots");
        check_lots(lots, &self.streams(), &self.groups, &rows, problems);
        let (streams, rows) = (self.streams(), at.field("initial_lots"));
        let lots = initial_lots_of(initial_lots, &streams, &self.groups, &rows, problems);
        self.initial_lots = lots;
        self.check_streams(&at.field("streams"), problems);
        for (route, name) in self.routes.iter().zip(routes.names()) {
            let at = at.field("routes").field(name);
            route.check_steps(&self.groups, &at, problems);
            route.check_limits(&self.groups, &self.transports, &at, problems);
        }
    }

    /// Checks that every lot fits into the batches on its route, and that lots of which one is
    /// released when another leaves take some time.
    fn check_streams(&self, at: &FieldPath, problems: &mut Problems) {
        if matches!(self.maker, Maker::Foundry { .. }) {
            return;
        }
        for (stream, raw_time) in self.streams().iter().zip(self.raw_process_times()) {
            stream.check(&self.groups, raw_time, at, problems);
        }
    }

    /// Takes the park's own line out of the plan: a foundry makes the wafers.
    fn close_line(&mut self) {
        self.groups.clear();
        self.routes.clear();
        self.initial_lots.clear();
        for product in &mut self.products {
            product.route = None;
        }
    }
}

impl HoldsFile {
    fn check(&self) -> DurationLaw {
        let Self { time } = self;
        time.clone()
    }
}

fn maker(
    mode: ModeFile,
    foundry: Option<&FoundryFile>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Option<Maker> {
    match (mode, foundry) {
        (ModeFile::Park, _) => Some(Maker::Park),
        (ModeFile::Foundry, Some(foundry)) => {
            let FoundryFile {
                lead,
                price,
                defect_density: _,
            } = foundry;
            Some(Maker::Foundry {
                lead: lead.clone(),
                price: *price,
            })
        }
        (ModeFile::Foundry, None) => {
            missing(at, "foundry", "mode `foundry` needs its price", problems);
            None
        }
    }
}

impl Context<'_> {
    /// The products, each with its place downstream.
    fn products(
        &self,
        products: &Named<FabProductFile>,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Vec<ProductPlan> {
        let known: NameIndex = names.products.iter().map(String::as_str).collect();
        let mut plans = Vec::new();
        for (name, product) in products.iter() {
            let FabProductFile { route, due_factor } = product;
            let at = at.field(name);
            let id = Context::find("product", name, &known, &at, problems);
            let route = match (route, self.mode) {
                (Some(route), _) => {
                    Context::find("route", route, &self.routes, &at.field("route"), problems)
                }
                (None, ModeFile::Foundry) => None,
                (None, ModeFile::Park) => {
                    let meaning = "the park's fab needs the product's `route`";
                    missing(&at, "route", meaning, problems);
                    None
                }
            };
            let id = id.and_then(|id| u16::try_from(id).ok()).unwrap_or(0);
            plans.push(ProductPlan {
                name: name.to_owned(),
                id: ProductId(id),
                route,
                due_factor: *due_factor,
            });
        }
        plans
    }

    fn tool_groups(
        &self,
        tools: &Named<ToolGroupFile>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Vec<GroupPlan>> {
        let rows = tools.iter();
        let checked = rows.map(|(name, row)| row.check(name, &at.field(name), self, problems));
        checked.collect::<Vec<_>>().into_iter().collect()
    }

    fn all_routes(
        &self,
        routes: &Named<Named<StepFile>>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Vec<RoutePlan>> {
        let rows = routes.iter();
        let checked = rows.map(|(name, steps)| self.route(name, steps, &at.field(name), problems));
        checked.collect::<Vec<_>>().into_iter().collect()
    }

    fn sources(
        &self,
        streams: &Named<StreamFile>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Vec<SourcePlan>> {
        let rows = streams.iter();
        let checked = rows.map(|(name, row)| row.check(name, &at.field(name), self, problems));
        checked.collect::<Vec<_>>().into_iter().collect()
    }
}
