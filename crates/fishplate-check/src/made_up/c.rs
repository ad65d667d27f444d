//! Reads the C of the tests: prototypes, records, enumerations, typedefs and `#define`.

use fishplate_model::{
    Constant, ConstantValue, Function, INTERFACE_VERSION, Interface, Parameter, Passage, Signature,
    Target, Type, TypeKind, Typedef,
};

use super::span;
use super::words::{Word, words};
use crate::platform::Platform;

/// What a text declares on a target.
pub(super) fn interface(text: &str, file: &str, target: Target) -> Interface {
    let platform = Platform::of(&target);
    let mut reader = Reader {
        words: Vec::new(),
        at: 0,
        pack: 0,
        platform,
        file: file.to_owned(),
        unnamed: 0,
        interface: Interface {
            version: INTERFACE_VERSION,
            target,
            headers: vec![file.to_owned()],
            functions: Vec::new(),
            records: Vec::new(),
            enumerations: Vec::new(),
            typedefs: Vec::new(),
            constants: Vec::new(),
            globals: Vec::new(),
            unsupported: Vec::new(),
        },
    };
    // Directives take a line each; what lies between them is read as one text.
    let mut text_lines = String::new();
    let mut first = 1;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with('#') {
            reader.read(&text_lines, first);
            text_lines.clear();
            first = number + 2;
            reader.directive(line.trim_start(), number + 1);
        } else {
            text_lines.push_str(line);
            text_lines.push('\n');
        }
    }
    reader.read(&text_lines, first);
    reader.interface
}

pub(super) struct Reader {
    pub(super) words: Vec<Word>,
    pub(super) at: usize,
    pub(super) pack: u64,
    pub(super) platform: Platform,
    pub(super) file: String,
    pub(super) unnamed: u32,
    pub(super) interface: Interface,
}

/// A name with its type.
pub(super) struct Declarator {
    pub(super) name: Option<Word>,
    pub(super) ty: Type,
}

impl Reader {
    fn directive(&mut self, line: &str, number: usize) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["#define", name, value] => {
                let value = value.trim_end_matches(['U', 'L']);
                self.interface.constants.push(Constant {
                    name: (*name).to_owned(),
                    value: ConstantValue::Int {
                        value: value.parse().unwrap(),
                        bits: 32,
                        is_signed: true,
                    },
                    span: span(&self.file, number, 9),
                });
            }
            ["#pragma", rest @ ..] => {
                let digits: String = rest.concat().chars().filter(char::is_ascii_digit).collect();
                self.pack = digits.parse().unwrap_or(0);
            }
            _ => {}
        }
    }

    fn read(&mut self, text: &str, first_line: usize) {
        self.words = words(text, first_line, 1);
        self.at = 0;
        let mut comment = None;
        while let Some(word) = self.words.get(self.at).cloned() {
            if word.text.starts_with("/*") {
                comment = Some(word.text.trim_matches(['/', '*', ' ']).to_owned());
                self.at += 1;
            } else {
                self.item(comment.take());
            }
        }
    }

    fn item(&mut self, comment: Option<String>) {
        let mut is_inline = false;
        while self.takes("static") || self.takes("inline") || self.takes("extern") {
            is_inline = true;
        }
        let is_typedef = self.takes("typedef");
        let base = self.base(None);
        if self.takes(";") {
            return;
        }
        let start = self.at;
        let pointer = self.pointers(base.clone());
        let is_function = self.peek_at(1) == "(" && !self.peek().starts_with('(');
        if is_function {
            let name = self.next();
            let (parameters, is_variadic) = self.parameters();
            self.skip_body();
            self.interface.functions.push(Function {
                name: name.text.clone(),
                symbol: None,
                parameters,
                result: pointer,
                is_variadic,
                is_inline,
                is_exported: None,
                comment,
                span: span(&self.file, name.line, name.column),
            });
            return;
        }
        self.at = start;
        let declarator = self.declarator(base);
        let name = declarator.name.unwrap();
        assert!(is_typedef, "the tests' C has no `{}`", name.text);
        self.name_last_record(&name.text, &declarator.ty);
        self.interface.typedefs.push(Typedef {
            name: name.text.clone(),
            ty: declarator.ty,
            span: span(&self.file, name.line, name.column),
        });
        assert!(self.takes(";"), "`;` after typedef {}", name.text);
    }

    /// `typedef struct { ... } name` names the record.
    fn name_last_record(&mut self, name: &str, ty: &Type) {
        if let TypeKind::Record { name: old } = &ty.kind {
            let record = self
                .interface
                .records
                .iter_mut()
                .find(|one| one.name == *old);
            if let Some(record) = record.filter(|one| one.spelling.is_none()) {
                record.spelling = Some(name.to_owned());
            }
        }
    }

    /// The words before a declarator: a basic type, a tag with or without a body, a typedef.
    pub(super) fn base(&mut self, parent: Option<&str>) -> Type {
        let mut is_const = false;
        let mut words: Vec<String> = Vec::new();
        loop {
            match self.peek().as_str() {
                "const" => is_const = true,
                word @ ("unsigned" | "signed" | "long" | "short" | "int" | "char" | "double"
                | "float" | "void" | "bool" | "_Bool") => words.push(word.to_owned()),
                _ => break,
            }
            self.at += 1;
        }
        let mut ty = if words.is_empty() {
            match self.peek().as_str() {
                "struct" | "union" => self.record(parent),
                "enum" => self.enumeration(),
                _ => {
                    let word = self.next();
                    self.typedef_name(&word.text)
                }
            }
        } else {
            self.basic(&words)
        };
        while self.takes("const") {
            is_const = true;
        }
        if is_const {
            ty.is_const = true;
            ty.spelling = format!("const {}", ty.spelling);
        }
        ty
    }

    fn pointers(&mut self, base: Type) -> Type {
        let mut ty = base;
        while self.takes("*") {
            let spelling = if ty.spelling.ends_with('*') {
                format!("{}*", ty.spelling)
            } else {
                format!("{} *", ty.spelling)
            };
            let kind = TypeKind::Pointer {
                to: Box::new(ty),
                is_nullable: None,
            };
            ty = plain(&spelling, kind);
            while self.takes("const") {
                ty.is_const = true;
            }
        }
        ty
    }

    pub(super) fn declarator(&mut self, base: Type) -> Declarator {
        let mut ty = self.pointers(base);
        if self.peek() == "(" && self.peek_at(1) == "*" {
            self.at += 2;
            let name = (self.peek() != ")").then(|| self.next());
            let length = self.array_lengths();
            assert!(self.takes(")"));
            let (parameters, is_variadic) = self.parameters();
            let spelling = format!("{} (*)()", ty.spelling);
            let signature = Signature {
                parameters: parameters.into_iter().map(|one| one.ty).collect(),
                result: ty,
                is_variadic,
            };
            let kind = TypeKind::Callback {
                signature: Box::new(signature),
            };
            let ty = arrays(plain(&spelling, kind), length);
            return Declarator { name, ty };
        }
        let is_name = self
            .peek()
            .starts_with(|c: char| c.is_alphabetic() || c == '_');
        let name = is_name.then(|| self.next());
        let lengths = self.array_lengths();
        ty = arrays(ty, lengths);
        Declarator { name, ty }
    }

    fn array_lengths(&mut self) -> Vec<Option<u64>> {
        let mut lengths = Vec::new();
        while self.takes("[") {
            let length = (self.peek() != "]").then(|| self.next().text.parse().unwrap());
            assert!(self.takes("]"));
            lengths.push(length);
        }
        lengths
    }

    fn parameters(&mut self) -> (Vec<Parameter>, bool) {
        assert!(self.takes("("));
        let (mut parameters, mut is_variadic) = (Vec::new(), false);
        while !self.takes(")") {
            if self.takes("...") {
                is_variadic = true;
                continue;
            }
            let first = self.at;
            let base = self.base(None);
            let declarator = self.declarator(base);
            let passage = self.passage(first);
            self.takes(",");
            let mut ty = declarator.ty;
            if let TypeKind::Array { element, .. } = ty.kind {
                let kind = TypeKind::Pointer {
                    to: element,
                    is_nullable: None,
                };
                ty = plain(&ty.spelling, kind);
            }
            parameters.push(Parameter {
                name: declarator.name.map(|name| name.text),
                ty,
                passage,
            });
        }
        if matches!(parameters.as_slice(), [only] if only.ty.kind == TypeKind::Void) {
            parameters.clear();
        }
        (parameters, is_variadic)
    }

    /// From a word to the last one that was read, where both stand in one line.
    fn passage(&self, first: usize) -> Option<Passage> {
        let (first, last) = (self.words.get(first)?, self.words.get(self.at - 1)?);
        let end = last.column + last.text.chars().count();
        Some(Passage {
            span: span(&self.file, first.line, first.column),
            width: u32::try_from(end - first.column).unwrap(),
        })
        .filter(|_| first.line == last.line)
    }

    fn skip_body(&mut self) {
        if self.takes("{") {
            while !self.takes("}") {
                self.at += 1;
            }
        } else {
            assert!(
                self.takes(";"),
                "`;` after a prototype, not {}",
                self.peek()
            );
        }
    }

    pub(super) fn peek(&self) -> String {
        self.peek_at(0)
    }

    fn peek_at(&self, ahead: usize) -> String {
        let word = self.words.get(self.at + ahead);
        word.map_or_else(String::new, |word| word.text.clone())
    }

    pub(super) fn next(&mut self) -> Word {
        self.at += 1;
        self.words[self.at - 1].clone()
    }

    pub(super) fn takes(&mut self, text: &str) -> bool {
        let is_next = self.peek() == text;
        self.at += usize::from(is_next);
        is_next
    }
}

fn arrays(mut ty: Type, lengths: Vec<Option<u64>>) -> Type {
    for length in lengths.into_iter().rev() {
        let spelling = format!("{}[]", ty.spelling);
        let kind = TypeKind::Array {
            element: Box::new(ty),
            length,
        };
        ty = plain(&spelling, kind);
    }
    ty
}

pub(super) fn plain(spelling: &str, kind: TypeKind) -> Type {
    Type {
        spelling: spelling.to_owned(),
        alias: None,
        is_const: false,
        kind,
    }
}
