//! The service window (equation E14): a queue with feedback. An incomplete case comes back to the
//! queue's end; a complete one goes through the back office; who loses patience in the queue leaves
//! the city. It works by the rules of the E-Point Pass while a programme of that kind runs, and
//! otherwise by those of before.

use std::collections::VecDeque;

use super::{Case, Floor, ServiceEvent, housing};
use crate::engine::{Keyed, KeyedSampler, Phase, ShortDue, Streams};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::people::{PersonRow, Standing};
use crate::units::{Duration, DurationLaw, Share, SimTime};

/// How a case is handled at a time.
#[derive(Clone, Debug)]
pub struct Regime {
    /// Windows that are staffed.
    pub windows: u32,
    /// Service time of a visit, without its documents.
    pub service: DurationLaw,
    /// Documents of a case; zero where they are not counted.
    pub documents: u32,
    /// Service time a document adds.
    pub per_document: Duration,
    /// The probability that a visit ends without a complete case.
    pub incomplete: Share,
    /// How long after an incomplete visit a person comes again.
    pub comes_back: DurationLaw,
    /// Working days a complete case takes in the back office.
    pub back_office: u32,
}

/// The window, checked.
#[derive(Clone, Debug)]
pub struct WindowPlan {
    /// How cases are handled.
    pub regime: Regime,
    /// How they are handled while no programme of the E-Point Pass runs.
    pub before: Option<Regime>,
    /// When services begin.
    pub hours: OpeningHours,
    /// How long a person waits in the queue before leaving the city, at each visit; none means that
    /// nobody gives up.
    pub patience: Option<DurationLaw>,
}

/// The probability that a case of `documents` documents is incomplete, each being wrong with
/// probability `error` by itself: `1 - (1 - e)^K` (E14).
///
/// ```
/// use chippark::industry::services::window::incomplete_share;
/// use chippark::units::Share;
/// let share = incomplete_share(10, Share::new(0.05).unwrap());
/// assert!((share.get() - 0.401_263).abs() < 1e-6);
/// ```
#[must_use]
pub fn incomplete_share(documents: u32, error: Share) -> Share {
    Share::clamped(1.0 - libm::pow(error.complement().get(), f64::from(documents)))
}

/// A regime with what it draws from.
struct Rules {
    regime: Regime,
    service: KeyedSampler,
    comes_back: KeyedSampler,
}

/// The state of the window.
pub(super) struct Window {
    present: Rules,
    before: Option<Rules>,
    /// Whether the E-Point Pass runs.
    pass_runs: bool,
    pub(super) hours: OpeningHours,
    patience: Option<KeyedSampler>,
    incomplete: Keyed,
    /// Windows that programmes added.
    pub(super) extra: u32,
    /// Who waits; who has given up since is passed over.
    queue: VecDeque<PersonRow>,
    /// Of the queue, those who have given up.
    gone: usize,
    /// Windows at work.
    pub(super) busy: u32,
    /// Persons in the back office.
    pub(super) in_back_office: u32,
    /// Persons who will come back.
    pub(super) away: u32,
}

impl Rules {
    fn new(regime: Regime, streams: &Streams) -> Self {
        Self {
            service: KeyedSampler::new(&regime.service, "services.service", streams),
            comes_back: KeyedSampler::new(&regime.comes_back, "services.comes_back", streams),
            regime,
        }
    }
}

impl Window {
    pub(super) fn new(plan: WindowPlan, streams: &Streams) -> Self {
        Self {
            present: Rules::new(plan.regime, streams),
            before: plan.before.map(|regime| Rules::new(regime, streams)),
            pass_runs: true,
            hours: plan.hours,
            patience: plan
                .patience
                .map(|law| KeyedSampler::new(&law, "services.window_patience", streams)),
            incomplete: streams.keyed("services.incomplete"),
            extra: 0,
            queue: VecDeque::new(),
            gone: 0,
            busy: 0,
            in_back_office: 0,
            away: 0,
        }
    }

    /// Takes in what programmes say: whether the E-Point Pass runs, and windows they added. Whether
    /// anything changed.
    pub(super) fn obey(&mut self, pass_runs: bool, extra: u32) -> bool {
        let is_new = (self.pass_runs, self.extra) != (pass_runs, extra);
        (self.pass_runs, self.extra) = (pass_runs, extra);
        is_new
    }

    fn rules(&self) -> &Rules {
        match &self.before {
            Some(rules) if !self.pass_runs => rules,
            Some(_) | None => &self.present,
        }
    }

    /// Windows that are staffed while it is open.
    pub(super) fn staffed(&self) -> u32 {
        self.rules().regime.windows.saturating_add(self.extra)
    }

    /// How many wait in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.queue.len() - self.gone
    }

    /// The first in the queue who has not given up leaves it.
    fn call(&mut self, cases: &mut [Case]) -> Option<PersonRow> {
        while let Some(row) = self.queue.pop_front() {
            if std::mem::take(&mut cases[row.index()].queues) {
                return Some(row);
            }
            self.gone -= 1;
        }
        None
    }
}

/// A person comes to the window and joins the queue's end.
pub(super) fn comes(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let Some(window) = floor.window.as_deref_mut() else {
        return filed(floor, now, row);
    };
    let case = &mut floor.cases[row.index()];
    window.away -= u32::from(case.visits > 0);
    case.since = now;
    case.queues = true;
    window.queue.push_back(row);
    floor.books.backlog.add(now, 1);
    serve(floor, now);
    give_up_later(floor, now, row);
}

/// Who still stands in the queue after joining it will lose patience some day.
fn give_up_later(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let Case { queues, visits, .. } = floor.cases[row.index()];
    let window = floor.window.as_deref();
    if let Some(patience) = window.and_then(|window| window.patience.as_ref())
        && queues
    {
        let key = floor.persons[row.index()].key();
        let at = now + patience.sample(key, u64::from(visits) + 1);
        floor.cases[row.index()].gives_up = ShortDue::at(at);
        let event = ServiceEvent::GivesUp(row);
        floor.calendar.schedule(at, Phase::Transfer, event);
    }
}

/// A person's patience in the queue ends: who still waits for that visit leaves the city.
pub(super) fn gives_up(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let Some(window) = floor.window.as_deref_mut() else {
        return;
    };
    let case = &mut floor.cases[row.index()];
    if !case.queues || !case.gives_up.is_now(now) {
        return; // served since, and maybe in the queue of a later visit
    }
    case.queues = false;
    window.gone += 1;
    floor.persons[row.index()].standing = Standing::Left;
    *floor.lost += 1;
    floor.at_window.leave(now);
    floor.books.give_up(now);
}

/// The windows open, until the next opening.
pub(super) fn opens(floor: &mut Floor, now: SimTime) {
    if let Some(window) = floor.window.as_deref_mut() {
        let next = window.hours.next_opening(now);
        floor
            .calendar
            .schedule(next, Phase::Transfer, ServiceEvent::Opens);
    }
    serve(floor, now);
}

/// Free windows take the next in the queue, while it is open.
pub(super) fn serve(floor: &mut Floor, now: SimTime) {
    let Some(window) = floor.window.as_deref_mut() else {
        return;
    };
    if !window.hours.is_open(now) {
        return;
    }
    let staffed = window.staffed();
    while window.busy < staffed
        && let Some(row) = window.call(floor.cases)
    {
        window.busy += 1;
        let case = &mut floor.cases[row.index()];
        case.visits += 1;
        let rules = window.rules();
        let key = floor.persons[row.index()].key();
        let Regime {
            documents,
            per_document,
            ..
        } = rules.regime;
        let service = rules.service.sample(key, u64::from(case.visits));
        let done = now + service + per_document * u64::from(documents);
        floor
            .books
            .begin_service(now, now.since(case.since), documents);
        floor
            .calendar
            .schedule(done, Phase::Transfer, ServiceEvent::Served(row));
    }
}

/// A visit ends, with a complete case or not; the window takes the next.
pub(super) fn served(floor: &mut Floor, now: SimTime, row: PersonRow) {
    let Some(window) = floor.window.as_deref_mut() else {
        return;
    };
    window.busy -= 1;
    floor.books.busy.add(now, -1);
    let visits = floor.cases[row.index()].visits;
    let key = floor.persons[row.index()].key();
    let rules = window.rules();
    let incomplete = rules.regime.incomplete.get();
    let (at, event) = if window
        .incomplete
        .draw(key, u64::from(visits))
        .chance(incomplete)
    {
        let delay = rules.comes_back.sample(key, u64::from(visits));
        window.away += 1;
        (now + delay, ServiceEvent::Comes(row))
    } else {
        let back_office = rules.regime.back_office;
        floor.books.complete(visits);
        window.in_back_office += 1;
        (
            window.hours.workdays_later(now, back_office),
            ServiceEvent::Filed(row),
        )
    };
    floor.calendar.schedule(at, Phase::Transfer, event);
    serve(floor, now);
}

/// A case is through the back office: the person looks for a home.
pub(super) fn filed(floor: &mut Floor, now: SimTime, row: PersonRow) {
    if let Some(window) = floor.window.as_deref_mut() {
        window.in_back_office -= 1;
    }
    floor.at_window.leave(now);
    housing::seek(floor, now, row);
}
