//! `explain`: say what late orders of a run waited for.

use std::path::PathBuf;

use clap::Args;

use super::options::{WorkArgs, document_of_results};
use super::runner::Runner;
use super::{Failure, terminal};
use crate::experiment::Study;
use crate::industry::ScenarioFile;
use crate::industry::explain::OrderTrace;
use crate::output::explain::Explanation;
use crate::scenario::Document;
use crate::units::Date;

/// The options of `explain`.
#[derive(Args, Debug)]
#[command(after_help = "\
One replication runs again and is recorded: nothing is written. An order is followed back from its
last computer through the carrier, its slots and what the lines waited for, to the day on which it
was placed. Time in which a part was missing is divided as the way of the delivery that ended it:
from its order, or through the lot of its chips with the tools, people and stations that it waited
for. The lateness is shared in proportion to the times. Late orders that are open at the end,
cancelled, or due before the first computer of their model are counted, and left out; those of the
warm-up are in.

Examples:
  chippark explain results/mini-fab/0123456789abcdef-s1-r10
  chippark explain scenarios/tongfang-10bn.toml --month 2021-03
  chippark explain scenarios/tongfang-10bn.toml --order 17")]
pub struct ExplainArgs {
    /// The results folder of a run, or a scenario file.
    run: PathBuf,
    /// Explain one order, by its number in the order of placing, from 1 on.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["month", "late"])]
    order: Option<u64>,
    /// Sum over the late orders that were due in a month, such as 2020-03.
    #[arg(long, value_name = "MONTH", conflicts_with = "late")]
    month: Option<String>,
    /// Sum over all late orders, which is also done without options.
    #[arg(long)]
    late: bool,
    /// List the late orders one by one, the latest first, in place of their sum. JSON always has
    /// them, by their completion.
    #[arg(long, conflicts_with_all = ["order", "json"])]
    list: bool,
    /// The number of the replication. Default that of the first one.
    #[arg(long, value_name = "NUMBER")]
    replication: Option<u32>,
    #[command(flatten)]
    work: WorkArgs,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
}

/// Runs the command.
///
/// # Errors
/// If there is no such run, order or month, or the scenario is invalid.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let study = study(args)?.traced();
    let month = args.month.as_deref().map(month).transpose()?;
    let number = args.replication.unwrap_or(study.plan().first_replication);
    let last = number.checked_add(1);
    let last = last.ok_or_else(|| Failure::Usage("`--replication` is too large".to_owned()))?;
    let outcomes = Runner::new(&args.work).replicate(&study, number..last)?;
    let traced = outcomes.first().and_then(|outcome| outcome.traced.as_ref());
    let traced = traced.ok_or_else(|| Failure::Usage("the run kept no trace".to_owned()))?;
    if study
        .park()
        .readers()
        .iter()
        .all(|one| one.name != "market")
    {
        let text = "the scenario has no section `market`, and so no orders";
        return Err(Failure::Usage(text.to_owned()));
    }
    let explanation = Explanation {
        scenario: study.document().name(),
        replication: number,
        origin: study.plan().origin,
        traced,
    };
    if let Some(number) = args.order {
        let order = traced.order(number).ok_or_else(|| {
            let placed = traced.placed();
            Failure::Usage(format!(
                "order {number} is not complete, or was cancelled; orders have the numbers 1 to {placed}"
            ))
        })?;
        return terminal::print(&if args.json {
            explanation.json(&[order])
        } else {
            explanation.order_table(order)
        });
    }
    let origin = study.plan().origin;
    let is_asked = |order: &&OrderTrace| {
        let due = origin.of(order.due);
        month.is_none_or(|month| {
            due.is_some_and(|due| (due.year(), due.month()) == (month.year(), month.month()))
        })
    };
    let orders: Vec<&OrderTrace> = traced.late().filter(is_asked).collect();
    terminal::print(&if args.json {
        explanation.json(&orders)
    } else if args.list {
        explanation.list_table(&orders)
    } else {
        let due = args.month.as_ref();
        let due = due.map_or_else(String::new, |month| format!(" due in {month}"));
        explanation.causes_table(&orders, &due)
    })
}

/// The study of a results folder or of a scenario file.
fn study(args: &ExplainArgs) -> Result<Study, Failure> {
    let path = &args.run;
    let document = if path.is_dir() {
        document_of_results(path)?
    } else {
        Document::load_as::<ScenarioFile>(path, &[])?
    };
    Ok(Study::new(document)?)
}

/// The first day of a month that is written as `2020-03`.
fn month(text: &str) -> Result<Date, Failure> {
    format!("{text}-01").parse().map_err(|_| {
        let text = format!("`--month` is `{text}`; write a year and a month, such as 2020-03");
        Failure::Usage(text)
    })
}
