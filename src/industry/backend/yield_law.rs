//! The yield of dies: which share of them has no killing defect.
//!
//! Every law here is a Poisson law whose density of defects varies from one cluster to the next
//! (equation E22). The laws are named by how it varies, since the literature does not agree on
//! names by author. Each law has a closed form, [`YieldLaw::die_yield`], and the relative density
//! of one cluster can be drawn, [`YieldLaw::draw_density`].

use rand_distr::{Distribution, Gamma};

use crate::engine::Stream;
use crate::units::named_enum;

named_enum! {
    /// How the density of killing defects varies between clusters (equation E22).
    pub enum YieldLawName {
        /// It is the same everywhere.
        Poisson = "poisson",
        /// By a triangle from 0 to 2 (Murphy).
        MurphyTriangular = "murphy_triangular",
        /// Uniformly from 0 to 2.
        Uniform = "uniform",
        /// Exponentially (Seeds).
        Exponential = "exponential",
        /// By a gamma distribution of shape `alpha` (Stapper).
        NegativeBinomial = "negative_binomial",
        /// Exponentially and independently in each of `critical_layers` layers.
        BoseEinstein = "bose_einstein",
    }
}

named_enum! {
    /// The dies that share one density of defects.
    pub enum ClusterLevel {
        /// All dies of a lot.
        Lot = "lot",
        /// All dies of a wafer.
        Wafer = "wafer",
        /// Each die has a density of its own.
        Die = "die",
    }
}

/// A yield law with its parameter. The densities of clusters are relative: their mean is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum YieldLaw {
    /// The density is the same everywhere.
    Poisson,
    /// By a triangle from 0 to 2 (Murphy).
    MurphyTriangular,
    /// Uniformly from 0 to 2.
    Uniform,
    /// Exponentially (Seeds).
    Exponential,
    /// By a gamma distribution of shape `alpha` (Stapper): a small `alpha` clusters strongly.
    NegativeBinomial {
        /// The cluster parameter, above zero; 1 to 5 is usual.
        alpha: f64,
    },
    /// Exponentially and independently in each of so many critical layers.
    BoseEinstein {
        /// Critical layers, at least one.
        layers: u32,
    },
}

impl YieldLaw {
    /// The share of dies without a killing defect, where a die has `faults` of them on average
    /// (area times density, AD).
    ///
    /// ```
    /// use chippark::industry::backend::YieldLaw;
    /// let yields = [
    ///     (YieldLaw::Poisson, 0.677_429_358),
    ///     (YieldLaw::MurphyTriangular, 0.686_034_980),
    ///     (YieldLaw::Uniform, 0.694_684_125),
    ///     (YieldLaw::Exponential, 0.719_709_237),
    ///     (YieldLaw::NegativeBinomial { alpha: 2.0 }, 0.700_590_263),
    ///     (YieldLaw::BoseEinstein { layers: 10 }, 0.682_455_639),
    ///     (YieldLaw::BoseEinstein { layers: 12 }, 0.681_633_026),
    /// ];
    /// for (law, share) in yields {
    ///     assert!((law.die_yield(0.389_450) - share).abs() < 1e-9, "{law:?}");
    /// }
    /// ```
    #[must_use]
    pub fn die_yield(self, faults: f64) -> f64 {
        // The mean of e^(-faults x) over x uniform in 0..1; 1 in the limit of no faults.
        let uniform = |faults: f64| {
            if faults > 0.0 {
                -libm::expm1(-faults) / faults
            } else {
                1.0
            }
        };
        let gamma = |alpha: f64| libm::exp(-alpha * libm::log1p(faults / alpha));
        match self {
            Self::Poisson => libm::exp(-faults),
            Self::MurphyTriangular => uniform(faults).powi(2),
            Self::Uniform => uniform(2.0 * faults),
            Self::Exponential => gamma(1.0),
            Self::NegativeBinomial { alpha } => gamma(alpha),
            Self::BoseEinstein { layers } => gamma(f64::from(layers)),
        }
    }

    /// The density of one cluster, relative to the mean.
    ///
    /// # Panics
    /// If `alpha` or `layers` is not above zero.
    pub fn draw_density(self, stream: &mut Stream) -> f64 {
        let mut gamma = |shape: f64| {
            let law = Gamma::new(shape, 1.0 / shape).expect("a cluster parameter above zero");
            law.sample(stream)
        };
        match self {
            Self::Poisson => 1.0,
            Self::NegativeBinomial { alpha } => gamma(alpha),
            Self::BoseEinstein { layers } => gamma(f64::from(layers)),
            Self::MurphyTriangular => stream.uniform() + stream.uniform(),
            Self::Uniform => 2.0 * stream.uniform(),
            Self::Exponential => stream.exponential(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Streams;

    /// The mean yield over drawn densities is the closed form.
    #[test]
    fn the_mean_over_drawn_densities_is_the_closed_form() {
        let laws = [
            YieldLaw::Poisson,
            YieldLaw::MurphyTriangular,
            YieldLaw::Uniform,
            YieldLaw::Exponential,
            YieldLaw::NegativeBinomial { alpha: 2.0 },
            YieldLaw::NegativeBinomial { alpha: 0.5 },
            YieldLaw::BoseEinstein { layers: 10 },
        ];
        for (index, law) in laws.into_iter().enumerate() {
            let mut stream = Streams::new(3, 0).stream_indexed("clusters", index as u64);
            let (count, faults) = (200_000, 0.8);
            let (mut sum, mut squares) = (0.0, 0.0);
            for _ in 0..count {
                let share = libm::exp(-faults * law.draw_density(&mut stream));
                sum += share;
                squares += share * share;
            }
            let mean = sum / f64::from(count);
            let error = ((squares / f64::from(count) - mean * mean) / f64::from(count)).sqrt();
            assert!(error < 1e-3, "{law:?}: standard error {error}");
            let exact = law.die_yield(faults);
            assert!(
                (mean - exact).abs() <= 4.0 * error + 1e-12,
                "{law:?}: {mean} for {exact}"
            );
        }
    }

    #[test]
    fn without_faults_every_die_is_good_and_weak_clustering_comes_near_poisson() {
        assert!((YieldLaw::MurphyTriangular.die_yield(0.0) - 1.0).abs() < 1e-15);
        let weak = YieldLaw::NegativeBinomial { alpha: 1e9 }.die_yield(0.7);
        assert!((weak - YieldLaw::Poisson.die_yield(0.7)).abs() < 1e-8);
    }
}
