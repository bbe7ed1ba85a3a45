//! What research reports. Each figure is of the time since the warm-up, stocks are those of the end.

use bevy_ecs::prelude::*;

use super::counts::Counts;
use super::guests::Kind;
use super::laboratory::Laboratory;
use super::projects::Origin;
use super::residents::{ACTIVITIES, Institute};
use crate::engine::{Clock, Figures, Series, metrics};
use crate::units::number::percent;
use crate::units::{Fen, SimTime};

metrics! { "research":
    /// Academicians, doctors of institutes and settled experts who came to the city.
    PERSONS: "persons", "persons", Higher, None;
    /// Resident academicians at the end.
    ACADEMICIANS: "academicians", "persons", Higher, Level;
    /// Full-time days of resident academicians, by activity.
    FTE_DAYS: "fte_days", "d", Higher, None;
    /// Days of contact with visiting and resident experts that are remembered, at the end.
    CONTACTS: "contacts", "person-days", Higher, Level;
    /// Patents that are remembered elsewhere, at the end.
    REPUTATION: "reputation", "patents", Higher, None;
    /// Factor of contacts and reputation on the rate of visits, at the end.
    PULL: "visit_pull", "-", Higher, None;
    /// Experts and families at recuperation events; none of them counts as a talent.
    EVENT_PEOPLE: "event_people", "persons", Higher, None;
    /// Days that recuperation events took.
    EVENT_DAYS: "event_days", "d", Higher, None;
    /// Days of all who were at recuperation events.
    PERSON_DAYS: "person_days", "person-days", Higher, None;
    /// Persons invited to recuperation events for whom there was no bed.
    EVENT_TURNED_AWAY: "event_turned_away", "persons", Lower, None;
    /// Rooms for visiting academicians at the end, the home's and others.
    HOME_ROOMS: "home_rooms", "rooms", Higher, None;
    /// Share of those rooms that were taken, over time.
    HOME_OCCUPANCY: "home_occupancy", "%", Neither, None;
    /// Visits of academicians that began.
    VISITS: "visits", "visits", Higher, Level;
    /// Visits that ended, by what they were for.
    VISITS_OF: "visits_of", "visits", Higher, None;
    /// Visits that did not come about because no room was free.
    TURNED_AWAY: "visits_turned_away", "visits", Lower, None;
    /// What services on visit added to the fab's knowledge K.
    KNOWLEDGE_VISITS: "knowledge_from_visits", "-", Higher, None;
    /// What discussions with resident academicians added to the fab's knowledge K.
    KNOWLEDGE_DISCUSSION: "knowledge_from_discussion", "-", Higher, None;
    /// Factor of lectures on the speed of training, mean over time.
    TRAINING: "training_factor", "-", Higher, None;
    /// Institutes with seats at the end.
    INSTITUTES: "institutes", "institutes", Higher, None;
    /// Doctors at institutes at the end.
    DOCTORS: "doctors_at_institutes", "persons", Higher, Level;
    /// Share of an institute's seats that were taken, over time.
    SEAT_OCCUPANCY: "seat_occupancy", "%", Higher, None;
    /// Experts who came to the platform.
    EXPERTS: "experts", "experts", Higher, None;
    /// Different universities that these experts came from.
    UNIVERSITIES: "universities", "universities", Higher, None;
    /// Experts who were matched.
    EXPERTS_MATCHED: "experts_matched", "experts", Higher, None;
    /// Experts whose patience ended.
    EXPERTS_GONE: "experts_gone", "experts", Lower, None;
    /// Experts who wait to be matched at the end.
    EXPERTS_WAITING: "experts_waiting", "experts", Lower, Level;
    /// Matched experts who settled in the city.
    EXPERTS_SETTLED: "experts_settled", "experts", Higher, None;
    /// From an expert's arrival at the platform to the match, mean.
    MATCH_WAIT: "match_wait", "d", Lower, None;
    /// Needs of companies for an expert.
    NEEDS: "needs", "needs", Higher, None;
    /// Needs that were dropped unmet.
    NEEDS_LAPSED: "needs_lapsed", "needs", Lower, None;
    /// Needs that are unmet at the end.
    NEEDS_WAITING: "needs_waiting", "needs", Lower, Level;
    /// Projects begun, of all origins.
    PROJECTS: "projects", "projects", Higher, None;
    /// Projects begun, by origin.
    PROJECTS_FROM: "projects_from", "projects", Higher, None;
    /// Projects under way at the end.
    RUNNING: "projects_running", "projects", Neither, Level;
    /// Money that projects of all origins spent.
    SPEND: "rd_spend", "CNY", Higher, None;
    /// Money that projects spent, by origin.
    SPEND_FROM: "rd_spend_from", "CNY", Higher, None;
    /// Patents applied for.
    PATENTS: "patents", "patents", Higher, Level;
    /// The mean of these patents, given the money spent and the doctors at work.
    PATENTS_EXPECTED: "patents_expected", "patents", Higher, None;
    /// Bases set up by schools and companies.
    BASES: "bases", "bases", Higher, None;
    /// Bases there are at the end.
    BASES_THERE: "bases_there", "bases", Higher, Level;
    /// Bases that became research centres of the province.
    CENTRES: "centres", "centres", Higher, None;
}

pub(super) fn observe(world: &mut World, series: &mut Series) {
    let now = world.resource::<Clock>().tick_end();
    let laboratory = world.resource::<Laboratory>();
    let Counts {
        visits, patents, ..
    } = laboratory.counts;
    if let Some(academicians) = &laboratory.academicians {
        series.put(&ACADEMICIANS, academicians.residents.value() as f64);
    }
    if let Some(contacts) = laboratory.guests.contacts(now) {
        series.put(&CONTACTS, contacts);
    }
    if laboratory.plan.guests.visits.is_some() {
        series.put(&VISITS, visits as f64);
    }
    for institute in &laboratory.institutes {
        series.put_for(&DOCTORS, &institute.plan.name, institute.doctors() as f64);
    }
    if let Some(platform) = &laboratory.platform {
        let (experts, needs) = platform.waiting();
        series.put(&EXPERTS_WAITING, experts as f64);
        series.put(&NEEDS_WAITING, needs as f64);
    }
    series.put(&RUNNING, laboratory.projects.running() as f64);
    series.put(&PATENTS, patents as f64);
    series.put(&BASES_THERE, laboratory.bases() as f64);
}

pub(super) fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
    let laboratory = world.resource::<Laboratory>();
    let count = |of: fn(&Counts) -> u64| (of(&laboratory.counts) - of(&laboratory.before)) as f64;
    figures.put(&PERSONS, count(|counts| counts.persons));
    report_residents(laboratory, end, figures);
    report_guests(laboratory, end, figures);
    if laboratory.platform.is_some() {
        report_platform(laboratory, figures);
    }
    report_projects(laboratory, figures);
}

fn report_residents(laboratory: &Laboratory, end: SimTime, figures: &mut Figures) {
    if let Some(academicians) = &laboratory.academicians {
        figures.put(&ACADEMICIANS, academicians.residents.value() as f64);
        let residents = academicians.counted.area_until(end);
        for (row, activity) in ACTIVITIES.into_iter().enumerate() {
            let days = academicians.full_time_days(residents, row);
            figures.put_for(&FTE_DAYS, activity, days);
        }
        figures.put(&KNOWLEDGE_DISCUSSION, academicians.knowledge(residents));
    }
    let institutes = &laboratory.institutes;
    if institutes.is_empty() {
        return;
    }
    let open = institutes.iter().filter(|one| one.offered.value() > 0);
    figures.put(&INSTITUTES, open.count() as f64);
    let doctors: i64 = institutes.iter().map(Institute::doctors).sum();
    figures.put(&DOCTORS, doctors as f64);
    for institute in institutes {
        let taken = institute.counted.area_until(end) as f64;
        let occupancy = percent(taken, institute.offered.area_until(end) as f64);
        figures.put_for(&SEAT_OCCUPANCY, &institute.plan.name, occupancy);
    }
}

fn report_guests(laboratory: &Laboratory, end: SimTime, figures: &mut Figures) {
    let Laboratory {
        plan,
        guests,
        counts,
        before,
        ..
    } = laboratory;
    let plan = &plan.guests;
    let count = |of: fn(&Counts) -> u64| (of(counts) - of(before)) as f64;
    figures.put(&CONTACTS, guests.contacts(end));
    figures.put(&REPUTATION, guests.reputation(end));
    if !plan.recuperation.events.is_empty() {
        figures.put(&EVENT_PEOPLE, count(|counts| counts.event_people));
        figures.put(&EVENT_DAYS, count(|counts| counts.event_days));
        figures.put(&PERSON_DAYS, count(|counts| counts.person_days));
        figures.put(&EVENT_TURNED_AWAY, count(|counts| counts.event_turned_away));
    }
    if plan.home.is_some() {
        figures.put(&HOME_ROOMS, guests.rooms.value() as f64);
        let rooms = guests.rooms.area_until(end) as f64;
        let occupancy = percent(guests.taken.area_until(end) as f64, rooms);
        figures.put(&HOME_OCCUPANCY, occupancy);
    }
    if plan.visits.is_none() {
        return;
    }
    figures.put(&PULL, guests.pull(end));
    figures.put(&VISITS, count(|counts| counts.visits));
    figures.put(&TURNED_AWAY, count(|counts| counts.turned_away));
    for kind in Kind::ALL {
        let visits = counts.visits_of[kind as usize] - before.visits_of[kind as usize];
        figures.put_for(&VISITS_OF, kind.name(), visits as f64);
        if kind == Kind::Service {
            figures.put(&KNOWLEDGE_VISITS, guests.knowledge(visits));
        }
    }
    let training = guests.acting.mean(end);
    figures.put(&TRAINING, training.map(|acting| guests.training(acting)));
}

fn report_platform(laboratory: &Laboratory, figures: &mut Figures) {
    let Laboratory {
        platform,
        counts,
        before,
        ..
    } = laboratory;
    let count = |of: fn(&Counts) -> u64| (of(counts) - of(before)) as f64;
    figures.put(&EXPERTS, count(|counts| counts.experts));
    figures.put(&EXPERTS_MATCHED, count(|counts| counts.matched));
    figures.put(&EXPERTS_GONE, count(|counts| counts.experts_gone));
    figures.put(&EXPERTS_SETTLED, count(|counts| counts.settled));
    figures.put(&NEEDS, count(|counts| counts.needs));
    figures.put(&NEEDS_LAPSED, count(|counts| counts.needs_lapsed));
    if let Some(platform) = platform {
        let (experts, needs) = platform.waiting();
        figures.put(&EXPERTS_WAITING, experts as f64);
        figures.put(&NEEDS_WAITING, needs as f64);
        figures.put(&UNIVERSITIES, platform.universities() as f64);
        figures.put(&MATCH_WAIT, platform.waits.mean_days());
    }
}

fn report_projects(laboratory: &Laboratory, figures: &mut Figures) {
    let Laboratory { counts, before, .. } = laboratory;
    let count = |of: fn(&Counts) -> u64| (of(counts) - of(before)) as f64;
    figures.put(&PROJECTS, count(|counts| counts.projects.iter().sum()));
    let spent = |of: fn(&Counts) -> Fen| of(counts) - of(before);
    figures.put(&SPEND, spent(Counts::all_spent).as_yuan());
    for origin in Origin::ALL {
        let row = origin as usize;
        let begun = counts.projects[row] - before.projects[row];
        figures.put_for(&PROJECTS_FROM, origin.name(), begun as f64);
        let spent = counts.spent[row] - before.spent[row];
        figures.put_for(&SPEND_FROM, origin.name(), spent.as_yuan());
    }
    figures.put(&RUNNING, laboratory.projects.running() as f64);
    figures.put(&PATENTS, count(|counts| counts.patents));
    let expected = counts.expected_patents - before.expected_patents;
    figures.put(&PATENTS_EXPECTED, expected);
    figures.put(&BASES, count(|counts| counts.bases));
    figures.put(&BASES_THERE, laboratory.bases() as f64);
    figures.put(&CENTRES, count(|counts| counts.centres));
}
