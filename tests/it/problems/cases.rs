//! The ways to break a scenario, and what is said of each.

/// A way to break a scenario, and what is said of it.
pub(super) struct Case {
    /// What is broken.
    pub(super) what: &'static str,
    /// The scenario: the line with a text replaced, or a small one that extends the probe.
    pub(super) text: Text,
    /// What stands in the message: first the place.
    pub(super) said: &'static [&'static str],
}

/// The text of a scenario.
pub(super) enum Text {
    /// The line, with one text in place of another.
    Line(&'static str, &'static str),
    /// The probe, with this laid over it.
    Probe(&'static str),
    /// Just this.
    Whole(&'static str),
}
use Text::{Line, Probe, Whole};

const fn case(what: &'static str, text: Text, said: &'static [&'static str]) -> Case {
    Case { what, text, said }
}

/// Mistakes of reading: keys, units, texts, references.
pub(super) const WRITTEN: &[Case] = &[
    case(
        "a misspelt key",
        Line("until =", "untill ="),
        &["broken.toml:7:1", "untill", "did you mean `until`?"],
    ),
    case(
        "a wrong unit",
        Line("10 min", "10 kg"),
        &[
            "broken.toml:11:49",
            "`kg` is not a unit of time",
            "51.69 min",
        ],
    ),
    case(
        "no unit",
        Line("\"10 min\"", "10"),
        &["broken.toml:11:49", "has no unit", "51.69 min"],
    ),
    case(
        "an unknown section",
        Line("[fab]", "[fabs]"),
        &["broken.toml:9:2", "did you mean `fab`?"],
    ),
    case(
        "a missing table",
        Line("tools.csv", "absent.csv"),
        &[
            "broken.toml:10:9",
            "absent.csv",
            "looked for from the scenario's folder",
        ],
    ),
    case(
        "a list for a table",
        Line("\"tools.csv\"", "[1]"),
        &["broken.toml:10:9", "found a list", "expected a table"],
    ),
    case(
        "a text for a number",
        Line("interval = \"2 h\"", "constant_wip = \"two\""),
        &["broken.toml:14:54", "expected a whole number"],
    ),
    case(
        "no TOML",
        Line("[fab]", "[fab"),
        &["broken.toml:9", "E0102"],
    ),
    case(
        "a key twice",
        Line("until = \"1 d\"", "until = \"1 d\"\nuntil = \"2 d\""),
        &["broken.toml:8:1", "duplicate key"],
    ),
    case(
        "an empty file",
        Whole(""),
        &[
            "broken.toml:1:1",
            "`scenario` is missing",
            "What the scenario is about",
        ],
    ),
    case(
        "a file that extends itself",
        Whole("extends = \"broken.toml\"\n"),
        &[
            "broken.toml:1:11",
            "in a circle",
            "let one of them name none",
        ],
    ),
    case(
        "a missing base",
        Whole("extends = \"absent.toml\"\n"),
        &["broken.toml:1:11", "absent.toml"],
    ),
    case(
        "a date without a day",
        Line("2018-01-01", "2018-01"),
        &["broken.toml:6:9", "2018-01", "2018-0"],
    ),
    case(
        "a day that there is not",
        Line("2018-01-01", "2018-02-30"),
        &[
            "broken.toml:6:9",
            "a date that no calendar has",
            "has 28 days",
        ],
    ),
    case(
        "a law of another name",
        Line("\"2 h\"", "\"exponental(mean=2 h)\""),
        &["broken.toml:14:50", "exponental", "exponential"],
    ),
    case(
        "a law's wrong argument",
        Line("\"2 h\"", "\"exponential(rate=2 h)\""),
        &["broken.toml:14:50", "`rate`", "mean"],
    ),
    case(
        "a law's negative mean",
        Line("\"2 h\"", "\"exponential(mean=-2 h)\""),
        &["broken.toml:14:50", "-2 h"],
    ),
    case(
        "a share above 1",
        Line("time = \"10 min\"", "time = \"10 min\", sample = 1.5"),
        &["broken.toml:11:68", "not between 0 and 1"],
    ),
    case(
        "an unknown choice",
        Line("[fab]", "[fab]\nmode = \"fundry\""),
        &["broken.toml:10:8", "did you mean `foundry`?"],
    ),
];

/// Mistakes of sense: counts, names, what contradicts what.
pub(super) const MEANT: &[Case] = &[
    case(
        "a negative count",
        Probe("fab.tools.etch.count = -1"),
        &["broken.toml:2:24", "-1 is out of range", "from 1 to 10000"],
    ),
    case(
        "a million million tools",
        Probe("fab.tools.etch.count = 1_000_000_000_000"),
        &["broken.toml:2:24", "out of range", "from 1 to 10000"],
    ),
    case(
        "a misspelt programme",
        Probe("policy.programmes.setle.intensity = 0"),
        &[
            "broken.toml:2:",
            "`kind` is missing",
            "did you mean `settle` by `setle`?",
        ],
    ),
    case(
        "half a pass",
        Probe("policy.programmes.pass.intensity = 0.5"),
        &[
            "broken.toml:2:",
            "0.5 is out of range",
            "0 or 1: the pass either runs or not",
        ],
    ),
    case(
        "no lines",
        Probe("assembly.lines = 0"),
        &["broken.toml:2:18", "from 1 to 10000"],
    ),
    case(
        "an unknown tool group",
        Line("\"bath\"", "\"bat\""),
        &["broken.toml:12:37", "did you mean `bath`?"],
    ),
    case(
        "a route that never ends",
        Line("\"2 min\"", "\"2 min\", rework = 1"),
        &["broken.toml:12:70", "below 1: or no lot ever leaves"],
    ),
    case(
        "a route that hardly ever ends",
        Line(
            "\"2 min\"",
            "\"2 min\", rework = 0.99999, rework_to = \"cut\"",
        ),
        &[
            "broken.toml:11:8",
            "visits on its way",
            "let fewer lots go back",
        ],
    ),
    case(
        "a route without steps",
        Line("products.plate", "routes.none = {}\nproducts.plate"),
        &[
            "broken.toml:13:8",
            "the route is empty",
            "at least one entry",
        ],
    ),
    case(
        "a product without a route",
        Line("{ route = \"short\" }", "{}"),
        &[
            "broken.toml:13:10",
            "`route` is missing",
            "the park's fab needs",
        ],
    ),
    case(
        "a stream that does not say when",
        Line(", interval = \"2 h\"", ""),
        &["broken.toml:14:9", "when lots start", "exactly one of"],
    ),
    case(
        "a stream that says it twice",
        Line("\"2 h\"", "\"2 h\", constant_wip = 2"),
        &["broken.toml:14:9", "when lots start", "exactly one of"],
    ),
    case(
        "a warm-up longer than the run",
        Line("until = \"1 d\"", "until = \"1 d\"\nwarmup = \"2 d\""),
        &[
            "broken.toml:8:10",
            "2 d is out of range",
            "shorter than the run",
        ],
    ),
    case(
        "an end before the start",
        Line("\"1 d\"", "\"2017-12-31\""),
        &[
            "broken.toml:7:9",
            "an end on 2017-12-31 is out of range",
            "a date from 2018-01-02 to 2118-01-02, as the run starts on 2018-01-01",
        ],
    ),
    case(
        "a run of no time",
        Line("\"1 d\"", "\"0 d\""),
        &["broken.toml:7:9", "a run of 0 ", "at most a century"],
    ),
    case(
        "a run of a thousand years",
        Line("\"1 d\"", "\"1000 y\""),
        &["broken.toml:7:9", "at most a century"],
    ),
    case(
        "a tick that does not divide a day",
        Line("until = \"1 d\"", "until = \"1 d\"\ntick = \"7 h\""),
        &["broken.toml:8:8", "a divisor of a day"],
    ),
    case(
        "a tick of a millisecond",
        Line("until = \"1 d\"", "until = \"1 d\"\ntick = \"1 ms\""),
        &["broken.toml:8:8", "at least 1 min and a divisor of a day"],
    ),
    case(
        "an unknown part in a kit",
        Probe("assembly.models.desktop.kit.bord = 1"),
        &["broken.toml:2:36", "did you mean `board`?"],
    ),
    case(
        "an unknown model in a contract",
        Probe("market.contracts.schools.model = \"laptop\""),
        &[
            "broken.toml:2:34",
            "no computer model called `laptop`",
            "desktop, server",
        ],
    ),
    case(
        "a price for a model that nobody builds",
        Probe("market.models.laptop.price = \"1 CNY\""),
        &["broken.toml:2:15", "no computer model called `laptop`"],
    ),
    case(
        "a season that does not sum to 12",
        Probe("talent.channels.students.season = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"),
        &["broken.toml:2:35", "all twelve must sum to 12"],
    ),
    case(
        "a season of eleven months",
        Probe("talent.channels.students.season = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"),
        &["broken.toml:2:35", "12"],
    ),
    case(
        "weights that do not sum to 1",
        Probe("services.index.weights.house = 0.9"),
        &["the weights sum to 1.65", "they must sum to 1"],
    ),
    case(
        "occupations of more than everybody",
        Probe("talent.channels.steady.persons.share_engineer = 0.9"),
        &["occupations sum to 1.2", "sum to 1 at most"],
    ),
    case(
        "fields that exclude each other",
        Probe("fab.defect_density = \"0.4 /cm2\""),
        &[
            "broken.toml:2:22",
            "both `learning` and a constant",
            "leave one of them out",
        ],
    ),
    case(
        "a field of the other law of learning",
        Probe("fab.learning.prior_wafers = 500"),
        &[
            "broken.toml:2:29",
            "`prior_wafers` is read only with `law = \"volume\"`",
            "leave it out, or choose that law",
        ],
    ),
    case(
        "a role with fixed people and people at the start",
        Probe("staffing.fixed.engineer = 2"),
        &["both fixed people and people at the start", "leave out one"],
    ),
    case(
        "an unknown part of a demand",
        Probe("supply.demands.repairs.kit.spear = 1"),
        &["broken.toml:2:36", "did you mean `spare`?"],
    ),
    case(
        "held lots that nobody releases",
        Line("\"2 min\"", "\"2 min\", hold = 0.1"),
        &["broken.toml:12:68", "fab.holds.time"],
    ),
    case(
        "failures without repair",
        Probe("fab.tools.etch.failure = \"1 d\""),
        &["broken.toml:2:26", "give both `failure` and `repair`"],
    ),
    case(
        "a dispatch rule twice",
        Line("[fab]", "[fab]\ndispatch = \"priority fifo priority\""),
        &[
            "broken.toml:10:12",
            "`priority` is listed twice",
            "leave out the second",
        ],
    ),
    case(
        "a dispatch rule twice in a tool group",
        Probe("fab.tools.etch.dispatch = [\"fifo\", \"fifo\"]"),
        &["broken.toml:2:27", "`fifo` is listed twice"],
    ),
    case(
        "windows that close before they open",
        Probe("services.window.closes = \"8 h\""),
        &["broken.toml:2:26", "after 9 h"],
    ),
    case(
        "negative capital",
        Probe("finance.capital.first.amount = \"-5 CNY\""),
        &["broken.toml:2:32", "0 CNY or more"],
    ),
];

/// Scenarios that would never end or never fit.
pub(super) const ENDLESS: &[Case] = &[
    case(
        "lots that start all at once",
        Line("\"2 h\"", "\"0 s\""),
        &[
            "broken.toml:14:50",
            "a mean of 0 ms is out of range",
            "at least 1 s",
        ],
    ),
    case(
        "more starts than milliseconds",
        Line("interval = \"2 h\"", "starts = \"1e9 /s\""),
        &[
            "broken.toml:14:48",
            "out of range",
            "a lot each 1 s at most",
        ],
    ),
    case(
        "lots that take no time",
        Line(
            "cut = { tool_group = \"saw\", time = \"10 min\" }\n\
             routes.short.clean = { tool_group = \"bath\", time = \"2 min\" }\n\
             products.plate = { route = \"short\" }\n\
             streams.plates = { product = \"plate\", interval = \"2 h\"",
            "cut = { tool_group = \"saw\", time = \"0 s\" }\n\
             products.plate = { route = \"short\" }\n\
             streams.plates = { product = \"plate\", constant_wip = 3",
        ),
        &["broken.toml:13:9", "take no time", "give some step"],
    ),
    case(
        "a lot a second for a century",
        Line(
            "\"1 d\"\n\n[fab]\n",
            "\"99 y\"\n\n[fab]\nstreams.more = { product = \"plate\", interval = \"1 s\" }\n",
        ),
        &["broken.toml:10:1", "GB", "at most 12000000"],
    ),
    case(
        "more people than fit",
        Probe("talent.channels.steady.rate = \"10000 /d\"\nrun.until = \"50 y\""),
        &[
            "persons that take",
            "GB",
            "at most 12000000",
            "a shorter run",
        ],
    ),
    case(
        "a campaign for all graduates",
        Probe("policy.programmes.settle.intensity = 100\nrun.until = \"9 y\""),
        &["persons that take", "GB", "at most 12000000"],
    ),
    case(
        "more orders than fit",
        Probe("market.buyers.orders = \"1e7 /y\""),
        &["orders that take", "GB", "at most 5000000"],
    ),
    case(
        "maintenance all the time",
        Probe("fab.tools.furnace.maintenance_interval = \"1 ms\""),
        &["broken.toml:2:42", "at least 1 s"],
    ),
    case(
        "failures all the time",
        Probe("fab.tools.litho.failure = \"1 ms\""),
        &["broken.toml:2:27", "at least 1 s"],
    ),
    case(
        "orders of parts all the time",
        Probe("supply.review = \"1 ms\""),
        &["broken.toml:2:17", "at least 1 s"],
    ),
    case(
        "demands all the time",
        Probe("supply.demands.repairs.interval = \"exponential(mean=1 ms)\""),
        &["broken.toml:2:35", "at least 1 s"],
    ),
    case(
        "computers all the time",
        Probe("assembly.takt = \"1 ms\""),
        &["broken.toml:2:17", "at least 1 s"],
    ),
];
