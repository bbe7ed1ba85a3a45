//! The page to send: one HTML file of results that opens offline in any browser, on paper and on a
//! phone.
//!
//! [`Run`] reads a results folder back; [`sections`] make the page's parts of it, with the charts
//! of [`chart`]. Nothing here runs a simulation.

mod changes;
pub mod chart;
mod courses;
mod read;
pub mod sections;
mod table;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use read::{ReadError, Run};
pub use sections::Section;

use crate::output::sensitivity::Explained;
use crate::output::sweep::tables::ReadSweep;
use crate::output::words::dates_of;
use crate::units::spoken::plural;
use crate::version;

/// The file of a results folder that is its page.
pub const PAGE: &str = "report.html";
/// How a page looks, in light and dark and on paper.
const STYLE: &str = include_str!("report.css");
/// What a page does: it opens the tables that a link points into, and those of a page that is
/// printed.
const SCRIPT: &str = include_str!("report.js");

/// Whether a text is a page that this program made, and may make anew.
#[must_use]
pub fn is_page(text: &str) -> bool {
    text.starts_with("<!DOCTYPE html>") && text.contains("name=\"generator\" content=\"chippark ")
}

/// A page of sections.
///
/// * `title` — what it is called, as text.
/// * `kind` — a line on what it is of.
#[must_use]
pub fn page(title: &str, kind: &str, sections: &[Section]) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(format!("chippark {}", version::VERSION));
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "To the contents" }
                header {
                    h1 { (title) }
                    p { (kind) }
                }
                (contents(sections))
                main id="main" {
                    @for section in sections {
                        section id=(section.id) aria-labelledby=(format!("{}-head", section.id)) {
                            h2 id=(format!("{}-head", section.id)) { (section.title) }
                            (section.body)
                        }
                    }
                }
                footer {
                    p {
                        "Made by chippark " (version::VERSION) ". The model compares scenarios; it \
                         does not forecast. Figures are as good as the scenario's assumptions."
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// Links to the sections.
fn contents(sections: &[Section]) -> Markup {
    html! {
        nav aria-label="Contents" {
            ul { @for section in sections {
                li { a href=(format!("#{}", section.id)) { (section.title) } }
            } }
        }
    }
}

/// The page of one run.
///
/// * `title` — what it is called, if not as the scenario is.
/// * `live` — its sliders, which follow the answer.
/// * `further` — what follows all else: late orders, the tools of a group.
#[must_use]
pub fn page_of_run(
    run: &Run,
    title: Option<&str>,
    live: Option<Section>,
    further: Vec<Section>,
) -> String {
    let mut rest = sections::of_run(run).into_iter();
    let answer = rest.next();
    let all: Vec<Section> = answer
        .into_iter()
        .chain(live)
        .chain(rest)
        .chain(further)
        .collect();
    let summary = &run.summary;
    let kind = format!(
        "{}, {}, seed {}",
        dates_of(&run.study.plan()),
        plural(summary.replications, "replication", "replications"),
        summary.seed
    );
    page(title.unwrap_or(&run.name), &kind, &all)
}

/// The page of several runs; the first one is the base. Runs of one title are named by what
/// distinguishes them from the base, if that is short, or else by their folders.
#[must_use]
pub fn page_of_runs(title: &str, mut runs: Vec<Run>) -> String {
    let names: Vec<String> = runs.iter().map(|run| run.name.clone()).collect();
    let changes = changes::changes(&runs);
    for (number, run) in runs.iter_mut().enumerate() {
        if names.iter().filter(|name| **name == run.name).count() > 1 {
            run.name = match number {
                0 => format!("the base: {}", run.name),
                _ => changes::name(&changes, number)
                    .unwrap_or_else(|| format!("{}: {}", run.folder.display(), run.name)),
            };
        }
    }
    let kind = format!("{} runs beside each other", runs.len());
    page(
        title,
        &kind,
        &sections::comparison::of_runs(&runs, &changes),
    )
}

/// The page of a sweep whose figures depend on its factors as said.
#[must_use]
pub fn page_of_sweep(title: &str, sweep: &ReadSweep, explained: &[Explained]) -> String {
    let about = &sweep.about;
    let kind = format!(
        "{}, {} points, {} figures",
        about.design,
        about.points,
        explained.len()
    );
    page(title, &kind, &sections::sweep::of_sweep(sweep, explained))
}
