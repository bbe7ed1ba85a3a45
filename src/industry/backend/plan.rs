//! The section `[backend]`, checked.

use std::collections::BTreeMap;

use bevy_ecs::prelude::Resource;

use super::dies::{WaferGeometry, dies_per_wafer};
use super::screen::grade_shares;
use super::spec::{
    BackendFile, BinsFile, BurnInFile, FinalTestFile, ProbeFile, ProductFile, StepFile, WaferFile,
    YieldFile,
};
use super::yield_law::{ClusterLevel, YieldLaw, YieldLawName};
use crate::industry::shared::flow::{PartId, ProductId};
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, NameIndex, Named, Problems};
use crate::units::{Area, Duration, Share};

/// A product of the fab, as chips.
#[derive(Clone, Debug)]
pub(super) struct Product {
    pub(super) name: String,
    /// The part that its chips are in kits.
    pub(super) part: PartId,
    pub(super) area: Area,
    pub(super) dies_per_wafer: u32,
    /// Label of each grade and the share of chips in it; empty where chips are not sorted.
    pub(super) grades: Vec<(String, f64)>,
}

impl Product {
    /// Killing defects of a die in the mean, where there are so many on a square centimetre.
    pub(super) fn faults(&self, defects_per_cm2: f64) -> f64 {
        self.area.as_square_centimetres() * defects_per_cm2
    }

    /// The share of chips in each grade.
    pub(super) fn shares(&self) -> impl Iterator<Item = f64> {
        self.grades.iter().map(|(_, share)| *share)
    }
}

/// Burn-in: weak chips fail in it. Times in hours.
#[derive(Clone, Copy, Debug)]
pub(super) struct BurnIn {
    pub(super) weak_share: f64,
    pub(super) weak_life: f64,
    pub(super) time: f64,
}

/// What a station does to a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Finds faulty dies on the wafers.
    Probe,
    /// A step of packaging.
    Packaging,
    /// Lets weak chips fail.
    BurnIn,
    /// Finds faulty chips and sorts the others into grades.
    FinalTest,
}

/// How long a station takes for a lot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ServiceTime {
    /// Time for any lot.
    pub per_lot: Duration,
    /// Time for each of its wafers.
    pub per_wafer: Duration,
    /// Time for each group of `sites` dies or chips.
    pub per_die: Duration,
    /// Dies or chips handled at once, at least one.
    pub sites: u32,
}

impl ServiceTime {
    /// The time for a lot of so many wafers and dies.
    ///
    /// ```
    /// use chippark::industry::backend::ServiceTime;
    /// use chippark::units::Duration;
    /// let probe = ServiceTime { per_die: Duration::seconds(4), sites: 4, ..Default::default() };
    /// assert_eq!(probe.of(1, 386), Duration::seconds(388));
    /// ```
    #[must_use]
    pub fn of(self, wafers: u16, dies: u32) -> Duration {
        let groups = u64::from(dies.div_ceil(self.sites.max(1)));
        self.per_lot + self.per_wafer * u64::from(wafers) + self.per_die * groups
    }

    /// The hours for a lot of so many wafers and dies in the mean, parts of a group of dies
    /// counted as parts.
    pub(super) fn mean_of(self, wafers: u16, dies: f64) -> f64 {
        let groups = dies / f64::from(self.sites.max(1));
        let wafers = self.per_wafer.as_hours() * f64::from(wafers);
        self.per_lot.as_hours() + wafers + self.per_die.as_hours() * groups
    }
}

/// A station: servers that take lots in the order in which they come.
#[derive(Clone, Debug)]
pub(super) struct StationPlan {
    pub(super) name: Box<str>,
    pub(super) task: Task,
    /// How many lots it works on at once.
    pub(super) servers: u32,
    pub(super) time: ServiceTime,
}

impl StationPlan {
    fn new(name: &str, task: Task, servers: u32, time: ServiceTime) -> Self {
        Self {
            name: name.into(),
            task,
            servers,
            time,
        }
    }
}

/// The section `[backend]`, checked.
#[derive(Resource, Clone, Debug)]
pub struct Backend {
    /// By [`ProductId`].
    pub(super) products: Vec<Product>,
    pub(super) law: YieldLaw,
    pub(super) cluster: ClusterLevel,
    pub(super) probe_coverage: Share,
    pub(super) final_coverage: Share,
    pub(super) package_yield: Share,
    pub(super) final_yield: Share,
    pub(super) burn_in: Option<BurnIn>,
    /// In the order in which a lot visits them: probe first, final test last.
    pub(super) stations: Vec<StationPlan>,
}

impl Backend {
    /// The product of this id.
    pub(super) fn product(&self, id: ProductId) -> &Product {
        &self.products[usize::from(id.0)]
    }
}

impl BackendFile {
    /// Checks the section at `at`: it must describe every product of the fab.
    #[must_use]
    pub fn check(&self, names: &Names, at: &FieldPath, problems: &mut Problems) -> Option<Backend> {
        let Self {
            products,
            wafer,
            die_yield,
            probe,
            steps,
            package_yield,
            burn_in,
            final_test,
        } = self;
        let before = problems.len();
        let wafer = wafer.check(&at.field("wafer"), problems);
        let law = die_yield.law(&at.field("yield"), problems);
        let products = check_products(products, names, &wafer, &at.field("products"), problems);
        let burn = burn_in
            .as_ref()
            .map(|burn_in| burn_in.check(&at.field("burn_in"), problems));
        (problems.len() == before).then(|| Backend {
            products,
            law,
            cluster: die_yield.cluster_level,
            probe_coverage: probe.coverage,
            final_coverage: final_test.coverage,
            package_yield: *package_yield,
            final_yield: final_test.final_yield,
            burn_in: burn,
            stations: stations(probe, steps, burn_in.as_ref(), final_test),
        })
    }
}

/// The stations in the order in which a lot visits them.
fn stations(
    probe: &ProbeFile,
    steps: &Named<StepFile>,
    burn_in: Option<&BurnInFile>,
    final_test: &FinalTestFile,
) -> Vec<StationPlan> {
    let tester = |per_die, sites| ServiceTime {
        per_die,
        sites,
        ..ServiceTime::default()
    };
    let time = tester(probe.time_per_die, probe.sites);
    let mut stations = vec![StationPlan::new("probe", Task::Probe, probe.testers, time)];
    for (name, step) in steps.iter() {
        let &StepFile {
            servers,
            time_per_lot,
            time_per_wafer,
            time_per_chip,
        } = step;
        let time = ServiceTime {
            per_lot: time_per_lot,
            per_wafer: time_per_wafer,
            per_die: time_per_chip,
            sites: 1,
        };
        stations.push(StationPlan::new(name, Task::Packaging, servers, time));
    }
    if let Some(burn_in) = burn_in {
        let time = ServiceTime {
            per_lot: burn_in.time,
            ..ServiceTime::default()
        };
        stations.push(StationPlan::new(
            "burn_in",
            Task::BurnIn,
            burn_in.ovens,
            time,
        ));
    }
    let time = tester(final_test.time_per_chip, final_test.sites);
    let testers = final_test.testers;
    stations.push(StationPlan::new(
        "final_test",
        Task::FinalTest,
        testers,
        time,
    ));
    stations
}

impl WaferFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> WaferGeometry {
        let &Self {
            diameter,
            scribe,
            edge,
        } = self;
        if 2.0 * edge.as_millimetres() >= diameter.as_millimetres() {
            let fault = Fault::out_of_range(edge, "less than half the diameter");
            problems.add(at.field("edge"), fault);
        }
        WaferGeometry {
            diameter,
            scribe,
            edge,
        }
    }
}

/// The default of `alpha`.
const ALPHA: f64 = 2.0;
/// The default of `critical_layers`.
const CRITICAL_LAYERS: u32 = 10;

impl YieldFile {
    fn law(&self, at: &FieldPath, problems: &mut Problems) -> YieldLaw {
        let &Self {
            law,
            alpha,
            critical_layers,
            cluster_level: _,
        } = self;
        let mut unread = |key: &str, reader: YieldLawName| {
            let message = format!("`{key}` is read only with `law = \"{}\"`", reader.name());
            problems.add(at.field(key), Fault::invalid(message, "leave it out"));
        };
        if alpha.is_some() && law != YieldLawName::NegativeBinomial {
            unread("alpha", YieldLawName::NegativeBinomial);
        }
        if critical_layers.is_some() && law != YieldLawName::BoseEinstein {
            unread("critical_layers", YieldLawName::BoseEinstein);
        }
        match law {
            YieldLawName::Poisson => YieldLaw::Poisson,
            YieldLawName::MurphyTriangular => YieldLaw::MurphyTriangular,
            YieldLawName::Uniform => YieldLaw::Uniform,
            YieldLawName::Exponential => YieldLaw::Exponential,
            YieldLawName::NegativeBinomial => YieldLaw::NegativeBinomial {
                alpha: alpha.unwrap_or(ALPHA),
            },
            YieldLawName::BoseEinstein => YieldLaw::BoseEinstein {
                layers: critical_layers.unwrap_or(CRITICAL_LAYERS),
            },
        }
    }
}

impl BurnInFile {
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> BurnIn {
        let &Self {
            ovens: _,
            time,
            weak_share,
            weak_life,
        } = self;
        if weak_life.is_zero() {
            let fault = Fault::out_of_range(weak_life, "above 0 s");
            problems.add(at.field("weak_life"), fault);
        }
        BurnIn {
            weak_share: weak_share.get(),
            weak_life: weak_life.as_hours(),
            time: time.as_hours(),
        }
    }
}

/// The products in the order of the fab's list.
fn check_products(
    files: &Named<ProductFile>,
    names: &Names,
    wafer: &WaferGeometry,
    at: &FieldPath,
    problems: &mut Problems,
) -> Vec<Product> {
    let known: NameIndex = names.products.iter().map(String::as_str).collect();
    for name in files.names() {
        if known.find(name).is_none() {
            let known = known.names().iter().copied();
            problems.unknown_name(at.field(name), "product", name, known);
        }
    }
    let described: NameIndex = files.names().collect();
    let parts: NameIndex = names.parts.iter().map(String::as_str).collect();
    let mut uses: BTreeMap<&str, u32> = BTreeMap::new();
    for part in parts.names() {
        *uses.entry(part).or_default() += 1;
    }
    let mut products = Vec::new();
    for name in &names.products {
        let Some(row) = described.find(name) else {
            let message = format!("the fab makes `{name}`, which the back end does not describe");
            let help = format!("add a table `{}`", at.field(name));
            problems.add(at, Fault::invalid(message, help));
            continue;
        };
        let file = &files.0[row].1;
        let Some(part) = parts.find(name).and_then(|row| u16::try_from(row).ok()) else {
            continue;
        };
        let at = at.field(name);
        if uses.get(name.as_str()).is_some_and(|uses| *uses > 1) {
            let (kind, name) = ("parts", name.clone());
            problems.add(&at, Fault::Duplicate { kind, name });
        }
        let dies = file.dies_per_wafer(wafer, &at, problems);
        let bins = file.bins.as_ref();
        products.push(Product {
            name: name.clone(),
            part: PartId(part),
            area: file.die_area,
            dies_per_wafer: dies,
            grades: bins.map_or_else(Vec::new, |bins| bins.check(&at.field("bins"), problems)),
        });
    }
    products
}

/// The most dies on a wafer: with more, the dies of a lot might overflow a 32-bit counter.
const MOST_DIES: u32 = 400_000;

impl ProductFile {
    fn dies_per_wafer(
        &self,
        wafer: &WaferGeometry,
        at: &FieldPath,
        problems: &mut Problems,
    ) -> u32 {
        let Self { die_area, bins: _ } = self;
        let most = wafer.diameter.as_millimetres().powi(2);
        let area = die_area.as_square_millimetres();
        if area * f64::from(MOST_DIES) < most {
            let allowed = format!("at least {} mm2", most / f64::from(MOST_DIES));
            let fault = Fault::out_of_range(format!("{area} mm2"), allowed);
            problems.add(at.field("die_area"), fault);
            return 0;
        }
        let dies = dies_per_wafer(*die_area, wafer);
        if dies == 0 {
            let fault =
                Fault::out_of_range(format!("{area} mm2"), "small enough to fit on the wafer");
            problems.add(at.field("die_area"), fault);
        }
        dies
    }
}

impl BinsFile {
    /// The label of each grade, and the share of chips in it.
    fn check(&self, at: &FieldPath, problems: &mut Problems) -> Vec<(String, f64)> {
        let Self { mean, sd, grades } = self;
        if sd.as_gigahertz() <= 0.0 {
            let fault = Fault::out_of_range(sd, "above 0 GHz");
            problems.add(at.field("sd"), fault);
            return Vec::new();
        }
        if !grades.windows(2).all(|pair| pair[0] > pair[1]) {
            let help = "list the grades from the highest to the lowest, each once";
            problems.add(
                at.field("grades"),
                Fault::invalid("the grades are not in falling order", help),
            );
            return Vec::new();
        }
        let values: Vec<f64> = grades.iter().map(|grade| grade.as_gigahertz()).collect();
        let shares = grade_shares(mean.as_gigahertz(), sd.as_gigahertz(), &values);
        let labels = grades
            .iter()
            .map(|grade| grade.to_string().replace(' ', ""));
        labels.zip(shares).collect()
    }
}
