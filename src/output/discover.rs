//! Where a sweep reaches a goal: a few lines for people, JSON for programs.

use std::fmt::Write as _;

use serde_json::json;

use super::number;
use super::table::IN_MEMORY;
use crate::experiment::compare::asked::Goal;
use crate::experiment::sweep::discover::Discovery;

/// The limits of a box in words: `windows >= 22.5 and homes <= 30,000`.
fn limits(factors: &[String], found: &Discovery) -> String {
    let limits = factors.iter().zip(&found.region.limits);
    let words: Vec<String> = limits
        .flat_map(|(factor, limits)| {
            let end = |sign: &str, end: Option<f64>| {
                end.map(|end| format!("{factor} {sign} {}", number::plain(end)))
            };
            [end(">=", limits.low), end("<=", limits.high)]
        })
        .flatten()
        .collect();
    if words.is_empty() {
        "no limit of any factor".to_owned()
    } else {
        words.join(" and ")
    }
}

/// The discovery for people.
#[must_use]
pub fn discovery_text(factors: &[String], goal: &Goal, found: &Discovery) -> String {
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let quality = &found.quality;
    let mut text = format!(
        "{goal} is reached in {} of {} cases ({})\n\n{}\n",
        found.goals,
        found.cases,
        percent(found.goals as f64 / found.cases as f64),
        limits(factors, found)
    );
    writeln!(
        text,
        "  reach it in {} of the cases inside (density), {} of {}\n  and hold {} of all cases that \
         reach it (coverage), in {} of the space",
        percent(quality.density),
        quality.goals,
        quality.points,
        percent(quality.coverage),
        percent(quality.support)
    )
    .expect(IN_MEMORY);
    text
}

/// The discovery as JSON.
#[must_use]
pub fn discovery_json(factors: &[String], goal: &Goal, found: &Discovery) -> String {
    let limits = factors
        .iter()
        .zip(found.region.limits.iter().zip(&found.quasi_p));
    let limits = limits.filter(|(_, (limits, _))| limits.restrict());
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "goal": goal.to_string(),
        "cases": found.cases,
        "goals": found.goals,
        "density": found.quality.density,
        "coverage": found.quality.coverage,
        "support": found.quality.support,
        "limits": limits.map(|(factor, (limits, quasi_p))| json!({
            "factor": factor, "low": limits.low, "high": limits.high, "quasi_p": quasi_p,
        })).collect::<Vec<_>>(),
    }))
}
