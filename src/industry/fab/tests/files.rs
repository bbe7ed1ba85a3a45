//! The section as written: what it means, what is refused, and the shipped tables.

use schemars::JsonSchema;
use serde::Deserialize;

use super::build::Run;
use crate::industry::fab::Fab;
use crate::industry::fab::load::expected_visits;
use crate::industry::fab::plan::{Defects, LearningLaw, Loading, Maker, Releases};
use crate::industry::fab::spec::BatchBy;
use crate::industry::fab::spec::FabFile;
use crate::industry::shared::names::Names;
use crate::scenario::{Document, FieldPath, Problems};
use crate::units::{Date, Duration, Rate};

/// A scenario with nothing but a fab.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    fab: FabFile,
}

/// A file beside the shipped scenarios, so that their tables are found.
const BESIDE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/test.toml");

fn check(text: &str, overrides: &[&str]) -> Result<Fab, Problems> {
    let overrides: Vec<String> = overrides.iter().map(|&text| text.to_owned()).collect();
    let document = Document::from_text(BESIDE, text, &overrides)?;
    let file: File = document.read()?;
    let names = Names {
        products: vec!["bridge".to_owned(), "cpu".to_owned()],
        ..Names::default()
    };
    let mut problems = document.problems();
    let fab = file
        .fab
        .check(&names, &FieldPath::from("fab"), &mut problems);
    problems.into_result(())?;
    Ok(fab.expect("a fab without problems"))
}

const PILOT: &str = r#"
[fab]
dispatch = ["priority", "critical_ratio", "fifo"]
operator_time = "12 min"
transport = "uniform(low=6 min, high=11 min)"
wafer_cost = "3000 CNY"
tools = "loongson-28nm/tools.csv"
setups = "loongson-28nm/setups.csv"
defect_density = "0.25 /cm2"

[fab.routes]
cpu28 = "loongson-28nm/route.csv"

[fab.products.cpu]
route = "cpu28"

[fab.streams.cpu]
product = "cpu"
starts = "500 /mo"

[fab.holds]
time = "exponential(mean=2 h)"

[fab.foundry]
price = "16300 CNY"
"#;

/// The shipped route: 421 steps, 37 masks that 94.6 % of the wafers survive, 10.3 days on tools.
/// The planned raw process time of 12.3 days is reached with some 8.5 min of transport a step, an
/// assumption chosen to that end: the rates of the tools alone do not give it.
#[test]
fn the_shipped_route_is_the_one_it_says() {
    let fab = check(PILOT, &[]).unwrap();
    let steps = &fab.routes[0].steps;
    assert_eq!(steps.len(), 421);
    let survival: f64 = steps.iter().map(|step| step.wafer_survival).product();
    assert!((survival - 0.945_972_607).abs() < 1e-8, "{survival}");
    let tools: u32 = fab.groups.iter().map(|group| group.count).sum();
    assert_eq!((fab.groups.len(), tools), (32, 34));
    let days = fab.raw_process_times()[0].as_days();
    assert!((days - 12.3).abs() < 0.05, "{days} days");
    let without = PILOT.replace("transport = \"uniform(low=6 min, high=11 min)\"", "");
    let on_tools = check(&without, &[]).unwrap().raw_process_times()[0].as_days();
    assert!(
        (on_tools - 10.307_8).abs() < 0.001,
        "{on_tools} days on tools"
    );
    let passes: f64 = steps
        .iter()
        .zip(expected_visits(&fab.routes[0]))
        .filter_map(|(step, visits)| (step.wafer_survival < 1.0).then_some(visits))
        .sum();
    assert!((37.4..37.7).contains(&passes), "{passes} litho passes");
    for load in fab.load(Duration::days(365)) {
        let used = load.utilisation();
        assert!((0.0..0.95).contains(&used), "{} is used {used}", load.name);
    }
}

/// A year of the pilot line: lots come out, most wafers survive, and the line holds what Little's
/// law says.
#[test]
fn a_year_of_the_pilot_line() {
    let fab = check(PILOT, &[]).unwrap();
    let (warmup, span) = (Duration::days(120), Duration::days(485));
    let mut run = Run::new(&fab, 3, Duration::days(1), warmup, span).finish();
    assert_eq!(run.audit(), Vec::<String>::new());
    let figures = run.figures();
    let value = |key: &str| figures.value(key).unwrap();
    assert!((value("fab.line_yield") - 94.6).abs() < 1.0);
    let factor = value("fab.x_factor/cpu");
    assert!((1.2..3.5).contains(&factor), "x-factor {factor}");
    let little = value("fab.throughput/cpu") / 365.0 * value("fab.cycle_time/cpu");
    assert!((value("fab.wip") / little - 1.0).abs() < 0.05, "{little}");
    assert!(value("fab.queue_limit_violations") > 0.0);
}

/// One key moves the whole line to a foundry, whose tools are not the park's.
#[test]
fn a_foundry_needs_no_tools() {
    let fab = check(PILOT, &["fab.mode=foundry"]).unwrap();
    assert!(matches!(fab.maker, Maker::Foundry { .. }));
    assert!(fab.groups.is_empty());
    assert_eq!(fab.raw_process_times(), [Duration::days(91)]);
}

const SMALL: &str = r#"
[fab.tools]
furnace = { count = 2, max_batch = 100, min_batch = 50, failure = "9 d", repair = "2 h" }
cell.count = 1
cell.dispatch = "least_setup fifo"
cell.maintenance_wafers = 500
cell.maintenance_duration = "1 h"
[fab.routes.main]
a = { tool_group = "furnace", per = "batch", time = "4 h" }
b = { tool_group = "cell", time = "40 s", setup = "mask", rework = 0.02, rework_to = "a" }
[fab.setups.load]
to = "mask"
time = "5 min"
[fab.products.cpu]
route = "main"
[fab.streams.lots]
product = "cpu"
interval = "exponential(mean=9 h)"
[fab.learning]
reference_wafers = "500 /mo"
"#;

#[test]
fn sections_mean_what_they_say() {
    let fab = check(SMALL, &[]).unwrap();
    let wait = None;
    let loading = Loading::Batch {
        min_wafers: 50,
        max_wafers: 100,
        wait,
        by: BatchBy::RouteStep,
    };
    assert_eq!(fab.groups[0].loading, loading);
    assert_eq!(
        (fab.groups[0].crew, fab.groups[1].maintenance.len()),
        (2, 1)
    );
    assert_eq!(fab.products[0].id.0, 1);
    assert_eq!(fab.routes[0].steps[1].rework_to, 0);
    let starts = ["fab.streams.lots.starts=500 /mo"];
    assert!(check(SMALL, &starts).is_err(), "both interval and starts");
    let text = SMALL.replace(
        "interval = \"exponential(mean=9 h)\"",
        "starts = \"500 /mo\"",
    );
    let Releases::Intervals(law) = &check(&text, &[]).unwrap().sources[0].releases else {
        panic!("starts are intervals");
    };
    assert_eq!(law.mean(), Duration::minutes(25 * 43_800 / 500));
}

/// Every mistake names the field that is wrong and says what would be right.
#[test]
fn mistakes_are_reported_where_they_are() {
    let cases = [
        (
            "fab.routes.main.a.tool_group=furnce",
            "did you mean `furnace`?",
        ),
        ("fab.routes.main.b.setup=msk", "did you mean `mask`?"),
        ("fab.routes.main.b.rework=1", "below 1"),
        ("fab.routes.main.a.rework_to=b", "step up to here"),
        ("fab.routes.main.a.hold=0.1", "fab.holds.time"),
        ("fab.dispatch=fifu", "did you mean `fifo`?"),
        ("fab.tools.cell.dispatch=", "dispatch rules is empty"),
        (
            "fab.tools.furnace.min_batch=101",
            "at most `max_batch`, 100",
        ),
        ("fab.tools.cell.batch_wait=2 h", "give `max_batch`"),
        ("fab.tools.cell.repair=2 h", "give both"),
        ("fab.tools.cell.failure_basis=busy", "without `failure`"),
        (
            "fab.tools.furnace.maintenance_interval=9 d",
            "half a maintenance plan",
        ),
        ("fab.streams.lots.product=gpu", "product called `gpu`"),
        ("fab.streams.lots.interval=0 s", "at least 1 s"),
        (
            "fab.streams.lots.wafers_per_lot=101",
            "at most the `max_batch` of `furnace`",
        ),
        ("fab.products.dsp.route=main", "product called `dsp`"),
        ("fab.products.cpu.route=mian", "did you mean `main`?"),
        ("fab.mode=foundry", "`foundry` is missing"),
        ("fab.defect_density=0.2 /cm2", "both `learning`"),
        ("fab.learning.npi_start=3 d", "npi_end"),
        ("fab.learning.reference_wafers=0 /mo", "above zero"),
        ("fab.tools.cell.failure_first=2 h", "without `failure`"),
        ("fab.tools.furnace.slots=2", "two slots that takes batches"),
        ("fab.tools.cell.batch_by=step_name", "one lot at a time"),
        (
            "fab.routes.main.b.cascade_interval=1 s",
            "no lot of this step can follow another on `cell`",
        ),
        (
            "fab.routes.main.b.same_tool_as=b",
            "earlier step called `b`",
        ),
        ("fab.routes.main.b.same_tool_as=a", "not done by `cell`"),
        ("fab.routes.main.a.max_batch=101", "at most 100"),
        ("fab.routes.main.b.min_batch=25", "`cell` takes one lot"),
        ("fab.routes.main.a.queue_limit_to=b", "no queue-time limit"),
        (
            "fab.setups.again={ to = \"mask\", time = \"9 min\" }",
            "a second time for this change",
        ),
        ("fab.streams.lots.constant_wip=3", "in more than one way"),
        (
            "fab.initial_lots.old={ stream = \"lots\", step = \"a\", wafers = 101 }",
            "at most the `max_batch` of `furnace`",
        ),
    ];
    for (change, expected) in cases {
        let problems = check(SMALL, &[change]).expect_err(change).to_string();
        assert!(problems.contains(expected), "{change}:\n{problems}");
    }
}

/// Each law of learning has fields of its own, with defaults, and refuses those of the other.
#[test]
fn a_law_of_learning_takes_its_own_fields_only() {
    let with = |fields: &str| check(SMALL, &[&format!("fab.learning={{ {fields} }}")]);
    let Defects::Learning(plan) = with("law = \"volume\", prior_wafers = 9").unwrap().defects
    else {
        panic!("it learns");
    };
    let LearningLaw::Volume(law) = plan.law else {
        panic!("it learns by volume");
    };
    assert_eq!((law.learning_rate, law.prior_wafers), (0.2, 9));
    let Defects::Learning(plan) = check(SMALL, &[]).unwrap().defects else {
        panic!("it learns");
    };
    let LearningLaw::Engineering(law) = plan.law else {
        panic!("it learns by engineering");
    };
    assert_eq!(law.rate, Rate::per_month(0.06));
    assert_eq!((law.forgetting, law.introduction_loss), (1.0, 0.25));
    let refused = |fields: &str, expected: &str| {
        let problems = with(fields).expect_err(fields).to_string();
        assert!(problems.contains(expected), "{fields}:\n{problems}");
    };
    for (key, value) in [
        ("rate", "\"0.1 /mo\""),
        ("forget", "1"),
        ("reference_wafers", "\"500 /mo\""),
        ("npi_loss", "0.1"),
        ("npi_start", "\"3 d\""),
        ("npi_end", "\"3 d\""),
    ] {
        let fields = format!("law = \"volume\", prior_wafers = 9, {key} = {value}");
        refused(
            &fields,
            &format!("`{key}` is read only with `law = \"engineering\"`"),
        );
    }
    for (key, value) in [("learning_rate", "0.2"), ("prior_wafers", "9")] {
        let fields = format!("reference_wafers = \"500 /mo\", {key} = {value}");
        refused(
            &fields,
            &format!("`{key}` is read only with `law = \"volume\"`"),
        );
    }
    refused("forget = 2", "`reference_wafers` is missing");
    refused("law = \"volume\"", "`prior_wafers` is missing");
    refused(
        "law = \"volume\", prior_wafers = 9, learning_rate = 1",
        "below 1",
    );
    refused("law = \"volume\", prior_wafers = 0", "0 is out of range");
}

/// A lot of the start must fit into the batches that are ahead of it, and only there: rework takes
/// lots that wait for `b` back to the furnace before it. What is wrong is the lot, not its stream.
#[test]
fn lots_of_the_start_fit_what_is_ahead_of_them() {
    let lot = "fab.initial_lots.old={ stream = \"lots\", step = \"b\", wafers = 101 }";
    let problems = check(SMALL, &[lot])
        .expect_err("it may be reworked")
        .to_string();
    assert!(problems.contains("fab.initial_lots.old"), "{problems}");
    assert!(!problems.contains("wafers_per_lot"), "{problems}");
    assert!(check(SMALL, &[lot, "fab.routes.main.b.rework=0"]).is_ok());
}

/// From the furnace to the cell every lot is carried for an hour: with half an hour, all are late
/// and go round for ever. A lot that is counted, held or scrapped does not, nor one that can skip
/// the cell.
#[test]
fn a_limit_that_reworks_every_lot_is_refused() {
    let limit = |time: &str| {
        [
            format!("fab.routes.main.a.queue_limit={time}"),
            "fab.routes.main.a.queue_limit_action=rework".to_owned(),
            "fab.routes.main.a.queue_limit_rework_to=a".to_owned(),
            "fab.transport=uniform(low=1 h, high=2 h)".to_owned(),
        ]
    };
    let found = |time: &str, more: &[&str]| {
        let limit = limit(time);
        let mut overrides: Vec<&str> = limit.iter().map(String::as_str).collect();
        overrides.extend(more);
        check(SMALL, &overrides).map_err(|problems| problems.to_string())
    };
    let problems = found("30 min", &[]).expect_err("all are late");
    assert!(problems.contains("starts 1 h later"), "{problems}");
    assert!(found("1 h", &[]).is_ok());
    let loading = found("1 h", &["fab.tools.cell.load_time=1 min"]);
    assert!(loading.is_err(), "loading counts as waiting");
    assert!(found("30 min", &["fab.routes.main.b.sample=0.9"]).is_ok());
}

/// A window that opens at the end of the route can only be met by lots that go back from there.
#[test]
fn a_queue_time_limit_at_the_end_of_the_route_needs_rework() {
    let limit = "fab.routes.main.b.queue_limit=2 h";
    assert!(check(SMALL, &[limit]).is_ok());
    let problems = check(SMALL, &[limit, "fab.routes.main.b.rework=0"]);
    let problems = problems.expect_err("nothing follows").to_string();
    assert!(problems.contains("no step follows"), "{problems}");
}

/// Three lots of 25 are always in the line, and never make a batch of 80. With four they do; with
/// an older lot of 30 for one of them, too; and if no fourth is to come, or they wait for 5 h at
/// most, they start without it. Where a lot
/// comes each 200 d, a year has 1.8 of them, and a batch of 80 fills only after it.
#[test]
fn a_batch_that_the_line_cannot_fill_is_found() {
    let text = SMALL.replace("interval = \"exponential(mean=9 h)\"", "constant_wip = 3");
    let found = |more: &[&str]| {
        let mut overrides = vec!["fab.tools.furnace.min_batch=80"];
        overrides.extend(more);
        let fab = check(&text, &overrides).unwrap();
        let all = fab.all_warnings(Duration::days(365));
        let mut all = all.into_sentences(Date::ymd(2019, 1, 1), usize::MAX);
        all.retain(|sentence| sentence.contains("batch"));
        all
    };
    let all = found(&[]);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(
        all[0].contains("`furnace`") && all[0].contains("at most 75"),
        "{all:?}"
    );
    for more in [
        "fab.streams.lots.constant_wip=4",
        "fab.initial_lots.old={ stream = \"lots\", step = \"a\", wafers = 30 }",
        "fab.streams.lots.lots=3",
        "fab.tools.furnace.batch_wait=5 h",
    ] {
        assert_eq!(found(&[more]), Vec::<String>::new(), "{more}");
    }
    let rare = "fab.streams.lots={ product = \"cpu\", wafers_per_lot = 25, interval = \"200 d\" }";
    let all = found(&[rare]);
    assert!(
        all[0].contains("for which 80 wafers must wait, where "),
        "{all:?}"
    );
}

/// Maintenance of 1 h every so many wafers, a lot of 25 each 9 h on one tool: it is due at the end
/// of the job that reaches the count, and never twice a job.
#[test]
fn maintenance_by_wafers_comes_once_a_job_at_most() {
    let away = |wafers: u32, jobs: f64| {
        let every = format!("fab.tools.cell.maintenance_wafers={wafers}");
        let fab = check(SMALL, &[&every, "fab.routes.main.b.rework=0"]).unwrap();
        let share = 1.0 - fab.load(Duration::days(365))[1].availability;
        assert!(
            (share - 1.0 / (9.0 * jobs)).abs() < 1e-9,
            "{wafers}: {share}"
        );
    };
    away(500, 20.0);
    away(510, 20.4);
    away(25, 1.0);
    away(5, 1.0);
}

/// Lots that follow each other at once must take time, or the run never ends.
#[test]
fn a_line_without_time_is_refused() {
    let text = SMALL
        .replace("interval = \"exponential(mean=9 h)\"", "constant_wip = 4")
        .replace("\"4 h\"", "\"0 s\"")
        .replace("\"40 s\"", "\"0 s\"");
    let problems = check(&text, &[]).expect_err("no time").to_string();
    assert!(problems.contains("take no time"), "{problems}");
}
