//! The books of the whole park: the people in the city, what one subsystem hands on and the next
//! one receives, and the money that passes between a subsystem and the accounts.
//!
//! A subsystem's own books cannot see what is lost on the way to the next one. These take what came
//! and went from both, by the names of their books, so that no subsystem has to name another.

use bevy_ecs::prelude::*;

use super::shared::ledger::{Account, Postings};
use super::shared::people::{Person, Standing};
use crate::engine::{Book, Figures};

/// What the park has when a period begins.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ParkLevels {
    /// Persons who have registered, or were there from the start, and have not left the city.
    people: i128,
    /// Fen for programmes that are posted and not yet in the accounts.
    posted: i128,
}

impl ParkLevels {
    /// Counts what there is now.
    pub(super) fn count(world: &mut World) -> Self {
        let mut persons = world.query::<&Person>();
        let here = |person: &&Person| person.standing != Standing::Left;
        let people = persons.iter(world).filter(here).count() as i128;
        let postings = world.get_resource::<Postings>();
        let postings = postings.into_iter().flat_map(Postings::iter);
        let of_programmes = postings.filter(|posting| posting.to == Account::Programmes);
        let posted = of_programmes.map(|posting| i128::from(posting.amount.as_fen()));
        Self {
            people,
            posted: posted.sum(),
        }
    }
}

/// The books of a period that ends now, from the books of its subsystems.
pub(super) fn books(world: &mut World, opening: ParkLevels, figures: &Figures) -> Vec<Book> {
    let (of, closing) = (Books(figures.books()), ParkLevels::count(world));
    let mut books = Vec::new();
    if of.get("talent.persons").is_some() || closing.people > 0 {
        books.push(
            people(&of)
                .opens_at(opening.people)
                .closes_at(closing.people),
        );
    }
    books.extend(of.handovers());
    books.extend(of.valued());
    if let Some(programmes) = of.get("finance.payable/tax-to-programmes") {
        let booked = programmes.inflow("agreed");
        let book = programme_money(&of).minus("booked", booked);
        books.push(book.opens_at(opening.posted).closes_at(closing.posted));
    }
    books
}

/// Who came to the city, by channel, and who left it, by cause.
fn people(of: &Books) -> Book {
    let mut book = Book::new("park.people", "persons");
    if let Some(registered) = of.get("talent.persons") {
        book.inflows.clone_from(&registered.inflows);
    }
    // Where there are no careers, staffing takes those on whom it hires.
    let employer = ["careers.persons", "staffing.persons"];
    let employer = employer.iter().find_map(|name| of.get(name));
    if let Some(employer) = employer {
        book = book.plus("recruited", employer.inflow("recruited"));
    }
    for (name, label) in [
        ("services.persons", "lost at the window"),
        ("services.persons", "lost at housing"),
        ("careers.persons", "left the city"),
    ] {
        if let Some(left) = of.get(name) {
            book = book.minus(label, left.outflow(label));
        }
    }
    book
}

/// What the city posts for programmes, by the subsystem that posts it.
fn programme_money(of: &Books) -> Book {
    let mut book = Book::new("park.programme_money", "fen");
    for (subsystem, prefix, label) in [
        ("programmes", "policy.programme/", "paid"),
        ("reinvestment", "policy.reinvestment", ""),
        ("openings", "services.bills", "paid"),
        ("grants", "ventures.fund", "granted"),
    ] {
        let posted = of.0.iter().filter(|book| book.name.starts_with(prefix));
        let posted = posted.map(|book| match label {
            "" => book.inflow("reinvested"),
            label => book.outflow(label),
        });
        book = book.plus(subsystem, posted.sum::<i128>());
    }
    book
}

/// The name of a book, and the label of an amount in it.
type Term = (&'static str, &'static str);

/// What is handed on in the tick in which it is received: the name of the book, the outflow of one
/// subsystem's book, and the inflow of another's. A name that ends in a slash stands for all
/// subjects.
const HANDED_ON: [(&str, Term, Term); 8] = [
    (
        "park.wafers",
        ("fab.wafers", "out"),
        ("backend.wafers", "received"),
    ),
    (
        "park.chips/",
        ("backend.dies/", "chips"),
        ("assembly.parts/", "received"),
    ),
    (
        "park.parts/",
        ("supply.on_order/", "received"),
        ("assembly.parts/", "received"),
    ),
    (
        "park.computers/",
        ("assembly.computers/", "built"),
        ("market.computers/", "received"),
    ),
    (
        "park.settled",
        ("services.persons", "settled"),
        ("careers.persons", "settled"),
    ),
    (
        "park.bills_of_parts",
        ("supply.bills", "posted"),
        ("finance.payable/cash-to-parts", "agreed"),
    ),
    (
        "park.bills_of_wafers",
        ("fab.bills", "posted"),
        ("finance.payable/cash-to-wafers", "agreed"),
    ),
    (
        "park.bills_of_computers",
        ("market.bills", "posted"),
        ("finance.payable/computer-sales-to-cash", "agreed"),
    ),
];

/// Kinds of goods that finance values, and the books of those who have them.
const VALUED: [(&str, &str); 4] = [
    ("parts", "assembly.parts"),
    ("chips", "assembly.parts"),
    ("under-way", "assembly.computers"),
    ("computers", "market.computers"),
];

/// The books of the subsystems of a period.
struct Books<'a>(&'a [Book]);

impl<'a> Books<'a> {
    fn get(&self, name: &str) -> Option<&'a Book> {
        self.0.iter().find(|book| book.name == name)
    }

    /// A book for each thing that one subsystem hands on to another, where there are both.
    fn handovers(&self) -> Vec<Book> {
        let mut books = Vec::new();
        for (name, (giver, given), (taker, taken)) in HANDED_ON {
            for from in self.0.iter().filter(|book| book.name.starts_with(giver)) {
                let subject = &from.name[giver.len()..];
                if let Some(to) = self.get(&format!("{taker}{subject}")) {
                    let book = Book::new(format!("{name}{subject}"), from.unit);
                    let book = book.plus("handed on", from.outflow(given));
                    books.push(book.minus("received", to.inflow(taken)));
                }
            }
        }
        books.extend(self.registered());
        books
    }

    /// A book for each kind of goods that is valued and counted where it is: units of both at the
    /// end.
    fn valued(&self) -> Vec<Book> {
        let of_finance = |kind: &str| {
            let prefix = format!("finance.units/{kind}/");
            self.0.iter().filter_map(move |book| {
                let name = book.name.strip_prefix(&prefix)?;
                Some((name.to_owned(), book.closing))
            })
        };
        let mut books = Vec::new();
        for (kind, place) in VALUED {
            for (name, valued) in of_finance(kind) {
                if let Some(there) = self.get(&format!("{place}/{name}")) {
                    let book = Book::new(format!("park.stock/{kind}/{name}"), "units");
                    books.push(book.plus("valued", valued).minus("there", there.closing));
                }
            }
        }
        if let Some(fab) = self.get("fab.wafers")
            && self.0.iter().any(|book| book.name.starts_with("finance."))
        {
            let valued: i128 = of_finance("wafers").map(|(_, units)| units).sum();
            let diced = self.get("backend.wafers");
            let there = fab.closing + diced.map_or(0, |book| book.closing);
            let book = Book::new("park.stock/wafers", "units");
            books.push(book.plus("valued", valued).minus("there", there));
        }
        books
    }

    /// Who registered goes to services or, where a scenario has none, to careers.
    fn registered(&self) -> Option<Book> {
        let registered = self.get("talent.persons")?;
        let came = match self.get("services.persons") {
            Some(services) => services.inflow("came"),
            None => self.get("careers.persons")?.inflow("settled"),
        };
        let all: i128 = registered.inflows.iter().map(|(_, count)| count).sum();
        let book = Book::new("park.registered", "persons");
        Some(book.plus("handed on", all).minus("received", came))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(figures: &mut Figures, books: impl IntoIterator<Item = Book>) {
        for book in books {
            figures.keep(book);
        }
    }

    /// Of 9 wafers that left the fab 8 came to the back end; of two parts, one has another name.
    #[test]
    fn what_is_lost_between_two_subsystems_is_a_difference() {
        let mut figures = Figures::default();
        let part = |name: &str| Book::new(format!("assembly.parts/{name}"), "units");
        keep(
            &mut figures,
            [
                Book::new("fab.wafers", "wafers").minus("out", 9),
                Book::new("backend.wafers", "wafers").plus("received", 8),
                Book::new("supply.on_order/screen", "units").minus("received", 5),
                Book::new("supply.on_order/pen", "units").minus("received", 7),
                part("screen").plus("received", 5),
            ],
        );
        let found = Books(figures.books()).handovers();
        let found = found.iter().map(|book| (&*book.name, book.difference()));
        let expected = [("park.wafers", 1), ("park.parts/screen", 0)];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }

    /// Of 5 who came 1 left: with 4 who are there the book closes, and with 3 it does not.
    #[test]
    fn people_who_vanish_are_a_difference() {
        let mut figures = Figures::default();
        keep(
            &mut figures,
            [
                Book::new("talent.persons", "persons").plus("students", 5),
                Book::new("services.persons", "persons").minus("lost at housing", 1),
            ],
        );
        let book = people(&Books(figures.books()));
        assert_eq!(book.clone().closes_at(4).difference(), 0);
        assert_eq!(book.closes_at(3).difference(), 1);
    }

    /// Of 7 fen that a programme, a grant and a bill posted, 2 are on their way to the accounts.
    #[test]
    fn money_that_is_posted_is_booked_or_on_its_way() {
        let mut figures = Figures::default();
        keep(
            &mut figures,
            [
                Book::new("policy.programme/visits", "fen").minus("paid", 4),
                Book::new("policy.reinvestment", "fen").plus("reinvested", 1),
                Book::new("services.bills", "fen").minus("paid", 1),
                Book::new("ventures.fund", "fen").minus("granted", 1),
            ],
        );
        let book = programme_money(&Books(figures.books())).minus("booked", 5);
        assert_eq!(book.clone().closes_at(2).difference(), 0);
        assert_eq!(book.closes_at(0).difference(), 2);
    }
}
