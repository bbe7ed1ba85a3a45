//! Research against exact answers: means within four standard errors.

use super::*;
use crate::industry::research::formulas::{expected_patents, matches_per_month, pull, zipf_shares};
use crate::industry::research::spec;
use crate::units::time::{DAY, MONTH, YEAR};

/// Asserts that the mean of `values` is `exact`, within four standard errors of at most `finest` of
/// it.
fn assert_mean(what: &str, values: &[f64], exact: f64, finest: f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / (count - 1.0);
    let error = (variance / count).sqrt();
    assert!(
        error <= finest * exact,
        "{what}: a standard error of {error} says nothing about {exact}"
    );
    let score = (mean - exact) / error;
    assert!(score.abs() < 4.0, "{what}: {mean}, not {exact}: z {score}");
}

fn column(values: &[Vec<f64>], row: usize) -> Vec<f64> {
    values.iter().map(|one| one[row]).collect()
}

/// The mean and variance of counts, which are equal for a Poisson count (model row 1).
fn assert_poisson(what: &str, values: &[f64], mean: f64) {
    assert_mean(what, values, mean, 0.05);
    let count = values.len() as f64;
    let scatter = values.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / count;
    // A Poisson count's squared distance from its mean has the variance 2 m^2 + m.
    let score = (scatter - mean) / ((2.0 * mean * mean + mean) / count).sqrt();
    assert!(
        score.abs() < 4.0,
        "{what}: a variance of {scatter} at a mean of {mean}"
    );
}

/// Visits follow contacts as these fade: a thinned process whose count is Poisson with the integral
/// of its rate as its mean, in every part of the run.
#[test]
fn visits_are_poisson_at_the_rate_that_fading_contacts_give() {
    let text = r#"
[research.contacts]
initial = 4000
reference = 900
weight = 0.8
lasts = "60 d"
[research.visits]
rate = "1000 /y"
mix = [0, 1, 0, 0]
stay = "1 s"
"#;
    let rate = |day: f64| {
        let contacts = 4000.0 * (-day / 60.0).exp();
        1000.0 / 365.0 * pull(contacts, 900.0, 0.8)
    };
    let integral = |from: u32, until: u32| {
        let steps = (from * 100..until * 100).map(|step| (f64::from(step) + 0.5) / 100.0);
        steps.map(rate).sum::<f64>() / 100.0
    };
    let whole = Trial::of(text, 200).values(120, &["visits"]);
    assert_poisson("all visits", &column(&whole, 0), integral(0, 200));
    let late = Trial::of(text, 200).after(120).values(120, &["visits"]);
    assert_poisson("late visits", &column(&late, 0), integral(120, 200));
}

/// The chance that all of `servers` are busy under so many erlangs (model row 9).
fn erlang_b(servers: u32, erlangs: f64) -> f64 {
    (1..=servers).fold(1.0, |loss, server| {
        let load = erlangs * loss;
        load / (f64::from(server) + load)
    })
}

/// A home is a loss system: whatever the law of stays, the share turned away is Erlang's.
#[test]
fn rooms_turn_away_the_share_of_erlang() {
    for stay in ["gamma(mean=2.5 d, cv=0.5)", "exponential(mean=2.5 d)"] {
        let text = format!(
            r#"
[research.home]
rooms = 2
opened = "2018-01-01"
other_rooms = 1
[research.visits]
rate = "365 /y"
stay = "{stay}"
"#
        );
        let keys = ["visits", "visits_turned_away", "home_occupancy"];
        let trial = Trial::of(&text, 4_050).after(50);
        let values = trial.values(16, &keys);
        let lost = |one: &Vec<f64>| one[1] / (one[0] + one[1]);
        let lost: Vec<f64> = values.iter().map(lost).collect();
        let loss = erlang_b(3, 2.5);
        assert_mean(stay, &lost, loss, 0.02);
        let occupancy = 100.0 * 2.5 * (1.0 - loss) / 3.0;
        assert_mean(stay, &column(&values, 2), occupancy, 0.02);
    }
    assert!((erlang_b(14, 11.0) - 0.085_186_286_8).abs() < 1e-9);
}

/// Lectures that act are the customers of M/D/infinity: their mean is rate times length.
#[test]
fn lectures_add_up_to_rate_times_length() {
    let text = |most: u32| {
        format!(
            r#"
[research.visits]
rate = "100 /y"
mix = [0, 1, 0, 0]
stay = "1 d"
lecture_gain = 0.2
lecture_lasts = "30 d"
lectures_at_once = {most}
"#
        )
    };
    let load: f64 = 100.0 * 30.0 / 365.0;
    let trial = Trial::of(&text(1_000), 3_100).after(100);
    let values = trial.values(16, &["training_factor"]);
    assert_mean("training", &column(&values, 0), 1.0 + 0.2 * load, 0.01);
    // With one that counts, it is the chance that any acts.
    let trial = Trial::of(&text(1).replace("100 /y", "10 /y"), 3_100).after(100);
    let values = trial.values(16, &["training_factor"]);
    let any = 1.0 - (-load / 10.0).exp();
    assert_mean("one lecture", &column(&values, 0), 1.0 + 0.2 * any, 0.01);
}

/// The steady state of the platform, from its Markov chain in U and V: matches and experts who give
/// up per month.
fn platform_rates(experts: f64, needs: f64, patience: [f64; 2]) -> (f64, f64) {
    const MOST: usize = 48;
    let at = |experts: usize, needs: usize| experts * MOST + needs;
    let matches = |u: usize, v: usize| matches_per_month(0.8, 0.6, u as f64, v as f64);
    let out = |u: usize, v: usize| {
        let comes = if u + 1 < MOST { experts } else { 0.0 };
        let arises = if v + 1 < MOST { needs } else { 0.0 };
        comes + arises + u as f64 / patience[0] + v as f64 / patience[1] + matches(u, v)
    };
    let mut chance = vec![1.0 / (MOST * MOST) as f64; MOST * MOST];
    // Gauss and Seidel: each state's chance from its neighbours', until it stands still.
    for _ in 0..3_000 {
        for u in 0..MOST {
            for v in 0..MOST {
                let mut inflow = 0.0;
                if u > 0 {
                    inflow += experts * chance[at(u - 1, v)];
                }
                if v > 0 {
                    inflow += needs * chance[at(u, v - 1)];
                }
                if u + 1 < MOST {
                    inflow += (u + 1) as f64 / patience[0] * chance[at(u + 1, v)];
                }
                if v + 1 < MOST {
                    inflow += (v + 1) as f64 / patience[1] * chance[at(u, v + 1)];
                }
                if u + 1 < MOST && v + 1 < MOST {
                    inflow += matches(u + 1, v + 1) * chance[at(u + 1, v + 1)];
                }
                chance[at(u, v)] = inflow / out(u, v);
            }
        }
        let sum: f64 = chance.iter().sum();
        for one in &mut chance {
            *one /= sum;
        }
    }
    let mean = |of: &dyn Fn(usize, usize) -> f64| {
        let states = (0..MOST).flat_map(|u| (0..MOST).map(move |v| (u, v)));
        states
            .map(|(u, v)| chance[at(u, v)] * of(u, v))
            .sum::<f64>()
    };
    assert!(mean(&|u, v| f64::from(u8::from(u + 1 == MOST || v + 1 == MOST))) < 1e-9);
    (mean(&matches), mean(&|u, _| u as f64 / patience[0]))
}

#[test]
fn the_platform_is_its_markov_chain() {
    let text = r#"
[research.matching]
efficiency = "0.8 /mo"
alpha = 0.6
experts_rate = "6 /mo"
needs_rate = "7 /mo"
expert_patience = "exponential(mean=3 mo)"
need_patience = "exponential(mean=2 mo)"
"#;
    let (matches, gone) = platform_rates(6.0, 7.0, [3.0, 2.0]);
    let months = 6_000.0 * DAY as f64 / MONTH as f64;
    let keys = ["experts_matched", "experts_gone", "experts", "needs"];
    let values = Trial::of(text, 6_500).after(500).values(24, &keys);
    assert_mean("matches", &column(&values, 0), matches * months, 0.01);
    assert_mean("experts gone", &column(&values, 1), gone * months, 0.02);
    assert_mean("experts", &column(&values, 2), 6.0 * months, 0.01);
    assert_mean("needs", &column(&values, 3), 7.0 * months, 0.01);
}

/// How many different universities `experts` come from, in the mean: `sum 1 - (1 - p)^n`.
fn expected_distinct(shares: &[f64], experts: i32) -> f64 {
    shares.iter().map(|p| 1.0 - (1.0 - p).powi(experts)).sum()
}

/// Different universities of a year's experts: an occupancy, for even and for uneven universities;
/// the number of experts is Poisson itself, so `(1 - p)^n` becomes `exp(-n p)`.
#[test]
fn experts_come_from_as_many_universities_as_occupancy_says() {
    for (universities, zipf) in [(100_u32, 0.0), (137, 1.0)] {
        let text = format!("[research.matching]\nuniversities = {universities}\nzipf = {zipf:?}\n");
        let values = Trial::of(&text, 365).values(60, &["universities"]);
        let shares = zipf_shares(universities, zipf);
        let seen = shares.iter().map(|share| 1.0 - (-329.0 * share).exp());
        let exact: f64 = seen.sum();
        assert_mean("universities", &column(&values, 0), exact, 0.01);
        // With 329 of them, hardly another number.
        assert!((expected_distinct(&shares, 329) - exact).abs() < 1.0);
    }
}

/// A year of the report's platform: money, experts and patents as equation E8 has them, and bases
/// and centres at their chances.
#[test]
fn patents_bases_and_centres_follow_money_doctors_and_projects() {
    let text =
        "[research.matching]\n[research.institutes.one]\nseats = 5\nstart = \"2019-01-01\"\n";
    let keys = [
        "patents",
        "patents_expected",
        "bases_founded",
        "centres",
        "projects",
        "rd_spend",
    ];
    let trial = Trial::of(text, 2 * 365).after(365);
    let values = trial.values(60, &keys);
    let sum = |row: usize| column(&values, row).iter().sum::<f64>();
    let within = |what: &str, found: f64, mean: f64, variance: f64| {
        let score = (found - mean) / variance.sqrt();
        assert!(score.abs() < 4.0, "{what}: {found}, not {mean}: z {score}");
    };
    within("patents", sum(0), sum(1), sum(1));
    let binomial = |what: &str, found: f64, trials: f64, chance: f64| {
        within(
            what,
            found,
            trials * chance,
            trials * chance * (1.0 - chance),
        );
    };
    binomial("bases_founded", sum(2), sum(4), 0.2387);
    binomial("centres", sum(3), sum(2), 0.5676);
    // The second year's patents are nearly those of its money and doctors as a whole.
    let year = expected_patents(0.8251, sum(5) / 60.0 / 1e6, 329.0 + 5.0);
    assert!(
        (sum(1) / 60.0 / year - 1.0).abs() < 0.03,
        "{}",
        sum(1) / 60.0
    );
}

/// Within one month the mean is the formula itself, of what is reported beside it.
#[test]
fn the_mean_of_patents_is_the_formula_of_the_reported_money_and_experts() {
    let text = "[research.matching]\nefficiency = \"9 /mo\"\nneeds_rate = \"900 /y\"\n";
    for replication in 0..4 {
        let figures = Trial::of(text, 30).run(replication);
        let (money, experts) = (value(&figures, "rd_spend"), value(&figures, "experts"));
        let exact = expected_patents(0.8251, money / 1e6, experts);
        assert!(exact > 1.0);
        assert!((value(&figures, "patents_expected") - exact).abs() < 1e-9);
    }
}

/// Money is spent evenly and to the fen: all of it by the end of a project, half at half time.
#[test]
fn a_project_spends_its_money_evenly_and_to_the_fen() {
    let text = r#"
[research.academicians]
arrivals.all = { date = "2018-01-01", persons = 18 }
projects_per_transformation_day = 0.1
[research.projects]
rd_per_project = "1000000.01 CNY"
rd_cv = 0
duration = "100 d"
"#;
    let trial = Trial::of(text, 400);
    let mut sim = trial.start(1);
    let figures = finish(&mut sim);
    let counts = &state(&sim).counts;
    let ended = value(&figures, "projects") - value(&figures, "projects_running");
    assert!(ended > 10.0);
    let spent = value(&figures, "rd_spend");
    let running = value(&figures, "projects_running");
    assert!(spent > ended * 1_000_000.01 - 0.005);
    assert!(spent < (ended + running) * 1_000_000.01 + 0.005);
    assert_eq!(counts.all_spent(), counts.spent[2]);
    // 246.375 full-time days of transformation a year, one project in ten of them.
    let days = 18.0 * 0.15 * 0.25 * 400.0;
    assert!((value(&figures, "fte_days/transformation") - days).abs() < 1e-9);
    let values = trial.values(60, &["projects_from/academicians"]);
    assert_poisson("their projects", &column(&values, 0), days / 10.0);
}

/// Money is lognormal with the stated mean and spread.
#[test]
fn the_money_of_projects_has_the_stated_mean() {
    let text = "[research.matching]\nneeds_rate = \"3000 /y\"\nexperts_rate = \"3000 /y\"\n\
                [research.projects]\nduration = \"1 d\"\n";
    let values = Trial::of(text, 365).values(20, &["rd_spend", "projects"]);
    let means: Vec<f64> = values.iter().map(|one| one[0] / one[1] / 1e6).collect();
    assert_mean("money", &means, 1.129, 0.01);
    let mean = means.iter().sum::<f64>() / 20.0;
    let scatter = means.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / 19.0;
    // A coefficient of variation of 1: the mean of n projects scatters by 1.129 / sqrt(n).
    let projects = values.iter().map(|one| one[1]).sum::<f64>() / 20.0;
    let ratio = scatter / (1.129_f64.powi(2) / projects);
    assert!(
        (0.3..2.3).contains(&ratio),
        "{ratio}: chi-square of 19 degrees"
    );
}

/// Seats fill at the rate of applications, and doctors begin projects at theirs.
#[test]
fn doctors_fill_seats_and_begin_projects() {
    let text = r#"
[research.institutes.graphene]
seats = 8
start = "2019-01-11"
channel = "doctors"
doctors = "20 /y"
projects_per_doctor = "3 /y"
"#;
    let trial = Trial::of(text, 10 + 73);
    let keys = [
        "doctors_at_institutes",
        "projects",
        "seat_occupancy/graphene",
    ];
    let values = trial.values(200, &keys);
    // A fifth of a year: min(8, Poisson(4)).
    let chance = |count: u32| {
        let factorial: f64 = (1..=count).map(f64::from).product();
        (-4.0_f64).exp() * 4.0_f64.powi(i32::try_from(count).unwrap()) / factorial
    };
    let exact = 8.0 - (0..8).map(|n| f64::from(8 - n) * chance(n)).sum::<f64>();
    assert_mean("doctors", &column(&values, 0), exact, 0.05);
    let doctor_years: f64 = column(&values, 2)
        .iter()
        .map(|p| p / 100.0 * 8.0 * 0.2)
        .sum();
    let projects: f64 = column(&values, 1).iter().sum();
    let score = (projects - 3.0 * doctor_years) / (3.0 * doctor_years).sqrt();
    assert!(
        score.abs() < 4.0,
        "{projects} of {doctor_years} doctor years"
    );
}

/// The event's 750 person-days become contacts as they pass, and fade.
#[test]
fn an_event_of_150_for_5_days_is_750_person_days_of_contact() {
    let text = r#"
[research.contacts]
lasts = "100 d"
[research.recuperation]
events.spring = { date = "2019-01-11" }
"#;
    let figures = Trial::of(text, 40).run(0);
    let exact = 150.0 * 100.0 * (1.0 - (-0.05_f64).exp()) * (-0.25_f64).exp();
    assert!((value(&figures, "contacts") - exact).abs() < 1e-6);
    for (key, exact) in [
        ("recuperation_people", 150.0),
        ("recuperation_days", 5.0),
        ("recuperation_person_days", 750.0),
        ("newcomers", 0.0),
    ] {
        assert!((value(&figures, key) - exact).abs() < 1e-12, "{key}");
    }
}

/// The reputation that patents make fades as contacts do; at their references both leave visits be.
#[test]
fn defaults_are_those_of_the_report() {
    let files = (
        spec::VisitsFile::default(),
        spec::ContactsFile::default(),
        spec::ReputationFile::default(),
        spec::MatchingFile::default(),
    );
    assert!((files.0.rate.get_per_year() - 150.0).abs() < 1e-9);
    assert!((pull(files.1.reference, files.1.reference, files.1.weight) - 1.0).abs() < 1e-15);
    assert!((files.2.reference - 280.0).abs() < 1e-15);
    let shares = zipf_shares(files.3.universities, files.3.zipf);
    let distinct = expected_distinct(&shares, 329);
    assert!((76.0..100.0).contains(&distinct), "{distinct}");
    let year = files.3.expert_patience.mean().as_millis();
    assert_eq!(year, YEAR);
}
