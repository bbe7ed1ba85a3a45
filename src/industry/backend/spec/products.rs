//! The products of the back end: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::{Product, WaferGeometry, dies_per_wafer, grade_shares};
use crate::industry::shared::names::Names;
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Area, Frequency};

/// A product of the fab.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProductFile {
    /// Area of a die, which is taken to be square.
    pub die_area: Area,
    /// How its chips are sorted by speed. Without it they are not: all are alike.
    pub bins: Option<BinsFile>,
}

/// Speed grades (equation E26). A chip's highest frequency is normal.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct BinsFile {
    /// Mean of the highest frequency. Default 2.02 GHz, an assumption.
    pub mean: Frequency,
    /// Its standard deviation. Default 0.15 GHz, an assumption.
    pub sd: Frequency,
    /// The grades, highest first; a chip below the last one is scrap. Default 2.0, 1.8, 1.5 and
    /// 1.2 GHz, those of the Loongson 3A4000.
    #[schemars(length(min = 1, max = 32))]
    pub grades: Vec<Frequency>,
}

impl Default for BinsFile {
    fn default() -> Self {
        Self {
            mean: Frequency::from_gigahertz(2.02),
            sd: Frequency::from_gigahertz(0.15),
            grades: [2.0, 1.8, 1.5, 1.2].map(Frequency::from_gigahertz).to_vec(),
        }
    }
}

/// The products in the order of the fab's list.
pub(super) fn check_products(
    files: &Named<ProductFile>,
    names: &Names,
    wafer: &WaferGeometry,
    at: &At,
    problems: &mut Problems,
) -> Vec<Product> {
    let known = || names.products.iter().map(String::as_str);
    for name in files.names() {
        if names.product(name).is_none() {
            let fault = Fault::unknown_name("product", name, known());
            problems.add(at.field(name), fault);
        }
    }
    let mut products = Vec::new();
    for name in &names.products {
        let Some(file) = files.get(name) else {
            let message = format!("the fab makes `{name}`, of which the back end knows nothing");
            let help = format!("add a table `{}`", at.field(name));
            problems.add(at, Fault::invalid(message, help));
            continue;
        };
        let Some(part) = names.part(name) else {
            continue;
        };
        let at = at.field(name);
        if names.parts.iter().filter(|part| *part == name).count() > 1 {
            let (kind, name) = ("parts", name.clone());
            problems.add(&at, Fault::Duplicate { kind, name });
        }
        let dies = file.dies_per_wafer(wafer, &at, problems);
        let bins = file.bins.as_ref();
        products.push(Product {
            name: name.clone(),
            part,
            area: file.die_area,
            dies_per_wafer: dies,
            grades: bins.map_or_else(Vec::new, |bins| bins.check(&at.field("bins"), problems)),
        });
    }
    products
}

/// More dies than this on one wafer cannot be meant, and a lot's would not fit a counter.
const MOST_DIES: u32 = 400_000;

impl ProductFile {
    fn dies_per_wafer(&self, wafer: &WaferGeometry, at: &At, problems: &mut Problems) -> u32 {
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
            let fault = Fault::out_of_range(format!("{area} mm2"), "what fits on the wafer");
            problems.add(at.field("die_area"), fault);
        }
        dies
    }
}

impl BinsFile {
    /// The grades with their shares.
    fn check(&self, at: &At, problems: &mut Problems) -> Vec<(String, f64)> {
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
                Fault::invalid("the grades do not fall", help),
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
