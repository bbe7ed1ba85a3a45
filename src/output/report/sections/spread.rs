//! How far replications differ.

use maud::{Markup, html};

use super::super::chart::{Caption, Sample, boxes};
use super::super::read::Run;
use super::headline::headlines;

/// Boxes of the headline figures in per cent of their means; none for one replication.
pub(super) fn section(run: &Run) -> Option<Markup> {
    if run.summary.replications < 2 {
        return None;
    }
    let samples = headlines(run).into_iter().filter_map(|(_, key, entry)| {
        let mean = entry.mean.filter(|mean| mean.abs() > 0.0)?;
        let values = run.replications.get(&key)?.iter().flatten();
        let values: Vec<f64> = values.map(|value| 100.0 * value / mean).collect();
        let is_spread = values.iter().any(|value| (value - 100.0).abs() > 1e-9);
        is_spread.then_some(Sample {
            name: key,
            values,
            colour: 0,
        })
    });
    let samples: Vec<Sample> = samples.collect();
    let caption = Caption::new(
        "chart-spread",
        "The headline figures of all replications",
        "Each in per cent of its mean: quartiles, least and greatest, and a dot for each \
         replication. The history of one real park would be one such dot; the interval of the \
         answer is that of the mean.",
    );
    (!samples.is_empty()).then(|| html! { (boxes(&caption, "% of the mean", &samples)) })
}
