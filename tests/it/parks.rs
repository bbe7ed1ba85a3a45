//! Random whole parks for tests: small, feasible, with any subset of sections and of options within
//! them. What is planned of each part is known when the next one is drawn, so that everything is
//! loaded below 85 %, has the people, parts and money it needs, and nothing waits for ever.

#![expect(
    clippy::format_push_string,
    reason = "short texts read better this way"
)]

mod chain;
pub(crate) mod draw;
mod fab;
mod money;
mod people;

use std::collections::BTreeMap;

use chippark::industry::Park;
use chippark::scenario::Document;

use draw::Draw;

/// Which sections a park has.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each section is there or not"
)]
struct Sections {
    research: bool,
    ventures: bool,
    talent: bool,
    services: bool,
    careers: bool,
    staffing: bool,
    supply: bool,
    fab: bool,
    backend: bool,
    assembly: bool,
    market: bool,
    finance: bool,
    policy: bool,
    limits: bool,
}

impl Sections {
    fn draw(draw: &mut Draw) -> Self {
        let talent = draw.chance(0.9);
        let [supply, fab] = [draw.chance(0.9), draw.chance(0.9)];
        let backend = fab && draw.chance(0.9);
        let assembly = (supply || backend) && draw.chance(0.9);
        Self {
            research: draw.chance(0.6),
            ventures: draw.chance(0.6),
            talent,
            services: talent && draw.chance(0.8),
            careers: talent && draw.chance(0.8),
            staffing: (fab || assembly) && draw.chance(0.8),
            supply,
            fab,
            backend,
            assembly,
            market: assembly && draw.chance(0.85),
            finance: draw.chance(0.75),
            policy: draw.chance(0.75),
            limits: draw.chance(0.6),
        }
    }
}

/// What is planned of a park, as far as it is drawn.
struct Plan {
    sections: Sections,
    /// Length of the run in days.
    days: u32,
    /// People who register a day, in the mean.
    registrations: f64,
    /// Products with the good chips of a day.
    chips: Vec<(&'static str, f64)>,
    /// The names of the models that are built.
    models: Vec<&'static str>,
    /// Computers that the market may ask for a day.
    computers: f64,
    /// People on shift that the work needs with a margin, in the order of operators, technicians,
    /// engineers and assemblers; none where there is no work for the role.
    on_shift: [Option<u32>; 4],
    /// Whether somebody is paid in these roles.
    paid: [bool; 4],
    /// Whether the service window has a time before the pass.
    has_before: bool,
    /// The kinds of programmes that have something to act on.
    programmes: Vec<&'static str>,
}

/// The text of a random feasible park, which depends on nothing but the seed.
pub(crate) fn park(seed: u64) -> String {
    let mut draw = Draw::new(seed);
    let days = draw.whole(60, 400);
    let warmup = draw.whole(0, 100.min(days - 40));
    let mut plan = Plan {
        sections: Sections::draw(&mut draw),
        days,
        registrations: 0.0,
        chips: Vec::new(),
        models: Vec::new(),
        computers: 0.0,
        on_shift: [None; 4],
        paid: [false; 4],
        has_before: false,
        programmes: Vec::new(),
    };
    let (tick, observe) = (*draw.pick(&["1 h", "4 h", "8 h"]), draw.whole(1, 10));
    let mut text = format!(
        "[scenario]\ntitle = \"Park {seed}\"\nquestion = \"Is it feasible?\"\n[run]\n\
         start = \"2019-01-01\"\nuntil = \"{days} d\"\nwarmup = \"{warmup} d\"\n\
         tick = \"{tick}\"\nobserve = \"{observe} d\"\nseed = {seed}\n"
    );
    for section in [
        people::research,
        people::ventures,
        people::talent,
        people::services,
        people::careers,
        fab::fab,
        chain::backend,
        chain::supply_and_assembly,
        chain::market,
        chain::staffing,
        money::finance,
        money::policy,
        money::limits,
    ] {
        text += &section(&mut draw, &mut plan);
    }
    text
}

/// The park of a text.
///
/// # Panics
/// If the text is refused.
pub(crate) fn compiled(text: &str) -> Park {
    let document = Document::from_text("park.toml", text, &[]);
    let document = document.unwrap_or_else(|problems| panic!("{problems}\n{text}"));
    Park::compile(&document).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// Settings that many parks have.
const OPTIONS: &[&str] = &[
    "kind = \"students\"",
    "kind = \"stations\"",
    "kind = \"conference\"",
    "kind = \"poisson\"",
    "kind = \"programme\"",
    "[research.academicians]",
    "[research.visits]",
    "[research.matching]",
    "[research.institutes",
    "[ventures.contest]",
    "[ventures.enclaves]",
    "[ventures.pools]",
    "[services.window]",
    "before = ",
    "[services.housing]",
    "[services.index]",
    "[careers.tier]",
    "[careers.evaluation]",
    "[careers.cultivation]",
    "[staffing.fixed]",
    "[staffing.initial]",
    "mode = \"foundry\"",
    "max_batch",
    "min_batch",
    "slots = 2",
    "failure = ",
    "maintenance_interval",
    "setup = ",
    "minimum_run",
    "rework = ",
    "sample = ",
    "lot_scrap",
    "wafer_survival",
    "hold = ",
    "queue_limit = ",
    "same_tool_as",
    "constant_wip",
    "starts = ",
    "[fab.lots]",
    "[fab.initial_lots]",
    "[fab.learning]",
    "law = \"volume\"",
    "[backend.burn_in]",
    "bins = ",
    "supplier = ",
    "review = ",
    "[supply.demands",
    "models.server",
    "[assembly.board]",
    "[assembly.burn_in]",
    "[assembly.rework]",
    "patience = ",
    "max_unsold",
    "[market.tenders]",
    "[market.contracts]",
    "[finance.spending]",
    "[finance.costs]",
    "[finance.assets.benches]",
    "minimum_cash",
    "[finance.city]",
    "kind = \"housing\"",
    "kind = \"e_point_pass\"",
    "[policy.reinvestment]",
];

/// Two hundred parks: each section is in 60 of them at least, each pair of sections in 40, and each
/// of [`OPTIONS`] in 10.
#[test]
fn random_parks_have_every_pair_of_sections() {
    let mut pairs: BTreeMap<(String, String), u32> = BTreeMap::new();
    let mut options = vec![0; OPTIONS.len()];
    for seed in 0..200 {
        let text = park(seed);
        assert_eq!(text, park(seed));
        let table: toml::Table = text
            .parse()
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        let sections = || table.keys().filter(|key| *key != "scenario");
        for one in sections() {
            for other in sections().filter(|other| *other >= one) {
                *pairs.entry((one.clone(), other.clone())).or_default() += 1;
            }
        }
        for (count, option) in options.iter_mut().zip(OPTIONS) {
            *count += u32::from(text.contains(option));
        }
    }
    // Fifteen sections with `run`, each with itself and each pair once.
    assert_eq!(pairs.len(), 15 * 16 / 2);
    for ((one, other), count) in &pairs {
        let least = if one == other { 60 } else { 40 };
        assert!(*count >= least, "{one} and {other} are in {count}");
    }
    for (option, count) in OPTIONS.iter().zip(options) {
        assert!(count >= 10, "{option} is in {count}");
    }
}

/// None of these parks is refused.
#[test]
fn random_parks_are_valid() {
    for seed in 0..200 {
        compiled(&park(seed));
    }
}
