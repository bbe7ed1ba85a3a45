//! Cases of the order in which lots go, and of what happens to lots that wait too long.

use super::Case;
use super::cases::{FAIR, FINE, LOOSE, answer, case};

/// Queues with a random long run first, then schedules worked out by hand.
pub(super) const CASES: &[Case] = &[
    case!(
        "mmc_priorities",
        "mmc_priorities",
        &[],
        &[
            answer("fab.cycle_time/hot", "min", 1.205_143_540_67, FAIR),
            answer("fab.cycle_time_sd/hot", "min", 1.062_482_507_282, LOOSE),
            answer("fab.cycle_time/warm", "min", 1.341_905_901_116, FAIR),
            answer("fab.cycle_time_sd/warm", "min", 1.195_491_554_949, LOOSE),
            answer("fab.cycle_time/cold", "min", 1.911_749_069_644, FAIR),
            answer("fab.cycle_time_sd/cold", "min", 2.054_490_623_32, LOOSE)
        ],
        &["fab.dispatch=fifo"]
    ),
    case!(
        "order_within_priority",
        "order_within_priority",
        &[],
        &[
            answer("fab.cycle_time/a", "min", 3.333_333_333_333, FAIR),
            answer("fab.cycle_time/b", "min", 3.333_333_333_333, FAIR),
            answer("fab.cycle_time_sd/a", "min", 3.333_333_333_333, LOOSE),
            answer("fab.cycle_time_sd/b", "min", 3.333_333_333_333, LOOSE),
            answer("fab.cycle_time_p95/a", "min", 9.985_774_245_18, LOOSE),
            answer("fab.cycle_time_p95/b", "min", 9.985_774_245_18, LOOSE)
        ],
        &["fab.dispatch=priority earliest_due_date"]
    ),
    case!(
        "takacs",
        "takacs",
        &[],
        &[
            answer("fab.queue_time/m", "min", 1.263_888_888_889, FAIR),
            answer("fab.cycle_time/lots", "min", 2.263_888_888_889, FAIR),
            answer("fab.cycle_time_sd/lots", "min", 1.628_794_240_846, FAIR)
        ],
        &["fab.routes.one.step.time=uniform(low=18 s, high=102 s)"]
    ),
    case!(
        "shortest_first",
        "shortest_first",
        &[],
        &[
            answer("fab.cycle_time/short", "min", 1.062_5, FAIR),
            answer("fab.cycle_time/middle", "min", 1.937_5, FAIR),
            answer("fab.cycle_time/long", "min", 4.5, FAIR)
        ],
        &["fab.dispatch=fifo"]
    ),
    Case {
        keeps_lots: false,
        ..case!(
            "impatient_lots",
            "impatient_lots",
            &[],
            &[
                answer(
                    "fab.queue_limit_violations",
                    "steps/min",
                    0.481_251_730_37,
                    LOOSE
                ),
                answer("fab.throughput/lots", "lots/min", 1.718_748_269_63, FINE),
                answer("fab.utilisation/m", "1", 0.859_374_134_815, FINE),
                answer("fab.cycle_time/lots", "min", 1.571_457_719_574, FAIR)
            ],
            &["fab.routes.one.enter.queue_limit_action=count"]
        )
    },
    case!(
        "late_lots_again",
        "late_lots_again",
        &[],
        &[
            answer("fab.wip", "lots", 2.333_333_333_333, FAIR),
            answer("fab.cycle_time/lots", "min", 3.333_333_333_333, FAIR),
            answer("fab.utilisation/m", "1", 0.7, FINE),
            answer("fab.throughput/lots", "lots/min", 0.7, FINE)
        ],
        &["fab.routes.one.serve.time=exponential(mean=63 s)"]
    ),
    case!(
        "rule_earliest_due_date",
        "due_dates",
        &[],
        &[
            answer("fab.cycle_time/a", "min", 60.0, FINE),
            answer("fab.cycle_time/b", "min", 25.0, FINE),
            answer("fab.cycle_time/c", "min", 150.0, FINE),
            answer("fab.tardiness/c", "min", 11.0, FINE),
            answer("fab.on_time/b", "1", 1.0, FINE)
        ],
        &["fab.dispatch=critical_ratio"]
    ),
    case!(
        "rule_shortest_processing_time",
        "due_dates",
        &["fab.dispatch=shortest_processing_time"],
        &[
            answer("fab.cycle_time/a", "min", 40.0, FINE),
            answer("fab.cycle_time/b", "min", 35.0, FINE),
            answer("fab.cycle_time/c", "min", 150.0, FINE),
            answer("fab.tardiness/c", "min", 11.0, FINE),
            answer("fab.on_time/b", "1", 1.0, FINE)
        ],
        &["fab.dispatch=critical_ratio"]
    ),
    case!(
        "rule_least_slack",
        "due_dates",
        &["fab.dispatch=least_slack"],
        &[
            answer("fab.cycle_time/a", "min", 70.0, FINE),
            answer("fab.cycle_time/b", "min", 65.0, FINE),
            answer("fab.cycle_time/c", "min", 120.0, FINE)
        ],
        &["fab.dispatch=critical_ratio"]
    ),
    case!(
        "rule_critical_ratio",
        "due_dates",
        &["fab.dispatch=critical_ratio"],
        &[
            answer("fab.cycle_time/a", "min", 90.0, FINE),
            answer("fab.cycle_time/b", "min", 55.0, FINE),
            answer("fab.cycle_time/c", "min", 120.0, FINE)
        ],
        &["fab.dispatch=least_slack"]
    ),
    case!(
        "rule_queue_time",
        "rule_queue_time",
        &[],
        &[
            answer("fab.cycle_time/a", "min", 41.0, FINE),
            answer("fab.cycle_time/b", "min", 61.0, FINE),
            answer("fab.cycle_time/c", "min", 31.0, FINE)
        ],
        &["fab.dispatch=fifo"]
    ),
    case!(
        "late_lot_held",
        "late_lots",
        &[],
        &[
            answer("fab.cycle_time/a", "min", 11.0, FINE),
            answer("fab.cycle_time/b", "min", 21.0, FINE),
            answer("fab.queue_limit_violations", "steps", 1.0, FINE),
            answer("fab.cycle_time/c", "min", 36.0, FINE),
            answer("fab.held_lots", "lots", 0.003_472_222_222, FINE)
        ],
        &["fab.holds.time=6 min"]
    ),
    case!(
        "late_lot_reworked",
        "late_lots",
        &[
            "fab.routes.one.enter.queue_limit_action=rework",
            "fab.routes.one.enter.queue_limit_rework_to=enter"
        ],
        &[
            answer("fab.cycle_time/a", "min", 11.0, FINE),
            answer("fab.cycle_time/b", "min", 21.0, FINE),
            answer("fab.queue_limit_violations", "steps", 1.0, FINE),
            answer("fab.cycle_time/c", "min", 32.0, FINE),
            answer("fab.moves", "moves", 7.0, FINE)
        ],
        &["fab.routes.one.enter.queue_limit=25 min"]
    ),
    Case {
        keeps_lots: false,
        ..case!(
            "late_lot_scrapped",
            "late_lots",
            &["fab.routes.one.enter.queue_limit_action=scrap"],
            &[
                answer("fab.cycle_time/a", "min", 11.0, FINE),
                answer("fab.cycle_time/b", "min", 21.0, FINE),
                answer("fab.queue_limit_violations", "steps", 1.0, FINE),
                answer("fab.line_yield", "1", 0.666_666_666_667, FINE),
                answer("fab.moves", "moves", 5.0, FINE)
            ],
            &["fab.routes.one.enter.queue_limit=25 min"]
        )
    },
];
