//! The section `research` of a scenario: academicians, institutes and projects. What visitors meet
//! stands in `guests`, the platform in `platform`.

mod guests;
mod platform;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Research;
use super::projects::ProjectsPlan;
use super::residents::{AcademiciansPlan, InstitutePlan};
use crate::industry::shared::names::Names;
use crate::industry::shared::people::ChannelId;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, Share, SimTime};
pub use guests::{ContactsFile, EventFile, HomeFile, RecuperationFile, ReputationFile, VisitsFile};
pub use platform::MatchingFile;

/// Academicians, institutes, and the platform that matches experts with companies. A part that is
/// left out is not there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ResearchFile {
    /// Academicians who reside at the innovation centre, part of their time.
    pub academicians: Option<AcademiciansFile>,
    /// Contacts with experts outside, which draw visits. Without them visits come at their rate.
    pub contacts: Option<ContactsFile>,
    /// The city's name among experts, which draws visits. Without it nobody minds patents.
    pub reputation: Option<ReputationFile>,
    /// The academicians' home. Without it, every visit finds a room.
    pub home: Option<HomeFile>,
    /// Visits of academicians.
    pub visits: Option<VisitsFile>,
    /// Recuperation events for experts and their families.
    pub recuperation: Option<RecuperationFile>,
    /// Research institutes, by name.
    pub institutes: Named<InstituteFile>,
    /// The platform that matches experts and companies.
    pub matching: Option<MatchingFile>,
    /// What research projects are like, wherever they come from.
    pub projects: ProjectsFile,
}

/// Resident academicians (equation E7).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct AcademiciansFile {
    /// When how many come, by name; 18 in all in the report.
    #[schemars(extend("minProperties" = 1))]
    pub arrivals: Named<ArrivalsFile>,
    /// The talent channel, of kind `programme`, that says who they are. Without it they do not
    /// register.
    pub channel: Option<String>,
    /// The part of their working time that they are here. Default 0.15, an assumption.
    #[serde(default = "fte")]
    pub fte: Share,
    /// What they do with it: stay, exchange, discussion, transformation of results into projects.
    /// They must sum to 1. Default a quarter each, an assumption.
    #[serde(default = "activity_split")]
    pub activity_split: [f64; 4],
    /// What a full-time day of discussion adds to the fab's knowledge K. Default 0.0001, an
    /// assumption.
    #[serde(default = "knowledge_per_discussion_day")]
    #[schemars(range(min = 0, max = 1))]
    pub knowledge_per_discussion_day: f64,
    /// Projects that begin per full-time day of transformation, in the mean. Default 0.02, an
    /// assumption: one in 50 days.
    #[serde(default = "projects_per_transformation_day")]
    #[schemars(range(min = 0, max = 10))]
    pub projects_per_transformation_day: f64,
}

/// Academicians who come to reside.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ArrivalsFile {
    /// The day; one before the start of the run counts as the start.
    pub date: Date,
    /// How many.
    #[schemars(range(min = 1, max = 10000))]
    pub persons: u32,
}

/// A research institute (register P1).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct InstituteFile {
    /// Seats for doctors.
    #[schemars(range(min = 1, max = 100_000))]
    pub seats: u32,
    /// The day it begins; one before the start of the run counts as the start.
    pub start: Date,
    /// The talent channel, of kind `programme`, that says who the doctors are. Without it they do
    /// not register.
    pub channel: Option<String>,
    /// Doctors who apply; those who find no free seat go elsewhere. Default 10 /y, an assumption.
    #[serde(default = "doctors")]
    pub doctors: Rate,
    /// Projects that a doctor begins. Default 0.2 /y, an assumption.
    #[serde(default = "projects_per_doctor")]
    pub projects_per_doctor: Rate,
}

/// Research projects, wherever they come from (equation E8).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ProjectsFile {
    /// The mean of a project's money, which is lognormal. Default 1.129 M CNY, from 350 M for 310.
    pub rd_per_project: Fen,
    /// Its standard deviation over its mean. Default 1, an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub rd_cv: f64,
    /// How long a project spends its money, evenly. Default erlang(k=4, mean=12 mo), an assumption.
    pub duration: DurationLaw,
    /// Patents a year over the root of the year's money in millions of yuan times its doctors: the
    /// experts who came to the platform and the doctor years at institutes. Default 0.8251, from
    /// 280 patents of 350 M and 329 doctors.
    #[schemars(range(min = 0, max = 1000))]
    pub theta: f64,
    /// The chance that a project sets up a base of school and company. Default 0.2387, from 74
    /// bases of 310 projects.
    pub p_base: Share,
    /// The chance that a base becomes a research centre of the province. Default 0.5676, from 42
    /// centres of 74 bases.
    pub p_centre: Share,
    /// Bases that are there from the start. Default 0.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub initial_bases: u32,
}

fn fte() -> Share {
    Share::clamped(0.15)
}

const fn activity_split() -> [f64; 4] {
    [0.25; 4]
}

const fn knowledge_per_discussion_day() -> f64 {
    0.0001
}

const fn projects_per_transformation_day() -> f64 {
    0.02
}

fn doctors() -> Rate {
    Rate::per_year(10.0)
}

fn projects_per_doctor() -> Rate {
    Rate::per_year(0.2)
}

impl Default for ProjectsFile {
    fn default() -> Self {
        Self {
            rd_per_project: Fen::yuan(1_129_000),
            rd_cv: 1.0,
            duration: DurationLaw::new(Law::Erlang {
                k: 4,
                mean: Duration::days(365).as_millis() as f64,
            }),
            theta: 0.8251,
            p_base: Share::clamped(0.2387),
            p_centre: Share::clamped(0.5676),
            initial_bases: 0,
        }
    }
}

/// The most of anything that comes one by one, a day.
const MOST_PER_DAY: f64 = 1_000.0;
/// The most money of a project.
const MOST_MONEY: Fen = Fen::yuan(10_000_000_000);
/// How far four parts of a whole may miss 1.
const SLACK: f64 = 1e-6;

/// Where a section is checked: the first day of the run, the names of other sections, and what is
/// wrong so far.
struct Desk<'a> {
    start: Date,
    names: &'a Names,
    problems: &'a mut Problems,
}

impl Desk<'_> {
    /// The instant a day begins; one before the start counts as the start.
    fn begin_of(&self, date: Date) -> SimTime {
        date.begins(self.start).unwrap_or(SimTime::ZERO)
    }

    fn channel(&mut self, name: Option<&String>, at: &At) -> Option<ChannelId> {
        let name = name?;
        let channel = self.names.programme_channel(name);
        if channel.is_none() {
            let known = self.names.programme_channels.iter().map(String::as_str);
            let fault = Fault::unknown_name("talent channel of kind `programme`", name, known);
            self.problems.add(at.field("channel"), fault);
        }
        channel
    }

    fn rate(&mut self, rate: Rate, at: At) -> Rate {
        if rate.get_per_day() > MOST_PER_DAY {
            let allowed = format!("at most {MOST_PER_DAY} /d");
            self.problems.add(at, Fault::out_of_range(rate, allowed));
        }
        rate
    }

    fn parts(&mut self, parts: [f64; 4], at: At) -> [f64; 4] {
        let sum: f64 = parts.iter().sum();
        if parts.iter().any(|part| *part < 0.0) || (sum - 1.0).abs() > SLACK {
            let message = format!("the parts sum to {sum}");
            let help = "no part may be negative, and all four must sum to 1";
            self.problems.add(at, Fault::invalid(message, help));
        }
        parts
    }

    fn span(&mut self, span: Duration, at: At) -> Duration {
        if span < Duration::days(1) {
            self.problems
                .add(at, Fault::out_of_range(span, "at least 1 d"));
        }
        span
    }
}

impl ResearchFile {
    /// The section at `at` of a run that starts on `start`, checked; none if something is wrong.
    #[must_use]
    pub fn check(
        &self,
        start: Date,
        names: &Names,
        at: &At,
        problems: &mut Problems,
    ) -> Option<Research> {
        let Self {
            academicians,
            contacts,
            reputation,
            home,
            visits,
            recuperation,
            institutes,
            matching,
            projects,
        } = self;
        let before = problems.len();
        let desk = &mut Desk {
            start,
            names,
            problems,
        };
        let institute = |(name, file): (&str, &InstituteFile)| {
            let at = at.field("institutes").field(name);
            file.check(name, &at, desk)
        };
        let institutes = institutes.iter().map(institute).collect();
        let research = Research {
            academicians: academicians
                .as_ref()
                .map(|file| file.check(&at.field("academicians"), desk)),
            guests: guests::check(
                guests::Parts {
                    contacts: contacts.as_ref(),
                    reputation: reputation.as_ref(),
                    home: home.as_ref(),
                    visits: visits.as_ref(),
                    recuperation: recuperation.as_ref(),
                },
                at,
                desk,
            ),
            institutes,
            matching: matching
                .as_ref()
                .map(|file| file.check(&at.field("matching"), desk)),
            projects: projects.check(&at.field("projects"), desk),
        };
        (problems.len() == before).then_some(research)
    }
}

impl AcademiciansFile {
    fn check(&self, at: &At, desk: &mut Desk) -> AcademiciansPlan {
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
            (desk.begin_of(date), persons)
        });
        AcademiciansPlan {
            arrivals: arrivals.collect(),
            channel: desk.channel(channel.as_ref(), at),
            fte: *fte,
            split: desk.parts(*activity_split, at.field("activity_split")),
            knowledge_per_discussion_day: *knowledge_per_discussion_day,
            projects_per_transformation_day: *projects_per_transformation_day,
        }
    }
}

impl InstituteFile {
    fn check(&self, name: &str, at: &At, desk: &mut Desk) -> InstitutePlan {
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
            start: desk.begin_of(*start),
            channel: desk.channel(channel.as_ref(), at),
            doctors: desk.rate(*doctors, at.field("doctors")),
            projects_per_doctor: desk.rate(*projects_per_doctor, at.field("projects_per_doctor")),
        }
    }
}

impl ProjectsFile {
    fn check(&self, at: &At, desk: &mut Desk) -> ProjectsPlan {
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
            desk.problems.add(at.field("rd_per_project"), fault);
        }
        if duration.mean() < Duration::days(1) {
            let fault = Fault::out_of_range(duration, "a mean of at least 1 d");
            desk.problems.add(at.field("duration"), fault);
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
