//! Variants of a scenario: overrides, or changes of the numbers that it has.

use thiserror::Error;

use super::Variant;
use super::asked::fits;
use crate::experiment::Study;
use crate::experiment::study::OF_REPLICATIONS;
use crate::industry::ScenarioFile;
use crate::scenario::{Fault, FieldPath, Problems};

/// The capacities that `+1` tries one more of, as patterns of paths.
pub const CAPACITIES: [&str; 6] = [
    "fab.tools.*.count",
    "backend.probe.testers",
    "backend.final_test.testers",
    "backend.steps.*.servers",
    "assembly.lines",
    "services.window.windows",
];

/// Why a scenario cannot be varied so.
#[derive(Debug, Error)]
pub enum VaryError {
    /// The text of a variant cannot be read.
    #[error("`{0}`: {1}")]
    Text(String, String),
    /// A number that is to be changed is none.
    #[error("`{text}`: {fault}")]
    NoNumber {
        /// The variant as written.
        text: String,
        /// Why.
        fault: Fault,
    },
    /// The variant is no valid scenario.
    #[error("{0}")]
    Scenario(#[from] Problems),
}

/// How a change makes a number of another.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Change {
    /// It is multiplied by this, and then
    factor: f64,
    /// increased by this.
    more: f64,
}

impl Change {
    /// A change as it is written: `+1`, `-2`, `*1.1`.
    fn read(text: &str) -> Option<Self> {
        let number = |text: &str| text.parse().ok().filter(|number: &f64| number.is_finite());
        let first = text.chars().next()?;
        match first {
            '+' | '-' => Some(Self {
                factor: 1.0,
                more: number(text)?,
            }),
            '*' => Some(Self {
                factor: number(&text[1..])?,
                more: 0.0,
            }),
            _ => None,
        }
    }

    /// What it makes of a number.
    fn of(self, value: f64) -> f64 {
        value.mul_add(self.factor, self.more)
    }
}

/// A variant as it is written: changes with `;` between them, and perhaps a name before a colon.
/// A change is an override `path=value`, or `+1 path`, `-1 path` or `*1.1 path` of a number that
/// the scenario has.
///
/// ```
/// use chippark::experiment::{Study, compare::vary::variant};
/// use chippark::scenario::Document;
/// let text = r#"
/// scenario = { title = "City", question = "How many people come?" }
/// run = { start = "2018-01-01", until = "50 d" }
/// [talent.channels.steady]
/// kind = "poisson"
/// rate = "500 /y"
/// persons = { tier = "engineer" }
/// "#;
/// let study = Study::new(Document::from_text("city.toml", text, &[])?)?;
/// let more = variant(&study, "more: *2 talent.channels.steady.rate; run.until=60 d").unwrap();
/// assert_eq!(more.name, "more");
/// let set = "talent.channels.steady.rate=\"1000 /y\"".to_owned();
/// assert!(more.study.document().overrides().contains(&set));
/// assert_eq!(variant(&study, "run.until=9 d").unwrap().name, "run.until=9 d");
/// # Ok::<(), chippark::scenario::Problems>(())
/// ```
///
/// # Errors
/// If a change is neither, or the scenario that it makes is invalid.
pub fn variant(base: &Study, text: &str) -> Result<Variant, VaryError> {
    let (name, changes) = match text.split_once(':') {
        Some((name, changes)) if is_name(name) => (name.trim(), changes),
        _ => (text.trim(), text),
    };
    let mut overrides = Vec::new();
    for change in changes.split(';').map(str::trim) {
        overrides.push(override_of(base, change)?);
    }
    Ok(Variant {
        name: name.to_owned(),
        study: base.with(&overrides)?,
    })
}

/// Whether what stands before a colon names a variant: it is no part of a change.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && !text.contains('=') && !text.starts_with(['+', '-', '*'])
}

/// The override that a change stands for.
fn override_of(base: &Study, text: &str) -> Result<String, VaryError> {
    let wrong = || {
        let help = "write `path=value`, or `+1 path`, `-1 path`, `*1.1 path`";
        VaryError::Text(text.to_owned(), help.to_owned())
    };
    let changed = text.split_once('=').map_or(text, |(path, _)| path).trim();
    let changed = changed
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or(changed);
    if OF_REPLICATIONS.contains(&changed) {
        let help = "all scenarios have the seed and the replications of the base: `--seed`, `-r`";
        return Err(VaryError::Text(text.to_owned(), help.to_owned()));
    }
    if let Some((how, path)) = text.split_once(char::is_whitespace)
        && let Some(change) = Change::read(how)
    {
        let path = FieldPath::from(path.trim());
        let tunable = base.document().tunable(&path);
        let tunable = tunable.map_err(|fault| VaryError::NoNumber {
            text: text.to_owned(),
            fault,
        })?;
        let value = tunable.rounded(change.of(tunable.value()));
        if value.to_bits() == tunable.value().to_bits() {
            let help = format!("leaves {value} as it is, a whole number; change it by more");
            return Err(VaryError::Text(text.to_owned(), help));
        }
        return Ok(tunable.set_to(value));
    }
    if text.contains('=') {
        Ok(text.to_owned())
    } else {
        Err(wrong())
    }
}

/// A variant for each number that is changed by itself: of `+1 fab.tools.*.count` one for each tool
/// group, of `+1` alone one for each of the [`CAPACITIES`].
///
/// # Errors
/// If the change cannot be read, no number of the scenario has such a path, or a variant is
/// invalid.
pub fn each(base: &Study, text: &str) -> Result<Vec<Variant>, VaryError> {
    let (how, pattern) = match text.trim().split_once(char::is_whitespace) {
        Some((how, pattern)) => (how, Some(pattern.trim())),
        None => (text.trim(), None),
    };
    if Change::read(how).is_none() {
        let help = "write a change and a pattern of paths, such as `+1 fab.tools.*.count`, or a \
                    change alone for every capacity";
        return Err(VaryError::Text(text.to_owned(), help.to_owned()));
    }
    let patterns = pattern
        .as_ref()
        .map_or(&CAPACITIES[..], std::slice::from_ref);
    let settings = base.document().settings::<ScenarioFile>();
    let numbers = settings.iter().filter(|setting| setting.is_tunable);
    let paths = numbers.map(|setting| setting.path.as_str());
    let paths = paths.filter(|path| patterns.iter().any(|pattern| fits(pattern, path)));
    let variants: Vec<Variant> = paths
        .map(|path| variant(base, &format!("{how} {path}")))
        .collect::<Result<_, _>>()?;
    if variants.is_empty() {
        let help = "the scenario has no number at such a path; `chippark params` lists them";
        return Err(VaryError::Text(text.to_owned(), help.to_owned()));
    }
    Ok(variants)
}
