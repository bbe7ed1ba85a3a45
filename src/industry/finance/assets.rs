//! What is built or bought to stay (equation E36): when it is paid for, from when on it is there,
//! and how it loses its value.

use super::accounts::pro_rata;
use super::chart::Line;
use super::journal::Journal;
use crate::units::{Duration, Fen, SimTime};

/// When something is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Payment {
    /// In equal parts each day from `start` on.
    Daily { start: SimTime, length: Duration },
    /// A deposit when it is ordered, and the rest when it is there.
    OnDelivery { deposit: Fen, ordered: SimTime },
    /// It was paid before the run.
    Before,
}

/// Something that is built or bought to stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asset {
    /// What it costs.
    pub(super) amount: Fen,
    pub(super) payment: Payment,
    /// When it is there; the start of the run for what was there before.
    pub(super) ready: SimTime,
    /// How long it was there before the run.
    pub(super) age: Duration,
    /// The time over which it loses its value; none if it keeps it.
    pub(super) life: Option<Duration>,
}

impl Asset {
    /// What has been paid for it by `now` in the run.
    fn paid_by(&self, now: SimTime) -> Fen {
        match self.payment {
            Payment::Daily { start, length } => {
                let part = now.saturating_since(start).min(length).as_millis();
                pro_rata(self.amount, part.into(), length.as_millis().into())
            }
            Payment::OnDelivery { .. } if now > self.ready => self.amount,
            Payment::OnDelivery { deposit, ordered } if now > ordered => deposit,
            Payment::OnDelivery { .. } | Payment::Before => Fen::ZERO,
        }
    }

    /// The part of its cost that is used up by `now`, in equal parts over its life.
    fn used_up_by(&self, now: SimTime) -> Fen {
        let Some(life) = self.life else {
            return Fen::ZERO;
        };
        let used = now.saturating_since(self.ready) + self.age;
        let part = used.min(life).as_millis();
        pro_rata(self.amount, part.into(), life.as_millis().into())
    }
}

/// How far an asset has come.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    paid: Fen,
    is_there: bool,
    used_up: Fen,
}

/// The assets of the park.
#[derive(Clone, Debug, Default)]
pub(super) struct Assets(Vec<(Asset, Progress)>);

impl Assets {
    /// The assets at the start of the run; what was there before is entered with its value of then.
    pub(super) fn new(assets: &[Asset], journal: &mut Journal) -> Self {
        let assets = assets.iter().map(|&asset| {
            let mut progress = Progress::default();
            if asset.payment == Payment::Before {
                progress.is_there = true;
                progress.used_up = asset.used_up_by(SimTime::ZERO);
                journal.enter(Line::FixedAssets, Line::Opening, asset.amount);
                journal.enter(Line::Opening, Line::Depreciated, progress.used_up);
            }
            (asset, progress)
        });
        Self(assets.collect())
    }

    /// A day ends at `now`: assets are paid for, come into use and lose value. Calls `owe` with
    /// what is to be paid for each.
    pub(super) fn end_day(
        &mut self,
        now: SimTime,
        journal: &mut Journal,
        mut owe: impl FnMut(&mut Journal, Fen),
    ) {
        for (asset, progress) in &mut self.0 {
            let paid = asset.paid_by(now);
            owe(journal, paid - progress.paid);
            progress.paid = paid;
            if !progress.is_there && now > asset.ready {
                progress.is_there = true;
                journal.enter(Line::FixedAssets, Line::Construction, asset.amount);
            }
            let used_up = asset.used_up_by(now);
            let lost = used_up - progress.used_up;
            journal.enter(Line::Depreciation, Line::Depreciated, lost);
            progress.used_up = used_up;
        }
    }

    /// What is under construction or ordered, what is there, both at cost, and how much of that is
    /// used up: counted from the assets.
    pub(super) fn values(&self) -> [Fen; 3] {
        let sum = |of: fn(&(Asset, Progress)) -> Fen| self.0.iter().map(of).sum();
        [
            sum(|(_, progress)| {
                if progress.is_there {
                    Fen::ZERO
                } else {
                    progress.paid
                }
            }),
            sum(|(asset, progress)| {
                if progress.is_there {
                    asset.amount
                } else {
                    Fen::ZERO
                }
            }),
            sum(|(_, progress)| progress.used_up),
        ]
    }
}
