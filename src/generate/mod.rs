//! Synthetic scenarios: a wafer fab of any size, for benches and as a start for a scenario of one's
//! own.
//!
//! Read [`FabSize`] first, then [`SyntheticFab::new`]. The fab is like those of the public
//! testbeds: a hundred tool groups per thousand tools in eleven areas, and products of 345 or 580
//! steps. Every figure in it is an assumption (`areas`). Tool groups, products and lots grow with
//! the number of tools, so that a tool has the same load at any size. The same size and seed give
//! the same fab.

mod areas;
mod text;

use thiserror::Error;

use crate::engine::{Stream, Streams};
use areas::{AREAS, Area, Draft, Kind, TO_FAILURE};

/// The size of a fab.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FabSize {
    /// The number of tools.
    pub tools: u32,
    /// The number of tool groups, from [`FEWEST_GROUPS`] to the number of tools.
    pub groups: u32,
    /// The number of products, each with a route of its own.
    pub products: u32,
    /// The mean utilisation of a tool group while its tools are up, without setups: 0.05 to 0.95.
    pub load: f64,
    /// The seed of the random numbers from which routes and times are drawn.
    pub seed: u64,
}

/// The fewest tool groups: one for each area.
pub const FEWEST_GROUPS: u32 = 11;
const _: () = assert!(AREAS.len() == FEWEST_GROUPS as usize);
/// The most tools of a fab.
pub const MOST_TOOLS: u32 = 200_000;
/// The most products: each has a file.
pub const MOST_PRODUCTS: u32 = 900;

/// A size that no fab can have.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum SizeError {
    /// A number is out of range.
    #[error("{value} {what} are out of range: choose {least} to {most}")]
    Count {
        /// The number given.
        value: u32,
        /// The things that are counted.
        what: &'static str,
        /// The smallest number allowed.
        least: u32,
        /// The largest number allowed.
        most: u32,
    },
    /// The load is out of range.
    #[error("a load of {0} is out of range: choose 0.05 to 0.95")]
    Load(f64),
}

impl FabSize {
    /// A fab of so many tools with the usual proportions: a tool group for every ten of them, a
    /// product for every five hundred, and a load of 88 %.
    #[must_use]
    pub fn of(tools: u32) -> Self {
        Self {
            tools,
            groups: (tools / 10).clamp(FEWEST_GROUPS, tools.max(FEWEST_GROUPS)),
            products: (tools / 500).clamp(1, MOST_PRODUCTS),
            load: 0.88,
            seed: 1,
        }
    }

    /// Checks each number.
    fn check(&self) -> Result<(), SizeError> {
        let Self {
            tools,
            groups,
            products,
            load,
            seed: _,
        } = *self;
        let counts = [
            ("tools", tools, FEWEST_GROUPS, MOST_TOOLS),
            ("tool groups", groups, FEWEST_GROUPS, tools),
            ("products", products, 1, MOST_PRODUCTS),
        ];
        for (what, value, least, most) in counts {
            if !(least..=most).contains(&value) {
                return Err(SizeError::Count {
                    value,
                    what,
                    least,
                    most,
                });
            }
        }
        if (0.05..=0.95).contains(&load) {
            Ok(())
        } else {
            Err(SizeError::Load(load))
        }
    }
}

/// Wafers in a lot.
const WAFERS: f64 = 25.0;
/// Minutes to load and to unload a job, together.
const HANDLING: f64 = 2.0;
/// Steps of the route of odd and of even products.
const LENGTHS: [usize; 2] = [580, 345];
/// Share of lots that are hot.
const HOT: f64 = 0.025;
/// Hours between two maintenances of a tool: of the calendar, or of its process time.
const MAINTENANCE_EVERY: f64 = 400.0;
/// Mean hours of a maintenance.
const MAINTENANCE: f64 = 8.0;
/// Hours between two overhauls of a tool.
const OVERHAUL_EVERY: f64 = 2160.0;
/// Mean hours of an overhaul.
const OVERHAUL: f64 = 20.0;
/// Share of exposures that must return to the tool of an earlier exposure of the lot, where the
/// tool group has done one.
const DEDICATED: f64 = 0.2;
/// The highest load of a tool group without setups.
const HIGHEST: f64 = 0.95;
/// The highest load of a tool group with setups, which take time of their own.
const HIGHEST_WITH_SETUPS: f64 = 0.5;

/// A group of identical tools.
struct Group {
    name: String,
    area: &'static Area,
    /// Mean time in the unit of the area's [`Kind`].
    time: f64,
    /// On cascading tools, the interval between two wafers as a share of `time`.
    cascade: Option<f64>,
    /// The setups of which each of its steps needs one.
    setups: &'static [&'static str],
    /// Whether maintenance is due by the calendar; else it is due by wafers.
    by_calendar: bool,
    /// When the maintenance of the last tool is first due, as a share of the interval.
    first: f64,
    /// The load that the group is to have.
    target: f64,
    tools: u32,
}

impl Group {
    /// Minutes of a tool per lot when lots follow each other without a gap.
    fn minutes_per_lot(&self) -> f64 {
        match (self.area.kind, self.cascade) {
            // The next lot is loaded while the one before is in process.
            (Kind::Wafer(..), Some(share)) => self.time * share * WAFERS / 60.0,
            (Kind::Wafer(..), None) => self.time * WAFERS / 60.0 + HANDLING,
            (Kind::Lot(..), _) => self.time + HANDLING,
            (Kind::Batch(lots, ..), _) => (self.time + HANDLING) / f64::from(lots),
        }
    }

    /// The share of time in which a tool is up.
    fn availability(&self) -> f64 {
        let repaired = TO_FAILURE / (TO_FAILURE + self.area.repair);
        repaired * (1.0 - MAINTENANCE / MAINTENANCE_EVERY - OVERHAUL / OVERHAUL_EVERY)
    }
}

/// A step of a route.
struct Step {
    name: String,
    group: usize,
    setup: Option<&'static str>,
    /// The step at which rework begins.
    rework_to: Option<String>,
    /// The earlier step whose tool must do this one, too.
    same_tool_as: Option<String>,
    draft: Draft,
}

/// A fab with its tool groups and routes, which can be written as the files of a scenario.
pub struct SyntheticFab {
    size: FabSize,
    groups: Vec<Group>,
    /// The route of each product.
    routes: Vec<Vec<Step>>,
    /// Lot starts per hour, of all products together.
    lots_per_hour: f64,
}

impl SyntheticFab {
    /// Generates a fab of this size.
    ///
    /// # Errors
    /// If a number of the size is out of range.
    pub fn new(size: FabSize) -> Result<Self, SizeError> {
        size.check()?;
        let streams = Streams::new(size.seed, 0);
        let mut groups = groups(&size, &mut streams.stream("generate", "groups"));
        let mut decks = decks(&groups, &streams);
        let routes: Vec<Vec<Step>> = (0..size.products)
            .map(|product| {
                let mut rng = streams.stream_indexed("generate.route", u64::from(product));
                route(product, &groups, &mut decks, &mut rng)
            })
            .collect();
        let lots_per_hour = tool_up(&size, &mut groups, &routes);
        Ok(Self {
            size,
            groups,
            routes,
            lots_per_hour,
        })
    }

    /// Lot moves (steps that lots complete) per day in the long run.
    #[must_use]
    pub fn moves_per_day(&self) -> f64 {
        let steps = self.routes.iter().flatten();
        let moves: f64 = steps.map(|step| step.draft.sample).sum();
        24.0 * self.lots_per_hour * moves / self.routes.len() as f64
    }

    /// The files of the scenario, each with its path in the folder and its text: `scenario.toml`
    /// first.
    #[must_use]
    pub fn files(&self) -> Vec<(String, String)> {
        text::files(self)
    }
}

/// A uniform draw.
fn between(low: f64, high: f64, rng: &mut Stream) -> f64 {
    low + (high - low) * rng.uniform()
}

/// The tool groups, still without tools: each area has one group and its share of the others.
fn groups(size: &FabSize, rng: &mut Stream) -> Vec<Group> {
    let spare = size.groups - FEWEST_GROUPS;
    let (mut groups, mut share, mut before) = (Vec::new(), 0, 0);
    for area in &AREAS {
        // The sum of the shares is rounded, not each share, so that no group is lost.
        share += area.share;
        let until = u32::try_from(u64::from(spare) * u64::from(share) / 100).unwrap_or(spare);
        for number in 0..=until - before {
            let (low, high) = match area.kind {
                Kind::Wafer(low, high) | Kind::Lot(low, high) | Kind::Batch(_, low, high) => {
                    (low, high)
                }
            };
            let spread = between(0.9, 1.1, rng);
            let most = if area.setups.is_empty() {
                HIGHEST
            } else {
                HIGHEST_WITH_SETUPS
            };
            groups.push(Group {
                name: format!("{}-{}", area.name, number + 1),
                area,
                time: between(low, high, rng).round(),
                cascade: area.cascades.then(|| between(0.7, 0.9, rng)),
                setups: pair(area.setups, number),
                by_calendar: rng.chance(0.4),
                first: between(0.3, 1.0, rng),
                target: (size.load * spread).min(most),
                tools: 0,
            });
        }
        before = until;
    }
    groups
}

/// The setups of the group of a number: the first pair, the second pair, and again from the first.
fn pair(setups: &'static [&'static str], number: u32) -> &'static [&'static str] {
    let mut pairs = setups.chunks(areas::GASES_PER_GROUP).cycle();
    pairs.nth(number as usize).unwrap_or_default()
}

/// The tool groups of an area as a deck of cards, which is shuffled when all are dealt: each group
/// gets equally many steps.
struct Deck {
    cards: Vec<usize>,
    dealt: usize,
    rng: Stream,
}

impl Deck {
    fn deal(&mut self) -> usize {
        if self.dealt == self.cards.len() {
            for last in (1..self.cards.len()).rev() {
                self.cards.swap(last, areas::index(&mut self.rng, last + 1));
            }
            self.dealt = 0;
        }
        self.dealt += 1;
        self.cards[self.dealt - 1]
    }
}

/// A deck for each area.
fn decks(groups: &[Group], streams: &Streams) -> Vec<Deck> {
    let deck = |area: &Area| {
        let all = groups.iter().enumerate();
        let of_area = all.filter(|(_, group)| group.area.name == area.name);
        Deck {
            cards: of_area.map(|(place, _)| place).collect(),
            dealt: 0,
            rng: streams.stream("generate.deck", area.name),
        }
    };
    AREAS.iter().map(deck).collect()
}

/// The route of a product: as many layers as its length needs, the last one cut.
fn route(product: u32, groups: &[Group], decks: &mut [Deck], rng: &mut Stream) -> Vec<Step> {
    let length = LENGTHS[product as usize % LENGTHS.len()];
    let mut steps: Vec<Step> = Vec::with_capacity(length);
    for layer in 0.. {
        let mut exposed = None;
        for draft in areas::layer(layer, rng) {
            if steps.len() == length {
                if let Some(last) = steps.last_mut() {
                    last.draft.queue_hours = None; // nothing follows
                }
                return steps;
            }
            let name = format!("{:03} {}", steps.len() + 1, draft.verb);
            if draft.area == areas::place::LITHO {
                exposed = Some(name.clone());
            }
            let group = decks[draft.area].deal();
            let mut earlier = steps.iter().rev().filter(|step| step.group == group);
            let is_dedicated = draft.area == areas::place::LITHO && rng.chance(DEDICATED);
            let same_tool_as = earlier.next().filter(|_| is_dedicated);
            let same_tool_as = same_tool_as.map(|step| step.name.clone());
            let setups = groups[group].setups;
            steps.push(Step {
                setup: (!setups.is_empty()).then(|| setups[areas::index(rng, setups.len())]),
                same_tool_as,
                rework_to: exposed.clone().filter(|_| draft.rework > 0.0),
                name,
                group,
                draft,
            });
        }
    }
    steps
}

/// Distributes the tools among the groups and returns the lot starts per hour that load each group
/// to its target.
fn tool_up(size: &FabSize, groups: &mut [Group], routes: &[Vec<Step>]) -> f64 {
    // Tools of each group for one lot start per hour, on the average over products.
    let mut needs = vec![0.0; groups.len()];
    for step in routes.iter().flatten() {
        let group = &groups[step.group];
        let hours = step.draft.sample * group.minutes_per_lot() / 60.0;
        needs[step.group] += hours / routes.len() as f64 / group.availability() / group.target;
    }
    let tools = |lots: f64| needs.iter().map(move |need| (lots * need).ceil().max(1.0));
    let (mut low, mut high) = (0.0, f64::from(size.tools));
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if tools(middle).sum::<f64>() <= f64::from(size.tools) {
            low = middle;
        } else {
            high = middle;
        }
    }
    for (group, count) in groups.iter_mut().zip(tools(low)) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most all tools"
        )]
        let count = count as u32;
        group.tools = count;
    }
    // Tools left over by rounding go to the group that has the fewest for its need.
    let mut spare = size.tools - groups.iter().map(|group| group.tools).sum::<u32>();
    while spare > 0 {
        let scarcity = |place: &usize| needs[*place] / f64::from(groups[*place].tools);
        let scarcest =
            (0..groups.len()).max_by(|one, other| scarcity(one).total_cmp(&scarcity(other)));
        groups[scarcest.expect("there are groups")].tools += 1;
        spare -= 1;
    }
    low
}
