//! Hiring beyond the plan: posts that are opened on a day, people of other firms and residents who
//! agree to come, as many as the wage draws, and their first days at work (equations E50 and E51).
//!
//! All of it happens at midnight. Who begins at a midnight is handed over at the end of the tick
//! before it, so that careers and staffing count the person from that midnight on.

use std::collections::BTreeSet;

use super::plan::{Drive, Labour, Staffing};
use crate::engine::counts::{binomial, poisson};
use crate::engine::{KeyedSampler, Streams};
use crate::industry::shared::people::{Career, Person, Standing, Tier};
use crate::industry::shared::staff::{Role, Wages};
use crate::units::time::DAY;
use crate::units::{Duration, SimTime};

/// The age of those who are hired, or hold posts at the start, in days: 30 years, an assumption.
pub(super) const AGE_DAYS: i32 = 30 * 365;

/// Somebody who has agreed to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Start {
    /// The first day at work, from its midnight on.
    pub(super) at: SimTime,
    /// The place of the drive in the plan.
    pub(super) drive: usize,
    /// How many agreed to come to the same drive before.
    pub(super) number: u32,
}

/// A drive under way.
#[derive(Clone, Debug)]
struct Progress {
    /// Times from the agreement to the first day.
    lead: KeyedSampler,
    /// Whether its posts have been opened.
    is_open: bool,
    /// Posts for which nobody has agreed to come.
    wanted: u32,
    /// People who have agreed.
    agreed: u32,
}

/// The state of hiring beyond the plan.
#[derive(Clone, Debug)]
pub(super) struct Recruiting {
    progress: Vec<Progress>,
    /// Drives whose posts were opened in this tick.
    pub(super) opened: Vec<usize>,
    /// Those who have agreed and are still elsewhere.
    coming: BTreeSet<Start>,
    /// Those who were handed over at the end of the last tick.
    pub(super) begun: Vec<Start>,
    /// People who were taken out of the pool, by role.
    taken: [u32; Role::ALL.len()],
    /// The midnight up to which all is done.
    done: SimTime,
    streams: Streams,
}

impl Recruiting {
    /// The state at the start, when the posts of the first day are open.
    pub(super) fn new(plan: &Staffing, streams: &Streams) -> Self {
        let progress = plan.drives.iter().map(|drive| {
            let process = ["staffing/time_to_hire/", &drive.name].concat();
            Progress {
                lead: KeyedSampler::new(&drive.lead, &process, streams),
                is_open: false,
                wanted: 0,
                agreed: 0,
            }
        });
        let mut recruiting = Self {
            progress: progress.collect(),
            opened: Vec::new(),
            coming: BTreeSet::new(),
            begun: Vec::new(),
            taken: Default::default(),
            done: SimTime::ZERO,
            streams: streams.clone(),
        };
        recruiting.open(plan, SimTime::ZERO);
        recruiting
    }

    /// Does what happens up to the midnight `until`. Who begins by then is among those who have
    /// begun afterwards.
    pub(super) fn advance(&mut self, plan: &Staffing, wages: &Wages, until: SimTime) {
        if until <= self.done || self.progress.is_empty() {
            return;
        }
        let span = until.since(self.done);
        for role in Role::ALL {
            if let Some(labour) = &plan.labour[role as usize] {
                let expected = labour.rate_at(wages.of(role)).expected_in(span);
                for _ in 0..self.candidates(plan, role, labour, expected, until) {
                    self.taken[role as usize] += 1;
                    self.agree(plan, role, until);
                }
            }
        }
        self.open(plan, until);
        self.done = until;
        while let Some(&start) = self.coming.first()
            && start.at <= until
        {
            self.coming.pop_first();
            self.begun.push(start);
        }
    }

    /// Opens the posts of drives whose day has come. Where nothing is said of the labour that there
    /// is, people for all of them agree at once.
    fn open(&mut self, plan: &Staffing, until: SimTime) {
        for (place, drive) in plan.drives.iter().enumerate() {
            let progress = &mut self.progress[place];
            if progress.is_open || drive.opens > until {
                continue;
            }
            progress.is_open = true;
            self.opened.push(place);
            progress.wanted = drive.count;
            if plan.labour[drive.role as usize].is_none() {
                for _ in 0..drive.count {
                    self.agree_to(place, drive.opens);
                }
            }
        }
    }

    /// How many people agree to come to posts of a role by `until`, no more than are wanted, where
    /// so many are expected of a pool of which all are left (equation E50).
    fn candidates(
        &self,
        plan: &Staffing,
        role: Role,
        labour: &Labour,
        expected: f64,
        until: SimTime,
    ) -> u32 {
        let drives = plan.drives.iter().zip(&self.progress);
        let of_role = drives.filter(|(drive, _)| drive.role == role);
        let wanted: u32 = of_role.map(|(_, progress)| progress.wanted).sum();
        if wanted == 0 {
            return 0;
        }
        let process = ["staffing/labour/", role.name()].concat();
        let mut stream = self.streams.stream_indexed(&process, until.day());
        let came = match labour.pool {
            None => poisson(&mut stream, expected),
            Some(pool) => {
                let left = pool.saturating_sub(self.taken[role as usize]);
                let chance = -libm::expm1(-expected / f64::from(pool));
                binomial(&mut stream, left, chance)
            }
        };
        came.min(wanted)
    }

    /// Somebody agrees at `now` to come to the post of a role that has been open longest.
    fn agree(&mut self, plan: &Staffing, role: Role, now: SimTime) {
        let drives = plan.drives.iter().zip(&self.progress).enumerate();
        let open = drives.filter(|(_, (drive, of))| drive.role == role && of.wanted > 0);
        let oldest = open.min_by_key(|(_, (drive, _))| drive.opens);
        if let Some((place, _)) = oldest {
            self.agree_to(place, now);
        }
    }

    /// Somebody agrees at `now` to come to a drive.
    fn agree_to(&mut self, place: usize, now: SimTime) {
        let progress = &mut self.progress[place];
        let number = progress.agreed;
        progress.agreed += 1;
        progress.wanted -= 1;
        let ready = now + progress.lead.sample(u64::from(number), 0);
        let at = SimTime::ZERO + Duration::days(ready.as_millis().div_ceil(DAY));
        self.coming.insert(Start {
            at,
            drive: place,
            number,
        });
    }

    /// Posts of a drive that are open: until the first day of those for whom they are.
    pub(super) fn open_posts(&self, drive: usize) -> u64 {
        let progress = &self.progress[drive];
        let coming = self.coming.iter().chain(&self.begun);
        let coming = coming.filter(|start| start.drive == drive).count() as u64;
        u64::from(progress.wanted) + coming
    }
}

impl Drive {
    /// The person of this number, who begins at an instant.
    pub(super) fn person(&self, number: u32, at: SimTime) -> Person {
        let day = i32::try_from(at.day()).expect("a day within the calendar");
        Person {
            registered: at,
            serial: number,
            hired: at,
            born_day: day - AGE_DAYS,
            career: Career::default(),
            exit_draws: 0,
            origin: self.channel,
            tier: tier_of(self.role),
            occupation: self.role.occupation(),
            standing: Standing::Employed,
            housed: false,
        }
    }

    /// How long a person of this drive who took up a post at `hired` had been in such posts before.
    pub(super) fn experience_of(&self, person: &Person, hired: SimTime) -> Duration {
        // Who took up another post later is a beginner there.
        if hired == person.registered {
            self.experience
        } else {
            Duration::ZERO
        }
    }
}

/// The tier of those who hold posts at the start, or come to them from elsewhere.
pub(super) const fn tier_of(role: Role) -> Tier {
    match role {
        Role::Engineer => Tier::Engineer,
        Role::Operator | Role::Technician | Role::Assembler => Tier::Technician,
    }
}
