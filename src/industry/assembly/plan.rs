//! The section `[assembly]`, checked, and the yields of its tests (equation E29).

use bevy_ecs::prelude::Resource;

use super::spec::{
    AssemblyFile, BankFile, BoardFile, FinalTestFile, ModelFile, ReworkFile, ShiftFile, SurplusFile,
};
use crate::industry::shared::flow::{ModelId, PartId, ProductId};
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::industry::shared::names::Names;
use crate::industry::shared::staff::Workload;
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::time::{DAY, HOUR, MONTH};
use crate::units::{Duration, Fen, Share};

/// A computer model as planned.
#[derive(Clone, Debug)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) id: ModelId,
    /// Its weight among the models; 0 for a model that is never begun.
    pub(super) share: f64,
    /// Parts, with the units of each.
    pub(super) kit: Vec<(PartId, u32)>,
}

/// What becomes of the chips of one kind of which there are too many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Surplus {
    pub(super) part: PartId,
    /// As many stay in stock.
    pub(super) above: u64,
    /// What a chip brings; nothing if it is thrown away.
    pub(super) price: Fen,
    /// What it costs to sell a chip or to throw it away.
    pub(super) cost: Fen,
}

/// The section `[assembly]`, checked.
#[derive(Resource, Clone, Debug)]
pub struct Assembly {
    pub(super) models: Vec<Model>,
    /// All parts by [`PartId`], and the product that each is if it is a chip made here.
    pub(super) parts: Vec<(String, Option<ProductId>)>,
    pub(super) lines: u32,
    pub(super) assemblers_per_line: u32,
    pub(super) carrier_size: u32,
    /// Line time of a carrier, stoppages included.
    pub(super) carrier_time: Duration,
    /// Time of a carrier from the end of its line time to its board test.
    pub(super) line_time: Duration,
    /// While as many computers wait for burn-in, no kit is begun.
    pub(super) buffer: u32,
    /// Working hours of a week; the weekday of the first day of the run is set at the start.
    pub(super) hours: OpeningHours,
    /// Crews of assemblers that the working hours require (equation E18).
    pub(super) crews: f64,
    /// Share of boards that pass their test.
    pub(super) board_pass: Share,
    /// Share of computers that pass the final test, in which board faults that the board test
    /// missed are found.
    pub(super) final_pass: Share,
    /// Share of reworked computers that cannot be saved.
    pub(super) scrap: Share,
    /// In the order in which a computer visits them, rework last.
    pub(super) banks: Vec<BankPlan>,
    /// Chips of which no more than a level is kept.
    pub(super) surplus: Vec<Surplus>,
}

/// What happens to computers in a bank of slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// They run hot.
    BurnIn,
    /// They get an operating system.
    Image,
    /// They have their final test.
    FinalTest,
    /// Computers that failed a test are repaired.
    Rework,
}

/// A bank of slots.
#[derive(Clone, Debug)]
pub(super) struct BankPlan {
    pub(super) name: &'static str,
    pub(super) purpose: Purpose,
    pub(super) slots: u32,
    /// How long a computer stays.
    pub(super) time: Duration,
    /// Whether work in it stops outside the lines' working hours.
    pub(super) attended: bool,
}

impl Assembly {
    /// The models that are begun, by name, with the units of each purchased part that a carrier of
    /// them takes.
    pub fn carriers(&self) -> impl Iterator<Item = (&str, PartId, u64)> {
        let begun = self.models.iter().filter(|model| model.share > 0.0);
        begun.flat_map(|model| {
            let purchased = |part: &PartId| self.parts[usize::from(part.0)].1.is_none();
            let kit = model.kit.iter().filter(move |(part, _)| purchased(part));
            let size = u64::from(self.carrier_size);
            kit.map(move |&(part, units)| (&*model.name, part, u64::from(units) * size))
        })
    }

    /// The chips made here in a computer of each model, by [`ModelId`].
    pub(super) fn chips_of_models(&self) -> Vec<Vec<(ProductId, u32)>> {
        let last = self.models.iter().map(|model| usize::from(model.id.0));
        let mut kits = vec![Vec::new(); last.max().map_or(0, |last| last + 1)];
        for model in &self.models {
            let chips = model.kit.iter().filter_map(|&(part, units)| {
                let product = self.parts[usize::from(part.0)].1?;
                Some((product, units))
            });
            kits[usize::from(model.id.0)] = chips.collect();
        }
        kits
    }

    /// Units of a part in a computer, in the mean over the models by their shares.
    #[must_use]
    pub fn units_of(&self, part: PartId) -> f64 {
        let shares: f64 = self.models.iter().map(|model| model.share).sum();
        let units = |model: &Model| {
            let own = model.kit.iter().filter(|(of, _)| *of == part);
            let own: f64 = own.map(|&(_, units)| f64::from(units)).sum();
            model.share * own
        };
        self.models.iter().map(units).sum::<f64>() / shares
    }

    /// How many lines there are, and the computers that all of them begin in an hour that they are
    /// open, with all of their people.
    #[must_use]
    pub fn line_rate(&self) -> (u32, f64) {
        let carriers = f64::from(self.lines) / self.carrier_time.as_hours();
        (self.lines, carriers * f64::from(self.carrier_size))
    }

    /// Hours a month in which the lines are open.
    #[must_use]
    pub fn hours_a_month(&self) -> f64 {
        self.hours.hours_a_week() / 7.0 * (MONTH as f64 / DAY as f64)
    }

    /// The banks that each computer passes: name, slots, and computers a month.
    pub fn bank_rates(&self) -> impl Iterator<Item = (&str, u32, f64)> {
        let passed = self
            .banks
            .iter()
            .filter(|bank| bank.purpose != Purpose::Rework && !bank.time.is_zero());
        passed.map(|bank| {
            let hours = if bank.attended {
                self.hours_a_month()
            } else {
                MONTH as f64 / HOUR as f64
            };
            let an_hour = f64::from(bank.slots) / bank.time.as_hours();
            (bank.name, bank.slots, an_hour * hours)
        })
    }

    /// Assemblers that a line takes on a shift to keep its takt.
    #[must_use]
    pub const fn assemblers_per_line(&self) -> u32 {
        self.assemblers_per_line
    }

    /// Adds the work that the plan has for people (equation E18).
    pub fn add_workload(&self, workload: &mut Workload) {
        workload.assemblers_per_shift = f64::from(self.lines) * f64::from(self.assemblers_per_line);
        workload.assembly_crews = self.crews;
    }
}

/// The share of boards without a fault, where each of `places` parts and joints is faulty
/// independently, `per_million` per million on average (Poisson).
///
/// ```
/// use chippark::industry::assembly::first_pass_yield;
/// assert!((first_pass_yield(5_000.0, 20.0) - 0.904_837_418).abs() < 1e-9);
/// // A test of 90 % coverage misses a fault on 0.995 % of boards.
/// assert!((1.0 - first_pass_yield(5_000.0 * 0.1, 20.0) - 0.009_950_166).abs() < 1e-9);
/// ```
#[must_use]
pub fn first_pass_yield(places: f64, per_million: f64) -> f64 {
    libm::exp(-places * per_million / 1e6)
}

impl AssemblyFile {
    /// Checks the section at `at`: every part of a kit must be a purchased part or a chip made
    /// here.
    #[must_use]
    pub fn check(
        &self,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Assembly> {
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
            surplus: _,
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
        let final_pass = first_pass * (1.0 - board_escape);
        let test_time = final_test.as_ref().map_or(Duration::ZERO, |test| test.time);
        for (table, pass, time) in [
            ("board", board_pass, rework.time),
            ("final_test", final_pass, rework.time + test_time),
        ] {
            check_loop(pass, rework.scrap, time, &at.field(table), problems);
        }
        let surplus = self.check_surplus(names, &at.field("surplus"), problems);
        (problems.len() == before).then(|| Assembly {
            surplus,
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
            final_pass: Share::clamped(final_pass),
            scrap: rework.scrap,
            banks: banks(
                burn_in.as_ref(),
                image.as_ref(),
                final_test.as_ref(),
                rework,
            ),
        })
    }

    /// The rows of surplus chips; each must be one of chips made here.
    fn check_surplus(
        &self,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Vec<Surplus> {
        let mut checked = Vec::new();
        for (name, row) in self.surplus.iter() {
            let SurplusFile { above, price, cost } = row;
            let at = at.field(name);
            for (field, amount) in [("price", price), ("cost", cost)] {
                if *amount < Fen::ZERO {
                    let fault = Fault::out_of_range(amount, "0 CNY or more");
                    problems.add(at.field(field), fault);
                }
            }
            let chip = names.product(name).and_then(|_| names.part(name));
            let Some(part) = chip else {
                let chips = names.products.iter().map(String::as_str);
                problems.unknown_name(at, "chip made here", name, chips);
                continue;
            };
            checked.push(Surplus {
                part,
                above: u64::from(*above),
                price: *price,
                cost: *cost,
            });
        }
        checked
    }
}

/// The most rounds of test and rework on average that take no time.
const MOST_ROUNDS: f64 = 1_000.0;

/// Checks that a computer comes out of the loop of a test and its rework.
///
/// * `pass` — the share of computers that pass the test.
/// * `scrap` — the share of the others that cannot be saved.
/// * `time` — how long a round takes.
fn check_loop(pass: f64, scrap: Share, time: Duration, at: &FieldPath, problems: &mut Problems) {
    let out = 1.0 - (1.0 - pass) * scrap.complement().get();
    let help = "let some computers pass, or give rework a time and a share of scrap";
    if pass <= 0.0 {
        problems.add(
            at,
            Fault::invalid("no computer ever passes this test", help),
        );
    } else if time.is_zero() && out * MOST_ROUNDS < 1.0 {
        let message = format!(
            "a computer goes round {:.0} times from this test to rework and back in no time",
            1.0 / out
        );
        problems.add(at, Fault::invalid(message, help));
    }
}

/// All parts, and the product that each is if it is made here.
fn parts(names: &Names) -> Vec<(String, Option<ProductId>)> {
    let parts = names.parts.iter();
    parts
        .map(|name| (name.clone(), names.product(name)))
        .collect()
}

fn check_models(
    models: &Named<ModelFile>,
    carrier_size: u32,
    names: &Names,
    at: &FieldPath,
    problems: &mut Problems,
) -> Vec<Model> {
    let mut checked = Vec::new();
    for (name, model) in models.iter() {
        let at = at.field("models").field(name);
        let ModelFile { kit, share } = model;
        let kit = check_kit(kit, carrier_size, names, &at.field("kit"), problems);
        let Some(id): Option<ModelId> = names.model(name) else {
            let known = names.models.iter().map(String::as_str);
            problems.unknown_name(at, "model", name, known);
            continue;
        };
        checked.push(Model {
            name: name.to_owned(),
            id,
            share: *share,
            kit,
        });
    }
    if !checked.is_empty() && checked.iter().all(|model| model.share <= 0.0) {
        let help = "give at least one model a share above 0";
        let fault = Fault::invalid("no computer is ever begun", help);
        problems.add(at.field("models"), fault);
    }
    checked
}

fn check_kit(
    kit: &Named<u32>,
    carrier_size: u32,
    names: &Names,
    at: &FieldPath,
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
            problems.unknown_name(at, "part", part, known);
        }
    }
    checked
}

impl ShiftFile {
    /// The working hours of a week whose Monday is the first day of the run.
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> OpeningHours {
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
    /// The share of boards that pass their test, and the share of those that have a fault.
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

/// The banks in the order in which a computer visits them, rework last.
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
