//! The events of careers, and what each of them does to a person. `drain` handles a tick; `posts`
//! fills posts, `programmes` does what panels and projects do.
//!
//! Every person has one due date: the first of leaving and rising. Leaving is drawn under the bound
//! of [`HazardFactor`](super::hazard::HazardFactor), and the kind of the event says which hazards
//! it was drawn for. A hire leaves the due date of a seeker as it is, since being employed only
//! takes one of its hazards away. A person who rises or changes occupation before the due date gets
//! another one; the event of the old one is stale. A raised bound voids all due dates at once.

pub(super) mod drain;
mod posts;
mod programmes;

use super::census::Census;
use super::ladder::{Ladder, above};
use super::person::{is_technician_in_post, minute_of, tier_since};
use super::plan::Careers;
use super::spec::Promotion;
use super::state::LabourMarket;
use crate::engine::{Calendar, EventCode, Phase, ShortDue};
use crate::industry::shared::flow::Handover;
use crate::industry::shared::ledger::Postings;
use crate::industry::shared::people::{
    ChannelKeys, Departed, Occupation, Person, PersonRow, Standing, Tier,
};
use crate::industry::shared::staff::{Role, StaffChange, StaffChangeKind};
use crate::units::{Duration, SimTime};

/// The due date of a person; the kind says which hazards it was drawn for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CareerEvent {
    /// A seeker may leave the city, or give up seeking.
    Seeker(PersonRow),
    /// A person with a constant hazard of leaving the city may leave.
    Resident(PersonRow),
    /// The job of a person in another industry may end.
    Job(PersonRow),
    /// The dwell of a person in a tier ends.
    Rise(PersonRow),
}

/// Bits of an event's code that hold the row: a billion persons.
const ROW_BITS: u32 = 30;

impl CareerEvent {
    /// The person whose due date it is.
    const fn row(self) -> PersonRow {
        let (Self::Seeker(row) | Self::Resident(row) | Self::Job(row) | Self::Rise(row)) = self;
        row
    }
}

impl EventCode for CareerEvent {
    #[inline]
    fn pack(self) -> u32 {
        let (kind, row) = match self {
            Self::Seeker(row) => (0, row),
            Self::Resident(row) => (1, row),
            Self::Job(row) => (2, row),
            Self::Rise(row) => (3, row),
        };
        let row = u32::from(row);
        assert!(row < 1 << ROW_BITS, "more than a billion persons");
        (kind << ROW_BITS) | row
    }

    #[inline]
    fn unpack(code: u32) -> Self {
        let row = PersonRow::from(code & ((1 << ROW_BITS) - 1));
        match code >> ROW_BITS {
            0 => Self::Seeker(row),
            1 => Self::Resident(row),
            2 => Self::Job(row),
            _ => Self::Rise(row),
        }
    }
}

/// Careers while a tick is drained.
struct CareersTick<'a> {
    plan: &'a Careers,
    calendar: &'a mut Calendar<CareerEvent>,
    market: &'a mut LabourMarket,
    census: &'a mut Census,
    persons: &'a mut [Person],
    keys: &'a ChannelKeys,
    departed: &'a mut Handover<Departed>,
    changes: &'a mut Handover<StaffChange>,
    postings: &'a mut Postings,
}

impl CareersTick<'_> {
    /// A person has settled: seeks a post of the occupation, or works in another industry.
    fn enter(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        person.career.tier_minute = minute_of(now);
        if let Some(role) = Role::of(person.occupation) {
            person.standing = Standing::Seeking;
            self.market.pools[role as usize].push_back(row);
            self.census.seeks(now, person, role);
        } else {
            person.standing = Standing::Settled;
            person.hired = now;
            self.census.works_outside(now, person);
        }
        self.draw(now, row);
    }

    /// Sets the due date of a person: the first of leaving and rising.
    fn draw(&mut self, now: SimTime, row: PersonRow) {
        let (mut event, mut at) = self.draw_exit(now, row);
        if let Some(ladder) = &self.plan.ladder
            && let Some(rise) = self.rises_at(ladder, row)
            && rise < at
        {
            (event, at) = (CareerEvent::Rise(row), rise.max(now));
        }
        self.persons[row.index()].career.due = ShortDue::at(at);
        if at < self.market.horizon {
            self.calendar.schedule(at, Phase::Transfer, event);
        }
    }

    /// Sets another due date, since something has happened to the person before the present one.
    fn redraw(&mut self, now: SimTime, row: PersonRow) {
        self.market.replaced += 1;
        self.draw(now, row);
    }

    /// When the dwell of a person ends; none in a tier that nobody rises from, and for a person who
    /// waits for a post to rise.
    fn rises_at(&self, ladder: &Ladder, row: PersonRow) -> Option<SimTime> {
        let person = &self.persons[row.index()];
        if is_technician_in_post(person) && self.market.advancement.has(row) {
            let waits = person.tier == Tier::Technician;
            if waits && ladder.promotion == Promotion::Pull {
                return None;
            }
        }
        let dwell = ladder.dwell(self.market.dwells, self.keys.of(person), person.tier)?;
        Some(tier_since(person) + dwell)
    }

    /// Draws when a person would leave, under the hazards of the present standing.
    fn draw_exit(&mut self, now: SimTime, row: PersonRow) -> (CareerEvent, SimTime) {
        let person = &mut self.persons[row.index()];
        let occasion = u64::from(person.exit_draws);
        person.exit_draws = person.exit_draws.wrapping_add(1);
        let amount = self
            .market
            .exits
            .draw(self.keys.of(person), occasion)
            .exponential();
        let bound = self.market.hazards.bound;
        let plan = self.plan;
        let rate = plan.leaving.rate(person.tier, person.occupation);
        match (person.standing, rate) {
            (Standing::Seeking, Some(rate)) => {
                let total = rate.get_per_milli() * bound + plan.leak.get_per_milli();
                (
                    CareerEvent::Seeker(row),
                    now + Duration::from_millis_f64(amount / total),
                )
            }
            (_, Some(rate)) => {
                let total = rate.get_per_milli() * bound;
                (
                    CareerEvent::Resident(row),
                    now + Duration::from_millis_f64(amount / total),
                )
            }
            (_, None) => {
                let age = now.since(person.hired);
                let age = plan.leaving.first_job.age_after(age, amount / bound);
                (CareerEvent::Job(row), person.hired + age)
            }
        }
    }

    /// The dwell of a person in a tier ends: the person rises or, where the tier comes with the
    /// post, waits for one.
    fn end_dwell(&mut self, now: SimTime, row: PersonRow) {
        let person = &self.persons[row.index()];
        let ladder = self.plan.ladder.as_ref();
        let pull = ladder.is_some_and(|ladder| ladder.promotion == Promotion::Pull);
        if pull && is_technician_in_post(person) && person.tier == Tier::Technician {
            self.market.advancement.join(row);
        } else {
            let to = above(person.tier);
            self.rise(now, row, to);
        }
    }

    /// A person rises to a tier; the caller sets the due date.
    fn rise(&mut self, now: SimTime, row: PersonRow, to: Tier) {
        let person = &mut self.persons[row.index()];
        self.census.rises(now, person);
        person.tier = to;
        person.career.tier_minute = minute_of(now);
        self.census.rose(now, person);
        self.join_queue(row);
    }

    /// A technician in a post whose tier is an engineer's waits for an engineer's post.
    fn join_queue(&mut self, row: PersonRow) {
        let person = &self.persons[row.index()];
        let rises = self.plan.ladder.is_some() || self.plan.evaluation.is_some();
        if rises && is_technician_in_post(person) && person.tier >= Tier::Engineer {
            self.market.advancement.join(row);
        }
    }

    /// A person of another industry seeks a post of an occupation in the chip chain.
    fn turn_to_chips(&mut self, now: SimTime, row: PersonRow, occupation: Occupation) {
        let person = &mut self.persons[row.index()];
        let role = Role::of(occupation).expect("an occupation of the chip chain");
        self.census.turned_to_chips(now, person, role);
        person.standing = Standing::Seeking;
        person.occupation = occupation;
        self.market.pools[role as usize].push_back(row);
        self.redraw(now, row);
    }

    /// A seeker takes a job in another industry.
    fn give_up(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let role = Role::of(person.occupation).expect("a seeker of a chip occupation");
        self.census.gave_up(now, person, role);
        person.standing = Standing::Settled;
        person.occupation = Occupation::Other;
        person.hired = now;
    }

    /// A person leaves the city, and the post if there was one.
    fn leave(&mut self, now: SimTime, row: PersonRow) {
        let person = &mut self.persons[row.index()];
        let role = Role::of(person.occupation);
        self.census.left(now, person, role);
        if let (Standing::Employed, Some(role)) = (person.standing, role) {
            let change = StaffChange {
                role,
                person: row,
                hired: person.hired,
                kind: StaffChangeKind::Left,
            };
            self.changes.push(now, change);
        }
        person.standing = Standing::Left;
        self.departed.push(now, Departed(row));
    }
}
