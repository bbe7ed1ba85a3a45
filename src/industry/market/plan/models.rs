//! The computer models that are sold: price, weight, when they are on sale, and orders of their own
//! (equation E44).

use super::super::spec::{MarketFile, SaleFile};
use crate::industry::shared::counts;
use crate::industry::shared::names::Names;
use crate::scenario::{Fault, FieldPath, Named, Problems};
use crate::units::{Date, Duration, Fen, Law, NumberLaw, Rate, SimTime};

/// The most computers of an order, at which draws are cut; a contract may have as many.
pub(in crate::industry::market) const MOST_COMPUTERS: u32 = 100_000_000;

/// The first instant of a day, at the earliest the start of the run.
pub(super) fn begin(date: Option<Date>, run_start: Date) -> SimTime {
    date.and_then(|date| date.begins(run_start))
        .unwrap_or(SimTime::ZERO)
}

/// A computer model as it is sold.
#[derive(Clone, Debug)]
pub(in crate::industry::market) struct Sale {
    /// Its list price.
    pub(in crate::industry::market) price: Fen,
    /// How often tenders and buyers order it, relative to the others on sale.
    pub(in crate::industry::market) weight: f64,
    /// The first instant at which it is ordered.
    pub(in crate::industry::market) launch: SimTime,
    /// The first instant at which it is no longer ordered.
    pub(in crate::industry::market) end: SimTime,
    /// Computers that are built beyond those ordered, if there is a limit.
    pub(in crate::industry::market) target_stock: Option<u32>,
    /// Orders for it alone.
    pub(in crate::industry::market) own: Option<OwnDemand>,
}

/// Orders for one model alone: a compound Poisson process.
#[derive(Clone, Debug)]
pub(in crate::industry::market) struct OwnDemand {
    pub(in crate::industry::market) rate: Rate,
    pub(in crate::industry::market) computers: NumberLaw,
    pub(in crate::industry::market) due: Duration,
}

impl Sale {
    /// Whether the model is ordered at an instant.
    pub(in crate::industry::market) fn is_on_sale(&self, now: SimTime) -> bool {
        self.launch <= now && now < self.end
    }
}

/// The models in the order of their names; some of them is ordered.
pub(super) fn check_models(
    file: &MarketFile,
    start: Date,
    names: &Names,
    at: &FieldPath,
    problems: &mut Problems,
) -> Vec<Sale> {
    let (models, at) = (&file.models, &at.field("models"));
    for (name, row) in models.iter() {
        if !names.models.iter().any(|known| known == name) {
            let known = names.models.iter().map(String::as_str);
            problems.unknown_name(at.field(name), "computer model", name, known);
        }
        row.check(file.elasticity > 0.0, &at.field(name), problems);
    }
    let sale = |name: &String| models.get(name).cloned().unwrap_or_default().sale(start);
    let sales: Vec<Sale> = names.models.iter().map(sale).collect();
    let weights: f64 = sales.iter().map(|sale| sale.weight).sum();
    if weights <= 0.0 && sales.iter().all(|sale| sale.own.is_none()) {
        let help = "give at least one model a weight above 0, or `orders` of its own";
        problems.add(
            at,
            Fault::invalid("no computer model is ever ordered", help),
        );
    }
    sales
}

impl SaleFile {
    /// Checks the row at `at`; with an elasticity a price is divided by.
    fn check(&self, is_elastic: bool, at: &FieldPath, problems: &mut Problems) {
        let Self {
            price,
            weight: _,
            launch,
            end,
            target_stock: _,
            orders,
            computers,
            due,
        } = self;
        if *price < Fen::ZERO || (is_elastic && *price == Fen::ZERO) {
            let allowed = if is_elastic {
                "above 0 CNY, as `market.elasticity` compares prices"
            } else {
                "0 CNY or more"
            };
            problems.add(at.field("price"), Fault::out_of_range(price, allowed));
        }
        if let (Some(launch), Some(end)) = (launch, end)
            && end <= launch
        {
            let allowed = format!("a day after {launch}, the `launch`");
            problems.add(at.field("end"), Fault::out_of_range(end, allowed));
        }
        if orders.is_none() {
            let unused = [("computers", computers.is_some()), ("due", due.is_some())];
            for (field, _) in unused.into_iter().filter(|(_, is_given)| *is_given) {
                let help = "give `orders`, or leave this out";
                let fault = Fault::invalid("the model has no orders of its own", help);
                problems.add(at.field(field), fault);
            }
        }
        if let Some(computers) = computers {
            let at = at.field("computers");
            counts::check(computers, MOST_COMPUTERS, &at, problems);
        }
    }

    /// The row in a run that starts on `start`.
    fn sale(self, start: Date) -> Sale {
        let computers = self
            .computers
            .unwrap_or_else(|| NumberLaw::new(Law::Constant { value: 200.0 }));
        let due = self.due.unwrap_or(Duration::days(30));
        Sale {
            price: self.price,
            weight: self.weight,
            launch: begin(self.launch, start),
            end: self.end.map_or(SimTime::MAX, |end| begin(Some(end), start)),
            target_stock: self.target_stock,
            own: self.orders.map(|rate| OwnDemand {
                rate,
                computers,
                due,
            }),
        }
    }
}

/// Checks that a contract which is placed on `date` is for a model that is on sale then.
pub(super) fn check_on_sale(
    models: &Named<SaleFile>,
    model: &str,
    date: Date,
    start: Date,
    at: &FieldPath,
    problems: &mut Problems,
) {
    let Some(sale) = models.get(model) else {
        return;
    };
    let placed = date.max(start);
    let allowed = match (sale.launch, sale.end) {
        (Some(launch), _) if placed < launch => {
            format!("{launch} or later, the launch of model `{model}`")
        }
        (_, Some(end)) if placed >= end => {
            format!("before {end}, the end of model `{model}`")
        }
        _ => return,
    };
    problems.add(at.field("date"), Fault::out_of_range(date, allowed));
}
