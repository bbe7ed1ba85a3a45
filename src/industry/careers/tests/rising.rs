//! Tiers against the theory of manpower systems, and the chain of vacancies.

use super::*;
use crate::units::time::DAY;

/// Nobody gives up or is hired.
const SEEKING: &str = "hire.leak = \"0 /y\"\n";

#[test]
fn who_rises_before_leaving_is_the_race_of_an_erlang_dwell_with_a_hazard() {
    let people = 60_000;
    let section = [SEEKING, "exit.operator = \"0.12 /y\"\n[tier]"].concat();
    let run = Run {
        horizon: Duration::days(25 * 365),
        ..Run::default()
    };
    let operators = crowd(people, Tier::Technician, Occupation::Operator);
    let mut town = Town::new(&section, operators, run);
    town.run_days(25 * 365);
    let rose = town.figures().value("careers.promoted/technician").unwrap();
    assert!(town.faults().is_empty());
    // (mu/(mu + h))^k with k = 4, mu = 4/3 and h = .12 a year.
    assert_share(whole(rose), people, 0.708_425_211_2);
}

#[test]
fn without_exits_the_dwell_is_erlang_for_any_number_of_stages() {
    let people = 60_000;
    for (stages, mean, expected) in [
        // 1 - exp(-x) (1 + x + ... + x^(k-1)/(k-1)!), x = 2 k / mean, after two years.
        (1, 3.0, 1.0 - f64::exp(-2.0 / 3.0)),
        (4, 3.0, erlang_share(4, 8.0 / 3.0)),
        (5, 1.5, erlang_share(5, 20.0 / 3.0)),
    ] {
        let section = format!(
            "{SEEKING}exit.operator = \"0 /y\"\n[tier]\ndwell_k = {stages}\n\
             dwell_mean_technician = \"{mean} y\"\n"
        );
        let operators = crowd(people, Tier::Technician, Occupation::Operator);
        let mut town = Town::new(&section, operators, Run::default());
        town.run_days(730);
        let above = |person: &&Person| person.tier > Tier::Technician;
        let risen = town.persons().iter().filter(above).count();
        assert_share(risen, people, expected);
    }
}

fn erlang_share(stages: i32, x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 0.0;
    for stage in 1..=stages {
        sum += term;
        term *= x / f64::from(stage);
    }
    1.0 - f64::exp(-x) * sum
}

/// Three grades: stay .80, .84, .92 a year, rise .08 and .06, leave the rest.
const GRADES: &str = "hire.leak = \"0 /y\"
exit = { engineer = \"0.12 /y\", phd = \"0.10 /y\", leading = \"0.08 /y\" }
[tier]
dwell_k = 1
dwell_mean_engineer = \"12.5 y\"
dwell_mean_doctor = \"16.666666667 y\"
";

const RECRUITS: [f64; 3] = [300.0, 120.0, 10.0];

/// The mean stocks of the three grades after so many years from nothing: dn/dt = r + n Q in steps
/// that are small enough.
fn mean_stocks(years: f64) -> [f64; 3] {
    let flow = |n: [f64; 3]| {
        [
            RECRUITS[0] - 0.20 * n[0],
            RECRUITS[1] + 0.08 * n[0] - 0.16 * n[1],
            RECRUITS[2] + 0.06 * n[1] - 0.08 * n[2],
        ]
    };
    let (steps, mut n) = (20_000, [0.0; 3]);
    let step = years / f64::from(steps);
    for _ in 0..steps {
        let first = flow(n);
        let middle = flow([0, 1, 2].map(|grade| n[grade] + 0.5 * step * first[grade]));
        n = [0, 1, 2].map(|grade| n[grade] + step * middle[grade]);
    }
    n
}

/// The stocks of a Markov manpower system with recruits r: n = r (I - P)^-1 in the end, which holds
/// in continuous time too, as I - P is then minus the generator. Recruits come as a Poisson
/// process, so every stock is Poisson at any time.
#[test]
fn stocks_of_three_grades_are_those_of_markov_manpower_theory() {
    let close = |n: [f64; 3], expected: [f64; 3]| {
        n.iter()
            .zip(expected)
            .all(|(n, expected)| (n - expected).abs() < 1.0)
    };
    assert!(close(mean_stocks(150.0), [1_500.0, 1_500.0, 1_250.0]));
    let replications = 12_u32;
    let mut stocks = [[0.0; 3]; 2];
    for replication in 0..replications {
        let run = Run {
            replication,
            horizon: Duration::days(80 * 365),
            ..Run::default()
        };
        let mut town = Town::new(GRADES, recruits(80, replication), run);
        for (place, years) in [5, 80].into_iter().enumerate() {
            town.run_days(years * 365);
            let persons = town.persons();
            for (grade, tier) in [Tier::Engineer, Tier::Doctor, Tier::Leading]
                .into_iter()
                .enumerate()
            {
                let is =
                    |person: &&Person| person.tier == tier && person.standing == Standing::Seeking;
                stocks[place][grade] += persons.iter().filter(is).count() as f64;
            }
        }
        assert!(town.faults().is_empty());
    }
    let n = f64::from(replications);
    for (stocks, years) in stocks.iter().zip([5.0, 80.0]) {
        for (sum, expected) in stocks.iter().zip(mean_stocks(years)) {
            let error = (expected / n).sqrt();
            assert!(4.0 * error < 0.16 * expected);
            let mean = sum / n;
            assert!(
                (mean - expected).abs() < 4.0 * error,
                "{mean} after {years} y, {expected} expected"
            );
        }
    }
}

/// Recruits of each grade over so many years, in order of time.
fn recruits(years: u64, replication: u32) -> Vec<(SimTime, Person)> {
    let end = SimTime::ZERO + Duration::days(365 * years);
    let mut persons = Vec::new();
    for (tier, rate) in [Tier::Engineer, Tier::Doctor, Tier::Leading]
        .into_iter()
        .zip(RECRUITS)
    {
        let mut stream = Streams::new(11, replication).stream("recruits", tier.name());
        let mut now = SimTime::ZERO;
        loop {
            now += Duration::from_millis_f64(stream.exponential() * 365.0 * DAY as f64 / rate);
            if now >= end {
                break;
            }
            persons.push((now, person(tier, Occupation::Engineer)));
        }
    }
    persons.sort_by_key(|(at, _)| *at);
    persons
}

#[test]
fn the_share_that_reaches_the_third_grade_is_that_of_the_fundamental_matrix() {
    let people = 60_000;
    let run = Run {
        horizon: Duration::days(100 * 365),
        ..Run::default()
    };
    let crowd = crowd(people, Tier::Engineer, Occupation::Engineer);
    let mut town = Town::new(GRADES, crowd, run);
    town.run_days(100 * 365);
    let figures = town.figures();
    let rose = |tier: &str| {
        let key = ["careers.promoted/", tier].concat();
        whole(figures.value(&key).unwrap())
    };
    assert_share(rose("engineer"), people, 0.4);
    // F13/F33 of F = (I - P)^-1.
    assert_share(rose("doctor"), people, 0.15);
}

#[test]
fn graduates_become_technicians_in_other_industries_and_take_the_tier_of_a_post() {
    let mut persons = crowd(4_000, Tier::Student, Occupation::Other);
    persons.extend(crowd(200, Tier::Student, Occupation::Engineer));
    persons.extend(crowd(200, Tier::Student, Occupation::Assembler));
    let section = "hire.m = \"100 /mo\"\nhire.leak = \"0 /y\"\nhire.overhire = 0
exit = { city_share = 0, engineer = \"0 /y\", assembler = \"0 /y\" }
tier = { dwell_mean_student = \"1 y\", dwell_mean_technician = \"100 y\", dwell_k = 20 }";
    let mut town = Town::new(section, persons, Run::default());
    town.require(Role::Engineer, 50.0);
    town.require(Role::Assembler, 50.0);
    town.run_days(30);
    for person in town.persons() {
        let expected = match (person.standing, person.occupation) {
            (Standing::Employed, Occupation::Engineer) => Tier::Engineer,
            (Standing::Employed, _) => Tier::Technician,
            _ => Tier::Student,
        };
        assert_eq!(person.tier, expected, "{person:?}");
    }
    assert_eq!(town.count(Standing::Employed), 100);
    assert!((town.figures().value("careers.promoted/student").unwrap() - 100.0).abs() < 0.5);
    town.run_days(3 * 365);
    let student = |person: &Person| person.tier == Tier::Student;
    assert!(
        !town.persons().iter().any(student),
        "three years are thrice the dwell"
    );
    let wait = town.figures().value("careers.promotion_wait/student");
    // 4,300 rise by dwell, 100 with a post on the second day.
    let expected = 365.0 * 4_300.0 / 4_400.0;
    assert!((wait.unwrap() - expected).abs() < 4.0 * 365.0 / (20.0 * 4_300.0_f64).sqrt() + 1.0);
    assert!(town.faults().is_empty());
}

/// Technicians in posts, nobody else.
fn technicians(count: usize) -> Vec<(SimTime, Person)> {
    let mut persons = crowd(count, Tier::Technician, Occupation::Technician);
    for (_, person) in &mut persons {
        person.standing = Standing::Employed;
    }
    persons
}

/// After ten mean dwells of three years nobody is left below, but for want of a post.
fn town_of_technicians(promotion: &str, posts: f64) -> Town {
    let section = format!(
        "hire.overhire = 0\n\
         exit = {{ technician = \"0 /y\", engineer = \"0 /y\", phd = \"0 /y\" }}\n\
         [tier]\npromotion = \"{promotion}\"\ndwell_mean_technician = \"0.5 y\"\n\
         dwell_mean_engineer = \"100 y\""
    );
    let mut town = Town::new(&section, technicians(300), Run::default());
    town.require(Role::Engineer, posts);
    town.run_days(5 * 365);
    assert_eq!(town.faults(), Vec::<String>::new());
    town
}

#[test]
fn under_push_the_tier_comes_with_time_and_the_post_with_a_vacancy() {
    let mut town = town_of_technicians("push", 40.0);
    let persons = town.persons();
    assert!(persons.iter().all(|person| person.tier == Tier::Engineer));
    let engineer = |person: &&Person| person.occupation == Occupation::Engineer;
    assert_eq!(persons.iter().filter(engineer).count(), 40);
    let figures = town.figures();
    assert_eq!(figures.value("careers.advanced"), Some(40.0));
    assert_eq!(figures.value("careers.promoted/technician"), Some(300.0));
    // Another ten posts, and the next ten of the line are in them by the second midnight.
    town.require(Role::Engineer, 50.0);
    town.run_days(5 * 365 + 2);
    assert_eq!(town.persons().iter().filter(engineer).count(), 50);
}

#[test]
fn under_pull_the_tier_comes_with_the_post() {
    let mut town = town_of_technicians("pull", 40.0);
    for person in town.persons() {
        let engineer = person.occupation == Occupation::Engineer;
        assert_eq!(person.tier == Tier::Engineer, engineer);
    }
    let figures = town.figures();
    assert_eq!(figures.value("careers.advanced"), Some(40.0));
    assert_eq!(figures.value("careers.promoted/technician"), Some(40.0));
    let pushed = town_of_technicians("push", 40.0);
    let first = |town: &mut Town| -> Vec<u32> {
        let persons = town.persons();
        let engineers = (0..).zip(&persons);
        engineers
            .filter(|(_, person)| person.occupation == Occupation::Engineer)
            .map(|(row, _)| row)
            .collect()
    };
    let mut pushed = pushed;
    assert_eq!(
        first(&mut town),
        first(&mut pushed),
        "whose dwell ends first"
    );
}

#[test]
fn a_technician_who_advances_leaves_a_post_for_the_next_one() {
    let mut persons = technicians(60);
    persons.extend(crowd(400, Tier::Technician, Occupation::Technician));
    let section = "hire = { m = \"100 /mo\", leak = \"0 /y\", overhire = 0 }
exit = { technician = \"0 /y\", engineer = \"0 /y\" }
tier = { promotion = \"pull\", dwell_mean_technician = \"0.5 y\" }";
    let mut town = Town::new(section, persons, Run::default());
    town.require(Role::Engineer, 100.0);
    town.require(Role::Technician, 60.0);
    town.run_days(4 * 365);
    let heads = |town: &mut Town, occupation| {
        let is = |person: &&Person| {
            person.standing == Standing::Employed && person.occupation == occupation
        };
        town.persons().iter().filter(is).count()
    };
    assert_eq!(heads(&mut town, Occupation::Engineer), 100);
    assert_eq!(heads(&mut town, Occupation::Technician), 60);
    let hired = town.figures().value("careers.hired/technician");
    assert_eq!(hired, Some(100.0), "one for each who advanced");
}
