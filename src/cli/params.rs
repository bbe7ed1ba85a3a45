//! `params`: every parameter of a scenario, what it means and where its value comes from.

use clap::Args;

use super::options::ScenarioArgs;
use super::{Failure, terminal};
use crate::industry::{Park, ScenarioFile};
use crate::output::settings::{settings_json, settings_text};

/// The options of `params`.
#[derive(Args, Debug)]
pub struct ParamsArgs {
    #[command(flatten)]
    scenario: ScenarioArgs,
    /// Which: a part of the path such as `fab.tools`, or a whole path with `*` and `?` for any
    /// letters and any letter.
    pattern: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If the scenario has problems, or no parameter is like the pattern.
pub fn params(args: &ParamsArgs) -> Result<(), Failure> {
    let document = args.scenario.document()?;
    Park::compile(&document)?;
    let settings = document.settings::<ScenarioFile>();
    let pattern = args.pattern.as_deref().unwrap_or_default();
    let is_asked = |path: &str| is_match(pattern, path);
    let asked = settings.iter();
    let asked: Vec<_> = asked
        .filter(|setting| is_asked(setting.path.as_str()))
        .collect();
    if asked.is_empty() {
        let message = format!("no parameter of {} is like `{pattern}`", document.name());
        return Err(Failure::Usage(message));
    }
    terminal::print(&if args.json {
        settings_json(&asked)
    } else {
        settings_text(&asked)
    })
}

/// Whether a path contains the pattern or, if that has wildcards, is as it says from end to end.
fn is_match(pattern: &str, path: &str) -> bool {
    if pattern.contains(['*', '?']) {
        is_like(pattern, path)
    } else {
        path.contains(pattern)
    }
}

fn is_like(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let ends = text.char_indices().map(|(start, _)| start);
            let mut ends = ends.chain(std::iter::once(text.len()));
            ends.any(|start| is_like(rest.as_str(), &text[start..]))
        }
        Some(wanted) => {
            let mut letters = text.chars();
            let found = letters.next();
            found.is_some_and(|found| wanted == '?' || wanted == found)
                && is_like(rest.as_str(), letters.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_part_of_a_path_or_all_of_it_with_wildcards() {
        let path = "fab.tools.EOX.count";
        for pattern in [
            "",
            "tools",
            "fab.*.count",
            "*EOX*",
            "fab.tools.?OX.count",
            "*",
        ] {
            assert!(is_match(pattern, path), "{pattern}");
        }
        for pattern in ["tool.", "*.tools", "EOX?", "?"] {
            assert!(!is_match(pattern, path), "{pattern}");
        }
    }
}
