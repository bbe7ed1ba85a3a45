//! A venture: where a team of founders stands, and what is drawn for it.

use bevy_ecs::prelude::*;

use crate::engine::counts::poisson;
use crate::engine::{Due, DurationSampler, Keyed, Sampler, Stream, Streams};
use crate::row_ids;
use crate::units::{Duration, DurationLaw, Fen, Law, SimTime};

row_ids! {
    /// A venture's place in the one table of ventures: the order in which teams came forward.
    pub struct VentureRow;
}

/// Where a venture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// It comes forward in the present tick.
    Coming,
    /// The contest did not admit it.
    Refused,
    /// In an enclave, by its place in the list.
    Enclave(u8),
    /// No enclave had room, and it gave up.
    Lost,
    /// It left the enclave for another city.
    Elsewhere,
    /// In the city, in one of the phases.
    InPhase,
    /// It did not pass a phase.
    Failed,
    /// Its money ran out before a phase ended.
    OutOfMoney,
    /// It passed all phases.
    Graduated,
}

/// A team of founders and what becomes of it. One table holds all of them; rows are never reused or
/// moved.
#[derive(Component, Clone, Copy, Debug)]
pub struct Venture {
    /// The key of its draws: the contest it came from (0 for founders outside contests) and its
    /// number there, so that another venture changes none of its luck.
    pub key: u64,
    /// The row of its country among the contest's; meaningless outside contests.
    pub country: u8,
    /// Members of the team, at least one.
    pub size: u16,
    /// Whether it looks for room in an enclave first.
    pub seeks_enclave: bool,
    /// Whether it looked for room in an enclave and found none.
    pub is_blocked: bool,
    /// Where it stands.
    pub place: Place,
    /// The phase it is in, or ended in.
    pub phase: u8,
    /// What it waits for in the phase: a place in `pool::Kind::ALL`; their number when it works.
    pub step: u8,
    /// What it holds of the pools: a bit a kind.
    pub held: u8,
    /// The factor on the chance to pass the present phase, for what it had to do without.
    pub quality: f64,
    /// When its work ends or, while it waits, its patience.
    pub due: Due,
    /// When it came to the city.
    pub entered: SimTime,
    /// When its work in the present phase ends; when it failed or graduated.
    pub ended: SimTime,
    /// Its money when it was last settled.
    pub money: Fen,
    /// The reading of the meter of cost when it was last settled.
    pub settled: u64,
    /// The reading at which its money is gone; [`u64::MAX`] for never.
    pub limit: u64,
}

impl Venture {
    /// A venture that comes forward.
    #[must_use]
    pub const fn coming(key: u64, country: u8, size: u16, seeks_enclave: bool) -> Self {
        Self {
            key,
            country,
            size,
            seeks_enclave,
            is_blocked: false,
            place: Place::Coming,
            phase: 0,
            step: 0,
            held: 0,
            quality: 1.0,
            due: Due::NEVER,
            entered: SimTime::ZERO,
            ended: SimTime::ZERO,
            money: Fen::ZERO,
            settled: 0,
            limit: u64::MAX,
        }
    }

    /// Whether it is or was in the city.
    #[must_use]
    pub const fn came_to_the_city(&self) -> bool {
        matches!(
            self.place,
            Place::InPhase | Place::Failed | Place::OutOfMoney | Place::Graduated
        )
    }

    /// Whether it failed, for whatever reason.
    #[must_use]
    pub const fn has_failed(&self) -> bool {
        matches!(self.place, Place::Failed | Place::OutOfMoney)
    }
}

/// What is drawn for a venture, each once or once a phase.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Country,
    Admission,
    Size,
    SeeksEnclave,
    Stay,
    Transfer,
    GivesUp,
    OwnFunds,
    PhaseTime,
    Pass,
}

/// The draws of all ventures: keyed, so that what one venture meets moves no other's luck.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    teams: Keyed,
    contests: Keyed,
    stay: Option<DurationSampler>,
    times: Vec<DurationSampler>,
    own_funds: Option<Sampler>,
}

impl Draws {
    pub(super) fn new(
        streams: &Streams,
        stay: Option<&DurationLaw>,
        times: impl Iterator<Item = DurationLaw>,
        own_funds: Option<&Law>,
    ) -> Self {
        Self {
            teams: streams.keyed("ventures.teams"),
            contests: streams.keyed("ventures.contests"),
            stay: stay.map(DurationSampler::new),
            times: times.map(|law| DurationSampler::new(&law)).collect(),
            own_funds: own_funds.map(Sampler::new),
        }
    }

    /// A uniform draw of a venture.
    pub(super) fn uniform(&self, key: u64, purpose: Purpose, phase: u8) -> f64 {
        self.teams.draw(key, occasion(purpose, phase)).uniform()
    }

    /// Whether something of probability `p` happens to a venture.
    pub(super) fn chance(&self, key: u64, purpose: Purpose, phase: u8, p: f64) -> bool {
        self.uniform(key, purpose, phase) < p
    }

    fn stream(&self, key: u64, purpose: Purpose, phase: u8) -> Stream {
        self.teams.draw(key, occasion(purpose, phase)).stream()
    }

    /// Members of a team: one, and a Poisson number of others (equation E4).
    pub(super) fn size(&self, key: u64, mean: f64) -> u16 {
        let others = poisson(&mut self.stream(key, Purpose::Size, 0), mean - 1.0);
        u16::try_from(others).unwrap_or(u16::MAX - 1) + 1
    }

    /// Projects of contest number `ordinal`.
    pub(super) fn projects(&self, ordinal: u64, mean: f64) -> u32 {
        poisson(&mut self.contests.draw(ordinal, 0).stream(), mean)
    }

    /// How long a venture stays in its enclave.
    pub(super) fn stay(&self, key: u64) -> Duration {
        let sampler = self.stay.as_ref();
        sampler.map_or(Duration::ZERO, |law| {
            law.sample(&mut self.stream(key, Purpose::Stay, 0))
        })
    }

    /// How long a venture works in a phase.
    pub(super) fn time(&self, key: u64, phase: u8) -> Duration {
        let mut stream = self.stream(key, Purpose::PhaseTime, phase);
        self.times[usize::from(phase)].sample(&mut stream)
    }

    /// A venture's own money, where money can run out.
    pub(super) fn own_funds(&self, key: u64) -> Option<Fen> {
        let sampler = self.own_funds.as_ref()?;
        let mut stream = self.stream(key, Purpose::OwnFunds, 0);
        // The cut at 10 bn CNY keeps sums of money far from the end of amounts.
        Some(Fen::new(1).scaled(sampler.sample(&mut stream).min(1e12)))
    }
}

const fn occasion(purpose: Purpose, phase: u8) -> u64 {
    ((purpose as u64) << 8) | phase as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance are both 226 (equation E4): of 20,000 draws the mean is within 4 standard
    /// errors (0.43) and so is the variance (9.1).
    #[test]
    fn projects_are_poisson_and_more_with_a_larger_mean() {
        let draws = Draws::new(&Streams::new(3, 0), None, std::iter::empty(), None);
        let n = 20_000_u32;
        let sample: Vec<f64> = (0..u64::from(n))
            .map(|contest| f64::from(draws.projects(contest, 226.0)))
            .collect();
        let mean = sample.iter().sum::<f64>() / f64::from(n);
        let squares: f64 = sample.iter().map(|x| (x - mean).powi(2)).sum();
        let variance = squares / f64::from(n - 1);
        let (mean_error, variance_error) = (
            (226.0 / f64::from(n)).sqrt(),
            226.0 * (2.0 / f64::from(n)).sqrt(),
        );
        assert!((mean - 226.0).abs() < 4.0 * mean_error, "{mean}");
        assert!(
            (variance - 226.0).abs() < 4.0 * variance_error,
            "{variance}"
        );
        for contest in 0..200 {
            assert!(draws.projects(contest, 230.0) >= draws.projects(contest, 226.0));
            assert_eq!(draws.projects(contest, 0.0), 0);
        }
    }

    #[test]
    fn a_team_is_one_and_a_poisson_number_of_others() {
        let draws = Draws::new(&Streams::new(3, 0), None, std::iter::empty(), None);
        let n = 40_000_u64;
        let sum: u64 = (0..n).map(|key| u64::from(draws.size(key, 4.0))).sum();
        let mean = sum as f64 / n as f64;
        assert!((mean - 4.0).abs() < 4.0 * (3.0 / n as f64).sqrt(), "{mean}");
        assert!((0..n).all(|key| draws.size(key, 1.0) == 1));
    }
}
