//! Reads the ctypes of the tests: declarations, classes, callbacks, calls and constants, a line each.

use std::collections::HashMap;

use fishplate_model::{
    ArgumentKind, CallSite, Convention, Declarations, DeclaredCallback, DeclaredConstant,
    DeclaredField, DeclaredFunction, DeclaredKind, DeclaredRecord, DeclaredResult,
    DeclaredSignature, DeclaredType, Ignore, Origin, StructFormat,
};

use super::words::{Word, words};
use super::{c, span};
use crate::c_declarations::declarations_of;

const FILE: &str = "lib.py";

/// The declarations that a Python text makes.
pub(crate) fn declarations(text: &str) -> Declarations {
    let mut reader = Reader::default();
    for (number, line) in text.lines().enumerate() {
        reader.line(line, number + 1);
    }
    reader.declarations.files = 1;
    reader.declarations
}

#[derive(Default)]
struct Reader {
    declarations: Declarations,
    aliases: HashMap<String, DeclaredKind>,
    convention: Convention,
}

impl Reader {
    fn line(&mut self, line: &str, number: usize) {
        let (code, comment) = line.split_once("  # ").unwrap_or((line, ""));
        if let Some(codes) = comment.strip_prefix("fishplate: ignore") {
            let codes = codes.trim_matches(['[', ']']).split(',').map(str::trim);
            self.declarations.ignores.push(Ignore {
                codes: codes
                    .filter(|one| !one.is_empty())
                    .map(str::to_owned)
                    .collect(),
                span: span(FILE, number, code.len() + 3),
            });
        }
        let indent = code.len() - code.trim_start().len();
        let found = words(code.trim(), number, indent + 1);
        let texts: Vec<&str> = found.iter().map(|word| word.text.as_str()).collect();
        match texts.as_slice() {
            ["class", name, "(", base, ")", ":", ..] => self.class(name, base, &found[1]),
            ["_fields_", "=", ..] => self.fields(&found[2..]),
            ["_pack_", "=", value] => self.record().pack = value.parse().ok(),
            ["_align_", "=", value] => self.record().align = value.parse().ok(),
            ["_anonymous_", "=", ..] => {
                for word in &texts[2..] {
                    let name = word.trim_matches('\'');
                    let fields = self.record().fields.iter_mut().flatten();
                    fields
                        .filter(|one| one.name == name)
                        .for_each(|one| one.is_anonymous = true);
                }
            }
            ["lib", ..] => self.library(&texts, &found, comment),
            ["SAMPLE", "=", "struct", ".", "Struct", "(", format, ")"] => {
                self.declarations.formats.push(StructFormat {
                    format: format.trim_matches('\'').to_owned(),
                    record: comment.strip_prefix("struct ").map(str::to_owned),
                    span: span(FILE, number, found[6].column),
                });
            }
            ["ffi", ".", "cdef", "(", text, ")"] => self.cdef(text.trim_matches('\''), number),
            [name, "=", "-", value] | [name, "=", value] if value.parse::<i128>().is_ok() => {
                let value: i128 = value.parse().unwrap();
                self.declarations.constants.push(DeclaredConstant {
                    name: (*name).to_owned(),
                    value: if texts.len() == 4 { -value } else { value },
                    span: span(FILE, number, 1),
                });
            }
            [name, "=", first, ..] if !matches!(*first, "FFI" | "ffi" | "CDLL") => {
                self.assignment(name, &found);
            }
            _ => {}
        }
    }

    /// A line about the library or one of its functions.
    fn library(&mut self, texts: &[&str], found: &[Word], comment: &str) {
        match texts {
            ["lib", ".", _, ".", "argtypes", "=", ..] => {
                let ends = Ends {
                    at: 7,
                    words: found,
                };
                let arguments = self.list(&ends);
                self.function(&found[2], comment).arguments = Some(arguments);
            }
            ["lib", ".", _, ".", "restype", "=", ..] => {
                let mut cursor = Ends {
                    at: 6,
                    words: found,
                };
                let ty = self.ty(&mut cursor);
                self.function(&found[2], comment).result = DeclaredResult::Type { ty };
            }
            ["lib", ".", _, ".", "errcheck", "=", ..] => {
                self.function(&found[2], comment).has_errcheck = true;
            }
            ["lib", ".", _, "(", ..] => self.call(&found[2], &found[4..], comment),
            ["lib", "=", "WinDLL", ..] => self.convention = Convention::Stdcall,
            _ => {}
        }
    }

    fn cdef(&mut self, text: &str, number: usize) {
        let interface = c::interface(text, FILE, super::target(super::LINUX));
        let made = declarations_of(&interface, Origin::Cffi, &format!("{number}."), |_| {
            span(FILE, number, 11)
        });
        self.declarations.functions.extend(made.functions);
        self.declarations.records.extend(made.records);
        self.declarations.constants.extend(made.constants);
    }

    fn assignment(&mut self, name: &str, found: &[Word]) {
        let is_type = matches!(
            found[2].text.as_str(),
            "CFUNCTYPE" | "WINFUNCTYPE" | "POINTER"
        ) || found[2].text.starts_with("c_")
            || self.aliases.contains_key(&found[2].text);
        if !is_type {
            return;
        }
        let mut cursor = Ends {
            at: 2,
            words: found,
        };
        let ty = self.ty(&mut cursor);
        if let DeclaredKind::Callback { signature } = &ty.kind {
            self.declarations.callbacks.push(DeclaredCallback {
                is_verified: false,
                origin: fishplate_model::Origin::Ctypes,
                name: name.to_owned(),
                signature: (**signature).clone(),
                span: span(FILE, found[0].line, found[0].column),
            });
        }
        self.aliases.insert(name.to_owned(), ty.kind);
    }

    fn class(&mut self, name: &str, base: &str, word: &Word) {
        let is_own = !matches!(base, "Structure" | "Union" | "BigEndianStructure");
        let inherits_union = self
            .declarations
            .records
            .iter()
            .any(|one| one.name == base && one.is_union);
        self.declarations.records.push(DeclaredRecord {
            name: name.to_owned(),
            short_name: name.to_owned(),
            is_union: base == "Union" || inherits_union,
            pack: None,
            align: None,
            is_swapped: base == "BigEndianStructure",
            base: is_own.then(|| base.to_owned()),
            fields: None,
            is_verified: false,
            origin: Origin::Ctypes,
            span: span(FILE, word.line, word.column),
        });
    }

    fn record(&mut self) -> &mut DeclaredRecord {
        self.declarations.records.last_mut().unwrap()
    }

    fn fields(&mut self, found: &[Word]) {
        let mut cursor = Ends {
            at: 1,
            words: found,
        };
        let mut fields = Vec::new();
        while cursor.take("(") {
            let name = cursor.next();
            assert!(cursor.take(","));
            let ty = self.ty(&mut cursor);
            let width = cursor
                .take(",")
                .then(|| cursor.next().text.parse().unwrap());
            assert!(cursor.take(")"), "a field of {}", name.text);
            cursor.take(",");
            fields.push(DeclaredField {
                name: name.text.trim_matches('\'').to_owned(),
                ty,
                width_bits: width,
                is_anonymous: false,
                span: span(FILE, name.line, name.column),
            });
        }
        self.record().fields = Some(fields);
    }

    fn function(&mut self, name: &Word, comment: &str) -> &mut DeclaredFunction {
        let functions = &mut self.declarations.functions;
        let known = functions.iter().position(|one| one.symbol == name.text);
        let at = known.unwrap_or(functions.len());
        if known.is_none() {
            functions.push(DeclaredFunction {
                symbol: name.text.clone(),
                library: "lib".to_owned(),
                arguments: None,
                is_variadic: false,
                result: DeclaredResult::Unset,
                has_errcheck: false,
                convention: self.convention,
                is_guarded: comment == "guarded",
                is_verified: false,
                origin: Origin::Ctypes,
                span: span(FILE, name.line, name.column),
                arguments_span: None,
                result_span: None,
            });
        }
        &mut functions[at]
    }

    fn call(&mut self, name: &Word, found: &[Word], comment: &str) {
        self.function(name, comment);
        let mut cursor = Ends {
            at: 0,
            words: found,
        };
        let (mut arguments, mut is_open) = (Vec::new(), false);
        while !cursor.take(")") {
            assert!(cursor.at < found.len(), "a call without an end");
            if cursor.take("*") {
                cursor.next();
                is_open = true;
            } else {
                arguments.push(self.argument(&mut cursor));
            }
            cursor.take(",");
        }
        self.declarations.calls.push(CallSite {
            symbol: name.text.clone(),
            arguments,
            is_open,
            span: span(FILE, name.line, name.column),
        });
    }

    fn argument(&mut self, cursor: &mut Ends<'_>) -> ArgumentKind {
        let text = cursor.peek();
        let kind = match text {
            "None" => ArgumentKind::None,
            "int" => ArgumentKind::Int { value: None },
            "float" => ArgumentKind::Float,
            "b" if cursor
                .words
                .get(cursor.at + 1)
                .is_some_and(|one| one.text.starts_with('\'')) =>
            {
                cursor.at += 1;
                ArgumentKind::Bytes
            }
            _ if text.starts_with('\'') => ArgumentKind::Text,
            _ if text.contains('.') => ArgumentKind::Float,
            _ if text.parse::<i64>().is_ok() => ArgumentKind::Int {
                value: text.parse().ok(),
            },
            _ if text.starts_with("c_") || text == "byref" => {
                let is_reference = text == "byref";
                cursor.at += if is_reference { 2 } else { 0 };
                let ty = self.ty(cursor);
                assert!(cursor.take("("));
                while !cursor.take(")") {
                    cursor.at += 1;
                }
                cursor.at -= usize::from(!is_reference);
                let kind = DeclaredKind::Pointer {
                    to: Box::new(ty.clone()),
                };
                let ty = if is_reference {
                    DeclaredType { kind, ..ty }
                } else {
                    ty
                };
                ArgumentKind::Typed { ty }
            }
            _ => ArgumentKind::Unknown,
        };
        cursor.at += 1;
        kind
    }

    fn list(&mut self, cursor: &Ends<'_>) -> Vec<DeclaredType> {
        let mut cursor = Ends { ..*cursor };
        let mut types = Vec::new();
        while !cursor.take("]") {
            types.push(self.ty(&mut cursor));
            cursor.take(",");
        }
        types
    }

    fn ty(&mut self, cursor: &mut Ends<'_>) -> DeclaredType {
        let first = cursor.at;
        let place = cursor.words[first].clone();
        if cursor.take("ctypes") {
            cursor.at += 1;
        }
        let name = cursor.next();
        let mut kind = match name.text.as_str() {
            "POINTER" => {
                assert!(cursor.take("("));
                let to = self.ty(cursor);
                assert!(cursor.take(")"));
                DeclaredKind::Pointer { to: Box::new(to) }
            }
            "CFUNCTYPE" | "WINFUNCTYPE" => self.callback(cursor, &name),
            "None" => DeclaredKind::Void,
            other => self.named(other),
        };
        while cursor.take("*") {
            let length = cursor.next().text.parse().ok();
            let element = DeclaredType {
                spelling: spelt(&cursor.words[first..cursor.at - 2]),
                span: span(FILE, place.line, place.column),
                kind,
            };
            kind = DeclaredKind::Array {
                element: Box::new(element),
                length,
            };
        }
        DeclaredType {
            spelling: spelt(&cursor.words[first..cursor.at]),
            span: span(FILE, place.line, place.column),
            kind,
        }
    }

    fn callback(&mut self, cursor: &mut Ends<'_>, name: &Word) -> DeclaredKind {
        assert!(cursor.take("("));
        let mut types = Vec::new();
        while !cursor.take(")") {
            types.push(self.ty(cursor));
            cursor.take(",");
        }
        let result = types.remove(0);
        let signature = DeclaredSignature {
            arguments: types,
            result,
            convention: if name.text == "WINFUNCTYPE" {
                Convention::Stdcall
            } else {
                Convention::C
            },
        };
        DeclaredKind::Callback {
            signature: Box::new(signature),
        }
    }

    fn named(&self, name: &str) -> DeclaredKind {
        if let Some(kind) = self.aliases.get(name) {
            return kind.clone();
        }
        if self.declarations.records.iter().any(|one| one.name == name) {
            return DeclaredKind::Record {
                name: name.to_owned(),
            };
        }
        match name {
            "ndpointer" => DeclaredKind::Adapter {
                what: String::new(),
            },
            "mystery" => DeclaredKind::Unknown {
                why: "a mystery".to_owned(),
            },
            _ => DeclaredKind::Simple {
                name: name.to_owned(),
            },
        }
    }
}

struct Ends<'w> {
    at: usize,
    words: &'w [Word],
}

impl Ends<'_> {
    fn peek(&self) -> &str {
        self.words.get(self.at).map_or("", |word| &word.text)
    }

    fn next(&mut self) -> Word {
        self.at += 1;
        self.words[self.at - 1].clone()
    }

    fn take(&mut self, text: &str) -> bool {
        let is_next = self.peek() == text;
        self.at += usize::from(is_next);
        is_next
    }
}

/// The words as they stood, with a blank where one was.
fn spelt(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        let here = words[0].column + text.chars().count();
        text.extend(std::iter::repeat_n(' ', word.column.saturating_sub(here)));
        text.push_str(&word.text);
    }
    text
}
