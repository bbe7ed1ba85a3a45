//! Resident academicians and research institutes: who holds a seat, and what time makes of it.

use super::codes::ResearchEvent;
use super::plan::{AcademiciansPlan, Activity, InstitutePlan};
use super::statistics::{InstituteStatistics, ResearchCounts};
use crate::engine::{ArrivalClock, Calendar, Keyed, Level, Phase, Streams};
use crate::industry::shared::people::Comer;
use crate::units::number::whole;
use crate::units::time::{DAY, YEAR};
use crate::units::{Rate, SimTime};

/// The resident academicians.
#[derive(Debug)]
pub(super) struct Academicians {
    plan: AcademiciansPlan,
    ideas: ArrivalClock,
    /// How many have ever come: who leaves the centre and comes back is no new person.
    pub(super) brought: u32,
    pub(super) residents: Level,
}

impl Academicians {
    pub(super) fn new(plan: &AcademiciansPlan, streams: &Streams) -> Self {
        Self {
            ideas: ArrivalClock::new(streams.stream("research.ideas", "academicians")),
            brought: 0,
            residents: Level::default(),
            plan: plan.clone(),
        }
    }

    /// How many the programme keeps at `now`.
    fn invited(&self, now: SimTime, strength: f64) -> u32 {
        let arrivals = self.plan.arrivals.iter();
        let due = arrivals
            .filter(|(at, _)| *at <= now)
            .map(|(_, count)| f64::from(*count));
        whole(due.sum::<f64>() * strength)
    }

    /// Lets the programme act from `now` on, and schedules the projects before `end`.
    pub(super) fn begin_tick(
        &mut self,
        (now, end): (SimTime, SimTime),
        strength: f64,
        counts: &mut ResearchCounts,
        newcomers: &mut Vec<(SimTime, Comer)>,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        let invited = self.invited(now, strength);
        self.residents.set(now, i64::from(invited));
        if let Some(channel) = self.plan.channel {
            let new = invited.saturating_sub(self.brought);
            newcomers.extend((0..new).map(|_| (now, Comer { channel })));
            counts.persons += u64::from(new);
        }
        self.brought = self.brought.max(invited);
        let per_day =
            self.days_a_day(Activity::Transformation) * self.plan.projects_per_transformation_day;
        self.ideas.set_rate(now, Rate::per_day(per_day));
        while let Some(at) = self.ideas.next_before(end) {
            calendar.schedule(at, Phase::Transfer, ResearchEvent::AcademicianBegins);
        }
    }

    /// Full-time days of an activity that pass in a day.
    fn days_a_day(&self, activity: Activity) -> f64 {
        self.residents.value() as f64 * self.plan.fte.get() * self.plan.split[activity as usize]
    }

    /// Full-time days of an activity in so many milliseconds of residents.
    pub(super) fn full_time_days(&self, residents: i128, activity: Activity) -> f64 {
        residents as f64 / DAY as f64 * self.plan.fte.get() * self.plan.split[activity as usize]
    }

    /// Contacts that they bring in a day: of a stay once, of an exchange by its weight.
    pub(super) fn contacts_a_day(&self, exchange_weight: f64) -> f64 {
        self.days_a_day(Activity::Stay) + exchange_weight * self.days_a_day(Activity::Exchange)
    }

    /// What discussions have added to knowledge in so many milliseconds of residents.
    pub(super) fn knowledge(&self, residents: i128) -> f64 {
        self.full_time_days(residents, Activity::Discussion)
            * self.plan.knowledge_per_discussion_day
    }
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
    pub(super) seats: u32,
    pub(super) statistics: InstituteStatistics,
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
            statistics: InstituteStatistics::default(),
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
    ) {
        let has_begun = now >= self.plan.start;
        let seats = whole(f64::from(self.plan.seats) * strength);
        self.seats = if has_begun { seats } else { 0 };
        self.statistics.seats.set(now, i64::from(self.seats));
        let leave = (self.doctors() - i64::from(self.seats)).max(0);
        self.statistics.doctors.add(now, -leave);
        self.statistics.left += leave.unsigned_abs();
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
    }

    /// A doctor applies, and comes to the city if a seat is free.
    pub(super) fn doctor_applies(
        &mut self,
        now: SimTime,
        counts: &mut ResearchCounts,
        newcomers: &mut Vec<(SimTime, Comer)>,
    ) {
        if self.doctors() >= i64::from(self.seats) {
            return;
        }
        self.statistics.doctors.add(now, 1);
        self.statistics.came += 1;
        if let Some(channel) = self.plan.channel {
            counts.persons += 1;
            newcomers.push((now, Comer { channel }));
        }
    }

    /// A seat thinks of a project; whether a doctor sits on it.
    pub(super) fn doctor_thinks(&mut self) -> bool {
        let draw = self.thinning.draw(self.thoughts, 0);
        self.thoughts += 1;
        draw.chance(self.doctors() as f64 / f64::from(self.seats.max(1)))
    }

    /// Doctors at work.
    pub(super) fn doctors(&self) -> i64 {
        self.statistics.doctors.value()
    }

    /// Doctor years since the start.
    pub(super) fn doctor_years(&self, now: SimTime) -> f64 {
        self.statistics.doctors.area_until(now) as f64 / YEAR as f64
    }
}
