//! Statistics of several periods of one run, and what a period is compared with.

use super::super::statistics::{Baselines, Registrations};
use super::*;

fn days(from: u64, to: u64) -> Period {
    let at = |days: u64| SimTime::ZERO + day() * days;
    Period {
        from: at(from),
        to: at(to),
    }
}

#[test]
fn overlapping_periods_have_the_figures_of_runs_of_their_own() {
    let periods = [days(100, 200), days(120, 180)];
    let measured = |periods: &[Period]| {
        let mut channels = vec![students(), stations(), steady("engineers", 3.0)];
        channels.push(conference::conference(conference::plan()));
        let mut sim = simulation(channels, 2019, Duration::hours(8), day() * 200, 5);
        let mut talent = sim.world_mut().resource_mut::<TalentState>();
        talent.awareness = Some(tree::news());
        talent.baselines = Baselines::new(periods);
        alone::measured(&READER, sim, periods)
    };
    let together = measured(&periods);
    let alone = periods.map(|period| measured(&[period]).remove(0));
    assert_eq!(together, alone);
    for figures in together {
        let value = |key: &str| figures.iter().find(|(of, _)| of == key).unwrap().1;
        assert!(value("talent.tier_growth/student").is_some());
        assert!(value("talent.tree_utilisation/centres").is_some());
    }
}

#[test]
fn a_period_is_compared_with_the_equally_long_time_before_it() {
    let (year, half) = (days(730, 1_095), days(182, 547));
    let mut baselines = Baselines::new(&[year, half, days(700, 800)]);
    let mut registrations = Registrations::default();
    for at in [364, 365, 400, 600, 650] {
        baselines.pass(SimTime::ZERO + day() * at, &registrations);
        registrations.ages.add(at);
    }
    let before = |period| {
        let at_start = baselines.at_start(period, &registrations);
        at_start.map(|registrations| registrations.ages.count())
    };
    assert_eq!(before(year), Some(1), "those before day 365");
    assert_eq!(before(days(700, 800)), Some(3), "those before day 600");
    assert_eq!(before(half), None, "the run is half a year old then");
    assert_eq!(before(days(700, 750)), None, "not known before the run");
}
