//! The census: every change of a person is recorded once, in the collectors, in the balance by
//! channel, tier and occupation, and in the cohort of the day of registration.

use super::person::tier_since;
use super::statistics::{MILLION, PeopleStatistics};
use crate::engine::Period;
use crate::industry::shared::people::{Occupation, Person, Standing, Tier};
use crate::industry::shared::staff::{Role, Staff};
use crate::units::number::percent;
use crate::units::{Duration, SimTime};

/// The days of a year, after which retention is judged.
const YEAR_DAYS: usize = 365;

/// People by tier and occupation.
type Balance = [[i64; Occupation::ALL.len()]; Tier::ALL.len()];

/// Those who registered on one day.
#[derive(Clone, Copy, Debug, Default)]
struct Cohort {
    /// How many of them settled.
    settled: u32,
    /// How many of those left within a year after they registered.
    left_early: u32,
}

/// Who is in the city.
#[derive(Debug, Default)]
pub(super) struct Census {
    pub(super) statistics: PeopleStatistics,
    /// Who has settled and is in the city, by channel.
    balance: Vec<Balance>,
    /// By day of registration.
    cohorts: Vec<Cohort>,
}

impl Census {
    /// A person holds a post when the run begins.
    pub(super) fn employed_at_start(&mut self, now: SimTime, person: &Person, role: Role) {
        self.statistics.employed[role as usize].add(now, 1);
        self.comes_into_tier(now, person);
        self.count(person, person.occupation, 1);
    }

    /// A person comes from elsewhere to a post.
    pub(super) fn recruited(&mut self, now: SimTime, person: &Person, role: Role) {
        self.statistics.employed[role as usize].add(now, 1);
        self.statistics.recruited[role as usize] += 1;
        self.comes_into_tier(now, person);
        self.count(person, person.occupation, 1);
        self.cohort(person).settled += 1;
    }

    /// A person has settled and seeks a post.
    pub(super) fn seeks(&mut self, now: SimTime, person: &Person, role: Role) {
        self.statistics.seeking[role as usize].add(now, 1);
        self.statistics.sought[role as usize] += 1;
        self.settled(now, person);
    }

    /// A person has settled in another industry.
    pub(super) fn works_outside(&mut self, now: SimTime, person: &Person) {
        self.statistics.outside.add(now, 1);
        self.statistics.settled_outside += 1;
        self.settled(now, person);
    }

    fn settled(&mut self, now: SimTime, person: &Person) {
        self.comes_into_tier(now, person);
        self.statistics.settled[person.tier as usize] += 1;
        self.count(person, person.occupation, 1);
        self.cohort(person).settled += 1;
    }

    /// A seeker is hired.
    pub(super) fn hired(&mut self, now: SimTime, role: Role) {
        self.statistics.seeking[role as usize].add(now, -1);
        self.statistics.employed[role as usize].add(now, 1);
        self.statistics.hired[role as usize] += 1;
    }

    /// A seeker takes a job in another industry; `person` is still as before.
    pub(super) fn gave_up(&mut self, now: SimTime, person: &Person, role: Role) {
        self.statistics.seeking[role as usize].add(now, -1);
        self.statistics.outside.add(now, 1);
        self.statistics.gave_up[role as usize] += 1;
        self.count(person, person.occupation, -1);
        self.count(person, Occupation::Other, 1);
    }

    /// A person of another industry seeks a post of a role; `person` is still as before.
    pub(super) fn turned_to_chips(&mut self, now: SimTime, person: &Person, role: Role) {
        self.statistics.outside.add(now, -1);
        self.statistics.seeking[role as usize].add(now, 1);
        self.statistics.turned[role as usize] += 1;
        self.count(person, person.occupation, -1);
        self.count(person, role.occupation(), 1);
    }

    /// A technician takes an engineer's post; `person` is still as before.
    pub(super) fn advanced(&mut self, now: SimTime, person: &Person) {
        self.statistics.employed[Role::Technician as usize].add(now, -1);
        self.statistics.employed[Role::Engineer as usize].add(now, 1);
        self.statistics.advanced += 1;
        self.count(person, Occupation::Technician, -1);
        self.count(person, Occupation::Engineer, 1);
    }

    /// A person rises from a tier; `person` is still as before. [`Self::rose`] follows.
    pub(super) fn rises(&mut self, now: SimTime, person: &Person) {
        self.statistics.tiers[person.tier as usize].add(now, -1);
        self.statistics.rose[person.tier as usize].end(now, tier_since(person));
        self.count(person, person.occupation, -1);
    }

    /// A person has risen and is in the new tier.
    pub(super) fn rose(&mut self, now: SimTime, person: &Person) {
        self.statistics.rose_to[person.tier as usize] += 1;
        self.comes_into_tier(now, person);
        self.count(person, person.occupation, 1);
    }

    fn comes_into_tier(&mut self, now: SimTime, person: &Person) {
        self.statistics.tiers[person.tier as usize].add(now, 1);
        self.statistics.rose[person.tier as usize].begin(tier_since(person));
    }

    /// A person leaves the city; `person` is still as before.
    pub(super) fn left(&mut self, now: SimTime, person: &Person, role: Option<Role>) {
        let of = &mut self.statistics;
        match (person.standing, role) {
            (Standing::Employed, Some(role)) => {
                of.employed[role as usize].add(now, -1);
                of.exits[role as usize] += 1;
            }
            (Standing::Seeking, Some(role)) => {
                of.seeking[role as usize].add(now, -1);
                of.left_seeking[role as usize] += 1;
            }
            _ => {
                of.outside.add(now, -1);
                of.left_outside += 1;
            }
        }
        of.left += 1;
        of.left_tier[person.tier as usize] += 1;
        of.tiers[person.tier as usize].add(now, -1);
        of.rose[person.tier as usize].discard(tier_since(person));
        self.count(person, person.occupation, -1);
        if now.since(person.registered) < Duration::days(YEAR_DAYS as u64) {
            self.cohort(person).left_early += 1;
        }
    }

    /// Takes over the people weighted by skill, as the roster of the day before has them.
    #[expect(clippy::cast_possible_truncation, reason = "heads fit in 64 bits")]
    pub(super) fn take_productive(&mut self, now: SimTime, staff: &Staff) {
        for role in Role::ALL {
            let millionths = (staff.effective(role) * MILLION).round() as i64;
            self.statistics.productive[role as usize].set(now, millionths);
        }
    }

    /// How many people seek a post of a role.
    pub(super) const fn seekers(&self, role: Role) -> u64 {
        self.statistics.seeking[role as usize]
            .value()
            .unsigned_abs()
    }

    /// How many people hold a post of a role.
    pub(super) const fn employed(&self, role: Role) -> u64 {
        self.statistics.employed[role as usize]
            .value()
            .unsigned_abs()
    }

    /// How many people of a channel, tier and occupation are in the city.
    pub(super) fn recorded(&self, channel: usize, tier: Tier, occupation: Occupation) -> i64 {
        let channel = self.balance.get(channel);
        channel.map_or(0, |tiers| tiers[tier as usize][occupation as usize])
    }

    fn count(&mut self, person: &Person, occupation: Occupation, change: i64) {
        let channel = usize::from(person.origin.0);
        if self.balance.len() <= channel {
            self.balance.resize(channel + 1, Balance::default());
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

    /// Of those who settled, the share that was in the city a year after registration, in per cent:
    /// of the cohorts whose year ended within the period, which ends now.
    pub(super) fn retention(&self, period: Period) -> Option<f64> {
        let day = |at: SimTime| usize::try_from(at.day()).unwrap_or(usize::MAX);
        // The year of the last to register on a day is over a day after the day's own year.
        let until = day(period.to)
            .saturating_sub(YEAR_DAYS)
            .min(self.cohorts.len());
        let from = day(period.from).saturating_sub(YEAR_DAYS).min(until);
        let judged = &self.cohorts[from..until];
        let settled: u64 = judged.iter().map(|c| u64::from(c.settled)).sum();
        let early: u64 = judged.iter().map(|c| u64::from(c.left_early)).sum();
        percent(settled as f64 - early as f64, settled as f64)
    }
}
