//! The judgement of one day: a pure function from who waited for what to what binds.

use super::plan::Limits;
use crate::industry::shared::staff::Role;
use crate::industry::shared::subsystem::Present;
use crate::industry::shared::waiting::{Constraint, Waiting};
use crate::units::Duration;

/// Which roles have vacancies, in the order of [`Role::ALL`].
pub(super) type Vacancies = [bool; Role::ALL.len()];

/// What a place in the chain lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    /// Something else than people.
    Thing(Constraint),
    /// People of a role.
    People(Role),
}

/// What binds on a day: from the customer upstream, the first place where work waited. Sections
/// that the scenario lacks are never judged. None where the day shows nothing: nothing was asked
/// for, and nothing waited.
///
/// The rules are listed, in their order, in the documentation of [`limits`](super).
pub(super) fn judge(
    waiting: &Waiting,
    present: &Present,
    vacancies: Vacancies,
    thresholds: &Limits,
) -> Option<Constraint> {
    if present.has("market") && market_is_full(waiting) {
        return Some(Constraint::Demand);
    }
    let lack = if present.has("assembly") {
        at_the_line(waiting, present, thresholds)?
    } else if present.has("fab") {
        in_the_fab(waiting, thresholds)
    } else {
        return None;
    };
    Some(match lack {
        Lack::Thing(constraint) => constraint,
        Lack::People(role) => {
            let at_window = present.has("services")
                && vacancies[role as usize]
                && window_is_slow(waiting, thresholds.window_stay);
            if at_window {
                Constraint::Window
            } else {
                constraint_of(role)
            }
        }
    })
}

/// Rule 1: computers lay unsold for longer than orders waited, or production was held that long.
fn market_is_full(waiting: &Waiting) -> bool {
    waiting.unsold_without_orders.max(waiting.held_for_demand) > waiting.orders_waiting
}

/// Rules 2 and 3: the largest loss of line time says where to look. Equal losses count for what is
/// nearer to the customer.
fn at_the_line(waiting: &Waiting, present: &Present, thresholds: &Limits) -> Option<Lack> {
    let chips = waiting.line_without_chips;
    let parts = waiting.line_without_parts;
    let line = waiting.kits_waiting_for_line;
    let people = waiting.line_without_people;
    let largest = chips.max(parts).max(line).max(people);
    if largest.is_zero() {
        // The lines were closed all day: it shows nothing of what they lack.
        return None;
    }
    if chips == largest && parts.max(line).max(people) < chips {
        return Some(if present.has("fab") {
            in_the_fab(waiting, thresholds)
        } else {
            Lack::Thing(no_starts(waiting))
        });
    }
    Some(if people == largest {
        Lack::People(Role::Assembler)
    } else if line == largest {
        Lack::Thing(Constraint::Tool)
    } else if waiting.held_for_cash.is_zero() {
        Lack::Thing(Constraint::Parts)
    } else {
        Lack::Thing(Constraint::Cash)
    })
}

/// Rule 4: what lots waited for longest; if they hardly waited, more of them could have been
/// started.
fn in_the_fab(waiting: &Waiting, thresholds: &Limits) -> Lack {
    let causes = [
        (Constraint::Tool, Lack::Thing(Constraint::Tool)),
        (Constraint::Operator, Lack::People(Role::Operator)),
        (Constraint::Technician, Lack::People(Role::Technician)),
        (Constraint::Engineer, Lack::People(Role::Engineer)),
    ];
    let mut waited = Duration::ZERO;
    let mut longest = Duration::ZERO;
    let mut lack = Lack::Thing(no_starts(waiting));
    for (cause, answer) in causes {
        let span = waiting.lot_time(cause);
        waited += span;
        if span > longest {
            (longest, lack) = (span, answer);
        }
    }
    if waited > waiting.lots_in_fab.scaled(thresholds.idle_share.get()) {
        lack
    } else {
        Lack::Thing(no_starts(waiting))
    }
}

/// Why no more wafers were started: a hold, if one was in force, else the plan of wafer starts.
fn no_starts(waiting: &Waiting) -> Constraint {
    let (cash, demand) = (waiting.held_for_cash, waiting.held_for_demand);
    if cash.is_zero() && demand.is_zero() {
        Constraint::Wafers
    } else if cash >= demand {
        Constraint::Cash
    } else {
        Constraint::Demand
    }
}

/// Rule 5: by Little's law, person time at the window over registrations is how long the window
/// takes at present.
fn window_is_slow(waiting: &Waiting, normal: Duration) -> bool {
    let registered = u64::from(waiting.persons_registered.max(1));
    waiting.persons_at_window > normal * registered
}

/// The constraint that people of a role are.
const fn constraint_of(role: Role) -> Constraint {
    match role {
        Role::Operator => Constraint::Operator,
        Role::Assembler => Constraint::Assembler,
        Role::Technician => Constraint::Technician,
        Role::Engineer => Constraint::Engineer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Share;

    const HOUR: fn(u64) -> Duration = Duration::hours;
    const PARK: &[&str] = &["fab", "assembly", "market", "services"];
    const FAB: &[&str] = &["fab"];
    const ASSEMBLY: &[&str] = &["assembly", "market"];
    const THRESHOLDS: Limits = Limits {
        idle_share: Share::ZERO,
        window_stay: Duration::days(10),
    };

    /// A day on which customers wait and the line stands for want of chips.
    fn short_of_chips() -> Waiting {
        Waiting {
            orders_waiting: HOUR(24),
            line_without_chips: HOUR(5),
            ..Waiting::default()
        }
    }

    fn with_lots(mut waiting: Waiting, hours: [u64; 4], in_fab: u64) -> Waiting {
        waiting.lots = hours.map(Duration::hours);
        waiting.lots_in_fab = HOUR(in_fab);
        waiting
    }

    /// What happened, what the scenario has, and what binds.
    type Case = (
        &'static str,
        Waiting,
        &'static [&'static str],
        Option<Constraint>,
    );

    fn check(cases: Vec<Case>) {
        for (reason, waiting, present, expected) in cases {
            let third = Limits {
                idle_share: Share::new(0.25).unwrap(),
                ..THRESHOLDS
            };
            assert_eq!(
                judge(
                    &waiting,
                    &Present::new(present.to_vec()),
                    [false; 4],
                    &third
                ),
                expected,
                "{reason}"
            );
        }
    }

    #[test]
    fn the_market_is_judged_first() {
        let day = |unsold, orders, held| Waiting {
            unsold_without_orders: HOUR(unsold),
            orders_waiting: HOUR(orders),
            held_for_demand: HOUR(held),
            line_without_parts: HOUR(24),
            ..Waiting::default()
        };
        check(vec![
            (
                "stock lay longer than orders waited",
                day(13, 11, 0),
                PARK,
                Some(Constraint::Demand),
            ),
            (
                "orders waited longer than stock lay",
                day(11, 13, 0),
                PARK,
                Some(Constraint::Parts),
            ),
            (
                "as long is no surplus",
                day(12, 12, 0),
                PARK,
                Some(Constraint::Parts),
            ),
            (
                "production was held",
                day(0, 0, 24),
                PARK,
                Some(Constraint::Demand),
            ),
            (
                "no market, no demand",
                day(24, 0, 24),
                &["fab", "assembly", "services"],
                Some(Constraint::Parts),
            ),
        ]);
    }

    #[test]
    fn the_largest_loss_of_line_time_says_where_to_look() {
        let day = |chips, parts, line, people| Waiting {
            orders_waiting: HOUR(24),
            line_without_chips: HOUR(chips),
            line_without_parts: HOUR(parts),
            kits_waiting_for_line: HOUR(line),
            line_without_people: HOUR(people),
            ..Waiting::default()
        };
        let for_cash = |waiting| Waiting {
            held_for_cash: HOUR(1),
            ..waiting
        };
        check(vec![
            (
                "parts cost more than chips",
                day(4, 5, 0, 0),
                PARK,
                Some(Constraint::Parts),
            ),
            (
                "parts that nobody could pay",
                for_cash(day(4, 5, 0, 0)),
                PARK,
                Some(Constraint::Cash),
            ),
            (
                "kits waited for the line",
                day(0, 5, 6, 0),
                PARK,
                Some(Constraint::Tool),
            ),
            (
                "kits waited for people",
                day(0, 5, 6, 7),
                PARK,
                Some(Constraint::Assembler),
            ),
            (
                "a tie goes to the customer's side",
                day(3, 3, 3, 3),
                PARK,
                Some(Constraint::Assembler),
            ),
            (
                "chips from a foundry",
                day(6, 5, 0, 0),
                ASSEMBLY,
                Some(Constraint::Wafers),
            ),
            (
                "a foundry unpaid",
                for_cash(day(6, 5, 0, 0)),
                ASSEMBLY,
                Some(Constraint::Cash),
            ),
            ("a day off without a fab", day(0, 0, 0, 0), ASSEMBLY, None),
        ]);
    }

    #[test]
    fn missing_chips_are_followed_into_the_fab() {
        let fab_only = Waiting::default;
        check(vec![
            (
                "tools",
                with_lots(short_of_chips(), [30, 10, 10, 10], 100),
                PARK,
                Some(Constraint::Tool),
            ),
            (
                "operators",
                with_lots(short_of_chips(), [30, 40, 10, 10], 100),
                PARK,
                Some(Constraint::Operator),
            ),
            (
                "technicians, a fab alone",
                with_lots(fab_only(), [1, 2, 40, 3], 100),
                FAB,
                Some(Constraint::Technician),
            ),
            (
                "engineers, a fab alone",
                with_lots(fab_only(), [1, 2, 3, 40], 100),
                FAB,
                Some(Constraint::Engineer),
            ),
            (
                "lots hardly waited: a quarter is the threshold",
                with_lots(fab_only(), [20, 5, 0, 0], 100),
                FAB,
                Some(Constraint::Wafers),
            ),
            (
                "just above the threshold",
                with_lots(fab_only(), [21, 5, 0, 0], 100),
                FAB,
                Some(Constraint::Tool),
            ),
            ("an empty fab", fab_only(), FAB, Some(Constraint::Wafers)),
            (
                "starts were held for money",
                Waiting {
                    held_for_cash: HOUR(3),
                    ..fab_only()
                },
                FAB,
                Some(Constraint::Cash),
            ),
            (
                "starts were held for a part of the day, and orders waited longer",
                Waiting {
                    held_for_demand: HOUR(3),
                    ..short_of_chips()
                },
                PARK,
                Some(Constraint::Demand),
            ),
            ("nothing to judge", fab_only(), &[], None),
        ]);
    }

    #[test]
    fn missing_people_who_stand_at_the_window_make_the_window_bind() {
        let vacancies = |role: Role| {
            let mut vacancies = [false; 4];
            vacancies[role as usize] = true;
            vacancies
        };
        let technicians_missing = |at_window: u64| Waiting {
            persons_at_window: Duration::days(at_window),
            persons_registered: 20,
            ..with_lots(short_of_chips(), [1, 1, 40, 1], 100)
        };
        let none = [false; 4];
        let judged = |waiting, present: &[&'static str], vacancies| {
            let present = Present::new(present.to_vec());
            judge(&waiting, &present, vacancies, &THRESHOLDS)
        };
        let slow = || technicians_missing(201); // 10.05 days each
        let technicians = vacancies(Role::Technician);
        assert_eq!(judged(slow(), PARK, technicians), Some(Constraint::Window));
        let normal = technicians_missing(200);
        assert_eq!(
            judged(normal, PARK, technicians),
            Some(Constraint::Technician)
        );
        let nobody_sought = judged(slow(), PARK, none);
        assert_eq!(
            nobody_sought,
            Some(Constraint::Technician),
            "crews are complete"
        );
        let others = judged(slow(), PARK, vacancies(Role::Engineer));
        assert_eq!(
            others,
            Some(Constraint::Technician),
            "another role has the vacancies"
        );
        let no_window = &["fab", "assembly", "market"];
        assert_eq!(
            judged(slow(), no_window, technicians),
            Some(Constraint::Technician)
        );
        let mut assemblers = short_of_chips();
        assemblers.line_without_people = HOUR(6);
        assemblers.persons_at_window = Duration::days(11); // and nobody new registered
        let judged = judged(assemblers, PARK, vacancies(Role::Assembler));
        assert_eq!(judged, Some(Constraint::Window));
    }
}
