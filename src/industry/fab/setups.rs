//! Setups of tools, and how long it takes to change from one to another (rule F4).

use crate::units::Duration;

/// A setup of a tool. Zero is no setup: of a step that needs none, of a tool that was never set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetupId(pub u16);

impl SetupId {
    /// No setup.
    pub const NONE: Self = Self(0);
}

/// How long it takes to change a tool from any setup to any other.
#[derive(Clone, Debug)]
pub struct SetupTimes {
    kinds: usize,
    /// Row: the setup of the tool; column: the one needed; both with "none" at zero.
    times: Vec<Duration>,
    /// Jobs to start in the new setup before the next change.
    minimum_runs: Vec<u16>,
    /// Whether the pair has a time of its own.
    own: Vec<bool>,
}

impl SetupTimes {
    /// No time between any two of `count` setups.
    #[must_use]
    pub fn new(count: usize) -> Self {
        let kinds = count + 1;
        Self {
            kinds,
            times: vec![Duration::ZERO; kinds * kinds],
            minimum_runs: vec![1; kinds * kinds],
            own: vec![false; kinds * kinds],
        }
    }

    /// Gives a change its time and minimum run. Without `from`, they apply to the change from no
    /// setup and from every setup for which nothing else is given.
    pub fn set(&mut self, from: Option<usize>, to: usize, time: Duration, minimum_run: u16) {
        let to = to + 1;
        if let Some(from) = from {
            let place = (from + 1) * self.kinds + to;
            self.times[place] = time;
            self.minimum_runs[place] = minimum_run;
            self.own[place] = true;
        } else {
            for from in (0..self.kinds).filter(|&from| from != to) {
                let place = from * self.kinds + to;
                if !self.own[place] {
                    self.times[place] = time;
                    self.minimum_runs[place] = minimum_run;
                }
            }
        }
    }

    /// How long a tool with setup `from` needs for a step that needs `to`.
    #[inline]
    #[must_use]
    pub fn time(&self, from: SetupId, to: SetupId) -> Duration {
        if from == to || to == SetupId::NONE {
            return Duration::ZERO;
        }
        self.times[usize::from(from.0) * self.kinds + usize::from(to.0)]
    }

    /// Jobs that a tool must start after that change before the next, the first one included.
    #[must_use]
    pub fn minimum_run(&self, from: SetupId, to: SetupId) -> u16 {
        self.minimum_runs[usize::from(from.0) * self.kinds + usize::from(to.0)]
    }

    /// Whether some change to a setup has a minimum run of more than one job.
    #[must_use]
    pub fn has_minimum_runs(&self, to: SetupId) -> bool {
        (0..self.kinds).any(|from| self.minimum_runs[from * self.kinds + usize::from(to.0)] > 1)
    }
}
