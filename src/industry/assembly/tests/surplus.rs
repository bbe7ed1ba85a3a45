//! Surplus chips: what is above the level leaves the stock, and brings its price (equation E49).

use super::*;
use crate::industry::shared::goods::{Goods, Movement};
use crate::industry::shared::ledger::{Account, Posting, Postings};
use crate::units::Fen;

/// A run of a day in which 100 chips come at 1 h and 20 at 2 h, and so many disks before: what
/// was paid, the movements of goods that left, and the figures.
fn cleared(surplus: &str, disks: u64) -> (Vec<Posting>, Vec<Movement>, Figures) {
    let text = format!("{BARE}[assembly.surplus.cpu]\n{surplus}\n");
    let mut sim = simulation(&text, Duration::hours(1), 1);
    sim.world_mut().resource_mut::<Postings>().value_goods();
    let hour = |hours| SimTime::ZERO + Duration::hours(hours);
    receive(&mut sim, hour(0), DISK, disks);
    let (mut posted, mut moved) = (Vec::new(), Vec::new());
    for step in 0.. {
        match step {
            1 => receive(&mut sim, hour(1), CPU, 100),
            2 => receive(&mut sim, hour(2), CPU, 20),
            _ => {}
        }
        if !sim.step() {
            break;
        }
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
        let mut postings = sim.world_mut().resource_mut::<Postings>();
        posted.extend(postings.drain());
        moved.extend(postings.drain_goods().filter(|movement| {
            matches!(movement, Movement::Delivered(..) | Movement::Scrapped(..))
        }));
    }
    (posted, moved, figures(&mut sim))
}

#[test]
fn chips_above_the_level_are_sold_as_they_come_in() {
    let (posted, moved, figures) = cleared("above = 30\nprice = \"40 CNY\"\ncost = \"3 CNY\"", 0);
    let paid: Vec<_> = posted
        .iter()
        .map(|one| (one.from, one.to, one.amount))
        .collect();
    let of = |units: i64| {
        [
            (Account::ChipSales, Account::Cash, Fen::yuan(40 * units)),
            (Account::Cash, Account::Services, Fen::yuan(3 * units)),
        ]
    };
    assert_eq!(paid, [of(70), of(20)].concat());
    let chips = Goods::Chips(CPU);
    assert_eq!(
        moved,
        [70, 20].map(|units| Movement::Delivered(chips, units))
    );
    assert_eq!(figures.value("assembly.surplus_chips/cpu"), Some(90.0));
    assert_eq!(figures.value("assembly.surplus_sales"), Some(3_600.0));
    assert_eq!(figures.value("assembly.parts_used/cpu"), Some(0.0));
    // 30 chips from 1 h on.
    let mean = figures.value("assembly.on_hand/cpu").unwrap();
    assert!((mean - 30.0 * 23.0 / 24.0).abs() < 1e-9, "{mean}");
}

/// Both lines take a carrier of ten before anything is sold, and two more of each come of the rest.
#[test]
fn kits_come_first_and_a_chip_without_a_price_is_thrown_away() {
    let (posted, moved, figures) = cleared("above = 30", 80);
    assert!(posted.is_empty());
    let chips = Goods::Chips(CPU);
    let scrapped: Vec<_> = moved
        .iter()
        .filter(|one| matches!(one, Movement::Scrapped(..)))
        .collect();
    // 100 less 20 at once leave 80, of which 50 are too many; 20 more kits take 20 of the 30, and
    // the 20 that come at 2 h make no more than 30.
    assert_eq!(scrapped, [&Movement::Scrapped(chips, 50)]);
    assert_eq!(figures.value("assembly.parts_used/cpu"), Some(40.0));
    assert_eq!(figures.value("assembly.surplus_chips/cpu"), Some(50.0));
    assert_eq!(figures.value("assembly.surplus_sales"), Some(0.0));
}

#[test]
fn only_chips_made_here_are_surplus() {
    let check = |rows: &str| {
        let text = format!("{BARE}[assembly.surplus]\n{rows}\n");
        let document = Document::from_text("assembly.toml", &text, &[]).unwrap();
        let file: File = document.read().unwrap();
        let mut problems = document.problems();
        let at = FieldPath::from("assembly");
        let _ = file.assembly.check(&names(), &at, &mut problems);
        let problems = problems.iter();
        problems.map(|one| one.path.to_string()).collect::<Vec<_>>()
    };
    assert!(check("cpu = { above = 0 }").is_empty());
    assert_eq!(check("disk = { above = 5 }"), ["assembly.surplus.disk"]);
    let rows = "cpu = { above = 5, price = \"-1 CNY\", cost = \"-2 CNY\" }";
    let expected = ["assembly.surplus.cpu.price", "assembly.surplus.cpu.cost"];
    assert_eq!(check(rows), expected);
}
