//! Each book notices what its collectors forget and what is lost.

use super::*;

#[test]
fn books_notice_a_fen_too_much_and_a_payment_that_is_lost() {
    let mut sim = sim(&FinanceFile::default(), 40, 0);
    sell_daily(&mut sim, 3, 30);
    figures(&mut sim);
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut FinanceState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<FinanceState>());
        });
    };
    for account in Account::ALL {
        let name = format!("finance.account/{}", account.name());
        notice(&[&name], &|state| {
            state.accounts.balances[account as usize] += Fen::new(1);
        });
    }
    notice(&["finance.payable/computer-sales-to-cash"], &|state| {
        let first = state.accounts.pending.pop_first();
        first.expect("a sale that is not paid yet");
    });
    // Nobody pays the park for parts: a payment between the two is in no book but theirs.
    let accounts = ["finance.account/cash", "finance.account/parts"];
    notice(&accounts, &|state| {
        for (account, fen) in [(Account::Parts, -1), (Account::Cash, 1)] {
            state.accounts.balances[account as usize] += Fen::new(fen);
        }
        state.accounts.paid[Account::Parts as usize][Account::Cash as usize] += Fen::new(1);
    });
}
