//! The values of cells: numbers, spans with their units, distributions, dates, names, words.

use std::collections::BTreeSet;

use super::super::decimal::Decimal;
use super::super::table::{Cell, Cells, Sheet};
use super::span::{Span, SpanLaw, UNITS, Unit};
use crate::scenario::{Fault, name_fault};
use crate::units::Date;

/// The names of the things that a table lists.
pub struct Names {
    kind: &'static str,
    list: Vec<String>,
    set: BTreeSet<String>,
    is_whole: bool,
}

impl Names {
    /// The names in a column; `kind` is what they name ("tool family").
    #[must_use]
    pub fn of(sheet: &Sheet, column: &str, kind: &'static str) -> Self {
        let mut names = Self {
            kind,
            list: Vec::new(),
            set: BTreeSet::new(),
            is_whole: sheet.is_whole,
        };
        for cell in sheet.column(column) {
            if names.set.insert(cell.text.clone()) {
                names.list.push(cell.text.clone());
            }
        }
        names
    }

    /// Whether the table, which is whole, does not list the name.
    #[must_use]
    pub fn lacks(&self, name: &str) -> bool {
        self.is_whole && !self.set.contains(name)
    }

    /// These names and others.
    #[must_use]
    pub fn and<'a>(mut self, others: impl IntoIterator<Item = &'a str>) -> Self {
        for other in others {
            if self.set.insert(other.to_owned()) {
                self.list.push(other.to_owned());
            }
        }
        self
    }
}

/// The instant of a date with its time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant {
    /// The day.
    pub date: Date,
    /// Seconds since midnight.
    pub second: i64,
}

impl Instant {
    /// `MM/DD/YY HH:MM:SS`; a year of two digits is one of this century.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once(' ')?;
        let parts = |text: &str, sign: char| -> Option<[i64; 3]> {
            let numbers: Option<Vec<i64>> = text
                .split(sign)
                .map(|part| {
                    let is_number = part.bytes().all(|byte| byte.is_ascii_digit());
                    (is_number && part.len() <= 4)
                        .then(|| part.parse().ok())
                        .flatten()
                })
                .collect();
            numbers?.try_into().ok()
        };
        let ([month, day, year], [hour, minute, second]) =
            (parts(date, '/')?, parts(time.trim(), ':')?);
        let year = if year < 100 { 2000 + year } else { year };
        let small = |number: i64| i8::try_from(number).ok();
        let date = Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?)?;
        let second = (hour < 24 && minute < 60 && second < 60)
            .then_some(hour * 3_600 + minute * 60 + second)?;
        Some(Self { date, second })
    }

    /// Seconds from an earlier instant to this one; negative where it is the later one.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        self.date.days_since(earlier.date) * 86_400 + self.second - earlier.second
    }
}

impl<'a> Cells<'a, '_> {
    /// The text of a cell that must be filled: a name, as a scenario takes it.
    pub fn text(&mut self, column: &str) -> Option<&'a str> {
        let text = self.need(column)?.text.as_str();
        if let Some(fault) = name_fault(text) {
            self.fault(column, fault);
        }
        Some(text)
    }

    /// The number in a cell; `None`, without a problem, where it is empty.
    pub fn optional_number(&mut self, column: &str) -> Option<Decimal> {
        let cell = self.get(column)?;
        let number = cell.text.parse();
        if let Err(error) = &number {
            let message = format!("`{}` in the column `{column}` is {error}", cell.text);
            let help = "write a number such as 51.69";
            self.fault(column, Fault::invalid(message, help));
        }
        number.ok()
    }

    /// The number in a cell that must be filled.
    pub fn number(&mut self, column: &str) -> Option<Decimal> {
        self.need(column)?;
        self.optional_number(column)
    }

    /// The whole number in a cell that must be filled, within `least` and `most`.
    pub fn whole(&mut self, column: &str, least: u32, most: u32) -> Option<u32> {
        let number = self.number(column)?;
        let whole = number.whole().and_then(|whole| u32::try_from(whole).ok());
        let whole = whole.filter(|whole| (least..=most).contains(whole));
        if whole.is_none() {
            let found = format!("{number} in the column `{column}`");
            let allowed = format!("a whole number from {least} to {most}");
            self.fault(column, Fault::out_of_range(found, allowed));
        }
        whole
    }

    /// A percentage above zero in a cell, as a number up to 100.
    pub fn optional_percentage(&mut self, column: &str) -> Option<Decimal> {
        let number = self.optional_number(column)?;
        let hundred = "100".parse::<Decimal>().ok()?;
        if number == Decimal::ZERO || number > hundred {
            let found = format!("{number} in the column `{column}`");
            self.fault(
                column,
                Fault::out_of_range(found, "above 0 and at most 100"),
            );
            return None;
        }
        Some(number)
    }

    /// The value of a cell's word in a list of known words; `None` where the cell is empty.
    pub fn optional_word<T: Copy>(
        &mut self,
        column: &str,
        kind: &'static str,
        known: &[(&str, T)],
    ) -> Option<T> {
        let cell = self.get(column)?;
        let found = known.iter().find(|(word, _)| *word == cell.text);
        if found.is_none() {
            let words = known.iter().map(|(word, _)| *word);
            self.fault(column, Fault::unknown_name(kind, &cell.text, words));
        }
        found.map(|(_, meaning)| *meaning)
    }

    /// As [`Self::optional_word`], in a cell that must be filled.
    pub fn word<T: Copy>(
        &mut self,
        column: &str,
        kind: &'static str,
        known: &[(&str, T)],
    ) -> Option<T> {
        self.need(column)?;
        self.optional_word(column, kind, known)
    }

    /// The name in a cell that must be filled with one of these.
    pub fn name(&mut self, column: &str, names: &Names) -> Option<&'a str> {
        let cell = self.need(column)?;
        if !names.set.contains(&cell.text) {
            if names.is_whole {
                let known = names.list.iter().map(String::as_str);
                self.fault(column, Fault::unknown_name(names.kind, &cell.text, known));
            }
            return None;
        }
        Some(&cell.text)
    }

    /// The unit of time in a cell that must be filled.
    fn unit(&mut self, column: &str) -> Option<Unit> {
        self.word(column, "unit of time", &UNITS)
    }

    /// The span of time of a number and its unit; `None` where the number's cell is empty.
    pub fn optional_span(&mut self, number: &str, unit: &str) -> Option<Span> {
        self.get(number)?;
        let (number, unit) = (self.optional_number(number), self.unit(unit));
        let (number, unit) = (number?, unit?);
        Some(Span { number, unit })
    }

    /// As [`Self::optional_span`], where the number's cell must be filled.
    pub fn span(&mut self, number: &str, unit: &str) -> Option<Span> {
        self.need(number)?;
        self.optional_span(number, unit)
    }

    /// The distribution of a kind, a mean, a half width (where the table has any) and a unit.
    pub fn law(&mut self, [kind, mean, half, unit]: [&str; 4]) -> Option<SpanLaw> {
        /// The kinds of distribution.
        #[derive(Clone, Copy)]
        enum Kind {
            Constant,
            Exponential,
            Uniform,
        }
        let kinds = [
            ("constant", Kind::Constant),
            ("exponential", Kind::Exponential),
            ("uniform", Kind::Uniform),
        ];
        let kind = self.word(kind, "distribution", &kinds);
        let span = self.span(mean, unit);
        let width = self.optional_number(half);
        let (kind, span) = (kind?, span?);
        match kind {
            Kind::Constant => Some(SpanLaw::Constant(span)),
            Kind::Exponential if span.is_zero() => {
                let found = format!("0 in the column `{mean}`");
                let allowed = "above 0 for an exponential distribution";
                self.fault(mean, Fault::out_of_range(found, allowed));
                None
            }
            Kind::Exponential => Some(SpanLaw::Exponential(span)),
            Kind::Uniform => {
                if self.has(half) {
                    self.need(half)?;
                } else {
                    let message = "a uniform distribution needs a half width, and there is no \
                                   column for it";
                    let help = "the distributions known here are constant and exponential";
                    self.fault(mean, Fault::invalid(message, help));
                    return None;
                }
                let width = width?;
                if width > span.number {
                    let found = format!("{width} in the column `{half}`");
                    let allowed = format!("a half width of at most the mean, {}", span.number);
                    self.fault(half, Fault::out_of_range(found, allowed));
                    return None;
                }
                Some(SpanLaw::Uniform(span, width))
            }
        }
    }

    /// The instant in a cell that must be filled, in seconds since `start`.
    pub fn seconds(&mut self, column: &str, start: Instant) -> Option<i64> {
        let cell: &Cell = self.need(column)?;
        let instant = Instant::parse(&cell.text);
        if instant.is_none() {
            let message = format!("`{}` in the column `{column}` is not an instant", cell.text);
            let help = "write month, day, year and time, such as `01/31/18 23:59:59`";
            self.fault(column, Fault::invalid(message, help));
        }
        instant.map(|instant| instant.seconds_since(start))
    }

    /// Reports columns that are filled although they have no meaning in this row.
    pub fn refuse(&mut self, columns: &[&str], reason: &str) {
        for column in columns {
            if self.get(column).is_some() {
                let message = format!("the column `{column}` is filled, but {reason}");
                self.fault(column, Fault::invalid(message, "leave the cell empty"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_days_and_seconds() {
        let instant = |text: &str| Instant::parse(text);
        let start = instant("01/01/18 00:00:00").unwrap();
        let due = instant("02/23/18 20:07:47").unwrap();
        assert_eq!(
            due.seconds_since(start),
            53 * 86_400 + 20 * 3_600 + 7 * 60 + 47
        );
        assert_eq!(start.seconds_since(due), -due.seconds_since(start));
        assert_eq!(instant("01/01/2018 00:00:00"), Some(start));
        for text in [
            "01/01/18",
            "13/01/18 00:00:00",
            "02/30/18 00:00:00",
            "01/01/18 24:00:00",
            "01/01/18 00:00",
            "01-01-18 00:00:00",
            "01/01/18 -1:00:00",
            "",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
