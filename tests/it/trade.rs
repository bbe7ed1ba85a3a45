//! Small parks that buy parts, build and sell computers, and whose results are derived by hand.

use chippark::engine::Figures;
use chippark::industry::Park;
use chippark::scenario::Document;

/// The park of a text; its problems if it is refused.
pub(crate) fn park(text: &str) -> Result<Park, String> {
    let head = "scenario = { title = \"a park\", question = \"what comes out?\" }\n";
    let document = Document::from_text("park.toml", &format!("{head}{text}"), &[]);
    let document = document.map_err(|problems| problems.to_string())?;
    Park::compile(&document).map_err(|problems| problems.to_string())
}

/// The figures of a park that is run to its end.
pub(crate) fn figures(text: &str) -> Figures {
    let park = park(text).unwrap_or_else(|problems| panic!("{problems}"));
    let mut run = park.start(park.plan().seed, 0);
    while run.step() {}
    run.finish().figures
}

pub(crate) fn value(figures: &Figures, key: &str) -> f64 {
    figures.value(key).unwrap_or_else(|| panic!("no {key}"))
}

/// A line that builds a computer each 10 min / 0.85 = 11.76 min from boards that are always there.
const LINE: &str = r#"
[run]
start = "2018-01-01"
until = "75 d"
[supply.parts]
board = { base_stock = 100000, lead = "1 d", price = "1 CNY" }
[assembly]
lines = 1
takt = "10 min"
carrier_size = 1
models.a.kit = { board = 1 }
models.b.kit = { board = 1 }
"#;

/// Nobody orders the model `a`. The line builds 122.4 computers a day, so 2,000 of `b` are there 17
/// d after the order of day 31 at the latest.
#[test]
fn unsold_computers_of_one_model_keep_no_order_of_another_waiting() {
    let market = r#"
[market]
max_unsold = 100
models.a = { price = "1000 CNY" }
models.b = { price = "1000 CNY" }
[market.contracts]
school = { date = "2018-02-01", computers = 2000, due = "17 d", model = "b" }
"#;
    let figures = figures(&format!("{LINE}{market}"));
    assert_eq!(figures.value("market.computers_sold/b"), Some(2_000.0));
    assert_eq!(figures.value("market.on_time"), Some(100.0));
    // A tick of an hour builds 5.1 computers beyond the limit at most, and what is on the line.
    assert!(value(&figures, "market.unsold") < 2.0 * 107.0);
}

/// Ten engineers at 10,000 CNY a month in the leap year 2020, without its last day: eleven months
/// and 30 / 31 of December, 1,100,000 + 96,774.19 CNY. Fixed or employed at the start, they are
/// paid alike; and so are 30 d, 30 / 31 of January, and two days of January and February that a
/// warm-up precedes.
#[test]
fn people_are_paid_for_the_days_on_which_they_work() {
    let fixed = "[staffing.fixed]\nengineer = 10\n";
    let employed = "[staffing.initial]\nengineer = 10\n[careers]\nhire = { leak = \"0 /y\" }\n\
         exit = { engineer = \"0 /y\", operator = \"0 /y\", technician = \"0 /y\", \
         assembler = \"0 /y\", phd = \"0 /y\", leading = \"0 /y\" }\n";
    let two_days = 100_000.0 / 31.0 + 100_000.0 / 29.0;
    for (until, warmup, wages) in [
        ("365 d", "0 d", 1_196_774.19),
        ("366 d", "0 d", 1_200_000.0),
        ("30 d", "0 d", 96_774.19),
        ("32 d", "30 d", two_days),
    ] {
        for people in [fixed, employed] {
            let run = format!("start = \"2020-01-01\"\nuntil = \"{until}\"\nwarmup = \"{warmup}\"");
            let money = "[finance]\nwages.engineer = \"10000 CNY\"\n";
            let figures = figures(&format!("[run]\n{run}\n{people}{money}"));
            let found = value(&figures, "finance.wages");
            assert!((found - wages).abs() < 0.011, "{until}: {found}");
        }
    }
}

/// A part of each text that is no order, and what is said of it.
#[test]
fn orders_of_nothing_are_refused() {
    let shop = |quantity: &str| {
        format!(
            "{LINE}[supply.parts.screw]\nbase_stock = 9\nlead = \"1 d\"\nprice = \"1 CNY\"\n\
             [supply.demands.shop]\ninterval = \"1 d\"\nquantity = \"{quantity}\"\n\
             kit = {{ screw = 1 }}\n"
        )
    };
    assert!(park(&shop("2")).is_ok());
    assert!(park(&shop("exponential(mean=0.4)")).is_ok());
    for quantity in ["0", "0.4", "1.5", "uniform(low=0, high=0.4)", "2e9"] {
        let refused = park(&shop(quantity)).unwrap_err();
        assert!(refused.contains("quantity"), "{quantity}: {refused}");
    }
    let buyers = format!("{LINE}[market.buyers]\ninitial = 10\ncomputers = 0\n");
    let refused = park(&buyers).unwrap_err();
    assert!(refused.contains("a whole number, at least 1"), "{refused}");
}

/// What can never be built comes with a warning before the run, which says what to change.
#[test]
fn what_is_never_built_comes_with_a_warning() {
    let warnings = |text: &str| park(text).unwrap().warnings().join("\n");
    assert_eq!(warnings(LINE), "");
    let carrier = |size: u32| LINE.replace("carrier_size = 1", &format!("carrier_size = {size}"));
    let small = carrier(24).replace("100000", "20");
    let warned = warnings(&small);
    assert!(warned.contains("never begun"), "{warned}");
    assert!(
        warned.contains("raise `supply.parts.board.base_stock` to 24"),
        "{warned}"
    );
    assert_eq!(warnings(&small.replace("= 20", "= 24")), "");
    let with_start = small.replace("= 20", "= 20, initial_stock = 50");
    assert!(warnings(&with_start).contains("while the stock of the start lasts"));
    let staffed = |people: u32| format!("{LINE}[staffing.fixed]\nassembler = {people}\n");
    assert_eq!(warnings(&staffed(60)), "");
    let warned = warnings(&staffed(59));
    assert!(
        warned.contains("60 assemblers on a shift, and staffing has 59"),
        "{warned}"
    );
}

/// A computer that always fails its test, and one that is tested again for ever in no time.
#[test]
fn a_loop_of_test_and_rework_without_an_end_is_refused() {
    let tests = |first_pass: &str, time: &str, scrap: &str| {
        park(&format!(
            "{LINE}[assembly.final_test]\nslots = 10\ntime = \"{time}\"\n\
             first_pass = {first_pass}\n[assembly.rework]\nbenches = 10\ntime = \"{time}\"\n\
             scrap = {scrap}\n"
        ))
    };
    assert!(tests("0.0", "0 s", "0.0").is_err());
    assert!(tests("0.0", "5 min", "0.5").is_err());
    assert!(tests("0.0001", "0 s", "0.0").is_err());
    assert!(tests("0.0001", "5 min", "0.0").is_ok());
    assert!(tests("0.0001", "0 s", "0.01").is_ok());
    assert!(tests("0.97", "0 s", "0.0").is_ok());
}
