//! Recruitment stations (equation E2): they find leads in their regions, and a share of the leads
//! registers after the recruitment tree has handled them.

mod report;
pub mod spec;
pub mod tree;

use super::{Agenda, ChannelKind, ChannelRun, Measured};
use crate::engine::{Book, Clock, Figures, Metric, Period, Streams};
use crate::industry::shared::hours::{OpeningHours, WorkWeek};
use crate::industry::shared::programmes::{ProgrammeKind, Programmes};
use crate::industry::talent::conditions::{Conditions, Month};
use crate::industry::talent::persons::Persons;
use crate::scenario::{Fault, FieldPath, Problems};
use crate::units::{Date, Rate, SimTime};
use spec::{HoursFile, NodeFile, RegionFile, StationsFile, TreeFile};
pub use tree::Stations;
use tree::{LEVEL_NAMES, NodePlan, Region, StationsStatistics, Tree, TreePlan};

/// The most leads of a station, a year.
const MOST_LEADS: f64 = 10_000.0;
/// Workstations, centres and headquarters of the report of 2019.
const NODES: [u32; 3] = [7, 4, 1];

impl ChannelKind for Stations {
    type File = StationsFile;
    type Run = Tree;

    const METRICS: &'static [&'static Metric] = report::METRICS;

    fn check(
        file: &StationsFile,
        start: Date,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> (Self, Vec<Persons>) {
        let StationsFile {
            regions,
            leads_per_reference_station,
            conversion,
            tree,
            gravity_exponent,
            gravity_delta,
            persons,
        } = file;
        if regions.is_empty() {
            let what = "the table of regions".to_owned();
            problems.add(at.field("regions"), Fault::Empty { what });
        }
        if leads_per_reference_station.get_per_year() > MOST_LEADS {
            let allowed = format!("at most {MOST_LEADS} /y");
            let fault = Fault::out_of_range(leads_per_reference_station, allowed);
            problems.add(at.field("leads_per_reference_station"), fault);
        }
        if gravity_delta.as_kilometres() < 1.0 {
            let fault = Fault::out_of_range(gravity_delta, "at least 1 km");
            problems.add(at.field("gravity_delta"), fault);
        }
        let regions: Vec<Region> = regions.iter().map(region).collect();
        let count = regions.iter().map(|region| region.stations).sum();
        let stations = Self {
            regions,
            leads_per_reference_station: *leads_per_reference_station,
            conversion: *conversion,
            tree: tree.check(count, start, &at.field("tree"), problems),
            gravity_exponent: *gravity_exponent,
            gravity_reach: gravity_delta.as_kilometres(),
        };
        let persons = persons.check(&at.field("persons"), problems);
        (stations, vec![persons])
    }

    /// With the awareness of the conditions.
    fn expected_per_year(&self, conditions: &Conditions) -> f64 {
        let factor = conditions.strength(ProgrammeKind::Stations);
        let leads = self.leads_per_reference_station.get_per_year() * factor;
        let reference_stations: f64 = self.weights().iter().sum();
        let leads = leads * (1.0 + conditions.awareness) * reference_stations;
        leads * self.conversion.get()
    }

    fn start(&self, name: &str, _: &Clock, streams: &Streams, agenda: &mut Agenda) -> Tree {
        let tree = Tree::new(name, self, streams);
        tree.schedule_opening(SimTime::ZERO, agenda);
        tree
    }
}

impl ChannelRun for Tree {
    type Statistics = StationsStatistics;

    /// The rate of leads.
    fn rate(&self, _: &Month, conditions: &Conditions) -> Rate {
        let factor = conditions.strength(ProgrammeKind::Stations) * (1.0 + conditions.awareness);
        let rate = self.stations().leads_per_reference_station;
        rate.scaled(self.reference_stations * factor)
    }

    /// A station finds a lead.
    fn arrive(&mut self, at: SimTime, agenda: &mut Agenda) {
        self.find(at, agenda);
    }

    fn handle(&mut self, now: SimTime, code: u32, _: &Programmes, agenda: &mut Agenda) {
        self.handle_event(now, code.into(), agenda);
    }

    fn statistics(&self) -> StationsStatistics {
        self.statistics.clone()
    }

    fn report(channels: &[Measured<Self>], period: Period, figures: &mut Figures) {
        report::report(channels, period, figures);
    }

    fn books(&self, name: &str, of: &StationsStatistics, registered: u64) -> Vec<Book> {
        let mut book = Book::new(format!("talent.leads/{name}"), "leads")
            .minus("registered", registered)
            .minus("lost", of.lost)
            .closes_at(self.leads_in_tree());
        for (region, found) in self.stations().regions.iter().zip(&of.found) {
            book = book.plus(&region.name, *found);
        }
        vec![book]
    }

    fn audit(&self, name: &str, _: u32) -> Vec<String> {
        self.audit_leads(name)
    }
}

fn region((name, file): (&str, &RegionFile)) -> Region {
    let &RegionFile {
        stations,
        population,
        distance,
    } = file;
    Region {
        name: name.into(),
        stations,
        population,
        distance: distance.as_kilometres(),
    }
}

impl TreeFile {
    fn check(
        &self,
        stations: u32,
        start: Date,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> TreePlan {
        let Self {
            workstations,
            centres,
            headquarters,
            station,
            workstation,
            centre,
            headquarter,
            hours,
        } = self;
        let mut nodes = [stations.max(1); 4];
        let above = [workstations, centres, headquarters];
        for (level, (given, usual)) in above.into_iter().zip(NODES).enumerate() {
            let most = nodes[level];
            let count = given.unwrap_or_else(|| usual.min(most));
            nodes[level + 1] = count;
            if count > most {
                let below = LEVEL_NAMES[level];
                let allowed = format!("at most {most}, as many as there are {below}");
                let fault = Fault::out_of_range(count, allowed);
                problems.add(at.field(LEVEL_NAMES[level + 1]), fault);
            }
        }
        let level = |file: &NodeFile| {
            let NodeFile { officers, handling } = file;
            NodePlan {
                officers: *officers,
                handling: handling.clone(),
            }
        };
        TreePlan {
            nodes,
            levels: [station, workstation, centre, headquarter].map(level),
            hours: hours.check(start, &at.field("hours"), problems),
        }
    }
}

impl HoursFile {
    fn check(self, start: Date, at: &FieldPath, problems: &mut Problems) -> OpeningHours {
        let Self {
            opens,
            closes,
            workdays_per_week,
        } = self;
        let hours = OpeningHours {
            opens,
            closes,
            week: WorkWeek::new(workdays_per_week, start),
        };
        if let Some(allowed) = hours.problem() {
            problems.add(at.field("closes"), Fault::out_of_range(closes, allowed));
        }
        hours
    }
}
