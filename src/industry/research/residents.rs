//! Resident academicians and research institutes: who holds a seat, and what time makes of it.

use super::counts::Counts;
use super::{Fresh, ResearchEvent};
use crate::engine::{ArrivalClock, Calendar, Keyed, Level, Phase, Streams};
use crate::industry::shared::people::ChannelId;
use crate::units::number::whole;
use crate::units::time::{DAY, YEAR};
use crate::units::{Rate, Share, SimTime};

/// Resident academicians, checked.
#[derive(Clone, Debug)]
pub(super) struct AcademiciansPlan {
    /// From when on how many more are invited, in any order.
    pub(super) arrivals: Vec<(SimTime, u32)>,
    pub(super) channel: Option<ChannelId>,
    pub(super) fte: Share,
    /// The share of each activity, in the order of [`ACTIVITIES`]; they sum to one.
    pub(super) split: [f64; 4],
    pub(super) knowledge_per_discussion_day: f64,
    pub(super) projects_per_transformation_day: f64,
}

/// What resident academicians do with their time, as result files name it.
pub(super) const ACTIVITIES: [&str; 4] = ["stay", "exchange", "discussion", "transformation"];
const STAY: usize = 0;
const EXCHANGE: usize = 1;
const DISCUSSION: usize = 2;
const TRANSFORMATION: usize = 3;

/// The resident academicians.
#[derive(Debug)]
pub(super) struct Academicians {
    plan: AcademiciansPlan,
    ideas: ArrivalClock,
    /// How many have ever come: who leaves the centre and comes back is no new person.
    brought: u32,
    /// Residents since the start, and since the statistics began.
    pub(super) residents: Level,
    pub(super) counted: Level,
}

impl Academicians {
    pub(super) fn new(plan: &AcademiciansPlan, streams: &Streams) -> Self {
        Self {
            ideas: ArrivalClock::new(streams.stream("research.ideas", "academicians")),
            brought: 0,
            residents: Level::default(),
            counted: Level::default(),
            plan: plan.clone(),
        }
    }

    /// How many the programme keeps at `now`.
    fn invited(&self, now: SimTime, strength: f64) -> u32 {
        let arrivals = self.plan.arrivals.iter();
        let due = arrivals
            .filter(|(at, _)| *at <= now)
            .map(|(_, count)| count);
        whole(f64::from(due.sum::<u32>()) * strength)
    }

    /// Lets the programme act from `now` on, and schedules the projects before `end`.
    pub(super) fn begin_tick(
        &mut self,
        (now, end): (SimTime, SimTime),
        strength: f64,
        counts: &mut Counts,
        fresh: &mut Vec<Fresh>,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        let invited = self.invited(now, strength);
        for level in [&mut self.residents, &mut self.counted] {
            level.set(now, i64::from(invited));
        }
        if let Some(channel) = self.plan.channel {
            let new = invited.saturating_sub(self.brought);
            fresh.extend((0..new).map(|_| (now, channel)));
            counts.persons += u64::from(new);
        }
        self.brought = self.brought.max(invited);
        let per_day = self.days_a_day(TRANSFORMATION) * self.plan.projects_per_transformation_day;
        self.ideas.set_rate(now, Rate::per_day(per_day));
        while let Some(at) = self.ideas.next_before(end) {
            calendar.schedule(at, Phase::Transfer, ResearchEvent::AcademicianBegins);
        }
    }

    /// Full-time days of an activity that pass in a day.
    fn days_a_day(&self, activity: usize) -> f64 {
        self.residents.value() as f64 * self.plan.fte.get() * self.plan.split[activity]
    }

    /// Full-time days of an activity in so many milliseconds of residents.
    pub(super) fn full_time_days(&self, residents: i128, activity: usize) -> f64 {
        residents as f64 / DAY as f64 * self.plan.fte.get() * self.plan.split[activity]
    }

    /// Contacts that they bring in a day: of a stay once, of an exchange by its weight.
    pub(super) fn contacts_a_day(&self, exchange_weight: f64) -> f64 {
        self.days_a_day(STAY) + exchange_weight * self.days_a_day(EXCHANGE)
    }

    /// What discussions have added to knowledge in so many milliseconds of residents.
    pub(super) fn knowledge(&self, residents: i128) -> f64 {
        self.full_time_days(residents, DISCUSSION) * self.plan.knowledge_per_discussion_day
    }

    /// What does not add up.
    pub(super) fn audit(&self, wrong: &mut Vec<String>) {
        let (here, brought) = (self.residents.value(), self.brought);
        if here > i64::from(brought) {
            wrong.push(format!("{here} academicians reside, and {brought} came"));
        }
    }
}

/// A research institute, checked.
#[derive(Clone, Debug)]
pub(super) struct InstitutePlan {
    pub(super) name: String,
    pub(super) seats: u32,
    pub(super) start: SimTime,
    pub(super) channel: Option<ChannelId>,
    pub(super) doctors: Rate,
    pub(super) projects_per_doctor: Rate,
}

/// An institute at work.
#[derive(Debug)]
pub(super) struct Institute {
    pub(super) plan: InstitutePlan,
    applications: ArrivalClock,
    ideas: ArrivalClock,
    /// How many projects were thought of: the key of the draws that thin them.
    thoughts: u64,
    thinning: Keyed,
    seats: u32,
    /// Doctors since the start; doctors and seats since the statistics began.
    doctors: Level,
    pub(super) counted: Level,
    pub(super) offered: Level,
    came: u64,
    left: u64,
}

impl Institute {
    pub(super) fn new(plan: &InstitutePlan, streams: &Streams) -> Self {
        let name = &plan.name;
        Self {
            applications: ArrivalClock::new(streams.stream("research.doctors", name)),
            ideas: ArrivalClock::new(streams.stream("research.ideas", name)),
            thoughts: 0,
            thinning: streams.keyed(&format!("research.thoughts {name}")),
            seats: 0,
            doctors: Level::default(),
            counted: Level::default(),
            offered: Level::default(),
            came: 0,
            left: 0,
            plan: plan.clone(),
        }
    }

    /// Lets the programme act from `now` on: seats there are, doctors without one leave the
    /// institute. Applications and projects are scheduled up to `end`, projects as if all seats
    /// were taken.
    pub(super) fn begin_tick(
        &mut self,
        row: u32,
        (now, end): (SimTime, SimTime),
        strength: f64,
        calendar: &mut Calendar<ResearchEvent>,
    ) -> u64 {
        let has_begun = now >= self.plan.start;
        let seats = whole(f64::from(self.plan.seats) * strength);
        self.seats = if has_begun { seats } else { 0 };
        self.offered.set(now, i64::from(self.seats));
        let leave = (self.doctors.value() - i64::from(self.seats)).max(0);
        self.change(now, -leave);
        let left = leave.unsigned_abs();
        self.left += left;
        let is_on = if self.seats > 0 { 1.0 } else { 0.0 };
        self.applications
            .set_rate(now, self.plan.doctors.scaled(is_on));
        while let Some(at) = self.applications.next_before(end) {
            calendar.schedule(at, Phase::Transfer, ResearchEvent::DoctorApplies(row));
        }
        let most = self.plan.projects_per_doctor.scaled(f64::from(self.seats));
        self.ideas.set_rate(now, most);
        while let Some(at) = self.ideas.next_before(end) {
            calendar.schedule(at, Phase::Transfer, ResearchEvent::DoctorThinks(row));
        }
        left
    }

    fn change(&mut self, now: SimTime, by: i64) {
        self.doctors.add(now, by);
        self.counted.add(now, by);
    }

    /// A doctor applies; whether a seat was free. Who takes it comes to the city.
    pub(super) fn doctor_applies(
        &mut self,
        now: SimTime,
        counts: &mut Counts,
        fresh: &mut Vec<Fresh>,
    ) {
        if self.doctors.value() >= i64::from(self.seats) {
            return;
        }
        self.change(now, 1);
        self.came += 1;
        counts.doctors += 1;
        if let Some(channel) = self.plan.channel {
            counts.persons += 1;
            fresh.push((now, channel));
        }
    }

    /// A seat thinks of a project; whether a doctor sits on it.
    pub(super) fn doctor_thinks(&mut self) -> bool {
        let draw = self.thinning.draw(self.thoughts, 0);
        self.thoughts += 1;
        draw.chance(self.doctors.value() as f64 / f64::from(self.seats.max(1)))
    }

    /// Doctors at work.
    pub(super) fn doctors(&self) -> i64 {
        self.doctors.value()
    }

    /// Doctor years since the start.
    pub(super) fn doctor_years(&self, now: SimTime) -> f64 {
        self.doctors.area_until(now) as f64 / YEAR as f64
    }

    /// What does not add up.
    pub(super) fn audit(&self, wrong: &mut Vec<String>) {
        let (name, here, seats) = (&self.plan.name, self.doctors.value(), self.seats);
        if i64::try_from(self.came - self.left).ok() != Some(here) || here > i64::from(seats) {
            let (came, left) = (self.came, self.left);
            wrong.push(format!(
                "{came} doctors came to `{name}`, {left} left, {here} are on {seats} seats"
            ));
        }
    }
}
