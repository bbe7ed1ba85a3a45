//! The progress bar: simulated date, share done, events a second, time left. It is drawn on the
//! standard error and only if that is a terminal.

use std::collections::BTreeMap;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::stopwatch::Stopwatch;
use crate::experiment::Progress;
use crate::industry::Park;
use crate::output::number;
use crate::units::{Date, SimTime};

/// The bar of one experiment.
pub struct Bar {
    drawn: ProgressBar,
    origin: Date,
    /// All replications, each of its passes counted.
    passes: u64,
    replications: u32,
    started: Stopwatch,
    state: Mutex<State>,
}

/// How far the replications are.
#[derive(Default)]
struct State {
    /// By replication and pass.
    running: BTreeMap<(u32, usize), SimTime>,
    /// How many passes.
    finished: u64,
    events: u64,
}

impl Bar {
    /// A bar for the replications of a park and the periods of its targets; `shown` is whether the
    /// user wants one.
    ///
    /// # Panics
    /// If the template of the bar were wrong; it is fixed.
    #[must_use]
    pub fn new(park: &Park, shown: bool) -> Self {
        let (plan, periods) = (park.plan(), &park.targets().periods);
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let replications = u64::from(plan.replications);
        let of_periods = periods.iter().map(|period| period.to.as_millis());
        let length = replications * (plan.horizon.as_millis() + of_periods.sum::<u64>());
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template("{msg}  {bar:30} {percent:>3} %  {eta} left");
        bar.set_style(style.expect("the template is valid"));
        Self {
            drawn: bar,
            origin: plan.origin,
            passes: replications * (1 + periods.len() as u64),
            replications: plan.replications,
            started: Stopwatch::start(),
            state: Mutex::default(),
        }
    }

    /// Takes note of a replication's progress.
    ///
    /// # Panics
    /// If another thread has panicked in here.
    pub fn update(&self, progress: Progress) {
        self.drawn.inc(progress.advanced.as_millis());
        let mut state = self.state.lock().expect("no thread panics with the lock");
        state.events += progress.events;
        if progress.finished {
            state.running.remove(&(progress.replication, progress.pass));
            state.finished += 1;
        } else {
            let pass = (progress.replication, progress.pass);
            state.running.insert(pass, progress.now);
        }
        if !self.drawn.is_hidden() {
            self.drawn.set_message(self.message(&state));
        }
    }

    /// The date of the replication that has run longest, the replications done, the speed.
    fn message(&self, state: &State) -> String {
        let now = state.running.values().next();
        let date = now.and_then(|now| self.origin.of(*now));
        let date = date.map(|date| date.to_string());
        let replications = if self.replications == 1 {
            String::new()
        } else {
            let done = state.finished * u64::from(self.replications) / self.passes;
            format!("  {done}/{} replications", self.replications)
        };
        let speed = state.events as f64 / self.started.seconds().max(1e-3);
        format!(
            "{}{replications}  {} events/s",
            date.unwrap_or_default(),
            number::plain(speed.round())
        )
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.drawn.finish_and_clear();
    }
}
