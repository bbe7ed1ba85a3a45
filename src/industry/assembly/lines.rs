//! How kits are begun, and what the lines wait for.

use super::Assembly;
use super::plant::{AssemblyEvent, Floor};
use crate::engine::Phase;
use crate::industry::shared::flow::Consumption;
use crate::units::{Duration, SimTime};

/// What keeps a line that could work from beginning a kit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// Nothing: there is no line that could work.
    Nothing,
    /// All lines with people have a carrier, while the parts of a further one are there.
    Lines,
    /// This part is missing, the first of the kit that should come next.
    Part(usize),
    /// Too many computers wait for burn-in.
    Buffer,
}

/// The lines, which are all alike.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    count: u32,
    /// Lines with a carrier.
    pub(super) busy: u32,
    /// Lines with people.
    staffed: u32,
    open: bool,
    /// No kit is begun, since the market is full.
    held: bool,
    /// Whether a look for kits is due at the present instant.
    look_is_due: bool,
    cause: Cause,
    /// When the books were last written.
    accounted: SimTime,
    /// Computers begun, by model.
    pub(super) begun: Vec<u64>,
    /// Line time in working hours since the statistics began, and the part of it with a carrier.
    pub(super) open_time: Duration,
    pub(super) busy_time: Duration,
}

impl Lines {
    /// Idle lines.
    pub(super) fn new(plan: &Assembly) -> Self {
        Self {
            count: plan.lines,
            busy: 0,
            staffed: plan.lines,
            open: plan.hours.is_open(SimTime::ZERO),
            held: false,
            look_is_due: false,
            cause: Cause::Nothing,
            accounted: SimTime::ZERO,
            begun: vec![0; plan.models.len()],
            open_time: Duration::ZERO,
            busy_time: Duration::ZERO,
        }
    }
}

impl Floor<'_> {
    /// Takes notice of who is there and what is held, at the start of a tick. `staffed` is the
    /// number of lines for which there are people; none where people are not modelled.
    pub(super) fn begin_tick(&mut self, now: SimTime, staffed: Option<u32>, held: bool) {
        self.account(now);
        let lines = &mut self.plant.lines;
        let staffed = staffed.map_or(lines.count, |staffed| staffed.min(lines.count));
        if now == SimTime::ZERO || lines.staffed != staffed || lines.held != held {
            (lines.staffed, lines.held) = (staffed, held);
            self.look_for_kits(now);
        }
    }

    /// The lines begin or stop to work.
    pub(super) fn change_shift(&mut self, now: SimTime) {
        self.account(now);
        self.plant.lines.open = self.plan.hours.is_open(now);
        self.look_for_kits(now);
    }

    /// A line has let go of its carrier.
    pub(super) fn free_line(&mut self, now: SimTime) {
        self.account(now);
        self.plant.lines.busy -= 1;
        self.look_for_kits(now);
    }

    /// Lets lines look for kits when everything of this instant has settled.
    pub(super) fn look_for_kits(&mut self, now: SimTime) {
        if !self.plant.lines.look_is_due {
            self.plant.lines.look_is_due = true;
            self.calendar
                .schedule(now, Phase::Dispatch, AssemblyEvent::Begin);
        }
    }

    /// Free lines with people begin kits while there are parts.
    pub(super) fn begin_kits(&mut self, now: SimTime) {
        self.account(now);
        self.plant.lines.look_is_due = false;
        loop {
            let next = self.next_model();
            let lines = &mut self.plant.lines;
            if !lines.open || lines.held {
                lines.cause = Cause::Nothing;
                return;
            }
            let model = match next {
                Ok(model) => model,
                Err(part) => {
                    lines.cause = Cause::Part(part);
                    return;
                }
            };
            if lines.busy >= lines.staffed {
                lines.cause = Cause::Lines;
                return;
            }
            if self.banks[0].waiting >= self.plan.buffer {
                lines.cause = Cause::Buffer;
                return;
            }
            lines.busy += 1;
            lines.begun[model] += u64::from(self.plan.carrier_size);
            self.use_kit(now, model);
            self.put_on_line(now, self.plan.models[model].id);
        }
    }

    /// The parts of a carrier leave their stocks.
    fn use_kit(&mut self, now: SimTime, model: usize) {
        for &(part, units) in &self.plan.models[model].kit {
            let quantity = units * self.plan.carrier_size;
            self.parts[usize::from(part.0)].stock.take(now, quantity);
            self.used.push(now, Consumption { part, quantity });
        }
    }

    /// Of the models whose parts are all there, the one that is most behind its share; or else the
    /// first part that is missing for the one that is most behind of all.
    fn next_model(&self) -> Result<usize, usize> {
        let behind = |&model: &usize| {
            let begun = self.plant.lines.begun[model] as f64;
            begun / self.plan.models[model].share
        };
        let least = |models: &mut dyn Iterator<Item = usize>| {
            models.min_by(|one, two| behind(one).total_cmp(&behind(two)))
        };
        let mut all = 0..self.plan.models.len();
        let mut complete = all.clone().filter(|&model| self.missing(model).is_none());
        if let Some(model) = least(&mut complete) {
            return Ok(model);
        }
        let first = least(&mut all).and_then(|model| self.missing(model));
        Err(first.unwrap_or(0))
    }

    /// The first part of a model's kit of which there is too little for a carrier.
    fn missing(&self, model: usize) -> Option<usize> {
        let kit = self.plan.models[model].kit.iter();
        kit.map(|&(part, units)| (usize::from(part.0), units * self.plan.carrier_size))
            .find(|&(part, units)| self.parts[part].stock.on_hand() < u64::from(units))
            .map(|(part, _)| part)
    }

    /// Books the time since the books were last written: what lines did, and what they waited for.
    /// Must be called before anything of that changes.
    pub(super) fn account(&mut self, now: SimTime) {
        let lines = &mut self.plant.lines;
        let span = now.since(lines.accounted);
        lines.accounted = now;
        if !lines.open || span.is_zero() {
            return;
        }
        lines.open_time += span * u64::from(lines.count);
        lines.busy_time += span * u64::from(lines.busy);
        if lines.held {
            return;
        }
        let idle = span * u64::from(lines.staffed.saturating_sub(lines.busy));
        match lines.cause {
            Cause::Part(part) => {
                let part = &mut self.parts[part];
                part.starved += idle;
                if part.is_chip {
                    self.waiting.line_without_chips += idle;
                } else {
                    self.waiting.line_without_parts += idle;
                }
            }
            Cause::Buffer => self.waiting.kits_waiting_for_line += idle,
            Cause::Lines if lines.staffed < lines.count => {
                let without = u64::from(lines.count - lines.staffed);
                self.waiting.line_without_people += span * without;
                self.book.without_people += span * without;
            }
            Cause::Lines => {
                self.waiting.kits_waiting_for_line += span * u64::from(lines.busy);
            }
            Cause::Nothing => {}
        }
    }
}
