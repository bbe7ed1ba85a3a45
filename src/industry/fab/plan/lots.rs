//! Streams of lots, lists of lots, and the lots that are in the line at the start, checked.

use std::collections::BTreeMap;

use super::context::{Context, SHORTEST, needs_time};
use super::pull::PullPlan;
use super::steps::{LimitAction, Step};
use super::tools::GroupPlan;
use crate::industry::fab::spec::{InitialLotFile, LotFile, StreamFile};
use crate::scenario::{Fault, FieldPath, NameIndex, Named, Problems};
use crate::units::{Duration, DurationLaw, Law, Rate, SimTime};

/// When a stream releases lots.
#[derive(Clone, Debug)]
pub enum Releases {
    /// After intervals that follow a law.
    Intervals(DurationLaw),
    /// Not at present: a plan of none a month.
    Paused,
    /// One when one leaves: so many lots are always in the line.
    ConstantWip(u32),
    /// At listed times, in order of time.
    Listed(Vec<ListedLot>),
}

/// A lot that starts at a listed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedLot {
    /// When it starts.
    pub start: SimTime,
    /// When it is due, if the stream does not say.
    pub due: Option<SimTime>,
    /// How many wafers it has.
    pub wafers: u16,
    /// Its priority, if not that of its stream.
    pub priority: Option<u16>,
}

/// A lot that is in the line at the start.
#[derive(Clone, Debug)]
pub struct InitialLot {
    /// Its stream: a place in the list of streams.
    pub source: usize,
    /// The place in its route of the step for which it waits.
    pub step: usize,
    /// When it is due, if the stream does not say.
    pub due: Option<SimTime>,
    /// How many wafers it has.
    pub wafers: u16,
    /// Its priority, if not that of its stream.
    pub priority: Option<u16>,
}

/// A stream of lots.
#[derive(Clone, Debug)]
pub struct SourcePlan {
    /// Its name in the scenario.
    pub name: String,
    /// Its product: a place in the list of products.
    pub product: usize,
    /// Wafers in a lot.
    pub wafers: u16,
    /// Priority of its lots; higher goes first.
    pub priority: u16,
    /// When the first lot is released.
    pub start: Duration,
    /// When further ones are.
    pub releases: Releases,
    /// Most lots that it releases.
    pub most: Option<u32>,
    /// Due date: so long after release, in place of the product's factor.
    pub due_after: Option<Duration>,
    /// Whether its lots reserve a tool of their next step.
    pub reserves: bool,
    /// Which position of its product holds its lots back.
    pub pull: Option<PullPlan>,
}

impl Releases {
    /// The mean time between two lots in milliseconds, infinite while none start; none where the
    /// time of the next lot follows from something else.
    pub(in crate::industry::fab) fn mean_gap(&self) -> Option<f64> {
        match self {
            Self::Intervals(law) => Some(law.law().mean()),
            Self::Paused => Some(f64::INFINITY),
            Self::ConstantWip(_) | Self::Listed(_) => None,
        }
    }
}

impl SourcePlan {
    /// Lots that start within a time, in the mean; where the lots in the line are kept constant,
    /// those. For estimates of size.
    pub(in crate::industry::fab) fn lots_within(&self, time: Duration) -> f64 {
        match &self.releases {
            Releases::Intervals(law) => {
                let lots = time.as_millis() as f64 / law.law().mean();
                // Of a stream that is pulled no more are in the line than give these chips.
                let needed = self.pull.map(|pull| f64::from(pull.order_up_to));
                needed.map_or(lots, |needed| lots.min(needed))
            }
            Releases::Paused => 0.0,
            Releases::ConstantWip(lots) => f64::from(*lots),
            Releases::Listed(lots) => {
                let end = SimTime::ZERO + time;
                lots.partition_point(|lot| lot.start < end) as f64
            }
        }
    }
}

impl SourcePlan {
    /// Wafers of its next lot, after it has released so many.
    pub(in crate::industry::fab) fn wafers_of(&self, number: u64) -> u16 {
        let listed = usize::try_from(number).ok();
        let listed = listed.and_then(|number| self.listed().get(number));
        listed.map_or(self.wafers, |lot| lot.wafers)
    }

    /// Wafers of its lots: of those that are listed one by one, which may differ, the mean, to the
    /// nearest whole number. For estimates.
    pub(in crate::industry::fab) fn usual_wafers(&self) -> u16 {
        let listed = self.listed();
        let lots = listed.len() as u64;
        let wafers: u64 = listed.iter().map(|lot| u64::from(lot.wafers)).sum();
        let mean = (wafers + lots / 2).checked_div(lots);
        mean.and_then(|mean| u16::try_from(mean).ok())
            .map_or(self.wafers, |mean| mean.max(1))
    }

    /// Wafers of so many lots, its first ones; none where they are too many to be counted.
    pub(in crate::industry::fab) fn wafers_of_first(&self, lots: u64) -> Option<u64> {
        let Releases::Listed(listed) = &self.releases else {
            return lots.checked_mul(u64::from(self.wafers));
        };
        let lots = usize::try_from(lots).unwrap_or(usize::MAX);
        let listed = listed.iter().take(lots);
        Some(listed.map(|lot| u64::from(lot.wafers)).sum())
    }

    /// The lots that it lists, if it does.
    pub(in crate::industry::fab) fn listed(&self) -> &[ListedLot] {
        match &self.releases {
            Releases::Listed(lots) => lots,
            Releases::Intervals(_) | Releases::Paused | Releases::ConstantWip(_) => &[],
        }
    }
}

impl StreamFile {
    /// The stream of this name.
    pub(super) fn check(
        &self,
        name: &str,
        at: &FieldPath,
        context: &Context,
        problems: &mut Problems,
    ) -> Option<SourcePlan> {
        let Self {
            product,
            wafers_per_lot,
            priority,
            start,
            starts,
            interval,
            constant_wip,
            lots,
            due_after,
            reserves_next_tool,
            pull,
        } = self;
        let product = Context::find(
            "product",
            product,
            &context.products,
            &at.field("product"),
            problems,
        );
        let releases = match (starts, interval, constant_wip) {
            (Some(wafers), None, None) if *wafers == Rate::ZERO => Releases::Paused,
            (Some(wafers), None, None) => {
                let value = f64::from(*wafers_per_lot) / wafers.get_per_milli();
                if (SHORTEST.as_millis() as f64..1e15).contains(&value) {
                    Releases::Intervals(DurationLaw::new(Law::Constant { value }))
                } else {
                    let allowed = format!("none, or more, and a lot each {SHORTEST} at most");
                    let fault = Fault::out_of_range(wafers, allowed);
                    problems.add(at.field("starts"), fault);
                    return None;
                }
            }
            (None, Some(law), None) => {
                needs_time(law, &at.field("interval"), problems);
                Releases::Intervals(law.clone())
            }
            (None, None, Some(lots)) => Releases::ConstantWip(*lots),
            (None, None, None) if context.listed.find(name).is_some() => {
                Releases::Listed(Vec::new())
            }
            _ => {
                let help = "give exactly one of `starts`, `interval`, `constant_wip`, or list its \
                            lots in `fab.lots`";
                let given = [starts.is_some(), interval.is_some(), constant_wip.is_some()];
                let message = if given.contains(&true) {
                    "it says in more than one way when lots start"
                } else {
                    "it does not say when lots start"
                };
                let fault = Fault::invalid(message, help);
                problems.add(at, fault);
                return None;
            }
        };
        Some(SourcePlan {
            name: name.to_owned(),
            product: product?,
            wafers: *wafers_per_lot,
            priority: *priority,
            start: start.unwrap_or_default(),
            releases,
            most: *lots,
            due_after: *due_after,
            reserves: *reserves_next_tool,
            pull: pull
                .as_ref()
                .map(|pull| pull.check(*wafers_per_lot, &at.field("pull"), problems)),
        })
    }
}

impl LotFile {
    /// Adds the lot to those of its stream.
    fn check(
        &self,
        at: &FieldPath,
        names: &NameIndex,
        sources: &mut [SourcePlan],
        problems: &mut Problems,
    ) {
        let Self {
            stream,
            start,
            due,
            wafers,
            priority,
        } = self;
        let found = Context::find("stream", stream, names, &at.field("stream"), problems);
        let Some(source) = found.map(|place| &mut sources[place]) else {
            return;
        };
        let usual = source.wafers;
        if let Releases::Listed(lots) = &mut source.releases {
            lots.push(ListedLot {
                start: SimTime::ZERO + *start,
                due: due.map(|due| SimTime::ZERO + due),
                wafers: wafers.unwrap_or(usual),
                priority: *priority,
            });
        } else {
            let message = format!("the stream `{stream}` gives the starts of its lots itself");
            let help =
                "leave out this lot, or `starts`, `interval` or `constant_wip` of the stream";
            problems.add(at.field("stream"), Fault::invalid(message, help));
        }
    }
}

/// Adds the lots of the table `lots` to their streams, in order of time.
pub(super) fn add_lots(
    rows: &Named<LotFile>,
    at: &FieldPath,
    sources: &mut [SourcePlan],
    problems: &mut Problems,
) {
    let names: Vec<String> = sources.iter().map(|source| source.name.clone()).collect();
    let names: NameIndex = names.iter().map(String::as_str).collect();
    for (name, row) in rows.iter() {
        row.check(&at.field(name), &names, sources, problems);
    }
    for source in sources {
        if let Releases::Listed(lots) = &mut source.releases {
            lots.sort_by_key(|lot| lot.start);
        }
    }
}

/// Checks that listed lots with wafers of their own fit into the batches on their way.
pub(super) fn check_lots(
    rows: &Named<LotFile>,
    streams: &[StreamRoute],
    groups: &[GroupPlan],
    at: &FieldPath,
    problems: &mut Problems,
) {
    let names = streams.iter().map(|stream| stream.source.name.as_str());
    let names: NameIndex = names.collect();
    let mut known: BTreeMap<(usize, u16), Option<String>> = BTreeMap::new();
    for (name, row) in rows.iter() {
        let (Some(wafers), Some(stream)) = (row.wafers, names.find(&row.stream)) else {
            continue;
        };
        let steps = streams[stream].steps;
        let misfit = known
            .entry((stream, wafers))
            .or_insert_with(|| misfit(steps, groups, wafers).map(|(_, allowed)| allowed));
        if let Some(allowed) = misfit {
            let fault = Fault::out_of_range(wafers, allowed.clone());
            problems.add(at.field(name).field("wafers"), fault);
        }
    }
}

/// A stream with the steps that its lots pass; none where a foundry makes its product.
pub(super) struct StreamRoute<'a> {
    pub(super) source: &'a SourcePlan,
    pub(super) steps: &'a [Step],
}

impl StreamRoute<'_> {
    /// Checks the stream against its route, on which a lot that never waits takes `raw_time`.
    /// `at` is the table of streams.
    pub(super) fn check(
        &self,
        groups: &[GroupPlan],
        raw_time: Duration,
        at: &FieldPath,
        problems: &mut Problems,
    ) {
        let at = at.field(&self.source.name);
        if matches!(self.source.releases, Releases::ConstantWip(_)) && raw_time < SHORTEST {
            let fault = Fault::invalid(
                "its lots take no time: with `constant_wip`, releases would never end",
                "give some step of its route a time of a second or more",
            );
            problems.add(&at, fault);
        }
        if let Some((wafers, allowed)) = misfit(self.steps, groups, self.source.wafers) {
            let fault = Fault::out_of_range(wafers, allowed);
            problems.add(at.field("wafers_per_lot"), fault);
        }
    }
}

/// The first of some steps whose batches are too small for a lot of so many wafers: these wafers,
/// and how many are allowed.
fn misfit(steps: &[Step], groups: &[GroupPlan], wafers: u16) -> Option<(u16, String)> {
    steps.iter().find_map(|step| {
        let group = &groups[step.group.index()];
        let (_, most) = step.batch_limits(group)?;
        let allowed = || format!("at most the `max_batch` of `{}`, {most}", group.name);
        (most < u32::from(wafers)).then(|| (wafers, allowed()))
    })
}

impl InitialLotFile {
    /// The lot, if its stream and its step are known.
    fn check(
        &self,
        at: &FieldPath,
        ways: &mut Ways,
        problems: &mut Problems,
    ) -> Option<InitialLot> {
        let Self {
            stream,
            step,
            due,
            wafers,
            priority,
        } = self;
        let known = &ways.names;
        let source = Context::find("stream", stream, known, &at.field("stream"), problems)?;
        let known = &ways.of(source).names;
        let step = Context::find("step", step, known, &at.field("step"), problems)?;
        Some(InitialLot {
            source,
            step,
            due: due.map(|due| SimTime::ZERO + due),
            wafers: wafers.unwrap_or(ways.streams[source].source.wafers),
            priority: *priority,
        })
    }
}

/// Checks the lots that are in the line at the start.
pub(super) fn initial_lots_of(
    rows: &Named<InitialLotFile>,
    streams: &[StreamRoute],
    groups: &[GroupPlan],
    at: &FieldPath,
    problems: &mut Problems,
) -> Vec<InitialLot> {
    let names = streams.iter().map(|stream| stream.source.name.as_str());
    let mut ways = Ways {
        streams,
        names: names.collect(),
        by_product: BTreeMap::new(),
    };
    let mut lots = Vec::new();
    for (name, row) in rows.iter() {
        let at = at.field(name);
        let Some(lot) = row.check(&at, &mut ways, problems) else {
            continue;
        };
        // Wafers that come from the stream are reported there.
        if row.wafers.is_some()
            && let Some(allowed) = ways.misfit(&lot, groups)
        {
            problems.add(at.field("wafers"), Fault::out_of_range(lot.wafers, allowed));
        }
        lots.push(lot);
    }
    lots
}

/// What the lots of the start need to know of the streams and their ways: looked at once for all
/// lots, of which there may be as many as steps.
struct Ways<'a> {
    streams: &'a [StreamRoute<'a>],
    names: NameIndex<'a>,
    /// By product, since streams of a product share its route.
    by_product: BTreeMap<usize, Way<'a>>,
}

/// The route of a product.
struct Way<'a> {
    names: NameIndex<'a>,
    /// For each step the earliest one to which a lot there can still come.
    earliest: Vec<usize>,
    /// The last step whose batches are too small for lots of so many wafers.
    last_misfits: BTreeMap<u16, Option<usize>>,
}

impl<'a> Ways<'a> {
    /// The way of lots of a stream.
    fn of(&mut self, source: usize) -> &mut Way<'a> {
        let StreamRoute { source, steps } = &self.streams[source];
        let way = || Way {
            names: steps.iter().map(|step| step.name.as_str()).collect(),
            earliest: earliest(steps),
            last_misfits: BTreeMap::new(),
        };
        self.by_product.entry(source.product).or_insert_with(way)
    }

    /// The wafers that are allowed, where a step to which the lot can still come has smaller
    /// batches.
    fn misfit(&mut self, lot: &InitialLot, groups: &[GroupPlan]) -> Option<String> {
        let steps = self.streams[lot.source].steps;
        let way = self.of(lot.source);
        let misfits =
            |step: &Step| misfit(std::slice::from_ref(step), groups, lot.wafers).is_some();
        let last = way.last_misfits.entry(lot.wafers);
        let last = *last.or_insert_with(|| steps.iter().rposition(misfits));
        let first = way.earliest[lot.step];
        last.filter(|last| *last >= first)?;
        misfit(&steps[first..], groups, lot.wafers).map(|(_, allowed)| allowed)
    }
}

/// For each step of a route the earliest one to which a lot there can still come: by rework, from
/// there or from a step behind it, and so on.
fn earliest(steps: &[Step]) -> Vec<usize> {
    let mut back: Vec<usize> = (0..steps.len()).collect();
    let mut first = steps.len();
    for (place, step) in steps.iter().enumerate().rev() {
        let reworked = (step.rework > 0.0).then_some(step.rework_to);
        let late = step.queue_limit.and_then(|limit| match limit.action {
            LimitAction::Rework(to) => Some(to),
            LimitAction::Count | LimitAction::Scrap | LimitAction::Hold => None,
        });
        let ways = [reworked, late].into_iter().flatten();
        first = ways.fold(first.min(place), usize::min);
        back[place] = first;
    }
    for place in 0..back.len() {
        back[place] = back[back[place]];
    }
    back
}
