//! Policies, sources, demands and levels: mistakes are named, small cases come out as by hand, and
//! everything adds up whatever meets.

use std::fmt::Write as _;

use super::*;

/// The problems of a text that is refused.
fn problems(text: &str) -> String {
    let document = Document::from_text("supply.toml", text, &[]).unwrap();
    let file: File = match document.read() {
        Ok(file) => file,
        Err(problems) => return problems.to_string(),
    };
    let mut problems = document.problems();
    let names = Names {
        parts: file.supply.kit_parts().map(str::to_owned).collect(),
        ..Names::default()
    };
    let supply = file
        .supply
        .check(&names, &FieldPath::from("supply"), &mut problems);
    assert!(supply.is_none(), "it is not refused:\n{text}");
    problems.to_string()
}

/// Asserts that each text is refused, and what is said then.
fn assert_refused(cases: &[(String, &str)]) {
    for (text, said) in cases {
        let found = problems(text);
        assert!(found.contains(said), "{said} is not in\n{found}\n{text}");
    }
}

/// A part with these fields.
fn part(fields: &str) -> String {
    format!("[supply.parts.p]\n{fields}\nlead = \"1 d\"\nprice = \"1 CNY\"\n")
}

#[test]
fn policies_that_cannot_be_are_named() {
    let none = "has no policy, or more than one";
    let expects = "has no way to expect demand";
    let reviewed = |forecast: &str| {
        let review = "review = { every = \"1 d\" }";
        part(&format!("forecast = {{ {forecast} }}\n{review}"))
    };
    assert_refused(&[
        (part(""), none),
        (part("base_stock = 9\nreorder_point = 3"), none),
        (part("reorder_point = 3"), none),
        (part("order_quantity = 3"), none),
        (
            part("reorder_point = 3\norder_up_to = 3"),
            "more than 3, the point",
        ),
        (
            part("reorder_point = 3\norder_quantity = 0"),
            "out of range",
        ),
        (
            part("forecast = { reviews = 3, cover = 2 }"),
            "a forecast is made at reviews",
        ),
        (reviewed("cover = 2.0"), expects),
        (
            reviewed("reviews = 3, correlation = 0.5, cover = 2.0"),
            expects,
        ),
        (
            part("base_stock = 9\nreview = { every = \"1 ms\" }"),
            "out of range",
        ),
    ]);
}

#[test]
fn sources_that_cannot_be_are_named() {
    let stocked = |fields: &str| part(&format!("base_stock = 9\n{fields}"));
    let source = "{ share = 0.7, lead = \"1 d\", price = \"1 CNY\" }";
    let of_each_other = ["ab", "ba"].map(|pair| {
        let (one, other) = pair.split_at(1);
        part(&format!("base_stock = 9\nmade_from = {{ {other} = 1 }}"))
            .replace("parts.p", &format!("parts.{one}"))
    });
    assert_refused(&[
        (
            stocked("made_from = { p = 1 }"),
            "`p` is made from itself, directly or over other parts",
        ),
        (of_each_other.concat(), "`a` is made from itself"),
        (
            stocked("made_from = { q = 1 }"),
            "there is no part called `q`",
        ),
        (stocked("capacity = { servers = 0 }"), "out of range"),
        (stocked("yields = { factor = 1e12 }"), "out of range"),
        (stocked("holding_cost = \"-1 CNY\""), "out of range"),
        (
            stocked(&format!("other_sources = {{ a = {source}, b = {source} }}")),
            "shares of at most 1 together",
        ),
    ]);
}

#[test]
fn demands_that_cannot_be_are_named() {
    let demand = |fields: &str| {
        let part = part("base_stock = 9");
        format!("{part}[supply.demands.d]\n{fields}\nkit = {{ p = 1 }}\n")
    };
    let listed = "orders = [{ at = \"1 d\", quantity = 1 }]";
    let timed = |more: &str| demand(&format!("interval = \"1 d\"\n{more}"));
    assert_refused(&[
        (demand(""), "has no times, or two kinds of them"),
        (timed(listed), "has no times, or two kinds of them"),
        (
            demand(&format!("quantity = 2\n{listed}")),
            "are those of random orders",
        ),
        (
            demand("takes_all = true\ncorrelation = 0.5"),
            "are those of random orders",
        ),
        (
            demand("takes_all = true\nunmet = \"lost\""),
            "has nothing unmet",
        ),
        (
            timed("season = { factors = [0.0, 0.0] }"),
            "none is above 0",
        ),
        (
            timed("season = { factors = [1.0, 2.0], length = \"1 s\" }"),
            "is out of range",
        ),
        (timed("unmet = \"loose\""), "lost"),
    ]);
}

/// The value of a figure at the end of a run of `days` days.
fn value(text: &str, days: u64, key: &str) -> Option<f64> {
    run(&mut simulation(text, Duration::hours(8), (0, days), 0)).value(key)
}

/// One a day of a base stock of 1 that takes no time to come. Looked at before each demand, the
/// stock is there for it; looked at behind it, too, as it is for the next one. With reviews at noon,
/// half of the time nothing is there.
#[test]
fn a_review_comes_before_or_after_the_demands_of_its_instant() {
    let text = |review: &str| {
        format!(
            "[supply.parts.p]\nbase_stock = 1\ninitial_stock = 0\nlead = \"0 d\"\n\
             price = \"0 CNY\"\nreview = {{ every = \"1 d\", {review} }}\n\
             [supply.demands.d]\ninterval = \"1 d\"\nkit = {{ p = 1 }}\n"
        )
    };
    let stock = |review: &str| value(&text(review), 11, "supply.ready_rate/p");
    // It comes at each midnight, and is taken at once.
    assert_eq!(
        stock("first = \"1 d\", moment = \"before_demand\""),
        Some(0.0)
    );
    // The first demand waits for the review behind it, which orders one more.
    let after = stock("first = \"1 d\", moment = \"after_demand\"").unwrap();
    assert!((after - 1000.0 / 11.0).abs() < 1e-9, "{after}");
    let noon = stock("first = \"12 h\"").unwrap();
    assert!((noon - 50.0).abs() < 1e-9, "{noon}");
}

/// Orders of two units at days 1, 1.5 and 2.5 with a patience of 1 d, and one unit that is never
/// ordered again: it is put aside for the first, goes back on day 2 to the second, on day 2.5 to the
/// third, and on day 3.5 to the stock.
#[test]
fn what_was_put_aside_goes_to_the_next_one() {
    let text = "[supply.parts.p]\norders = []\ninitial_stock = 1\nlead = \"0 d\"\n\
                price = \"0 CNY\"\n[supply.demands.d]\nkit = { p = 2 }\n\
                unmet = { patience = \"1 d\" }\norders = [{ at = \"1 d\", quantity = 1 }, \
                { at = \"36 h\", quantity = 1 }, { at = \"60 h\", quantity = 1 }]\n";
    let figures = run(&mut simulation(text, Duration::hours(8), (0, 9), 0));
    let is = |key: &str| figures.value(key).unwrap();
    assert_eq!(
        (is("supply.orders_lost/d"), is("supply.orders_complete/d")),
        (3.0, 0.0)
    );
    // All six units are lost, and the one that was issued three times came back.
    assert_eq!((is("supply.lost/p"), is("supply.issued/p")), (6.0, 0.0));
    assert_eq!(figures.value("supply.kits_lost/d"), Some(100.0));
    // Until day 1, and from day 3.5 to day 9.
    assert!((is("supply.on_hand/p") - 6.5 / 9.0).abs() < 1e-12);
    // 1 from day 1 on, 1 + 2 from day 1.5 on, 1 from day 2 on, and 1 from day 2.5 to day 3.5.
    assert!((is("supply.units_waited_for/d") - 3.5 / 9.0).abs() < 1e-12);
}

/// A table of one top and four legs takes 2 d from when these are there; legs come 5 d later than
/// tops. Two tables are ordered on day 0: with six legs in stock, one begins at once and the other
/// when two more legs have come.
#[test]
fn units_begin_as_soon_as_their_parts_are_there() {
    let text = "[supply.parts]\n\
        table = { made_from = { top = 1, leg = 4 }, base_stock = 2, initial_stock = 0, \
                  lead = \"2 d\", price = \"0 CNY\" }\n\
        top = { base_stock = 2, lead = \"1 d\", price = \"0 CNY\" }\n\
        leg = { base_stock = 6, lead = \"5 d\", price = \"0 CNY\" }\n";
    let mut sim = simulation(text, Duration::hours(8), (0, 9), 0);
    let mut tables = Vec::new();
    while sim.step() {
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        tables.extend(receipts(&mut sim));
    }
    let day = |day| SimTime::ZERO + Duration::days(day);
    assert_eq!(tables, [(day(2), 1), (day(7), 1)]);
}

/// One server takes an hour for an order and two for a unit: an order of three comes after 7 h as a
/// whole, or after 3, 5 and 7 h; the next one begins then.
#[test]
fn a_server_transfers_orders_or_units() {
    let text = |transfer: &str| {
        format!(
            "[supply.parts.p]\nlead = \"0 d\"\nprice = \"0 CNY\"\norders = [{{ at = \"0 d\", \
             quantity = 3 }}, {{ at = \"1 h\", quantity = 1 }}]\ncapacity = {{ servers = 1, \
             time_per_order = \"1 h\", time_per_unit = \"2 h\", transfer = \"{transfer}\" }}\n"
        )
    };
    let hours = |transfer: &str| -> Vec<(u64, u64)> {
        let mut sim = simulation(&text(transfer), Duration::hours(24), (0, 2), 0);
        assert!(sim.step());
        let found = receipts(&mut sim).into_iter();
        found
            .map(|(at, units)| (at.as_millis() / 3_600_000, units))
            .collect()
    };
    assert_eq!(hours("orders"), [(7, 3), (10, 1)]);
    assert_eq!(hours("units"), [(3, 1), (5, 1), (7, 1), (10, 1)]);
}

/// Costs of a stock of 4 for 2 d of a year of 365 d, of two orders, and of one unit that waits for a
/// day: 4 * 2 * 1 + 2 * 10 + 1 * 5 CNY.
#[test]
fn costs_are_exact() {
    let text = "[supply.parts.p]\norders = [{ at = \"0 d\", quantity = 4 }, { at = \"3 d\", \
                quantity = 1 }]\nlead = \"0 d\"\nprice = \"0 CNY\"\nholding_cost = \"365 CNY\"\n\
                order_cost = \"10 CNY\"\n[supply.demands.d]\norders = [{ at = \"2 d\", \
                quantity = 5 }]\nkit = { p = 1 }\nbackorder_cost = \"1825 CNY\"\n";
    assert_eq!(value(text, 6, "supply.stock_cost"), Some(33.0));
    assert_eq!(value(text, 6, "supply.shortage_cost/d"), Some(5.0));
}

const POLICIES: [&str; 6] = [
    "base_stock = 9",
    "reorder_point = 2\norder_quantity = 4",
    "reorder_point = -2\norder_up_to = 7",
    "reorder_point = 5\norder_up_to = 8\nminimum_order = 4\norder_multiple = 3",
    "forecast = { reviews = 2, cover = 3, safety = 2 }\nreview = { every = \"30 h\" }",
    "orders = [{ at = \"3 d\", quantity = 7 }, { at = \"9 d\", quantity = 20 }]",
];
const REVIEWS: [&str; 3] = [
    "",
    "review = { every = \"1 d\", first = \"0 d\", moment = \"before_demand\" }",
    "review = { every = \"31 h\" }",
];
const SOURCES: [&str; 5] = [
    "",
    "capacity = { servers = 1, time_per_unit = \"exponential(mean=4 h)\", transfer = \"units\" }",
    "capacity = { servers = 2, time_per_order = \"5 h\" }\ncrossing = false",
    "yields = { factor = \"uniform(low=0, high=1.5)\", less = 1 }",
    "other_sources = { far = { share = 0.5, lead = \"40 h\", price = \"2 CNY\" } }\n\
     supplier = { up = \"2 d\", down = \"exponential(mean=1 d)\" }",
];
const UNMET: [&str; 4] = [
    "unmet = \"wait\"",
    "unmet = \"lost\"\nreserve = 1",
    "unmet = { patience = \"exponential(mean=20 h)\" }\npriority = 1",
    "season = { factors = [0, 3], length = \"4 d\" }\nreserve = 3",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever meets, everything adds up after each tick, books close, and the length of a tick
    /// changes nothing.
    #[test]
    fn whatever_meets_adds_up(
        policies in prop::array::uniform3(0..POLICIES.len()),
        reviews in prop::array::uniform3(0..REVIEWS.len()),
        sources in prop::array::uniform3(0..SOURCES.len()),
        unmet in prop::array::uniform3(0..UNMET.len()),
        is_gathered in any::<bool>(),
    ) {
        let mut text = String::new();
        if is_gathered {
            text += "supply.review = \"17 h\"\n";
        }
        let made = ["made_from = { b = 2, c = 1 }", "made_from = { c = 1 }", ""];
        for (place, name) in ["a", "b", "c"].into_iter().enumerate() {
            let policy = POLICIES[policies[place]];
            let review = if policy.contains("review =") { "" } else { REVIEWS[reviews[place]] };
            let (source, made) = (SOURCES[sources[place]], made[place]);
            let _ = write!(
                text,
                "[supply.parts.{name}]\n{policy}\n{review}\n{source}\n{made}\n\
                 lead = \"exponential(mean=15 h)\"\nprice = \"1 CNY\"\n"
            );
        }
        for (place, name) in ["a", "b", "c"].into_iter().enumerate() {
            text += &format!(
                "[supply.demands.{name}]\ninterval = \"exponential(mean=9 h)\"\n\
                 quantity = \"uniform(low=0, high=3)\"\nkit = {{ {name} = 1, c = 1 }}\n{}\n",
                UNMET[unmet[place]]
            ).replace("{ c = 1, c = 1 }", "{ c = 2 }");
        }
        let results = [8, 24].map(|hours| {
            let mut sim = simulation(&text, Duration::hours(hours), (1, 60), 5);
            let figures = run(&mut sim);
            let open = figures.books().iter().filter(|book| book.difference() != 0).count();
            assert_eq!(open, 0, "{text}");
            let values = figures.iter();
            values
                .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
                .collect::<Vec<_>>()
        });
        prop_assert_eq!(&results[0], &results[1]);
    }
}
