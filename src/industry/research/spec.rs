//! The section `[research]` as written: academicians, institutes and projects. What visitors meet
//! is in `guests`, the platform in `platform`.

mod guests;
mod platform;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::scenario::Named;
use crate::units::{Date, Duration, DurationLaw, Fen, Law, Rate, Share};
pub use guests::{ContactsFile, EventFile, HomeFile, RecuperationFile, ReputationFile, VisitsFile};
pub use platform::MatchingFile;

/// Academicians, institutes, and the platform that matches experts with companies. A part that is
/// left out is not there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ResearchFile {
    /// Academicians who reside at the innovation centre, part of their time.
    pub academicians: Option<AcademiciansFile>,
    /// Contacts with experts outside, which draw visits. Without them, contacts have no effect on
    /// the rate of visits.
    pub contacts: Option<ContactsFile>,
    /// The city's name among experts, which draws visits. Without it, patents have no effect on the
    /// rate of visits.
    pub reputation: Option<ReputationFile>,
    /// The academicians' home. Without it, every visit has a room.
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
    /// The groups in which they come, by name; 18 persons in all in the report.
    #[schemars(extend("minProperties" = 1))]
    pub arrivals: Named<ArrivalsFile>,
    /// The talent channel, of kind `programme`, through which they register. Without it they do not
    /// register.
    pub channel: Option<String>,
    /// The share of their working time that they spend here. Default 0.15, an assumption.
    #[serde(default = "fte")]
    pub fte: Share,
    /// The shares of that time for stay, exchange, discussion, and transformation of results into
    /// projects, in this order. They must sum to 1. Default a quarter each, an assumption.
    #[serde(default = "activity_split")]
    pub activity_split: [f64; 4],
    /// What a full-time day of discussion adds to the fab's knowledge K. Default 0.0001, an
    /// assumption.
    #[serde(default = "knowledge_per_discussion_day")]
    #[schemars(range(min = 0, max = 1))]
    pub knowledge_per_discussion_day: f64,
    /// Mean number of projects that begin per full-time day of transformation. Default 0.02, an
    /// assumption: one in 50 days.
    #[serde(default = "projects_per_transformation_day")]
    #[schemars(range(min = 0, max = 10))]
    pub projects_per_transformation_day: f64,
}

/// Academicians who come to reside.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ArrivalsFile {
    /// The day on which they come; one before the start of the run counts as the start.
    pub date: Date,
    /// How many persons come.
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
    /// The talent channel, of kind `programme`, through which the doctors register. Without it they
    /// do not register.
    pub channel: Option<String>,
    /// Rate of doctors who apply; those who find no free seat go elsewhere. Default 10 /y, an
    /// assumption.
    #[serde(default = "doctors")]
    pub doctors: Rate,
    /// Rate of projects that a doctor begins. Default 0.2 /y, an assumption.
    #[serde(default = "projects_per_doctor")]
    pub projects_per_doctor: Rate,
}

/// Research projects, wherever they come from (equation E8).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ProjectsFile {
    /// The mean of a project's money, which is lognormal. Default 1.129 M CNY, from 350 M for 310.
    pub rd_per_project: Fen,
    /// The standard deviation of a project's money over its mean. Default 1, an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub rd_cv: f64,
    /// How long a project spends its money, evenly. Default erlang(k=4, mean=12 mo), an assumption.
    pub duration: DurationLaw,
    /// Patents a year over the root of the year's money in millions of yuan times its doctors: the
    /// experts who came to the platform and the doctor years at institutes. Default 0.8251, from
    /// 280 patents of 350 M and 329 doctors.
    #[schemars(range(min = 0, max = 1000))]
    pub theta: f64,
    /// The probability that a project sets up a base of school and company. Default 0.2387, from 74
    /// bases of 310 projects.
    pub p_base: Share,
    /// The probability that a base becomes a research centre of the province. Default 0.5676, from
    /// 42 centres of 74 bases.
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
