//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::industry::policy::state::PolicyState;

#[test]
fn books_notice_tax_that_is_reinvested_and_comes_to_nothing() {
    let visits = programme(Kind::Visits, "2018-01-01", None);
    let mut sim = sim(vec![("visits", visits)], true, 40, 0);
    days(&mut sim);
    alone::assert_books_notice(&READER, &mut sim, &["policy.reinvestment"], |world| {
        world.resource_mut::<PolicyState>().reinvested.spent += Fen::new(1);
    });
}
