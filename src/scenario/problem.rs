//! What can be wrong with a scenario, and the list of what is.

use std::fmt;
use std::sync::Arc;

use super::FieldPath;
use super::document::Tree;
use super::names::KnownNames;
use super::source::Place;
use super::tunable::Tunable;
use crate::units::spoken::plural;
use crate::units::text::TextError;

/// The kinds of mistake a checked scenario rules out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A file that cannot be read as text.
    #[error("cannot read `{file}`: {reason}")]
    Unreadable {
        /// The file, as it is named.
        file: String,
        /// What the system says.
        reason: String,
        /// What to do; empty where there is nothing to say.
        help: String,
    },
    /// A file that is no text, such as a workbook.
    #[error("`{file}` is {found}")]
    NotText {
        /// The file, as it is named.
        file: String,
        /// What it is instead.
        found: &'static str,
        /// What to do.
        help: &'static str,
    },
    /// A text that is not TOML, or not a table.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
    },
    /// Files that name each other in a circle.
    #[error("these files name each other in a circle: {}", .chain.join(" -> "))]
    Cycle {
        /// The files, the first again at the end.
        chain: Vec<String>,
    },
    /// A key that nothing reads.
    #[error("there is no key `{key}` here")]
    UnknownKey {
        /// The key as written.
        key: String,
        /// What is allowed here.
        known: KnownNames,
    },
    /// A key that must be there.
    #[error("the key `{key}` is missing")]
    Missing {
        /// The key that is required.
        key: String,
        /// What it means.
        meaning: String,
    },
    /// Another type of value than the key takes.
    #[error("expected {allowed}, found {found}")]
    WrongType {
        /// What is there.
        found: String,
        /// What may be there.
        allowed: String,
    },
    /// A number or a length outside its range.
    #[error("{found} is out of range")]
    OutOfRange {
        /// What is there.
        found: String,
        /// What may be there: "at least 1".
        allowed: String,
    },
    /// A name that nothing has.
    #[error("there is no {kind} called `{name}`")]
    UnknownName {
        /// What is named: "tool group".
        kind: &'static str,
        /// The name as written.
        name: String,
        /// The names there are.
        known: KnownNames,
    },
    /// A text that is not the quantity or the law it should be.
    #[error("{message}")]
    BadText {
        /// What is wrong.
        message: String,
        /// What to write.
        help: String,
    },
    /// A name that is there twice.
    #[error("there are two {kind} called `{name}`")]
    Duplicate {
        /// What is named, in the plural: "rows".
        kind: &'static str,
        /// The name that is given more than once.
        name: String,
    },
    /// A row of a table with too many or too few cells.
    #[error(
        "this row has {}, but the table has {}",
        plural(*.found, "cell", "cells"),
        plural(*.expected, "column", "columns")
    )]
    RaggedRow {
        /// Cells in the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// More than can be held.
    #[error("{what} is too large")]
    TooLarge {
        /// What is.
        what: String,
        /// The limit.
        allowed: String,
    },
    /// A list or table that must not be empty.
    #[error("{what} is empty")]
    Empty {
        /// What is: "the route".
        what: String,
    },
    /// An override that cannot be applied.
    #[error("{message}")]
    BadOverride {
        /// Why not.
        message: String,
    },
    /// Whatever else does not fit together.
    #[error("{message}")]
    Invalid {
        /// What does not.
        message: String,
        /// What to do.
        help: String,
    },
}

/// So many problems of a scenario are kept; further ones are only counted.
const KEPT: usize = 1_000;
/// While problems are collected, so many names are compared in search of similar ones.
const COMPARED: usize = 500_000;

impl Fault {
    /// A mistake of no common kind, with its remedy.
    pub fn invalid(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::Invalid {
            message: message.into(),
            help: help.into(),
        }
    }

    /// A name of a `kind` ("tool group") that is none of `known`, which are all compared with it:
    /// where there may be many, use [`Problems::unknown_name`].
    pub fn unknown_name<'a>(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    ) -> Self {
        Self::UnknownName {
            kind,
            name: name.to_owned(),
            known: KnownNames::of(name, known),
        }
    }

    /// A value outside of what is `allowed` ("at least 1 d").
    pub fn out_of_range(found: impl fmt::Display, allowed: impl Into<String>) -> Self {
        Self::OutOfRange {
            found: found.to_string(),
            allowed: allowed.into(),
        }
    }

    /// The code, which never changes its meaning.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } | Self::NotText { .. } => "E0101",
            Self::Syntax { .. } => "E0102",
            Self::Cycle { .. } => "E0103",
            Self::UnknownKey { .. } => "E0104",
            Self::Missing { .. } => "E0105",
            Self::WrongType { .. } => "E0106",
            Self::OutOfRange { .. } => "E0107",
            Self::UnknownName { .. } => "E0108",
            Self::BadText { .. } => "E0109",
            Self::Duplicate { .. } => "E0110",
            Self::RaggedRow { .. } => "E0111",
            Self::TooLarge { .. } => "E0112",
            Self::Empty { .. } => "E0113",
            Self::BadOverride { .. } => "E0114",
            Self::Invalid { .. } => "E0115",
        }
    }

    /// What to do about it, where that can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::UnknownKey { known, .. } => known.help("allowed keys"),
            Self::UnknownName { known, .. } => known.help("known names"),
            Self::Missing { meaning, .. } => meaning.clone(),
            Self::OutOfRange { allowed, .. } | Self::TooLarge { allowed, .. } => {
                format!("allowed is {allowed}")
            }
            Self::BadText { help, .. }
            | Self::Invalid { help, .. }
            | Self::Unreadable { help, .. } => help.clone(),
            Self::BadOverride { .. } => "write `--set path.to.key=value`".to_owned(),
            Self::NotText { help, .. } => (*help).to_owned(),
            Self::Cycle { .. } => "let one of them name none of the others".to_owned(),
            Self::Duplicate { .. } => "give each a name of its own".to_owned(),
            Self::RaggedRow { .. } => {
                "leave cells empty rather than out, and quote a cell that holds a comma".to_owned()
            }
            Self::Empty { .. } => "give it at least one entry".to_owned(),
            Self::Syntax { .. } | Self::WrongType { .. } => String::new(),
        };
        (!help.is_empty()).then_some(help)
    }
}

impl From<TextError> for Fault {
    fn from(error: TextError) -> Self {
        let TextError { message, help } = error;
        Self::BadText { message, help }
    }
}

/// One mistake at one place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {fault}")]
pub struct Problem {
    /// The dotted path of what is wrong.
    pub path: FieldPath,
    /// Where that is written; `None` for a file that cannot be read at all.
    pub place: Option<Place>,
    /// What is wrong with it.
    pub fault: Fault,
}

/// Problems as they are found: the first ones, and how many more there are.
#[derive(Clone, Default)]
pub(super) struct Found {
    pub(super) kept: Vec<Problem>,
    pub(super) more: usize,
}

impl Found {
    pub(super) fn push(&mut self, problem: Problem) {
        if self.is_full() {
            self.more += 1;
        } else {
            self.kept.push(problem);
        }
    }

    /// Adds what was found elsewhere.
    pub(super) fn append(&mut self, other: Self) {
        self.more += other.more;
        for problem in other.kept {
            self.push(problem);
        }
    }

    /// Whether further problems are only counted.
    const fn is_full(&self) -> bool {
        self.kept.len() >= KEPT
    }

    pub(super) const fn len(&self) -> usize {
        self.kept.len() + self.more
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The mistakes found in a scenario: the first 1,000 in the order of their places, and the number
/// of all.
#[must_use = "a scenario with problems must not run"]
#[derive(Clone)]
pub struct Problems {
    pub(super) tree: Arc<Tree>,
    found: Found,
    /// How many names were compared in search of similar ones.
    compared: usize,
}

impl Problems {
    pub(super) fn of(tree: Arc<Tree>, mut found: Found) -> Self {
        found.kept.sort_by_key(|problem| problem.place);
        Self {
            tree,
            found,
            compared: 0,
        }
    }

    /// Records that what `path` names is wrong. The place is that of the path's value or, where
    /// it does not exist, of the nearest table around it.
    pub fn add(&mut self, path: impl Into<FieldPath>, fault: Fault) {
        if self.found.is_full() {
            self.found.more += 1;
            return;
        }
        let path = path.into();
        let place = self.tree.place_of(&path);
        let kept = &mut self.found.kept;
        let after = kept.partition_point(|problem| problem.place <= place);
        kept.insert(after, Problem { path, place, fault });
    }

    /// Records that a name of a `kind` ("tool group") at `path` is none of `known`. The work is
    /// bounded however many wrong names and known names there are: after half a million
    /// comparisons no similar name is looked for.
    pub fn unknown_name<'a>(
        &mut self,
        path: impl Into<FieldPath>,
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str, IntoIter: ExactSizeIterator + Clone>,
    ) {
        if self.found.is_full() {
            self.found.more += 1;
            return;
        }
        let known = known.into_iter();
        let known = if self.compared + known.len() <= COMPARED {
            self.compared += known.len();
            KnownNames::of(name, known)
        } else {
            KnownNames::without_near(known)
        };
        let name = name.to_owned();
        self.add(path, Fault::UnknownName { kind, name, known });
    }

    /// The number at `path`, as calibration can change it.
    ///
    /// # Errors
    /// If there is none.
    pub fn tunable(&self, path: &FieldPath) -> Result<Tunable, Fault> {
        self.tree.tunable(path)
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many mistakes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// The first mistakes, by their places: at most 1,000.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.found.kept.iter()
    }

    /// `value`, if nothing is wrong.
    ///
    /// # Errors
    /// These problems, if there are any.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Without colour, as for a file.
impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

/// As shown to the user, so that a failing test or an `unwrap` is readable.
impl fmt::Debug for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\n{self}")
    }
}

impl std::error::Error for Problems {}
