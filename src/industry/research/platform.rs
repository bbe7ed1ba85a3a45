//! The platform that matches experts of universities with needs of companies (equation E8).
//!
//! Experts and needs come one by one, wait with patience, and leave when it ends. While U experts
//! and V needs wait, matches happen at the rate `m U^a V^(1-a)`, exactly: the rate is set anew at
//! each event. A match takes those who have waited longest and becomes a project.

use std::collections::VecDeque;

use super::codes::ResearchEvent;
use super::formulas::{matches_per_month, zipf_shares};
use super::plan::PlatformPlan;
use super::statistics::{PlatformStatistics, ResearchCounts};
use crate::engine::{ArrivalClock, Calendar, DurationSampler, Keyed, Phase, Streams};
use crate::industry::shared::people::Comer;
use crate::units::{DurationLaw, Rate, SimTime};

/// An expert or a need that waits to be matched.
#[derive(Clone, Copy, Debug)]
struct Seeker {
    serial: u32,
    since: SimTime,
}

/// One side of the platform: those who wait, in order of arrival, and how more come.
#[derive(Debug)]
struct Side {
    clock: ArrivalClock,
    patience: DurationSampler,
    draws: Keyed,
    waiting: VecDeque<Seeker>,
    came: u32,
}

impl Side {
    fn new(name: &str, patience: &DurationLaw, streams: &Streams) -> Self {
        Self {
            clock: ArrivalClock::new(streams.stream("research.arrivals", name)),
            patience: DurationSampler::new(patience),
            draws: streams.keyed(&format!("research.patience {name}")),
            waiting: VecDeque::new(),
            came: 0,
        }
    }

    /// One more comes; its number, and when its patience ends.
    fn come(&mut self, now: SimTime) -> (u32, SimTime) {
        let serial = self.came;
        self.came += 1;
        self.waiting.push_back(Seeker { serial, since: now });
        let mut stream = self.draws.draw(u64::from(serial), 0).stream();
        (serial, now + self.patience.sample(&mut stream))
    }

    /// The patience of number `serial` ends: takes it out, if it still waits.
    fn give_up(&mut self, serial: u32) -> Option<Seeker> {
        let place = self.waiting.binary_search_by_key(&serial, |one| one.serial);
        place.ok().and_then(|place| self.waiting.remove(place))
    }
}

/// The platform at work.
#[derive(Debug)]
pub(super) struct Platform {
    plan: PlatformPlan,
    experts: Side,
    needs: Side,
    matches: ArrivalClock,
    /// Keyed by the expert's number: the university, and whether a matched one settles.
    who: Keyed,
    /// For each university, the share of experts from it or one before it.
    until: Vec<f64>,
    pub(super) statistics: PlatformStatistics,
    /// What the programme makes of the efficiency at present.
    strength: f64,
}

impl Platform {
    pub(super) fn new(plan: &PlatformPlan, streams: &Streams) -> Self {
        let mut sum = 0.0;
        let until = zipf_shares(plan.universities, plan.zipf).into_iter();
        let until: Vec<f64> = until
            .map(|share| {
                sum += share;
                sum
            })
            .collect();
        Self {
            experts: Side::new("experts", &plan.expert_patience, streams),
            needs: Side::new("needs", &plan.need_patience, streams),
            matches: ArrivalClock::new(streams.stream("research.matches", "")),
            who: streams.keyed("research.experts"),
            statistics: PlatformStatistics {
                experts_from: vec![0; until.len()],
                ..PlatformStatistics::default()
            },
            until,
            strength: 0.0,
            plan: plan.clone(),
        }
    }

    /// Lets the programme act with `strength` in the tick from `now` to `end`, and schedules those
    /// who come in it; at a strength of zero nobody comes.
    pub(super) fn begin_tick(
        &mut self,
        (now, end): (SimTime, SimTime),
        strength: f64,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        self.strength = strength;
        let opens = if strength > 0.0 { 1.0 } else { 0.0 };
        let sides = [
            (
                &mut self.experts,
                self.plan.experts,
                ResearchEvent::ExpertComes,
            ),
            (&mut self.needs, self.plan.needs, ResearchEvent::NeedArises),
        ];
        for (side, rate, event) in sides {
            side.clock.set_rate(now, rate.scaled(opens));
            while let Some(at) = side.clock.next_before(end) {
                calendar.schedule(at, Phase::Transfer, event);
            }
        }
        self.set_rate(now);
    }

    /// Sets the rate of matches to what those who wait make of it.
    pub(super) fn set_rate(&mut self, now: SimTime) {
        let waiting = |side: &Side| side.waiting.len() as f64;
        let (experts, needs) = (waiting(&self.experts), waiting(&self.needs));
        let PlatformPlan {
            efficiency, alpha, ..
        } = self.plan;
        let per_month = matches_per_month(self.strength * efficiency, alpha, experts, needs);
        self.matches.set_rate(now, Rate::per_month(per_month));
    }

    /// When the next match happens, if before `until`.
    pub(super) fn next_match(&mut self, until: SimTime) -> Option<SimTime> {
        self.matches.next_before(until)
    }

    /// An expert comes to the platform.
    pub(super) fn expert_comes(
        &mut self,
        now: SimTime,
        counts: &mut ResearchCounts,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        counts.experts += 1;
        self.statistics.waits.begin(now);
        let (serial, leaves) = self.experts.come(now);
        let draw = self.who.draw(u64::from(serial), 0).uniform();
        let university = self.until.partition_point(|&until| until <= draw);
        let last = self.until.len() - 1;
        self.statistics.experts_from[university.min(last)] += 1;
        let event = ResearchEvent::ExpertGivesUp(serial);
        calendar.schedule(leaves, Phase::Transfer, event);
    }

    /// A company has a need.
    pub(super) fn need_arises(
        &mut self,
        now: SimTime,
        counts: &mut ResearchCounts,
        calendar: &mut Calendar<ResearchEvent>,
    ) {
        counts.needs += 1;
        let (serial, lapses) = self.needs.come(now);
        let event = ResearchEvent::NeedLapses(serial);
        calendar.schedule(lapses, Phase::Transfer, event);
    }

    /// An expert's patience ends.
    pub(super) fn expert_gives_up(&mut self, serial: u32, counts: &mut ResearchCounts) {
        if let Some(expert) = self.experts.give_up(serial) {
            counts.experts_gone += 1;
            self.statistics.waits.discard(expert.since);
        }
    }

    /// A company no longer waits for an expert.
    pub(super) fn need_lapses(&mut self, serial: u32, counts: &mut ResearchCounts) {
        counts.needs_lapsed += u64::from(self.needs.give_up(serial).is_some());
    }

    /// Those who have waited longest are matched; the expert may settle.
    ///
    /// # Panics
    /// If nobody waits: the rate of matches is zero then.
    pub(super) fn make_match(
        &mut self,
        now: SimTime,
        counts: &mut ResearchCounts,
        newcomers: &mut Vec<(SimTime, Comer)>,
    ) {
        let expert = self.experts.waiting.pop_front().expect("an expert waits");
        self.needs.waiting.pop_front().expect("a need waits");
        counts.experts_matched += 1;
        self.statistics.waits.end(now, expert.since);
        if let Some((share, channel)) = self.plan.settles {
            let draw = self.who.draw(u64::from(expert.serial), 1);
            if draw.chance(share.get()) {
                counts.experts_settled += 1;
                counts.persons += 1;
                newcomers.push((now, Comer { channel }));
            }
        }
    }

    /// A sentence if the waits are of other experts than those who wait.
    pub(super) fn audit_waits(&self) -> Option<String> {
        let since = self.experts.waiting.iter().map(|expert| expert.since);
        self.statistics.waits.audit("experts who wait", since)
    }

    /// Experts and needs that wait.
    pub(super) fn waiting(&self) -> (usize, usize) {
        (self.experts.waiting.len(), self.needs.waiting.len())
    }
}
