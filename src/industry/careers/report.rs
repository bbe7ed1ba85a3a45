//! The metrics of careers, and how they are computed.

use bevy_ecs::prelude::*;

use super::Careers;
use super::books;
use super::plan::{Grade, Track};
use super::state::CareersState;
use super::statistics::{
    CultivationStatistics, MILLION, PanelStatistics, PeopleStatistics, Statistics,
};
use crate::engine::{Book, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::people::Tier;
use crate::industry::shared::staff::Role;
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;
use crate::units::number::{percent, ratio};
use crate::units::time::YEAR;

metrics! { "careers":
    /// People employed in the chip chain in a role, mean over time.
    EMPLOYED: "employed", "persons", Neither, Level;
    /// Mean number of settled people who seek a post in the chip chain, by role.
    SEEKING: "seeking", "persons", Neither, Level;
    /// Mean number of people who have settled in the city and work outside the chip chain.
    SETTLED: "in_other_industries", "persons", Higher, Level;
    /// Seekers who were hired for a post in the chip chain, by role.
    HIRED: "hired", "persons", Neither, None;
    /// People who left a post in the chip chain because they left the city, by role.
    EXITS: "exits", "persons", Lower, None;
    /// Exits from posts in the chip chain per person employed and year, by role.
    EXIT_RATE: "exit_rate", "1/y", Lower, None;
    /// People who sought a post in the chip chain and took a job in another industry instead, by
    /// role.
    GAVE_UP: "gave_up", "persons", Lower, None;
    /// People who left the city after they had settled, from whatever work.
    LEFT: "left", "persons", Lower, None;
    /// People who settled in the city, by tier.
    SETTLED_TIER: "settled", "persons", Higher, None;
    /// People who left the city after they had settled, by tier.
    LEFT_TIER: "left_tier", "persons", Lower, None;
    /// People who settled and sought a post in the chip chain, by role.
    SOUGHT: "sought_post", "persons", Neither, None;
    /// People of other industries who sought a post in the chip chain after a cultivation project,
    /// by role.
    TURNED: "turned_to_post", "persons", Higher, None;
    /// People who left the city while they sought a post in the chip chain, by role.
    LEFT_SEEKING: "left_seeking", "persons", Lower, None;
    /// Jobs outside the chip chain that ended with another job in the city.
    JOB_CHANGES: "job_changes", "changes", Neither, None;
    /// Share of those who settled that was in the city a year after registration, of people whose
    /// first year ended within the period.
    RETENTION: "retention_1y", "%", Higher, None;
    /// Mean number of people who have settled and are in the city, by tier.
    TIER: "in_tier", "persons", Higher, Level;
    /// People who rose from a tier, by dwell, with a post or by evaluation, by tier left.
    PROMOTED: "promoted", "persons", Higher, None;
    /// People who rose to a tier, by dwell, with a post or by evaluation, by tier reached.
    PROMOTED_TO: "promoted_to", "persons", Higher, None;
    /// Mean time in a tier of those who rise from it, by tier left, by Little's law; persons who
    /// leave the city do not count.
    PROMOTION_WAIT: "promotion_wait", "d", Lower, None;
    /// Share of the persons in a tier in the period who are in it at its end, by tier.
    PROMOTION_WAIT_UNFINISHED: "promotion_wait_unfinished", "%", Neither, None;
    /// Technicians of the chip chain who took an engineer's post.
    ADVANCED: "advanced", "persons", Higher, None;
    /// Mean number of people employed in the chip chain, each weighted by skill, by role.
    PRODUCTIVE: "productive", "persons", Higher, None;
    /// People whom panels promoted by direct evaluation, residents who came before the run
    /// included, by grade.
    EVALUATED: "evaluated", "persons", Higher, None;
    /// Residents who came before the run among those whom panels promoted, by grade.
    EVALUATED_RESIDENTS: "evaluated_residents", "persons", Neither, None;
    /// Grassroots talents per expert among those whom panels promoted.
    EVALUATED_RATIO: "evaluated_ratio", "1", Neither, None;
    /// Candidates whose list was closed by the next call before a panel saw them, by grade.
    TURNED_AWAY: "turned_away", "persons", Lower, None;
    /// Share of the panels' days on which a candidate was seen, by grade.
    PANEL_USE: "panel_utilisation", "%", Neither, None;
    /// Mean number of cultivation projects that may run at a time.
    PROJECTS: "cultivation_projects", "projects", Higher, None;
    /// People whom cultivation projects trained to the end, by track.
    TRAINED: "trained", "persons", Higher, None;
    /// People who left the city before their cultivation project was over, by track.
    DROPPED_OUT: "dropped_out", "persons", Lower, None;
    /// Share of the seats that were taken when cultivation projects began, by track.
    SEAT_USE: "seat_utilisation", "%", Higher, None;
    /// People who sought a post in the chip chain at the end of a cultivation project.
    TO_CHIPS: "trained_to_chips", "persons", Higher, None;
}

impl Reported for Careers {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let state = world.resource::<CareersState>();
        let panels = state.panels.as_ref();
        let projects = state.projects.as_ref();
        Statistics {
            people: state.census.statistics.clone(),
            panels: panels.map_or_else(Default::default, |panels| panels.statistics.clone()),
            cultivation: projects.map_or_else(Default::default, |all| all.statistics.clone()),
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let statistics = &world.resource::<CareersState>().census.statistics;
        for role in Role::ALL {
            let (place, name) = (role as usize, role.name());
            series.put_for(&EMPLOYED, name, statistics.employed[place].value() as f64);
            series.put_for(&SEEKING, name, statistics.seeking[place].value() as f64);
        }
        series.put(&SETTLED, statistics.outside.value() as f64);
        for tier in Tier::ALL {
            let value = statistics.tiers[tier as usize].value();
            series.put_for(&TIER, tier.name(), value as f64);
        }
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        let state = world.resource::<CareersState>();
        let people = &statistics.people;
        report_roles(people, period.to, figures);
        report_tiers(people, period.to, figures);
        figures.put(&SETTLED, people.outside.mean(period.to));
        figures.put(&LEFT, people.left as f64);
        figures.put(&JOB_CHANGES, people.job_changes as f64);
        figures.put(&ADVANCED, people.advanced as f64);
        figures.put(&RETENTION, state.census.retention(period));
        if state.panels.is_some() {
            report_panels(&statistics.panels, figures);
        }
        if state.projects.is_some() {
            report_cultivation(&statistics.cultivation, period.to, figures);
        }
    }
}

fn report_roles(people: &PeopleStatistics, end: SimTime, figures: &mut Figures) {
    for role in Role::ALL {
        let (place, name) = (role as usize, role.name());
        let employed = &people.employed[place];
        let years = employed.area_until(end) as f64 / YEAR as f64;
        let exits = people.exits[place] as f64;
        figures.put_for(&EMPLOYED, name, employed.mean(end));
        figures.put_for(&SEEKING, name, people.seeking[place].mean(end));
        figures.put_for(&HIRED, name, people.hired[place] as f64);
        figures.put_for(&EXITS, name, exits);
        figures.put_for(&EXIT_RATE, name, ratio(exits, years));
        figures.put_for(&GAVE_UP, name, people.gave_up[place] as f64);
        figures.put_for(&SOUGHT, name, people.sought[place] as f64);
        figures.put_for(&TURNED, name, people.turned[place] as f64);
        figures.put_for(&LEFT_SEEKING, name, people.left_seeking[place] as f64);
        let millionths = people.productive[place].mean(end);
        let productive = millionths.map(|millionths| millionths / MILLION);
        figures.put_for(&PRODUCTIVE, name, productive);
    }
}

fn report_tiers(people: &PeopleStatistics, end: SimTime, figures: &mut Figures) {
    for tier in Tier::ALL {
        let (place, name) = (tier as usize, tier.name());
        figures.put_for(&TIER, name, people.tiers[place].mean(end));
        figures.put_for(&SETTLED_TIER, name, people.settled[place] as f64);
        figures.put_for(&LEFT_TIER, name, people.left_tier[place] as f64);
        figures.put_for(&PROMOTED_TO, name, people.rose_to[place] as f64);
        if tier < Tier::Leading {
            let rose = &people.rose[place];
            figures.put_for(&PROMOTED, name, rose.ended() as f64);
            figures.put_for(&PROMOTION_WAIT, name, rose.mean_days(end));
            let unfinished = rose.unfinished_percent();
            figures.put_for(&PROMOTION_WAIT_UNFINISHED, name, unfinished);
        }
    }
}

fn report_panels(panels: &[PanelStatistics; Grade::ALL.len()], figures: &mut Figures) {
    for grade in Grade::ALL {
        let (name, of) = (grade.name(), &panels[grade as usize]);
        let promoted = of.promoted() as f64;
        figures.put_for(&EVALUATED, name, promoted);
        figures.put_for(&EVALUATED_RESIDENTS, name, of.residents as f64);
        figures.put_for(&TURNED_AWAY, name, of.turned_away as f64);
        figures.put_for(&PANEL_USE, name, percent(promoted, of.offered as f64));
    }
    let [grassroots, experts] = Grade::ALL.map(|grade| panels[grade as usize].promoted() as f64);
    figures.put(&EVALUATED_RATIO, ratio(grassroots, experts));
}

fn report_cultivation(of: &CultivationStatistics, end: SimTime, figures: &mut Figures) {
    for track in Track::ALL {
        let (name, of) = (track.name(), &of.tracks[track as usize]);
        figures.put_for(&TRAINED, name, of.trained as f64);
        figures.put_for(&DROPPED_OUT, name, of.dropped_out as f64);
        figures.put_for(&SEAT_USE, name, percent(of.taken as f64, of.seats as f64));
    }
    figures.put(&TO_CHIPS, of.to_chips as f64);
    figures.put(&PROJECTS, of.projects.mean(end));
}
