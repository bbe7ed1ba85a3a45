//! The metrics of ventures, and how they are computed.

use bevy_ecs::prelude::*;

use super::books;
use super::plan::{PoolKind, Ventures};
use super::state::VenturesState;
use super::statistics::{Statistics, VentureStatistics};
use super::venture::Venture;
use crate::engine::{Book, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::subsystem::Reported;
use crate::units::number::percent;
use crate::units::{Duration, SimTime};

metrics! { "ventures":
    /// Projects of contests, admitted or refused.
    PROJECTS: "projects", "teams", Higher, None;
    /// Projects of contests, admitted or refused, by country.
    PROJECTS_FROM: "projects_from", "teams", Higher, None;
    /// Projects that contests admitted.
    ADMITTED: "admitted", "teams", Higher, None;
    /// Teams that came forward outside contests.
    FOUNDED: "teams_founded", "teams", Higher, None;
    /// Teams that sought room in an enclave and found none.
    BLOCKED: "blocked", "teams", Lower, None;
    /// Share of the teams that sought room in an enclave and found none.
    BLOCKED_SHARE: "blocked_share", "%", Lower, None;
    /// Teams that gave up because no enclave had room.
    LOST: "lost", "teams", Lower, None;
    /// Teams that came to the city from an enclave.
    TRANSFERRED: "transferred", "teams", Higher, None;
    /// Teams that left an enclave for another city.
    ELSEWHERE: "elsewhere", "teams", Lower, None;
    /// Members of teams that came to the city.
    REGISTERED: "registered", "persons", Higher, None;
    /// Number of phases that a venture goes through, as planned.
    PHASES: "phases", "phases", Neither, None;
    /// Ventures that entered a phase, by phase.
    ENTERED: "entered", "ventures", Higher, None;
    /// Ventures that passed a phase, by phase.
    PASSED: "passed", "ventures", Higher, None;
    /// Ventures that came to the end of a phase and did not pass it, by phase.
    FAILED: "failed", "ventures", Lower, None;
    /// Ventures whose money ran out, by phase.
    OUT_OF_MONEY: "out_of_money", "ventures", Lower, None;
    /// Ventures that passed all phases.
    GRADUATED: "graduated", "ventures", Higher, Total;
    /// Mean number of ventures in the phases, all phases together.
    ACTIVE: "active", "ventures", Higher, Level;
    /// Mean number of ventures in a phase, waiting or at work, by phase.
    IN_PHASE: "in_phase", "ventures", Neither, None;
    /// Mean time from coming to the city to failure or graduation, by Little's law.
    RESIDENCE: "residence", "mo", Neither, None;
    /// Share of the ventures of the mean residence that are in a phase at the end of the period.
    RESIDENCE_UNFINISHED: "residence_unfinished", "%", Neither, None;
    /// Share of ventures that had not failed a year after they came to the city, of all that came
    /// at least a year before the end of the period, from the start of the run on.
    SURVIVAL_1Y: "survival_1y", "%", Higher, None;
    /// Share of ventures that had not failed 3 years after they came to the city, of all that came
    /// at least 3 years before the end of the period, from the start of the run on.
    SURVIVAL_3Y: "survival_3y", "%", Higher, None;
    /// Share of ventures that had not failed 5 years after they came to the city, of all that came
    /// at least 5 years before the end of the period, from the start of the run on.
    SURVIVAL_5Y: "survival_5y", "%", Higher, None;
    /// Floor of all enclaves at the end of the period.
    ENCLAVE_M2: "enclave_m2", "m2", Higher, None;
    /// Mean share of the floor that teams occupy, by enclave.
    ENCLAVE_OCCUPANCY: "enclave_occupancy", "%", Neither, None;
    /// Mean number of teams in enclaves, all enclaves together.
    ENCLAVE_TEAMS: "enclave_teams", "teams", Higher, Level;
    /// Mean share of a pool of the guarantee in use; of the fund, the share granted of the money
    /// that was there to grant; by pool.
    POOL_USE: "pool_utilisation", "%", Neither, None;
    /// Mean wait for a pool of the guarantee until a venture is served or leaves the line, by pool,
    /// by Little's law.
    POOL_WAIT: "pool_wait", "d", Lower, None;
    /// Share of the waits for a pool of the guarantee that are unfinished at the end of the period,
    /// by pool.
    POOL_WAIT_UNFINISHED: "pool_wait_unfinished", "%", Lower, None;
    /// Times that a venture did a phase without what a pool of the guarantee should have given, by
    /// pool.
    WITHOUT: "phases_without_pool", "ventures", Lower, None;
    /// Mean share of the places in a phase that are taken, by phase.
    SERVER_USE: "place_utilisation", "%", Neither, None;
    /// Mean wait for a place in a phase until a venture is served or leaves the line, by phase, by
    /// Little's law.
    SERVER_WAIT: "place_wait", "d", Lower, None;
    /// Share of the waits for a place in a phase that are unfinished at the end of the period, by
    /// phase.
    SERVER_WAIT_UNFINISHED: "place_wait_unfinished", "%", Lower, None;
    /// Mean cost of a venture in a phase, over ventures and time.
    COST: "cost", "CNY/mo", Lower, None;
    /// Money that came into the fund of the guarantee.
    FUND_FILLED: "fund_filled", "CNY", Neither, None;
    /// Grants of the fund to ventures.
    GRANTS: "grants", "CNY", Neither, None;
    /// Mean number of companies that add value, in a phase or after the last.
    TRADING: "trading", "companies", Higher, Level;
    /// Mean value that companies add to the city's value.
    VALUE_ADDED: "value_added", "CNY/y", Higher, None;
}

impl Reported for Ventures {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, _: SimTime) -> Statistics {
        world.resource::<VenturesState>().statistics()
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let of = &world.resource::<VenturesState>().statistics;
        series.put(&ACTIVE, of.active.value() as f64);
        series.put(&ENCLAVE_TEAMS, of.in_enclaves.value() as f64);
        series.put(&GRADUATED, of.graduated() as f64);
        series.put(&TRADING, of.trading.value() as f64);
    }

    fn report(world: &mut World, period: Period, statistics: &Statistics, figures: &mut Figures) {
        let mut query = world.query::<&Venture>();
        let ventures: Vec<Venture> = query.iter(world).copied().collect();
        report_survival(&ventures, period.to, figures);
        let state = world.resource::<VenturesState>();
        report_teams(&state.plan, &statistics.ventures, figures);
        report_phases(&state.plan, &statistics.ventures, period.to, figures);
        report_means(&statistics.ventures, period.to, figures);
        report_pools(state, statistics, period.to, figures);
        figures.put(&ENCLAVE_M2, state.enclave_m2());
        for ((name, _), of) in state.places().zip(&statistics.enclaves) {
            figures.put_for(&ENCLAVE_OCCUPANCY, name, of.use_percent(period.to));
        }
    }
}

/// Reports the teams that came forward and where they went.
fn report_teams(plan: &Ventures, of: &VentureStatistics, figures: &mut Figures) {
    let counts = [
        (&PROJECTS, of.projects_from.iter().sum()),
        (&ADMITTED, of.admitted),
        (&FOUNDED, of.founded),
        (&BLOCKED, of.blocked),
        (&LOST, of.lost),
        (&TRANSFERRED, of.transferred),
        (&ELSEWHERE, of.elsewhere),
        (&REGISTERED, of.registered),
        (&PHASES, plan.phases.len() as u64),
        (&GRADUATED, of.graduated()),
    ];
    for (metric, count) in counts {
        figures.put(metric, count as f64);
    }
    let blocked = percent(of.blocked as f64, of.sought_enclave as f64);
    figures.put(&BLOCKED_SHARE, blocked);
    let countries = plan.contest.iter().flat_map(|contest| &contest.countries);
    for (country, count) in countries.zip(&of.projects_from) {
        figures.put_for(&PROJECTS_FROM, &country.name, *count as f64);
    }
}

/// Reports the way through the phases.
fn report_phases(
    plan: &Ventures,
    ventures: &VentureStatistics,
    end: SimTime,
    figures: &mut Figures,
) {
    for (phase, of) in plan.phases.iter().zip(&ventures.phases) {
        let counts = [
            (&ENTERED, of.entered),
            (&PASSED, of.passed),
            (&FAILED, of.failed),
            (&OUT_OF_MONEY, of.out_of_money),
        ];
        for (metric, count) in counts {
            figures.put_for(metric, &phase.name, count as f64);
        }
        figures.put_for(&IN_PHASE, &phase.name, of.inside.mean(end));
    }
}

/// Reports numbers, times and money, mean over the period until `end`.
fn report_means(of: &VentureStatistics, end: SimTime, figures: &mut Figures) {
    figures.put(&ACTIVE, of.active.mean(end));
    figures.put(&ENCLAVE_TEAMS, of.in_enclaves.mean(end));
    figures.put(&TRADING, of.trading.mean(end));
    let yuan = |fen: f64| fen / 100.0;
    figures.put(&VALUE_ADDED, of.value_added.mean(end).map(yuan));
    let time = of.active.area_until(end);
    let cost = (time > 0).then(|| of.cost.area_until(end) as f64 / time as f64);
    figures.put(&COST, cost.map(yuan));
    figures.put(&FUND_FILLED, of.filled.as_yuan());
    figures.put(&GRANTS, of.granted.as_yuan());
    let months = |days: f64| days * 12.0 / 365.0;
    figures.put(&RESIDENCE, of.residence.mean_days(end).map(months));
    let unfinished = of.residence.unfinished_percent();
    figures.put(&RESIDENCE_UNFINISHED, unfinished);
}

/// Reports the pools of the guarantee, of which the fund is spent, and the places in the phases.
fn report_pools(state: &VenturesState, all: &Statistics, end: SimTime, figures: &mut Figures) {
    for ((kind, _), of) in state.guaranteed().zip(&all.guaranteed) {
        let share = if kind == PoolKind::Fund {
            of.spent_percent()
        } else {
            of.use_percent(end)
        };
        figures.put_for(&POOL_USE, kind.name(), share);
        figures.put_for(&POOL_WAIT, kind.name(), of.waits.mean_days(end));
        let unfinished = of.waits.unfinished_percent();
        figures.put_for(&POOL_WAIT_UNFINISHED, kind.name(), unfinished);
        let without = all.ventures.without[kind as usize];
        figures.put_for(&WITHOUT, kind.name(), without as f64);
    }
    let servers = state.servers().zip(&all.servers);
    for ((phase, _), of) in servers.filter(|((_, pool), _)| pool.capacity().is_some()) {
        figures.put_for(&SERVER_USE, phase, of.use_percent(end));
        figures.put_for(&SERVER_WAIT, phase, of.waits.mean_days(end));
        let unfinished = of.waits.unfinished_percent();
        figures.put_for(&SERVER_WAIT_UNFINISHED, phase, unfinished);
    }
}

/// Reports how many of those who came early enough had not failed after one, three and five years,
/// whenever they came.
fn report_survival(ventures: &[Venture], end: SimTime, figures: &mut Figures) {
    for (metric, years) in [(&SURVIVAL_1Y, 1), (&SURVIVAL_3Y, 3), (&SURVIVAL_5Y, 5)] {
        let span = Duration::days(365) * years;
        let came = ventures.iter().filter(|venture| venture.came_to_the_city());
        let (mut early, mut failed) = (0_u64, 0_u64);
        for venture in came.filter(|venture| venture.entered + span <= end) {
            early += 1;
            let lived = venture.ended.saturating_since(venture.entered);
            failed += u64::from(venture.has_failed() && lived <= span);
        }
        let share = percent((early - failed) as f64, early as f64);
        figures.put(metric, share);
    }
}
