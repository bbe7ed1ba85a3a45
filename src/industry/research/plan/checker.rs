//! Checks that several parts of the section share.

use crate::industry::shared::names::Names;
use crate::industry::shared::people::ChannelId;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Duration, Rate, SimTime};

/// The greatest rate of arrivals, a day.
const MOST_PER_DAY: f64 = 1_000.0;
/// Tolerance of the sum of four shares that must be 1.
const TOLERANCE: f64 = 1e-6;

/// What parts of the section are checked against, and the problems found so far.
pub(super) struct Checker<'a> {
    pub(super) start: Date,
    pub(super) names: &'a Names,
    pub(super) problems: &'a mut Problems,
}

impl Checker<'_> {
    /// The instant a day begins; one before the start counts as the start.
    pub(super) fn begin_of(&self, date: Date) -> SimTime {
        date.begins(self.start).unwrap_or(SimTime::ZERO)
    }

    pub(super) fn channel(&mut self, name: Option<&String>, at: &FieldPath) -> Option<ChannelId> {
        let name = name?;
        let channel = self.names.programme_channel(name);
        if channel.is_none() {
            let known = self.names.programme_channels.iter().map(String::as_str);
            let fault = Fault::unknown_name("talent channel of kind `programme`", name, known);
            self.problems.add(at.field("channel"), fault);
        }
        channel
    }

    pub(super) fn rate(&mut self, rate: Rate, at: FieldPath) -> Rate {
        if rate.get_per_day() > MOST_PER_DAY {
            let allowed = format!("at most {MOST_PER_DAY} /d");
            self.problems.add(at, Fault::out_of_range(rate, allowed));
        }
        rate
    }

    pub(super) fn shares(&mut self, shares: [f64; 4], at: FieldPath) -> [f64; 4] {
        let sum: f64 = shares.iter().sum();
        if shares.iter().any(|share| *share < 0.0) || (sum - 1.0).abs() > TOLERANCE {
            let message = format!("the shares sum to {sum}");
            let help = "no share may be negative, and all four must sum to 1";
            self.problems.add(at, Fault::invalid(message, help));
        }
        shares
    }

    pub(super) fn span(&mut self, span: Duration, at: FieldPath) -> Duration {
        if span < Duration::days(1) {
            self.problems
                .add(at, Fault::out_of_range(span, "at least 1 d"));
        }
        span
    }
}
