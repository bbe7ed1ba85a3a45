//! What visitors meet, checked: contacts, reputation, the home, visits, recuperation events.

use super::checker::Checker;
use crate::industry::research::spec::{
    ContactsFile, EventFile, HomeFile, RecuperationFile, ReputationFile, ResearchFile, VisitsFile,
};
use crate::scenario::FieldPath;
use crate::units::{Duration, DurationLaw, Rate, SimTime, named_enum};

/// What visitors meet.
#[derive(Clone, Debug)]
pub(in crate::industry::research) struct GuestsPlan {
    pub(in crate::industry::research) contacts: Option<PullPlan>,
    /// Contacts that a day of exchange brings, in days of stay.
    pub(in crate::industry::research) exchange_weight: f64,
    pub(in crate::industry::research) reputation: Option<PullPlan>,
    pub(in crate::industry::research) home: Option<HomePlan>,
    pub(in crate::industry::research) visits: Option<VisitsPlan>,
    pub(in crate::industry::research) recuperation: RecuperationPlan,
}

/// A stock of goodwill that draws visits.
#[derive(Clone, Copy, Debug)]
pub(in crate::industry::research) struct PullPlan {
    pub(in crate::industry::research) initial: f64,
    pub(in crate::industry::research) reference: f64,
    pub(in crate::industry::research) weight: f64,
    pub(in crate::industry::research) lasting: Duration,
}

/// The home of the academicians.
#[derive(Clone, Copy, Debug)]
pub(in crate::industry::research) struct HomePlan {
    pub(in crate::industry::research) rooms: u32,
    pub(in crate::industry::research) opened: SimTime,
    /// Rooms for academicians elsewhere in the city.
    pub(in crate::industry::research) other_rooms: u32,
}

named_enum! {
    /// What a visit is for.
    pub(in crate::industry::research) enum VisitKind {
        /// It serves a company: the fab learns.
        Service = "service",
        /// A lecture: training goes faster for a while.
        Lecture = "lecture",
        /// An exchange: more contacts than a stay brings.
        Exchange = "exchange",
        /// The transformation of results: a project.
        Transformation = "transformation",
    }
}

/// Visits of academicians.
#[derive(Clone, Debug)]
pub(in crate::industry::research) struct VisitsPlan {
    pub(in crate::industry::research) rate: Rate,
    /// The share of each kind, in the order of [`VisitKind::ALL`]; they sum to one.
    pub(in crate::industry::research) mix: [f64; VisitKind::ALL.len()],
    pub(in crate::industry::research) stay: DurationLaw,
    pub(in crate::industry::research) knowledge_per_service: f64,
    pub(in crate::industry::research) lecture_gain: f64,
    pub(in crate::industry::research) lecture_lasts: Duration,
    pub(in crate::industry::research) lectures_at_once: u32,
}

/// Recuperation events.
#[derive(Clone, Debug, Default)]
pub(in crate::industry::research) struct RecuperationPlan {
    pub(in crate::industry::research) hotel_beds: u32,
    pub(in crate::industry::research) persons_per_room: u32,
    pub(in crate::industry::research) events: Vec<EventPlan>,
}

/// A recuperation event.
#[derive(Clone, Copy, Debug)]
pub(in crate::industry::research) struct EventPlan {
    pub(in crate::industry::research) begins: SimTime,
    pub(in crate::industry::research) size: u32,
    pub(in crate::industry::research) days: u32,
}

/// Checks the parts of the section at `at` that visitors meet.
pub(super) fn check(file: &ResearchFile, at: &FieldPath, checker: &mut Checker) -> GuestsPlan {
    let contacts = file.contacts.as_ref();
    let reputation = file.reputation.as_ref();
    let home = file.home.as_ref();
    let visits = file.visits.as_ref();
    let recuperation = file.recuperation.as_ref();
    GuestsPlan {
        contacts: contacts.map(|file| file.check(&at.field("contacts"), checker)),
        exchange_weight: contacts.map_or(1.0, |file| file.exchange_weight),
        reputation: reputation.map(|file| file.check(&at.field("reputation"), checker)),
        home: home.map(|file| file.check(checker)),
        visits: visits.map(|file| file.check(&at.field("visits"), checker)),
        recuperation: recuperation
            .map(|file| file.check(checker))
            .unwrap_or_default(),
    }
}

impl ContactsFile {
    fn check(&self, at: &FieldPath, checker: &mut Checker) -> PullPlan {
        let &Self {
            initial,
            reference,
            weight,
            lasts,
            exchange_weight: _,
        } = self;
        PullPlan {
            initial,
            reference,
            weight,
            lasting: checker.span(lasts, at.field("lasts")),
        }
    }
}

impl ReputationFile {
    fn check(&self, at: &FieldPath, checker: &mut Checker) -> PullPlan {
        let &Self {
            initial,
            reference,
            weight,
            lasts,
        } = self;
        PullPlan {
            initial,
            reference,
            weight,
            lasting: checker.span(lasts, at.field("lasts")),
        }
    }
}

impl HomeFile {
    fn check(&self, checker: &Checker) -> HomePlan {
        let &Self {
            rooms,
            opened,
            other_rooms,
        } = self;
        HomePlan {
            rooms,
            opened: checker.begin_of(opened),
            other_rooms,
        }
    }
}

impl VisitsFile {
    fn check(&self, at: &FieldPath, checker: &mut Checker) -> VisitsPlan {
        let Self {
            rate,
            mix,
            stay,
            knowledge_per_service,
            lecture_gain,
            lecture_lasts,
            lectures_at_once,
        } = self;
        VisitsPlan {
            rate: checker.rate(*rate, at.field("rate")),
            mix: checker.shares(*mix, at.field("mix")),
            stay: stay.clone(),
            knowledge_per_service: *knowledge_per_service,
            lecture_gain: *lecture_gain,
            lecture_lasts: *lecture_lasts,
            lectures_at_once: *lectures_at_once,
        }
    }
}

impl RecuperationFile {
    fn check(&self, checker: &Checker) -> RecuperationPlan {
        let &Self {
            ref events,
            hotel_beds,
            persons_per_room,
        } = self;
        let event = |(_, file): (&str, &EventFile)| {
            let &EventFile { date, size, days } = file;
            let begins = date.begins(checker.start)?;
            Some(EventPlan { begins, size, days })
        };
        RecuperationPlan {
            hotel_beds,
            persons_per_room,
            events: events.iter().filter_map(event).collect(),
        }
    }
}
