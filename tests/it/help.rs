//! Every example that help, schema or an error gives can be used as it stands.

use chippark::cli::Cli;
use chippark::units::{DurationLaw, written};
use clap::{CommandFactory as _, Parser as _};
use serde_json::Value;

/// The words of a command line, with quotes as a shell takes them.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (quote, letter) {
            (None, ' ') => words.push(String::new()),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (_, _) => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_line_in_a_help_text_parses() {
    let mut found = 0;
    for command in Cli::command().get_subcommands() {
        let help = command.get_after_help().map(ToString::to_string);
        for line in help.unwrap_or_default().lines() {
            let Some(line) = line.strip_prefix("  chippark ") else {
                continue;
            };
            let words = [vec!["chippark".to_owned()], words(line)].concat();
            let parsed = Cli::try_parse_from(&words);
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
            found += 1;
        }
    }
    assert!(found >= 10, "{found}");
}

/// Checks the examples of every part of a schema that has a format; how many there are.
fn check_examples(part: &Value) -> usize {
    let inner = part
        .as_object()
        .into_iter()
        .flatten()
        .map(|(_, inner)| inner);
    let inner = inner.chain(part.as_array().into_iter().flatten());
    let below: usize = inner.map(check_examples).sum();
    let format = part.get("format").and_then(Value::as_str);
    let examples = part.get("examples").and_then(Value::as_array);
    let (Some(format), Some(examples)) = (format, examples) else {
        return below;
    };
    for example in examples {
        let text = example
            .as_str()
            .map_or_else(|| example.to_string(), str::to_owned);
        let checked = written::check(format, &text);
        assert!(
            checked.is_none_or(|checked| checked.is_ok()),
            "{format}: {text}"
        );
    }
    below + examples.len()
}

#[test]
fn every_example_of_the_schema_is_what_it_is_an_example_of() {
    assert!(check_examples(&chippark::industry::schema()) > 100);
}

#[test]
fn what_an_error_tells_to_write_can_be_written() {
    let laws = "constant exponential erlang gamma uniform triangular normal lognormal weibull \
                hyperexponential empirical";
    for law in laws.split(' ') {
        let error = format!("{law}(").parse::<DurationLaw>().unwrap_err();
        let example = error.help.split('`').nth(1).unwrap();
        assert!(example.parse::<DurationLaw>().is_ok(), "{law}: {example}");
    }
}
