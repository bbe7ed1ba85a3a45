//! What is counted about people who register.

use crate::engine::{Figures, Level, Metric, Series, Tally, metrics};
use crate::industry::shared::people::Tier;
use crate::units::number::percent;
use crate::units::{Duration, SimTime};

use super::channel::{Channel, Kind};
use super::conference::Guests;
use super::tree::{LEVEL_NAMES, LEVELS};

metrics! { "talent":
    /// Persons who registered through a channel; in the series, since the point before.
    REGISTERED: "registered", "persons", Higher, Level;
    /// Persons of a tier who registered.
    REGISTERED_TIER: "registered_tier", "persons", Higher, None;
    /// Persons who registered through a channel in a calendar year, warm-up included.
    REGISTERED_YEAR: "registered_year", "persons", Higher, None;
    /// Growth of a channel's registrations over the calendar year before, of full years.
    GROWTH_YEAR: "growth_year", "%", Higher, None;
    /// Persons who registered, through all channels.
    REGISTRATIONS: "registrations", "persons", Higher, None;
    /// Mean age of those who registered, at registration.
    MEAN_AGE: "mean_age", "y", Lower, None;
    /// Standard deviation of the age at registration.
    AGE_SD: "age_sd", "y", Neither, None;
    /// Mean age of those who registered in a calendar year, warm-up included.
    MEAN_AGE_YEAR: "mean_age_year", "y", Lower, None;
    /// Share of those who registered that were younger than 35.
    SHARE_UNDER_35: "share_under_35", "%", Higher, None;
    /// Leads that the recruitment stations of a region found.
    LEADS: "leads", "leads", Higher, None;
    /// Share of the leads that came through the recruitment tree that registered.
    CONVERSION: "conversion", "%", Higher, None;
    /// Mean time from a station's find until headquarters are done with the lead.
    LEAD_TIME: "lead_time", "d", Lower, None;
    /// Recruitment stations.
    TREE_STATIONS: "tree_stations", "nodes", Neither, None;
    /// Workstations that recruitment stations report to.
    TREE_WORKSTATIONS: "tree_workstations", "nodes", Neither, None;
    /// Centres that workstations report to.
    TREE_CENTRES: "tree_centres", "nodes", Neither, None;
    /// Headquarters that centres report to.
    TREE_HEADQUARTERS: "tree_headquarters", "nodes", Neither, None;
    /// Time that the officers of a level of the tree work over the time its offices are open; what
    /// isbegun is ended after they close, so that it can exceed 100 %.
    TREE_USE: "tree_use", "%", Neither, None;
    /// Leads that wait or are handled at a level of the tree, mean over time.
    TREE_LEADS: "tree_leads", "leads", Lower, None;
    /// Natives who were invited to conferences.
    INVITED: "invited", "persons", Higher, None;
    /// Natives who attended conferences.
    ATTENDED: "attended", "persons", Higher, None;
    /// High-end natives who attended conferences.
    HIGH_END: "high_end", "persons", Higher, None;
    /// Natives who came back after a conference and registered.
    RETURNED: "returned", "persons", Higher, None;
    /// Natives elsewhere who may be invited: at the end; in the series, at the time.
    NATIVES: "natives", "persons", Neither, Level;
    /// What news add to the factor on the leads of stations: mean over time; in the series, at the
    /// time.
    AWARENESS: "awareness", "1", Higher, Level;
}

/// The metrics of the tree's size, by level.
const TREE_SIZES: [&Metric; LEVELS] = [
    &TREE_STATIONS,
    &TREE_WORKSTATIONS,
    &TREE_CENTRES,
    &TREE_HEADQUARTERS,
];

/// Parts of one that awareness is kept in, so that its mean is a sum of integers.
const AWARENESS_PARTS: f64 = 1e9;

/// A calendar year's registrations.
#[derive(Clone, Debug)]
struct YearBook {
    by_channel: Vec<u64>,
    ages: Tally,
}

/// A level of the recruitment trees.
#[derive(Clone, Debug, Default)]
pub(super) struct TreeBook {
    /// Leads there.
    pub(super) present: Level,
    /// Officers at work.
    pub(super) busy: Level,
}

/// What conferences of a channel came to.
#[derive(Clone, Copy, Debug, Default)]
struct GuestBook {
    invited: u64,
    attended: u64,
    high_end: u64,
}

/// The counts of registrations. Ages are in days.
#[derive(Clone, Debug)]
pub(super) struct Books {
    first_year: i16,
    years: Vec<YearBook>,
    by_channel: Vec<u64>,
    since_point: Vec<u64>,
    pub(super) by_tier: [u64; Tier::ALL.len()],
    pub(super) ages: Tally,
    under_35: u64,
    /// Leads by channel and region, none for channels without stations.
    pub(super) leads: Vec<Vec<u64>>,
    /// Since when it is counted.
    since: SimTime,
    /// By level of the trees.
    pub(super) tree: [TreeBook; LEVELS],
    lead_times: Tally,
    converted: u64,
    /// By channel.
    guests: Vec<GuestBook>,
    awareness: Level,
}

/// Days of a year of life, leap years included.
pub(super) const YEAR_OF_LIFE: f64 = 365.25;

impl Books {
    pub(super) fn new(channels: &[Channel], first_year: i16) -> Self {
        let regions = |channel: &Channel| match &channel.kind {
            Kind::Stations(stations) => vec![0; stations.regions.len()],
            Kind::Students(_) | Kind::Conference(_) | Kind::Programme | Kind::Poisson { .. } => {
                Vec::new()
            }
        };
        Self {
            first_year,
            years: Vec::new(),
            by_channel: vec![0; channels.len()],
            since_point: vec![0; channels.len()],
            by_tier: [0; Tier::ALL.len()],
            ages: Tally::default(),
            under_35: 0,
            leads: channels.iter().map(regions).collect(),
            since: SimTime::ZERO,
            tree: Default::default(),
            lead_times: Tally::default(),
            converted: 0,
            guests: vec![GuestBook::default(); channels.len()],
            awareness: Level::default(),
        }
    }

    /// A lead is through its tree.
    pub(super) fn lead_through(&mut self, time: Duration, converted: bool) {
        self.lead_times.add_span(time);
        self.converted += u64::from(converted);
    }

    /// A conference of a channel takes place.
    pub(super) fn convene(&mut self, channel: usize, guests: &Guests) {
        let book = &mut self.guests[channel];
        book.invited += u64::from(guests.invited);
        book.attended += u64::from(guests.attended);
        book.high_end += u64::from(guests.high_end);
    }

    /// The level of awareness changes.
    #[expect(clippy::cast_possible_truncation, reason = "a level is far below 2^33")]
    pub(super) fn set_awareness(&mut self, now: SimTime, level: f64) {
        let parts = (level * AWARENESS_PARTS).round() as i64;
        self.awareness.set(now, parts);
    }

    /// Books a registration.
    pub(super) fn register(&mut self, channel: usize, tier: Tier, age_days: u64, year: i16) {
        self.by_channel[channel] += 1;
        self.since_point[channel] += 1;
        self.by_tier[tier as usize] += 1;
        self.ages.add(age_days);
        self.under_35 += u64::from((age_days as f64) < 35.0 * YEAR_OF_LIFE);
        let year = usize::try_from(year - self.first_year).unwrap_or(0);
        while self.years.len() <= year {
            self.years.push(YearBook {
                by_channel: vec![0; self.by_channel.len()],
                ages: Tally::default(),
            });
        }
        self.years[year].by_channel[channel] += 1;
        self.years[year].ages.add(age_days);
    }

    /// Begins anew; calendar years go on.
    pub(super) fn reset(&mut self, now: SimTime) {
        self.since = now;
        for book in &mut self.tree {
            book.present.reset(now);
            book.busy.reset(now);
        }
        self.lead_times.reset();
        self.converted = 0;
        self.guests.fill(GuestBook::default());
        self.awareness.reset(now);
        self.by_channel.fill(0);
        self.by_tier.fill(0);
        self.ages.reset();
        self.under_35 = 0;
        for regions in &mut self.leads {
            regions.fill(0);
        }
    }

    pub(super) fn observe(&mut self, channels: &[Channel], series: &mut Series) {
        for (channel, count) in channels.iter().zip(&mut self.since_point) {
            series.put_for(&REGISTERED, &channel.name, *count as f64);
            *count = 0;
        }
    }

    /// Observes how many natives of a channel there are.
    pub(super) fn observe_natives(channel: &Channel, natives: usize, series: &mut Series) {
        series.put_for(&NATIVES, &channel.name, natives as f64);
    }

    /// Observes the level of awareness.
    pub(super) fn observe_awareness(&self, series: &mut Series) {
        let level = self.awareness.value() as f64 / AWARENESS_PARTS;
        series.put(&AWARENESS, level);
    }

    /// Reports; `is_full` says of a calendar year whether all of it was simulated.
    pub(super) fn report(
        &self,
        channels: &[Channel],
        is_full: impl Fn(i16) -> bool,
        figures: &mut Figures,
    ) {
        for (channel, count) in channels.iter().zip(&self.by_channel) {
            figures.put_for(&REGISTERED, &channel.name, *count as f64);
        }
        for tier in Tier::ALL {
            figures.put_for(
                &REGISTERED_TIER,
                tier.name(),
                self.by_tier[tier as usize] as f64,
            );
        }
        let all = self.ages.count();
        figures.put(&REGISTRATIONS, all as f64);
        let years_of = |days: f64| days / YEAR_OF_LIFE;
        figures.put(&MEAN_AGE, self.ages.mean().map(years_of));
        figures.put(&AGE_SD, self.ages.sd().map(years_of));
        let young = percent(self.under_35 as f64, all as f64);
        figures.put(&SHARE_UNDER_35, young);
        self.report_years(channels, is_full, figures);
    }

    /// Reports the recruitment trees, if there are any.
    pub(super) fn report_trees(&self, channels: &[Channel], now: SimTime, figures: &mut Figures) {
        let mut nodes = [0_u32; LEVELS];
        let mut open = [Duration::ZERO; LEVELS];
        let mut has_tree = false;
        for (channel, leads) in channels.iter().zip(&self.leads) {
            let Kind::Stations(stations) = &channel.kind else {
                continue;
            };
            has_tree = true;
            for (region, count) in stations.regions.iter().zip(leads) {
                let subject = format!("{}-{}", channel.name, region.name);
                figures.put_for(&LEADS, &subject, *count as f64);
            }
            let tree = &stations.tree;
            let hours = tree.hours.open_between(self.since, now);
            for level in 0..LEVELS {
                let officers =
                    u64::from(tree.nodes[level]) * u64::from(tree.levels[level].officers);
                nodes[level] += tree.nodes[level];
                open[level] += hours * officers;
            }
        }
        if !has_tree {
            return;
        }
        let handled = self.lead_times.count();
        let converted = 100.0 * self.converted as f64 / handled as f64;
        figures.put(&CONVERSION, (handled > 0).then_some(converted));
        figures.put(&LEAD_TIME, self.lead_times.mean_days());
        for (level, book) in self.tree.iter().enumerate() {
            figures.put(TREE_SIZES[level], f64::from(nodes[level]));
            let busy = book.busy.area_until(now) as f64 / open[level].as_millis() as f64;
            figures.put_for(&TREE_USE, LEVEL_NAMES[level], 100.0 * busy);
            figures.put_for(&TREE_LEADS, LEVEL_NAMES[level], book.present.mean(now));
        }
    }

    /// Reports the conferences of a channel, of whose natives `natives` are left.
    pub(super) fn report_conference(
        &self,
        row: usize,
        channel: &Channel,
        natives: usize,
        figures: &mut Figures,
    ) {
        let GuestBook {
            invited,
            attended,
            high_end,
        } = self.guests[row];
        let mut put = |metric, count| figures.put_for(metric, &channel.name, count);
        put(&INVITED, invited as f64);
        put(&ATTENDED, attended as f64);
        put(&HIGH_END, high_end as f64);
        put(&RETURNED, self.by_channel[row] as f64);
        put(&NATIVES, natives as f64);
    }

    /// Reports the mean level of awareness.
    pub(super) fn report_awareness(&self, now: SimTime, figures: &mut Figures) {
        let mean = self.awareness.mean(now);
        figures.put(&AWARENESS, mean.map(|mean| mean / AWARENESS_PARTS));
    }

    fn report_years(
        &self,
        channels: &[Channel],
        is_full: impl Fn(i16) -> bool,
        figures: &mut Figures,
    ) {
        for (year, book) in (self.first_year..).zip(&self.years) {
            let age = book.ages.mean().map(|days| days / YEAR_OF_LIFE);
            figures.put_for(&MEAN_AGE_YEAR, &year.to_string(), age);
            for (channel, count) in channels.iter().zip(&book.by_channel) {
                let subject = format!("{}-{year}", channel.name);
                figures.put_for(&REGISTERED_YEAR, &subject, *count as f64);
            }
        }
        for (year, pair) in (self.first_year..).zip(self.years.windows(2)) {
            if !(is_full(year) && is_full(year + 1)) {
                continue;
            }
            let counts = pair[0].by_channel.iter().zip(&pair[1].by_channel);
            for (channel, (before, after)) in channels.iter().zip(counts) {
                let growth = 100.0 * (*after as f64 / *before as f64 - 1.0);
                let subject = format!("{}-{}", channel.name, year + 1);
                figures.put_for(&GROWTH_YEAR, &subject, (*before > 0).then_some(growth));
            }
        }
    }
}

/// Whole days of an age in years.
pub(super) fn age_in_days(years: f64) -> u64 {
    Duration::from_days_f64(years * YEAR_OF_LIFE).as_millis() / Duration::days(1).as_millis()
}
