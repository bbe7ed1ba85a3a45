//! What was tried: points with the figures of their first replications, and how they rank.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::asked::{Asked, Measured, violation};
use super::{OptimiseError, Problem, RunUnits, sweep_of};
use crate::experiment::sweep::space::Space;
use crate::statistics::sample::{mean, variance};
use crate::statistics::selection::Better;

/// The figures of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// What is to be best.
    pub objective: f64,
    /// What the constraints are about, in their order.
    pub constraints: Vec<f64>,
}

/// Why a point was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is the scenario as it stands.
    Scenario,
    /// It is one of all points of the space.
    Every,
    /// It is one of the points with which the search begins.
    Spread,
    /// CMA-ES asked for it.
    Search,
    /// A local response surface has its best there, or it was tried to know that surface.
    Surface,
    /// It is one step of one factor beside the best so far.
    Neighbour,
}

impl Reason {
    /// A word for tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::Every => "every",
            Self::Spread => "spread",
            Self::Search => "search",
            Self::Surface => "surface",
            Self::Neighbour => "neighbour",
        }
    }
}

/// How good a point is by some replications.
#[derive(Clone, Debug, PartialEq)]
pub enum Score {
    /// A figure was not observed in every replication.
    Unobserved,
    /// Means over the replications.
    Means {
        /// Of what is to be best.
        objective: f64,
        /// Of what the constraints are about.
        constraints: Vec<f64>,
        /// The standard errors of these.
        errors: Vec<f64>,
        /// By how much constraints are missed in all, as shares of their bounds; 0 where all hold.
        violation: f64,
        /// Whether all constraints hold with a standard error to spare.
        is_safe: bool,
    },
}

impl Score {
    /// The score of the figures of replications.
    pub(super) fn of(asked: &Asked, runs: &[Option<Observed>]) -> Self {
        let Some(runs) = runs.iter().cloned().collect::<Option<Vec<Observed>>>() else {
            return Self::Unobserved;
        };
        let objective: Vec<f64> = runs.iter().map(|run| run.objective).collect();
        let (mut missed, mut is_safe) = (0.0, true);
        let (mut constraints, mut errors) = (Vec::new(), Vec::new());
        for (place, goal) in asked.constraints.iter().enumerate() {
            let values: Vec<f64> = runs.iter().map(|run| run.constraints[place]).collect();
            let (mean, count) = (mean(&values), values.len() as f64);
            let error = if values.len() > 1 {
                (variance(&values) / count).sqrt()
            } else {
                0.0
            };
            let worse = if goal.at_least {
                mean - error
            } else {
                mean + error
            };
            missed += violation(goal, mean);
            is_safe &= goal.is_reached(worse);
            constraints.push(mean);
            errors.push(error);
        }
        Self::Means {
            objective: mean(&objective),
            constraints,
            errors,
            violation: missed,
            is_safe,
        }
    }

    /// Whether all constraints hold with a standard error to spare.
    pub(super) const fn is_safe(&self) -> bool {
        matches!(self, Self::Means { is_safe: true, .. })
    }

    /// Whether all constraints hold in the mean.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        matches!(self, Self::Means { violation, .. } if *violation <= 0.0)
    }

    /// Which of two is better (`Less`): what meets the constraints before what does not, then the
    /// better figure, or the smaller violation.
    #[must_use]
    pub fn compare(&self, other: &Self, better: Better) -> Ordering {
        match (self, other) {
            (Self::Unobserved, Self::Unobserved) => Ordering::Equal,
            (Self::Unobserved, Self::Means { .. }) => Ordering::Greater,
            (Self::Means { .. }, Self::Unobserved) => Ordering::Less,
            (
                Self::Means {
                    objective: one,
                    violation: missed,
                    ..
                },
                Self::Means {
                    objective: two,
                    violation: missed_by_other,
                    ..
                },
            ) => missed
                .total_cmp(missed_by_other)
                .then_with(|| match better {
                    Better::Higher => two.total_cmp(one),
                    Better::Lower => one.total_cmp(two),
                }),
        }
    }
}

/// A point that was tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The values of the factors.
    pub values: Vec<f64>,
    /// Why it was tried.
    pub reason: Reason,
    /// Its score by the first replications.
    pub score: Score,
}

/// All that was tried, each point once.
pub(super) struct Trials {
    pub(super) measured: Measured,
    list: Vec<Trial>,
    /// The number of each point, by the bits of its values.
    numbers: BTreeMap<Vec<u64>, usize>,
    better: Better,
    replications: u32,
    /// The runs that the search may use.
    budget: usize,
}

impl Trials {
    /// Tries the scenario as it stands or, if that lies outside of the space, its centre.
    pub(super) fn new(
        problem: &Problem,
        budget: usize,
        run: &mut RunUnits<'_>,
    ) -> Result<Self, OptimiseError> {
        let start = start(&problem.space);
        let sweep = sweep_of(problem, vec![start.clone()]);
        let runs = run(&sweep, &sweep.units_of(0..1))?;
        let first = runs.first().cloned().unwrap_or_default();
        let mut trials = Self {
            measured: problem.asked.measured(&first)?,
            list: Vec::new(),
            numbers: BTreeMap::new(),
            better: problem.asked.better,
            replications: problem.study.plan().replications,
            budget,
        };
        let stands = is_as_it_stands(&problem.space, &start);
        let reason = if stands {
            Reason::Scenario
        } else {
            Reason::Spread
        };
        trials.add(problem, vec![start], reason, run)?;
        Ok(trials)
    }

    /// Tries those of some points that are new, as far as the budget goes. Returns the numbers of
    /// all of them, none for a point beyond the budget.
    pub(super) fn add(
        &mut self,
        problem: &Problem,
        points: Vec<Vec<f64>>,
        reason: Reason,
        run: &mut RunUnits<'_>,
    ) -> Result<Vec<Option<usize>>, OptimiseError> {
        let (mut new, mut numbers) = (Vec::new(), Vec::new());
        for values in points {
            let bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
            let known = self.numbers.get(&bits).copied();
            let number = known.or_else(|| {
                let number = self.list.len() + new.len();
                let is_allowed = (number + 1) * self.replications as usize <= self.budget;
                is_allowed.then(|| {
                    self.numbers.insert(bits, number);
                    new.push(values);
                    number
                })
            });
            numbers.push(number);
        }
        if new.is_empty() {
            return Ok(numbers);
        }
        let sweep = sweep_of(problem, new.clone());
        let runs = run(&sweep, &sweep.units_of(0..self.replications))?;
        let runs: Vec<Option<Observed>> =
            runs.iter().map(|run| self.measured.observed(run)).collect();
        let scores = runs.chunks(self.replications as usize);
        self.list
            .extend(new.into_iter().zip(scores).map(|(values, runs)| Trial {
                values,
                reason,
                score: Score::of(&problem.asked, runs),
            }));
        Ok(numbers)
    }

    /// How many points were tried.
    pub(super) const fn count(&self) -> usize {
        self.list.len()
    }

    /// How many more points can be tried.
    pub(super) const fn left(&self) -> usize {
        (self.budget / self.replications as usize).saturating_sub(self.list.len())
    }

    /// The runs of all tries.
    pub(super) const fn runs(&self) -> usize {
        self.list.len() * self.replications as usize
    }

    /// All tries, in their order.
    pub(super) fn list(&self) -> &[Trial] {
        &self.list
    }

    /// All tries, in their order.
    pub(super) fn into_list(self) -> Vec<Trial> {
        self.list
    }

    /// The numbers of the tries, the best first, without those that were not observed; of equals
    /// the one tried first.
    pub(super) fn ranked(&self) -> Vec<usize> {
        let is_observed = |number: &usize| self.list[*number].score != Score::Unobserved;
        let mut numbers: Vec<usize> = (0..self.list.len()).filter(is_observed).collect();
        numbers.sort_by(|one, other| {
            let (one, other) = (&self.list[*one].score, &self.list[*other].score);
            one.compare(other, self.better)
        });
        numbers
    }

    /// The rank of each of some tries among them, as numbers of which smaller ones are better;
    /// equal scores have equal ranks, what was not tried has none.
    pub(super) fn ranks(&self, numbers: &[Option<usize>]) -> Vec<f64> {
        let score = |number: usize| &self.list[number].score;
        let rank = |number: usize| {
            let others = numbers.iter().flatten();
            let better = others.filter(|other| {
                let order = score(**other).compare(score(number), self.better);
                order == Ordering::Less
            });
            better.count() as f64
        };
        let ranks = numbers.iter();
        ranks.map(|number| number.map_or(f64::NAN, rank)).collect()
    }
}

/// The values that the scenario has, each where its factor can have it, else the middle of what it
/// can have.
fn start(space: &Space) -> Vec<f64> {
    let factors = space.factors.iter();
    let values = factors.map(|factor| {
        let here = factor.sets.first().map(crate::scenario::Tunable::value);
        let here = here.filter(|value| factor.values.hold(*value));
        here.unwrap_or_else(|| factor.rounded(factor.values.at(0.5)))
    });
    values.collect()
}

/// Whether the scenario has these values at all places that the factors set.
fn is_as_it_stands(space: &Space, values: &[f64]) -> bool {
    let mut factors = space.factors.iter().zip(values);
    factors.all(|(factor, value)| {
        let mut sets = factor.sets.iter();
        sets.all(|set| set.value().total_cmp(value).is_eq())
    })
}
