//! Tests of the people who come, against closed forms and exact invariances.

mod books;
mod conference;
mod periods;
mod tree;

use super::audit::audit;
use super::channel::poisson::Poisson;
use super::channel::programme::Programme;
use super::channel::stations::tree::{NodePlan, Region, Stations, TreePlan};
use super::channel::students::Students;
use super::channel::students::choice::{Choice, logistic};
use super::channel::{ChannelRun, Kind};
use super::conditions::{Conditions, Month};
use super::persons::Persons;
use super::*;
use crate::engine::{Clock, Figures, Period, Streams};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::people::{ChannelId, ChannelKeys, Occupation, Person, Tier};
use crate::industry::shared::programmes::ProgrammeKind;
use crate::industry::shared::subsystem::{Reader, alone};
use crate::units::{Date, DurationLaw, Law, NumberLaw, Rate, Share, SimTime};

const READER: Reader = Reader::of::<Talent>("talent");

/// The season of the 2019 report's model.
const SEASON: [f64; 12] = [0.6, 0.4, 0.8, 0.8, 0.9, 1.6, 2.2, 1.8, 1.2, 0.7, 0.6, 0.4];

fn persons(tier: Tier) -> Persons {
    Persons {
        tier,
        age: NumberLaw::new(Law::Uniform {
            low: 20.0,
            high: 40.0,
        }),
        occupations: [0.6, 0.1, 0.05, 0.2, 0.05],
    }
}

fn channel(name: &str, kind: impl Into<Kind>, profiles: Vec<Persons>) -> Channel {
    Channel {
        name: name.into(),
        kind: kind.into(),
        profiles,
    }
}

fn graduates() -> Students {
    let choice = Choice {
        base: -4.315_060_927_878_699,
        settle: 0.702_7,
        wage: 1.0,
        house: 0.5,
        service: 1.0,
        bases: 0.05,
        reference_bases: 0.0,
        awareness: 0.0,
    };
    Students {
        graduates: vec![(2018, 8_200_000.0), (2019, 8_340_000.0)],
        season: SEASON,
        choice,
    }
}

fn students() -> Channel {
    channel("students", graduates(), vec![persons(Tier::Student)])
}

/// The tree of 2019 above so many stations: everywhere one officer, who takes 2 h.
fn small_tree(stations: u32) -> TreePlan {
    let level = NodePlan {
        officers: 1,
        handling: DurationLaw::new(Law::Exponential { mean: 2.0 * 3.6e6 }),
    };
    TreePlan {
        nodes: [stations, 7, 4, 1],
        levels: [level.clone(), level.clone(), level.clone(), level],
        hours: OpeningHours::ALWAYS,
    }
}

fn stations_of_2019() -> Stations {
    let region = |name: &str, stations, population, distance| Region {
        name: name.into(),
        stations,
        population,
        distance,
    };
    Stations {
        regions: vec![
            region("east", 60, 9e7, 300.0),
            region("north", 27, 12e7, 1_300.0),
        ],
        leads_per_reference_station: Rate::per_year(2.4),
        conversion: Share::new(0.05).unwrap(),
        tree: small_tree(87),
        gravity_exponent: 1.0,
        gravity_reach: 800.0,
    }
}

fn stations_channel(stations: Stations) -> Channel {
    channel("stations", stations, vec![persons(Tier::Leading)])
}

fn stations() -> Channel {
    stations_channel(stations_of_2019())
}

fn steady(name: &str, per_day: f64) -> Channel {
    let rate = Rate::per_day(per_day);
    channel(name, Poisson { rate }, vec![persons(Tier::Engineer)])
}

/// A simulation of `channels` from the first day of `year` on.
fn simulation(
    channels: Vec<Channel>,
    year: i16,
    tick: Duration,
    horizon: Duration,
    replication: u32,
) -> Sim {
    let origin = Date::ymd(year, 1, 1);
    let mut sim = Sim::new(
        Clock::new(origin, tick, Duration::ZERO, horizon),
        &Stage::ALL,
    );
    sim.world_mut()
        .insert_resource(Streams::new(2019, replication));
    Handover::<Registered>::add_reader(sim.world_mut());
    alone::add(&talent(channels), &READER, &mut sim);
    sim
}

fn talent(channels: Vec<Channel>) -> Talent {
    Talent {
        channels,
        awareness: None,
    }
}

fn everybody(sim: &mut Sim) -> Vec<Person> {
    let mut query = sim.world_mut().query::<&Person>();
    query.iter(sim.world()).copied().collect()
}

fn figures(sim: &mut Sim) -> Figures {
    READER.figures(sim)
}

fn day() -> Duration {
    Duration::days(1)
}

/// A year's registrations are Poisson with mean 110,000, and so are those of each month.
#[test]
fn a_years_students_are_poisson_in_the_year_and_in_each_month() {
    const RUNS: u32 = 20;
    let runs = f64::from(RUNS);
    let mut months = [0_u32; 12];
    let (mut sum, mut scatter) = (0.0, 0.0);
    for run in 0..RUNS {
        let mut sim = simulation(vec![students()], 2019, day(), day() * 365, run);
        while sim.step() {}
        let people = everybody(&mut sim);
        for person in &people {
            let date = sim.clock().date(person.registered);
            months[usize::from(date.month().unsigned_abs()) - 1] += 1;
        }
        let count = people.len() as f64;
        sum += count;
        scatter += (count - 110_000.0).powi(2) / 110_000.0;
    }
    let mean = sum / runs;
    assert!(
        (mean - 110_000.0).abs() < 4.0 * 331.66 / runs.sqrt(),
        "{mean}"
    );
    assert!(
        (scatter - runs).abs() < 4.0 * (2.0 * runs).sqrt(),
        "{scatter} for {runs}"
    );
    for (count, part) in months.into_iter().zip(SEASON) {
        let expected = runs * 110_000.0 * part / 12.0;
        let error = (f64::from(count) - expected) / expected.sqrt();
        assert!(
            error.abs() < 4.0,
            "{count} instead of {expected} in {months:?}"
        );
    }
}

/// The campaign takes the odds of coming up by exp(0.7027), and each year has its graduates.
#[test]
fn the_rate_follows_graduates_season_and_campaign() {
    let students = graduates();
    let clock = Clock::new(Date::ymd(2018, 1, 1), day(), Duration::ZERO, day() * 900);
    let rate = |day_of_run: u64, intensity: f64| {
        let month = Month::of(&clock, SimTime::ZERO + day() * day_of_run);
        let mut programmes = Programmes::default();
        programmes.set(ProgrammeKind::SettleCampaign, intensity);
        let conditions = Conditions {
            city: &City::default(),
            programmes: &programmes,
            awareness: 0.0,
            bases: 0.0,
        };
        students.rate(&month, &conditions).get_per_day()
    };
    let close = |found: f64, expected: f64| {
        assert!(
            (found / expected - 1.0).abs() < 1e-9,
            "{found} instead of {expected}"
        );
    };
    let share = 110_000.0 / 8_340_000.0;
    close(rate(0, 0.0), 8_200_000.0 * share * 0.6 / 12.0 / 31.0);
    close(rate(31, 0.0), 8_200_000.0 * share * 0.4 / 12.0 / 28.0);
    close(rate(365, 0.0), 110_000.0 * 0.6 / 12.0 / 31.0);
    close(rate(365 + 365 + 31, 0.0), 110_000.0 * 0.4 / 12.0 / 29.0);
    let odds = |rate: f64| {
        let share = rate * 12.0 * 31.0 / 0.6 / 8_340_000.0;
        share / (1.0 - share)
    };
    close(
        odds(rate(365, 1.0)) / odds(rate(365, 0.0)),
        0.702_7_f64.exp(),
    );
}

/// Stations give leads by their regions' people and distances; 5 % of them register after the tree
/// has handled them. In reference stations, the east is 60 x 9 exp(-300/800) = 371.14 and the north
/// 27 x 12 exp(-1300/800) = 63.80: a region farther away brings fewer leads in all.
#[test]
fn stations_give_leads_by_gravity_and_convert_a_share() {
    let years = 200_u64;
    let mut sim = simulation(vec![stations()], 2019, day(), day() * 365 * years, 0);
    while sim.step() {}
    assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
    let figures = figures(&mut sim);
    let expect = |key: &str, mean: f64| {
        let found = figures.value(key).unwrap();
        assert!(
            (found - mean).abs() < 4.0 * mean.sqrt(),
            "{key}: {found} instead of {mean}"
        );
    };
    let (east, north) = (371.136_211, 63.799_383);
    let leads_per_weight = 2.4 * years as f64;
    let leads = leads_per_weight * (east + north);
    expect("talent.leads_found/stations-east", leads_per_weight * east);
    expect(
        "talent.leads_found/stations-north",
        leads_per_weight * north,
    );
    expect("talent.registered/stations", leads * 0.05);
    expect("talent.registered_tier/leading", leads * 0.05);
}

#[test]
fn the_factor_of_programmes_scales_the_leads_of_stations() {
    let mut sim = simulation(vec![stations()], 2019, day(), day() * 365, 0);
    let mut programmes = sim.world_mut().resource_mut::<Programmes>();
    programmes.set(ProgrammeKind::Stations, 0.0);
    while sim.step() {}
    assert_eq!(everybody(&mut sim).len(), 0);
}

/// What makes a person, for comparison.
fn traits(person: &Person) -> (SimTime, u32, i32, Occupation) {
    (
        person.registered,
        person.serial,
        person.born_day,
        person.occupation,
    )
}

#[test]
fn the_length_of_a_tick_changes_nobody() {
    let people = |tick: Duration| {
        let mut channels = vec![students(), stations(), steady("engineers", 3.0)];
        channels.push(conference::conference(conference::plan()));
        let mut sim = simulation(channels, 2019, tick, day() * 60, 5);
        sim.world_mut().resource_mut::<TalentState>().awareness = Some(tree::news());
        while sim.step() {}
        everybody(&mut sim).iter().map(traits).collect::<Vec<_>>()
    };
    let hourly = people(Duration::hours(1));
    assert!(hourly.len() > 8_000);
    assert_eq!(hourly, people(Duration::hours(8)));
    assert_eq!(hourly, people(day() * 7));
}

#[test]
fn another_channel_changes_nobody_of_the_others() {
    let people = |channels: Vec<Channel>| {
        let more = channels.iter().position(|channel| &*channel.name == "more");
        let mut sim = simulation(channels, 2019, day(), day() * 200, 5);
        while sim.step() {}
        let mut people = everybody(&mut sim);
        people.retain(|person| Some(usize::from(person.origin.0)) != more);
        let keys = sim.world().resource::<ChannelKeys>();
        let with_key = people
            .iter()
            .map(|person| (keys.of(person), traits(person)));
        with_key.collect::<Vec<_>>()
    };
    let more = || steady("more", 9.0);
    let two = people(vec![stations(), steady("engineers", 3.0)]);
    let behind = people(vec![stations(), steady("engineers", 3.0), more()]);
    let before = people(vec![more(), stations(), steady("engineers", 3.0)]);
    assert_eq!(two, behind);
    assert_eq!(two, before);
}

#[test]
fn rows_are_the_order_of_registration_and_hand_overs_name_them() {
    let channels = vec![steady("engineers", 40.0), stations()];
    let mut sim = simulation(channels, 2019, Duration::hours(8), day() * 30, 1);
    let mut handed_over = Vec::new();
    while sim.step() {
        let mut registered = sim.world_mut().resource_mut::<Handover<Registered>>();
        handed_over.extend(registered.drain().map(|(at, Registered(row))| (at, row)));
        assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
    }
    let people = everybody(&mut sim);
    assert_eq!(people.len(), handed_over.len());
    let mut query = sim.world_mut().query::<&Person>();
    let tables = query.contiguous_iter(sim.world()).unwrap().count();
    assert_eq!(tables, 1);
    for (index, ((at, row), person)) in handed_over.iter().zip(&people).enumerate() {
        assert_eq!((row.index(), *at), (index, person.registered));
    }
}

#[test]
fn ages_and_occupations_follow_their_laws_and_figures_say_so() {
    let mut sim = simulation(
        vec![steady("engineers", 500.0)],
        2019,
        day(),
        day() * 400,
        2,
    );
    while sim.step() {}
    let people = everybody(&mut sim);
    let count = people.len() as f64;
    let shares = persons(Tier::Engineer).occupations;
    for (occupation, share) in Occupation::ALL.into_iter().zip(shares) {
        let found = people
            .iter()
            .filter(|person| person.occupation == occupation)
            .count() as f64;
        let error = (found - count * share) / (count * share * (1.0 - share)).sqrt();
        assert!(error.abs() < 4.0, "{occupation:?}: {found} of {count}");
    }
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(key).unwrap();
    let sd = 20.0 / 12_f64.sqrt();
    // An age is kept in whole days of life, rounded down: half a day less in the mean.
    let mean = 30.0 - 0.5 / 365.25;
    assert!((value("talent.mean_age") - mean).abs() < 4.0 * sd / count.sqrt());
    assert!((value("talent.age_sd") - sd).abs() < 0.05);
    let young = value("talent.share_under_35");
    assert!(
        (young - 75.0).abs() < 4.0 * (75.0 * 25.0 / count).sqrt(),
        "{young}"
    );
    let by_year = [
        "talent.registered_year/engineers-2019",
        "talent.registered_year/engineers-2020",
    ];
    assert!((by_year.map(value).iter().sum::<f64>() - count).abs() < 0.5);
    assert_eq!(figures.value("talent.growth_year/engineers-2020"), None);
}

#[test]
fn growth_is_over_the_year_before_and_counts_from_the_start() {
    let mut sim = simulation(vec![students()], 2018, day(), day() * 730, 2);
    while sim.step() {
        let has_begun_2019 = sim.clock().tick_end().day() >= 365;
        let mut programmes = sim.world_mut().resource_mut::<Programmes>();
        programmes.set(
            ProgrammeKind::SettleCampaign,
            if has_begun_2019 { 1.0 } else { 0.0 },
        );
        if sim.clock().tick_end().day() == 365 {
            READER.begin_statistics(&mut sim);
        }
    }
    let figures = figures(&mut sim);
    let value = |key: &str| figures.value(key).unwrap();
    let years = ["students-2018", "students-2019"]
        .map(|year| value(&format!("talent.registered_year/{year}")));
    let growth = value("talent.growth_year/students-2019");
    assert!((growth - 100.0 * (years[1] / years[0] - 1.0)).abs() < 1e-9);
    assert!((100.0..106.0).contains(&growth), "{growth}");
    assert!((value("talent.registered/students") - years[1]).abs() < 0.5);
}

#[test]
fn the_expected_inflow_counts_every_channel_at_full_campaign() {
    let mut channels = vec![stations(), steady("engineers", 2.0), students()];
    channels.push(conference::conference(conference::plan()));
    let share = logistic(-4.315_060_927_878_699 + 0.702_7);
    let leads = 2.4 * 434.935_593_312_783_9;
    let expected = leads * 0.05 + 730.0 + 8_340_000.0 * share + 46.0;
    let mut programmes = Programmes::default();
    programmes.set(ProgrammeKind::SettleCampaign, 1.0);
    let found = talent(channels).expected_per_year(&programmes);
    assert!((found - expected).abs() < 1e-6, "{found}");
}

#[test]
fn whom_a_programme_brings_registers_at_that_instant_through_its_channel() {
    let founders = channel("founders", Programme, vec![persons(Tier::Leading)]);
    let channels = vec![steady("engineers", 3.0), founders];
    let mut sim = simulation(channels, 2019, day(), day() * 10, 5);
    let at = SimTime::ZERO + day() * 4 + Duration::hours(7);
    while sim.clock().tick_end() < SimTime::ZERO + day() * 4 {
        sim.step();
    }
    let founder = Comer {
        channel: ChannelId(1),
    };
    let mut comers = sim.world_mut().resource_mut::<Handover<Comer>>();
    comers.push(at, founder);
    comers.push(at, founder);
    while sim.step() {
        assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
    }
    let everybody = everybody(&mut sim);
    let founders = everybody
        .iter()
        .filter(|person| person.origin == founder.channel);
    let founders: Vec<(SimTime, u32)> = founders.map(|p| (p.registered, p.serial)).collect();
    assert_eq!(founders, [(at, 0), (at, 1)]);
    assert!(everybody.len() > 2);
}
