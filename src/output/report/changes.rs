//! In which settings several runs differ, so that runs of one scenario can be told apart.

use std::collections::BTreeMap;

use super::read::Run;
use crate::industry::ScenarioFile;

/// What does not change what a run is of: texts, the size of the experiment, and what is asked of
/// its figures. Seeds and replications stand in the list of runs.
const LEFT_OUT: [&str; 5] = [
    "scenario",
    "target",
    "slider",
    "run.seed",
    "run.replications",
];
/// The most settings in the name of a run.
const IN_NAME: usize = 2;

/// A setting that is not the same in all runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    /// Where it is, such as `assembly.lines`.
    pub(super) path: String,
    /// What holds in each run, the default where nothing is written; none where the run has no such
    /// setting.
    pub(super) values: Vec<Option<String>>,
}

/// The settings in which runs differ, in the order in which they stand in the scenarios.
pub(super) fn changes(runs: &[Run]) -> Vec<Change> {
    let of_run = |run: &Run| {
        let settings = run.study.document().settings::<ScenarioFile>();
        let settings = settings.into_iter().map(|setting| {
            let value = setting.value.or(setting.field.default);
            (setting.path.to_string(), value.unwrap_or_default())
        });
        settings.collect()
    };
    let runs: Vec<Vec<(String, String)>> = runs.iter().map(of_run).collect();
    differing(&runs)
}

/// The settings that do not have one value in all lists.
fn differing(lists: &[Vec<(String, String)>]) -> Vec<Change> {
    let mut places = BTreeMap::new();
    let mut found: Vec<Change> = Vec::new();
    for (number, list) in lists.iter().enumerate() {
        for (path, value) in list.iter().filter(|(path, _)| counts(path)) {
            let place = *places.entry(path).or_insert_with(|| {
                found.push(Change {
                    path: path.clone(),
                    values: vec![None; lists.len()],
                });
                found.len() - 1
            });
            found[place].values[number] = Some(value.clone());
        }
    }
    found.retain(|change| change.values.windows(2).any(|pair| pair[0] != pair[1]));
    found
}

/// Whether a setting says what is simulated.
fn counts(path: &str) -> bool {
    !LEFT_OUT.iter().any(|part| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    })
}

/// What distinguishes a run from the first one, such as `assembly.lines = 8`; none if nothing does,
/// or too much to be its name.
pub(super) fn name(changes: &[Change], run: usize) -> Option<String> {
    let mut own = Vec::new();
    for change in changes
        .iter()
        .filter(|change| change.values[run] != change.values[0])
    {
        let value = change.values[run].as_deref().unwrap_or("none");
        own.push(format!("{} = {value}", change.path));
    }
    (1..=IN_NAME).contains(&own.len()).then(|| own.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_differ_are_named_in_their_order() {
        let list = |lines: &str, more: &[(&str, &str)]| {
            let own = [
                ("scenario.title", lines),
                ("run.seed", lines),
                ("run.tick", "1 h"),
                ("assembly.lines", lines),
            ];
            let all = own.iter().chain(more);
            let text = |(path, value): &(&str, &str)| ((*path).to_owned(), (*value).to_owned());
            all.map(text).collect::<Vec<_>>()
        };
        let lists = [
            list("4", &[("target[0].value", "1")]),
            list("8", &[]),
            list("4", &[("market.cost", "1 CNY"), ("targets", "2")]),
        ];
        let some = |text: &str| Some(text.to_owned());
        let found = differing(&lists);
        let change = |path: &str, values: [Option<String>; 3]| Change {
            path: path.to_owned(),
            values: values.into(),
        };
        let expected = [
            change("assembly.lines", [some("4"), some("8"), some("4")]),
            change("market.cost", [None, None, some("1 CNY")]),
            change("targets", [None, None, some("2")]),
        ];
        assert_eq!(found, expected);
        let names: Vec<Option<String>> = (0..3).map(|run| name(&found, run)).collect();
        let third = some("market.cost = 1 CNY, targets = 2");
        assert_eq!(names, [None, some("assembly.lines = 8"), third]);
    }
}
