//! Whatever a scenario says, nothing is lost, and the length of a tick changes nothing.
#![expect(clippy::float_cmp, reason = "counts are exact in f64")]

use proptest::prelude::*;

use super::*;

/// Every figure of a run, by key, in bits.
fn bits(figures: &Figures) -> Vec<(String, Option<u64>)> {
    let figures = figures.iter();
    figures
        .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
        .collect()
}

#[test]
fn the_length_of_a_tick_changes_no_figure() {
    let run = |tick: Duration| {
        let trial = Trial {
            tick,
            ..Trial::of(WHOLE, 400)
        };
        let mut sim = trial.start(4);
        let figures = finish(&mut sim);
        (bits(&figures), sim.world().resource::<Came>().0.clone())
    };
    let daily = run(Duration::days(1));
    assert!(daily.1.len() > 40);
    assert_eq!(daily, run(Duration::hours(1)));
    assert_eq!(daily, run(Duration::hours(8)));
}

#[test]
fn another_institute_changes_nobody_of_the_first() {
    let more =
        "[research.institutes.third]\nseats = 50\nstart = \"2019-01-01\"\ndoctors = \"90 /y\"\n";
    let keys = [
        "seat_occupancy/graphene",
        "seat_occupancy/college",
        "experts_matched",
        "visits_of/exchange",
    ];
    let without = format!("{WHOLE}\n").replace("weight = 0.3", "weight = 0");
    let with = format!("{without}{more}");
    let values = |text: &str| Trial::of(text, 400).values(2, &keys);
    assert_eq!(values(&without), values(&with));
}

#[test]
fn the_warm_up_leaves_counts_out_and_stocks_in() {
    let whole = Trial::of(WHOLE, 400).run(3);
    let late = Trial::of(WHOLE, 400).after(200).run(3);
    for key in [
        "academicians",
        "contacts",
        "bases_active",
        "projects_running",
    ] {
        let (one, other) = (value(&whole, key), value(&late, key));
        assert_eq!(one.to_bits(), other.to_bits(), "{key}");
    }
    for key in [
        "experts",
        "visits",
        "patents",
        "rd_spend",
        "recuperation_person_days",
    ] {
        let (all, part) = (value(&whole, key), value(&late, key));
        assert!(0.0 < part && part < 0.9 * all, "{key}: {part} of {all}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The audit runs after every tick, and what was counted agrees with what is there.
    #[test]
    fn experts_visits_projects_and_doctors_are_conserved(
        rates in proptest::array::uniform4(0.0..2_000.0_f64),
        patience in 0.01..2.0_f64,
        efficiency in 0.0..20.0_f64,
        alpha in 0.0..1.0_f64,
        rooms in 0_u32..6,
        beds in 0_u32..200,
        seats in 1_u32..20,
        strengths in proptest::array::uniform6(0.0..2.5_f64),
        seed in 0_u32..1_000,
    ) {
        let [experts, needs, visits, doctors] = rates;
        let text = format!(
            r#"{WHOLE}
[research.institutes.any]
seats = {seats}
start = "2019-02-01"
channel = "doctors"
doctors = "{doctors} /y"
"#
        );
        let text = text
            .replace("settle_share = 0.2", &format!(
                "settle_share = 0.2\nexperts_rate = \"{experts} /y\"\nneeds_rate = \"{needs} /y\"\n\
                 efficiency = \"{efficiency} /mo\"\nalpha = {alpha:?}\n\
                 expert_patience = \"exponential(mean={patience} mo)\""
            ))
            .replace("[research.visits]", &format!("[research.visits]\nrate = \"{visits} /y\""))
            .replace("rooms = 3", &format!("rooms = {rooms}"))
            .replace("hotel_beds = 148", &format!("hotel_beds = {beds}"));
        let kinds = [
            ProgrammeKind::Academicians,
            ProgrammeKind::Visits,
            ProgrammeKind::Recuperation,
            ProgrammeKind::AcademiciansHome,
            ProgrammeKind::Institutes,
            ProgrammeKind::Matching,
        ];
        let mut trial = Trial::of(&text, 300);
        for (kind, strength) in kinds.into_iter().zip(strengths) {
            trial = trial.with(kind, strength);
        }
        let mut sim = trial.start(seed);
        let figures = finish(&mut sim);
        let count = |key: &str| value(&figures, key);
        let waiting = count("experts_waiting");
        prop_assert_eq!(
            count("experts"),
            count("experts_matched") + count("experts_gone") + waiting
        );
        prop_assert_eq!(
            count("needs"),
            count("experts_matched") + count("needs_lapsed") + count("needs_waiting")
        );
        prop_assert_eq!(count("newcomers"), sim.world().resource::<Came>().0.len() as f64);
        let origins = ["matching", "institutes", "academicians", "visits"];
        let from = |what: &str| -> f64 {
            origins.iter().map(|origin| count(&format!("{what}/{origin}"))).sum()
        };
        prop_assert_eq!(count("projects"), from("projects_from"));
        prop_assert!((count("rd_spend") - from("rd_spend_from")).abs() < 0.1);
    }
}
