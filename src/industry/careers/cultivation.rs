//! Cultivation projects: courses with seats in three tracks that draw on the same people
//! (equation E10).
//!
//! Of those who settle outside the chip chain, some apply, and wait in one list. A project takes
//! the first of them for its seats, whatever its track, beside their work; when it is over, a share
//! of the digital track seeks a post in the chip chain. Whoever has been trained applies no more.

use std::collections::VecDeque;

use crate::engine::{Keyed, Level, Streams};
use crate::industry::shared::people::{Occupation, Person, PersonRow, Standing};
use crate::units::number::whole;
use crate::units::{Duration, Share, SimTime};

use super::labour::Town;

/// What a project is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Track {
    /// The digital economy: the only one that leads to the chip chain.
    Digital,
    /// Film and television.
    Film,
    /// Trade.
    Trade,
}

impl Track {
    /// All tracks.
    pub(super) const ALL: [Self; 3] = [Self::Digital, Self::Film, Self::Trade];

    /// The name in result files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Digital => "digital",
            Self::Film => "film",
            Self::Trade => "trade",
        }
    }
}

/// The projects of the city.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cultivation {
    /// Projects at a time.
    pub(super) projects: u32,
    /// Seats of a project.
    pub(super) seats: u32,
    /// How long a project takes without lectures.
    pub(super) length: Duration,
    /// The share of projects of each track.
    pub(super) tracks: [f64; 3],
    /// The share of those who settle outside the chip chain who apply.
    pub(super) applicants: Share,
    /// The share of the digital track who then seek a post in the chip chain.
    pub(super) chip_share: Share,
    /// What they seek, by the share of each occupation in the order of [`Occupation::ALL`].
    pub(super) occupations: [f64; 5],
}

impl Cultivation {
    /// The track of the project in a place: each place takes the track that lacks most, so any
    /// number of projects is split by the shares.
    fn tracks_of(&self, places: usize) -> Vec<Track> {
        let mut taken = [0.0; 3];
        (0..places)
            .map(|place| {
                let lack = |track: Track| {
                    self.tracks[track as usize] * (place as f64 + 1.0) - taken[track as usize]
                };
                let mut most = Track::Digital;
                for track in Track::ALL {
                    if lack(track) > lack(most) + 1e-9 {
                        most = track;
                    }
                }
                taken[most as usize] += 1.0;
                most
            })
            .collect()
    }

    /// What somebody of the digital track seeks, by a uniform draw; nothing if it stays outside.
    fn occupation(&self, draw: f64) -> Option<Occupation> {
        let chip = self.chip_share.get();
        if draw >= chip {
            return None;
        }
        let mut below = 0.0;
        let shares = Occupation::ALL.into_iter().zip(self.occupations);
        let mut found = None;
        for (occupation, share) in shares.filter(|(_, share)| *share > 0.0) {
            if draw >= below {
                found = Some(occupation);
            }
            below += share * chip;
        }
        found
    }
}

/// What was counted of a track since the statistics began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Courses {
    /// Seats of the projects that began.
    pub(super) seats: u64,
    /// Those of them that were taken.
    pub(super) taken: u64,
    /// People who were trained to the end.
    pub(super) trained: u64,
    /// People who had left the city by the end.
    pub(super) dropped_out: u64,
}

/// A project that is under way.
#[derive(Debug)]
struct Project {
    ends: SimTime,
    track: Track,
    trainees: Vec<PersonRow>,
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
    under_way: Vec<Project>,
    pub(super) courses: [Courses; 3],
    /// Trained people who went on to seek a post in the chip chain.
    pub(super) to_chips: u64,
    pub(super) level: Level,
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
            courses: [Courses::default(); 3],
            to_chips: 0,
            level: Level::default(),
        }
    }

    /// Somebody has settled outside the chip chain, and may apply.
    #[inline]
    pub(super) fn settles(&mut self, row: PersonRow, person: &Person) {
        let draw = self.applies.draw(person.key(), 0);
        if draw.chance(self.rules.applicants.get()) {
            self.applicants.push_back(row);
        }
    }

    /// Opens or closes places, so that there are as many as the programmes are strong. New ones
    /// begin spread over the length of a project; a project that is under way goes on.
    fn resize(&mut self, now: SimTime, strength: f64) {
        let wanted = whole(f64::from(self.rules.projects) * strength) as usize;
        let open = self.places.len();
        self.places.truncate(wanted);
        let new = wanted.saturating_sub(open) as u64;
        let length = self.rules.length;
        let begins = (0..new).map(|place| now + (length * place) / new);
        self.places.extend(begins);
        if wanted != open {
            self.level
                .set(now, i64::try_from(wanted).unwrap_or(i64::MAX));
        }
    }

    /// Begins the projects that are due, with the first applicants who still are where they were.
    fn begin(&mut self, now: SimTime, training: f64, persons: &[Person]) {
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
            let courses = &mut self.courses[track as usize];
            courses.seats += u64::from(self.rules.seats);
            courses.taken += trainees.len() as u64;
            self.under_way.push(Project {
                ends,
                track,
                trainees,
            });
        }
    }

    /// The projects that are over.
    fn over(&mut self, now: SimTime) -> Vec<Project> {
        self.under_way
            .extract_if(.., |project| project.ends <= now)
            .collect()
    }

    /// Forgets what was counted.
    pub(super) fn begin_statistics(&mut self, now: SimTime) {
        self.courses = [Courses::default(); 3];
        self.to_chips = 0;
        self.level.reset(now);
    }

    /// What does not add up, if anything: nobody is trained twice at a time, nor on the list while
    /// being trained, and no project has more people than seats.
    pub(super) fn audit(&self) -> Option<String> {
        let trainees = self.under_way.iter().flat_map(|project| &project.trainees);
        let mut rows: Vec<PersonRow> = trainees.chain(&self.applicants).copied().collect();
        let all = rows.len();
        rows.sort_unstable();
        rows.dedup();
        let seats = self.rules.seats as usize;
        let fits = |project: &Project| project.trainees.len() <= seats;
        let is_wrong = rows.len() != all || !self.under_way.iter().all(fits);
        is_wrong.then(|| "careers: a trainee is in two places, or a project too full".to_owned())
    }
}

/// Whether somebody works in another industry.
fn is_outside(person: &Person) -> bool {
    person.standing == Standing::Settled && person.occupation == Occupation::Other
}

impl Town<'_> {
    /// What the projects do on a day: those that are over release their people, and others begin.
    pub(super) fn cultivate(&mut self, now: SimTime, strength: f64, training: f64) {
        let Some(mut projects) = self.labour.projects.take() else {
            return;
        };
        for project in projects.over(now) {
            for row in project.trainees {
                self.complete(now, row, project.track, &mut projects);
            }
        }
        projects.resize(now, strength);
        projects.begin(now, training, self.persons);
        self.labour.projects = Some(projects);
    }

    /// Somebody's project is over.
    fn complete(&mut self, now: SimTime, row: PersonRow, track: Track, projects: &mut Projects) {
        let person = &self.persons[row.index()];
        let courses = &mut projects.courses[track as usize];
        if !is_outside(person) {
            courses.dropped_out += 1;
            return;
        }
        courses.trained += 1;
        let draw = projects.outcome.draw(person.key(), 0).uniform();
        let sought = match track {
            Track::Digital => projects.rules.occupation(draw),
            Track::Film | Track::Trade => None,
        };
        if let Some(occupation) = sought {
            projects.to_chips += 1;
            self.turn_to_chips(now, row, occupation);
        }
    }
}
