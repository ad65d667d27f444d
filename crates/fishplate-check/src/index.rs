//! Finds the items of both sides by name. Nothing is compared here.

use std::collections::{HashMap, HashSet};

use fishplate_model::{
    CallSite, Constant, ConstantValue, Declarations, DeclaredFunction, DeclaredKind,
    DeclaredRecord, DeclaredResult, Enumeration, Function, Interface, Record, Span, Type, TypeKind,
    Typedef,
};

use crate::spelling;

/// How many typedefs of typedefs are followed.
const TYPEDEFS: u32 = 100;

/// The items of an interface by name.
#[derive(Debug)]
pub(crate) struct Native<'a> {
    pub(crate) interface: &'a Interface,
    functions: HashMap<&'a str, &'a Function>,
    records: HashMap<&'a str, &'a Record>,
    enumerations: HashMap<&'a str, &'a Enumeration>,
    typedefs: HashMap<&'a str, &'a Typedef>,
    /// Functions that the reader saw and could not read.
    unread: HashSet<&'a str>,
    /// Records that the reader took apart, since an error of the compiler touches them.
    torn: HashSet<&'a str>,
    constants: HashMap<&'a str, i128>,
    /// Constants by their name without case and underscores; none where two differ.
    loose_constants: HashMap<String, Option<i128>>,
}

impl<'a> Native<'a> {
    pub(crate) fn new(interface: &'a Interface) -> Self {
        let mut functions = HashMap::new();
        for function in &interface.functions {
            functions.entry(function.name.as_str()).or_insert(function);
        }
        let is_apple = interface.target.triple.contains("apple");
        for function in &interface.functions {
            if let Some(symbol) = &function.symbol {
                // `dlsym` adds the underscore that every C name has in Apple's symbol tables.
                let name = match symbol.strip_prefix('_') {
                    Some(name) if is_apple => name,
                    _ => symbol,
                };
                functions.insert(name, function);
            }
        }
        let constants = constants(interface);
        let mut loose_constants: HashMap<String, Option<i128>> = HashMap::new();
        for (name, value) in &constants {
            loose_constants
                .entry(squashed(name))
                .and_modify(|known| *known = known.filter(|known| known == value))
                .or_insert(Some(*value));
        }
        Self {
            interface,
            unread: interface
                .unsupported
                .iter()
                .filter_map(|one| one.what.strip_prefix("function `")?.split('`').next())
                .collect(),
            torn: interface
                .unsupported
                .iter()
                .filter_map(|one| one.what.strip_prefix("record `")?.split('`').next())
                .collect(),
            functions,
            records: by_name(&interface.records, |record| &record.name),
            enumerations: by_name(&interface.enumerations, |one| &one.name),
            typedefs: by_name(&interface.typedefs, |typedef| &typedef.name),
            constants,
            loose_constants,
        }
    }

    pub(crate) fn function(&self, symbol: &str) -> Option<&'a Function> {
        self.functions.get(symbol).copied()
    }

    /// Whether the header has a function that the reader could not read.
    pub(crate) fn is_unread(&self, symbol: &str) -> bool {
        self.unread.contains(symbol)
    }

    /// Whether the reader could not lay out a record that the header has.
    pub(crate) fn is_torn(&self, record: &Record) -> bool {
        self.torn.contains(record.name.as_str())
    }

    pub(crate) fn record(&self, name: &str) -> Option<&'a Record> {
        self.records.get(name).copied()
    }

    pub(crate) fn enumeration(&self, name: &str) -> Option<&'a Enumeration> {
        self.enumerations.get(name).copied()
    }

    /// The value of a macro or an enumerator.
    pub(crate) fn constant(&self, name: &str) -> Option<i128> {
        self.constants.get(name).copied()
    }

    /// The value of the one constant whose name differs in case and underscores only.
    pub(crate) fn loose_constant(&self, name: &str) -> Option<i128> {
        self.loose_constants.get(&squashed(name)).copied().flatten()
    }

    /// The typedef names of a type, from the outermost on.
    pub(crate) fn aliases(&self, ty: &'a Type) -> Vec<&'a str> {
        let mut names = Vec::new();
        let mut next = ty.alias.as_deref();
        for _ in 0..TYPEDEFS {
            let Some(name) = next else { break };
            names.push(name);
            next = self
                .typedefs
                .get(name)
                .and_then(|typedef| typedef.ty.alias.as_deref());
        }
        names
    }

    /// The name in ctypes of a type whose typedef is as wide on every target, or as an address.
    pub(crate) fn known_type(&self, ty: &Type) -> Option<&'static str> {
        let mut next = ty.alias.as_deref();
        for _ in 0..TYPEDEFS {
            let alias = next?;
            if let Some(known) = spelling::well_known(alias) {
                return Some(known);
            }
            next = self.typedefs.get(alias)?.ty.alias.as_deref();
        }
        None
    }

    /// The typedef that a type is spelt by.
    pub(crate) fn typedef(&self, ty: &Type) -> Option<&'a Typedef> {
        self.typedefs.get(ty.alias.as_deref()?).copied()
    }

    /// How C spells what a typedef names.
    pub(crate) fn typedef_spelling(&self, name: &str) -> Option<&'a str> {
        self.typedefs
            .get(name)
            .map(|typedef| typedef.ty.spelling.as_str())
    }

    /// Whether a constant is a macro and no enumerator.
    pub(crate) fn is_macro(&self, name: &str) -> bool {
        self.interface.constants.iter().any(|one| one.name == name)
    }

    /// Where a macro or an enumerator is defined; for the latter, its enumeration.
    pub(crate) fn constant_place(&self, name: &str) -> Option<&'a Span> {
        let interface = self.interface;
        let is_member =
            |enumeration: &&Enumeration| enumeration.enumerators.iter().any(|one| one.name == name);
        interface
            .constants
            .iter()
            .find(|one| one.name == name)
            .map(|one| &one.span)
            .or_else(|| {
                let enumeration = interface.enumerations.iter().find(is_member)?;
                Some(&enumeration.span)
            })
    }

    pub(crate) fn typedef_named(&self, name: &str) -> Option<&'a Typedef> {
        self.typedefs.get(name).copied()
    }

    /// The record that a typedef names by value.
    pub(crate) fn record_of_typedef(&self, name: &str) -> Option<&'a Record> {
        match &self.typedefs.get(name)?.ty.kind {
            TypeKind::Record { name } => self.record(name),
            _ => None,
        }
    }
}

fn by_name<T>(items: &[T], name: impl Fn(&T) -> &String) -> HashMap<&str, &T> {
    let mut map = HashMap::new();
    for item in items {
        map.entry(name(item).as_str()).or_insert(item);
    }
    map
}

fn constants(interface: &Interface) -> HashMap<&str, i128> {
    let integer = |constant: &Constant| match constant.value {
        ConstantValue::Int { value, .. } => Some(value),
        ConstantValue::Float { .. } | ConstantValue::Text { .. } => None,
    };
    let macros = interface
        .constants
        .iter()
        .filter_map(|one| Some((one.name.as_str(), integer(one)?)));
    let enumerators = interface
        .enumerations
        .iter()
        .flat_map(|enumeration| &enumeration.enumerators)
        .map(|one| (one.name.as_str(), one.value));
    // A macro is what a user of the header gets where both have the name.
    enumerators.chain(macros).collect()
}

/// A name without case and underscores.
pub(crate) fn squashed(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// The declarations of a project by name.
#[derive(Debug)]
pub(crate) struct Declared<'a> {
    pub(crate) all: &'a Declarations,
    records: HashMap<&'a str, &'a DeclaredRecord>,
    calls: HashMap<&'a str, Vec<&'a CallSite>>,
    /// How many parameters, results and fields are declared by the type that stands at a place.
    shared: HashMap<&'a Span, usize>,
    /// The functions of which something is declared somewhere.
    known: HashMap<&'a str, Vec<&'a DeclaredFunction>>,
}

impl<'a> Declared<'a> {
    pub(crate) fn new(all: &'a Declarations) -> Self {
        let mut calls: HashMap<&str, Vec<&CallSite>> = HashMap::new();
        for call in &all.calls {
            calls.entry(call.symbol.as_str()).or_default().push(call);
        }
        let mut known: HashMap<&str, Vec<&DeclaredFunction>> = HashMap::new();
        for function in all.functions.iter().filter(|one| !is_bare(one)) {
            known
                .entry(function.symbol.as_str())
                .or_default()
                .push(function);
        }
        let shared = shared(all);
        Self {
            all,
            shared,
            records: by_name(&all.records, |record| &record.name),
            calls,
            known,
        }
    }

    pub(crate) fn record(&self, name: &str) -> Option<&'a DeclaredRecord> {
        self.records.get(name).copied()
    }

    pub(crate) fn calls(&self, symbol: &str) -> &[&'a CallSite] {
        self.calls.get(symbol).map_or(&[], Vec::as_slice)
    }

    /// Whether the type at a place declares more than one thing, as in a loop or `[c_int] * 3`.
    pub(crate) fn is_shared(&self, place: &Span) -> bool {
        self.shared.get(place).is_some_and(|count| *count > 1)
    }

    /// The functions to be judged: a bare use of one that is declared elsewhere says nothing.
    pub(crate) fn functions(&self) -> impl Iterator<Item = (usize, &'a DeclaredFunction)> {
        self.all
            .functions
            .iter()
            .enumerate()
            .filter(|(_, function)| !is_bare(function) || !self.is_declared_elsewhere(function))
    }

    fn is_declared_elsewhere(&self, bare: &DeclaredFunction) -> bool {
        let known = self.known.get(bare.symbol.as_str());
        known.is_some_and(|known| {
            known.iter().any(|one| {
                one.library == bare.library || one.library.is_empty() || bare.library.is_empty()
            })
        })
    }
}

fn shared(all: &Declarations) -> HashMap<&Span, usize> {
    let mut shared: HashMap<&Span, usize> = HashMap::new();
    let functions = all.functions.iter().flat_map(|function| {
        let result = match &function.result {
            DeclaredResult::Type { ty } => Some(ty),
            DeclaredResult::Unset => None,
        };
        function.arguments.iter().flatten().chain(result)
    });
    let fields = all.records.iter().flat_map(|record| &record.fields);
    let fields = fields.flatten().map(|field| &field.ty);
    for outer in functions.chain(fields) {
        // A part of a type often has no place but that of the whole, which counts once.
        let mut places = vec![&outer.span];
        let mut next = Some(outer);
        while let Some(ty) = next {
            next = match &ty.kind {
                DeclaredKind::Pointer { to: inner }
                | DeclaredKind::Array { element: inner, .. } => Some(inner),
                _ => None,
            };
            if !places.contains(&&ty.span) {
                places.push(&ty.span);
            }
        }
        for place in places {
            *shared.entry(place).or_default() += 1;
        }
    }
    shared
}

/// Whether nothing is declared of a function.
pub(crate) fn is_bare(function: &DeclaredFunction) -> bool {
    function.arguments.is_none()
        && function.result == DeclaredResult::Unset
        && !function.has_errcheck
}
