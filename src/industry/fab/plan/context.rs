//! What the checks of single rows need to know of the whole section: the names that rows may use,
//! and the values that apply where a row gives none.

use std::ops::Range;

use crate::industry::fab::dispatch::{Ranking, Rule};
use crate::industry::fab::rank::Formula;
use crate::industry::fab::spec::{DispatchFile, ModeFile};
use crate::scenario::{Fault, FieldPath, NameIndex, Problems};
use crate::units::{Duration, DurationLaw};

/// Names and defaults of the whole section.
pub(super) struct Context<'a> {
    pub(super) groups: NameIndex<'a>,
    pub(super) setups: NameIndex<'a>,
    pub(super) routes: NameIndex<'a>,
    pub(super) products: NameIndex<'a>,
    /// Streams whose lots are listed, or in the line at the start.
    pub(super) listed: NameIndex<'a>,
    /// The named locations of tool groups, which follow the one without a name.
    pub(super) locations: NameIndex<'a>,
    pub(super) ranking: Ranking,
    pub(super) operator_time: Duration,
    pub(super) has_holds: bool,
    pub(super) mode: ModeFile,
}

impl Context<'_> {
    /// The place of a name, or a problem.
    pub(super) fn find(
        kind: &'static str,
        name: &str,
        known: &NameIndex,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<usize> {
        let all = 0..known.names().len();
        Self::find_among(kind, name, known, all, at, problems)
    }

    /// The place of a name in a range of those known, or a problem.
    pub(super) fn find_among(
        kind: &'static str,
        name: &str,
        known: &NameIndex,
        range: Range<usize>,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<usize> {
        let place = known.find(name).filter(|place| range.contains(place));
        if place.is_none() {
            let known = known.names()[range].iter().copied();
            problems.unknown_name(at, kind, name, known);
        }
        place
    }

    /// The place of the location of a tool group.
    pub(super) fn location(&self, name: Option<&str>) -> usize {
        name.map_or(0, |name| {
            let place = self.locations.find(name);
            1 + place.expect("the locations were taken from the tool groups")
        })
    }
}

/// The ranking that a section says by rules or by formulas, if it says any.
pub(super) fn ranking(
    dispatch: Option<&DispatchFile>,
    rank: Option<&str>,
    at: &FieldPath,
    problems: &mut Problems,
) -> Option<Ranking> {
    // So that a layer of settings can replace the rules of the one below it.
    let is_dropped = |dispatch: &&DispatchFile| rank.is_some() && dispatch.is_empty();
    let dispatch = dispatch.filter(|dispatch| !is_dropped(dispatch));
    if dispatch.is_some() && rank.is_some() {
        let help = "keep `dispatch` for rules by name, or `rank` for formulas; `dispatch = []` \
                    drops rules that another file names";
        let fault = Fault::invalid("lots are ranked by `dispatch` already", help);
        problems.add(at.field("rank"), fault);
    }
    let formulas = rank.and_then(|text| match Formula::list(text) {
        Ok(formulas) => Some(Ranking::by_formulas(&formulas)),
        Err(error) => {
            problems.add(at.field("rank"), Fault::from(error));
            None
        }
    });
    let rules = dispatch.map(|dispatch| {
        let rules = dispatch.check(&at.field("dispatch"), problems);
        Ranking::new(&rules)
    });
    rules.or(formulas)
}

impl DispatchFile {
    /// Whether it names no rule.
    fn is_empty(&self) -> bool {
        match self {
            Self::One(_) => false,
            Self::List(rules) => rules.is_empty(),
            Self::Text(names) => names.trim().is_empty(),
        }
    }

    /// The rules that are named.
    pub(super) fn check(&self, at: &FieldPath, problems: &mut Problems) -> Vec<Rule> {
        let rules = match self {
            Self::One(rule) => vec![*rule],
            Self::List(rules) => rules.clone(),
            Self::Text(names) => rules_named(names, at, problems),
        };
        if self.is_empty() {
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
fn rules_named(text: &str, at: &FieldPath, problems: &mut Problems) -> Vec<Rule> {
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
pub(super) fn needs_time(law: &DurationLaw, at: &FieldPath, problems: &mut Problems) {
    if law.law().mean() < SHORTEST.as_millis() as f64 {
        let found = format!("a mean of {}", law.mean());
        problems.add(
            at,
            Fault::out_of_range(found, format!("at least {SHORTEST}")),
        );
    }
}

/// Reports a field that is needed, with what it is needed for.
pub(super) fn missing(at: &FieldPath, key: &str, meaning: &str, problems: &mut Problems) {
    let (key, meaning) = (key.to_owned(), meaning.to_owned());
    problems.add(at, Fault::Missing { key, meaning });
}
