//! Finance, checked.

use super::assets::{Asset, Payment};
use super::cost::UnitCosts;
use super::spec::{
    AssetFile, CityFile, CostsFile, FinanceFile, ReceiptFile, SpendingFile, WagesFile,
};
use crate::industry::shared::names::Names;
use crate::industry::shared::staff::Role;
use crate::industry::shared::subsystem::Context;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Duration, Fen, Share, SimTime};

/// What is paid for each computer that is sold, for each person who is hired, and for stock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RunningCosts {
    pub(super) bundle: Fen,
    pub(super) freight: Fen,
    pub(super) selling: Fen,
    pub(super) warranty: Fen,
    pub(super) warranty_share: Share,
    pub(super) carrying_rate: Share,
    pub(super) hiring: Fen,
    pub(super) training: Fen,
}

/// Finance, checked: no amount is negative, each building ends after it starts, and assets have a
/// number of units (equation E36).
#[derive(Clone, Debug)]
pub struct Finance {
    /// Whether it keeps books: where a scenario has no such section, all would be of nothing, or of
    /// bills that nobody pays.
    pub(super) keeps_books: bool,
    pub(super) minimum_cash: Option<Fen>,
    pub(super) capital: Vec<(SimTime, Fen)>,
    /// What is built, and then what is bought by the unit.
    pub(super) assets: Vec<Asset>,
    /// Products, parts and models by their ids, for the books of goods.
    pub(super) names: Names,
    pub(super) unit_costs: UnitCosts,
    pub(super) running_costs: RunningCosts,
    /// The rate a year at which the cash flow is discounted.
    pub(super) discount_rate: f64,
    /// By role, in the order of [`Role::ALL`].
    pub(super) wages: [Fen; Role::ALL.len()],
    pub(super) overheads_per_month: Fen,
    pub(super) value_added_share: Share,
    pub(super) tax_rate: Share,
    /// Output of the chain over own output (equation E31).
    pub(super) chain_factor: f64,
    pub(super) city: Option<CityEconomy>,
}

/// The digital economy of the city without the park, and the cities it is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CityEconomy {
    /// Value added in the first year of the run, in yuan.
    pub(super) first_year: f64,
    /// Yearly growth, as a share of itself.
    pub(super) growth: f64,
    /// Yearly growth of other cities, as shares.
    pub(super) comparators: Vec<f64>,
}

impl FinanceFile {
    /// Checks the section at `at`; none if something is wrong.
    pub(super) fn check(
        &self,
        context: &Context,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Finance> {
        let Self {
            minimum_cash,
            capital,
            spending,
            assets,
            costs,
            discount_rate,
            wages,
            overheads_per_month,
            value_added_share,
            tax_rate,
            upstream_multiplier,
            downstream_multiplier,
            city,
        } = self;
        let (before, start) = (problems.len(), context.start);
        let receipts = capital.iter().map(|(name, receipt)| {
            let at = at.field("capital").field(name);
            let ReceiptFile { date, amount } = receipt;
            let amount = not_negative(*amount, &at.field("amount"), problems);
            (date.begins(start).unwrap_or(SimTime::ZERO), amount)
        });
        let capital = receipts.collect();
        let buildings = spending
            .iter()
            .map(|(name, row)| row.check(start, &at.field("spending").field(name), problems));
        let mut all: Vec<Asset> = buildings.collect();
        for (name, row) in assets.iter() {
            let at = at.field("assets").field(name);
            all.extend(row.check(start, &context.names, &at, problems));
        }
        let (unit_costs, running_costs) = costs.check(&at.field("costs"), problems);
        let finance = Finance {
            keeps_books: context.written.has("finance"),
            minimum_cash: *minimum_cash,
            capital,
            assets: all,
            names: context.names.clone(),
            unit_costs,
            running_costs,
            discount_rate: *discount_rate,
            wages: wages.check(&at.field("wages"), problems),
            overheads_per_month: not_negative(
                *overheads_per_month,
                &at.field("overheads_per_month"),
                problems,
            ),
            value_added_share: *value_added_share,
            tax_rate: *tax_rate,
            chain_factor: 1.0 + upstream_multiplier + downstream_multiplier,
            city: city
                .as_ref()
                .map(|city| city.check(&at.field("city"), problems)),
        };
        (problems.len() == before).then_some(finance)
    }
}

impl CityFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> CityEconomy {
        let Self {
            value_added,
            growth,
            comparator_growth,
        } = self;
        if *value_added <= Fen::ZERO {
            let fault = Fault::out_of_range(value_added, "more than 0 CNY");
            problems.add(at.field("value_added"), fault);
        }
        for (name, growth) in comparator_growth.iter() {
            if !(-0.99..=10.0).contains(growth) {
                let at = at.field("comparator_growth").field(name);
                problems.add(at, Fault::out_of_range(growth, "from -0.99 to 10"));
            }
        }
        CityEconomy {
            first_year: value_added.as_yuan(),
            growth: *growth,
            comparators: comparator_growth
                .iter()
                .map(|(_, growth)| *growth)
                .collect(),
        }
    }
}

impl SpendingFile {
    fn check(&self, run_start: Date, at: &FieldPath, problems: &mut Problems) -> Asset {
        let Self {
            amount,
            start,
            end,
            life,
        } = self;
        let begins = |date: &Date| date.begins(run_start).unwrap_or(SimTime::ZERO);
        let (first, last) = (begins(start), begins(end));
        if last <= first {
            let help = "let it end after its first day, and after the start of the run";
            let fault = Fault::invalid(format!("building ends on {end}, which is too early"), help);
            problems.add(at.field("end"), fault);
        }
        Asset {
            amount: not_negative(*amount, &at.field("amount"), problems),
            payment: Payment::Daily {
                start: first,
                length: last.saturating_since(first),
            },
            ready: last,
            age: Duration::ZERO,
            life: long_enough(*life, at, problems),
        }
    }
}

/// A life of some length.
fn long_enough(
    life: Option<Duration>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Option<Duration> {
    if life.is_some_and(Duration::is_zero) {
        let help = "leave it out for what keeps its value";
        problems.add(at.field("life"), Fault::invalid("a life of no time", help));
    }
    life
}

impl AssetFile {
    fn check(
        &self,
        run_start: Date,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Asset> {
        let Self {
            price,
            counted,
            units,
            ready,
            lead,
            deposit,
            life,
        } = self;
        let price = not_negative(*price, &at.field("price"), problems);
        let life = long_enough(*life, at, problems);
        let units = match (counted, units) {
            (Some(path), None) => {
                let found = names.units_at(path);
                if found.is_none() {
                    let known = names.installed.iter().map(|(path, _)| path.as_str());
                    let at = at.field("counted");
                    problems.unknown_name(at, "counted place", path, known);
                }
                found?
            }
            (None, Some(units)) => *units,
            _ => {
                let help = "say either what the scenario has so many of, or how many there are";
                let fault = Fault::invalid("an asset needs `counted` or `units`", help);
                problems.add(at, fault);
                return None;
            }
        };
        let Some(amount) = price.as_fen().checked_mul(units.into()).map(Fen::new) else {
            let allowed = "less in all than 92 quadrillion CNY";
            problems.add(at.field("price"), Fault::out_of_range(price, allowed));
            return None;
        };
        let ready = ready.unwrap_or(run_start);
        let age = u64::try_from(run_start.days_since(ready)).unwrap_or(0);
        let ready = ready.begins(run_start).unwrap_or(SimTime::ZERO);
        let ordered = ready.since(SimTime::ZERO).saturating_sub(*lead);
        let payment = match age {
            0 => Payment::OnDelivery {
                deposit: amount.scaled(deposit.get()),
                ordered: SimTime::ZERO + ordered,
            },
            _ => Payment::Before,
        };
        Some(Asset {
            amount,
            payment,
            ready,
            age: Duration::days(age),
            life,
        })
    }
}

impl CostsFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> (UnitCosts, RunningCosts) {
        let Self {
            probe_per_wafer,
            packaging_per_chip,
            test_per_chip,
            bundle_per_computer,
            freight_per_computer,
            sales_per_computer,
            warranty_per_computer,
            warranty_share,
            carrying_rate,
            hiring_per_person,
            training_per_person,
        } = self;
        let mut amount =
            |amount: &Fen, name: &'static str| not_negative(*amount, &at.field(name), problems);
        let units = UnitCosts::new([
            amount(probe_per_wafer, "probe_per_wafer"),
            amount(packaging_per_chip, "packaging_per_chip"),
            amount(test_per_chip, "test_per_chip"),
        ]);
        let running = RunningCosts {
            bundle: amount(bundle_per_computer, "bundle_per_computer"),
            freight: amount(freight_per_computer, "freight_per_computer"),
            selling: amount(sales_per_computer, "sales_per_computer"),
            warranty: amount(warranty_per_computer, "warranty_per_computer"),
            warranty_share: *warranty_share,
            carrying_rate: *carrying_rate,
            hiring: amount(hiring_per_person, "hiring_per_person"),
            training: amount(training_per_person, "training_per_person"),
        };
        (units, running)
    }
}

impl WagesFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> [Fen; Role::ALL.len()] {
        let Self {
            operator,
            technician,
            engineer,
            assembler,
        } = self;
        Role::ALL.map(|role| {
            let wage = match role {
                Role::Operator => operator,
                Role::Technician => technician,
                Role::Engineer => engineer,
                Role::Assembler => assembler,
            };
            not_negative(*wage, &at.field(role.name()), problems)
        })
    }
}

fn not_negative(amount: Fen, at: &FieldPath, problems: &mut Problems) -> Fen {
    if amount < Fen::ZERO {
        problems.add(at, Fault::out_of_range(amount, "0 CNY or more"));
    }
    amount
}
