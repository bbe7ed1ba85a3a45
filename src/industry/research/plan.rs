//! Research, checked: academicians, institutes and projects. What visitors meet is in `guests`, the
//! platform in `platform`.

mod checker;
mod guests;
mod platform;

use super::spec::{AcademiciansFile, ArrivalsFile, InstituteFile, ProjectsFile, ResearchFile};
use crate::industry::shared::names::Names;
use crate::industry::shared::people::ChannelId;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, Share, SimTime, named_enum};
use checker::Checker;
pub(super) use guests::{GuestsPlan, PullPlan, VisitKind};
pub(super) use platform::PlatformPlan;

/// Research, checked.
#[derive(Clone, Debug)]
pub struct Research {
    pub(super) academicians: Option<AcademiciansPlan>,
    pub(super) guests: GuestsPlan,
    pub(super) institutes: Vec<InstitutePlan>,
    pub(super) platform: Option<PlatformPlan>,
    pub(super) projects: ProjectsPlan,
}

named_enum! {
    /// What resident academicians do with their time.
    pub(super) enum Activity {
        /// They are here: contacts.
        Stay = "stay",
        /// They exchange with experts outside: more contacts.
        Exchange = "exchange",
        /// They discuss with engineers: the fab learns.
        Discussion = "discussion",
        /// They turn results into projects.
        Transformation = "transformation",
    }
}

/// Resident academicians, checked.
#[derive(Clone, Debug)]
pub(super) struct AcademiciansPlan {
    /// From when on how many more are invited, in any order.
    pub(super) arrivals: Vec<(SimTime, u32)>,
    pub(super) channel: Option<ChannelId>,
    pub(super) fte: Share,
    /// The share of each activity, in the order of [`Activity::ALL`]; they sum to one.
    pub(super) split: [f64; Activity::ALL.len()],
    pub(super) knowledge_per_discussion_day: f64,
    pub(super) projects_per_transformation_day: f64,
}

/// A research institute, checked.
#[derive(Clone, Debug)]
pub(super) struct InstitutePlan {
    pub(super) name: String,
    pub(super) seats: u32,
    pub(super) start: SimTime,
    pub(super) channel: Option<ChannelId>,
    pub(super) doctors: Rate,
    pub(super) projects_per_doctor: Rate,
}

named_enum! {
    /// Where a project comes from.
    pub(super) enum ProjectOrigin {
        /// An expert and a company that the platform matched.
        Matching = "matching",
        /// A doctor of an institute.
        Institutes = "institutes",
        /// A resident academician.
        Academicians = "academicians",
        /// A visiting academician.
        Visits = "visits",
    }
}

/// What projects are like, checked.
#[derive(Clone, Debug)]
pub(super) struct ProjectsPlan {
    /// The law of a project's money, in fen.
    pub(super) money: Law,
    pub(super) duration: DurationLaw,
    /// Patents over the root of millions of yuan times doctors.
    pub(super) theta: f64,
    pub(super) base: Share,
    pub(super) centre: Share,
    pub(super) initial_bases: u32,
}

/// The greatest mean of the money of a project.
const MOST_MONEY: Fen = Fen::yuan(10_000_000_000);
impl ResearchFile {
    /// Checks the section at `at` of a run that starts on `start`; none if something is wrong.
    pub(super) fn check(
        &self,
        start: Date,
        names: &Names,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Research> {
        let Self {
            academicians,
            contacts: _,
            reputation: _,
            home: _,
            visits: _,
            recuperation: _,
            institutes,
            matching,
            projects,
        } = self;
        let before = problems.len();
        let checker = &mut Checker {
            start,
            names,
            problems,
        };
        let institute = |(name, file): (&str, &InstituteFile)| {
            let at = at.field("institutes").field(name);
            file.check(name, &at, checker)
        };
        let institutes = institutes.iter().map(institute).collect();
        let research = Research {
            academicians: academicians
                .as_ref()
                .map(|file| file.check(&at.field("academicians"), checker)),
            guests: guests::check(self, at, checker),
            institutes,
            platform: matching
                .as_ref()
                .map(|file| file.check(&at.field("matching"), checker)),
            projects: projects.check(&at.field("projects"), checker),
        };
        (problems.len() == before).then_some(research)
    }
}

impl AcademiciansFile {
    fn check(&self, at: &FieldPath, checker: &mut Checker) -> AcademiciansPlan {
        let Self {
            arrivals,
            channel,
            fte,
            activity_split,
            knowledge_per_discussion_day,
            projects_per_transformation_day,
        } = self;
        let arrivals = arrivals.iter().map(|(_, file)| {
            let &ArrivalsFile { date, persons } = file;
            (checker.begin_of(date), persons)
        });
        AcademiciansPlan {
            arrivals: arrivals.collect(),
            channel: checker.channel(channel.as_ref(), at),
            fte: *fte,
            split: checker.shares(*activity_split, at.field("activity_split")),
            knowledge_per_discussion_day: *knowledge_per_discussion_day,
            projects_per_transformation_day: *projects_per_transformation_day,
        }
    }
}

impl InstituteFile {
    fn check(&self, name: &str, at: &FieldPath, checker: &mut Checker) -> InstitutePlan {
        let Self {
            seats,
            start,
            channel,
            doctors,
            projects_per_doctor,
        } = self;
        InstitutePlan {
            name: name.to_owned(),
            seats: *seats,
            start: checker.begin_of(*start),
            channel: checker.channel(channel.as_ref(), at),
            doctors: checker.rate(*doctors, at.field("doctors")),
            projects_per_doctor: checker
                .rate(*projects_per_doctor, at.field("projects_per_doctor")),
        }
    }
}

impl ProjectsFile {
    fn check(&self, at: &FieldPath, checker: &mut Checker) -> ProjectsPlan {
        let Self {
            rd_per_project,
            rd_cv,
            duration,
            theta,
            p_base,
            p_centre,
            initial_bases,
        } = self;
        let money = rd_per_project.as_fen() as f64;
        if *rd_per_project <= Fen::ZERO || *rd_per_project > MOST_MONEY {
            let fault = Fault::out_of_range(rd_per_project, "more than 0 CNY, at most 10 bn CNY");
            checker.problems.add(at.field("rd_per_project"), fault);
        }
        if duration.mean() < Duration::days(1) {
            let fault = Fault::out_of_range(duration, "a mean of at least 1 d");
            checker.problems.add(at.field("duration"), fault);
        }
        ProjectsPlan {
            money: if *rd_cv > 0.0 {
                Law::Lognormal {
                    mean: money,
                    cv: *rd_cv,
                }
            } else {
                Law::Constant { value: money }
            },
            duration: duration.clone(),
            theta: *theta,
            base: *p_base,
            centre: *p_centre,
            initial_bases: *initial_bases,
        }
    }
}
