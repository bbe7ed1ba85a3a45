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
        let lines = [
            (Account::Cash, "finance.ledger/cash"),
            (Account::Investors, "finance.ledger/paid-in-capital"),
        ];
        let line = lines.into_iter().find(|(of, _)| *of == account);
        let line = line.map_or("", |(_, line)| line);
        let names = [&*name, line, "finance.ledger/retained-earnings"];
        let names = if line.is_empty() { &names[..1] } else { &names };
        notice(names, &|state| {
            state.ledger.accounts.balances[account as usize] += Fen::new(1);
        });
    }
    let receivable = [
        "finance.payable/computer-sales-to-cash",
        "finance.ledger/receivables",
        "finance.ledger/retained-earnings",
    ];
    notice(&receivable, &|state| {
        let first = state.ledger.accounts.pending.pop_first();
        first.expect("a sale that is not paid yet");
    });
    // Nobody pays the park for parts: a payment between the two is in no book but theirs.
    let accounts = [
        "finance.account/cash",
        "finance.account/parts",
        "finance.ledger/cash",
        "finance.ledger/retained-earnings",
    ];
    notice(&accounts, &|state| {
        for (account, fen) in [(Account::Parts, -1), (Account::Cash, 1)] {
            state.ledger.accounts.balances[account as usize] += Fen::new(fen);
        }
        state.ledger.accounts.paid[Account::Parts as usize][Account::Cash as usize] += Fen::new(1);
    });
}
