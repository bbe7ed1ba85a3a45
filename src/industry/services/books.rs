//! What is counted at the window, about housing, and of the service index.

use crate::engine::{Figures, Level, Quantiles, Series, Tally, metrics};
use crate::industry::shared::people::City;
use crate::units::number::percent;
use crate::units::{Duration, Fen, SimTime};

use super::index::{Part, Scores};

metrics! { "services":
    /// Mean wait in the window's queue per visit, closed hours included.
    WINDOW_WAIT_MEAN: "window_wait_mean", "h", Lower, None;
    /// Median wait in the window's queue per visit, closed hours included.
    WINDOW_WAIT_P50: "window_wait_p50", "h", Lower, None;
    /// 90 % quantile of the wait in the window's queue per visit, closed hours included.
    WINDOW_WAIT_P90: "window_wait_p90", "h", Lower, None;
    /// Standard deviation of the wait in the window's queue per visit.
    WINDOW_WAIT_SD: "window_wait_sd", "h", Lower, None;
    /// Mean wait in the window's queue per visit in a calendar year, warm-up included.
    WINDOW_WAIT_YEAR: "window_wait_year", "h", Lower, None;
    /// Share of visits that had to wait in the window's queue, closed hours included.
    WINDOW_WAITED: "window_waited", "%", Lower, None;
    /// Persons who left the city because their patience in the window's queue ended.
    LOST_AT_WINDOW: "lost_at_window", "persons", Lower, None;
    /// Share of waits in the window's queue that ended because the person gave up.
    WINDOW_LOST_SHARE: "window_lost_share", "%", Lower, None;
    /// Persons in the window's queue: mean over time; in the series, at the time.
    BACKLOG: "backlog", "persons", Lower, Level;
    /// Visits that a complete case took, in the mean.
    VISITS_PER_CASE: "visits_per_case", "visits", Lower, None;
    /// Visits that a complete case took, in the mean of a calendar year, warm-up included.
    VISITS_PER_CASE_YEAR: "visits_per_case_year", "visits", Lower, None;
    /// Time that windows work, services that end after closing included, over open time of all
    /// windows.
    WINDOW_UTILISATION: "window_utilisation", "%", Neither, None;
    /// Cases that were complete.
    CASES_DONE: "cases_done", "cases", Higher, None;
    /// Documents handed in at the window, those of incomplete visits included.
    DOCUMENTS_SUBMITTED: "documents_submitted", "documents", Lower, None;
    /// Documents handed in per complete case, those of incomplete visits included.
    DOCUMENTS_PER_CASE: "documents_per_case", "documents", Lower, None;
    /// Documents handed in per complete case in a calendar year, warm-up included.
    DOCUMENTS_PER_CASE_YEAR: "documents_per_case_year", "documents", Lower, None;
    /// Persons who settled, in a talent unit or elsewhere; in the series, since the point before.
    SETTLED: "settled", "persons", Higher, Level;
    /// Persons who have registered and neither settled nor left yet, at the end.
    UNDER_WAY: "under_way", "persons", Neither, None;
    /// Mean time from registration until a person settled.
    SETTLING_TIME_MEAN: "settling_time_mean", "d", Lower, None;
    /// 90 % quantile of the time from registration until a person settled.
    SETTLING_TIME_P90: "settling_time_p90", "d", Lower, None;
    /// Mean wait for a talent unit of those who asked for one, whether they got it or left.
    HOUSING_WAIT_MEAN: "housing_wait_mean", "d", Lower, None;
    /// 90 % quantile of the wait for a talent unit of those who asked for one.
    HOUSING_WAIT_P90: "housing_wait_p90", "d", Lower, None;
    /// Share of those who asked for a talent unit that found none free.
    HOUSING_WAITED: "housing_waited", "%", Lower, None;
    /// Talent units lived in over talent units: mean over time; in the series, at the time.
    HOUSING_OCCUPANCY: "housing_occupancy", "%", Neither, Level;
    /// Persons who left the city because their patience for a talent unit ended.
    LOST_AT_HOUSING: "lost_at_housing", "persons", Lower, None;
    /// Share of those whose wait for a talent unit ended that left instead of getting one.
    HOUSING_LOST_SHARE: "housing_lost_share", "%", Lower, None;
    /// Service index, and each part of it before weights: mean over time; in the series, at the
    /// time.
    INDEX: "index", "1", Higher, Level;
    /// Service index at the end.
    INDEX_END: "index_end", "1", Higher, None;
    /// Civic events that the talents park held.
    CIVIC_EVENTS: "civic_events", "events", Higher, None;
    /// Days on which the talents park was open.
    PARK_DAYS: "park_days", "d", Higher, None;
    /// What the city paid for housing, transport, medical care and education as it opened.
    SPENT: "spent", "CNY", Neither, None;
}

/// A calendar year at the window.
#[derive(Clone, Debug, Default)]
struct YearBook {
    waits: Tally,
    visits: Tally,
    documents: u64,
}

/// Parts of one that the index is kept in, so that its mean is a sum of integers.
const INDEX_PARTS: f64 = 1e9;

/// The counts of services.
#[derive(Debug)]
pub(super) struct Books {
    /// Whether cases have documents.
    counts_documents: bool,
    /// The first calendar year.
    first_year: i16,
    /// The first instant after each calendar year.
    year_ends: Vec<SimTime>,
    years: Vec<YearBook>,
    waits: Tally,
    wait_quantiles: Quantiles,
    pub(super) backlog: Level,
    pub(super) busy: Level,
    /// Open time of all windows.
    pub(super) open: Duration,
    visits: Tally,
    documents: u64,
    settling: Tally,
    settling_quantiles: Quantiles,
    settled_since_point: u64,
    asked: u64,
    asked_in_day: u64,
    had_to_wait: u64,
    housing_waits: Tally,
    housing_wait_quantiles: Quantiles,
    pub(super) occupied: Level,
    pub(super) units: Level,
    pub(super) lost: u64,
    visits_that_waited: u64,
    gave_up: u64,
    index: Level,
    parts: [Level; Part::ALL.len()],
    civic_events: u64,
    park_days: u64,
    pub(super) spent: Fen,
}

impl Books {
    /// Empty books; `year_ends` are the first instants after each calendar year of the run.
    pub(super) fn new(counts_documents: bool, first_year: i16, year_ends: Vec<SimTime>) -> Self {
        let level = Level::default;
        Self {
            counts_documents,
            first_year,
            year_ends,
            years: vec![YearBook::default()],
            waits: Tally::default(),
            wait_quantiles: Quantiles::default(),
            backlog: level(),
            busy: level(),
            open: Duration::ZERO,
            visits: Tally::default(),
            documents: 0,
            settling: Tally::default(),
            settling_quantiles: Quantiles::default(),
            settled_since_point: 0,
            asked: 0,
            asked_in_day: 0,
            had_to_wait: 0,
            housing_waits: Tally::default(),
            housing_wait_quantiles: Quantiles::default(),
            occupied: level(),
            units: level(),
            lost: 0,
            visits_that_waited: 0,
            gave_up: 0,
            index: level(),
            parts: Default::default(),
            civic_events: 0,
            park_days: 0,
            spent: Fen::ZERO,
        }
    }

    /// Goes to the calendar year of `now`; events come in order of time.
    pub(super) fn at(&mut self, now: SimTime) {
        while self
            .year_ends
            .get(self.years.len() - 1)
            .is_some_and(|end| *end <= now)
        {
            self.years.push(YearBook::default());
        }
    }

    fn year(&mut self) -> &mut YearBook {
        self.years
            .last_mut()
            .expect("the first year is there from the start")
    }

    /// A service begins after a wait, with the documents of the case.
    pub(super) fn begin_service(&mut self, now: SimTime, wait: Duration, documents: u32) {
        self.backlog.add(now, -1);
        self.busy.add(now, 1);
        self.visits_that_waited += u64::from(!wait.is_zero());
        self.waits.add_span(wait);
        self.wait_quantiles.add(wait);
        self.documents += u64::from(documents);
        let year = self.year();
        year.waits.add_span(wait);
        year.documents += u64::from(documents);
    }

    /// Somebody in the queue gives up.
    pub(super) fn give_up(&mut self, now: SimTime) {
        self.backlog.add(now, -1);
        self.gave_up += 1;
    }

    /// A case is complete.
    pub(super) fn complete(&mut self, visits: u16) {
        self.visits.add(u64::from(visits));
        self.year().visits.add(u64::from(visits));
    }

    /// Somebody asks for a unit.
    pub(super) fn ask_for_unit(&mut self, has_to_wait: bool) {
        self.asked += 1;
        self.asked_in_day += 1;
        self.had_to_wait += u64::from(has_to_wait);
    }

    /// How many asked for a unit since this was called before.
    pub(super) fn take_asked_in_day(&mut self) -> u64 {
        std::mem::take(&mut self.asked_in_day)
    }

    /// Somebody gets a unit or gives up.
    pub(super) fn end_of_housing_wait(&mut self, wait: Duration) {
        self.housing_waits.add_span(wait);
        self.housing_wait_quantiles.add(wait);
    }

    /// Somebody has settled.
    pub(super) fn settle(&mut self, since_registration: Duration) {
        self.settling.add_span(since_registration);
        self.settling_quantiles.add(since_registration);
        self.settled_since_point += 1;
    }

    /// The service index changes.
    #[expect(clippy::cast_possible_truncation, reason = "an index is near one")]
    pub(super) fn set_index(&mut self, now: SimTime, city: &City, scores: &Scores) {
        let parts = |value: f64| (value * INDEX_PARTS).round() as i64;
        self.index.set(now, parts(city.service_index));
        for (level, score) in self.parts.iter_mut().zip(scores.0) {
            level.set(now, parts(score));
        }
    }

    /// A day of the talents park ends: whether it was open, and the civic events of the day.
    pub(super) fn park_day(&mut self, is_open: bool, events: u32) {
        self.park_days += u64::from(is_open);
        self.civic_events += u64::from(events);
    }

    /// Begins anew; calendar years go on.
    pub(super) fn reset(&mut self, now: SimTime) {
        let levels = [&mut self.backlog, &mut self.busy, &mut self.occupied];
        let others = [&mut self.units, &mut self.index];
        for level in levels.into_iter().chain(others).chain(&mut self.parts) {
            level.reset(now);
        }
        for tally in [
            &mut self.waits,
            &mut self.visits,
            &mut self.settling,
            &mut self.housing_waits,
        ] {
            tally.reset();
        }
        self.wait_quantiles.reset();
        self.settling_quantiles.reset();
        self.housing_wait_quantiles.reset();
        (self.open, self.documents) = (Duration::ZERO, 0);
        (self.asked, self.had_to_wait, self.lost) = (0, 0, 0);
        (self.visits_that_waited, self.gave_up) = (0, 0);
        (self.civic_events, self.park_days) = (0, 0);
        self.spent = Fen::ZERO;
    }

    pub(super) fn observe(&mut self, has: Parts, series: &mut Series) {
        if has.window {
            series.put(&BACKLOG, self.backlog.value() as f64);
        }
        series.put(&SETTLED, self.settled_since_point as f64);
        self.settled_since_point = 0;
        if has.housing && self.units.value() > 0 {
            let occupancy = self.occupied.value() as f64 / self.units.value() as f64;
            series.put(&HOUSING_OCCUPANCY, 100.0 * occupancy);
        }
        if has.index {
            series.put(&INDEX, self.index.value() as f64 / INDEX_PARTS);
            for (part, level) in Part::ALL.into_iter().zip(&self.parts) {
                series.put_for(&INDEX, part.name(), level.value() as f64 / INDEX_PARTS);
            }
        }
    }

    pub(super) fn report(&self, has: Parts, now: SimTime, figures: &mut Figures) {
        let days = |span: Option<Duration>| span.map(Duration::as_days);
        figures.put(&SETTLED, self.settling.count() as f64);
        figures.put(&SETTLING_TIME_MEAN, self.settling.mean_days());
        figures.put(
            &SETTLING_TIME_P90,
            days(self.settling_quantiles.quantile(0.9)),
        );
        if has.window {
            self.report_window(now, figures);
        }
        if has.housing {
            self.report_housing(now, figures);
        }
        if has.index {
            figures.put(&INDEX, self.index.mean(now).map(|mean| mean / INDEX_PARTS));
            figures.put(&INDEX_END, self.index.value() as f64 / INDEX_PARTS);
            for (part, level) in Part::ALL.into_iter().zip(&self.parts) {
                let mean = level.mean(now).map(|mean| mean / INDEX_PARTS);
                figures.put_for(&INDEX, part.name(), mean);
            }
            figures.put(&CIVIC_EVENTS, self.civic_events as f64);
            figures.put(&PARK_DAYS, self.park_days as f64);
        }
        if has.housing || has.index {
            figures.put(&SPENT, self.spent.as_yuan());
        }
    }

    fn report_window(&self, now: SimTime, figures: &mut Figures) {
        let hours = |millis: f64| Duration::from_millis_f64(1e3 * millis).as_hours() / 1e3;
        let quantile = |level| self.wait_quantiles.quantile(level).map(Duration::as_hours);
        figures.put(&WINDOW_WAIT_MEAN, self.waits.mean().map(hours));
        figures.put(&WINDOW_WAIT_SD, self.waits.sd().map(hours));
        figures.put(&WINDOW_WAIT_P50, quantile(0.5));
        figures.put(&WINDOW_WAIT_P90, quantile(0.9));
        let begun = self.waits.count();
        let share = |part: u64, of: u64| percent(part as f64, of as f64);
        figures.put(&WINDOW_WAITED, share(self.visits_that_waited, begun));
        figures.put(&LOST_AT_WINDOW, self.gave_up as f64);
        let lost = share(self.gave_up, begun + self.gave_up);
        figures.put(&WINDOW_LOST_SHARE, lost);
        figures.put(&BACKLOG, self.backlog.mean(now));
        figures.put(&VISITS_PER_CASE, self.visits.mean());
        figures.put(&CASES_DONE, self.visits.count() as f64);
        let open = self.open.as_millis() as f64;
        figures.put(
            &WINDOW_UTILISATION,
            100.0 * self.busy.area_until(now) as f64 / open,
        );
        if self.counts_documents {
            let per_case = self.documents as f64 / self.visits.count() as f64;
            figures.put(&DOCUMENTS_SUBMITTED, self.documents as f64);
            figures.put(&DOCUMENTS_PER_CASE, per_case);
        }
        for (year, book) in (self.first_year..).zip(&self.years) {
            let year = year.to_string();
            figures.put_for(&WINDOW_WAIT_YEAR, &year, book.waits.mean().map(hours));
            figures.put_for(&VISITS_PER_CASE_YEAR, &year, book.visits.mean());
            if self.counts_documents {
                let per_case = book.documents as f64 / book.visits.count() as f64;
                figures.put_for(&DOCUMENTS_PER_CASE_YEAR, &year, per_case);
            }
        }
    }

    fn report_housing(&self, now: SimTime, figures: &mut Figures) {
        let share = |part: u64, of: u64| 100.0 * part as f64 / of as f64;
        let quantile = self.housing_wait_quantiles.quantile(0.9);
        figures.put(&HOUSING_WAIT_MEAN, self.housing_waits.mean_days());
        figures.put(&HOUSING_WAIT_P90, quantile.map(Duration::as_days));
        figures.put(&HOUSING_WAITED, share(self.had_to_wait, self.asked));
        figures.put(&LOST_AT_HOUSING, self.lost as f64);
        figures.put(
            &HOUSING_LOST_SHARE,
            share(self.lost, self.housing_waits.count()),
        );
        let (occupied, units) = (self.occupied.area_until(now), self.units.area_until(now));
        figures.put(&HOUSING_OCCUPANCY, 100.0 * occupied as f64 / units as f64);
    }
}

/// Which parts of services a scenario has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    pub(super) window: bool,
    pub(super) housing: bool,
    pub(super) index: bool,
}
