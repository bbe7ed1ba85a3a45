//! Each book notices what its collectors forget and what is lost.

use super::*;
use crate::units::Fen;

#[test]
fn books_notice_what_research_forgets() {
    let trial = Trial::of(WHOLE, 400);
    let mut sim = trial.start(0);
    finish(&mut sim);
    let mut notice = |names: &[&str], plant: &dyn Fn(&mut ResearchState)| {
        alone::assert_books_notice(&READER, &mut sim, names, |world| {
            plant(&mut world.resource_mut::<ResearchState>());
        });
    };
    notice(&["research.visits"], &|state| state.counts.visits += 1);
    notice(&["research.visits"], &|state| {
        state.counts.visits_of[0] += 1;
    });
    notice(&["research.projects"], &|state| {
        state.counts.projects[0] += 1;
    });
    notice(&["research.projects"], &|state| {
        state.counts.projects_ended += 1;
    });
    notice(&["research.project_money"], &|state| {
        state.counts.committed += Fen::new(1);
    });
    notice(&["research.experts"], &|state| state.counts.experts += 1);
    notice(&["research.needs"], &|state| state.counts.needs_lapsed += 1);
    notice(&["research.experts", "research.needs"], &|state| {
        state.counts.experts_matched += 1;
    });
    let name = format!("research.doctors/{}", "graphene");
    notice(&[&name], &|state| {
        let institute = state.institutes.iter_mut();
        let mut graphene = institute.filter(|one| &*one.plan.name == "graphene");
        graphene.next().expect("the institute").statistics.left += 1;
    });
}
