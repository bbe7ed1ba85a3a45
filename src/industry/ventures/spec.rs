//! The section `[ventures]` as written.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Area, Date, Duration, DurationLaw, Fen, Rate, Share};

/// Founders and their companies: a contest brings teams, enclaves in other cities take some of them
/// in, and in the city each goes through phases, from incubation to listing.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct VenturesFile {
    /// The talent channel, of kind `programme`, that the members of a team register through when it
    /// comes to the city. Without it, nobody registers.
    pub channel: Option<String>,
    /// Members of a team: one and a Poisson number of others. Default 4 in the mean, an assumption.
    #[serde(default = "team_mean")]
    #[schemars(range(min = 1, max = 100))]
    pub team_mean: f64,
    /// A venture's own money when it comes to the city, in the mean. Without it, money never runs
    /// out.
    pub own_funds: Option<Fen>,
    /// Standard deviation over mean of a venture's own money, which is lognormal; 0 for the same
    /// for all. Default 1, an assumption.
    #[serde(default = "one")]
    #[schemars(range(min = 0, max = 10))]
    pub own_funds_cv: f64,
    /// What a company that has passed all phases adds to the city's value a year. Default nothing.
    #[serde(default)]
    pub graduate_value_added_per_year: Fen,
    /// The contest for founders; programmes of kind `contest` are the factor on its projects.
    pub contest: Option<ContestFile>,
    /// Founders who come outside contests.
    pub founders: Option<FoundersFile>,
    /// Floor in other cities; programmes of kind `enclaves` are the factor on it.
    pub enclaves: Option<EnclavesFile>,
    /// The phases that a venture goes through in the city, in this order.
    #[schemars(extend("minProperties" = 1))]
    pub phases: Named<PhaseFile>,
    /// The guarantee of funds, equipment and land; programmes of kind `venture_pools` are the
    /// factor on it.
    pub pools: Option<PoolsFile>,
}

/// A contest that brings many teams on one day (equation E4).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ContestFile {
    /// Its days; those before the start of the run are left out.
    #[schemars(extend("minItems" = 1))]
    pub dates: Vec<Date>,
    /// Whether each of these days comes again every year. Default false.
    #[serde(default)]
    pub yearly: bool,
    /// Projects of a contest, in the mean of a Poisson number. Default 226, of the 2019 report.
    #[serde(default = "projects")]
    #[schemars(range(min = 0, max = 100_000))]
    pub projects: f64,
    /// Whether it has exactly so many projects. Default false.
    #[serde(default)]
    pub exact: bool,
    /// The share of projects that are admitted. Default 1.
    #[serde(default = "all")]
    pub admit_share: Share,
    /// Where the teams come from, by name.
    #[schemars(extend("minProperties" = 1))]
    pub countries: Named<CountryFile>,
}

/// A country that teams come from.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct CountryFile {
    /// How many of the projects come from it, relative to the others.
    #[schemars(range(min = 0, max = 1e6))]
    pub weight: f64,
    /// The share of its teams that begin in an enclave if there is room. Default 0.
    #[serde(default)]
    pub enclave_share: Share,
}

/// Founders who come one by one, as a Poisson stream.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FoundersFile {
    /// Teams that come; at most 100000 /y.
    pub rate: Rate,
    /// The share of teams that begin in an enclave if there is room. Default 0.
    #[serde(default)]
    pub enclave_share: Share,
}

/// Floor in other cities where teams begin (equation E6). A team takes the place with the largest
/// share of free floor.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct EnclavesFile {
    /// The places, by name: at most 200.
    #[schemars(extend("minProperties" = 1))]
    pub places: Named<PlaceFile>,
    /// Floor of a team. Default 110.6 m2: 25,000 m2 for the 226 teams of 2019.
    #[serde(default = "m2_per_team")]
    pub m2_per_team: Area,
    /// How long a team stays. Default 18 mo, an assumption.
    #[serde(default = "stay")]
    pub stay: DurationLaw,
    /// The share of teams that come to the city after their stay. Default 0.4, an assumption.
    #[serde(default = "p_transfer")]
    pub p_transfer: Share,
    /// Of the teams that find no room, the share that gives up; the others come to the city at
    /// once. Default 1: all of them.
    #[serde(default = "all")]
    pub blocked_share_lost: Share,
    /// The factor on the chance to pass the first phase of teams that came to the city because they
    /// found no room. Default 1.
    #[serde(default = "all")]
    pub blocked_pass: Share,
}

/// An enclave.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PlaceFile {
    /// The floor of the enclave.
    pub m2: Area,
}

/// A phase (equation E5). A venture waits for what it needs in the order of server, equipment, land
/// and grant, then works for its time, then passes or fails. It pays its cost in waiting and in
/// work, and fails when its own money and its grants are gone.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PhaseFile {
    /// The chance to pass it.
    pub pass: Share,
    /// How long it takes, without waiting: `erlang(k=2, mean=6 mo)`.
    pub time: DurationLaw,
    /// Ventures that its services have room for at a time. Without it, for all.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub servers: Option<u32>,
    /// Slots of equipment of a venture in it. Default none.
    #[serde(default)]
    #[schemars(range(min = 0, max = 1_000_000))]
    pub equipment: u32,
    /// Land of a venture in it. Default none.
    #[serde(default = "no_land")]
    pub land: Area,
    /// What the fund gives a venture for it. Default nothing.
    #[serde(default)]
    pub grant: Fen,
    /// What a venture in it costs a month, before the guarantee lowers it. Default nothing.
    #[serde(default)]
    pub cost_per_month: Fen,
    /// What a venture in it adds to the city's value a year. Default nothing.
    #[serde(default)]
    pub value_added_per_year: Fen,
}

/// The guarantee of funds, equipment and land. Where no programme of kind `venture_pools` runs
/// though one is listed, there is none of it: nobody waits for it, and cost is not lowered.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct PoolsFile {
    /// What the fund gets at the start of the run and on the first day of each month. What is not
    /// granted is kept.
    pub fund_per_month: Fen,
    /// Slots of equipment.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub equipment: u32,
    /// Building land in the pool of the guarantee.
    pub land: Area,
    /// The factor on what ventures cost, while the guarantee runs at strength 1. Default 0.8, an
    /// assumption.
    #[serde(default = "cost_factor")]
    pub cost_factor: Share,
    /// How long a venture waits for equipment, for land and for its grant, before it does without.
    /// Default 90 d, an assumption.
    #[serde(default = "patience")]
    pub patience: Duration,
    /// The factor on the chance to pass the phase for each of them that it does without. Default
    /// 0.9, an assumption.
    #[serde(default = "without_pass")]
    pub without_pass: Share,
}

const fn team_mean() -> f64 {
    4.0
}

const fn one() -> f64 {
    1.0
}

const fn projects() -> f64 {
    226.0
}

fn all() -> Share {
    Share::clamped(1.0)
}

const fn m2_per_team() -> Area {
    Area::from_square_millimetres(110.6e6)
}

const fn no_land() -> Area {
    Area::from_square_millimetres(0.0)
}

fn stay() -> DurationLaw {
    DurationLaw::constant(Duration::days(365) * 3 / 2)
}

fn p_transfer() -> Share {
    Share::clamped(0.4)
}

fn cost_factor() -> Share {
    Share::clamped(0.8)
}

const fn patience() -> Duration {
    Duration::days(90)
}

fn without_pass() -> Share {
    Share::clamped(0.9)
}
