//! Finance alone, fed with postings and headcounts.
#![expect(
    clippy::float_cmp,
    reason = "sums of whole fen and halves are exact in f64"
)]

mod books;
mod checks;
mod goods;

use bevy_ecs::prelude::*;

use super::Finance;
use super::spec::{CityFile, FinanceFile, ReceiptFile, SpendingFile, WagesFile};
use super::state::FinanceState;
use crate::engine::{Clock, Figures, Period, Series, Sim};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::Holds;
use crate::industry::shared::ledger::{Account, Postings};
use crate::industry::shared::names::Names;
use crate::industry::shared::programmes::Companies;
use crate::industry::shared::staff::{Role, Staff};
use crate::industry::shared::subsystem::{Context, Present, Reader, alone};
use crate::industry::shared::waiting::Waiting;
use crate::scenario::Named;
use crate::units::{Date, Duration, Fen, Share, SimTime};

const READER: Reader = Reader::of::<Finance>("finance");

const START: &str = "2018-01-01";

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// A scenario with these sections, and with 3 tools of two groups.
fn context(sections: &[&'static str]) -> Context {
    let present = Present::new(sections.to_vec());
    let tools = [("fab.tools.mill", 2), ("fab.tools", 3)];
    let installed = tools.map(|(path, units)| (path.to_owned(), units));
    Context {
        start: date(START),
        names: Names {
            installed: installed.to_vec(),
            ..Names::default()
        },
        present: present.clone(),
        written: present,
    }
}

fn finance(file: &FinanceFile) -> Finance {
    use crate::scenario::{Document, FieldPath};
    let document = Document::from_text("empty.toml", "", &[]).expect("no text, no mistake");
    let mut problems = document.problems();
    let context = context(&["finance"]);
    let finance = file.check(&context, &FieldPath::root(), &mut problems);
    problems
        .into_result(finance)
        .expect("no problem")
        .expect("a section")
}

/// A run of so many days in ticks of 8 h, of which `warmup` are warm-up.
fn sim(file: &FinanceFile, days: u64, warmup: u64) -> Sim {
    let origin = Date::ymd(2018, 1, 1);
    let (warmup, horizon) = (Duration::days(warmup), Duration::days(days));
    let clock = Clock::new(origin, Duration::hours(8), warmup, horizon);
    let mut sim = Sim::new(clock, &Stage::ALL);
    alone::add(&finance(file), &READER, &mut sim);
    sim
}

/// Runs to the end with an audit after every tick, and reads the figures.
fn finish(sim: &mut Sim, series: &mut Series) -> Figures {
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        let now = sim.clock().tick_end();
        series.at(now);
        (READER.observe)(sim.world_mut(), series);
        if now == sim.clock().warmup() {
            READER.begin_statistics(sim);
        }
    }
    READER.figures(sim)
}

fn figures(sim: &mut Sim) -> Figures {
    finish(sim, &mut Series::default())
}

/// Sells a computer for `yuan` in the first tick of each day, paid `term` days later.
fn sell_daily(sim: &mut Sim, yuan: i64, term: u64) {
    let sell = move |clock: Res<Clock>, mut postings: ResMut<Postings>| {
        if clock.starts_day() {
            let due = clock.tick_start() + Duration::days(term);
            postings.receive(due, Account::ComputerSales, Fen::yuan(yuan));
        }
    };
    sim.add(Stage::Market, sell);
}

#[test]
fn wages_are_for_the_time_that_people_were_employed() {
    let file = FinanceFile {
        wages: WagesFile {
            operator: Fen::yuan(6_200),
            engineer: Fen::yuan(15_500),
            ..WagesFile::default()
        },
        ..FinanceFile::default()
    };
    let mut sim = sim(&file, 62, 0);
    // Three operators all along, one engineer from the eleventh day on.
    sim.add(
        Stage::Staffing,
        |clock: Res<Clock>, mut staff: ResMut<Staff>| {
            staff.set_employed(Role::Operator, 3, 3.0);
            staff.set_employed(
                Role::Engineer,
                u32::from(clock.tick_start().day() >= 10),
                1.0,
            );
        },
    );
    // January pays 3 * 6200 + 15500 * 21 / 31, February both in full. 3 days of March are owed, 3 /
    // 31 of a month each, and not yet paid.
    let paid = f64::from(3 * 6_200 + 10_500 + 3 * 6_200 + 15_500);
    let owed = f64::from(3 * 600 + 1_500);
    assert_eq!(figures(&mut sim).value("finance.wages"), Some(paid + owed));
    let cash = sim
        .world()
        .resource::<FinanceState>()
        .ledger
        .accounts
        .balance(Account::Cash);
    assert!((cash.as_yuan() + paid).abs() < 1e-9);
}

/// Ten operators at 10,000 CNY and overheads of 1,000 CNY a month. Two days at the end of January,
/// behind a warm-up of 29, owe 2 / 31 of a month: 6,451.61 and 64.52 CNY. 33 days owe January and 2
/// / 28 of February: 107,142.86 CNY. No window pays for time outside it, and parts add up to the
/// fen.
#[test]
fn wages_and_overheads_are_of_the_window_whatever_it_is() {
    let file = FinanceFile {
        wages: WagesFile {
            operator: Fen::yuan(10_000),
            ..WagesFile::default()
        },
        overheads_per_month: Fen::yuan(1_000),
        ..FinanceFile::default()
    };
    let of = |days, warmup| {
        let mut sim = sim(&file, days, warmup);
        sim.add(Stage::Staffing, |mut staff: ResMut<Staff>| {
            staff.set_fixed(Role::Operator, 10);
        });
        let figures = figures(&mut sim);
        ["finance.wages", "finance.overheads"].map(|key| figures.value(key).unwrap())
    };
    assert_eq!(of(31, 29), [6_451.61, 64.52]);
    assert_eq!(of(33, 0), [107_142.86, 1_071.43]);
    let days: f64 = (0..33).map(|day| of(day + 1, day)[0]).sum();
    assert!((days - 107_142.86).abs() < 1e-6, "{days}");
}

#[test]
fn capital_comes_in_on_its_days_and_is_spent_in_equal_daily_parts() {
    let mut file = FinanceFile::default();
    let receipt = |day, yuan| ReceiptFile {
        date: date(day),
        amount: Fen::yuan(yuan),
    };
    file.capital = Named(vec![
        ("first".to_owned(), receipt("2017-01-01", 100)),
        ("second".to_owned(), receipt("2018-01-05", 900)),
        ("later".to_owned(), receipt("2030-01-01", 14_000)),
    ]);
    let fab = SpendingFile {
        amount: Fen::new(1_000),
        start: date("2018-01-02"),
        end: date("2018-01-09"),
        life: None,
    };
    file.spending = Named(vec![("fab".to_owned(), fab)]);
    let mut sim = sim(&file, 20, 0);
    let mut spent = Vec::new();
    while sim.step() {
        let accounts = &sim.world().resource::<FinanceState>().ledger.accounts;
        if sim.clock().ends_day() {
            spent.push(accounts.balance(Account::Capital).as_fen());
            let received = -accounts.balance(Account::Investors).as_fen();
            let due = if sim.clock().tick_end().day() > 4 {
                100_000
            } else {
                10_000
            };
            assert_eq!(received, due, "at the end of day {}", spent.len());
        }
    }
    // A seventh of 1000 fen a day from the second day on, to the nearest fen, and all in the end.
    assert_eq!(
        spent[..10],
        [0, 143, 286, 429, 571, 714, 857, 1_000, 1_000, 1_000]
    );
    let figures = figures(&mut sim);
    assert_eq!(figures.value("finance.committed"), Some(15_000.0));
    assert_eq!(figures.value("finance.capital_spent"), Some(10.0));
}

#[test]
fn output_value_added_tax_and_profit_follow_from_sales() {
    let file = FinanceFile {
        value_added_share: Share::clamped(0.25),
        tax_rate: Share::clamped(0.1),
        upstream_multiplier: 0.5,
        downstream_multiplier: 1.0,
        overheads_per_month: Fen::yuan(310),
        ..FinanceFile::default()
    };
    let mut sim = sim(&file, 731, 365); // two years and a day, the first of them warm-up
    sell_daily(&mut sim, 100, 30);
    let mut series = Series::default();
    let figures = finish(&mut sim, &mut series);
    let value = |key| figures.value(key).expect("observed");
    assert_eq!(value("finance.revenue"), 36_600.0);
    assert_eq!(value("finance.receivable"), 3_000.0);
    assert_eq!(value("finance.value_added"), 9_150.0);
    assert_eq!(
        value("finance.tax"),
        915.0,
        "what was sold on the last day is taxed, and paid later"
    );
    assert_eq!(value("finance.overheads"), 3_730.0);
    assert_eq!(value("finance.profit"), 36_600.0 - 915.0 - 3_730.0);
    assert_eq!(value("finance.chain_output"), 91_500.0);
    assert_eq!(value("finance.chain_output_year/2019"), 91_250.0);
    assert_eq!(value("finance.chain_output_year/2020"), 250.0);
    assert_eq!(
        figures.value("finance.chain_output_year/2018"),
        None,
        "warm-up"
    );
    let paid_in = 701.0 * 100.0 - 24.0 * 310.0 - 1_825.0;
    assert_eq!(value("finance.cash_end"), paid_in);
    let of = |key: &str| -> Vec<f64> {
        let points = series
            .points()
            .iter()
            .filter(|point| point.metric.key == key);
        points.map(|point| point.value).collect()
    };
    assert_eq!(
        of("finance.revenue_month")[..3],
        [3_100.0, 2_800.0, 3_100.0]
    );
    assert_eq!(
        of("finance.cash")[..2],
        [100.0 - 310.0 - 77.5, 2_900.0 - 620.0 - 147.5]
    );
    assert_eq!(of("finance.cash").len(), 24);
}

#[test]
fn too_little_money_holds_the_next_tick_and_its_time_is_booked() {
    let file = FinanceFile {
        minimum_cash: Some(Fen::yuan(250)),
        ..FinanceFile::default()
    };
    let mut sim = sim(&file, 5, 0);
    sell_daily(&mut sim, 100, 0);
    let mut held = Vec::new();
    while sim.step() {
        held.push(sim.world().resource::<Holds>().cash);
    }
    let (poor, rich) = held.split_at(6); // 100, then 200 yuan, three ticks each
    assert!(poor.iter().all(|&hold| hold) && rich.iter().all(|&hold| !hold));
    let waited = sim.world().resource::<Waiting>().held_for_cash;
    assert_eq!(
        waited,
        Duration::hours(8) * 6,
        "a hold acts from the next tick on"
    );
    let now = sim.clock().tick_end();
    assert_eq!(now, SimTime::ZERO + Duration::days(5));
    assert_eq!(figures(&mut sim).value("finance.cash_min"), Some(100.0));
}

#[test]
fn growth_is_over_the_equally_long_time_before_the_statistics_park_and_others_together() {
    let city = CityFile {
        value_added: Fen::yuan(365_000),
        growth: 0.0,
        comparator_growth: Named(vec![
            ("slow".to_owned(), 0.0),
            ("fast".to_owned(), 4.0),
            ("faster".to_owned(), 1e1),
        ]),
    };
    let file = FinanceFile {
        value_added_share: Share::clamped(0.5),
        city: Some(city),
        ..FinanceFile::default()
    };
    let of_companies = |days, warmup, yuan| {
        let mut sim = sim(&file, days, warmup);
        sim.world_mut().insert_resource(Companies {
            value_added_per_year: Fen::yuan(yuan),
        });
        // 100 yuan a day for 80 days, then 900.
        let sell = |clock: Res<Clock>, mut postings: ResMut<Postings>| {
            if clock.starts_day() {
                let yuan = if clock.tick_start().day() < 80 {
                    100
                } else {
                    900
                };
                postings.receive(clock.tick_start(), Account::ComputerSales, Fen::yuan(yuan));
            }
        };
        sim.add(Stage::Market, sell);
        let figures = figures(&mut sim);
        let value = |key| figures.value(key);
        (
            value("finance.value_added_growth"),
            value("finance.growth_rank"),
        )
    };
    let of = |days, warmup| of_companies(days, warmup, 0);
    // Forty days before: others 40,000, park 2,000. Forty days of statistics: 40,000 and 18,000.
    let (growth, rank) = of(120, 80);
    let exact = 100.0 * (58_000.0 / 42_000.0 - 1.0);
    assert!((growth.expect("a growth") - exact).abs() < 1e-9);
    // In forty days, a city that grows by 400 % a year grows by 5^(40/365) - 1 = 19 %, less than 38
    // %.
    assert_eq!(rank, Some(1.0));
    assert_eq!(of(120, 59), (None, None), "61 days before the run's 59");
    assert!(of(120, 60).0.is_some());
    // Founders' companies that add 90 yuan a day, 30 in each tick of eight hours.
    let exact = 100.0 * (61_600.0 / 45_600.0 - 1.0);
    let growth = of_companies(120, 80, 32_850).0.expect("a growth");
    assert!((growth - exact).abs() < 1e-9, "{growth}, exactly {exact}");
}

#[test]
fn periods_are_independent_and_have_their_own_minimum_of_cash() {
    let file = FinanceFile {
        overheads_per_month: Fen::yuan(900),
        city: Some(CityFile {
            value_added: Fen::yuan(365_000),
            growth: 0.1,
            comparator_growth: Named(vec![("fast".to_owned(), 1.0)]),
        }),
        ..FinanceFile::default()
    };
    let simulate = |days, warmup| {
        let mut sim = sim(&file, days, warmup);
        sell_daily(&mut sim, 37, 20);
        sim
    };
    let day = |day| SimTime::ZERO + Duration::days(day);
    let period = |from, to| Period {
        from: day(from),
        to: day(to),
    };
    for periods in [
        [period(0, 400), period(20, 45)],
        [period(45, 300), period(200, 400)],
    ] {
        alone::assert_periods_are_independent(&READER, || simulate(400, 0), periods);
    }
    let least = |days, warmup| {
        let figures = figures(&mut simulate(days, warmup));
        figures.value("finance.cash_min").expect("a minimum")
    };
    assert_eq!(least(400, 0), -523.28, "at the end of January");
    assert!(least(400, 365) > 0.0, "much has been sold by then");
}
