//! Research alone: what it hands on is taken here, programmes are set here.

mod books;
mod conserve;
mod effects;
mod mistakes;
mod periods;
mod theory;

use crate::industry::shared::subsystem::{Reader, alone};
use bevy_ecs::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::Research;
use super::spec::ResearchFile;
use super::state::ResearchState;
use crate::engine::{Clock, Figures, Sim, Streams};
use crate::industry::shared::Stage;
use crate::industry::shared::flow::Handover;
use crate::industry::shared::names::Names;
use crate::industry::shared::people::Comer;
use crate::industry::shared::programmes::{Expertise, ProgrammeKind, Programmes};
use crate::scenario::{Document, FieldPath, Problems};
use crate::units::{Date, Duration, SimTime};

const READER: Reader = Reader::of::<Research>("research");

/// A file with only this section.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    /// The section under test.
    research: ResearchFile,
}

/// The section in `text` of a run that starts on the first day of 2019.
pub(super) fn check(text: &str) -> Result<Research, Problems> {
    let document = Document::from_text("research.toml", text, &[])?;
    let file: File = document.read()?;
    let mut problems = document.problems();
    let channels: Vec<String> = ["academicians", "doctors", "experts"]
        .map(str::to_owned)
        .into();
    let names = Names {
        programme_channels: channels.clone(),
        channels,
        ..Names::default()
    };
    let start = "2019-01-01".parse().expect("a date");
    let at = FieldPath::root().field("research");
    let research = file.research.check(start, &names, &at, &mut problems);
    Ok(problems.into_result(research)?.expect("no problem"))
}

/// Who came in a run, by channel.
#[derive(Resource, Default)]
struct Came(Vec<(SimTime, u8)>);

/// A simulation with research alone.
struct Trial {
    text: String,
    days: u64,
    warmup: u64,
    tick: Duration,
    programmes: Programmes,
}

impl Trial {
    fn of(text: &str, days: u64) -> Self {
        Self {
            text: text.to_owned(),
            days,
            warmup: 0,
            tick: Duration::days(1),
            programmes: Programmes::default(),
        }
    }

    fn after(mut self, warmup: u64) -> Self {
        self.warmup = warmup;
        self
    }

    fn with(mut self, kind: ProgrammeKind, strength: f64) -> Self {
        self.programmes.set(kind, strength);
        self
    }

    fn start(&self, replication: u32) -> Sim {
        let research = check(&self.text).unwrap_or_else(|problems| panic!("{problems:?}"));
        let day = Duration::days;
        let origin = Date::ymd(2019, 1, 1);
        let clock = Clock::new(origin, self.tick, day(self.warmup), day(self.days));
        let mut sim = Sim::new(clock, &Stage::ALL);
        let world = sim.world_mut();
        world.insert_resource(Streams::new(19, replication));
        world.insert_resource(self.programmes);
        world.init_resource::<Came>();
        Handover::<Comer>::add_reader(sim.world_mut());
        alone::add(&research, &READER, &mut sim);
        sim.add(
            Stage::Talent,
            |mut comers: ResMut<Handover<Comer>>, mut came: ResMut<Came>| {
                came.0
                    .extend(comers.drain().map(|(at, comer)| (at, comer.channel.0)));
            },
        );
        sim
    }

    fn run(&self, replication: u32) -> Figures {
        finish(&mut self.start(replication))
    }

    /// The value of a figure in each of so many replications.
    fn values(&self, replications: u32, keys: &[&str]) -> Vec<Vec<f64>> {
        let of = |replication| {
            let figures = self.run(replication);
            keys.iter().map(|key| value(&figures, key)).collect()
        };
        (0..replications).map(of).collect()
    }
}

/// Runs a trial to its end; its books are audited after every tick.
fn finish(sim: &mut Sim) -> Figures {
    loop {
        let now = sim.clock().tick_end();
        if now == sim.clock().warmup() {
            READER.begin_statistics(sim);
        }
        if !sim.step() {
            break;
        }
        assert_eq!((READER.audit)(sim.world_mut()), Vec::<String>::new());
    }
    READER.figures(sim)
}

fn value(figures: &Figures, key: &str) -> f64 {
    let key = format!("research.{key}");
    figures.value(&key).unwrap_or_else(|| panic!("no {key}"))
}

/// The state of research after the last tick.
fn state(sim: &Sim) -> &ResearchState {
    sim.world().resource::<ResearchState>()
}

fn expertise(sim: &Sim) -> Expertise {
    *sim.world().resource::<Expertise>()
}

/// Everything at once, small.
const WHOLE: &str = r#"
[research.academicians]
arrivals.first = { date = "2018-06-01", persons = 6 }
arrivals.second = { date = "2019-04-01", persons = 12 }
channel = "academicians"
projects_per_transformation_day = 0.1
[research.contacts]
reference = 800
lasts = "200 d"
[research.reputation]
reference = 100
weight = 0.3
[research.home]
rooms = 3
opened = "2019-07-01"
other_rooms = 1
[research.visits]
[research.recuperation]
hotel_beds = 148
events.spring = { date = "2019-03-04" }
events.autumn = { date = "2019-10-01", size = 60, days = 3 }
[research.institutes.graphene]
seats = 12
start = "2018-01-01"
channel = "doctors"
[research.institutes.college]
seats = 30
start = "2019-05-01"
channel = "doctors"
doctors = "40 /y"
projects_per_doctor = "1 /y"
[research.matching]
settle_share = 0.2
channel = "experts"
[research.projects]
"#;
