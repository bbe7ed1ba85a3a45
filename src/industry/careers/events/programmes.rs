//! What panels and cultivation projects do at midnight (equations E9 and E10).

use super::CareersTick;
use crate::industry::careers::cultivation::Projects;
use crate::industry::careers::evaluation::Panels;
use crate::industry::careers::plan::Grade;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::people::Settled;
use crate::units::SimTime;

impl CareersTick<'_> {
    /// The panels see candidates, if this is a working day.
    ///
    /// * `coming` — those who settle within the tick.
    /// * `strength` — of the programmes of direct evaluation.
    pub(super) fn evaluate(
        &mut self,
        panels: &mut Panels,
        now: SimTime,
        coming: &Handover<Settled>,
        is_workday: bool,
        strength: f64,
    ) {
        panels.call(now, strength > 0.0, self.persons, coming, self.keys);
        if !is_workday {
            return;
        }
        for grade in Grade::ALL {
            for _ in 0..panels.places(grade, strength) {
                let Some(candidate) = panels.next(grade, self.persons) else {
                    break;
                };
                panels.promoted(grade, candidate);
                if let Some(row) = candidate.person {
                    self.rise(now, row, grade.tiers().1);
                    self.redraw(now, row);
                }
            }
        }
    }

    /// Projects that are over release their trainees, and others begin.
    ///
    /// * `strength` — of the programmes of cultivation.
    /// * `training` — the factor on the speed of training.
    pub(super) fn cultivate(
        &mut self,
        projects: &mut Projects,
        now: SimTime,
        strength: f64,
        training: f64,
    ) {
        for project in projects.over(now) {
            for row in project.trainees {
                let person = &self.persons[row.index()];
                if let Some(occupation) =
                    projects.complete(person, self.keys.of(person), project.track)
                {
                    self.turn_to_chips(now, row, occupation);
                }
            }
        }
        projects.resize(now, strength);
        projects.begin(now, training, self.persons);
    }
}
