//! The progress bar: simulated date, share done, events per second, time left. It is drawn on the
//! standard error, if that is a terminal.

use std::collections::BTreeMap;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::stopwatch::Stopwatch;
use crate::experiment::{Progress, Study};
use crate::output::number;
use crate::units::{Date, SimTime};

/// The bar of all replications of a study.
pub struct Bar {
    drawn: ProgressBar,
    origin: Date,
    replications: u32,
    started: Stopwatch,
    state: Mutex<State>,
}

/// The progress of the replications so far.
#[derive(Default)]
struct State {
    /// The instant that each running replication has reached.
    running: BTreeMap<u32, SimTime>,
    /// The number of complete replications.
    finished: u32,
    events: u64,
}

impl Bar {
    /// A bar for the replications of a study; `shown` tells whether it may be drawn.
    ///
    /// # Panics
    /// Never: the template of the bar is valid.
    #[must_use]
    pub fn new(study: &Study, shown: bool) -> Self {
        let plan = study.plan();
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let length = u64::from(plan.replications) * study.time_per_replication().as_millis();
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template("{msg}  {bar:30} {percent:>3} %  {eta} left");
        bar.set_style(style.expect("the template is valid"));
        Self {
            drawn: bar,
            origin: plan.origin,
            replications: plan.replications,
            started: Stopwatch::start(),
            state: Mutex::default(),
        }
    }

    /// Draws the progress of a replication.
    ///
    /// # Panics
    /// If another thread has panicked while drawing.
    pub fn update(&self, progress: Progress) {
        self.drawn.inc(progress.advanced.as_millis());
        let mut state = self.state.lock().expect("no thread panics with the lock");
        state.events += progress.events;
        if progress.finished {
            state.running.remove(&progress.replication);
            state.finished += 1;
        } else {
            state.running.insert(progress.replication, progress.now);
        }
        if !self.drawn.is_hidden() {
            self.drawn.set_message(self.message(&state));
        }
    }

    /// The date of the first running replication, the number of complete ones, the speed.
    fn message(&self, state: &State) -> String {
        let now = state.running.values().next();
        let date = now.and_then(|now| self.origin.of(*now));
        let date = date.map(|date| date.to_string());
        let replications = if self.replications == 1 {
            String::new()
        } else {
            format!("  {}/{} replications", state.finished, self.replications)
        };
        let speed = state.events as f64 / self.started.seconds().max(1e-3);
        format!(
            "{}{replications}  {} events/s",
            date.unwrap_or_default(),
            number::plain(speed.round())
        )
    }

    /// Removes the bar.
    pub fn clear(&self) {
        self.drawn.finish_and_clear();
    }
}
