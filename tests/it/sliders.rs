//! What the sliders of a scenario say, that they move nothing by themselves, and what is wrong with
//! one as written.

use chippark::experiment::{Study, Watch, digest};
use chippark::industry::Park;
use chippark::scenario::{Document, Problems};

/// People who come at a constant rate for fifty days.
const CITY: &str = r#"
scenario = { title = "City", question = "How many come?" }
run = { start = "2018-01-01", until = "50 d", tick = "1 d" }
[talent.channels.steady]
kind = "poisson"
rate = "1000 /y"
[talent.channels.steady.persons]
tier = "engineer"
age = "triangular(low=20, mode=23, high=34)"
"#;

/// A slider of the rate of those people.
const RATE: &str = r#"
[[slider]]
path = "talent.channels.steady.rate"
low = 500
high = 2000
step = 100
label = "People a year"
"#;

fn document(more: &str) -> Document {
    Document::from_text("city.toml", &format!("{CITY}{more}"), &[]).unwrap()
}

fn park(more: &str) -> Result<Park, Problems> {
    Park::compile(&document(more))
}

#[test]
fn a_slider_says_what_it_moves_and_how_far() {
    let park = park(RATE).unwrap();
    let [slider] = &*park.about().sliders else {
        panic!("{:?}", park.about());
    };
    assert_eq!(slider.label, "People a year");
    assert_eq!(
        [slider.low, slider.high, slider.step].map(f64::to_bits),
        [500.0, 2000.0, 100.0].map(f64::to_bits)
    );
    assert_eq!(slider.number.value().to_bits(), 1000_f64.to_bits());
    assert_eq!(slider.unit(), Some("/y"));
    assert_eq!(
        slider.number.set_to(700.0),
        "talent.channels.steady.rate=\"700 /y\""
    );
}

#[test]
fn sliders_change_no_result() {
    let results = |more: &str| {
        let study = Study::new(document(more)).unwrap();
        digest(&study.run(1, &Watch::none()).unwrap())
    };
    assert_eq!(results(RATE), results(""));
}

#[test]
fn mistakes_are_found_with_their_places() {
    let row = |line: &str, other: &str| {
        assert!(RATE.contains(line));
        RATE.replace(line, other)
    };
    let path = "path = \"talent.channels.steady.rate\"";
    let cases = [
        (
            row(path, "path = \"talent.channels.steady.rat\""),
            "slider.0.path: the scenario says nothing at `talent.channels.steady.rat`; did you \
             mean `rate`?",
        ),
        (
            row(path, "path = \"talent.channels.steady\""),
            "slider.0.path: `talent.channels.steady` is a table",
        ),
        (
            row(path, "path = \"talent.channels.steady.kind\""),
            "slider.0.path: `talent.channels.steady.kind` is",
        ),
        (
            row(path, "path = \"run.start\""),
            "slider.0.path: `run.start` is a date",
        ),
        (
            row("low = 500", "low = 2000"),
            "slider.0.low: 2000 is out of range",
        ),
        (
            row("step = 100", "step = 0"),
            "slider.0.step: 0 is out of range",
        ),
        (
            row("step = 100", "step = 1501"),
            "slider.0.step: 1501 is out of range",
        ),
        (
            row("label = \"People a year\"", "label = \" \""),
            "slider.0.label: the label is empty",
        ),
        (
            row("step = 100\n", ""),
            "slider.0: the key `step` is missing",
        ),
        (
            row("step", "steps"),
            "slider.0.steps: there is no key `steps` here",
        ),
        (
            RATE.repeat(2),
            "slider.1.path: `talent.channels.steady.rate` has a slider already",
        ),
        (RATE.repeat(4), "slider.3: 4 sliders is out of range"),
    ];
    for (more, said) in cases {
        let problems = park(&more).expect_err(said);
        let faults = problems.iter();
        let faults = faults.map(|problem| format!("{}: {}", problem.path, problem.fault));
        let faults: Vec<String> = faults.collect();
        assert!(
            faults.iter().any(|fault| fault.starts_with(said)),
            "{said}: {faults:?}"
        );
    }
}

/// A count has no halves, so neither have the steps of its slider.
#[test]
fn a_whole_number_is_moved_by_whole_numbers() {
    let by = |step: &str| {
        let rows = "[[slider]]\npath = \"run.replications\"\nlow = 1\nhigh = 9\nlabel = \"Runs\"";
        let text = format!("{CITY}\n{rows}\nstep = {step}\n");
        Document::from_text("city.toml", &text, &["run.replications=3".to_owned()])
    };
    assert!(Park::compile(&by("2").unwrap()).is_ok());
    let problems = Park::compile(&by("0.5").unwrap()).unwrap_err().to_string();
    assert!(problems.contains("0.5 is out of range"), "{problems}");
}
