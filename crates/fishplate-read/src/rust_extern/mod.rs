//! Reads what Rust sources declare of native code: `extern "C"` blocks and `repr(C)` types.
//!
//! The sources are parsed and never compiled; macros stay closed, so what a macro makes is not
//! seen. A file that is not Rust, or that is nested beyond reason, is said and left out.

mod types;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use fishplate_model::{
    DECLARATIONS_VERSION, Declarations, DeclaredConstant, DeclaredField, DeclaredFunction,
    DeclaredRecord, DeclaredResult, Origin, Span, Unresolved,
};
use syn::{Attribute, Expr, Fields, ForeignItem, Item, ItemForeignMod, Lit};

use types::Scope;

/// The largest source that is read, in bytes.
const LARGEST: u64 = 2 << 20;
/// How much stack the parser gets: it goes down one step for each nested bracket or pointer.
const STACK_BYTES: usize = 256 << 20;
/// How many steps one construct may go down; the stack is enough for this many.
const DEEPEST: usize = 2_000;

/// Reads Rust files.
#[must_use]
pub fn read_rust(files: &[PathBuf]) -> Declarations {
    let mut declarations = Declarations {
        version: DECLARATIONS_VERSION,
        ..Declarations::default()
    };
    for file in files {
        match source(file) {
            Ok(text) => read_source(&file.display().to_string(), &text, &mut declarations),
            Err(why) => leave_out(&file.display().to_string(), &why, 1, &mut declarations),
        }
    }
    declarations
}

fn source(file: &Path) -> Result<String, String> {
    let data = file.metadata().map_err(|error| error.to_string())?;
    if !data.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    if data.len() > LARGEST {
        return Err("it is larger than 2 MiB".to_owned());
    }
    std::fs::read_to_string(file).map_err(|error| error.to_string())
}

fn leave_out(file: &str, why: &str, line: u32, declarations: &mut Declarations) {
    declarations.unresolved.push(Unresolved {
        what: format!("the file `{file}`"),
        why: why.to_owned(),
        span: Span {
            file: file.to_owned(),
            line,
            column: 1,
        },
    });
}

fn read_source(file: &str, text: &str, declarations: &mut Declarations) {
    declarations.files += 1;
    if nesting(text) > DEEPEST {
        return leave_out(file, "it is nested too deeply", 1, declarations);
    }
    // The parser recurses, and a source that is nested far would overflow an ordinary stack.
    let parsed = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let handle = thread.spawn_scoped(scope, || {
            let mut own = Declarations::default();
            match syn::parse_file(text) {
                Ok(parsed) => items(&parsed.items, file, text, &mut own),
                Err(error) => {
                    let line = u32::try_from(error.span().start().line).unwrap_or(1);
                    leave_out(file, &format!("it is not Rust: {error}"), line, &mut own);
                }
            }
            own
        });
        handle.ok().and_then(|thread| thread.join().ok())
    });
    match parsed {
        Some(own) => {
            declarations.functions.extend(own.functions);
            declarations.records.extend(own.records);
            declarations.constants.extend(own.constants);
            declarations.unresolved.extend(own.unresolved);
        }
        None => leave_out(file, "it could not be parsed", 1, declarations),
    }
}

/// How far constructs go down in a source: open brackets, and runs of prefixes such as `*const`.
fn nesting(text: &str) -> usize {
    let (mut open, mut run, mut deepest) = (0_usize, 0_usize, 0_usize);
    for word in text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_') {
        let mark = word.chars().last().filter(|c| !c.is_alphanumeric());
        match mark {
            Some('(' | '[' | '{' | '<') => open += 1,
            Some(')' | ']' | '}' | '>') => open = open.saturating_sub(1),
            _ => {}
        }
        let name = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let is_prefix = matches!(
            name,
            "" | "const" | "mut" | "dyn" | "box" | "else" | "if" | "return"
        ) && !matches!(mark, Some(')' | ']' | '}' | '>' | ';' | ','));
        run = if is_prefix { run + 1 } else { 0 };
        deepest = deepest.max(open + run);
    }
    deepest
}

fn items(all: &[Item], file: &str, text: &str, out: &mut Declarations) {
    let mut flat = Vec::new();
    flatten(all, &mut flat);
    let scope = scope(&flat, file, text);
    for item in flat {
        match item {
            Item::ForeignMod(block) => functions(block, &scope, out),
            Item::Struct(record) => {
                let name = record.ident.to_string();
                let fields = named(&record.fields, &scope);
                out.records.extend(self::record(
                    &name,
                    &record.attrs,
                    false,
                    fields,
                    &scope,
                    &record.ident,
                ));
            }
            Item::Union(record) => {
                let name = record.ident.to_string();
                let fields = Fields::Named(record.fields.clone());
                let fields = named(&fields, &scope);
                out.records.extend(self::record(
                    &name,
                    &record.attrs,
                    true,
                    fields,
                    &scope,
                    &record.ident,
                ));
            }
            Item::Const(constant) => {
                if let Some(value) = integer(&constant.expr) {
                    out.constants.push(DeclaredConstant {
                        name: constant.ident.to_string(),
                        value,
                        span: scope.span(&constant.ident),
                    });
                }
            }
            _ => {}
        }
    }
}

/// The types of a file, by name.
fn scope<'f>(flat: &[&'f Item], file: &'f str, text: &'f str) -> Scope<'f> {
    let mut scope = Scope {
        file,
        text,
        aliases: HashMap::new(),
        records: HashMap::new(),
    };
    for item in flat {
        match item {
            Item::Type(alias) => {
                scope.aliases.insert(alias.ident.to_string(), &alias.ty);
            }
            Item::Struct(record) => {
                let name = record.ident.to_string();
                scope
                    .records
                    .insert(name.clone(), format!("{file}::{name}"));
            }
            Item::Union(record) => {
                let name = record.ident.to_string();
                scope
                    .records
                    .insert(name.clone(), format!("{file}::{name}"));
            }
            _ => {}
        }
    }
    scope
}

/// The items of a file and of the modules that are written out in it.
fn flatten<'f>(all: &'f [Item], flat: &mut Vec<&'f Item>) {
    for item in all {
        match item {
            Item::Mod(module) => {
                if let Some((_, inner)) = &module.content {
                    flatten(inner, flat);
                }
            }
            other => flat.push(other),
        }
    }
}

fn functions(block: &ItemForeignMod, scope: &Scope<'_>, out: &mut Declarations) {
    let is_c =
        block.abi.name.as_ref().is_none_or(|name| {
            matches!(name.value().as_str(), "C" | "C-unwind" | "system" | "cdecl")
        });
    if !is_c {
        return;
    }
    for item in &block.items {
        let ForeignItem::Fn(function) = item else {
            continue;
        };
        let signature = &function.sig;
        let arguments = signature.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(typed) => Some(scope.ty(&typed.ty)),
            syn::FnArg::Receiver(_) => None,
        });
        out.functions.push(DeclaredFunction {
            symbol: link_name(&function.attrs).unwrap_or_else(|| signature.ident.to_string()),
            library: link_library(&block.attrs).unwrap_or_default(),
            arguments: Some(arguments.collect()),
            is_variadic: signature.variadic.is_some(),
            result: DeclaredResult::Type {
                ty: scope.result(&signature.output, &signature.ident),
            },
            has_errcheck: false,
            convention: fishplate_model::Convention::C,
            is_guarded: false,
            is_verified: false,
            origin: Origin::Rust,
            span: scope.span(&signature.ident),
            arguments_span: None,
            result_span: None,
        });
    }
}

fn named(fields: &Fields, scope: &Scope<'_>) -> Vec<DeclaredField> {
    fields
        .iter()
        .enumerate()
        .map(|(place, field)| DeclaredField {
            name: (field.ident.as_ref())
                .map_or_else(|| place.to_string(), |name| unraw(&name.to_string())),
            ty: scope.ty(&field.ty),
            width_bits: None,
            is_anonymous: false,
            span: field
                .ident
                .as_ref()
                .map_or_else(|| scope.span(&field.ty), |name| scope.span(name)),
        })
        .collect()
}

fn unraw(name: &str) -> String {
    name.strip_prefix("r#").unwrap_or(name).to_owned()
}

/// A record, if it is laid out as C lays it out.
fn record(
    name: &str,
    attributes: &[Attribute],
    is_union: bool,
    fields: Vec<DeclaredField>,
    scope: &Scope<'_>,
    place: &syn::Ident,
) -> Option<DeclaredRecord> {
    let layout = layout(attributes);
    layout.is_c.then(|| DeclaredRecord {
        name: format!("{}::{name}", scope.file),
        short_name: name.to_owned(),
        is_union,
        pack: layout.pack,
        align: layout.align,
        is_swapped: false,
        is_verified: false,
        base: None,
        fields: Some(fields),
        origin: Origin::Rust,
        span: scope.span(place),
    })
}

#[derive(Default)]
struct Layout {
    is_c: bool,
    pack: Option<u64>,
    align: Option<u64>,
}

/// What `#[repr(…)]` says.
fn layout(attributes: &[Attribute]) -> Layout {
    let mut layout = Layout::default();
    for attribute in attributes.iter().filter(|one| one.path().is_ident("repr")) {
        // A form that is not understood leaves the layout Rust's own, which is not compared.
        let _ = attribute.parse_nested_meta(|meta| {
            let number = || -> syn::Result<u64> {
                if !meta.input.peek(syn::token::Paren) {
                    return Ok(1);
                }
                let inner;
                syn::parenthesized!(inner in meta.input);
                inner.parse::<syn::LitInt>()?.base10_parse()
            };
            if meta.path.is_ident("C") || meta.path.is_ident("transparent") {
                layout.is_c = true;
            } else if meta.path.is_ident("packed") {
                layout.pack = Some(number()?);
            } else if meta.path.is_ident("align") {
                layout.align = Some(number()?);
            }
            Ok(())
        });
    }
    layout
}

fn link_name(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let syn::Meta::NameValue(pair) = &attribute.meta else {
            return None;
        };
        pair.path.is_ident("link_name").then(|| text(&pair.value))?
    })
}

fn link_library(attributes: &[Attribute]) -> Option<String> {
    let mut library = None;
    for attribute in attributes.iter().filter(|one| one.path().is_ident("link")) {
        // Other keys of `#[link]` do not matter here.
        let _ = attribute.parse_nested_meta(|meta| {
            let value: Expr = meta.value()?.parse()?;
            if meta.path.is_ident("name") {
                library = text(&value);
            }
            Ok(())
        });
    }
    library
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

fn integer(value: &Expr) -> Option<i128> {
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => {
            integer(&unary.expr)?.checked_neg()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use fishplate_model::DeclaredKind;

    use super::*;

    fn read(text: &str) -> Declarations {
        let mut out = Declarations::default();
        read_source("lib.rs", text, &mut out);
        out
    }

    const SOURCE: &str = "use std::ffi::{c_int, c_char, c_void};\n\
        type Size = usize;\n\
        #[repr(C, packed(2))]\npub struct Point { pub x: f64, r#type: [u8; 4] }\n\
        struct Hidden { a: i32 }\n\
        mod inner {\n    #[link(name = \"geo\")]\n    unsafe extern \"C\" {\n        \
        #[link_name = \"geo_sum\"]\n        \
        pub fn sum(p: *const super::Point, n: super::Size, log: Option<unsafe extern \"C\" fn(*const c_char, *mut c_void) -> c_int>) -> f32;\n        \
        fn print(format: *const c_char, ...);\n    }\n}\nconst MOST: i32 = -7;\n";

    #[test]
    fn extern_blocks_and_c_records_are_read_with_their_places() {
        let out = read(SOURCE);
        assert!(out.unresolved.is_empty(), "{:?}", out.unresolved);
        let sum = &out.functions[0];
        assert_eq!(
            (sum.symbol.as_str(), sum.library.as_str()),
            ("geo_sum", "geo")
        );
        assert_eq!((sum.span.line, sum.span.column), (10, 16));
        let kinds = sum.arguments.as_ref().unwrap();
        assert!(matches!(&kinds[0].kind, DeclaredKind::Pointer { to }
            if to.kind == DeclaredKind::Record { name: "lib.rs::Point".into() }));
        assert_eq!(kinds[0].spelling, "*const super::Point");
        assert_eq!(
            kinds[1].kind,
            DeclaredKind::Simple {
                name: "c_size_t".into()
            }
        );
        assert!(
            matches!(&kinds[2].kind, DeclaredKind::Callback { signature }
            if signature.arguments.len() == 2)
        );
        assert!(out.functions[1].is_variadic);
        assert_eq!(out.records.len(), 1);
        assert_eq!(out.records[0].pack, Some(2));
        assert_eq!(out.records[0].fields.as_ref().unwrap()[1].name, "type");
        assert_eq!(out.constants[0].value, -7);
    }

    #[test]
    fn hostile_sources_are_left_out_with_a_word() {
        let deep = |piece: &str, times: usize| format!("type T = {}u8;", piece.repeat(times));
        let hostile = [
            "fn (".to_owned(),
            "\0\u{feff}extern".to_owned(),
            deep("*const ", 200_000),
            deep("&", 200_000),
            deep("(", 100_000),
            deep("Option<", 100_000),
            format!("const X: i32 = {}1;", "-".repeat(300_000)),
            format!("const X: i32 = {}1;", "!".repeat(300_000)),
        ];
        for text in hostile {
            let out = read(&text);
            assert_eq!(
                out.unresolved.len(),
                1,
                "{}",
                text.chars().take(40).collect::<String>()
            );
        }
        let fit = format!("type T = {}u8;", "*const ".repeat(900));
        assert!(read(&fit).unresolved.is_empty());
    }
}
