//! Streams whose lots start only as long as chips are needed, checked (equation E34).

use crate::industry::fab::spec::{PullFile, StreamFile};
use crate::industry::shared::subsystem::Present;
use crate::scenario::{Fault, FieldPath, Named, Problems};

/// Which position of a product, in chips, and which wafers of it hold back the lots of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PullPlan {
    /// From this position on no lot starts.
    pub order_up_to: u32,
    /// The position at which lots start again, at most.
    pub reorder_point: u32,
    /// The most wafers of the product in the fab.
    pub most_wafers: Option<u32>,
}

impl PullPlan {
    /// Whether lots are needed at a position, given whether they were so far.
    ///
    /// ```
    /// # use chippark::industry::fab::plan::PullPlan;
    /// let pull = PullPlan { order_up_to: 100, reorder_point: 40, most_wafers: None };
    /// let mut needed = true;
    /// let course = [0.0, 99.9, 100.0, 60.0, 40.0, 70.0].map(|position| {
    ///     needed = pull.is_needed(position, needed);
    ///     needed
    /// });
    /// assert_eq!(course, [true, true, false, false, true, true]);
    /// ```
    #[must_use]
    pub fn is_needed(&self, position: f64, was_needed: bool) -> bool {
        if was_needed {
            position < f64::from(self.order_up_to)
        } else {
            position <= f64::from(self.reorder_point)
        }
    }
}

impl PullFile {
    /// The pull of a stream whose lots have so many wafers.
    pub(super) fn check(
        &self,
        wafers_per_lot: u16,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> PullPlan {
        let &Self {
            order_up_to,
            reorder_point,
            most_wafers,
        } = self;
        // Positions are not whole numbers; below `order_up_to` is at it or below by less than one.
        let highest = order_up_to.saturating_sub(1);
        if let Some(point) = reorder_point.filter(|&point| point > highest) {
            let allowed = format!("at most {highest}, less than `order_up_to`");
            problems.add(
                at.field("reorder_point"),
                Fault::out_of_range(point, allowed),
            );
        }
        if let Some(most) = most_wafers.filter(|&most| most < u32::from(wafers_per_lot)) {
            let allowed = format!("at least {wafers_per_lot}, the wafers of a lot");
            problems.add(at.field("most_wafers"), Fault::out_of_range(most, allowed));
        }
        PullPlan {
            order_up_to,
            reorder_point: reorder_point.unwrap_or(highest),
            most_wafers,
        }
    }
}

/// Checks that a scenario whose streams are pulled has the sections that make the position.
pub(in crate::industry::fab) fn check_sections(
    streams: &Named<StreamFile>,
    present: &Present,
    at: &FieldPath,
    problems: &mut Problems,
) {
    let missing = ["backend", "assembly"]
        .into_iter()
        .find(|section| !present.has(section));
    let Some(section) = missing else { return };
    for (name, _) in streams.iter().filter(|(_, file)| file.pull.is_some()) {
        let message = format!("lots are pulled by chips, and the scenario has no `{section}`");
        let help = format!("add the section `{section}`, or leave this out");
        let at = at.field("streams").field(name).field("pull");
        problems.add(at, Fault::invalid(message, help));
    }
}
