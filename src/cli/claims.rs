//! What reports of another simulator say of a model, figure by figure, for `validate`.

use std::collections::{BTreeMap, BTreeSet};

use crate::experiment::validate::{Figure, Reported, Subject};
use crate::import::smt2020::Model;
use crate::import::smt2020::reports::{Reports, Values};
use crate::import::smt2020::tools::Family;
use crate::scenario::{Fault, TextFiles};

/// What reports say of a model, figure by figure.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// The values that are compared.
    pub(super) reported: Vec<Reported>,
    /// What cannot be compared, in sentences.
    pub(super) left_out: Vec<String>,
}

impl Claims {
    /// What the reports say of one period; names that the model does not have are reported.
    pub(super) fn of(reports: &Reports, model: &Model, texts: &mut TextFiles) -> Self {
        let mut claims = Self::default();
        if let Some(values) = &reports.fab {
            let counts = [
                (Figure::Started, "LOTSTARTS", lots_of_start(reports, model)),
                (Figure::Throughput, "LOTCOMPS", None),
                (Figure::Wip, "WIPLOTAVG", None),
            ];
            for (figure, column, unjudged) in counts {
                claims.add(&Subject::Fab, figure, values.get(column), unjudged);
            }
        }
        claims.take_orders(reports, model, texts);
        claims.take_products(reports, model, texts);
        for (name, values) in &reports.families {
            if model.families.iter().any(|family| family.name == *name) {
                claims.add_family(name, values, model);
            } else {
                let known = model.families.iter().map(|family| family.name.as_str());
                let fault = Fault::unknown_name("tool family", name, known);
                texts.report(values.place, fault);
            }
        }
        claims.take_tools(reports, model, texts);
        claims
    }

    fn take_orders(&mut self, reports: &Reports, model: &Model, texts: &mut TextFiles) {
        let mut mixed = Vec::new();
        for (name, values) in &reports.orders {
            let orders = &model.orders;
            let Some(streams) = orders.of_orders.get(name) else {
                if !orders.initial_orders.contains(name) {
                    let known = orders.of_orders.keys().map(String::as_str);
                    texts.report(values.place, Fault::unknown_name("order", name, known));
                }
                continue;
            };
            if is_mixed(name, streams, model) {
                mixed.push(name.as_str());
                continue;
            }
            let streams = streams.iter().cloned().collect();
            self.add_order(&Subject::Order(name.clone(), streams), values, None);
        }
        if !mixed.is_empty() {
            self.left_out.push(format!(
                "{} orders are not compared, since lots of other orders are of the same stream: \
                 {}",
                mixed.len(),
                mixed.iter().take(5).copied().collect::<Vec<_>>().join(", ")
            ));
        }
    }

    /// Products have the lots of all their streams. Those of the start are counted by the reports
    /// and not by us.
    fn take_products(&mut self, reports: &Reports, model: &Model, texts: &mut TextFiles) {
        let unjudged = lots_of_start(reports, model);
        for (name, values) in &reports.products {
            if model.parts.iter().all(|part| part.name != *name) {
                let known = model.parts.iter().map(|part| part.name.as_str());
                texts.report(values.place, Fault::unknown_name("product", name, known));
                continue;
            }
            let streams = model.orders.streams.iter();
            let streams = streams.filter(|stream| stream.kind.part == *name);
            let streams: Vec<String> = streams.map(|stream| stream.name.clone()).collect();
            if !streams.is_empty() {
                self.add_order(&Subject::Product(name.clone(), streams), values, unjudged);
            }
        }
    }

    /// How evenly lots are shared among the tools of each family of two or more.
    fn take_tools(&mut self, reports: &Reports, model: &Model, texts: &mut TextFiles) {
        if reports.tools.is_empty() {
            return;
        }
        let mut families: BTreeMap<String, usize> = BTreeMap::new();
        for (number, family) in model.families.iter().enumerate() {
            families.extend(tools_of(family).map(|tool| (tool, number)));
        }
        let mut lots: Vec<Vec<f64>> = vec![Vec::new(); model.families.len()];
        for (name, values) in &reports.tools {
            if let Some(family) = families.get(name) {
                lots[*family].extend(values.get("LOTCOMPS"));
            } else {
                let known = families.keys().map(String::as_str);
                texts.report(values.place, Fault::unknown_name("tool", name, known));
            }
        }
        let mut partial = 0;
        for (family, lots) in model.families.iter().zip(&lots) {
            if lots.len() == family.count as usize {
                let subject = Subject::Family(family.name.clone());
                self.add(&subject, Figure::Unevenness, unevenness(lots), None);
            } else {
                partial += 1;
            }
        }
        if partial > 0 {
            self.left_out.push(format!(
                "how evenly lots are shared is not compared for {partial} tool families, since the \
                 report of tools does not have all of theirs"
            ));
        }
    }

    fn add(
        &mut self,
        subject: &Subject,
        figure: Figure,
        value: Option<f64>,
        unjudged: Option<&'static str>,
    ) {
        self.reported.extend(value.map(|value| Reported {
            subject: subject.clone(),
            figure,
            value,
            unjudged,
        }));
    }

    fn add_order(&mut self, order: &Subject, values: &Values, unjudged: Option<&'static str>) {
        let days = |column: &str| values.get(column).map(|hours| hours / 24.0);
        let on_time = values.get("ONTIME%");
        let late = on_time.map(|percent| 1.0 - percent / 100.0);
        let lateness = days("LATEAVG").zip(late).map(|(days, late)| days * late);
        for (figure, value) in [
            (Figure::Throughput, lots_of(values)),
            (Figure::CycleTime, days("CYCLEAVG")),
            (Figure::Sd, days("CYCLESTD")),
            (Figure::OnTime, on_time),
            (Figure::Lateness, lateness),
            (Figure::Wip, values.get("WIPLOTAVG")),
        ] {
            self.add(order, figure, value, unjudged);
        }
    }

    fn add_family(&mut self, name: &str, values: &Values, model: &Model) {
        let subject = Subject::Family(name.to_owned());
        let lots = values.get("LOTCOMPS");
        for (figure, column) in [
            (Figure::Processed, "LOTCOMPS"),
            (Figure::Down, "DOWN%"),
            (Figure::Maintenance, "PM%"),
            (Figure::Setup, "SETUP%"),
            (Figure::Load, "LOAD%"),
            (Figure::Unload, "UNLOAD%"),
            (Figure::Process, "PROC%"),
            (Figure::Idle, "IDLE%"),
            (Figure::Utilisation, "UTIL%"),
            (Figure::OnTools, "WIPLOTAVG"),
            (Figure::TimeInTool, "CYCLEAVG"),
        ] {
            self.add(&subject, figure, values.get(column), None);
        }
        let mut steps = model.routes.iter().flat_map(|route| &route.steps);
        let dedicates = steps.any(|step| step.family == name && step.same_tool_as.is_some());
        let elsewhere = "lots for a certain tool are in no list";
        let unjudged = dedicates.then_some(elsewhere);
        self.add(&subject, Figure::Waiting, values.get("FWLAVG"), unjudged);
        let mut families = model.families.iter();
        let cascades = families.any(|family| family.name == name && family.is_cascading);
        let twice = "two jobs on a tool show one state several times";
        // Tools that are loaded in no time enter no such state.
        let jobs = values.get("LOAD#").filter(|jobs| *jobs > 0.0);
        self.add(&subject, Figure::Failures, values.get("DOWN#"), None);
        let again = "a failure during maintenance enters it twice";
        let maintenances = values.get("PM#");
        self.add(&subject, Figure::Maintenances, maintenances, Some(again));
        let hidden = cascades.then_some(twice);
        self.add(&subject, Figure::Jobs, jobs, hidden);
        let setups = values.get("SETUP#").zip(lots.filter(|lots| *lots > 0.0));
        let setups = setups.map(|(setups, lots)| setups / lots);
        let setups = setups.filter(|setups| *setups > 0.0);
        self.add(&subject, Figure::Setups, setups, hidden);
    }
}

/// The names of the tools of a family, as reports have them: `Etch`, `Etch_2`, `Etch_3`.
fn tools_of(family: &Family) -> impl Iterator<Item = String> {
    let first = &family.first_tool;
    (1..=family.count).map(move |number| match number {
        1 => first.clone(),
        _ => format!("{first}_{number}"),
    })
}

/// Why counts of lots are not judged without a warm-up: reports count those of the start, too.
fn lots_of_start(reports: &Reports, model: &Model) -> Option<&'static str> {
    let has_start = reports.from.is_zero() && !model.orders.initial.is_empty();
    has_start.then_some("lots of the start are in the report")
}

/// The standard deviation of numbers as a share of their mean, in per cent, with n in the
/// denominator of the variance; none of fewer than two and where all are zero.
fn unevenness(lots: &[f64]) -> Option<f64> {
    let count = lots.len() as f64;
    let mean = lots.iter().sum::<f64>() / count;
    let squares: f64 = lots.iter().map(|lots| (lots - mean).powi(2)).sum();
    (lots.len() > 1 && mean > 0.0).then(|| 100.0 * (squares / count).sqrt() / mean)
}

/// Whether some stream of an order has lots of other orders, too.
fn is_mixed(name: &str, streams: &BTreeSet<String>, model: &Model) -> bool {
    let others = model.orders.of_orders.iter();
    let mut others = others.filter(|(other, _)| *other != name);
    others.any(|(_, others)| !others.is_disjoint(streams))
}

/// Lots of an order that left. Where the report does not count them: its net time before due dates
/// over the mean of a lot, which is that of those on time less that of late ones, by their shares.
fn lots_of(values: &Values) -> Option<f64> {
    if let Some(lots) = values.get("LOTCOMPS") {
        return Some(lots);
    }
    let on_time = values.get("ONTIME%")? / 100.0;
    let early = values.get("ONTIMEAVG")?;
    let late = values.get("LATEAVG")?;
    let mean = on_time * early - (1.0 - on_time) * late;
    let lots = values.get("NETONTIME")? / mean;
    // Where both nearly cancel out, the few digits of the shares decide.
    let is_sure = mean.abs() > 0.05 * (early + late);
    (is_sure && lots >= 0.0).then(|| lots.round())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 98, 100 and 102 have mean 100 and the variance 8 / 3.
    #[test]
    fn unevenness_is_of_all_tools() {
        let found = unevenness(&[98.0, 100.0, 102.0]).unwrap();
        assert!((found - (8.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(unevenness(&[5.0, 5.0]), Some(0.0));
        assert_eq!((unevenness(&[5.0]), unevenness(&[0.0, 0.0])), (None, None));
    }
}
