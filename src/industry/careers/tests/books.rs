//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::industry::careers::state::CareersState;
use crate::industry::careers::statistics::PeopleStatistics;

#[test]
fn books_notice_what_careers_forgets_and_persons_who_vanish() {
    let mut persons = crowd(40, Tier::Engineer, Occupation::Engineer);
    persons.extend(crowd(40, Tier::Student, Occupation::Other));
    let mut town = Town::new("exit.engineer = \"0.5 /y\"", persons, Run::default());
    town.require(Role::Engineer, 20.0);
    town.run_days(90);
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut PeopleStatistics)| {
        alone::assert_books_notice(&READER, &mut town.sim, names, |world| {
            plant(&mut world.resource_mut::<CareersState>().census.statistics);
        });
    };
    let (all, outside) = ("careers.persons", "careers.in_other_industries");
    let (posts, seekers) = ("careers.posts/engineer", "careers.seekers/engineer");
    let (role, tier) = (Role::Engineer as usize, Tier::Doctor as usize);
    notice(&[all], &|of| of.left += 1);
    notice(&[all, "careers.tier/doctor"], &|of| of.settled[tier] += 1);
    notice(&["careers.tier/doctor"], &|of| of.rose_to[tier] += 1);
    notice(&["careers.tier/doctor"], &|of| {
        of.rose[tier].end(SimTime::ZERO, SimTime::ZERO);
    });
    notice(&["careers.tier/doctor"], &|of| of.left_tier[tier] += 1);
    notice(&[posts, seekers], &|of| of.hired[role] += 1);
    notice(&[posts], &|of| of.exits[role] += 1);
    notice(&["careers.posts/technician", posts], &|of| of.advanced += 1);
    notice(&[seekers], &|of| of.sought[role] += 1);
    notice(&[seekers], &|of| of.left_seeking[role] += 1);
    notice(&[outside, seekers], &|of| of.gave_up[role] += 1);
    notice(&[outside, seekers], &|of| of.turned[role] += 1);
    notice(&[outside], &|of| of.settled_outside += 1);
    notice(&[outside], &|of| of.left_outside += 1);
    let names = [all, "careers.tier/engineer", posts];
    alone::assert_books_notice(&READER, &mut town.sim, &names, |world| {
        let mut persons = world.query::<&mut Person>();
        let mut employed = persons
            .iter_mut(world)
            .filter(|one| one.standing == Standing::Employed);
        employed.next().expect("a person in a post").standing = Standing::Left;
    });
}
