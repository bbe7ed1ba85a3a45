//! What is asked of a comparison: figures, perhaps until a date, and goals.

use std::fmt;
use std::str::FromStr;

use super::{CompareError, Sample, near};
use crate::experiment::Study;
use crate::industry::Window;
use crate::units::Date;
use crate::units::text::{hint, nearest};

/// The name of a figure: its key, and the day until which it is taken if that is not the whole run:
/// `market.computers_sold`, `fab.cycle_time/cpu@2019-12-31`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureName {
    /// The key of the metric, followed by a slash and the subject if there is one.
    pub key: String,
    /// The last day of its statistics, and how that is written.
    until: Option<(Date, String)>,
}

impl FigureName {
    /// Whether it names a figure, or the metric of which that is a subject.
    pub(super) fn means(&self, figure: &Self) -> bool {
        self.until == figure.until && means(&self.key, &figure.key)
    }

    /// The last day of its statistics as written; none for that of the run.
    #[must_use]
    pub fn until(&self) -> Option<&str> {
        self.until.as_ref().map(|(_, text)| text.as_str())
    }
}

impl FromStr for FigureName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (key, until) = match text.trim().split_once('@') {
            None => (text.trim(), None),
            Some((key, date)) => {
                let read = date.parse::<Date>();
                let date_of = |error: crate::units::text::TextError| {
                    format!("{}: {}", error.message, error.help)
                };
                (key, Some((read.map_err(date_of)?, date.to_owned())))
            }
        };
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(format!(
                "`{text}` is no figure: write a key such as `fab.cycle_time/cpu`, and perhaps a \
                 last day, `market.computers_sold@2020-12-31`"
            ));
        }
        Ok(Self {
            key: key.to_owned(),
            until,
        })
    }
}

impl fmt::Display for FigureName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.key)?;
        self.until()
            .map_or(Ok(()), |date| write!(formatter, "@{date}"))
    }
}

/// A bound that a figure of a replication is to reach.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// What is to reach it.
    pub figure: FigureName,
    /// Whether it is to be at least the bound; otherwise at most.
    pub at_least: bool,
    /// The bound, in the unit of the figure.
    pub bound: f64,
}

impl Goal {
    /// Whether a value reaches it.
    ///
    /// ```
    /// use chippark::experiment::compare::asked::Goal;
    /// let goal: Goal = "market.computers_sold@2020-12-31 >= 120_000".parse().unwrap();
    /// assert!(goal.is_reached(120_000.0) && !goal.is_reached(119_999.0));
    /// assert_eq!(goal.to_string(), "market.computers_sold@2020-12-31 >= 120000");
    /// assert!("market.computers_sold > 3".parse::<Goal>().is_err());
    /// ```
    #[must_use]
    pub fn is_reached(&self, value: f64) -> bool {
        if self.at_least {
            value >= self.bound
        } else {
            value <= self.bound
        }
    }
}

impl FromStr for Goal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = ">= <=".split(' ').find_map(|operator| {
            let (figure, bound) = text.split_once(operator)?;
            let bound = bound.trim().replace('_', "").parse::<f64>().ok()?;
            Some((figure, operator == ">=", bound)).filter(|_| bound.is_finite())
        });
        let Some((figure, at_least, bound)) = parts else {
            return Err(format!(
                "`{text}` is no goal: write a figure, `>=` or `<=`, and a number in its unit, such \
                 as `market.on_time >= 95`"
            ));
        };
        Ok(Self {
            figure: figure.parse()?,
            at_least,
            bound,
        })
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = if self.at_least { ">=" } else { "<=" };
        write!(formatter, "{} {operator} {}", self.figure, self.bound)
    }
}

/// The windows of a study by the last days of their statistics; the first is that of the run.
pub type Windows = Vec<(Option<String>, Window)>;

/// The study measured also until the days of these names, each once, and its windows.
///
/// # Errors
/// If a day is not within the statistics of the study.
pub fn measured_until<'a>(
    mut study: Study,
    names: impl Iterator<Item = &'a FigureName>,
) -> Result<(Study, Windows), CompareError> {
    let mut windows = vec![(None, Window::Run)];
    for name in names {
        let Some((date, text)) = &name.until else {
            continue;
        };
        let mut known = windows.iter();
        if known.any(|(known, _)| known.as_ref() == Some(text)) {
            continue;
        }
        let Some(window) = study.measure_until(*date) else {
            return Err(CompareError::NotCovered {
                name: name.to_string(),
                date: text.clone(),
                scenario: study.document().name().to_owned(),
            });
        };
        windows.push((Some(text.clone()), window));
    }
    Ok((study, windows))
}

/// Everything that is asked of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Names of figures, or of metrics for all of their subjects, or `*`-patterns of keys.
    pub figures: Vec<FigureName>,
    /// Figures that are compared where a scenario reports them.
    pub if_reported: Vec<FigureName>,
    /// Figures that are compared where a scenario reports them and none of those above.
    pub otherwise: Vec<FigureName>,
    /// Figures that rank the scenarios; they are compared, too.
    pub best: Vec<FigureName>,
    /// The cost for each unit of which differences are ranked; it is compared, too.
    pub per: Option<FigureName>,
    /// What a replication is to reach.
    pub goals: Vec<Goal>,
}

impl Asked {
    /// The study measured over the windows that are asked for, and which window is until when.
    pub(super) fn measured(&self, study: &Study) -> Result<(Study, Windows), CompareError> {
        let goals = self.goals.iter().map(|goal| &goal.figure);
        let names = self.figures.iter().chain(&self.if_reported);
        let names = names.chain(&self.per).chain(goals);
        measured_until(study.clone().measured_over(vec![Window::Run]), names)
    }

    /// The figures that the names mean, each once, in the order asked for.
    pub(super) fn figures(&self, samples: &[Sample]) -> Result<Vec<FigureName>, CompareError> {
        let found = self.figures_of(&self.if_reported, samples)?;
        if found.len() <= usize::from(self.per.is_some()) {
            return self.figures_of(&self.otherwise, samples);
        }
        Ok(found)
    }

    /// The goals, each with the key of the one figure that it means.
    pub(super) fn goals_of(&self, samples: &[Sample]) -> Result<Vec<Goal>, CompareError> {
        let mut keys: Vec<&str> = samples.iter().flat_map(Sample::keys).collect();
        keys.sort_unstable();
        keys.dedup();
        let goals = self.goals.iter().map(|goal| {
            let key = one_key(&goal.figure.key, keys.iter().copied());
            let key = key.map_err(|why| CompareError::Goal(format!("`{goal}`: {why}")))?;
            let mut goal = goal.clone();
            goal.figure.key = key;
            Ok(goal)
        });
        goals.collect()
    }

    fn figures_of(
        &self,
        if_reported: &[FigureName],
        samples: &[Sample],
    ) -> Result<Vec<FigureName>, CompareError> {
        let mut found: Vec<FigureName> = Vec::new();
        let goals = self.goals.iter().map(|goal| (&goal.figure, true));
        let figures = self.figures.iter().chain(&self.best).chain(&self.per);
        let figures = figures.map(|name| (name, true));
        let names = figures.chain(if_reported.iter().map(|name| (name, false)));
        for (name, must_be) in names.chain(goals) {
            let before = found.len();
            let mut is_known = false;
            let mut keys = samples.iter().flat_map(Sample::keys);
            let is_key = keys.any(|key| key == name.key);
            for key in samples.iter().flat_map(Sample::keys) {
                // A figure of its own is meant before those of its subjects.
                if key != name.key && (is_key || !matches(&name.key, key)) {
                    continue;
                }
                is_known = true;
                let figure = FigureName {
                    key: key.to_owned(),
                    until: name.until.clone(),
                };
                if !found.contains(&figure) {
                    found.push(figure);
                }
            }
            found[before..].sort_by(|one, other| one.key.cmp(&other.key));
            if must_be && !is_known {
                return Err(CompareError::UnknownFigure {
                    name: name.to_string(),
                    near: near(&name.key, samples.iter().flat_map(Sample::keys)),
                });
            }
        }
        Ok(found)
    }
}

/// The one key among those of a run that a name means.
///
/// # Errors
/// If it means none of them, or several.
pub fn one_key<'a>(
    name: &str,
    keys: impl Iterator<Item = &'a str> + Clone,
) -> Result<String, String> {
    if keys.clone().any(|key| key == name) {
        return Ok(name.to_owned());
    }
    let meant: Vec<&str> = keys.clone().filter(|key| means(name, key)).collect();
    match meant[..] {
        [key] => Ok(key.to_owned()),
        [] => {
            let near = hint(nearest(name, keys));
            Err(format!("the scenario reports no figure `{name}`{near}"))
        }
        _ => Err(format!(
            "`{name}` means {} figures, and one is needed: {}",
            meant.len(),
            meant.join(", ")
        )),
    }
}

/// Whether a key is meant by a name: a key, a metric for its subjects, or a `*`-pattern.
///
/// ```
/// use chippark::experiment::compare::asked::means;
/// assert!(means("fab.cycle_time", "fab.cycle_time/cpu") && means("fab.wip", "fab.wip"));
/// assert!(!means("fab.cycle", "fab.cycle_time"));
/// ```
#[must_use]
pub fn means(name: &str, key: &str) -> bool {
    name == key || matches(name, key)
}

/// Whether a key is meant by a name that is none itself: it is a subject of the metric that it
/// names, or fits its `*`-pattern.
fn matches(name: &str, key: &str) -> bool {
    let is_subject = || {
        key.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with('/'))
    };
    is_subject() || fits(name, key)
}

/// Whether a text fits a pattern in which each `*` stands for any letters.
///
/// ```
/// use chippark::experiment::compare::asked::fits;
/// assert!(fits("fab.tools.*.count", "fab.tools.LI.count") && fits("*", "market.lost"));
/// assert!(!fits("fab.*", "market.lost") && !fits("fab.*", "fab"));
/// ```
#[must_use]
pub fn fits(pattern: &str, text: &str) -> bool {
    let Some((before, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(before) else {
        return false;
    };
    let mut ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    ends.any(|at| fits(rest, &text[at..]))
}
