//! What goods are worth, what assets lose, and what keeping and selling costs: by hand, to the fen.

use super::*;
use crate::industry::finance::audit::audit_ledger;
use crate::industry::finance::chart::Line;
use crate::industry::finance::spec::{AssetFile, CostsFile};
use crate::industry::shared::flow::{ModelId, PartId, ProductId};
use crate::industry::shared::goods::{Goods, Movement, TestedLot};

const PART: Goods = Goods::Part(PartId(0));
const WAFERS: Goods = Goods::Wafers(ProductId(0));
const CHIPS: Goods = Goods::Chips(PartId(1));
const MODEL: ModelId = ModelId(0);

/// A run of the section alone in a park that has all that takes goods.
fn park(file: &FinanceFile, days: u64) -> Sim {
    let origin = Date::ymd(2018, 1, 1);
    let clock = Clock::new(
        origin,
        Duration::hours(8),
        Duration::ZERO,
        Duration::days(days),
    );
    let mut sim = Sim::new(clock, &Stage::ALL);
    let takers = Present::new(vec!["backend", "assembly", "market"]);
    sim.world_mut().insert_resource(takers);
    alone::add(&finance(file), &READER, &mut sim);
    sim
}

/// Does something with the postings of the first tick.
fn at_start(sim: &mut Sim, act: impl Fn(SimTime, &mut Postings) + Send + Sync + 'static) {
    let system = move |clock: Res<Clock>, mut postings: ResMut<Postings>| {
        if clock.tick_start() == SimTime::ZERO {
            act(clock.tick_start(), &mut postings);
        }
    };
    sim.add(Stage::Supply, system);
}

/// What happens in the park of [`goods_take_their_cost_along`].
fn make_and_sell(now: SimTime, postings: &mut Postings) {
    postings.buy(now, Account::Parts, Fen::yuan(30), PART, 10);
    postings.buy(now, Account::Parts, Fen::new(2_005), PART, 5);
    postings.buy(now, Account::Wafers, Fen::yuan(4), WAFERS, 4);
    let lot = TestedLot {
        product: ProductId(0),
        part: PartId(1),
        wafers: 3,
        packaged: 7,
        tested: 6,
        chips: 5,
    };
    for movement in [
        Movement::Scrapped(WAFERS, 1),
        Movement::Tested(lot),
        Movement::Used(PART, 6),
        Movement::Begun(MODEL, 2),
        Movement::Built(MODEL, 1),
        Movement::Delivered(Goods::Computers(MODEL), 1),
    ] {
        postings.record(movement);
    }
    let later = now + Duration::days(30);
    postings.receive(later, Account::ComputerSales, Fen::yuan(50));
}

/// Ten parts at 3 CNY and five for 20.05 CNY in all are 50.05 CNY: 3.34 CNY each to the fen, 50.10
/// CNY in stock, so that rounding is -0.05. Six go into two computers, 10.02 CNY each. Of four
/// wafers at 1 CNY one is scrapped; three give five chips, which with probe of 0.10 a wafer, seven
/// packages of 0.02 and six tests of 0.01 cost 3 + 0.30 + 0.14 + 0.06 = 3.50 CNY, 0.70 each. One
/// computer is built and sold for 50 CNY, to be paid later.
#[test]
fn goods_take_their_cost_along() {
    let file = FinanceFile {
        tax_rate: Share::ZERO,
        costs: CostsFile {
            probe_per_wafer: Fen::new(10),
            packaging_per_chip: Fen::new(2),
            test_per_chip: Fen::new(1),
            ..CostsFile::default()
        },
        ..FinanceFile::default()
    };
    let mut sim = park(&file, 3);
    at_start(&mut sim, make_and_sell);
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(&format!("finance.{key}")).expect(key);
    for (key, yuan) in [
        ("stock_value/parts", 30.06),
        ("stock_value/wafers", 0.0),
        ("stock_value/chips", 3.5),
        ("stock_value/under-way", 10.02),
        ("stock_value/computers", 0.0),
        ("cost_of_goods_sold", 10.02),
        ("scrap_cost", 1.0),
        ("gross_margin", 50.0 - 10.02 - 1.0 + 0.05),
        ("net_profit", 39.03),
        ("services", 0.5),
        (
            "total_assets",
            50.0 + 30.06 + 3.5 + 10.02 - 30.0 - 20.05 - 4.0 - 0.5,
        ),
        ("equity", 39.03),
        ("cash_flow/operating", -54.55),
        ("unit_cost", 10.97),
        ("unit_cost_of/parts", 10.02),
        ("unit_cost_of/rounding", -0.05),
    ] {
        assert!((value(key) - yuan).abs() < 1e-9, "{key}: {}", value(key));
    }
    assert_eq!(
        figures.value("finance.payback"),
        None,
        "it is not earned yet"
    );
    let rows = figures.statements();
    let of = |line: &str| {
        let mut rows = rows.iter();
        rows.find(|row| row.line == line).expect(line).amount
    };
    assert_eq!(of("net-profit"), Fen::new(3_903));
    assert_eq!(of("total-assets"), of("liabilities-and-equity"));
    assert_eq!(of("change-of-cash"), of("cash"));
}

/// Three tools at 100 CNY are there on day 10, ordered on day 6 with a deposit of 30 %, and last
/// 100 days: 3 CNY a day. What cost 100 CNY ten days before the run and lasts 50 is worth 80 CNY
/// at its start, and loses 2 CNY a day. In 20 days they lose 10 * 3 + 20 * 2 = 70 CNY.
#[test]
fn assets_are_paid_for_when_they_are_there_and_lose_their_value_in_equal_parts() {
    let asset = AssetFile {
        price: Fen::yuan(100),
        counted: Some("fab.tools".to_owned()),
        units: None,
        ready: Some(date("2018-01-11")),
        lead: Duration::days(4),
        deposit: Share::clamped(0.3),
        life: Some(Duration::days(100)),
    };
    let old = AssetFile {
        price: Fen::yuan(50),
        counted: None,
        units: Some(2),
        ready: Some(date("2017-12-22")),
        life: Some(Duration::days(50)),
        ..asset.clone()
    };
    let file = FinanceFile {
        assets: Named(vec![("tools".to_owned(), asset), ("old".to_owned(), old)]),
        ..FinanceFile::default()
    };
    let mut sim = park(&file, 20);
    let mut paid = Vec::new();
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        if sim.clock().ends_day() {
            let accounts = &sim.world().resource::<FinanceState>().ledger.accounts;
            paid.push(accounts.balance(Account::Capital).as_yuan());
        }
    }
    assert_eq!(paid[5..11], [0.0, 90.0, 90.0, 90.0, 90.0, 300.0]);
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(&format!("finance.{key}")).expect(key);
    assert_eq!(value("capital_spent"), 300.0);
    assert_eq!(value("depreciation"), 70.0);
    assert_eq!(value("fixed_assets"), 300.0 + 80.0 - 70.0);
    assert_eq!(value("equity"), 80.0 - 70.0);
    assert_eq!(value("net_profit"), -70.0);
    assert_eq!(value("cash_flow/investing"), -300.0);
    assert_eq!(value("net_present_value"), -300.0);
}

/// A part of 365 CNY lies in stock for January, at 10 % a year: 3.10 CNY. A computer a day is sold
/// for 100 CNY, of which 2 % are for warranty; one person is hired.
#[test]
fn keeping_and_selling_cost_by_the_piece_and_by_the_day() {
    let file = FinanceFile {
        costs: CostsFile {
            bundle_per_computer: Fen::yuan(9),
            freight_per_computer: Fen::yuan(4),
            sales_per_computer: Fen::yuan(7),
            warranty_per_computer: Fen::yuan(1),
            warranty_share: Share::clamped(0.02),
            carrying_rate: Share::clamped(0.1),
            hiring_per_person: Fen::yuan(30),
            training_per_person: Fen::yuan(50),
            ..CostsFile::default()
        },
        ..FinanceFile::default()
    };
    let mut sim = park(&file, 31);
    at_start(&mut sim, |now, postings| {
        postings.buy(now, Account::Parts, Fen::yuan(365), PART, 1);
        postings.hire();
        postings.hire_at(Fen::yuan(7));
        postings.train_at(Fen::yuan(11));
        let computers = Goods::Computers(MODEL);
        postings.record(Movement::There(computers, 31, Fen::ZERO));
    });
    sell_daily(&mut sim, 100, 0);
    let deliver = |clock: Res<Clock>, mut postings: ResMut<Postings>| {
        if clock.starts_day() {
            let computers = Goods::Computers(MODEL);
            postings.record(Movement::Delivered(computers, 1));
        }
    };
    sim.add(Stage::Market, deliver);
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(&format!("finance.{key}")).expect(key);
    for (line, yuan) in [
        ("freight", 124.0),
        ("selling", 217.0),
        ("warranty", 31.0 + 62.0),
        ("carrying", 3.1),
        ("hiring", 30.0 + 7.0),
        ("training", 50.0 + 11.0),
    ] {
        assert_eq!(value(&format!("running_cost/{line}")), yuan, "{line}");
    }
    assert_eq!(value("unit_cost_of/bundle"), 9.0);
    // All of it is paid at the end of the month, within the run.
    assert_eq!(value("services"), 279.0 + 535.1);
    assert_eq!(value("payable"), 0.0);
}

#[test]
fn the_audit_notices_a_fen_in_any_line_of_the_balance_sheet() {
    let mut sim = park(&FinanceFile::default(), 3);
    at_start(&mut sim, |now, postings| {
        postings.buy(now, Account::Parts, Fen::yuan(30), PART, 10);
        postings.record(Movement::Used(PART, 3));
        postings.record(Movement::Begun(MODEL, 1));
        postings.record(Movement::There(CHIPS, 2, Fen::new(7)));
    });
    figures(&mut sim);
    let mut state = sim.world_mut().resource_mut::<FinanceState>();
    assert_eq!(audit_ledger(&state), Vec::<String>::new());
    for line in Line::ALL.into_iter().filter(|line| *line < Line::Opening) {
        let before = state.ledger.journal.clone();
        state.ledger.journal.falsify(line);
        let faults = audit_ledger(&state);
        assert_eq!(faults.len(), 2, "the line and the sum: {faults:?}");
        state.ledger.journal = before;
    }
    state.stocks.pools.get_mut(&PART).expect("parts").units += 1;
    assert_eq!(audit_ledger(&state).len(), 1, "a part too many");
}
