//! The E-Point Pass window (equation E14): a queue with feedback. An incomplete case comes back to
//! the queue's end; a complete one goes through the back office.

use std::collections::VecDeque;

use super::draws::PersonLaw;
use super::{Floor, ServiceEvent, housing};
use crate::engine::{Keyed, Phase, Streams};
use crate::industry::shared::hours::OpeningHours;
use crate::industry::shared::people::PersonRow;
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
    /// How they were handled before an instant.
    pub before: Option<(SimTime, Regime)>,
    /// When services begin.
    pub hours: OpeningHours,
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
    service: PersonLaw,
    comes_back: PersonLaw,
}

/// The state of the window.
pub(super) struct Window {
    present: Rules,
    before: Option<(SimTime, Rules)>,
    pub(super) hours: OpeningHours,
    incomplete: Keyed,
    /// Windows that programmes added.
    pub(super) extra: u32,
    pub(super) queue: VecDeque<PersonRow>,
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
            service: PersonLaw::new(&regime.service, "services.service", streams),
            comes_back: PersonLaw::new(&regime.comes_back, "services.comes_back", streams),
            regime,
        }
    }
}

impl Window {
    pub(super) fn new(plan: WindowPlan, streams: &Streams) -> Self {
        Self {
            present: Rules::new(plan.regime, streams),
            before: plan
                .before
                .map(|(start, regime)| (start, Rules::new(regime, streams))),
            hours: plan.hours,
            incomplete: streams.keyed("services.incomplete"),
            extra: 0,
            queue: VecDeque::new(),
            busy: 0,
            in_back_office: 0,
            away: 0,
        }
    }

    /// When the present regime begins, if another one holds before.
    pub(super) fn switch(&self) -> Option<SimTime> {
        self.before.as_ref().map(|(start, _)| *start)
    }

    fn rules(&self, now: SimTime) -> &Rules {
        match &self.before {
            Some((start, rules)) if now < *start => rules,
            Some(_) | None => &self.present,
        }
    }

    /// Windows that are staffed at `now`, if it is open.
    pub(super) fn staffed(&self, now: SimTime) -> u32 {
        self.rules(now).regime.windows.saturating_add(self.extra)
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
    window.queue.push_back(row);
    floor.books.backlog.add(now, 1);
    serve(floor, now);
}

/// The windows open, until the next opening.
pub(super) fn opens(floor: &mut Floor, now: SimTime) {
    if let Some(window) = floor.window.as_deref_mut() {
        let next = window.hours.next_opening(now);
        floor
            .calendar
            .schedule(next, Phase::Settle, ServiceEvent::Opens);
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
    let staffed = window.staffed(now);
    while window.busy < staffed
        && let Some(row) = window.queue.pop_front()
    {
        window.busy += 1;
        let case = &mut floor.cases[row.index()];
        case.visits += 1;
        let rules = window.rules(now);
        let key = floor.persons[row.index()].key();
        let Regime {
            documents,
            per_document,
            ..
        } = rules.regime;
        let service = rules.service.draw(floor.streams, key, case.visits);
        let done = now + service + per_document * u64::from(documents);
        floor
            .books
            .begin_service(now, now.since(case.since), documents);
        floor
            .calendar
            .schedule(done, Phase::Settle, ServiceEvent::Served(row));
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
    let rules = window.rules(now);
    let incomplete = rules.regime.incomplete.get();
    let (at, event) = if window
        .incomplete
        .draw(key, u64::from(visits))
        .chance(incomplete)
    {
        let delay = rules.comes_back.draw(floor.streams, key, visits);
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
    floor.calendar.schedule(at, Phase::Settle, event);
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
