//! What careers counts, reports and can be audited by.

use bevy_ecs::prelude::*;

use super::evaluation::Sittings;
use super::labour::Labour;
use super::rising::{self, Rising};
use crate::engine::{Figures, Level, Series, metrics};
use crate::industry::shared::people::{Occupation, Person, Standing, Tier};
use crate::industry::shared::staff::{Role, Staff};
use crate::units::number::percent;
use crate::units::time::YEAR;
use crate::units::{Duration, SimTime};

metrics! { "careers":
    /// People employed in the chip chain in a role, mean over time.
    EMPLOYED: "employed", "persons", Neither, Level;
    /// Settled people who look for a post of a role in the chip chain, mean over time.
    SEEKING: "seeking", "persons", Neither, Level;
    /// People who settled in the city and work in other industries, mean over time.
    SETTLED: "settled", "persons", Higher, Level;
    /// People hired for a role in the chip chain.
    HIRED: "hired", "persons", Neither, None;
    /// People who left a post in the chip chain, and the city with it.
    EXITS: "exits", "persons", Lower, None;
    /// Exits from posts of a role per person employed in it and year.
    EXIT_RATE: "exit_rate", "1/y", Lower, None;
    /// People who sought a post of a role and took a job in another industry instead.
    GAVE_UP: "gave_up", "persons", Lower, None;
    /// People who left the city after they had settled, from whatever work.
    LEFT: "left", "persons", Lower, None;
    /// Jobs in other industries that ended with another job in the city.
    JOB_CHANGES: "job_changes", "changes", Neither, None;
    /// Of those who settled, the share still in the city a year after they registered.
    RETENTION: "retention_1y", "%", Higher, None;
}

/// The days of a year, after which retention is judged.
const YEAR_DAYS: usize = 365;

/// Those who registered on one day.
#[derive(Clone, Copy, Debug, Default)]
struct Cohort {
    /// How many of them settled.
    settled: u32,
    /// How many of those left within a year after they registered.
    left_early: u32,
}

/// Counts and levels.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    employed: [Level; 4],
    seeking: [Level; 4],
    settled: Level,
    hired: [u64; 4],
    exits: [u64; 4],
    gave_up: [u64; 4],
    left: u64,
    pub(super) job_changes: u64,
    since: SimTime,
    /// By the day of registration.
    cohorts: Vec<Cohort>,
    /// Who is settled, seeking or employed by the books, by channel, tier and occupation.
    balance: Vec<[[i64; 5]; Tier::ALL.len()]>,
    pub(super) rising: Rising,
}

impl Statistics {
    /// Somebody held a post when the run began.
    pub(super) fn found(&mut self, now: SimTime, person: &Person, role: Role) {
        self.employed[role as usize].add(now, 1);
        self.rising.add(now, person, 1);
        self.book(person, person.occupation, 1);
    }

    /// Somebody settled and seeks a post.
    pub(super) fn entered_pool(&mut self, now: SimTime, person: &Person, role: Role) {
        self.seeking[role as usize].add(now, 1);
        self.entered(now, person);
    }

    /// Somebody settled in another industry.
    pub(super) fn entered_city(&mut self, now: SimTime, person: &Person) {
        self.settled.add(now, 1);
        self.entered(now, person);
    }

    fn entered(&mut self, now: SimTime, person: &Person) {
        self.rising.add(now, person, 1);
        self.book(person, person.occupation, 1);
        self.cohort(person).settled += 1;
    }

    /// A seeker was hired.
    pub(super) fn hired(&mut self, now: SimTime, role: Role) {
        self.seeking[role as usize].add(now, -1);
        self.employed[role as usize].add(now, 1);
        self.hired[role as usize] += 1;
    }

    /// A seeker took a job in another industry; `person` is still as it was.
    pub(super) fn gave_up(&mut self, now: SimTime, person: &Person, role: Role) {
        self.seeking[role as usize].add(now, -1);
        self.settled.add(now, 1);
        self.gave_up[role as usize] += 1;
        self.book(person, person.occupation, -1);
        self.book(person, Occupation::Other, 1);
    }

    /// Somebody of another industry seeks a post now; `person` is still as it was.
    pub(super) fn turned_to_chips(
        &mut self,
        now: SimTime,
        person: &Person,
        occupation: Occupation,
        role: Role,
    ) {
        self.settled.add(now, -1);
        self.seeking[role as usize].add(now, 1);
        self.book(person, person.occupation, -1);
        self.book(person, occupation, 1);
    }

    /// A technician took up an engineer's post; `person` is still as it was.
    pub(super) fn advanced(&mut self, now: SimTime, person: &Person) {
        self.employed[Role::Technician as usize].add(now, -1);
        self.employed[Role::Engineer as usize].add(now, 1);
        self.rising.advanced += 1;
        self.book(person, Occupation::Technician, -1);
        self.book(person, Occupation::Engineer, 1);
    }

    /// Somebody rises to a tier after `wait` in the present one; `person` is still as it was.
    pub(super) fn rose(&mut self, now: SimTime, person: &Person, to: Tier, wait: Duration) {
        self.rising.rose(now, person.tier, to, wait);
        self.book(person, person.occupation, -1);
        let risen = Person {
            tier: to,
            ..*person
        };
        self.book(&risen, person.occupation, 1);
    }

    /// Takes over who is productive.
    pub(super) fn count_productive(&mut self, now: SimTime, staff: &Staff) {
        self.rising.count_productive(now, staff);
    }

    /// Somebody left the city; `person` is still as it was.
    pub(super) fn left(&mut self, now: SimTime, person: &Person, role: Option<Role>) {
        match (person.standing, role) {
            (Standing::Employed, Some(role)) => {
                self.employed[role as usize].add(now, -1);
                self.exits[role as usize] += 1;
            }
            (Standing::Seeking, Some(role)) => self.seeking[role as usize].add(now, -1),
            _ => self.settled.add(now, -1),
        }
        self.left += 1;
        self.rising.add(now, person, -1);
        self.book(person, person.occupation, -1);
        if now.since(person.registered) < Duration::days(YEAR_DAYS as u64) {
            self.cohort(person).left_early += 1;
        }
    }

    /// How many seek a post of a role and how many hold one.
    pub(super) fn seekers_and_employed(&self, role: Role) -> (u64, u64) {
        let heads = |levels: &[Level; 4]| levels[role as usize].value().unsigned_abs();
        (heads(&self.seeking), heads(&self.employed))
    }

    /// How many people of a channel, tier and occupation are here, by the books.
    pub(super) fn booked(&self, channel: usize, tier: Tier, occupation: Occupation) -> i64 {
        let channel = self.balance.get(channel);
        channel.map_or(0, |tiers| tiers[tier as usize][occupation as usize])
    }

    /// How many work in other industries, by the books.
    pub(super) const fn elsewhere(&self) -> i64 {
        self.settled.value()
    }

    fn book(&mut self, person: &Person, occupation: Occupation, change: i64) {
        let channel = usize::from(person.origin.0);
        if self.balance.len() <= channel {
            self.balance.resize(channel + 1, [[0; 5]; Tier::ALL.len()]);
        }
        self.balance[channel][person.tier as usize][occupation as usize] += change;
    }

    fn cohort(&mut self, person: &Person) -> &mut Cohort {
        let day = usize::try_from(person.registered.day()).expect("a day within memory");
        if self.cohorts.len() <= day {
            self.cohorts.resize(day + 1, Cohort::default());
        }
        &mut self.cohorts[day]
    }

    /// Retention of the cohorts whose year ended between the start of the statistics and `end`, in
    /// per cent.
    fn retention(&self, end: SimTime) -> Option<f64> {
        let day = |at: SimTime| usize::try_from(at.day()).unwrap_or(usize::MAX);
        // The last day of a cohort's year is over a day after its 365th.
        let until = day(end).saturating_sub(YEAR_DAYS).min(self.cohorts.len());
        let from = day(self.since).saturating_sub(YEAR_DAYS).min(until);
        let judged = &self.cohorts[from..until];
        let settled: u64 = judged.iter().map(|c| u64::from(c.settled)).sum();
        let early: u64 = judged.iter().map(|c| u64::from(c.left_early)).sum();
        percent((settled - early) as f64, settled as f64)
    }
}

/// Begins the statistics anew.
pub(super) fn begin_statistics(world: &mut World, now: SimTime) {
    let labour = &mut *world.resource_mut::<Labour>();
    if let Some(panels) = &mut labour.panels {
        panels.sittings = [Sittings::default(); 2];
    }
    if let Some(projects) = &mut labour.projects {
        projects.begin_statistics(now);
    }
    let statistics = &mut labour.statistics;
    statistics.rising.begin_statistics(now);
    statistics.since = now;
    let levels = statistics
        .employed
        .iter_mut()
        .chain(&mut statistics.seeking);
    levels.for_each(|level| level.reset(now));
    statistics.settled.reset(now);
    statistics.hired = [0; 4];
    statistics.exits = [0; 4];
    statistics.gave_up = [0; 4];
    statistics.left = 0;
    statistics.job_changes = 0;
}

/// Adds the levels of the moment to the series.
pub(super) fn observe(world: &mut World, series: &mut Series) {
    let statistics = &world.resource::<Labour>().statistics;
    for role in Role::ALL {
        let (seekers, employed) = statistics.seekers_and_employed(role);
        series.put_for(&EMPLOYED, role.name(), employed as f64);
        series.put_for(&SEEKING, role.name(), seekers as f64);
    }
    series.put(&SETTLED, statistics.settled.value() as f64);
    statistics.rising.observe(series);
}

/// Reports the figures at the end of the run.
pub(super) fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let labour = world.resource::<Labour>();
    let statistics = &labour.statistics;
    statistics.rising.report(end, figures);
    if let Some(panels) = &labour.panels {
        rising::report_panels(panels, figures);
    }
    if let Some(projects) = &labour.projects {
        rising::report_projects(projects, end, figures);
    }
    for role in Role::ALL {
        let (place, name) = (role as usize, role.name());
        let employed = &statistics.employed[place];
        let years = employed.area_until(end) as f64 / YEAR as f64;
        let exits = statistics.exits[place] as f64;
        figures.put_for(&EMPLOYED, name, employed.mean(end));
        figures.put_for(&SEEKING, name, statistics.seeking[place].mean(end));
        figures.put_for(&HIRED, name, statistics.hired[place] as f64);
        figures.put_for(&EXITS, name, exits);
        figures.put_for(&EXIT_RATE, name, (years > 0.0).then(|| exits / years));
        figures.put_for(&GAVE_UP, name, statistics.gave_up[place] as f64);
    }
    figures.put(&SETTLED, statistics.settled.mean(end));
    figures.put(&LEFT, statistics.left as f64);
    figures.put(&JOB_CHANGES, statistics.job_changes as f64);
    figures.put(&RETENTION, statistics.retention(end));
}
