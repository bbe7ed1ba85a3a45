//! The formulas behind the exact answers of the cases: each answer that needs more than a line is
//! computed anew. Sources are in the heads of the scenario files.

use super::case;

/// Requires that the figures of a case are these.
fn assert_exact(name: &str, figures: &[(&str, f64)]) {
    let known = case(name).expect("a case");
    for (key, value) in figures {
        let mut answers = known.answers.iter();
        let answer = answers.find(|answer| answer.key == *key);
        let exact = answer.unwrap_or_else(|| panic!("{name}: {key}")).exact;
        assert!(
            (exact - value).abs() < 1e-11,
            "{name}: {key} is {value}, not {exact}"
        );
    }
}

/// First three moments of a service time.
type Moments = [f64; 3];

/// The moments of an exponential time.
fn exponential(mean: f64) -> Moments {
    [mean, 2.0 * mean.powi(2), 6.0 * mean.powi(3)]
}

/// The moments of the sum of two independent times.
fn sum(a: Moments, b: Moments) -> Moments {
    [
        a[0] + b[0],
        a[1] + 2.0 * a[0] * b[0] + b[1],
        a[2] + 3.0 * a[1] * b[0] + 3.0 * a[0] * b[1] + b[2],
    ]
}

/// Mean and variance of the wait in an M/G/1, first in, first out: Pollaczek and Khinchine, Takacs.
fn wait(rate: f64, service: Moments) -> (f64, f64) {
    let idle = 1.0 - rate * service[0];
    let mean = rate * service[1] / (2.0 * idle);
    (mean, mean * mean + rate * service[2] / (3.0 * idle))
}

/// The variance of a time.
fn variance(time: Moments) -> f64 {
    time[1] - time[0] * time[0]
}

fn factorial(n: u32) -> f64 {
    (1..=n).map(f64::from).product()
}

/// The probability of waiting with a load of `offered` tools on `tools`: Erlang's C.
fn erlang_c(offered: f64, tools: u32) -> f64 {
    let term = |n: u32| offered.powi(n.cast_signed()) / factorial(n);
    let all_busy = term(tools) * f64::from(tools) / (f64::from(tools) - offered);
    all_busy / ((0..tools).map(term).sum::<f64>() + all_busy)
}

#[test]
fn setups_in_order_of_arrival() {
    let (rate, setup, share) = (0.48, 0.6_f64, 2.0 / 3.0);
    let setups = [1, 2, 3].map(|power| share * setup.powi(power));
    let service = sum(exponential(1.0), setups);
    let (mean, spread) = wait(rate, service);
    assert_exact(
        "setup_fifo",
        &[
            ("fab.queue_time/m", mean),
            ("fab.cycle_time/a", mean + service[0]),
            ("fab.cycle_time_sd/a", (spread + variance(service)).sqrt()),
            ("fab.setup_share/m", rate * setups[0]),
            ("fab.utilisation/m", rate * service[0]),
        ],
    );
}

/// Exhaustive service of two families, `rate` each, service exponential with mean 1.
struct Polling {
    rate: f64,
    setup: f64,
}

impl Polling {
    /// The transform of the time until none of a family is left, one lot being there, at
    /// `rate (1 - z)`: the generating function of arrivals of the other family meanwhile.
    fn busy(&self, z: f64) -> f64 {
        let sum = self.rate * (1.0 - z) + self.rate + 1.0;
        (sum - (sum * sum - 4.0 * self.rate).sqrt()) / (2.0 * self.rate)
    }

    /// The generating function of the number that a setup finds, once the tool has become idle: the
    /// next lot is of the other family, or of this one, which opens another busy period.
    fn after_idle(&self, z: f64) -> f64 {
        let none = self.busy(0.0);
        (z / 2.0 + (self.busy(z) - none) / 2.0) / (1.0 - none / 2.0)
    }

    /// The generating function of the number that a setup finds, where a busy period leaves the
    /// tool idle with probability `idle`:
    /// `P(z) = exp(-rate setup (2 - z - b)) P(b) - idle + idle after_idle(z)`, with `b` = busy(z).
    fn found(&self, z: f64, idle: f64) -> f64 {
        if 1.0 - z < 1e-15 {
            return 1.0;
        }
        let next = self.busy(z);
        let arrivals = (-self.rate * self.setup * (2.0 - z - next)).exp();
        arrivals * self.found(next, idle) - idle + idle * self.after_idle(z)
    }

    /// The probability of becoming idle, which solves a linear equation.
    fn idle(&self) -> f64 {
        let none = self.busy(0.0);
        let arrivals = (-self.rate * self.setup * (2.0 - none)).exp();
        let excess = |idle: f64| arrivals * self.found(none, idle) - idle;
        let (low, high) = (excess(0.0), excess(1.0));
        low / (low - high)
    }

    /// Setups per time, and the mean wait.
    fn setups_and_wait(&self) -> (f64, f64) {
        let (idle, none) = (self.idle(), self.busy(0.0));
        // The mean busy period of one lot, and arrivals of the other family in it.
        let period = 1.0 / (1.0 - self.rate);
        let others = self.rate * period;
        let from_idle = (0.5 + others / 2.0) / (1.0 - none / 2.0);
        let waiting = self.rate * self.setup;
        let found = (waiting * (1.0 + others) + idle * from_idle) / (1.0 - others);
        // A tool that is idle waits 1 / (2 rate) for a lot, of either family.
        let until_change = (0.5 / self.rate + period / 2.0) / (1.0 - none / 2.0);
        let cycle = self.setup + (found + waiting) * period + idle * until_change;
        let load = 2.0 * self.rate;
        // Work at a random moment in which the tool serves nobody.
        let work = self.setup / cycle / (1.0 - load) * (found + waiting);
        (1.0 / cycle, load / (1.0 - load) + work / load)
    }
}

#[test]
fn families_served_in_turn() {
    let polling = Polling {
        rate: 0.3,
        setup: 1.0,
    };
    let (setups, wait) = polling.setups_and_wait();
    assert_exact(
        "setup_polling",
        &[
            ("fab.cycle_time/a", wait + 1.0),
            ("fab.wip", 0.6 * (wait + 1.0)),
            ("fab.setup_share/m", setups),
            ("fab.utilisation/m", 0.6 + setups),
        ],
    );
}

#[test]
fn maintenance_that_finds_the_tool_idle() {
    // The integral of (2 + 2 v)^2 / 12 from 0 to 1.
    let second = (4.0_f64.powi(3) - 2.0_f64.powi(3)) / (12.0 * 6.0);
    let wait = (13.0 - 5.0 + second) / 6.0;
    assert_exact(
        "maintenance_idle",
        &[
            ("fab.queue_time/m", wait),
            ("fab.cycle_time/lots", wait + 2.0),
            ("fab.utilisation/m", 0.2 / (1.0 - 13.0 / 60.0)),
        ],
    );
}

#[test]
fn failures_by_the_calendar() {
    let (rate, failures, repair) = (0.5, 1.0 / 20.0, exponential(4.0));
    let service = exponential(1.0);
    let slower = 1.0 + failures * repair[0];
    let job = [
        service[0] * slower,
        service[1] * slower * slower + failures * service[0] * repair[1],
        0.0, // is not needed
    ];
    let down = failures * repair[0] / slower;
    let queue = wait(rate, job).0 + down * repair[1] / (2.0 * repair[0]);
    assert_exact(
        "mm1_calendar_failures",
        &[
            ("fab.queue_time/m", queue),
            ("fab.cycle_time/lots", queue + job[0]),
            ("fab.tools_down/m", down),
        ],
    );
}

#[test]
fn a_closed_line_with_stations_of_several_tools() {
    const LOTS: u32 = 8;
    let stations = [(0.5_f64, 1), (1.2, 2), (1.5, 3)];
    let weight = |(mean, tools): (f64, u32), lots: u32| {
        (1..=lots)
            .map(|n| mean / f64::from(n.min(tools)))
            .product::<f64>()
    };
    let mut ways = vec![1.0];
    ways.resize(LOTS as usize + 1, 0.0);
    for station in stations {
        let with = |lots: u32| {
            let split = (0..=lots).map(|here| ways[(lots - here) as usize] * weight(station, here));
            split.sum::<f64>()
        };
        ways = (0..=LOTS).map(with).collect();
    }
    let rate = ways[7] / ways[8];
    assert_exact(
        "closed_several_tools",
        &[
            ("fab.throughput/lots", rate),
            ("fab.cycle_time/lots", f64::from(LOTS) / rate),
            ("fab.utilisation/b", rate * 1.2 / 2.0),
        ],
    );
}

#[test]
fn one_operator_for_six_tools() {
    let factor = |i: u32| 1.0 / ((f64::from(i) / 5.0).exp() - 1.0);
    let choose = |n: u32, k: u32| factorial(n) / factorial(k) / factorial(n - k);
    let term = |r: u32| choose(5, r) / (1..=r).map(factor).product::<f64>();
    let rate = 1.0 - 1.0 / (1.0 + 1.2 * (0..6).map(term).sum::<f64>());
    assert_exact(
        "operator_interference",
        &[
            ("fab.throughput/lots", rate),
            ("fab.cycle_time/lots", 6.0 / rate),
            ("fab.loading_share/m", rate / 6.0),
            ("fab.process_share/m", rate * 5.0 / 6.0),
        ],
    );
}

#[test]
fn an_operator_who_loads() {
    let load = [0.5, 0.25, 0.125];
    let (mean, spread) = wait(1.4, load);
    assert_exact(
        "operator_queue",
        &[
            ("fab.queue_time/m", mean),
            ("fab.cycle_time/lots", mean + 2.5),
            ("fab.cycle_time_sd/lots", (spread + 4.0).sqrt()),
        ],
    );
}

#[test]
fn engineers_who_release_lots() {
    let mut weights = vec![1.0];
    for held in 0..8_u32 {
        let up = f64::from(8 - held) / 4.0;
        weights.push(weights[held as usize] * up / f64::from((held + 1).min(2)));
    }
    let total: f64 = weights.iter().sum();
    let numbered = || (0..9_u32).zip(&weights);
    let held = numbered()
        .map(|(n, weight)| f64::from(n) * weight)
        .sum::<f64>()
        / total;
    let rate = numbered().map(|(n, weight)| f64::from(n.min(2)) * weight);
    let rate = rate.sum::<f64>() / total;
    assert_exact(
        "hold_interference",
        &[
            ("fab.held_lots", held),
            ("fab.throughput/lots", rate),
            ("fab.cycle_time/lots", 8.0 / rate),
        ],
    );
    let tools = erlang_c(1.4, 2) / (2.0 - 1.4);
    let engineer = 0.9 / (1.0 - 0.7 * 0.9);
    assert_exact(
        "holds",
        &[
            ("fab.queue_time/m", tools),
            ("fab.held_lots", 0.7 * engineer),
            ("fab.cycle_time/lots", tools + 1.0 + 0.5 * engineer),
        ],
    );
}

#[test]
fn stations_that_see_poisson_arrivals() {
    let queue = |rate: f64, mean: f64| wait(rate, exponential(mean)).0;
    let (first, second) = (queue(0.7, 1.0), queue(0.7, 0.9));
    assert_exact(
        "transport",
        &[
            ("fab.queue_time/b", second),
            (
                "fab.cycle_time/lots",
                first + 1.0 + 6.0 + second + 0.9 + 3.0 + 1.0,
            ),
        ],
    );
    let (b, c) = (queue(0.35, 1.8), queue(0.28, 1.8));
    let visits = 0.5 * (b + 1.8) + 0.4 * (c + 1.8);
    assert_exact(
        "sampling",
        &[
            ("fab.queue_time/b", b),
            ("fab.queue_time/c", c),
            ("fab.cycle_time/lots", first + 1.0 + visits),
        ],
    );
    let service = sum(exponential(0.6), [0.5, 0.25, 0.125]);
    let loaded = wait(0.6, service).0;
    assert_exact(
        "loading",
        &[
            ("fab.queue_time/m", loaded),
            ("fab.cycle_time/lots", loaded + service[0]),
        ],
    );
    // 0.3 times a binomial number of wafers, of 5 with 0.7.
    let (mean, spread) = (0.3 * 3.5, 0.09 * 5.0 * 0.7 * 0.3);
    let queue = wait(0.6, [mean, spread + mean * mean, 0.0]).0;
    let passes = 1.0 - 0.3_f64.powi(5);
    assert_exact(
        "wafer_loss",
        &[
            ("fab.queue_time/b", queue),
            ("fab.throughput/lots", 0.6 * passes),
            ("fab.cycle_time/lots", 2.0 + queue + mean / passes),
        ],
    );
}

#[test]
fn batches_that_form() {
    let second = (0..5_u32).map(|i| f64::from(i * (i + 1))).sum::<f64>() / 5.0 / 4.0;
    assert_exact(
        "forming_batches",
        &[("fab.cycle_time_sd/lots", (second - 1.0 + 16.0).sqrt())],
    );
    // Of lots after the first within 2: their probability, and the time spent with so many.
    let chance = |k: u32| (-2.0_f64).exp() * 2.0_f64.powi(k.cast_signed()) / factorial(k);
    let spent = |k: u32| 1.0 - (0..=k).map(chance).sum::<f64>();
    let waits: f64 = (0..3).map(|k| f64::from(k + 1) * spent(k)).sum();
    let below = (0..3).map(chance).sum::<f64>();
    let lots = 1.0 + (0..3).map(|k| f64::from(k) * chance(k)).sum::<f64>() + 3.0 * (1.0 - below);
    assert_exact(
        "batch_wait",
        &[
            ("fab.queue_time/m", waits / lots),
            ("fab.process_share/m", 3.0 / lots / 40.0),
        ],
    );
}

#[test]
fn bulk_service_of_two_to_five() {
    let rate = 2.4;
    let mut root = 0.5_f64;
    for _ in 0..200 {
        // r^6 - 3.4 r + 2.4 = 0 as a fixed point, which contracts below 1.
        root = (root.powi(6) + rate) / (1.0 + rate);
    }
    let idle = [1.0 / rate, (1.0 + root) / rate];
    let total = 1.0 / (1.0 - root) + idle[0] + idle[1];
    let queue = (root / (1.0 - root).powi(2) + idle[1]) / total;
    assert_exact(
        "bulk_service_2_5",
        &[
            ("fab.queue_length/m", queue),
            ("fab.queue_time/m", queue / rate),
            ("fab.utilisation/m", 1.0 / (1.0 - root) / total),
        ],
    );
}

/// First and second moment of the wait of class `class` in an M/G/1 where the classes, of these
/// rates and one law of service, go in order and none interrupts another: Cobham, Kesten and
/// Runnenburg.
fn wait_of_class(rates: &[f64], service: Moments, class: usize) -> (f64, f64) {
    let before = rates[..class].iter().sum::<f64>();
    let up_to = before + rates[class];
    let all: f64 = rates.iter().sum();
    let (u, v) = (1.0 - before * service[0], 1.0 - up_to * service[0]);
    let mean = all * service[1] / (2.0 * u * v);
    let second = all * service[2] / (3.0 * u * u * v)
        + all * up_to * service[1].powi(2) / (2.0 * (u * v).powi(2))
        + all * before * service[1].powi(2) / (2.0 * u.powi(3) * v);
    (mean, second)
}

#[test]
fn classes_on_three_tools() {
    let rates = [0.6, 0.6, 0.9];
    let busy = erlang_c(2.1, 3) / 0.7;
    let keys = [
        ("fab.cycle_time/hot", "fab.cycle_time_sd/hot"),
        ("fab.cycle_time/warm", "fab.cycle_time_sd/warm"),
        ("fab.cycle_time/cold", "fab.cycle_time_sd/cold"),
    ];
    for (class, (time, spread)) in keys.into_iter().enumerate() {
        let (mean, second) = wait_of_class(&rates, exponential(1.0 / 3.0), class);
        let (mean, second) = (mean * busy, second * busy);
        let sd = (second - mean * mean + 1.0).sqrt();
        assert_exact("mmc_priorities", &[(time, mean + 1.0), (spread, sd)]);
    }
}

#[test]
fn the_order_of_equals() {
    let (mean, spread) = wait(0.7, exponential(1.0));
    assert_exact(
        "order_within_priority",
        &[
            ("fab.cycle_time/a", mean + 1.0),
            ("fab.cycle_time_sd/a", (spread + 1.0).sqrt()),
        ],
    );
    let uniform = [1.0, 13.0 / 12.0, 1.25];
    let (mean, spread) = wait(0.7, uniform);
    assert_exact(
        "takacs",
        &[
            ("fab.queue_time/m", mean),
            (
                "fab.cycle_time_sd/lots",
                (spread + variance(uniform)).sqrt(),
            ),
        ],
    );
}

#[test]
fn lots_that_are_lost_when_they_wait_too_long() {
    let (rate, limit) = (2.2_f64, 1.5_f64);
    // Weights: of no lot, of one, of a wait x below the limit (rate e^(-a x)), of one beyond.
    let a = 2.0 - rate;
    let passed = (-a * limit).exp();
    let (below, beyond) = (rate * (1.0 - passed) / a, rate * passed / 2.0);
    let total = 1.0 / rate + 1.0 + below + beyond;
    let waited = rate * ((1.0 - passed) / (a * a) - limit * passed / a) / total;
    let lost = beyond / total;
    assert_exact(
        "impatient_lots",
        &[
            ("fab.queue_limit_violations", rate * lost),
            ("fab.throughput/lots", rate * (1.0 - lost)),
            ("fab.utilisation/m", rate * (1.0 - lost) / 2.0),
            ("fab.cycle_time/lots", waited / (1.0 - lost) + 1.0),
        ],
    );
}
