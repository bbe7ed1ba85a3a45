//! The judgement of one day: a pure function from who waited for what to what binds.

use super::plan::Limits;
use crate::industry::shared::staff::Role;
use crate::industry::shared::subsystem::Present;
use crate::industry::shared::waiting::{Constraint, PlaceId, Waiting};
use crate::units::{Duration, named_enum};

/// Which roles have vacancies, in the order of [`Role::ALL`].
pub(super) type Vacancies = [bool; Role::ALL.len()];

named_enum! {
    /// Of what a constraint is judged.
    pub(super) enum Scope {
        /// The whole chain, from the customer upstream.
        Park = "park",
        /// The fab and the back end, whatever binds the chain.
        Fab = "fab",
        /// The assembly lines, whatever binds the chain.
        Line = "line",
    }
}

/// What bound on a day, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bound {
    /// What was short.
    pub(super) constraint: Constraint,
    /// The tool group, station, part or bank where most waited for it; none for people, wafers,
    /// demand, the window and money.
    pub(super) place: Option<PlaceId>,
}

impl Bound {
    /// A constraint of that day, at the place where most waited for it.
    fn of(constraint: Constraint, waiting: &Waiting) -> Self {
        let place = waiting.places.longest(constraint).map(|(place, _)| place);
        Self { constraint, place }
    }
}

/// What bound on a day in each of [`Scope::ALL`]; nothing where the day shows nothing.
pub(super) type Judgement = [Option<Bound>; Scope::ALL.len()];

/// What a place in the chain lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    /// Chips that are made here.
    Chips,
    /// Something else than people.
    Thing(Constraint),
    /// People of a role.
    People(Role),
}

/// The day of a park: what is judged, and by which thresholds.
pub(super) struct Day<'a> {
    pub(super) waiting: &'a Waiting,
    pub(super) present: &'a Present,
    pub(super) vacancies: Vacancies,
    pub(super) thresholds: &'a Limits,
    /// Whether any lot has been in the fab or the back end so far: before, these show nothing.
    pub(super) fab_has_begun: bool,
}

impl Day<'_> {
    /// What binds on the day. Sections that the scenario lacks are never judged.
    ///
    /// The rules are listed, in their order, in the documentation of [`limits`](super).
    pub(super) fn judge(&self) -> Judgement {
        let of_line = self
            .present
            .has("assembly")
            .then(|| at_the_line(self.waiting))
            .flatten();
        let makes_chips = self.present.has("fab") || self.present.has("backend");
        let of_fab = makes_chips.then(|| self.in_the_fab()).flatten();
        let of_chain = if self.present.has("market") && market_is_full(self.waiting) {
            Some(Lack::Thing(Constraint::Demand))
        } else if self.present.has("assembly") {
            match of_line {
                Some(Lack::Chips) if makes_chips => of_fab,
                Some(Lack::Chips) => Some(Lack::Thing(no_starts(self.waiting))),
                other => other,
            }
        } else {
            of_fab
        };
        [of_chain, of_fab, of_line].map(|lack| lack.map(|lack| self.bound(lack)))
    }

    /// Rule 4: what lots waited for longest, in the fab or at stations behind it; if they hardly
    /// waited, more of them could have been started.
    fn in_the_fab(&self) -> Option<Lack> {
        let waiting = self.waiting;
        let stations = waiting.lots_at_stations;
        let in_fab = [
            (Constraint::Tool, Lack::Thing(Constraint::Tool)),
            (Constraint::Operator, Lack::People(Role::Operator)),
            (Constraint::Technician, Lack::People(Role::Technician)),
            (Constraint::Engineer, Lack::People(Role::Engineer)),
        ]
        .map(|(cause, lack)| (waiting.lot_time(cause), lack));
        let waited = in_fab
            .iter()
            .fold(Duration::ZERO, |sum, (span, _)| sum + *span);
        let threshold = |spent: Duration| spent.scaled(self.thresholds.idle_share.get());
        let mut longest = (Duration::ZERO, Lack::Thing(no_starts(waiting)));
        if stations > threshold(waiting.lots_in_backend) {
            longest = (stations, Lack::Thing(Constraint::Station));
        }
        if waited > threshold(waiting.lots_in_fab) {
            for (span, lack) in in_fab {
                if span > longest.0 {
                    longest = (span, lack);
                }
            }
        }
        let shows_something = self.fab_has_begun || is_held(waiting);
        shows_something.then_some(longest.1)
    }

    /// What a lack is, by name and place (rule 5: people who are missing may be at the window).
    fn bound(&self, lack: Lack) -> Bound {
        let constraint = match lack {
            Lack::Chips => Constraint::Chips,
            Lack::Thing(constraint) => constraint,
            Lack::People(role) => {
                let at_window = self.present.has("services")
                    && self.vacancies[role as usize]
                    && window_is_slow(self.waiting, self.thresholds.window_stay);
                if at_window {
                    Constraint::Window
                } else {
                    constraint_of(role)
                }
            }
        };
        Bound::of(constraint, self.waiting)
    }
}

/// Rule 1: computers lay unsold for longer than orders waited, or production was held that long, or
/// for most of the day the lines had begun all that was asked for.
fn market_is_full(waiting: &Waiting) -> bool {
    let is_covered = waiting.production_covered > Duration::hours(12);
    let full = waiting.unsold_without_orders.max(waiting.held_for_demand);
    is_covered || full > waiting.orders_waiting
}

/// Rules 2 and 3: the largest loss of line time says where to look. Equal losses count for what is
/// nearer to the customer.
fn at_the_line(waiting: &Waiting) -> Option<Lack> {
    let chips = waiting.line_without_chips;
    let parts = waiting.line_without_parts;
    let slots = waiting.places.longest(Constraint::Line);
    let slots = slots.map_or(Duration::ZERO, |(_, span)| span);
    let line = waiting.kits_waiting_for_line.max(slots);
    let people = waiting.line_without_people;
    let largest = chips.max(parts).max(line).max(people);
    if largest.is_zero() {
        // The lines were closed all day: it shows nothing of what they lack.
        return None;
    }
    if chips == largest && parts.max(line).max(people) < chips {
        return Some(Lack::Chips);
    }
    Some(if people == largest {
        Lack::People(Role::Assembler)
    } else if line == largest {
        Lack::Thing(Constraint::Line)
    } else if waiting.held_for_cash.is_zero() {
        Lack::Thing(Constraint::Parts)
    } else {
        Lack::Thing(Constraint::Cash)
    })
}

/// Whether something was held on the day.
fn is_held(waiting: &Waiting) -> bool {
    !(waiting.held_for_cash.is_zero() && waiting.held_for_demand.is_zero())
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

    /// What binds the chain on a day of a fab that has begun.
    fn judged(
        waiting: &Waiting,
        present: &[&'static str],
        vacancies: Vacancies,
        thresholds: &Limits,
    ) -> Option<Constraint> {
        let day = Day {
            waiting,
            present: &Present::new(present.to_vec()),
            vacancies,
            thresholds,
            fab_has_begun: true,
        };
        day.judge()[Scope::Park as usize].map(|bound| bound.constraint)
    }

    fn check(cases: Vec<Case>) {
        let quarter = Limits {
            idle_share: Share::new(0.25).unwrap(),
            ..THRESHOLDS
        };
        for (reason, waiting, present, expected) in cases {
            let found = judged(&waiting, present, [false; 4], &quarter);
            assert_eq!(found, expected, "{reason}");
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
                Some(Constraint::Line),
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
        let judged = |waiting: Waiting, present: &[&'static str], vacancies| {
            judged(&waiting, present, vacancies, &THRESHOLDS)
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
