//! Each book notices what its collectors forget and what is lost.

use super::*;

#[test]
fn books_notice_a_change_of_staff_that_is_forgotten() {
    let section = "crews = 1\ninitial = { engineer = 3, technician = 2 }";
    let mut sim = park(section, true, 0, Duration::days(1));
    sim.world_mut().resource_mut::<Script>().changes =
        vec![(hours(30), engineer(0, SimTime::ZERO, StaffChangeKind::Left))];
    run_until(&mut sim, hours(240));
    let mut notice = |name: &str, role: Role, kind: StaffChangeKind| {
        alone::assert_books_notice(&READER, &mut sim, &[name], |world| {
            let mut roster = world.resource_mut::<Roster>();
            roster.statistics.roles[role as usize].change(kind);
        });
    };
    notice(
        "staffing.heads/engineer",
        Role::Engineer,
        StaffChangeKind::Left,
    );
    notice(
        "staffing.heads/technician",
        Role::Technician,
        StaffChangeKind::Joined,
    );
}

#[test]
fn books_notice_a_recruit_and_a_post_that_are_forgotten() {
    let section = "hiring.more = { role = \"operator\", count = 3, lead = \"2 d\" }";
    let mut sim = park(section, false, 0, Duration::days(1));
    run_until(&mut sim, hours(240));
    alone::assert_books_notice(&READER, &mut sim, &["staffing.persons"], |world| {
        world.resource_mut::<Roster>().statistics.recruited += 1;
    });
    alone::assert_books_notice(&READER, &mut sim, &["staffing.open_posts/more"], |world| {
        world.resource_mut::<Roster>().statistics.drives[0].began += 1;
    });
}
