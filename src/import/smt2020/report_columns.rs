//! The columns of reports, and how their values are written.

use crate::scenario::Fault;

/// How the values of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Hours, minutes and seconds, such as `1226:20:31`.
    Time,
    /// A number from 0 to 100, with or without decimals.
    Percent,
    /// A number that is not negative.
    Number,
    /// Hours, minutes and seconds, which may have a minus sign in front.
    Balance,
}

/// What the rows of a report are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// The whole fab.
    Fab,
    /// Lots by the order that they belong to.
    Orders,
    /// Lots by what they are to become.
    Products,
    /// Tool families.
    Families,
    /// Single tools.
    Tools,
}

/// A kind of report: the column of what its rows are about, and those that are read.
pub(super) struct Kind {
    /// What its rows are about.
    pub(super) about: About,
    /// The name of its file, without an ending.
    pub(super) file: &'static str,
    /// The key of `options.def` that names its file.
    pub(super) key: &'static str,
    /// The column of what a row is about; none where it is the whole fab.
    pub(super) subject: Option<&'static str>,
    /// The columns that are read, and how their values are written.
    pub(super) columns: &'static [(&'static str, Form)],
}

/// The reports that are read.
pub(super) const KINDS: [Kind; 5] = [
    Kind {
        about: About::Fab,
        file: "perf",
        key: "PERFREP_FILES",
        subject: None,
        columns: &[
            ("LOTSTARTS", Form::Number),
            ("LOTCOMPS", Form::Number),
            ("WIPLOTAVG", Form::Number),
        ],
    },
    Kind {
        about: About::Orders,
        file: "order",
        key: "ORDERREP_FILES",
        subject: Some("ORDER"),
        columns: &[
            ("LOTCOMPS", Form::Number),
            ("CYCLEAVG", Form::Time),
            ("CYCLESTD", Form::Time),
            ("NETONTIME", Form::Balance),
            ("ONTIME%", Form::Percent),
            ("LATEAVG", Form::Time),
            ("ONTIMEAVG", Form::Time),
            ("WIPLOTAVG", Form::Number),
        ],
    },
    Kind {
        about: About::Families,
        file: "stnfam",
        key: "FAMREP_FILES",
        subject: Some("STNFAM"),
        columns: &[
            ("LOTCOMPS", Form::Number),
            ("CYCLEAVG", Form::Time),
            ("DOWN%", Form::Percent),
            ("PM%", Form::Percent),
            ("SETUP%", Form::Percent),
            ("LOAD%", Form::Percent),
            ("UNLOAD%", Form::Percent),
            ("PROC%", Form::Percent),
            ("IDLE%", Form::Percent),
            ("UTIL%", Form::Percent),
            ("FWLAVG", Form::Number),
            ("WIPLOTAVG", Form::Number),
            ("SETUP#", Form::Number),
            ("DOWN#", Form::Number),
            ("PM#", Form::Number),
            ("LOAD#", Form::Number),
        ],
    },
    Kind {
        about: About::Products,
        file: "part",
        key: "PARTREP_FILES",
        subject: Some("PART"),
        columns: &[
            ("LOTCOMPS", Form::Number),
            ("CYCLEAVG", Form::Time),
            ("CYCLESTD", Form::Time),
            ("ONTIME%", Form::Percent),
            ("WIPLOTAVG", Form::Number),
        ],
    },
    Kind {
        about: About::Tools,
        file: "stn",
        key: "STNREP_FILES",
        subject: Some("STN"),
        columns: &[("LOTCOMPS", Form::Number)],
    },
];

impl Form {
    /// A value: of times, in hours.
    pub(super) fn read(self, text: &str) -> Option<f64> {
        match self {
            Self::Time => hours(text),
            Self::Balance => match text.strip_prefix('-') {
                Some(text) => hours(text).map(|hours| -hours),
                None => hours(text),
            },
            Self::Percent => number(text).filter(|percent| *percent <= 100.0),
            Self::Number => number(text),
        }
    }

    /// The fault of a text that is no such value.
    pub(super) fn fault(self, column: &str, text: &str) -> Fault {
        let (what, help) = match self {
            Self::Time | Self::Balance => (
                "no time",
                "times are hours, minutes and seconds, such as 1226:20:31",
            ),
            Self::Percent => ("no percentage", "percentages lie between 0 and 100"),
            Self::Number => ("no number above or at 0", "numbers are such as 1323.99"),
        };
        Fault::invalid(format!("`{text}` in the column `{column}` is {what}"), help)
    }
}

/// A number of digits and a point, not negative.
fn number(text: &str) -> Option<f64> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    let value = text.parse().ok().filter(|_| is_plain);
    value.filter(|value: &f64| value.is_finite())
}

/// Hours of a text of hours, minutes and seconds.
fn hours(text: &str) -> Option<f64> {
    let mut parts = text.split(':').map(|part| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u32>().ok().filter(|_| is_number)
    });
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let is_time = minutes < 60 && seconds < 60 && parts.next().is_none();
    is_time.then(|| f64::from(hours) + f64::from(minutes) / 60.0 + f64::from(seconds) / 3_600.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_numbers_are_read_as_they_are_written() {
        assert_eq!(
            hours("1226:20:31"),
            Some(1226.0 + 20.0 / 60.0 + 31.0 / 3_600.0)
        );
        assert_eq!(Form::Balance.read("-00:30:00"), Some(-0.5));
        for text in ["12:60:00", "12:00", "1:2:3:4", "-1:00:00", "::", "1,5", ""] {
            assert_eq!(hours(text), None, "{text}");
        }
        for text in ["-1", "1e3", "inf", "NaN", "1,5", ""] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(Form::Percent.read("100.01"), None);
        assert_eq!(Form::Percent.read("94.32"), Some(94.32));
    }
}
