//! Pairs of mechanisms: every two of them meet in random small fabs, which are judged by laws that
//! hold whatever meets.
//!
//! Streams end and the line runs until long after, so that lots which wait for ever are seen.

use super::build::{
    Run, constant, due_after_wafers, due_every, exponential, fab, failing, group, hours, limit,
    source, step,
};
use super::laws::{Judge, judge};
use crate::engine::{Stream, Streams};
use crate::industry::fab::Fab;
use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::floor::Floor;
use crate::industry::fab::lot::LotPlace;
use crate::industry::fab::plan::{
    Defects, InitialLot, LearningLaw, LearningPlan, LimitAction, ListedLot, Loading,
    MaintenancePlan, Releases, Transports, VolumePlan,
};
use crate::industry::fab::rows::ToolRow;
use crate::industry::fab::setups::SetupId;
use crate::industry::fab::spec::{BatchBy, FailureBasis, Per, ToolChoice};
use crate::industry::shared::staff::{Role, Staff};
use crate::units::{DefectDensity, Duration, SimTime};

/// Hours until the line must be empty; the last lots are released in the first 160.
const SPAN: u64 = 1_500;
/// Lots of each stream.
const LOTS: u32 = 40;
/// Lots of a stream of constant work in process.
const CONSTANT: u32 = 6;
/// How often each pair meets.
const MEETINGS: u64 = 5;

/// A mechanism, as a change of a plain fab.
#[derive(Clone, Copy)]
struct Mechanism {
    name: &'static str,
    add: fn(&mut Fab, &mut Stream),
    /// The roles that it needs people of.
    staff: &'static [Role],
}

/// A whole number below `below`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small"
)]
fn below(stream: &mut Stream, below: u32) -> u32 {
    (stream.uniform() * f64::from(below)) as u32
}

fn minutes(stream: &mut Stream, from: u32, to: u32) -> Duration {
    Duration::minutes(u64::from(from + below(stream, to - from + 1)))
}

/// Three groups, visited twice: 60 % of the time of the tools is used.
fn plain(stream: &mut Stream) -> Fab {
    let mut groups = vec![group("a", 2), group("b", 1), group("c", 2)];
    for group in &mut groups {
        group.ranking = Ranking::new(&[Rule::Fifo]);
    }
    let mut steps: Vec<_> = [0, 1, 2, 0, 1, 2]
        .map(|at| {
            let longest = if at == 1 { 30 } else { 60 };
            step(at, constant(minutes(stream, longest / 2, longest)))
        })
        .into();
    for (number, step) in steps.iter_mut().enumerate() {
        step.name = format!("step {number}");
    }
    let mut lots = source("lots", 0, Releases::Intervals(exponential(2.0)));
    (lots.wafers, lots.most) = (4, Some(LOTS));
    fab(groups, steps, vec![lots])
}

fn steps(fab: &mut Fab) -> &mut Vec<crate::industry::fab::plan::Step> {
    &mut fab.routes[0].steps
}

/// Furnaces of two lots; both steps there become one of the whole batch.
fn batches(fab: &mut Fab, min_lots: u32, wait: Option<Duration>, by: BatchBy) {
    fab.groups[2].loading = Loading::Batch {
        min_wafers: 4 * min_lots,
        max_wafers: 8,
        wait,
        by,
    };
    for place in [2, 5] {
        steps(fab)[place].per = Per::Batch;
        steps(fab)[place].same_tool_as = None;
    }
}

fn recipes(fab: &mut Fab, minimum_run: u16) {
    for (place, setup) in [(0, 1), (1, 1), (3, 2), (4, 2)] {
        steps(fab)[place].setup = SetupId(setup);
    }
    for to in [0, 1] {
        fab.setups.set(None, to, Duration::minutes(10), minimum_run);
    }
}

fn limited(fab: &mut Fab, stream: &mut Stream, action: LimitAction) {
    for place in [0, 2, 3] {
        let mut limit = limit(minutes(stream, 20, 90));
        limit.action = action;
        steps(fab)[place].queue_limit = Some(limit);
    }
}

/// A second stream over the same route.
fn second(fab: &mut Fab, name: &str, releases: Releases) {
    let mut more = source(name, 0, releases);
    (more.wafers, more.most) = (4, Some(LOTS));
    fab.sources.push(more);
    // There is room for both.
    fab.groups[1].count = 2;
    fab.groups[1].most = fab.groups[1].most.max(2);
}

macro_rules! mechanisms {
    ($($name:literal $(needs $role:ident)?: $add:expr;)*) => {
        const MECHANISMS: &[Mechanism] = &[$(Mechanism {
            name: $name,
            add: $add,
            staff: &[$(Role::$role)?],
        },)*];
    };
}

mechanisms! {
    "tools that come and go": |fab, stream| {
        for place in [0, 2] {
            fab.groups[place].most = 3;
            fab.groups[place].loses_job = below(stream, 2) == 0;
        }
    };
    "full batches or patience": |fab, stream| {
        let wait = minutes(stream, 30, 200);
        batches(fab, 2, Some(wait), BatchBy::RouteStep);
    };
    "batches of any size": |fab, _| batches(fab, 1, None, BatchBy::RouteStep);
    "batches by step name": |fab, stream| {
        let wait = minutes(stream, 30, 200);
        batches(fab, 2, Some(wait), BatchBy::StepName);
        steps(fab)[5].name = steps(fab)[2].name.clone();
        steps(fab)[5].time = steps(fab)[2].time.clone();
    };
    "setups": |fab, _| recipes(fab, 1);
    "minimum runs": |fab, stream| recipes(fab, 2 + u16::try_from(below(stream, 3)).unwrap());
    "setups for each job": |fab, _| {
        recipes(fab, 1);
        for place in [0, 4] {
            steps(fab)[place].always_sets_up = true;
        }
    };
    "setup times by a law": |fab, _| {
        recipes(fab, 2);
        for to in [0, 1] {
            fab.setups.set_law(None, to, &exponential(0.2), 2);
        }
    };
    "least setup first": |fab, _| {
        recipes(fab, 1);
        for group in &mut fab.groups[..2] {
            group.ranking = Ranking::new(&[Rule::LeastSetup, Rule::Fifo]);
            group.tool_choice = ToolChoice::LeastSetup;
        }
    };
    "dedication": |fab, _| steps(fab)[3].same_tool_as = Some(0);
    "sampling": |fab, _| for place in [1, 3, 4] {
        steps(fab)[place].sample = 0.5;
    };
    "rework": |fab, _| (steps(fab)[4].rework, steps(fab)[4].rework_to) = (0.25, 3);
    "limits that count": |fab, stream| limited(fab, stream, LimitAction::Count);
    "limits that scrap": |fab, stream| limited(fab, stream, LimitAction::Scrap);
    "limits that hold" needs Engineer: |fab, stream| {
        fab.hold_time = Some(exponential(0.5));
        limited(fab, stream, LimitAction::Hold);
    };
    "limits that rework": |fab, stream| {
        limited(fab, stream, LimitAction::Count);
        let mut limit = limit(hours(2));
        limit.action = LimitAction::Rework(3);
        steps(fab)[3].queue_limit = Some(limit);
    };
    "holds" needs Engineer: |fab, _| {
        fab.hold_time = Some(exponential(0.5));
        steps(fab)[2].hold = 0.3;
    };
    "failures" needs Technician: |fab, _| {
        fab.groups[0].failure = Some(failing(30.0, 2.0, FailureBasis::Calendar));
        fab.groups[2].failure = Some(failing(30.0, 2.0, FailureBasis::Calendar));
    };
    "failures by use" needs Technician: |fab, _| {
        fab.groups[1].failure = Some(failing(20.0, 1.0, FailureBasis::Busy));
    };
    "maintenance by the calendar" needs Technician: |fab, _| {
        fab.groups[0].maintenance = vec![MaintenancePlan {
            trigger: due_every(hours(25)),
            duration: exponential(1.0),
        }];
    };
    "maintenance by wafers" needs Technician: |fab, _| {
        fab.groups[1].maintenance = vec![MaintenancePlan {
            trigger: due_after_wafers(50),
            duration: constant(hours(1)),
        }];
    };
    "operators" needs Operator: |fab, _| for group in &mut fab.groups {
        group.operator_time = Duration::minutes(6);
    };
    "loading and unloading": |fab, stream| for group in &mut fab.groups {
        (group.load, group.unload) = (minutes(stream, 1, 5), minutes(stream, 1, 5));
    };
    "cascades": |fab, stream| {
        fab.groups[0].loading = Loading::Cascade;
        for place in [0, 3] {
            steps(fab)[place].per = Per::Wafer;
            steps(fab)[place].time = constant(Duration::minutes(12));
            steps(fab)[place].cascade = Some(minutes(stream, 6, 11));
        }
    };
    "transport": |fab, _| {
        fab.transports = Transports::everywhere(2, Some(&exponential(0.2)));
        fab.groups[1].location = 1;
    };
    "listed lots": |fab, stream| {
        let mut starts: Vec<u32> = (0..LOTS).map(|_| below(stream, 100)).collect();
        starts.sort_unstable();
        let listed = starts.into_iter().map(|hour| ListedLot {
            start: SimTime::ZERO + hours(u64::from(hour)),
            due: None,
            wafers: 1 + (hour % 4) as u16,
            priority: hour.is_multiple_of(3).then_some(20),
        });
        let listed = listed.collect();
        second(fab, "listed", Releases::Listed(listed));
    };
    "constant work in process": |fab, _| {
        second(fab, "constant", Releases::ConstantWip(CONSTANT));
    };
    "hot lots": |fab, _| {
        second(fab, "hot", Releases::Intervals(exponential(8.0)));
        fab.sources.last_mut().unwrap().priority = 30;
        for group in &mut fab.groups {
            group.ranking = Ranking::new(&[Rule::Priority, Rule::Fifo]);
        }
    };
    "super-hot lots": |fab, _| {
        second(fab, "super hot", Releases::Intervals(exponential(9.0)));
        let stream = fab.sources.last_mut().unwrap();
        (stream.priority, stream.reserves) = (40, true);
    };
    "a rule of dispatch": |fab, stream| for group in &mut fab.groups {
        let rule = Rule::ALL[below(stream, 9) as usize];
        group.ranking = Ranking::new(&[rule]);
    };
    "losses": |fab, _| {
        steps(fab)[1].lot_scrap = 0.05;
        steps(fab)[3].wafer_survival = 0.95;
    };
    "learning by volume": |fab, stream| {
        let density = DefectDensity::from_per_square_centimetre;
        fab.defects = Defects::Learning(LearningPlan {
            initial: density(0.9),
            ultimate: density(0.1),
            law: LearningLaw::Volume(VolumePlan {
                learning_rate: 0.2,
                prior_wafers: 1 + below(stream, 100),
            }),
        });
    };
    // The last one, so that it finds all streams.
    "initial lots": |fab, stream| for _ in 0..5 {
        let streams = u32::try_from(fab.sources.len()).unwrap();
        let lot = InitialLot {
            source: below(stream, streams) as usize,
            step: below(stream, 6) as usize,
            due: None,
            wafers: 4,
            priority: None,
        };
        fab.initial_lots.push(lot);
    };
}

/// A fab in which both mechanisms meet, with the people that they need.
fn meeting(one: Mechanism, other: Mechanism, seed: u64) -> (Fab, Run) {
    let mut stream = Streams::new(seed, 0).stream("pairs", one.name);
    let mut plan = plain(&mut stream);
    (one.add)(&mut plan, &mut stream);
    (other.add)(&mut plan, &mut stream);
    let mut run = Run::new(&plan, seed, hours(1), Duration::ZERO, hours(SPAN));
    if plan.groups.iter().any(|group| group.most > group.count) {
        run.changes = changes(&plan, &mut stream).into();
    }
    for &role in one.staff.iter().chain(other.staff) {
        let people = 1 + below(&mut stream, 2);
        let mut staff = run.sim.world_mut().resource_mut::<Staff>();
        staff.set_on_shift(role, people);
    }
    (plan, run)
}

/// Other counts of the tools that come and go, at random hours, and at last the first ones.
fn changes(plan: &Fab, stream: &mut Stream) -> Vec<(SimTime, Fab)> {
    let mut at = SimTime::ZERO;
    let mut counts = Vec::new();
    for number in 0..5 {
        at += hours(20 + u64::from(below(stream, 30)));
        let mut changed = plan.clone();
        if number < 4 {
            for group in changed.groups.iter_mut().filter(|group| group.most == 3) {
                group.count = below(stream, 4);
            }
        }
        counts.push((at, changed));
    }
    counts
}

/// Judges every other pair, in which the sum of both places in the list is even or odd.
fn judge_pairs(parity: usize) {
    let mut faults = Vec::new();
    let mut met = 0;
    for (place, &one) in MECHANISMS.iter().enumerate() {
        for (other_place, &other) in MECHANISMS.iter().enumerate().skip(place + 1) {
            if (place + other_place) % 2 != parity {
                continue;
            }
            for seed in 0..MEETINGS {
                let (plan, run) = meeting(one, other, seed);
                let found = judge(&plan, run);
                met += 1;
                if !found.is_empty() {
                    faults.push(format!(
                        "{} + {}, seed {seed}: {found:?}",
                        one.name, other.name
                    ));
                    break;
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} pairs:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert!(met >= 900, "{met} meetings");
}

#[test]
fn laws_hold_wherever_two_mechanisms_meet() {
    judge_pairs(0);
}

#[test]
fn laws_hold_wherever_two_other_mechanisms_meet() {
    judge_pairs(1);
}

/// A plain fab that has run for so many hours, and what is wrong with it once `plant` has put a
/// fault into it.
fn planted(hours_run: u64, plant: impl FnOnce(&mut Floor)) -> Vec<String> {
    let plan = plain(&mut Streams::new(1, 0).stream("pairs", "planted"));
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(SPAN));
    let mut judge = Judge::default();
    for _ in 0..hours_run {
        run.step();
        judge.tick(&mut run, &plan);
    }
    assert_eq!(judge.faults, Vec::<String>::new());
    run.on_floor(plant);
    judge.tick(&mut run, &plan);
    judge.end(&mut run, &plan, false);
    judge.faults
}

fn has(faults: &[String], sentence: &str) -> bool {
    faults.iter().any(|fault| fault.contains(sentence))
}

/// Each law finds its fault: none is so weak that it holds of everything.
#[test]
fn the_laws_bite() {
    assert_eq!(planted(SPAN - 1, |_| ()), Vec::<String>::new());
    assert!(has(&planted(50, |_| ()), "lots never leave"));
    let older = planted(50, |floor| {
        let lot = floor
            .lots
            .iter_mut()
            .find(|lot| lot.place != LotPlace::Free)
            .unwrap();
        lot.released += Duration::millis(1);
    });
    assert!(has(&older, "lot time is"), "{older:?}");
    let lost = planted(50, |floor| {
        let lot = floor
            .lots
            .iter_mut()
            .find(|lot| lot.place != LotPlace::Free)
            .unwrap();
        lot.wafers -= 1;
    });
    assert!(has(&lost, "wafers in the line"), "{lost:?}");
    let kept = planted(50, |floor| floor.tools[0].run_left = 1);
    assert!(has(&kept, "for 1 more jobs"), "{kept:?}");
    // At the first hour at which a lot waits.
    let idle = (20..).find_map(|hours| {
        let mut is_planted = false;
        let faults = planted(hours, |floor| {
            let mut groups = floor.groups.iter_mut();
            if let Some(group) = groups.find(|group| !group.queue.is_empty()) {
                group.ready.push_back(ToolRow::new(0));
                is_planted = true;
            }
        });
        is_planted.then_some(faults)
    });
    let idle = idle.expect("a lot waits at some time");
    assert!(has(&idle, "is idle beside a lot"), "{idle:?}");
}

/// Lots are too quick, or too many for a constant number, only in a plan that says so.
#[test]
fn the_laws_of_times_and_numbers_bite() {
    let mut stream = Streams::new(1, 0).stream("pairs", "planted");
    let mut plan = plain(&mut stream);
    second(&mut plan, "constant", Releases::ConstantWip(CONSTANT));
    let mut run = Run::new(&plan, 1, hours(1), Duration::ZERO, hours(SPAN));
    let mut judge = Judge::default();
    // Judged by another plan than the one that runs.
    plan.sources[1].releases = Releases::ConstantWip(CONSTANT + 1);
    for step in &mut plan.routes[0].steps {
        step.time = constant(hours(9));
    }
    while run.step() {
        judge.tick(&mut run, &plan);
    }
    judge.end(&mut run, &plan, false);
    assert!(has(&judge.faults, "6 lots in place of a constant 7"));
    assert!(has(&judge.faults, "a lot took"));
}

/// A fab that learns less than the law says is noticed.
#[test]
fn the_law_of_learning_bites() {
    let mut stream = Streams::new(1, 0).stream("pairs", "planted");
    let mut plan = plain(&mut stream);
    let by_volume = MECHANISMS
        .iter()
        .find(|one| one.name == "learning by volume");
    (by_volume.unwrap().add)(&mut plan, &mut stream);
    let run = || Run::new(&plan, 1, hours(1), Duration::ZERO, hours(SPAN));
    assert_eq!(judge(&plan, run()), Vec::<String>::new());
    let mut faster = plan.clone();
    if let Defects::Learning(LearningPlan {
        law: LearningLaw::Volume(law),
        ..
    }) = &mut faster.defects
    {
        law.learning_rate = 0.21;
    }
    assert!(has(&judge(&faster, run()), "defects in place of"));
}
