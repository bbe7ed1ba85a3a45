//! The metrics of services, and how they are computed.

use bevy_ecs::prelude::*;

use super::Services;
use super::books;
use super::index::IndexPart;
use super::state::ServicesState;
use super::statistics::{
    HousingStatistics, INDEX_PARTS, IndexStatistics, Statistics, WindowStatistics,
};
use crate::engine::{Accumulates, Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::standstill;
use crate::industry::shared::subsystem::Reported;
use crate::units::number::percent;
use crate::units::spoken::plural;
use crate::units::{Duration, SimTime};

metrics! { "services":
    /// Mean wait in the window's queue per visit, closed hours included, by Little's law; persons
    /// who give up do not count.
    WINDOW_WAIT_MEAN: "window_wait_mean", "h", Lower, None;
    /// Share of the waits in the window's queue that are unfinished at the end of the period.
    WINDOW_WAIT_UNFINISHED: "window_wait_unfinished", "%", Lower, None;
    /// Median wait in the window's queue per visit, closed hours included.
    WINDOW_WAIT_P50: "window_wait_p50", "h", Lower, None;
    /// 90 % quantile of the wait in the window's queue per visit, closed hours included.
    WINDOW_WAIT_P90: "window_wait_p90", "h", Lower, None;
    /// Standard deviation of the wait in the window's queue per visit, closed hours included.
    WINDOW_WAIT_SD: "window_wait_sd", "h", Lower, None;
    /// Mean wait in the window's queue per visit, closed hours included, by calendar year, warm-up
    /// included, by Little's law.
    WINDOW_WAIT_YEAR: "window_wait_year", "h", Lower, None;
    /// Share of visits that had to wait in the window's queue, for its opening included.
    WINDOW_WAITED: "window_waited_share", "%", Lower, None;
    /// Persons who left the city because their patience in the window's queue ended.
    LOST_AT_WINDOW: "lost_at_window", "persons", Lower, None;
    /// Share of the waits in the window's queue that ended because the person gave up.
    WINDOW_LOST_SHARE: "window_lost_share", "%", Lower, None;
    /// Mean number of persons in the window's queue; in the series, the number at the time.
    BACKLOG: "window_queue", "persons", Lower, Level;
    /// Mean number of visits that a complete case took.
    VISITS_PER_CASE: "visits_per_case", "visits", Lower, None;
    /// Mean number of visits that a complete case took, by calendar year, warm-up included.
    VISITS_PER_CASE_YEAR: "visits_per_case_year", "visits", Lower, None;
    /// Time that windows work over the open time of all windows. Visits that end after closing
    /// count, so it can exceed 100 %.
    WINDOW_UTILISATION: "window_utilisation", "%", Neither, None, Unbounded;
    /// Cases that were completed at the window.
    CASES_DONE: "cases_done", "cases", Higher, None;
    /// Documents handed in at the window, those of incomplete visits included.
    DOCUMENTS_SUBMITTED: "documents_submitted", "documents", Lower, None;
    /// Documents handed in during the period over the cases that were completed in it. Documents
    /// of incomplete visits count; so do those of cases that are completed only after the period,
    /// and those that completed cases handed in before it do not.
    DOCUMENTS_PER_CASE: "documents_per_case", "documents", Lower, None;
    /// Documents handed in during a calendar year over the cases that were completed in it, as
    /// for the period, by year, warm-up included.
    DOCUMENTS_PER_CASE_YEAR: "documents_per_case_year", "documents", Lower, None;
    /// Persons who came to services to settle.
    CAME: "came", "persons", Higher, None;
    /// Persons who settled, in a talent unit or elsewhere.
    SETTLED: "settled", "persons", Higher, Flow;
    /// Persons who have registered and neither settled nor left the city, at the end.
    UNDER_WAY: "not_settled_yet", "persons", Neither, None;
    /// Mean time from registration until a person settled, by Little's law; persons who leave the
    /// city before do not count.
    SETTLING_TIME_MEAN: "settling_time_mean", "d", Lower, None;
    /// Share of the persons who registered or were under way in the period that are under way at
    /// its end.
    SETTLING_TIME_UNFINISHED: "settling_time_unfinished", "%", Lower, None;
    /// 90 % quantile of the time from registration until a person settled.
    SETTLING_TIME_P90: "settling_time_p90", "d", Lower, None;
    /// Mean wait for a talent unit of those who asked for one, whether they got it or left, by
    /// Little's law.
    HOUSING_WAIT_MEAN: "housing_wait_mean", "d", Lower, None;
    /// Share of the waits for a talent unit that are unfinished at the end of the period.
    HOUSING_WAIT_UNFINISHED: "housing_wait_unfinished", "%", Lower, None;
    /// 90 % quantile of the wait for a talent unit of those who asked for one.
    HOUSING_WAIT_P90: "housing_wait_p90", "d", Lower, None;
    /// Share of those who asked for a talent unit that found none free.
    HOUSING_WAITED: "housing_waited_share", "%", Lower, None;
    /// Talent units that somebody lives in over all talent units, by their means over time; in the
    /// series, the share at the time.
    HOUSING_OCCUPANCY: "housing_occupancy", "%", Neither, Level;
    /// Talent units that were built, as planned and by programmes.
    HOMES_BUILT: "homes_built", "units", Higher, None;
    /// Persons who moved into a talent unit.
    MOVED_IN: "moved_in", "persons", Higher, None;
    /// Persons who moved out of a talent unit, those who came before the run included.
    MOVED_OUT: "moved_out", "persons", Neither, None;
    /// Persons who left the city because their patience for a talent unit ended.
    LOST_AT_HOUSING: "lost_at_housing", "persons", Lower, None;
    /// Share of those whose wait for a talent unit ended that left instead of getting one.
    HOUSING_LOST_SHARE: "housing_lost_share", "%", Lower, None;
    /// Service index, and by part the score before weights: mean over time; in the series, the
    /// value at the time.
    INDEX: "index", "1", Higher, Level;
    /// Service index at the end of the period.
    INDEX_END: "index_end", "1", Higher, None;
    /// Civic events that the talents park held.
    CIVIC_EVENTS: "civic_events", "events", Higher, None;
    /// Days on which the talents park was open.
    PARK_DAYS: "talents_park_days", "d", Higher, None;
    /// Paid by the city for housing, transport, medical care and education when they opened.
    SPENT: "spent", "CNY", Neither, None;
}

impl Reported for Services {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        world.resource::<ServicesState>().statistics.clone()
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let services = &mut *world.resource_mut::<ServicesState>();
        let of = &services.statistics;
        if services.window.is_some() {
            series.put(&BACKLOG, of.window.backlog.value() as f64);
        }
        let settled = of.settling.ended();
        let since = settled - services.settled_at_last_point;
        series.put(&SETTLED, since as f64);
        services.settled_at_last_point = settled;
        let HousingStatistics {
            occupied, units, ..
        } = &of.housing;
        if services.housing.is_some() && units.value() > 0 {
            let occupancy = occupied.value() as f64 / units.value() as f64;
            series.put(&HOUSING_OCCUPANCY, 100.0 * occupancy);
        }
        if services.index.is_some() {
            series.put(&INDEX, of.index.index.value() as f64 / INDEX_PARTS);
            for (part, level) in IndexPart::ALL.into_iter().zip(&of.index.parts) {
                series.put_for(&INDEX, part.name(), level.value() as f64 / INDEX_PARTS);
            }
        }
    }

    fn report(world: &mut World, period: Period, of: &Statistics, figures: &mut Figures) {
        let services = world.resource::<ServicesState>();
        remark_standstill(services, world.resource::<Clock>(), period.to, figures);
        figures.put(&CAME, of.came as f64);
        figures.put(&SETTLED, of.settling.ended() as f64);
        figures.put(&SETTLING_TIME_MEAN, of.settling.mean_days(period.to));
        let unfinished = of.settling.unfinished_percent();
        figures.put(&SETTLING_TIME_UNFINISHED, unfinished);
        let quantile = of.settling_quantiles.quantile(0.9);
        figures.put(&SETTLING_TIME_P90, quantile.map(Duration::as_days));
        let under_way = services.at_window.count + services.awaiting.count;
        figures.put(&UNDER_WAY, under_way as f64);
        if let Some(window) = &services.window {
            let counts_documents = window.counts_documents();
            report_window(&of.window, counts_documents, period.to, figures);
            report_years(services, counts_documents, period.to, figures);
        }
        if services.housing.is_some() {
            report_housing(&of.housing, period.to, figures);
        }
        if services.index.is_some() {
            report_index(&of.index, period.to, figures);
        }
        if services.housing.is_some() || services.index.is_some() {
            figures.put(&SPENT, of.spent.as_yuan());
        }
    }
}

/// A mean of milliseconds in hours.
fn hours(millis: f64) -> f64 {
    // Spans are whole milliseconds: the mean is kept to a thousandth of one.
    Duration::from_millis_f64(1e3 * millis).as_hours() / 1e3
}

fn report_window(
    of: &WindowStatistics,
    counts_documents: bool,
    now: SimTime,
    figures: &mut Figures,
) {
    let quantile = |level| of.wait_quantiles.quantile(level).map(Duration::as_hours);
    figures.put(&WINDOW_WAIT_MEAN, of.waits.mean(now).map(hours));
    let unfinished = of.waits.unfinished_percent();
    figures.put(&WINDOW_WAIT_UNFINISHED, unfinished);
    figures.put(&WINDOW_WAIT_SD, of.waits.times().sd().map(hours));
    figures.put(&WINDOW_WAIT_P50, quantile(0.5));
    figures.put(&WINDOW_WAIT_P90, quantile(0.9));
    let begun = of.waits.ended();
    let share = |part: u64, whole: u64| percent(part as f64, whole as f64);
    figures.put(&WINDOW_WAITED, share(of.had_to_wait, begun));
    figures.put(&LOST_AT_WINDOW, of.gave_up as f64);
    figures.put(&WINDOW_LOST_SHARE, share(of.gave_up, begun + of.gave_up));
    figures.put(&BACKLOG, of.backlog.mean(now));
    figures.put(&VISITS_PER_CASE, of.visits.mean());
    figures.put(&CASES_DONE, of.visits.count() as f64);
    let (busy, open) = (of.busy.area_until(now) as f64, of.open.as_millis() as f64);
    figures.put(&WINDOW_UTILISATION, 100.0 * busy / open);
    if counts_documents {
        let per_case = of.documents as f64 / of.visits.count() as f64;
        figures.put(&DOCUMENTS_SUBMITTED, of.documents as f64);
        figures.put(&DOCUMENTS_PER_CASE, per_case);
    }
}

fn report_years(
    services: &ServicesState,
    counts_documents: bool,
    now: SimTime,
    figures: &mut Figures,
) {
    let calendar = &services.years;
    let mut later = calendar.iter().skip(1);
    for (year, of) in calendar.iter() {
        let (end, waits) = match later.next() {
            Some((next, later)) => (calendar.begins(next), &later.waits_before),
            None => (now, &services.statistics.window.waits),
        };
        let waits = waits.since(&of.waits_before, calendar.begins(year));
        let year = year.to_string();
        figures.put_for(&WINDOW_WAIT_YEAR, &year, waits.mean(end).map(hours));
        figures.put_for(&VISITS_PER_CASE_YEAR, &year, of.visits.mean());
        if counts_documents {
            let per_case = of.documents as f64 / of.visits.count() as f64;
            figures.put_for(&DOCUMENTS_PER_CASE_YEAR, &year, per_case);
        }
    }
}

fn report_housing(of: &HousingStatistics, now: SimTime, figures: &mut Figures) {
    let share = |part: u64, whole: u64| 100.0 * part as f64 / whole as f64;
    let quantile = of.wait_quantiles.quantile(0.9);
    figures.put(&HOUSING_WAIT_MEAN, of.waits.mean_days(now));
    let unfinished = of.waits.unfinished_percent();
    figures.put(&HOUSING_WAIT_UNFINISHED, unfinished);
    figures.put(&HOUSING_WAIT_P90, quantile.map(Duration::as_days));
    figures.put(&HOUSING_WAITED, share(of.had_to_wait, of.asked));
    figures.put(&HOMES_BUILT, (of.built + of.added) as f64);
    figures.put(&MOVED_IN, of.moved_in as f64);
    figures.put(&MOVED_OUT, of.moved_out as f64);
    figures.put(&LOST_AT_HOUSING, of.left as f64);
    figures.put(&HOUSING_LOST_SHARE, share(of.left, of.waits.ended()));
    let (occupied, units) = (of.occupied.area_until(now), of.units.area_until(now));
    figures.put(&HOUSING_OCCUPANCY, 100.0 * occupied as f64 / units as f64);
}

fn report_index(of: &IndexStatistics, now: SimTime, figures: &mut Figures) {
    let mean = of.index.mean(now);
    figures.put(&INDEX, mean.map(|mean| mean / INDEX_PARTS));
    figures.put(&INDEX_END, of.index.value() as f64 / INDEX_PARTS);
    for (part, level) in IndexPart::ALL.into_iter().zip(&of.parts) {
        let mean = level.mean(now);
        figures.put_for(&INDEX, part.name(), mean.map(|mean| mean / INDEX_PARTS));
    }
    figures.put(&CIVIC_EVENTS, of.civic_events as f64);
    figures.put(&PARK_DAYS, of.park_days as f64);
}

/// Remarks if people have waited for long at windows that call nobody, or for homes that nobody
/// gets.
fn remark_standstill(services: &ServicesState, clock: &Clock, now: SimTime, figures: &mut Figures) {
    if let Some(window) = &services.window
        && window.waiting() > 0
    {
        let (waiting, staffed) = (window.waiting(), window.staffed());
        standstill::remark(
            clock,
            (window.still_since, now),
            "people wait in vain at the service window at the end of the run",
            || {
                format!(
                    "{} at {}, and nobody has been called",
                    plural(waiting, "person waits", "persons wait"),
                    plural(staffed, "window", "windows")
                )
            },
            figures,
        );
    }
    let waiting = services.awaiting.count;
    if let Some(housing) = &services.housing
        && waiting > 0
    {
        let units = housing.units;
        standstill::remark(
            clock,
            (housing.still_since, now),
            "people wait in vain for a home at the end of the run",
            || {
                format!(
                    "{} for one of {}, and nobody has moved in",
                    plural(waiting, "person waits", "persons wait"),
                    plural(units, "unit of housing", "units of housing")
                )
            },
            figures,
        );
    }
}
