//! What is chance: by how much single runs of ours differ from the mean of the others.
//!
//! A report is one run. So a perfect model, too, has figures beyond their tolerances: as many as
//! single runs of its own have, each judged against the mean of the others.

use super::{Kind, Row, Verdict};

/// The fewest replications that say by how much single runs differ.
pub const FEWEST_RUNS: usize = 3;

/// How many figures are within their tolerances: those of the reports, and those of each of our
/// replications in their place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OwnRuns {
    /// The kind of the figures; none for all together.
    pub kind: Option<Kind>,
    /// How many figures are judged.
    pub figures: usize,
    /// How many of them the reports have within.
    pub within: usize,
    /// The least number that one of our replications has within.
    pub least: usize,
    /// The mean number.
    pub mean: f64,
    /// The greatest number.
    pub greatest: usize,
}

/// Each of our replications judged by the tolerances of the reports against the mean of the others,
/// by kind of figure, and at last for all of them; none for fewer than [`FEWEST_RUNS`]
/// replications.
#[must_use]
pub fn own_runs(rows: &[Row]) -> Option<Vec<OwnRuns>> {
    let judged: Vec<&Row> = rows.iter().filter(|row| row.is_judged()).collect();
    let runs = judged.iter().map(|row| row.values.len()).max()?;
    if runs < FEWEST_RUNS {
        return None;
    }
    let kinds = Kind::ALL.into_iter().map(Some).chain([None]);
    let of_kind = |kind: Option<Kind>| {
        let is_of = |row: &&&Row| kind.is_none() || row.reported.figure.kind() == kind;
        let rows: Vec<&Row> = judged.iter().filter(is_of).copied().collect();
        let is_within = |row: &&&Row| row.verdict == Verdict::Agrees;
        let of_run = |run| rows.iter().filter(|row| row.is_own_within(run)).count();
        let counts: Vec<usize> = (0..runs).map(of_run).collect();
        Some(OwnRuns {
            kind,
            figures: rows.len(),
            within: rows.iter().filter(is_within).count(),
            least: counts.iter().copied().min()?,
            mean: counts.iter().sum::<usize>() as f64 / runs as f64,
            greatest: counts.iter().copied().max()?,
        })
    };
    let found: Option<Vec<OwnRuns>> = kinds.map(of_kind).collect();
    Some(found?.into_iter().filter(|of| of.figures > 0).collect())
}

impl Row {
    /// Whether it has a tolerance and may be judged.
    #[must_use]
    pub const fn is_judged(&self) -> bool {
        match self.verdict {
            Verdict::Agrees | Verdict::Chance | Verdict::Differs | Verdict::Missing => true,
            Verdict::Unjudged(_) => false,
        }
    }

    /// Whether one of our replications, in the place of the reports, is within the tolerance to the
    /// mean of the others.
    fn is_own_within(&self, run: usize) -> bool {
        let (Some(value), Some(tolerance)) = (self.values.get(run), self.tolerance) else {
            return false;
        };
        let others: f64 = self.values.iter().sum::<f64>() - value;
        let mean = others / (self.values.len() as f64 - 1.0);
        tolerance.allows(mean - value, *value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{Figure, Reported, Subject, Tolerances, compare, counts};
    use super::*;

    /// Queues and failed tools of a family in replications, beside what a report says of them.
    fn rows(reported: [f64; 2], ours: &[[f64; 2]]) -> Vec<Row> {
        let family = Subject::Family("m".to_owned());
        let figures = [Figure::Waiting, Figure::Down].into_iter().zip(reported);
        let said: Vec<Reported> = figures
            .map(|(figure, value)| Reported {
                subject: family.clone(),
                figure,
                value,
                unjudged: None,
            })
            .collect();
        let replications: Vec<BTreeMap<&str, f64>> = ours
            .iter()
            .map(|[queue, down]| {
                BTreeMap::from([("fab.queue_length/m", *queue), ("fab.down_share/m", *down)])
            })
            .collect();
        compare(&said, &replications, &Tolerances::default())
    }

    /// Queues of 8, 10 and 12 have mean 10 and sd 2: one more run lies within
    /// t(0.975; 2) 2 sqrt(4 / 3) = 4.302653 * 2.309401 = 9.936551 of it.
    #[test]
    fn what_one_run_may_have_is_chance_and_what_none_has_is_not() {
        let ours = [[8.0, 3.0], [10.0, 3.0], [12.0, 3.0]];
        let verdict = |queue: f64, down: f64| {
            let rows = rows([queue, down], &ours);
            (rows[0].verdict, rows[1].verdict)
        };
        let found = rows([10.0, 3.0], &ours)[0].one_run.unwrap();
        assert!((found.low - 0.063_449).abs() < 1e-5, "{found:?}");
        assert!((found.high - 19.936_551).abs() < 1e-5, "{found:?}");
        assert_eq!(verdict(10.0, 3.5), (Verdict::Agrees, Verdict::Agrees));
        // A tenth of the reported value is allowed; runs that are all equal excuse nothing.
        assert_eq!(verdict(19.9, 4.1), (Verdict::Chance, Verdict::Differs));
        assert_eq!(verdict(20.0, 1.9), (Verdict::Differs, Verdict::Differs));
        let all = counts(&rows([19.9, 4.1], &ours));
        assert_eq!((all.agree, all.chance, all.differ), (0, 1, 1));
    }

    /// Of queues of 10, 10, 10 and 14 the first three have others with a mean of 34 / 3 = 11.3,
    /// which is more than a tenth off, and the last one 10, which is, too; the mean of all, 11, is
    /// within a tenth of the report. With 10.5 for 14 all are within. Failed tools are within a
    /// point but for one run: 3, 3, 3 and 5 have others of 11 / 3, thrice, and 3.
    #[test]
    fn each_run_is_judged_against_the_mean_of_the_others() {
        let runs = |last: f64| {
            let ours = [[10.0, 3.0], [10.0, 3.0], [10.0, 3.0], [last, 5.0]];
            own_runs(&rows([10.0, 3.0], &ours)).unwrap()
        };
        let of = |kind, found: &[OwnRuns]| {
            let found = found.iter().find(|of| of.kind == kind).unwrap();
            (
                found.figures,
                found.within,
                found.least,
                found.mean,
                found.greatest,
            )
        };
        let far = runs(14.0);
        assert_eq!(of(Some(Kind::Waiting), &far), (1, 1, 0, 0.0, 0));
        assert_eq!(of(Some(Kind::State), &far), (1, 1, 0, 0.75, 1));
        assert_eq!(of(None, &far), (2, 2, 0, 0.75, 1));
        let near = runs(10.5);
        assert_eq!(of(Some(Kind::Waiting), &near), (1, 1, 1, 1.0, 1));
        assert_eq!(of(None, &near), (2, 2, 1, 1.75, 2));
        assert_eq!(near.len(), 3, "kinds without figures are left out");
    }

    #[test]
    fn two_runs_say_nothing_of_chance() {
        let rows = rows([20.0, 3.0], &[[8.0, 3.0], [12.0, 3.0]]);
        assert_eq!(rows[0].verdict, Verdict::Differs);
        assert_eq!((rows[0].one_run, own_runs(&rows)), (None, None));
    }
}
