//! The section `[assembly]`: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::bank::{BankPlan, Purpose};
use super::{Assembly, Model};
use crate::industry::shared::flow::{ModelId, PartId};
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::industry::shared::names::Names;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Duration, Share};

/// Lines that build computers from kits of chips and purchased parts (equation E29). A test or bank
/// whose table is left out is left out of a computer's way.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct AssemblyFile {
    /// The computers, by name.
    pub models: Named<ModelFile>,
    /// How many lines there are, all alike.
    #[schemars(range(min = 1, max = 10_000))]
    pub lines: u32,
    /// Time from one computer to the next on a line that runs. Default 30 s, an assumption.
    #[serde(default = "takt")]
    pub takt: Duration,
    /// Share of its time that a line runs. Default 0.85, an assumption.
    #[serde(default = "oee")]
    pub oee: Share,
    /// Time of a computer on the line beyond the takt: work and safety test. Default 13 min, an
    /// assumption.
    #[serde(default = "line_time")]
    pub line_time: Duration,
    /// Computers that move together and whose kits are begun together. Default 24.
    #[serde(default = "carrier_size")]
    #[schemars(range(min = 1, max = 10_000))]
    pub carrier_size: u32,
    /// Assemblers that a line needs on a shift. Default 60, an assumption.
    #[serde(default = "assemblers_per_line")]
    #[schemars(range(min = 1, max = 10_000))]
    pub assemblers_per_line: u32,
    /// Computers that may wait for the first bank behind the lines; while there are as many, no kit
    /// is begun. Default 480.
    #[serde(default = "buffer")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub buffer: u32,
    /// When the lines work. Default around the clock.
    pub shift: Option<ShiftFile>,
    /// The boards' faults and their test. Default none.
    pub board: Option<BoardFile>,
    /// Burn-in, around the clock.
    pub burn_in: Option<BankFile>,
    /// Copying the operating system, around the clock.
    pub image: Option<BankFile>,
    /// The final test, while the lines work.
    pub final_test: Option<FinalTestFile>,
    /// Rework of what fails a test, while the lines work.
    #[serde(default)]
    pub rework: ReworkFile,
}

const fn takt() -> Duration {
    Duration::seconds(30)
}

fn oee() -> Share {
    Share::clamped(0.85)
}

const fn line_time() -> Duration {
    Duration::minutes(13)
}

const fn carrier_size() -> u32 {
    24
}

const fn assemblers_per_line() -> u32 {
    60
}

const fn buffer() -> u32 {
    480
}

/// A computer model.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ModelFile {
    /// Units of each part in a computer: purchased parts, and chips by the names of the products.
    pub kit: Named<u32>,
    /// Its weight among the models: those with their parts at hand are begun in these proportions.
    /// Default 1.
    #[serde(default = "share")]
    #[schemars(range(min = 0.001, max = 1000.0))]
    pub share: f64,
}

const fn share() -> f64 {
    1.0
}

/// The working hours of the lines.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ShiftFile {
    /// When work begins, from midnight. Default 8 h.
    pub opens: Duration,
    /// When it ends, from the same midnight. Default 16 h.
    pub closes: Duration,
    /// Working days a week, from Monday on. Default 5.
    #[schemars(range(min = 1, max = 7))]
    pub days_per_week: u8,
}

impl Default for ShiftFile {
    fn default() -> Self {
        Self {
            opens: Duration::hours(8),
            closes: Duration::hours(16),
            days_per_week: 5,
        }
    }
}

/// Boards: each part and joint may be faulty, and a test finds most of it. The defaults are
/// assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct BoardFile {
    /// Parts on a board. Default 1,000.
    #[schemars(range(max = 1_000_000))]
    pub parts: u32,
    /// Joints on a board. Default 4,000.
    #[schemars(range(max = 1_000_000))]
    pub joints: u32,
    /// Faults per million parts and joints. Default 20.
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub faults_per_million: f64,
    /// Share of faults that the test sees; the rest fails the final test. Default 0.9.
    pub coverage: Share,
}

impl Default for BoardFile {
    fn default() -> Self {
        Self {
            parts: 1_000,
            joints: 4_000,
            faults_per_million: 20.0,
            coverage: Share::clamped(0.9),
        }
    }
}

/// A bank of slots, each for one computer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct BankFile {
    /// How many slots there are.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub slots: u32,
    /// How long a computer stays.
    pub time: Duration,
}

/// The final test.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FinalTestFile {
    /// How many computers are tested at once.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub slots: u32,
    /// How long it takes. Default 5 min, an assumption.
    #[serde(default = "final_time")]
    pub time: Duration,
    /// Share of computers without a board fault that pass. Default 0.97, an assumption.
    #[serde(default = "first_pass")]
    pub first_pass: Share,
}

const fn final_time() -> Duration {
    Duration::minutes(5)
}

fn first_pass() -> Share {
    Share::clamped(0.97)
}

/// Rework. The defaults are assumptions.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ReworkFile {
    /// Benches, each for one computer. Default 20.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub benches: u32,
    /// How long it takes. Default 30 min.
    pub time: Duration,
    /// Share of reworked computers that cannot be saved. Default 0.02.
    pub scrap: Share,
}

impl Default for ReworkFile {
    fn default() -> Self {
        Self {
            benches: 20,
            time: Duration::minutes(30),
            scrap: Share::clamped(0.02),
        }
    }
}

/// The share of boards without a fault, where each of `places` parts and joints is faulty
/// independently, `per_million` of a million (Poisson).
///
/// ```
/// use chippark::industry::assembly::first_pass_yield;
/// assert!((first_pass_yield(5_000.0, 20.0) - 0.904_837_418).abs() < 1e-9);
/// // What a test of 90 % coverage leaves to be found: 0.995 % of boards.
/// assert!((1.0 - first_pass_yield(5_000.0 * 0.1, 20.0) - 0.009_950_166).abs() < 1e-9);
/// ```
#[must_use]
pub fn first_pass_yield(places: f64, per_million: f64) -> f64 {
    libm::exp(-places * per_million / 1e6)
}

impl AssemblyFile {
    /// Checks the section at `at`: every part of a kit must be purchased or made here.
    #[must_use]
    pub fn check(&self, names: &Names, at: &At, problems: &mut Problems) -> Option<Assembly> {
        let Self {
            models,
            lines,
            takt,
            oee,
            line_time,
            carrier_size,
            assemblers_per_line,
            buffer,
            shift,
            board,
            burn_in,
            image,
            final_test,
            rework,
        } = self;
        let before = problems.len();
        if models.is_empty() {
            let what = "the list of models".to_owned();
            problems.add(at.field("models"), Fault::Empty { what });
        }
        if *takt < Duration::seconds(1) {
            let fault = Fault::out_of_range(takt, "at least 1 s");
            problems.add(at.field("takt"), fault);
        }
        if oee.get() < 0.01 {
            problems.add(at.field("oee"), Fault::out_of_range(oee, "at least 0.01"));
        }
        let models = check_models(models, *carrier_size, names, at, problems);
        let shift = shift.as_ref();
        let hours = shift.map(|shift| shift.check(&at.field("shift"), problems));
        let (board_pass, board_escape) = board.as_ref().map_or((1.0, 0.0), BoardFile::shares);
        let first_pass = final_test
            .as_ref()
            .map_or(1.0, |test| test.first_pass.get());
        (problems.len() == before).then(|| Assembly {
            models,
            parts: parts(names),
            lines: *lines,
            assemblers_per_line: *assemblers_per_line,
            carrier_size: *carrier_size,
            carrier_time: (*takt * u64::from(*carrier_size)).scaled(1.0 / oee.get()),
            line_time: *line_time,
            buffer: *buffer,
            hours: hours.unwrap_or(OpeningHours::ALWAYS),
            crews: hours.map_or(CREWS_AROUND_THE_CLOCK, crews),
            board_pass: Share::clamped(board_pass),
            final_pass: Share::clamped(first_pass * (1.0 - board_escape)),
            scrap: rework.scrap,
            banks: banks(
                burn_in.as_ref(),
                image.as_ref(),
                final_test.as_ref(),
                rework,
            ),
        })
    }
}

/// Every part there is, and whether it is made here.
fn parts(names: &Names) -> Vec<(String, bool)> {
    let parts = names.parts.iter();
    parts
        .map(|name| (name.clone(), names.products.contains(name)))
        .collect()
}

fn check_models(
    models: &Named<ModelFile>,
    carrier_size: u32,
    names: &Names,
    at: &At,
    problems: &mut Problems,
) -> Vec<Model> {
    let mut checked = Vec::new();
    for (name, model) in models.iter() {
        let at = at.field("models").field(name);
        let ModelFile { kit, share } = model;
        let kit = check_kit(kit, carrier_size, names, &at.field("kit"), problems);
        let Some(id): Option<ModelId> = names.model(name) else {
            let known = names.models.iter().map(String::as_str);
            problems.add(at, Fault::unknown_name("model", name, known));
            continue;
        };
        checked.push(Model {
            id,
            share: *share,
            kit,
        });
    }
    checked
}

fn check_kit(
    kit: &Named<u32>,
    carrier_size: u32,
    names: &Names,
    at: &At,
    problems: &mut Problems,
) -> Vec<(PartId, u32)> {
    if kit.is_empty() {
        let what = "the kit".to_owned();
        problems.add(at, Fault::Empty { what });
    }
    let mut checked = Vec::new();
    for (part, &units) in kit.iter() {
        let at = at.field(part);
        if units == 0 || units.checked_mul(carrier_size).is_none() {
            let allowed = format!("1 to {}", u32::MAX / carrier_size);
            problems.add(&at, Fault::out_of_range(units, allowed));
        }
        if let Some(part) = names.part(part) {
            checked.push((part, units));
        } else {
            let known = names.parts.iter().map(String::as_str);
            problems.add(at, Fault::unknown_name("part", part, known));
        }
    }
    checked
}

impl ShiftFile {
    /// The working hours of a week that begins with the run.
    fn check(&self, at: &At, problems: &mut Problems) -> OpeningHours {
        let &Self {
            opens,
            closes,
            days_per_week,
        } = self;
        let hours = OpeningHours {
            opens,
            closes,
            week: WorkWeek::of(days_per_week),
        };
        if let Some(allowed) = hours.problem() {
            problems.add(at.field("closes"), Fault::out_of_range(closes, allowed));
        }
        hours
    }
}

/// Crews of assemblers for work around the clock (equation E18).
const CREWS_AROUND_THE_CLOCK: f64 = 4.5;

/// Crews of assemblers for a shift: one for each 40 h a week, at least one.
fn crews(hours: OpeningHours) -> f64 {
    (hours.hours_a_week() / 40.0).clamp(1.0, CREWS_AROUND_THE_CLOCK)
}

impl BoardFile {
    /// The share of boards that pass their test, and the share of those with a fault all the same.
    fn shares(&self) -> (f64, f64) {
        let &Self {
            parts,
            joints,
            faults_per_million,
            coverage,
        } = self;
        let places = f64::from(parts) + f64::from(joints);
        let without = |share: f64| first_pass_yield(places * share, faults_per_million);
        let escape = 1.0 - without(coverage.complement().get());
        (without(coverage.get()), escape)
    }
}

/// The banks in the order of a computer's way, rework last.
fn banks(
    burn_in: Option<&BankFile>,
    image: Option<&BankFile>,
    final_test: Option<&FinalTestFile>,
    rework: &ReworkFile,
) -> Vec<BankPlan> {
    let bank = |name, purpose, slots, time, attended| BankPlan {
        name,
        purpose,
        slots,
        time,
        attended,
    };
    let mut banks = Vec::new();
    if let Some(&BankFile { slots, time }) = burn_in {
        banks.push(bank("burn_in", Purpose::BurnIn, slots, time, false));
    }
    if let Some(&BankFile { slots, time }) = image {
        banks.push(bank("image", Purpose::Image, slots, time, false));
    }
    if let Some(test) = final_test {
        let (slots, time) = (test.slots, test.time);
        banks.push(bank("final_test", Purpose::FinalTest, slots, time, true));
    }
    let (slots, time) = (rework.benches, rework.time);
    banks.push(bank("rework", Purpose::Rework, slots, time, true));
    banks
}
