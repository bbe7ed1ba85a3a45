//! Money: what everybody posted is booked in whole fen, and the park's own bills are paid.
//!
//! A posting counts as income or expense when it is made and moves money when it is due, which may
//! be later. Capital comes in and is spent by the calendar; wages, overheads and tax are paid at
//! the end of each month. When the park has less money than it must keep, the next tick is told to
//! order and release nothing.
//!
//! Read [`spec`] for what a scenario says, `books` for the accounts, `bills` for what is paid when,
//! `city` for the digital economy around the park, `figures` for what is reported.

mod bills;
mod books;
mod city;
mod figures;
pub mod spec;

pub use books::pro_rata;
pub use spec::{Finance, FinanceFile};

use crate::industry::shared::subsystem::Context;
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

use self::bills::Bills;
use self::books::Books;
use crate::engine::{Clock, Figures, Metric, Period, Series, Sim};
use crate::industry::shared::flow::Holds;
use crate::industry::shared::ledger::{Account, Posting, Postings, TaxPaid};
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::Staff;
use crate::industry::shared::waiting::Waiting;
use crate::industry::shared::{Stage, Subsystem};
use crate::units::{Fen, SimTime};

/// Everything finance keeps.
#[derive(Resource, Debug)]
struct Treasury {
    finance: Finance,
    books: Books,
    bills: Bills,
    figures: figures::Record,
}

/// Books what was posted, pays what is due, and says whether there is money for the next tick.
#[expect(
    clippy::too_many_arguments,
    reason = "each is a resource that a system asks for by its type"
)]
fn keep_books(
    clock: Res<Clock>,
    staff: Res<Staff>,
    companies: Res<Companies>,
    mut postings: ResMut<Postings>,
    mut treasury: ResMut<Treasury>,
    mut holds: ResMut<Holds>,
    mut waiting: ResMut<Waiting>,
    mut tax_paid: ResMut<TaxPaid>,
) {
    let Treasury {
        finance,
        books,
        bills,
        figures,
    } = &mut *treasury;
    if holds.cash {
        waiting.held_for_cash += clock.tick_end().since(clock.tick_start());
    }
    let mut sales = Fen::ZERO;
    for posting in postings.drain() {
        let Posting {
            from, to, amount, ..
        } = posting;
        if is_sale(from) && to == Account::Cash {
            sales += amount;
        }
        books.take(posting, clock.tick());
    }
    figures.add_sales(&clock, sales);
    let of_founders = bills::value_of_founders(*companies, clock.tick());
    figures.add_value(&clock, bills::value_added(finance, sales) + of_founders);
    bills.work(&clock, &staff, sales);
    if clock.ends_day() {
        bills.pay_builders(&clock, finance, books);
    }
    let mut tax = Fen::ZERO;
    if clock.ends_month() {
        tax = bills.pay_month(&clock, finance, books);
        tax_paid.0 += tax;
    }
    books.settle(clock.tick_end());
    let cash = books.balance(Account::Cash);
    figures.end_tick(&clock, cash, tax);
    holds.cash = finance.minimum_cash.is_some_and(|minimum| cash < minimum);
}

/// Whether an account buys what the park makes.
const fn is_sale(account: Account) -> bool {
    matches!(account, Account::ComputerSales | Account::ChipSales)
}

impl Subsystem for Finance {
    type Spec = spec::FinanceFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[figures::METRICS];

    fn absent() -> Option<Self::Spec> {
        Some(spec::FinanceFile::default())
    }

    fn check(
        spec: Self::Spec,
        context: &Context,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Self> {
        spec.check(context.start, at, problems)
    }

    fn add_to(&self, sim: &mut Sim) {
        let tick = sim.clock().tick();
        let mut books = Books::default();
        for &(at, amount) in &self.capital {
            let (from, to) = (Account::Investors, Account::Cash);
            books.take(
                Posting {
                    at,
                    from,
                    to,
                    amount,
                },
                tick,
            );
        }
        let world = sim.world_mut();
        world.init_resource::<Postings>();
        world.init_resource::<Staff>();
        world.init_resource::<Companies>();
        world.init_resource::<Waiting>();
        world.init_resource::<Holds>();
        world.init_resource::<TaxPaid>();
        world.insert_resource(Treasury {
            finance: self.clone(),
            books,
            bills: Bills::new(self.spending.len()),
            figures: figures::Record::default(),
        });
        sim.add(Stage::Finance, keep_books);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            figures::begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        figures::observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        figures::report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        world.resource::<Treasury>().books.audit()
    }
}

#[cfg(test)]
mod tests;
