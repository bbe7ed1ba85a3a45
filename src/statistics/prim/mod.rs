//! Scenario discovery: a box of factor values in which a goal is reached (almost) everywhere, by
//! the patient rule induction method (PRIM; Friedman and Fisher 1999; Bryant and Lempert 2010).
//!
//! Peeling starts with all points and cuts off, again and again, a slice of about a share alpha of
//! the points at either end of any factor: the one that gains the most density for each point that
//! goes (the alternative criterion of Friedman and Fisher). A level of a factor with few levels
//! goes as a whole, so it may be a large slice; by the density that is left it would often come
//! first, and take many goals with it (Kwakkel and Jaxa-Rozen 2016).
//!
//! The boxes on the way trade coverage (the share of all goals inside) for density (the share of
//! goals among the points inside). Pasting widens a box again as long as its density does not fall.
//! A limit stands halfway between the last point outside and the first inside.
//!
//! The quasi-p-value of a restricted factor asks whether its limits are chance: with T points and H
//! goals in the box, and the density q of the box without the limits of this factor, it is the
//! probability `P(X >= H)` of a binomial number X of T trials with the chance q. Peeling has looked
//! for small values, so it is no test at that level.

mod region;

pub use region::{Found, Limits, Quality, Region};

use statrs::function::beta::checked_beta_reg;

use super::error::{InputError, at_least, open_share, same_length, table};
use super::sample::floor;

/// The points of a sweep and which of them reach the goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Prim<'a> {
    points: &'a [Vec<f64>],
    goal: &'a [bool],
    factors: usize,
    goals: usize,
    slice: f64,
    least_support: f64,
    /// So many points count as one in quasi-p-values.
    a_case: f64,
}

/// An end of a factor's range.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Low,
    High,
}

impl<'a> Prim<'a> {
    /// A search that cuts off the share `slice` of the points in a box at once (0.05 is usual) and
    /// keeps at least the share `least_support` of all points.
    ///
    /// # Errors
    /// Points that are not finite or not one a goal, no goal reached at all, or shares that are
    /// not above 0 and below 1.
    pub fn new(
        points: &'a [Vec<f64>],
        goal: &'a [bool],
        slice: f64,
        least_support: f64,
    ) -> Result<Self, InputError> {
        let factors = table("points", points)?;
        at_least("factors", 1, factors)?;
        same_length("goals", points.len(), goal.len())?;
        open_share("the slice", slice)?;
        open_share("the least support", least_support)?;
        let goals = goal.iter().filter(|&&reached| reached).count();
        at_least("points that reach the goal", 1, goals)?;
        Ok(Self {
            points,
            goal,
            factors,
            goals,
            slice,
            least_support,
            a_case: 1.0,
        })
    }

    /// The same where each case stands there as so many points, such as replications: they are not
    /// independent, so quasi-p-values count cases.
    #[must_use]
    pub fn with_points_a_case(mut self, points: usize) -> Self {
        self.a_case = points.max(1) as f64;
        self
    }

    /// The boxes of the peeling, from all points to the least support or a density of one.
    ///
    /// ```
    /// use chippark::statistics::prim::Prim;
    /// let points: Vec<Vec<f64>> = (0..40).map(|x| vec![f64::from(x)]).collect();
    /// let goal: Vec<bool> = points.iter().map(|point| point[0] >= 30.0).collect();
    /// let boxes = Prim::new(&points, &goal, 0.05, 0.05).unwrap().peel();
    /// let last = boxes.last().unwrap();
    /// assert_eq!(last.region.limits[0].low, Some(29.5));
    /// assert_eq!((last.quality.coverage, last.quality.density), (1.0, 1.0));
    /// ```
    #[must_use]
    pub fn peel(&self) -> Vec<Found> {
        let everything = Region {
            limits: vec![Limits::default(); self.factors],
        };
        let mut boxes = vec![self.found(everything)];
        while let Some(last) = boxes.last() {
            if last.quality.goals == last.quality.points {
                break;
            }
            let smaller = self
                .sides()
                .filter_map(|(factor, end)| self.cut(last, factor, end));
            let gains_more = |next: &Found, best: &Found| {
                let (next, best) = (&next.quality, &best.quality);
                next.gains_more(best, &last.quality)
            };
            match best(smaller, gains_more) {
                Some(next) if next.quality.support >= self.least_support => boxes.push(next),
                _ => break,
            }
        }
        boxes
    }

    /// The box widened, one slice after the other, as long as its density does not fall.
    #[must_use]
    pub fn paste(&self, region: &Region) -> Found {
        let mut widest = self.found(region.clone());
        loop {
            let wider = self
                .sides()
                .filter_map(|(factor, end)| self.widen(&widest, factor, end));
            let beats = |next: &Found, best: &Found| next.quality.beats(&best.quality);
            match best(wider, beats) {
                Some(next) if next.quality.as_dense_as(&widest.quality) => widest = next,
                _ => return widest,
            }
        }
    }

    /// How a box does on these points.
    #[must_use]
    pub fn quality(&self, region: &Region) -> Quality {
        let inside = self
            .points
            .iter()
            .zip(self.goal)
            .filter(|(point, _)| region.contains(point));
        let (mut points, mut goals) = (0, 0);
        for (_, &reached) in inside {
            points += 1;
            goals += usize::from(reached);
        }
        Quality {
            points,
            goals,
            coverage: goals as f64 / self.goals as f64,
            density: goals as f64 / points.max(1) as f64,
            support: points as f64 / self.points.len() as f64,
        }
    }

    /// The quasi-p-value of each factor; none for a factor without limits.
    #[must_use]
    pub fn quasi_p_values(&self, region: &Region) -> Vec<Option<f64>> {
        let inside = self.quality(region);
        let limits = region.limits.iter().enumerate();
        limits
            .map(|(factor, limits)| {
                let without = self.quality(&region.freed(factor));
                limits
                    .restrict()
                    .then(|| at_least_as_many(inside, without.density, self.a_case))
            })
            .collect()
    }

    fn found(&self, region: Region) -> Found {
        let quality = self.quality(&region);
        Found { region, quality }
    }

    /// Every end of every factor, in a fixed order.
    fn sides(&self) -> impl Iterator<Item = (usize, End)> {
        (0..self.factors).flat_map(|factor| [(factor, End::Low), (factor, End::High)])
    }

    /// The values of a factor at the points in a region, in the order in which a cut from `end`
    /// meets them.
    fn values(&self, region: &Region, factor: usize, end: End) -> Vec<f64> {
        let inside = self.points.iter().filter(|point| region.contains(point));
        let mut values: Vec<f64> = inside.map(|point| point[factor]).collect();
        values.sort_unstable_by(|left, right| match end {
            End::Low => left.total_cmp(right),
            End::High => right.total_cmp(left),
        });
        values
    }

    /// The points of a slice of a box.
    fn slice_of(&self, found: &Found) -> usize {
        floor(self.slice * found.quality.points as f64).max(1)
    }

    /// The box without a slice at one end of a factor, equal values together: those at the edge of
    /// the slice stay, unless nothing else would go. None if all values are equal.
    fn cut(&self, from: &Found, factor: usize, end: End) -> Option<Found> {
        let values = self.values(&from.region, factor, end);
        let edge = *values.get(self.slice_of(from))?;
        let differs = |value: &f64| value.total_cmp(&edge).is_ne();
        let mut gone = values.iter().take_while(|value| differs(value)).count();
        if gone == 0 {
            gone = values.iter().take_while(|value| !differs(value)).count();
        }
        let (outside, inside) = (values[gone - 1], *values.get(gone)?);
        Some(self.moved(from, factor, end, Some(between(outside, inside))))
    }

    /// The box with a slice more at one end of a factor, equal values together. None if that end
    /// is free or no point lies beyond.
    fn widen(&self, from: &Found, factor: usize, end: End) -> Option<Found> {
        let limits = from.region.limits[factor];
        let (limit, opposite) = match end {
            End::Low => (limits.low?, End::High),
            End::High => (limits.high?, End::Low),
        };
        let open = self.moved(from, factor, end, None).region;
        let values = self.values(&open, factor, opposite);
        let beyond = |value: &&f64| match end {
            End::Low => **value < limit,
            End::High => **value > limit,
        };
        let values: Vec<f64> = values.iter().filter(beyond).copied().collect();
        let last = values.get(self.slice_of(from) - 1).or(values.last())?;
        let taken = values
            .iter()
            .rposition(|value| value.total_cmp(last).is_eq())
            .unwrap_or(0);
        let limit = values
            .get(taken + 1)
            .map(|&outside| between(outside, *last));
        Some(self.moved(from, factor, end, limit))
    }

    /// The box with another limit at one end of a factor.
    fn moved(&self, from: &Found, factor: usize, end: End, limit: Option<f64>) -> Found {
        let mut region = from.region.clone();
        match end {
            End::Low => region.limits[factor].low = limit,
            End::High => region.limits[factor].high = limit,
        }
        self.found(region)
    }
}

/// The best box of a step, the first of equals.
fn best(
    boxes: impl Iterator<Item = Found>,
    is_better: impl Fn(&Found, &Found) -> bool,
) -> Option<Found> {
    boxes.reduce(
        |best, next| {
            if is_better(&next, &best) { next } else { best }
        },
    )
}

/// Halfway between two different values, but never the one outside.
fn between(outside: f64, inside: f64) -> f64 {
    let middle = f64::midpoint(outside, inside);
    if middle.total_cmp(&outside).is_eq() {
        inside
    } else {
        middle
    }
}

/// The probability of at least as many goals as inside, each case of so many points having the
/// chance `density`.
fn at_least_as_many(inside: Quality, density: f64, a_case: f64) -> f64 {
    if inside.goals == 0 || density >= 1.0 {
        return 1.0;
    }
    let others = (inside.points - inside.goals) as f64 / a_case + 1.0;
    checked_beta_reg(inside.goals as f64 / a_case, others, density).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::super::design::sobol;
    use super::*;

    fn limits(low: f64, high: f64) -> Limits {
        Limits {
            low: Some(low),
            high: Some(high),
        }
    }

    /// 20 points with goals at 8 to 12 and at 20: slices of one point. Cutting at the low end
    /// leaves 6 of 19, at the high end 5 of 19; so the low end goes until 8 stands first with 6 of
    /// 13, then a goal must go: cutting 8 leaves 5 of 12, cutting 20 leaves 5 of 12 as well, the
    /// first end named wins the tie. The order is the same for the mirrored points.
    #[test]
    fn peeling_takes_the_densest_step() {
        let points: Vec<Vec<f64>> = (1..=20).map(|x| vec![f64::from(x)]).collect();
        let goal: Vec<bool> = (1..=20).map(|x| (8..=12).contains(&x) || x == 20).collect();
        let prim = Prim::new(&points, &goal, 0.05, 0.1).unwrap();
        let boxes = prim.peel();
        assert_eq!(boxes[0].quality.points, 20);
        assert_eq!(boxes[7].region.limits[0].low, Some(7.5));
        assert_eq!((boxes[7].quality.goals, boxes[7].quality.points), (6, 13));
        assert_eq!((boxes[8].quality.goals, boxes[8].quality.points), (5, 12));
        assert_eq!(boxes[8].region.limits[0].low, Some(8.5));
        for pair in boxes.windows(2) {
            assert!(pair[1].quality.points < pair[0].quality.points);
        }
    }

    /// A goal inside a known box of two of three factors. On the trajectory there is a box of
    /// density one; pasted, it holds goals only, leaves the third factor free, and at each face
    /// fewer goals than one slice lie between it and the true face, or they would have been pasted.
    #[test]
    fn a_known_box_is_found() {
        let points = sobol(1_024, 3, Some(3)).unwrap();
        let truth = Region {
            limits: vec![
                limits(0.3, 0.8),
                Limits {
                    low: Some(0.6),
                    high: None,
                },
                Limits::default(),
            ],
        };
        let goal: Vec<bool> = points.iter().map(|point| truth.contains(point)).collect();
        let prim = Prim::new(&points, &goal, 0.05, 0.05).unwrap();
        let last = prim.peel().pop().unwrap();
        assert_eq!(last.quality.goals, last.quality.points);
        let found = prim.paste(&last.region);
        assert_eq!(found.quality.goals, found.quality.points);
        assert!(found.quality.points >= last.quality.points);
        let restricted: Vec<bool> = found
            .region
            .limits
            .iter()
            .map(|limits| limits.restrict())
            .collect();
        assert_eq!(restricted, [true, true, false]);

        let slice = floor(0.05 * found.quality.points as f64);
        for factor in 0..2 {
            let mut wider = found.region.clone();
            wider.limits[factor] = truth.limits[factor];
            let missing = prim.quality(&wider).goals - found.quality.goals;
            let faces = if factor == 0 { 2 } else { 1 };
            assert!(
                missing < faces * slice,
                "{missing} goals beyond factor {factor}"
            );
        }
        let p = prim.quasi_p_values(&found.region);
        assert!(p[0].unwrap() < 1e-6 && p[1].unwrap() < 1e-6 && p[2].is_none());
    }

    /// A narrow box inside a region of goals grows to its ends, where density would fall.
    #[test]
    fn pasting_fills_the_goals_around() {
        let points: Vec<Vec<f64>> = (1..=20).map(|x| vec![f64::from(x)]).collect();
        let goal: Vec<bool> = (1..=20).map(|x| x >= 8).collect();
        let prim = Prim::new(&points, &goal, 0.05, 0.1).unwrap();
        let narrow = Region {
            limits: vec![limits(11.5, 14.5)],
        };
        let found = prim.paste(&narrow);
        assert_eq!(found.region.limits[0].low, Some(7.5));
        assert_eq!(found.region.limits[0].high, None);
        assert!((found.quality.coverage - 1.0).abs() < 1e-15);
    }

    /// The goal is x >= 15 of 0 to 59, 45 of 60 points. A factor with two levels is 1 from 12 to
    /// 41, where 27 of 30 reach it. Without its level 0 the density rises by 27/30 - 45/60 = 0.15,
    /// or 1/200 for each of 30 points; without the three lowest x by 45/57 - 45/60, or 1/76 for
    /// each of three. So x goes first: after three points two at a time, until the goals are left.
    #[test]
    fn a_large_level_does_not_go_before_slices_that_gain_more_a_point() {
        let level = |x: i32| f64::from(i32::from((12..42).contains(&x)));
        let points: Vec<Vec<f64>> = (0..60).map(|x| vec![level(x), f64::from(x)]).collect();
        let goal: Vec<bool> = (0..60).map(|x| x >= 15).collect();
        let boxes = Prim::new(&points, &goal, 0.05, 0.05).unwrap().peel();
        assert_eq!(boxes[1].region.limits[1].low, Some(2.5));
        let last = boxes.last().unwrap();
        assert!(!last.region.limits[0].restrict());
        assert_eq!((last.quality.goals, last.quality.points), (45, 45));
    }

    /// Equal values stay together: a factor with two levels is cut between them.
    #[test]
    fn levels_are_not_torn_apart() {
        let points: Vec<Vec<f64>> = (0..20).map(|x| vec![f64::from(x % 2), 7.0]).collect();
        let goal: Vec<bool> = (0..20).map(|x| x % 2 == 1).collect();
        let boxes = Prim::new(&points, &goal, 0.05, 0.05).unwrap().peel();
        assert_eq!(boxes.len(), 2);
        assert_eq!(boxes[1].region.limits[0].low, Some(0.5));
        assert!(!boxes[1].region.limits[1].restrict());
    }

    /// Ten of twenty points reach the goal, eight of the ten with x above 9.5:
    /// P(X >= 8) for ten trials of chance 1/2 is (45 + 10 + 1) / 1,024.
    #[test]
    fn the_quasi_p_value_is_a_binomial_tail() {
        let points: Vec<Vec<f64>> = (0..20).map(|x| vec![f64::from(x)]).collect();
        let goal: Vec<bool> = (0..20).map(|x| !(2..12).contains(&x)).collect();
        let prim = Prim::new(&points, &goal, 0.05, 0.05).unwrap();
        let upper = Region {
            limits: vec![Limits {
                low: Some(9.5),
                high: None,
            }],
        };
        let found = prim.quality(&upper);
        assert_eq!((found.points, found.goals), (10, 8));
        assert!((found.coverage - 0.8).abs() < 1e-15 && (found.support - 0.5).abs() < 1e-15);
        let p = prim.quasi_p_values(&upper)[0].unwrap();
        assert!((p - 56.0 / 1_024.0).abs() < 1e-12);
    }

    #[test]
    fn data_without_goals_are_errors() {
        let points = vec![vec![1.0], vec![2.0]];
        assert!(Prim::new(&points, &[false, false], 0.05, 0.05).is_err());
        assert!(Prim::new(&points, &[true], 0.05, 0.05).is_err());
        assert!(Prim::new(&points, &[true, false], 0.0, 0.05).is_err());
        assert!(Prim::new(&[vec![f64::NAN]], &[true], 0.05, 0.05).is_err());
        let all = Prim::new(&points, &[true, true], 0.05, 0.05).unwrap();
        assert_eq!(all.peel().len(), 1);
    }
}
