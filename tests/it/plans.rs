//! Plans: values that change on given dates, with the exact counts that follow from them.

#![expect(clippy::float_cmp, reason = "counts are exact in f64")]

use chippark::engine::Figures;
use chippark::industry::{Park, ScenarioFile};
use chippark::scenario::Document;

/// The figures of a run that is audited after every tick.
fn figures(park: &Park) -> Figures {
    let mut run = park.start(1, 0);
    while run.step() {
        assert_eq!(run.audit(), Vec::<String>::new());
    }
    run.finish().figures
}

fn value(figures: &Figures, key: &str) -> f64 {
    figures.value(key).unwrap_or_else(|| panic!("no {key}"))
}

/// A scenario with files beside it.
fn with_files(text: &str, files: &[(&str, &str)]) -> Result<Park, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scenario.toml");
    std::fs::write(&path, text).unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let document = Document::load_as::<ScenarioFile>(&path, &[]);
    let park = document.and_then(|document| Park::compile(&document));
    park.map_err(|problems| problems.to_string())
}

fn compiled(text: &str) -> Park {
    with_files(text, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

const HEAD: &str = "[scenario]\ntitle = \"a\"\nquestion = \"b\"\n[run]\nstart = 2019-01-01\n";

/// A tool group, whose `count` comes first, and lots of one wafer that take `TIME` on it.
const LINE: &str = r#"
until = "2019-05-01"
[fab.tools.m]
count = COUNT
[fab.routes.one.step]
tool_group = "m"
per = "lot"
time = "TIME"
[fab.products.lot]
route = "one"
[fab.streams.lots]
product = "lot"
wafers_per_lot = 1
"#;

fn line(count: &str, time: &str, starts: &str) -> String {
    let line = LINE.replace("COUNT", count).replace("TIME", time);
    format!("{HEAD}{line}{starts}\n")
}

/// 31 lots in January, 56 in February, none in March, 30 in April: the first one of each month
/// comes with it, since no part of a gap is left. A change within a gap uses up the rest of it at
/// the new pace.
#[test]
fn starts_follow_a_plan_by_month() {
    let plan = "starts = { 2019-01-01 = \"1 /d\", 2019-02-01 = \"2 /d\", 2019-03-01 = \"0 /d\", \
                2019-04-01 = \"1 /d\" }";
    let text = line("9", "1 min", plan);
    assert_eq!(value(&figures(&compiled(&text)), "fab.lots_started"), 117.0);
    let list = "starts = [{ from = \"2019-01-01\", value = \"1 /d\" }, { from = \"2019-02-01\", \
                value = \"2 /d\" }, { from = \"2019-03-01\", value = \"0 /d\" }, \
                { from = \"2019-04-01\", value = \"1 /d\" }]";
    let text = line("9", "1 min", list);
    assert_eq!(value(&figures(&compiled(&text)), "fab.lots_started"), 117.0);
    // Lots at days 0, 10, 20 and 30; 9 of 10 d are left on 1 February, which take 0.9 d.
    let plan = "starts = { 2019-01-01 = \"0.1 /d\", 2019-02-01 = \"1 /d\" }\nlots = 100";
    let until = line("9", "1 min", plan).replace("2019-05-01", "2019-02-03");
    assert_eq!(
        value(&figures(&compiled(&until)), "fab.lots_started"),
        4.0 + 2.0
    );
}

/// The same plan from a table of dates and values, and from one of months and settings.
#[test]
fn a_plan_may_stand_in_a_file() {
    let started = |text: &str, files: &[(&str, &str)]| {
        let park = with_files(text, files).unwrap_or_else(|problems| panic!("{problems}"));
        value(&figures(&park), "fab.lots_started")
    };
    let months = "from,value\n2019-01-01,1 /d\n2019-02-01,2 /d\n2019-03-01,0 /d\n2019-04-01,1 /d\n";
    let text = line("9", "1 min", "starts = \"starts.csv\"");
    assert_eq!(started(&text, &[("starts.csv", months)]), 117.0);
    let plan = "month,fab.streams.lots.starts,fab.tools.m.count\n2019-01-01,1 /d,9\n\
                2019-02-01,2 /d,\n2019-03-01,0 /d,8\n2019-04-01,1 /d,\n";
    let text = format!("plans = [\"plan.csv\"]\n{}", line("9", "1 min", ""));
    assert_eq!(started(&text, &[("plan.csv", plan)]), 117.0);
    let cases = [
        (
            "2019-03-01",
            "March",
            "`March` is no date such as 2019-07-01",
        ),
        (
            "fab.tools.m.count",
            "fab.tools.n.count",
            "there is no table called `n`",
        ),
        (
            "fab.tools.m.count",
            "fab.tools.m.counts",
            "did you mean `count`?",
        ),
        ("fab.tools.m.count", "fab.tools.m.crew", "crew"),
        (",9", ",-1", "plan.csv:2"),
    ];
    for (right, wrong, expected) in cases {
        let plan = plan.replace(right, wrong);
        let problems = with_files(&text, &[("plan.csv", &plan)]).unwrap_err();
        assert!(problems.contains(expected), "{wrong}: {problems}");
    }
}

/// Two tools that take 2 h a lot each are just enough for a lot an hour. One of them goes for
/// February: of the 672 lots of that month 336 leave, and 336 wait for the rest of the run, in
/// which both tools work all the time. A tool that is not there is neither idle nor down.
#[test]
fn a_tool_goes_and_comes_back() {
    let starts = "interval = \"1 h\"";
    let text = line(
        "{ 2019-01-01 = 2, 2019-02-01 = 1, 2019-03-01 = 2 }",
        "2 h",
        starts,
    );
    let found = figures(&compiled(&text));
    // 120 days of 24 lots, of which two are on the tools at the end.
    assert_eq!(value(&found, "fab.lots_started"), 2880.0);
    assert_eq!(value(&found, "fab.lots_out"), 2880.0 - 336.0 - 2.0);
    assert!(value(&found, "fab.utilisation/m") > 99.9);
    assert_eq!(value(&found, "fab.availability/m"), 100.0);
    // The tool that goes finishes its job: with three tools all the time nothing waits.
    let more = line("{ 2019-01-01 = 2, 2019-02-01 = 3 }", "2 h", starts);
    assert_eq!(value(&figures(&compiled(&more)), "fab.lots_out"), 2878.0);
}

/// Lots that must go back to the tool that did their first step may go to any once it is closed.
#[test]
fn lots_of_a_tool_that_is_gone_go_to_the_others() {
    let text = line(
        "{ 2019-01-01 = 2, 2019-02-01 = 1 }",
        "1 h",
        "interval = \"3 h\"",
    );
    let text = text
        + "[fab.routes.one.again]\ntool_group = \"m\"\nper = \"lot\"\n\
                       time = \"1 h\"\nsame_tool_as = \"step\"\n";
    let found = figures(&compiled(&text));
    let started = value(&found, "fab.lots_started");
    assert!(value(&found, "fab.lots_out") >= started - 2.0);
}

/// Computers cost 1,000 CNY until March and 1,500 CNY from then on: 10 are sold before and 20
/// after. The price is that of the day on which they are shipped.
#[test]
fn prices_change_on_their_day() {
    let text = format!(
        "{HEAD}{}",
        r#"
until = "2019-05-01"
[supply.parts]
board = { base_stock = 1000, lead = "1 d", price = "1 CNY" }
[assembly]
lines = 1
takt = "1 s"
carrier_size = 1
models.desktop.kit = { board = 1 }
[market]
models.desktop.price = { 2019-01-01 = "1000 CNY", 2019-03-01 = "1500 CNY" }
max_unsold = 100
[market.contracts]
early = { date = 2019-02-01, computers = 10 }
late = { date = 2019-03-01, computers = 20 }
[finance]
"#
    );
    let found = figures(&compiled(&text));
    assert_eq!(value(&found, "finance.revenue"), 10_000.0 + 30_000.0);
    let books = found.books().iter();
    let open: Vec<_> = books.filter(|book| book.difference() != 0).collect();
    assert!(open.is_empty(), "{open:?}");
}

/// Bills are recounted by the price that each unit had, whether prices change before or after the
/// period of statistics begins. That is here from 10 February to the end of April: 19 days of the
/// second price and 61 of the third, with one wafer, one board and one computer each day.
#[test]
fn bills_are_recounted_when_prices_change() {
    let prices = |price: u32| {
        let dates = ["2019-01-01", "2019-02-01", "2019-03-01"];
        let prices = [price, 2 * price, 3 * price];
        let each = dates.iter().zip(prices);
        let each: Vec<String> = each
            .map(|(date, price)| format!("{date} = \"{price} CNY\""))
            .collect();
        format!("{{ {} }}", each.join(", "))
    };
    let line = line("9", "1 min", "starts = \"1 /d\"");
    let text = line.replace("until", "warmup = \"40 d\"\nuntil").replace(
        "[fab.tools.m]",
        &format!("[fab]\nwafer_cost = {}\n[fab.tools.m]", prices(10)),
    ) + &format!(
        r#"
[supply.parts]
board = {{ base_stock = 50, lead = "1 d", price = {board} }}
[assembly]
lines = 1
takt = "1 d"
oee = 1
carrier_size = 1
models.desktop.kit = {{ board = 1 }}
[market]
models.desktop.price = {computer}
contracts.all = {{ date = 2019-01-01, computers = 1000 }}
[finance]
"#,
        board = prices(1),
        computer = prices(1000),
    );
    let found = figures(&compiled(&text));
    for (name, price) in [("fab", 10), ("supply", 1), ("market", 1000)] {
        let name = format!("{name}.bills");
        let book = found.books().iter().find(|book| book.name == name);
        let book = book.unwrap_or_else(|| panic!("no {name}"));
        assert_eq!(book.difference(), 0, "{book:?}");
        let fen = 100 * price;
        assert_eq!(book.left(), 19 * 2 * fen + 61 * 3 * fen, "{book:?}");
    }
}

/// A plan for all times is checked for the days of the run only, and no date stands twice.
#[test]
fn dates_are_those_of_the_run_and_stand_once() {
    let far = "starts = { 0001-01-01 = \"0 /d\", 9999-12-31 = \"9 /d\", between = \"lines\" }";
    let found = figures(&compiled(&line("9", "1 min", far)));
    assert!(value(&found, "fab.lots_started") > 0.0);
    let twice = "starts = [{ from = \"2019-01-01\", value = \"1 /d\" }, \
                 { from = \"2019-01-01\", value = \"2 /d\" }]";
    let problems = with_files(&line("9", "1 min", twice), &[]).unwrap_err();
    assert!(problems.contains("2019-01-01"), "{problems}");
}

/// From 0 to 9 a day over 90 days, a line has the area of 405 lots.
#[test]
fn a_line_gives_as_many_lots_as_its_area() {
    let plan = "starts = { 2019-01-01 = \"0 /d\", 2019-04-01 = \"9 /d\", between = \"lines\" }";
    let text = line("9", "1 min", plan).replace("2019-05-01", "2019-04-01");
    let started = value(&figures(&compiled(&text)), "fab.lots_started");
    assert!((started - 405.0).abs() <= 2.0, "{started}");
}

/// A warning about what never happens is given where it holds all the time.
#[test]
fn what_holds_for_some_of_the_time_is_not_warned_of() {
    let of = |starts: &str| compiled(&line("1", "1 h", starts)).warnings().join("\n");
    assert!(of("starts = \"48 /d\"").contains("load"));
    let plan = "starts = { 2019-01-01 = \"48 /d\", 2019-02-01 = \"12 /d\" }";
    assert_eq!(of(plan), "");
}

/// A fire: one of two tools is gone for the 28 days of February. What it works on is finished, or
/// lost: a lot is lost for good, and the rest of the run is the same.
#[test]
fn an_outage_takes_tools_away_for_a_time() {
    let starts = "interval = \"1 h\"";
    let fire = |work: &str| {
        let text = line("2", "2 h", starts);
        let outage = format!(
            "[[outage]]\nof = \"fab.tools.m.count\"\nfrom = 2019-02-01\nlasts = \"28 d\"\n\
             units = 1\n{work}\n"
        );
        figures(&compiled(&(text + &outage)))
    };
    let kept = fire("");
    assert_eq!(value(&kept, "fab.lots_out"), 2880.0 - 336.0 - 2.0);
    assert_eq!(value(&kept, "fab.lots_lost"), 0.0);
    let lost = fire("work = \"lost\"");
    assert_eq!(value(&lost, "fab.lots_lost"), 1.0);
    // The tool that is left serves no lot more; the other one has lost an hour of work.
    assert_eq!(value(&lost, "fab.lots_out"), 2880.0 - 336.0 - 3.0);
}

/// Two outages at one time add up: a group of three tools has one of them, then two, then three
/// again. With all of them gone, nothing leaves.
#[test]
fn outages_at_one_time_add_up() {
    let starts = "interval = \"1 h\"";
    let outages = |first: &str, second: &str| {
        let of = |units: &str, days: u32| {
            format!(
                "[[outage]]\nof = \"fab.tools.m.count\"\nfrom = 2019-02-01\nlasts = \"{days} d\"\n\
                 {units}\n"
            )
        };
        let text = line("3", "3 h", starts) + &of(first, 10) + &of(second, 20);
        value(&figures(&compiled(&text)), "fab.lots_out")
    };
    // 240 lots come in each 10 days. One tool serves 80 of them, two 160; from 21 February on three
    // tools serve what comes, and 160 + 80 wait to the end, beside the three in process.
    assert_eq!(outages("units = 1", "units = 1"), 2880.0 - 240.0 - 3.0);
    // None, and then none: 480 lots wait.
    assert_eq!(outages("units = 1", ""), 2880.0 - 480.0 - 3.0);
}

#[test]
fn outages_of_nothing_are_refused() {
    let refused = |outage: &str, expected: &str| {
        let text =
            line("2", "2 h", "interval = \"1 h\"") + "[[outage]]\nfrom = 2019-02-01\n" + outage;
        let problems = with_files(&text, &[]).unwrap_err();
        assert!(problems.contains(expected), "{outage}: {problems}");
    };
    let days = "lasts = \"9 d\"\n";
    refused(
        &format!("{days}of = \"fab.tools.n.count\""),
        "there is no value called `n`",
    );
    refused(
        &format!("{days}of = \"fab.streams.lots.interval\""),
        "is no count",
    );
    refused(
        "of = \"fab.tools.m.count\"\nlasts = \"36 h\"",
        "a whole number of days",
    );
    let people = format!("{days}of = \"fab.streams.lots.wafers_per_lot\"");
    refused(&people, "cannot change over time");
    let lost = format!("{days}of = \"fab.tools.m.count\"\nwork = \"lots\"");
    refused(&lost, "did you mean `lost`?");
}
