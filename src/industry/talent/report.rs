//! The metrics of registrations, and how they are computed.

use bevy_ecs::prelude::*;

use super::Talent;
use super::books;
use super::channel::{self, ChannelKind, channel_kinds};
use super::state::{ChannelState, TalentState};
use super::statistics::{AWARENESS_PARTS, Inflow, Statistics, YEAR_OF_LIFE, YearOfRegistrations};
use crate::engine::{Accumulates, Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::calendar_years::CalendarYears;
use crate::industry::shared::people::Tier;
use crate::industry::shared::subsystem::Reported;
use crate::units::number::percent;
use crate::units::{Date, SimTime};

metrics! { "talent":
    /// Persons who registered, by channel.
    REGISTERED: "registered", "persons", Higher, Flow;
    /// Persons who registered, by their tier at registration.
    REGISTERED_TIER: "registered_tier", "persons", Higher, None;
    /// Persons who registered, by channel and calendar year, warm-up included.
    REGISTERED_YEAR: "registered_year", "persons", Higher, None;
    /// Growth of a channel's registrations over the calendar year before, by channel and calendar
    /// year, for years that lie in the run as a whole.
    GROWTH_YEAR: "growth_year", "%", Higher, None, Unbounded;
    /// Persons who registered, through all channels.
    REGISTRATIONS: "registered_all", "persons", Higher, None;
    /// Mean age at registration.
    MEAN_AGE: "mean_age", "y", Lower, None;
    /// Standard deviation of the age at registration.
    AGE_SD: "age_sd", "y", Neither, None;
    /// Mean age at registration, by calendar year, warm-up included.
    MEAN_AGE_YEAR: "mean_age_year", "y", Lower, None;
    /// Share of those who registered that were younger than 35.
    SHARE_UNDER_35: "share_under_35", "%", Higher, None;
    /// Growth of registrations over the equally long time before the period of the statistics, by
    /// tier.
    TIER_GROWTH: "tier_growth", "%", Higher, None, Unbounded;
    /// Mean age at registration less that of the equally long time before the period of the
    /// statistics.
    MEAN_AGE_CHANGE: "mean_age_change", "y", Lower, None, Unbounded;
    /// What news add to the factor on the leads of stations: mean over time; in the series, the
    /// value at the time.
    AWARENESS: "awareness", "1", Higher, Level;
}

macro_rules! all_metrics {
    ($($(#[$doc:meta])* $module:ident: $name:ident;)*) => {
        /// The metrics of talent: of registrations, and of each kind of channel.
        pub(super) const ALL_METRICS: &[&[&Metric]] = &[
            METRICS,
            $(<channel::$module::$name as ChannelKind>::METRICS,)*
        ];
    };
}
channel_kinds!(all_metrics);

impl Reported for Talent {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = ALL_METRICS;

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        let talent = world.resource::<TalentState>();
        let channels = talent.channels.iter();
        Statistics {
            inflow: talent.inflow.clone(),
            channels: channels.map(|channel| channel.run.statistics()).collect(),
        }
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let talent = &mut *world.resource_mut::<TalentState>();
        for channel in &mut talent.channels {
            let since = channel.registered - channel.at_last_point;
            series.put_for(&REGISTERED, &channel.name, f64::from(since));
            channel.at_last_point = channel.registered;
        }
        for channel in &talent.channels {
            channel.run.observe(&channel.name, series);
        }
        if talent.awareness.is_some() {
            let level = talent.inflow.awareness.value() as f64 / AWARENESS_PARTS;
            series.put(&AWARENESS, level);
        }
    }

    fn report(world: &mut World, period: Period, of: &Statistics, figures: &mut Figures) {
        let talent = world.resource::<TalentState>();
        let channels = &talent.channels;
        report_inflow(channels, &of.inflow, figures);
        report_baseline(talent, period, &of.inflow, figures);
        report_years(channels, &talent.years, is_full(world, period), figures);
        let of_kinds = channels.iter().zip(&of.channels).zip(&of.inflow.by_channel);
        let of_kinds = of_kinds
            .map(|((channel, of), registered)| (&*channel.name, &channel.run, of, *registered));
        channel::report(&of_kinds.collect::<Vec<_>>(), period, figures);
        if talent.awareness.is_some() {
            let mean = of.inflow.awareness.mean(period.to);
            figures.put(&AWARENESS, mean.map(|mean| mean / AWARENESS_PARTS));
        }
    }
}

fn report_inflow(channels: &[ChannelState], of: &Inflow, figures: &mut Figures) {
    for (channel, count) in channels.iter().zip(&of.by_channel) {
        figures.put_for(&REGISTERED, &channel.name, *count as f64);
    }
    for tier in Tier::ALL {
        let count = of.registrations.by_tier[tier as usize];
        figures.put_for(&REGISTERED_TIER, tier.name(), count as f64);
    }
    let ages = &of.registrations.ages;
    let years = |days: f64| days / YEAR_OF_LIFE;
    figures.put(&REGISTRATIONS, ages.count() as f64);
    figures.put(&MEAN_AGE, ages.mean().map(years));
    figures.put(&AGE_SD, ages.sd().map(years));
    let young = percent(of.under_35 as f64, ages.count() as f64);
    figures.put(&SHARE_UNDER_35, young);
}

/// Reports how those who registered in a period differ from those of the equally long time before
/// it.
fn report_baseline(talent: &TalentState, period: Period, of: &Inflow, figures: &mut Figures) {
    let (now, of) = (&talent.inflow.registrations, &of.registrations);
    let at_start = talent.baselines.at_start(period, now);
    let before = at_start.map(|at_start| {
        let until_period = now.since(of, period.from);
        until_period.since(at_start, period.from)
    });
    for tier in Tier::ALL {
        let before = before.as_ref().map(|before| before.by_tier[tier as usize]);
        let growth = before.filter(|before| *before > 0).map(|before| {
            let count = of.by_tier[tier as usize];
            100.0 * (count as f64 / before as f64 - 1.0)
        });
        figures.put_for(&TIER_GROWTH, tier.name(), growth);
    }
    let before = before.and_then(|before| before.ages.mean());
    let change = of.ages.mean().zip(before);
    let change = change.map(|(now, before)| (now - before) / YEAR_OF_LIFE);
    figures.put(&MEAN_AGE_CHANGE, change);
}

/// Whether the run until the end of a period has all of a calendar year.
fn is_full(world: &World, period: Period) -> impl Fn(i16) -> bool {
    let clock = world.resource::<Clock>();
    let (first, last) = (clock.date(SimTime::ZERO), clock.date(period.to));
    let new_year = |year: i16| Date::ymd(year, 1, 1);
    move |year| new_year(year) >= first && new_year(year + 1) <= last
}

fn report_years(
    channels: &[ChannelState],
    calendar: &CalendarYears<YearOfRegistrations>,
    is_full: impl Fn(i16) -> bool,
    figures: &mut Figures,
) {
    for (year, of) in calendar.iter() {
        let age = of.ages.mean().map(|days| days / YEAR_OF_LIFE);
        figures.put_for(&MEAN_AGE_YEAR, &year.to_string(), age);
        for (channel, count) in channels.iter().zip(&of.by_channel) {
            let subject = format!("{}-{year}", channel.name);
            figures.put_for(&REGISTERED_YEAR, &subject, *count as f64);
        }
    }
    for ((year, of), (_, next)) in calendar.iter().zip(calendar.iter().skip(1)) {
        if !(is_full(year) && is_full(year + 1)) {
            continue;
        }
        let counts = of.by_channel.iter().zip(&next.by_channel);
        for (channel, (before, after)) in channels.iter().zip(counts) {
            let growth = 100.0 * (*after as f64 / *before as f64 - 1.0);
            let subject = format!("{}-{}", channel.name, year + 1);
            figures.put_for(&GROWTH_YEAR, &subject, (*before > 0).then_some(growth));
        }
    }
}
