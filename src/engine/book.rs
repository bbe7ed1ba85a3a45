//! Books: of something that is conserved, what was there when a period began, what came and went in
//! it, and what is there at its end, in whole units.

use std::fmt;

/// A book over a period of statistics: opening + inflows = outflows + closing.
///
/// What came and went is taken from the collectors, what is there is counted from the entities. So
/// a term that is forgotten, or counted twice, shows as a difference.
///
/// ```
/// use chippark::engine::Book;
/// let book = Book::new("fab.wafers", "wafers").plus("started", 25_u64).minus("out", 20_u64);
/// assert_eq!(book.clone().closes_at(5_u64).difference(), 0);
/// // Two wafers are in the line no more, and nothing says why.
/// assert_eq!(book.closes_at(3_u64).difference(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// The subsystem, a dot and what is conserved; a subject may follow after a slash.
    pub name: String,
    /// The unit of all amounts.
    pub unit: &'static str,
    /// What was there when the period began.
    pub opening: i128,
    /// What came in the period, by cause or source.
    pub inflows: Vec<(String, i128)>,
    /// What went in the period, by cause or destination.
    pub outflows: Vec<(String, i128)>,
    /// What is there at the end of the period.
    pub closing: i128,
}

impl Book {
    /// A book in which nothing came or went and nothing is there.
    #[must_use]
    pub fn new(name: impl Into<String>, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            unit,
            opening: 0,
            inflows: Vec::new(),
            outflows: Vec::new(),
            closing: 0,
        }
    }

    /// Adds an inflow.
    #[must_use]
    pub fn plus(mut self, label: &str, amount: impl Into<i128>) -> Self {
        self.inflows.push((label.to_owned(), amount.into()));
        self
    }

    /// Adds an outflow.
    #[must_use]
    pub fn minus(mut self, label: &str, amount: impl Into<i128>) -> Self {
        self.outflows.push((label.to_owned(), amount.into()));
        self
    }

    /// Sets what is there now.
    #[must_use]
    pub fn closes_at(mut self, amount: impl Into<i128>) -> Self {
        self.closing = amount.into();
        self
    }

    /// Sets what was there when the period began.
    #[must_use]
    pub fn opens_at(mut self, amount: impl Into<i128>) -> Self {
        self.opening = amount.into();
        self
    }

    /// What was there and what came.
    #[must_use]
    pub fn left(&self) -> i128 {
        self.opening + sum(&self.inflows)
    }

    /// What went and what is there.
    #[must_use]
    pub fn right(&self) -> i128 {
        sum(&self.outflows) + self.closing
    }

    /// The left side less the right one: zero if the book closes.
    #[must_use]
    pub fn difference(&self) -> i128 {
        self.left() - self.right()
    }

    /// An amount that came in under a label; zero if there is none.
    #[must_use]
    pub fn inflow(&self, label: &str) -> i128 {
        amount(&self.inflows, label)
    }

    /// An amount that went under a label; zero if there is none.
    #[must_use]
    pub fn outflow(&self, label: &str) -> i128 {
        amount(&self.outflows, label)
    }
}

/// The book as an equation: `fab.wafers: 0 before + 25 started = 20 out + 5 left (wafers)`.
impl fmt::Display for Book {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, opening, .. } = self;
        write!(formatter, "{name}: {opening} before")?;
        for (label, amount) in &self.inflows {
            write!(formatter, " + {amount} {label}")?;
        }
        let sign = if self.difference() == 0 { "=" } else { "!=" };
        write!(formatter, " {sign} ")?;
        for (label, amount) in &self.outflows {
            write!(formatter, "{amount} {label} + ")?;
        }
        write!(formatter, "{} left ({})", self.closing, self.unit)
    }
}

fn sum(entries: &[(String, i128)]) -> i128 {
    entries.iter().map(|(_, amount)| amount).sum()
}

fn amount(entries: &[(String, i128)], label: &str) -> i128 {
    let of_label = entries.iter().filter(|(name, _)| name == label);
    of_label.map(|(_, amount)| amount).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_reads_as_an_equation_and_says_so_when_it_is_none() {
        let book = Book::new("a.b", "lots").opens_at(2).plus("in", 3_u32);
        let book = book.minus("out", 4_u32).minus("lost", 0);
        let closed = book.clone().closes_at(1);
        assert_eq!((closed.left(), closed.right()), (5, 5));
        let text = "a.b: 2 before + 3 in = 4 out + 0 lost + 1 left (lots)";
        assert_eq!(closed.to_string(), text);
        let open = book.closes_at(2);
        assert_eq!(open.difference(), -1);
        assert!(open.to_string().contains("3 in != 4 out"), "{open}");
    }
}
