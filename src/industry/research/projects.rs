//! Research projects of whatever origin: their money, what comes of them.
//!
//! A project has an amount of research money and a duration, and spends evenly over it. As it begins
//! it may set up a base shared by a school and a company, and a base may become a research centre of
//! the province. Patents are counted once a month: a Poisson count whose mean the month's money and
//! doctors give. All draws of a project are keyed by its origin and number there, so that projects of
//! one origin change no luck of another's.

use super::ResearchEvent;
use super::counts::Counts;
use super::formulas::expected_patents;
use crate::engine::{Calendar, DurationSampler, Keyed, Phase, Sampler, Stream, Streams};
use crate::industry::shared::table::Pool;
use crate::units::{Duration, DurationLaw, Fen, Law, Share, SimTime};

/// Where a project comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// An expert and a company that the platform matched.
    Matching,
    /// A doctor of an institute.
    Institutes,
    /// A resident academician.
    Academicians,
    /// A visiting academician.
    Visits,
}

impl Origin {
    pub(super) const ALL: [Self; 4] = [
        Self::Matching,
        Self::Institutes,
        Self::Academicians,
        Self::Visits,
    ];

    /// The name in result files.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Matching => "matching",
            Self::Institutes => "institutes",
            Self::Academicians => "academicians",
            Self::Visits => "visits",
        }
    }
}

/// What projects are like, checked.
#[derive(Clone, Debug)]
pub(super) struct ProjectsPlan {
    /// The law of a project's money, in fen.
    pub(super) money: Law,
    pub(super) duration: DurationLaw,
    /// Patents over the root of millions of yuan times doctors.
    pub(super) theta: f64,
    pub(super) base: Share,
    pub(super) centre: Share,
    pub(super) initial_bases: u32,
}

/// A project under way.
#[derive(Clone, Copy, Debug)]
struct Project {
    origin: Origin,
    money: Fen,
    begun: SimTime,
    length: Duration,
    /// What of its money is booked as spent.
    booked: Fen,
}

impl Project {
    /// What it has spent by `now`: the money in proportion to the time, to the fen below.
    fn spent(&self, now: SimTime) -> Fen {
        let span = now.saturating_since(self.begun).as_millis();
        let length = self.length.as_millis();
        if span >= length {
            return self.money;
        }
        let part = i128::from(self.money.as_fen()) * i128::from(span) / i128::from(length);
        Fen::new(i64::try_from(part).unwrap_or(i64::MAX))
    }
}

/// The projects, and what has come of them.
#[derive(Debug)]
pub(super) struct Projects {
    plan: ProjectsPlan,
    money: Sampler,
    duration: DurationSampler,
    draws: [Keyed; Origin::ALL.len()],
    running: Pool<Project>,
    ended: u64,
    patents: Patents,
}

/// Patents as they come: a Poisson count of changing mean, by the time at which its cumulated mean
/// passes sums of unit exponentials. More money never makes a patent disappear.
#[derive(Debug)]
struct Patents {
    stream: Stream,
    /// The mean that is missing until the next patent.
    missing: f64,
    /// Money spent, and doctors at work, when patents were last counted.
    spent: Fen,
    doctors: f64,
}

/// What a draw of a project is for.
const MONEY: u64 = 0;
const DURATION: u64 = 1;
const FATE: u64 = 2;

impl Projects {
    pub(super) fn new(plan: &ProjectsPlan, streams: &Streams) -> Self {
        let keyed = |origin: Origin| streams.keyed(&format!("research.projects {}", origin.name()));
        let mut stream = streams.stream("research.patents", "");
        Self {
            money: Sampler::new(&plan.money),
            duration: DurationSampler::new(&plan.duration),
            draws: Origin::ALL.map(keyed),
            running: Pool::default(),
            ended: 0,
            patents: Patents {
                missing: stream.exponential(),
                stream,
                spent: Fen::ZERO,
                doctors: 0.0,
            },
            plan: plan.clone(),
        }
    }

    /// A project begins.
    pub(super) fn begin(
        &mut self,
        now: SimTime,
        origin: Origin,
        counts: &mut Counts,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        let begun = &mut counts.projects[origin as usize];
        let (serial, draws) = (*begun, self.draws[origin as usize]);
        *begun += 1;
        let money = self.money.sample(&mut draws.draw(serial, MONEY).stream());
        let length = self
            .duration
            .sample(&mut draws.draw(serial, DURATION).stream());
        let row = self.running.put(Project {
            origin,
            money: Fen::new(1).scaled(money),
            begun: now,
            length,
            booked: Fen::ZERO,
        });
        calendar.schedule(
            now + length,
            Phase::Transfer,
            ResearchEvent::ProjectEnds(row),
        );
        let fate = draws.draw(serial, FATE);
        if fate.chance(self.plan.base.get()) {
            counts.bases += 1;
            if fate.other().chance(self.plan.centre.get()) {
                counts.centres += 1;
            }
        }
    }

    /// A project has spent all of its money.
    pub(super) fn end(&mut self, row: u32, counts: &mut Counts) {
        let project = self.running.take(row);
        counts.spent[project.origin as usize] += project.money - project.booked;
        self.ended += 1;
    }

    /// Books what running projects have spent by `now`.
    pub(super) fn book_spending(&mut self, now: SimTime, counts: &mut Counts) {
        for project in self.running.iter_mut() {
            let spent = project.spent(now);
            counts.spent[project.origin as usize] += spent - project.booked;
            project.booked = spent;
        }
    }

    /// Counts the patents since they were last counted; `doctors` are the experts of the platform
    /// and the doctor years at institutes since the start.
    pub(super) fn count_patents(&mut self, doctors: f64, counts: &mut Counts) {
        let patents = &mut self.patents;
        let spent = counts.all_spent();
        let million = (spent - patents.spent).as_yuan() / 1e6;
        let mean = expected_patents(self.plan.theta, million, doctors - patents.doctors);
        (patents.spent, patents.doctors) = (spent, doctors);
        counts.expected_patents += mean;
        patents.missing -= mean;
        while patents.missing <= 0.0 {
            counts.patents += 1;
            patents.missing += patents.stream.exponential();
        }
    }

    /// Projects under way.
    pub(super) const fn running(&self) -> usize {
        self.running.len()
    }

    /// The stock of bases, those there from the start included.
    pub(super) fn bases(&self, counts: &Counts) -> u64 {
        u64::from(self.plan.initial_bases) + counts.bases
    }

    /// What does not add up.
    pub(super) fn audit(&self, now: SimTime, counts: &Counts, wrong: &mut Vec<String>) {
        let begun: u64 = counts.projects.iter().sum();
        let running = self.running.iter().count() as u64;
        if begun != self.ended + running {
            let ended = self.ended;
            wrong.push(format!(
                "{begun} projects have begun, {ended} have ended and {running} are under way"
            ));
        }
        let is_sound = |project: &Project| {
            Fen::ZERO <= project.booked
                && project.booked <= project.spent(now)
                && project.begun + project.length >= now
        };
        if !self.running.iter().all(is_sound) {
            wrong.push("a project has spent more than its time allows".to_owned());
        }
        if counts.centres > counts.bases || counts.bases > begun {
            wrong.push(format!(
                "of {begun} projects came {} bases, of them {} centres",
                counts.bases, counts.centres
            ));
        }
    }
}
