//! The development conference (equation E3): natives who live elsewhere are invited, and some of
//! them return, later. The natives are a finite pool; who has decided to return is out of it.

use crate::engine::{Clock, DurationSampler, Keyed, Streams};
use crate::units::{Date, DurationLaw, Share, SimTime};

use super::channel::Persons;

/// A conference, checked.
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
    /// The probability that who attends returns, of the high-end and of the others.
    pub returns: [Share; 2],
    /// From the conference to the registration.
    pub lag: DurationLaw,
    /// Natives at the start.
    pub pool: u32,
    /// Who the others are; the channel says who the high-end are.
    pub others: Persons,
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

    /// When it takes place within a run, in order. Days before the run are past.
    fn instants(&self, clock: &Clock) -> Vec<SimTime> {
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

/// The natives of a channel.
pub(super) struct Natives {
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
    pub(super) on_way: u32,
}

/// Somebody who has decided to return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Return {
    pub(super) at: SimTime,
    pub(super) is_high_end: bool,
}

/// What a conference came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Guests {
    pub(super) invited: u32,
    pub(super) attended: u32,
    /// High-end persons who attended.
    pub(super) high_end: u32,
    pub(super) returns: Vec<Return>,
}

impl Natives {
    pub(super) fn new(name: &str, plan: &Conference, clock: &Clock, streams: &Streams) -> Self {
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
        }
    }

    /// How many there are in the pool.
    pub(super) const fn left(&self) -> usize {
        self.pool.len()
    }

    /// When the next conference is, once.
    pub(super) fn next(&mut self) -> Option<SimTime> {
        self.to_come.pop()
    }

    /// A conference to which `invited` are asked: those of the lowest rank, a draw of each native
    /// and day, so that who is asked does not depend on who else is, but for the place. Who decides
    /// to return leaves the pool.
    pub(super) fn convene(&mut self, plan: &Conference, now: SimTime, invited: u32) -> Guests {
        let day = now.day();
        let count = (invited as usize).min(self.pool.len());
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
        let mut guests = Guests {
            invited: u32::try_from(count).unwrap_or(u32::MAX),
            ..Guests::default()
        };
        let mut gone = Vec::new();
        for native in natives {
            let key = u64::from(native);
            let decision = self.decisions.draw(key, day);
            if !decision.chance(plan.attendance.get()) {
                continue;
            }
            guests.attended += 1;
            let is_high_end = self.traits.draw(key, 0).chance(plan.high_end_share.get());
            guests.high_end += u32::from(is_high_end);
            let chance = plan.returns[usize::from(!is_high_end)];
            if decision.other().chance(chance.get()) {
                let lag = self.lag.sample(&mut self.lags.draw(key, day).stream());
                let at = now + lag;
                guests.returns.push(Return { at, is_high_end });
                gone.push(native);
            }
        }
        self.pool
            .retain(|native| gone.binary_search(native).is_err());
        self.on_way += u32::try_from(gone.len()).unwrap_or(u32::MAX);
        guests
    }
}
