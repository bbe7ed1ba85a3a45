//! What is counted about ventures, and how it is reported.

use crate::engine::{Figures, Level, Series, Tally};
use crate::units::number::percent;
use crate::units::{Duration, Fen, SimTime};

use super::metrics::{
    ACTIVE, ADMITTED, BLOCKED, BLOCKED_SHARE, COST, ELSEWHERE, ENCLAVE_M2, ENCLAVE_OCCUPANCY,
    ENCLAVE_TEAMS, ENTERED, FAILED, FOUNDED, GRADUATED, GRANTS, IN_PHASE, LOST, OUT_OF_MONEY,
    PASSED, PHASES, POOL_USE, POOL_WAIT, PROJECTS, PROJECTS_FROM, REGISTERED, RESIDENCE,
    SERVER_USE, SERVER_WAIT, SURVIVAL_1Y, SURVIVAL_3Y, SURVIVAL_5Y, TRADING, TRANSFERRED,
    VALUE_ADDED, WITHOUT,
};
use super::plan::Ventures;
use super::pool::{Kind, Pool};
use super::venture::Venture;

/// Counts of a span of time.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) projects_from: Vec<u64>,
    pub(super) admitted: u64,
    pub(super) founded: u64,
    pub(super) sought_enclave: u64,
    pub(super) blocked: u64,
    pub(super) lost: u64,
    pub(super) transferred: u64,
    pub(super) elsewhere: u64,
    pub(super) registered: u64,
    pub(super) entered: Vec<u64>,
    pub(super) passed: Vec<u64>,
    pub(super) failed: Vec<u64>,
    pub(super) out_of_money: Vec<u64>,
    pub(super) without: [u64; Kind::ALL.len()],
    pub(super) granted: Fen,
}

impl Counts {
    fn new(countries: usize, phases: usize) -> Self {
        Self {
            projects_from: vec![0; countries],
            entered: vec![0; phases],
            passed: vec![0; phases],
            failed: vec![0; phases],
            out_of_money: vec![0; phases],
            ..Self::default()
        }
    }

    /// Ventures that passed the last phase.
    pub(super) fn graduated(&self) -> u64 {
        self.passed.last().copied().unwrap_or(0)
    }
}

/// What is kept about ventures.
#[derive(Clone, Debug)]
pub(super) struct Books {
    /// Since the start of the run: what the audit counts again.
    pub(super) all: Counts,
    /// Since the statistics began.
    since: Counts,
    /// Ventures in each phase, and all of them.
    pub(super) in_phase: Vec<Level>,
    pub(super) active: Level,
    pub(super) in_enclaves: Level,
    /// What all ventures cost, in fen a month.
    pub(super) burn: Level,
    pub(super) trading: Level,
    /// In fen a year.
    pub(super) value_added: Level,
    pub(super) residence: Tally,
}

impl Books {
    pub(super) fn new(plan: &Ventures) -> Self {
        let countries = plan.contest.as_ref();
        let countries = countries.map_or(0, |contest| contest.countries.len());
        let counts = Counts::new(countries, plan.phases.len());
        Self {
            since: counts.clone(),
            all: counts,
            in_phase: vec![Level::default(); plan.phases.len()],
            active: Level::default(),
            in_enclaves: Level::default(),
            burn: Level::default(),
            trading: Level::default(),
            value_added: Level::default(),
            residence: Tally::default(),
        }
    }

    /// Counts something, since the start and since the statistics began.
    pub(super) fn count(&mut self, count: impl Fn(&mut Counts)) {
        count(&mut self.all);
        count(&mut self.since);
    }

    pub(super) fn begin_statistics(&mut self, now: SimTime) {
        self.since = Counts::new(self.all.projects_from.len(), self.all.entered.len());
        let levels = [
            &mut self.active,
            &mut self.in_enclaves,
            &mut self.burn,
            &mut self.trading,
            &mut self.value_added,
        ];
        for level in levels.into_iter().chain(&mut self.in_phase) {
            level.reset(now);
        }
        self.residence.reset();
    }

    pub(super) fn observe(&self, series: &mut Series) {
        let counts = &self.all;
        series.put(&ACTIVE, self.active.value() as f64);
        series.put(&ENCLAVE_TEAMS, self.in_enclaves.value() as f64);
        series.put(&GRADUATED, counts.graduated() as f64);
        series.put(&TRADING, self.trading.value() as f64);
    }

    /// Reports counts and levels.
    pub(super) fn report(&self, plan: &Ventures, now: SimTime, figures: &mut Figures) {
        let counts = &self.since;
        let plain = [
            (&PROJECTS, counts.projects_from.iter().sum()),
            (&ADMITTED, counts.admitted),
            (&FOUNDED, counts.founded),
            (&BLOCKED, counts.blocked),
            (&LOST, counts.lost),
            (&TRANSFERRED, counts.transferred),
            (&ELSEWHERE, counts.elsewhere),
            (&REGISTERED, counts.registered),
            (&PHASES, plan.phases.len() as u64),
            (&GRADUATED, counts.graduated()),
        ];
        for (metric, count) in plain {
            figures.put(metric, count as f64);
        }
        let sought = counts.sought_enclave;
        let blocked = percent(counts.blocked as f64, sought as f64);
        figures.put(&BLOCKED_SHARE, blocked);
        let countries = plan.contest.iter().flat_map(|contest| &contest.countries);
        for (country, count) in countries.zip(&counts.projects_from) {
            figures.put_for(&PROJECTS_FROM, &country.name, *count as f64);
        }
        for (row, phase) in plan.phases.iter().enumerate() {
            let rows = [
                (&ENTERED, &counts.entered),
                (&PASSED, &counts.passed),
                (&FAILED, &counts.failed),
                (&OUT_OF_MONEY, &counts.out_of_money),
            ];
            for (metric, counts) in rows {
                figures.put_for(metric, &phase.name, counts[row] as f64);
            }
            figures.put_for(&IN_PHASE, &phase.name, self.in_phase[row].mean(now));
        }
        figures.put(&ACTIVE, self.active.mean(now));
        figures.put(&ENCLAVE_TEAMS, self.in_enclaves.mean(now));
        figures.put(&TRADING, self.trading.mean(now));
        let yuan = |fen: f64| fen / 100.0;
        figures.put(&VALUE_ADDED, self.value_added.mean(now).map(yuan));
        let months = self.active.area_until(now);
        let cost = (months > 0).then(|| self.burn.area_until(now) as f64 / months as f64);
        figures.put(&COST, cost.map(yuan));
        figures.put(&GRANTS, counts.granted.as_yuan());
        let months = |days: f64| days * 12.0 / 365.0;
        figures.put(&RESIDENCE, self.residence.mean_days().map(months));
        for kind in Kind::GUARANTEED
            .into_iter()
            .filter(|_| plan.guarantee.is_some())
        {
            let count = counts.without[kind as usize] as f64;
            figures.put_for(&WITHOUT, kind.name(), count);
        }
    }
}

/// Reports the pools of the guarantee, of which the fund is spent, and those of the phases.
pub(super) fn report_pools<'a>(
    guaranteed: impl Iterator<Item = (Kind, &'a Pool)>,
    servers: impl Iterator<Item = (&'a str, &'a Pool)>,
    now: SimTime,
    figures: &mut Figures,
) {
    for (kind, pool) in guaranteed {
        let share = if kind == Kind::Fund {
            pool.spent_percent()
        } else {
            pool.use_percent(now)
        };
        figures.put_for(&POOL_USE, kind.name(), share);
        figures.put_for(&POOL_WAIT, kind.name(), pool.waits.mean_days());
    }
    for (phase, pool) in servers.filter(|(_, pool)| pool.capacity().is_some()) {
        figures.put_for(&SERVER_USE, phase, pool.use_percent(now));
        figures.put_for(&SERVER_WAIT, phase, pool.waits.mean_days());
    }
}

/// Reports the floor of the enclaves and who takes it.
pub(super) fn report_enclaves<'a>(
    m2: f64,
    enclaves: impl Iterator<Item = (&'a str, &'a Pool)>,
    now: SimTime,
    figures: &mut Figures,
) {
    figures.put(&ENCLAVE_M2, m2);
    for (name, pool) in enclaves {
        figures.put_for(&ENCLAVE_OCCUPANCY, name, pool.use_percent(now));
    }
}

/// Reports how many of those who came early enough had not failed after one, three and five years,
/// warm-up included.
pub(super) fn report_survival<'a>(
    ventures: impl Iterator<Item = &'a Venture> + Clone,
    now: SimTime,
    figures: &mut Figures,
) {
    for (metric, years) in [(&SURVIVAL_1Y, 1), (&SURVIVAL_3Y, 3), (&SURVIVAL_5Y, 5)] {
        let span = Duration::days(365) * years;
        let (mut early, mut failed) = (0_u64, 0_u64);
        for venture in ventures
            .clone()
            .filter(|venture| venture.came_to_the_city())
        {
            if venture.entered + span <= now {
                early += 1;
                let lived = venture.ended.saturating_since(venture.entered);
                failed += u64::from(venture.has_failed() && lived <= span);
            }
        }
        let share = percent((early - failed) as f64, early as f64);
        figures.put(metric, share);
    }
}
