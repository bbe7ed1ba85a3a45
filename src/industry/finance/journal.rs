//! The journal: every entry debits one line and credits another by the same amount, so that assets
//! are always liabilities and equity.

use super::chart::Line;
use crate::units::Fen;

/// Amounts by the line that is debited and the one that is credited, in the order of [`Line::ALL`].
pub(super) type Entries = [[Fen; Line::ALL.len()]; Line::ALL.len()];

/// The balances of all lines, and what made them.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    balances: [Fen; Line::ALL.len()],
    /// What was entered since the start.
    pub(super) entries: Entries,
}

impl Journal {
    /// Enters an amount.
    pub(super) fn enter(&mut self, debit: Line, credit: Line, amount: Fen) {
        self.balances[debit as usize] += amount;
        self.balances[credit as usize] -= amount;
        self.entries[debit as usize][credit as usize] += amount;
    }

    /// The balance of a line: what was debited less what was credited.
    pub(super) const fn balance(&self, line: Line) -> Fen {
        self.balances[line as usize]
    }

    /// The balances, in the order of [`Line::ALL`].
    pub(super) const fn balances(&self) -> [Fen; Line::ALL.len()] {
        self.balances
    }

    /// Changes a balance and nothing else: a mistake for tests to find.
    #[cfg(test)]
    pub(super) fn falsify(&mut self, line: Line) {
        self.balances[line as usize] += Fen::new(1);
    }
}

/// What a line changed by in these entries.
pub(super) fn change(entries: &Entries, line: Line) -> Fen {
    let debits: Fen = entries[line as usize].iter().copied().sum();
    let credits: Fen = entries.iter().map(|row| row[line as usize]).sum();
    debits - credits
}
