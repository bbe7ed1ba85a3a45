//! What a reader must know to believe the figures: who made them, from what, and what is assumed.

use maud::{Markup, html};

use super::super::chart::{Bar, Caption, bars};
use super::super::read::Run;
use crate::industry::ScenarioFile;
use crate::output::number;
use crate::scenario::ProvenanceTag;

/// Digits of a digest that are shown.
const DIGITS: usize = 16;

/// How the values that a scenario gives are known: how many of each kind, and without a word.
fn provenance(run: &Run) -> (Vec<(&'static str, usize)>, usize) {
    let settings = run.study.document().settings::<ScenarioFile>();
    let given = || settings.iter().filter(|setting| setting.value.is_some());
    let tags = ProvenanceTag::ALL.map(|tag| {
        let known = given().filter_map(|setting| setting.provenance.as_ref());
        (tag.name(), known.filter(|known| known.tag == tag).count())
    });
    let untold = given()
        .filter(|setting| setting.provenance.is_none())
        .count();
    (tags.to_vec(), untold)
}

/// The card, and a chart of where the values come from.
pub(super) fn section(run: &Run) -> Markup {
    let (tags, untold) = provenance(run);
    let all = tags.iter().map(|(_, count)| count).sum::<usize>() + untold;
    let assumed = tags
        .iter()
        .find(|(word, _)| *word == "assumed")
        .map_or(0, |(_, count)| *count);
    let share = |count: usize| 100.0 * count as f64 / all.max(1) as f64;
    let rows = tags.iter().copied().chain([("not said", untold)]);
    let rows: Vec<Bar> = rows
        .filter(|(_, count)| *count > 0)
        .enumerate()
        .map(|(colour, (word, count))| Bar {
            name: word.to_owned(),
            value: count as f64,
            interval: None,
            colour,
            said: Some(format!("{count}, {:.0} %", share(count))),
        })
        .collect();
    let caption = Caption::new(
        "chart-provenance",
        "Where the values come from",
        "Values that the scenario gives, by how they are known; what is left at its default is an \
         assumption of the model and is not counted.",
    );
    html! {
        p {
            (format!("{:.0} % of the {all} values given are assumed", share(assumed)))
            @if share(untold) >= 0.5 {
                (format!(", and of {:.0} % it does not say", share(untold)))
            }
            ". A result is no better than they are: vary those that matter before you rely on it."
        }
        (card(run))
        (bars(&caption, "values", &rows))
    }
}

/// What ran: scenario, span, replications.
fn what_ran(run: &Run) -> Vec<(&'static str, String)> {
    let (summary, plan) = (&run.summary, run.study.plan());
    let scenario = short(&summary.scenario_digest);
    let last = summary.first_replication as usize + summary.replications.saturating_sub(1);
    let warmup = if plan.warmup.is_zero() {
        "none: figures are of the whole span".to_owned()
    } else {
        format!("{}, left out of the figures", plan.warmup)
    };
    let (count, first) = (summary.replications, summary.first_replication);
    let replications = format!("{count}, numbers {first} to {last}, independent of each other");
    vec![
        (
            "Scenario",
            format!("{}, digest {scenario}", summary.scenario),
        ),
        ("Span", format!("from {} for {}", plan.origin, plan.horizon)),
        ("Warm-up", warmup),
        ("Replications", replications),
        ("Seed", summary.seed.to_string()),
        (
            "Courses",
            if run.courses.span().is_none() {
                "none: the run wrote no series.csv".to_owned()
            } else {
                "from series.csv".to_owned()
            },
        ),
        (
            "Results",
            format!("digest {}", short(&summary.result_digest)),
        ),
    ]
}

/// What it was made with, what that was tested against, and how to make it again.
fn what_made_it(run: &Run) -> Vec<(&'static str, String)> {
    let record = &run.record;
    let commit = record.commit.as_deref();
    let commit = commit.map_or("development build", |commit| {
        commit.get(..12).unwrap_or(commit)
    });
    let (version, compiler) = (&record.version, &record.compiler);
    let events = number::plain(record.events as f64);
    let made = format!(
        "{}, {events} events in {:.1} s",
        record.started, record.wall_s
    );
    let verified = "against exact queueing, inventory and survival theory: `chippark verify`, \
                    docs/verification.md";
    let validated = "against a report of 2019 and the public testbed SMT2020: docs/validation.md";
    vec![
        (
            "Program",
            format!("chippark {version}, {commit}, {compiler}"),
        ),
        ("Run", made),
        ("Verified", verified.to_owned()),
        ("Validated", validated.to_owned()),
        (
            "Again",
            format!("chippark reproduce {}", run.folder.display()),
        ),
    ]
}

/// A digest in a few digits.
fn short(digest: &str) -> &str {
    digest.get(..DIGITS).unwrap_or(digest)
}

fn card(run: &Run) -> Markup {
    let rows = what_ran(run).into_iter().chain(what_made_it(run));
    html! {
        dl.card { @for (name, text) in rows { dt { (name) } dd { (text) } } }
    }
}
