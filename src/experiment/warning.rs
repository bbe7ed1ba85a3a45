//! Reasons not to trust the figures of an experiment too far.

use std::collections::BTreeMap;
use std::fmt;

use super::summary::{Measured, Summary};
use crate::industry::RunPlan;
use crate::units::spoken::agreeing;

/// With fewer replications than these, intervals are rough.
const FEW: usize = 5;
/// A half-width beyond this share of the mean is wide.
const WIDE: f64 = 0.1;
/// What the key of a mean time is followed by in that of its share of unfinished stays.
const UNFINISHED: &str = "_unfinished";
/// More unfinished stays than this, in per cent, make a mean time an estimate.
const MANY_UNFINISHED: f64 = 5.0;
/// A warning names so many figures.
const KEYS_SHOWN: usize = 3;
/// A warning names so many mean times.
const MEANS_SHOWN: usize = 5;

impl Summary {
    /// The mean times many of whose stays are unfinished, by key: of each metric the subject with
    /// the largest share, and that share in per cent; the largest first.
    fn unfinished(&self) -> Vec<(String, f64)> {
        let mut worst: BTreeMap<&str, (String, f64)> = BTreeMap::new();
        for figure in &self.figures {
            let Some(name) = figure.metric.key.strip_suffix(UNFINISHED) else {
                continue;
            };
            let subject = figure.key.split_at(figure.metric.key.len()).1;
            let of_mean = |key: &str| self.get(key).and_then(|figure| figure.estimate);
            let keys = ["", "_mean"].map(|ending| [name, ending, subject].concat());
            let mean = keys.into_iter().find(|key| of_mean(key).is_some());
            if let (Some(key), Some(share)) = (mean, figure.estimate)
                && share.mean > MANY_UNFINISHED
                && worst.get(name).is_none_or(|(_, worst)| *worst < share.mean)
            {
                worst.insert(name, (key, share.mean));
            }
        }
        let mut worst: Vec<(String, f64)> = worst.into_values().collect();
        worst.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        worst
    }

    /// Reasons not to trust the figures too far.
    #[must_use]
    pub fn warnings(&self, plan: &RunPlan) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let open = self.balances.iter().filter(|book| book.difference != 0);
        warnings.extend(open.map(|book| Warning::OpenBook(book.name.clone())));
        for remarked in &self.remarks {
            warnings.extend(remarked.details.iter().map(|detail| Warning::Remark {
                what: remarked.what,
                detail: detail.clone(),
                replications: remarked.replications,
                of: self.replications,
            }));
        }
        match self.replications {
            0 | 1 => warnings.push(Warning::OneReplication),
            few if few < FEW => warnings.push(Warning::FewReplications(few)),
            _ => {}
        }
        let skewed: Vec<String> = self
            .figures
            .iter()
            .filter(|figure| figure.estimate.is_some_and(|estimate| estimate.is_skewed))
            .map(|figure| figure.key.clone())
            .collect();
        if !skewed.is_empty() {
            warnings.push(Warning::Skewed {
                keys: skewed,
                of: self.figures.len(),
            });
        }
        let wide: Vec<String> = self
            .figures
            .iter()
            .filter(|figure| is_wide(figure))
            .map(|figure| figure.key.clone())
            .collect();
        if !wide.is_empty() {
            warnings.push(Warning::WideIntervals {
                keys: wide,
                of: self.figures.len(),
            });
        }
        let unfinished = self.unfinished();
        if !unfinished.is_empty() {
            warnings.push(Warning::UnfinishedStays(unfinished));
        }
        if plan.horizon < plan.warmup * 2 {
            let share = plan.warmup.as_days() / plan.horizon.as_days();
            warnings.push(Warning::LongWarmup(share));
        }
        warnings
    }
}

/// The first of some keys.
fn first_few(keys: &[String]) -> String {
    let shown = keys[..keys.len().min(KEYS_SHOWN)].join(", ");
    let rest = if keys.len() > KEYS_SHOWN { ", ..." } else { "" };
    shown + rest
}

fn is_wide(figure: &Measured) -> bool {
    figure
        .estimate
        .filter(|estimate| estimate.sd != Some(0.0))
        .and_then(|estimate| estimate.relative_half_width())
        .is_some_and(|share| share > WIDE)
}

/// A reason not to trust a summary too far.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// A book does not close.
    OpenBook(String),
    /// There is one replication only.
    OneReplication,
    /// There are so few replications that intervals are rough.
    FewReplications(usize),
    /// The values of some figures are skewed over the replications.
    Skewed {
        /// The keys of these figures.
        keys: Vec<String>,
        /// The number of all figures.
        of: usize,
    },
    /// Some figures have wide intervals.
    WideIntervals {
        /// The keys of these figures.
        keys: Vec<String>,
        /// The number of all figures.
        of: usize,
    },
    /// Of these mean times a good part of the stays is unfinished: the keys and the shares in per
    /// cent, the largest first.
    UnfinishedStays(Vec<(String, f64)>),
    /// The warm-up is this share of the run, more than half.
    LongWarmup(f64),
    /// Some replications give a reason why their figures may mislead.
    Remark {
        /// What happened, as a clause.
        what: &'static str,
        /// How it happened in the first of them.
        detail: String,
        /// The number of these replications.
        replications: usize,
        /// The number of all replications.
        of: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenBook(name) => write!(
                formatter,
                "the book `{name}` does not close, which is a mistake of chippark; `--audit` shows \
                 its amounts"
            ),
            Self::OneReplication => formatter.write_str(
                "one replication gives no interval; `--replications 20` gives one for every \
                 figure that varies",
            ),
            Self::FewReplications(count) => write!(
                formatter,
                "intervals of {count} replications are rough: they hold where a figure is normally \
                 distributed, which so few do not show; run {FEW} at least"
            ),
            Self::Skewed { keys, of } => write!(
                formatter,
                "{} of {of} figures {} skewed over the replications, so that the 95 % interval may \
                 miss the mean more often; run more: {}",
                keys.len(),
                agreeing(&keys.len(), "is", "are"),
                first_few(keys)
            ),
            Self::WideIntervals { keys, of } => write!(
                formatter,
                "{} of {of} figures {} 95 % intervals wider than +-{:.0} % of the mean: {}",
                keys.len(),
                agreeing(&keys.len(), "has", "have"),
                WIDE * 100.0,
                first_few(keys)
            ),
            Self::UnfinishedStays(means) => {
                let shown: Vec<String> = means
                    .iter()
                    .take(MEANS_SHOWN)
                    .map(|(key, share)| format!("{key} ({share:.0} %)"))
                    .collect();
                let rest = match means.len().saturating_sub(MEANS_SHOWN) {
                    0 => String::new(),
                    more => format!(" and {more} more"),
                };
                write!(
                    formatter,
                    "mean times are estimates where many stays are unfinished at the end: \
                     {}{rest}; lengthen the run",
                    shown.join(", ")
                )
            }
            Self::LongWarmup(share) => write!(
                formatter,
                "the warm-up takes {:.0} % of the run; extend the run",
                share * 100.0
            ),
            Self::Remark { detail, of: 1, .. } => formatter.write_str(detail),
            Self::Remark {
                what,
                detail,
                replications,
                of,
            } => write!(
                formatter,
                "in {replications} of {of} replications {what}; in the first of these: {detail}"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Metric, Remark};
    use crate::experiment::summary::tests::{WAIT, outcome};
    use crate::industry::Outcome;
    use crate::units::{Date, Duration};

    fn plan(warmup: u64, horizon: u64) -> RunPlan {
        RunPlan {
            origin: Date::ymd(2018, 1, 1),
            tick: Duration::hours(1),
            warmup: Duration::days(warmup),
            horizon: Duration::days(horizon),
            observe_every: Duration::days(1),
            seed: 1,
            replications: 1,
            first_replication: 0,
        }
    }

    #[test]
    fn remarks_are_counted_by_kind_and_detailed_once() {
        let remark = |what, detail: &str| Remark {
            what,
            detail: detail.to_owned(),
        };
        let remarks = [
            vec![],
            vec![
                remark("lots are stuck", "at etch"),
                remark("orders wait", "10"),
                remark("lots are stuck", "at litho"),
            ],
            vec![remark("lots are stuck", "at implant")],
        ];
        let outcomes: Vec<Outcome> = remarks
            .into_iter()
            .map(|remarks| {
                let mut outcome = outcome(Some(2.0), 0.5);
                for remark in remarks {
                    outcome.figures.remark(remark);
                }
                outcome
            })
            .collect();
        let texts = |outcomes: &[Outcome]| -> Vec<String> {
            let warnings = Summary::of(outcomes).warnings(&plan(0, 10)).into_iter();
            let remarks = warnings.filter(|warning| matches!(warning, Warning::Remark { .. }));
            remarks.map(|warning| warning.to_string()).collect()
        };
        assert_eq!(
            texts(&outcomes),
            [
                "in 2 of 3 replications lots are stuck; in the first of these: at etch",
                "in 2 of 3 replications lots are stuck; in the first of these: at litho",
                "in 1 of 3 replications orders wait; in the first of these: 10",
            ]
        );
        assert_eq!(texts(&outcomes[2..]), ["at implant"]);
    }

    /// Of each mean time the worst subject is named, the worst mean first, where it is reported.
    #[test]
    fn means_of_unfinished_stays_are_warned_of_in_one_sentence() {
        let metric = |key| Metric { key, ..WAIT };
        let keys = [
            "fab.time",
            "fab.time_unfinished",
            "home.wait_mean",
            "home.wait_unfinished",
        ];
        let [time, time_share, wait, wait_share]: [&'static Metric; 4] =
            keys.map(|key| &*Box::leak(Box::new(metric(key))));
        let mut outcome = outcome(Some(2.0), 0.5);
        let figures = &mut outcome.figures;
        for (stream, mean, share) in [
            ("a", Some(3.0), 17.2),
            ("b", Some(2.0), 6.0),
            ("c", None, 99.0),
        ] {
            figures.put_for(time, stream, mean);
            figures.put_for(time_share, stream, share);
        }
        figures.put(wait, 4.0);
        figures.put(wait_share, 40.0);
        let warnings = Summary::of(&[outcome]).warnings(&plan(0, 10));
        assert_eq!(
            warnings[1].to_string(),
            "mean times are estimates where many stays are unfinished at the end: \
             home.wait_mean (40 %), fab.time/a (17 %); lengthen the run"
        );
    }

    #[test]
    fn each_weakness_is_warned_of_once_and_a_sound_experiment_not_at_all() {
        let sound: Vec<Outcome> = (0..10).map(|_| outcome(Some(2.0), 0.5)).collect();
        assert_eq!(Summary::of(&sound).warnings(&plan(5, 10)), []);
        let wide: Vec<Outcome> = (0..10_u8)
            .map(|number| outcome(Some(f64::from(number)), 0.5))
            .collect();
        let warnings = Summary::of(&wide).warnings(&plan(6, 10));
        assert_eq!(
            warnings,
            [
                Warning::WideIntervals {
                    keys: vec!["line.wait/etch".to_owned()],
                    of: 2
                },
                Warning::LongWarmup(0.6)
            ]
        );
        let one = Summary::of(&sound[..1]).warnings(&plan(0, 10));
        assert_eq!(one, [Warning::OneReplication]);
        let [four, five] = [4, 5].map(|count| Summary::of(&sound[..count]).warnings(&plan(0, 10)));
        assert_eq!(four, [Warning::FewReplications(4)]);
        assert_eq!(five, []);
        assert!(one[0].to_string().starts_with("one replication gives no"));
        let odd: Vec<Outcome> = (0..10_u8)
            .map(|number| outcome(Some(200.0 + f64::from(number / 9)), 0.5))
            .collect();
        let skewed = Summary::of(&odd).warnings(&plan(0, 10));
        assert_eq!(skewed.len(), 1);
        assert_eq!(
            skewed[0].to_string(),
            "1 of 2 figures is skewed over the replications, so that the 95 % interval may miss \
             the mean more often; run more: line.wait/etch"
        );
    }
}
