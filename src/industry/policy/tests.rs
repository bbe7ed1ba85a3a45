//! Policy alone, with and without tax.
#![expect(clippy::float_cmp, reason = "these effects are exact in f64")]

mod books;
mod checks;

use bevy_ecs::prelude::*;

use super::Policy;
use super::audit::audit;
use super::spec::{PolicyFile, ProgrammeFile};
use crate::engine::{Clock, Figures, Period, Sim};
use crate::industry::shared::Stage;
use crate::industry::shared::ledger::{Account, Postings, TaxPaid};
use crate::industry::shared::programmes::ProgrammeKind as Kind;
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::shared::subsystem::{Reader, alone};
use crate::scenario::{Document, FieldPath, Named};
use crate::units::{Date, Duration, Fen, SimTime};

const READER: Reader = Reader::of::<Policy>("policy");

fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

fn programme(kind: Kind, start: &str, end: Option<&str>) -> ProgrammeFile {
    ProgrammeFile {
        kind,
        start: date(start),
        end: end.map(date),
        intensity: 1.0,
        amount: 1.0,
        ramp: Duration::ZERO,
        budget_per_year: Fen::yuan(36_500),
    }
}

fn sim(programmes: Vec<(&str, ProgrammeFile)>, reinvest: bool, days: u64, warmup: u64) -> Sim {
    let mut file = PolicyFile::default();
    let named = |(name, row): (&str, ProgrammeFile)| (name.to_owned(), row);
    file.programmes = Named(programmes.into_iter().map(named).collect());
    file.reinvestment.enabled = reinvest;
    let document = Document::from_text("empty.toml", "", &[]).expect("no text, no mistake");
    let mut problems = document.problems();
    let policy = file.check(date("2018-01-01"), &FieldPath::root(), &mut problems);
    let policy = problems
        .into_result(policy)
        .expect("no problem")
        .expect("a section");
    let origin = Date::ymd(2018, 1, 1);
    let (warmup, horizon) = (Duration::days(warmup), Duration::days(days));
    let clock = Clock::new(origin, Duration::hours(8), warmup, horizon);
    let mut sim = Sim::new(clock, &Stage::ALL);
    alone::add(&policy, &READER, &mut sim);
    sim
}

/// What programmes do in each day's first tick.
fn days(sim: &mut Sim) -> Vec<Programmes> {
    let mut days = Vec::new();
    loop {
        let programmes = *sim.world().resource::<Programmes>();
        if !sim.step() {
            return days;
        }
        if sim.clock().starts_day() {
            days.push(programmes);
        }
        assert_eq!(audit(sim.world_mut()), Vec::<String>::new());
        let now = sim.clock().tick_end();
        if now == sim.clock().warmup() {
            READER.begin_statistics(sim);
        }
    }
}

fn figures(sim: &mut Sim) -> Figures {
    READER.figures(sim)
}

#[test]
fn a_campaign_acts_on_its_days_and_not_after() {
    let campaign = programme(Kind::SettleCampaign, "2018-01-03", Some("2018-01-06"));
    let doubled = ProgrammeFile {
        intensity: 2.0,
        ..campaign.clone()
    };
    let off = ProgrammeFile {
        intensity: 0.0,
        ..campaign.clone()
    };
    let of = |row| {
        let days = days(&mut sim(vec![("settle", row)], false, 8, 0));
        days.iter()
            .map(|day| day.strength(ProgrammeKind::SettleCampaign))
            .collect::<Vec<f64>>()
    };
    assert_eq!(of(campaign), [0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    assert_eq!(of(doubled), [0.0, 0.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0]);
    assert_eq!(of(off), [0.0; 8]);
}

#[test]
fn what_began_before_the_run_acts_from_its_first_tick_and_campaigns_add_up() {
    let rows = vec![
        ("first", programme(Kind::SettleCampaign, "2017-09-01", None)),
        (
            "second",
            programme(Kind::SettleCampaign, "2018-01-02", None),
        ),
    ];
    let days = days(&mut sim(rows, false, 2, 0));
    assert_eq!(
        [days[0], days[1]].map(|day| day.strength(ProgrammeKind::SettleCampaign)),
        [1.0, 2.0]
    );
    assert_eq!(days[0].strength(ProgrammeKind::Stations), 1.0);
}

#[test]
fn what_was_built_stays_and_stations_fall_back() {
    let ramped = |kind, amount| ProgrammeFile {
        amount,
        ramp: Duration::days(4),
        ..programme(kind, "2018-01-02", Some("2018-01-04"))
    };
    let rows = vec![
        ("homes", ramped(Kind::Housing, 1_000.0)),
        ("desks", ramped(Kind::Windows, 6.0)),
        ("stations", ramped(Kind::Stations, 0.5)),
    ];
    let days = days(&mut sim(rows, false, 6, 0));
    let of = |kind| days.iter().map(|day| day.count(kind)).collect::<Vec<u32>>();
    assert_eq!(of(ProgrammeKind::Housing), [0, 0, 250, 500, 500, 500]);
    assert_eq!(
        of(ProgrammeKind::Windows),
        [0, 0, 1, 3, 3, 3],
        "one and a half windows are one"
    );
    let factors: Vec<f64> = days
        .iter()
        .map(|day| day.strength(ProgrammeKind::Stations))
        .collect();
    assert_eq!(
        factors,
        [0.0, 0.0, 0.125, 0.0, 0.0, 0.0],
        "listed, so only while it runs"
    );
}

#[test]
fn a_programme_costs_the_treasury_its_budget_for_the_time_it_ran() {
    let rows = vec![(
        "settle",
        programme(Kind::SettleCampaign, "2018-01-11", Some("2018-03-02")),
    )];
    let mut sim = sim(rows, false, 90, 20);
    let mut posted = Vec::new();
    while sim.step() {
        let now = sim.clock().tick_end();
        for posting in sim.world_mut().resource_mut::<Postings>().drain() {
            assert_eq!(
                (posting.from, posting.to),
                (Account::Tax, Account::Programmes)
            );
            posted.push((now.day(), posting.amount));
        }
        if now == sim.clock().warmup() {
            READER.begin_statistics(&mut sim);
        }
    }
    let expected = [(31, 2_100), (59, 2_800), (90, 100)];
    assert_eq!(posted, expected.map(|(day, yuan)| (day, Fen::yuan(yuan))));
    let figures = figures(&mut sim);
    assert_eq!(figures.value("policy.active_days/settle"), Some(40.0));
    assert_eq!(figures.value("policy.spent/settle"), Some(4_000.0));
}

#[test]
fn tax_comes_back_a_year_later_only_if_reinvestment_is_on() {
    let run = |enabled| {
        let mut sim = sim(Vec::new(), enabled, 400, 0);
        // 40 M CNY of tax on the last day of January.
        sim.add(
            Stage::Finance,
            |clock: Res<Clock>, mut tax_paid: ResMut<TaxPaid>| {
                if clock.tick_end().day() == 31 {
                    tax_paid.0 = Fen::yuan(40_000_000);
                }
            },
        );
        let days = days(&mut sim);
        (days, figures(&mut sim).value("policy.reinvested"))
    };
    let (days_on, reinvested) = run(true);
    // 12 M come back: 4.2 M in housing at 400 k, 0.6 M in windows at 2 M, 1.8 M in stations.
    assert_eq!(reinvested, Some(6_600_000.0));
    assert_eq!(days_on[395], Programmes::default(), "not yet");
    let after = days_on[396];
    assert_eq!(after.count(ProgrammeKind::Housing), 10);
    assert_eq!(after.count(ProgrammeKind::Windows), 0);
    assert!((after.strength(ProgrammeKind::Stations) - 1.036).abs() < 1e-12);
    let (days_off, reinvested) = run(false);
    assert_eq!(reinvested, Some(0.0));
    assert!(days_off.iter().all(|day| *day == Programmes::default()));
}

#[test]
fn periods_that_cut_months_are_independent_and_cost_what_ran_in_them() {
    let rows = || {
        let settle = programme(Kind::SettleCampaign, "2018-01-11", Some("2018-03-02"));
        let homes = programme(Kind::Housing, "2018-02-10", None);
        vec![("settle", settle), ("homes", homes)]
    };
    let simulate = || {
        let mut sim = sim(rows(), true, 100, 0);
        let pay_tax = |clock: Res<Clock>, mut tax_paid: ResMut<TaxPaid>| {
            tax_paid.0 += Fen::yuan(if clock.ends_month() { 1_000 } else { 0 });
        };
        sim.add(Stage::Finance, pay_tax);
        sim
    };
    let day = |day| SimTime::ZERO + Duration::days(day);
    let period = |from, to| Period {
        from: day(from),
        to: day(to),
    };
    let periods = [period(20, 45), period(31, 90)];
    alone::assert_periods_are_independent(&READER, simulate, periods);
    let mut sim = sim(rows(), false, 45, 20);
    days(&mut sim);
    let spent = figures(&mut sim).value("policy.spent/settle");
    assert_eq!(spent, Some(2_500.0), "of 25 days");
}
