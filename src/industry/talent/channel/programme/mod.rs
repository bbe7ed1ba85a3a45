//! People whom a programme brings: another section says when, and hands them over.

pub mod spec;

use super::{Agenda, ChannelKind, ChannelRun};
use crate::engine::{Clock, Streams};
use crate::industry::talent::conditions::Conditions;
use crate::industry::talent::persons::Persons;
use crate::scenario::{At, Problems};
use crate::units::Date;
use spec::ProgrammeChannelFile;

/// A channel through which another section brings people.
#[derive(Clone, Debug)]
pub struct Programme;

impl ChannelKind for Programme {
    type File = ProgrammeChannelFile;
    type Run = Self;

    const IS_BY_PROGRAMME: bool = true;

    fn check(
        file: &ProgrammeChannelFile,
        _: Date,
        at: &At,
        problems: &mut Problems,
    ) -> (Self, Vec<Persons>) {
        let ProgrammeChannelFile { persons } = file;
        let persons = persons.check(&at.field("persons"), problems);
        (Self, vec![persons])
    }

    /// The section that brings them counts them.
    fn expected_per_year(&self, _: &Conditions) -> f64 {
        0.0
    }

    fn start(&self, _: &str, _: &Clock, _: &Streams, _: &mut Agenda) -> Self {
        Self
    }
}

impl ChannelRun for Programme {
    type Statistics = ();

    fn statistics(&self) {}
}
