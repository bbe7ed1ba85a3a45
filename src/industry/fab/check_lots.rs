//! Checks of streams of lots, lists of lots, and the work in process at the start.

use super::Fab;
use super::check::{Context, SHORTEST, needs_time};
use super::plan::{InitialLot, LimitAction, ListedLot, Maker, Releases, SourcePlan, Step};
use super::spec::{InitialLotFile, LotFile, StreamFile};
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{DurationLaw, Law, SimTime};

impl StreamFile {
    pub(super) fn check(
        &self,
        name: &str,
        at: &At,
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
        } = self;
        let product = Context::find(
            "product",
            product,
            &context.products,
            &at.field("product"),
            problems,
        );
        let releases = match (starts, interval, constant_wip) {
            (Some(wafers), None, None) => {
                let value = f64::from(*wafers_per_lot) / wafers.get_per_milli();
                if (SHORTEST.as_millis() as f64..1e15).contains(&value) {
                    Releases::Intervals(DurationLaw::new(Law::Constant { value }))
                } else {
                    let allowed = format!("above zero, and a lot each {SHORTEST} at most");
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
            (None, None, None) if context.listed.contains(&name) => Releases::Listed(Vec::new()),
            _ => {
                let help = "give exactly one of `starts`, `interval`, `constant_wip`, or list its lots in `fab.lots`";
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
        })
    }
}

impl LotFile {
    /// Adds the lot to those of its stream.
    fn check(&self, at: &At, sources: &mut [SourcePlan], problems: &mut Problems) {
        let Self { stream, start, due } = self;
        let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        let found = Context::find("stream", stream, &names, &at.field("stream"), problems);
        let Some(source) = found.map(|place| &mut sources[place]) else {
            return;
        };
        if let Releases::Listed(lots) = &mut source.releases {
            lots.push(ListedLot {
                start: SimTime::ZERO + *start,
                due: due.map(|due| SimTime::ZERO + due),
            });
        } else {
            let message = format!("`{stream}` says itself when its lots start");
            let help = "leave out this lot, or what the stream says of starts";
            problems.add(at.field("stream"), Fault::invalid(message, help));
        }
    }
}

/// Adds the lots of the table `lots` to their streams, in order of time.
pub(super) fn add_lots(
    rows: &Named<LotFile>,
    at: &At,
    sources: &mut [SourcePlan],
    problems: &mut Problems,
) {
    for (name, row) in rows.iter() {
        row.check(&at.field(name), sources, problems);
    }
    for source in sources {
        if let Releases::Listed(lots) = &mut source.releases {
            lots.sort_by_key(|lot| lot.start);
        }
    }
}

impl InitialLotFile {
    fn check(
        &self,
        at: &At,
        routes: &[StreamRoute],
        problems: &mut Problems,
    ) -> Option<InitialLot> {
        let Self {
            stream,
            step,
            due,
            wafers,
        } = self;
        let names: Vec<&str> = routes.iter().map(|route| route.stream).collect();
        let found = Context::find("stream", stream, &names, &at.field("stream"), problems);
        let route = &routes[found?];
        let step = Context::find("step", step, &route.steps, &at.field("step"), problems)?;
        Some(InitialLot {
            source: found?,
            step,
            due: due.map(|due| SimTime::ZERO + due),
            wafers: wafers.unwrap_or(route.wafers),
        })
    }
}

/// The steps that lots of a stream pass.
struct StreamRoute<'a> {
    stream: &'a str,
    steps: Vec<&'a str>,
    wafers: u16,
}

/// The steps of a route to which a lot at a place can still come: those from there on, and from where
/// rework takes it back to.
fn steps_ahead(steps: &[Step], place: usize) -> &[Step] {
    let mut first = place;
    loop {
        let reworked = |step: &Step| (step.rework > 0.0).then_some(step.rework_to);
        let late = |step: &Step| match step.queue_limit?.action {
            LimitAction::Rework(to) => Some(to),
            LimitAction::Count | LimitAction::Scrap | LimitAction::Hold => None,
        };
        let ahead = steps[first..].iter();
        let back = ahead.flat_map(|step| [reworked(step), late(step)]);
        let earliest = back.flatten().fold(first, usize::min);
        if earliest == first {
            return &steps[first..];
        }
        first = earliest;
    }
}

impl Fab {
    /// Checks the lots that are in the line at the start.
    fn initial_lots(
        &self,
        rows: &Named<InitialLotFile>,
        at: &At,
        problems: &mut Problems,
    ) -> Vec<InitialLot> {
        let steps_of = |source: &SourcePlan| {
            let steps = self
                .route_of(source.product)
                .map(|route| route.steps.iter());
            steps
                .into_iter()
                .flatten()
                .map(|step| step.name.as_str())
                .collect()
        };
        let route_of = |source| -> StreamRoute {
            let source: &SourcePlan = source;
            StreamRoute {
                stream: &source.name,
                steps: steps_of(source),
                wafers: source.wafers,
            }
        };
        let routes: Vec<StreamRoute> = self.sources.iter().map(route_of).collect();
        let mut lots = Vec::new();
        for (name, row) in rows.iter() {
            let at = at.field(name);
            let Some(lot) = row.check(&at, &routes, problems) else {
                continue;
            };
            let route = self.route_of(self.sources[lot.source].product);
            let ahead = route.map_or(&[][..], |route| steps_ahead(&route.steps, lot.step));
            // What the stream says of its lots is reported there.
            if let Some((wafers, allowed)) = self.misfit(ahead, lot.wafers)
                && row.wafers.is_some()
            {
                problems.add(at.field("wafers"), Fault::out_of_range(wafers, allowed));
            }
            lots.push(lot);
        }
        lots
    }

    /// The first of some steps whose batches are too small for a lot of so many wafers: these wafers,
    /// and how many are allowed.
    fn misfit(&self, steps: &[Step], wafers: u16) -> Option<(u16, String)> {
        steps.iter().find_map(|step| {
            let group = &self.groups[step.group.index()];
            let (_, most) = step.batch_limits(group)?;
            let allowed = || format!("at most the `max_batch` of `{}`, {most}", group.name);
            (most < u32::from(wafers)).then(|| (wafers, allowed()))
        })
    }

    /// Adds the lots of the start. Checks that every lot fits into the batches on its route, and that lots which follow each
    /// other at once take some time.
    pub(super) fn check_lots(
        &mut self,
        initial: &Named<InitialLotFile>,
        at: &At,
        problems: &mut Problems,
    ) {
        self.initial_lots = self.initial_lots(initial, &at.field("initial_lots"), problems);
        if matches!(self.maker, Maker::Foundry { .. }) {
            return;
        }
        let streams = self.sources.iter().zip(self.raw_process_times());
        for (source, raw_time) in streams {
            let at = at.field("streams").field(&source.name);
            if matches!(source.releases, Releases::ConstantWip(_)) && raw_time < SHORTEST {
                let fault = Fault::invalid(
                    "its lots pass the line in no time, so that one starts after the other for ever",
                    "give some step of its route a time of a second or more",
                );
                problems.add(&at, fault);
            }
            let steps = self
                .route_of(source.product)
                .map_or(&[][..], |route| &route.steps);
            if let Some((wafers, allowed)) = self.misfit(steps, source.wafers) {
                let fault = Fault::out_of_range(wafers, allowed);
                problems.add(at.field("wafers_per_lot"), fault);
            }
        }
    }
}
