//! Order policies, demand that waits or is lost, suppliers, and stocks that feed stocks, against
//! exact results of inventory theory. Times of the files are in hours, or in years of so many
//! minutes.

use super::{Answer, Case, answer};

/// The most that 4 standard errors may be: the half-width of 95 % is then 1 %.
const PRECISE: f64 = 0.02;
/// Where backlog has a long memory, and precision is dear.
const ROUGH: f64 = 0.04;

/// Compares the figures of a case with their exact values: key, factor, exact value.
fn check(name: &str, precision: f64, answers: &[(&str, f64, f64)]) {
    let answers = answers.iter();
    let answers: Vec<Answer> = answers
        .map(|&(key, factor, exact)| answer(key, factor, exact, precision))
        .collect();
    Case::run(name).check(&answers).assert();
}

/// Compares the cost in a span of so many minutes with its exact value. The file counts it in
/// `unit`.
fn cost(name: &str, minutes: f64, unit: f64, exact: f64) {
    let case = Case::run(name);
    let factor = minutes * unit / case.minutes;
    let answers = [answer("supply.stock_cost", factor, exact, PRECISE)];
    case.check(&answers).assert();
}

const HOUR: f64 = 60.0;

#[test]
fn periodic_review_pays_for_what_is_left_and_short() {
    cost("newsvendor_normal", HOUR, 0.01, 1.997_605_193_177);
    cost("periodic_lead_time", HOUR, 0.01, 4.466_781_004_150);
    cost("newsvendor_poisson", HOUR, 1.0, 3.570_106_945_771);
    cost("newsvendor_yield", HOUR, 1_000.0, 6_250_005.0);
    cost("base_stock_disruptions", HOUR, 1.0, 2_737.068_930_247);
}

#[test]
fn lost_sales_are_those_of_a_loss_system() {
    let answers = [
        ("supply.fill_rate/part", 0.01, 0.661_681_567_113),
        ("supply.kits_lost/customers", 0.01, 0.338_318_432_887),
        ("supply.on_order/part", 1.0, 6.616_815_671_126),
        ("supply.on_hand/part", 1.0, 1.383_184_328_874),
    ];
    check("lost_sales", PRECISE, &answers);
}

/// The neighbours of the best policy cost more, by the random numbers of the same file.
#[test]
fn reorder_points_and_quantities_cost_what_theory_says() {
    let an_hour = 1.0 / (3_996.0 * 24.0);
    let answers = [
        ("supply.stock_cost", an_hour, 107.923_580_633_150),
        ("supply.on_hand/part", 1.0, 3.105_432_827_254),
        ("supply.backorders/part", 1.0, 0.105_432_827_254),
        ("supply.fill_rate/part", 0.01, 0.866_632_830_422),
        ("supply.ready_rate/part", 0.01, 0.866_632_830_422),
        ("supply.purchases/part", an_hour, 0.3),
    ];
    check("reorder_point", PRECISE, &answers);
    cost("reorder_point_short", HOUR, 1.0, 28.241_312_842_169);
    let of = |point: i32, quantity: u32| {
        let [point, quantity] = [
            format!("supply.parts.part.reorder_point={point}"),
            format!("supply.parts.part.order_quantity={quantity}"),
        ];
        let study = super::study("reorder_point", &[&point, &quantity]);
        let outcomes = study.run(chippark::experiment::cores(), &super::Watch::none());
        let costs = outcomes.expect("nobody cancels it").into_iter();
        costs
            .map(|one| one.figures.value("supply.stock_cost").unwrap())
            .sum::<f64>()
    };
    let best = of(3, 5);
    for (point, quantity) in [(2, 5), (4, 5), (3, 4), (3, 6)] {
        assert!(of(point, quantity) > best, "({point}, {quantity})");
    }
}

/// Orders of at least five units at each use: position and orders are those of a reorder point of 3
/// with a quantity of 5.
#[test]
fn a_base_stock_in_lots_is_a_reorder_point() {
    let run = |overrides: &[&str]| {
        let mut run = super::park("reorder_point", overrides).start(1, 0);
        while run.step() {}
        let figures = run.finish().figures;
        let keys = ["on_hand", "backorders", "on_order", "purchases", "bullwhip"];
        keys.map(|key| figures.value(&format!("supply.{key}/part")))
    };
    let part = |policy: &str| {
        format!(
            "supply.parts.part={{ {policy}, initial_stock = 8, lead = \"2 h\", price = \"0 CNY\" }}"
        )
    };
    let lots = run(&[&part("reorder_point = 3, order_quantity = 5")]);
    assert_eq!(lots, run(&[&part("base_stock = 4, order_multiple = 5")]));
    let minimum = "base_stock = 4, minimum_order = 5";
    assert_eq!(lots, run(&[&part(minimum)]));
}

#[test]
fn orders_up_to_a_level_cost_what_theory_says() {
    let a_period = 1.0 / (1_996.0 * 24.0);
    let answers = [
        ("supply.stock_cost", a_period, 8.034_111_561_472),
        ("supply.on_hand/part", 1.0, 3.141_147_176_261),
        ("supply.backorders/part", 1.0, 0.370_783_044_229),
        ("supply.purchases/part", a_period, 0.681_966_441_659),
    ];
    check("order_up_to", PRECISE, &answers);
    cost("order_up_to_rare", HOUR, 1.0, 35.021_555_272_320);
}

#[test]
fn classes_are_rationed() {
    let answers = [
        ("supply.order_fill_rate/first", 0.01, 0.902_188_244_592),
        ("supply.order_fill_rate/second", 0.01, 0.364_223_589_848),
        ("supply.on_hand/part", 1.0, 2.205_905_482_545),
    ];
    check("rationing_lost", PRECISE, &answers);
    let answers = [
        ("supply.order_fill_rate/first", 0.01, 0.941_436_849_192),
        ("supply.order_fill_rate/second", 0.01, 0.332_819_678_751),
        ("supply.units_waited_for/first", 1.0, 0.020_124_306_693),
        ("supply.units_waited_for/second", 1.0, 1.507_850_651_458),
        ("supply.on_hand/part", 1.0, 2.527_974_958_151),
    ];
    check("rationing_backlog", PRECISE, &answers);
}

#[test]
fn demand_that_waits_for_a_time_gives_up() {
    let answers = [
        ("supply.fill_rate/part", 0.01, 0.396_249_160_003),
        ("supply.kits_lost/customers", 0.01, 0.174_763_347_247),
        ("supply.backorders/part", 1.0, 0.873_816_736_237),
        ("supply.on_hand/part", 1.0, 0.842_042_165_353),
        ("supply.on_order/part", 1.0, 8.252_366_527_891),
        ("supply.position/part", 1.0, 8.220_591_957_007),
    ];
    check("patience_for_parts", PRECISE, &answers);
}

#[test]
fn demand_with_a_season_follows_palm_at_each_instant() {
    let answers = [
        ("supply.on_hand/part", 1.0, 4.756_588_332_037),
        ("supply.backorders/part", 1.0, 0.756_588_332_037),
        ("supply.ready_rate/part", 0.01, 0.737_101_868_494),
        ("supply.fill_rate/part", 0.01, 0.657_591_347_527),
    ];
    check("season", PRECISE, &answers);
}

#[test]
fn suppliers_with_servers_are_queues() {
    let answers = [
        ("supply.fill_rate/one", 0.01, 0.784),
        ("supply.on_hand/one", 1.0, 1.824),
        ("supply.backorders/one", 1.0, 0.324),
        ("supply.on_order/one", 1.0, 1.5),
        ("supply.servers_working/one", 0.01, 0.6),
        ("supply.fill_rate/two", 0.01, 0.73),
        ("supply.on_hand/two", 1.0, 1.53),
        ("supply.backorders/two", 1.0, 0.405),
        ("supply.on_order/two", 1.0, 1.875),
        ("supply.servers_working/two", 0.01, 0.6),
    ];
    check("supplier_servers", ROUGH, &answers);
}

#[test]
fn deliveries_that_do_not_cross_wait_for_each_other() {
    let answers = [
        ("supply.on_order/part", 1.0, 3.503_191_429_102),
        ("supply.fill_rate/part", 0.01, 0.787_782_766_502),
        ("supply.backorders/part", 1.0, 0.472_157_086_249),
        ("supply.on_hand/part", 1.0, 2.968_965_657_147),
    ];
    check("no_crossing", ROUGH, &answers);
}

#[test]
fn two_sources_are_one_of_a_mixed_delivery_time() {
    let answers = [
        ("supply.on_order/part", 1.0, 23.2),
        ("supply.fill_rate/part", 0.01, 0.952_164_519_621),
        ("supply.backorders/part", 1.0, 0.085_993_850_801),
        ("supply.on_hand/part", 1.0, 8.885_993_850_801),
    ];
    check("dual_sourcing", PRECISE, &answers);
}

#[test]
fn urgent_orders_go_to_a_courier() {
    let answers = [
        ("supply.fill_rate/part", 0.01, 0.927_733_389_187),
        ("supply.on_hand/part", 1.0, 2.908_266_352_830),
        ("supply.backorders/part", 1.0, 0.033_613_078_589),
        ("supply.on_order/part", 1.0, 4.125_346_725_760),
        ("supply.spend", 1.0 / (1_996.0 * 24.0), 6.583_102_182_827),
    ];
    check("urgent_orders", PRECISE, &answers);
}

#[test]
fn forecasts_amplify_demand() {
    for (name, exact) in [
        ("bullwhip", 2.5),
        ("bullwhip_smoothing", 2.285_714_285_714),
        ("bullwhip_autoregressive", 3.950_190_166),
    ] {
        check(name, PRECISE, &[("supply.bullwhip/part", 1.0, exact)]);
    }
}

#[test]
fn kits_are_taken_as_soon_as_two_streams_meet() {
    let answers = [
        (
            "supply.orders_complete/kits",
            1.0 / (1_996.0 * 24.0),
            10.0 / 11.0,
        ),
        ("supply.on_hand/left", 1.0, 15.0 / 11.0),
        ("supply.on_hand/right", 1.0, 15.0 / 11.0),
    ];
    check("two_streams", 1.1 * PRECISE, &answers);
}

#[test]
fn parts_are_made_from_parts() {
    let answers = [
        ("supply.fill_rate/board", 0.01, 0.793_656_759_505),
        ("supply.on_hand/board", 1.0, 2.055_853_177_461),
        ("supply.backorders/board", 1.0, 0.174_187_052_906),
        ("supply.on_order/board", 1.0, 3.118_333_875_445),
    ];
    check("made_parts", 1.1 * PRECISE, &answers);
}

/// Of a retailer: fill rate, on hand, backorders, on order.
const RETAILERS: [(&str, [f64; 4]); 3] = [
    (
        "east",
        [
            0.820_662_606_301,
            1.666_620_253_723,
            0.093_884_959_639,
            1.427_264_705_916,
        ],
    ),
    (
        "south",
        [
            0.823_354_329_551,
            2.300_569_230_264,
            0.155_098_642_096,
            2.854_529_411_832,
        ],
    ),
    (
        "west",
        [
            0.758_778_471_449,
            2.563_522_597_006,
            0.345_316_714_754,
            5.781_794_117_748,
        ],
    ),
];

#[test]
fn a_warehouse_shares_its_backlog_among_retailers() {
    let mut rows = vec![
        (
            "supply.on_hand/warehouse".to_owned(),
            1.0,
            0.563_588_235_496,
        ),
        (
            "supply.backorders/warehouse".to_owned(),
            1.0,
            2.563_588_235_496,
        ),
        (
            "supply.fill_rate/warehouse".to_owned(),
            0.01,
            0.242_392_161_671,
        ),
    ];
    for (name, values) in RETAILERS {
        let keys = ["fill_rate", "on_hand", "backorders", "on_order"];
        let factors = [0.01, 1.0, 1.0, 1.0];
        let exact = keys.iter().zip(factors).zip(values);
        rows.extend(
            exact.map(|((key, factor), exact)| (format!("supply.{key}/{name}"), factor, exact)),
        );
    }
    let answers: Vec<_> = rows
        .iter()
        .map(|(key, factor, exact)| (key.as_str(), *factor, *exact))
        .collect();
    check("warehouse_retailers", PRECISE, &answers);
}

#[test]
fn stages_in_series_cost_what_the_recursion_says() {
    cost("serial_poisson", HOUR, 1.0, 72.046_741_020_901);
    cost("serial_normal", HOUR, 0.01, 47.665_393_307_531);
}

/// What does not vary is exact but for whole units, which cost one unit in stock half the time.
#[test]
fn order_quantities_cost_what_their_formulas_say() {
    for (name, minutes, unit, exact) in [
        ("eoq", 13_000.0, 0.001, 68.410_525_505_948),
        ("eoq_backorders", 13_000.0, 0.001, 66.921_363_550_973),
        ("production_quantity", 5_000.0, 1.0, 179.443_584_449_264),
        ("lot_sizes", 4.0 * 1_440.0, 1.0, 1_380.0),
    ] {
        let case = Case::run(name);
        let found = case.mean("supply.stock_cost") * minutes * unit / case.minutes;
        let off = found / exact - 1.0;
        assert!(off.abs() < 3e-4, "{name}: {found} for {exact}");
    }
}

#[test]
fn order_quantities_under_disruptions_and_yields_cost_what_their_formulas_say() {
    cost("eoq_disruptions", 325.0, 0.01, 172.795_554_481_294);
    cost("yield_additive", 750.0, 1.0, 12_917.782_644_052);
    cost("yield_multiplicative", 750.0, 1.0, 13_089.161_860_191);
}

/// The plan's stocks at the ends of its periods, from the one on in which what was on order at its
/// start has come.
#[test]
fn a_plan_of_material_requirements_is_carried_out() {
    let plan: [(&str, usize, [u32; 12]); 5] = [
        ("computer", 0, [40, 40, 40, 40, 40, 0, 0, 0, 0, 0, 0, 0]),
        ("board", 2, [30, 30, 80, 80, 20, 0, 0, 0, 0, 0, 0, 0]),
        (
            "memory",
            0,
            [500, 500, 500, 500, 380, 140, 230, 180, 0, 30, 20, 20],
        ),
        (
            "processor",
            0,
            [120, 120, 120, 120, 60, 40, 60, 110, 120, 110, 80, 80],
        ),
        ("chipset", 1, [10, 70, 70, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ];
    let case = Case::run("material_requirements");
    for (part, from, stocks) in plan {
        let points = case.outcomes[0].series.points().iter();
        let points =
            points.filter(|point| point.metric.key == "supply.on_hand" && point.subject == part);
        let found: Vec<f64> = points.map(|point| point.value).collect();
        assert_eq!(found[from..], stocks.map(f64::from)[from..], "{part}");
    }
    let waited_for = case.mean("supply.units_waited_for/plan");
    assert!(waited_for <= 0.0, "{waited_for} computers are late");
}
