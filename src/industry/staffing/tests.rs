//! Staffing: founders, the roster of a day, learning, turnover, and the scenario's section.

mod books;

use crate::industry::shared::subsystem::{Context, Present, Reader, alone};
use bevy_ecs::prelude::*;

use super::Staffing;
use super::spec::StaffingFile;
use super::state::Roster;
use crate::engine::{Clock, Figures, Period, Series, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::{
    Career, ChannelId, Occupation, Person, PersonRow, Population, Standing, Tier,
};
use crate::industry::shared::staff::{Role, Staff, StaffChange, StaffChangeKind, Workload};
use crate::scenario::{Document, FieldPath as Path, Problems};
use crate::units::{Date, Duration, Rate, SimTime};

const READER: Reader = Reader::of::<Staffing>("staffing");

/// A fab of 10,000 wafers a month, and lines.
const PLANTS: Workload = Workload {
    wafer_starts_per_month: 10_000.0,
    lots_per_hour: 10_000.0 / 25.0 / 730.0,
    visits_per_lot: 365.0,
    operator_minutes_per_visit: 12.0,
    busy_technicians: 155.0 * 0.5 / 4.5,
    assemblers_per_shift: 300.0,
    assembly_crews: 1.0,
};

fn read(section: &str, careers: bool) -> Result<Staffing, Problems> {
    let document = Document::from_text("test.toml", section, &[])?;
    let file: StaffingFile = document.read()?;
    let mut names = Names {
        channels: vec!["students".to_owned(), "stations".to_owned()],
        ..Names::default()
    };
    file.add_names(&mut names);
    let mut sections = vec!["finance", "staffing"];
    sections.extend(careers.then_some("careers"));
    let context = Context {
        start: Date::ymd(2018, 1, 1),
        names,
        present: Present::new(sections.clone()),
        written: Present::new(sections),
    };
    let mut problems = document.problems();
    let staffing = file.check(&Path::root(), &context, &mut problems);
    problems
        .into_result(staffing)
        .map(|staffing| staffing.unwrap())
}

/// What careers would hand over, by time; rows are those of `people` behind the founders.
#[derive(Resource, Default)]
struct Script {
    changes: Vec<(SimTime, StaffChange)>,
    next: usize,
}

fn hand_over(
    clock: Res<Clock>,
    mut script: ResMut<Script>,
    mut changes: ResMut<Handover<StaffChange>>,
    mut persons: Query<&mut Person>,
) {
    while let Some(&(at, change)) = script.changes.get(script.next) {
        if at >= clock.tick_end() {
            break;
        }
        changes.push(at, change);
        let row = change.person.index();
        let mut person = persons.iter_mut().nth(row).unwrap();
        match change.kind {
            StaffChangeKind::Joined => {
                person.standing = Standing::Employed;
                person.hired = at;
            }
            StaffChangeKind::Left => person.standing = Standing::Left,
        }
        script.next += 1;
    }
}

/// A run of staffing alone, with `people` who may be hired behind the founders.
fn park(section: &str, careers: bool, people: u32, tick: Duration) -> Sim {
    park_until(4_000, section, careers, people, tick)
}

fn park_until(days: u64, section: &str, careers: bool, people: u32, tick: Duration) -> Sim {
    let horizon = Duration::days(days);
    let clock = Clock::new(Date::ymd(2018, 1, 1), tick, Duration::ZERO, horizon);
    let mut sim = Sim::new(clock, &Stage::ALL);
    sim.world_mut().insert_resource(PLANTS);
    sim.world_mut().insert_resource(Streams::new(1, 0));
    let sections = if careers { vec!["careers"] } else { Vec::new() };
    sim.world_mut().insert_resource(Present::new(sections));
    alone::add(&read(section, careers).unwrap(), &READER, &mut sim);
    let world = sim.world_mut();
    world.init_resource::<Script>();
    let person = Person {
        registered: SimTime::ZERO,
        serial: 0,
        hired: SimTime::ZERO,
        born_day: -8_000,
        career: Career::default(),
        exit_draws: 0,
        origin: ChannelId(0),
        tier: Tier::Engineer,
        occupation: Occupation::Engineer,
        standing: Standing::Seeking,
        housed: false,
    };
    world.resource_mut::<Population>().rows += people;
    world.spawn_batch(vec![person; people as usize]);
    sim.add(Stage::Careers, hand_over);
    sim
}

fn run_until(sim: &mut Sim, until: SimTime) {
    while sim.clock().tick_end() < until {
        assert!(sim.step());
    }
}

fn engineer(row: u32, hired: SimTime, kind: StaffChangeKind) -> StaffChange {
    StaffChange {
        role: Role::Engineer,
        person: PersonRow::from(row),
        hired,
        kind,
    }
}

fn hours(count: u64) -> SimTime {
    SimTime::ZERO + Duration::hours(count)
}

fn staff(sim: &Sim) -> &Staff {
    sim.world().resource::<Staff>()
}

fn figures(sim: &mut Sim) -> Figures {
    READER.figures(sim)
}

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
}

#[test]
fn the_plan_asks_for_what_the_plants_need() {
    let mut sim = park("", true, 0, Duration::days(1));
    sim.step();
    // Equation E18 asks for 155 technicians: 34.4 on shift, which are 35 in each of 4.5 crews.
    let expected = [225.0, 157.5, 600.0, 300.0];
    for (role, expected) in Role::ALL.into_iter().zip(expected) {
        assert_close(staff(&sim).required(role), expected);
        assert_eq!(staff(&sim).on_shift(role), Some(0));
        let key = format!("staffing.shortage/{}", role.name());
        assert_eq!(figures(&mut sim).value(&key), Some(100.0));
    }
    *sim.world_mut().resource_mut::<Workload>() = Workload::default();
    sim.step();
    for role in Role::ALL {
        assert_close(staff(&sim).required(role), 0.0);
    }
}

#[test]
fn founders_are_persons_and_are_on_shift_from_the_first_tick() {
    let section =
        "initial = { operator = 46, engineer = 9, assembler = 30, experience = \"40 y\" }";
    let mut sim = park(section, false, 3, Duration::hours(1));
    sim.step();
    let world = sim.world_mut();
    assert_eq!(world.resource::<Population>().rows, 88);
    let persons: Vec<Person> = world.query::<&Person>().iter(world).copied().collect();
    let founders = &persons[..85];
    let founder = |p: &Person| p.standing == Standing::Employed && p.origin == ChannelId(2);
    assert!(founders.iter().all(founder));
    let operators = founders
        .iter()
        .filter(|p| p.occupation == Occupation::Operator);
    assert_eq!(operators.count(), 46);
    let on_shift = Role::ALL.map(|role| staff(&sim).on_shift(role));
    // 46 / 4.5 and 9 / 4.5 crews, and a day shift of 30; nobody asked for technicians.
    assert_eq!(on_shift, [Some(10), None, Some(2), Some(30)]);
    assert_eq!(
        Role::ALL.map(|role| staff(&sim).headcount(role)),
        [46, 0, 9, 30]
    );
}

#[test]
fn fixed_people_are_always_on_shift_and_nobody_is_hired_for_them() {
    let mut sim = park(
        "fixed = { operator = 3, technician = 2 }",
        true,
        0,
        Duration::days(1),
    );
    sim.step();
    let on_shift = Role::ALL.map(|role| staff(&sim).on_shift(role));
    assert_eq!(on_shift, [Some(3), Some(2), Some(0), Some(0)]);
    assert_close(staff(&sim).required(Role::Operator), 0.0);
    assert_eq!(
        figures(&mut sim).value("staffing.on_shift/operator"),
        Some(3.0)
    );
    let mut sim = park("fixed.operator = 3", false, 0, Duration::days(1));
    sim.step();
    let on_shift = Role::ALL.map(|role| staff(&sim).on_shift(role));
    assert_eq!(on_shift, [Some(3), None, None, None]);
}

/// Who comes and goes in the course of a day is on the roster from the next midnight on.
#[test]
fn the_roster_of_a_day_is_made_at_midnight_whatever_the_tick() {
    let runs = [1, 8, 24].map(|tick| {
        let section = "crews = 1\nskill.s0 = 0.5\nskill.tau_engineer = \"10 d\"";
        let mut sim = park(section, true, 3, Duration::hours(tick));
        sim.world_mut().resource_mut::<Script>().changes = vec![
            (hours(24), engineer(0, hours(24), StaffChangeKind::Joined)),
            (hours(48), engineer(1, hours(48), StaffChangeKind::Joined)),
            (hours(48), engineer(2, hours(48), StaffChangeKind::Joined)),
            (hours(61), engineer(0, hours(24), StaffChangeKind::Left)),
        ];
        [48, 72, 96].map(|end| {
            run_until(&mut sim, hours(end));
            assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
            let staff = staff(&sim);
            let engineers = staff.headcount(Role::Engineer);
            (
                engineers,
                staff.on_shift(Role::Engineer),
                staff.effective(Role::Engineer),
            )
        })
    });
    let [day, _, _] = &runs;
    let skill = |days: f64| 1.0 - 0.5 * f64::exp(-days / 10.0);
    // Half a person's skill is a token, to the nearest; 1.55 are two.
    assert_eq!((day[0].0, day[0].1), (1, Some(1)));
    assert_close(day[0].2, skill(0.0));
    assert_eq!((day[1].0, day[1].1), (3, Some(2)));
    assert_close(day[1].2, skill(1.0) + 2.0 * skill(0.0));
    assert_eq!((day[2].0, day[2].1), (2, Some(1)));
    assert_close(day[2].2, 2.0 * skill(1.0));
    for run in &runs[1..] {
        for (other, day) in run.iter().zip(day) {
            assert_eq!((other.0, other.1), (day.0, day.1));
            assert_close(other.2, day.2);
        }
    }
}

/// The sum of everybody's skill is kept without looking at anybody; a recount by persons agrees
/// after thousands of changes, founders included.
#[test]
fn the_skill_of_a_crew_is_the_sum_of_its_peoples() {
    let section = "initial = { engineer = 40, experience = \"60 d\" }";
    let mut sim = park(section, true, 2_000, Duration::days(1));
    let mut stream = Streams::new(5, 0).stream("changes", "");
    let mut posts: Vec<(u32, SimTime)> = (0..40).map(|row| (row, SimTime::ZERO)).collect();
    let (mut now, mut row) = (SimTime::ZERO, 40);
    let mut changes = Vec::new();
    while row < 2_040 {
        now += Duration::from_days_f64(stream.exponential() * 0.3);
        if posts.len() < 30 || stream.chance(0.5) {
            changes.push((now, engineer(row, now, StaffChangeKind::Joined)));
            posts.push((row, now));
            row += 1;
        } else {
            let place = usize::try_from(stream.below(posts.len() as u64)).unwrap();
            let (row, hired) = posts.swap_remove(place);
            changes.push((now, engineer(row, hired, StaffChangeKind::Left)));
        }
    }
    sim.world_mut().resource_mut::<Script>().changes = changes;
    let mut judged = 0;
    while sim.clock().tick_end() < now {
        sim.step();
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        judged += u32::from(sim.world().resource::<Roster>().pending.is_empty());
    }
    assert!(
        judged > 10,
        "some days without changes, on which skill is recounted"
    );
}

#[test]
fn turnover_is_exits_per_engineer_and_time_fair_from_the_first_day() {
    let mut sim = park("initial.engineer = 1000", true, 0, Duration::days(1));
    // One of those present leaves every other day.
    sim.world_mut().resource_mut::<Script>().changes = (0..300)
        .map(|number| {
            let row = u32::try_from(number).unwrap();
            let at = hours(48 * number + 12);
            (at, engineer(row, SimTime::ZERO, StaffChangeKind::Left))
        })
        .collect();
    run_until(&mut sim, hours(24 * 400));
    let rate = staff(&sim).engineer_exit_rate();
    // The last roster is of day 399: exits are a day old or more by then, heads count by days.
    let exits: f64 = (0..200).map(|number| weight(398 - 2 * number)).sum();
    let heads = |day: u32| 1_000.0 - f64::from(day.div_ceil(2));
    let heads: f64 = (0..399).map(|day| weight(398 - day) * heads(day)).sum();
    let expected = Rate::per_day(exits / heads);
    assert_close(rate.get_per_year() / expected.get_per_year(), 1.0);
    assert_eq!(
        figures(&mut sim).value("staffing.engineer_exit_rate"),
        Some(rate.get_per_year())
    );
}

/// How much a day `age` days ago weighs.
fn weight(age: u32) -> f64 {
    f64::exp(-f64::from(age) / 90.0)
}

#[test]
fn statistics_begin_anew_and_levels_are_observed() {
    let section = "crews = 1\ninitial = { engineer = 300, experience = \"100 y\" }";
    let mut sim = park(section, true, 0, Duration::days(1));
    run_until(&mut sim, hours(240));
    let found = figures(&mut sim);
    assert_eq!(found.value("staffing.headcount/engineer"), Some(300.0));
    assert_eq!(found.value("staffing.shortage/engineer"), Some(50.0));
    assert_eq!(found.value("staffing.skill/engineer"), Some(100.0));
    sim.world_mut().resource_mut::<Script>().changes = (0..150)
        .map(|row| {
            (
                hours(240),
                engineer(row, SimTime::ZERO, StaffChangeKind::Left),
            )
        })
        .collect();
    READER.begin_statistics(&mut sim);
    run_until(&mut sim, hours(480));
    let found = figures(&mut sim);
    assert_eq!(found.value("staffing.headcount/engineer"), Some(150.0));
    assert_eq!(found.value("staffing.shortage/engineer"), Some(75.0));
    let mut series = Series::default();
    (READER.observe)(sim.world_mut(), &mut series);
    let headcount = |point: &crate::engine::series::Point| {
        point.metric.key == "staffing.headcount" && point.subject == "engineer"
    };
    let point = series.points().iter().find(headcount).unwrap();
    assert_close(point.value, 150.0);
}

/// A year in which engineers join and leave.
fn busy_year() -> Sim {
    let section = "crews = 1\ninitial = { engineer = 40, experience = \"60 d\" }";
    let mut sim = park_until(365, section, true, 300, Duration::hours(12));
    sim.world_mut().resource_mut::<Script>().changes = (0..300_u32)
        .map(|row| (hours(28 * u64::from(row)), row))
        .flat_map(|(at, row)| {
            let joins = engineer(row + 40, at, StaffChangeKind::Joined);
            let leaves = engineer(row / 8, SimTime::ZERO, StaffChangeKind::Left);
            let leaves = (row % 8 == 7).then_some((at, leaves));
            std::iter::once((at, joins)).chain(leaves)
        })
        .collect();
    sim
}

#[test]
fn figures_of_a_period_do_not_depend_on_other_periods() {
    let period = |from: u64, to: u64| Period {
        from: hours(24 * from),
        to: hours(24 * to),
    };
    alone::assert_periods_are_independent(&READER, busy_year, [period(0, 200), period(30, 365)]);
}

#[test]
fn the_defaults_can_be_written_down() {
    let written = toml::to_string(&StaffingFile::default()).unwrap();
    assert_eq!(read(&written, true).unwrap(), read("", true).unwrap());
    assert!(written.contains("crews = 4.5"), "{written}");
}

#[test]
fn impossible_sections_are_refused_with_their_place() {
    let cases = [
        ("operator_load = 0", "operator_load"),
        ("technician_load = 0.001", "technician_load"),
        ("crews = 0.5", "crews"),
        ("turnover_window = \"1 h\"", "turnover_window"),
        ("skill.tau_engineer = \"0 s\"", "skill.tau_engineer"),
        (
            "fixed.operator = 2\ninitial.operator = 3",
            "initial.operator",
        ),
        ("initial.operator = 1000000000", "initial.operator"),
        ("initial.manager = 1", "initial"),
    ];
    for (section, place) in cases {
        let problems = read(section, true).unwrap_err();
        assert_eq!(problems.len(), 1, "{section}: {problems}");
        let path = problems.iter().next().unwrap().path.to_string();
        assert!(path.starts_with(place), "{section}: {path}");
    }
}
