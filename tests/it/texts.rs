//! Random texts for property tests.

use proptest::prelude::*;

/// Any characters but control characters.
pub(crate) fn any_text(most: usize) -> impl Strategy<Value = String> {
    let printed = any::<char>().prop_filter("a control character", |one| !one.is_control());
    proptest::collection::vec(printed, 0..=most).prop_map(String::from_iter)
}

/// Characters of `letters`.
pub(crate) fn text_of(letters: &'static str, most: usize) -> impl Strategy<Value = String> {
    let letters: Vec<char> = letters.chars().collect();
    let letter = prop::sample::select(letters);
    proptest::collection::vec(letter, 0..=most).prop_map(String::from_iter)
}
