//! Cases of stations and lines: queues in order of arrival or priority, batches, networks.

use super::{Answer, Case};

/// The precision of mean waits and queue lengths.
pub(super) const FAIR: f64 = 0.03;
/// The precision of quantiles and standard deviations, which vary more.
pub(super) const LOOSE: f64 = 0.04;
/// The precision of shares and rates.
pub(super) const FINE: f64 = 0.01;

/// The answer that the figure `key` is `exact`, in `unit`.
pub(super) const fn answer(
    key: &'static str,
    unit: &'static str,
    exact: f64,
    precision: f64,
) -> Answer {
    Answer {
        key,
        unit,
        exact,
        precision,
    }
}

/// The answers of a closed line of four machines with a mean process time of 1 min each: the
/// constant number of lots, their cycle time, and their throughput per minute, which is also the
/// utilisation of each machine.
const fn constant_wip(lots: f64, minutes: f64, rate: f64) -> [Answer; 7] {
    [
        answer("fab.throughput/lots", "lots/min", rate, FAIR),
        answer("fab.cycle_time/lots", "min", minutes, FAIR),
        answer("fab.wip", "lots", lots, FAIR),
        answer("fab.utilisation/a", "1", rate, FAIR),
        answer("fab.utilisation/b", "1", rate, FAIR),
        answer("fab.utilisation/c", "1", rate, FAIR),
        answer("fab.utilisation/d", "1", rate, FAIR),
    ]
}

/// A case with the scenario file `cases/$file.toml`, from which all lots leave, and the overrides
/// of a planted mistake.
macro_rules! case {
    ($name:literal, $answers:expr) => {
        case!($name, $name, &[], $answers)
    };
    ($name:literal, $file:literal, $overrides:expr, $answers:expr) => {
        case!($name, $file, $overrides, $answers, &[])
    };
    ($name:literal, $file:literal, $overrides:expr, $answers:expr, $mistake:expr) => {
        Case {
            name: $name,
            scenario: include_str!(concat!("cases/", $file, ".toml")),
            overrides: $overrides,
            answers: $answers,
            keeps_lots: true,
            mistake: $mistake,
        }
    };
}

pub(super) use case;

/// The cases, the simplest first.
pub(super) const CASES: &[Case] = &[
    case!(
        "mm1",
        &[
            answer("fab.queue_time/m", "min", 9.0, FAIR),
            answer("fab.queue_length/m", "lots", 8.1, FAIR),
            answer("fab.cycle_time/lots", "min", 10.0, FAIR),
            answer("fab.wip", "lots", 9.0, FAIR),
            answer("fab.utilisation/m", "1", 0.9, FINE),
            answer("fab.throughput/lots", "lots/min", 0.9, FINE),
            answer("fab.cycle_time_p95/lots", "min", 29.957_322_735_54, LOOSE),
            answer("fab.cycle_time_sd/lots", "min", 10.0, LOOSE),
        ]
    ),
    case!(
        "mmc_3",
        &[
            answer("fab.queue_time/m", "min", 1.078_651_685_393, FAIR),
            answer("fab.queue_length/m", "lots", 2.588_764_044_944, FAIR),
            answer("fab.cycle_time/lots", "min", 2.078_651_685_393, FAIR),
            answer("fab.wip", "lots", 4.988_764_044_944, FAIR),
            answer("fab.utilisation/m", "1", 0.8, FINE),
            answer("fab.throughput/lots", "lots/min", 2.4, FINE),
        ]
    ),
    case!(
        "mmc_10",
        &[
            answer("fab.queue_time/m", "min", 0.204_590_075_398, FAIR),
            answer("fab.queue_length/m", "lots", 1.636_720_603_186, FAIR),
            answer("fab.cycle_time/lots", "min", 1.204_590_075_398, FAIR),
            answer("fab.wip", "lots", 9.636_720_603_186, FAIR),
            answer("fab.utilisation/m", "1", 0.8, FINE),
            answer("fab.throughput/lots", "lots/min", 8.0, FINE),
        ]
    ),
    case!(
        "mmc_3_window",
        "mmc_window",
        &[],
        &[answer(
            "fab.queue_limit_violations",
            "steps/min",
            0.12,
            LOOSE
        ),]
    ),
    case!(
        "mmc_10_window",
        "mmc_window",
        &[
            "fab.tools.m.count=10",
            "fab.streams.lots.interval=exponential(mean=7.5 s)",
            "fab.routes.one.enter.queue_limit=63063.975604 ms",
            "run.until=70 d",
            "run.seed=36"
        ],
        &[answer(
            "fab.queue_limit_violations",
            "steps/min",
            0.4,
            LOOSE
        ),]
    ),
    case!(
        "md1",
        &[
            answer("fab.queue_time/m", "min", 4.5, FAIR),
            answer("fab.queue_length/m", "lots", 4.05, FAIR),
            answer("fab.cycle_time/lots", "min", 5.5, FAIR),
            answer("fab.wip", "lots", 4.95, FAIR),
            answer("fab.utilisation/m", "1", 0.9, FINE),
            answer("fab.throughput/lots", "lots/min", 0.9, FINE),
        ]
    ),
    case!(
        "mg1_erlang2",
        &[
            answer("fab.queue_time/m", "min", 3.0, FAIR),
            answer("fab.queue_length/m", "lots", 2.4, FAIR),
            answer("fab.cycle_time/lots", "min", 4.0, FAIR),
            answer("fab.wip", "lots", 3.2, FAIR),
            answer("fab.utilisation/m", "1", 0.8, FINE),
            answer("fab.throughput/lots", "lots/min", 0.8, FINE),
        ]
    ),
    case!(
        "mg1_uniform",
        &[
            answer("fab.queue_time/m", "min", 2.166_666_666_667, FAIR),
            answer("fab.queue_length/m", "lots", 1.733_333_333_333, FAIR),
            answer("fab.cycle_time/lots", "min", 3.166_666_666_667, FAIR),
            answer("fab.wip", "lots", 2.533_333_333_333, FAIR),
            answer("fab.utilisation/m", "1", 0.8, FINE),
            answer("fab.throughput/lots", "lots/min", 0.8, FINE),
        ]
    ),
    case!(
        "mg1_lognormal",
        &[
            answer("fab.queue_time/m", "min", 3.5, FAIR),
            answer("fab.queue_length/m", "lots", 2.45, FAIR),
            answer("fab.cycle_time/lots", "min", 4.5, FAIR),
            answer("fab.wip", "lots", 3.15, FAIR),
            answer("fab.utilisation/m", "1", 0.7, FINE),
            answer("fab.throughput/lots", "lots/min", 0.7, FINE),
        ]
    ),
    case!(
        "dm1",
        &[
            answer("fab.queue_time/m", "min", 4.178_659_422_161, FAIR),
            answer("fab.queue_length/m", "lots", 3.760_793_479_945, FAIR),
            answer("fab.cycle_time/lots", "min", 5.178_659_422_161, FAIR),
            answer("fab.wip", "lots", 4.660_793_479_945, FAIR),
            answer("fab.utilisation/m", "1", 0.9, FINE),
        ]
    ),
    case!(
        "mg1_breakdown",
        &[
            answer("fab.queue_time/m", "min", 6.65, FAIR),
            answer("fab.cycle_time/lots", "min", 7.85, FAIR),
            answer("fab.wip", "lots", 5.495, FAIR),
            answer("fab.tools_down/m", "tools", 0.14, FAIR),
            answer("fab.availability/m", "1", 0.86, FINE),
        ]
    ),
    case!(
        "mm1_priorities",
        &[
            answer("fab.cycle_time/hot", "min", 2.0, FAIR),
            answer("fab.cycle_time/warm", "min", 3.0, FAIR),
            answer("fab.cycle_time/cold", "min", 9.0, FAIR),
            answer("fab.queue_time/m", "min", 4.0, FAIR),
            answer("fab.wip", "lots", 4.0, FAIR),
        ]
    ),
    case!(
        "repair_10_2",
        &[
            answer("fab.tools_down/m", "tools", 1.038_637_818_626, FAIR),
            answer("fab.availability/m", "1", 0.896_136_218_137, FINE),
        ]
    ),
    case!(
        "repair_18_1",
        &[
            answer("fab.tools_down/m", "tools", 0.638_519_921, FAIR),
            answer("fab.availability/m", "1", 0.964_526_671, FINE),
        ]
    ),
    case!(
        "full_batch_4",
        &[
            answer("fab.cycle_time/lots", "min", 3.736_133_610_319, FAIR),
            answer("fab.queue_time/m", "min", 2.736_133_610_319, FAIR),
            answer("fab.wip", "lots", 11.955_627_553_022, FAIR),
            answer("fab.utilisation/m", "1", 0.8, FINE),
        ]
    ),
    case!(
        "bulk_service_4",
        &[
            answer("fab.queue_length/m", "lots", 3.838_953_994_698, FAIR),
            answer("fab.queue_time/m", "min", 1.599_564_164_458, FAIR),
            answer("fab.cycle_time/lots", "min", 2.599_564_164_458, FAIR),
            answer("fab.wip", "lots", 6.238_953_994_698, FAIR),
            answer("fab.utilisation/m", "1", 0.925_143_980_621, FINE),
        ]
    ),
    case!(
        "cascade",
        &[
            answer("fab.cycle_time/lots", "min", 3.133_333_333_333, FAIR),
            answer("fab.wip", "lots", 2.506_666_666_667, FAIR),
            answer("fab.throughput/lots", "lots/min", 0.8, FINE),
        ]
    ),
    Case {
        keeps_lots: false,
        ..case!(
            "jackson_rework",
            &[
                answer("fab.wip", "lots", 9.980_478_176_365, FAIR),
                answer("fab.queue_length/a", "lots", 2.060_554_546_742, FAIR),
                answer("fab.queue_length/b", "lots", 2.607_897_988_023, FAIR),
                answer("fab.queue_length/c", "lots", 2.247_042_742_363, FAIR),
                answer("fab.utilisation/a", "1", 0.736_648_250_46, FINE),
                answer("fab.utilisation/b", "1", 0.789_265_982_636, FINE),
                answer("fab.utilisation/c", "1", 0.749_802_683_504, FINE),
                answer("fab.moves", "moves/min", 3.259_668_508_287, FINE),
                answer("fab.throughput/lots", "lots/min", 0.944_751_381_215, FINE),
            ]
        )
    },
    case!(
        "tandem",
        &[
            answer("fab.queue_time/a", "min", 4.0, FAIR),
            answer("fab.queue_time/b", "min", 1.422_222_222_222, FAIR),
            answer("fab.queue_time/c", "min", 0.625, FAIR),
            answer("fab.cycle_time/lots", "min", 8.472_222_222_222, FAIR),
            answer("fab.cycle_time_sd/lots", "min", 5.612_554_819_774, LOOSE),
        ]
    ),
    case!(
        "tandem_hourly",
        "tandem",
        &[
            "fab.streams.lots.interval=exponential(mean=7.5 min)",
            "fab.routes.one.first.time=exponential(mean=6 min)",
            "fab.routes.one.second.time=exponential(mean=5 min)",
            "fab.routes.one.third.time=exponential(mean=400 s)",
            "run.until=400 d",
            "run.warmup=20 d",
            "run.seed=135"
        ],
        &[
            answer("fab.wip", "lots", 14.0, FAIR),
            answer("fab.cycle_time/lots", "h", 1.75, FAIR),
            answer("fab.queue_length/a", "lots", 3.2, LOOSE),
            answer("fab.queue_length/b", "lots", 1.333_333_333_333, LOOSE),
            answer("fab.queue_length/c", "lots", 7.111_111_111_111, 0.06),
            answer("fab.utilisation/a", "1", 0.8, FINE),
            answer("fab.utilisation/b", "1", 0.666_666_666_667, FINE),
            answer("fab.utilisation/c", "1", 0.888_888_888_889, FINE),
            answer("fab.throughput/lots", "lots/h", 8.0, FINE),
        ]
    ),
    case!(
        "constant_wip_1",
        "constant_wip",
        &[
            "fab.streams.lots.constant_wip=1",
            "run.until=12 d",
            "run.seed=16"
        ],
        &constant_wip(1.0, 4.0, 0.25)
    ),
    case!(
        "constant_wip_2",
        "constant_wip",
        &["fab.streams.lots.constant_wip=2", "run.seed=37"],
        &constant_wip(2.0, 5.0, 0.4)
    ),
    case!(
        "constant_wip_4",
        "constant_wip",
        &[],
        &constant_wip(4.0, 7.0, 0.571_428_571_429)
    ),
    case!(
        "constant_wip_8",
        "constant_wip",
        &["fab.streams.lots.constant_wip=8", "run.seed=18"],
        &constant_wip(8.0, 11.0, 0.727_272_727_273)
    ),
    case!(
        "constant_wip_12",
        "constant_wip",
        &["fab.streams.lots.constant_wip=12", "run.seed=19"],
        &constant_wip(12.0, 15.0, 0.8)
    ),
    case!(
        "re_entrant_open",
        &[
            answer("fab.wip", "lots", 10.0, FAIR),
            answer("fab.cycle_time/lots", "h", 20.0, FAIR),
            answer("fab.x_factor/lots", "1", 4.347_826_086_957, FAIR),
            answer("fab.queue_length/a", "lots", 2.25, LOOSE),
            answer("fab.queue_length/b", "lots", 3.2, LOOSE),
            answer("fab.queue_length/c", "lots", 2.25, LOOSE),
            answer("fab.utilisation/a", "1", 0.75, 0.02),
            answer("fab.utilisation/b", "1", 0.8, 0.02),
            answer("fab.utilisation/c", "1", 0.75, 0.02),
        ]
    ),
    case!(
        "re_entrant_closed",
        &[
            answer("fab.throughput/lots", "lots/h", 0.542_288_927_548, FAIR),
            answer("fab.cycle_time/lots", "h", 18.440_354_379, FAIR),
            answer("fab.wip", "lots", 10.0, FAIR),
            answer("fab.utilisation/a", "1", 0.813_433_391_322, 0.02),
            answer("fab.utilisation/b", "1", 0.867_662_284_077, 0.02),
            answer("fab.utilisation/c", "1", 0.813_433_391_322, 0.02),
        ]
    ),
];
