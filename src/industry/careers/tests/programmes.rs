//! Direct evaluation and cultivation: seats, panels, who is taken, and no effect on anybody else.

use super::*;
use crate::industry::shared::people::ChannelKeys;
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};

/// Engineers who never leave, and are evaluated on any day.
const DAILY: &str = "hire.leak = \"0 /y\"
exit = { technician = \"0 /y\", engineer = \"0 /y\", leading = \"0 /y\", city_share = 0 }
[evaluation]
calls = 365
eligible_dwell = \"0 d\"
";

fn evaluated(town: &mut Town, grade: &str) -> f64 {
    let key = ["careers.evaluated/", grade].concat();
    town.figures().value(&key).unwrap()
}

fn set(town: &mut Town, kind: ProgrammeKind, strength: f64) {
    let world = town.sim.world_mut();
    world.resource_mut::<Programmes>().set(kind, strength);
}

#[test]
fn panels_that_are_always_asked_for_see_one_candidate_a_working_day_each() {
    let section = [
        DAILY,
        "panels = 3.5\nexpert_share = 0.2\nperformance_cut = 0.5\n\
         residents = { technician = 100000, engineer = 100000 }",
    ]
    .concat();
    for (strength, days) in [(1.0, 364_u64), (2.0, 364), (0.0, 364)] {
        let mut town = Town::new(&section, Vec::new(), Run::default());
        set(&mut town, ProgrammeKind::Evaluation, strength);
        town.run_days(days);
        // 52 weeks have 260 working days, wherever they begin.
        let expert = 260.0 * 3.5 * 0.2 * strength;
        let grassroots = 260.0 * 3.5 * 0.8 * strength;
        assert!((evaluated(&mut town, "expert") - expert).abs() < 1e-9);
        assert!((evaluated(&mut town, "grassroots") - grassroots).abs() < 1e-9);
        let use_of_panels = town.figures().value("careers.panel_utilisation/expert");
        assert_eq!(use_of_panels, (strength > 0.0).then_some(100.0));
    }
}

/// A technician settles at noon of Thursday, day 10: panels call and see candidates at midnight, so
/// that the first one to see the technician is that of day 11.
#[test]
fn who_settles_in_the_course_of_the_day_is_no_candidate_of_its_midnight() {
    let section = [DAILY, "panels = 1\nexpert_share = 0\nperformance_cut = 0"].concat();
    let noon = SimTime::ZERO + Duration::days(10) + Duration::hours(12);
    let technician = person(Tier::Technician, Occupation::Other);
    let mut town = Town::new(&section, vec![(noon, technician)], Run::default());
    for (days, promoted) in [(11, 0.0), (12, 1.0)] {
        town.run_days(days);
        assert_eq!(
            evaluated(&mut town, "grassroots").to_bits(),
            f64::to_bits(promoted)
        );
        assert_eq!(town.faults(), Vec::<String>::new());
    }
}

/// A list of Binomial(N, p) candidates and c panels: min of both are seen, the others turned away.
#[test]
fn panels_see_as_many_as_there_are_candidates_and_panels() {
    let section = [
        DAILY,
        "panels = 10\nexpert_share = 1\nperformance_cut = 0.9\nresidents = { engineer = 100 }",
    ]
    .concat();
    let mut town = Town::new(&section, Vec::new(), Run::default());
    town.run_days(364 * 10);
    let mut chance = f64::powi(0.9, 100);
    let (mut expected, mut square) = (0.0, 0.0);
    for count in 0..=100 {
        let seen = f64::from(count.min(10));
        expected += chance * seen;
        square += chance * seen * seen;
        chance *= f64::from(100 - count) / f64::from(count + 1) / 9.0;
    }
    let days = 2_600.0;
    let error = ((square - expected * expected) / days).sqrt();
    assert!(4.0 * error < 0.02 * expected);
    let mean = evaluated(&mut town, "expert") / days;
    assert!((mean - expected).abs() < 4.0 * error, "{mean}, {expected}");
    // Of 10 candidates a day, also at weekends.
    let turned_away = town.figures().value("careers.turned_away/expert").unwrap();
    let all = 3_640.0 * 10.0;
    let scatter = (3_640.0 * 9.0_f64).sqrt();
    assert!((turned_away + mean * days - all).abs() < 4.0 * scatter);
}

#[test]
fn the_best_are_promoted_and_then_leave_at_the_rate_of_their_new_tier() {
    let people = 60_000;
    let section = "hire.leak = \"0 /y\"\nexit.engineer = \"0.6 /y\"
[evaluation]
calls = 1
panels = 24000
expert_share = 1
eligible_dwell = \"0.9 y\"
performance_cut = 0";
    let crowd = crowd(people, Tier::Engineer, Occupation::Engineer);
    let mut town = Town::new(section, crowd, Run::default());
    town.run_days(366);
    let performance = Streams::new(7, 0).keyed("careers/performance");
    let keys = ChannelKeys::default();
    let score = |person: &Person| performance.draw(keys.of(person), 1).uniform();
    let here = |person: &&Person| person.standing != Standing::Left;
    let persons = town.persons();
    let of_tier = |tier: Tier| {
        persons
            .iter()
            .filter(move |person| here(person) && person.tier == tier)
    };
    let worst = of_tier(Tier::Leading).map(score).fold(1.0, f64::min);
    let best = of_tier(Tier::Engineer).map(score).fold(0.0, f64::max);
    assert!(worst > best, "{worst} was promoted, {best} was not");
    let promoted = whole(evaluated(&mut town, "expert"));
    assert_eq!(promoted, 24_000, "one day of all panels");
    // 2019-01-01 is a Tuesday: three more days see all of the others.
    town.run_days(365 + 7);
    let left_before = town.count(Standing::Left);
    let people = people - left_before;
    let leading = |person: &&Person| person.tier == Tier::Leading && here(person);
    assert_eq!(town.persons().iter().filter(leading).count(), people);
    town.run_days(365 + 7 + 365);
    let left = town.count(Standing::Left) - left_before;
    assert_share(left, people, 1.0 - f64::exp(-0.04));
    assert!(town.faults().is_empty());
}

/// Fifty panels see 250 candidates a week. The first list is made before the 500 persons are there;
/// from the second day on panels see residents only when no person is left on the list.
#[test]
fn panels_see_persons_before_residents() {
    let section = "hire.leak = \"0 /y\"
exit = { technician = \"0 /y\", engineer = \"0 /y\", leading = \"0 /y\", city_share = 0 }
[evaluation]
calls = 365
panels = 50
expert_share = 1
eligible_dwell = \"0 d\"
performance_cut = 0
residents = { engineer = 5000 }";
    let crowd = crowd(500, Tier::Engineer, Occupation::Engineer);
    let mut town = Town::new(section, crowd, Run::default());
    for (days, all, residents) in [(7, 250.0, 50.0), (14, 500.0, 50.0), (21, 750.0, 250.0)] {
        town.run_days(days);
        assert_eq!(evaluated(&mut town, "expert").to_bits(), f64::to_bits(all));
        let found = town.figures().value("careers.evaluated_residents/expert");
        assert_eq!(found, Some(residents));
    }
}

#[test]
fn evaluation_changes_the_fate_of_nobody_but_those_whom_it_promotes() {
    let section = "[tier]\n[evaluation]\ncalls = 4\npanels = 2\nperformance_cut = 0.5";
    let mut persons = crowd(3_000, Tier::Technician, Occupation::Other);
    persons.extend(crowd(3_000, Tier::Engineer, Occupation::Operator));
    let fates = [0.0, 1.0].map(|strength| {
        let mut town = Town::new(section, persons.clone(), Run::default());
        set(&mut town, ProgrammeKind::Evaluation, strength);
        town.run_days(5 * 365);
        assert!(town.faults().is_empty());
        let all: f64 = ["expert", "grassroots"]
            .map(|grade| evaluated(&mut town, grade))
            .iter()
            .sum();
        let records = town.persons().iter().map(|p| format!("{p:?}")).collect();
        (all, records)
    });
    let [(none, off), (promoted, on)]: [(f64, Vec<String>); 2] = fates;
    let changed = off.iter().zip(&on).filter(|(off, on)| off != on).count() as f64;
    assert!(none == 0.0 && promoted > 500.0);
    assert!(
        0.5 * promoted < changed && changed <= promoted,
        "{changed} fates changed, {promoted} promoted"
    );
}

/// Courses of 30 days, nobody leaves.
fn courses(more: &str) -> String {
    format!(
        "hire.leak = \"0 /y\"\nexit = {{ city_share = 0, engineer = \"0 /y\", operator = \"0 /y\", \
         technician = \"0 /y\" }}\n[cultivation]\nlength = \"30 d\"\napplicants = 1\n{more}"
    )
}

/// How many projects of 10 places have begun after the first midnight, and how many are over, by
/// `days`: place i begins at 3 i and then every `length` days.
fn projects_by(days: u64, length: u64) -> (u64, u64) {
    let starts = |place: u64| (0..).map(move |round| 3 * place + round * length);
    let begun = |start: &u64| *start < days;
    let all = (0..10).flat_map(|place| starts(place).take_while(begun));
    let all: Vec<u64> = all.filter(|start| *start > 0).collect();
    let over = all.iter().filter(|start| *start + length < days).count();
    (all.len() as u64, over as u64)
}

#[test]
fn projects_take_turns_and_train_whom_they_have_seats_for() {
    for (training, length) in [(1.0, 30), (2.0, 15)] {
        let section = courses("projects = 10\nseats = 7\nchip_share = 0");
        let crowd = crowd(5_000, Tier::Student, Occupation::Other);
        let mut town = Town::new(&section, crowd, Run::default());
        let world = town.sim.world_mut();
        world.resource_mut::<Expertise>().training = training;
        let days = 365;
        town.run_days(days);
        let figures = town.figures();
        let sum = |key: &str| -> f64 {
            ["digital", "film", "trade"]
                .iter()
                .map(|track| figures.value(&[key, "/", track].concat()).unwrap())
                .sum()
        };
        let (_, over) = projects_by(days, length);
        assert!((sum("careers.trained") - 7.0 * over as f64).abs() < 0.5);
        let projects = figures.value("careers.cultivation_projects").unwrap();
        assert!((projects - 10.0).abs() < 1e-9);
        let film = figures.value("careers.seat_utilisation/film").unwrap();
        assert!((film - 100.0).abs() < 1e-9, "all seats are taken");
        assert!(town.faults().is_empty());
    }
}

#[test]
fn seats_that_nobody_applies_for_stay_empty() {
    let section = courses("projects = 10\nseats = 10\nchip_share = 0");
    let mut town = Town::new(
        &section,
        crowd(500, Tier::Student, Occupation::Other),
        Run::default(),
    );
    town.run_days(200);
    let figures = town.figures();
    let tracks = ["digital", "film", "trade"];
    let of = |key: &str, track: &str| figures.value(&[key, "/", track].concat()).unwrap();
    let trained: f64 = tracks
        .map(|track| of("careers.trained", track))
        .iter()
        .sum();
    assert!((trained - 500.0).abs() < 0.5, "nobody is trained twice");
    assert!(
        tracks
            .iter()
            .all(|track| of("careers.seat_utilisation", track) < 100.0)
    );
}

#[test]
fn the_digital_track_leads_to_the_chip_chain_and_the_others_take_its_people() {
    let trained = |digital: f64, film: f64| {
        let tracks = format!(
            "projects = 100\nseats = 100\nchip_share = 0.5\n\
             track_share = {{ digital = {digital}, film = {film}, trade = 0 }}"
        );
        let section = courses(&tracks);
        let crowd = crowd(60_000, Tier::Student, Occupation::Other);
        let mut town = Town::new(&section, crowd, Run::default());
        town.run_days(400);
        assert!(town.faults().is_empty());
        let digital = town.figures().value("careers.trained/digital").unwrap();
        let seekers = town
            .persons()
            .into_iter()
            .filter(|person| person.standing == Standing::Seeking)
            .collect::<Vec<Person>>();
        (whole(digital), seekers)
    };
    let (all, seekers) = trained(1.0, 0.0);
    assert_eq!(all, 60_000);
    assert_share(seekers.len(), all, 0.5);
    for (occupation, share) in [
        (Occupation::Operator, 0.15),
        (Occupation::Technician, 0.25),
        (Occupation::Engineer, 0.1),
    ] {
        let of = |person: &&Person| person.occupation == occupation;
        assert_share(seekers.iter().filter(of).count(), all, share);
    }
    let (fewer, _) = trained(0.25, 0.75);
    assert_eq!(fewer, 15_000, "the film track had the others");
}

#[test]
fn cultivation_runs_as_strong_as_its_programmes_are() {
    let section = courses("projects = 10\nseats = 5\nchip_share = 0");
    let mut town = Town::new(
        &section,
        crowd(20_000, Tier::Student, Occupation::Other),
        Run::default(),
    );
    let trained = |town: &mut Town| -> f64 {
        let figures = town.figures();
        let of = |track: &str| figures.value(&["careers.trained/", track].concat());
        ["digital", "film", "trade"]
            .map(|t| of(t).unwrap())
            .iter()
            .sum()
    };
    set(&mut town, ProgrammeKind::Cultivation, 0.0);
    town.run_days(100);
    assert!(trained(&mut town) < 0.5);
    set(&mut town, ProgrammeKind::Cultivation, 2.0);
    town.run_days(200);
    let doubled = trained(&mut town);
    // 20 places, the first of each begins within the first 30 days: 30 of 100 days are for nothing.
    let projects = (0..20).map(|place| (99 - (place * 3) / 2) / 30);
    assert!(
        (doubled - 5.0 * f64::from(projects.sum::<i32>())).abs() < 0.5,
        "{doubled}"
    );
    set(&mut town, ProgrammeKind::Cultivation, 0.0);
    town.run_days(240);
    let last = trained(&mut town);
    town.run_days(400);
    assert!((trained(&mut town) - last).abs() < 0.5, "none begins");
}
