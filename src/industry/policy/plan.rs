//! Policy, checked: programmes and reinvestment, and what they do together.

use super::programme::Programme;
use super::reinvestment::{self, Reinvested, Reinvestment};
use super::spec::{PolicyFile, ProgrammeFile, ReinvestmentFile};
use crate::industry::shared::programmes::{Effect, ProgrammeKind, Programmes};
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Fen, SimTime};

/// Policy, checked.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) programmes: Vec<Programme>,
    pub(super) reinvestment: Option<Reinvestment>,
}

impl Policy {
    /// Whether a share of the tax is reinvested, so that the results of a run act on its later
    /// course.
    #[must_use]
    pub const fn reinvests(&self) -> bool {
        self.reinvestment.is_some()
    }

    /// The greatest strength of the programmes of a kind, if all of them ran at once, without
    /// reinvestment. For estimates of size.
    #[must_use]
    pub fn strongest(&self, kind: ProgrammeKind) -> f64 {
        if self.lists(kind) {
            self.of_kind(kind).map(|programme| programme.strength).sum()
        } else {
            kind.unlisted()
        }
    }

    /// The programmes of a kind.
    pub(super) fn of_kind(&self, kind: ProgrammeKind) -> impl Iterator<Item = &Programme> {
        let programmes = self.programmes.iter();
        programmes.filter(move |programme| programme.kind == kind)
    }

    fn lists(&self, kind: ProgrammeKind) -> bool {
        self.of_kind(kind).next().is_some()
    }

    /// The strength of all kinds at `now`, with what reinvestment adds.
    pub(super) fn programmes_at(&self, reinvested: &Reinvested, now: SimTime) -> Programmes {
        let mut programmes = Programmes::default();
        let mut effects = [None; ProgrammeKind::ALL.len()];
        for programme in &self.programmes {
            let sum = effects[programme.kind as usize].unwrap_or(0.0);
            effects[programme.kind as usize] = Some(sum + programme.effect_at(now));
        }
        for (kind, effect) in ProgrammeKind::ALL.into_iter().zip(effects) {
            if let Some(effect) = effect {
                programmes.set(kind, effect);
            }
        }
        if let Some(plan) = &self.reinvestment {
            for (kind, more) in reinvestment::KINDS.into_iter().zip(reinvested.added(plan)) {
                programmes.set(kind, programmes.strength(kind) + more);
            }
        }
        programmes
    }

    /// The strength of all kinds at `now` by the plan, without what reinvestment adds.
    #[must_use]
    pub fn planned_at(&self, now: SimTime) -> Programmes {
        self.programmes_at(&Reinvested::default(), now)
    }

    /// The kinds whose strength this scenario sets: those listed, and those of reinvestment.
    pub(super) fn moved(&self) -> impl Iterator<Item = ProgrammeKind> {
        let reinvests = self.reinvests();
        ProgrammeKind::ALL.into_iter().filter(move |&kind| {
            self.lists(kind) || (reinvests && reinvestment::KINDS.contains(&kind))
        })
    }
}

impl PolicyFile {
    /// Checks the section at `at` of a run that starts on `start`; none if something is wrong.
    pub(super) fn check(
        &self,
        start: Date,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Option<Policy> {
        let Self {
            programmes,
            reinvestment,
        } = self;
        let before = problems.len();
        let rows = programmes.iter().map(|(name, row)| {
            let at = at.field("programmes").field(name);
            row.check(name, start, &at, problems)
        });
        let policy = Policy {
            programmes: rows.collect(),
            reinvestment: reinvestment.check(&at.field("reinvestment"), problems),
        };
        (problems.len() == before).then_some(policy)
    }
}

impl ProgrammeFile {
    fn check(
        &self,
        name: &str,
        run_start: Date,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> Programme {
        let &Self {
            kind,
            start,
            end,
            intensity,
            amount,
            ramp,
            budget_per_year,
        } = self;
        let begins = |date: Date| date.begins(run_start).unwrap_or(SimTime::ZERO);
        if let Some(end) = end.filter(|&end| end <= start) {
            let message = format!("the programme ends on {end}, before it has run for a day");
            let fault = Fault::invalid(message, "let it end after its first day");
            problems.add(at.field("end"), fault);
        }
        let is_switch = kind.effect() == Effect::Switches;
        if is_switch && intensity != 0.0 && (intensity * amount - 1.0).abs() > 0.0 {
            let fault = Fault::out_of_range(intensity, "0 or 1: the pass either runs or not");
            problems.add(at.field("intensity"), fault);
        }
        if budget_per_year < Fen::ZERO {
            let fault = Fault::out_of_range(budget_per_year, "0 CNY or more");
            problems.add(at.field("budget_per_year"), fault);
        }
        Programme {
            name: name.to_owned(),
            kind,
            start: begins(start),
            end: end.map_or(SimTime::MAX, begins),
            ramp,
            strength: intensity * amount,
            budget_per_year: budget_per_year.scaled(intensity),
        }
    }
}

impl ReinvestmentFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Option<Reinvestment> {
        let &Self {
            enabled,
            share,
            housing,
            windows,
            stations,
            housing_unit_cost,
            window_cost,
            stations_doubling_cost,
            lag,
        } = self;
        let whole = housing.get() + windows.get() + stations.get();
        if whole > 1.0 + 1e-9 {
            let message = format!("the shares of housing, windows and stations sum to {whole}");
            let fault = Fault::invalid(message, "let the three sum to at most 1");
            problems.add(at, fault);
        }
        let costs = [
            ("housing_unit_cost", housing_unit_cost),
            ("window_cost", window_cost),
            ("stations_doubling_cost", stations_doubling_cost),
        ];
        for (field, cost) in costs {
            if cost <= Fen::ZERO {
                let fault = Fault::out_of_range(cost, "more than 0 CNY");
                problems.add(at.field(field), fault);
            }
        }
        enabled.then_some(Reinvestment {
            share,
            splits: [housing, windows, stations],
            unit_costs: costs.map(|(_, cost)| cost),
            lag,
        })
    }
}
