//! `compare`: scenarios beside a base, with common random numbers.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::options::{PlanArgs, ScenarioArgs, WorkArgs};
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::Study;
use crate::experiment::compare::asked::{Asked, FigureName, Goal};
use crate::experiment::compare::gate::Gate;
use crate::experiment::compare::{Variant, compare as compare_scenarios, vary};
use crate::output::compare::{comparison_csv, comparison_json, comparison_table};
use crate::output::table::headlines_of;

/// As many replications are run where neither the command line nor the scenario asks for two.
const REPLICATIONS: u32 = 10;
/// The figure by which `--each` ranks where none is asked for.
const RANKED_BY: &str = "market.computers_sold";

/// The options of `compare`.
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("with").args(["others", "vary", "each"]).required(true).multiple(true),
    after_help = "\
All scenarios run with the seed and the number of replications of the base (10 where neither the
scenario nor the command line asks for two), so that chance moves them alike. Verdicts are adjusted
by Holm's method: in at most 5 % of all tables is any of them wrong.

Figures: a key (fab.cycle_time/cpu), a metric for all of its subjects (fab.cycle_time), a pattern
(fab.*), each perhaps until the end of a day (market.computers_sold@2020-12-31).

Examples:
  chippark compare scenarios/jinhua-2019.toml scenarios/what-if/*.toml
  chippark compare scenarios/jinhua-2019.toml --vary 'etcher: +1 fab.tools.EOX.count' -r 20
  chippark compare scenarios/mini-fab.toml --each +1 --metrics fab.wafers_out
  chippark compare park.toml --each '+1 fab.tools.*.count' --per finance.capital_spent
  chippark compare base.toml new.toml --fail-if 'fab.cycle_time > 2 %'"
)]
pub struct CompareArgs {
    #[command(flatten)]
    base: ScenarioArgs,
    /// Scenarios that are compared with it.
    others: Vec<PathBuf>,
    /// A variant of the base: overrides `path=value` or changes `+1 path`, `-1 path`, `*1.1 path`
    /// of its numbers, with `;` between them, perhaps after a name and a colon; may be repeated.
    #[arg(long, value_name = "CHANGES", allow_hyphen_values = true)]
    vary: Vec<String>,
    /// A variant for each number at a pattern of paths, such as `+1 fab.tools.*.count`; `+1` alone
    /// tries one more of each tool group, station, line and window; may be repeated.
    #[arg(long, value_name = "CHANGE", allow_hyphen_values = true)]
    each: Vec<String>,
    /// The figures to compare, with commas between them [default: the headlines; for
    /// `--each` computers sold, if there are any].
    #[arg(long, value_name = "FIGURES", value_delimiter = ',')]
    metrics: Vec<FigureName>,
    /// A figure by which the best scenario is picked, with the probability that it is the best; may
    /// be repeated.
    #[arg(long, value_name = "FIGURE")]
    best: Vec<FigureName>,
    /// A cost, such as `finance.capital_spent`: the scenarios are ranked by what they gain for each
    /// unit of it that they take more than the base.
    #[arg(long, value_name = "FIGURE")]
    per: Option<FigureName>,
    /// A goal such as `market.computers_sold@2020-12-31 >= 120000`: in how many replications each
    /// scenario reaches it; may be repeated.
    #[arg(long, value_name = "GOAL")]
    goal: Vec<Goal>,
    /// Fail with exit code 1 if a difference is shown: `FIGURE worse`, `FIGURE changed`, or a bound
    /// that the whole interval of the difference is beyond, `FIGURE > 2 %`; may be repeated.
    #[arg(long, value_name = "GATE")]
    fail_if: Vec<Gate>,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    work: WorkArgs,
    /// Print JSON instead of the table.
    #[arg(long)]
    pub(super) json: bool,
    /// Print CSV instead of the table.
    #[arg(long, conflicts_with = "json")]
    csv: bool,
}

/// Runs the command.
///
/// # Errors
/// If a scenario is invalid, a figure is unknown, a run fails, a gate fails, or Ctrl-C ends it.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let base = args.variant(&args.base)?;
    let mut others = Vec::new();
    for path in &args.others {
        let scenario = ScenarioArgs {
            scenario: path.clone(),
            set: args.base.set.clone(),
        };
        others.push(args.variant(&scenario)?);
    }
    for text in &args.vary {
        others.push(vary::variant(&base.study, text)?);
    }
    for text in &args.each {
        others.extend(vary::each(&base.study, text)?);
    }
    name_apart(&base, &mut others);
    let base_plan = base.study.plan();
    for other in &others {
        let plan = other.study.plan();
        if (plan.horizon, plan.warmup) != (base_plan.horizon, base_plan.warmup) {
            terminal::warning(format_args!(
                "`{}` and `{}` run for different times: their totals differ by that alone",
                base.name, other.name
            ));
        }
    }
    check_gates(&args.fail_if, base_plan.replications)?;
    let runner = Runner::new(&args.work);
    let asked = args.asked(&base.study);
    let comparison = compare_scenarios(&base, &others, &asked, |study| runner.run(study))?;
    let failed = comparison.failed(&args.fail_if);
    let printed = terminal::print(&if args.json {
        comparison_json(&comparison)
    } else if args.csv {
        comparison_csv(&comparison)
    } else {
        comparison_table(&comparison)
    });
    if failed.is_empty() {
        return printed;
    }
    let lines = failed.iter().map(|failed| {
        let (scenario, figure) = (&failed.scenario, &failed.figure);
        format!("\n  `{}`: {figure} of {scenario}", failed.gate)
    });
    let text = lines.collect::<String>();
    Err(Failure::Check(format!("what must not be is shown:{text}")))
}

/// Numbers scenarios that have the same name, so that rows can be told apart.
fn name_apart(base: &Variant, others: &mut [Variant]) {
    let mut taken = vec![base.name.clone()];
    for other in others {
        let name = other.name.clone();
        let mut number = 2;
        while taken.contains(&other.name) {
            other.name = format!("{name} ({number})");
            number += 1;
        }
        taken.push(other.name.clone());
    }
}

/// Refuses gates that can never fail.
fn check_gates(gates: &[Gate], replications: u32) -> Result<(), Failure> {
    if !gates.is_empty() && replications < 2 {
        let text = "one replication shows no difference, so no gate can fail: run `-r 10`";
        return Err(Failure::Usage(text.to_owned()));
    }
    if let Some(gate) = gates.iter().find(|gate| gate.asks_in_vain()) {
        let text = format!(
            "`{gate}`: neither more nor less of it is worse: use `changed` or a bound instead"
        );
        return Err(Failure::Usage(text));
    }
    Ok(())
}

impl CompareArgs {
    /// A scenario as the options of the command line run it.
    fn variant(&self, scenario: &ScenarioArgs) -> Result<Variant, Failure> {
        let study = self.plan.repeated_study(scenario, REPLICATIONS)?;
        Ok(Variant {
            name: study.document().name().to_owned(),
            study,
        })
    }

    /// The figures that are asked for, those of goals and gates included.
    fn asked(&self, base: &Study) -> Asked {
        let name = |key: &str| key.parse().expect("the key of a metric");
        let headlines = headlines_of(base.park().about());
        let headlines: Vec<FigureName> = headlines.iter().map(|(_, key)| name(key)).collect();
        let (if_reported, otherwise) = match (self.metrics.is_empty(), self.each.is_empty()) {
            (false, _) => (Vec::new(), Vec::new()),
            (true, false) => (vec![name(RANKED_BY)], headlines),
            (true, true) => (headlines, Vec::new()),
        };
        let gates = self.fail_if.iter().map(|gate| &gate.figure);
        Asked {
            figures: self.metrics.iter().chain(gates).cloned().collect(),
            if_reported,
            otherwise,
            best: self.best.clone(),
            per: self.per.clone(),
            goals: self.goal.clone(),
        }
    }
}
