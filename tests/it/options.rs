//! The commands and their options are the contract of the command line.

use chippark::cli::Cli;
use clap::CommandFactory as _;

/// Options of all commands that read a scenario.
const SCENARIO: &[&str] = &["scenario", "set"];
/// Options of those that run it, too.
const PLAN: &[&str] = &["replications", "seed", "until", "warmup"];
/// Options of those that show their progress.
const WORK: &[&str] = &["jobs", "no_progress"];

/// Each command with the options that it must take.
const OPTIONS: [(&str, &[&[&str]]); 22] = [
    (
        "run",
        &[
            SCENARIO,
            PLAN,
            WORK,
            &[
                "precision",
                "most",
                "first",
                "steady",
                "out",
                "force",
                "name",
                "series",
                "no_series",
                "parquet",
                "json",
                "all",
                "targets",
                "quiet",
                "audit",
                "strict",
                "trace",
            ],
        ],
    ),
    ("reproduce", &[WORK, &["folder", "json"]]),
    (
        "explain",
        &[
            &["run", "order", "month", "late", "list", "replication"],
            WORK,
            &["json"],
        ],
    ),
    (
        "report",
        &[
            &[
                "folders", "out", "title", "late", "tools", "from", "days", "live", "force",
            ],
            WORK,
        ],
    ),
    (
        "compare",
        &[
            SCENARIO,
            PLAN,
            WORK,
            &[
                "others", "vary", "each", "metrics", "best", "per", "goal", "fail_if", "json",
                "csv",
            ],
        ],
    ),
    (
        "sweep",
        &[
            SCENARIO,
            PLAN,
            WORK,
            &[
                "space",
                "assumed",
                "design",
                "metrics",
                "independent",
                "out",
                "part",
                "units",
                "from",
                "plan_only",
                "parquet",
            ],
        ],
    ),
    ("sensitivity", &[&["sweep", "metrics", "json"]]),
    ("discover", &[&["sweep", "goal", "coverage", "json"]]),
    (
        "optimise",
        &[
            SCENARIO,
            PLAN,
            WORK,
            &[
                "space",
                "maximise",
                "minimise",
                "subject_to",
                "budget",
                "out",
                "json",
            ],
        ],
    ),
    (
        "calibrate",
        &[SCENARIO, PLAN, WORK, &["out", "force", "within", "tries"]],
    ),
    (
        "tune",
        &[
            SCENARIO,
            PLAN,
            WORK,
            &[
                "space",
                "targets",
                "tries",
                "profile",
                "posterior",
                "out",
                "json",
            ],
        ],
    ),
    ("check", &[SCENARIO, PLAN, &["json"]]),
    ("params", &[SCENARIO, &["pattern", "json"]]),
    ("import", &[&["format", "folder", "out", "until", "force"]]),
    (
        "validate",
        &[
            WORK,
            &[
                "model",
                "results",
                "reports",
                "period",
                "warmup",
                "replications",
                "seed",
                "cycle_time",
                "sd",
                "on_time",
                "throughput",
                "wip",
                "state",
                "waiting",
                "setups",
                "entries",
                "unevenness",
                "all",
                "json",
                "force",
            ],
        ],
    ),
    ("metrics", &[&["first", "second", "json"]]),
    ("schema", &[]),
    (
        "generate",
        &[&[
            "model", "tools", "groups", "products", "load", "seed", "out",
        ]],
    ),
    (
        "bench",
        &[&[
            "scenario",
            "only",
            "rounds",
            "alone",
            "save",
            "force",
            "check",
            "max_regress",
            "json",
        ]],
    ),
    ("verify", &[WORK, &["cases", "full", "json"]]),
    ("completions", &[&["shell"]]),
    ("man", &[&["command"]]),
];

#[test]
fn the_commands_and_their_options_are_the_contract_and_explain_themselves() {
    let mut cli = Cli::command();
    cli.clone().debug_assert();
    cli.build();
    let names: Vec<&str> = cli.get_subcommands().map(clap::Command::get_name).collect();
    assert_eq!(names, OPTIONS.map(|(name, _)| name));
    for (command, (name, expected)) in cli.get_subcommands().zip(OPTIONS) {
        assert!(
            command.get_about().is_some(),
            "`{name}` does not say what it does"
        );
        let options: Vec<&clap::Arg> = command
            .get_arguments()
            .filter(|option| option.get_id() != "help")
            .collect();
        let ids: Vec<&str> = options
            .iter()
            .map(|option| option.get_id().as_str())
            .collect();
        let (mut sorted, mut expected) = (ids.clone(), expected.concat());
        sorted.sort_unstable();
        expected.sort_unstable();
        assert_eq!(sorted, expected, "options of `{name}`");
        for option in options {
            assert!(
                option.get_help().is_some(),
                "`{name}`: {} has no help",
                option.get_id()
            );
        }
    }
}
