//! Recruitment stations: how many leads each region gives (equation E2).

/// A region with recruitment stations.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name.
    pub name: Box<str>,
    /// Stations in it.
    pub stations: u32,
    /// Its people, `M`.
    pub population: f64,
    /// How far away it is, `d`, in kilometres.
    pub distance: f64,
}

/// The share of all leads that each region gives: stations times `M^g exp(-d / delta)`, over the
/// sum of that. A station's mean lead rate is a parameter by itself, so only the split is left to
/// gravity (Zipf's and Lowry's form). `exponent` is `g`; `reach` is `delta`, in kilometres.
///
/// ```
/// use chippark::industry::talent::gravity::{Region, lead_shares};
/// let region = |name: &str, stations, population, distance| {
///     Region { name: name.into(), stations, population, distance }
/// };
/// let shares = lead_shares(&[region("near", 1, 1e6, 0.0), region("far", 3, 1e6, 800.0)], 1.0, 800.0);
/// let e = std::f64::consts::E;
/// assert!((shares[0] - e / (e + 3.0)).abs() < 1e-12);
/// ```
#[must_use]
pub fn lead_shares(regions: &[Region], exponent: f64, reach: f64) -> Vec<f64> {
    let weight = |region: &Region| {
        f64::from(region.stations)
            * libm::pow(region.population, exponent)
            * libm::exp(-region.distance / reach)
    };
    let total: f64 = regions.iter().map(weight).sum();
    regions
        .iter()
        .map(|region| weight(region) / total)
        .collect()
}
