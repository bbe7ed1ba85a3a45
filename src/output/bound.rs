//! What bound a park, month by month, as one line of letters below the years.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Results;
use super::table::IN_MEMORY;
use super::words::{WIDTH, wrapped};
use crate::experiment::Summary;

/// Constraints that bound on a smaller share of days are not shown, unless a month was theirs.
const LEAST_SHOWN: f64 = 0.015;
/// The scope of the rows of `limits.csv` that are about the whole chain.
const PARK: &str = "park";
/// The letter of each constraint, the same in all scenarios: mostly its first one.
const LETTERS: [(&str, char); 12] = [
    ("assembler", 'A'),
    ("cash", 'C'),
    ("demand", 'D'),
    ("engineer", 'E'),
    ("line", 'L'),
    ("operator", 'O'),
    ("parts", 'P'),
    ("station", 'S'),
    ("technician", 'H'),
    ("tool", 'T'),
    ("wafers", 'W'),
    ("window", 'N'),
];
/// How many months a letter may stand for, with its name; the first that fits is taken.
const STEPS: [(usize, &str); 3] = [(1, "month"), (3, "quarter"), (12, "year")];
/// What holds the words of a constraint together until the lines are broken.
const TIED: &str = "\0";
/// Stands for months in which nothing was observed: those before the first lot.
const NOTHING: char = '.';
/// What stands before the letters.
const INDENT: usize = 2;
/// The months of a year.
const MONTHS: usize = 12;

/// The legend with the shares of days, then the letters below the years; nothing where no
/// constraint was observed.
pub(super) fn bound(results: &Results<'_>) -> Vec<String> {
    let days = days_by_month(results);
    let step = |years: usize| {
        let fits = |months: usize| INDENT + years * (group(months) + 1) <= WIDTH + 1;
        let fitting = STEPS.into_iter().find(|(months, _)| fits(*months));
        fitting.unwrap_or(STEPS[2])
    };
    let span = span(results, &days);
    let (months, name) = step(span.map_or(1, |(first, last)| last / MONTHS - first / MONTHS + 1));
    let letters = span.map_or_else(Vec::new, |span| letters(&days, span, months));
    let shares = shares(&results.summary, &days);
    if shares.is_empty() {
        return Vec::new();
    }
    let of_constraint = |(place, (constraint, share)): (usize, &(&str, f64))| {
        let of_days = if place == 0 { " of days" } else { "" };
        let letter = letter(constraint);
        let words = format!("{letter} {constraint} {:.0} %{of_days}", share * 100.0);
        words.replace(' ', TIED)
    };
    let mut words: Vec<String> = shares.iter().enumerate().map(of_constraint).collect();
    if letters.iter().any(|line| line.contains(NOTHING)) {
        words.push(format!("{NOTHING} nothing yet").replace(' ', TIED));
    }
    let legend = format!("What bound, a letter a {name}: {}", words.join(", "));
    let lines = wrapped(&legend, WIDTH, INDENT).into_iter();
    let mut lines: Vec<String> = lines.map(|line| line.replace(TIED, " ")).collect();
    lines.extend(letters);
    lines
}

/// The days on which each constraint bound the park, over all replications, by number of the month.
fn days_by_month<'a>(results: &Results<'a>) -> BTreeMap<usize, BTreeMap<&'a str, u64>> {
    let mut days: BTreeMap<usize, BTreeMap<&str, u64>> = BTreeMap::new();
    let outcomes = results.outcomes.iter();
    let rows = outcomes.flat_map(|outcome| outcome.figures.bindings());
    for row in rows.filter(|row| row.scope == PARK) {
        let of_month = days.entry(month(row.month.year(), row.month.month()));
        *of_month.or_default().entry(row.constraint).or_default() += u64::from(row.days);
    }
    days
}

/// The number of a month since the year 0.
fn month(year: i16, month: i8) -> usize {
    let months = i32::from(year) * 12 + i32::from(month) - 1;
    usize::try_from(months).unwrap_or_default()
}

/// The first month of the run and the last one in which something bound.
fn span(
    results: &Results<'_>,
    days: &BTreeMap<usize, BTreeMap<&str, u64>>,
) -> Option<(usize, usize)> {
    let origin = results.study.plan().origin;
    let (last, _) = days.last_key_value()?;
    let first = month(origin.year(), origin.month());
    Some((first.min(*last), *last))
}

/// The constraints to be named, with their mean shares of days: the largest first.
fn shares<'a>(
    summary: &'a Summary,
    days: &BTreeMap<usize, BTreeMap<&str, u64>>,
) -> Vec<(&'a str, f64)> {
    let is_named = |name: &str| {
        let bound = |of_month: &BTreeMap<&str, u64>| most(of_month) == Some(name);
        days.values().any(bound)
    };
    let limits = summary.limits.iter();
    let mut shares: Vec<(&str, f64)> = limits
        .filter_map(|limit| Some((limit.constraint.as_str(), limit.share?)))
        .filter(|(name, share)| *share >= LEAST_SHOWN || is_named(name))
        .collect();
    shares.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    shares
}

/// The constraint that bound on the most days; of equal ones the first by name.
fn most<'a>(days: &BTreeMap<&'a str, u64>) -> Option<&'a str> {
    let most = days.iter().rev().max_by_key(|(_, days)| **days);
    most.map(|(constraint, _)| *constraint)
}

fn letter(constraint: &str) -> char {
    let known = LETTERS.iter().find(|(name, _)| *name == constraint);
    let first = || constraint.chars().next().unwrap_or('?');
    known.map_or_else(first, |(_, letter)| *letter)
}

/// How wide the letters of a year are, with room for its number.
const fn group(months: usize) -> usize {
    if months == MONTHS { 4 } else { MONTHS / months }
}

/// The years, and below them a letter for every so many months: a dot where nothing was observed.
fn letters(
    days: &BTreeMap<usize, BTreeMap<&str, u64>>,
    (first, last): (usize, usize),
    months: usize,
) -> Vec<String> {
    let width = group(months);
    let mut lines = [" ".repeat(INDENT), " ".repeat(INDENT)];
    // More years than a line holds are cut: the file has them all.
    let years = (first / MONTHS..=last / MONTHS).take((WIDTH + 1 - INDENT) / (width + 1));
    for year in years {
        let begins = (0..MONTHS)
            .step_by(months)
            .map(|month| year * MONTHS + month);
        let letters = begins.map(|from| {
            let mut sum: BTreeMap<&str, u64> = BTreeMap::new();
            for (constraint, days) in days.range(from..from + months).flat_map(|(_, days)| days) {
                *sum.entry(constraint).or_default() += days;
            }
            let is_run = from + months > first && from <= last;
            most(&sum).map_or(if is_run { NOTHING } else { ' ' }, letter)
        });
        let letters: String = letters.collect();
        for (line, text) in lines.iter_mut().zip([year.to_string(), letters]) {
            write!(line, "{text:<width$} ").expect(IN_MEMORY);
        }
    }
    lines.map(|line| line.trim_end().to_owned()).into()
}
