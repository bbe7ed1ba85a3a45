//! What is added empty moves nothing else: a row that nobody comes through, nothing is made of or
//! nothing is paid for is added to each table of the shipped park, one after the other, and every
//! figure of the park stays as it was, bit for bit. So before and after a measure that is a row of
//! its own (a channel, a route, a supplier) are compared by common random numbers.

use std::collections::BTreeMap;
use std::path::Path;

use chippark::industry::Park;
use chippark::scenario::Document;

use crate::support::pilot;

/// Rows called `zzz`, each of which takes no part in what the park does. A channel of stations has
/// offices, which are counted, tools that fail need technicians, and a planned stream needs staff:
/// none of these is empty.
const EMPTY: &[&str] = &[
    r#"talent.channels.zzz={kind="poisson",rate="0 /d",persons={tier="student"}}"#,
    r#"talent.channels.zzz={kind="programme",persons={tier="doctor"}}"#,
    concat!(
        r#"talent.channels.zzz={kind="conference",dates=["2039-05-18"],"#,
        r#"persons={high_end={tier="leading"},other={tier="doctor"}}}"#
    ),
    r#"research.academicians.arrivals.zzz={date="2039-01-01",persons=1}"#,
    r#"research.recuperation.events.zzz={date="2039-01-01",size=1,days=1}"#,
    concat!(
        r#"research.institutes.zzz={seats=5,start="2018-01-01",channel="doctors","#,
        r#"doctors="0 /y",projects_per_doctor="0 /y"}"#
    ),
    "ventures.contest.countries.zzz={weight=0,enclave_share=0.5}",
    r#"ventures.enclaves.places.zzz={m2="0 m2"}"#,
    r#"services.housing.builds.zzz={units=9,ordered="2039-01-01",lag="1 d"}"#,
    r#"services.index.transport.zzz={opens="2039-01-01",commute="10 min"}"#,
    r#"services.index.medical.builds.zzz={places=0.1,ordered="2039-01-01"}"#,
    r#"services.index.education.builds.zzz={places=0.1,ordered="2039-01-01"}"#,
    r#"staffing.hiring.zzz={role="operator",count=9,date="2039-01-01"}"#,
    "fab.tools.zzz={count=2}",
    r#"fab.routes.zzz={only={tool_group="WETS",time="1 h"}}"#,
    r#"fab.streams.zzz={product="cpu-3a4000",constant_wip=1,start="9000 d"}"#,
    "backend.steps.zzz={servers=1}",
    concat!(
        r#"supply.parts.zzz={base_stock=9,lead="1 d",price="0 CNY","#,
        r#"supplier={up="exponential(mean=5 d)",down="1 d"}}"#
    ),
    r#"supply.parts.chassis.other_sources.zzz={share=0,lead="1 d",price="0 CNY"}"#,
    r#"market.contracts.zzz={date="2039-01-01",computers=9}"#,
    r#"finance.capital.zzz={date="2018-01-01",amount="0 CNY"}"#,
    r#"finance.spending.zzz={amount="0 CNY",start="2018-01-01",end="2019-01-01"}"#,
    r#"finance.assets.zzz={price="0 CNY",units=9,life="9 d"}"#,
    "finance.city.comparator_growth.zzz=-0.5",
    r#"policy.programmes.zzz={kind="conference",start="2039-01-01"}"#,
];

/// Rows of several tables that only make sense together.
const TOGETHER: &[&[&str]] = &[
    &[
        r#"fab.products.zzz={route="cpu28"}"#,
        r#"backend.products.zzz={die_area="80 mm2"}"#,
    ],
    &[
        "fab.tools.zzz={count=1}",
        r#"fab.routes.zzz={only={tool_group="zzz",time="exponential(mean=1 h)"}}"#,
        r#"fab.products.zzz={route="zzz"}"#,
        r#"backend.products.zzz={die_area="80 mm2"}"#,
        r#"fab.streams.zzz={product="zzz"}"#,
        r#"fab.lots.zzz={stream="zzz",start="9000 d"}"#,
    ],
    &[
        r#"supply.parts.zzz={base_stock=0,lead="1 d",price="1 CNY"}"#,
        "assembly.models.zzz={kit={zzz=1},share=0}",
        r#"market.models.zzz={price="1 CNY",weight=0}"#,
    ],
    &[
        r#"supply.parts.zzz={base_stock=9,lead="1 d",price="0 CNY"}"#,
        r#"supply.demands.zzz={interval="9000 d",kit={zzz=1}}"#,
    ],
    &[
        r#"supply.parts.azzz={base_stock=9,lead="exponential(mean=1 d)",price="0 CNY"}"#,
        concat!(
            "supply.parts.zzz={made_from={azzz=2},reorder_point=1,order_quantity=2,",
            r#"lead="1 d",price="0 CNY"}"#
        ),
        concat!(
            r#"supply.demands.zzz={interval="exponential(mean=1 d)",kit={zzz=1},"#,
            r#"unmet={patience="1 d"}}"#
        ),
    ],
];

/// The whole park at work from its first day on. The targets are of no use here.
const GROUND: &[&str] = &[
    "target=[]",
    "run.until=75 d",
    "fab.streams.cpu.start=0 d",
    "fab.streams.bridge.start=0 d",
    "fab.streams.hot.start=0 d",
    "market.tenders.start=2018-01-01",
    "staffing.initial.operator=60",
    "staffing.initial.technician=60",
    "staffing.initial.assembler=120",
    // One tool more costs money; here it costs none.
    "finance.assets.tools.price=0 CNY",
];

/// The figures of the park with these overrides, as bits.
fn figures(more: &[&str]) -> BTreeMap<String, Option<u64>> {
    let overrides: Vec<String> = [GROUND, more]
        .concat()
        .iter()
        .map(|&one| one.into())
        .collect();
    let pilot = pilot();
    let document = Document::load(Path::new(&pilot), &overrides);
    let document = document.unwrap_or_else(|problems| panic!("{more:?}: {problems:?}"));
    let park = Park::compile(&document);
    let park = park.unwrap_or_else(|problems| panic!("{more:?}: {problems:?}"));
    let mut run = park.start(park.plan().seed, 0);
    while run.step() {}
    let outcome = run.finish();
    let figures = outcome.figures.iter();
    figures
        .map(|(key, figure)| (key.to_owned(), figure.value.map(f64::to_bits)))
        .collect()
}

#[test]
fn what_is_added_empty_moves_no_foreign_figure() {
    let before = figures(&[]);
    let built = before["assembly.computers_built"].map(f64::from_bits);
    assert!(built > Some(0.0), "the park is not at work: {built:?}");
    let alone = EMPTY.iter().map(std::slice::from_ref);
    let mut moved = Vec::new();
    for added in alone.chain(TOGETHER.iter().copied()) {
        let mut after = figures(added);
        after.retain(|key, _| !key.contains("zzz"));
        let differs = |key: &&String| before.get(*key) != after.get(*key);
        let mut keys: Vec<&String> = before.keys().chain(after.keys()).filter(differs).collect();
        keys.dedup();
        if !keys.is_empty() {
            moved.push(format!(
                "{added:?} moves {} figures: {keys:.200?}",
                keys.len()
            ));
        }
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}
