//! The development conference (equation E3): natives who live elsewhere are invited, and some of
//! them return later. The natives are a finite pool, which those who decide to return leave.

pub mod spec;

use super::{Agenda, ChannelKind, ChannelRun, Measured};
use crate::engine::{
    Book, Clock, DurationSampler, Figures, Keyed, Metric, Period, Series, Streams, collectors,
    metrics,
};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::talent::conditions::Conditions;
use crate::industry::talent::persons::Persons;
use crate::scenario::{FieldPath, Problems};
use crate::units::number::nearest;
use crate::units::{Date, DurationLaw, Share, SimTime};
use spec::{ConferenceFile, GuestsFile};

metrics! { "talent":
    /// Natives who were invited to conferences, by channel.
    INVITED: "invited", "persons", Higher, None;
    /// Natives who attended conferences, by channel.
    ATTENDED: "attended", "persons", Higher, None;
    /// High-end natives who attended conferences, by channel.
    HIGH_END: "high_end", "persons", Higher, None;
    /// Natives who came back after a conference and registered, by channel.
    RETURNED: "returned", "persons", Higher, None;
    /// Natives elsewhere who may be invited, by channel, at the end; in the series, at the time.
    NATIVES: "natives", "persons", Neither, Level;
}

/// A conference takes place.
const CONVENES: u32 = 0;
/// A native registers, by profile: a high-end one, or another.
const RETURNS: [u32; 2] = [1, 2];

/// A conference, checked. The channel's profiles are the high-end natives and the others.
#[derive(Clone, Debug)]
pub struct Conference {
    /// The days on which it takes place.
    pub dates: Vec<Date>,
    /// Whether it takes place on these days in every later year, too.
    pub yearly: bool,
    /// How many are invited each time, as long as there are so many.
    pub invited: u32,
    /// The share of natives who are high-end.
    pub high_end_share: Share,
    /// The share of the invited who attend.
    pub attendance: Share,
    /// The probability that a guest returns, by profile: of the high-end and of the others.
    pub returns: [Share; 2],
    /// From the conference to the registration.
    pub lag: DurationLaw,
    /// Natives at the start.
    pub pool: u32,
}

impl Conference {
    /// Registrations of one conference, in the mean, of a pool that is never empty.
    #[must_use]
    pub fn mean_returns(&self) -> f64 {
        let high_end = self.high_end_share.get();
        let [of_high_end, of_others] = self.returns.map(Share::get);
        let chance = high_end * of_high_end + (1.0 - high_end) * of_others;
        f64::from(self.invited) * self.attendance.get() * chance
    }

    /// Whether it takes place only after the end of a run.
    pub(in crate::industry::talent) fn is_late(&self, clock: &Clock) -> bool {
        let last = clock.date(clock.horizon());
        self.instants(clock).is_empty() && self.dates.iter().any(|date| *date >= last)
    }

    /// When it takes place within a run, in order. Days before the run are past.
    pub(in crate::industry::talent) fn instants(&self, clock: &Clock) -> Vec<SimTime> {
        let (first, last) = (clock.date(SimTime::ZERO), clock.date(clock.horizon()));
        let mut days: Vec<Date> = self.dates.clone();
        if self.yearly {
            let years = |date: &Date| {
                let since = first.year().max(date.year() + 1);
                let date = *date;
                let later = (since..=last.year()).filter_map(move |year| date.in_year(year));
                later.collect::<Vec<Date>>()
            };
            days.extend(self.dates.iter().flat_map(years).collect::<Vec<Date>>());
        }
        days.sort_unstable();
        days.dedup();
        days.retain(|day| (first..=last).contains(day));
        days.into_iter()
            .filter_map(|day| day.begins(first))
            .collect()
    }
}

collectors! {
    /// Guests of the conferences of a channel.
    pub struct GuestStatistics {
        /// Natives who were invited.
        invited: u64,
        /// Natives who attended.
        attended: u64,
        /// High-end natives who attended.
        high_end: u64,
    }
}

/// The natives of a channel.
#[derive(Debug)]
pub struct Natives {
    plan: Conference,
    /// Those in the pool, in the order of their numbers.
    pool: Vec<u32>,
    /// When conferences are to come, the last one first.
    to_come: Vec<SimTime>,
    lag: DurationSampler,
    /// Keyed by the native's number and the day of the conference.
    ranks: Keyed,
    traits: Keyed,
    decisions: Keyed,
    lags: Keyed,
    /// Decided to return, and not yet registered.
    on_way: u32,
    statistics: GuestStatistics,
}

impl Natives {
    fn new(name: &str, plan: &Conference, clock: &Clock, streams: &Streams) -> Self {
        let keyed = |what: &str| streams.keyed(&format!("talent.natives.{what} {name}"));
        let mut to_come = plan.instants(clock);
        to_come.reverse();
        Self {
            pool: (0..plan.pool).collect(),
            to_come,
            lag: DurationSampler::new(&plan.lag),
            ranks: keyed("rank"),
            traits: keyed("trait"),
            decisions: keyed("decision"),
            lags: keyed("lag"),
            on_way: 0,
            statistics: GuestStatistics::default(),
            plan: plan.clone(),
        }
    }

    /// Schedules the next conference, if there is one.
    fn schedule_next(&mut self, agenda: &mut Agenda) {
        if let Some(next) = self.to_come.pop() {
            agenda.schedule(next, CONVENES);
        }
    }

    /// The `count` natives of lowest rank, in the order of their numbers. The rank is a draw of
    /// each native and day, so that who is invited does not depend on who else is, but for the
    /// place.
    fn invite(&self, day: u64, count: usize) -> Vec<u32> {
        let rank = |native: &u32| {
            let draw = self.ranks.draw(u64::from(*native), day);
            (draw.words()[0], *native)
        };
        let mut ranked: Vec<(u64, u32)> = self.pool.iter().map(rank).collect();
        if (1..ranked.len()).contains(&count) {
            ranked.select_nth_unstable(count);
        }
        ranked.truncate(count);
        let mut natives: Vec<u32> = ranked.into_iter().map(|(_, native)| native).collect();
        natives.sort_unstable();
        natives
    }

    /// A conference to which `invited` natives are invited, or all if there are fewer. Those who
    /// decide to return leave the pool, and register later.
    fn convene(&mut self, now: SimTime, invited: u32, agenda: &mut Agenda) {
        let day = now.day();
        let count = (invited as usize).min(self.pool.len());
        self.statistics.invited += count as u64;
        let mut gone = Vec::new();
        for native in self.invite(day, count) {
            let key = u64::from(native);
            let decision = self.decisions.draw(key, day);
            if !decision.chance(self.plan.attendance.get()) {
                continue;
            }
            self.statistics.attended += 1;
            let high_end = self.plan.high_end_share.get();
            let is_high_end = self.traits.draw(key, 0).chance(high_end);
            self.statistics.high_end += u64::from(is_high_end);
            let profile = usize::from(!is_high_end);
            if decision.other().chance(self.plan.returns[profile].get()) {
                let lag = self.lag.sample(&mut self.lags.draw(key, day).stream());
                agenda.schedule(now + lag, RETURNS[profile]);
                gone.push(native);
            }
        }
        self.pool
            .retain(|native| gone.binary_search(native).is_err());
        self.on_way += u32::try_from(gone.len()).unwrap_or(u32::MAX);
    }
}

impl ChannelKind for Conference {
    type File = ConferenceFile;
    type Run = Natives;

    const METRICS: &'static [&'static Metric] = METRICS;

    fn check(
        file: &ConferenceFile,
        _: Date,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> (Self, Vec<Persons>) {
        let ConferenceFile {
            dates,
            yearly,
            invited,
            high_end_share,
            attendance,
            return_high_end,
            return_other,
            lag,
            pool,
            persons: GuestsFile { high_end, other },
        } = file;
        let at = at.field("persons");
        let other = other.check(&at.field("other"), problems);
        let high_end = high_end.check(&at.field("high_end"), problems);
        let conference = Self {
            dates: dates.clone(),
            yearly: *yearly,
            invited: *invited,
            high_end_share: *high_end_share,
            attendance: *attendance,
            returns: [*return_high_end, *return_other],
            lag: lag.clone(),
            pool: *pool,
        };
        (conference, vec![high_end, other])
    }

    /// All natives of the pool at most.
    fn expected_per_year(&self, conditions: &Conditions) -> f64 {
        let factor = conditions.strength(ProgrammeKind::Conference);
        let returns = self.mean_returns() * factor * self.dates.len() as f64;
        returns.min(f64::from(self.pool))
    }

    fn start(&self, name: &str, clock: &Clock, streams: &Streams, agenda: &mut Agenda) -> Natives {
        let mut natives = Natives::new(name, self, clock, streams);
        natives.schedule_next(agenda);
        natives
    }
}

impl ChannelRun for Natives {
    type Statistics = GuestStatistics;

    fn handle(&mut self, now: SimTime, code: u32, programmes: &Programmes, agenda: &mut Agenda) {
        if code == CONVENES {
            let factor = programmes.strength(ProgrammeKind::Conference);
            let invited = nearest(f64::from(self.plan.invited) * factor);
            self.convene(now, invited, agenda);
            self.schedule_next(agenda);
        } else {
            self.on_way -= 1;
            agenda.register(now, u8::from(code == RETURNS[1]));
        }
    }

    fn statistics(&self) -> GuestStatistics {
        self.statistics.clone()
    }

    fn observe(&self, name: &str, series: &mut Series) {
        series.put_for(&NATIVES, name, self.pool.len() as f64);
    }

    fn report(channels: &[Measured<Self>], _: Period, figures: &mut Figures) {
        for channel in channels {
            let mut put = |metric, count: u64| figures.put_for(metric, channel.name, count as f64);
            let GuestStatistics {
                invited,
                attended,
                high_end,
            } = channel.statistics;
            put(&INVITED, *invited);
            put(&ATTENDED, *attended);
            put(&HIGH_END, *high_end);
            put(&RETURNED, channel.registered);
            put(&NATIVES, channel.run.pool.len() as u64);
        }
    }

    fn books(&self, name: &str, _: &GuestStatistics, registered: u64) -> Vec<Book> {
        vec![
            Book::new(format!("talent.natives/{name}"), "persons")
                .minus("returned", registered)
                .closes_at(self.pool.len() as u64 + u64::from(self.on_way)),
        ]
    }

    /// Natives of the start are in the pool, on their way, or registered.
    fn audit(&self, name: &str, registered: u32) -> Vec<String> {
        let known = self.pool.len() as u64 + u64::from(self.on_way) + u64::from(registered);
        let pool = self.plan.pool;
        if known == u64::from(pool) {
            return Vec::new();
        }
        vec![format!("{known} natives of `{name}` are known, not {pool}")]
    }
}
