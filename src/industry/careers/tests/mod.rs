//! Careers against theory and against itself. [`leaving`]: hazards; [`hiring`]: posts and pools;
//! [`rising`]: tiers; [`programmes`]: evaluation and cultivation; [`promises`]: conservation,
//! ticks, the scenario's section.

mod books;
mod hiring;
mod leaving;
mod programmes;
mod promises;
mod rising;

use crate::industry::shared::subsystem::{Reader, alone};
use bevy_ecs::prelude::*;

use super::Careers;
use super::spec::CareersFile;
use crate::engine::{Clock, Figures, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::{
    Career, ChannelId, City, Departed, Occupation, Person, PersonRow, Population, Settled,
    Standing, Tier,
};
use crate::industry::shared::staff::{Role, Staff, StaffChange};
use crate::industry::shared::table::rows;
use crate::scenario::{Document, FieldPath as Path, Problems};
use crate::units::{Date, Duration, SimTime};

const READER: Reader = Reader::of::<Careers>("careers");

/// Who settles when; handed over in the tick it belongs to.
#[derive(Resource)]
struct Script {
    arrivals: Vec<(SimTime, PersonRow)>,
    next: usize,
}

/// Settles people as services do.
fn hand_over(
    clock: Res<Clock>,
    mut script: ResMut<Script>,
    mut settled: ResMut<Handover<Settled>>,
    mut persons: Query<&'static mut Person>,
) {
    let persons = rows(&mut persons);
    while let Some(&(at, row)) = script.arrivals.get(script.next) {
        if at >= clock.tick_end() {
            break;
        }
        persons[row.index()].standing = Standing::Settled;
        settled.push(at, Settled(row));
        script.next += 1;
    }
}

/// A run of careers alone: the section's text, and who settles when.
struct Town {
    sim: Sim,
}

impl Town {
    fn new(section: &str, persons: Vec<(SimTime, Person)>, run: Run) -> Self {
        let origin = Date::ymd(2018, 1, 1);
        let clock = Clock::new(origin, run.tick, Duration::ZERO, run.horizon);
        let mut sim = Sim::new(clock, &Stage::ALL);
        let world = sim.world_mut();
        world.insert_resource(Streams::new(7, run.replication));
        world.insert_resource(Population {
            rows: u32::try_from(persons.len()).unwrap(),
        });
        let arrivals = (0..).map(PersonRow::from).zip(&persons);
        let arrivals = arrivals
            .filter(|(_, (_, person))| person.standing == Standing::AtWindow)
            .map(|(row, &(at, _))| (at, row))
            .collect();
        world.insert_resource(Script { arrivals, next: 0 });
        let persons = (0..).zip(persons);
        world.spawn_batch(persons.map(|(serial, (_, person))| Person { serial, ..person }));
        sim.add(Stage::Services, hand_over);
        Handover::<StaffChange>::add_reader(sim.world_mut());
        alone::add(&careers(section), &READER, &mut sim);
        // Services would read it.
        Handover::<Departed>::add_reader(sim.world_mut());
        READER.begin_statistics(&mut sim);
        Self { sim }
    }

    /// Runs until `days` have passed since the start.
    fn run_days(&mut self, days: u64) -> &mut Self {
        let until = SimTime::ZERO + Duration::days(days);
        while self.sim.clock().tick_end() < until {
            assert!(self.sim.step(), "the horizon is too near");
        }
        self
    }

    fn persons(&mut self) -> Vec<Person> {
        let world = self.sim.world_mut();
        world.query::<&Person>().iter(world).copied().collect()
    }

    fn count(&mut self, standing: Standing) -> usize {
        let is = |person: &&Person| person.standing == standing;
        self.persons().iter().filter(is).count()
    }

    fn require(&mut self, role: Role, people: f64) {
        let mut staff = self.sim.world_mut().resource_mut::<Staff>();
        staff.set_required(role, people);
    }

    fn city(&mut self) -> Mut<'_, City> {
        self.sim.world_mut().resource_mut::<City>()
    }

    fn faults(&mut self) -> Vec<String> {
        (READER.audit)(self.sim.world_mut())
    }

    fn figures(&mut self) -> Figures {
        READER.figures(&mut self.sim)
    }
}

/// How a test runs.
#[derive(Clone, Copy)]
struct Run {
    tick: Duration,
    horizon: Duration,
    replication: u32,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            tick: Duration::days(1),
            horizon: Duration::days(10 * 365),
            replication: 0,
        }
    }
}

/// The section as a scenario would give it.
fn read(section: &str) -> Result<Careers, Problems> {
    let document = Document::from_text("test.toml", section, &[])?;
    let file: CareersFile = document.read()?;
    let mut problems = document.problems();
    let careers = file.check(&Path::root(), &mut problems);
    problems
        .into_result(careers)
        .map(|careers| careers.unwrap())
}

fn careers(section: &str) -> Careers {
    read(section).unwrap()
}

/// Somebody who registers at the start and is about to settle.
fn person(tier: Tier, occupation: Occupation) -> Person {
    Person {
        registered: SimTime::ZERO,
        serial: 0,
        hired: SimTime::ZERO,
        born_day: -8_000,
        career: Career::default(),
        exit_draws: 0,
        origin: ChannelId(0),
        tier,
        occupation,
        standing: Standing::AtWindow,
        housed: false,
    }
}

/// So many of them, all settling at the start.
fn crowd(count: usize, tier: Tier, occupation: Occupation) -> Vec<(SimTime, Person)> {
    vec![(SimTime::ZERO, person(tier, occupation)); count]
}

/// Asserts that a share of `count` independent cases is within 4 standard errors of `expected`.
fn assert_share(found: usize, count: usize, expected: f64) {
    let error = (expected * (1.0 - expected) / count as f64).sqrt();
    assert!(4.0 * error < 0.01, "too few cases to say anything");
    let share = found as f64 / count as f64;
    assert!(
        (share - expected).abs() < 4.0 * error,
        "{share} found, {expected} expected, standard error {error}"
    );
}

/// A count that was made a figure.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a count of persons"
)]
fn whole(figure: f64) -> usize {
    figure.round() as usize
}
