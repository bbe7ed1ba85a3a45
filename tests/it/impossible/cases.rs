//! Changes to the park of `base.toml`, after each of which something never happens.

/// A change that makes something impossible: its overrides, and parts of what is then said.
pub(super) type Case = (&'static [&'static str], &'static [&'static str]);

/// People and their work.
pub(super) const PEOPLE: &[Case] = &[
    (
        &["staffing.fixed.operator=0"],
        &[
            "`print` of route `logic` needs an operator",
            "`staffing.fixed.operator`",
        ],
    ),
    (
        &["staffing.fixed.engineer=0"],
        &["no held lot is ever released", "`staffing.fixed.engineer`"],
    ),
    // Each 12 h three visits and two thirds of a batch, 20 h each: 11 / 3 * 20 / 12 = 6.11.
    (
        &["staffing.fixed.operator=1", "fab.operator_time=20 h"],
        &[
            "operators have a load of 611 %",
            "and 1 is on shift",
            "7 would do",
            "`staffing.fixed.operator`",
        ],
    ),
    // Maintenance takes 3 / 240 and repair 100 / 300 of three tools, two technicians each: 2.075.
    (
        &[
            "staffing.fixed.technician=2",
            "fab.tools.press.repair=100 h",
        ],
        &[
            "technicians have a load of 104 %",
            "3 would do",
            "`staffing.fixed.technician`",
        ],
    ),
    // A tenth of the lots that come each 12 h, for 300 h each: 2.5 engineers.
    (
        &["fab.holds.time=300 h"],
        &[
            "engineers have a load of 125 %",
            "and 2 are on shift",
            "3 would do",
        ],
    ),
    // 480 persons make 1 / 0.95 visits of 10 h each, 5,053 h in all. On 23 working days four
    // windows are open for 8 h, and on 63 days three, 2,248 h in all.
    (
        &[
            "policy.reinvestment.enabled=false",
            "services.window.service=10 h",
            "services.window.opens=9 h",
            "services.window.closes=17 h",
            "services.window.p_incomplete=5 %",
        ],
        &[
            "the windows of services have a load of 225 %",
            "`services.window.before.windows`",
        ],
    ),
    (
        &["staffing.fixed.technician=1"],
        &[
            "`press` needs 2 technicians",
            "`fab.tools.press.repair_crew`",
        ],
    ),
    (
        &["staffing.fixed.assembler=3"],
        &[
            "4 assemblers on a shift, and staffing has 3",
            "`staffing.fixed.assembler`",
        ],
    ),
    (
        &[
            "staffing.fixed={operator=3, engineer=2, assembler=8}",
            "staffing.technician_load=1.0",
            "careers.hire.overhire=0",
        ],
        &[
            "`press` needs 2 technicians",
            "has 1 on shift at most",
            "`staffing.technician_load`",
        ],
    ),
    (
        &[
            "staffing.fixed={operator=3, technician=4, assembler=8}",
            "staffing.engineer_base=1",
            "staffing.crews=5",
            "staffing.engineer_per_kwspm=0",
        ],
        &["no held lot is ever released", "`staffing.engineer_base`"],
    ),
    (
        &[
            "staffing.fixed={operator=3, technician=4, engineer=2}",
            "talent.channels.steady.persons={tier=\"technician\", share_assembler=0}",
            "talent.channels.conference.persons.high_end.share_assembler=0",
            "talent.channels.conference.persons.other.share_assembler=0",
            "talent.channels.experts.persons.share_assembler=0",
            "talent.channels.founders.persons.share_assembler=0",
        ],
        &["staffing has 0 at most", "talent channels"],
    ),
    (
        &[
            "staffing.fixed={operator=3, technician=4, engineer=2}",
            "careers.hire.m=0 /mo",
        ],
        &["4 assemblers on a shift"],
    ),
    (
        &[
            "staffing.fixed={operator=0, engineer=2, technician=4, assembler=8}",
            "fab.operator_time=0 min",
        ],
        &["`finance.wages.operator`"],
    ),
    (
        &["talent.channels.steady.rate=0 /d"],
        &["nobody comes through channel `steady`"],
    ),
    (
        &["talent.channels.guests={kind=\"programme\", persons={tier=\"doctor\"}}"],
        &["channel `guests`, which no section names"],
    ),
    (
        &["talent.channels.conference.dates=[\"2019-09-01\"]"],
        &[
            "the conference of channel `conference`",
            "`talent.channels.conference.dates`",
        ],
    ),
    (
        &["talent.awareness.date=2020-01-01"],
        &["`talent.awareness.date`"],
    ),
    (
        &[
            "services.housing.units=0",
            "services.housing.builds={}",
            "policy.programmes.homes.intensity=0",
            "policy.reinvestment.enabled=false",
        ],
        &["some need a home", "`services.housing.units`"],
    ),
    (
        &[
            "services.window.before.windows=0",
            "policy.programmes.pass.start=2020-01-01",
            "policy.reinvestment.enabled=false",
        ],
        &["no window is ever staffed"],
    ),
    (
        &[
            "services.window.back_office_days=200",
            "services.window.before.back_office_days=200",
        ],
        &[
            "the first person who settles",
            "`services.window.back_office_days`",
        ],
    ),
    (
        &["services.housing.builds.flats.lag=200 d"],
        &["1 build of housing (`services.housing.builds`)"],
    ),
    (
        &["services.index.transport.bus.opens=2019-12-01"],
        &["`services.index.transport`"],
    ),
    (
        &["services.index.talents_park.opens=2019-12-01"],
        &["`services.index.talents_park`"],
    ),
    (
        &["careers.evaluation.eligible_dwell=1 y"],
        &[
            "the first evaluation",
            "`careers.evaluation.eligible_dwell`",
        ],
    ),
    (
        &["research.academicians.arrivals.first.date=2019-09-01"],
        &["the first resident academician"],
    ),
    (
        &["research.institutes.graphene.start=2019-09-01"],
        &["before 1 thing of the scenario: institute `graphene`"],
    ),
    (
        &["research.home.rooms=0", "research.home.other_rooms=0"],
        &["every visit is turned away"],
    ),
    (&["research.visits.rate=0 /y"], &["`research.visits.rate`"]),
    (
        &["research.matching.needs_rate=0 /y"],
        &["`research.matching.needs_rate`"],
    ),
    (
        &["ventures.contest.dates=[\"2019-09-01\"]"],
        &["the first contest (`ventures.contest.dates`)"],
    ),
    (
        &["ventures.contest.projects=0"],
        &["no team of founders ever comes"],
    ),
    (
        &["ventures.enclaves.places.shanghai.m2=100 m2"],
        &["`ventures.enclaves.m2_per_team`"],
    ),
    (
        &["ventures.phases.incubation.pass=0"],
        &["`ventures.phases.incubation.pass`"],
    ),
    (
        &["ventures.phases.incubation.equipment=60"],
        &["`ventures.pools.equipment`"],
    ),
];

/// Wafers, chips, parts, computers.
pub(super) const GOODS: &[Case] = &[
    (
        &["fab.tools.spare={count=1}"],
        &["no lot visits tool group `spare`"],
    ),
    (
        &["fab.streams.cpu.interval=1 h"],
        &["tool group `press` has a load of 100 % or more"],
    ),
    (
        &["fab.tools.press.maintenance_interval=3 h"],
        &["`press` takes 100 % of the time", "lengthen the interval"],
    ),
    (
        &["fab.routes.logic.cut.sample=0"],
        &[
            "no lot executes step `cut`",
            "`fab.routes.logic.cut.sample`",
        ],
    ),
    (
        &["fab.routes.logic.cut.lot_scrap=1"],
        &["no lot survives step `cut`", "`lot_scrap`"],
    ),
    (
        &["fab.routes.logic.cut.wafer_survival=0"],
        &["no lot survives step `cut`", "`wafer_survival`"],
    ),
    (
        &[
            "fab.routes.logic.print.queue_limit=3 h",
            "fab.routes.logic.print.queue_limit_to=cut",
            "fab.routes.logic.print.queue_limit_action=scrap",
        ],
        &[
            "no lot can keep the queue-time limit",
            "starts 4 h later at the earliest",
            "is scrapped",
        ],
    ),
    (
        &["fab.streams.cpu.start=130 d"],
        &[
            "the first lot of stream `cpu` (`fab.streams.cpu.start`)",
            "chips of product `cpu` for model `desktop`",
        ],
    ),
    (
        &[
            "fab.routes.logic.cut.time=121 d",
            "fab.streams.cpu.interval=50 d",
        ],
        &["the end of the first lot of stream `cpu`, which takes 121.3 d"],
    ),
    (
        &[
            "fab.streams.cpu={product=\"cpu\", wafers_per_lot=4, constant_wip=2}",
            "fab.tools.furnace.min_batch=12",
        ],
        &["waits for batches of 12 wafers", "at most 8"],
    ),
    (
        &[
            "fab.streams.orders={product=\"cpu\", wafers_per_lot=4}",
            "fab.lots.late={stream=\"orders\", start=\"200 d\"}",
        ],
        &["1 listed lot (`fab.lots`)"],
    ),
    // Two lots of four wafers come in the run, and the third on the 180th day.
    (
        &[
            "fab.streams.cpu.interval=60 d",
            "fab.streams.bridge.interval=60 d",
            "fab.tools.furnace.min_batch=12",
        ],
        &[
            "a batch of tool group `furnace`, for which 12 wafers must wait, where 8 that",
            "`fab.tools.furnace.min_batch`",
        ],
    ),
    (
        &[
            "fab.streams.cpu={product=\"cpu\", wafers_per_lot=4}",
            "fab.lots.first={stream=\"cpu\", start=\"1 d\"}",
            "fab.lots.last={stream=\"cpu\", start=\"200 d\"}",
            "fab.tools.furnace.min_batch=5",
        ],
        &[
            "a batch of tool group `furnace`, for which 5 wafers must wait, where 4 that",
            "1 listed lot (`fab.lots`)",
        ],
    ),
    (
        &["fab.learning.npi_start=150 d", "fab.learning.npi_end=160 d"],
        &["`fab.learning.npi_start`"],
    ),
    (
        &["backend.package_yield=0"],
        &["survives packaging", "`backend.package_yield`"],
    ),
    (
        &["backend.final_test.yield=0"],
        &["survives the final test", "`backend.final_test.yield`"],
    ),
    (
        &["backend.products.cpu.bins={mean=\"1 GHz\", sd=\"0.01 GHz\", grades=[\"2 GHz\"]}"],
        &["fast enough", "`backend.products.cpu.bins`"],
    ),
    (
        &[
            "fab.learning.initial_density=900 /cm2",
            "fab.learning.final_density=900 /cm2",
        ],
        &["hardly a chip of product `cpu`", "die_area"],
    ),
    (
        &["backend.steps.dicing.time_per_lot=14 h"],
        &[
            "station `dicing` of the back end has a load of 233 %",
            "`backend.steps.dicing.servers`",
        ],
    ),
    (
        &["backend.probe.time_per_die=30 min"],
        &["station `probe`", "`backend.probe.testers`"],
    ),
    (
        &["supply.parts.board.base_stock=9"],
        &["raise `supply.parts.board.base_stock` to 10"],
    ),
    (
        &["supply.parts.board.lead=200 d"],
        &[
            "the first delivery of part `board`",
            "`supply.parts.board.lead`",
        ],
    ),
    (
        &["supply.parts.screw={base_stock=9, lead=\"1 d\", price=\"1 CNY\"}"],
        &["nothing takes part `screw`"],
    ),
    (&["supply.review=200 d"], &["`supply.review`"]),
    (
        &["supply.demands.repairs.interval=200 d"],
        &["demand `repairs` (`supply.demands.repairs.interval`)"],
    ),
    (
        &["supply.demands.repairs.reserve=20"],
        &[
            "demand `repairs` never gets a part",
            "`supply.demands.repairs.reserve`",
        ],
    ),
    (
        &[
            "supply.demands.repairs.kit.spare=21",
            "supply.demands.repairs.unmet=lost",
        ],
        &["demand `repairs` never gets a kit", "`supply.parts.spare`"],
    ),
    (
        &["supply.parts.spare.review={every=\"9 d\", first=\"200 d\"}"],
        &["the first review of part `spare` (`supply.parts.spare.review`)"],
    ),
    (
        &[
            "supply.parts.spare={orders=[{at=\"200 d\", quantity=9}], lead=\"1 d\", \
             price=\"1 CNY\"}",
        ],
        &["orders of part `spare` (`supply.parts.spare.orders`)"],
    ),
    (
        &["supply.demands.repairs={orders=[{at=\"200 d\", quantity=9}], kit={spare=1}}"],
        &["orders of demand `repairs` (`supply.demands.repairs.orders`)"],
    ),
    (
        &["supply.parts.spare.other_sources.far={share=0, lead=\"1 d\", price=\"1 CNY\"}"],
        &["part `spare` is never ordered from `supply.parts.spare.other_sources.far`"],
    ),
    (
        &["assembly.models={desktop={kit={bridge=1, board=1}}, server={kit={bridge=1, board=1}}}"],
        &["no computer takes chips of product `cpu`"],
    ),
    (
        &["assembly.models.server.share=0"],
        &[
            "orders for model `server` are never filled",
            "`assembly.models.server.share`",
        ],
    ),
    (
        &["market.models.server.weight=0"],
        &["model `server` is built and never ordered"],
    ),
    (
        &[
            "market.models.server.weight=0",
            "market.models.server.target_stock=5",
        ],
        &["model `server` is built and never ordered"],
    ),
    (
        &["assembly.burn_in.time=130 d"],
        &["the first computer, as a carrier takes"],
    ),
    (&["market.buyers.orders=0 /d"], &["no buyer ever orders"]),
    (
        &["market.buyers.initial=0"],
        &["never a buyer", "`market.buyers.initial`"],
    ),
    (&["market.tenders.rate=0 /y"], &["`market.tenders.rate`"]),
    (
        &["market.contracts.schools.date=2019-09-01"],
        &["1 contract (`market.contracts`)"],
    ),
];

/// Money, programmes, targets.
pub(super) const MONEY: &[Case] = &[
    (
        &["finance.minimum_cash=1 bn CNY"],
        &[
            "nothing is ordered and no lot is released",
            "`finance.minimum_cash`",
        ],
    ),
    (
        &["finance.capital.first.date=2020-01-01"],
        &["1 payment of capital (`finance.capital`)"],
    ),
    (
        &["finance.spending.fab={amount=\"1 M CNY\", start=\"2020-01-01\", end=\"2020-03-01\"}"],
        &["`finance.spending`"],
    ),
    (
        &["policy.programmes.homes.start=2019-09-01"],
        &["the programme `homes` (`policy.programmes.homes.start`)"],
    ),
    (
        &["policy.programmes.homes={kind=\"housing\", start=2018-01-01, end=2018-12-01}"],
        &[
            "ends before the run begins",
            "`policy.programmes.homes.end`",
        ],
    ),
    (
        &["policy.programmes.courses={kind=\"cultivation\", start=2019-02-01}"],
        &["`courses` acts on nothing", "kind `cultivation`"],
    ),
    (
        &["policy.reinvestment.lag=1 y"],
        &["`policy.reinvestment.lag`"],
    ),
    (
        &["policy.reinvestment.share=0"],
        &["`policy.reinvestment.share`"],
    ),
    (
        &[
            "target=[{id=\"a\", metric=\"fab.wafers_out\", period=\"2021\", value=1, \
             kind=\"holdout\", low=0, source=\"nobody\"}]",
        ],
        &["1 target is not judged"],
    ),
];
