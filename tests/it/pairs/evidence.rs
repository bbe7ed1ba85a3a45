//! What a run leaves for its laws to judge.

use std::collections::BTreeMap;

use chippark::engine::Book;
use chippark::industry::{self, Outcome};

use super::park::{DAYS, Park};
use crate::parks;

/// The value of a figure and its unit.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) unit: &'static str,
    pub(super) value: Option<f64>,
}

/// A point of a series.
#[derive(Clone, PartialEq)]
pub(super) struct Point {
    /// Days since the start of the run.
    pub(super) day: f64,
    pub(super) metric: &'static str,
    pub(super) unit: &'static str,
    pub(super) subject: String,
    pub(super) value: f64,
}

/// What is left of a run.
#[derive(Clone)]
pub(super) struct Evidence {
    pub(super) park: Park,
    pub(super) figures: BTreeMap<String, Found>,
    pub(super) books: Vec<Book>,
    pub(super) points: Vec<Point>,
    /// What was warned of before the run, and the remarks at its end.
    pub(super) named: Vec<String>,
    /// What the audits of each day found.
    pub(super) audits: Vec<String>,
    /// The figures and points of the same scenario that is run again without audits, if it is.
    pub(super) again: Option<(BTreeMap<String, Found>, Vec<Point>)>,
}

impl Evidence {
    /// Runs a scenario with an audit after each day.
    pub(super) fn of(park: Park, seed: u64, again: bool) -> Self {
        let compiled = parks::compiled(&park.text());
        let (mut run, mut audits) = (compiled.start(seed, 0), Vec::new());
        while run.step() {
            if run.now().time_of_day().is_zero() {
                audits.extend(run.audit());
            }
        }
        let outcome = run.finish();
        let mut named = compiled.warnings();
        let remarks = outcome.figures.remarks().iter();
        named.extend(remarks.map(|remark| remark.what.to_owned()));
        Self {
            park,
            figures: figures(&outcome),
            books: outcome.figures.books().to_vec(),
            points: points(&outcome),
            named,
            audits,
            again: again.then(|| without_audits(&compiled, seed)),
        }
    }

    /// Whether statistics begin with the run.
    pub(super) fn is_whole(&self) -> bool {
        self.warmup() == 0.0
    }

    /// Days at the start that statistics leave out.
    pub(super) fn warmup(&self) -> f64 {
        self.park.set_number("run.warmup")
    }

    /// Days of the statistics.
    pub(super) fn days(&self) -> f64 {
        f64::from(DAYS) - self.warmup()
    }

    /// A figure, if it was reported and observed.
    pub(super) fn value(&self, key: &str) -> Option<f64> {
        self.figures.get(key).and_then(|found| found.value)
    }

    /// A count; zero where nothing reports it.
    pub(super) fn count(&self, key: &str) -> f64 {
        self.value(key).unwrap_or(0.0)
    }

    /// The figures of a metric by subject.
    pub(super) fn subjects<'a>(
        &'a self,
        metric: &'a str,
    ) -> impl Iterator<Item = (&'a str, f64)> + 'a {
        let all = self.figures.iter();
        all.filter_map(move |(key, found)| {
            let subject = key.strip_prefix(metric)?.strip_prefix('/')?;
            Some((subject, found.value?))
        })
    }

    /// The sum of the figures of a metric over its subjects.
    pub(super) fn sum(&self, metric: &str) -> f64 {
        self.subjects(metric).map(|(_, value)| value).sum()
    }

    /// The books whose name begins so.
    pub(super) fn books_of<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a Book> {
        let books = self.books.iter();
        books.filter(move |book| book.name.starts_with(prefix))
    }

    /// By how much what these books count has grown in the window.
    pub(super) fn growth(&self, prefix: &str) -> f64 {
        let books = self.books_of(prefix);
        books.map(|book| (book.closing - book.opening) as f64).sum()
    }

    /// The points of a metric, all subjects.
    pub(super) fn points_of<'a>(&'a self, metric: &'a str) -> impl Iterator<Item = &'a Point> {
        let points = self.points.iter();
        points.filter(move |point| point.metric == metric)
    }

    /// The points of a metric at the midnights of the run, all subjects together.
    pub(super) fn levels(&self, metric: &str) -> BTreeMap<u32, f64> {
        let mut levels: BTreeMap<u32, f64> = (1..=DAYS).map(|day| (day, 0.0)).collect();
        for point in self.points_of(metric) {
            let level = levels.entry(point.day as u32).or_default();
            *level += point.value;
        }
        levels
    }
}

fn figures(outcome: &Outcome) -> BTreeMap<String, Found> {
    let figures = outcome.figures.iter();
    let found = figures.map(|(key, figure)| {
        let found = Found {
            unit: figure.metric.unit,
            value: figure.value,
        };
        (key.to_owned(), found)
    });
    found.collect()
}

fn without_audits(park: &industry::Park, seed: u64) -> (BTreeMap<String, Found>, Vec<Point>) {
    let mut run = park.start(seed, 0);
    while run.step() {}
    let outcome = run.finish();
    (figures(&outcome), points(&outcome))
}

fn points(outcome: &Outcome) -> Vec<Point> {
    let points = outcome.series.points().iter();
    let found = points.map(|point| Point {
        day: point.time.as_days(),
        metric: point.metric.key,
        unit: point.metric.unit,
        subject: point.subject.to_string(),
        value: point.value,
    });
    found.collect()
}
