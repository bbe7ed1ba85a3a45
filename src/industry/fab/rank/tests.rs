//! Formulas: what they are worth for a lot, what is refused, and how they order.

use super::Formula;
use crate::industry::fab::dispatch::{Moment, QueuedLot};
use crate::industry::fab::rows::{LotRow, ToolRow};
use crate::industry::fab::setups::{SetupId, SetupTimes};
use crate::units::{Duration, SimTime};

/// A lot of 25 wafers, joined at 1 h, due at 30 h, to start by 9 h, with 10 h of work left of which
/// this step takes 2 h, priority 3, setup 1.
fn lot() -> QueuedLot {
    let hours = |hours| SimTime::ZERO + Duration::hours(hours);
    QueuedLot {
        joined: hours(1),
        due: hours(30),
        start_by: hours(9),
        remaining: 36e6,
        arrival: 7,
        work: 7_200_000,
        lot: LotRow::new(0),
        tool: None,
        batch_key: 0,
        setup: SetupId(1),
        always_sets_up: false,
        wafers: 25,
        priority: 3,
    }
}

/// The value of a formula at 5 h on a tool that needs 15 min of setup for the lot; times in hours.
fn value(text: &str) -> f64 {
    let mut setups = SetupTimes::new(2);
    setups.set(None, 0, Duration::minutes(15), 1);
    let moment = Moment {
        now: SimTime::ZERO + Duration::hours(5),
        tool: ToolRow::new(0),
        keeps_setup: false,
        reserved_for: None,
        setup: SetupId(0),
        setups: &setups,
        under_way: &[],
    };
    let formulas = Formula::list(text).unwrap();
    formulas[0].value(&lot(), Some(&moment))
}

#[test]
fn formulas_are_worked_out_as_written() {
    let hour = 3_600_000.0;
    for (text, expected) in [
        ("priority", 3.0),
        ("wafers", 25.0),
        ("now", 5.0 * hour),
        ("joined", hour),
        ("due", 30.0 * hour),
        ("start_by", 9.0 * hour),
        ("remaining", 10.0 * hour),
        ("process_time", 2.0 * hour),
        ("setup_time", 0.25 * hour),
        ("-priority", -3.0),
        ("due - now - remaining", 15.0 * hour),
        ("(due - now) / remaining", 2.5),
        ("1 + 2 * 3 - 4 / 2", 5.0),
        ("(1 + 2) * 3", 9.0),
        ("--2 - -3", 5.0),
        ("2 h + 30 min", 2.5 * hour),
        ("2h", 2.0 * hour),
        ("min(4, 2) + max(4, 2) * abs(-3)", 14.0),
        ("if(start_by - now <= 4 h, 1, 2)", 1.0),
        ("if(start_by - now < 4 h, 1, 2)", 2.0),
        ("if(start_by - now >= 4 h, 1, 2)", 1.0),
        (
            "if(now - 1 h > due - 26 h - 1 min, now - joined, 0)",
            4.0 * hour,
        ),
        ("priority > wafers", 0.0),
        ("wafers * 2 > priority + 1", 1.0),
        ("max(now - due, 0)", 0.0),
        ("wafers / process_time * remaining", 125.0),
    ] {
        let found = value(text);
        assert!(
            (found - expected).abs() < 1e-9,
            "{text}: {found}, not {expected}"
        );
    }
}

#[test]
fn what_is_no_formula_is_refused_with_its_place() {
    for (text, message, help) in [
        ("", "`the end` at character 1", "a quantity"),
        ("due -", "`the end` at character 6", "a number"),
        ("due now", "`now` at character 5", "an operator"),
        ("(due", "`the end` at character 5", "`)`"),
        (
            "setuptime",
            "`setuptime` at character 1 is unknown",
            "`setup_time`",
        ),
        (
            "foo",
            "`foo` at character 1 is unknown",
            "quantities are priority, wafers",
        ),
        ("min(due)", "`)` at character 8", "`,`"),
        ("due % 2", "`%` at character 5", "+ - * /"),
        (
            "due - priority",
            "`-` at character 5 is given a time and a plain number",
            "`2 h`",
        ),
        (
            "due < 2",
            "`<` at character 5 is given a time and a plain number",
            "`2 h`",
        ),
        (
            "due * now - due",
            "is given a time to the power of 2 and a time",
            "one unit",
        ),
        (
            "if(due, 1, 2)",
            "`if` at character 1 is given a time and a plain number",
            "",
        ),
        ("max(1, 2 h)", "`max` at character 1", ""),
        ("2 lots", "lots", ""),
        ("1.2.3", "`1.2.3` at character 1", "`0.5`"),
        ("due;", "`the end` at character 5", ""),
        ("1;1;1;1;1;1;1;1;1", "more than 8 formulas", ""),
    ] {
        let error = Formula::list(text).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert!(error.help.contains(help), "{text}: {}", error.help);
    }
    let deep = format!("{}1{}", "(".repeat(5_000), ")".repeat(5_000));
    assert!(Formula::list(&deep).is_err(), "nested");
    let wide = format!("{}1{}", "1+(".repeat(17), ")".repeat(17));
    let error = Formula::list(&wide).unwrap_err();
    assert!(error.message.contains("more than 16 values"), "{error}");
    assert!(Formula::list(&format!("{}1{}", "1+(".repeat(15), ")".repeat(15))).is_ok());
}

#[test]
fn ranks_order_as_values_do_and_what_is_no_number_goes_last() {
    let rank = |text: &str| Formula::list(text).unwrap()[0].rank(&lot(), None);
    let texts = [
        "-1 / 0",
        "-priority",
        "-0.5",
        "0",
        "0.5",
        "priority",
        "1 / 0",
        "0 / 0",
    ];
    let ranks = texts.map(rank);
    assert!(ranks.is_sorted_by(|one, next| one < next), "{ranks:?}");
    assert_eq!(rank("-0"), rank("0"));
}
