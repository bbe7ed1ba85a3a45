//! The calendar against the standard library's heap, and the edges of its contract.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use proptest::prelude::*;

use super::*;

const PHASES: [Phase; Phase::COUNT] = [Phase::Transfer, Phase::Dispatch, Phase::Sample];

crate::row_ids! {
    /// Any row.
    struct Row;
}
crate::event_codes! {
    enum Event {
        Numbered(Row),
        Bare,
    }
}

/// The event of a ticket. Later tickets have no higher numbers, or an order by number would pass
/// for one by ticket.
fn number(n: usize) -> Event {
    Event::Numbered(Row::new(n.wrapping_mul(0x9E_3779) & 0xFF_FFFF))
}

/// The same contract on the standard library's heap.
#[derive(Default)]
struct Oracle {
    heap: BinaryHeap<Reverse<(u64, Phase, usize)>>,
    clock: u64,
}

impl Oracle {
    fn pop_until(&mut self, limit: u64) -> Option<(SimTime, Event)> {
        let Reverse((time, _, ticket)) = *self.heap.peek()?;
        if time >= limit {
            return None;
        }
        self.heap.pop();
        self.clock = time;
        Some((SimTime::from_millis(time), number(ticket)))
    }
}

/// Both side by side; every answer is compared.
#[derive(Default)]
struct Pair {
    calendar: Calendar<Event>,
    oracle: Oracle,
    tickets: usize,
}

impl Pair {
    /// Schedules `delay` after the clock.
    fn schedule(&mut self, delay: u64, phase: Phase) {
        let time = (self.oracle.clock + delay).min(SimTime::MAX.as_millis() - 1);
        let ticket = self.tickets;
        self.tickets += 1;
        self.oracle.heap.push(Reverse((time, phase, ticket)));
        self.calendar
            .schedule(SimTime::from_millis(time), phase, number(ticket));
        self.compare_settling();
    }

    /// Pops both; true if there was an event before the limit, `span` after the clock.
    fn pop(&mut self, span: u64) -> bool {
        let limit = self.oracle.clock.saturating_add(span);
        let first = self.oracle.heap.peek().map(|entry| entry.0.0);
        assert_eq!(self.calendar.peek_time(), first.map(SimTime::from_millis));
        let expected = self.oracle.pop_until(limit);
        assert_eq!(
            self.calendar.pop_until(SimTime::from_millis(limit)),
            expected
        );
        assert_eq!(self.calendar.now().as_millis(), self.oracle.clock);
        assert_eq!(self.calendar.len(), self.oracle.heap.len());
        assert_eq!(self.calendar.is_empty(), self.oracle.heap.is_empty());
        self.compare_settling();
        expected.is_some()
    }

    /// Whether the next event is a transfer at the present instant, by both.
    fn compare_settling(&self) {
        let next = self.oracle.heap.peek();
        let transfers = next.is_some_and(|Reverse((time, phase, _))| {
            (*time, *phase) == (self.oracle.clock, Phase::Transfer)
        });
        assert_eq!(self.calendar.transfers_now(), transfers);
    }
}

#[derive(Clone, Debug)]
enum Step {
    /// `count` events `delay` after the clock, `apart` from each other.
    Schedule {
        delay: u64,
        apart: u64,
        count: u64,
        phase: usize,
    },
    /// Up to `count` pops of events less than `span` after the clock.
    Pop { span: u64, count: u32 },
}

/// Spans of every size, with weight on ties, neighbours and slot boundaries.
fn span() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0_u64),
        2 => 1_u64..4,
        2 => (0_u32..47, 0_u64..3).prop_map(|(bit, off)| ((1_u64 << bit) + off).saturating_sub(1)),
        2 => (0_u32..47, any::<u64>()).prop_map(|(bits, word)| word % (1 << bits)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let count = prop_oneof![4 => 1_u64..4, 1 => 30_u64..200];
    let apart = prop_oneof![2 => Just(0_u64), 1 => span()];
    let schedule =
        (span(), apart, count, 0..Phase::COUNT).prop_map(|(delay, apart, count, phase)| {
            Step::Schedule {
                delay,
                apart,
                count,
                phase,
            }
        });
    let pop = (span(), 1_u32..80).prop_map(|(span, count)| Step::Pop { span, count });
    prop_oneof![3 => schedule, 2 => pop]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// Any interleaving of schedules, storms, pops and refusals gives the heap's order.
    #[test]
    fn the_order_is_that_of_a_heap(steps in prop::collection::vec(step(), 1..60)) {
        let mut pair = Pair::default();
        for step in steps {
            match step {
                Step::Schedule { delay, apart, count, phase } => {
                    for n in 0..count {
                        let phase = PHASES[(phase + usize::try_from(n % 7).unwrap()) % 3];
                        pair.schedule(delay.saturating_add(apart.saturating_mul(n)), phase);
                    }
                }
                Step::Pop { span, count } => {
                    for _ in 0..count {
                        if !pair.pop(span) {
                            break;
                        }
                    }
                }
            }
        }
        while pair.pop(u64::MAX) {}
    }

    /// A long run in which every popped event schedules others, as a model does.
    #[test]
    fn a_running_model_sees_the_order_of_a_heap(
        seed in any::<u64>(), bits in 0_u32..40, pending in 1_u32..300, tick in 1_u32..30,
    ) {
        let mut stream = crate::engine::Streams::new(seed, 0).stream("calendar", "model");
        let mut pair = Pair::default();
        for _ in 0..pending {
            pair.schedule(stream.bits() >> (63 - bits), Phase::Transfer);
        }
        for _ in 0..2_000 {
            if !pair.pop(1 << tick) {
                pair.pop(u64::MAX);
            }
            let delay = [0, stream.below(3), stream.bits() >> (63 - bits), 1 << bits];
            let delay = delay[usize::try_from(stream.below(4)).unwrap()];
            pair.schedule(delay, PHASES[usize::try_from(stream.below(3)).unwrap()]);
        }
        while pair.pop(u64::MAX) {}
    }
}

/// After a refusal has opened a slot far ahead, many events before that slot.
#[test]
fn a_refusal_does_not_disturb_earlier_events() {
    for early in [1, 40, 100, 5_000] {
        let mut pair = Pair::default();
        for n in 0..40 {
            pair.schedule(5_000_000 + 70_000 * n, Phase::Transfer);
            pair.schedule(900_000_000 + n, Phase::Transfer);
        }
        assert!(!pair.pop(5_000_000));
        for n in 0..early {
            pair.schedule((n * 7_919) % 4_000_000, Phase::Dispatch);
        }
        assert!(pair.pop(10_000_000));
        while pair.pop(u64::MAX) {}
    }
}

/// A crowd that is half popped, and crowds of earlier phases of its instant before what is left.
#[test]
fn a_crowd_waits_for_crowds_of_earlier_phases() {
    let mut pair = Pair::default();
    for n in 0..600 {
        pair.schedule(4_095 + n / 300, Phase::Sample);
    }
    for (phase, count) in [
        (Phase::Dispatch, 200),
        (Phase::Transfer, 300),
        (Phase::Transfer, 0),
    ] {
        for _ in 0..40 {
            assert!(pair.pop(u64::MAX));
        }
        for n in 0..count {
            pair.schedule(0, phase);
            pair.schedule(n % 3, Phase::Dispatch);
        }
    }
    while pair.pop(u64::MAX) {}
}

/// An earlier phase of the current instant comes before what remains of a later one.
#[test]
fn an_earlier_phase_at_the_same_instant_comes_next() {
    let mut calendar = Calendar::new();
    let at = SimTime::from_millis(10);
    for n in 0..3 {
        calendar.schedule(at, Phase::Dispatch, number(n));
    }
    let end = SimTime::from_millis(11);
    assert_eq!(calendar.pop_until(end), Some((at, number(0))));
    calendar.schedule(at, Phase::Transfer, number(7));
    calendar.schedule(at, Phase::Dispatch, number(8));
    for expected in [7, 1, 2, 8] {
        assert_eq!(calendar.pop_until(end), Some((at, number(expected))));
    }
    assert_eq!(calendar.pop_until(end), None);
}

#[test]
#[should_panic(expected = "a subsystem never schedules before its own clock")]
fn the_past_is_refused() {
    let mut calendar = Calendar::new();
    calendar.schedule(SimTime::from_millis(10), Phase::Transfer, Event::Bare);
    assert!(calendar.pop_until(SimTime::MAX).is_some());
    calendar.schedule(SimTime::from_millis(9), Phase::Sample, Event::Bare);
}

#[test]
#[should_panic(expected = "an event's row takes at most 24 bits")]
fn a_row_that_does_not_fit_is_refused() {
    Event::Numbered(Row::new(1 << 24)).pack();
}

#[test]
fn codes_come_back_as_the_same_events() {
    assert_eq!(Row::new(5).index(), 5);
    for event in [number(0), number((1 << 24) - 1), Event::Bare] {
        assert_eq!(Event::unpack(event.pack()), event);
    }
}
