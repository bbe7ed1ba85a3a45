//! What `limits` names is confirmed by intervention: of thirteen constructed parks, each short of
//! another thing, one more of what is named brings more computers than one more of anything else;
//! and late orders waited for it.

use chippark::engine::Figures;
use chippark::experiment::{Study, Watch};
use chippark::industry::explain::{Cause, OrderTrace, Reason, Traced, lateness};
use chippark::scenario::Document;
use chippark::units::{Duration, SimTime};

use crate::parks;

/// A chain in which each link could take 9 lots of 25 computers a day, where 6 are started and
/// ordered.
const CHAIN: &str = r#"
[scenario]
title = "A chain with one scarce thing"
question = "Which?"
[run]
start = 2019-01-01
until = "240 d"
warmup = "60 d"
[staffing.fixed]
operator = <operator>
technician = <technician>
engineer = <engineer>
assembler = <assembler>
[fab]
defect_density = "0 /cm2"
holds = { time = "8 h" }
[fab.tools]
litho = { count = <litho> }
etch = { count = <etch>, failure = "exponential(mean=48 h)", repair = "24 h", repair_crew = 1 }
[fab.routes.logic]
mask = { tool_group = "litho", per = "lot", time = "16 h", operator_time = "4 h" }
cut = { tool_group = "etch", per = "lot", time = "16 h", operator_time = "4 h", hold = 1.0 }
[fab.products.chip]
route = "logic"
[fab.streams.lots]
product = "chip"
wafers_per_lot = 25
starts = "<wafers> /d"
[backend]
package_yield = 1.0
probe = { testers = <probe>, time_per_die = "19.2 min", sites = 1, coverage = 1.0 }
final_test = { testers = <final_test>, time_per_chip = "19.2 min", sites = 1, coverage = 1.0, yield = 1.0 }
[backend.products.chip]
die_area = "30000 mm2"
[supply.parts]
board = { base_stock = <board>, lead = "10 d", price = "1 CNY" }
[assembly]
lines = <lines>
takt = "19.2 min"
oee = 1.0
carrier_size = 25
assemblers_per_line = 2
burn_in = { slots = <burn_in>, time = "24 h" }
[assembly.models.computer]
kit = { chip = 1, board = 1 }
[market.buyers]
initial = <buyers>
orders = "1 /d"
computers = 25
"#;

/// A thing: its name in the scenario, what `limits` calls it, how many there are where they are
/// plenty and where they are scarce, and how many one more is.
struct Thing {
    name: &'static str,
    figure: &'static str,
    /// What late orders wait for where it is scarce; nothing where no order is late.
    reason: Option<Reason>,
    plenty: u32,
    scarce: u32,
    more: u32,
}

const fn thing(
    name: &'static str,
    figure: &'static str,
    reason: Option<Reason>,
    [plenty, scarce, more]: [u32; 3],
) -> Thing {
    Thing {
        name,
        figure,
        reason,
        plenty,
        scarce,
        more,
    }
}

const THINGS: [Thing; 13] = [
    thing(
        "operator",
        "share/operator",
        Some(Reason::Operator),
        [3, 1, 1],
    ),
    thing(
        "technician",
        "share/technician",
        Some(Reason::Technician),
        [9, 1, 1],
    ),
    thing(
        "engineer",
        "share/engineer",
        Some(Reason::Engineer),
        [3, 1, 1],
    ),
    thing(
        "assembler",
        "share/assembler",
        Some(Reason::Assembler),
        [6, 2, 1],
    ),
    thing(
        "litho",
        "share_at/tool-litho",
        Some(Reason::Tool),
        [6, 2, 1],
    ),
    thing("etch", "share_at/tool-etch", Some(Reason::Tool), [9, 3, 1]),
    thing("wafers", "share/wafers", Some(Reason::Start), [150, 75, 25]),
    thing(
        "probe",
        "share_at/station-probe",
        Some(Reason::Station),
        [3, 1, 1],
    ),
    thing(
        "final_test",
        "share_at/station-final_test",
        Some(Reason::Station),
        [3, 1, 1],
    ),
    thing(
        "board",
        "share_at/parts-board",
        Some(Reason::Ordering),
        [2250, 750, 250],
    ),
    thing(
        "lines",
        "share_at/line-lines",
        Some(Reason::Line),
        [3, 1, 1],
    ),
    thing(
        "burn_in",
        "share_at/line-burn_in",
        Some(Reason::Slots),
        [225, 75, 25],
    ),
    thing("buyers", "share/demand", None, [6, 3, 1]),
];

/// The park in which `scarce` is scarce, with one more of `more`.
fn park(scarce: usize, more: Option<usize>) -> String {
    let mut text = CHAIN.to_owned();
    for (place, thing) in THINGS.iter().enumerate() {
        let count = if place == scarce {
            thing.scarce
        } else {
            thing.plenty
        };
        let count = count + if more == Some(place) { thing.more } else { 0 };
        text = text.replace(&format!("<{}>", thing.name), &count.to_string());
    }
    text
}

fn run(scarce: usize, more: Option<usize>) -> Figures {
    let mut run = parks::compiled(&park(scarce, more)).start(1, 0);
    while run.step() {}
    run.finish().figures
}

#[test]
fn one_more_of_what_binds_brings_more_than_one_more_of_anything_else() {
    for (scarce, thing) in THINGS.iter().enumerate() {
        let before = run(scarce, None);
        let bound = before.value(&format!("limits.{}", thing.figure));
        assert!(
            bound.is_some_and(|share| share > 90.0),
            "{} is scarce and bound on {bound:?} % of the days:\n{}",
            thing.name,
            bindings(&before)
        );
        let sold = |figures: &Figures| figures.value("market.computers_sold").unwrap();
        let gains: Vec<f64> = (0..THINGS.len())
            .map(|more| sold(&run(scarce, Some(more))) / sold(&before) - 1.0)
            .collect();
        for (other, gain) in THINGS.iter().zip(&gains) {
            if other.name == thing.name {
                assert!(*gain > 0.25, "{}: {gains:?}", thing.name);
            } else {
                let name = other.name;
                assert!(*gain < 0.05, "{}: {name} brings {gain}", thing.name);
            }
        }
    }
}

/// What bound, month by month.
fn bindings(figures: &Figures) -> String {
    let rows = figures.bindings().iter();
    let rows = rows.map(|row| {
        format!(
            "{} {}: {} {} {}",
            row.month, row.scope, row.constraint, row.place, row.days
        )
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Figures and trace of the first replication.
fn traced(text: &str) -> (Figures, Traced) {
    let document = Document::from_text("park.toml", text, &[]).unwrap();
    let study = Study::new(document).unwrap().traced();
    let mut outcomes = study.replicate(0..1, 1, &Watch::none()).unwrap();
    let outcome = outcomes.remove(0);
    (outcome.figures, outcome.traced.unwrap())
}

#[test]
fn late_orders_waited_for_what_is_scarce() {
    for (scarce, thing) in THINGS.iter().enumerate() {
        let (_, traced) = traced(&park(scarce, None));
        let late: Vec<&OrderTrace> = traced.late().collect();
        let Some(reason) = thing.reason else {
            assert!(late.is_empty(), "{}: {} are late", thing.name, late.len());
            continue;
        };
        let all = lateness(late.iter().copied()).as_days();
        let causes = traced.causes(late.iter().copied());
        // People are missing at some tool group; a part is missing before it is ordered, and after.
        let place = thing.figure.split_once('-').map(|(_, place)| place);
        let is_it = |cause: &Cause| {
            let is_same = cause.reason == reason || reason == Reason::Ordering;
            is_same && place.is_none_or(|place| cause.place == place)
        };
        assert!(is_it(&causes[0]), "{}: {:?}", thing.name, causes[0]);
        let due_to_it = causes.iter().filter(|cause| is_it(cause));
        let due_to_it: f64 = due_to_it.map(|cause| cause.days_late).sum();
        assert!(due_to_it > 0.6 * all, "{}: {causes:#?}", thing.name);
        let sum: f64 = causes.iter().map(|cause| cause.days_late).sum();
        assert!(
            (sum / all - 1.0).abs() < 1e-9,
            "{}: {sum} of {all}",
            thing.name
        );
        for order in late {
            let explained = traced.explain(order);
            let mut at = order.placed;
            for span in &explained.spans {
                assert!(
                    span.from == at && span.to > at,
                    "{}: {explained:?}",
                    thing.name
                );
                at = span.to;
            }
            assert_eq!(at, order.completed);
        }
    }
}

/// A lot of 25 wafers is started each day, takes 16 h at each of two tools, 8 h each at probe and
/// final test, 8 h and 13 min on a line and a day of burn-in. The second of two orders gets the
/// computers of the second lot.
#[test]
fn the_way_of_an_order_is_followed_by_hand() {
    let plenty = THINGS.len();
    let text = park(plenty, None)
        .replace("150 /d", "25 /d")
        .replace(
            ", failure = \"exponential(mean=48 h)\", repair = \"24 h\", repair_crew = 1",
            "",
        )
        .replace("hold = 1.0", "hold = 0.0");
    let begins = text.find("[market.buyers]").unwrap();
    let contracts = r#"
        [market.contracts]
        first = { date = 2019-01-01, computers = 25, due = "2 d" }
        second = { date = 2019-01-01, computers = 25, due = "2 d" }
    "#;
    let text = format!("{}{contracts}", &text[..begins]);
    let (_, traced) = traced(&text);
    let second = traced.order(2).unwrap();
    let explained = traced.explain(second);
    // Chips are missing until those of the second lot come; then it is assembled.
    let spans: Vec<_> = explained
        .spans
        .iter()
        .map(|span| (span.reason, span.to.since(span.from)))
        .collect();
    let hours = Duration::hours;
    let assembly = hours(32) + Duration::minutes(13);
    assert_eq!(
        spans,
        [(Reason::Lead, hours(72)), (Reason::Assembly, assembly)]
    );
    let found: Vec<_> = explained
        .times()
        .map(|(reason, _, millis)| (reason, Duration::from_millis_f64(millis)))
        .collect();
    let expected = [
        (Reason::Process, hours(32)),
        (Reason::Backend, hours(16)),
        (Reason::Start, hours(24)),
        (Reason::Assembly, assembly),
    ];
    assert_eq!(found, expected);
    let lateness = hours(104 - 48) + Duration::minutes(13);
    assert_eq!(second.lateness(), lateness);
    assert_eq!(second.placed, SimTime::ZERO);
}

#[test]
fn a_trace_moves_no_figure() {
    let text = park(0, None);
    let (with_trace, _) = traced(&text);
    let mut run = parks::compiled(&text).start(1, 0);
    while run.step() {}
    let without = run.finish().figures;
    let values = |figures: &Figures| {
        let values = figures
            .iter()
            .map(|(key, figure)| (key.to_owned(), figure.value));
        values
            .map(|(key, value)| (key, value.map(f64::to_bits)))
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&with_trace), values(&without));
}

/// One line makes a board into a computer an hour. There are 2,300 boards, and 3,000 more come
/// after 96 days: an order of 2,310 waits for the line nearly all the time, and for the boards for
/// the rest.
#[test]
fn a_part_accounts_for_the_time_in_which_the_lines_lack_it() {
    let text = r#"
[scenario]
title = "a"
question = "b"
[run]
start = 2019-01-01
until = "120 d"
[supply.parts.board]
initial_stock = 2300
orders = [{ at = "0 d", quantity = 3000 }]
lead = "96 d"
price = "1 CNY"
[assembly]
lines = 1
takt = "1 h"
oee = 1.0
carrier_size = 1
line_time = "0 s"
[assembly.models.computer.kit]
board = 1
[market.contracts.only]
date = 2019-01-01
computers = 2310
due = "10 d"
"#;
    let (_, traced) = traced(text);
    let order = traced.order(1).unwrap();
    let hours = |millis: f64| millis / 3.6e6;
    let mut times = [0.0; 2];
    for (reason, _, millis) in traced.explain(order).times() {
        let is_part = matches!(reason, Reason::Lead | Reason::Ordering);
        times[usize::from(!is_part)] += hours(millis);
    }
    // 2,300 h of boards that are there, 4 h without, 10 h more.
    assert_eq!(order.completed, SimTime::ZERO + Duration::hours(2314));
    assert!(
        (times[0] - 4.0).abs() < 1e-6 && (times[1] - 2310.0).abs() < 1e-6,
        "{times:?}"
    );
}

/// What is late and not explained is counted.
#[test]
fn late_orders_that_are_left_out_are_counted() {
    let plenty = THINGS.len();
    let text = park(plenty, None);
    let begins = text.find("[market.buyers]").unwrap();
    let contracts = r#"
        [market.contracts]
        early = { date = 2019-01-01, computers = 25, due = "1 d" }
        impatient = { date = 2019-06-01, computers = 100_000, due = "2 d", patience = "5 d" }
        endless = { date = 2019-06-10, computers = 100_000, due = "2 d" }
    "#;
    let (_, traced) = traced(&format!("{}{contracts}", &text[..begins]));
    let left_out = traced.left_out();
    assert_eq!(
        (left_out.too_early, left_out.cancelled, left_out.overdue),
        (1, 1, 1)
    );
    assert_eq!(traced.late().count(), 0);
    assert_eq!(traced.placed(), 3);
}
