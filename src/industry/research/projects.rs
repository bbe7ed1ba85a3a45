//! Research projects of whatever origin: their money, what comes of them.
//!
//! A project has an amount of research money and a duration, and spends evenly over it. As it
//! begins it may set up a base shared by a school and a company, and a base may become a research
//! centre of the province. Patents are counted once a month: a Poisson count whose mean the month's
//! money and doctors give. All draws of a project are keyed by its origin and its number there, so
//! that more projects of one origin change no draw of another's.

use super::codes::ResearchEvent;
use super::formulas::expected_patents;
use super::plan::{ProjectOrigin, ProjectsPlan};
use super::statistics::ResearchCounts;
use crate::engine::{Calendar, DurationSampler, Keyed, Phase, Sampler, Stream, Streams};
use crate::industry::shared::table::Pool;
use crate::units::{Duration, Fen, SimTime};

/// A project under way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Project {
    origin: ProjectOrigin,
    money: Fen,
    pub(super) begun: SimTime,
    pub(super) length: Duration,
    /// What of its money is booked as spent.
    pub(super) booked: Fen,
}

impl Project {
    /// What it has spent by `now`: the money in proportion to the time, to the fen below.
    pub(super) fn spent(&self, now: SimTime) -> Fen {
        let span = now.saturating_since(self.begun).as_millis();
        let length = self.length.as_millis();
        if span >= length {
            return self.money;
        }
        let part = i128::from(self.money.as_fen()) * i128::from(span) / i128::from(length);
        Fen::new(i64::try_from(part).unwrap_or(i64::MAX))
    }

    /// What it has not spent by `now`.
    pub(super) fn left(&self, now: SimTime) -> Fen {
        self.money - self.spent(now)
    }
}

/// The projects, and what has come of them.
#[derive(Clone, Debug)]
pub(super) struct Projects {
    plan: ProjectsPlan,
    money: Sampler,
    duration: DurationSampler,
    draws: [Keyed; ProjectOrigin::ALL.len()],
    pub(super) running: Pool<Project>,
    patents: Patents,
}

/// Patents as they come: a Poisson count of changing mean, by the time at which its cumulated mean
/// passes sums of unit exponentials. More money never makes a patent disappear.
#[derive(Clone, Debug)]
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
        let keyed =
            |origin: ProjectOrigin| streams.keyed(&format!("research.projects {}", origin.name()));
        let mut stream = streams.stream("research.patents", "");
        Self {
            money: Sampler::new(&plan.money),
            duration: DurationSampler::new(&plan.duration),
            draws: ProjectOrigin::ALL.map(keyed),
            running: Pool::default(),
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
        origin: ProjectOrigin,
        counts: &mut ResearchCounts,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        let begun = &mut counts.projects[origin as usize];
        let (serial, draws) = (*begun, self.draws[origin as usize]);
        *begun += 1;
        let money = self.money.sample(&mut draws.draw(serial, MONEY).stream());
        let length = self
            .duration
            .sample(&mut draws.draw(serial, DURATION).stream());
        let money = Fen::new(1).scaled(money);
        counts.committed += money;
        let row = self.running.put(Project {
            origin,
            money,
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
    pub(super) fn end(&mut self, row: u32, counts: &mut ResearchCounts) {
        let project = self.running.take(row);
        counts.spent[project.origin as usize] += project.money - project.booked;
        counts.projects_ended += 1;
    }

    /// A month ends: books what running projects have spent by `now`, and counts the patents since
    /// the month before. `doctors` are the experts who came to the platform and the doctor years at
    /// institutes, both since the start.
    pub(super) fn end_month(&mut self, now: SimTime, doctors: f64, counts: &mut ResearchCounts) {
        for project in self.running.iter_mut() {
            let spent = project.spent(now);
            counts.spent[project.origin as usize] += spent - project.booked;
            project.booked = spent;
        }
        let patents = &mut self.patents;
        let spent = counts.all_spent();
        let million = (spent - patents.spent).as_yuan() / 1e6;
        let mean = expected_patents(self.plan.theta, million, doctors - patents.doctors);
        (patents.spent, patents.doctors) = (spent, doctors);
        counts.expected_patents.0 += mean;
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
    pub(super) fn bases(&self, counts: &ResearchCounts) -> u64 {
        u64::from(self.plan.initial_bases) + counts.bases
    }
}
