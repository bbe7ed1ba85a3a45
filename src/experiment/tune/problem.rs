//! Which parameters of a scenario are tuned to which of its targets, and how one unit is run.

use super::{Question, TuneError};
use crate::experiment::calibrate::search::Goal;
use crate::experiment::replicate::on_threads;
use crate::experiment::sweep::space::{Factor, Space};
use crate::experiment::sweep::values::Values;
use crate::experiment::sweep::{parts_of, unit_id};
use crate::experiment::targets::windows_of;
use crate::experiment::{Study, Verdict, Watch};
use crate::industry::{Target, TargetKind, TargetRule, Window};
use crate::scenario::{FieldPath, Tunable};
use crate::units::text::nearest;

/// How far inside of a range the search aims, where the reported value is an end of it: as
/// calibration does by default.
const WITHIN: f64 = 0.1;
/// The half-width of the stated tolerance, in standard deviations: it is taken for 95 %.
const TOLERANCE_SDS: f64 = 1.96;

/// A parameter that is fitted. Its place is where its value lies between the ends of its range,
/// from 0 to 1, linearly or by the logarithm.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name for people: that of the factor, or the end of the path.
    pub name: String,
    /// The numbers of the scenario that it sets, at least one; the first is where it starts.
    pub sets: Vec<Tunable>,
    /// The lowest value.
    pub low: f64,
    /// The highest value.
    pub high: f64,
    /// Whether places are on the scale of the logarithm.
    pub logarithmic: bool,
    /// Whether values are whole numbers.
    pub whole: bool,
}

impl Parameter {
    /// Its value in the scenario.
    #[must_use]
    pub fn start(&self) -> f64 {
        self.sets.first().map_or(self.low, Tunable::value)
    }

    /// The value at a place, as the scenario can have it.
    #[must_use]
    pub fn value(&self, place: f64) -> f64 {
        let place = place.clamp(0.0, 1.0);
        let value = if self.logarithmic {
            self.low * (self.high / self.low).powf(place)
        } else {
            self.low + place * (self.high - self.low)
        };
        let value = if self.whole { value.round() } else { value };
        let rounded = self.sets.first().map_or(value, |set| set.rounded(value));
        rounded.clamp(self.low, self.high)
    }

    /// The place of a value.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        if self.logarithmic {
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// The least move that changes the value: one, of a whole number.
    #[must_use]
    pub fn least_move(&self) -> f64 {
        if self.whole {
            1.0 / (self.high - self.low)
        } else {
            0.0
        }
    }

    /// The parameter that a factor is.
    fn of_factor(factor: Factor) -> Result<Self, TuneError> {
        let Factor { name, sets, values } = factor;
        let Values::Range {
            low,
            high,
            logarithmic,
            integer,
        } = values
        else {
            return Err(TuneError::Levels { name });
        };
        let whole = integer || sets.first().is_some_and(Tunable::is_whole);
        Self {
            name,
            sets,
            low,
            high,
            logarithmic,
            whole,
        }
        .checked()
    }

    /// Refuses a start outside of the range.
    fn checked(self) -> Result<Self, TuneError> {
        let (value, low, high) = (self.start(), self.low, self.high);
        if !(low..=high).contains(&value) {
            let path = self.sets.first().map_or("", |set| set.path().as_str());
            return Err(TuneError::OutsideOfRange {
                path: path.to_owned(),
                value,
                low,
                high,
            });
        }
        Ok(self)
    }
}

/// What a figure should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// The figure with its period.
    pub name: String,
    /// The value that it should have.
    pub value: f64,
    /// The standard deviation of the error of that value, beside the noise of one run.
    pub sd: f64,
}

impl Aim {
    /// What a target asks for.
    fn of(target: &Target) -> Self {
        let reported = target.value;
        let value = match target.rule {
            TargetRule::Within(Some(low), Some(high)) => Goal {
                low,
                high,
                reported,
            }
            .aim(WITHIN),
            TargetRule::Exact | TargetRule::Within(..) | TargetRule::Between(..) => reported,
        };
        Self {
            name: target.figure(),
            value,
            sd: target.tolerance.unwrap_or(0.0) / TOLERANCE_SDS,
        }
    }
}

/// One replication with some values of the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// The values, in the order of the parameters.
    pub values: Vec<f64>,
    /// The number of the replication.
    pub replication: u32,
}

/// The figures of a unit, in the order of the aims.
pub type UnitFigures = Vec<Option<f64>>;

/// A scenario with the parameters and targets that are meant.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The scenario, measured over the periods of the targets.
    pub study: Study,
    /// The targets, in the order of the scenario.
    pub targets: Vec<Target>,
    /// What is asked.
    pub question: Question,
    /// Its digest, which is costly.
    digest: String,
}

impl Problem {
    /// The parameters of a space, or else those that the scenario's targets name, and the targets
    /// of these names, or else the calibrated ones. A name is an id or a metric's key, perhaps with
    /// `@` and a period.
    ///
    /// # Errors
    /// If the scenario does not allow it, or there is no such target or parameter.
    pub fn new(study: &Study, space: Option<Space>, names: &[String]) -> Result<Self, TuneError> {
        if study.park().reinvests() {
            return Err(TuneError::Reinvestment);
        }
        let targets = chosen(&study.park().targets().list, names)?;
        if let Some(cut) = targets.iter().find(|target| target.window == Window::Cut) {
            let figure = cut.figure();
            return Err(TuneError::NotCovered { figure });
        }
        let parameters = match space {
            Some(space) => space.factors.into_iter().map(Parameter::of_factor),
            None => return Self::of_targets(study, targets),
        };
        let parameters = parameters.collect::<Result<_, _>>()?;
        Ok(Self::of(study, targets, parameters))
    }

    /// With the parameters that the targets of the scenario name.
    fn of_targets(study: &Study, targets: Vec<Target>) -> Result<Self, TuneError> {
        let all = study.park().targets().list.iter();
        let named: Vec<_> = all.filter_map(|target| target.parameter.as_ref()).collect();
        if named.is_empty() {
            return Err(TuneError::NoParameter);
        }
        let paths: Vec<&str> = named.iter().map(|named| named.path.as_str()).collect();
        let parameters = named.iter().map(|named| {
            let tunable = study.document().tunable(&FieldPath::from(&*named.path));
            let tunable = tunable.map_err(TuneError::BadParameter)?;
            Parameter {
                name: short_name(&named.path, &paths),
                low: named.low,
                high: named.high,
                logarithmic: false,
                whole: tunable.is_whole(),
                sets: vec![tunable],
            }
            .checked()
        });
        let parameters = parameters.collect::<Result<_, _>>()?;
        Ok(Self::of(study, targets, parameters))
    }

    fn of(study: &Study, targets: Vec<Target>, parameters: Vec<Parameter>) -> Self {
        let windows = windows_of(&targets);
        let plan = study.plan();
        Self {
            digest: study.digest(),
            study: study.clone().measured_over(windows),
            question: Question {
                parameters,
                aims: targets.iter().map(Aim::of).collect(),
                replications: plan.replications,
                seed: plan.seed,
            },
            targets,
        }
    }

    /// The overrides that set the parameters to these values.
    #[must_use]
    pub fn overrides(&self, values: &[f64]) -> Vec<String> {
        let parameters = self.question.parameters.iter().zip(values);
        parameters
            .flat_map(|(parameter, &value)| parameter.sets.iter().map(move |set| set.set_to(value)))
            .collect()
    }

    /// The digest of all that the figures of a unit depend on.
    #[must_use]
    pub fn id(&self, unit: &Unit) -> String {
        let aims = self.question.aims.iter().map(|aim| aim.name.clone());
        let mut lines = vec![self.digest.clone()];
        lines.extend(aims.chain(self.overrides(&unit.values)));
        lines.push(self.question.seed.to_string());
        lines.push(unit.replication.to_string());
        unit_id(&lines.join("\n"))
    }

    /// Runs units on `jobs` threads. `keep` is called with each and its figures as soon as it is
    /// done, from any thread.
    ///
    /// # Errors
    /// If the scenario is invalid at some values, a run fails or is cancelled, or a result cannot
    /// be kept.
    pub fn run(
        &self,
        units: &[Unit],
        jobs: usize,
        watch: &Watch<'_>,
        keep: &(dyn Fn(&Unit, &UnitFigures) -> std::io::Result<()> + Sync),
    ) -> Result<Vec<UnitFigures>, TuneError> {
        let parts = parts_of(units, jobs, |one, other| one.values == other.values);
        let figures = on_threads(&parts, jobs, |units| self.run_point(units, watch, keep))?;
        Ok(figures.into_iter().flatten().collect())
    }

    /// Runs units of the same values.
    fn run_point(
        &self,
        units: &[Unit],
        watch: &Watch<'_>,
        keep: &(dyn Fn(&Unit, &UnitFigures) -> std::io::Result<()> + Sync),
    ) -> Result<Vec<UnitFigures>, TuneError> {
        let Some(first) = units.first() else {
            return Ok(Vec::new());
        };
        let study = self.study.with(&self.overrides(&first.values));
        let study = study.map_err(|problems| TuneError::Point {
            values: self.question.described(&first.values),
            problems,
        })?;
        let study = study.measured_over(self.study.windows().to_vec());
        let run = |unit: &Unit| {
            let outcome = [study.replicate_here(unit.replication, watch)?];
            let targets = self.targets.iter();
            let figures: UnitFigures = targets
                .map(|target| Verdict::of(target, &outcome).values[0])
                .collect();
            keep(unit, &figures).map_err(TuneError::Keep)?;
            Ok(figures)
        };
        units.iter().map(run).collect()
    }
}

/// The targets of these names, in the order of the scenario; the calibrated ones if there are no
/// names.
fn chosen(list: &[Target], names: &[String]) -> Result<Vec<Target>, TuneError> {
    if names.is_empty() {
        let calibrated = |target: &&Target| target.kind == TargetKind::Calibrated;
        let targets: Vec<Target> = list.iter().filter(calibrated).cloned().collect();
        return if targets.is_empty() {
            Err(TuneError::NoTarget)
        } else {
            Ok(targets)
        };
    }
    if let Some(name) = names
        .iter()
        .find(|name| !list.iter().any(|target| is_named(target, name)))
    {
        let all = list.iter();
        let known = all.flat_map(|target| [target.id.as_str(), target.metric.as_str()]);
        let bare = name.split('@').next().unwrap_or_default();
        return Err(TuneError::UnknownTarget {
            name: name.clone(),
            near: nearest(bare, known).map(str::to_owned),
        });
    }
    let is_chosen = |target: &&Target| names.iter().any(|name| is_named(target, name));
    Ok(list.iter().filter(is_chosen).cloned().collect())
}

/// Whether a name means a target.
fn is_named(target: &Target, name: &str) -> bool {
    let (name, period) = name
        .split_once('@')
        .map_or((name, None), |(name, period)| (name, Some(period)));
    (target.id == name || target.metric == name)
        && period.is_none_or(|period| target.period.as_deref() == Some(period))
}

/// The end of a path by which it differs from the others, of two segments or more.
fn short_name(path: &str, paths: &[&str]) -> String {
    let segments: Vec<&str> = path.split('.').collect();
    let ends = (2..segments.len()).map(|count| segments[segments.len() - count..].join("."));
    let is_clear = |end: &String| {
        let same = |other: &&&str| other.ends_with(&format!(".{end}"));
        paths.iter().filter(same).count() == 1
    };
    ends.clone()
        .find(is_clear)
        .unwrap_or_else(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_shortest_end_of_a_path_that_is_clear() {
        let paths = [
            "a.students.choice.v0",
            "a.guests.choice.v0",
            "b.c.rate",
            "rate",
        ];
        let short = |path: &str| short_name(path, &paths);
        assert_eq!(short(paths[0]), "students.choice.v0");
        assert_eq!(short(paths[2]), "c.rate");
        assert_eq!(short(paths[3]), "rate");
    }
}
