//! Cultivation projects: courses with seats in three tracks that draw on the same people
//! (equation E10).
//!
//! Of those who settle outside the chip chain, some apply, and wait in one list. A project takes
//! the first of them for its seats, whatever its track, beside their work; when it is over, a share
//! of the digital track seeks a post in the chip chain. Whoever has been trained applies no more.

use std::collections::VecDeque;

use super::person::is_outside;
use super::plan::{Cultivation, Track};
use super::statistics::CultivationStatistics;
use crate::engine::{Keyed, Streams};
use crate::industry::shared::people::{Occupation, Person, PersonRow};
use crate::units::number::whole;
use crate::units::{Duration, SimTime};

/// A project that is under way.
#[derive(Debug)]
pub(super) struct CultivationProject {
    ends: SimTime,
    pub(super) track: Track,
    pub(super) trainees: Vec<PersonRow>,
}

/// The state of cultivation.
#[derive(Debug)]
pub(super) struct Projects {
    rules: Cultivation,
    applies: Keyed,
    outcome: Keyed,
    /// Who has applied, first come first.
    applicants: VecDeque<PersonRow>,
    /// When the next project of each place begins.
    places: Vec<SimTime>,
    under_way: Vec<CultivationProject>,
    pub(super) statistics: CultivationStatistics,
}

impl Projects {
    pub(super) fn new(rules: Cultivation, streams: &Streams) -> Self {
        Self {
            rules,
            applies: streams.keyed("careers/applies"),
            outcome: streams.keyed("careers/trained"),
            applicants: VecDeque::new(),
            places: Vec::new(),
            under_way: Vec::new(),
            statistics: CultivationStatistics::default(),
        }
    }

    /// The person of a row and key has settled outside the chip chain, and may apply.
    #[inline]
    pub(super) fn settles(&mut self, row: PersonRow, key: u64) {
        let draw = self.applies.draw(key, 0);
        if draw.chance(self.rules.applicants.get()) {
            self.applicants.push_back(row);
        }
    }

    /// Opens or closes places, so that there are as many as the programmes are strong. New ones
    /// begin spread over the length of a project; a project that is under way goes on.
    pub(super) fn resize(&mut self, now: SimTime, strength: f64) {
        let wanted = whole(f64::from(self.rules.projects) * strength) as usize;
        let open = self.places.len();
        self.places.truncate(wanted);
        let new = wanted.saturating_sub(open) as u64;
        let length = self.rules.length;
        let begins = (0..new).map(|place| now + (length * place) / new);
        self.places.extend(begins);
        if wanted != open {
            let projects = i64::try_from(wanted).unwrap_or(i64::MAX);
            self.statistics.projects.set(now, projects);
        }
    }

    /// Begins the projects that are due, with the first applicants who still work outside the chip
    /// chain.
    pub(super) fn begin(&mut self, now: SimTime, training: f64, persons: &[Person]) {
        if self.places.iter().all(|next| *next > now) {
            return;
        }
        let length = self.rules.length.scaled(1.0 / training);
        let ends = now + length.max(Duration::days(1));
        let tracks = self.rules.tracks_of(self.places.len());
        for (next, track) in self.places.iter_mut().zip(tracks) {
            if *next > now {
                continue;
            }
            *next = ends;
            let applicants = &mut self.applicants;
            let willing = std::iter::from_fn(|| applicants.pop_front())
                .filter(|row| is_outside(&persons[row.index()]));
            let trainees: Vec<PersonRow> = willing.take(self.rules.seats as usize).collect();
            let statistics = &mut self.statistics.tracks[track as usize];
            statistics.seats += u64::from(self.rules.seats);
            statistics.taken += trainees.len() as u64;
            self.under_way.push(CultivationProject {
                ends,
                track,
                trainees,
            });
        }
    }

    /// Takes out the projects that are over.
    pub(super) fn over(&mut self, now: SimTime) -> Vec<CultivationProject> {
        self.under_way
            .extract_if(.., |project| project.ends <= now)
            .collect()
    }

    /// The project of a trainee is over: the occupation that the person seeks in the chip chain
    /// from now on; none for a person who stays outside, or has left the city.
    pub(super) fn complete(
        &mut self,
        person: &Person,
        key: u64,
        track: Track,
    ) -> Option<Occupation> {
        let statistics = &mut self.statistics.tracks[track as usize];
        if !is_outside(person) {
            statistics.dropped_out += 1;
            return None;
        }
        statistics.trained += 1;
        let draw = self.outcome.draw(key, 0).uniform();
        let sought = match track {
            Track::Digital => self.rules.occupation(draw),
            Track::Film | Track::Trade => None,
        };
        self.statistics.to_chips += u64::from(sought.is_some());
        sought
    }

    /// A sentence if somebody is trained twice at a time, or is on the list while being trained, or
    /// a project has more people than seats.
    pub(super) fn audit(&self) -> Option<String> {
        let trainees = self.under_way.iter().flat_map(|project| &project.trainees);
        let mut rows: Vec<PersonRow> = trainees.chain(&self.applicants).copied().collect();
        let all = rows.len();
        rows.sort_unstable();
        rows.dedup();
        let seats = self.rules.seats as usize;
        let fits = |project: &CultivationProject| project.trainees.len() <= seats;
        let is_wrong = rows.len() != all || !self.under_way.iter().all(fits);
        is_wrong.then(|| {
            "careers: a trainee is in two places, or a project has too many trainees".to_owned()
        })
    }
}
