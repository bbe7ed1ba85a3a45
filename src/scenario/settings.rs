//! Every value of a scenario, and every one left at its default, with what its schema and its
//! provenance say of it.

use schemars::JsonSchema;
use serde_json::{Map, Value as Json};

use super::FieldPath;
use super::dated::{BETWEEN, DATED, Timeline};
use super::document::Tree;
use super::field::{Field, described, each_alternative, equations};
use super::provenance::Provenance;
use super::resolved::value_toml;
use super::schema::{Part, alternatives, constants, followed, json_schema, required, types};
use super::tree::{Node, Table, Value};
use super::tunable;
use crate::units::written;

/// A value of a scenario, or one that is left at its default.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Where it is.
    pub path: FieldPath,
    /// The value as written; none where it is left at its default.
    pub value: Option<String>,
    /// What its schema says of it.
    pub field: Field,
    /// The ids of the equations that its description names, or else that of the nearest table
    /// around it which names any.
    pub equations: Vec<String>,
    /// Where the value comes from, if the scenario says so.
    pub provenance: Option<Provenance>,
    /// The file, or the override, in which the value is written.
    pub origin: Option<String>,
    /// Whether it is a number that calibration can change.
    pub is_tunable: bool,
}

/// Every setting of a tree that is a `T`, in the order of its schema's tables and of the file.
pub(super) fn settings<T: JsonSchema>(tree: &Tree) -> Vec<Setting> {
    let schema = json_schema::<T>();
    let mut lister = Lister {
        schema: &schema,
        tree,
        settings: Vec::new(),
    };
    if let Some(part) = schema.as_object() {
        let here = Context {
            path: FieldPath::root(),
            equations: Vec::new(),
            meaning: String::new(),
            is_in_list: false,
        };
        lister.table(&followed(part, &schema), &tree.root, &here);
    }
    lister.settings
}

/// Where the walk stands.
#[derive(Clone)]
struct Context {
    path: FieldPath,
    /// The equations of the tables around.
    equations: Vec<String>,
    /// What the nearest table around it, whose entries have no meaning of their own, means.
    meaning: String,
    is_in_list: bool,
}

impl Context {
    /// The entry `key`, which `part` describes.
    fn field(&self, key: &str, part: &Part, schema: &Json) -> Self {
        let mut inner = self.clone();
        inner.path = self.path.field(key);
        inner.learn(described(part, schema));
        inner
    }

    /// Takes over a description, with the equations that it names.
    fn learn(&mut self, description: String) {
        let named = equations(&description);
        if !named.is_empty() {
            self.equations = named.into_iter().map(str::to_owned).collect();
        }
        if !description.is_empty() {
            self.meaning = description;
        }
    }

    /// What the schema says of a value here.
    fn described(&self, part: &Part, schema: &Json, is_required: bool) -> Field {
        let mut field = Field::of(part, schema, is_required);
        if field.meaning.is_empty() {
            field.meaning.clone_from(&self.meaning);
        }
        field
    }
}

struct Lister<'a> {
    schema: &'a Json,
    tree: &'a Tree,
    settings: Vec<Setting>,
}

impl Lister<'_> {
    fn table(&mut self, part: &Part, table: &Table, here: &Context) {
        let empty = Map::new();
        let fields = part.get("properties").and_then(Json::as_object);
        let fields = fields.unwrap_or(&empty);
        let required = required(part);
        let other = part.get("additionalProperties").and_then(Json::as_object);
        for entry in &table.entries {
            let own = fields.get(&entry.key).and_then(Json::as_object);
            if let Some(part) = own.or(other) {
                let inner = here.field(&entry.key, part, self.schema);
                let is_required = own.is_none() || required.contains(&entry.key.as_str());
                self.node(part, &entry.node, &inner, is_required);
            }
        }
        for (key, field) in fields {
            if let Some(field) = field.as_object()
                && table.get(key).is_none()
                && !required.contains(&key.as_str())
            {
                let inner = here.field(key, field, self.schema);
                self.left_out(field, field.get("default"), &inner);
            }
        }
    }

    /// A value that is written.
    fn node(&mut self, part: &Part, node: &Node, here: &Context, is_required: bool) {
        if let Value::Table(table) = &node.value
            && part.contains_key(DATED)
            && let Some(timeline) = Timeline::of(table)
        {
            for (_, entry) in timeline.points {
                let mut inner = here.clone();
                inner.path = here.path.field(&entry.key);
                self.node(part, &entry.node, &inner, true);
            }
            self.settings
                .extend(timeline.between.map(|node| self.between(node, here)));
            return;
        }
        let chosen = chosen(part, node, self.schema);
        match &node.value {
            Value::Table(table) => {
                let mut here = here.clone();
                here.learn(described(&chosen, self.schema));
                self.table(&chosen, table, &here);
            }
            Value::Array(items) if !node.is_leaf() => {
                let item = chosen.get("items").and_then(Json::as_object);
                for (index, node) in items.iter().enumerate() {
                    let mut here = here.clone();
                    here.path = here.path.item(index);
                    here.is_in_list = true;
                    if let Some(item) = item {
                        self.node(item, node, &here, true);
                    }
                }
            }
            Value::Array(_)
            | Value::String(_)
            | Value::Integer { .. }
            | Value::Float { .. }
            | Value::Boolean(_)
            | Value::Datetime(_) => {
                let source = &self.tree.sources[node.place.file.0];
                self.settings.push(Setting {
                    path: here.path.clone(),
                    value: Some(written_as(&node.value)),
                    field: here.described(part, self.schema, is_required),
                    equations: here.equations.clone(),
                    provenance: node.provenance.as_deref().cloned(),
                    origin: Some(source.name.clone()),
                    is_tunable: !here.is_in_list
                        && is_quantity(&chosen)
                        && tunable::number_of(&node.value).is_some(),
                });
            }
        }
    }

    /// How a value goes from one of its dates to the next.
    fn between(&self, node: &Node, here: &Context) -> Setting {
        Setting {
            path: here.path.field(BETWEEN),
            value: Some(written_as(&node.value)),
            field: Field {
                meaning: "How the value goes from one date to the next".to_owned(),
                unit: None,
                default: Some("steps".to_owned()),
                allowed: "one of `steps`, `lines`".to_owned(),
            },
            equations: here.equations.clone(),
            provenance: node.provenance.as_deref().cloned(),
            origin: Some(self.tree.sources[node.place.file.0].name.clone()),
            is_tunable: false,
        }
    }

    /// A field that is not written. One whose default is a table counts by the fields of that.
    fn left_out(&mut self, part: &Part, default: Option<&Json>, here: &Context) {
        if let Some(Json::Object(values)) = default {
            let target = followed(part, self.schema);
            let fields = target.get("properties").and_then(Json::as_object);
            if let Some(fields) = fields.filter(|_| !values.is_empty()) {
                for (key, field) in fields {
                    if let Some(field) = field.as_object() {
                        let inner = here.field(key, field, self.schema);
                        self.left_out(field, values.get(key), &inner);
                    }
                }
                return;
            }
        }
        let mut field = part.clone();
        field.extend(default.map(|value| ("default".to_owned(), value.clone())));
        self.settings.push(Setting {
            path: here.path.clone(),
            value: None,
            field: here.described(&field, self.schema, false),
            equations: here.equations.clone(),
            provenance: None,
            origin: None,
            is_tunable: false,
        });
    }
}

/// A value as the scenario writes it, a text without its quotes.
fn written_as(value: &Value) -> String {
    value
        .text()
        .map_or_else(|| value_toml(value), str::to_owned)
}

/// Whether a part takes numbers or quantities of which the number can be changed.
fn is_quantity(part: &Part) -> bool {
    let format = part.get("format").and_then(Json::as_str);
    let types = types(part);
    let is_number = types.contains(&"integer") || types.contains(&"number");
    is_number || (part.contains_key("x-unit") && format != Some("date"))
}

/// The alternative of a part that describes a value: the first that fits, else the first.
fn chosen(part: &Part, node: &Node, schema: &Json) -> Part {
    let mut first = None;
    let mut fitting = None;
    each_alternative(part, schema, &mut |part| {
        if fitting.is_none() && fits(part, node, schema) {
            fitting = Some(part.clone());
        }
        if first.is_none() {
            first = Some(part.clone());
        }
    });
    fitting.or(first).unwrap_or_default()
}

/// Whether a value looks like what a part without alternatives describes.
fn fits(part: &Part, node: &Node, schema: &Json) -> bool {
    let text = node.value.text();
    if let Some(known) = constants(part) {
        return text.is_some_and(|text| known.contains(&text));
    }
    let format = part.get("format").and_then(Json::as_str);
    if let (Some(format), Some(text)) = (format, text)
        && let Some(checked) = written::check(format, text)
    {
        return checked.is_ok();
    }
    let types = types(part);
    let takes = |name: &str| types.is_empty() || types.contains(&name);
    match &node.value {
        Value::Table(table) => takes("object") && fits_table(part, table, schema),
        Value::Array(_) => takes("array"),
        Value::Integer { .. } => takes("integer") || takes("number") || takes("string"),
        Value::Float { .. } => takes("number") || takes("string"),
        Value::Boolean(_) => takes("boolean") || takes("string"),
        Value::String(_) | Value::Datetime(_) => takes("string"),
    }
}

/// Whether a part has the keys of a table, and the constants that tell it from its alternatives.
fn fits_table(part: &Part, table: &Table, schema: &Json) -> bool {
    if part
        .get("additionalProperties")
        .is_some_and(Json::is_object)
    {
        return true;
    }
    let fields = part.get("properties").and_then(Json::as_object);
    table.entries.iter().all(|entry| {
        let field = fields.and_then(|fields| fields.get(&entry.key)?.as_object());
        field.is_some_and(|field| {
            let field = followed(field, schema);
            let known = constants(&field).filter(|_| alternatives(&field).is_empty());
            known.is_none_or(|known| {
                entry
                    .node
                    .value
                    .text()
                    .is_some_and(|text| known.contains(&text))
            })
        })
    })
}
