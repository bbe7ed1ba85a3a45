//! Dotted paths into a scenario: `fab.tools.LITHO.count`, with quotes where a name has a dot.

use std::fmt;

/// A place in the tree of a scenario, by its dotted path.
///
/// ```
/// use chippark::scenario::FieldPath;
/// let step = FieldPath::root().field("fab").field("steps").item(12).field("step 1.5");
/// assert_eq!(step.to_string(), "fab.steps.12.\"step 1.5\"");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldPath(String);

impl FieldPath {
    /// The whole file.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The entry `name` of this table.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        let mut path = self.0.clone();
        push(&mut path, name);
        Self(path)
    }

    /// The element `index` (from zero) of this list.
    #[must_use]
    pub fn item(&self, index: usize) -> Self {
        self.field(&index.to_string())
    }

    /// The dotted path.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names along the path. A path that is not well formed gives those up to the fault.
    pub(super) fn segments(&self) -> Vec<String> {
        segments(&self.0).map_or_else(|(before, _)| before, |(names, _)| names)
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.to_owned())
    }
}

impl From<String> for FieldPath {
    fn from(path: String) -> Self {
        Self(path)
    }
}

impl From<&Self> for FieldPath {
    fn from(path: &Self) -> Self {
        path.clone()
    }
}

/// Appends a name to a dotted path, in quotes where it needs them.
pub(super) fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    let needs_quotes =
        |letter: char| matches!(letter, '.' | '=' | '"' | '\'' | '\\') || letter.is_whitespace();
    if name.is_empty() || name.contains(needs_quotes) {
        let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
        path.extend(["\"", &*escaped, "\""]);
    } else {
        path.push_str(name);
    }
}

/// Splits a dotted path into its names, up to the end or to an `=` outside quotes: the names, and
/// how many bytes they took.
///
/// # Errors
/// The names before the fault and a sentence, where a quote is left open, stands within a name,
/// or a name is empty.
pub(super) fn segments(path: &str) -> Result<(Vec<String>, usize), (Vec<String>, String)> {
    let mut names = Vec::new();
    let mut name = String::new();
    let mut was_quoted = false;
    let mut letters = path.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '.' | '=' => {
                if !was_quoted && name.trim().is_empty() {
                    return Err((names, "a name is empty".to_owned()));
                }
                names.push(finish(&mut name, was_quoted));
                was_quoted = false;
                if letter == '=' {
                    return Ok((names, at));
                }
            }
            '"' | '\'' if name.trim().is_empty() && !was_quoted => {
                name.clear();
                was_quoted = true;
                if !quoted(letter, &mut letters, &mut name) {
                    return Err((names, "a quote is left open".to_owned()));
                }
            }
            _ if was_quoted && letter.is_whitespace() => {}
            _ if was_quoted => {
                return Err((names, "a name goes on after its closing quote".to_owned()));
            }
            _ => name.push(letter),
        }
    }
    if !was_quoted && name.trim().is_empty() {
        return if names.is_empty() && path.trim().is_empty() {
            Ok((names, path.len()))
        } else {
            Err((names, "a name is empty".to_owned()))
        };
    }
    names.push(finish(&mut name, was_quoted));
    Ok((names, path.len()))
}

fn finish(name: &mut String, was_quoted: bool) -> String {
    let name = std::mem::take(name);
    if was_quoted {
        name
    } else {
        name.trim().to_owned()
    }
}

/// Reads up to the closing quote; whether there was one.
fn quoted(quote: char, letters: &mut std::str::CharIndices<'_>, name: &mut String) -> bool {
    while let Some((_, letter)) = letters.next() {
        match letter {
            _ if letter == quote => return true,
            '\\' if quote == '"' => name.extend(letters.next().map(|(_, escaped)| escaped)),
            _ => name.push(letter),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_survives_the_way_into_a_path_and_back() {
        let names = [
            "fab",
            "LITHO 1.5",
            "a=b",
            "say \"hi\"",
            "back\\slash",
            "",
            "光刻",
        ];
        let path = names
            .iter()
            .fold(FieldPath::root(), |path, name| path.field(name));
        assert_eq!(path.segments(), names);
    }

    #[test]
    fn a_path_ends_at_the_equals_sign() {
        let (names, length) = segments("fab.'a=b' .count = 3").unwrap();
        assert_eq!(
            (names.as_slice(), length),
            (&["fab", "a=b", "count"].map(String::from)[..], 17)
        );
    }

    #[test]
    fn malformed_paths_are_refused() {
        for path in ["a..b", ".a", "a.", "\"open", "a.\"b\"c", "=3"] {
            assert!(segments(path).is_err(), "{path} was taken");
        }
    }
}
