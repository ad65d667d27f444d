//! From debugging entries to an interface: names, types and layouts as the compiler chose them.

use std::collections::{BTreeMap, HashMap, HashSet};

use fishplate_model::{
    Enumeration, Enumerator, Field, Function, INTERFACE_VERSION, Interface, Parameter, Record,
    RecordKind, Signature, Span, Target, Type, TypeKind, Typedef, Unsupported,
};
use gimli::constants as dw;

use super::DebugReading;
use super::base::{base, sized_int};
use super::tree::{Node, Tree};

/// How many types may stand behind each other.
const DEEPEST: u32 = 64;
/// How many types are looked at in all: types that name each other could go on for ever.
const MOST_STEPS: u32 = 5_000_000;

/// Makes the interface of what a library exports.
pub(super) fn interface(
    tree: &Tree,
    target: Target,
    is_exported: &dyn Fn(&str) -> bool,
) -> DebugReading {
    let mut reader = Reader {
        tree,
        names: anonymous_names(tree),
        interface: Interface {
            version: INTERFACE_VERSION,
            target,
            headers: Vec::new(),
            functions: Vec::new(),
            records: Vec::new(),
            enumerations: Vec::new(),
            typedefs: Vec::new(),
            constants: Vec::new(),
            globals: Vec::new(),
            unsupported: Vec::new(),
        },
        records: BTreeMap::new(),
        open: HashSet::new(),
        enumerations: HashSet::new(),
        typedefs: HashSet::new(),
        steps: 0,
    };
    let mut seen = HashSet::new();
    for node in tree.top.iter().filter_map(|place| tree.nodes.get(*place)) {
        match node.tag {
            dw::DW_TAG_subprogram => reader.function(node, is_exported, &mut seen),
            dw::DW_TAG_typedef => reader.typedef(node),
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type if node.name.is_some() => {
                reader.record(node);
            }
            _ => {}
        }
    }
    let mut interface = reader.interface;
    interface.records = reader.records.into_values().collect();
    let budget = (reader.steps >= MOST_STEPS).then(|| "its types are too many".to_owned());
    let notes = tree
        .faults
        .iter()
        .chain(&budget)
        .map(|fault| format!("the debug information was read in part: {fault}"))
        .collect();
    DebugReading { interface, notes }
}

/// The typedefs that name a record or an enumeration without a tag, by node.
fn anonymous_names(tree: &Tree) -> HashMap<usize, String> {
    let mut names = HashMap::new();
    for node in tree.top.iter().filter_map(|place| tree.nodes.get(*place)) {
        if node.tag != dw::DW_TAG_typedef {
            continue;
        }
        let Some((place, to)) = node.ty.and_then(|offset| tree.at(offset)) else {
            continue;
        };
        if let (None, Some(name)) = (&to.name, &node.name) {
            names.entry(place).or_insert_with(|| name.clone());
        }
    }
    names
}

struct Reader<'t> {
    tree: &'t Tree,
    names: HashMap<usize, String>,
    interface: Interface,
    records: BTreeMap<String, Record>,
    /// Records that are being read, so that one that points to itself ends.
    open: HashSet<String>,
    enumerations: HashSet<String>,
    typedefs: HashSet<String>,
    steps: u32,
}

impl Reader<'_> {
    fn span(&self, node: &Node) -> Span {
        let file = node.file.and_then(|file| self.tree.files.get(file));
        Span {
            file: file.cloned().unwrap_or_default(),
            line: node.line.max(1),
            column: 1,
        }
    }

    fn function(
        &mut self,
        node: &Node,
        is_exported: &dyn Fn(&str) -> bool,
        seen: &mut HashSet<String>,
    ) {
        // A definition may leave its name and types to an earlier declaration.
        let declared = node
            .origin
            .and_then(|offset| self.tree.at(offset))
            .map(|(_, node)| node);
        let name = node
            .name
            .as_ref()
            .or(declared.and_then(|node| node.name.as_ref()));
        let linkage = node.linkage_name.as_ref();
        let linkage = linkage.or(declared.and_then(|node| node.linkage_name.as_ref()));
        let Some(name) = name.filter(|name| linkage.is_none_or(|linkage| linkage == *name)) else {
            return;
        };
        let is_external = node.is_external || declared.is_some_and(|node| node.is_external);
        if !is_external || node.is_declaration || !is_exported(name) || !seen.insert(name.clone()) {
            return;
        }
        let ty = node.ty.or(declared.and_then(|node| node.ty));
        let span = self.span(node);
        let (parameters, is_variadic) = self.parameters(node, 0);
        let result = self.ty(ty, 0);
        self.interface.functions.push(Function {
            name: name.clone(),
            symbol: None,
            parameters,
            result,
            is_variadic,
            is_inline: false,
            is_exported: Some(true),
            comment: None,
            span,
        });
    }

    fn parameters(&mut self, node: &Node, depth: u32) -> (Vec<Parameter>, bool) {
        let mut parameters = Vec::new();
        let mut is_variadic = false;
        let tree = self.tree;
        for child in tree.children(node) {
            match child.tag {
                dw::DW_TAG_formal_parameter => {
                    let origin = child.origin.and_then(|offset| tree.at(offset));
                    let declared = origin.map(|(_, node)| node);
                    let ty = child.ty.or(declared.and_then(|node| node.ty));
                    let name = child.name.clone();
                    parameters.push(Parameter {
                        name: name.or_else(|| declared.and_then(|node| node.name.clone())),
                        ty: self.ty(ty, depth),
                        passage: None,
                    });
                }
                dw::DW_TAG_unspecified_parameters => is_variadic = true,
                _ => {}
            }
        }
        (parameters, is_variadic)
    }

    fn typedef(&mut self, node: &Node) {
        let Some(name) = &node.name else { return };
        if !self.typedefs.insert(name.clone()) {
            return;
        }
        let (ty, span) = (self.ty(node.ty, 0), self.span(node));
        self.interface.typedefs.push(Typedef {
            name: name.clone(),
            ty,
            span,
        });
    }

    fn ty(&mut self, offset: Option<usize>, depth: u32) -> Type {
        let plain = |spelling: &str, kind: TypeKind| Type {
            spelling: spelling.to_owned(),
            alias: None,
            is_const: false,
            kind,
        };
        let Some(offset) = offset else {
            return plain("void", TypeKind::Void);
        };
        self.steps = self.steps.saturating_add(1);
        let is_within = depth < DEEPEST && self.steps < MOST_STEPS;
        let Some((place, node)) = self.tree.at(offset).filter(|_| is_within) else {
            let what = "a type that the debug information does not hold".to_owned();
            return plain("", TypeKind::Unsupported { what });
        };
        let node = node.clone();
        match node.tag {
            dw::DW_TAG_const_type => Type {
                is_const: true,
                ..prefixed("const", self.ty(node.ty, depth + 1))
            },
            dw::DW_TAG_volatile_type | dw::DW_TAG_restrict_type | dw::DW_TAG_atomic_type => {
                self.ty(node.ty, depth + 1)
            }
            dw::DW_TAG_typedef => self.alias(&node, depth),
            dw::DW_TAG_base_type => base(&node),
            dw::DW_TAG_pointer_type => self.pointer(&node, depth),
            dw::DW_TAG_subroutine_type => self.callback(&node, depth),
            dw::DW_TAG_array_type => self.array(&node, depth),
            dw::DW_TAG_structure_type | dw::DW_TAG_union_type => {
                let name = self.name(place, &node);
                self.record_named(&name, &node, depth);
                let word = if node.tag == dw::DW_TAG_union_type {
                    "union"
                } else {
                    "struct"
                };
                plain(&format!("{word} {name}"), TypeKind::Record { name })
            }
            dw::DW_TAG_enumeration_type => {
                let name = self.name(place, &node);
                self.enumeration(&name, &node, depth);
                plain(&format!("enum {name}"), TypeKind::Enum { name })
            }
            other => {
                let what = format!("a type of the kind {other}");
                plain("", TypeKind::Unsupported { what })
            }
        }
    }

    fn alias(&mut self, node: &Node, depth: u32) -> Type {
        let name = node.name.clone().unwrap_or_default();
        let inner = self.ty(node.ty, depth + 1);
        let kind = if name == "va_list" || name == "__builtin_va_list" {
            TypeKind::VaList
        } else {
            inner.kind
        };
        Type {
            spelling: name.clone(),
            alias: Some(name),
            is_const: inner.is_const,
            kind,
        }
    }

    fn pointer(&mut self, node: &Node, depth: u32) -> Type {
        let to = self.ty(node.ty, depth + 1);
        if matches!(to.kind, TypeKind::Callback { .. }) {
            return to;
        }
        Type {
            spelling: format!("{} *", to.spelling).replace("* *", "**"),
            alias: None,
            is_const: false,
            kind: TypeKind::Pointer {
                to: Box::new(to),
                is_nullable: None,
            },
        }
    }

    fn callback(&mut self, node: &Node, depth: u32) -> Type {
        let (parameters, is_variadic) = self.parameters(node, depth + 1);
        let result = self.ty(node.ty, depth + 1);
        let parameters = parameters.into_iter().map(|parameter| parameter.ty);
        let signature = Signature {
            parameters: parameters.collect(),
            result,
            is_variadic,
        };
        Type {
            spelling: "function".to_owned(),
            alias: None,
            is_const: false,
            kind: TypeKind::Callback {
                signature: Box::new(signature),
            },
        }
    }

    fn name(&self, place: usize, node: &Node) -> String {
        let given = node
            .name
            .clone()
            .or_else(|| self.names.get(&place).cloned());
        given.unwrap_or_else(|| {
            let span = self.span(node);
            format!("anonymous@{}:{}", span.file, span.line)
        })
    }

    fn array(&mut self, node: &Node, depth: u32) -> Type {
        let mut ty = self.ty(node.ty, depth + 1);
        let tree = self.tree;
        let lengths: Vec<Option<u64>> = tree
            .children(node)
            .filter(|child| child.tag == dw::DW_TAG_subrange_type)
            .map(|child| {
                let bound = child
                    .upper_bound
                    .and_then(|bound| u64::try_from(bound.checked_add(1)?).ok());
                child.count.or(bound)
            })
            .collect();
        for length in lengths.into_iter().rev() {
            let shown = length.map_or_else(String::new, |length| length.to_string());
            ty = Type {
                spelling: format!("{}[{shown}]", ty.spelling),
                alias: None,
                is_const: false,
                kind: TypeKind::Array {
                    element: Box::new(ty),
                    length,
                },
            };
        }
        ty
    }

    fn record(&mut self, node: &Node) {
        if let Some(name) = node.name.clone() {
            self.record_named(&name, node, 0);
        }
    }

    fn record_named(&mut self, name: &str, node: &Node, depth: u32) {
        let is_known = self
            .records
            .get(name)
            .is_some_and(|known| known.size_bytes.is_some());
        if is_known || !self.open.insert(name.to_owned()) {
            return;
        }
        let mut fields = Vec::new();
        let tree = self.tree;
        for child in tree
            .children(node)
            .filter(|child| child.tag == dw::DW_TAG_member)
        {
            let bytes = child.byte_offset.unwrap_or(0);
            let Some(offset_bits) = child.bit_offset.or_else(|| bytes.checked_mul(8)) else {
                continue;
            };
            fields.push(Field {
                name: child.name.clone(),
                ty: self.ty(child.ty, depth + 1),
                offset_bits,
                width_bits: child.bit_size.and_then(|bits| u32::try_from(bits).ok()),
                span: self.span(child),
                passage: None,
            });
        }
        self.open.remove(name);
        let is_union = node.tag == dw::DW_TAG_union_type;
        let record = Record {
            name: name.to_owned(),
            spelling: Some(format!(
                "{} {name}",
                if is_union { "union" } else { "struct" }
            )),
            kind: if is_union {
                RecordKind::Union
            } else {
                RecordKind::Struct
            },
            size_bytes: node.byte_size.filter(|_| !node.is_declaration),
            align_bytes: node.alignment,
            is_packed: false,
            fields,
            comment: None,
            span: self.span(node),
        };
        self.records.insert(name.to_owned(), record);
    }

    fn enumeration(&mut self, name: &str, node: &Node, depth: u32) {
        if !self.enumerations.insert(name.to_owned()) {
            return;
        }
        let underlying = match node.ty {
            Some(_) => self.ty(node.ty, depth + 1),
            None => sized_int(node.byte_size.unwrap_or(4), false),
        };
        let tree = self.tree;
        let members = tree
            .children(node)
            .filter(|child| child.tag == dw::DW_TAG_enumerator);
        let enumerators: Vec<Enumerator> = members
            .filter_map(|child| {
                Some(Enumerator {
                    name: child.name.clone()?,
                    value: child.value?,
                    comment: None,
                })
            })
            .collect();
        let span = self.span(node);
        if enumerators.is_empty() {
            let what = format!("enumeration `{name}`: the debug information has no members of it");
            self.interface.unsupported.push(Unsupported {
                what,
                span: span.clone(),
            });
        }
        self.interface.enumerations.push(Enumeration {
            name: name.to_owned(),
            spelling: Some(format!("enum {name}")),
            underlying,
            is_flags: false,
            enumerators,
            comment: None,
            span,
        });
    }
}

fn prefixed(word: &str, ty: Type) -> Type {
    Type {
        spelling: format!("{word} {}", ty.spelling),
        ..ty
    }
}
