//! A synthetic fab: a scenario of any size for benches, and a start for whoever plans a fab of his
//! own.
//!
//! Read [`FabSize`] first, then [`SyntheticFab::new`]. It is a fab of the kind that the public
//! testbeds describe, a hundred tool groups a thousand tools in eleven areas and products of some
//! 350 and 580 steps, but every figure in it is an assumption (`areas`). Tool groups, products and
//! lots grow with the tools, so that each tool has the same load at any size. The same size and
//! seed give the same fab.

mod areas;
mod text;

use crate::engine::{Stream, Streams};
use areas::{AREAS, Area, Draft, Kind, TO_FAILURE};

/// How large a fab is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FabSize {
    /// Tools in all.
    pub tools: u32,
    /// Tool groups, at least [`FEWEST_GROUPS`] and at most one a tool.
    pub groups: u32,
    /// Products, each with a route of its own.
    pub products: u32,
    /// Mean share of the time in which its tools are up that a tool group works, setups left out.
    pub load: f64,
    /// Where the fab's own numbers come from.
    pub seed: u64,
}

/// The fewest tool groups: one an area.
pub const FEWEST_GROUPS: u32 = 11;
const _: () = assert!(AREAS.len() == FEWEST_GROUPS as usize);
/// The most tools that a fab may have.
pub const MOST_TOOLS: u32 = 200_000;
/// The most products: each has a file.
pub const MOST_PRODUCTS: u32 = 900;

impl FabSize {
    /// The usual proportions of a fab of so many tools: a tool group for ten of them, a product for
    /// five hundred, loaded to 88 %.
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

    /// What cannot be, in a sentence.
    fn fault(&self) -> Option<String> {
        let Self {
            tools,
            groups,
            products,
            load,
            seed: _,
        } = *self;
        let within = |what: &str, value: u32, least: u32, most: u32| {
            (value < least || value > most)
                .then(|| format!("{value} {what} are not between {least} and {most}"))
        };
        within("tools", tools, FEWEST_GROUPS, MOST_TOOLS)
            .or_else(|| within("tool groups", groups, FEWEST_GROUPS, tools))
            .or_else(|| within("products", products, 1, MOST_PRODUCTS))
            .or_else(|| {
                let is_load = (0.05..=0.95).contains(&load);
                (!is_load).then(|| format!("a load of {load} is not between 0.05 and 0.95"))
            })
    }
}

/// Wafers in a lot.
const WAFERS: f64 = 25.0;
/// Minutes to load and unload a job.
const HANDLING: f64 = 2.0;
/// Steps of the products with odd and with even numbers.
const LENGTHS: [usize; 2] = [580, 345];
/// Share of lots that are hot.
const HOT: f64 = 0.025;
/// Hours between the maintenance of a tool, by the calendar or in wafers of its work.
const MAINTENANCE_EVERY: f64 = 400.0;
/// Hours that maintenance takes on average.
const MAINTENANCE: f64 = 8.0;
/// Hours between the great maintenance of a tool.
const OVERHAUL_EVERY: f64 = 2160.0;
/// Hours that it takes on average.
const OVERHAUL: f64 = 20.0;
/// Share of exposures that are done on the tool that did an earlier one of the lot, where the tool
/// group has done one.
const DEDICATED: f64 = 0.2;
/// The highest load of a tool group, and that of one with setups.
const HIGHEST: f64 = 0.95;
/// As above.
const WITH_SETUPS: f64 = 0.5;

/// A group of equal tools.
struct Group {
    name: String,
    area: &'static Area,
    /// Mean time in the unit of the area's [`Kind`].
    time: f64,
    /// On cascading tools, the time after which the next wafer may follow, as a share of `time`.
    cascade: Option<f64>,
    /// The setups that its steps need, one each.
    setups: &'static [&'static str],
    /// Whether maintenance comes by the calendar, else by wafers.
    by_calendar: bool,
    /// When the last tool's maintenance is first due, as a share of its distance.
    first: f64,
    /// The load that is wanted.
    target: f64,
    tools: u32,
}

impl Group {
    /// Minutes of a tool for a lot, if lots follow each other.
    fn minutes_a_lot(&self) -> f64 {
        match (self.area.kind, self.cascade) {
            // Lots are loaded and unloaded beside the one that is in process.
            (Kind::Wafer(..), Some(share)) => self.time * share * WAFERS / 60.0,
            (Kind::Wafer(..), None) => self.time * WAFERS / 60.0 + HANDLING,
            (Kind::Lot(..), _) => self.time + HANDLING,
            (Kind::Batch(lots, ..), _) => (self.time + HANDLING) / f64::from(lots),
        }
    }

    /// Share of the time in which a tool is up.
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
    /// The step to which reworked lots go back.
    rework_to: Option<String>,
    /// The earlier step whose tool does this one, too.
    same_tool_as: Option<String>,
    draft: Draft,
}

/// A fab of a size, as the files of a scenario.
pub struct SyntheticFab {
    size: FabSize,
    groups: Vec<Group>,
    /// One a product.
    routes: Vec<Vec<Step>>,
    /// Lots of all products that start in an hour.
    lots_an_hour: f64,
}

impl SyntheticFab {
    /// Makes a fab.
    ///
    /// # Errors
    /// If there cannot be a fab of this size, in a sentence.
    pub fn new(size: FabSize) -> Result<Self, String> {
        if let Some(fault) = size.fault() {
            return Err(fault);
        }
        let streams = Streams::new(size.seed, 0);
        let mut groups = groups(&size, &mut streams.stream("generate", "groups"));
        let mut decks = decks(&groups, &streams);
        let routes: Vec<Vec<Step>> = (0..size.products)
            .map(|product| {
                let mut luck = streams.stream_indexed("generate.route", u64::from(product));
                route(product, &groups, &mut decks, &mut luck)
            })
            .collect();
        let lots_an_hour = tool_up(&size, &mut groups, &routes);
        Ok(Self {
            size,
            groups,
            routes,
            lots_an_hour,
        })
    }

    /// Steps that lots complete in a day, once the line is full.
    #[must_use]
    pub fn moves_a_day(&self) -> f64 {
        let steps = self.routes.iter().flatten();
        let moves: f64 = steps.map(|step| step.draft.sample).sum();
        24.0 * self.lots_an_hour * moves / self.routes.len() as f64
    }

    /// The files of the scenario, each with its path in the folder: `scenario.toml` first.
    #[must_use]
    pub fn files(&self) -> Vec<(String, String)> {
        text::files(self)
    }
}

/// A value between two, evenly spread.
fn between(low: f64, high: f64, luck: &mut Stream) -> f64 {
    low + (high - low) * luck.uniform()
}

/// The tool groups, without tools yet: by area, each as many as its share says, but one at least.
fn groups(size: &FabSize, luck: &mut Stream) -> Vec<Group> {
    let spare = size.groups - FEWEST_GROUPS;
    let (mut groups, mut share, mut before) = (Vec::new(), 0, 0);
    for area in &AREAS {
        // Shares are summed up first, so that rounding loses no group.
        share += area.share;
        let until = u32::try_from(u64::from(spare) * u64::from(share) / 100).unwrap_or(spare);
        for number in 0..=until - before {
            let (low, high) = match area.kind {
                Kind::Wafer(low, high) | Kind::Lot(low, high) | Kind::Batch(_, low, high) => {
                    (low, high)
                }
            };
            let spread = between(0.9, 1.1, luck);
            let most = if area.setups.is_empty() {
                HIGHEST
            } else {
                WITH_SETUPS
            };
            groups.push(Group {
                name: format!("{}-{}", area.name, number + 1),
                area,
                time: between(low, high, luck).round(),
                cascade: area.cascades.then(|| between(0.7, 0.9, luck)),
                setups: pair(area.setups, number),
                by_calendar: luck.chance(0.4),
                first: between(0.3, 1.0, luck),
                target: (size.load * spread).min(most),
                tools: 0,
            });
        }
        before = until;
    }
    groups
}

/// The setups of the group of a number: the first ones, the next ones, and so on again.
fn pair(setups: &'static [&'static str], number: u32) -> &'static [&'static str] {
    let mut pairs = setups.chunks(areas::GASES_A_GROUP).cycle();
    pairs.nth(number as usize).unwrap_or_default()
}

/// The tool groups of an area as a deck of cards: dealt one by one, then shuffled again, so that
/// each comes as often as any other.
struct Deck {
    cards: Vec<usize>,
    dealt: usize,
    luck: Stream,
}

impl Deck {
    fn deal(&mut self) -> usize {
        if self.dealt == self.cards.len() {
            for last in (1..self.cards.len()).rev() {
                self.cards
                    .swap(last, areas::index(&mut self.luck, last + 1));
            }
            self.dealt = 0;
        }
        self.dealt += 1;
        self.cards[self.dealt - 1]
    }
}

/// One deck an area.
fn decks(groups: &[Group], streams: &Streams) -> Vec<Deck> {
    let deck = |area: &Area| {
        let all = groups.iter().enumerate();
        let of_area = all.filter(|(_, group)| group.area.name == area.name);
        Deck {
            cards: of_area.map(|(place, _)| place).collect(),
            dealt: 0,
            luck: streams.stream("generate.deck", area.name),
        }
    };
    AREAS.iter().map(deck).collect()
}

/// The route of a product: layers, until it is long enough.
fn route(product: u32, groups: &[Group], decks: &mut [Deck], luck: &mut Stream) -> Vec<Step> {
    let length = LENGTHS[product as usize % LENGTHS.len()];
    let mut steps: Vec<Step> = Vec::with_capacity(length);
    for layer in 0.. {
        let mut exposed = None;
        for draft in areas::layer(layer, luck) {
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
            let is_dedicated = draft.area == areas::place::LITHO && luck.chance(DEDICATED);
            let same_tool_as = earlier.next().filter(|_| is_dedicated);
            let same_tool_as = same_tool_as.map(|step| step.name.clone());
            let setups = groups[group].setups;
            steps.push(Step {
                setup: (!setups.is_empty()).then(|| setups[areas::index(luck, setups.len())]),
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

/// Gives every group its tools, all of them together as many as wanted, and says how many lots an
/// hour load them as wanted.
fn tool_up(size: &FabSize, groups: &mut [Group], routes: &[Vec<Step>]) -> f64 {
    // Tools that one lot an hour, of any product, would need of each group.
    let mut needs = vec![0.0; groups.len()];
    for step in routes.iter().flatten() {
        let group = &groups[step.group];
        let hours = step.draft.sample * group.minutes_a_lot() / 60.0;
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
    // What rounding has left over goes where tools are scarcest.
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
