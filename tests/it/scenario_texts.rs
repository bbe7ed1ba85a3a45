//! Quantities and distributions are written with their units, and a wrong text says what to write.

use chippark::units::law::Law;
use chippark::units::text::TextError;
use chippark::units::{
    Area, Date, DefectDensity, Duration, DurationLaw, Fen, Frequency, Length, NumberLaw, Rate,
    Share,
};
use proptest::prelude::*;

use crate::texts::{any_text, text_of};

#[test]
fn spans_of_time_are_read_to_the_millisecond() {
    for (text, millis) in [
        ("51.69 min", 3_101_400),
        ("0.3 s", 300),
        ("250ms", 250),
        ("90 sec", 90_000),
        ("1.5 hr", 5_400_000),
        ("3 days", 259_200_000),
        ("2 wk", 1_209_600_000),
        ("1 mo", 2_628_000_000),
        ("9 months", 9 * 2_628_000_000),
        ("1_000.5 s", 1_000_500),
        ("1e3 ms", 1_000),
        ("4.17 y", 131_505_120_000),
        ("  1   d ", 86_400_000),
        ("0 h", 0),
    ] {
        assert_eq!(text.parse(), Ok(Duration::millis(millis)), "{text}");
    }
}

#[test]
fn money_is_read_to_the_fen() {
    for (text, fen) in [
        ("120 fen", 120),
        ("4500 CNY", 450_000),
        ("0.29 CNY", 29),
        ("4500 RMB", 450_000),
        ("1.129 M CNY", 112_900_000),
        ("12 k CNY", 1_200_000),
        ("15 bn CNY", 1_500_000_000_000),
        ("-2 CNY", -200),
    ] {
        assert_eq!(text.parse(), Ok(Fen::new(fen)), "{text}");
    }
}

#[test]
fn other_quantities_are_read_in_their_units() {
    assert_eq!("12 /y".parse(), Ok(Rate::per_year(12.0)));
    assert_eq!("500 /mo".parse(), Ok(Rate::per_month(500.0)));
    assert_eq!("0.25 /d".parse(), Ok(Rate::per_day(0.25)));
    assert_eq!("55 / h".parse(), Ok(Rate::per_milli(55.0 / 3_600_000.0)));
    assert_eq!("0.05".parse(), Ok(Share::new(0.05).unwrap()));
    assert_eq!("5 %".parse(), Ok(Share::new(0.05).unwrap()));
    assert_eq!("30 cm".parse(), Ok(Length::from_millimetres(300.0)));
    assert_eq!("800 km".parse(), Ok(Length::from_millimetres(8e8)));
    assert_eq!("1.42 cm2".parse(), Ok(Area::from_square_millimetres(142.0)));
    let density = DefectDensity::from_per_square_centimetre(0.25);
    assert_eq!("0.25 /cm2".parse(), Ok(density));
    assert_eq!("2500 MHz".parse(), Ok(Frequency::from_gigahertz(2.5)));
}

#[test]
fn laws_are_read_by_their_arguments() {
    const DAY: f64 = 86_400_000.0;
    for (text, law) in [
        ("51.69 min", Law::Constant { value: 3_101_400.0 }),
        ("constant(1 d)", Law::Constant { value: DAY }),
        (
            "exponential(mean=9 d)",
            Law::Exponential { mean: 9.0 * DAY },
        ),
        ("exponential(9 d)", Law::Exponential { mean: 9.0 * DAY }),
        (
            "erlang(mean = 3 y, k = 4)",
            Law::Erlang {
                k: 4,
                mean: 1095.0 * DAY,
            },
        ),
        ("gamma(mean=1 d, cv=0.5)", Law::Gamma { mean: DAY, cv: 0.5 }),
        (
            "uniform(low=0 d, high=1 d)",
            Law::Uniform {
                low: 0.0,
                high: DAY,
            },
        ),
        (
            "triangular(low=1 d,mode=2 d,high=4 d)",
            Law::Triangular {
                low: DAY,
                mode: 2.0 * DAY,
                high: 4.0 * DAY,
            },
        ),
        (
            "normal(mean=2 d, sd=1 d)",
            Law::Normal {
                mean: 2.0 * DAY,
                sd: DAY,
            },
        ),
        (
            "lognormal(mean=1 d, cv=0.8)",
            Law::Lognormal { mean: DAY, cv: 0.8 },
        ),
        (
            "weibull(shape=0.43, scale=1 d)",
            Law::Weibull {
                shape: 0.43,
                scale: DAY,
            },
        ),
        (
            "hyperexponential(0.4: 2 s, 0.6: 10 s)",
            Law::Hyperexponential {
                branches: vec![(0.4, 2e3), (0.6, 1e4)],
            },
        ),
        (
            "empirical(1 s: 0.2, 5 s: 0.8)",
            Law::Empirical {
                values: vec![(1e3, 0.2), (5e3, 0.8)],
            },
        ),
    ] {
        assert_eq!(text.parse(), Ok(DurationLaw::new(law)), "{text}");
    }
}

#[test]
fn laws_of_numbers_have_no_units() {
    let law = Law::Uniform {
        low: 2.0,
        high: 6.5,
    };
    assert_eq!("uniform(low=2, high=6.5)".parse(), Ok(NumberLaw::new(law)));
    assert_eq!(
        "4".parse(),
        Ok(NumberLaw::new(Law::Constant { value: 4.0 }))
    );
}

/// The message and the help of a text that is refused.
fn refused<T: std::str::FromStr<Err = TextError> + std::fmt::Debug>(text: &str) -> String {
    let TextError { message, help } = text.parse::<T>().unwrap_err();
    format!("{message} | {help}")
}

#[test]
fn a_wrong_quantity_says_what_to_write() {
    let units = "units: ms, s, min, h, d, wk, mo, y";
    let write = format!("write a number and a unit, such as `51.69 min`; {units}");
    assert_eq!(
        refused::<Duration>("51.69"),
        format!("`51.69` has no unit | {write}")
    );
    assert_eq!(
        refused::<Duration>("soon"),
        format!("`soon` does not begin with a number | {write}")
    );
    assert_eq!(
        refused::<Duration>(""),
        format!("`` does not begin with a number | {write}")
    );
    assert_eq!(
        refused::<Duration>("3 minuts"),
        format!("`minuts` is not a unit of time | did you mean `minutes`? {units}")
    );
    assert_eq!(
        refused::<Duration>("-3 d"),
        format!("`-3 d` is negative, but time must be zero or more | {write}")
    );
    assert_eq!(
        refused::<Duration>("5000 y"),
        "`5000 y` is longer than any run | the longest span is 1000 y"
    );
    assert_eq!(
        refused::<Duration>("1e999 d"),
        format!("`1e999 d` is too large | {write}")
    );
    assert_eq!(
        refused::<Duration>("nan d"),
        format!("`nan d` does not begin with a number | {write}")
    );
    assert_eq!(
        refused::<Fen>("15 bn"),
        "`bn` is not a unit of money | did you mean `bn CNY`? units: fen, CNY, k CNY, M CNY, bn CNY"
    );
    assert_eq!(
        refused::<Rate>("12"),
        "`12` is not per time | write a number per time, such as `12 /y`, `500 /mo` or `0.25 /d`"
    );
    assert_eq!(
        refused::<Share>("105 %"),
        "`105 %` is not between 0 and 1 | write a number from 0 to 1, or a percentage such as `5 %`"
    );
    assert_eq!(
        refused::<Date>("2018-02-30"),
        "`2018-02-30` is a date that no calendar has | the month 2018-02 has 28 days"
    );
    assert_eq!(
        refused::<Duration>("31.12.2020"),
        "`31.12.2020` is a date in another form | write `2020-12-31`: year, month and day"
    );
    assert_eq!(
        refused::<Rate>("1e300 /y"),
        "`1e300 /y` is more often than any run can follow | the highest rate is 1000000 /ms"
    );
    assert_eq!(
        refused::<Area>("1e-300 mm2"),
        "`1e-300 mm2` is out of range | allowed is 0, or 1e-9 to 1e15 mm2"
    );
}

#[test]
fn a_wrong_law_says_what_to_write() {
    assert_eq!(
        refused::<DurationLaw>("exponental(mean=9 d)"),
        "there is no law called `exponental` | did you mean `exponential`? laws: constant, \
         exponential, erlang, gamma, uniform, triangular, normal, lognormal, weibull, \
         hyperexponential, empirical"
    );
    let write = "write `gamma(mean=9 d, cv=0.8)`";
    for (text, message) in [
        ("gamma(mean=9 d)", "the argument `cv` is missing"),
        ("gamma(mean=9 d, sd=1)", "there is no argument called `sd`"),
        ("gamma(9 d, 0.8)", "`9 d` does not name its argument"),
        ("gamma(mean=9 d, mean=8 d)", "`mean` is given twice"),
        (
            "gamma(mean=9 d, cv=0.8",
            "`gamma(mean=9 d, cv=0.8` does not end with `)`",
        ),
        ("gamma(mean=9, cv=0.8)", "`9` has no unit"),
        (
            "gamma(mean=9 d, cv=1 d)",
            "`1 d` has a unit, but a pure number is expected",
        ),
    ] {
        assert_eq!(refused::<DurationLaw>(text), format!("{message} | {write}"));
    }
    assert_eq!(
        refused::<DurationLaw>("hyperexponential(0.4: 2 s, 0.7: 10 s)"),
        "`hyperexponential(0.4: 2 s, 0.7: 10 s)` is an impossible law | every branch needs a \
         probability and a mean above zero, and the probabilities must sum to 1"
    );
    // The shape of a gamma law is 1 / cv^2, so that with a cv of 10^200 it is no number.
    for law in ["gamma(mean=1 d, cv=1e10)", "lognormal(mean=1 d, cv=1e-5)"] {
        assert_eq!(
            refused::<DurationLaw>(law),
            format!(
                "`{law}` is an impossible law | the mean must be above zero, and cv from 0.0001 \
                 to 100"
            )
        );
    }
    assert_eq!(
        refused::<DurationLaw>("weibull(shape=0.01, scale=1 d)"),
        "`weibull(shape=0.01, scale=1 d)` is an impossible law | shape must be from 0.1 to 1000, \
         and scale above zero"
    );
    assert_eq!(
        refused::<DurationLaw>("erlang(k=2.5, mean=1 d)"),
        "k is 2.5, not a whole number from 1 to 10000 | write `erlang(k=4, mean=9 d)`"
    );
    assert_eq!(
        refused::<DurationLaw>("empirical(1 d, 2 d)"),
        "`1 d` is not a pair with a colon | write `empirical(9 d: 0.2, 9 d: 0.8)`"
    );
    assert_eq!(
        refused::<NumberLaw>("exponential(mean=9 d)"),
        "`9 d` has a unit, but a pure number is expected | write `exponential(mean=4.5)`"
    );
}

#[test]
fn canonical_texts_are_short() {
    let span = |text: &str| text.parse::<Duration>().unwrap().to_string();
    for text in [
        "51.69 min",
        "3 d",
        "9 mo",
        "4 y",
        "1.5 h",
        "3 ms",
        "0.001 s",
        "36 h",
        "90 s",
    ] {
        let expected = match text {
            "0.001 s" => "1 ms",
            "36 h" => "1.5 d",
            "90 s" => "1.5 min",
            same => same,
        };
        assert_eq!(span(text), expected);
    }
    let sum = |text: &str| text.parse::<Fen>().unwrap().to_string();
    for text in ["15 bn CNY", "1.129 M CNY", "4500 CNY", "-0.05 CNY"] {
        assert_eq!(sum(text), text);
    }
    for text in ["13 /y", "500 /mo", "0.25 /d", "55 /h", "6 /min"] {
        assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
    }
    assert_eq!("300 mm".parse::<Length>().unwrap().to_string(), "30 cm");
    assert_eq!("25000 m2".parse::<Area>().unwrap().to_string(), "25000 m2");
    assert_eq!(
        "1.2 GHz".parse::<Frequency>().unwrap().to_string(),
        "1.2 GHz"
    );
}

/// Every kind of law, with parameters of any size that is allowed.
fn any_law() -> impl Strategy<Value = Law> {
    let positive = || {
        prop_oneof![
            1e-3..1e12_f64,
            (1_u64..1 << 40).prop_map(|whole| whole as f64)
        ]
    };
    let pair = move || (positive(), positive());
    let cv = || prop_oneof![1e-4..1.0_f64, 1.0..100.0_f64];
    prop_oneof![
        positive().prop_map(|value| Law::Constant { value }),
        positive().prop_map(|mean| Law::Exponential { mean }),
        (1_u32..100, positive()).prop_map(|(k, mean)| Law::Erlang { k, mean }),
        (positive(), cv()).prop_map(|(mean, cv)| Law::Gamma { mean, cv }),
        pair().prop_map(|(low, more)| Law::Uniform {
            low,
            high: low + more + 1.0
        }),
        pair().prop_map(|(low, more)| Law::Triangular {
            low,
            mode: low,
            high: low + more + 1.0
        }),
        pair().prop_map(|(mean, sd)| Law::Normal { mean, sd }),
        (positive(), cv()).prop_map(|(mean, cv)| Law::Lognormal { mean, cv }),
        (0.1..1e3_f64, positive()).prop_map(|(shape, scale)| Law::Weibull { shape, scale }),
        (0.01..0.99_f64, pair()).prop_map(|(p, (left, right))| Law::Hyperexponential {
            branches: vec![(p, left), (1.0 - p, right)],
        }),
        proptest::collection::vec(pair(), 1..5).prop_map(|values| Law::Empirical { values }),
    ]
}

proptest! {
    #[test]
    fn canonical_texts_are_read_back_exactly(
        millis in 0..Duration::days(365_000).as_millis(),
        fen in -1_000_000_000_000_000_i64..=1_000_000_000_000_000,
        size in prop_oneof![Just(0.0), 1e-9..1e-6_f64, 1e-6..1e3, 1e3..1e15],
        share in 0.0..=1.0_f64,
        day in 0_i64..100_000,
    ) {
        let span = Duration::millis(millis);
        prop_assert_eq!(span.to_string().parse(), Ok(span));
        let sum = Fen::new(fen);
        prop_assert_eq!(sum.to_string().parse(), Ok(sum));
        let rate = Rate::per_milli(size.min(1e6));
        prop_assert_eq!(rate.to_string().parse(), Ok(rate));
        let length = Length::from_millimetres(size);
        prop_assert_eq!(length.to_string().parse(), Ok(length));
        let area = Area::from_square_millimetres(size);
        prop_assert_eq!(area.to_string().parse(), Ok(area));
        let density = DefectDensity::from_per_square_centimetre(size);
        prop_assert_eq!(density.to_string().parse(), Ok(density));
        let frequency = Frequency::from_gigahertz(size);
        prop_assert_eq!(frequency.to_string().parse(), Ok(frequency));
        let share = Share::new(share).unwrap();
        prop_assert_eq!(share.to_string().parse(), Ok(share));
        let date = Date::new(2018, 1, 1).unwrap().plus_days(day).unwrap();
        prop_assert_eq!(date.to_string().parse(), Ok(date));
    }

    #[test]
    fn canonical_laws_are_read_back_exactly(law in any_law()) {
        let (span, number) = (DurationLaw::new(law.clone()), NumberLaw::new(law));
        prop_assert_eq!(span.to_string().parse(), Ok(span));
        prop_assert_eq!(number.to_string().parse(), Ok(number));
    }

    #[test]
    fn no_text_makes_a_parser_panic(
        text in prop_oneof![
            text_of("0123456789abcdefghijklmnopqrstuvwxyz().,:=/% _+-", 30),
            any_text(20),
            any_text(20).prop_map(|text| format!("gamma({text}")),
            any_text(20).prop_map(|text| format!("empirical({text}")),
        ],
    ) {
        let _ = (text.parse::<Duration>(), text.parse::<Fen>(), text.parse::<Rate>());
        let _ = (text.parse::<Share>(), text.parse::<Length>(), text.parse::<Area>());
        let _ = (text.parse::<DurationLaw>(), text.parse::<NumberLaw>(), text.parse::<Date>());
    }
}

#[test]
fn serde_takes_and_gives_the_texts() {
    let law: DurationLaw = serde_json::from_str("\"exponential(mean=36 h)\"").unwrap();
    assert_eq!(
        serde_json::to_string(&law).unwrap(),
        "\"exponential(mean=1.5 d)\""
    );
    let share: Share = serde_json::from_str("0.05").unwrap();
    assert_eq!(serde_json::to_string(&share).unwrap(), "0.05");
    let number: NumberLaw = serde_json::from_str("4").unwrap();
    assert_eq!(serde_json::to_string(&number).unwrap(), "4.0");
    let error = serde_json::from_str::<Duration>("40")
        .unwrap_err()
        .to_string();
    assert!(error.starts_with("`40` has no unit"), "{error}");
}
