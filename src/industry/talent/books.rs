//! What is counted about people who register.

use crate::engine::{Better, Figures, Metric, Series, Tally};
use crate::industry::shared::people::Tier;
use crate::units::Duration;

use super::channel::{Channel, Kind};

/// Persons who registered, by channel.
pub const REGISTERED: Metric = Metric {
    key: "talent.registered",
    unit: "persons",
    meaning: "Persons who registered through a channel; in the series, since the point before",
    better: Better::Higher,
};
/// Persons who registered, by tier.
pub const REGISTERED_TIER: Metric = Metric {
    key: "talent.registered_tier",
    unit: "persons",
    meaning: "Persons of a tier who registered",
    better: Better::Higher,
};
/// Persons who registered, by channel and calendar year.
pub const REGISTERED_YEAR: Metric = Metric {
    key: "talent.registered_year",
    unit: "persons",
    meaning: "Persons who registered through a channel in a calendar year, warm-up included",
    better: Better::Higher,
};
/// Growth over the year before, by channel and calendar year.
pub const GROWTH_YEAR: Metric = Metric {
    key: "talent.growth_year",
    unit: "%",
    meaning: "Growth of a channel's registrations over the calendar year before, of full years",
    better: Better::Higher,
};
/// All who registered.
pub const REGISTRATIONS: Metric = Metric {
    key: "talent.registrations",
    unit: "persons",
    meaning: "Persons who registered, through all channels",
    better: Better::Higher,
};
/// Mean age.
pub const MEAN_AGE: Metric = Metric {
    key: "talent.mean_age",
    unit: "y",
    meaning: "Mean age of those who registered, at registration",
    better: Better::Lower,
};
/// Spread of ages.
pub const AGE_SD: Metric = Metric {
    key: "talent.age_sd",
    unit: "y",
    meaning: "Standard deviation of the age at registration",
    better: Better::Neither,
};
/// Mean age by calendar year.
pub const MEAN_AGE_YEAR: Metric = Metric {
    key: "talent.mean_age_year",
    unit: "y",
    meaning: "Mean age of those who registered in a calendar year, warm-up included",
    better: Better::Lower,
};
/// The young ones.
pub const SHARE_UNDER_35: Metric = Metric {
    key: "talent.share_under_35",
    unit: "%",
    meaning: "Share of those who registered that were younger than 35",
    better: Better::Higher,
};
/// Leads by region.
pub const LEADS: Metric = Metric {
    key: "talent.leads",
    unit: "leads",
    meaning: "Leads that the recruitment stations of a region gave",
    better: Better::Higher,
};

/// All metrics of talent.
pub const METRICS: &[&Metric] = &[
    &REGISTERED,
    &REGISTERED_TIER,
    &REGISTERED_YEAR,
    &GROWTH_YEAR,
    &REGISTRATIONS,
    &MEAN_AGE,
    &AGE_SD,
    &MEAN_AGE_YEAR,
    &SHARE_UNDER_35,
    &LEADS,
];

/// A calendar year's registrations.
#[derive(Clone, Debug)]
struct YearBook {
    by_channel: Vec<u64>,
    ages: Tally,
}

/// The counts of registrations. Ages are in days.
#[derive(Clone, Debug)]
pub(super) struct Books {
    first_year: i16,
    years: Vec<YearBook>,
    by_channel: Vec<u64>,
    since_point: Vec<u64>,
    by_tier: [u64; Tier::ALL.len()],
    ages: Tally,
    under_35: u64,
    /// Leads by channel and region, none for channels without stations.
    pub(super) leads: Vec<Vec<u64>>,
}

/// Days of a year of life, leap years included.
pub(super) const YEAR_OF_LIFE: f64 = 365.25;

impl Books {
    pub(super) fn new(channels: &[Channel], first_year: i16) -> Self {
        let regions = |channel: &Channel| match &channel.kind {
            Kind::Stations(stations) => vec![0; stations.regions.len()],
            Kind::Students(_) | Kind::Programme | Kind::Poisson { .. } => Vec::new(),
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
        }
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
    pub(super) fn reset(&mut self) {
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
        let young = (all > 0).then(|| 100.0 * self.under_35 as f64 / all as f64);
        figures.put(&SHARE_UNDER_35, young);
        self.report_years(channels, is_full, figures);
        for (channel, leads) in channels.iter().zip(&self.leads) {
            if let Kind::Stations(stations) = &channel.kind {
                for (region, count) in stations.regions.iter().zip(leads) {
                    let subject = format!("{}-{}", channel.name, region.name);
                    figures.put_for(&LEADS, &subject, *count as f64);
                }
            }
        }
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
