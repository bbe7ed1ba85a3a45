//! The section `careers` of a scenario: who is hired, who leaves the city, and how people rise.

mod rising;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cultivation::Cultivation;
use super::evaluation::Evaluation;
use super::hazard::{CityEffects, FirstJob};
use super::ladder::Ladder;
use super::matching::Matching;
use crate::industry::shared::people::{Occupation, Tier};
use crate::industry::shared::staff::Role;
use crate::scenario::{At, Fault, Problems};
use crate::units::{Duration, Rate, Share};

pub use rising::{
    CultivationFile, EvaluationFile, PromotionFile, ResidentsFile, SoughtFile, TierFile, TrackFile,
};

/// Hiring for the chip chain, and leaving the city.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct CareersFile {
    /// How those who seek a post in the chip chain find one.
    pub hire: HireFile,
    /// How often people leave the city.
    pub exit: ExitFile,
    /// How people rise through the tiers. Without it, dwell takes nobody up.
    pub tier: Option<TierFile>,
    /// Direct evaluation. Without it, there is none.
    pub evaluation: Option<EvaluationFile>,
    /// Cultivation projects. Without it, there are none.
    pub cultivation: Option<CultivationFile>,
}

/// How those who seek a post in the chip chain find one (equation E16).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct HireFile {
    /// The efficiency m of matching: matches a month if seekers and vacancies were one each.
    /// Default 0.35 /mo, an assumption; at most 100 /mo.
    pub m: Rate,
    /// The elasticity a of matches in seekers; that in vacancies is 1 - a. Default 0.5, from the
    /// literature on matching (.5 to .7).
    pub elasticity: Share,
    /// Posts filled beyond the plan, as a share of it. Default 5 %, an assumption.
    pub overhire: Share,
    /// How often a seeker gives up and works in another industry. Default 1.520833 /y, once in
    /// 240 d, an assumption; at most 100 /y.
    pub leak: Rate,
}

impl Default for HireFile {
    fn default() -> Self {
        Self {
            m: Rate::per_month(0.35),
            elasticity: Share::clamped(0.5),
            overhire: Share::clamped(0.05),
            leak: Rate::per_day(1.0 / 240.0),
        }
    }
}

/// How often people leave the city (equation E12).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ExitFile {
    /// The Weibull shape k of the time in a job outside the chip chain. Default 0.4314, from 33 %
    /// quitting within 6 months and 42 % staying for 3 years.
    #[schemars(range(min = 0.1, max = 10))]
    pub graduate_k: f64,
    /// The Weibull scale eta of the same. Default 4.171 y; at least 1 d.
    pub graduate_eta: Duration,
    /// Of those who leave such a job, the share who leave the city with it. Default 0.35, an
    /// assumption.
    pub city_share: Share,
    /// How often an operator leaves the city, in a post or seeking one. Default 0.18 /y, an
    /// assumption; at most 100 /y, as all rates of this table.
    pub operator: Rate,
    /// The same for a technician. Default 0.15 /y, an assumption.
    pub technician: Rate,
    /// The same for an engineer. Default 0.12 /y, after the 12.5 % of China's chip industry in 2019.
    pub engineer: Rate,
    /// The same for an assembler. Default 0.6 /y, an assumption.
    pub assembler: Rate,
    /// The same for a doctor or professor, whatever the work. Default 0.06 /y, an assumption.
    pub phd: Rate,
    /// The same for a leading talent or academician, whatever the work. Default 0.04 /y, an
    /// assumption.
    pub leading: Rate,
    /// The effect `b_S` of the service index on the logarithm of every rate. Default 1.5, an
    /// assumption.
    #[schemars(range(min = 0, max = 20))]
    pub beta_service: f64,
    /// The effect `b_c` of 10 minutes of commute on the same. Default 0.05, an assumption.
    #[schemars(range(min = 0, max = 5))]
    pub beta_commute: f64,
    /// The effect `b_w` of the logarithm of the outside wage over the wage here on the same. Default
    /// 1, an assumption.
    #[schemars(range(min = 0, max = 10))]
    pub beta_wage: f64,
}

impl Default for ExitFile {
    fn default() -> Self {
        Self {
            graduate_k: 0.4314,
            graduate_eta: Duration::from_days_f64(4.171 * 365.0),
            city_share: Share::clamped(0.35),
            operator: Rate::per_year(0.18),
            technician: Rate::per_year(0.15),
            engineer: Rate::per_year(0.12),
            assembler: Rate::per_year(0.60),
            phd: Rate::per_year(0.06),
            leading: Rate::per_year(0.04),
            beta_service: 1.5,
            beta_commute: 0.05,
            beta_wage: 1.0,
        }
    }
}

/// The most often that anything in this section happens to a person, a year. Beyond it a run would
/// be made of due dates.
const MOST_PER_YEAR: f64 = 100.0;
/// The most efficient matching, a month.
const MOST_MATCHES_PER_MONTH: f64 = 100.0;

impl CareersFile {
    /// The section at `at` with its ranges checked; none if something is wrong.
    #[must_use]
    pub fn check(&self, at: &At, problems: &mut Problems) -> Option<Careers> {
        let Self {
            hire,
            exit,
            tier,
            evaluation,
            cultivation,
        } = self;
        let before = problems.len();
        let hiring = hire.check(&at.field("hire"), problems);
        let leaving = exit.check(&at.field("exit"), problems);
        let tier = tier.as_ref();
        let ladder = tier.and_then(|file| file.check(&at.field("tier"), problems));
        let cultivation = cultivation.as_ref();
        let cultivation =
            cultivation.and_then(|file| file.check(&at.field("cultivation"), problems));
        let ((matching, leak), leaving) = hiring.zip(leaving)?;
        (problems.len() == before).then_some(Careers {
            matching,
            leak,
            leaving,
            ladder,
            evaluation: evaluation.as_ref().map(EvaluationFile::check),
            cultivation,
        })
    }
}

impl HireFile {
    fn check(&self, at: &At, problems: &mut Problems) -> Option<(Matching, Rate)> {
        let Self {
            m,
            elasticity,
            overhire,
            leak,
        } = *self;
        let before = problems.len();
        if m.get_per_month() > MOST_MATCHES_PER_MONTH {
            let allowed = format!("at most {MOST_MATCHES_PER_MONTH} /mo");
            problems.add(at.field("m"), Fault::out_of_range(m, allowed));
        }
        check_rate(at, "leak", leak, problems);
        let matching = Matching {
            efficiency: m,
            elasticity,
            overhire,
        };
        (problems.len() == before).then_some((matching, leak))
    }
}

impl ExitFile {
    fn check(&self, at: &At, problems: &mut Problems) -> Option<Leaving> {
        let Self {
            graduate_k,
            graduate_eta,
            city_share,
            operator,
            technician,
            engineer,
            assembler,
            phd,
            leading,
            beta_service,
            beta_commute,
            beta_wage,
        } = *self;
        let before = problems.len();
        let rates = [
            ("operator", operator),
            ("technician", technician),
            ("engineer", engineer),
            ("assembler", assembler),
            ("phd", phd),
            ("leading", leading),
        ];
        for (name, rate) in rates {
            check_rate(at, name, rate, problems);
        }
        if graduate_eta < Duration::days(1) {
            let fault = Fault::out_of_range(graduate_eta, "at least 1 d");
            problems.add(at.field("graduate_eta"), fault);
        }
        (problems.len() == before).then(|| Leaving {
            by_role: [operator, technician, engineer, assembler],
            doctor: phd,
            leading,
            first_job: FirstJob::new(graduate_k, graduate_eta),
            city_share,
            city: CityEffects {
                service: beta_service,
                commute: beta_commute,
                wage: beta_wage,
            },
        })
    }
}

fn check_rate(at: &At, name: &str, rate: Rate, problems: &mut Problems) {
    if rate.get_per_year() > MOST_PER_YEAR {
        let allowed = format!("at most {MOST_PER_YEAR} /y");
        problems.add(at.field(name), Fault::out_of_range(rate, allowed));
    }
}

/// The section `careers`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Careers {
    /// How seekers find posts.
    pub(super) matching: Matching,
    /// How often a seeker gives up and works in another industry.
    pub(super) leak: Rate,
    /// Who leaves when.
    pub(super) leaving: Leaving,
    /// How people rise by dwell, if they do.
    pub(super) ladder: Option<Ladder>,
    /// Direct evaluation, if there is any.
    pub(super) evaluation: Option<Evaluation>,
    /// Cultivation projects, if there are any.
    pub(super) cultivation: Option<Cultivation>,
}

/// Who leaves the city when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leaving {
    /// How often people of the chip occupations leave, by role.
    by_role: [Rate; 4],
    /// The same for doctors, whatever they work as.
    doctor: Rate,
    /// The same for leading talents and academicians, whatever they work as.
    leading: Rate,
    /// How long jobs in other industries last.
    pub(super) first_job: FirstJob,
    /// Of those who leave such a job, the share who leave the city with it.
    pub(super) city_share: Share,
    /// How the city moves every hazard.
    pub(super) city: CityEffects,
}

impl Leaving {
    /// How often a person leaves the city, before the city's factor; none for those whose leaving
    /// hangs on a job in another industry, [`FirstJob`].
    pub(super) const fn rate(&self, tier: Tier, occupation: Occupation) -> Option<Rate> {
        match tier {
            Tier::Doctor => Some(self.doctor),
            Tier::Leading | Tier::Academician => Some(self.leading),
            Tier::Student | Tier::Technician | Tier::Engineer => match Role::of(occupation) {
                Some(role) => Some(self.by_role[role as usize]),
                None => None,
            },
        }
    }
}
