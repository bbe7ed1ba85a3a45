//! Scenarios beside a base, with common random numbers.

use chippark::experiment::compare::asked::{Asked, FigureName, Goal};
use chippark::experiment::compare::{Variant, compare as compare_scenarios, vary as variants};
use chippark::output::compare::{comparison_json, comparison_table};
use pyo3::prelude::*;

use crate::failure::{Failure, read};
use crate::study::{Study, headlines_of};
use crate::work::{done, threads};

/// The comparison of scenarios with a base, as the JSON and the table of `chippark compare`.
/// Where no figures are named, it takes the headlines.
#[pyfunction]
#[pyo3(signature = (base, others, figures, goals, jobs))]
pub(crate) fn compare(
    py: Python<'_>,
    base: (String, Bound<'_, Study>),
    others: Vec<(String, Bound<'_, Study>)>,
    figures: Vec<String>,
    goals: Vec<String>,
    jobs: Option<usize>,
) -> PyResult<(String, String)> {
    let variant = |(name, study): (String, Bound<'_, Study>)| Variant {
        name,
        study: (*study.get().0).clone(),
    };
    let jobs = threads(jobs)?;
    let base = variant(base);
    let mut asked = Asked {
        figures: read(&figures)?,
        goals: read::<Goal>(&goals)?,
        ..Asked::default()
    };
    if asked.figures.is_empty() {
        asked.if_reported = read::<FigureName>(&headlines_of(&base.study))?;
    }
    let others: Vec<Variant> = others.into_iter().map(variant).collect();
    done(py, |watch| {
        let compared = compare_scenarios(&base, &others, &asked, |study| study.run(jobs, watch))?;
        Ok((comparison_json(&compared), comparison_table(&compared)))
    })
}

/// A variant of a scenario as `compare --vary` has it, with its name.
#[pyfunction]
pub(crate) fn vary(study: &Study, text: &str) -> PyResult<(String, Study)> {
    let variant = variants::variant(&study.0, text).map_err(Failure::from)?;
    Ok((variant.name, Study::of(variant.study)))
}

/// Variants of a scenario as `compare --each` has them, with their names.
#[pyfunction]
pub(crate) fn each(study: &Study, text: &str) -> PyResult<Vec<(String, Study)>> {
    let variants = variants::each(&study.0, text).map_err(Failure::from)?;
    let named = variants.into_iter();
    Ok(named
        .map(|variant| (variant.name, Study::of(variant.study)))
        .collect())
}
