//! Names of one kind: found by an index, and listed for whoever has misspelled one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::problem::Fault;
use crate::units::text::nearest;

/// At most so many known names are listed in a message.
const LISTED: usize = 16;

/// The names of some rows in their order, each found by an index. Rows that name other rows are as
/// many as these: comparing each with all would be quadratic.
///
/// ```
/// use chippark::scenario::NameIndex;
/// let tools: NameIndex = ["litho", "etch", "litho"].into_iter().collect();
/// let places = ["etch", "litho", "x"].map(|name| tools.find(name));
/// assert_eq!(places, [Some(1), Some(0), None]);
/// ```
#[derive(Clone, Debug, Default)]
pub struct NameIndex<'a> {
    names: Vec<&'a str>,
    rows: BTreeMap<&'a str, usize>,
}

impl<'a> NameIndex<'a> {
    /// The place of the first row of this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.rows.get(name).copied()
    }

    /// The names in their order.
    #[must_use]
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }
}

impl<'a> FromIterator<&'a str> for NameIndex<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let mut rows = BTreeMap::new();
        for (row, name) in names.iter().enumerate() {
            rows.entry(*name).or_insert(row);
        }
        Self { names, rows }
    }
}

/// What is wrong with the name of a row, if anything is. A name becomes a part of keys
/// (`fab.utilisation/etch`) and a cell of tables that are opened with a spreadsheet, and it is
/// printed on terminals.
#[must_use]
pub fn fault_of(name: &str) -> Option<Fault> {
    let help = "rename it: a name is any text without control characters and `/` that does not \
                begin with a space, `=`, `+`, `-` or `@`";
    let wrong = if name.trim().is_empty() {
        "a name is empty".to_owned()
    } else if name.chars().any(char::is_control) {
        format!("the name `{}` has a control character", cleaned(name))
    } else if name.contains('/') {
        format!("the name `{name}` has a `/`, which separates the parts of a metric's key")
    } else if name.starts_with(['=', '+', '-', '@']) {
        format!("a spreadsheet would take the name `{name}` for a formula")
    } else if name.trim() != name {
        format!("the name `{name}` begins or ends with a space")
    } else {
        return None;
    };
    Some(Fault::invalid(wrong, help))
}

/// A text with a mark in place of each control character but line ends and tabs: a terminal might
/// obey it.
#[must_use]
pub fn cleaned(text: &str) -> Cow<'_, str> {
    let is_harmful = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
    if text.contains(is_harmful) {
        Cow::Owned(text.replace(is_harmful, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The names that may stand where an unknown one does, as a message shows them: the first ones,
/// how many more there are, and the most similar one. Not all of them, since a thousand wrong rows
/// may each have a thousand known names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownNames {
    listed: Vec<String>,
    more: usize,
    near: Option<String>,
}

impl KnownNames {
    /// The known names, with the one that is most similar to `name`, if one is similar enough.
    pub(super) fn of<'a>(
        name: &str,
        known: impl IntoIterator<Item = &'a str, IntoIter: Clone>,
    ) -> Self {
        let known = known.into_iter();
        let near = nearest(name, known.clone()).map(str::to_owned);
        Self {
            near,
            ..Self::without_near(known)
        }
    }

    /// The known names, without a look for a similar one, which compares all of them.
    pub(super) fn without_near<'a>(known: impl IntoIterator<Item = &'a str>) -> Self {
        let mut known = known.into_iter();
        let listed = known.by_ref().take(LISTED).map(str::to_owned).collect();
        Self {
            listed,
            more: known.count(),
            near: None,
        }
    }

    /// "did you mean `etch`? known names: etch, litho and 12 more", for `what` "known names".
    pub(super) fn help(&self, what: &str) -> String {
        if self.listed.is_empty() {
            return "there are none".to_owned();
        }
        let more = match self.more {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let listed = format!("{what}: {}{more}", self.listed.join(", "));
        match &self.near {
            Some(near) => format!("did you mean `{near}`? {listed}"),
            None => listed,
        }
    }
}
