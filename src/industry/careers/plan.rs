//! The section `[careers]`, checked.

mod rising;

use super::hazard::{CityEffects, FirstJob};
use super::ladder::Ladder;
use super::matching::Matching;
use super::spec::{CareersFile, EvaluationFile, ExitFile, HireFile};
use crate::industry::shared::people::{Occupation, Tier};
use crate::industry::shared::staff::Role;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Duration, Rate, Share};

pub(super) use rising::{Cultivation, Evaluation, Grade, Track};

/// The greatest rate at which anything in this section happens to a person, per year: with more, a
/// run would consist of due dates.
const MOST_PER_YEAR: f64 = 100.0;
/// The greatest efficiency of matching, per month.
const MOST_MATCHES_PER_MONTH: f64 = 100.0;

/// The section `[careers]`, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Careers {
    /// How seekers find posts.
    pub(super) matching: Matching,
    /// How often a seeker gives up and works in another industry.
    pub(super) leak: Rate,
    /// Who leaves when.
    pub(super) leaving: Leaving,
    /// How people rise by dwell; none where they do not.
    pub(super) ladder: Option<Ladder>,
    /// Direct evaluation; none where there is none.
    pub(super) evaluation: Option<Evaluation>,
    /// Cultivation projects; none where there are none.
    pub(super) cultivation: Option<Cultivation>,
}

/// Who leaves the city when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leaving {
    /// How often people of the chip occupations leave, by role.
    by_role: [Rate; Role::ALL.len()],
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
    /// How often a person leaves the city, before the city's factor; none for those who leave only
    /// when a job in another industry ends, [`FirstJob`].
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

impl CareersFile {
    /// Checks the section at `at`.
    pub(super) fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<Careers> {
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
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<(Matching, Rate)> {
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
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<Leaving> {
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

fn check_rate(at: &FieldPath, name: &str, rate: Rate, problems: &mut Problems) {
    if rate.get_per_year() > MOST_PER_YEAR {
        let allowed = format!("at most {MOST_PER_YEAR} /y");
        problems.add(at.field(name), Fault::out_of_range(rate, allowed));
    }
}
