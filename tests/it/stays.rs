//! Mean times where the statistics window cuts stays, in small parks whose exact means are known.

use chippark::engine::Figures;
use chippark::statistics::{Bounds, Estimate};

use crate::trade::{figures, park, value};

/// Lots that never wait: a step of this time for lots that are released at this interval.
fn delay(run: &str, time: &str, interval: &str) -> String {
    format!(
        "[run]\nstart = \"2018-01-01\"\n{run}\n[fab.tools.m]\ncount = 1000\n\
         [fab.routes.x]\none = {{ tool_group = \"m\", per = \"lot\", time = \"{time}\" }}\n\
         [fab.products]\nx = {{ route = \"x\" }}\n\
         [fab.streams]\nx = {{ product = \"x\", wafers_per_lot = 1, {interval} }}\n"
    )
}

fn is_near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9 * expected
}

/// A random delay of 30 d, observed for 30 d in a steady state: 180 lots are released in the
/// window, 180 leave it on average, and 180 are in the line at its end. Of those that were released
/// and left within the window, the mean would be 17 d.
#[test]
fn a_window_that_is_no_longer_than_the_cycle_time_has_its_mean() {
    let text = delay(
        "until = \"430 d\"\nwarmup = \"400 d\"",
        "lognormal(mean=30 d, cv=0.5)",
        "interval = \"4 h\"",
    );
    let park = park(&text).unwrap();
    let replications: Vec<Figures> = (0..20)
        .map(|replication| {
            let mut run = park.start(1, replication);
            while run.step() {}
            run.finish().figures
        })
        .collect();
    let assert_mean = |what: &str, of: &dyn Fn(&Figures) -> f64, exact: f64, precision: f64| {
        let values: Vec<f64> = replications.iter().map(of).collect();
        let found = Estimate::of(&values, Bounds::Any).unwrap();
        let error = found.sd.unwrap() / 20.0_f64.sqrt();
        let off = (found.mean - exact).abs();
        assert!(off <= 4.0 * error, "{what}: {found:?}");
        assert!(error <= precision, "{what}: {error}");
    };
    let cycle_time = |of: &Figures| value(of, "fab.cycle_time/x");
    assert_mean("cycle time", &cycle_time, 30.0, 0.3);
    assert_mean("X-factor", &|of| value(of, "fab.x_factor/x"), 1.0, 0.01);
    // Six lots a day.
    assert_mean("lots", &|of| value(of, "fab.wip"), 180.0, 1.8);
    let little = |of: &Figures| value(of, "fab.wip") - 6.0 * cycle_time(of);
    assert_mean("Little's law", &little, 0.0, 1.8);
    let unfinished = |of: &Figures| value(of, "fab.cycle_time_unfinished/x");
    assert_mean("unfinished", &unfinished, 50.0, 1.0);
}

/// 480 lots, one in the middle of each 4 h of the first 80 d, take 30 d each: in whatever window some of
/// them leave, while the line fills up, is full, empties, or had lots from before, the mean is 30 d.
#[test]
fn a_pure_delay_is_exact_in_windows_that_begin_and_end_anywhere() {
    for (warmup, until) in [
        (0, 40),
        (20, 60),
        (35, 60),
        (35, 90),
        (70, 100),
        (82, 110),
        (105, 111),
    ] {
        let run = format!("until = \"{until} d\"\nwarmup = \"{warmup} d\"");
        let interval = "lots = 480, start = \"2 h\", interval = \"4 h\"";
        let found = figures(&delay(&run, "30 d", interval));
        let mean = value(&found, "fab.cycle_time/x");
        assert!(is_near(mean, 30.0), "{warmup} to {until} d: {mean}");
    }
}

/// One lot in the middle of each 4 h of 60 d from an empty start: 180 leave, and 180 are there.
#[test]
fn a_pure_delay_from_an_empty_start_is_exact() {
    let interval = "start = \"2 h\", interval = \"4 h\"";
    let text = delay("until = \"60 d\"", "30 d", interval);
    let figures = figures(&text);
    assert_eq!(figures.value("fab.cycle_time/x"), Some(30.0));
    assert_eq!(figures.value("fab.x_factor/x"), Some(1.0));
    assert_eq!(figures.value("fab.cycle_time_unfinished/x"), Some(50.0));
    assert_eq!(figures.value("fab.cycle_time_sd/x"), Some(0.0));
}

/// Of four lots of 30 d, one leaves in time and one late; one is overdue after 60 d, and one is not
/// due yet. Those two are 20 and 19 d old: twice 99 d over four that began and two that ended.
#[test]
fn lots_in_the_line_after_their_due_date_are_not_on_time() {
    let listed = "[fab.lots]\n\
         a = { stream = \"x\", start = \"1 d\", due = \"40 d\" }\n\
         b = { stream = \"x\", start = \"2 d\", due = \"20 d\" }\n\
         c = { stream = \"x\", start = \"40 d\", due = \"50 d\" }\n\
         d = { stream = \"x\", start = \"41 d\", due = \"90 d\" }\n";
    let text = delay("until = \"60 d\"", "30 d", "due_after = \"30 d\"");
    let figures = figures(&format!("{text}{listed}"));
    assert!(is_near(value(&figures, "fab.on_time/x"), 100.0 / 3.0));
    assert!(is_near(value(&figures, "fab.cycle_time/x"), 33.0));
    assert!(is_near(value(&figures, "fab.tardiness/x"), 6.0));
}

/// One lot of a step of 30 h each day from day 0 on waits for one tool: lot n starts at 30 n h and
/// has waited for 6 n h. In 10 d lots 0 to 7 start, with 168 h of waits; lots 8 and 9 are 48 and
/// 24 h old.
#[test]
fn the_queue_time_counts_lots_that_wait_at_the_end() {
    let text = delay("until = \"10 d\"", "30 h", "interval = \"1 d\"");
    let text = text.replace("count = 1000", "count = 1");
    let figures = figures(&text);
    let mean = 2.0 * (168.0 + 72.0) / (10.0 + 8.0);
    assert!(is_near(value(&figures, "fab.queue_time/m"), mean));
    assert!(is_near(
        value(&figures, "fab.queue_time_unfinished/m"),
        20.0
    ));
    // Little's law over the whole window: 240 h of waits in 240 h.
    assert!(is_near(value(&figures, "fab.queue_length/m"), 1.0));
}

/// Orders for a part without stock wait for its lead time of 30 d, one order a day. In a steady
/// state a window of 20 d sees 20 begin and end, and 30 wait at its end. From an empty start,
/// orders come at the ends of days 1 to 59: 29 end by day 60, and 30 are 1 to 30 d old.
#[test]
fn the_order_wait_of_a_part_without_stock_is_its_lead_time() {
    let shop = |run: &str| {
        figures(&format!(
            "[run]\nstart = \"2018-01-01\"\n{run}\n[supply.parts.screw]\nbase_stock = 0\n\
             lead = \"30 d\"\nprice = \"1 CNY\"\n[supply.demands.shop]\ninterval = \"1 d\"\n\
             quantity = \"1\"\nkit = {{ screw = 1 }}\n"
        ))
    };
    let steady = shop("until = \"120 d\"\nwarmup = \"100 d\"");
    assert_eq!(steady.value("supply.order_wait/shop"), Some(30.0));
    assert_eq!(
        steady.value("supply.order_wait_unfinished/shop"),
        Some(60.0)
    );
    let from_empty = shop("until = \"60 d\"");
    let mean = 2.0 * (29.0 * 30.0 + 465.0) / (59.0 + 29.0);
    assert!(is_near(value(&from_empty, "supply.order_wait/shop"), mean));
}
