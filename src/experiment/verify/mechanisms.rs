//! Cases of mechanisms of the floor: setups, upkeep, people, ways, batches, losses.

use super::Case;
use super::cases::{FAIR, FINE, LOOSE, answer, case};

/// Setups and upkeep first, then people, ways and sampling, batches, losses.
pub(super) const CASES: &[Case] = &[
    case!(
        "setup_fifo",
        "setup_fifo",
        &[],
        &[
            answer("fab.queue_time/m", "min", 2.224_390_243_902, FAIR),
            answer("fab.cycle_time/a", "min", 3.624_390_243_902, FAIR),
            answer("fab.cycle_time_sd/a", "min", 3.247_604_709_23, LOOSE),
            answer("fab.setup_share/m", "1", 0.192, 0.02),
            answer("fab.utilisation/m", "1", 0.672, FINE)
        ],
        &["fab.setups.to_a.time=30 s"]
    ),
    case!(
        "setup_polling",
        "setup_polling",
        &[],
        &[
            answer("fab.cycle_time/a", "min", 3.985_727_655_98, FAIR),
            answer("fab.cycle_time/b", "min", 3.985_727_655_98, FAIR),
            answer("fab.wip", "lots", 2.391_436_593_588, FAIR),
            answer("fab.setup_share/m", "1", 0.188_582_124_784, 0.02),
            answer("fab.utilisation/m", "1", 0.788_582_124_784, FINE)
        ],
        &["fab.dispatch=fifo"]
    ),
    case!(
        "minimum_run",
        "minimum_run",
        &[],
        &[
            answer("fab.throughput/a", "lots/min", 0.333_333_333_333, FINE),
            answer("fab.throughput/b", "lots/min", 0.333_333_333_333, FINE),
            answer("fab.cycle_time/a", "min", 6.0, FINE),
            answer("fab.setup_share/m", "1", 0.333_333_333_333, FINE),
            answer("fab.utilisation/m", "1", 1.0, FINE)
        ],
        &["fab.setups.to_a.minimum_run=3"]
    ),
    case!(
        "maintenance_busy",
        "maintenance_busy",
        &[],
        &[
            answer("fab.throughput/lots", "lots/min", 0.833_333_333_333, FINE),
            answer("fab.cycle_time/lots", "min", 2.4, FINE),
            answer("fab.maintenance_share/m", "1", 0.166_666_666_667, 0.02),
            answer("fab.availability/m", "1", 0.833_333_333_333, FINE)
        ],
        &["fab.tools.m.maintenance_duration=uniform(low=5 min, high=16 min)"]
    ),
    case!(
        "maintenance_idle",
        "maintenance_idle",
        &[],
        &[
            answer("fab.queue_time/m", "min", 1.462_962_962_963, FAIR),
            answer("fab.cycle_time/lots", "min", 3.462_962_962_963, FAIR),
            answer("fab.maintenance_share/m", "1", 0.216_666_666_667, FINE),
            answer("fab.utilisation/m", "1", 0.255_319_148_936, FINE)
        ],
        &["fab.tools.m.maintenance_duration=uniform(low=10 min, high=17 min)"]
    ),
    case!(
        "maintenance_wafers",
        "maintenance_wafers",
        &[],
        &[
            answer("fab.throughput/lots", "lots/min", 0.666_666_666_667, FINE),
            answer("fab.cycle_time/lots", "min", 3.0, FINE),
            answer("fab.maintenance_share/m", "1", 0.333_333_333_333, 0.02)
        ],
        &["fab.tools.m.maintenance_wafers=15"]
    ),
    case!(
        "mm1_calendar_failures",
        "mm1_calendar_failures",
        &[],
        &[
            answer("fab.cycle_time/lots", "min", 4.666_666_666_667, FAIR),
            answer("fab.queue_time/m", "min", 3.466_666_666_667, FAIR),
            answer("fab.wip", "lots", 2.333_333_333_333, FAIR),
            answer("fab.availability/m", "1", 0.833_333_333_333, FINE),
            answer("fab.tools_down/m", "tools", 0.166_666_666_667, FAIR)
        ],
        &["fab.tools.m.failure_basis=busy"]
    ),
    case!(
        "closed_several_tools",
        "closed_several_tools",
        &[],
        &[
            answer("fab.throughput/lots", "lots/min", 1.418_145_722_65, FINE),
            answer("fab.cycle_time/lots", "min", 5.641_169_219_94, FINE),
            answer("fab.utilisation/a", "1", 0.709_072_861_325, 0.02),
            answer("fab.utilisation/b", "1", 0.850_887_433_59, 0.02),
            answer("fab.utilisation/c", "1", 0.709_072_861_325, 0.02)
        ],
        &["fab.tools.b.count=3"]
    ),
    case!(
        "operator_interference",
        "operator_interference",
        &[],
        &[
            answer("fab.throughput/lots", "lots/min", 0.852_808_418_79, FINE),
            answer("fab.cycle_time/lots", "min", 7.035_577_824_748, FINE),
            answer("fab.loading_share/m", "1", 0.142_134_736_465, FINE),
            answer("fab.process_share/m", "1", 0.710_673_682_325, FINE)
        ],
        &["staffing.fixed.operator=2"]
    ),
    case!(
        "operator_queue",
        "operator_queue",
        &[],
        &[
            answer("fab.queue_time/m", "min", 0.583_333_333_333, FAIR),
            answer("fab.cycle_time/lots", "min", 3.083_333_333_333, FINE),
            answer("fab.cycle_time_sd/lots", "min", 2.129_488_723_197, FINE),
            answer("fab.loading_share/m", "1", 0.017_5, FINE)
        ],
        &["fab.tools.m.operator_time=28 s"]
    ),
    case!(
        "hold_interference",
        "hold_interference",
        &[],
        &[
            answer("fab.held_lots", "lots", 2.136_171_305_058, FAIR),
            answer("fab.throughput/lots", "lots/min", 1.465_957_173_735, FINE),
            answer("fab.cycle_time/lots", "min", 5.457_185_341_653, FINE),
            answer("fab.process_share/m", "1", 0.732_978_586_868, FINE)
        ],
        &["fab.routes.one.step.hold=0.95"]
    ),
    case!(
        "holds",
        "holds",
        &[],
        &[
            answer("fab.held_lots", "lots", 1.702_702_702_703, FAIR),
            answer("fab.queue_time/m", "min", 0.960_784_313_725, FAIR),
            answer("fab.cycle_time/lots", "min", 3.177_000_529_942, FAIR),
            answer("fab.wip", "lots", 4.447_800_741_918, FAIR)
        ],
        &["fab.holds.time=exponential(mean=56 s)"]
    ),
    case!(
        "transport",
        "transport",
        &[],
        &[
            answer("fab.queue_time/a", "min", 2.333_333_333_333, FAIR),
            answer("fab.queue_time/b", "min", 1.532_432_432_432, FAIR),
            answer("fab.cycle_time/lots", "min", 15.765_765_765_766, FAIR),
            answer("fab.wip", "lots", 11.036_036_036_036, FAIR)
        ],
        &["fab.transports.far.time=exponential(mean=6.6 min)"]
    ),
    case!(
        "sampling",
        "sampling",
        &[],
        &[
            answer("fab.queue_time/b", "min", 3.064_864_864_865, FAIR),
            answer("fab.utilisation/b", "1", 0.63, FINE),
            answer("fab.queue_time/c", "min", 1.829_032_258_065, FAIR),
            answer("fab.utilisation/c", "1", 0.504, FINE),
            answer("fab.moves", "moves/min", 1.33, FINE),
            answer("fab.cycle_time/lots", "min", 7.217_378_668_992, FAIR)
        ],
        &["fab.routes.one.at_c.sample=0.42"]
    ),
    case!(
        "loading",
        "loading",
        &[],
        &[
            answer("fab.queue_time/m", "min", 1.385_294_117_647, FAIR),
            answer("fab.cycle_time/lots", "min", 2.485_294_117_647, FAIR),
            answer("fab.loading_share/m", "1", 0.12, FINE),
            answer("fab.unloading_share/m", "1", 0.18, FINE),
            answer("fab.process_share/m", "1", 0.36, FINE)
        ],
        &["fab.tools.m.unload_time=15 s"]
    ),
    case!(
        "forming_batches",
        "forming_batches",
        &[],
        &[
            answer("fab.queue_time/m", "min", 1.0, FINE),
            answer("fab.cycle_time/lots", "min", 5.0, FINE),
            answer("fab.cycle_time_sd/lots", "min", 4.123_105_625_618, 0.02),
            answer("fab.queue_length/m", "lots", 2.0, FINE)
        ],
        &["fab.tools.m.min_batch=4"]
    ),
    case!(
        "batch_wait",
        "batch_wait",
        &[],
        &[
            answer("fab.queue_time/m", "min", 1.086_499_941_022, FINE),
            answer("fab.cycle_time/lots", "min", 4.086_499_941_022, FINE),
            answer("fab.process_share/m", "1", 0.026_959_192_347, FINE)
        ],
        &["fab.tools.m.batch_wait=2.2 min"]
    ),
    case!(
        "bulk_service_2_5",
        "bulk_service_2_5",
        &[],
        &[
            answer("fab.queue_length/m", "lots", 2.692_803_870_616, FAIR),
            answer("fab.queue_time/m", "min", 1.122_001_612_757, FAIR),
            answer("fab.cycle_time/a", "min", 2.122_001_612_757, FAIR),
            answer("fab.cycle_time/b", "min", 2.122_001_612_757, FAIR),
            answer("fab.utilisation/m", "1", 0.786_740_958_611, FINE)
        ],
        &["fab.tools.m.batch_by=route_step"]
    ),
    case!(
        "rework",
        "rework",
        &[],
        &[
            answer("fab.cycle_time/lots", "min", 1.428_571_428_571, FINE),
            answer("fab.cycle_time_sd/lots", "min", 0.782_460_796_436, 0.02),
            answer("fab.moves", "moves/min", 1.428_571_428_571, FINE),
            answer("fab.wip", "lots", 1.428_571_428_571, FINE)
        ],
        &["fab.routes.one.step.rework=0.32"]
    ),
    Case {
        keeps_lots: false,
        ..case!(
            "wafer_loss",
            "wafer_loss",
            &[],
            &[
                answer("fab.line_yield", "1", 0.7, FINE),
                answer("fab.throughput/lots", "lots/min", 0.598_542, FINE),
                answer("fab.queue_time/b", "min", 0.970_540_540_541, FAIR),
                answer("fab.utilisation/b", "1", 0.63, FINE),
                answer("fab.cycle_time/lots", "min", 4.023_098_255_789, FAIR)
            ],
            &["fab.routes.one.at_a.wafer_survival=0.68"]
        )
    },
];
