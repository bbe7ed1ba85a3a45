//! How people rise from tier to tier: a dwell that follows an Erlang law, beside the hazard of
//! leaving (equation E11), and the line of technicians who wait for an engineer's post.

use std::collections::{BTreeSet, VecDeque};

use crate::engine::Keyed;
use crate::industry::shared::people::{Occupation, Person, PersonRow, Standing, Tier};
use crate::units::{Duration, SimTime};

/// Tiers that people rise from by dwell: students, technicians, engineers, doctors.
pub(super) const LOWER: usize = 4;

/// Whether a technician of the chip chain needs an engineer's post to rise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promotion {
    /// No: the tier comes with the dwell, and the post when one is vacant.
    Push,
    /// Yes: the tier comes with the post.
    Pull,
}

/// How long people stay in a tier.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ladder {
    pub(super) promotion: Promotion,
    /// The number of stages k of the Erlang law.
    pub(super) stages: u32,
    /// The mean dwell, by tier.
    pub(super) means: [Duration; LOWER],
}

impl Ladder {
    /// How long a person stays in the present tier: Erlang with k stages, drawn by the person's key
    /// and tier, so that it is the same draw whenever it is asked for. None at the top.
    pub(super) fn dwell(&self, draws: Keyed, person: &Person) -> Option<Duration> {
        let tier = person.tier as usize;
        let mean = self.means.get(tier)?.as_millis() as f64;
        let occasion = |pair: u32| ((tier as u64) << 8) | u64::from(pair);
        // The sum of k exponentials is the logarithm of a product of k uniforms.
        let mut product = 1.0;
        for pair in 0..self.stages.div_ceil(2) {
            let draw = draws.draw(person.key(), occasion(pair));
            product *= draw.uniform();
            if 2 * pair + 1 < self.stages {
                product *= draw.other().uniform();
            }
        }
        let amount = -libm::log(f64::max(product, f64::MIN_POSITIVE));
        Some(Duration::from_millis_f64(
            amount * mean / f64::from(self.stages),
        ))
    }
}

/// The tier above.
pub(super) const fn above(tier: Tier) -> Tier {
    match tier {
        Tier::Student => Tier::Technician,
        Tier::Technician => Tier::Engineer,
        Tier::Engineer => Tier::Doctor,
        Tier::Doctor => Tier::Leading,
        Tier::Leading | Tier::Academician => Tier::Academician,
    }
}

/// The tier that a post of an occupation goes with.
pub(super) const fn of_post(occupation: Occupation) -> Tier {
    match occupation {
        Occupation::Other => Tier::Student,
        Occupation::Operator | Occupation::Technician | Occupation::Assembler => Tier::Technician,
        Occupation::Engineer => Tier::Engineer,
    }
}

/// The whole minute that an instant lies in.
///
/// # Panics
/// After 8,000 years.
pub(super) fn minute_of(at: SimTime) -> u32 {
    u32::try_from(at.as_millis() / Duration::minutes(1).as_millis()).expect("a minute in reach")
}

/// When a person came into the present tier, to the minute.
pub(super) fn tier_since(person: &Person) -> SimTime {
    SimTime::ZERO + Duration::minutes(u64::from(person.career.tier_minute))
}

/// Technicians in posts who would be engineers, in the order in which they came to it.
#[derive(Debug, Default)]
pub(super) struct Line {
    queue: VecDeque<PersonRow>,
    members: BTreeSet<PersonRow>,
}

impl Line {
    /// Whether a person stands in it.
    pub(super) fn has(&self, row: PersonRow) -> bool {
        self.members.contains(&row)
    }

    /// Somebody joins its end, if not in it.
    pub(super) fn join(&mut self, row: PersonRow) {
        if self.members.insert(row) {
            self.queue.push_back(row);
        }
    }

    /// The first who still has a technician's post.
    pub(super) fn next(&mut self, persons: &[Person]) -> Option<PersonRow> {
        while let Some(row) = self.queue.pop_front() {
            self.members.remove(&row);
            if is_technician_in_post(&persons[row.index()]) {
                return Some(row);
            }
        }
        None
    }

    /// How many in it still have a technician's post, recounted.
    pub(super) fn waiting(&self, persons: &[Person]) -> usize {
        let waits = |row: &&PersonRow| is_technician_in_post(&persons[row.index()]);
        self.queue.iter().filter(waits).count()
    }
}

/// Whether a person holds a technician's post in the chip chain.
pub(super) fn is_technician_in_post(person: &Person) -> bool {
    person.standing == Standing::Employed && person.occupation == Occupation::Technician
}
