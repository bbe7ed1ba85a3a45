//! The metrics of research, and how they are computed.

use bevy_ecs::prelude::*;

use super::Research;
use super::books;
use super::plan::{Activity, ProjectOrigin, VisitKind};
use super::state::ResearchState;
use super::statistics::Statistics;
use crate::engine::{Book, Clock, Figures, Metric, Period, Series, metrics};
use crate::industry::shared::subsystem::Reported;
use crate::units::SimTime;
use crate::units::number::percent;

metrics! { "research":
    /// Persons whom research brought to the city: academicians, doctors of institutes, settled
    /// experts. Only those whose part of the section names a talent channel are counted.
    PERSONS: "newcomers", "persons", Higher, None;
    /// Resident academicians at the end of the period; in the series, at the time.
    ACADEMICIANS: "academicians", "persons", Higher, Level;
    /// Full-time days of resident academicians, by activity.
    FTE_DAYS: "fte_days", "d", Higher, None;
    /// Days of contact with visiting and resident experts that are remembered at the end of the
    /// period; in the series, at the time.
    CONTACTS: "contacts", "person-days", Higher, Level;
    /// Patents of the city that experts elsewhere remember at the end of the period.
    REPUTATION: "reputation", "patents", Higher, None;
    /// Factor of contacts and reputation on the rate of visits at the end of the period.
    PULL: "visit_pull", "1", Higher, None;
    /// Persons at recuperation events, experts and their families. They do not count as talents.
    EVENT_PEOPLE: "recuperation_people", "persons", Higher, None;
    /// Total length of the recuperation events that began.
    EVENT_DAYS: "recuperation_days", "d", Higher, None;
    /// Days that all persons together spend at the recuperation events that began.
    PERSON_DAYS: "recuperation_person_days", "person-days", Higher, None;
    /// Persons invited to recuperation events for whom there was no bed.
    EVENT_TURNED_AWAY: "recuperation_turned_away", "persons", Lower, None;
    /// Rooms for visiting academicians at the end of the period, in the home and elsewhere.
    HOME_ROOMS: "home_rooms", "rooms", Higher, None;
    /// Share of the rooms for visiting academicians that visits and recuperation events took, in
    /// the mean over time.
    HOME_OCCUPANCY: "home_occupancy", "%", Neither, None;
    /// Visits of academicians that began; in the series, since the start of the run.
    VISITS: "visits", "visits", Higher, Total;
    /// Visits of academicians that ended, by purpose.
    VISITS_OF: "visits_of", "visits", Higher, None;
    /// Visits of academicians that were asked for and did not begin because no room was free.
    TURNED_AWAY: "visits_turned_away", "visits", Lower, None;
    /// What visits for the service of companies added to the fab's knowledge K.
    KNOWLEDGE_VISITS: "knowledge_from_visits", "1", Higher, None;
    /// What discussions with resident academicians added to the fab's knowledge K.
    KNOWLEDGE_DISCUSSION: "knowledge_from_discussion", "1", Higher, None;
    /// Mean over time of the factor of lectures on the speed of training.
    TRAINING: "training_factor", "1", Higher, None;
    /// Institutes with seats at the end of the period.
    INSTITUTES: "institutes", "institutes", Higher, None;
    /// Doctors at institutes at the end of the period; in the series, at the time and by institute.
    DOCTORS: "doctors_at_institutes", "persons", Higher, Level;
    /// Doctors who came to an institute, by institute.
    DOCTORS_CAME: "doctors_came", "persons", Higher, None;
    /// Doctors who had to leave an institute because seats were cut, by institute.
    DOCTORS_LEFT: "doctors_left", "persons", Lower, None;
    /// Share of an institute's seats that were taken, in the mean over time, by institute.
    SEAT_OCCUPANCY: "seat_occupancy", "%", Higher, None;
    /// Projects that ended.
    ENDED: "projects_ended", "projects", Neither, None;
    /// Money of the projects that began.
    COMMITTED: "project_money", "CNY", Neither, None;
    /// Experts who came to the platform.
    EXPERTS: "experts", "experts", Higher, None;
    /// Number of different universities that the experts of the platform came from.
    UNIVERSITIES: "universities", "universities", Higher, None;
    /// Experts whom the platform matched with a company.
    EXPERTS_MATCHED: "experts_matched", "experts", Higher, None;
    /// Experts who left the platform because their patience ended.
    EXPERTS_GONE: "experts_gone", "experts", Lower, None;
    /// Experts who wait for a match at the end of the period; in the series, at the time.
    EXPERTS_WAITING: "experts_waiting", "experts", Lower, Level;
    /// Matched experts who settled in the city.
    EXPERTS_SETTLED: "experts_settled", "experts", Higher, None;
    /// Mean time from an expert's arrival at the platform to the match, by Little's law; experts
    /// who give up do not count.
    MATCH_WAIT: "match_wait", "d", Lower, None;
    /// Share of the experts who came or waited in the period that wait at its end.
    MATCH_WAIT_UNFINISHED: "match_wait_unfinished", "%", Lower, None;
    /// Needs of companies for an expert that arose.
    NEEDS: "needs", "needs", Higher, None;
    /// Needs of companies that lapsed before an expert was found.
    NEEDS_LAPSED: "needs_lapsed", "needs", Lower, None;
    /// Needs of companies that wait for an expert at the end of the period; in the series, at the
    /// time.
    NEEDS_WAITING: "needs_waiting", "needs", Lower, Level;
    /// Projects that began.
    PROJECTS: "projects", "projects", Higher, None;
    /// Projects that began, by origin.
    PROJECTS_FROM: "projects_from", "projects", Higher, None;
    /// Projects under way at the end of the period; in the series, at the time.
    RUNNING: "projects_running", "projects", Neither, Level;
    /// Money that projects spent.
    SPEND: "rd_spend", "CNY", Higher, None;
    /// Money that projects spent, by origin of the project.
    SPEND_FROM: "rd_spend_from", "CNY", Higher, None;
    /// Patents applied for; in the series, from the start of the run to the last month end.
    PATENTS: "patents", "patents", Higher, Total;
    /// Sum of the means of the monthly counts of patents, given the money that projects spent and
    /// the doctors at work.
    PATENTS_EXPECTED: "patents_expected", "patents", Higher, None;
    /// Bases that schools and companies set up.
    BASES: "bases_founded", "bases", Higher, None;
    /// Bases at the end of the period, those from the start of the run included; in the series, at
    /// the time.
    BASES_THERE: "bases_active", "bases", Higher, Level;
    /// Bases that became research centres of the province.
    CENTRES: "centres", "centres", Higher, None;
}

impl Reported for Research {
    type Statistics = Statistics;

    const METRICS: &'static [&'static [&'static Metric]] = &[METRICS];

    fn statistics(world: &mut World, now: SimTime) -> Statistics {
        world.resource::<ResearchState>().statistics(now)
    }

    fn books(world: &mut World, of: &Statistics) -> Vec<Book> {
        books::books(world, of)
    }

    fn observe(world: &mut World, series: &mut Series) {
        let now = world.resource::<Clock>().tick_end();
        let state = world.resource::<ResearchState>();
        if let Some(academicians) = &state.academicians {
            series.put(&ACADEMICIANS, academicians.residents.value() as f64);
        }
        if let Some(contacts) = state.guests.contacts(now) {
            series.put(&CONTACTS, contacts);
        }
        if state.guests.plan.visits.is_some() {
            series.put(&VISITS, state.counts.visits as f64);
        }
        for institute in &state.institutes {
            series.put_for(&DOCTORS, &institute.plan.name, institute.doctors() as f64);
        }
        if let Some(platform) = &state.platform {
            let (experts, needs) = platform.waiting();
            series.put(&EXPERTS_WAITING, experts as f64);
            series.put(&NEEDS_WAITING, needs as f64);
        }
        series.put(&RUNNING, state.projects.running() as f64);
        series.put(&PATENTS, state.counts.patents as f64);
        series.put(&BASES_THERE, state.bases() as f64);
    }

    fn report(world: &mut World, period: Period, of: &Statistics, figures: &mut Figures) {
        let state = world.resource::<ResearchState>();
        figures.put(&PERSONS, of.counts.persons as f64);
        report_residents(state, of, period.to, figures);
        report_guests(state, of, period.to, figures);
        report_platform(state, of, period.to, figures);
        report_projects(state, of, figures);
    }
}

fn report_residents(state: &ResearchState, of: &Statistics, end: SimTime, figures: &mut Figures) {
    if let Some(academicians) = &state.academicians {
        figures.put(&ACADEMICIANS, academicians.residents.value() as f64);
        let residents = of.residents.area_until(end);
        for activity in Activity::ALL {
            let days = academicians.full_time_days(residents, activity);
            figures.put_for(&FTE_DAYS, activity.name(), days);
        }
        figures.put(&KNOWLEDGE_DISCUSSION, academicians.knowledge(residents));
    }
    if of.institutes.is_empty() {
        return;
    }
    let institutes = of.institutes.iter();
    let open = institutes.clone().filter(|one| one.seats.value() > 0);
    figures.put(&INSTITUTES, open.count() as f64);
    let doctors: i64 = institutes.map(|one| one.doctors.value()).sum();
    figures.put(&DOCTORS, doctors as f64);
    for (institute, of) in state.institutes.iter().zip(&of.institutes) {
        let taken = of.doctors.area_until(end) as f64;
        let occupancy = percent(taken, of.seats.area_until(end) as f64);
        figures.put_for(&DOCTORS_CAME, &institute.plan.name, of.came as f64);
        figures.put_for(&DOCTORS_LEFT, &institute.plan.name, of.left as f64);
        figures.put_for(&SEAT_OCCUPANCY, &institute.plan.name, occupancy);
    }
}

fn report_guests(state: &ResearchState, of: &Statistics, end: SimTime, figures: &mut Figures) {
    let (guests, plan) = (&state.guests, &state.guests.plan);
    let counts = &of.counts;
    let unheard = state.counts_at(end).patents - state.counts.patents;
    figures.put(&CONTACTS, guests.contacts(end));
    figures.put(&REPUTATION, guests.reputation(end, unheard));
    if !plan.recuperation.events.is_empty() {
        figures.put(&EVENT_PEOPLE, counts.event_people as f64);
        figures.put(&EVENT_DAYS, counts.event_days as f64);
        figures.put(&PERSON_DAYS, counts.person_days as f64);
        figures.put(&EVENT_TURNED_AWAY, counts.event_turned_away as f64);
    }
    if plan.home.is_some() {
        figures.put(&HOME_ROOMS, of.guests.rooms.value() as f64);
        let rooms = of.guests.rooms.area_until(end) as f64;
        let occupancy = percent(of.guests.taken.area_until(end) as f64, rooms);
        figures.put(&HOME_OCCUPANCY, occupancy);
    }
    if plan.visits.is_none() {
        return;
    }
    figures.put(&PULL, guests.pull(end, unheard));
    figures.put(&VISITS, counts.visits as f64);
    figures.put(&TURNED_AWAY, counts.turned_away as f64);
    for kind in VisitKind::ALL {
        let visits = counts.visits_of[kind as usize];
        figures.put_for(&VISITS_OF, kind.name(), visits as f64);
    }
    let services = counts.visits_of[VisitKind::Service as usize];
    figures.put(&KNOWLEDGE_VISITS, guests.knowledge(services));
    let acting = of.guests.acting.mean(end);
    figures.put(&TRAINING, acting.map(|acting| guests.training(acting)));
}

fn report_platform(state: &ResearchState, of: &Statistics, end: SimTime, figures: &mut Figures) {
    let Some(platform) = &state.platform else {
        return;
    };
    let counts = &of.counts;
    figures.put(&EXPERTS, counts.experts as f64);
    figures.put(&EXPERTS_MATCHED, counts.experts_matched as f64);
    figures.put(&EXPERTS_GONE, counts.experts_gone as f64);
    figures.put(&EXPERTS_SETTLED, counts.experts_settled as f64);
    figures.put(&NEEDS, counts.needs as f64);
    figures.put(&NEEDS_LAPSED, counts.needs_lapsed as f64);
    let (experts, needs) = platform.waiting();
    figures.put(&EXPERTS_WAITING, experts as f64);
    figures.put(&NEEDS_WAITING, needs as f64);
    let experts_from = of.platform.experts_from.iter();
    let universities = experts_from.filter(|experts| **experts > 0).count();
    figures.put(&UNIVERSITIES, universities as f64);
    figures.put(&MATCH_WAIT, of.platform.waits.mean_days(end));
    let unfinished = of.platform.waits.unfinished_percent();
    figures.put(&MATCH_WAIT_UNFINISHED, unfinished);
}

fn report_projects(state: &ResearchState, of: &Statistics, figures: &mut Figures) {
    let counts = &of.counts;
    figures.put(&PROJECTS, counts.projects.iter().sum::<u64>() as f64);
    figures.put(&SPEND, counts.all_spent().as_yuan());
    figures.put(&ENDED, counts.projects_ended as f64);
    figures.put(&COMMITTED, counts.committed.as_yuan());
    for origin in ProjectOrigin::ALL {
        let begun = counts.projects[origin as usize];
        figures.put_for(&PROJECTS_FROM, origin.name(), begun as f64);
        let spent = counts.spent[origin as usize];
        figures.put_for(&SPEND_FROM, origin.name(), spent.as_yuan());
    }
    figures.put(&RUNNING, state.projects.running() as f64);
    figures.put(&PATENTS, counts.patents as f64);
    figures.put(&PATENTS_EXPECTED, counts.expected_patents.0);
    figures.put(&BASES, counts.bases as f64);
    figures.put(&BASES_THERE, state.bases() as f64);
    figures.put(&CENTRES, counts.centres as f64);
}
