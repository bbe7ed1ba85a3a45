//! Graduates who choose the city (equation E1): national graduates of the year, times the share
//! that chooses it, spread over the months.

pub mod choice;
pub mod spec;

use super::{Agenda, ChannelKind, ChannelRun};
use crate::engine::{Clock, Streams};
use crate::industry::talent::conditions::{Conditions, Month};
use crate::industry::talent::persons::Persons;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Rate};
use choice::{Choice, logistic};
use spec::{ChoiceFile, StudentsFile};

/// Graduates who choose the city, checked.
#[derive(Clone, Debug)]
pub struct Students {
    /// National graduates by calendar year, in order, at least one. The first value holds before
    /// its year, the last one after its year.
    pub graduates: Vec<(i16, f64)>,
    /// The months' parts of a year's registrations, times twelve: their mean is one.
    pub season: [f64; 12],
    /// The utility of coming.
    pub choice: Choice,
}

/// The most national graduates of a year.
const MOST_GRADUATES: f64 = 1e8;
/// The tolerance of the mean of the season, which is 1.
const SEASON_TOLERANCE: f64 = 1e-6;

impl Students {
    /// National graduates of a calendar year.
    #[must_use]
    pub fn graduates_of(&self, year: i16) -> f64 {
        let after = self.graduates.partition_point(|&(known, _)| known <= year);
        self.graduates[after.saturating_sub(1)].1
    }
}

/// Checks the months' parts.
fn check_season(season: &[f64; 12], at: &At, problems: &mut Problems) {
    let mean = season.iter().sum::<f64>() / 12.0;
    let is_mean_one = (mean - 1.0).abs() <= SEASON_TOLERANCE;
    if !(is_mean_one && season.iter().all(|part| *part >= 0.0)) {
        let message = format!("the mean of the season is {mean}");
        let help = "no part may be negative, and all twelve must sum to 12";
        problems.add(at, Fault::invalid(message, help));
    }
}

/// Checks the table of graduates; its rows in order of the years.
fn check_graduates(table: &Named<f64>, at: &At, problems: &mut Problems) -> Vec<(i16, f64)> {
    if table.is_empty() {
        let what = "the table of graduates".to_owned();
        problems.add(at, Fault::Empty { what });
    }
    let mut graduates = Vec::new();
    for (name, count) in table.iter() {
        let at = at.field(name);
        match name.parse::<i16>() {
            Ok(year) if (1000..=9999).contains(&year) => graduates.push((year, *count)),
            Ok(_) | Err(_) => {
                let message = format!("`{name}` is no year");
                problems.add(&at, Fault::invalid(message, "write it as `2019`"));
            }
        }
        if !(0.0..=MOST_GRADUATES).contains(count) {
            let allowed = format!("from 0 to {MOST_GRADUATES}");
            problems.add(&at, Fault::out_of_range(count, allowed));
        }
    }
    graduates.sort_unstable_by_key(|(year, _)| *year);
    graduates
}

impl ChannelKind for Students {
    type File = StudentsFile;
    type Run = Self;

    fn check(
        file: &StudentsFile,
        _: Date,
        at: &At,
        problems: &mut Problems,
    ) -> (Self, Vec<Persons>) {
        let StudentsFile {
            national_graduates,
            season,
            choice,
            persons,
        } = file;
        check_season(season, &at.field("season"), problems);
        let at_table = at.field("national_graduates");
        let students = Self {
            graduates: check_graduates(national_graduates, &at_table, problems),
            season: *season,
            choice: choice.into(),
        };
        let persons = persons.check(&at.field("persons"), problems);
        (students, vec![persons])
    }

    /// With the graduates of the largest year.
    fn expected_per_year(&self, conditions: &Conditions) -> f64 {
        let most = self.graduates.iter().map(|(_, count)| *count);
        most.fold(0.0, f64::max) * logistic(self.choice.utility(conditions))
    }

    fn start(&self, _: &str, _: &Clock, _: &Streams, _: &mut Agenda) -> Self {
        self.clone()
    }
}

impl ChannelRun for Students {
    type Statistics = ();

    /// The year's count times the month's part of it, spread evenly over the month's days, so that
    /// a full year has exactly `N p` expected registrations whatever the lengths of its months.
    fn rate(&self, month: &Month, conditions: &Conditions) -> Rate {
        let share = logistic(self.choice.utility(conditions));
        let of_month = self.graduates_of(month.year) * share * self.season[month.index] / 12.0;
        Rate::per_milli(of_month / month.length.as_millis() as f64)
    }

    fn statistics(&self) {}
}

impl From<&ChoiceFile> for Choice {
    fn from(file: &ChoiceFile) -> Self {
        let &ChoiceFile {
            v0,
            beta_settle,
            beta_wage,
            beta_house,
            beta_service,
            beta_base,
            reference_bases,
            beta_awareness,
        } = file;
        Self {
            base: v0,
            settle: beta_settle,
            wage: beta_wage,
            house: beta_house,
            service: beta_service,
            bases: beta_base,
            reference_bases,
            awareness: beta_awareness,
        }
    }
}
