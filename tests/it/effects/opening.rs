//! The opening claims: the year under review, who has come, growth, age, documents, pilots, news.

use std::collections::BTreeSet;

use chippark::engine::{Figures, Period};
use chippark::industry::Window;

use super::Ground::{Aftermath, Review};
use super::Way::{Down, Up};
use super::{Effect, assert_effects, outcomes, study};

pub(super) const EFFECTS: &[Effect] = &[
    Effect {
        claim: "L1",
        shows: "a campaign that ends with the year under review is missed in the next one",
        ground: Aftermath,
        off: &["policy.programmes.settle.end=2020-01-01"],
        moves: &[("talent.registered/students", Up), ("services.settled", Up)],
        still: &["research.rd_spend", "ventures.grants", "market.orders"],
    },
    Effect {
        claim: "L2",
        shows: "top talents, leading talents and students rise because of the programmes of the \
        year",
        ground: Review,
        off: &[
            "policy.programmes.settle.intensity=0",
            "policy.programmes.academicians.end=2019-01-01",
            "policy.programmes.return-of-the-star.end=2019-01-01",
            "policy.programmes.stations.end=2019-01-01",
            "policy.programmes.conference.end=2019-01-01",
        ],
        moves: &[
            ("talent.tier_growth/student", Up),
            ("talent.tier_growth/leading", Up),
            ("talent.tier_growth/academician", Up),
            ("careers.in_other_industries", Up),
        ],
        still: &["market.orders"],
    },
    Effect {
        claim: "L3",
        shows: "without wafers in the park the city's value added grows less, and ranks lower",
        ground: Review,
        off: &[
            "fab.streams.cpu.start=1460 d",
            "fab.streams.bridge.start=1460 d",
            "fab.streams.hot.start=1460 d",
        ],
        moves: &[
            ("finance.value_added", Up),
            ("finance.value_added_growth", Up),
            ("finance.growth_rank", Down),
        ],
        still: &["services.settled", "research.patents", "ventures.grants"],
    },
    Effect {
        claim: "L4",
        shows: "the campaign among students makes those who come younger",
        ground: Review,
        off: &["policy.programmes.settle.intensity=0"],
        moves: &[
            ("talent.mean_age", Down),
            ("talent.mean_age_change", Down),
            ("talent.share_under_35", Up),
        ],
        still: &["research.rd_spend", "ventures.registered"],
    },
    Effect {
        claim: "L5",
        shows: "one document in the place of ten, at the same windows, and more people settle",
        ground: Review,
        off: &["services.window.documents=10"],
        moves: &[
            ("services.documents_per_case", Down),
            ("services.window_wait_mean", Down),
            ("services.lost_at_window", Down),
            ("services.settled", Up),
            ("careers.in_other_industries", Up),
        ],
        still: &["research.patents", "ventures.grants", "market.orders"],
    },
    Effect {
        claim: "L6",
        shows: "a pilot that starts half a year later runs half as long and brings fewer people",
        ground: Review,
        off: &["policy.programmes.settle.start=2019-07-01"],
        moves: &[
            ("policy.active_days/settle", Up),
            ("talent.registered_all", Up),
            ("careers.in_other_industries", Up),
        ],
        still: &["research.rd_spend", "ventures.registered", "market.orders"],
    },
    Effect {
        claim: "L7",
        shows: "national news brings leads to the stations, and leading talents out of them",
        ground: Review,
        off: &["policy.programmes.news.intensity=0"],
        moves: &[
            ("talent.leads_found/stations-shanghai", Up),
            ("talent.registered/stations", Up),
            ("careers.in_tier/leading", Up),
        ],
        still: &[
            "talent.registered/conference",
            "ventures.registered",
            "fab.wafers_out",
        ],
    },
    Effect {
        claim: "L7",
        shows: "the E-Point Pass shortens the median wait",
        ground: Review,
        off: &["policy.programmes.e-point-pass.intensity=0"],
        moves: &[("services.window_wait_p50", Down)],
        still: &["talent.registered/conference", "ventures.registered"],
    },
    Effect {
        claim: "L7",
        shows: "windows for the month of most cases, in place of as many as the mean of a year \
        needs, let nobody wait longer than before the reform",
        ground: Review,
        off: &["services.window.windows=14"],
        moves: &[
            ("services.window_wait_p50", Down),
            ("services.window_wait_mean", Down),
            ("services.lost_at_window", Down),
            ("services.settled", Up),
        ],
        still: &["talent.registered/conference", "ventures.registered"],
    },
];

#[test]
fn the_opening_claims_have_effects() {
    assert_effects(EFFECTS);
}

/// L7: in the months after the reform the median wait is shorter than in the year before it, and
/// than in the same months of that year. With 14 windows, sized for the mean of a year, it would be
/// ten times as long.
#[test]
fn waiting_at_the_window_falls_with_the_reform() {
    let median = |more: &[&str]| {
        let overrides = [&["target=[]", "run.tick=1 d"], more].concat();
        let outcomes = outcomes(&study(&overrides, &[Window::Run]), 2);
        let medians = outcomes.iter().map(|run| &run.figures);
        let medians = medians.map(|of| of.value("services.window_wait_p50").unwrap());
        medians.sum::<f64>() / 2.0
    };
    let after = ["run.until=2020-01-01", "run.warmup=516 d"];
    let [year, months, reform, few] = [
        median(&["run.until=2019-01-01"]),
        median(&["run.until=2019-01-01", "run.warmup=151 d"]),
        median(&after),
        median(&[&after[..], &["services.window.windows=14"]].concat()),
    ];
    assert!(
        reform < 0.8 * year && year < months,
        "{reform}, {year}, {months}"
    );
    assert!(few > 8.0 * months, "{few}, {months}");
}

/// The figures that are not the same in both, bit for bit.
fn differences(one: &Figures, other: &Figures) -> Vec<String> {
    let keys: BTreeSet<&str> = one.iter().chain(other.iter()).map(|(key, _)| key).collect();
    let bits = |figures: &Figures, key: &str| figures.value(key).map(f64::to_bits);
    let differ = keys
        .into_iter()
        .filter(|key| bits(one, key) != bits(other, key));
    differ.map(str::to_owned).collect()
}

/// L1: the figures of 2019 are those of a run that ends with it, and nothing after it changes them.
#[test]
fn the_year_under_review_is_closed() {
    let until = "run.until=2020-04-01";
    let tick = "run.tick=1 d";
    let later = study(&[until, tick], &[]);
    let periods = &later.park().targets().periods;
    let days = |period: &Period| (period.from.day(), period.to.day());
    let year = periods.iter().position(|period| days(period) == (365, 730));
    let year = year.expect("the report is about 2019");
    let window = [Window::Period(year)];
    let changed = "policy.programmes.settle.end=2020-01-02";
    let changed = outcomes(&study(&[until, tick, changed], &window), 2);
    let later = outcomes(&later.measured_over(window.to_vec()), 2);
    let closed = [
        "target=[]",
        tick,
        "run.until=2020-01-01",
        "run.warmup=365 d",
    ];
    let closed = outcomes(&study(&closed, &[Window::Run]), 2);
    for ((later, changed), closed) in later.iter().zip(&changed).zip(&closed) {
        for other in [later, changed] {
            let differences = differences(&other.periods[year], &closed.figures);
            assert!(differences.is_empty(), "{differences:?}");
        }
    }
}
