//! The types of the tests' C: basic ones, known typedefs, records with their layout, enumerations.

use fishplate_model::{Enumeration, Enumerator, Field, Record, RecordKind, Type, TypeKind};

use super::c::{Declarator, Reader, plain};
use super::span;
use crate::bit_fields::{BitField, Cursor, Rules};

impl Reader {
    pub(super) fn basic(&self, words: &[String]) -> Type {
        let long = self.platform.long_bits;
        let count = |word: &str| words.iter().filter(|one| *one == word).count();
        let is_unsigned = count("unsigned") > 0;
        let int = |name: &str, bits: u32| {
            let name = if is_unsigned {
                format!("unsigned {name}")
            } else {
                name.to_owned()
            };
            TypeKind::Int {
                name,
                bits,
                is_signed: !is_unsigned,
            }
        };
        let kind = match () {
            () if count("void") > 0 => TypeKind::Void,
            () if count("bool") + count("_Bool") > 0 => TypeKind::Bool,
            () if count("float") > 0 => float("float", 32),
            () if count("double") > 0 && count("long") > 0 => {
                float("long double", self.platform.long_double_bits)
            }
            () if count("double") > 0 => float("double", 64),
            () if count("char") > 0 && count("signed") > 0 => int("signed char", 8),
            () if count("char") > 0 => int("char", 8),
            () if count("short") > 0 => int("short", 16),
            () if count("long") == 2 => int("long long", 64),
            () if count("long") == 1 => int("long", long),
            () => int("int", 32),
        };
        plain(&words.join(" "), kind)
    }

    pub(super) fn typedef_name(&self, name: &str) -> Type {
        let pointer = self.platform.pointer_bits;
        let long_name = if self.platform.long_bits == 64 {
            "long"
        } else {
            "long long"
        };
        let int = |name: &str, bits, is_signed| TypeKind::Int {
            name: name.to_owned(),
            bits,
            is_signed,
        };
        let unsigned_long = format!("unsigned {long_name}");
        let kind = match name {
            "size_t" | "uintptr_t" => int(&unsigned_long, pointer, false),
            "ssize_t" | "intptr_t" | "ptrdiff_t" => int(long_name, pointer, true),
            "int64_t" => int(long_name, 64, true),
            "uint64_t" => int(&unsigned_long, 64, false),
            "int32_t" => int("int", 32, true),
            "uint32_t" => int("unsigned int", 32, false),
            "int16_t" => int("short", 16, true),
            "uint16_t" => int("unsigned short", 16, false),
            "int8_t" => int("signed char", 8, true),
            "uint8_t" => int("unsigned char", 8, false),
            "wchar_t" => int(
                "int",
                self.platform.wchar_bits,
                self.platform.wchar_is_signed,
            ),
            "va_list" => TypeKind::VaList,
            _ => {
                let found = self.interface.typedefs.iter().find(|one| one.name == name);
                found
                    .unwrap_or_else(|| panic!("the tests' C has no type `{name}`"))
                    .ty
                    .kind
                    .clone()
            }
        };
        Type {
            alias: Some(name.to_owned()),
            ..plain(name, kind)
        }
    }

    pub(super) fn record(&mut self, parent: Option<&str>) -> Type {
        let word = self.next().text;
        let tag = (self.peek() != "{").then(|| self.next());
        let kind = if word == "union" {
            RecordKind::Union
        } else {
            RecordKind::Struct
        };
        self.unnamed += 1;
        let name = match (&tag, parent) {
            (Some(tag), _) => tag.text.clone(),
            (None, Some(parent)) => format!("{parent}::member_{}", self.unnamed),
            (None, None) => format!("anonymous@lib.h:{}", self.unnamed),
        };
        let spelling = tag.as_ref().map(|tag| format!("{word} {}", tag.text));
        let place = tag.map_or((1, 1), |tag| (tag.line, tag.column));
        let shown = spelling.clone().unwrap_or_else(|| name.clone());
        let ty = plain(&shown, TypeKind::Record { name: name.clone() });
        if self.peek() != "{" {
            if !self.interface.records.iter().any(|one| one.name == name) {
                self.interface.records.push(Record {
                    name,
                    spelling,
                    kind,
                    size_bytes: None,
                    align_bytes: None,
                    is_packed: false,
                    fields: Vec::new(),
                    comment: None,
                    span: span(&self.file, place.0, place.1),
                });
            }
            return ty;
        }
        let declared = self.fields(&name);
        let mut pack = self.pack;
        while self.takes("__attribute__") {
            while self.peek() != ";" && !self.peek().chars().all(char::is_alphabetic)
                || self.peek() == "packed"
            {
                pack = 1;
                self.at += 1;
            }
        }
        let mut record = self.laid_out(declared, kind, pack);
        record.name = name.clone();
        record.spelling = spelling;
        record.span = span(&self.file, place.0, place.1);
        self.interface.records.retain(|one| one.name != name);
        self.interface.records.push(record);
        ty
    }

    fn fields(&mut self, record: &str) -> Vec<(Declarator, Option<u32>)> {
        assert!(self.takes("{"));
        let mut fields = Vec::new();
        while !self.takes("}") {
            let base = self.base(Some(record));
            loop {
                let declarator = self.declarator(base.clone());
                let width = self.takes(":").then(|| self.next().text.parse().unwrap());
                fields.push((declarator, width));
                if !self.takes(",") {
                    break;
                }
            }
            assert!(self.takes(";"), "`;` in {record}");
        }
        fields
    }

    fn laid_out(
        &self,
        declared: Vec<(Declarator, Option<u32>)>,
        kind: RecordKind,
        pack: u64,
    ) -> Record {
        let mut cursor = Cursor::at(0);
        let (mut align_bytes, mut largest) = (1, 0);
        let mut fields = Vec::new();
        for (declarator, width) in declared {
            let (size, natural) = self.extent(&declarator.ty);
            let align = if pack > 0 { natural.min(pack) } else { natural };
            align_bytes = align_bytes.max(align);
            if kind == RecordKind::Union {
                cursor = Cursor::at(0);
            }
            let offset_bits = match width {
                Some(width) => {
                    let field = BitField {
                        width_bits: width.into(),
                        size_bytes: size,
                        align_bytes: align,
                    };
                    cursor.place_bits(&field, Rules::SystemV).unwrap().0
                }
                None => cursor.place_whole(size, align).unwrap(),
            };
            largest = largest.max(cursor.size_bytes());
            let place = declarator
                .name
                .as_ref()
                .map_or((1, 1), |name| (name.line, name.column));
            fields.push(Field {
                name: declarator.name.map(|name| name.text),
                ty: declarator.ty,
                offset_bits,
                width_bits: width,
                span: span(&self.file, place.0, place.1),
                passage: None,
            });
        }
        Record {
            name: String::new(),
            spelling: None,
            kind,
            size_bytes: Some(largest.next_multiple_of(align_bytes)),
            align_bytes: Some(align_bytes),
            is_packed: pack > 0,
            fields,
            comment: None,
            span: span(&self.file, 1, 1),
        }
    }

    fn extent(&self, ty: &Type) -> (u64, u64) {
        let scalar = |bits: u32| (u64::from(bits / 8), self.platform.align_bytes(bits));
        match &ty.kind {
            TypeKind::Bool => (1, 1),
            TypeKind::Int { bits, .. } | TypeKind::Float { bits, .. } => scalar(*bits),
            TypeKind::Enum { .. } => (4, 4),
            TypeKind::Pointer { .. } | TypeKind::Callback { .. } => {
                scalar(self.platform.pointer_bits)
            }
            TypeKind::Array { element, length } => {
                let (size, align) = self.extent(element);
                (size * length.unwrap_or(0), align)
            }
            TypeKind::Record { name } => {
                let record = self
                    .interface
                    .records
                    .iter()
                    .find(|one| one.name == *name)
                    .unwrap();
                (record.size_bytes.unwrap(), record.align_bytes.unwrap())
            }
            other => panic!("the tests' C lays out no {other:?}"),
        }
    }

    pub(super) fn enumeration(&mut self) -> Type {
        self.at += 1;
        let name = self.next();
        let ty = plain(
            &format!("enum {}", name.text),
            TypeKind::Enum {
                name: name.text.clone(),
            },
        );
        if !self.takes("{") {
            return ty;
        }
        let (mut enumerators, mut value) = (Vec::new(), 0);
        while !self.takes("}") {
            let member = self.next();
            if self.takes("=") {
                let is_negative = self.takes("-");
                let number: i128 = self.next().text.parse().unwrap();
                value = if is_negative { -number } else { number };
            }
            enumerators.push(Enumerator {
                name: member.text,
                value,
                comment: None,
            });
            value += 1;
            self.takes(",");
        }
        let is_signed = enumerators.iter().any(|one| one.value < 0);
        let underlying = if is_signed { "int" } else { "unsigned" };
        self.interface.enumerations.push(Enumeration {
            name: name.text.clone(),
            spelling: Some(format!("enum {}", name.text)),
            underlying: self.basic(&[underlying.to_owned()]),
            is_flags: false,
            enumerators,
            comment: None,
            span: span(&self.file, name.line, name.column),
        });
        ty
    }
}

fn float(name: &str, bits: u32) -> TypeKind {
    TypeKind::Float {
        name: name.to_owned(),
        bits,
    }
}
