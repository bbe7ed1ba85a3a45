//! The periods of reports: `period.txt`.

use std::path::Path;

use super::super::table::{Columns, Sheet};
use super::cell::Instant;
use crate::scenario::{Fault, TextFiles};

/// The columns of `period.txt`.
const COLUMNS: Columns = Columns {
    needed: &["PERIOD", "PERIODSTART", "RESET"],
    optional: &[],
    passed_over: &["REPORT", "IGNORE"],
};

/// The periods of a model, in order of time.
#[derive(Clone, Debug, Default)]
pub struct Periods(Vec<Period>);

/// A period of reports.
#[derive(Clone, Debug)]
struct Period {
    name: String,
    /// Seconds from the start of the model.
    start: i64,
    /// Whether statistics begin anew when it is over.
    resets: bool,
}

/// Reads the periods of a model that starts at `start`.
pub(super) fn read(path: &Path, start: Instant, texts: &mut TextFiles) -> Periods {
    let sheet = Sheet::read(path, COLUMNS, texts);
    let mut periods: Vec<Period> = Vec::new();
    for row in &sheet.rows {
        let mut cells = sheet.cells(row, texts);
        let name = cells.text("PERIOD");
        let begins = cells.seconds("PERIODSTART", start);
        let resets = cells.word("RESET", "answer", &[("yes", true), ("no", false)]);
        let (Some(name), Some(start), Some(resets)) = (name, begins, resets) else {
            continue;
        };
        if periods.last().is_some_and(|before| before.start >= start) {
            let message = "a period that does not start after the one before";
            let fault = Fault::invalid(message, "list periods in order of time");
            cells.fault("PERIODSTART", fault);
        }
        periods.push(Period {
            name: name.to_owned(),
            start,
            resets,
        });
    }
    Periods(periods)
}

impl Periods {
    /// The number of a period.
    fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|period| period.name == name)
    }

    /// Seconds from the start of the model to the end of a period, where the next one starts.
    pub(super) fn end(&self, name: &str) -> Option<i64> {
        self.0.get(self.find(name)? + 1).map(|next| next.start)
    }

    /// Seconds from the start of the model to where the statistics of a period begin: where the
    /// last one before it that resets them is over, or else with the model.
    pub(super) fn begin(&self, name: &str) -> u64 {
        let Some(number) = self.find(name) else {
            return 0;
        };
        let last = self.0[..number].iter().rposition(|period| period.resets);
        let begins = last.map_or(0, |last| self.0[last + 1].start);
        u64::try_from(begins).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_add_up_from_the_last_reset_on() {
        let period = |name: &str, start, resets| Period {
            name: name.to_owned(),
            start,
            resets,
        };
        let all = vec![
            period("warm", 0, true),
            period("one", 100, false),
            period("two", 200, true),
            period("three", 300, false),
        ];
        let periods = Periods(all);
        let windows = ["warm", "one", "two", "three", "four"];
        let windows = windows.map(|name| (periods.begin(name), periods.end(name)));
        let expected = [
            (0, Some(100)),
            (100, Some(200)),
            (100, Some(300)),
            (300, None),
            (0, None),
        ];
        assert_eq!(windows, expected);
    }
}
