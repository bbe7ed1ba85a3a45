//! Random choices of a park.

use chippark::engine::{Stream, Streams};
use chippark::units::Date;

/// A source of random choices.
pub(crate) struct Draw(Stream);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Streams::new(seed, 0).stream("parks", "choices"))
    }

    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.0.chance(share)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn whole(&mut self, low: u32, high: u32) -> u32 {
        let more = self.0.below(u64::from(high - low) + 1);
        low + u32::try_from(more).expect("it is below a small number")
    }

    pub(crate) fn real(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.0.uniform()
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let place = self.0.below(of.len() as u64);
        &of[usize::try_from(place).expect("a place of a list")]
    }

    /// The text with this chance, and nothing otherwise.
    pub(crate) fn perhaps(&mut self, share: f64, text: &str) -> String {
        if self.chance(share) {
            text.to_owned()
        } else {
            String::new()
        }
    }

    /// A law of a span of time in hours with this mean.
    pub(crate) fn law(&mut self, hours: f64) -> String {
        let [low, high] = [0.7 * hours, 1.3 * hours];
        match self.whole(0, 3) {
            0 => format!("\"{hours:.4} h\""),
            1 => format!("\"exponential(mean={hours:.4} h)\""),
            2 => format!("\"uniform(low={low:.4} h, high={high:.4} h)\""),
            _ => format!("\"erlang(k=3, mean={hours:.4} h)\""),
        }
    }
}

/// How many servers keep work for so many busy below the load.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small"
)]
pub(crate) fn servers(busy: f64, load: f64) -> u32 {
    ((busy / load).ceil() as u32).max(1)
}

/// The day of the run, as a date.
pub(crate) fn date(day: u32) -> String {
    let date = Date::ymd(2019, 1, 1).plus_days(day.into());
    date.expect("a few years at most").to_string()
}
