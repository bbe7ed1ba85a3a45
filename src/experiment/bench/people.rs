//! A city's people in two forms: a scenario, and a plain hand-written loop with the same
//! distributions (arrays, one heap of events, one random stream, and no parameter that a planner
//! could change).
//!
//! People register in a Poisson process, pass the service window (a queue with opening hours, of
//! which a share comes back) and its back office; a share of them lives in a unit for a while; they
//! look for a post that does not exist and give up, or work in other industries, change jobs after
//! Weibull times, rise through the tiers and leave.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::{Pause, Work};
use crate::engine::{Stream, Streams};
use crate::units::time::{DAY, YEAR};

/// Registrations per year of the smaller city.
pub const PER_YEAR: u32 = 110_000;
/// Registrations per year of the larger city.
pub const PER_YEAR_LARGE: u32 = 1_000_000;
/// The length of a run in years.
const YEARS: u32 = 10;
/// Events of the plain loop between two pauses.
const EVENTS_PER_PIECE: u64 = 20_000;
/// The scenario of the smaller city.
const SCENARIO: &str = include_str!("people.toml");

/// The scenario of a city with so many registrations per year, with services in proportion.
#[must_use]
pub fn scenario(per_year: u32) -> String {
    let windows = windows(per_year);
    SCENARIO
        .replace("110000 /y", &format!("{per_year} /y"))
        .replace("110,000", &per_year.to_string())
        .replace("windows = 40", &format!("windows = {windows}"))
        .replace("units = 110000", &format!("units = {per_year}"))
}

/// The number of service windows: 40 for the smaller city.
fn windows(per_year: u32) -> u32 {
    (40 * per_year).div_ceil(PER_YEAR)
}

/// The shares of operators, technicians, engineers and assemblers, and their exit rates per year.
const CHIPS: [(f64, f64); 4] = [(0.008, 0.18), (0.004, 0.15), (0.0035, 0.12), (0.02, 0.60)];
/// The rate per year at which a job seeker gives up.
const LEAK: f64 = 365.0 / 240.0;
/// The Weibull shape and scale (years) of a job elsewhere, and the share of its ends that are
/// exits.
const JOB: (f64, f64, f64) = (0.4314, 4.171, 0.35);
/// The mean dwell times of students, technicians, engineers and doctors in years, and the number of
/// their Erlang stages.
const DWELL: ([f64; 4], u32) = ([1.0, 3.0, 5.0, 6.0], 4);
/// The exit rates per year of doctors and leading talents.
const UPPER: [f64; 2] = [0.06, 0.04];

/// An event, with the person whom it concerns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Registers,
    Opens,
    Comes(u32),
    Served(u32),
    Filed(u32),
    MovesOut(u32),
    Leaves(u32),
    GivesUp(u32),
    JobEnds(u32),
    Rises(u32),
}

/// The state of a person's career.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Arriving,
    Seeking(u8),
    Elsewhere,
    Left,
}

/// The state of the loop; vectors are indexed by person.
struct City {
    now: u64,
    end: u64,
    events: BinaryHeap<Reverse<(u64, Event)>>,
    stream: Stream,
    rate: f64,
    state: Vec<State>,
    tier: Vec<u8>,
    rises: Vec<u64>,
    hired: Vec<u64>,
    housed: Vec<bool>,
    queue: VecDeque<u32>,
    free_windows: u32,
    free_units: u32,
    left: u64,
    job_changes: u64,
}

/// Runs a city of so many registrations per year for ten years. It counts persons; its digest has
/// the number of those who left, of job changes, and of those present by tier from the lowest on.
pub fn plain_loop(per_year: u32, pause: &mut Pause<'_>) -> Work {
    let persons = (per_year * YEARS) as usize;
    let mut city = City {
        now: 0,
        end: u64::from(YEARS) * YEAR,
        events: BinaryHeap::new(),
        stream: Streams::new(1, 0).stream("people", "plain"),
        rate: f64::from(per_year) / YEAR as f64,
        state: Vec::with_capacity(persons),
        tier: Vec::with_capacity(persons),
        rises: Vec::with_capacity(persons),
        hired: Vec::with_capacity(persons),
        housed: Vec::with_capacity(persons),
        queue: VecDeque::new(),
        free_windows: windows(per_year),
        free_units: per_year,
        left: 0,
        job_changes: 0,
    };
    city.plan(9 * DAY / 24, Event::Opens);
    let first = city.wait(1.0 / city.rate);
    city.plan(first, Event::Registers);
    let mut events = 0_u64;
    while let Some(Reverse((now, event))) = city.events.pop() {
        city.now = now;
        city.happen(event);
        events += 1;
        if events.is_multiple_of(EVENTS_PER_PIECE) {
            pause();
        }
    }
    Work {
        events: city.state.len() as u64,
        digest: city.digest(),
    }
}

impl City {
    /// The counts of the digest, joined.
    fn digest(&self) -> String {
        let mut tiers = [0_u64; 5];
        for (state, tier) in self.state.iter().zip(&self.tier) {
            if matches!(state, State::Seeking(_) | State::Elsewhere) {
                tiers[usize::from(*tier)] += 1;
            }
        }
        let counts = [self.left, self.job_changes].into_iter().chain(tiers);
        let texts: Vec<String> = counts.map(|count| count.to_string()).collect();
        texts.join("-")
    }

    /// An instant after an exponential time with mean `mean` in milliseconds.
    fn wait(&mut self, mean: f64) -> u64 {
        self.now + millis(mean * self.stream.exponential())
    }

    /// An instant after an exponential time with a rate per year.
    fn wait_for(&mut self, per_year: f64) -> u64 {
        self.wait(YEAR as f64 / per_year)
    }

    fn plan(&mut self, at: u64, event: Event) {
        if at < self.end {
            self.events.push(Reverse((at, event)));
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Registers => {
                let next = self.wait(1.0 / self.rate);
                self.plan(next, Event::Registers);
                let person = u32::try_from(self.state.len()).expect("millions");
                self.state.push(State::Arriving);
                self.tier.push(0);
                self.rises.push(0);
                self.hired.push(0);
                self.housed.push(false);
                self.come(person);
            }
            Event::Opens => {
                let mut next = self.now + DAY;
                while !is_workday(next) {
                    next += DAY;
                }
                self.plan(next, Event::Opens);
                self.serve();
            }
            Event::Comes(person) => self.come(person),
            Event::Served(person) => self.served(person),
            Event::Filed(person) => self.house(person),
            Event::MovesOut(person) => self.move_out(person),
            Event::Leaves(person) => self.leave(person),
            Event::GivesUp(person) => {
                self.state[person as usize] = State::Elsewhere;
                self.hired[person as usize] = self.now;
                self.next(person);
            }
            Event::JobEnds(person) => {
                if self.stream.chance(JOB.2) {
                    self.leave(person);
                } else {
                    self.job_changes += 1;
                    self.hired[person as usize] = self.now;
                    self.next(person);
                }
            }
            Event::Rises(person) => {
                self.enter_tier(person, self.tier[person as usize] + 1);
                self.next(person);
            }
        }
    }

    fn come(&mut self, person: u32) {
        self.queue.push_back(person);
        self.serve();
    }

    fn serve(&mut self) {
        let hour = self.now % DAY * 24 / DAY;
        if !(9..17).contains(&hour) || !is_workday(self.now) {
            return;
        }
        while self.free_windows > 0
            && let Some(person) = self.queue.pop_front()
        {
            self.free_windows -= 1;
            let done = self.wait(DAY as f64 / 120.0);
            self.plan(done, Event::Served(person));
        }
    }

    fn served(&mut self, person: u32) {
        self.free_windows += 1;
        if self.stream.chance(0.05) {
            let again = self.wait(3.0 * DAY as f64);
            self.plan(again, Event::Comes(person));
        } else {
            let mut filed = self.now + DAY;
            while !is_workday(filed) {
                filed += DAY;
            }
            self.plan(filed, Event::Filed(person));
        }
        self.serve();
    }

    /// Houses a person, in a unit or elsewhere, who then looks for work.
    fn house(&mut self, person: u32) {
        if self.stream.chance(0.3) && self.free_units > 0 {
            self.free_units -= 1;
            self.housed[person as usize] = true;
            let out = self.wait(5.56 * YEAR as f64);
            self.plan(out, Event::MovesOut(person));
        }
        let mut draw = self.stream.uniform();
        let mut state = State::Elsewhere;
        for (role, (share, _)) in (0..).zip(CHIPS) {
            if (0.0..share).contains(&draw) {
                state = State::Seeking(role);
            }
            draw -= share;
        }
        self.state[person as usize] = state;
        self.hired[person as usize] = self.now;
        self.enter_tier(person, 0);
        self.next(person);
    }

    fn enter_tier(&mut self, person: u32, tier: u8) {
        let place = person as usize;
        self.tier[place] = tier;
        self.rises[place] = match DWELL.0.get(usize::from(tier)) {
            Some(mean) => {
                let product: f64 = (0..DWELL.1).map(|_| self.stream.uniform()).product();
                let dwell = -libm::log(product) * mean * YEAR as f64 / f64::from(DWELL.1);
                self.now + millis(dwell)
            }
            None => u64::MAX,
        };
    }

    /// Schedules the next event of a person who has settled.
    fn next(&mut self, person: u32) {
        let place = person as usize;
        let upper = usize::from(self.tier[place]).checked_sub(3);
        let (at, event) = match (upper, self.state[place]) {
            (Some(upper), _) => {
                let at = self.wait_for(UPPER[upper.min(1)]);
                (at, Event::Leaves(person))
            }
            (None, State::Seeking(role)) => {
                let leaves = CHIPS[usize::from(role)].1;
                let at = self.wait_for(leaves + LEAK);
                if self.stream.chance(leaves / (leaves + LEAK)) {
                    (at, Event::Leaves(person))
                } else {
                    (at, Event::GivesUp(person))
                }
            }
            (None, _) => {
                let scale = JOB.1 * YEAR as f64;
                let age = (self.now - self.hired[place]) as f64 / scale;
                let hazard = libm::pow(age, JOB.0) + self.stream.exponential();
                let at = self.hired[place] + millis(scale * libm::pow(hazard, 1.0 / JOB.0));
                (at.max(self.now), Event::JobEnds(person))
            }
        };
        if self.rises[place] < at {
            self.plan(self.rises[place], Event::Rises(person));
        } else {
            self.plan(at, event);
        }
    }

    fn leave(&mut self, person: u32) {
        self.state[person as usize] = State::Left;
        self.left += 1;
        self.move_out(person);
    }

    fn move_out(&mut self, person: u32) {
        let housed = &mut self.housed[person as usize];
        self.free_units += u32::from(*housed);
        *housed = false;
    }
}

/// Whether an instant lies on a working day: 2018 begins on a Monday.
const fn is_workday(now: u64) -> bool {
    now / DAY % 7 < 5
}

/// Truncates a time to whole milliseconds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a saturating cast of a time that is not negative"
)]
const fn millis(time: f64) -> u64 {
    time as u64
}
