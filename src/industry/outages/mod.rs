//! Outages: things that are out of action from a day on for a time, as a shorter way to write what
//! changes over time.

pub mod spec;

use crate::scenario::{Document, Fault, FieldPath, Problems};
use crate::units::Duration;
use spec::{OutageFile, Work};

/// The scenario as it is with its outages.
///
/// # Errors
/// If an outage is of something that is no count, or of no time.
pub(super) fn laid_over(document: &Document, outages: &[OutageFile]) -> Result<Document, Problems> {
    let mut problems = document.problems();
    let mut with_outages = document.clone();
    for (place, outage) in outages.iter().enumerate() {
        let at = FieldPath::root().field("outage").item(place);
        match outage.lay_over(&with_outages) {
            Ok(document) => with_outages = document,
            Err((field, fault)) => problems.add(at.field(field), fault),
        }
    }
    problems.into_result(with_outages)
}

impl OutageFile {
    /// A scenario with this outage; or the field that is wrong, and how.
    fn lay_over(&self, document: &Document) -> Result<Document, (&'static str, Fault)> {
        let Self {
            of,
            from,
            lasts,
            units,
            work,
        } = self;
        let days = i64::try_from(*lasts / Duration::days(1)).unwrap_or(i64::MAX);
        let is_whole = days > 0 && (*lasts % Duration::days(1)).is_zero();
        let until = from.plus_days(days).filter(|_| is_whole).ok_or_else(|| {
            let fault = Fault::out_of_range(lasts, "a whole number of days, at least 1 d");
            ("lasts", fault)
        })?;
        let path = FieldPath::from(of.as_str());
        let less = document.less_between(&path, [*from, until], *units);
        let less = less.map_err(|fault| ("of", fault))?;
        if *work == Work::Kept {
            return Ok(less);
        }
        let group = of
            .strip_prefix("fab.tools.")
            .and_then(|rest| rest.strip_suffix(".count"));
        let Some(group) = group else {
            let fault = Fault::invalid(
                "only the work of tools can be lost",
                "leave this out, or name tools, such as `fab.tools.LITHO.count`",
            );
            return Err(("work", fault));
        };
        let path = FieldPath::from(format!("fab.tools.{group}.closing"));
        let texts = ["lose_job", "finish_job"];
        let lost = less.set_between(&path, [*from, until], texts);
        lost.map_err(|fault| ("of", fault))
    }
}
