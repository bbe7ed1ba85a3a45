//! What careers counts about tiers, evaluation and cultivation.

use super::cultivation::{Projects, Track};
use super::evaluation::{Grade, Panels};
use crate::engine::{Figures, Level, Series, Tally, metrics};
use crate::industry::shared::people::{Person, Tier};
use crate::industry::shared::staff::{Role, Staff};
use crate::units::{Duration, SimTime};

metrics! { "careers":
    /// People of a tier who have settled and are still in the city, mean over time.
    TIER: "tier", "persons", Higher, Level;
    /// People who rose from a tier, in whatever way.
    PROMOTED: "promoted", "persons", Higher, None;
    /// How long those who rose from a tier had been in it, mean.
    PROMOTION_WAIT: "promotion_wait", "d", Lower, None;
    /// Technicians of the chip chain who took up an engineer's post.
    ADVANCED: "advanced", "persons", Higher, None;
    /// People employed in the chip chain in a role, each weighted by skill, mean over time.
    PRODUCTIVE: "productive", "persons", Higher, None;
    /// People whom panels promoted directly, residents who are no persons in the run included.
    EVALUATED: "evaluated", "persons", Higher, None;
    /// Of those whom panels promoted, the residents who came before the run and are no persons in
    /// it.
    EVALUATED_RESIDENTS: "evaluated_residents", "persons", Neither, None;
    /// Grassroots talents over experts whom panels promoted.
    EVALUATED_RATIO: "evaluated_ratio", "-", Neither, None;
    /// Candidates whose call ended before a panel saw them.
    TURNED_AWAY: "turned_away", "persons", Lower, None;
    /// Panel days on which a candidate was seen.
    PANEL_USE: "panel_use", "%", Neither, None;
    /// Cultivation projects at a time, mean over time.
    PROJECTS: "cultivation_projects", "projects", Higher, None;
    /// People whom the projects of a track trained to the end.
    TRAINED: "trained", "persons", Higher, None;
    /// People who left the city before their project was over.
    DROPPED_OUT: "dropped_out", "persons", Lower, None;
    /// Seats that were taken when a track's projects began.
    SEAT_USE: "seat_use", "%", Higher, None;
    /// People who sought a post in the chip chain after a project.
    TO_CHIPS: "trained_to_chips", "persons", Higher, None;
}

/// Parts of a head that productive heads are counted in.
const PARTS: f64 = 1e6;

/// Levels of tiers and of productive people, and promotions.
#[derive(Debug, Default)]
pub(super) struct Rising {
    /// Who is here, by tier.
    pub(super) tiers: [Level; Tier::ALL.len()],
    /// How long those who rose had been in a tier, by tier.
    rose: [Tally; Tier::ALL.len()],
    /// Technicians who took up an engineer's post.
    pub(super) advanced: u64,
    /// Heads weighted by skill, by role, in millionths.
    productive: [Level; 4],
}

impl Rising {
    /// So many more people of a tier are here.
    pub(super) fn add(&mut self, now: SimTime, person: &Person, change: i64) {
        self.tiers[person.tier as usize].add(now, change);
    }

    /// Somebody rises, after so long in the tier.
    pub(super) fn rose(&mut self, now: SimTime, from: Tier, to: Tier, wait: Duration) {
        self.tiers[from as usize].add(now, -1);
        self.tiers[to as usize].add(now, 1);
        self.rose[from as usize].add_span(wait);
    }

    /// Takes over who is productive, as the roster of the day before says.
    #[expect(clippy::cast_possible_truncation, reason = "heads fit in 64 bits")]
    pub(super) fn count_productive(&mut self, now: SimTime, staff: &Staff) {
        for role in Role::ALL {
            let parts = (staff.effective(role) * PARTS).round() as i64;
            self.productive[role as usize].set(now, parts);
        }
    }

    /// Begins the statistics anew.
    pub(super) fn begin_statistics(&mut self, now: SimTime) {
        let levels = self.tiers.iter_mut().chain(&mut self.productive);
        levels.for_each(|level| level.reset(now));
        self.rose.iter_mut().for_each(Tally::reset);
        self.advanced = 0;
    }

    /// Adds the levels of the moment to the series.
    pub(super) fn observe(&self, series: &mut Series) {
        for tier in Tier::ALL {
            let value = self.tiers[tier as usize].value();
            series.put_for(&TIER, tier.name(), value as f64);
        }
    }

    /// Reports the figures at the end of the run.
    pub(super) fn report(&self, end: SimTime, figures: &mut Figures) {
        for tier in Tier::ALL {
            let (place, name) = (tier as usize, tier.name());
            figures.put_for(&TIER, name, self.tiers[place].mean(end));
            if tier < Tier::Leading {
                figures.put_for(&PROMOTED, name, self.rose[place].count() as f64);
                figures.put_for(&PROMOTION_WAIT, name, self.rose[place].mean_days());
            }
        }
        figures.put(&ADVANCED, self.advanced as f64);
        for role in Role::ALL {
            let parts = self.productive[role as usize].mean(end);
            figures.put_for(&PRODUCTIVE, role.name(), parts.map(|parts| parts / PARTS));
        }
    }
}

/// Reports what the panels did.
pub(super) fn report_panels(panels: &Panels, figures: &mut Figures) {
    for grade in Grade::ALL {
        let sittings = panels.sittings[grade as usize];
        let promoted = sittings.promoted() as f64;
        figures.put_for(&EVALUATED, grade.name(), promoted);
        figures.put_for(
            &EVALUATED_RESIDENTS,
            grade.name(),
            sittings.residents as f64,
        );
        figures.put_for(&TURNED_AWAY, grade.name(), sittings.turned_away as f64);
        let share = 100.0 * promoted / sittings.offered as f64;
        figures.put_for(&PANEL_USE, grade.name(), share);
    }
    let [grassroots, experts] = panels.sittings.map(|sittings| sittings.promoted() as f64);
    figures.put(&EVALUATED_RATIO, grassroots / experts);
}

/// Reports what the projects did.
pub(super) fn report_projects(projects: &Projects, end: SimTime, figures: &mut Figures) {
    for track in Track::ALL {
        let courses = projects.courses[track as usize];
        figures.put_for(&TRAINED, track.name(), courses.trained as f64);
        figures.put_for(&DROPPED_OUT, track.name(), courses.dropped_out as f64);
        let share = 100.0 * courses.taken as f64 / courses.seats as f64;
        figures.put_for(&SEAT_USE, track.name(), share);
    }
    figures.put(&TO_CHIPS, projects.to_chips as f64);
    figures.put(&PROJECTS, projects.level.mean(end));
}
