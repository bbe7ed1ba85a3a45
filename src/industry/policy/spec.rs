//! The section `[policy]`: as written, and checked.

use schemars::JsonSchema;
use serde::Deserialize;

use super::programme::Programme;
use super::reinvestment::Reinvestment;
use crate::industry::shared::programmes::{Effect, ProgrammeKind};
use crate::scenario::{At, Fault, Named, Problems};
use crate::units::{Date, Duration, Fen, Share, SimTime};

/// What the city does: programmes that run from one day to another, and what it makes of the tax.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct PolicyFile {
    /// The programmes, by name.
    pub programmes: Named<ProgrammeFile>,
    /// What comes back of the tax.
    pub reinvestment: ReinvestmentFile,
}

/// A programme. `intensity = 0` switches it off, `intensity = 2` doubles what it does and what it
/// costs. Programmes of one kind add up. What has a section of its own works as that section says
/// all the time where no programme of its kind is listed, and only while one runs where one is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct ProgrammeFile {
    /// What it acts on.
    pub kind: ProgrammeKind,
    /// Its first day; one before the start of the run counts as the start.
    pub start: Date,
    /// The day on which it no longer runs. Without it, it goes on.
    pub end: Option<Date>,
    /// How hard it is driven: a factor on its amount and its budget. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub intensity: f64,
    /// What it does at intensity 1, once fully there: `X_set` of a campaign, units of housing,
    /// windows, and for all others the factor on what the section of the kind says. Default 1.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e6))]
    pub amount: f64,
    /// How long it takes from nothing to its amount, in a straight line. Default 0 d.
    #[serde(default)]
    pub ramp: Duration,
    /// What it costs the city a year at intensity 1. Default nothing.
    #[serde(default)]
    pub budget_per_year: Fen,
}

/// What comes back of the tax (equation E32).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "snake_case", default)]
pub struct ReinvestmentFile {
    /// Whether anything comes back. Default false: calibrate without this loop.
    pub enabled: bool,
    /// How much of the tax comes back. Default 0.3, an assumption.
    pub share: Share,
    /// What housing gets of it. Default 0.35, an assumption.
    pub housing: Share,
    /// What service windows get of it. Default 0.05, an assumption.
    pub windows: Share,
    /// What recruitment stations get of it. Default 0.15, an assumption.
    pub stations: Share,
    /// What a housing unit costs. Default 400 k CNY, an assumption.
    pub housing_unit_cost: Fen,
    /// What a service window costs, with its staff over its life. Default 2 M CNY, an assumption.
    pub window_cost: Fen,
    /// What it costs to raise the leads of the stations by as many as they have without programmes.
    /// Default 50 M CNY, an assumption.
    pub stations_doubling_cost: Fen,
    /// From the tax to the effect. Default 12 mo.
    pub lag: Duration,
}

impl Default for ReinvestmentFile {
    fn default() -> Self {
        Self {
            enabled: false,
            share: Share::clamped(0.3),
            housing: Share::clamped(0.35),
            windows: Share::clamped(0.05),
            stations: Share::clamped(0.15),
            housing_unit_cost: Fen::yuan(400_000),
            window_cost: Fen::yuan(2_000_000),
            stations_doubling_cost: Fen::yuan(50_000_000),
            lag: Duration::days(365),
        }
    }
}

const fn one() -> f64 {
    1.0
}

/// The section `[policy]`, checked.
#[derive(Clone, Debug)]
pub struct Policy {
    pub(super) programmes: Vec<Programme>,
    pub(super) reinvestment: Option<Reinvestment>,
}

impl PolicyFile {
    /// Checks the section at `at` of a run that starts on `start`.
    #[must_use]
    pub fn check(&self, start: Date, at: &At, problems: &mut Problems) -> Option<Policy> {
        let Self {
            programmes,
            reinvestment,
        } = self;
        let before = problems.len();
        let rows = programmes.iter().map(|(name, row)| {
            let at = at.field("programmes").field(name);
            row.check(name, start, &at, problems)
        });
        let policy = Policy {
            programmes: rows.collect(),
            reinvestment: reinvestment.check(&at.field("reinvestment"), problems),
        };
        (problems.len() == before).then_some(policy)
    }
}

impl ProgrammeFile {
    fn check(&self, name: &str, run_start: Date, at: &At, problems: &mut Problems) -> Programme {
        let &Self {
            kind,
            start,
            end,
            intensity,
            amount,
            ramp,
            budget_per_year,
        } = self;
        let begins = |date: Date| date.begins(run_start).unwrap_or(SimTime::ZERO);
        if let Some(end) = end.filter(|&end| end <= start) {
            let message = format!("the programme ends on {end}, before it has run for a day");
            let fault = Fault::invalid(message, "let it end after its first day");
            problems.add(at.field("end"), fault);
        }
        let is_switch = kind.effect() == Effect::Switches;
        if is_switch && intensity != 0.0 && (intensity * amount - 1.0).abs() > 0.0 {
            let fault = Fault::out_of_range(intensity, "0 or 1: the pass runs or it does not");
            problems.add(at.field("intensity"), fault);
        }
        if budget_per_year < Fen::ZERO {
            let fault = Fault::out_of_range(budget_per_year, "0 CNY or more");
            problems.add(at.field("budget_per_year"), fault);
        }
        Programme {
            name: name.to_owned(),
            kind,
            start: begins(start),
            end: end.map_or(SimTime::MAX, begins),
            ramp,
            strength: intensity * amount,
            budget_per_year: budget_per_year.scaled(intensity),
        }
    }
}

impl ReinvestmentFile {
    fn check(&self, at: &At, problems: &mut Problems) -> Option<Reinvestment> {
        let &Self {
            enabled,
            share,
            housing,
            windows,
            stations,
            housing_unit_cost,
            window_cost,
            stations_doubling_cost,
            lag,
        } = self;
        let whole = housing.get() + windows.get() + stations.get();
        if whole > 1.0 + 1e-9 {
            let message = format!("housing, windows and stations get {whole} of the whole");
            let fault = Fault::invalid(message, "let the three sum to at most 1");
            problems.add(at, fault);
        }
        let costs = [
            ("housing_unit_cost", housing_unit_cost),
            ("window_cost", window_cost),
            ("stations_doubling_cost", stations_doubling_cost),
        ];
        for (field, cost) in costs {
            if cost <= Fen::ZERO {
                let fault = Fault::out_of_range(cost, "more than 0 CNY");
                problems.add(at.field(field), fault);
            }
        }
        enabled.then_some(Reinvestment {
            share,
            splits: [housing, windows, stations],
            unit_costs: costs.map(|(_, cost)| cost),
            lag,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Document;

    /// A file with only this section.
    #[derive(Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct File {
        /// What the city does.
        policy: PolicyFile,
    }

    fn check(text: &str) -> Result<Policy, Problems> {
        let document = Document::from_text("city.toml", text, &[])?;
        let file: File = document.read()?;
        let mut problems = document.problems();
        let start = "2018-01-01".parse().unwrap();
        let policy = file.policy.check(start, &At::from("policy"), &mut problems);
        Ok(problems
            .into_result(policy)?
            .expect("no problem, so a section"))
    }

    const CITY: &str = r#"
[policy.programmes.settle]
kind = "settle_campaign"
start = "2019-01-01"
end = "2020-01-01"
intensity = 2
budget_per_year = "20 M CNY"
[policy.reinvestment]
enabled = true
"#;

    #[test]
    fn intensity_is_a_factor_on_the_amount_and_the_budget() {
        let policy = check(CITY).unwrap();
        let settle = &policy.programmes[0];
        assert!((settle.strength - 2.0).abs() < 1e-15);
        assert_eq!(settle.budget_per_year, Fen::yuan(40_000_000));
        assert_eq!(settle.start, SimTime::ZERO + Duration::days(365));
        assert_eq!(settle.active_before(SimTime::MAX), Duration::days(365));
        assert!(policy.reinvestment.is_some());
        let off = check(&CITY.replace("true", "false")).unwrap();
        assert!(off.reinvestment.is_none());
    }

    #[test]
    fn all_mistakes_are_found_at_once() {
        let text = CITY.replace("2020-01-01", "2018-12-31");
        let text = format!("{text}housing = 0.9\nwindow_cost = \"0 CNY\"\n");
        let problems = check(&text).expect_err("three mistakes");
        let paths: Vec<String> = problems.iter().map(|p| p.path.to_string()).collect();
        assert_eq!(paths.len(), 3);
        for path in [
            "programmes.settle.end",
            "reinvestment",
            "reinvestment.window_cost",
        ] {
            assert!(
                paths.contains(&format!("policy.{path}")),
                "{path} in {paths:?}"
            );
        }
    }
}
