//! What research reports. Each figure is of the time since the warm-up, stocks are those of the end.

use bevy_ecs::prelude::*;

use super::counts::Counts;
use super::guests::Kind;
use super::laboratory::Laboratory;
use super::projects::Origin;
use super::residents::{ACTIVITIES, Institute};
use crate::engine::{Better, Clock, Figures, Metric, Series};
use crate::industry::shared::Room;
use crate::units::number::percent;
use crate::units::{Fen, SimTime};

/// Declares metrics.
macro_rules! metrics {
    ($($name:ident: $key:literal, $unit:literal, $better:ident, $meaning:literal;)*) => {
        $(const $name: Metric = Metric {
            key: $key,
            unit: $unit,
            meaning: $meaning,
            better: Better::$better,
        };)*

        /// Every metric of research.
        const METRICS: &[&Metric] = &[$(&$name),*];
    };
}

metrics! {
    PERSONS: "research.persons", "persons", Higher,
        "academicians, doctors of institutes and settled experts who came to the city";
    ACADEMICIANS: "research.academicians", "persons", Higher, "resident academicians at the end";
    FTE_DAYS: "research.fte_days", "d", Higher,
        "full-time days of resident academicians, by activity";
    CONTACTS: "research.contacts", "person-days", Higher,
        "days of contact with visiting and resident experts that are remembered, at the end";
    REPUTATION: "research.reputation", "patents", Higher,
        "patents that are remembered elsewhere, at the end";
    PULL: "research.visit_pull", "-", Higher,
        "factor of contacts and reputation on the rate of visits, at the end";
    EVENT_PEOPLE: "research.event_people", "persons", Higher,
        "experts and families at recuperation events; none of them counts as a talent";
    EVENT_DAYS: "research.event_days", "d", Higher, "days that recuperation events took";
    PERSON_DAYS: "research.person_days", "person-days", Higher,
        "days of all who were at recuperation events";
    EVENT_TURNED_AWAY: "research.event_turned_away", "persons", Lower,
        "persons invited to recuperation events for whom there was no bed";
    HOME_ROOMS: "research.home_rooms", "rooms", Higher,
        "rooms for visiting academicians at the end, the home's and others";
    HOME_OCCUPANCY: "research.home_occupancy", "%", Neither,
        "share of those rooms that were taken, over time";
    VISITS: "research.visits", "visits", Higher, "visits of academicians that began";
    VISITS_OF: "research.visits_of", "visits", Higher, "visits that ended, by what they were for";
    TURNED_AWAY: "research.visits_turned_away", "visits", Lower,
        "visits that did not come about because no room was free";
    KNOWLEDGE_VISITS: "research.knowledge_from_visits", "-", Higher,
        "what services on visit added to the fab's knowledge K";
    KNOWLEDGE_DISCUSSION: "research.knowledge_from_discussion", "-", Higher,
        "what discussions with resident academicians added to the fab's knowledge K";
    TRAINING: "research.training_factor", "-", Higher,
        "factor of lectures on the speed of training, mean over time";
    INSTITUTES: "research.institutes", "institutes", Higher, "institutes with seats at the end";
    DOCTORS: "research.doctors_at_institutes", "persons", Higher,
        "doctors at institutes at the end";
    SEAT_OCCUPANCY: "research.seat_occupancy", "%", Higher,
        "share of an institute's seats that were taken, over time";
    EXPERTS: "research.experts", "experts", Higher, "experts who came to the platform";
    UNIVERSITIES: "research.universities", "universities", Higher,
        "different universities that these experts came from";
    EXPERTS_MATCHED: "research.experts_matched", "experts", Higher, "experts who were matched";
    EXPERTS_GONE: "research.experts_gone", "experts", Lower, "experts whose patience ended";
    EXPERTS_WAITING: "research.experts_waiting", "experts", Lower,
        "experts who wait to be matched at the end";
    EXPERTS_SETTLED: "research.experts_settled", "experts", Higher,
        "matched experts who settled in the city";
    MATCH_WAIT: "research.match_wait", "d", Lower,
        "from an expert's arrival at the platform to the match, mean";
    NEEDS: "research.needs", "needs", Higher, "needs of companies for an expert";
    NEEDS_LAPSED: "research.needs_lapsed", "needs", Lower, "needs that were dropped unmet";
    NEEDS_WAITING: "research.needs_waiting", "needs", Lower, "needs that are unmet at the end";
    PROJECTS: "research.projects", "projects", Higher, "projects begun, of all origins";
    PROJECTS_FROM: "research.projects_from", "projects", Higher, "projects begun, by origin";
    RUNNING: "research.projects_running", "projects", Neither, "projects under way at the end";
    SPEND: "research.rd_spend", "CNY", Higher, "money that projects of all origins spent";
    SPEND_FROM: "research.rd_spend_from", "CNY", Higher, "money that projects spent, by origin";
    PATENTS: "research.patents", "patents", Higher, "patents applied for";
    PATENTS_EXPECTED: "research.patents_expected", "patents", Higher,
        "the mean of these patents, given the money spent and the doctors at work";
    BASES: "research.bases", "bases", Higher, "bases set up by schools and companies";
    BASES_THERE: "research.bases_there", "bases", Higher, "bases there are at the end";
    CENTRES: "research.centres", "centres", Higher,
        "bases that became research centres of the province";
}

/// How research is read.
pub const ROOM: Room = Room {
    name: "research",
    every_day: false,
    metrics: METRICS,
    begin_statistics: |world, now| world.resource_mut::<Laboratory>().begin_statistics(now),
    observe,
    report,
    audit: |world| {
        let now = world.resource::<Clock>().tick_end();
        world.resource::<Laboratory>().audit(now)
    },
    events: |world| world.resource::<Laboratory>().events,
};

fn observe(world: &mut World, series: &mut Series) {
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

fn report(world: &mut World, end: SimTime, figures: &mut Figures) {
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
