//! Who leaves when: survival, the city's factor, and its bound.

use super::*;
use crate::industry::careers::FirstJob;

const CROWD: usize = 60_000;

/// Those of a crowd who are still in the city.
fn staying(town: &mut Town) -> usize {
    CROWD - town.count(Standing::Left)
}

#[test]
fn first_jobs_last_as_the_weibull_law_says() {
    let section =
        "exit = { graduate_k = 0.4313963, graduate_eta = \"4.1707607 y\", city_share = 1 }";
    let crowd = crowd(CROWD, Tier::Student, Occupation::Other);
    let run = Run {
        tick: Duration::hours(12),
        ..Run::default()
    };
    let mut town = Town::new(section, crowd, run);
    for _ in 0..365 {
        town.sim.step();
    }
    assert_share(staying(&mut town), CROWD, 0.67);
    town.run_days(365);
    assert_share(staying(&mut town), CROWD, 0.5827);
    town.run_days(3 * 365);
    assert_share(staying(&mut town), CROWD, 0.42);
}

#[test]
fn only_the_citys_share_of_job_exits_leaves_the_city() {
    let crowd = crowd(CROWD, Tier::Student, Occupation::Other);
    let section = "exit = { graduate_k = 1, graduate_eta = \"0.5 y\", city_share = 0.25 }";
    let mut town = Town::new(section, crowd, Run::default());
    town.run_days(365);
    // Jobs end twice a year for ever, since k = 1: a quarter of that is the hazard of leaving.
    assert_share(staying(&mut town), CROWD, (-0.5_f64).exp());
    let figures = town.figures();
    let (left, changes) = (
        figures.value("careers.left").unwrap(),
        figures.value("careers.job_changes").unwrap(),
    );
    assert!((changes / (left + changes) - 0.75).abs() < 4.0 * (0.1875 / (left + changes)).sqrt());
}

#[test]
fn constant_hazards_keep_their_share_by_tier_and_occupation() {
    let cases = [
        (Tier::Engineer, Occupation::Engineer, 0.12),
        (Tier::Technician, Occupation::Technician, 0.15),
        (Tier::Technician, Occupation::Operator, 0.18),
        (Tier::Technician, Occupation::Assembler, 0.60),
        (Tier::Doctor, Occupation::Other, 0.06),
        (Tier::Doctor, Occupation::Engineer, 0.06),
        (Tier::Leading, Occupation::Other, 0.04),
        (Tier::Academician, Occupation::Other, 0.04),
    ];
    for (tier, occupation, per_year) in cases {
        let mut town = Town::new(
            "hire.leak = \"0 /y\"",
            crowd(CROWD, tier, occupation),
            Run::default(),
        );
        town.run_days(365);
        assert_share(staying(&mut town), CROWD, f64::exp(-per_year));
    }
    assert!((f64::exp(-0.12) - 0.886_920_436_7).abs() < 1e-10);
}

#[test]
fn without_hazards_nobody_leaves() {
    let never = [
        "hire.leak",
        "exit.operator",
        "exit.technician",
        "exit.engineer",
        "exit.assembler",
        "exit.phd",
        "exit.leading",
    ];
    let never = never.map(|rate| [rate, " = \"0 /y\"\n"].concat());
    let section = ["exit.city_share = 0\n", &never.concat()].concat();
    let persons = Occupation::ALL
        .into_iter()
        .flat_map(|occupation| Tier::ALL.map(|tier| (SimTime::ZERO, person(tier, occupation))))
        .cycle()
        .take(3_000)
        .collect();
    let mut town = Town::new(&section, persons, Run::default());
    town.require(Role::Engineer, 100.0);
    town.run_days(10 * 365);
    assert_eq!(town.count(Standing::Left), 0);
}

#[test]
fn a_better_city_keeps_people_as_the_factor_says() {
    let crowd = crowd(CROWD, Tier::Engineer, Occupation::Engineer);
    let section = "hire.leak = \"0 /y\"\nexit.beta_service = 1.2\nexit.engineer = \"1 /y\"";
    let mut town = Town::new(section, crowd, Run::default());
    *town.city() = City {
        service_index: 0.7,
        reference_index: 0.6,
        ..City::default()
    };
    town.run_days(365);
    assert_share(
        staying(&mut town),
        CROWD,
        f64::exp(-0.886_920_436_717_157_5),
    );
}

/// The wage outside trebles after half a year: far beyond the bound that due dates were drawn
/// under, so all of them are drawn anew.
#[test]
fn a_city_that_gets_worse_is_followed_exactly() {
    let wage = |town: &mut Town| {
        town.run_days(180);
        town.city().outside_wage_ratio = 3.0;
        town.run_days(365);
    };
    let (early, year) = (180.0 / 365.0, 1.0);
    let engineers = crowd(CROWD, Tier::Engineer, Occupation::Engineer);
    let mut town = Town::new("hire.leak = \"0 /y\"", engineers, Run::default());
    wage(&mut town);
    // The city of the end of day 180's tick moves the hazards from the next tick's end on.
    let late = (181.0 / 365.0 + 3.0 * (year - 181.0 / 365.0)) * 0.12;
    assert_share(staying(&mut town), CROWD, f64::exp(-late));

    let students = crowd(CROWD, Tier::Student, Occupation::Other);
    let mut town = Town::new("exit.city_share = 1", students, Run::default());
    wage(&mut town);
    let job = FirstJob::new(0.4314, Duration::from_days_f64(4.171 * 365.0));
    let hazard = |years: f64| -job.survival(Duration::from_days_f64(365.0 * years)).ln();
    let until = early + 1.0 / 365.0;
    let expected = hazard(until) + 3.0 * (hazard(year) - hazard(until));
    assert_share(staying(&mut town), CROWD, f64::exp(-expected));
}

/// Common random numbers: whoever leaves the better city by a day has left the worse one by then.
#[test]
fn a_better_city_makes_nobody_leave_sooner() {
    let persons: Vec<_> = [
        Occupation::Other,
        Occupation::Operator,
        Occupation::Assembler,
    ]
    .into_iter()
    .flat_map(|occupation| crowd(2_000, Tier::Student, occupation))
    .collect();
    let mut towns = [0.55, 0.75].map(|index| {
        let mut town = Town::new("hire.leak = \"0 /y\"", persons.clone(), Run::default());
        town.city().service_index = index;
        town.city().reference_index = 0.6;
        town
    });
    for year in 1..=5 {
        let [worse, better] = &mut towns;
        let (worse, better) = (
            worse.run_days(year * 365).persons(),
            better.run_days(year * 365).persons(),
        );
        let left = |person: &Person| person.standing == Standing::Left;
        let mut pairs = worse.iter().zip(&better);
        assert!(pairs.all(|(worse, better)| left(worse) || !left(better)));
        assert!(
            worse.iter().filter(|p| left(p)).count() > better.iter().filter(|p| left(p)).count()
        );
    }
}
