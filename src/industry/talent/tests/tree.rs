//! The recruitment tree against its closed form, its hours, and the pulse of awareness.

use super::super::awareness::Awareness;
use super::super::channel::stations::tree::parent;
use super::*;
use crate::industry::shared::hours::WorkWeek;
use crate::units::Date;

/// News in February 2019.
pub(super) fn news() -> Awareness {
    Awareness {
        date: Date::ymd(2019, 2, 1),
        pulse: 2.0,
        half_life: day() * 30,
    }
}

/// Eight stations in one region, four workstations, two centres, one headquarters.
fn eight_stations() -> Channel {
    let mut stations = stations_of_2019();
    stations.regions.truncate(1);
    stations.regions[0].stations = 8;
    stations.regions[0].population = 1e7;
    stations.regions[0].distance = 0.0;
    stations.leads_per_reference_station = Rate::per_day(6.0);
    stations.tree.nodes = [8, 4, 2, 1];
    // Loads .5, .6, .7 and .6.
    for (level, minutes) in stations
        .tree
        .levels
        .iter_mut()
        .zip([120.0, 72.0, 42.0, 18.0])
    {
        level.handling = DurationLaw::new(Law::Exponential {
            mean: minutes * 60_000.0,
        });
    }
    stations_channel(stations)
}

/// What leaves a queue with exponential services is Poisson again (Burke), so every node is an
/// M/M/1 queue by itself: L = rho / (1 - rho) at each, and by Little's law the time is sum L /
/// rate.
#[test]
fn the_tree_is_a_network_of_m_m_1_queues() {
    const RUNS: u32 = 12;
    let keys = [
        ("talent.tree_leads/stations", 8.0),
        ("talent.tree_leads/workstations", 4.0 * 1.5),
        ("talent.tree_leads/centres", 2.0 * 0.7 / 0.3),
        ("talent.tree_leads/headquarters", 1.5),
        ("talent.tree_utilisation/stations", 50.0),
        ("talent.tree_utilisation/workstations", 60.0),
        ("talent.tree_utilisation/centres", 70.0),
        ("talent.tree_utilisation/headquarters", 60.0),
        ("talent.lead_time", (8.0 + 6.0 + 1.4 / 0.3 + 1.5) / 48.0),
        ("talent.conversion", 5.0),
    ];
    let mut found = keys.map(|_| Vec::new());
    for run in 0..RUNS {
        let mut sim = simulation(vec![eight_stations()], 2019, day(), day() * 530, run);
        while sim.step() {
            let now = sim.clock().tick_end();
            if now.day() == 30 {
                READER.begin_statistics(&mut sim);
            }
        }
        assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
        let figures = figures(&mut sim);
        for (values, (key, _)) in found.iter_mut().zip(keys) {
            values.push(figures.value(key).unwrap());
        }
    }
    let runs = f64::from(RUNS);
    for (values, (key, exact)) in found.iter().zip(keys) {
        let mean = values.iter().sum::<f64>() / runs;
        let squares = values.iter().map(|value| (value - mean).powi(2));
        let error = (squares.sum::<f64>() / (runs - 1.0) / runs).sqrt();
        assert!(
            (mean - exact).abs() < 4.0 * error,
            "{key}: {mean} +- {error}, not {exact}"
        );
        assert!(
            error < 0.02 * exact,
            "{key}: {error} of {exact} says too little"
        );
    }
}

#[test]
fn the_tree_of_2019_has_87_7_4_and_1_nodes_and_they_are_balanced() {
    let mut sim = simulation(vec![stations()], 2019, day(), day() * 400, 0);
    while sim.step() {}
    let figures = figures(&mut sim);
    let keys = ["stations", "workstations", "centres", "headquarters"];
    let sizes = keys.map(|level| figures.value(&format!("talent.tree_{level}")));
    assert_eq!(sizes, [87.0, 7.0, 4.0, 1.0].map(Some));
    for (children, parents) in [(87, 7), (7, 4), (4, 1), (5, 5), (1, 1), (100, 3)] {
        let mut of = vec![0_u32; parents as usize];
        (0..children).for_each(|child| of[parent(child, children, parents) as usize] += 1);
        let (least, most) = (of.iter().min().unwrap(), of.iter().max().unwrap());
        assert!(most - least <= 1 && *least > 0, "{of:?}");
    }
}

#[test]
fn twice_the_officers_halve_the_use_and_offices_that_close_take_longer() {
    let run = |change: fn(&mut TreePlan)| {
        let mut stations = stations_of_2019();
        change(&mut stations.tree);
        let mut sim = simulation(
            vec![stations_channel(stations)],
            2019,
            day(),
            day() * 3_650,
            0,
        );
        while sim.step() {}
        let figures = figures(&mut sim);
        let value = |key: &str| figures.value(key).unwrap();
        let hours = everybody(&mut sim);
        let hours = hours.iter().map(|person| person.registered.time_of_day());
        let is_late = |time: Duration| time > Duration::hours(20) || time < Duration::hours(9);
        let late = hours.filter(|time| is_late(*time)).count();
        (
            value("talent.tree_utilisation/headquarters"),
            value("talent.lead_time"),
            late,
        )
    };
    let one = run(|_| {});
    let exact = 1_044.0 * 2.0 / 8_760.0;
    assert!((one.0 / 100.0 - exact).abs() < 0.01, "{} of {exact}", one.0);
    assert!(one.2 > 100);
    let two = run(|tree| tree.levels[3].officers = 2);
    assert!((two.0 - one.0 / 2.0).abs() < 0.05, "{two:?} and {one:?}");
    assert!(two.1 < one.1);
    let by_day = run(|tree| {
        tree.hours = OpeningHours {
            opens: Duration::hours(9),
            closes: Duration::hours(17),
            week: WorkWeek::of(7),
        };
        tree.levels[3].handling = DurationLaw::constant(Duration::minutes(30));
    });
    assert_eq!(by_day.2, 0, "headquarters are done by half past five");
    assert!(by_day.1 > 2.0 * one.1);
}

/// The leads of each day are Poisson with the factor of that day, and no news are no factor.
#[test]
fn awareness_raises_the_leads_of_stations_and_fades() {
    let run = |awareness: Option<Awareness>, strength: f64| {
        let mut sim = simulation(vec![eight_stations()], 2019, day(), day() * 120, 1);
        sim.world_mut().resource_mut::<TalentState>().awareness = awareness;
        let mut programmes = sim.world_mut().resource_mut::<Programmes>();
        programmes.set(ProgrammeKind::Awareness, strength);
        while sim.step() {}
        let figures = figures(&mut sim);
        let leads = figures.value("talent.leads_found/stations-east").unwrap();
        (leads, figures.value("talent.awareness"))
    };
    let level = |date: u32| {
        let age = f64::from(date) - 31.0;
        if age < 0.0 {
            0.0
        } else {
            2.0 * (-age / 30.0).exp2()
        }
    };
    let sum: f64 = (0..120).map(level).sum();
    for strength in [1.0, 2.5] {
        let (leads, mean) = run(Some(news()), strength);
        let expected = 48.0 * (120.0 + strength * sum);
        assert!(
            (leads - expected).abs() < 4.0 * expected.sqrt(),
            "{leads}, not {expected}"
        );
        assert!((mean.unwrap() - strength * sum / 120.0).abs() < 1e-8);
    }
    let (without, none) = run(None, 1.0);
    assert_eq!(none, None);
    assert_eq!(run(Some(news()), 0.0), (without, Some(0.0)));
}
