//! What is drawn for ventures: sizes, times, chances.

use crate::engine::counts::poisson;
use crate::engine::{DurationSampler, Keyed, Sampler, Stream, Streams};
use crate::units::{Duration, DurationLaw, Fen, Law};

/// What is drawn for a venture, each once or once a phase.
#[derive(Clone, Copy, Debug)]
pub(super) enum VentureDraw {
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

/// The draws of all ventures: keyed, so that the draws of one venture move no other's.
#[derive(Clone, Debug)]
pub(super) struct VentureDraws {
    teams: Keyed,
    contests: Keyed,
    stay: Option<DurationSampler>,
    times: Vec<DurationSampler>,
    own_funds: Option<Sampler>,
}

impl VentureDraws {
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
    pub(super) fn uniform(&self, key: u64, purpose: VentureDraw, phase: u8) -> f64 {
        self.teams.draw(key, occasion(purpose, phase)).uniform()
    }

    /// Whether an event of probability `p` happens to a venture.
    pub(super) fn chance(&self, key: u64, purpose: VentureDraw, phase: u8, p: f64) -> bool {
        self.uniform(key, purpose, phase) < p
    }

    fn stream(&self, key: u64, purpose: VentureDraw, phase: u8) -> Stream {
        self.teams.draw(key, occasion(purpose, phase)).stream()
    }

    /// Members of a team: one, and a Poisson number of others (equation E4).
    pub(super) fn size(&self, key: u64, mean: f64) -> u16 {
        let others = poisson(&mut self.stream(key, VentureDraw::Size, 0), mean - 1.0);
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
            law.sample(&mut self.stream(key, VentureDraw::Stay, 0))
        })
    }

    /// How long a venture works in a phase.
    pub(super) fn time(&self, key: u64, phase: u8) -> Duration {
        let mut stream = self.stream(key, VentureDraw::PhaseTime, phase);
        self.times[usize::from(phase)].sample(&mut stream)
    }

    /// A venture's own money, where money can run out.
    pub(super) fn own_funds(&self, key: u64) -> Option<Fen> {
        let sampler = self.own_funds.as_ref()?;
        let mut stream = self.stream(key, VentureDraw::OwnFunds, 0);
        // The cut at 10 bn CNY keeps sums of money far from the end of amounts.
        Some(Fen::new(1).scaled(sampler.sample(&mut stream).min(1e12)))
    }
}

const fn occasion(purpose: VentureDraw, phase: u8) -> u64 {
    ((purpose as u64) << 8) | phase as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance are both 226 (equation E4): of 20,000 draws the mean is within 4 standard
    /// errors (0.43) and so is the variance (9.1).
    #[test]
    fn projects_are_poisson_and_more_with_a_larger_mean() {
        let draws = VentureDraws::new(&Streams::new(3, 0), None, std::iter::empty(), None);
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
        let draws = VentureDraws::new(&Streams::new(3, 0), None, std::iter::empty(), None);
        let n = 40_000_u64;
        let sum: u64 = (0..n).map(|key| u64::from(draws.size(key, 4.0))).sum();
        let mean = sum as f64 / n as f64;
        assert!((mean - 4.0).abs() < 4.0 * (3.0 / n as f64).sqrt(), "{mean}");
        assert!((0..n).all(|key| draws.size(key, 1.0) == 1));
    }
}
