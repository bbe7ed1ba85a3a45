//! The output of `validate`: what reports of another simulator say, beside what the model says.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use comfy_table::Table;
use serde::Serialize;
use serde_json::json;

use super::table::{self, IN_MEMORY};
use super::words;
use crate::experiment::validate::{
    FEWEST_RUNS, Figure, OwnRuns, Row, Subject, Tolerance, Verdict, counts, own_runs,
};
use crate::units::Date;
use crate::units::spoken::plural;

/// The most characters of a name in a table.
const NAME_WIDTH: usize = 18;

/// What was compared with what.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// The name of the period of the reports.
    pub period: &'a str,
    /// Where its statistics begin.
    pub from: Date,
    /// Where they end.
    pub to: Date,
    /// The replications of ours.
    pub replications: usize,
    /// The figures that were compared.
    pub rows: &'a [Row],
    /// What was left out, in sentences.
    pub left_out: &'a [String],
}

/// One compared figure; the fields stand in this order.
#[derive(Serialize)]
struct RowRecord<'a> {
    kind: &'static str,
    name: &'a str,
    figure: &'static str,
    unit: &'static str,
    reported: f64,
    mean: Option<f64>,
    /// The 95 % interval of the mean.
    low: Option<f64>,
    high: Option<f64>,
    /// The 95 % prediction interval of one run of ours.
    one_run_low: Option<f64>,
    one_run_high: Option<f64>,
    difference: Option<f64>,
    /// In the unit of the figure, or a share of the reported value.
    tolerance: Option<f64>,
    tolerance_is: Option<&'static str>,
    within_interval: bool,
    verdict: &'static str,
    reason: Option<&'static str>,
}

impl<'a> RowRecord<'a> {
    fn of(row: &'a Row) -> Self {
        let interval = row.ours.and_then(|ours| ours.interval);
        let (tolerance, tolerance_is) = match row.tolerance {
            Some(Tolerance::Share(share)) => (Some(share), Some("share")),
            Some(Tolerance::Points(points)) => (Some(points), Some("points")),
            None => (None, None),
        };
        let (verdict, reason) = match row.verdict {
            Verdict::Agrees => ("agrees", None),
            Verdict::Chance => ("chance", None),
            Verdict::Differs => ("differs", None),
            Verdict::Missing => ("missing", None),
            Verdict::Unjudged(reason) => ("unjudged", Some(reason)),
        };
        let Row { reported, .. } = row;
        Self {
            kind: reported.subject.kind(),
            name: reported.subject.name(),
            figure: reported.figure.name(),
            unit: reported.figure.unit(),
            reported: reported.value,
            mean: row.ours.map(|ours| ours.mean),
            low: interval.map(|interval| interval.low),
            high: interval.map(|interval| interval.high),
            one_run_low: row.one_run.map(|interval| interval.low),
            one_run_high: row.one_run.map(|interval| interval.high),
            difference: row.difference(),
            tolerance,
            tolerance_is,
            within_interval: row.is_within_interval(),
            verdict,
            reason,
        }
    }
}

/// How many figures of a kind are within, and how many those of each of our runs; the fields stand
/// in this order.
#[derive(Serialize)]
struct OwnRecord {
    kind: &'static str,
    figures: usize,
    within: usize,
    least: usize,
    mean: f64,
    greatest: usize,
}

impl OwnRecord {
    fn of(own: &OwnRuns) -> Self {
        Self {
            kind: kind_name(own),
            figures: own.figures,
            within: own.within,
            least: own.least,
            mean: own.mean,
            greatest: own.greatest,
        }
    }
}

/// The name of a kind of figures, or of all of them.
fn kind_name(own: &OwnRuns) -> &'static str {
    own.kind.map_or("all", |kind| kind.name())
}

/// All that was compared, as JSON.
#[must_use]
pub fn validation_json(compared: &Compared<'_>) -> String {
    let counts = counts(compared.rows);
    let own = own_runs(compared.rows);
    let own = own.map(|own| own.iter().map(OwnRecord::of).collect::<Vec<_>>());
    super::json_text(&json!({
        "schema_version": super::SCHEMA_VERSION,
        "period": compared.period,
        "from": compared.from.to_string(),
        "to": compared.to.to_string(),
        "replications": compared.replications,
        "judged": counts.judged(),
        "agree": counts.agree,
        "chance": counts.chance,
        "differ": counts.differ,
        "missing": counts.missing,
        "own_runs": own,
        "left_out": compared.left_out,
        "rows": compared.rows.iter().map(RowRecord::of).collect::<Vec<_>>(),
    }))
}

/// The tables for people: the fab and its orders, each figure of the tool families with the family
/// that is furthest off, and the families that are beyond their tolerance; or all of them.
#[must_use]
pub fn validation_table(compared: &Compared<'_>, all: bool) -> String {
    let Compared {
        period,
        from,
        to,
        replications,
        rows,
        left_out,
    } = compared;
    let count = plural(*replications, "replication", "replications");
    let mut text = format!("{period}: {from} to {to}, {count}\n");
    let (families, others): (Vec<&Row>, Vec<&Row>) =
        (rows.iter()).partition(|row| matches!(row.reported.subject, Subject::Family(_)));
    if !others.is_empty() {
        let _ = write!(text, "\n{}", full_table("order", &others));
    }
    if !families.is_empty() {
        let _ = write!(text, "\n{}", family_table(&families));
    }
    let shown: Vec<&Row> = families
        .into_iter()
        .filter(|row| all || row.is_judged() && row.verdict != Verdict::Agrees)
        .collect();
    if !shown.is_empty() {
        let _ = write!(text, "\n{}", full_table("family", &shown));
    }
    text.push('\n');
    for sentence in *left_out {
        write_wrapped(&mut text, sentence);
    }
    if let Some(own) = own_runs(rows) {
        let _ = writeln!(text, "{}", own_table(&own));
        let legend = format!(
            "own runs: each of our {replications} replications judged by the same tolerances \
             against the mean of the others"
        );
        write_wrapped(&mut text, &legend);
    }
    write_wrapped(&mut text, &summary(compared));
    text
}

fn write_wrapped(text: &mut String, sentence: &str) {
    for line in words::wrapped(sentence, words::WIDTH, 2) {
        writeln!(text, "{line}").expect(IN_MEMORY);
    }
}

/// How many figures are within their tolerances, and how many of the others may be by chance.
fn summary(compared: &Compared<'_>) -> String {
    let counts = counts(compared.rows);
    let (agree, judged, beyond) = (counts.agree, counts.judged(), counts.beyond());
    let mut text = format!("{agree} of {judged} figures within their tolerances");
    if beyond == 0 {
        return text;
    }
    let _ = if compared.replications < FEWEST_RUNS {
        write!(
            text,
            "; {FEWEST_RUNS} replications or more would say what is chance"
        )
    } else {
        write!(
            text,
            "; of the other {beyond}, {} within what single runs of ours differ by (~) and {} \
             not",
            counts.chance,
            counts.differ + counts.missing
        )
    };
    text
}

/// How many figures are within their tolerances by kind, and how many those of our own runs.
fn own_table(own: &[OwnRuns]) -> String {
    let mut shown = table::plain_table();
    shown.set_header(["judged", "figures", "within", "own runs", "mean"]);
    for of in own {
        shown.add_row([
            kind_name(of).to_owned(),
            of.figures.to_string(),
            of.within.to_string(),
            format!("{}-{}", of.least, of.greatest),
            format!("{:.1}", of.mean),
        ]);
    }
    finished(shown, 1..5)
}

/// Every figure of some rows.
fn full_table(kind: &str, rows: &[&Row]) -> String {
    let mut shown = table::plain_table();
    shown.set_header([kind, "figure", "reports", "ours", "±", "differs", ""]);
    let mut before = None;
    for row in rows {
        let name = match &row.reported.subject {
            Subject::Fab => "fab",
            Subject::Order(name, _) | Subject::Product(name, _) | Subject::Family(name) => name,
        };
        let named = if before == Some(name) {
            String::new()
        } else {
            words::shortened(name, NAME_WIDTH)
        };
        before = Some(name);
        let figure = row.reported.figure;
        let [reported, ours, half, difference] = values(row);
        let what = match figure.unit() {
            "1" => figure.name().to_owned(),
            unit => format!("{}, {unit}", figure.name()),
        };
        shown.add_row([
            named,
            what,
            reported,
            ours,
            half,
            difference,
            verdict(row).to_owned(),
        ]);
    }
    finished(shown, 2..6)
}

/// How many families agree by each figure, and the one that is furthest off by its tolerance.
fn family_table(rows: &[&Row]) -> String {
    let mut shown = table::plain_table();
    let header = [
        "families", "ok", "worst", "reports", "ours", "±", "differs", "",
    ];
    shown.set_header(header);
    let mut by_figure: BTreeMap<Figure, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_figure.entry(row.reported.figure).or_default().push(row);
    }
    for (figure, rows) in by_figure {
        let is_judged = |row: &&&Row| !matches!(row.verdict, Verdict::Unjudged(_));
        let judged: Vec<&Row> = rows.iter().filter(is_judged).copied().collect();
        let off = |row: &&&Row| row.tolerances_off().or(row.relative().map(f64::abs));
        let among = if judged.is_empty() { &rows } else { &judged };
        let worst = among.iter().max_by(|a, b| {
            let (a, b) = (off(a).unwrap_or(0.0), off(b).unwrap_or(0.0));
            a.total_cmp(&b)
        });
        let Some(worst) = worst else { continue };
        let agree = judged.iter().filter(|row| row.verdict == Verdict::Agrees);
        let counted = if judged.is_empty() {
            "-".to_owned()
        } else {
            format!("{}/{}", agree.count(), judged.len())
        };
        let [reported, ours, half, difference] = values(worst);
        shown.add_row([
            figure.name().to_owned(),
            counted,
            words::shortened(worst.reported.subject.name(), NAME_WIDTH),
            reported,
            ours,
            half,
            difference,
            verdict(worst).to_owned(),
        ]);
    }
    finished(shown, 3..7)
}

fn finished(mut shown: Table, numbers: std::ops::Range<usize>) -> String {
    for column in numbers {
        table::align_right(&mut shown, column);
    }
    table::lines(&shown)
}

/// The reported value, ours, half of its interval, and the difference.
fn values(row: &Row) -> [String; 4] {
    let none = || "-".to_owned();
    let ours = row.ours.map_or_else(none, |ours| digits(ours.mean));
    let half = row.ours.and_then(|ours| ours.half_width());
    let difference = match row.tolerance {
        Some(Tolerance::Points(_)) => row.difference().map(|points| format!("{points:+.2}")),
        Some(Tolerance::Share(_)) | None => row
            .relative()
            .map(|share| format!("{:+.1} %", 100.0 * share)),
    };
    [
        digits(row.reported.value),
        ours,
        half.map_or_else(none, digits),
        difference.unwrap_or_else(none),
    ]
}

/// A value with as many decimals as its size needs.
fn digits(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => format!("{value:.0}"),
        size if size >= 100.0 => format!("{value:.1}"),
        size if size >= 1.0 || size == 0.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

const fn verdict(row: &Row) -> &'static str {
    match row.verdict {
        Verdict::Agrees => "ok",
        Verdict::Chance => "~",
        Verdict::Differs => "NOT OK",
        Verdict::Missing => "none",
        Verdict::Unjudged(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::validate::{Reported, Tolerances, compare};

    fn rows() -> Vec<Row> {
        let family = |name: &str, figure, value| Reported {
            subject: Subject::Family(name.to_owned()),
            figure,
            value,
            unjudged: None,
        };
        let order = Subject::Order("O_Lot_1".to_owned(), vec!["Lot_1".to_owned()]);
        let reported = [
            Reported {
                subject: order,
                figure: Figure::CycleTime,
                value: 50.0,
                unjudged: None,
            },
            family("Etch", Figure::Down, 2.0),
            family("Litho", Figure::Down, 2.0),
            family("Litho", Figure::TimeInTool, 4.0),
            family("Litho", Figure::Setup, 9.0),
        ];
        let replication = |cycle_time, down| {
            BTreeMap::from([
                ("fab.throughput/Lot_1", 3.0),
                ("fab.cycle_time/Lot_1", cycle_time),
                ("fab.down_share/Etch", 2.25),
                ("fab.down_share/Litho", down),
                ("fab.setup_share/Litho", 4.0 * down - 6.0),
            ])
        };
        let ours = [
            replication(50.0, 3.0),
            replication(50.5, 3.25),
            replication(50.25, 3.5),
        ];
        compare(&reported, &ours, &Tolerances::default())
    }

    fn compared<'a>(rows: &'a [Row], left_out: &'a [String]) -> Compared<'a> {
        Compared {
            period: "P",
            from: Date::ymd(2019, 1, 1),
            to: Date::ymd(2020, 1, 1),
            replications: 3,
            rows,
            left_out,
        }
    }

    #[test]
    fn the_page_shows_orders_the_worst_families_and_those_beyond() {
        let (rows, left_out) = (rows(), ["Something is left out".to_owned()]);
        let text = validation_table(&compared(&rows, &left_out), false);
        assert!(
            text.lines().all(|line| line.chars().count() <= 80),
            "{text}"
        );
        let lines: Vec<String> = text
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        for expected in [
            "P: 2019-01-01 to 2020-01-01, 3 replications",
            "O_Lot_1 cycle time, d 50.00 50.25 0.621 +0.5 % ok",
            "down 1/2 Litho 2.00 3.25 0.621 +1.25 NOT OK",
            "time in tool - Litho 4.00 - - -",
            "setup 0/1 Litho 9.00 7.00 2.48 -2.00 ~",
            "Litho down, % 2.00 3.25 0.621 +1.25 NOT OK",
            "setup, % 9.00 7.00 2.48 -2.00 ~",
            "Something is left out",
            "cycle times 1 1 1-1 1.0",
            "states 3 1 2-3 2.3",
            "all 4 2 3-4 3.3",
            "2 of 4 figures within their tolerances; of the other 2, 1 within what single",
            "runs of ours differ by (~) and 1 not",
        ] {
            assert!(
                lines.iter().any(|line| line == expected),
                "{expected}: {text}"
            );
        }
        assert!(
            !lines.iter().any(|line| line.starts_with("Etch down")),
            "{text}"
        );
        let all = validation_table(&compared(&rows, &left_out), true);
        assert!(
            all.lines()
                .any(|line| line.starts_with(" Etch") || line.starts_with("Etch"))
        );
    }

    #[test]
    fn the_json_holds_every_row() {
        let rows = rows();
        let text = validation_json(&compared(&rows, &[]));
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let counted = ["judged", "agree", "chance", "differ", "missing"].map(|key| &value[key]);
        assert_eq!(
            counted,
            [4, 2, 1, 1, 0].map(|count| json!(count)).each_ref()
        );
        assert_eq!(value["rows"][2]["verdict"], json!("differs"));
        assert_eq!(value["rows"][4]["verdict"], json!("chance"));
        let low = value["rows"][4]["one_run_low"].as_f64().unwrap();
        // 7 less t(0.975; 2) sqrt(4 / 3).
        assert!((low - (7.0 - 4.968_275)).abs() < 1e-5, "{low}");
        let all = json!({
            "kind": "all", "figures": 4, "within": 2, "least": 3, "mean": 10.0 / 3.0, "greatest": 4
        });
        assert_eq!(value["own_runs"][2], all);
        assert_eq!(value["rows"][3]["mean"], json!(null));
        assert_eq!(value["rows"][3]["verdict"], json!("unjudged"));
        assert_eq!(value["rows"][0]["tolerance"], json!(0.01));
    }
}
