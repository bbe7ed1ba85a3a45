//! A small park that mechanisms are added to: one product, one model, parts, orders, and people who
//! come and work elsewhere.

use toml::{Table, Value};

use crate::parks::draw::Draw;

/// Days of a run: the three months from January to March.
pub(super) const DAYS: u32 = 90;
/// The length of a tick in hours.
pub(super) const TICK: f64 = 12.0;

/// The tables of a scenario.
#[derive(Clone)]
pub(super) struct Park(pub(super) Table);

impl Park {
    /// The park without any mechanism. The first `warmup` days are left out of the statistics.
    pub(super) fn plain(draw: &mut Draw, warmup: u32) -> Self {
        let mut park = Self(Table::new());
        park.add(&format!(
            r#"
            [scenario]
            title = "A pair of mechanisms"
            question = "Which laws do they break?"
            [run]
            start = "2019-01-01"
            until = "{DAYS} d"
            warmup = "{warmup} d"
            tick = "{TICK} h"
            observe = "1 d"
            [limits]
            "#
        ));
        park.add(&format!(
            r#"
            [talent.channels.steady]
            kind = "poisson"
            rate = "{:.2} /d"
            [talent.channels.steady.persons]
            tier = "technician"
            share_operator = 0.1
            share_technician = 0.1
            share_engineer = 0.1
            share_assembler = 0.3
            [careers]
            "#,
            draw.real(1.0, 3.0)
        ));
        park.add(&goods(draw));
        park.add(&format!(
            r#"
            [market.models.desktop]
            price = "4500 CNY"
            [market.buyers]
            initial = {}
            orders = "1 /wk"
            computers = "uniform(low=5, high=25)"
            [finance]
            [finance.capital.first]
            date = "2019-01-01"
            amount = "20 M CNY"
            "#,
            draw.whole(10, 25)
        ));
        park
    }

    /// Lays a text over the scenario: tables merge key by key, and values replace what is there.
    ///
    /// # Panics
    /// If the text is no TOML.
    pub(super) fn add(&mut self, text: &str) {
        let more: Table = text
            .parse()
            .unwrap_or_else(|error| panic!("{error}\n{text}"));
        merge(&mut self.0, more);
    }

    /// The value at a path such as `assembly.lines`.
    pub(super) fn at(&self, path: &str) -> Option<&Value> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut found = self.0.get(first)?;
        for key in rest.split('.').filter(|key| !key.is_empty()) {
            found = found.get(key)?;
        }
        Some(found)
    }

    /// The rows of a table; none where it is left out.
    pub(super) fn rows(&self, path: &str) -> impl Iterator<Item = (&str, &Value)> {
        let table = self.at(path).and_then(Value::as_table);
        let rows = table.into_iter().flat_map(Table::iter);
        rows.map(|(name, value)| (name.as_str(), value))
    }

    /// The number at a path, or that at the start of a text such as `4500 CNY`.
    pub(super) fn number(&self, path: &str) -> Option<f64> {
        self.at(path).and_then(number)
    }

    /// The number at a path that the scenario sets.
    ///
    /// # Panics
    /// If it does not.
    pub(super) fn set_number(&self, path: &str) -> f64 {
        let number = self.number(path);
        number.unwrap_or_else(|| panic!("`{path}` is no number"))
    }

    /// Takes a row out of a table.
    pub(super) fn remove(&mut self, path: &str, key: &str) {
        let mut table = Some(&mut self.0);
        for name in path.split('.') {
            table = table.and_then(|table| table.get_mut(name)?.as_table_mut());
        }
        if let Some(table) = table {
            table.remove(key);
        }
    }

    /// The scenario file.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }
}

/// The number of a value, or the one at the start of a text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(whole) => Some(*whole as f64),
        Value::Float(real) => Some(*real),
        Value::String(text) => text.split(' ').next()?.parse().ok(),
        Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

/// Wafers from a foundry, the back end, one part, and the lines: about 60 chips come a day.
fn goods(draw: &mut Draw) -> String {
    let lead = draw.law(120.0);
    format!(
        r#"
        [supply.parts.board]
        base_stock = {}
        lead = {lead}
        price = "300 CNY"
        [fab]
        mode = "foundry"
        [fab.foundry]
        lead = "uniform(low=6 d, high=10 d)"
        price = "1000 CNY"
        [fab.products.cpu]
        [fab.streams.cpu]
        product = "cpu"
        wafers_per_lot = 5
        interval = "exponential(mean=2 d)"
        [backend.wafer]
        diameter = "100 mm"
        [backend.products.cpu]
        die_area = "150 mm2"
        [backend.probe]
        testers = 1
        sites = 2
        time_per_die = "20 s"
        [backend.final_test]
        testers = 1
        sites = 2
        time_per_chip = "30 s"
        [assembly]
        lines = 2
        takt = "{:.1} min"
        oee = 0.9
        line_time = "30 min"
        carrier_size = 6
        assemblers_per_line = 3
        buffer = 60
        models.desktop.kit = {{ cpu = 1, board = 1 }}
        "#,
        draw.whole(400, 900),
        draw.real(8.0, 16.0)
    )
}

fn merge(into: &mut Table, more: Table) {
    for (key, value) in more {
        match (into.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => merge(below, above),
            (_, value) => {
                into.insert(key, value);
            }
        }
    }
}
