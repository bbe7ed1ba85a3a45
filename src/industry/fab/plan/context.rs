//! What the checks of single rows need to know of the whole section: the names that rows may use,
//! and the values that apply where a row gives none.

use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::spec::{DispatchFile, ModeFile};
use crate::scenario::{At, Fault, Problems};
use crate::units::{Duration, DurationLaw};

/// Names and defaults of the whole section.
pub(super) struct Context<'a> {
    pub(super) groups: Vec<&'a str>,
    pub(super) setups: Vec<&'a str>,
    pub(super) routes: Vec<&'a str>,
    pub(super) products: Vec<&'a str>,
    /// Streams whose lots are listed.
    pub(super) listed: Vec<&'a str>,
    /// Locations of tool groups; the first one has no name.
    pub(super) locations: Vec<Option<&'a str>>,
    pub(super) dispatch: Vec<Rule>,
    pub(super) operator_time: Duration,
    pub(super) has_holds: bool,
    pub(super) mode: ModeFile,
}

impl Context<'_> {
    /// The place of a name, or a problem.
    pub(super) fn find(
        kind: &'static str,
        name: &str,
        known: &[&str],
        at: &At,
        problems: &mut Problems,
    ) -> Option<usize> {
        let place = known.iter().position(|known| *known == name);
        if place.is_none() {
            let fault = Fault::unknown_name(kind, name, known.iter().copied());
            problems.add(at, fault);
        }
        place
    }

    /// The ranking of a tool group.
    pub(super) fn ranking(
        &self,
        dispatch: Option<&DispatchFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Ranking {
        dispatch.map_or_else(
            || Ranking::new(&self.dispatch),
            |dispatch| Ranking::new(&dispatch.check(at, problems)),
        )
    }

    /// The place of the location of a tool group.
    pub(super) fn location(&self, name: Option<&str>) -> usize {
        let place = self.locations.iter().position(|known| *known == name);
        place.expect("the locations were taken from the tool groups")
    }
}

impl DispatchFile {
    /// The rules that are named.
    pub(super) fn check(&self, at: &At, problems: &mut Problems) -> Vec<Rule> {
        let rules = match self {
            Self::One(rule) => vec![*rule],
            Self::List(rules) => rules.clone(),
            Self::Text(names) => rules_named(names, at, problems),
        };
        let is_empty = match self {
            Self::One(_) => false,
            Self::List(rules) => rules.is_empty(),
            Self::Text(names) => names.trim().is_empty(),
        };
        if is_empty {
            let what = "the list of dispatch rules".to_owned();
            problems.add(at, Fault::Empty { what });
        }
        for (place, rule) in rules.iter().enumerate() {
            if rules[..place].contains(rule) {
                let message = format!("`{}` is listed twice", rule.name());
                let help = "leave out the second: the first leaves no ties that it could break";
                problems.add(at, Fault::invalid(message, help));
            }
        }
        rules
    }
}

/// The rules of a text of names with blanks between them.
fn rules_named(text: &str, at: &At, problems: &mut Problems) -> Vec<Rule> {
    let mut rules = Vec::new();
    for name in text.split_whitespace() {
        if let Some(rule) = Rule::named(name) {
            rules.push(rule);
        } else {
            let known = Rule::ALL.map(Rule::name);
            problems.add(at, Fault::unknown_name("dispatch rule", name, known));
        }
    }
    rules
}

/// The shortest mean time between events that repeat without end: with less, a run would take too
/// long.
pub(super) const SHORTEST: Duration = Duration::seconds(1);

/// Reports a law whose mean is below [`SHORTEST`].
pub(super) fn needs_time(law: &DurationLaw, at: &At, problems: &mut Problems) {
    if law.law().mean() < SHORTEST.as_millis() as f64 {
        let found = format!("a mean of {}", law.mean());
        problems.add(
            at,
            Fault::out_of_range(found, format!("at least {SHORTEST}")),
        );
    }
}

/// Reports a field that is needed, with what it is needed for.
pub(super) fn missing(at: &At, key: &str, meaning: &str, problems: &mut Problems) {
    let (key, meaning) = (key.to_owned(), meaning.to_owned());
    problems.add(at, Fault::Missing { key, meaning });
}
