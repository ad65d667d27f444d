//! Writes an interface back as C, so that the C compiler can say where it is wrong.
//!
//! Every function is declared again with types rebuilt from the model (a conflict is an error),
//! and every size, offset, enumerator and constant becomes a `_Static_assert`.

#![allow(unreachable_pub, reason = "a module of several test programs")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "only tests call it")]

use std::collections::HashMap;
use std::fmt::Write;

use fishplate_model::{ConstantValue, Interface, Record, RecordKind, Type, TypeKind};

/// A checker's source, and how much it claims.
#[derive(Default)]
pub struct Checker {
    pub source: String,
    pub functions: usize,
    pub assertions: usize,
    /// Claims that C cannot state, such as those on bit-fields.
    pub unstated: Vec<String>,
}

impl Checker {
    pub fn new(interface: &Interface) -> Self {
        let mut checker = Self::default();
        let names = Names::new(interface);
        checker.constants(interface);
        checker.enumerators(interface);
        checker.functions(interface, &names);
        checker.records(interface, &names);
        checker
    }

    fn claim(&mut self, condition: &str, what: &str) {
        self.assertions += 1;
        let what = what.replace(['"', '\\'], "'");
        let _ = writeln!(self.source, "_Static_assert({condition}, \"{what}\");");
    }

    fn constants(&mut self, interface: &Interface) {
        for one in &interface.constants {
            let name = &one.name;
            match &one.value {
                ConstantValue::Int {
                    value,
                    bits,
                    is_signed,
                } => {
                    let literal = literal(*value);
                    self.claim(&format!("({name}) == {literal}"), name);
                    self.claim(&format!("sizeof({name}) * 8 == {bits}"), name);
                    let sign = u8::from(*is_signed);
                    self.claim(&format!("(((__typeof__({name}))-1) < 0) == {sign}"), name);
                }
                ConstantValue::Float { text, .. } => {
                    self.claim(&format!("(double)({name}) == {text}"), name);
                }
                ConstantValue::Text { value } => {
                    let length = value.len() + 1;
                    self.claim(&format!("sizeof({name}) == {length}"), name);
                    self.claim(
                        &format!("__builtin_strcmp({name}, {}) == 0", quoted(value)),
                        name,
                    );
                }
            }
        }
    }

    fn enumerators(&mut self, interface: &Interface) {
        for one in interface
            .enumerations
            .iter()
            .flat_map(|all| &all.enumerators)
        {
            self.claim(
                &format!("{} == {}", one.name, literal(one.value)),
                &one.name,
            );
        }
        for one in &interface.enumerations {
            let TypeKind::Int { bits, .. } = one.underlying.kind else {
                continue;
            };
            if let Some(spelling) = &one.spelling {
                self.claim(&format!("sizeof({spelling}) * 8 == {bits}"), spelling);
            }
        }
    }

    fn functions(&mut self, interface: &Interface, names: &Names) {
        for one in &interface.functions {
            let parameters: Vec<&Type> = one.parameters.iter().map(|one| &one.ty).collect();
            // A macro of the same name must not be expanded here.
            let declarator = format!(
                "({}){}",
                one.name,
                names.parameters(&parameters, one.is_variadic)
            );
            let _ = writeln!(
                self.source,
                "#undef {}\n{};",
                one.name,
                names.declare(&one.result, &declarator)
            );
            self.functions += 1;
        }
        for one in &interface.globals {
            let declaration = names.declare(&one.ty, &one.name);
            let _ = writeln!(self.source, "#undef {}\nextern {declaration};", one.name);
        }
    }

    fn records(&mut self, interface: &Interface, names: &Names) {
        for record in &interface.records {
            for field in record.fields.iter().filter_map(|one| one.name.as_deref()) {
                let _ = writeln!(self.source, "#undef {field}");
            }
        }
        for record in interface
            .records
            .iter()
            .filter(|record| record.size_bytes.is_some())
        {
            let Some(ty) = names.types.get(&record.name) else {
                self.unstated.push(record.name.clone());
                continue;
            };
            let (size, align) = (record.size_bytes.unwrap(), record.align_bytes.unwrap());
            self.claim(&format!("sizeof({ty}) == {size}"), &record.name);
            self.claim(&format!("_Alignof({ty}) == {align}"), &record.name);
            self.fields(interface, record, ty, 0);
        }
    }

    fn fields(&mut self, interface: &Interface, record: &Record, ty: &str, base_bits: u64) {
        for field in &record.fields {
            let offset = base_bits + field.offset_bits;
            match (&field.name, &field.ty.kind) {
                (Some(name), _) if field.width_bits.is_some() => {
                    self.unstated.push(format!("{}.{name}", record.name));
                }
                (Some(name), _) => {
                    let claim = format!("__builtin_offsetof({ty}, {name}) * 8 == {offset}");
                    self.claim(&claim, &format!("{}.{name}", record.name));
                }
                (None, TypeKind::Record { name }) => {
                    let inner = interface
                        .records
                        .iter()
                        .find(|one| one.name == *name)
                        .unwrap();
                    self.fields(interface, inner, ty, offset);
                }
                _ => {}
            }
        }
    }
}

/// How C names the records and enumerations of an interface.
struct Names {
    types: HashMap<String, String>,
}

impl Names {
    fn new(interface: &Interface) -> Self {
        let mut types = HashMap::new();
        for one in &interface.enumerations {
            if let Some(spelling) = &one.spelling {
                types.insert(one.name.clone(), spelling.clone());
            }
        }
        for one in &interface.records {
            if let Some(spelling) = &one.spelling {
                let is_union = one.kind == RecordKind::Union;
                assert!(!is_union || !spelling.starts_with("struct "), "{spelling}");
                types.insert(one.name.clone(), spelling.clone());
            }
        }
        // A record without a name is the type of the field that has it; parents stand behind.
        for record in interface.records.iter().rev() {
            let Some(parent) = types.get(&record.name).cloned() else {
                continue;
            };
            for field in &record.fields {
                if let Some(name) = &field.name {
                    name_field_type(&field.ty, &format!("((({parent} *)0)->{name})"), &mut types);
                }
            }
        }
        Self { types }
    }

    fn declare(&self, ty: &Type, declarator: &str) -> String {
        let words: Vec<&str> = ty
            .spelling
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        let is_pointer = matches!(
            ty.kind,
            TypeKind::Pointer { .. } | TypeKind::Callback { .. }
        );
        // The model has no `volatile`; the author's spelling does.
        let volatile = if !is_pointer && words.contains(&"volatile") {
            "volatile "
        } else {
            ""
        };
        let constant = if ty.is_const { "const " } else { "" };
        let base = |name: &str| format!("{constant}{volatile}{name} {declarator}");
        match &ty.kind {
            TypeKind::Void => base("void"),
            TypeKind::Bool => base("_Bool"),
            TypeKind::Int { name, .. } | TypeKind::Float { name, .. } => base(name),
            TypeKind::Complex { element } => {
                base(&format!("_Complex {}", self.declare(element, "")))
            }
            TypeKind::Enum { name } | TypeKind::Record { name } => base(&self.types[name]),
            TypeKind::VaList => base("__builtin_va_list"),
            TypeKind::Pointer { to, .. } => self.declare(to, &pointer(declarator, constant)),
            TypeKind::Array { element, length } => {
                let length = length.map(|length| length.to_string()).unwrap_or_default();
                self.declare(element, &format!("{declarator}[{length}]"))
            }
            TypeKind::Callback { signature } => {
                let parameters: Vec<&Type> = signature.parameters.iter().collect();
                let list = self.parameters(&parameters, signature.is_variadic);
                // Behind a pointer a function type is shown as the callback that it is.
                let is_function = !ty.spelling.contains("(*") && ty.alias.is_none();
                let declarator = if is_function {
                    declarator.to_owned()
                } else {
                    pointer(declarator, constant)
                };
                self.declare(&signature.result, &format!("{declarator}{list}"))
            }
            TypeKind::Vector { .. } | TypeKind::Unsupported { .. } => panic!("no C for {ty:?}"),
        }
    }

    fn parameters(&self, types: &[&Type], is_variadic: bool) -> String {
        let mut list: Vec<String> = types.iter().map(|ty| self.declare(ty, "")).collect();
        if is_variadic {
            list.push("...".to_owned());
        }
        if list.is_empty() {
            list.push("void".to_owned());
        }
        format!("({})", list.join(", "))
    }
}

fn pointer(declarator: &str, constant: &str) -> String {
    format!("(*{constant}{declarator})")
}

fn name_field_type(ty: &Type, path: &str, types: &mut HashMap<String, String>) {
    match &ty.kind {
        TypeKind::Record { name } | TypeKind::Enum { name } => {
            types
                .entry(name.clone())
                .or_insert(format!("__typeof__({path})"));
        }
        TypeKind::Array { element, .. } => name_field_type(element, &format!("({path}[0])"), types),
        TypeKind::Pointer { to, .. } => name_field_type(to, &format!("(*{path})"), types),
        _ => {}
    }
}

fn literal(value: i128) -> String {
    if value == i128::from(i64::MIN) {
        "(-9223372036854775807LL - 1)".to_owned()
    } else if value > i128::from(i64::MAX) {
        format!("{value}ULL")
    } else {
        format!("({value}LL)")
    }
}

fn quoted(text: &str) -> String {
    let bytes: String = text.bytes().map(|byte| format!("\\{byte:03o}")).collect();
    format!("\"{bytes}\"")
}
