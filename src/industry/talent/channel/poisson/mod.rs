//! People who come at a constant rate.

pub mod spec;

use super::{Agenda, ChannelKind, ChannelRun};
use crate::engine::{Clock, Streams};
use crate::industry::talent::conditions::{Conditions, Month};
use crate::industry::talent::persons::Persons;
use crate::scenario::{At, Fault, Problems};
use crate::units::{Date, Rate};
use spec::PoissonFile;

/// A Poisson process of registrations, checked.
#[derive(Clone, Debug)]
pub struct Poisson {
    /// Persons per time.
    pub rate: Rate,
}

/// The most people through such a channel, a day.
const MOST_PER_DAY: f64 = 10_000.0;

impl ChannelKind for Poisson {
    type File = PoissonFile;
    type Run = Self;

    fn check(
        file: &PoissonFile,
        _: Date,
        at: &At,
        problems: &mut Problems,
    ) -> (Self, Vec<Persons>) {
        let PoissonFile { rate, persons } = file;
        if rate.get_per_day() > MOST_PER_DAY {
            let allowed = format!("at most {MOST_PER_DAY} /d");
            problems.add(at.field("rate"), Fault::out_of_range(rate, allowed));
        }
        let persons = persons.check(&at.field("persons"), problems);
        (Self { rate: *rate }, vec![persons])
    }

    fn expected_per_year(&self, _: &Conditions) -> f64 {
        self.rate.get_per_year()
    }

    fn start(&self, _: &str, _: &Clock, _: &Streams, _: &mut Agenda) -> Self {
        self.clone()
    }
}

impl ChannelRun for Poisson {
    type Statistics = ();

    fn rate(&self, _: &Month, _: &Conditions) -> Rate {
        self.rate
    }

    fn statistics(&self) {}
}
