//! The comparison of the finalists: further replications, which the search did not use, where they
//! tell most (OCBA), and how sure the answer is.
//!
//! The figures of the search are too good for whatever it chose; those of the comparison are not.
//! Replication i has the same random numbers for all finalists, so two of them are compared by the
//! differences of the replications that both have.

use super::asked::{Asked, Measured, violation};
use super::trial::{Observed, Score, Trials};
use super::{LEAST_FINAL, OptimiseError, Problem, RunUnits, sweep_of};
use crate::experiment::compare::asked::Goal;
use crate::statistics::quantile::{student_t_quantile, student_t_tails};
use crate::statistics::sample::{mean, variance};
use crate::statistics::selection::{Better, additional, ocba};
use crate::statistics::{Bounds, Estimate};

/// The most finalists at the start.
const MOST: usize = 10;
/// How many parts the budget of the comparison is spent in, after the first replications.
const STAGES: usize = 6;
/// Differences below this share of their standard deviation count as that when replications are
/// shared out, so that two points that do the same do not take the whole budget.
const INDIFFERENCE: f64 = 0.1;
/// The probability with which the best finalist is not farther ahead than the bound says.
const CONFIDENCE: f64 = 0.95;

/// One of the best of a search, compared with the others.
#[derive(Clone, Debug)]
pub struct Finalist {
    /// The number of its try.
    pub trial: usize,
    /// The values of the factors.
    pub values: Vec<f64>,
    /// Its figure by the replications of the search, by which it was chosen.
    pub searched: f64,
    /// What is to be best, by the replications of the comparison.
    pub objective: Estimate,
    /// What the constraints are about, by the same.
    pub constraints: Vec<Estimate>,
    /// Whether all constraints hold in the mean.
    pub is_feasible: bool,
    /// At least this is the probability that the means of all constraints hold.
    pub feasible: f64,
    /// The probability that the best one is better, or as good; 1 for itself.
    pub beaten: f64,
    /// By how much the best one is better in the mean of the replications that both have: never
    /// below zero for one that meets the constraints.
    pub behind: f64,
}

/// The finalists and how sure the answer is.
#[derive(Clone, Debug)]
pub struct Finals {
    /// The finalists, the best first.
    pub finalists: Vec<Finalist>,
    /// At least this is the probability that the first is the best of them that meet the
    /// constraints.
    pub best: f64,
    /// With 95 % probability no finalist that meets the constraints in the mean is better than the
    /// first by more than this, in the unit of the figure.
    pub ahead_at_most: f64,
    /// The runs that the comparison took.
    pub runs: usize,
}

/// The comparison under way.
pub(super) struct Race {
    measured: Measured,
    better: Better,
    /// The replications of the search; those of the comparison have the numbers that follow.
    first: u32,
    budget: usize,
    runs: usize,
    entrants: Vec<Entrant>,
    /// Those that take part where no entrant meets the constraints, with their figures.
    waiting: Vec<Entrant>,
}

#[derive(Clone)]
struct Entrant {
    trial: usize,
    values: Vec<f64>,
    searched: f64,
    observed: Vec<Observed>,
}

impl Race {
    /// The comparison of the best tries.
    ///
    /// Every other finalist is the best one of which the constraints hold with something to spare:
    /// what only just holds in the search often does not in the comparison.
    pub(super) fn new(problem: &Problem, trials: &Trials, ranked: &[usize], budget: usize) -> Self {
        let entrant = |number: usize| {
            let trial = &trials.list()[number];
            Entrant {
                trial: number,
                values: trial.values.clone(),
                searched: match &trial.score {
                    Score::Means { objective, .. } => *objective,
                    Score::Unobserved => f64::NAN,
                },
                observed: Vec::new(),
            }
        };
        let is_safe = |number: &&usize| trials.list()[**number].score.is_safe();
        let safe: Vec<usize> = ranked.iter().filter(is_safe).copied().collect();
        let mut order: Vec<usize> = Vec::new();
        for place in 0..ranked.len() {
            for number in [ranked.get(place), safe.get(place)].into_iter().flatten() {
                if !order.contains(number) {
                    order.push(*number);
                }
            }
        }
        let most = (budget / (2 * LEAST_FINAL as usize)).clamp(1, MOST);
        let mut entrants: Vec<Entrant> = order.into_iter().map(entrant).collect();
        let waiting = entrants.split_off(most.min(entrants.len()));
        Self {
            measured: trials.measured.clone(),
            better: problem.asked.better,
            first: problem.study.plan().replications,
            budget,
            runs: 0,
            entrants,
            waiting,
        }
    }

    /// Runs replications until the budget is used up or nothing is uncertain.
    pub(super) fn run(
        &mut self,
        problem: &Problem,
        run: &mut RunUnits<'_>,
    ) -> Result<Finals, OptimiseError> {
        let asked = &problem.asked;
        let each = (self.budget / (2 * self.entrants.len())).max(LEAST_FINAL as usize);
        let each = each.min(self.budget / self.entrants.len());
        let counts = vec![each; self.entrants.len()];
        self.extend(problem, &counts, run)?;
        while self
            .best(asked)
            .is_none_or(|best| !self.is_feasible(asked, best))
            && self.budget - self.runs >= each
            && !self.waiting.is_empty()
        {
            let next = self.waiting.remove(0);
            self.entrants.push(next);
            let mut counts = vec![0; self.entrants.len()];
            counts[self.entrants.len() - 1] = each;
            self.extend(problem, &counts, run)?;
        }
        let stage = ((self.budget - self.runs) / STAGES).max(1);
        while self.runs < self.budget {
            let Some(best) = self.best(asked) else { break };
            let extra = stage.min(self.budget - self.runs);
            let Some(more) = self.shares(asked, best, extra)? else {
                break;
            };
            self.extend(problem, &more, run)?;
        }
        let best = self.best(asked);
        let best = best.ok_or_else(|| OptimiseError::Unobserved(self.measured.objective.clone()));
        Ok(self.verdict(asked, best?))
    }

    /// Runs so many more replications of each entrant. Those of which a figure is not observed
    /// leave the comparison.
    fn extend(
        &mut self,
        problem: &Problem,
        counts: &[usize],
        run: &mut RunUnits<'_>,
    ) -> Result<(), OptimiseError> {
        let points = self.entrants.iter().map(|entrant| entrant.values.clone());
        let sweep = sweep_of(problem, points.collect());
        let mut units = Vec::new();
        for (point, (entrant, count)) in self.entrants.iter().zip(counts).enumerate() {
            let from = self.first as usize + entrant.observed.len();
            units.extend(sweep.units_at(point, number(from)..number(from + count)));
        }
        let mut runs = run(&sweep, &units)?.into_iter();
        self.runs += units.len();
        let mut unobserved = Vec::new();
        for (place, count) in counts.iter().enumerate() {
            for figures in runs.by_ref().take(*count) {
                match self.measured.observed(&figures) {
                    Some(observed) => self.entrants[place].observed.push(observed),
                    None => unobserved.push(place),
                }
            }
        }
        let mut place = 0;
        self.entrants.retain(|_| {
            place += 1;
            !unobserved.contains(&(place - 1))
        });
        Ok(())
    }

    /// The differences of the figure between two entrants, of the replications that both have:
    /// above zero where the first is better.
    fn differences(&self, one: usize, other: usize) -> Vec<f64> {
        let of = |entrant: usize| self.entrants[entrant].observed.iter();
        let pairs = of(one).zip(of(other));
        let differences = pairs.map(|(one, other)| one.objective - other.objective);
        match self.better {
            Better::Higher => differences.collect(),
            Better::Lower => differences.map(|difference| -difference).collect(),
        }
    }

    /// By how much an entrant misses the constraints in the mean.
    fn violation(&self, asked: &Asked, entrant: usize) -> f64 {
        let goals = asked.constraints.iter().enumerate();
        goals
            .map(|(place, goal)| violation(goal, mean(&self.constraint(entrant, place))))
            .sum()
    }

    fn is_feasible(&self, asked: &Asked, entrant: usize) -> bool {
        self.violation(asked, entrant) <= 0.0
    }

    /// The values of what a constraint is about.
    fn constraint(&self, entrant: usize, place: usize) -> Vec<f64> {
        let observed = self.entrants[entrant].observed.iter();
        observed
            .map(|observed| observed.constraints[place])
            .collect()
    }

    /// Of those that meet the constraints the one that no other beats, or that is beaten by the
    /// least; where none meets them, the one that misses them by the least.
    fn best(&self, asked: &Asked) -> Option<usize> {
        let all = 0..self.entrants.len();
        let feasible: Vec<usize> = all
            .clone()
            .filter(|entrant| self.is_feasible(asked, *entrant))
            .collect();
        let least = |one: &usize| {
            let others = feasible.iter().filter(|other| *other != one);
            let leads = others.map(|other| mean(&self.differences(*one, *other)));
            leads.fold(f64::INFINITY, f64::min)
        };
        let first_of = |entrants: &mut dyn Iterator<Item = usize>, cost: &dyn Fn(&usize) -> f64| {
            entrants.min_by(|one, other| cost(one).total_cmp(&cost(other)))
        };
        if feasible.is_empty() {
            return first_of(&mut all.into_iter(), &|one| self.violation(asked, *one));
        }
        first_of(&mut feasible.iter().copied(), &|one| -least(one))
    }

    /// How to spread more replications; none where no difference varies.
    fn shares(
        &self,
        asked: &Asked,
        best: usize,
        extra: usize,
    ) -> Result<Option<Vec<usize>>, OptimiseError> {
        let is_in = |entrant: &usize| self.is_feasible(asked, *entrant);
        let mut places: Vec<usize> = (0..self.entrants.len()).filter(is_in).collect();
        if !places.contains(&best) {
            places = (0..self.entrants.len()).collect();
        }
        let mut counts = vec![0; self.entrants.len()];
        let differences = |entrant: &usize| self.differences(best, *entrant);
        let means: Vec<f64> = places
            .iter()
            .map(|place| -mean(&differences(place)))
            .collect();
        let mut variances: Vec<f64> = places
            .iter()
            .map(|place| variance(&differences(place)))
            .collect();
        let most = variances.iter().copied().fold(0.0, f64::max);
        let constraints = 0..asked.constraints.len();
        let varies = constraints
            .clone()
            .any(|place| variance(&self.constraint(best, place)) > 0.0);
        if most <= 0.0 && !varies {
            return Ok(None);
        }
        if places.len() < 2 || most <= 0.0 {
            counts[best] = extra;
            return Ok(Some(counts));
        }
        let of_best = places.iter().position(|place| *place == best).unwrap_or(0);
        variances[of_best] = most;
        let indifference = INDIFFERENCE * most.sqrt();
        let shares = ocba(&means, &variances, indifference, Better::Higher)?;
        let have: Vec<usize> = places
            .iter()
            .map(|place| self.entrants[*place].observed.len())
            .collect();
        for (place, count) in places.into_iter().zip(additional(&shares, &have, extra)?) {
            counts[place] = count;
        }
        Ok(Some(counts))
    }

    /// What is known of the finalists in the end.
    fn verdict(&self, asked: &Asked, best: usize) -> Finals {
        let mut finalists: Vec<Finalist> = (0..self.entrants.len())
            .map(|entrant| self.finalist(asked, best, entrant))
            .collect();
        let of_best = self.entrants[best].trial;
        let others = finalists.iter().filter(|other| other.trial != of_best);
        let wrong = others.map(|other| (1.0 - other.beaten).min(other.feasible));
        let probability = (1.0 - wrong.sum::<f64>()).max(0.0);
        let rivals: Vec<usize> = (0..self.entrants.len())
            .filter(|entrant| *entrant != best && self.is_feasible(asked, *entrant))
            .collect();
        let error = (1.0 - CONFIDENCE) / rivals.len().max(1) as f64;
        let ahead = rivals.iter().map(|rival| {
            let differences = self.differences(*rival, best);
            let count = differences.len() as f64;
            let reach = (variance(&differences) / count).sqrt();
            mean(&differences) + student_t_quantile(1.0 - error, count - 1.0) * reach
        });
        let ahead_at_most = ahead.fold(0.0, f64::max);
        finalists.sort_by(|one, other| {
            let is_best = |finalist: &Finalist| finalist.trial == of_best;
            let order = is_best(other).cmp(&is_best(one));
            let order = order.then(other.is_feasible.cmp(&one.is_feasible));
            order.then(one.behind.total_cmp(&other.behind))
        });
        Finals {
            finalists,
            best: probability,
            ahead_at_most,
            runs: self.runs,
        }
    }

    /// What is known of a finalist.
    fn finalist(&self, asked: &Asked, best: usize, entrant: usize) -> Finalist {
        let found = &self.entrants[entrant];
        let objective: Vec<f64> = found.observed.iter().map(|run| run.objective).collect();
        let differences = self.differences(best, entrant);
        let constraints = asked.constraints.iter().enumerate();
        let missed: f64 = constraints
            .map(|(place, goal)| 1.0 - holds(goal, &self.constraint(entrant, place)))
            .sum();
        let estimates = self.measured.constraints.iter().enumerate();
        Finalist {
            trial: found.trial,
            values: found.values.clone(),
            searched: found.searched,
            objective: estimate(&objective, Measured::bounds(&self.measured.objective)),
            constraints: estimates
                .map(|(place, key)| {
                    estimate(&self.constraint(entrant, place), Measured::bounds(key))
                })
                .collect(),
            is_feasible: self.is_feasible(asked, entrant),
            feasible: (1.0 - missed).max(0.0),
            beaten: if entrant == best {
                1.0
            } else {
                at_least_zero(&differences)
            },
            behind: mean(&differences),
        }
    }
}

/// The estimate of at least one value.
fn estimate(values: &[f64], bounds: Bounds) -> Estimate {
    Estimate::of(values, bounds).expect("every finalist has replications")
}

/// The number of a replication.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("a budget has at most a million runs")
}

/// The probability that the mean of some values reaches a bound.
fn holds(goal: &Goal, values: &[f64]) -> f64 {
    let sign = if goal.at_least { 1.0 } else { -1.0 };
    let spare: Vec<f64> = values
        .iter()
        .map(|value| sign * (value - goal.bound))
        .collect();
    at_least_zero(&spare)
}

/// The probability that the mean of which these are samples is not below zero, by Student's t; for
/// values without spread that they are not.
fn at_least_zero(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let error = (variance(values) / count).sqrt();
    let mean = mean(values);
    // One value has no variance, and shows nothing beyond itself.
    if values.len() < 2 {
        return 0.5;
    }
    if error <= 0.0 {
        return f64::from(u8::from(mean >= 0.0));
    }
    let tail = student_t_tails(values.len() - 1, mean / error) / 2.0;
    if mean < 0.0 { tail } else { 1.0 - tail }
}
