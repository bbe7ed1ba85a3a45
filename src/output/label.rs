//! The part of the name of a results folder that people read: a name that the user gives, or the
//! title of a scenario whose file has no telling name.

/// The longest label, in characters.
const LONGEST: usize = 64;
/// The longest label of a title.
const OF_TITLE: usize = 40;
/// The names of scenarios that say nothing: a file `scenario.toml`, the standard input.
const UNTELLING: [&str; 2] = ["scenario", "stdin"];

/// A name that is part of a path on every system: letters, digits, `-`, `_` and `.`, which it does
/// not begin with.
///
/// # Errors
/// A sentence that says how to write one.
///
/// ```
/// use chippark::output::label::checked;
/// assert!(checked("two-shifts_v1.2").is_ok());
/// assert!(checked("two shifts").is_err() && checked("../up").is_err() && checked("").is_err());
/// ```
pub fn checked(text: &str) -> Result<String, String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let begins = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    if begins && text.len() <= LONGEST && text.chars().all(is_part) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "write at most {LONGEST} letters, digits, `-`, `_` and `.`, the first a letter or digit"
    ))
}

/// The label where the user gives none: words of the title if the name of the scenario says
/// nothing, or else none.
///
/// ```
/// use chippark::output::label::by_title;
/// assert_eq!(by_title("scenario", "Two shifts: what they cost"), "two-shifts-what-they-cost");
/// assert_eq!(by_title("jinhua-2019", "Jinhua"), "");
/// ```
#[must_use]
pub fn by_title(scenario: &str, title: &str) -> String {
    if !UNTELLING.contains(&scenario) {
        return String::new();
    }
    let words = title.split(|letter: char| !letter.is_ascii_alphanumeric());
    let mut label = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if label.len() + 1 + word.len() > OF_TITLE {
            break;
        }
        if !label.is_empty() {
            label.push('-');
        }
        label.push_str(&word.to_ascii_lowercase());
    }
    label
}
