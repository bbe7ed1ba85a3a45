//! The steps by which the value of a field is moved.

use std::collections::BTreeSet;

use chippark::units::Date;
use toml::{Table, Value};

/// A text with its last number times `factor`; none if it has no number.
fn scaled(text: &str, factor: f64) -> Option<String> {
    let is_digit = |letter: char| letter.is_ascii_digit() || letter == '.';
    let digit = |letter: char| letter.is_ascii_digit();
    let units = ["/cm2", "mm2", " m2"];
    let unit = units.iter().find_map(|unit| text.rfind(unit));
    let end = text[..unit.unwrap_or(text.len())].rfind(digit)? + 1;
    let start = text[..end]
        .rfind(|letter| !is_digit(letter))
        .map_or(0, |at| at + 1);
    let number: f64 = text[start..end].parse().ok()?;
    let (before, after) = (&text[..start], &text[end..]);
    let number = (number * factor * 1e6).round() / 1e6;
    Some(format!("{before}{number}{after}"))
}

/// A text with each number times `factor`, but for counts such as `k=4`.
fn all_scaled(text: &str, factor: f64) -> Option<String> {
    let parts: Vec<String> = text
        .split_inclusive(',')
        .map(|part| {
            let is_count = part.contains("k=") || part.contains("shape=");
            let moved = scaled(part, factor).filter(|_| !is_count);
            moved.unwrap_or_else(|| part.to_owned())
        })
        .collect();
    Some(parts.concat()).filter(|changed| changed != text)
}

/// The steps that a value can make, as overrides, the plainest first. Not all need be valid.
pub(crate) fn steps(path: &str, value: &Value, known: &BTreeSet<String>) -> Vec<Vec<String>> {
    let set = |value: String| vec![format!("{path}={value}")];
    match value {
        Value::Boolean(flag) => vec![set((!flag).to_string())],
        Value::Integer(number) => [
            number + 1,
            number / 2,
            number * 2,
            number - 1,
            number * 8 / 10,
        ]
        .map(|number| set(number.to_string()))
        .to_vec(),
        Value::Float(number) => [1.3, 0.7, 1.05]
            .map(|factor| set(format!("{:?}", number * factor)))
            .to_vec(),
        Value::Array(items) => {
            let texts = items.iter().map(ToString::to_string);
            let mut texts: Vec<String> = texts.collect();
            texts.rotate_left(1);
            vec![set(format!("[{}]", texts.join(", ")))]
        }
        Value::String(text) => text_steps(path, text, known),
        Value::Datetime(_) | Value::Table(_) => Vec::new(),
    }
}

fn text_steps(path: &str, text: &str, known: &BTreeSet<String>) -> Vec<Vec<String>> {
    let set = |value: String| vec![format!("{path}=\"{value}\"")];
    if let Ok(date) = text.parse::<Date>() {
        let days = [10, 3, -10].into_iter();
        let dates = days.filter_map(|days| date.plus_days(days));
        return dates.map(|date| set(date.to_string())).collect();
    }
    let is_word = |letter: char| letter.is_ascii_lowercase() || "-_0123456789 ".contains(letter);
    let is_name = text.starts_with(|letter: char| letter.is_ascii_lowercase());
    if is_name && text.chars().all(is_word) {
        let mut steps: Vec<String> = known.iter().cloned().collect();
        steps.retain(|name| name != text);
        // A list of rules in one text: the last two change places.
        let mut rules: Vec<&str> = text.split(' ').collect();
        rules.reverse();
        steps.insert(0, rules.join(" "));
        return steps
            .into_iter()
            .filter(|name| name != text)
            .map(set)
            .collect();
    }
    let factors = [1.3, 0.7, 1.05, 2.0];
    let all = factors
        .iter()
        .filter_map(|&factor| all_scaled(text, factor));
    all.map(set).collect()
}

/// The steps of values that move something else with them: shares that sum to one, and the maker of
/// wafers, which must have a price.
pub(super) fn compensated(path: &str, table: &Table) -> Option<Vec<Vec<String>>> {
    if path == "fab.mode" && table["fab"]["mode"].as_str() == Some("park") {
        let overrides = ["fab.mode=\"foundry\"", "fab.foundry.price=\"900 CNY\""];
        return Some(vec![overrides.map(str::to_owned).to_vec()]);
    }
    let (folder, name) = path.rsplit_once('.')?;
    if name == "counted" {
        // It names a place of the scenario.
        let places = ["fab.tools", "assembly.lines", "services.window"];
        return Some(
            places
                .map(|place| vec![format!("{path}=\"{place}\"")])
                .to_vec(),
        );
    }
    let shares = [
        "services.index.weights",
        "careers.cultivation.track_share",
        "careers.cultivation.occupations",
    ];
    if !shares.contains(&folder) {
        return None;
    }
    let mut keys = folder.split('.');
    let mut inner = table.get(keys.next()?)?;
    for key in keys {
        inner = inner.get(key)?;
    }
    let weights = inner.as_table()?;
    let weight = |name: &str| weights[name].as_float().unwrap_or_default();
    let other = weights.keys().find(|key| *key != name)?;
    Some(vec![vec![
        format!("{path}={:?}", weight(name) - 0.1),
        format!("{folder}.{other}={:?}", weight(other) + 0.1),
    ]])
}

#[test]
fn texts_make_their_steps() {
    assert_eq!(scaled("51.5 min", 2.0).as_deref(), Some("103 min"));
    assert_eq!(scaled("0.9 /cm2", 2.0).as_deref(), Some("1.8 /cm2"));
    assert_eq!(
        all_scaled("erlang(k=4, mean=8 h)", 0.5).as_deref(),
        Some("erlang(k=4, mean=4 h)")
    );
    assert_eq!(scaled("120 m2", 0.5).as_deref(), Some("60 m2"));
    assert_eq!(scaled("fifo", 2.0), None);
}
