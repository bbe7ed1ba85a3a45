//! Warnings about wafers, chips, parts and computers that nobody makes, takes or can move.

use crate::industry::Park;
use crate::industry::assembly::Assembly;
use crate::industry::shared::warnings::Warnings;
use crate::industry::supply::{Kept, Supply};
use crate::units::SimTime;
use crate::units::spoken::{agreeing, plural};

impl Park {
    /// Warnings about goods that are missing, in vain, or too many.
    pub(super) fn missing_goods(&self) -> Warnings {
        let mut warnings = Warnings::default();
        warnings.extend(self.small_stocks());
        self.warn_of_missing_chips(&mut warnings);
        warnings.extend(self.unused_parts());
        warnings.extend(self.busy_stations());
        warnings.extend(self.missing_models());
        warnings
    }

    /// A warning for each part of which less is kept in stock than a carrier of a model takes.
    fn small_stocks(&self) -> Vec<String> {
        let (Some(assembly), Some(supply)) = (&self.assembly, &self.supply) else {
            return Vec::new();
        };
        let mut warnings = Vec::new();
        for of in supply.kept() {
            let Kept {
                name,
                most: Some(kept),
                initial,
                field,
                ..
            } = of
            else {
                continue;
            };
            let takes = |&(_, part, units): &(&str, _, u64)| part == of.id && units > kept.into();
            for (model, _, units) in assembly.carriers().filter(takes) {
                let never = if u64::from(initial) < units {
                    "never begun"
                } else {
                    "begun only while the stock of the start lasts"
                };
                let (takes, are) = (plural(units, "unit", "units"), agreeing(&kept, "is", "are"));
                let raise = if field == "order_quantity" {
                    format!("raise `supply.parts.{name}.{field}`")
                } else {
                    format!("raise `supply.parts.{name}.{field}` to {units}")
                };
                warnings.push(format!(
                    "a carrier of model `{model}` takes {takes} of part `{name}`, and {kept} {are} \
                     kept: it is {never}; {raise} or lower `assembly.carrier_size`"
                ));
            }
        }
        warnings
    }

    /// Warns of chips that a model needs and nobody makes, that are in no kit, or of which hardly
    /// one is good.
    fn warn_of_missing_chips(&self, warnings: &mut Warnings) {
        let Some(backend) = &self.backend else {
            return;
        };
        let Some(fab) = &self.fab else {
            warnings.push("the back end gets no wafers: the scenario has no `fab`");
            return;
        };
        warnings.extend(backend.without_yield(fab.densities().0));
        let Some(assembly) = &self.assembly else {
            return;
        };
        for (name, part, product) in backend.chips() {
            let mut takers = assembly.needs().filter(|(_, _, of, _)| *of == part);
            let taker = takers.next();
            let is_made = fab.makes(product, self.plan.horizon);
            let is_later = fab.makes_later(product, self.plan.horizon);
            match taker {
                Some((model, ..)) if !is_made && is_later => {
                    let what = format!(
                        "chips of product `{name}` for model `{model}` (`fab.streams`, `fab.lots`)"
                    );
                    warnings.late(1, what);
                }
                Some((model, ..)) if !is_made => warnings.push(format!(
                    "model `{model}` is never begun: it needs chips of product `{name}`, and no \
                     lot of it starts in the run; see `fab.streams`"
                )),
                None if is_made => warnings.push(format!(
                    "no computer takes chips of product `{name}`, which pile up: put them into a \
                     kit of `assembly.models` with a share above 0, or start no lots of them"
                )),
                Some(_) | None => {}
            }
        }
    }

    /// A warning for each part that is kept for kits and is in none.
    fn unused_parts(&self) -> Vec<String> {
        let kept = self.supply.iter().flat_map(Supply::kept);
        let taken: Vec<_> = self
            .assembly
            .iter()
            .flat_map(Assembly::needs)
            .map(|(_, _, part, _)| part)
            .collect();
        let unused = kept.filter(|part| !taken.contains(&part.id));
        unused
            .map(|part| {
                let name = part.name;
                format!(
                    "nothing takes part `{name}`: put it into a kit of `assembly.models` or \
                     `supply.demands`, or leave it out"
                )
            })
            .collect()
    }

    /// A warning for each station of the back end that has more work than time.
    fn busy_stations(&self) -> Vec<String> {
        let (Some(fab), Some(backend)) = (&self.fab, &self.backend) else {
            return Vec::new();
        };
        let flows: Vec<_> = fab.flows(self.plan.horizon).collect();
        let loads = backend.station_loads(&flows, fab.densities().1);
        // With a server for each lot none waits, however long it takes.
        let per_hour: f64 = flows.iter().map(|(_, lots, _)| lots).sum();
        let lots = per_hour * self.plan.horizon.as_hours();
        let busy = loads.into_iter();
        let busy =
            busy.filter(|&(_, servers, load)| load >= 1.0 && lots > f64::from(servers) + 0.5);
        busy.map(|(name, _, load)| {
            let field = match name {
                "probe" => "backend.probe.testers".to_owned(),
                "burn_in" => "backend.burn_in.ovens".to_owned(),
                "final_test" => "backend.final_test.testers".to_owned(),
                step => format!("backend.steps.{step}.servers"),
            };
            format!(
                "station `{name}` of the back end has a load of {:.0} %: its queue grows as long \
                 as lots come; raise `{field}`",
                100.0 * load
            )
        })
        .collect()
    }

    /// Warnings about models that are ordered and never built, or built and never ordered.
    fn missing_models(&self) -> Vec<String> {
        let Some(market) = &self.market else {
            return Vec::new();
        };
        let end = SimTime::ZERO + self.plan.horizon;
        let Some(assembly) = &self.assembly else {
            return vec!["no order is ever filled: the scenario has no `assembly`".to_owned()];
        };
        let mut warnings = Vec::new();
        for (name, id, is_ordered) in market.demanded(end) {
            let is_built = assembly.needs().any(|(_, model, ..)| model == id);
            if is_ordered && !is_built {
                warnings.push(format!(
                    "orders for model `{name}` are never filled, as none is built: raise \
                     `assembly.models.{name}.share`, or let nobody order it"
                ));
            } else if is_built && !is_ordered && market.is_built_to_stock(id) {
                warnings.push(format!(
                    "model `{name}` is built and never ordered: raise \
                     `market.models.{name}.weight`, give a contract, or set \
                     `assembly.models.{name}.share` to 0"
                ));
            }
        }
        warnings
    }
}
