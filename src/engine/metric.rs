//! A metric is declared once, beside the code that records it: table, comparison, files and docs
//! read the declaration.

use std::collections::BTreeMap;

use super::binding::BindingRow;
use super::book::Book;
use super::statement::StatementRow;
use crate::statistics::Bounds;

/// Which way a metric should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// A description: neither way is better by itself.
    Neither,
}

impl Better {
    /// The word in result files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::Neither => "neither",
        }
    }
}

/// How the points of a metric's series are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesKind {
    /// It has no series: it is a figure of the whole statistics window only.
    None,
    /// The value at the instant of the point.
    Level,
    /// What has accumulated from the start of the run to the instant of the point.
    Total,
    /// What came in the interval since the previous point.
    Flow,
}

impl SeriesKind {
    /// The word in result files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Level => "level",
            Self::Total => "total",
            Self::Flow => "flow",
        }
    }
}

/// What it means that a run has no value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// Nothing was there to observe. A mean over replications is that of those that observed it.
    Unobserved,
    /// The event that the figure is the time of had not happened by the end of the period. A mean
    /// of the other replications would be too early, so there is none.
    Later,
}

/// The bounds of figures in a unit: shares are in per cent of a whole, money may be owed, and all
/// else is counts, times and rates.
///
/// ```
/// use chippark::engine::metric::bounds_of_unit;
/// use chippark::statistics::Bounds;
/// assert_eq!(bounds_of_unit("%"), Bounds::Percent);
/// assert_eq!(bounds_of_unit("lots"), Bounds::AtLeastZero);
/// ```
#[must_use]
pub const fn bounds_of_unit(unit: &str) -> Bounds {
    match unit.as_bytes() {
        b"%" => Bounds::Percent,
        b"CNY" => Bounds::Any,
        _ => Bounds::AtLeastZero,
    }
}

/// A figure that runs report. Declared by [`metrics!`](crate::engine::metrics).
#[derive(Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name: the subsystem, a dot, and the measure. In results, a subject may follow after a
    /// slash.
    pub key: &'static str,
    /// The unit of its values.
    pub unit: &'static str,
    /// What it measures, in sentences.
    pub meaning: &'static str,
    /// Which way it should go.
    pub better: Better,
    /// How its series is to be read.
    pub series: SeriesKind,
    /// What it means that a run has no value of it.
    pub absence: Absence,
    /// The values that it can have.
    pub bounds: Bounds,
    /// The module that declares and records it.
    pub module: &'static str,
}

/// Declares the metrics of a subsystem and the list `METRICS` of them. The doc comment of each is
/// its meaning for users. A metric that is the time of an event ends with the word `Later`
/// ([`Absence::Later`]). Its bounds follow from its unit ([`bounds_of_unit`]), unless it ends with
/// the word `Unbounded`: it can be any number.
///
/// ```
/// chippark::engine::metrics! { "fab":
///     /// Mean time from the release of a lot to the end of its route.
///     CYCLE_TIME: "cycle_time", "d", Lower, None;
///     /// Mean number of lots in the line.
///     WIP: "wip", "lots", Lower, Level;
/// }
/// assert_eq!(CYCLE_TIME.key, "fab.cycle_time");
/// assert_eq!(WIP.meaning, "Mean number of lots in the line.");
/// assert_eq!(METRICS.len(), 2);
/// ```
#[macro_export]
macro_rules! metrics {
    (@absence) => { $crate::engine::Absence::Unobserved };
    (@absence Later) => { $crate::engine::Absence::Later };
    (@absence Unbounded) => { $crate::engine::Absence::Unobserved };
    (@bounds $unit:literal Unbounded) => { $crate::statistics::Bounds::Any };
    (@bounds $unit:literal $(Later)?) => { $crate::engine::metric::bounds_of_unit($unit) };
    ($prefix:literal:
        $($(#[doc = $meaning:literal])+
        $name:ident: $key:literal, $unit:literal, $better:ident, $series:ident
        $(, $kind:ident)?;)*) => {
        $(
            $(#[doc = $meaning])+
            pub(crate) const $name: $crate::engine::Metric = $crate::engine::Metric {
                key: concat!($prefix, ".", $key),
                unit: $unit,
                meaning: concat!($($meaning),+).trim_ascii_start(),
                better: $crate::engine::Better::$better,
                series: $crate::engine::SeriesKind::$series,
                absence: $crate::engine::metrics!(@absence $($kind)?),
                bounds: $crate::engine::metrics!(@bounds $unit $($kind)?),
                module: module_path!(),
            };
        )*

        /// The metrics that are declared here.
        pub(crate) const METRICS: &[&$crate::engine::Metric] = &[$(&$name),*];
    };
}
pub use metrics;

/// One value of a metric.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// What the figure measures.
    pub metric: &'static Metric,
    /// Its value; none if nothing was observed.
    pub value: Option<f64>,
}

/// A reason why the figures of a run may mislead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What happened, as a clause that is the same in every run: "lots are stuck at the end".
    pub what: &'static str,
    /// How it happened in this run, in a sentence.
    pub detail: String,
}

/// The figures of one replication, in order of their keys, with its remarks, books, statements
/// and what bound in each month.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    by_key: BTreeMap<String, Figure>,
    remarks: Vec<Remark>,
    books: Vec<Book>,
    statements: Vec<StatementRow>,
    bindings: Vec<BindingRow>,
}

impl Figures {
    /// Reports a figure.
    ///
    /// # Panics
    /// If it was reported before: two answers to one question.
    pub fn put(&mut self, metric: &'static Metric, value: impl Into<Option<f64>>) {
        self.insert(metric.key.to_owned(), metric, value.into());
    }

    /// Reports a figure of a subject: a tool group, a product, a channel.
    ///
    /// # Panics
    /// If it was reported before: two answers to one question.
    pub fn put_for(
        &mut self,
        metric: &'static Metric,
        subject: &str,
        value: impl Into<Option<f64>>,
    ) {
        self.insert(format!("{}/{subject}", metric.key), metric, value.into());
    }

    /// Adds a reason why the figures may mislead.
    pub fn remark(&mut self, remark: Remark) {
        self.remarks.push(remark);
    }

    /// The remarks, in the order in which they were added.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Adds a book of the period.
    pub fn keep(&mut self, book: Book) {
        self.books.push(book);
    }

    /// The books of the period, in the order in which they were added.
    #[must_use]
    pub fn books(&self) -> &[Book] {
        &self.books
    }

    /// The statements of the months of the period, to which rows are added.
    pub const fn statements_mut(&mut self) -> &mut Vec<StatementRow> {
        &mut self.statements
    }

    /// What bound in the months of the period, to which rows are added.
    pub const fn bindings_mut(&mut self) -> &mut Vec<BindingRow> {
        &mut self.bindings
    }

    /// What bound in the months of the period, month by month.
    #[must_use]
    pub fn bindings(&self) -> &[BindingRow] {
        &self.bindings
    }

    /// The statements of the months of the period, month by month.
    #[must_use]
    pub fn statements(&self) -> &[StatementRow] {
        &self.statements
    }

    fn insert(&mut self, key: String, metric: &'static Metric, value: Option<f64>) {
        let value = value.filter(|value| value.is_finite());
        let before = self.by_key.insert(key, Figure { metric, value });
        assert!(before.is_none(), "`{}` was reported twice", metric.key);
    }

    /// Gives back the memory that only further rows would need.
    #[must_use]
    pub fn complete(mut self) -> Self {
        self.remarks.shrink_to_fit();
        self.books.shrink_to_fit();
        self.statements.shrink_to_fit();
        self.bindings.shrink_to_fit();
        self
    }

    /// Leaves the figures of these keys, the remarks and the books that do not close, and the
    /// memory of nothing else.
    pub fn leave(&mut self, keys: &[&str]) {
        let figures = std::mem::take(&mut self.by_key).into_iter();
        let is_left = |(key, _): &(String, Figure)| keys.contains(&key.as_str());
        self.by_key = figures.filter(is_left).collect();
        self.books.retain(|book| book.difference() != 0);
        self.books.shrink_to_fit();
        self.statements = Vec::new();
        self.bindings = Vec::new();
    }

    /// The figures with their keys, in order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Figure)> {
        self.by_key
            .iter()
            .map(|(key, figure)| (key.as_str(), figure))
    }

    /// The figure under a key, if it was reported.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Figure> {
        self.by_key.get(key)
    }

    /// The value under a key such as `fab.cycle_time/cpu`, if it was reported and observed.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<f64> {
        self.by_key.get(key).and_then(|figure| figure.value)
    }
}
