//! A programme: from when to when it runs, how strong it is, and what it costs.

use crate::industry::shared::programmes::{Effect, ProgrammeKind};
use crate::units::time::YEAR;
use crate::units::{Duration, Fen, SimTime};

/// A programme, checked: it ends after it starts.
#[derive(Clone, Debug)]
pub(super) struct Programme {
    pub(super) name: String,
    pub(super) kind: ProgrammeKind,
    pub(super) start: SimTime,
    /// The end; [`SimTime::MAX`] where there is none.
    pub(super) end: SimTime,
    pub(super) ramp: Duration,
    /// Intensity times amount.
    pub(super) strength: f64,
    /// Budget at its intensity.
    pub(super) budget_per_year: Fen,
}

impl Programme {
    /// How long it ran before `now`.
    pub(super) fn active_before(&self, now: SimTime) -> Duration {
        now.min(self.end).saturating_since(self.start)
    }

    /// What it costs the city for the time that it ran before `now`, to the nearest fen.
    ///
    /// # Panics
    /// If it lies beyond the range of money.
    pub(super) fn cost_before(&self, now: SimTime) -> Fen {
        let time = self.active_before(now).as_millis();
        let product = i128::from(self.budget_per_year.as_fen()) * i128::from(time);
        let year = i128::from(YEAR);
        let fen = i64::try_from((product + year / 2) / year);
        Fen::new(fen.expect("the cost of a programme lies within the range of money"))
    }

    /// Whether it runs at `now`.
    pub(super) fn runs_at(&self, now: SimTime) -> bool {
        (self.start..self.end).contains(&now)
    }

    /// The effect at `now`: in a straight line from zero at the start to the full strength after
    /// the ramp. What it built stays after its end; everything else ends with it.
    pub(super) fn effect_at(&self, now: SimTime) -> f64 {
        if now < self.start || (self.kind.effect() != Effect::Builds && now >= self.end) {
            return 0.0;
        }
        self.strength * ramp(self.active_before(now), self.ramp)
    }
}

/// The share of full strength after running for some time, of which `ramp` is needed to get there.
fn ramp(running: Duration, ramp: Duration) -> f64 {
    if running >= ramp {
        1.0
    } else {
        running.as_millis() as f64 / ramp.as_millis() as f64
    }
}
