//! Setups of tools, and how long it takes to change from one to another (rule F4).

use crate::engine::{KeyedDraw, KeyedLaw};
use crate::units::{Duration, DurationLaw, Law};

/// A setup of a tool. Zero is no setup: of a step that needs none, of a tool that was never set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetupId(pub u16);

impl SetupId {
    /// No setup.
    pub const NONE: Self = Self(0);
}

/// How long it takes to change a tool from any setup to any other, and to make the same one again.
#[derive(Clone, Debug)]
pub struct SetupTimes {
    kinds: usize,
    /// Row: the setup of the tool; column: the one needed; both with "none" at zero. Of times that
    /// vary, the means.
    times: Vec<Duration>,
    /// The laws of the times that vary; nothing where none does.
    laws: Vec<Option<KeyedLaw>>,
    /// Jobs of the minimum run that a change begins.
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
            laws: Vec::new(),
            minimum_runs: vec![1; kinds * kinds],
            own: vec![false; kinds * kinds],
        }
    }

    /// How many setups there are, none among them.
    #[must_use]
    pub const fn kinds(&self) -> usize {
        self.kinds
    }

    /// Gives a change its time and minimum run. Without `from`, they apply to the change from no
    /// setup, from every setup for which nothing else is given, and to the same setup again.
    pub fn set(&mut self, from: Option<usize>, to: usize, time: Duration, minimum_run: u16) {
        self.put(from, to, (time, None), minimum_run);
    }

    /// As [`Self::set`], with a time that varies by a law.
    pub fn set_law(&mut self, from: Option<usize>, to: usize, law: &DurationLaw, minimum_run: u16) {
        let varies = !matches!(law.law(), Law::Constant { .. });
        let drawn = varies.then(|| KeyedLaw::new(law));
        self.put(from, to, (law.mean(), drawn), minimum_run);
    }

    fn put(
        &mut self,
        from: Option<usize>,
        to: usize,
        (time, law): (Duration, Option<KeyedLaw>),
        minimum_run: u16,
    ) {
        if law.is_some() {
            self.laws.resize(self.times.len(), None);
        }
        let to = to + 1;
        let rows = from.map_or(0..self.kinds, |from| from + 1..from + 2);
        for place in rows.map(|row| row * self.kinds + to) {
            if from.is_none() && self.own[place] {
                continue;
            }
            self.own[place] |= from.is_some();
            self.times[place] = time;
            self.minimum_runs[place] = minimum_run;
            if let Some(known) = self.laws.get_mut(place) {
                known.clone_from(&law);
            }
        }
    }

    /// How long a tool with setup `from` needs, in the mean, for a step that needs `to`: nothing
    /// where it has that setup already, unless the step has it made `always`.
    #[inline]
    #[must_use]
    pub fn time(&self, from: SetupId, to: SetupId, always: bool) -> Duration {
        if (from == to && !always) || to == SetupId::NONE {
            return Duration::ZERO;
        }
        self.times[self.place(from, to)]
    }

    /// As [`Self::time`], for a job: a time that varies is drawn.
    #[inline]
    #[must_use]
    pub fn draw(
        &self,
        (from, to): (SetupId, SetupId),
        always: bool,
        draw: impl FnOnce() -> KeyedDraw,
    ) -> Duration {
        if (from == to && !always) || to == SetupId::NONE {
            return Duration::ZERO;
        }
        let place = self.place(from, to);
        match self.laws.get(place) {
            Some(Some(law)) => law.sample(draw, 1.0),
            Some(None) | None => self.times[place],
        }
    }

    fn place(&self, from: SetupId, to: SetupId) -> usize {
        usize::from(from.0) * self.kinds + usize::from(to.0)
    }

    /// Jobs of the minimum run that such a change begins, the first one included.
    #[must_use]
    pub fn minimum_run(&self, from: SetupId, to: SetupId) -> u16 {
        self.minimum_runs[self.place(from, to)]
    }

    /// Whether some change to a setup has a minimum run of more than one job.
    #[must_use]
    pub fn has_minimum_runs(&self, to: SetupId) -> bool {
        let to = usize::from(to.0);
        let others = (0..self.kinds).filter(|from| *from != to);
        let mut runs = others.map(|from| self.minimum_runs[from * self.kinds + to]);
        runs.any(|run| run > 1)
    }
}
