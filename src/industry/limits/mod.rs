//! What binds now: each midnight the day's waiting is judged, and from nothing else than the
//! waiting that the subsystems booked themselves.
//!
//! The judgement walks from the customer upstream to the first place where work waited:
//!
//! 1. Finished computers lay unsold longer than orders waited, or production was held because the
//!    market was full for longer than orders waited: *demand*.
//! 2. Else the assembly line's largest loss of time counts. Without kits for want of purchased
//!    parts: *parts*, or *cash* if a hold for want of money was in force. Without chips: on to 4.
//! 3. Complete kits waited for the line or its test slots: *tool*; for assemblers: *assembler*.
//! 4. Chips are missing: what lots in the fab waited for longest, *tool, operator, technician* or
//!    *engineer*. If they hardly waited at all, or the chips come from a foundry, more could have
//!    been started: *wafers*, or *cash* or *demand* if such a hold was in force.
//! 5. Where people are what is missing, their role has vacancies, and those who register spend
//!    longer at the service window than they should: *window*.
//!
//! Links that a scenario lacks are skipped: a fab alone is judged by rule 4 only. A day that shows
//! nothing, such as a day off of the assembly lines, is given to the constraint before it.
//! Read [`judge`](judge::judge) for the rules in code.

pub mod judge;
pub mod spec;

use crate::industry::shared::subsystem::{Context, Present};
use crate::scenario::{At, Problems};
use bevy_ecs::prelude::*;

use crate::engine::{Clock, Figures, Metric, Period, Series, Sim, metrics};
use crate::industry::shared::staff::{Role, Staff};
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::industry::shared::{Stage, Subsystem};
use crate::units::SimTime;
use crate::units::number::percent;

pub use judge::{Limits, Links};
pub use spec::LimitsFile;

metrics! { "limits":
    /// Share of the days on which this constraint bound.
    SHARE: "share", "%", Neither, None;
    /// Days on which another constraint bound than on the day before.
    SWITCHES: "switches", "switches", Neither, None;
    /// Days from the start of the run to the first day on which this constraint bound.
    FIRST_DAY: "first_day", "d", Neither, None;
    /// 1 for the constraint that bound on the day that ends.
    BINDING: "binding", "-", Neither, Level;
}

/// The days judged so far.
#[derive(Resource, Debug)]
struct Days {
    thresholds: Limits,
    links: Links,
    /// What bound on the last day that was judged.
    binding: Option<Constraint>,
    /// Whether the series has shown the last day.
    shown: bool,
    /// Since the statistics began, by constraint.
    bound: [u32; Constraint::ALL.len()],
    first: [Option<u64>; Constraint::ALL.len()],
    judged: u32,
    switches: u32,
}

/// Judges the day that ends, and empties the books of waiting for the next one.
fn judge_day(
    clock: Res<Clock>,
    staff: Res<Staff>,
    mut waiting: ResMut<Waiting>,
    mut days: ResMut<Days>,
) {
    if !clock.ends_day() {
        return;
    }
    let vacancies = Role::ALL.map(|role| staff.required(role) > f64::from(staff.headcount(role)));
    let before = days.binding;
    let found = judge::judge(&waiting, days.links, vacancies, &days.thresholds);
    *waiting = Waiting::default();
    let Some(binding) = found.or(before) else {
        return;
    };
    let day = clock.tick_end().day() - 1;
    days.binding = Some(binding);
    days.shown = false;
    days.judged += 1;
    days.bound[binding as usize] += 1;
    days.first[binding as usize].get_or_insert(day);
    days.switches += u32::from(before.is_some_and(|before| before != binding));
}

fn begin_statistics(world: &mut World, _: SimTime) {
    let mut days = world.resource_mut::<Days>();
    days.bound = Default::default();
    days.first = Default::default();
    days.judged = 0;
    days.switches = 0;
}

fn observe(world: &mut World, series: &mut Series) {
    let mut days = world.resource_mut::<Days>();
    if let (Some(binding), false) = (days.binding, days.shown) {
        series.put_for(&BINDING, binding.name(), 1.0);
        days.shown = true;
    }
}

fn report(world: &mut World, _: SimTime, figures: &mut Figures) {
    let days = world.resource::<Days>();
    for constraint in Constraint::ALL {
        let bound = f64::from(days.bound[constraint as usize]);
        let share = percent(bound, f64::from(days.judged));
        figures.put_for(&SHARE, constraint.name(), share);
        let first = days.first[constraint as usize].map(|day| day as f64);
        figures.put_for(&FIRST_DAY, constraint.name(), first);
    }
    figures.put(&SWITCHES, f64::from(days.switches));
}

fn audit(world: &mut World) -> Vec<String> {
    let days = world.resource::<Days>();
    let bound: u32 = days.bound.iter().sum();
    if bound == days.judged {
        Vec::new()
    } else {
        vec![format!(
            "{bound} days have a constraint, but {} were judged",
            days.judged
        )]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::industry::shared::subsystem::Reader;
    use crate::units::{Date, Duration};

    const READER: Reader = Reader::of::<Limits>("limits");

    /// An assembly line alone that lacks parts on the days of `parts`, stands still on the days of
    /// `off`, and else waits for the line.
    fn run(days: u64, warmup: u64, parts: &'static [u64], off: &'static [u64]) -> Sim {
        let origin = Date::ymd(2018, 1, 1);
        let (warmup, horizon) = (Duration::days(warmup), Duration::days(days));
        let clock = Clock::new(origin, Duration::hours(8), warmup, horizon);
        let mut sim = Sim::new(clock, &Stage::ALL);
        let world = sim.world_mut();
        world.insert_resource(Present::new(vec!["assembly", "limits"]));
        LimitsFile::default().check().add_to(&mut sim);
        READER.begin_statistics(&mut sim);
        let book = move |clock: Res<Clock>, mut waiting: ResMut<Waiting>| {
            let day = clock.tick_start().day();
            if parts.contains(&day) {
                waiting.line_without_parts += Duration::hours(1);
            } else if !off.contains(&day) {
                waiting.kits_waiting_for_line += Duration::hours(1);
            }
        };
        sim.add(Stage::Assembly, book);
        let mut series = Series::default();
        while sim.step() {
            assert!(audit(sim.world_mut()).is_empty());
            series.at(sim.clock().tick_end());
            observe(sim.world_mut(), &mut series);
            if sim.clock().tick_end() == sim.clock().warmup() {
                READER.begin_statistics(&mut sim);
            }
        }
        assert_eq!(series.points().len() as u64, days, "one point a day");
        sim
    }

    fn figures(mut sim: Sim) -> Figures {
        READER.figures(&mut sim)
    }

    #[test]
    fn shares_are_of_the_days_after_the_warm_up_and_sum_to_all() {
        let figures = figures(run(12, 2, &[0, 1, 5, 6], &[]));
        let share = |constraint: Constraint| {
            figures
                .value(&format!("limits.share/{}", constraint.name()))
                .unwrap()
        };
        assert!((share(Constraint::Parts) - 20.0).abs() < 1e-9);
        assert!((share(Constraint::Tool) - 80.0).abs() < 1e-9);
        let sum: f64 = Constraint::ALL.map(share).iter().sum();
        assert!((sum - 100.0).abs() < 1e-9);
        assert_eq!(figures.value("limits.switches"), Some(3.0)); // into day 2, into 5, into 7
        assert_eq!(figures.value("limits.first_day/parts"), Some(5.0));
        assert_eq!(figures.value("limits.first_day/demand"), None);
    }

    #[test]
    fn a_day_that_shows_nothing_goes_to_the_constraint_before_it() {
        let figures = figures(run(4, 0, &[1], &[2, 3]));
        assert_eq!(figures.value("limits.share/parts"), Some(75.0));
        assert_eq!(figures.value("limits.switches"), Some(1.0));
    }
}

impl Subsystem for Limits {
    type Spec = spec::LimitsFile;
    type Statistics = ();

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];
    const OBSERVED_DAILY: bool = true;

    fn absent() -> Option<Self::Spec> {
        Some(spec::LimitsFile::default())
    }

    fn check(spec: Self::Spec, _: &Context, _: &At, _: &mut Problems) -> Option<Self> {
        Some(spec.check())
    }

    fn add_to(&self, sim: &mut Sim) {
        let present = sim.world().resource::<Present>();
        let links = Links {
            fab: present.has("fab"),
            assembly: present.has("assembly"),
            market: present.has("market"),
            services: present.has("services"),
        };
        let world = sim.world_mut();
        world.init_resource::<Waiting>();
        world.init_resource::<Staff>();
        world.insert_resource(Days {
            thresholds: *self,
            links,
            binding: None,
            shown: true,
            bound: Default::default(),
            first: Default::default(),
            judged: 0,
            switches: 0,
        });
        sim.add(Stage::Limits, judge_day);
    }

    fn begin_period(world: &mut World, period: Period) {
        if period.from > SimTime::ZERO {
            begin_statistics(world, period.from);
        }
    }

    fn statistics(_: &mut World, _: SimTime) {}

    fn observe(world: &mut World, series: &mut Series) {
        observe(world, series);
    }

    fn report(world: &mut World, period: Period, (): &(), figures: &mut Figures) {
        report(world, period.to, figures);
    }

    fn audit(world: &mut World) -> Vec<String> {
        audit(world)
    }
}
