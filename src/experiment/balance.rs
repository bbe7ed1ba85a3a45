//! The books of an experiment: each book over all replications, and those that do not close.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::engine::{Book, Figures};
use crate::industry::Outcome;
use crate::units::spoken::agreeing;

/// A book over all replications: means of its amounts, and the largest difference.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// The name of the book.
    pub name: String,
    /// The unit of all amounts.
    pub unit: &'static str,
    /// What was there at the start of the statistics.
    pub opening: f64,
    /// What came, by label.
    pub inflows: Vec<(String, f64)>,
    /// What went, by label.
    pub outflows: Vec<(String, f64)>,
    /// What is there at the end.
    pub closing: f64,
    /// What was there and what came.
    pub left: f64,
    /// What went and what is there. Both are means of whole sums, and equal to the last digit if
    /// the book closes.
    pub right: f64,
    /// Of the differences of the replications, the one that is farthest from zero.
    pub difference: i128,
}

impl Balance {
    /// The balance of the books of one name, at least one, of so many replications. A book that a
    /// replication does not have is empty there.
    fn of(books: &[&Book], replications: usize) -> Self {
        let mean = |sum: i128| sum as f64 / replications as f64;
        let entries = |of: fn(&Book) -> &[(String, i128)]| {
            let mut labels: Vec<(String, i128)> = Vec::new();
            for (label, amount) in books.iter().flat_map(|book| of(book)) {
                match labels.iter_mut().find(|(name, _)| name == label) {
                    Some((_, sum)) => *sum += amount,
                    None => labels.push((label.clone(), *amount)),
                }
            }
            let means = labels.into_iter().map(|(label, sum)| (label, mean(sum)));
            means.collect()
        };
        let differences = books.iter().map(|book| book.difference());
        Self {
            name: books[0].name.clone(),
            unit: books[0].unit,
            opening: mean(books.iter().map(|book| book.opening).sum()),
            inflows: entries(|book| &book.inflows),
            outflows: entries(|book| &book.outflows),
            closing: mean(books.iter().map(|book| book.closing).sum()),
            left: mean(books.iter().map(|book| book.left()).sum()),
            right: mean(books.iter().map(|book| book.right()).sum()),
            difference: differences.max_by_key(|one| one.abs()).unwrap_or_default(),
        }
    }
}

/// The balances of the run's own statistics, by name.
#[must_use]
pub fn balances(outcomes: &[Outcome]) -> Vec<Balance> {
    let mut by_name: BTreeMap<&str, Vec<&Book>> = BTreeMap::new();
    for book in outcomes.iter().flat_map(|outcome| outcome.figures.books()) {
        by_name.entry(&book.name).or_default().push(book);
    }
    let balances = by_name.values();
    balances
        .map(|books| Balance::of(books, outcomes.len()))
        .collect()
}

/// Books that do not close: a mistake of the program.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error(
    "{} {} not close, which is a mistake of chippark: please report it with the scenario\n{}",
    .books.len(),
    agreeing(&.books.len(), "book does", "books do"),
    shown(.books)
)]
pub struct OpenBooks {
    /// Each book that does not close, with the number of its replication.
    pub books: Vec<(usize, Book)>,
}

/// The most books that a message lists.
const SHOWN: usize = 10;

fn shown(books: &[(usize, Book)]) -> String {
    let line = |(replication, book): &(usize, Book)| {
        let difference = book.difference();
        format!("  replication {replication}: {book}, a difference of {difference}")
    };
    let mut lines: Vec<String> = books.iter().take(SHOWN).map(line).collect();
    if books.len() > SHOWN {
        lines.push(format!("  and {} more", books.len() - SHOWN));
    }
    lines.join("\n")
}

/// Whether every book of every replication closes, over the run's own statistics and the periods of
/// its targets.
///
/// # Errors
/// If one does not.
pub fn require_closed(outcomes: &[Outcome]) -> Result<(), OpenBooks> {
    let figures = outcomes.iter().enumerate().flat_map(|(number, outcome)| {
        let periods = std::iter::once(&outcome.figures).chain(&outcome.periods);
        periods.map(move |figures| (number, figures))
    });
    let books = figures.flat_map(|(number, figures): (usize, &Figures)| {
        figures.books().iter().map(move |book| (number, book))
    });
    let open = books.filter(|(_, book)| book.difference() != 0);
    let open: Vec<(usize, Book)> = open.map(|(number, book)| (number, book.clone())).collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(OpenBooks { books: open })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(books: &[Book]) -> Outcome {
        let mut figures = Figures::default();
        for book in books {
            figures.keep(book.clone());
        }
        Outcome::of(figures)
    }

    /// Of two replications, one with 4 + 6 = 7 + 3 and one with 0 + 2 = 5 - 5, whose label differs.
    #[test]
    fn a_balance_has_means_over_all_replications_and_the_largest_difference() {
        let wafers = || Book::new("fab.wafers", "wafers");
        let first = wafers().opens_at(4).plus("started", 6).minus("out", 7);
        let second = wafers().plus("bought", 2).minus("out", 5);
        let outcomes = [outcome(&[first.closes_at(3)]), outcome(&[second])];
        let found = &balances(&outcomes)[0];
        let labels = [("started".to_owned(), 3.0), ("bought".to_owned(), 1.0)];
        assert_eq!(found.inflows, labels);
        assert_eq!((found.left, found.right), (6.0, 7.5));
        assert_eq!(found.difference, -3);
    }

    #[test]
    fn a_book_that_does_not_close_is_an_error_that_shows_it() {
        let closed = Book::new("a.b", "lots").plus("in", 1).closes_at(1);
        let open = Book::new("a.c", "lots").plus("in", 2).closes_at(1);
        let sound = outcome(std::slice::from_ref(&closed));
        assert_eq!(require_closed(std::slice::from_ref(&sound)), Ok(()));
        let error = require_closed(&[sound, outcome(&[closed, open])]);
        assert_eq!(
            error.unwrap_err().to_string(),
            "1 book does not close, which is a mistake of chippark: please report it with the \
             scenario\n  replication 1: a.c: 0 before + 2 in != 1 left (lots), a difference \
             of 1"
        );
    }
}
