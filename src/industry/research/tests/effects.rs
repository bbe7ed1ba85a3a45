//! Each programme moves what it drives, through the chain, and changes no other draw.
#![expect(clippy::float_cmp, reason = "counts are exact in f64")]

use super::*;

/// A year and a half of everything, with one programme at a strength.
fn with(kind: ProgrammeKind, strength: f64) -> Trial {
    Trial::of(WHOLE, 540).with(kind, strength)
}

/// The mean of a figure over eight replications.
fn mean(trial: &Trial, key: &str) -> f64 {
    let values = trial.values(8, &[key]);
    values.iter().map(|one| one[0]).sum::<f64>() / 8.0
}

/// Asserts that figures are the same to the last bit, replication by replication.
fn assert_same(one: &Trial, other: &Trial, keys: &[&str]) {
    for (one, other) in one.values(3, keys).iter().zip(other.values(3, keys)) {
        let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<u64>>();
        assert_eq!(bits(one), bits(&other), "{keys:?}");
    }
}

const PLATFORM: [&str; 5] = [
    "experts",
    "universities",
    "experts_matched",
    "experts_gone",
    "projects_from/matching",
];
const INSTITUTES: [&str; 2] = ["doctors_at_institutes", "projects_from/institutes"];

#[test]
fn visits_teach_the_fab_and_nothing_else_hears_of_them() {
    use ProgrammeKind::Visits;
    let (off, on, twice) = (with(Visits, 0.0), with(Visits, 1.0), with(Visits, 2.0));
    for key in ["visits", "knowledge_from_visits", "projects_from/visits"] {
        assert!(mean(&off, key).abs() < 1e-12, "{key}");
        assert!(mean(&on, key) > 0.0, "{key}");
        assert!(mean(&twice, key) > 1.1 * mean(&on, key), "{key}");
    }
    assert!(mean(&on, "training_factor") > 1.05);
    assert!((mean(&off, "training_factor") - 1.0).abs() < 1e-12);
    assert_same(&off, &on, &PLATFORM);
    assert_same(&off, &on, &INSTITUTES);
    assert_same(&off, &on, &["fte_days/stay", "projects_from/academicians"]);
    let knowledge = |trial: &Trial| {
        let mut sim = trial.start(0);
        finish(&mut sim);
        expertise(&sim).knowledge
    };
    // What discussions teach stays: 2.7 full-time days a day, from 6 to 18 residents.
    let discussed = (6.0 * 90.0 + 18.0 * 450.0) * 0.15 * 0.25 * 0.0001;
    assert!((knowledge(&off) - discussed).abs() < 1e-9);
    assert!(knowledge(&on) > 2.0 * discussed);
}

#[test]
fn recuperation_and_residents_make_contacts_and_contacts_draw_visits() {
    use ProgrammeKind::{Academicians, Recuperation};
    for kind in [Recuperation, Academicians] {
        let (off, on) = (with(kind, 0.0), with(kind, 1.0));
        assert!(mean(&off, "contacts") < 0.9 * mean(&on, "contacts"));
        assert!(mean(&off, "visits") < mean(&on, "visits"));
        assert_same(&off, &on, &INSTITUTES);
        assert_same(&off, &on, &PLATFORM);
    }
    let (off, on) = (with(Recuperation, 0.0), with(Recuperation, 1.0));
    assert!(mean(&off, "recuperation_people").abs() < 1e-12);
    // 148 beds for 150: two share a room of the home, if one is free.
    assert!(mean(&on, "recuperation_people") >= 208.0);
    assert!(mean(&with(Recuperation, 2.0), "recuperation_turned_away") > 50.0);
}

#[test]
fn academicians_come_to_the_city_and_begin_projects() {
    use ProgrammeKind::Academicians;
    for (strength, expected) in [(0.0, 0.0), (1.0, 18.0), (2.0, 36.0)] {
        let trial = with(Academicians, strength);
        assert!((mean(&trial, "academicians") - expected).abs() < 1e-12);
        let mut sim = trial.start(0);
        finish(&mut sim);
        let came = sim.world().resource::<Came>();
        let academicians = came.0.iter().filter(|(_, channel)| *channel == 0);
        assert_eq!(academicians.count() as f64, expected);
        let projects = mean(&trial, "projects_from/academicians");
        assert_eq!(projects > 0.0, strength > 0.0);
    }
}

#[test]
fn the_home_gives_rooms_to_visits() {
    use ProgrammeKind::AcademiciansHome;
    let (off, on) = (with(AcademiciansHome, 0.0), with(AcademiciansHome, 1.0));
    assert!((mean(&off, "home_rooms") - 1.0).abs() < 1e-12);
    assert!((mean(&on, "home_rooms") - 4.0).abs() < 1e-12);
    assert!(mean(&on, "visits") > 1.2 * mean(&off, "visits"));
    assert!(mean(&on, "visits_turned_away") < 0.8 * mean(&off, "visits_turned_away"));
    assert_same(&off, &on, &PLATFORM);
}

#[test]
fn institutes_bring_doctors_projects_and_patents() {
    use ProgrammeKind::Institutes;
    let (off, on, twice) = (
        with(Institutes, 0.0),
        with(Institutes, 1.0),
        with(Institutes, 2.0),
    );
    for key in [
        "institutes",
        "doctors_at_institutes",
        "projects_from/institutes",
    ] {
        assert!(mean(&off, key).abs() < 1e-12, "{key}");
        assert!(mean(&on, key) > 1.0, "{key}");
    }
    assert!((mean(&on, "institutes") - 2.0).abs() < 1e-12);
    assert!(mean(&on, "patents_expected") > mean(&off, "patents_expected"));
    assert!(mean(&on, "rd_spend") > mean(&off, "rd_spend"));
    assert!(mean(&twice, "doctors_at_institutes") > mean(&on, "doctors_at_institutes"));
    assert_same(&off, &on, &PLATFORM);
    assert_same(
        &off,
        &on,
        &["projects_from/academicians", "recuperation_people"],
    );
}

#[test]
fn the_platform_leads_to_projects_patents_and_bases_that_draw_students() {
    use ProgrammeKind::Matching;
    let (off, on, twice) = (
        with(Matching, 0.0),
        with(Matching, 1.0),
        with(Matching, 2.0),
    );
    for key in PLATFORM {
        assert!(mean(&off, key).abs() < 1e-12, "{key}");
        assert!(mean(&on, key) > 1.0, "{key}");
    }
    assert!(mean(&on, "patents") > 2.0 * mean(&off, "patents"));
    assert!(mean(&on, "reputation") > mean(&off, "reputation"));
    assert!(mean(&twice, "experts_matched") > mean(&on, "experts_matched"));
    assert!(mean(&twice, "match_wait") < mean(&on, "match_wait"));
    assert_same(&off, &on, &INSTITUTES);
    let bases = |trial: &Trial| {
        let mut sim = trial.start(0);
        let figures = finish(&mut sim);
        let bases = expertise(&sim).bases;
        assert!((bases - value(&figures, "bases_active")).abs() < 1e-12);
        bases
    };
    assert!(bases(&on) > bases(&off) + 30.0);
}

#[test]
fn a_platform_that_begins_later_finds_nobody_waiting() {
    let text = "[research.matching]\nsettle_share = 0.5\nchannel = \"experts\"\n";
    let trial = Trial::of(text, 200).with(ProgrammeKind::Matching, 0.0);
    let mut sim = trial.start(0);
    while sim.clock().tick_end() < SimTime::ZERO + Duration::days(100) {
        sim.step();
    }
    assert_eq!(state(&sim).counts.experts, 0);
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::Matching, 1.0);
    let figures = finish(&mut sim);
    assert!(value(&figures, "experts_matched") > 30.0);
    let settled = value(&figures, "experts_settled");
    assert!(settled > 10.0);
    let came = &sim.world().resource::<Came>().0;
    assert_eq!(came.len() as f64, settled);
    assert!(came.is_sorted_by_key(|(at, _)| *at));
    assert!(
        came.iter()
            .all(|(at, channel)| at.day() >= 100 && *channel == 2)
    );
}

#[test]
fn what_a_programme_no_longer_keeps_leaves_and_nobody_comes_twice() {
    let trial = Trial::of(WHOLE, 500);
    let mut sim = trial.start(2);
    let mut strongest = 0;
    for day in 0..500_u64 {
        let strength = [1.0, 0.3, 0.0, 1.0][usize::try_from(day / 100).unwrap() % 4];
        let mut programmes = sim.world_mut().resource_mut::<Programmes>();
        for kind in ProgrammeKind::ALL {
            programmes.set(kind, strength);
        }
        sim.step();
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        let residents = state(&sim).academicians.as_ref().unwrap();
        let here = residents.residents.value();
        strongest = strongest.max(here);
        let due = if day < 90 { 6.0 } else { 18.0 };
        assert_eq!(here as f64, (due * strength + 1e-9).floor(), "day {day}");
    }
    let came = &sim.world().resource::<Came>().0;
    let academicians = came.iter().filter(|(_, channel)| *channel == 0).count();
    assert_eq!((academicians, strongest), (18, 18));
    assert!(
        state(&sim)
            .institutes
            .iter()
            .any(|one| one.statistics.left > 0)
    );
}
