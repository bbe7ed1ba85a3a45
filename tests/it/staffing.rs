//! Hiring beyond the plan, training, and how people spend their time: figures derived by hand, by
//! queueing theory, and within four standard deviations of their laws.

use chippark::engine::Figures;
use chippark::experiment::{Study, Watch, cores};
use chippark::industry::{Park, Window};
use chippark::scenario::Document;
use chippark::statistics::{Bounds, Estimate};

use crate::support::pilot;
use crate::trade::{figures, park, value};

/// Twenty operators are sought from the eleventh day on, and come 30 d later. More fields of the
/// drive, or more tables, can follow.
const DRIVE: &str = r#"
[run]
start = "2018-01-01"
until = "2018-04-01"
[staffing.skill]
s0 = 0.4
tau_operator = "30 d"
[staffing.hiring.more]
role = "operator"
count = 20
date = "2018-01-11"
lead = "30 d"
"#;

/// What a drive costs, and its people.
const COSTS: &str = r#"
cost = "1000 CNY"
[finance.wages]
operator = "3100 CNY"
[finance.costs]
hiring_per_person = "200 CNY"
training_per_person = "300 CNY"
"#;

fn is_near(found: f64, expected: f64) -> bool {
    (found - expected).abs() < 1e-9 * expected.abs().max(1.0)
}

#[track_caller]
fn assert_near(figures: &Figures, key: &str, expected: f64) {
    let found = value(figures, key);
    assert!(is_near(found, expected), "{key}: {found}, not {expected}");
}

/// The mean skill over the days since the first one at work, where the skill of a day is this.
fn mean_skill(days: u32, skill: impl Fn(f64) -> f64) -> f64 {
    (0..days).map(|day| skill(f64::from(day))).sum::<f64>() / f64::from(days)
}

/// Posts are open for 30 of 90 days, and filled for the 50 last ones.
#[test]
fn twenty_more_operators_are_twenty_heads_from_their_first_day_on() {
    let found = figures(&[DRIVE, COSTS].concat());
    assert_near(&found, "staffing.hired/more", 20.0);
    assert_near(&found, "staffing.time_to_hire/more", 30.0);
    assert_near(&found, "staffing.open_posts/more", 20.0 * 30.0 / 90.0);
    assert_near(&found, "staffing.headcount/operator", 20.0 * 50.0 / 90.0);
    assert_near(&found, "staffing.joined/operator", 20.0);
    let skill = mean_skill(50, |day| 1.0 - 0.6 * (-day / 30.0).exp());
    let of_figures = value(&found, "staffing.skill/operator") / 100.0;
    assert!((of_figures - skill).abs() < 1e-6, "{of_figures}, {skill}");
    assert_near(&found, "staffing.hiring_cost/more", 20_000.0);
    assert_near(&found, "finance.running_cost/hiring", 24_000.0);
    assert_near(&found, "finance.running_cost/training", 6_000.0);
    // 19 days of February, and March.
    let wages = value(&found, "finance.wages");
    let expected = 62_000.0 * (19.0 / 28.0 + 1.0);
    assert!((wages - expected).abs() < 0.02, "{wages}, {expected}");
}

/// The same on any tick.
#[test]
fn the_first_day_does_not_depend_on_the_tick() {
    let of_hour = figures(DRIVE);
    for tick in ["8 h", "1 d"] {
        let text = DRIVE.replacen("[run]", &format!("[run]\ntick = \"{tick}\""), 1);
        let found = figures(&text);
        for (key, figure) in of_hour
            .iter()
            .filter(|(key, _)| key.starts_with("staffing"))
        {
            assert_eq!(found.value(key), figure.value, "{tick}: {key}");
        }
    }
}

/// Ten days of training for each of 20 people; skill grows from its end on, for those of two
/// months elsewhere from what they have.
#[test]
fn who_is_trained_is_paid_and_not_on_shift() {
    for elsewhere in [0.0, 60.0] {
        let found = figures(&format!(
            "{DRIVE}experience = \"{elsewhere} d\"\n[finance.wages]\noperator = \"3100 CNY\"\n\
             [staffing.training.operator]\ntime = \"10 d\"\ncost = \"500 CNY\"\n"
        ));
        assert_near(&found, "staffing.in_training/operator", 20.0 * 10.0 / 90.0);
        assert_near(&found, "staffing.training_cost/operator", 10_000.0);
        assert_near(&found, "finance.running_cost/training", 10_000.0);
        assert_near(&found, "staffing.headcount/operator", 20.0 * 50.0 / 90.0);
        let skill = mean_skill(50, |day| {
            let at_work = day - 10.0;
            if at_work < 0.0 {
                0.0
            } else {
                1.0 - 0.6 * (-(at_work + elsewhere) / 30.0).exp()
            }
        });
        let of_figures = value(&found, "staffing.skill/operator") / 100.0;
        assert!((of_figures - skill).abs() < 1e-6, "{of_figures}, {skill}");
    }
}

/// How many began within 400 midnights, where the wage is twice that of others.
fn began(labour: &str) -> f64 {
    let text = format!(
        "[run]\nstart = \"2018-01-01\"\nuntil = \"401 d\"\ntick = \"1 d\"\n\
         [staffing.hiring.all]\nrole = \"operator\"\ncount = 50000\nlead = \"0 d\"\n\
         [staffing.labour.operator]\nreference_wage = \"3000 CNY\"\n{labour}\n\
         [finance.wages]\noperator = \"6000 CNY\"\n"
    );
    value(&figures(&text), "staffing.hired/all")
}

/// Two a day at the reference wage: as many again for each power of two, by the elasticity.
#[test]
fn as_many_come_as_the_wage_draws() {
    for (elasticity, factor) in [(0.0, 1.0), (1.0, 2.0), (2.5, 2.0_f64.powf(2.5))] {
        let found = began(&format!("rate = \"2 /d\"\nelasticity = {elasticity}"));
        let mean = 800.0 * factor;
        let off = (found - mean).abs() / mean.sqrt();
        assert!(off < 4.0, "{elasticity}: {found}, not {mean}");
    }
}

/// Of 1,000 people each comes with the same hazard: 10 a day at first, and 98.2 % in 400 days.
#[test]
fn a_pool_runs_empty() {
    let found = began("rate = \"10 /d\"\nelasticity = 0\npool = 1000");
    let share = 1.0 - (-4.0_f64).exp();
    let sd = (1_000.0 * share * (1.0 - share)).sqrt();
    assert!((found - 1_000.0 * share).abs() < 4.0 * sd, "{found}");
    let all = began("rate = \"10 /d\"\nelasticity = 9\npool = 1000");
    assert!(is_near(all, 1_000.0), "{all}");
}

/// Drives of one role are served in the order of their days, whatever their order in the file.
#[test]
fn the_oldest_posts_are_filled_first() {
    let found = figures(
        "[run]\nstart = \"2018-01-01\"\nuntil = \"60 d\"\ntick = \"1 d\"\n\
         [staffing.hiring]\nlate = { role = \"operator\", count = 5, date = \"2018-01-05\" }\n\
         early = { role = \"operator\", count = 5, date = \"2018-01-02\", lead = \"0 d\" }\n\
         other = { role = \"engineer\", count = 3, lead = \"1 d\" }\n\
         [staffing.labour.operator]\nrate = \"1 /d\"\nreference_wage = \"1 CNY\"\n\
         [finance.wages]\noperator = \"1 CNY\"\n",
    );
    assert_near(&found, "staffing.hired/early", 5.0);
    assert_near(&found, "staffing.hired/other", 3.0);
    assert_near(&found, "staffing.time_to_hire/other", 1.0);
    let [early, late] = ["early", "late"].map(|name| {
        let key = format!("staffing.time_to_hire/{name}");
        value(&found, &key)
    });
    // Those of `late` have a lead of 30 d, the default, and wait for the five before them.
    assert!(early < 15.0 && late > 30.0, "{early}, {late}");
}

/// A park of careers, run to its end; books close and audits hold after every tick.
fn audited(text: &str) -> Figures {
    let park = park(text).unwrap_or_else(|problems| panic!("{problems}"));
    let mut run = park.start(park.plan().seed, 0);
    while run.step() {
        assert_eq!(run.audit(), Vec::<String>::new());
    }
    let figures = run.finish().figures;
    for book in figures.books() {
        assert_eq!(book.difference(), 0, "{book:?}");
    }
    figures
}

/// Who is hired from elsewhere is a person of careers, who leaves the city at the rate of the role:
/// of 2,000 operators 1 - exp(-0.5) in a year. There is nobody to replace them.
#[test]
fn those_who_come_leave_the_city_as_others_do() {
    let found = audited(
        "[run]\nstart = \"2018-01-01\"\nuntil = \"366 d\"\ntick = \"1 d\"\n\
         [careers.exit]\noperator = \"0.5 /y\"\n\
         [staffing.hiring.all]\nrole = \"operator\"\ncount = 2000\nlead = \"1 d\"\n",
    );
    let share = 1.0 - (-0.5_f64).exp();
    let sd = (2_000.0 * share * (1.0 - share)).sqrt();
    let exits = value(&found, "careers.exits/operator");
    assert!((exits - 2_000.0 * share).abs() < 4.0 * sd, "{exits}");
    assert_near(&found, "careers.hired/operator", 0.0);
    assert_near(&found, "staffing.joined/operator", 2_000.0);
    assert_near(&found, "careers.left", exits);
}

/// Operators come to the city, and no plant has a post for them. Fifty are hired from elsewhere:
/// as many posts are filled again from those who seek when one of the fifty leaves.
#[test]
fn the_posts_of_those_who_leave_are_filled_from_the_seekers() {
    let text = |hiring: &str| {
        format!(
            "[run]\nstart = \"2018-01-01\"\nuntil = \"730 d\"\nwarmup = \"365 d\"\ntick = \"1 d\"\n\
             [talent.channels.x]\nkind = \"poisson\"\nrate = \"1 /d\"\n\
             persons = {{ tier = \"student\", share_operator = 1, share_technician = 0, \
             share_engineer = 0, share_assembler = 0 }}\n\
             [careers.hire]\nm = \"90 /mo\"\n[careers.exit]\noperator = \"2 /y\"\n\
             [staffing]\n{hiring}"
        )
    };
    let none = audited(&text(""));
    assert_near(&none, "careers.hired/operator", 0.0);
    let some = audited(&text(
        "[staffing.hiring.all]\nrole = \"operator\"\ncount = 50\n",
    ));
    let heads = value(&some, "staffing.headcount/operator");
    assert!(heads > 49.0 && heads <= 50.0, "{heads}");
    // Some hundred leave in a year, and each is replaced.
    let hired = value(&some, "careers.hired/operator");
    assert!((hired - 100.0).abs() < 4.0 * 10.0, "{hired}");
    assert_near(&some, "staffing.hired/all", 0.0); // before the year of the statistics
}

/// A lot an hour: an operator for 12 min, and after a process of 30 min an engineer for 30 min. Of
/// 2 operators 10 % are busy, of 4 engineers 12.5 %; technicians have nothing to do.
#[test]
fn busy_shares_are_those_of_the_work() {
    let found = figures(
        "[run]\nstart = \"2018-01-01\"\nuntil = \"10 d\"\n\
         [fab]\noperator_time = \"12 min\"\nholds.time = \"30 min\"\n\
         [fab.tools.m]\ncount = 9\n\
         [fab.routes.x]\none = { tool_group = \"m\", per = \"lot\", time = \"30 min\", hold = 1 }\n\
         [fab.products]\nx = { route = \"x\" }\n\
         [fab.streams]\nx = { product = \"x\", wafers_per_lot = 1, interval = \"1 h\" }\n\
         [staffing.fixed]\noperator = 2\ntechnician = 7\nengineer = 4\n",
    );
    assert_near(&found, "staffing.busy_share/operator", 10.0);
    assert_near(&found, "staffing.idle_share/operator", 90.0);
    assert_near(&found, "staffing.busy_share/engineer", 12.5);
    assert_near(&found, "staffing.busy_share/technician", 0.0);
    assert_near(&found, "staffing.idle_share/technician", 100.0);
    assert_eq!(found.value("staffing.on_shift_share/operator"), None);
    assert_eq!(found.value("staffing.busy_share/assembler"), None);
}

/// A line of 60 has 90 assemblers in a day shift of 40 h a week: at work are 60 of 90 while the
/// line is, and on shift 40 of 168 hours.
#[test]
fn assemblers_are_on_shift_in_the_hours_of_the_lines() {
    let found = figures(
        "[run]\nstart = \"2018-01-01\"\nuntil = \"28 d\"\n\
         [supply.parts]\nboard = { base_stock = 100000, lead = \"1 d\", price = \"1 CNY\" }\n\
         [assembly]\nlines = 1\ntakt = \"10 min\"\ncarrier_size = 1\nassemblers_per_line = 60\n\
         shift = { opens = \"8 h\", closes = \"16 h\", days_per_week = 5 }\n\
         models.a.kit = { board = 1 }\n\
         [staffing.initial]\nassembler = 90\nexperience = \"300 y\"\n",
    );
    let line = value(&found, "assembly.line_utilisation");
    assert!(line > 50.0, "{line}");
    assert_near(&found, "staffing.busy_share/assembler", line * 60.0 / 90.0);
    assert_near(
        &found,
        "staffing.on_shift_share/assembler",
        100.0 * 40.0 / 168.0,
    );
}

/// Lots are held for engineers as customers of an M/M/5 queue of 4 erlangs: 80 % busy.
#[test]
fn engineers_with_held_lots_are_busy_as_the_servers_of_a_queue() {
    let text = "[run]\nstart = \"2018-01-01\"\nuntil = \"200 d\"\nwarmup = \"10 d\"\n\
         [fab]\nholds.time = \"exponential(mean=2 h)\"\n[fab.tools.m]\ncount = 900\n\
         [fab.routes.x]\none = { tool_group = \"m\", per = \"lot\", time = \"1 min\", hold = 1 }\n\
         [fab.products]\nx = { route = \"x\" }\n[fab.streams.x]\nproduct = \"x\"\n\
         wafers_per_lot = 1\ninterval = \"exponential(mean=30 min)\"\n\
         [staffing.fixed]\nengineer = 5\n";
    let park = park(text).unwrap();
    let busy = (0..10).map(|replication| {
        let mut run = park.start(1, replication);
        while run.step() {}
        value(&run.finish().figures, "staffing.busy_share/engineer")
    });
    let found = Estimate::of(&busy.collect::<Vec<f64>>(), Bounds::Any).unwrap();
    let error = found.sd.unwrap() / 10.0_f64.sqrt();
    assert!((found.mean - 80.0).abs() < 4.0 * error, "{found:?}");
    assert!(error < 0.5, "{error}");
}

/// One line gives the shipped scenario twenty more operators from July 2019 on: they are there from
/// 31 July on, for 154 of 730 days. Those who leave are replaced from the seekers.
#[test]
fn one_line_of_the_command_gives_a_planner_twenty_more_operators() {
    let more = "staffing.hiring.more={ role = \"operator\", count = 20, date = \"2019-07-01\" }";
    let heads = |more: &[&str]| {
        let base = ["target=[]", "run.until=2020-01-01", "run.tick=1 d"];
        let overrides = base.iter().chain(more).map(|&text| text.to_owned());
        let document = Document::load(pilot().as_ref(), &overrides.collect::<Vec<_>>()).unwrap();
        let study = Study::new(document)
            .unwrap()
            .measured_over(vec![Window::Run]);
        let outcomes = study.replicate(0..4, cores(), &Watch::none()).unwrap();
        let of = |key: &str| {
            let values = outcomes.iter().map(|run| value(&run.figures, key));
            values.sum::<f64>() / 4.0
        };
        (of("staffing.headcount/operator"), of("finance.wages"))
    };
    let ((before, wages), (after, more_wages)) = (heads(&[]), heads(&[more]));
    let expected = 20.0 * 154.0 / 730.0;
    assert!(
        (after - before - expected).abs() < 0.03 * expected,
        "{before}, {after}"
    );
    // 7,000 CNY a month for five months and a day.
    let paid = (more_wages - wages) / (20.0 * 7_000.0 * (5.0 + 1.0 / 31.0));
    assert!((paid - 1.0).abs() < 0.03, "{paid}");
}

/// What is wrong with a section, said at its place with what is allowed.
#[test]
fn what_cannot_be_hired_is_refused() {
    let drive = |more: &str| format!("[staffing.hiring.x]\nrole = \"operator\"\n{more}\n");
    let labour = "[staffing.labour.operator]\nreference_wage = \"1 CNY\"\nrate = \"1 /d\"\n";
    let finance = "[finance.wages]\noperator = \"9 CNY\"\n";
    for (text, place, said) in [
        (drive(""), "staffing.hiring.x", "count"),
        (
            drive("count = 1").replace("operator", "operators"),
            "staffing.hiring.x.role",
            "did you mean `operator`",
        ),
        (drive("count = -1"), "staffing.hiring.x.count", "0"),
        (
            drive("count = 1\ndate = \"2017-12-31\""),
            "staffing.hiring.x.date",
            "not before 2018-01-01",
        ),
        (
            drive("count = 1\ncost = \"-1 CNY\""),
            "staffing.hiring.x.cost",
            "0 CNY or more",
        ),
        (
            drive("count = 1") + "[staffing.fixed]\noperator = 3\n",
            "staffing.hiring.x.role",
            "give more of `staffing.fixed.operator`",
        ),
        (
            drive("count = 1") + labour,
            "staffing.labour.operator.reference_wage",
            "`finance.wages`",
        ),
        (
            drive("count = 1") + &labour.replace("1 CNY", "0 CNY") + finance,
            "staffing.labour.operator.reference_wage",
            "above 0 CNY",
        ),
        (
            drive("count = 1") + &labour.replace("1 /d", "9999999 /d") + finance,
            "staffing.labour.operator.rate",
            "at most 100000 /d",
        ),
        (
            drive("count = 1") + labour + "elasticity = -1\n" + finance,
            "staffing.labour.operator.elasticity",
            "0",
        ),
        (
            "[staffing.training.operator]\ntime = \"11 y\"\n".to_owned(),
            "staffing.training.operator.time",
            "at most 10 y",
        ),
    ] {
        let text = format!("[run]\nstart = \"2018-01-01\"\nuntil = \"9 d\"\n{text}");
        let refused = park(&text).map(drop).expect_err(&text);
        let field = place.rsplit('.').next().unwrap_or_default();
        assert!(
            refused.contains(field) && refused.contains(said),
            "{text}\n{refused}"
        );
    }
}

/// What never happens is warned of: a day after the run, labour that nobody hires, no wage.
#[test]
fn hiring_that_never_happens_is_warned_of() {
    let warnings = |text: &str| {
        let text = format!("[run]\nstart = \"2018-01-01\"\nuntil = \"9 d\"\n{text}");
        let park: Park = park(&text).unwrap_or_else(|problems| panic!("{problems}"));
        park.warnings().join("\n")
    };
    let labour = "[staffing.labour.operator]\nreference_wage = \"1 CNY\"\nrate = \"1 /d\"\n";
    let late = "[staffing.hiring.x]\nrole = \"operator\"\ncount = 1\ndate = \"2018-01-10\"\n";
    assert!(warnings(late).contains("the posts of `x` (`staffing.hiring.x.date`)"));
    let unused = warnings(&format!("{labour}[finance]\n"));
    assert!(
        unused.contains("`staffing.labour.operator` draws nobody"),
        "{unused}"
    );
    let unpaid = warnings(&format!("{late}{labour}[finance]\n"));
    assert!(unpaid.contains("give `finance.wages.operator`"), "{unpaid}");
}
