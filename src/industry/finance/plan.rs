//! Finance, checked.

use super::spec::{CityFile, FinanceFile, ReceiptFile, SpendingFile, WagesFile};
use crate::industry::shared::staff::Role;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Duration, Fen, Share, SimTime};

/// Capital spent on something that is built, in equal parts each day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Building {
    pub(super) amount: Fen,
    pub(super) start: SimTime,
    pub(super) length: Duration,
}

/// Finance, checked: no amount is negative, and each building ends after it starts.
#[derive(Clone, Debug)]
pub struct Finance {
    /// Whether it keeps books: where a scenario has no such section, all would be of nothing, or of
    /// bills that nobody pays.
    pub(super) keeps_books: bool,
    pub(super) minimum_cash: Option<Fen>,
    pub(super) capital: Vec<(SimTime, Fen)>,
    pub(super) spending: Vec<Building>,
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
    /// Checks the section at `at` of a run that starts on `start`; none if something is wrong.
    /// `has_section` says whether the scenario has it.
    pub(super) fn check(
        &self,
        start: Date,
        has_section: bool,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Finance> {
        let Self {
            minimum_cash,
            capital,
            spending,
            wages,
            overheads_per_month,
            value_added_share,
            tax_rate,
            upstream_multiplier,
            downstream_multiplier,
            city,
        } = self;
        let before = problems.len();
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
        let spending = buildings.collect();
        let finance = Finance {
            keeps_books: has_section,
            minimum_cash: *minimum_cash,
            capital,
            spending,
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
    fn check(&self, run_start: Date, at: &FieldPath, problems: &mut Problems) -> Building {
        let Self { amount, start, end } = self;
        let begins = |date: &Date| date.begins(run_start).unwrap_or(SimTime::ZERO);
        let (first, last) = (begins(start), begins(end));
        if last <= first {
            let help = "let it end after its first day, and after the start of the run";
            let fault = Fault::invalid(format!("building ends on {end}, which is too early"), help);
            problems.add(at.field("end"), fault);
        }
        Building {
            amount: not_negative(*amount, &at.field("amount"), problems),
            start: first,
            length: last.saturating_since(first),
        }
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
