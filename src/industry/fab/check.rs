//! From the section as written to the checked one: names become places in tables, and every
//! mistake is reported with its place.

use super::Fab;
use super::check_lots::add_lots;
use super::check_tools::add_maintenance;
use super::dispatch::{Ranking, Rule};
use super::learning::{Defects, LearningPlan};
use super::plan::{GroupPlan, Maker, ProductPlan, RoutePlan, SetupTimes, SourcePlan, Transports};
use super::spec::{
    DispatchFile, FabFile, FabProductFile, FoundryFile, HoldsFile, LearningFile, ModeFile,
    SetupFile, StepFile, StreamFile, ToolGroupFile, TransportFile, foundry_density,
};
use crate::industry::shared::flow::ProductId;
use crate::industry::shared::names::Names;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::time::MONTH;
use crate::units::{Duration, DurationLaw, Fen, SimTime};

/// What checks of single rows need to know of the rest.
pub(super) struct Context<'a> {
    pub(super) groups: Vec<&'a str>,
    pub(super) setups: Vec<&'a str>,
    pub(super) routes: Vec<&'a str>,
    pub(super) products: Vec<&'a str>,
    /// Streams whose lots are listed.
    pub(super) listed: Vec<&'a str>,
    /// Where tool groups stand: at first nowhere in particular.
    pub(super) locations: Vec<Option<&'a str>>,
    pub(super) dispatch: Vec<Rule>,
    pub(super) operator_time: Duration,
    pub(super) has_holds: bool,
    pub(super) mode: ModeFile,
}

impl FabFile {
    /// Checks the section; the products are known downstream by their places in `names`.
    #[must_use]
    pub fn check(&self, names: &Names, problems: &mut Problems) -> Option<Fab> {
        let before = problems.len();
        let Self {
            mode,
            dispatch,
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
        let at = At::from("fab");
        let ranking = dispatch
            .as_ref()
            .map_or(vec![Rule::Priority, Rule::Fifo], |dispatch| {
                dispatch.check(&at.field("dispatch"), problems)
            });
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
        let maker = maker(*mode, foundry.as_ref(), &at, problems);
        let defects = self.defects(&at, problems);
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
        fab.check_lots(initial_lots, &at, problems);
        fab.check_steps(routes, &at.field("routes"), problems);
        if let Maker::Foundry { .. } = fab.maker {
            fab.close_line();
        }
        (problems.len() == before).then_some(fab)
    }

    /// The density of killing defects: as learnt, as given, or as the foundry has it.
    fn defects(&self, at: &At, problems: &mut Problems) -> Defects {
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

    /// The names that rows may use, and what holds where they say nothing.
    fn context(&self, dispatch: Vec<Rule>, operator_time: Duration) -> Context<'_> {
        let lots = self.lots.iter();
        Context {
            groups: self.tools.names().collect(),
            setups: setup_names(&self.setups),
            routes: self.routes.names().collect(),
            products: self.products.names().collect(),
            listed: lots.map(|(_, lot)| lot.stream.as_str()).collect(),
            locations: locations(&self.tools),
            dispatch,
            operator_time,
            has_holds: self.holds.is_some(),
            mode: self.mode,
        }
    }
}

impl Fab {
    /// A foundry makes the wafers: the park's own line stays shut.
    fn close_line(&mut self) {
        self.groups.clear();
        self.routes.clear();
        self.initial_lots.clear();
        for product in &mut self.products {
            product.route = None;
        }
    }
}

impl DispatchFile {
    /// The rules that are named.
    pub(super) fn check(&self, at: &At, problems: &mut Problems) -> Vec<Rule> {
        let names: Vec<&str> = match self {
            Self::Text(text) => text.split_whitespace().collect(),
            Self::List(names) => names.iter().map(String::as_str).collect(),
        };
        if names.is_empty() {
            let what = "the list of dispatch rules".to_owned();
            problems.add(at, Fault::Empty { what });
        }
        let rule = |name: &str| Rule::ALL.into_iter().find(|rule| rule.name() == name);
        let mut rules = Vec::new();
        for name in names {
            let Some(rule) = rule(name) else {
                let known = Rule::ALL.map(Rule::name);
                problems.add(at, Fault::unknown_name("dispatch rule", name, known));
                continue;
            };
            if rules.contains(&rule) {
                let message = format!("`{name}` stands twice");
                let help =
                    "lots that a rule ranks alike, it ranks alike again; leave out the second";
                problems.add(at, Fault::invalid(message, help));
            }
            rules.push(rule);
        }
        rules
    }
}

impl HoldsFile {
    fn check(&self) -> DurationLaw {
        let Self { time } = self;
        time.clone()
    }
}

/// The locations of tool groups, each once; first the one without a name.
fn locations(tools: &Named<ToolGroupFile>) -> Vec<Option<&str>> {
    let mut names = vec![None];
    for (_, tools) in tools.iter() {
        let name = tools.location.as_deref();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The setups that tools can get, each once.
fn setup_names(setups: &Named<SetupFile>) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for (_, setup) in setups.iter() {
        if !names.contains(&&*setup.to) {
            names.push(&setup.to);
        }
    }
    names
}

impl Context<'_> {
    /// The place of a name, or a problem.
    pub(super) fn find(
        kind: &'static str,
        name: &str,
        known: &[&str],
        at: &At,
        problems: &mut Problems,
    ) -> Option<usize> {
        let place = known.iter().position(|known| *known == name);
        if place.is_none() {
            let fault = Fault::unknown_name(kind, name, known.iter().copied());
            problems.add(at, fault);
        }
        place
    }

    /// The ranking of a tool group.
    pub(super) fn ranking(
        &self,
        dispatch: Option<&DispatchFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Ranking {
        dispatch.map_or_else(
            || Ranking::new(&self.dispatch),
            |dispatch| Ranking::new(&dispatch.check(at, problems)),
        )
    }

    fn tool_groups(
        &self,
        tools: &Named<ToolGroupFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Vec<GroupPlan>> {
        let rows = tools.iter();
        let checked = rows.map(|(name, row)| row.check(name, &at.field(name), self, problems));
        checked.collect::<Vec<_>>().into_iter().collect()
    }

    fn all_routes(
        &self,
        routes: &Named<Named<StepFile>>,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Vec<RoutePlan>> {
        let rows = routes.iter();
        let checked = rows.map(|(name, steps)| self.route(steps, &at.field(name), problems));
        checked.collect::<Vec<_>>().into_iter().collect()
    }

    fn sources(
        &self,
        streams: &Named<StreamFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Vec<SourcePlan>> {
        let rows = streams.iter();
        let checked = rows.map(|(name, row)| row.check(name, &at.field(name), self, problems));
        checked.collect::<Vec<_>>().into_iter().collect()
    }

    /// The place of a location of a tool group.
    pub(super) fn location(&self, name: Option<&str>) -> usize {
        let place = self.locations.iter().position(|known| *known == name);
        place.expect("the locations were taken from the tool groups")
    }

    /// The times between all locations: those of the table, else the one that holds everywhere.
    fn transports(
        &self,
        rows: &Named<TransportFile>,
        everywhere: Option<&DurationLaw>,
        at: &At,
        problems: &mut Problems,
    ) -> Transports {
        let mut transports = Transports::everywhere(self.locations.len(), everywhere);
        let names: Vec<&str> = self.locations.iter().copied().flatten().collect();
        let mut given = Vec::new();
        for (name, row) in rows.iter() {
            let TransportFile { from, to, time } = row;
            let at = at.field(name);
            // The location without a name is the first: those with a name follow it.
            let from = Self::find("location", from, &names, &at.field("from"), problems);
            let to = Self::find("location", to, &names, &at.field("to"), problems);
            if let (Some(from), Some(to)) = (from, to) {
                let way = (from + 1) * transports.locations + to + 1;
                if given.contains(&way) {
                    let help = "leave one of the two rows out";
                    problems.add(&at, Fault::invalid("a second time for this way", help));
                }
                given.push(way);
                transports.times[way] = Some(time.clone());
            }
        }
        transports
    }

    fn setup_times(
        &self,
        setups: &Named<SetupFile>,
        at: &At,
        problems: &mut Problems,
    ) -> SetupTimes {
        let mut times = SetupTimes::new(self.setups.len());
        let mut given = Vec::new();
        for (name, setup) in setups.iter() {
            let SetupFile {
                from,
                to,
                time,
                minimum_run,
            } = setup;
            let at = at.field(name);
            if given.contains(&(from, to)) {
                let help = "leave one of the two rows out";
                problems.add(&at, Fault::invalid("a second time for this change", help));
            }
            given.push((from, to));
            let from = from
                .as_ref()
                .map(|from| Self::find("setup", from, &self.setups, &at.field("from"), problems));
            let to = self.setups.iter().position(|known| known == to);
            if let (Some(to), None | Some(Some(_))) = (to, from) {
                times.set(from.flatten(), to, *time, *minimum_run);
            }
        }
        times
    }

    fn products(
        &self,
        products: &Named<FabProductFile>,
        names: &Names,
        at: &At,
        problems: &mut Problems,
    ) -> Vec<ProductPlan> {
        let known: Vec<&str> = names.products.iter().map(String::as_str).collect();
        let mut plans = Vec::new();
        for (name, product) in products.iter() {
            let FabProductFile { route, due_factor } = product;
            let at = at.field(name);
            let id = Self::find("product", name, &known, &at, problems);
            let route = match (route, self.mode) {
                (Some(route), _) => {
                    Self::find("route", route, &self.routes, &at.field("route"), problems)
                }
                (None, ModeFile::Foundry) => None,
                (None, ModeFile::Park) => {
                    let key = "route".to_owned();
                    let meaning = "the park's fab needs the product's `route`".to_owned();
                    problems.add(&at, Fault::Missing { key, meaning });
                    None
                }
            };
            let id = id.and_then(|id| u16::try_from(id).ok()).unwrap_or(0);
            plans.push(ProductPlan {
                id: ProductId(id),
                route,
                due_factor: *due_factor,
            });
        }
        plans
    }
}

/// The shortest mean time between events that repeat for ever: with less, a run would hardly move.
pub(super) const SHORTEST: Duration = Duration::seconds(1);

/// Reports a law whose mean is hardly any time, where time must pass.
pub(super) fn needs_time(law: &DurationLaw, at: &At, problems: &mut Problems) {
    if law.law().mean() < SHORTEST.as_millis() as f64 {
        let found = format!("a mean of {}", law.mean());
        problems.add(
            at,
            Fault::out_of_range(found, format!("at least {SHORTEST}")),
        );
    }
}

fn missing(at: &At, key: &str, meaning: &str, problems: &mut Problems) {
    let (key, meaning) = (key.to_owned(), meaning.to_owned());
    problems.add(at, Fault::Missing { key, meaning });
}

fn maker(
    mode: ModeFile,
    foundry: Option<&FoundryFile>,
    at: &At,
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

impl LearningFile {
    fn check(&self, at: &At, problems: &mut Problems) -> LearningPlan {
        let Self {
            rate,
            forget,
            initial_density,
            final_density,
            reference_wafers,
            npi_loss,
            npi_start,
            npi_end,
        } = self;
        let full_line = reference_wafers.get_per_milli() * MONTH as f64;
        if full_line <= 0.0 {
            let fault = Fault::out_of_range(reference_wafers, "above zero");
            problems.add(at.field("reference_wafers"), fault);
        }
        let introduction = match (npi_start, npi_end) {
            (None, None) => None,
            (Some(start), Some(end)) if start < end => {
                Some((SimTime::ZERO + *start, SimTime::ZERO + *end))
            }
            (start, _) => {
                let help = "give both, `npi_start` before `npi_end`";
                let fault = Fault::invalid("an introduction without a span", help);
                let key = if start.is_some() {
                    "npi_start"
                } else {
                    "npi_end"
                };
                problems.add(at.field(key), fault);
                None
            }
        };
        LearningPlan {
            rate: *rate,
            forgetting: *forget,
            initial: *initial_density,
            ultimate: *final_density,
            full_line,
            introduction_loss: npi_loss.get(),
            introduction,
        }
    }
}
