//! The progress bar: simulated date, share done, events per second, time left. It is drawn on the
//! standard error, if that is a terminal.

use std::collections::BTreeMap;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::stopwatch::Stopwatch;
use crate::experiment::{Progress, Study};
use crate::units::{Date, SimTime};

/// The line of the bar, which fits into [`WIDTH`] columns with the longest message.
const TEMPLATE: &str = "{msg}  {bar:10} {percent:>3} %  {eta} left";
/// The columns of a terminal.
#[cfg(test)]
const WIDTH: usize = 80;

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
    /// A bar for so many replications of a study; `shown` tells whether it may be drawn.
    ///
    /// # Panics
    /// Never: the template of the bar is valid.
    #[must_use]
    pub fn new(study: &Study, replications: u32, shown: bool) -> Self {
        let origin = study.plan().origin;
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let length = u64::from(replications) * study.time_per_replication().as_millis();
        let bar = ProgressBar::with_draw_target(Some(length), target);
        let style = ProgressStyle::with_template(TEMPLATE);
        bar.set_style(style.expect("the template is valid"));
        Self {
            drawn: bar,
            origin,
            replications,
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
        let date = date.map_or_else(String::new, |date| date.to_string());
        let speed = state.events as f64 / self.started.seconds().max(1e-3);
        message(&date, (state.finished, self.replications), speed)
    }

    /// Removes the bar.
    pub fn clear(&self) {
        self.drawn.finish_and_clear();
    }
}

/// What the bar says beside how much is done: `finished` of all replications, events per second.
fn message(date: &str, (finished, replications): (u32, u32), speed: f64) -> String {
    let replications = match replications {
        1 => String::new(),
        replications => format!("  {finished}/{replications} runs"),
    };
    format!("{date}{replications}  {:.1} M events/s", speed / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_fits_into_a_terminal() {
        let longest = message("9999-12-31", (1_000_000, 1_000_000), 999.9e6);
        let line = TEMPLATE.replace("{msg}", &longest);
        let line = line.replace("{bar:10}", &" ".repeat(10));
        let line = line.replace("{percent:>3}", "100").replace("{eta}", "59m");
        assert!(line.len() <= WIDTH, "{}: {line}", line.len());
        assert_eq!(
            message("2018-01-31", (0, 1), 1.26e6),
            "2018-01-31  1.3 M events/s"
        );
    }
}
