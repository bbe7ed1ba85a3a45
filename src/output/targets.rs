//! The table of the targets of a scenario: the reported and the simulated value of each, the
//! allowed range, and whether it is met.

use std::fmt::Write as _;

use super::number;
use super::table::{IN_MEMORY, align_right, lines, plain_table};
use crate::experiment::Verdict;
use crate::industry::{Target, TargetRule};

/// The table of targets, and a line that counts those that are met.
#[must_use]
pub fn targets_table(verdicts: &[Verdict]) -> String {
    let mut table = plain_table();
    table.set_header([
        "target",
        "figure",
        "reported",
        "kind",
        "simulated",
        "allowed",
        "",
    ]);
    for verdict in verdicts {
        let target = &verdict.target;
        table.add_row([
            target.id.as_str(),
            &target.figure(),
            &number::amount(target.value),
            target.kind.word(),
            &number::finer(verdict.estimate, i32::from(verdict.met == Some(false))),
            &allowed(target),
            word(verdict.met),
        ]);
    }
    align_right(&mut table, 2);
    align_right(&mut table, 4);
    let mut text = lines(&table);
    writeln!(text, "\n{}", count(verdicts)).expect(IN_MEMORY);
    text
}

const fn word(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "met",
        Some(false) => "NOT MET",
        None => "not run",
    }
}

/// The values that meet a target.
#[must_use]
pub fn allowed(target: &Target) -> String {
    let amount = number::amount;
    match target.rule {
        TargetRule::Exact => format!("{} each time", amount(target.value)),
        TargetRule::Within(Some(low), Some(high)) => format!("{} to {}", amount(low), amount(high)),
        TargetRule::Within(Some(low), None) => format!("{} or more", amount(low)),
        TargetRule::Within(None, Some(high)) => format!("{} or less", amount(high)),
        TargetRule::Between(Some(low), Some(high)) => {
            format!("between {} and {}", amount(low), amount(high))
        }
        TargetRule::Between(Some(low), None) => format!("more than {}", amount(low)),
        TargetRule::Between(None, Some(high)) => format!("less than {}", amount(high)),
        TargetRule::Within(None, None) | TargetRule::Between(None, None) => "anything".to_owned(),
    }
}

/// The number of targets that are met, in a sentence.
fn count(verdicts: &[Verdict]) -> String {
    let of = |met: Option<bool>| verdicts.iter().filter(|verdict| verdict.met == met).count();
    let (met, all, not_run) = (of(Some(true)), verdicts.len(), of(None));
    let is_one = |verdict: &Verdict| verdict.values.len() == 1;
    let by_chance = if verdicts.iter().any(is_one) {
        "\none replication meets or misses a random figure by chance; `-r 20` judges the mean of 20"
    } else {
        ""
    };
    let cut = match not_run {
        0 => String::new(),
        1 => ", 1 is for a period that the run does not cover".to_owned(),
        more => format!(", {more} are for periods that the run does not cover"),
    };
    format!("{met} of {all} targets met{cut}{by_chance}")
}
